package signature

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/emmansun/gmsm/sm2"

	"lianxin/internal/civil"
)

// How long a signature of ours is good, how far the clock of a sender may be
// ahead of ours, and how long a signature may be made good for at most.
const (
	lifetime = 5 * 60
	skew     = 60
	longest  = 60 * 60
)

// What is wrong with a signature. They are told apart in the log alone: the
// sender is told err.signature.invalid.
var (
	ErrWrong   = errors.New("signature: not made by this key over this message")
	ErrTime    = errors.New("signature: expired, from the future, or good for too long")
	ErrForeign = errors.New("signature: of another sender, key or algorithm")
)

// text is what is signed.
func text(created, expires int64, digest string) []byte {
	return fmt.Appendf(nil, "(created): %d\n(expires): %d\ndigest: %s", created, expires, digest)
}

// Sign signs a header and a message as raw JSON, at an instant.
func Sign(p Profile, sender string, key *Private, header, message []byte, at civil.Instant) (string, error) {
	if p.Algorithm() == "" || key.Algorithm != p.Algorithm() {
		return "", ErrForeign
	}
	digest, err := p.digest(header, message)
	if err != nil {
		return "", err
	}
	l := &Line{Namespace: p.namespace(), Sender: sender, Key: key.Name, Algorithm: key.Algorithm, Created: int64(at) / 1000}
	l.Expires = l.Created + lifetime
	if l.Signature, err = key.sign(text(l.Created, l.Expires, digest)); err != nil {
		return "", err
	}
	return l.String(), nil
}

func (k *Private) sign(message []byte) ([]byte, error) {
	if k.sm != nil {
		return k.sm.SignWithSM2(rand.Reader, nil, message)
	}
	return ed25519.Sign(k.ed, message), nil
}

// Verify says whether a line is the signature of one of a sender's keys over a
// header and a message as they came, at an instant.
func Verify(p Profile, l *Line, keys []Public, header, message []byte, at civil.Instant) error {
	now := int64(at) / 1000
	if l.Created > now+skew || l.Expires < now || l.Expires <= l.Created || l.Expires-l.Created > longest || l.Created < now-longest {
		return ErrTime
	}
	if l.Algorithm != p.Algorithm() {
		return ErrForeign
	}
	for i := range keys {
		k := &keys[i]
		if k.Name != l.Key || k.Algorithm != l.Algorithm {
			continue
		}
		digest, err := p.digest(header, message)
		if err != nil {
			return err
		}
		if !k.verify(text(l.Created, l.Expires, digest), l.Signature) {
			return ErrWrong
		}
		return nil
	}
	return ErrForeign
}

func (k *Public) verify(message, signature []byte) bool {
	if k.sm != nil {
		return sm2.VerifyASN1WithSM2(k.sm, nil, message, signature)
	}
	return len(k.ed) == ed25519.PublicKeySize && ed25519.Verify(k.ed, message, signature)
}
