package indicator

import (
	"strings"

	"lianxin/internal/document"
)

// Where a line is drawn between any two rows, those lines say which lines of text are one
// row, so that no name has to be put together by its words.

// linesBetween reports that lines are drawn between any two rows below the head: no two
// lines with figures stand between the same two of them.
func (r *ruled) linesBetween(from int) bool {
	drawn, rows, here := 0, 0, 0
	for i := from; i < len(r.g.lines); i++ {
		cells := cutCells(r.g.lines[i].text)
		switch {
		case r.g.rules[i]:
			drawn, here = drawn+1, 0
		case strings.TrimSpace(r.g.lines[i].text) == "":
		case len(cells) != r.width():
			return drawn > 1 && drawn >= rows-1
		case r.carries(cells):
			rows++
			if here++; here > 1 {
				return false
			}
		}
	}
	return drawn > 1 && drawn >= rows-1
}

// carries reports a line with two of number, unit, figure and attribute.
func (r *ruled) carries(cells []string) bool {
	n := 0
	for c, text := range cells {
		h := shapeOf(fold(text))
		switch k := r.head[c].kind; {
		case text == "":
		case k == ordinal && h.number >= 0, k.value() && h.value, k == attr && h.attr != "", k == unit && h.unit:
			n++
		}
	}
	return n > 1
}

// goesOn adds a line to the row above when no line is drawn between them.
func (r *ruled) goesOn(above, at int, cells []string) bool {
	if len(r.rows) < 2 || len(r.open) > 0 || len(cells) != r.width() || len(r.rows[len(r.rows)-1]) != r.width() {
		return false
	}
	for i := above; i < at; i++ {
		if r.g.rules[i] {
			return false
		}
	}
	last := r.rows[len(r.rows)-1]
	for c, text := range cells {
		if text != "" {
			last[c].Text = strings.TrimPrefix(last[c].Text+"\n"+text, "\n")
		}
	}
	return true
}

// table fills rows that ended early, so that all have the same length.
func (r *ruled) table() *document.Table {
	wide := 0
	for _, row := range r.rows {
		wide = max(wide, len(row))
	}
	for i, row := range r.rows {
		for c := len(row); c < wide; c++ {
			row = append(row, document.Cell{Place: row[0].Place, Row: i, Col: c, Absent: true})
		}
		r.rows[i] = row
	}
	return &document.Table{Rows: r.rows, Place: r.rows[0][0].Place}
}
