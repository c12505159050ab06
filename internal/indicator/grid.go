package indicator

import (
	"regexp"
	"strings"

	"lianxin/internal/document"
)

// readGrid finds the indicator tables of one grid; a worksheet may hold several, one
// below the other.
func (r *Result) readGrid(t *document.Table, title string, last *above) {
	g := &grid{t: unfold(t)}
	rows, unread := len(r.Rows), len(r.Unread)
	defer func() {
		if len(r.Rows) == rows && len(r.Unread) == unread {
			r.unknownGrid(g)
		}
	}()
	row := 0
	for row < len(g.t.Rows) {
		columns, next := g.head(row)
		if columns == nil {
			if row == 0 && last.made != nil && last.width == g.t.Width() {
				row = r.goOn(g, last)
				continue
			}
			if row == 0 && r.headless(g, last) {
				return
			}
			if text, across := g.across(row); across && text != "" {
				title = text
			}
			row++
			continue
		}
		row = r.readRows(g, columns, title, next, last)
	}
}

// readRows reads the rows below a head; it gives the row after the last.
func (r *Result) readRows(g *grid, columns []column, title string, first int, last *above) int {
	columns = g.byContent(columns, first)
	resolved, ok := resolve(columns, title)
	if !ok {
		return g.skip(first)
	}
	records, next := g.records(resolved, first)
	if len(records) > 0 {
		records = append(headBelow(resolved, g.t.Rows[first-1][0].Place), records...)
	}
	if len(records) == 0 || !measured(resolved, records) {
		r.rowless(resolved, g.t.Rows[first-1][0].Place)
		return max(next, first)
	}
	t := Table{Title: title, Columns: labelsOf(resolved), Place: g.t.Place}
	wholeOrNone(resolved, records, false)
	r.assemble(t, resolved, records, last)
	last.width = g.t.Width()
	return next
}

// grid reads a table of a document by rows.
type grid struct{ t *document.Table }

func (g *grid) text(r, c int) string { return strings.TrimSpace(g.t.Rows[r][c].Text) }

// same reports that two positions of the grid belong to one cell.
func (g *grid) same(r1, c1, r2, c2 int) bool {
	a, b := g.t.Rows[r1][c1], g.t.Rows[r2][c2]
	return a.Row == b.Row && a.Col == b.Col
}

// across reports a row with one text only: a title, a category or a note.
func (g *grid) across(r int) (text string, ok bool) {
	row := g.t.Rows[r]
	found := -1
	for c := range row {
		if g.text(r, c) == "" {
			continue
		}
		if found >= 0 && !g.same(r, c, r, found) {
			return "", false
		}
		if found < 0 {
			found = c
		}
	}
	if found < 0 {
		return "", true
	}
	return g.text(r, found), true
}

// headRows is how many rows a head may have.
const headRows = 4

// head reads row r as the head of an indicator table; nil when it is none. The rows
// below it which still have only head words belong to it.
func (g *grid) head(r int) (columns []column, next int) {
	if _, ok := g.across(r); ok || !g.headRow(r) {
		return nil, r
	}
	for depth := 1; depth <= headRows && r+depth <= len(g.t.Rows); depth++ {
		found, ok := g.labels(r, depth)
		if !ok {
			break
		}
		if found != nil {
			columns, next = found, r+depth
		}
	}
	return columns, next
}

// headRow reports a row of which at least half of the texts are head words.
func (g *grid) headRow(r int) bool {
	known, all := 0, 0
	for c := range g.t.Rows[r] {
		if text := g.text(r, c); text != "" {
			all++
			if headWord(text) {
				known++
			}
		}
	}
	return known*2 >= all
}

// labels reads depth rows from r as one head. ok is false when the last of them is
// no part of a head; columns is nil when the rows are not a whole head.
func (g *grid) labels(r, depth int) (columns []column, ok bool) {
	known, lastKnown, lastOwn := 0, 0, 0
	for c := range g.t.Rows[r] {
		if depth > 1 && g.cellShaped(r+depth-1, c) {
			return nil, false
		}
		label := g.label(r, depth, c)
		col, found := headOf(label)
		if !found {
			col, found = g.under(r, depth, c, label)
		}
		if !found {
			col, found = headWith(col, label)
		}
		if found {
			known++
		}
		if bottom := r + depth - 1; depth > 1 && g.t.Rows[bottom][c].Row == bottom && g.text(bottom, c) != "" {
			lastOwn++
			_, alone := headOf(g.text(bottom, c))
			if alone || found && col.kind != foreign {
				lastKnown++
			}
		}
		col.beyond = g.t.Rows[r][c].Absent && g.t.Rows[r+depth-1][c].Absent
		columns = append(columns, col)
	}
	if depth > 1 && (lastOwn == 0 || lastKnown*2 <= lastOwn) {
		return nil, false
	}
	columns = withLevels(columns)
	g.mergeNames(columns, r, depth)
	nameByGoal(columns)
	if indexOf(columns, name) < 0 || known < 3 && known < len(columns) || known*2 < filled(columns) {
		return nil, true
	}
	return columns, true
}

