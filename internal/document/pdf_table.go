package document

import (
	"slices"
	"strings"
	"unicode"
)

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// measured is a table found by the places of its words.
type measured struct {
	table *Table
	parts []*region // of each page
}

// Limits: a page of more words is no page of a plan, and a table seldom goes on over more
// pages.
const (
	pageWords = 4000
	chainMost = 40
)

// measure finds the tables of all pages.
func measure(pages [][]placed) (out []measured) {
	var chain []*region // that go on over pages
	end := func() {
		out = append(out, tablesOf(chain)...)
		chain = nil
	}
	em := 0
	for _, words := range pages {
		if em = emOf(words); em > 0 {
			break
		}
	}
	for i, words := range pages {
		if own := emOf(words); own > 0 {
			em = own
		}
		if len(words) > pageWords || len(chain) > chainMost {
			end()
		}
		lines := baselines(words[:min(len(words), pageWords)], em, i+1)
		for n, r := range regionsOf(lines, em) {
			if n == 0 && len(chain) > 0 {
				before := together(chain)
				before.part()
				r = before.risen(lines, r)
			}
			if len(chain) > 0 && n == 0 && chain[len(chain)-1].lines[0].page == i {
				if _, ok := together(chain).joined(&r); ok {
					chain = append(chain, &r)
					continue
				}
			}
			end()
			chain = []*region{&r}
		}
	}
	end()
	return out
}

// tablesOf reads regions as one table or, where they are none together, each for itself.
func tablesOf(chain []*region) (out []measured) {
	if len(chain) == 0 {
		return nil
	}
	all := together(chain)
	if all.part() {
		if t := all.table(); t != nil {
			return []measured{{t, chain}}
		}
	}
	if len(chain) > 1 {
		for _, r := range chain {
			out = append(out, tablesOf([]*region{r})...)
		}
	}
	return out
}

// together is all parts as one region.
func together(parts []*region) *region {
	r := &region{em: parts[0].em}
	for _, p := range parts {
		r.lines = append(r.lines, p.lines...)
	}
	return r
}

// table reads the rows; nil when most lines cannot be told.
func (r *region) table() *Table {
	width := len(r.gutters) + 1
	var best cut
	var l *setting
	for _, spanning := range [][]int{nil, {0}, {1}, {0, 1}} {
		columns := make([]bool, width)
		for c := range columns {
			columns[c] = !slices.Contains(spanning, c)
		}
		if width-len(spanning) < seedMin || !r.wordy(spanning) || spanning == nil && r.sparse(0) || spanning == nil && r.sparse(1) {
			continue
		}
		try := r.layoutOf(columns)
		for way := atMiddle; way <= atBottom; way++ {
			c := try.cutBy(way)
			switch {
			case l == try && c.left == best.left && c.made == best.made:
				l.ways = append(l.ways, way)
			case (l == nil || c.left < best.left || l == try && c.left == best.left && c.made > best.made) && try.spans(c, spanning):
				best, l, try.ways = c, try, []int{way}
			}
		}
	}
	if l == nil || best.made < seedMin || best.left*5 > len(l.bands)*2 {
		return nil
	}
	return l.build(best)
}

// spans reports that columns reach over several rows: some rows have nothing there.
func (l *setting) spans(c cut, columns []int) bool {
	for _, col := range columns {
		rows, beside := 0, 0
		for i, to := range c.rows {
			if to == 0 {
				continue
			}
			rows++
			e := l.extent(0, i, to)
			for _, one := range l.r.spanLines(col, e.page) {
				if one.mid > e.top-l.r.em/2 && one.mid < e.bottom+l.r.em/2 {
					beside++
					break
				}
			}
		}
		if beside == rows || l.r.linesIn(col)*2 >= rows*3 {
			return false
		}
	}
	return true
}

// linesIn is how many lines a column has.
func (r *region) linesIn(col int) int {
	n, last := 0, 0
	for _, b := range r.lines {
		if b.page != last {
			n += len(r.spanLines(col, b.page))
		}
		last = b.page
	}
	return n
}

