package indicator

import "slices"

// A category is printed once for several rows: at the first of them, or in the middle
// when its cell is centred. Text does not say which, so every way that fits the whole
// table is tried, and a row gets a category only where all ways agree.

// mark is one printed category and where it stands.
type mark struct {
	text   string
	row    int  // index of the row beside which it begins
	middle int  // of its words: twice the index of a row, or one more between that row and the next
	centre int  // of its words: twice the line
	lines  span // of its words
}

// span is the lines a row takes.
type span struct{ first, last int }

// The ways in which categories may be set.
const (
	markedFirst = iota // beside the first row
	markedRows         // beside the middle row, or between the two in the middle
	markedLines        // in the middle of the lines the rows take
	markedUpper        // beside the middle row, of an even number the upper one
	markedLower        // beside the middle row, of an even number the lower one
	markedWays
)

// grouping is one table whose rows belong to marks.
type grouping struct {
	marks []mark
	rows  []span
	alone int    // lines with nothing but a piece of a broken category
	more  bool   // the last mark may have rows on the next page
	rest  bool   // the first rows may belong to a category printed on the page before
	loose bool   // lines of text are only near where the page had them, as in a PDF
	cuts  []bool // the rows at which a wider category begins, where its last part has ended
}

// spread gives the index of the mark that each row belongs to; -1 where that cannot be
// told. It fits when the marks can be set in one of the ways.
func (g *grouping) spread() (out []int, fits bool) {
	out = make([]int, len(g.rows))
	for i := range out {
		out[i] = -1
	}
	for k := range g.marks {
		if k > 0 && g.marks[k].row == g.marks[k-1].row {
			return out, false // two pieces of one, or two of one row
		}
	}
	settled := make([]bool, len(g.rows))
	for way := range markedWays {
		if way >= markedLines && g.first() {
			break // these allow for so much that they would always find another answer
		}
		if (g.loose || g.rest || g.more) && way != markedFirst && way != markedLines {
			continue // rows are of different heights, or some of them elsewhere
		}
		for i, found := range g.spreadBy(way) {
			fits = fits || found != unfit
			switch {
			case found == unfit:
			case !settled[i]:
				out[i], settled[i] = found, true
			case found < 0 || out[i] < 0 || g.marks[out[i]].text != g.marks[found].text:
				out[i] = -1
			}
		}
	}
	for k, m := range g.marks {
		if m.middle == 2*m.row {
			out[m.row] = k // whatever the others are, this row has it beside it
		}
	}
	return out, fits
}

// first reports that the categories may stand beside the first of their rows.
func (g *grouping) first() bool {
	for _, m := range g.marks {
		if m.middle != 2*m.row {
			return false
		}
	}
	return len(g.marks) > 0 && (g.rest || g.marks[0].row == 0)
}

// unfit is the answer for a row when a way does not fit the table.
const unfit = -2

// spreadBy gives the mark of each row when all are set in one way, -1 where several
// answers remain. It looks from both ends at where the rows of a mark may begin.
func (g *grouping) spreadBy(way int) []int {
	n, count := len(g.rows), len(g.marks)
	begins, reaches := make([]map[int]bool, count+1), make([]map[int]bool, count+1)
	for k := range begins {
		begins[k], reaches[k] = map[int]bool{}, map[int]bool{}
	}
	begins[0][0] = true
	for i := 1; i < n && g.rest; i++ {
		begins[0][i] = true
	}
	for k := range count {
		for from := range begins[k] {
			for _, to := range g.ends(way, k, from) {
				begins[k+1][to] = true
			}
		}
	}
	out := make([]int, n)
	for i := range out {
		out[i] = unfit
	}
	if !begins[count][n] {
		return out
	}
	reaches[count][n] = true
	for k := count - 1; k >= 0; k-- {
		for from := range begins[k] {
			for _, to := range g.ends(way, k, from) {
				if !reaches[k+1][to] {
					continue
				}
				reaches[k][from] = true
				for i := from; i < to; i++ {
					if out[i] == unfit || out[i] == k {
						out[i] = k
					} else {
						out[i] = -1
					}
				}
			}
		}
	}
	for from := range reaches[0] {
		for i := range from {
			out[i] = -1
		}
	}
	return out
}

// ends lists where the rows of mark k may end (the row after the last) when they begin
// at row from.
func (g *grouping) ends(way, k, from int) []int {
	m, n := g.marks[k], len(g.rows)
	var out []int
	try := func(to int) {
		if to > from && to <= n && !g.across(from, to) {
			out = append(out, to)
		}
	}
	switch even := 2*(m.middle/2) - from + 1; way {
	case markedFirst:
		if m.row == from && k+1 < len(g.marks) {
			try(g.marks[k+1].row)
		} else if m.row == from {
			try(n)
		}
	case markedRows:
		try(m.middle - from + 1)
	case markedUpper:
		if m.middle%2 == 0 {
			try(even)
			try(even + 1)
		}
	case markedLower:
		if m.middle%2 == 0 {
			try(even)
			try(even - 1)
		}
	case markedLines:
		for to := from + 1; to <= n; to++ {
			off := g.rows[from].first + g.rows[to-1].last - m.centre
			begun, goesOn := g.rest && from == 0, g.more && to == n // rows of it stand on another page
			if g.holds(from, to, m.lines) && (off >= -g.slack() || goesOn) && (off <= g.slack() || begun) {
				try(to)
			}
		}
	}
	return out
}

// across reports rows that belong to two wider categories.
func (g *grouping) across(from, to int) bool {
	return g.cuts != nil && slices.Contains(g.cuts[from+1:to], true)
}

