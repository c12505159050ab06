package journal

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
)

// The sizes of proofs. A proof of a whole version is its salt and its hash; of
// an erased one the hash and the number of the act that erased it.
const (
	saltSize   = 16
	hashSize   = 32
	wholeProof = saltSize + hashSize
	erasedSize = hashSize + 8
)

// entry is the hash of one thing that an act did to a table.
type entry [hashSize]byte

// prover hashes versions, one after the other, in the same memory.
type prover struct {
	sum   hash.Hash
	text  []byte
	salts []byte // random bytes not used up yet
}

func newProver() *prover { return &prover{sum: sm3.New()} }

// salt gives sixteen fresh random bytes.
func (p *prover) salt() []byte {
	if len(p.salts) < saltSize {
		p.salts = make([]byte, 256*saltSize)
		_, _ = rand.Read(p.salts) // never fails: the program stops if the system has no randomness
	}
	salt := p.salts[:saltSize:saltSize]
	p.salts = p.salts[saltSize:]
	return salt
}

// version hashes an opened version: its salt, whose it is, when it holds, and
// every value.
func (p *prover) version(salt []byte, table, county, id string, opened int64, valid, values []any) (entry, error) {
	p.text = append(p.text[:0], salt...)
	p.text = appendAll(p.text, "open", table, county, id)
	p.text = appendInt(p.text, opened)
	for _, list := range [...][]any{valid, values} {
		for _, value := range list {
			var err error
			if p.text, err = appendValue(p.text, value); err != nil {
				return entry{}, fmt.Errorf("table %s: %w", table, err)
			}
		}
	}
	return p.hash(), nil
}

// closing hashes the closing of a version. It names nobody, so it needs no salt.
func (p *prover) closing(table, county, id string, opened, closed int64) entry {
	p.text = appendAll(p.text[:0], "close", table, county, id)
	p.text = appendInt(appendInt(p.text, opened), closed)
	return p.hash()
}

// erasing hashes the erasure of a version's payload.
func (p *prover) erasing(table, county, id string, opened int64, version entry) entry {
	p.text = appendAll(p.text[:0], "erase", table, county, id)
	p.text = append(appendInt(p.text, opened), version[:]...)
	return p.hash()
}

func (p *prover) hash() (e entry) {
	p.sum.Reset()
	p.sum.Write(p.text)
	p.sum.Sum(e[:0])
	return e
}

// content is the hash over everything an act did, in no order.
func content(entries []entry) []byte {
	slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a[:], b[:]) })
	sum := sm3.New()
	for i := range entries {
		sum.Write(entries[i][:])
	}
	return sum.Sum(nil)
}

func appendAll(b []byte, texts ...string) []byte {
	for _, s := range texts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

func appendInt(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }

// appendValue writes a value so that no two different rows read alike: a sign
// for its type, and a length before whatever has one.
func appendValue(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(b, 0), nil
	case int64:
		return appendInt(append(b, 1), v), nil
	case bool:
		if v {
			return append(b, 2, 1), nil
		}
		return append(b, 2, 0), nil
	case string:
		return appendAll(append(b, 3), v), nil
	case []byte:
		b = binary.BigEndian.AppendUint32(append(b, 4), uint32(len(v)))
		return append(b, v...), nil
	}
	return nil, fmt.Errorf("a value of type %T has no place in a row", value)
}

// plain turns a value into one of the five types that rows are made of.
func plain(value any) any {
	switch v := value.(type) {
	case int:
		return int64(v)
	case civil.Fen:
		return int64(v)
	case civil.Instant:
		return int64(v)
	case civil.Date:
		return v.String()
	case civil.Area:
		return v.String()
	case []byte:
		if len(v) == 0 { // a store need not tell no bytes from nothing
			return nil
		}
	}
	return value
}
