package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"

	"github.com/emmansun/gmsm/sm3"
)

// Scheme is how messages are signed.
type Scheme string

// The schemes: with a secret that both sides know, or with our own SM2 key, whose
// public half anybody may have.
const (
	HMAC Scheme = "hmac-sha256"
	SM2  Scheme = "sm2-sm3"
)

// The headers of a message.
const (
	IDHeader        = "X-Lianxin-Id"
	TimeHeader      = "X-Lianxin-Time" // seconds since 1970, UTC
	SignatureHeader = "X-Lianxin-Signature"
)

// Signed is the text that is signed: time, name and body, so that neither can be put
// to another.
func Signed(at int64, id string, body []byte) []byte {
	text := strconv.AppendInt(nil, at, 10)
	text = append(append(append(text, '.'), id...), '.')
	return append(text, body...)
}

// sign makes the signature header of a message.
func (o *Office) sign(h *Hook, at int64, id string, body []byte) (string, error) {
	text := Signed(at, id, body)
	if h.Scheme == SM2 {
		digest := sm3.Sum(text)
		signature, err := o.keys.Sign(digest[:])
		return string(SM2) + "=" + base64.StdEncoding.EncodeToString(signature), err
	}
	secret, err := o.keys.Open(place(h.ID), h.secret)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(text)
	return string(HMAC) + "=" + hex.EncodeToString(mac.Sum(nil)), nil
}
