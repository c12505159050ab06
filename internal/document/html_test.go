package document

import (
	"testing"
)

func TestPagesAreReadAsTheyAreShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ why, page, want string }{
		{"white space is one blank", "<p>低保\n   标准 </p> <p> 元 <b> / </b>月</p>", "低保 标准\n元 / 月\n"},
		{"no-break spaces stay", "<p>单&nbsp;&nbsp;位</p>", "单\u00a0\u00a0位\n"},
		{"a break is a line", "<table><tr><td>城市80<br>农村<br/>40<td>≥90", "|城市80⏎农村⏎40|≥90|\n"},
		{"paragraphs in a cell are lines", "<table><tr><td><p>城市</p><div>80</div></td></tr></table>", "|城市⏎80|\n"},
		{"character references", "<p>&ge;90 &lt;5 &#12288;&#x3014;1&#x3015;</p>", "≥90 <5 \u3000〔1〕\n"},
		{"scripts and styles", "<head><title>题</title><style>p{}</style></head><script>var a='<p>坏</p>'</script><p>好</p>", "好\n"},
		{"headings", "<h2>一、指标</h2><p>文</p>", "# 一、指标\n文\n"},
		{"end tags left out", "<table><tr><td>一<td>二<tr><th>三<td>四</table>五", "|一|二|\n|三|四|\n五\n"},
		{"rowspan and colspan", "<table><tr><td rowspan=2>类<td colspan=2>名</tr><tr><td>甲<td>乙</table>", "|类|名|名|\n|类|甲|乙|\n"},
		{"a span of zero reaches to the end of its group", "<table><tbody><tr><td rowspan=0>类<td>1<tr><td>2</tbody><tbody><tr><td>三<td>3</table>", "|类|1|\n|类|2|\n|三|3|\n"},
		{"a span reaches no further than its group", "<table><thead><tr><th rowspan=5>名</thead><tbody><tr><td>甲</table>", "|名|\n|甲|\n"},
		{"a title wider than the table", "<table><tr><td colspan=100>题<tr><td>甲<td>乙</table>", "|题|题|\n|甲|乙|\n"},
		{"rows of different length", "<table><tr><td>甲<td>乙<td>丙<tr><td>丁</table>", "|甲|乙|丙|\n|丁|||\n"},
		{"a caption stands before", "<table><caption>表1</caption><tr><td>甲</table>", "表1\n|甲|\n"},
		{"text between rows stands before", "<table><tr><td>甲</td></tr>漏<tr><td>乙</table>", "漏\n|甲|\n|乙|\n"},
		{"an empty table is none", "<table></table><p>后</p>", "后\n"},
		{"a cell without a table is text", "<td>甲</td><p>后</p>", "甲\n后\n"},
		{"the frame of a page is no table", "<table><tr><td>栏</td><td><p>前</p><table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>后</td></tr></table>", "栏\n前\n|甲|\n|乙|\n后\n"},
		{"a small table in a cell is text of the cell, and a table", "<table><tr><td>名<td>值<tr><td>养老<td><table><tr><td>城市<td>80</table><tr><td>儿童<td>1</table>", "|名|值|\n|养老|城市\t80|\n|儿童|1|\n|城市|80|\n"},
		{"preformatted text", "<pre>甲  乙\n 丙</pre>", "甲  乙⏎ 丙\n"},
		{"what is hidden", "<p hidden>旧</p><p style='Display: none'>旧</p><div style='display:none'><div>旧</div>旧</div><p>新</p>", "新\n"},
		{"a hidden cell without an end", "<table><tr><td style='display:none'>旧<td>新<tr><td>二</table>", "|新|\n|二|\n"},
		{"a hidden row with a table in it", "<table><tr><td>一</tr><tr hidden><td><table><tr><td>旧</table><td>旧</tr><tr><td>二</table>", "|一|\n|二|\n"},
		{"a hidden element of no known name", "<p>一</p><x-tip hidden>旧<x-tip>旧</x-tip>旧</x-tip><p>二</p>", "一\n二\n"},
		{"a table inside a table outside its cells", "<table><tr><td>甲</td></tr><table><tr><td>乙</table>", "|甲|\n|乙|\n"},
		{"what the page never closes", "<div><table><tr><td>甲<td>乙", "|甲|乙|\n"},
	} {
		if got := texts(open(t, "a.html", []byte(c.page))); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.why, got, c.want)
		}
	}
}

func TestHiddenTextOfAPageIsNoted(t *testing.T) {
	t.Parallel()
	d := open(t, "a.html", []byte("<p hidden>旧</p><p hidden> </p><script>x</script><p>新</p>"))
	if len(d.Notes) != 1 || d.Notes[0].Text != "网页中有 1 处不显示的文字，未读取。" {
		t.Errorf("notes %v", d.Notes)
	}
}

func TestCellsOfAPageKnowTheirLineAndHeader(t *testing.T) {
	t.Parallel()
	d := open(t, "a.htm", []byte("<p>一</p>\n<table>\n<thead><tr><td>名</td></tr></thead>\n<tr>\n<td>低保</td><th>头</th></tr></table>"))
	table := d.Tables()[0]
	if table.Place != (Place{Line: 2, Table: 1}) {
		t.Errorf("table at %+v", table.Place)
	}
	if c := table.Rows[0][0]; !c.Header || c.Place != (Place{Line: 3, Table: 1, Row: 1, Col: 1}) {
		t.Errorf("head: %+v", c)
	}
	c := table.Rows[1][0]
	if c.Header || c.Place != (Place{Line: 5, Table: 1, Row: 2, Col: 1}) {
		t.Errorf("cell: %+v", c)
	}
	if got := c.Place.String(); got != "第5行，第1张表第2行第1列" {
		t.Errorf("place %q", got)
	}
	if !table.Rows[1][1].Header {
		t.Error("a th is no header")
	}
	if len(d.Notes) != 0 {
		t.Errorf("notes %v", d.Notes)
	}
}

func TestPagesSavedUnderAnotherNameAreRead(t *testing.T) {
	t.Parallel()
	page := in(t, gbkName, "<html><body><table><tr><td>低保标准</td></tr></table>")
	for _, name := range []string{"a.xls", "a.doc", "a.docx", "a"} {
		d := open(t, name, page)
		if d.Format != HTML || d.Encoding != gbkName || texts(d) != "|低保标准|\n" {
			t.Errorf("%s: %s %s %q", name, d.Format, d.Encoding, texts(d))
		}
		if wrong := name != "a"; wrong != (len(d.Notes) == 1) {
			t.Errorf("%s: notes %v", name, d.Notes)
		}
	}
	if d := open(t, "a.txt", []byte("<table>是文字")); d.Format != Text {
		t.Errorf("a text stays a text: %s", d.Format)
	}
}
