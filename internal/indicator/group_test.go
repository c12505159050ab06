package indicator

import (
	"slices"
	"testing"
)

func TestCategoriesOfRows(t *testing.T) {
	t.Parallel()
	const first, second, middle = 0, 1, 2
	at := func(text string, row, how int) mark { // of a row, or between it and the next
		half := 2 * row
		if how == middle {
			half++
		}
		return mark{text: text, row: row, middle: half, centre: 2 * half, lines: span{half, half}}
	}
	for _, c := range []struct {
		name  string
		rows  int
		marks []mark
		want  []int
	}{
		{"each beside the first of its rows", 5, []mark{at("甲", 0, first), at("乙", 3, first)}, []int{0, 0, 0, 1, 1}},
		{"beside every row", 3, []mark{at("甲", 0, first), at("乙", 1, first), at("丙", 2, first)}, []int{0, 1, 2}},
		{"beside the middle row, and between two rows", 5, []mark{at("甲", 1, first), at("乙", 3, middle)}, []int{0, 0, 0, 1, 1}},
		{"both ways are possible: only the rows beside it are certain", 4, []mark{at("甲", 0, first), at("乙", 2, first)}, []int{0, -1, 1, 1}},
		{"no way fits", 6, []mark{at("甲", 1, second), at("乙", 2, second)}, []int{-1, 0, 1, -1, -1, -1}},
	} {
		g := grouping{marks: c.marks}
		for i := range c.rows {
			g.rows = append(g.rows, span{2 * i, 2 * i})
		}
		if got, _ := g.spread(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
