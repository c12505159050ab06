package letter

import "strings"

// The room around the text of a cell.
const (
	cellSide = 4 * pt
	cellTop  = 3 * pt
)

// tabular is a table whose columns have their widths.
type tabular struct {
	size   length
	open   bool // without lines: names and what they say
	widths []length
	align  []Align
	head   []string
	rows   [][]string
}

func (t *tabular) alignment(column int) Align {
	if column < len(t.align) {
		return t.align[column]
	}
	return Left
}

func (b Table) flow(f *flow) error {
	f.gap(f.sizes.body / 3)
	t := tabular{size: f.sizes.table, head: b.Head, rows: b.Rows, align: b.Align}
	t.widths = f.columns(t.size, b.Head, b.Rows)
	f.table(t)
	return nil
}

// columns shares the width of the page among columns: each gets what its longest
// word needs, and the rest goes where most is written.
func (f *flow) columns(size length, head []string, rows [][]string) []length {
	n := length(len(head))
	least, wish := make([]length, n), make([]length, n)
	measure := func(row []string) {
		for i, cell := range row {
			for part := range strings.SplitSeq(cell, "\n") {
				wish[i] = max(wish[i], f.fonts.width(part, size)+2*cellSide)
				for _, piece := range pieces(part) {
					least[i] = max(least[i], f.fonts.width(strings.TrimRight(piece, " "), size)+2*cellSide)
				}
			}
		}
	}
	measure(head)
	for _, row := range rows {
		measure(row)
	}
	fair := textWidth / n
	taken, wished := length(0), length(0)
	for i := range least {
		least[i] = min(max(least[i], 2*size+2*cellSide), max(fair, 2*size))
		wish[i] = min(max(wish[i], least[i]), textWidth)
		taken, wished = taken+least[i], wished+wish[i]-least[i]
	}
	widths := make([]length, n)
	left := textWidth - taken
	for i := range widths {
		widths[i] = least[i]
		if wished > 0 {
			widths[i] += left * (wish[i] - least[i]) / wished
		} else {
			widths[i] += left / n
		}
	}
	return widths
}

// cells are the lines of a row's cells, and how many the longest has.
type cells struct {
	lines [][]line
	most  int
}

func (f *flow) cells(t *tabular, row []string) cells {
	var c cells
	for i, text := range row {
		lines := f.fonts.breaks(text, t.size, t.widths[i]-2*cellSide, 0)
		c.lines = append(c.lines, lines)
		c.most = max(c.most, len(lines))
	}
	return c
}

// table writes the rows, and the head again on each page. A row goes over to the
// next page whole, unless it is higher than a page.
func (f *flow) table(t tabular) {
	var head cells
	repeat := false
	if t.head != nil {
		head = f.cells(&t, t.head)
		// A head that fills half a page is not repeated: there would be no end of it.
		repeat = f.height(&t, head.most) < (textBottom-marginTop)/2
		f.need(f.height(&t, head.most) + f.height(&t, 1))
		f.row(&t, head, repeat, cells{})
	}
	if !repeat {
		head = cells{}
	}
	for _, row := range t.rows {
		f.row(&t, f.cells(&t, row), false, head)
	}
	f.gap(t.size / 2)
}

// height is how high a row of so many lines is.
func (f *flow) height(t *tabular, lines int) length {
	return length(lines)*leading(t.size)*7/8 + 2*cellTop
}

// row writes one row; head is what is written above it after a turn of the page.
func (f *flow) row(t *tabular, c cells, whole bool, head cells) {
	turn := func() {
		f.turn()
		if head.most > 0 {
			f.band(t, head, 0, head.most)
		}
	}
	top := f.height(t, head.most)
	if head.most == 0 {
		top = 0
	}
	for from := 0; from < c.most; {
		rest := c.most - from
		room := int((textBottom - f.y - 2*cellTop) * 8 / (leading(t.size) * 7))
		begun := f.y > marginTop+top // something stands here besides the head
		fitsNext := f.height(t, rest)+top <= textBottom-marginTop
		if room < rest && begun && (whole || fitsNext || room < 2) {
			turn()
			continue
		}
		n := min(rest, max(room, 1))
		f.band(t, c, from, from+n)
		from += n
		if from < c.most {
			turn()
		}
	}
}

// band writes some lines of a row and the frame around them.
func (f *flow) band(t *tabular, c cells, from, to int) {
	height, x := f.height(t, to-from), marginSide
	p := f.page()
	for i, lines := range c.lines {
		base := f.y + cellTop + t.size*106/100
		for _, l := range lines[min(from, len(lines)):min(to, len(lines))] {
			inner := t.widths[i] - 2*cellSide
			p.write(x+cellSide+f.aside(l.text, t.size, inner, t.alignment(i)), base, t.size, l.text)
			base += leading(t.size) * 7 / 8
		}
		if !t.open {
			p.line(x, f.y, x, f.y+height, pt/2)
		}
		x += t.widths[i]
	}
	if !t.open {
		p.line(x, f.y, x, f.y+height, pt/2)
		p.line(marginSide, f.y, x, f.y, pt/2)
		p.line(marginSide, f.y+height, x, f.y+height, pt/2)
	}
	f.y += height
}
