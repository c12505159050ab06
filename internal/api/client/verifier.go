package client

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/job/webhook"
)

// Window is how many seconds a message's time may differ from the receiver's clock.
const Window = 300

// Why a message is not taken.
var (
	ErrSignature = errors.New("client: the signature is not right")
	ErrTime      = errors.New("client: the message is too old, or a clock is wrong")
	ErrReplayed  = errors.New("client: the message was taken before")
	ErrBroken    = errors.New("client: this is no message")
)

// Verifier checks messages that a receiver is sent. It is safe for use by many
// goroutines; several programs that share a receiver's address must share what was
// taken by means of their own, by the message's id.
type Verifier struct {
	Secret string   // of the subscription, for hmac-sha256
	Keys   []string // public keys in PEM, for sm2-sm3

	mutex sync.Mutex
	taken map[string]int64 // until when a replay would be in its window
}

// Verify checks a message at a time, in seconds since 1970, and gives it. A message
// that is sent again because its first answer was lost is ErrReplayed; its receiver
// answers it as the first.
func (v *Verifier) Verify(h http.Header, body []byte, now int64) (webhook.Message, error) {
	var m webhook.Message
	id := h.Get(webhook.IDHeader)
	at, err := strconv.ParseInt(h.Get(webhook.TimeHeader), 10, 64)
	if err != nil || id == "" {
		return m, ErrBroken
	}
	if !v.signed(h.Get(webhook.SignatureHeader), webhook.Signed(at, id, body)) {
		return m, ErrSignature
	}
	if at < now-Window || at > now+Window {
		return m, ErrTime
	}
	if err := json.Unmarshal(body, &m); err != nil || m.ID != id {
		return m, ErrBroken
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	for old, until := range v.taken {
		if until < now {
			delete(v.taken, old)
		}
	}
	if _, again := v.taken[id]; again {
		return m, ErrReplayed
	}
	if v.taken == nil {
		v.taken = map[string]int64{}
	}
	v.taken[id] = at + 2*Window
	return m, nil
}

// signed says whether a signature is right. What the receiver has no secret or key
// for is not.
func (v *Verifier) signed(header string, text []byte) bool {
	scheme, value, _ := strings.Cut(header, "=")
	switch webhook.Scheme(scheme) {
	case webhook.HMAC:
		got, err := hex.DecodeString(value)
		mac := hmac.New(sha256.New, []byte(v.Secret))
		mac.Write(text)
		return err == nil && v.Secret != "" && hmac.Equal(got, mac.Sum(nil))
	case webhook.SM2:
		got, err := base64.StdEncoding.DecodeString(value)
		digest := sm3.Sum(text)
		for _, key := range v.Keys {
			if err == nil && access.VerifyPublic([]byte(key), digest[:], got) == nil {
				return true
			}
		}
	}
	return false
}
