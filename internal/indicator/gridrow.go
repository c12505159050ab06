package indicator

import (
	"regexp"
	"slices"
	"strings"
)

// skip passes over the rows of a table that is no indicator table, up to a row that
// may begin another.
func (g *grid) skip(first int) int {
	r := first
	for r < len(g.t.Rows) {
		if columns, _ := g.head(r); columns != nil {
			return r
		}
		r++
	}
	return r
}

// records reads rows from first on until the grid ends, another head comes or a note
// closes the table.
func (g *grid) records(columns []column, first int) (out []record, next int) {
	r := first
	for r < len(g.t.Rows) {
		if again, after := g.head(r); again != nil {
			if !sameHead(again, columns) {
				return out, r
			}
			r = after
			continue
		}
		if text, across := g.across(r); across && !g.t.Rows[r][0].Doubt {
			switch {
			case text == "" || pageMark.MatchString(fold(text)):
			case noteLine.MatchString(fold(text)):
				return out, r + 1
			case g.titleRow(r, text):
				return out, r
			case g.continues(columns, r, out):
				g.append(columns, r, &out[len(out)-1])
			default:
				out = append(out, record{head: joinName(strings.Split(text, "\n")), place: g.t.Rows[r][0].Place})
			}
			r++
			continue
		}
		g.row(columns, r, &out)
		r++
	}
	return out, r
}

// titleRow reports a row across the grid that names another table.
func (g *grid) titleRow(r int, text string) bool {
	f := fold(text)
	if !strings.Contains(f, "表") && !strings.Contains(f, "指标") {
		return false
	}
	for n := r + 1; n < len(g.t.Rows) && n <= r+2; n++ {
		if columns, _ := g.head(n); columns != nil {
			return true
		}
	}
	return false
}

// sameHead reports the head repeated after a page break.
func sameHead(a, b []column) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].folded != b[i].folded {
			return false
		}
	}
	return true
}

var heading = regexp.MustCompile(`^\(?[一二三四五六七八九十]+\)?[、.]?$`)

// row adds the record of one grid row.
func (g *grid) row(columns []column, r int, out *[]record) {
	rec := record{cells: make([]string, len(columns)), place: g.t.Rows[r][0].Place, until: g.t.Rows[r][0].Place}
	for c := range columns {
		if !g.mayHold(columns, r, c) {
			continue
		}
		rec.cells[c] = joinCell(columns[c].kind, strings.Split(g.text(r, c), "\n"))
		if rec.cells[c] != "" {
			rec.until = g.t.Rows[r][c].Place
		}
	}
	rec.cells = g.oneName(columns, rec.cells)
	rec.fault = g.ragged(columns, r)
	rec.unsorted = g.unsorted(columns, r)
	switch {
	case g.doubtful(r):
		rec.fault = "这几行文字的位置合不成一行，不能确定各栏的内容。"
		*out = append(*out, rec)
	case printedRow(&rec) == "":
	case g.categoryRow(columns, &rec):
		*out = append(*out, record{head: g.headingOf(columns, &rec), place: rec.place})
	case len(*out) > 0 && r > 0 && g.spilled(columns, r):
		g.mergeNotes(columns, &(*out)[len(*out)-1], rec)
	case g.continues(columns, r, *out):
		g.append(columns, r, &(*out)[len(*out)-1])
	default:
		*out = append(*out, rec)
	}
}

// doubtful reports a row of which it could not be told what belongs to it.
func (g *grid) doubtful(r int) bool {
	for _, cell := range g.t.Rows[r] {
		if !cell.Doubt {
			return false
		}
	}
	return true
}

// unsorted reports a row of which it is not known which category reaches over it.
func (g *grid) unsorted(columns []column, r int) bool {
	for c, col := range columns {
		if col.kind == category && g.t.Rows[r][c].Doubt {
			return true
		}
	}
	return false
}

