package indicator

// A category is printed once for several rows: at the first of them, or in the middle
// when its cell is centred. Text does not say which, so every way that fits the whole
// table is tried, and a row gets a category only where all ways agree.

// mark is one printed category and where it stands.
type mark struct {
	text   string
	row    int // index of the row beside which it begins
	middle int // of its words: twice the index of a row, or one more between that row and the next
	centre int // of its words: twice the line
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
	alone int  // lines with nothing but a piece of a broken category
	more  bool // the last mark may have rows on the next page
	rest  bool // the first rows may belong to a category printed on the page before
	loose bool // lines of text are only near where the page had them, as in a PDF
}

// spread gives the index of the mark that each row belongs to; -1 where that cannot be
// told.
func (g *grouping) spread() []int {
	out := make([]int, len(g.rows))
	for i := range out {
		out[i] = -1
	}
	for k := range g.marks {
		if k > 0 && g.marks[k].row == g.marks[k-1].row {
			return out // two pieces of one, or two of one row
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
	return out
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
		if to > from && to <= n {
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
			if (off >= -g.slack() || goesOn) && (off <= g.slack() || begun) {
				try(to)
			}
		}
	}
	return out
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
	for c, col := range p.columns {
		if col.kind == category {
			p.categoriseBy(c, carriers, bounds, out)
		}
	}
}

// categoriseBy does so for one of the columns of categories.
func (p *page) categoriseBy(c int, carriers, bounds []int, out []*record) {
	printed := p.groups(c)
	if whole := p.grouping(carriers, bounds, printed); p.sheet == 0 || whole.first() {
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
			g.rest, g.more = sheet > 0, to < len(carriers)
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
	for i, k := range g.spread() {
		if k >= 0 {
			out[i].cells[c] = g.marks[k].text
		}
	}
}

// mark says where a printed category stands among the rows of its sheet.
func (p *page) mark(printed group, g *grouping, carriers []int) mark {
	m := mark{text: joinName(printed.text), centre: printed.first + printed.last}
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
