package query

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// Truth in three values, such that and is the lesser, or the greater.
const (
	no    uint8 = 0
	maybe uint8 = 1
	yes   uint8 = 2
)

// Match is the rows of a city of which the query is true, ascending.
func (p *Plan) Match(c *fact.City) []uint32 {
	rows := p.rows(c)
	var found []uint32
	if p.root == nil {
		for row := range rows {
			found = append(found, uint32(row))
		}
		return found
	}
	for row, truth := range p.run(c, p.root) {
		if truth == yes {
			found = append(found, uint32(row))
		}
	}
	return found
}

func (p *Plan) rows(c *fact.City) int {
	if p.level == rule.Person {
		return c.Table.Persons()
	}
	return c.Table.Households
}

// run is the truth of a step for every row.
func (p *Plan) run(c *fact.City, s *step) []uint8 {
	if s.join == Compare {
		return p.compared(c, s)
	}
	var out []uint8
	for i, part := range s.parts {
		next := p.run(c, part)
		if i == 0 {
			out = next
			continue
		}
		for row := range out {
			if s.join == And {
				out[row] = min(out[row], next[row])
			} else {
				out[row] = max(out[row], next[row])
			}
		}
	}
	if s.join == Not {
		for row := range out {
			out[row] = yes - out[row]
		}
	}
	return out
}

// compared is the truth of a comparison for every row: for every household first
// where it is about households, and then for each of its members.
func (p *Plan) compared(c *fact.City, s *step) []uint8 {
	var own []uint8
	switch s.leaf.Source {
	case OfDivision:
		own = s.placed(c.Division)
	case OfSize:
		own = make([]uint8, c.Table.Households)
		for h := range own {
			own[h] = s.holds(int64(c.Table.Start[h+1] - c.Table.Start[h]))
		}
	default:
		rows := c.Table.Households
		if s.leaf.Level == rule.Person {
			rows = c.Table.Persons()
		}
		own = s.column(c.Table.Columns[s.leaf.Fact.FullName()], rows)
	}
	if s.leaf.Level == p.level {
		return own
	}
	out := make([]uint8, c.Table.Persons())
	for h, truth := range own {
		for row := c.Table.Start[h]; row < c.Table.Start[h+1]; row++ {
			out[row] = truth
		}
	}
	return out
}

// holds is the truth of a comparison for a value that is known.
func (s *step) holds(v int64) uint8 {
	truth := no
	if s.among != nil {
		if _, found := slices.BinarySearch(s.among, v); found {
			truth = yes
		}
	} else if s.least <= v && v <= s.most {
		truth = yes
	}
	if s.invert {
		return yes - truth
	}
	return truth
}

func (s *step) placed(divisions []civil.Area) []uint8 {
	out := make([]uint8, len(divisions))
	for h, d := range divisions {
		truth := no
		if d == 0 {
			out[h] = maybe
			continue
		}
		for _, area := range s.within {
			if area.Contains(d) {
				truth = yes
			}
		}
		if s.invert {
			truth = yes - truth
		}
		out[h] = truth
	}
	return out
}

// column is the truth of a comparison over a column; one that is not there is
// unknown for everybody.
func (s *step) column(c *rule.Column, rows int) []uint8 {
	out := make([]uint8, rows)
	switch {
	case c == nil:
		for row := range out {
			out[row] = maybe
		}
	case c.Byte != nil:
		var table [256]uint8
		for b := range table {
			table[b] = maybe
			if v, known := byteValue(s.leaf.Fact, uint8(b)); known {
				table[b] = s.holds(v)
			}
		}
		for row, b := range c.Byte[:rows] {
			out[row] = table[b]
		}
	case c.I32 != nil:
		numbers(s, out, c.I32, c.Null)
	default:
		numbers(s, out, c.I64, c.Null)
	}
	return out
}

func numbers[T int32 | int64](s *step, out []uint8, values []T, null []uint8) {
	for row := range out {
		if null != nil && null[row] != 0 {
			out[row] = maybe
			continue
		}
		out[row] = s.holds(int64(values[row]))
	}
}

// byteValue is what a byte of a column stands for.
func byteValue(f *rule.Fact, b uint8) (int64, bool) {
	if f.Kind == rule.Bool {
		return int64(b >> 1), b == rule.False || b == rule.True
	}
	return int64(b), b != rule.UnknownByte
}

// Value is what a column says of a row; not known where it says nothing.
func Value(f *rule.Fact, c *rule.Column, row int) (int64, bool) {
	switch {
	case c == nil:
		return 0, false
	case c.Byte != nil:
		return byteValue(f, c.Byte[row])
	case c.Null != nil && c.Null[row] != 0:
		return 0, false
	case c.I32 != nil:
		return int64(c.I32[row]), true
	}
	return c.I64[row], true
}
