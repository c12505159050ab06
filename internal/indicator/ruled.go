package indicator

import (
	"slices"
	"strings"

	"lianxin/internal/document"
)

// A ruled table is plain text in which tabs or drawn lines say where each cell ends.
// There nothing has to be guessed: lines become the rows of a grid, and the grid is
// read as that of any other document. Only names broken over lines, categories on
// lines of their own and the cell of a category that is not printed again are settled
// here; a row that fits in no such way keeps its own number of cells, and the grid
// lists it as unread.
type ruled struct {
	g     *region
	head  []column
	rows  [][]document.Cell
	open  []document.Cell // a row that goes on in the next line
	whole int             // rows with as many cells as the head
	torn  int             // rows with fewer or more
	drawn bool            // a line is drawn between any two rows
	sided bool            // the sides of the head are drawn
	above int             // the line of the row taken last
}

const (
	ruledMin   = 2 // cells of a line that may be the head of a ruled table
	anotherMin = 3 // cells of a line that may be the head of another one
	ruledApart = 3 // lines without any sign of a cell that may stand between two rows
)

const bars = "|│┃║¦"

var oneBar = strings.NewReplacer("│", "|", "┃", "|", "║", "|", "¦", "|")

// cutCells cuts a line at its tabs or drawn lines; nil when it has none, or only the
// one in front of a cell.
func cutCells(text string) []string {
	inner := strings.Trim(unframe(text), " ")
	var cells []string
	switch {
	case strings.ContainsAny(inner, bars):
		cells = strings.Split(oneBar.Replace(inner), "|")
	case strings.Count(inner, "\t") > 1 || strings.Contains(strings.TrimLeft(inner, "\t"), "\t"):
		cells = strings.Split(inner, "\t")
	default:
		return nil
	}
	for i := range cells {
		cells[i] = strings.TrimFunc(cells[i], isSpace)
	}
	return cells
}

// cut cuts a line below the head. Where the head has no sides, a line drawn in front of a
// row or behind it ends an empty cell.
func (r *ruled) cut(text string) []string {
	if !r.sided && strings.ContainsAny(text, bars) {
		if cells := strings.Split(oneBar.Replace(strings.TrimFunc(text, isSpace)), "|"); len(cells) == r.width() {
			for i := range cells {
				cells[i] = strings.TrimFunc(cells[i], isSpace)
			}
			return cells
		}
	}
	return cutCells(text)
}

// ruledAt reads a ruled table whose head is line at; nil when there is none. next is
// the line after those that were looked at.
func (g *region) ruledAt(at int) (t *document.Table, next int) {
	cells := trimmed(cutCells(g.lines[at].text))
	if len(cells) < ruledMin || !slices.ContainsFunc(cells[:ruledMin], func(s string) bool { return mayHead(fold(s)) }) {
		return nil, at
	}
	r := &ruled{g: g, sided: unframe(g.lines[at].text) != g.lines[at].text}
	r.add(at, cells)
	top := &grid{t: &document.Table{Rows: r.rows}}
	if !top.headRow(0) {
		return nil, at
	}
	for _, text := range cells {
		c, _ := headOf(text)
		c.label = text
		r.head = append(r.head, c)
	}
	if indexOf(r.head, name) < 0 && indexOf(r.head, target) < 0 {
		return nil, at
	}
	r.drawn = r.linesBetween(at + 1)
	next = r.body(at + 1)
	if r.whole == 0 || r.whole < r.torn {
		return nil, next
	}
	return r.table(), next
}