// holds reports rows on whose lines the words of a category stand. On another page, and in a
// PDF, they may stand beside others.
func (g *grouping) holds(from, to int, words span) bool {
	return g.loose || g.rest || g.more || g.rows[from].first <= words.first && words.last <= g.rows[to-1].last
}

// slack is by how much, in half lines, the middle of an even number of lines may be
// off, more where categories took lines of their own.
func (g *grouping) slack() int {
	if g.loose {
		return 2 + g.alone
	}
	return 1 + g.alone
}

// categorise gives the rows of a page their category. One that stands beside the first of
// its rows goes on over the pages; one in the middle was set anew on the next, or not at all.
func (p *page) categorise(carriers, bounds []int, out []*record) {
	cuts := make([]bool, len(out))
	for c, col := range p.columns {
		if col.kind == category {
			p.categoriseBy(c, carriers, bounds, cuts, out)
			cutBetween(c, out, cuts)
		}
	}
}

// cutBetween adds the rows at which another category of column c begins: those of the
// columns right of it divide it.
func cutBetween(c int, out []*record, cuts []bool) {
	for i := 1; i < len(out); i++ {
		before, here := out[i-1].cells[c], out[i].cells[c]
		cuts[i] = cuts[i] || before != "" && here != "" && before != here
	}
}

// categoriseBy does so for one of the columns of categories.
func (p *page) categoriseBy(c int, carriers, bounds []int, cuts []bool, out []*record) {
	printed := p.groups(c)
	whole := p.grouping(carriers, bounds, printed)
	if whole.cuts = cuts; p.sheet == 0 || whole.first() {
		if parted, ok := p.parted(c); ok {
			other := p.grouping(carriers, bounds, parted)
			other.cuts = cuts
			give(c, whole.agreed(&other), out)
			return
		}
		whole.give(c, out)
		return
	}
	for from := 0; from < len(carriers); {
		sheet, to := p.lines[carriers[from]].sheet, from
		for to < len(carriers) && p.lines[carriers[to]].sheet == sheet {
			to++
		}
		var here []group
		cut := p.lines[bounds[from]].sheet != sheet || p.lines[bounds[to]-1].sheet != sheet || to < len(carriers) && p.lines[bounds[to]].sheet == sheet
		for _, g := range printed {
			if g.sheet == sheet {
				here, cut = append(here, g), cut || g.torn
			}
		}
		if cut {
			p.beside(c, carriers[from:to], out[from:to], here)
		} else {
			g := p.grouping(carriers[from:to], bounds[from:to+1], here)
			g.rest, g.more, g.cuts = sheet > 0, to < len(carriers), cuts[from:to]
			g.give(c, out[from:to])
			for i := range to - from {
				if g.rest && (len(g.marks) == 0 || i < g.marks[0].row) {
					out[from+i].cells[c] = "" // it may be that of the page before
				} else if to < len(carriers) && len(g.marks) > 0 && i > g.marks[len(g.marks)-1].row {
					out[from+i].cells[c] = "" // or that of the next page
				}
			}
		}
		from = to
	}
}

// beside gives the categories of one line that stands beside the figures of a row to that
// row alone: where a page ends in the midst of a row or a category, no group has all its rows.
func (p *page) beside(c int, carriers []int, out []*record, printed []group) {
	for k, g := range printed {
		if len(g.text) != 1 || k > 0 && g.first-printed[k-1].last < 2 || k+1 < len(printed) && printed[k+1].first-g.last < 2 {
			continue
		}
		for i, at := range carriers {
			if p.lines[at].line == g.first {
				out[i].cells[c] = g.text[0]
			}
		}
	}
}

// grouping puts printed categories beside the rows of some carriers.
func (p *page) grouping(carriers, bounds []int, printed []group) grouping {
	g := grouping{loose: p.metric == inCharacters}
	for i := range carriers {
		g.rows = append(g.rows, span{p.lines[bounds[i]].line, p.lines[bounds[i+1]-1].line})
	}
	for _, one := range printed {
		g.alone += one.alone
		g.marks = append(g.marks, p.mark(one, &g, carriers))
	}
	return g
}

// give writes the categories that can be told into column c of the rows.
func (g *grouping) give(c int, out []*record) {
	texts, _ := g.texts()
	give(c, texts, out)
}

func give(c int, texts []string, out []*record) {
	for i, text := range texts {
		if text != "" {
			out[i].cells[c] = text
		}
	}
}

// texts is the category of each row, empty where it cannot be told.
func (g *grouping) texts() (out []string, fits bool) {
	at, fits := g.spread()
	out = make([]string, len(at))
	for i, k := range at {
		if k >= 0 {
			out[i] = g.marks[k].text
		}
	}
	return out, fits
}

// agreed is the category of each row that two ways to put the printed pieces together give;
// a way that fits no table says nothing.
func (g *grouping) agreed(other *grouping) []string {
	out, fits := g.texts()
	others, too := other.texts()
	switch {
	case !too:
		return out
	case !fits:
		return others
	}
	for i := range out {
		if out[i] != others[i] {
			out[i] = ""
		}
	}
	return out
}

// mark says where a printed category stands among the rows of its sheet.
func (p *page) mark(printed group, g *grouping, carriers []int) mark {
	m := mark{text: joinName(printed.text), centre: printed.first + printed.last, lines: span{printed.first, printed.last}}
	for i, at := range carriers {
		if g.rows[i].first <= printed.first {
			m.row = i
		}
		if line := 2 * p.lines[at].line; line == m.centre {
			m.middle = 2 * i
		} else if line < m.centre {
			m.middle = 2*i + 1
		}
	}
	return m
}