// ragged says why the cells of a row cannot be told: it has more cells than the head,
// or fewer, and notes alone may be left out at the end.
func (g *grid) ragged(columns []column, r int) string {
	for c, col := range columns {
		switch cell := g.t.Rows[r][c]; {
		case col.beyond && g.text(r, c) != "":
			return "这一行的单元格比表头多，分不清哪个数值属于哪一栏。"
		case cell.Absent && !col.beyond && col.kind != note:
			return "这一行的单元格比表头少，分不清缺的是哪一栏。"
		}
	}
	return ""
}

// mayHold keeps one cell that reaches over several columns from being read twice: its
// text counts in the first of them, or where its shape belongs.
func (g *grid) mayHold(columns []column, r, c int) bool {
	if c == 0 || !g.same(r, c, r, c-1) {
		return true
	}
	// Where the head too reaches over both columns, the text is there once; a figure
	// over base and target stands for both.
	return columns[c].kind.value() && columns[c-1].kind.value() && valueLike(fold(g.text(r, c)))
}

// oneName joins the texts of all name columns in the first of them.
func (g *grid) oneName(columns []column, cells []string) []string {
	first := -1
	for c := range columns {
		if columns[c].kind != name {
			continue
		}
		if first < 0 {
			first = c
			continue
		}
		if cells[c] != "" && cells[c] != cells[first] {
			if cells[first] != "" {
				cells[first] += " "
			}
			cells[first] += cells[c]
		}
		cells[c] = ""
	}
	return cells
}

// categoryRow reports a row that has a name and perhaps 一、 before it, but nothing
// of a row: it heads the rows below.
func (g *grid) categoryRow(columns []column, rec *record) bool {
	for c, col := range columns {
		switch {
		case rec.cells[c] == "" || col.kind == name || col.kind == category:
		case col.kind == ordinal && heading.MatchString(fold(rec.cells[c])):
		default:
			return false
		}
	}
	i := indexOf(columns, category)
	return nameOf(columns, rec) == "" || i < 0 || rec.cells[i] == ""
}

// headingOf is the text of a heading without the number in a cell of its own.
func (g *grid) headingOf(columns []column, rec *record) string {
	if text := nameOf(columns, rec); text != "" {
		return text
	}
	return joinName([]string{printedRow(rec)})
}

// spilled reports that the row repeats name and figures of the row above through
// cells that reach over both: it only has a second note.
func (g *grid) spilled(columns []column, r int) bool {
	for c, col := range columns {
		if (col.kind == name || col.kind.value()) && !g.same(r, c, r-1, c) {
			return false
		}
	}
	return true
}

func (g *grid) mergeNotes(columns []column, last *record, rec record) {
	for c, col := range columns {
		if col.kind == note && rec.cells[c] != "" && rec.cells[c] != last.cells[c] {
			last.cells[c] = strings.TrimPrefix(last.cells[c]+"；"+rec.cells[c], "；")
		}
	}
	last.until = rec.until
}

// continues reports a row with only the rest of the name above, torn off by a page
// break or by a table drawn line by line.
func (g *grid) continues(columns []column, r int, out []record) bool {
	if len(out) == 0 || out[len(out)-1].head != "" || r == 0 {
		return false
	}
	at := indexOf(columns, name)
	for c := range columns {
		if c != at && g.text(r, c) != "" {
			return false
		}
	}
	before, rest := fold(nameOf(columns, &out[len(out)-1])), fold(g.text(r, at))
	switch {
	case rest == "" || before == "":
		return false
	case !balanced(before) || bareEnding.MatchString(rest):
		return true
	case categoryMark.MatchString(rest) || slices.ContainsFunc(out, func(rec record) bool { return rec.head != "" }):
		return false // rows like this head others here
	}
	return !nameEnding.MatchString(before) && nameEnding.MatchString(before+rest) && len(columns) > 2
}

func (g *grid) append(columns []column, r int, last *record) {
	at := indexOf(columns, name)
	last.cells[at] = joinName([]string{last.cells[at], g.text(r, at)})
	last.until = g.t.Rows[r][at].Place
}