// cellShaped reports a text in a row of its own below the first row of a head which
// can only be a cell: an attribute, or a figure that is no year.
func (g *grid) cellShaped(r, c int) bool {
	if g.t.Rows[r][c].Row != r {
		return false
	}
	h := shapeOf(fold(g.text(r, c)))
	return h.attr != "" || h.value && !h.dash && !headWord(g.text(r, c))
}

// under reads a label whose parts only together are none: the word over several
// columns, and the year or word below it which tells them apart. The last year under
// a word for goals or for completion is meant by the word.
func (g *grid) under(r, depth, c int, label string) (column, bool) {
	col := column{label: joinName(strings.Split(label, "\n")), folded: fold(label)}
	bottom := r + depth - 1
	low, ok := headOf(g.text(bottom, c))
	high, over := headOf(g.text(r, c))
	if depth == 1 || !ok {
		return col, false
	}
	col.kind, col.year = low.kind, low.year
	next := c + 1
	last := next == len(g.t.Rows[r]) || !g.same(r, c, r, next)
	if low.kind == year && over && high.kind.value() && last {
		col.kind = high.kind
	}
	return col, true
}

// headWith reads a label below which stand words of the row below, which the layout of a
// page put into its cell: the first category of the table.
func headWith(col column, label string) (column, bool) {
	lines := strings.Split(label, "\n")
	last := len(lines) - 1
	found, ok := headOf(strings.Join(lines[:last], "\n"))
	if !ok || found.kind != name || !categoryLike(lines[last]) {
		return col, false
	}
	found.below = lines[last]
	return found, true
}

// categoryLike reports a few words that name no column and hold no figure.
func categoryLike(text string) bool {
	f := fold(text)
	return runes(f) > 2 && runes(f) <= categoryMax && wordsOnly.MatchString(f) && !headPiece.MatchString(f) && !headWord(text) && !nameEnding.MatchString(f)
}

var wordsOnly = regexp.MustCompile(`^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、)?[\p{Han}、“”]+$`)

// headBelow is the category whose words stand in the head itself.
func headBelow(columns []column, place document.Place) []record {
	for _, c := range columns {
		if c.below != "" {
			return []record{{head: c.below, place: place}}
		}
	}
	return nil
}

func filled(columns []column) int {
	n := 0
	for _, c := range columns {
		if c.folded != "" {
			n++
		}
	}
	return n
}

// label is the text of a column over the rows of the head, each cell once.
func (g *grid) label(r, depth, c int) string {
	var parts []string
	for i := r; i < r+depth; i++ {
		if i > r && g.same(i, c, i-1, c) || g.text(i, c) == "" {
			continue
		}
		parts = append(parts, g.text(i, c))
	}
	return strings.Join(parts, "\n")
}

// mergeNames settles heads that reach over several columns: the first of two columns
// under 指标 is the name, and both together are printed as the name.
func (g *grid) mergeNames(columns []column, r, depth int) {
	seen := -1
	for c := range columns {
		if columns[c].kind != name {
			continue
		}
		strong := strings.Contains(columns[c].folded, "指标")
		switch {
		case seen < 0:
			seen = c
		case g.same(r+depth-1, c, r+depth-1, seen):
		case strong && !strings.Contains(columns[seen].folded, "指标"):
			columns[seen].kind = category
			seen = c
		case columns[c].folded == columns[seen].folded && strong:
		default:
			columns[c].kind = note
		}
	}
}

// byContent names columns without a known head by what stands in them: an attribute
// column is certain, and so are row numbers and units.
func (g *grid) byContent(columns []column, first int) []column {
	out := append([]column(nil), columns...)
	for c := range out {
		seen := g.content(c, first)
		switch k := out[c].kind; {
		case seen.rows == 0:
		case k != attr && (k == unknown || k == category || k == note) && seen.attrs*10 >= seen.rows*6:
			out[c].kind = attr
		case k != unknown:
		case seen.numbers*10 >= seen.rows*8 && indexOf(out, ordinal) < 0 && c < indexOf(out, name):
			out[c].kind = ordinal
		case seen.units*10 >= seen.rows*7 && indexOf(out, unit) < 0:
			out[c].kind = unit
		case out[c].folded == "" && c < indexOf(out, name) && indexOf(out, category) < 0:
			out[c].kind = category
		}
	}
	return out
}

type content struct{ rows, attrs, numbers, units int }

func (g *grid) content(c, first int) (seen content) {
	for r := first; r < len(g.t.Rows); r++ {
		if _, across := g.across(r); across || g.text(r, c) == "" {
			continue
		}
		f := fold(g.text(r, c))
		seen.rows++
		if attribute(f) != "" {
			seen.attrs++
		}
		if _, ok := integer(f); ok {
			seen.numbers++
		}
		if unitLike(f) {
			seen.units++
		}
	}
	return seen
}
