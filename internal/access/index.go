package access

import (
	"crypto/hmac"
	"hash"
	"sync"
	"unicode"
	"unicode/utf8"

	"lianxin/internal/civil"

	"github.com/emmansun/gmsm/sm3"
)

// An index entry is one byte of key version and the first bytes of HMAC-SM3 over
// the kind and the normal form of a value. Sixteen bytes keep two of a province's
// people apart with certainty enough, and are half as long in every index.
const (
	macBytes = 16
	// IndexBytes is the length of an index entry.
	IndexBytes = 1 + macBytes
)

// valueMax is the longest value that is looked up, in bytes of its normal form; the
// longest number in use has 34 (an IBAN).
const valueMax = 64

// indexer works with one index key. The pool keeps states that have absorbed the
// key already: an entry then costs two rounds of SM3 and no allocation.
type indexer struct {
	version uint8
	macs    sync.Pool
}

// macState is one worker's share of an indexer.
type macState struct {
	mac   hash.Hash
	input []byte
	sum   [sm3.Size]byte
}

func newIndexer(k *key) *indexer {
	return &indexer{version: k.version, macs: sync.Pool{New: func() any {
		return &macState{mac: hmac.New(sm3.New, k.secret), input: make([]byte, 0, 128)}
	}}}
}

// AppendIndex appends the entry under which a value is stored: of the current key.
// It refuses a kind that has no index, and a value whose normal form is empty, too
// long or not of its kind (Invalid).
func (k Keyring) AppendIndex(dst []byte, kind Kind, value string) ([]byte, error) {
	return appendIndex(k, dst, kind, value)
}

// AppendIndexBytes is [Keyring.AppendIndex] for a field that is still bytes of a
// file.
func (k Keyring) AppendIndexBytes(dst []byte, kind Kind, value []byte) ([]byte, error) {
	return appendIndex(k, dst, kind, value)
}

func appendIndex[T string | []byte](k Keyring, dst []byte, kind Kind, value T) ([]byte, error) {
	if k.held == nil {
		return dst, errNoKeys()
	}
	return entry(k.held.indexes[0], dst, kind, value)
}

// Lookups are all entries under which a value may be found, the current one first:
// while a job indexes the store again after a rotation, both the old and the new
// entries are there. It refuses what [Keyring.AppendIndex] refuses.
func (k Keyring) Lookups(kind Kind, value string) ([][]byte, error) {
	if k.held == nil {
		return nil, errNoKeys()
	}
	list := make([][]byte, 0, len(k.held.indexes))
	for _, x := range k.held.indexes {
		one, err := entry(x, make([]byte, 0, IndexBytes), kind, value)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// NeedsReindex says whether an entry is not of the current key.
func (k Keyring) NeedsReindex(stored []byte) bool {
	return k.held != nil && (len(stored) != IndexBytes || stored[0] != k.held.indexes[0].version)
}

// entry appends the entry of a value under one key. Kind and value are kept apart
// by a zero byte, which no kind and no normal form contains.
func entry[T string | []byte](x *indexer, dst []byte, kind Kind, value T) ([]byte, error) {
	if !kind.Indexed() {
		return dst, errNoIndex(kind)
	}
	s := x.macs.Get().(*macState)
	defer x.macs.Put(s)
	s.input = append(append(s.input[:0], kinds[kind].code...), 0)
	var err error
	if s.input, err = appendNormal(s.input, kind, value); err != nil {
		return dst, err
	}
	s.mac.Reset()
	_, _ = s.mac.Write(s.input) // a hash.Hash never fails
	sum := s.mac.Sum(s.sum[:0])
	return append(append(dst, x.version), sum[:macBytes]...), nil
}

// AppendNormal appends the form in which values of a kind are compared: ASCII,
// blanks and invisible characters gone. An identity number has its letters raised
// and is otherwise taken as it is, 15 digits or 18; a telephone number loses its
// signs and the prefix of the country; an account loses its hyphens.
//
// It refuses what [Keyring.AppendIndex] refuses.
func AppendNormal(dst []byte, kind Kind, value string) ([]byte, error) {
	if !kind.Indexed() {
		return dst, errNoIndex(kind)
	}
	return appendNormal(dst, kind, value)
}

func appendNormal[T string | []byte](dst []byte, kind Kind, value T) ([]byte, error) {
	start := len(dst)
	for i := 0; i < len(value); {
		c := value[i]
		size := 1
		if c >= utf8.RuneSelf {
			c, size = wide(value[i:min(len(value), i+utf8.UTFMax)])
		}
		i += size
		keep, ok := normal(kind, c)
		switch {
		case !ok || len(dst)-start >= valueMax:
			return dst[:start], errValue(kind)
		case keep != 0:
			dst = append(dst, keep)
		}
	}
	if kind == Phone {
		dst = withoutCountry(dst, start)
	}
	if len(dst) == start {
		return dst, errValue(kind)
	}
	return dst, nil
}

// wide turns one character beyond ASCII into the ASCII one it stands for: a blank
// for what takes no room, an illegal sign for what has no equivalent.
func wide[T string | []byte](text T) (c byte, size int) {
	r, size := utf8.DecodeRuneInString(string(text))
	switch {
	case r >= '！' && r <= '～':
		return byte(r - '！' + '!'), size
	case r == '－' || r >= 0x2010 && r <= 0x2015 || r == 0x2212:
		return '-', size
	case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
		return ' ', size
	}
	return 0, size
}

// normal is what a character becomes in the normal form of a kind: 0 when it is
// left out, and ok false when it cannot stand there.
func normal(kind Kind, c byte) (keep byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c, true
	case c == ' ' || c >= '\t' && c <= '\r':
		return 0, true
	case kind == Phone:
		return plus(c), c == '+' || c == '-' || c == '(' || c == ')'
	case c >= 'A' && c <= 'Z':
		return c, true
	case c >= 'a' && c <= 'z':
		return c - 'a' + 'A', true
	case c == '-':
		return 0, kind == Account
	}
	// Permits and passports are written with these; they are part of the number.
	return c, kind == IDNumber && (c == '(' || c == ')' || c == '/')
}

// plus keeps the sign of an international number until its prefix is read.
func plus(c byte) byte {
	if c == '+' {
		return c
	}
	return 0
}

// withoutCountry takes +86, 0086 and, before a mobile number, 86 off. It writes
// over what it has read already, never ahead of it.
func withoutCountry(dst []byte, start int) []byte {
	digits := dst[start:]
	switch {
	case hasPrefix(digits, "+86"):
		digits = digits[3:]
	case hasPrefix(digits, "0086"):
		digits = digits[4:]
	case hasPrefix(digits, "861") && len(digits) == 13:
		digits = digits[2:]
	}
	kept := dst[:start]
	for _, c := range digits {
		if c != '+' {
			kept = append(kept, c)
		}
	}
	return kept
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

func errNoIndex(kind Kind) error {
	return civil.Refuse("index_kind", "不能按%s查找，请改用身份证号、电话或银行账号。", kind.Label())
}

func errValue(kind Kind) error {
	return civil.Refuse("index_value", "%s为空、过长或含有不该有的字符，请核对后重新输入。", kind.Label())
}
