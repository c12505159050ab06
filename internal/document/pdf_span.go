package document

import "strings"

// A cell that reaches over several rows stands in their middle, at their top or at their
// bottom, as all cells of its column do. It is given to rows only when there is one way to
// part them among all such cells of the page.

// spanLine is a line of a cell that may reach over several rows.
type spanLine struct {
	text string
	mid  int
}

// spread gives the cells of a column to the rows they reach over.
func (l *setting) spread(t *Table, col int, rows []rowSpan) {
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && rows[to].page == rows[from].page {
			to++
		}
		l.spreadPage(t, col, rows[from:to])
		from = to
	}
}

// again reports a row with the texts of the first: the head, printed on each page.
func (l *setting) again(row int, t *Table) bool {
	for c, makes := range l.columns {
		if makes && t.Rows[row][c].Text != t.Rows[0][c].Text {
			return false
		}
	}
	return true
}

// spanLines are the lines of a column on one page.
func (r *region) spanLines(col, page int) (out []spanLine) {
	for i, b := range r.lines {
		if r.lone[i] || b.page != page {
			continue
		}
		for _, s := range b.stretches {
			if r.column(s) == col {
				out = append(out, spanLine{s.text, s.mid})
			}
		}
	}
	return out
}

// spreadPage does it for one page. The head has its own cell, and where there are several
// ways the rows of the page stay without a text.
func (l *setting) spreadPage(t *Table, col int, rows []rowSpan) {
	lines := l.r.spanLines(col, rows[0].page)
	if l.again(rows[0].row, t) {
		head := &t.Rows[rows[0].row][col]
		for len(lines) > 0 && lines[0].mid <= rows[0].bottom+l.r.em/2 {
			head.Text = strings.TrimPrefix(head.Text+"\n"+lines[0].text, "\n")
			lines = lines[1:]
		}
		if rows = rows[1:]; len(rows) == 0 {
			return
		}
	}
	g := &sharing{l: l, rows: rows, lines: lines, labels: make([]string, len(rows)), told: make([]bool, len(rows)),
		before: rows[0].page > l.bands[0].lines[0].page, after: rows[0].page < l.bands[len(l.bands)-1].lines[0].page}
	for _, way := range l.ways {
		g.try(way)
	}
	for i, row := range rows {
		one := &t.Rows[row.row][col]
		if one.Text = g.labels[i]; one.Text == "" {
			one.Doubt = true
		}
	}
}

// sharing gives the rows of a page to the cells that may reach over them. A row has a cell
// only when all ways to part the rows agree on it.
type sharing struct {
	l             *setting
	rows          []rowSpan
	lines         []spanLine
	before, after bool // the first and the last rows may belong to a cell of another page
	labels        []string
	told          []bool
}

// Limits of what is looked at on one page.
const (
	spanMost   = 12 // lines of a cell that reaches over several rows
	rowsShared = 120
	spanLines  = 120
)

// try looks at all ways to part the rows when cells are set in one way.
func (g *sharing) try(way int) {
	n, m := len(g.rows), len(g.lines)
	if m == 0 || n > rowsShared || m > spanLines {
		return
	}
	to, from := g.states(), g.states() // whether line k may begin a cell at row i, from both ends
	for i := range n + 1 {
		to[0][i] = i == 0 || g.before && i < n
		from[m][i] = i == n || g.after && i > 0
	}
	for k := range m {
		g.cells(k, way, func(next, i, end int) { to[next][end] = to[next][end] || to[k][i] })
	}
	for k := m - 1; k >= 0; k-- {
		g.cells(k, way, func(next, i, end int) { from[k][i] = from[k][i] || from[next][end] })
	}
	for i := range n {
		if i > 0 && to[0][i] && from[0][i] {
			g.tell(0, i, "")
		}
		if i > 0 && to[m][i] && from[m][i] {
			g.tell(i, n, "")
		}
	}
	for k := range m {
		g.cells(k, way, func(next, i, end int) {
			if to[k][i] && from[next][end] {
				var text []string
				for _, one := range g.lines[k:next] {
					text = append(text, one.text)
				}
				g.tell(i, end, strings.Join(text, "\n"))
			}
		})
	}
}

func (g *sharing) states() [][]bool {
	out := make([][]bool, len(g.lines)+1)
	for k := range out {
		out[k] = make([]bool, len(g.rows)+1)
	}
	return out
}

// cells lists the cells which begin with line k: the line after them, and their rows.
func (g *sharing) cells(k, way int, each func(next, i, end int)) {
	for last := k; last < min(len(g.lines), k+spanMost) && (last == k || g.l.near(g.lines[last-1], g.lines[last])); last++ {
		for i := range g.rows {
			for end := i + 1; end <= len(g.rows); end++ {
				if g.l.reaches(g.lines[k], g.lines[last], g.rows[i], g.rows[end-1], way) {
					each(last+1, i, end)
				}
			}
		}
	}
}

// tell gives rows a text; one that was told another has none.
func (g *sharing) tell(i, end int, text string) {
	for ; i < end; i++ {
		if !g.told[i] {
			g.labels[i], g.told[i] = text, true
		} else if g.labels[i] != text {
			g.labels[i] = ""
		}
	}
}

// near reports that two lines may be of one cell.
func (l *setting) near(a, b spanLine) bool {
	return abs(b.mid-a.mid-l.leading) <= l.r.em*lineSlack/100
}

// reaches reports that a cell of the lines top to bottom may reach from the first row to
// the last.
func (l *setting) reaches(top, bottom spanLine, first, last rowSpan, way int) bool {
	slack := l.r.em * cellSlack / 100
	switch way {
	case atTop:
		return abs(top.mid-first.top) <= slack
	case atBottom:
		return abs(bottom.mid-last.bottom) <= slack
	}
	return abs(top.mid+bottom.mid-first.top-last.bottom) <= 2*slack
}
