package signature

import (
	"crypto/sha256"
	"encoding/base64"

	"github.com/emmansun/gmsm/sm3"
)

// Profile is how one sender and we sign: the canonical form, the digest and the
// algorithm. The list is closed.
type Profile string

// The profiles, see the package comment.
const (
	JCS     Profile = "jcs"
	OpenSPP Profile = "openspp"
	SM      Profile = "sm"
)

// Profiles are all there are.
func Profiles() []Profile { return []Profile{JCS, OpenSPP, SM} }

// The algorithms by the names they have in a signature. SPDCI names none for SM2,
// so the last is ours.
const (
	Ed25519 = "ed25519"
	SM2SM3  = "sm2-sm3"
)

// Algorithm is what a profile signs with; empty for a word that is no profile.
func (p Profile) Algorithm() string {
	switch p {
	case JCS, OpenSPP:
		return Ed25519
	case SM:
		return SM2SM3
	}
	return ""
}

// namespace is the word the other side of a profile expects first.
func (p Profile) namespace() string {
	if p == OpenSPP {
		return "dci"
	}
	return "spdci"
}

// digest is the hash over the canonical form of header and message, in base64.
func (p Profile) digest(header, message []byte) (string, error) {
	text, err := envelope(p, header, message)
	if err != nil {
		return "", err
	}
	var sum [sha256.Size]byte
	if p == SM {
		sum = sm3.Sum(text)
	} else {
		sum = sha256.Sum256(text)
	}
	return base64.StdEncoding.EncodeToString(sum[:]), nil
}
