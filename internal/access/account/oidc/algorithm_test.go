package oidc

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
)

// signedWith makes the issuer give tokens that look right but for how they are signed: sign
// is given the text of head and claims.
func (i *issuer) signedWith(t *testing.T, head map[string]any, sign func(text string) []byte) {
	t.Helper()
	usual := i.Config.Handler
	i.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token" {
			usual.ServeHTTP(w, r)
			return
		}
		i.mutex.Lock()
		defer i.mutex.Unlock()
		body, err := json.Marshal(map[string]any{
			"iss": i.URL, "aud": client, "sub": "s-1", "nonce": i.nonce, "iat": int64(now) / 1000, "exp": int64(now)/1000 + 300,
		})
		if err != nil {
			t.Error(err)
		}
		first, err := json.Marshal(head)
		if err != nil {
			t.Error(err)
		}
		text := code(first) + "." + code(body)
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": text + "." + code(sign(text))})
	})
}

// keyed signs with a secret that both sides know, instead of a key that only one has.
func keyed(key []byte) func(text string) []byte {
	return func(text string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
}

// Whoever can choose how a token is signed must not choose a way that needs no key of the
// issuer's: none at all, our own secret, or its public key taken for a secret.
func TestATokenSignedAnotherWayIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		head map[string]any
		sign func(t *testing.T, i *issuer) func(text string) []byte
	}{
		{"not at all", map[string]any{"alg": "none", "typ": "JWT"}, func(*testing.T, *issuer) func(string) []byte {
			return func(string) []byte { return nil }
		}},
		{"not at all, in other letters", map[string]any{"alg": "NoNe", "kid": "1"}, func(*testing.T, *issuer) func(string) []byte {
			return func(string) []byte { return nil }
		}},
		{"not at all, under the right name", map[string]any{"alg": "RS256", "kid": "1"}, func(*testing.T, *issuer) func(string) []byte {
			return func(string) []byte { return nil }
		}},
		{"with our own secret", map[string]any{"alg": "HS256", "kid": "1"}, func(*testing.T, *issuer) func(string) []byte {
			return keyed([]byte(secret))
		}},
		{"with the public key for a secret", map[string]any{"alg": "HS256", "kid": "1"}, func(t *testing.T, i *issuer) func(string) []byte {
			der, err := x509.MarshalPKIXPublicKey(&i.key.PublicKey)
			if err != nil {
				t.Fatal(err)
			}
			return keyed(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			i := begin(t)
			i.signedWith(t, c.head, c.sign(t, i))
			p := i.provider(t, i.config())
			address, attempt, err := p.Begin(t.Context(), now)
			if err != nil {
				t.Fatal(err)
			}
			proof, err := p.Finish(t.Context(), now, attempt, i.send(t, address))
			wantCode(t, err, "oidc_answer")
			if proof.Subject != "" {
				t.Errorf("it proves %+v", proof)
			}
		})
	}
}

// A token whose text was changed after it was signed is no token.
func TestATokenThatWasChangedIsRefused(t *testing.T) {
	t.Parallel()
	i := begin(t)
	i.signedWith(t, map[string]any{"alg": "RS256", "kid": "1"}, func(text string) []byte {
		head, _, _ := strings.Cut(text, ".")
		other := i.sign(map[string]any{"iss": i.URL, "aud": client, "sub": "s-2"})
		if !strings.HasPrefix(other, head+".") {
			t.Errorf("the head of %q is not %q", other, head)
		}
		signature, err := base64.RawURLEncoding.DecodeString(other[strings.LastIndex(other, ".")+1:])
		if err != nil {
			t.Error(err)
		}
		return signature
	})
	p := i.provider(t, i.config())
	address, attempt, err := p.Begin(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Finish(t.Context(), now, attempt, i.send(t, address))
	wantCode(t, err, "oidc_answer")
}
