package feed

import "lianxin/internal/pack"

// Many tables end with sums and no word that says so. A line is such a sum when
// it names nobody, has figures only, and each of them is what the lines above
// add up to. All of that together is no chance, so the line is passed over, and
// the report says why.

// totals add up the figures of a table, column by column.
type totals struct {
	plan  *Plan
	at    []int // of the plan's fields among the sums, or -1
	whole sums  // of all lines
	part  sums  // of the lines behind the last sum
	cell  Value
	room  []byte
}

// sums are those of some lines.
type sums struct {
	lines   int
	columns []columnSum
}

// columnSum is unsure when some cell of it could not be read.
type columnSum struct {
	value  int64
	unsure bool
}

// totalLines is the fewest lines that a sum can be told from a record by.
const totalLines = 2

func newTotals(p *Plan) *totals {
	t := &totals{plan: p, at: make([]int, len(p.Fields))}
	count := 0
	for i := range p.Fields {
		t.at[i] = -1
		switch p.Fields[i].Field.Type {
		case pack.MoneyField, pack.CountField, pack.QuantityField:
			t.at[i] = count
			count++
		}
	}
	t.whole.columns, t.part.columns = make([]columnSum, count), make([]columnSum, count)
	return t
}

// line counts a line, and says that nothing is known of its figures when it
// could not be cut into cells.
func (t *totals) line(readable bool) {
	t.whole.lines++
	t.part.lines++
	if readable {
		return
	}
	for i := range t.whole.columns {
		t.whole.columns[i].unsure, t.part.columns[i].unsure = true, true
	}
}

// add adds what a cell of a line says in a field.
func (t *totals) add(field int, v *Value, unsure bool) {
	if at := t.at[field]; at >= 0 {
		t.whole.columns[at].add(v, unsure)
		t.part.columns[at].add(v, unsure)
	}
}

func (s *columnSum) add(v *Value, unsure bool) {
	if !v.Known && !unsure {
		return
	}
	sum := s.value + v.Int
	s.unsure = s.unsure || unsure || (sum > s.value) != (v.Int > 0) && v.Int != 0
	s.value = sum
}

// sum says whether a line without the columns a record needs is a sum.
func (t *totals) sum(cells [][]byte) bool {
	if !t.whole.match(t, cells) && !t.part.match(t, cells) {
		return false
	}
	t.part.lines = 0
	clear(t.part.columns)
	return true
}

// match says whether the figures of a line are these sums.
func (s *sums) match(t *totals, cells [][]byte) bool {
	if s.lines < totalLines {
		return false
	}
	proven, mapped := false, 0
	for i := range t.plan.Fields {
		f := &t.plan.Fields[i]
		if f.Cell >= len(cells) || len(trim(cells[f.Cell])) == 0 {
			continue
		}
		mapped++
		at := t.at[i]
		if at < 0 || !t.read(f, cells[f.Cell]) {
			return false
		}
		switch column := s.columns[at]; {
		case column.unsure:
		case column.value != t.cell.Int:
			return false
		default:
			proven = proven || column.value != 0
		}
	}
	return proven && onlyFigures(cells, mapped)
}

// read reads a cell as the field's figure.
func (t *totals) read(f *Field, cell []byte) bool {
	room, problem := t.cell.read(cell, f, t.plan, t.room)
	t.room = room
	return problem == nil && t.cell.Known
}

// onlyFigures says whether a line has nothing but figures: those of the mapped
// cells are known to be some.
func onlyFigures(cells [][]byte, mapped int) bool {
	figures := 0
	for _, c := range cells {
		if c = trim(c); len(c) == 0 {
			continue
		}
		if !figure(c) {
			return false
		}
		figures++
	}
	return figures >= mapped
}

// figure says whether a cell is written with digits and the marks of amounts.
func figure(c []byte) bool {
	digits := 0
	for _, r := range string(unwrap(c)) {
		switch r = halfWidthRune(r); {
		case r >= '0' && r <= '9':
			digits++
		case r == '.', r == ',', r == '-', r == '+', r == ' ', r == '¥', r == '￥', r == '元', r == '万':
		default:
			return false
		}
	}
	return digits > 0
}