// trimmed leaves out empty cells at the end.
func trimmed(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// body takes lines up to one that ends the table; it gives the line after the last
// that has cells.
func (r *ruled) body(from int) int {
	next := from
	var loose []int // lines without cells since then
	for i := from; i < len(r.g.lines); i++ {
		text := r.g.lines[i].text
		cells := r.cut(text)
		switch {
		case strings.TrimSpace(text) == "":
			continue
		case cells == nil && (r.ends(loose, i) || r.g.prose[i] && !r.g.sections[i] || runes(text) > lineLoose):
			r.flush()
			return next
		case cells == nil:
			loose = append(loose, i)
			continue
		case r.another(cells):
			r.flush()
			return next
		}
		for _, at := range loose {
			r.loose(at, i)
		}
		loose = nil
		r.line(i, cells)
		next = i + 1
	}
	r.flush()
	return next
}

// ends reports that line i, which has no cells, does not stand inside the table: there
// are too many such lines, or it is the title below a new heading.
func (r *ruled) ends(loose []int, i int) bool {
	return len(loose) == ruledApart || len(loose) > 0 && r.g.sections[loose[0]] && !r.g.sections[i] ||
		titleEnd.MatchString(fold(r.g.lines[i].text))
}

// another reports the head of another table: words of a head, but not those of this
// one, and not the second line of this head.
func (r *ruled) another(cells []string) bool {
	known, all := 0, 0
	same := len(cells) == r.width()
	for i, text := range cells {
		if text == "" {
			continue
		}
		if all++; headWord(text) && attribute(fold(text)) == "" {
			known++
		}
		same = same && fold(text) == fold(r.head[i].label)
	}
	return !same && all >= anotherMin && known*2 >= all && len(r.rows) > 1
}

// lineLoose is how long, in characters, a line without cells may be inside a table.
const lineLoose = 40

func (r *ruled) width() int { return len(r.head) }

// line takes a line with cells: a row, the rest of the one above, or its beginning.
func (r *ruled) line(at int, cells []string) {
	if len(cells) > r.width() {
		cells = append(cells[:r.width():r.width()], trimmed(cells[r.width():])...)
	}
	above := r.above
	if r.above = at; r.drawn && r.goesOn(above, at, cells) {
		return
	}
	if n := len(r.open); n > 0 && r.joins(cells) {
		last := &r.open[n-1]
		last.Text += "\n" + cells[0]
		r.open = append(r.open, r.cells(at, cells[1:], n)...)
	} else {
		cells = r.lead(cells)
		r.flush()
		r.open = append(r.open, r.cells(at, cells, len(r.open))...)
	}
	if len(r.open) >= r.width() || r.heading() {
		r.flush()
	}
}

// joins reports that a line goes on in the last cell of the open row and makes it
// whole or leaves room for more.
func (r *ruled) joins(cells []string) bool {
	before, after := shapeOf(fold(r.open[len(r.open)-1].Text)), shapeOf(fold(cells[0]))
	together := len(r.open) + len(cells) - 1
	if together > r.width() || together == len(r.open) && len(r.open) == r.width() {
		return false
	}
	return wordy(before) && wordy(after)
}

// wordy is the shape of a piece of a name: nothing that is a cell by itself.
func wordy(h shape) bool {
	return h.han > 0 && h.attr == "" && !h.value && h.number < 0 && (!h.unit || h.bare)
}

// lead puts an empty cell in front of a row that is one short because the category is
// printed only once: the number or all shapes have to say so.
func (r *ruled) lead(cells []string) []string {
	if len(cells) != r.width()-1 || r.head[0].kind != category {
		return cells
	}
	moved := append([]string{""}, cells...)
	above := len(r.open) == 1 && wordy(shapeOf(fold(r.open[0].Text)))
	if above {
		moved[0] = r.open[0].Text
	}
	if r.misfit(moved) > 0 || r.misfit(cells) == 0 {
		return cells
	}
	if above {
		r.open = nil
	}
	return moved
}

// misfit counts the cells that cannot stand under their heads.
func (r *ruled) misfit(cells []string) int {
	n := 0
	for i, text := range cells {
		h := shapeOf(fold(text))
		switch k := r.head[i].kind; {
		case text == "" && k != name:
		case k == ordinal && h.number < 0, k == attr && h.attr == "" && !h.dash, k == unit && !h.unit && !h.dash,
			k == name && (h.value || h.attr != "" || h.han == 0 || h.unit), k.value() && (h.attr != "" || h.unit && !h.value):
			n++
		}
	}
	return n
}

// heading reports an open row that only heads others: 一 | 社会救助.
func (r *ruled) heading() bool {
	filled := 0
	for _, c := range r.open {
		if c.Text != "" {
			filled++
		}
	}
	first := fold(r.open[0].Text)
	return filled == 2 && len(r.open) > 1 && heading.MatchString(first) || filled == 1 && sectionLine.MatchString(first)
}

// loose takes a line without cells that stands above line next: a category, or a piece
// of a broken cell.
func (r *ruled) loose(at, next int) {
	text := strings.TrimFunc(r.g.lines[at].text, isSpace)
	h := shapeOf(fold(text))
	below := cutCells(r.g.lines[next].text)
	switch n := len(r.open); {
	case n > 0 && !r.g.sections[at] && wordy(h):
		r.open[n-1].Text += "\n" + text
	case r.g.sections[at], len(below) >= r.width() && h.han > 1 && !shapeOf(fold(below[0])).bare:
		r.flush()
		one := r.cell(at, text, 0)
		row := make([]document.Cell, r.width())
		for c := range row {
			row[c] = one
			row[c].Row = len(r.rows)
		}
		r.rows = append(r.rows, row)
	default:
		r.flush()
		r.open = []document.Cell{r.cell(at, text, 0)}
	}
}

func (r *ruled) cell(at int, text string, col int) document.Cell {
	return document.Cell{Text: text, Place: r.g.lines[at].place, Row: len(r.rows), Col: col}
}

func (r *ruled) cells(at int, texts []string, col int) []document.Cell {
	var out []document.Cell
	for i, text := range texts {
		out = append(out, r.cell(at, text, col+i))
	}
	return out
}

// add makes a row of a line at once.
func (r *ruled) add(at int, texts []string) { r.rows = append(r.rows, r.cells(at, texts, 0)) }

// flush ends the open row.
func (r *ruled) flush() {
	if len(r.open) == 0 {
		return
	}
	switch {
	case len(r.open) == r.width():
		r.whole++
	case !r.heading():
		r.torn++
	}
	r.rows = append(r.rows, r.open)
	r.open = nil
}
