package fact

import (
	"math"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// A block is a run of consecutive records of one file, decoded. Every record
// is a row here, refused ones too, so that a row number tells its record.
type block struct {
	ids      names        // empty when the record's id cannot be used
	home     []uint32     // persons: the household, or none
	division []civil.Area // households
	refused  []bool
	suspects []uint32    // households that a refused record may belong to
	homeless int         // refused records that name no household
	values   []vector    // by fact of the level
	refusals []Rejection // Record counts from 1 inside the block
}

func newBlock(facts []*rule.Fact, capacity int) *block {
	b := &block{values: make([]vector, len(facts)), refused: make([]bool, 0, capacity)}
	for i, f := range facts {
		b.values[i] = newVector(f, capacity)
	}
	return b
}

func (b *block) rows() int { return len(b.refused) }

// A shelf is all records of one file in their order.
type shelf struct {
	file     string
	facts    []*rule.Fact
	ids      names
	home     []uint32
	division []civil.Area
	refused  []bool
	suspects []uint32
	homeless int
	values   [][]*vector // by fact, then by block
	refusals []Rejection
}

func newShelf(file string, facts []*rule.Fact) *shelf {
	return &shelf{file: file, facts: facts, values: make([][]*vector, len(facts))}
}

// take appends a block. Row numbers and places in the arena are 32 bits wide,
// which is enough for sixty million people; more are refused.
func (s *shelf) take(b *block) error {
	if len(s.ids.text)+len(b.ids.text) > math.MaxUint32 || s.rows()+b.rows() >= none {
		return civil.Refuse("file_too_large", "%s 的行数太多，一次最多约六千万行，请按县拆分后分别处理。", s.file)
	}
	shift := uint32(len(s.ids.text))
	s.ids.text = append(s.ids.text, b.ids.text...)
	for _, end := range b.ids.ends {
		s.ids.ends = append(s.ids.ends, end+shift)
	}
	for _, r := range b.refusals {
		r.Record += s.rows()
		s.refusals = append(s.refusals, r)
	}
	s.home = append(s.home, b.home...)
	s.division = append(s.division, b.division...)
	s.refused = append(s.refused, b.refused...)
	s.suspects = append(s.suspects, b.suspects...)
	s.homeless += b.homeless
	for i := range b.values {
		s.values[i] = append(s.values[i], &b.values[i])
	}
	return nil
}

func (s *shelf) rows() int { return len(s.refused) }

func (s *shelf) id(row uint32) []byte { return s.ids.at(int(row)) }

// refuse adds a reason found only once all rows are in.
func (s *shelf) refuse(row uint32, column, code, message string) {
	s.refused[row] = true
	s.refusals = append(s.refusals, Rejection{File: s.file, Record: int(row) + 1, Column: column, Code: code, Message: message})
}

// pick copies the ids of the rows in order.
func (s *shelf) pick(order []uint32) Names {
	size := 0
	for _, row := range order {
		size += len(s.id(row))
	}
	list := names{text: make([]byte, 0, size), ends: make([]uint32, 0, len(order))}
	for _, row := range order {
		list.add(s.id(row))
	}
	return list.seal()
}
