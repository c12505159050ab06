package indicator

import (
	"strings"
	"testing"

	"lianxin/internal/document"
)

// longNames is a table of which every name goes on over several lines.
func longNames(rows, lines int) string {
	row := " 1      某某覆盖率         %      40       60       预期性\n" + strings.Repeat("        某项名称的一段文字\n", lines)
	return "表1 主要指标\n\n 序号   指标名称           单位   2020年   2025年   属性\n" + strings.Repeat(row, rows)
}

func TestNamesWithoutEndAreGivenUpAndListed(t *testing.T) {
	t.Parallel()
	for effort, want := range map[int]bool{5: true, effortMax: false} {
		var lines []*document.Paragraph
		for _, b := range textDocument(longNames(4, 3)).Blocks {
			lines = append(lines, b.(*document.Paragraph))
		}
		g := regionOf(lines, []metric{inColumns})
		g.effort = effort
		r := &Result{}
		r.readRegion(g, &above{})
		listed := false
		for _, u := range r.Unread {
			listed = listed || strings.Contains(u.Reason, "断成几行的名称太多")
		}
		if listed != want {
			t.Errorf("with an effort of %d: unread %v", effort, r.Unread)
		}
	}
}

func TestRowsFarApartAreNoColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		carriers []int
		want     bool
	}{
		{[]int{0, 3, 3 + betweenMax}, true},
		{[]int{0, 3, 4 + betweenMax}, false},
		{[]int{betweenMax + 1}, false},
	} {
		if got := (&page{}).closeBy(c.carriers); got != c.want {
			t.Errorf("rows on lines %v: %v", c.carriers, got)
		}
	}
}
