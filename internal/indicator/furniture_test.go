package indicator

import (
	"strings"
	"testing"

	"lianxin/internal/document"
)

// pagedDocument makes a document of pages, as a text with form feeds gives one.
func pagedDocument(pages ...string) *document.Document {
	d := &document.Document{Name: "规划.txt", Format: document.Text}
	for n, page := range pages {
		for i, l := range strings.Split(page, "\n") {
			d.Blocks = append(d.Blocks, &document.Paragraph{Text: l, Place: document.Place{Page: n + 1, Line: i + 1}})
		}
	}
	return d
}

func TestPageNumbersAtTheEdgeOfAPageAreNoCells(t *testing.T) {
	t.Parallel()
	const head, first, second = "表1 主要指标\n序号 指标 单位 2020年 2025年 属性\n", "1 甲项覆盖率 % 50 60 预期性\n", "2 乙项达标率 % 70 96 约束性\n"
	want := "1｜甲项覆盖率｜%｜50｜60｜预期性｜\n2｜乙项达标率｜%｜70｜96｜约束性｜\n"
	for _, number := range []string{"7", "128", "7 / 30", "7/30", "- 7 -", "vii", "XII", "７"} {
		for place, doc := range map[string]*document.Document{
			"foot": pagedDocument(head+first+"\n"+number+"\n", second),
			"top":  pagedDocument(head+first, number+"\n\n"+second),
		} {
			if r := Import(doc); plainRows(r.Rows) != want || len(r.Unread) > 0 {
				t.Errorf("%s at the %s: read\n%sunread %v", number, place, plainRows(r.Rows), r.Unread)
			}
		}
	}
}

func TestAFigureInsideAPageStaysACell(t *testing.T) {
	t.Parallel()
	const rows = "｜甲项覆盖率｜%｜50｜60｜预期性｜\n｜乙项达标率｜%｜70｜96｜约束性｜\n"
	for name, doc := range map[string]*document.Document{
		"between rows": pagedDocument("指标\n单位\n2020年\n2025年\n属性\n甲项覆盖率\n%\n50\n60\n预期性", "乙项达标率\n%\n70\n96\n约束性"),
		"inside a row": pagedDocument("指标\n单位\n2020年\n2025年\n属性\n甲项覆盖率\n%\n50\n60\n预期性\n乙项达标率\n%\n70\n96", "约束性"),
		"with numbers": pagedDocument("指标\n单位\n2020年\n2025年\n属性\n甲项覆盖率\n%\n50\n60\n预期性\n乙项达标率\n%\n70\n96\n7", "约束性\n8", ""),
	} {
		if r := Import(doc); plainRows(r.Rows) != rows {
			t.Errorf("%s: read\n%sunread %v", name, plainRows(r.Rows), r.Unread)
		}
	}
}
