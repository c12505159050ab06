package access

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"

	"lianxin/internal/civil"
)

// A sealed value is one byte of key version, a random nonce, the ciphertext and a
// tag. Nonces are random, so a key must not seal more than 2^32 values: rotate it
// long before. A city of ten million with four fields a person needs a hundredth.
const (
	nonceBytes = 12
	tagBytes   = 16
	// SealOverhead is how much longer a sealed value is than its text, in bytes.
	SealOverhead = 1 + nonceBytes + tagBytes
)

// Limits in bytes of a text that is sealed, and of each part of a [Place].
const (
	sealMax  = 64 << 10
	placeMax = 64
)

// Place is where a sealed value stands. It is bound into the seal, so that a value
// copied to another column or to another person's record does not open. The version
// of the record is not part of it: a value that did not change may be carried into
// the next version as it is.
type Place struct {
	Table  string // "person"
	Field  string // "id_number"
	County string // six digits, the record's home county
	ID     string // of the record
}

// parts lists what is bound.
func (p *Place) parts() [4]string { return [4]string{p.Table, p.Field, p.County, p.ID} }

// appendTo appends the associated data. Each part is preceded by its length, so that
// no two places give the same bytes.
func (p *Place) appendTo(b []byte, version uint8) ([]byte, error) {
	b = append(b, version)
	for _, part := range p.parts() {
		if part == "" || len(part) > placeMax {
			return b, civil.Refuse("seal_place", "加密内容缺少表名、字段、区县或编号，或其中一项过长，请联系系统管理员。")
		}
		b = append(b, byte(len(part)))
		b = append(b, part...)
	}
	return b, nil
}

// bound are buffers for associated data, so that sealing a city's worth of rows
// does not allocate for each.
var bound = sync.Pool{New: func() any { b := make([]byte, 0, 128); return &b }}

// Seal encrypts a text for its place under the current key.
func (k Keyring) Seal(at Place, text string) ([]byte, error) {
	return k.AppendSeal(nil, at, []byte(text))
}

// AppendSeal appends what [Keyring.Seal] returns. The text must not lie in dst.
func (k Keyring) AppendSeal(dst []byte, at Place, text []byte) ([]byte, error) {
	if k.held == nil {
		return dst, errNoKeys()
	}
	if len(text) > sealMax {
		return dst, civil.Refuse("seal_long", "需加密的内容超过64KB，请精简后重试。")
	}
	ad := bound.Get().(*[]byte)
	defer bound.Put(ad)
	var err error
	if *ad, err = at.appendTo((*ad)[:0], k.held.sealing); err != nil {
		return dst, err
	}
	dst = append(slices.Grow(dst, SealOverhead+len(text)), k.held.sealing)
	nonce := dst[len(dst) : len(dst)+nonceBytes]
	_, _ = rand.Read(nonce) // never fails: the program stops if the system has no randomness
	return k.held.seals[k.held.sealing].Seal(dst[:len(dst)+nonceBytes], nonce, text, *ad), nil
}

// Open decrypts a sealed value. It refuses one that was changed, cut, or sealed for
// another place (Conflict), and one whose key is not in the ring (Unavailable).
func (k Keyring) Open(at Place, sealed []byte) ([]byte, error) {
	return k.AppendOpen(nil, at, sealed)
}

// AppendOpen appends what [Keyring.Open] returns; after an error dst is as it was.
// The sealed value must not lie in dst.
func (k Keyring) AppendOpen(dst []byte, at Place, sealed []byte) ([]byte, error) {
	if k.held == nil {
		return dst, errNoKeys()
	}
	if len(sealed) < SealOverhead || sealed[0] == 0 {
		return dst, errBroken(nil)
	}
	aead := k.held.seals[sealed[0]]
	if aead == nil {
		return dst, &civil.Error{Kind: civil.Unavailable, Code: "seal_key_missing",
			Message: fmt.Sprintf("内容用第%d版密钥加密，密钥文件里没有这一版，请补上后重试。", sealed[0])}
	}
	ad := bound.Get().(*[]byte)
	defer bound.Put(ad)
	var err error
	if *ad, err = at.appendTo((*ad)[:0], sealed[0]); err != nil {
		return dst, err
	}
	nonce, body := sealed[1:1+nonceBytes], sealed[1+nonceBytes:]
	text, err := aead.Open(dst, nonce, body, *ad)
	if err != nil {
		return dst, errBroken(err)
	}
	return text, nil
}

// OpenPrivate is [Keyring.Open] for a reader: what it returns cannot be printed or
// logged by accident.
func (k Keyring) OpenPrivate(kind Kind, at Place, sealed []byte) (Private, error) {
	text, err := k.Open(at, sealed)
	if err != nil {
		return Private{}, err
	}
	return NewPrivate(kind, string(text)), nil
}

// NeedsReseal says whether a value is not sealed under the current key. It does not
// say that the value opens.
func (k Keyring) NeedsReseal(sealed []byte) bool {
	return k.held != nil && (len(sealed) == 0 || sealed[0] != k.held.sealing)
}

// Reseal seals a value again, under the current key and for the same place.
func (k Keyring) Reseal(at Place, sealed []byte) ([]byte, error) {
	text, err := k.Open(at, sealed)
	if err != nil {
		return nil, err
	}
	return k.AppendSeal(nil, at, text)
}

func errBroken(err error) error {
	return &civil.Error{Kind: civil.Conflict, Code: "seal_broken", Err: err,
		Message: "加密内容已损坏，或不属于这条记录，请核查是否被改动，并从备份恢复。"}
}
