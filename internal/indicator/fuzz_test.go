package indicator

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// check is what must hold for every document.
func check(t *testing.T, r *Result) {
	t.Helper()
	for _, row := range r.Rows {
		if row.Name == "" || row.Base+row.Target+row.Done == "" {
			t.Errorf("a row without name or figure: %+v", row)
		}
		if row.Attribute != "" && row.Attribute != mandatory && row.Attribute != expected {
			t.Errorf("attribute %q", row.Attribute)
		}
		if row.Table < 1 || row.Table > len(r.Tables) {
			t.Errorf("row of table %d of %d", row.Table, len(r.Tables))
		}
	}
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Error(err)
	}
	if err := r.Simplified().WriteCSV(&b); err != nil {
		t.Error(err)
	}
}

// Pages of head words, cells or brackets have many readings; the search is bounded, and
// without the bound this test does not end.
func TestFloodsOfWordsAreReadInBoundedTime(t *testing.T) {
	t.Parallel()
	for _, flood := range []string{"序号 指标 ", "指标\n2020年\n", "目标\n", "指标 目标\n甲率 1\n", "类 别 ", "（", "（ 1 ", "约束性 ", "1\n", "序号\t指标\t2025年目标\n", "指标\t目标\n甲率\t1\n", "一、甲\n", "7/30\n", "甲乙丙\f\n"} {
		check(t, Import(textDocument("指标 单位 目标值 属性\n"+strings.Repeat(flood, 1200))))
	}
}

func FuzzImportText(f *testing.F) {
	for _, s := range seeds {
		raw, err := os.ReadFile("testdata/seeds/" + s.name + "-plan.txt")
		if err != nil {
			f.Fatal(err)
		}
		at := max(0, strings.Index(string(raw), "十四五"))
		f.Add(string(raw[at:min(len(raw), at+6000)]))
	}
	f.Add("指标名称 单位 2020年 2025年 属性\n甲覆盖率 % 1 2 约束性\n")
	f.Add("\t指标\n\t目标\n\n\t甲\n\t1\n\n\t乙\n\t2\n\t丙\n\t3\n")
	f.Add("指标    目标值\n （甲    ）1\n|||\t")
	f.Add("序号\t指标\t单位\t2020年\t2025年\t属性\n一、甲\n1\t乙（\n丙）率\t%\t1\t2\t约束性\n续表\n")
	f.Add(" 类别   指标      2025年目标  属性\n        甲率      1           约束性\n 乙丙\n        丁率      2           预期性\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 {
			return
		}
		check(t, Import(textDocument(text)))
	})
}

func FuzzImportGrid(f *testing.F) {
	f.Add("指标名称|单位|2020年|2025年|属性\n甲覆盖率|%|1|2|约束性\n一、乙||||\n丙|个|||", uint16(0))
	f.Add("指标|目标\n甲|1\n乙|2", uint16(0x5a5a))
	f.Fuzz(func(t *testing.T, text string, merged uint16) {
		if len(text) > 1<<12 {
			return
		}
		var rows [][]string
		for line := range strings.SplitSeq(text, "\n") {
			rows = append(rows, strings.Split(line, "|"))
		}
		wide := 0
		for _, r := range rows {
			wide = max(wide, len(r))
		}
		for i := range rows {
			rows[i] = append(rows[i], make([]string, wide-len(rows[i]))...)
		}
		doc := gridDocument(rows)
		table := doc.Tables()[0]
		for i := range 16 { // bits merge a cell with the one above or before it
			if merged>>i&1 == 0 || len(table.Rows) < 2 || wide < 2 {
				continue
			}
			r, c := 1+i%(len(table.Rows)-1), 1+i%(wide-1)
			if i%2 == 0 {
				table.Rows[r][c] = table.Rows[r-1][c]
			} else {
				table.Rows[r][c] = table.Rows[r][c-1]
			}
		}
		check(t, Import(doc))
	})
}
