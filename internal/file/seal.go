package file

import (
	"errors"
	"fmt"
	"slices"

	"lianxin/internal/access"
)

// piece is how much of a content is sealed at once, in bytes: what a keyring
// seals is bounded. All pieces but the last are whole, so that the length of a
// content says where each begins.
const piece = 60 << 10

// place binds a piece to its file, to its place among the pieces and to how
// many there are: pieces that were swapped, left out or taken from another file
// do not open.
func place(ref Ref, n, of int) access.Place {
	return access.Place{Table: "file", Field: fmt.Sprintf("content %d of %d", n, of), County: ref.County, ID: ref.ID}
}

// pieces is how many pieces a content of a size has.
func pieces(size int) int { return (size + piece - 1) / piece }

func (c *Cabinet) seal(ref Ref, data []byte) ([]byte, error) {
	of := pieces(len(data))
	sealed := make([]byte, 0, len(data)+of*access.SealOverhead)
	n := 0
	for part := range slices.Chunk(data, piece) {
		n++
		var err error
		if sealed, err = c.keys.AppendSeal(sealed, place(ref, n, of), part); err != nil {
			return nil, err
		}
	}
	return sealed, nil
}

// unseal opens what seal made of a content of that size.
func (c *Cabinet) unseal(ref Ref, size int, sealed []byte) ([]byte, error) {
	of := pieces(size)
	if size <= 0 || len(sealed) != size+of*access.SealOverhead {
		return nil, damaged(errors.New("file: the sealed content has the wrong length"))
	}
	data := make([]byte, 0, size)
	n := 0
	for part := range slices.Chunk(sealed, piece+access.SealOverhead) {
		n++
		var err error
		if data, err = c.keys.AppendOpen(data, place(ref, n, of), part); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// Reseal seals a content again under the current key, piece by piece.
func Reseal(keys access.Keyring, ref Ref, sealed []byte) ([]byte, error) {
	const whole = piece + access.SealOverhead
	of := (len(sealed) + whole - 1) / whole
	anew := make([]byte, 0, len(sealed))
	n := 0
	for part := range slices.Chunk(sealed, whole) {
		n++
		text, err := keys.Open(place(ref, n, of), part)
		if err != nil {
			return nil, err
		}
		if anew, err = keys.AppendSeal(anew, place(ref, n, of), text); err != nil {
			return nil, err
		}
	}
	return anew, nil
}
