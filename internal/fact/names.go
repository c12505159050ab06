package fact

import (
	"hash/maphash"
	"math"
	"strings"
	"unsafe"
)

// Names is a long list of short texts, kept in one piece of memory.
type Names struct {
	text string
	ends []uint32
}

// Len is the number of texts.
func (n Names) Len() int { return len(n.ends) }

// At is text number i.
func (n Names) At(i int) string {
	start := uint32(0)
	if i > 0 {
		start = n.ends[i-1]
	}
	return n.text[start:n.ends[i]]
}

// pick is some of the texts, in a piece of memory of their own.
func (n Names) pick(rows []int) Names {
	var out names
	for _, row := range rows {
		out.add(n.bytes(row))
	}
	return out.seal()
}

// names is a list of texts under construction.
type names struct {
	text []byte
	ends []uint32
}

func (n *names) add(id []byte) {
	n.text = append(n.text, id...)
	n.ends = append(n.ends, uint32(len(n.text)))
}

func (n *names) at(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = n.ends[i-1]
	}
	return n.text[start:n.ends[i]]
}

// seal hands the memory over; the list must not be added to afterwards.
func (n *names) seal() Names {
	return Names{text: unsafe.String(unsafe.SliceData(n.text), len(n.text)), ends: n.ends}
}

// none is the row number of no row.
const none = math.MaxUint32

// An index finds the row of a name. It stores row numbers only and reads the
// names where they are, which takes a fifth of the memory of a map.
type index struct {
	seed  maphash.Seed
	slots []uint32 // row, or none
	mask  uint64
	at    func(row uint32) []byte
}

// newIndex makes an index for up to rows names.
func newIndex(rows int, at func(row uint32) []byte) *index {
	size := 16
	for size < rows*2 {
		size *= 2
	}
	x := &index{seed: maphash.MakeSeed(), slots: make([]uint32, size), mask: uint64(size - 1), at: at}
	for i := range x.slots {
		x.slots[i] = none
	}
	return x
}

// find is the row of a name, or none.
func (x *index) find(name []byte) uint32 {
	for i := maphash.Bytes(x.seed, name) & x.mask; ; i = (i + 1) & x.mask {
		row := x.slots[i]
		if row == none || string(x.at(row)) == string(name) {
			return row
		}
	}
}

// insert files a row under its name and returns the row that had the name
// before, or none. The earlier row keeps the name.
func (x *index) insert(name []byte, row uint32) uint32 {
	for i := maphash.Bytes(x.seed, name) & x.mask; ; i = (i + 1) & x.mask {
		old := x.slots[i]
		if old == none {
			x.slots[i] = row
			return none
		}
		if string(x.at(old)) == string(name) {
			return old
		}
	}
}

// nearest is the candidate that a misspelt word most likely means, or "".
func nearest(word string, candidates []string) string {
	best, least := "", len(word)/3+2
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), c); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