// wordy reports columns of words: no figure reaches over several rows.
func (r *region) wordy(columns []int) bool {
	words, all := 0, 0
	for i, b := range r.lines {
		for _, s := range b.stretches {
			if r.lone[i] || !slices.Contains(columns, r.column(s)) {
				continue
			}
			if all++; strings.ContainsFunc(s.text, isHan) {
				words++
			}
		}
	}
	return words*10 >= all*9
}

// sparse reports a column of words that has far fewer lines than the others: its cells
// reach over several rows.
func (r *region) sparse(col int) bool {
	count := make([]int, len(r.gutters)+1)
	words := 0
	for i, b := range r.lines {
		if r.lone[i] {
			continue
		}
		for _, s := range b.stretches {
			c := r.column(s)
			if count[c]++; c == col && strings.ContainsFunc(s.text, isHan) {
				words++
			}
		}
	}
	rest := slices.Clone(count)
	slices.Sort(rest)
	return words*2 > count[col] && count[col]*100 < rest[len(rest)/2]*85
}

// build makes the grid.
func (l *setting) build(c cut) *Table {
	t := &Table{Place: Place{Page: l.bands[0].lines[0].page}}
	var made []rowSpan
	for i := 0; i < len(l.bands); {
		to, page := c.rows[i], l.bands[i].lines[0].page
		row := make([]Cell, len(l.columns))
		at := len(t.Rows)
		for col := range row {
			row[col] = Cell{Row: at, Col: col, Place: Place{Page: page, Row: at + 1, Col: col + 1}}
		}
		switch {
		case to > 0:
			l.fill(row, i, to)
			made = append(made, l.extent(at, i, to))
		case l.bands[i].head != "" || l.heads(i):
			to = i + 1
			for col := range row {
				row[col] = Cell{Text: l.bands[i].lines[0].text, Row: at, Col: 0, Place: row[0].Place}
			}
		default:
			for to = i + 1; to < len(l.bands) && c.rows[to] == 0 && l.bands[to].head == ""; to++ {
			}
			l.fill(row, i, to)
			for col := range row {
				row[col].Doubt = true
			}
			made = append(made, l.extent(at, i, to))
		}
		t.Rows = append(t.Rows, row)
		i = to
	}
	l.taint(t, made)
	for col, makes := range l.columns {
		if !makes {
			l.spread(t, col, made)
		}
	}
	return t
}

// taint gives the doubt of rows at the edge of a page to the row on the other side: a row
// may have been broken there.
func (l *setting) taint(t *Table, made []rowSpan) {
	doubt := func(r rowSpan) bool { return t.Rows[r.row][0].Doubt }
	was := make([]bool, len(made))
	for i := range made {
		was[i] = doubt(made[i])
	}
	for i := 1; i < len(made); i++ {
		if made[i].page == made[i-1].page {
			continue
		}
		below := i // the head printed again is no part of it
		if below+1 < len(made) && l.again(made[i].row, t) {
			below++
		}
		if was[i-1] || was[below] {
			for _, row := range []int{made[i-1].row, made[below].row} {
				for c := range t.Rows[row] {
					t.Rows[row][c].Doubt = true
				}
			}
		}
	}
}

// fill writes the lines of the bands from..to into the cells of a row.
func (l *setting) fill(row []Cell, from, to int) {
	for _, b := range l.bands[from:to] {
		for _, line := range b.lines {
			cell := &row[max(line.col, 0)]
			cell.Text = strings.TrimPrefix(cell.Text+"\n"+line.text, "\n")
		}
	}
}

// rowSpan is from where to where a row of the grid stands.
type rowSpan struct{ row, page, top, bottom int }

func (l *setting) extent(row, from, to int) rowSpan {
	s := rowSpan{row: row, page: l.bands[from].lines[0].page, top: l.bands[from].lines[0].mid}
	for _, b := range l.bands[from:to] {
		for _, line := range b.lines {
			s.top, s.bottom = min(s.top, line.mid), max(s.bottom, line.mid)
		}
	}
	return s
}
