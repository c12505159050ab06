package app

import (
	"io"
	"strings"
)

// columns prints a table on a terminal, where a Chinese character takes two cells.
type columns struct {
	header []string
	rows   [][]string
	words  bool // nothing but words: no column holds figures
}

func (t *columns) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *columns) write(w io.Writer) error {
	widths := make([]int, len(t.header))
	for _, row := range append([][]string{t.header}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], cells(cell))
		}
	}
	for _, row := range append([][]string{t.header}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			gap := strings.Repeat(" ", widths[i]-cells(cell))
			if i < 2 || t.words { // names to the left, figures to the right
				line.WriteString(cell + gap + "  ")
			} else {
				line.WriteString("  " + gap + cell)
			}
		}
		if _, err := io.WriteString(w, strings.TrimRight(line.String(), " ")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// cells is the width of a text on a terminal.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}
