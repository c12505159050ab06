package document

import (
	"slices"
	"strings"
)

// The rows of a region. All cells of a row are set at one height: in the middle, at the
// top or at the bottom, and the lines of a cell are equally far apart. Lines that can be
// put together so in one way only are a row; all others are not told.

// part of a column at one height.
type cellLine struct {
	text string
	mid  int
	col  int
	page int
}

// band is a run of lines in several columns that overlap in height.
type band struct {
	lines []cellLine
	head  string // a line across the columns
}

// setting is the region as bands, and the ways in which they may be rows.
type setting struct {
	r       *region
	bands   []band
	columns []bool // those whose cells make rows; the others reach over several
	leading int    // between the lines of a cell
	parted  []bool // by band: it is farther from the one above than the lines of a cell are
	ways    []int  // in which the rows may be set, see atMiddle
}

// The ways to set the cells of a row.
const (
	atMiddle = iota
	atTop
	atBottom
)

// lineSlack and cellSlack are by how much, in percent of a character, the lines of a cell
// and the cells of a row may be off.
const (
	lineSlack = 12
	cellSlack = 22
	bandMin   = 95 // lines nearer than this overlap
)

// layoutOf makes bands of the lines; columns says which columns make rows.
func (r *region) layoutOf(columns []bool) *setting {
	l := &setting{r: r, columns: columns}
	var lines, all []cellLine
	var across []cellLine
	for i, b := range r.lines {
		if r.lone[i] {
			across = append(across, cellLine{b.text(), b.mid, -1, b.page})
			continue
		}
		for _, s := range b.stretches {
			c := r.column(s)
			if all = append(all, cellLine{s.text, s.mid, c, b.page}); columns[c] {
				lines = append(lines, cellLine{s.text, s.mid, c, b.page})
			}
		}
	}
	order := func(a, b cellLine) int {
		if a.page != b.page {
			return a.page - b.page
		}
		return a.mid - b.mid
	}
	slices.SortStableFunc(lines, order)
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[to].page == lines[to-1].page && lines[to].mid-lines[to-1].mid < r.em*bandMin/100 {
			to++
		}
		for len(across) > 0 && order(across[0], lines[from]) < 0 {
			l.bands, across = append(l.bands, band{head: across[0].text, lines: across[:1]}), across[1:]
		}
		l.bands = append(l.bands, band{lines: lines[from:to]})
		from = to
	}
	for _, a := range across {
		l.bands = append(l.bands, band{head: a.text, lines: []cellLine{a}})
	}
	if l.leading = leadingOf(all, r.em); l.even() {
		l.leading = 0
	}
	l.part()
	return l
}

// even reports that all bands are whole rows, equally far apart: no cell takes two lines.
func (l *setting) even() bool {
	least, gaps := 0, []int{}
	for i, b := range l.bands {
		if b.head == "" && (!l.filled(b.lines) || b.broken()) {
			return false
		}
		if i > 0 && b.lines[0].page == l.bands[i-1].lines[0].page {
			gaps = append(gaps, b.lines[0].mid-l.bands[i-1].lines[0].mid)
		}
	}
	for _, g := range gaps {
		if least == 0 || g < least {
			least = g
		}
	}
	near := 0
	for _, g := range gaps {
		if g-least <= l.r.em*cellSlack/100 {
			near++
		}
	}
	return near*5 >= len(gaps)*4
}

// broken reports a band with two lines in one column.
func (b band) broken() bool {
	seen := map[int]bool{}
	for _, c := range b.lines {
		if seen[c.col] {
			return true
		}
		seen[c.col] = true
	}
	return false
}

// filled reports lines in most of the columns that make rows.
func (l *setting) filled(lines []cellLine) bool {
	seen, all := map[int]bool{}, 0
	for _, c := range lines {
		seen[c.col] = true
	}
	for _, makes := range l.columns {
		if makes {
			all++
		}
	}
	return len(seen) >= seedMin && len(seen)*100 >= all*filledMin
}

// part finds the bands which may begin a row: in no column do they stand as near to the
// band above as the lines of one cell.
func (l *setting) part() {
	l.parted = make([]bool, len(l.bands)+1)
	for i := range l.parted {
		l.parted[i] = i == 0 || i == len(l.bands) || l.apart(l.bands[i-1], l.bands[i])
	}
}

func (l *setting) apart(above, below band) bool {
	for _, a := range above.lines {
		for _, b := range below.lines {
			if a.col == b.col && a.page == b.page && b.mid-a.mid <= l.leading+l.r.em*ruleMin/100 &&
				strings.ContainsFunc(a.text, isHan) && strings.ContainsFunc(b.text, isHan) {
				return false
			}
		}
	}
	return true
}

// ruleMin is how much farther, in percent of a character, two rows are apart than the lines
// of a cell: by a drawn line at least.
const ruleMin = 3

// leadingOf is the least distance of two lines of one column.
func leadingOf(lines []cellLine, em int) int {
	byColumn := map[int][]cellLine{}
	for _, c := range lines {
		byColumn[c.col] = append(byColumn[c.col], c)
	}
	least := 0
	for _, column := range byColumn {
		slices.SortFunc(column, func(a, b cellLine) int { return (a.page-b.page)<<24 + a.mid - b.mid })
		for i := 1; i < len(column); i++ {
			d := column[i].mid - column[i-1].mid
			if column[i].page == column[i-1].page && d >= em && (least == 0 || d < least) {
				least = d
			}
		}
	}
	return least
}

// rowAt reports that the bands from..to are a row set in this way.
func (l *setting) rowAt(from, to, way int) bool {
	cells := map[int][]cellLine{}
	var all []cellLine
	for _, b := range l.bands[from:to] {
		if b.head != "" || b.lines[0].page != l.bands[from].lines[0].page {
			return false
		}
		for _, c := range b.lines {
			cells[c.col] = append(cells[c.col], c)
		}
		all = append(all, b.lines...)
	}
	if !l.filled(all) {
		return false
	}
	least, most := 0, 0
	for _, cell := range cells {
		for i := 1; i < len(cell); i++ {
			if abs(cell[i].mid-cell[i-1].mid-l.leading) > l.r.em*lineSlack/100 {
				return false
			}
		}
		at := heightOf(cell, way)
		if least == 0 || at < least {
			least = at
		}
		most = max(most, at)
	}
	return most-least <= l.r.em*cellSlack/100
}

// filledMin is how many of a hundred columns have a cell in each row.
const filledMin = 60

func heightOf(cell []cellLine, way int) int {
	first, last := cell[0].mid, cell[len(cell)-1].mid
	switch way {
	case atTop:
		return first
	case atBottom:
		return last
	}
	return (first + last) / 2
}
