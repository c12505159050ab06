package document

import "testing"

func TestMarkdownIsReadAsItIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ why, text, want string }{
		{"lines are paragraphs", "一\n\n二\n", "一\n\n二\n"},
		{"headings", "# 规划\n### 表1 ###\n#没有空格\n", "# 规划\n# 表1\n#没有空格\n"},
		{"a table with pipes at its edges", "| 名 | 值 |\n|---|--:|\n| 低保 | 710 |\n\n后", "|名|值|\n|低保|710|\n\n后\n"},
		{"a table without them", "名 | 值\n--- | ---\n低保 | 710\n后", "|名|值|\n|低保|710|\n后\n"},
		{"one column", "| 名 |\n|--|\n| 低保 |\n", "|名|\n|低保|\n"},
		{"an escaped pipe", `| 名 | 值 |` + "\n|-|-|\n" + `| 甲\|乙 | a\*b |` + "\n", "|名|值|\n|甲|乙|a*b|\n"},
		{"short and long rows", "|a|b|\n|-|-|\n|1|\n|1|2|3|\n", "|a|b||\n|1|||\n|1|2|3|\n"},
		{"empty cells", "|a|b|c|\n|-|-|-|\n||| 3|\n", "|a|b|c|\n|||3|\n"},
		{"breaks, references and strong words", "|a|\n|-|\n|城市<br>80 &lt;5 **约束性** x** y ** & __AT__ a__b__|\n", "|a|\n|城市⏎80 <5 约束性 x** y ** & AT a__b__|\n"},
		{"a table in HTML", "前\n<table><tr><td rowspan=2>类</td><td>甲</td></tr>\n<tr><td>乙</td></tr></table>\n后", "前\n|类|甲|\n|类|乙|\n后\n"},
		{"pipes in code are no table", "```\n|a|b|\n|-|-|\n```\n", "```\n|a|b|\n|-|-|\n```\n"},
		{"a line of dashes is no table", "标题\n---\n文", "标题\n---\n文\n"},
		{"columns that do not agree", "|a|b|\n|-|\n", "|a|b|\n|-|\n"},
		{"a lone star stays", "12* 〔3〕", "12* 〔3〕\n"},
	} {
		if got := texts(open(t, "a.md", []byte(c.text))); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.why, got, c.want)
		}
	}
	d := open(t, "a.md", []byte("前\n\n|名|\n|-|\n|值|\n<table>\n<tr><td>甲</td></tr></table>"))
	list := d.Tables()
	if c := list[0].Rows[1][0]; c.Header || c.Place != (Place{Line: 5, Table: 1, Row: 2, Col: 1}) || !list[0].Rows[0][0].Header {
		t.Errorf("cell %+v", c)
	}
	if c := list[1].Rows[0][0]; c.Place != (Place{Line: 7, Table: 2, Row: 1, Col: 1}) {
		t.Errorf("cell in HTML %+v", c)
	}
}

func TestFormFeedsOfATextArePages(t *testing.T) {
	t.Parallel()
	d := open(t, "a.txt", []byte("一\n二\n\f三\n四\f五\n"))
	want := []Paragraph{
		{Text: "一", Place: Place{Page: 1, Line: 1}}, {Text: "二", Place: Place{Page: 1, Line: 2}},
		{Text: "三", Place: Place{Page: 2, Line: 3}}, {Text: "四", Place: Place{Page: 2, Line: 4}}, {Text: "五", Place: Place{Page: 3, Line: 4}},
	}
	if len(d.Blocks) != len(want) {
		t.Fatalf("%q", texts(d))
	}
	for i, w := range want {
		if got := *d.Blocks[i].(*Paragraph); got != w {
			t.Errorf("block %d: %+v, want %+v", i, got, w)
		}
	}
}
