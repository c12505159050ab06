package client_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/api/client"
	"lianxin/internal/job/webhook"
)

const (
	secret = "whsec_test"
	body   = `{"id":"320613-7-1","topic":"casework.decided","county":"320613","at":"2025-06-30T01:00:00.000Z","body":{"case":"x"}}`
	now    = int64(1_751_245_200)
)

func signed(at int64, id, body string) http.Header {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strconv.FormatInt(at, 10) + "." + id + "." + body))
	h := http.Header{}
	h.Set(webhook.IDHeader, id)
	h.Set(webhook.TimeHeader, strconv.FormatInt(at, 10))
	h.Set(webhook.SignatureHeader, "hmac-sha256="+hex.EncodeToString(mac.Sum(nil)))
	return h
}

func TestAMessageIsTakenOnceAndOnlyWhole(t *testing.T) {
	t.Parallel()
	v := &client.Verifier{Secret: secret}
	good := signed(now, "320613-7-1", body)
	with := func(name, value string) http.Header {
		h := good.Clone()
		h.Set(name, value)
		return h
	}
	for _, test := range []struct {
		name string
		h    http.Header
		body string
		at   int64
		want error
	}{
		{"another secret's", with(webhook.SignatureHeader, "hmac-sha256=00"), body, now, client.ErrSignature},
		{"no signature", with(webhook.SignatureHeader, ""), body, now, client.ErrSignature},
		{"a scheme without a key", with(webhook.SignatureHeader, "sm2-sm3=AAAA"), body, now, client.ErrSignature},
		{"another body", good, body + " ", now, client.ErrSignature},
		{"another name", with(webhook.IDHeader, "320613-7-2"), body, now, client.ErrSignature},
		{"another time", with(webhook.TimeHeader, strconv.FormatInt(now+1, 10)), body, now, client.ErrSignature},
		{"no name", with(webhook.IDHeader, ""), body, now, client.ErrBroken},
		{"no time", with(webhook.TimeHeader, "now"), body, now, client.ErrBroken},
		{"too late", good, body, now + client.Window + 1, client.ErrTime},
		{"too early", good, body, now - client.Window - 1, client.ErrTime},
		{"a name that is not the body's", signed(now, "320613-7-9", body), body, now, client.ErrBroken},
		{"the first time", good, body, now, nil},
		{"again at once", good, body, now, client.ErrReplayed},
		{"again within the window", good, body, now + client.Window, client.ErrReplayed},
	} {
		m, err := v.Verify(test.h, []byte(test.body), test.at)
		if !errors.Is(err, test.want) || test.want == nil && (err != nil || m.Topic != "casework.decided") {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestAMessageSignedWithTheBureausKeyIsTaken(t *testing.T) {
	t.Parallel()
	keys, err := access.NewKeyring(rand.Reader, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	other, err := access.NewKeyring(rand.Reader, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	digest := sm3.Sum(webhook.Signed(now, "320613-7-1", []byte(body)))
	signature, err := keys.Sign(digest[:])
	if err != nil {
		t.Fatal(err)
	}
	h := signed(now, "320613-7-1", body)
	h.Set(webhook.SignatureHeader, "sm2-sm3="+base64.StdEncoding.EncodeToString(signature))
	if _, err := (&client.Verifier{Keys: []string{keys.PublicKeys()[0].PEM}}).Verify(h, []byte(body), now); err != nil {
		t.Error(err)
	}
	if _, err := (&client.Verifier{Keys: []string{other.PublicKeys()[0].PEM}, Secret: secret}).Verify(h, []byte(body), now); !errors.Is(err, client.ErrSignature) {
		t.Error(err)
	}
}
