package document

import (
	"fmt"
	"strings"
	"testing"
)

// para writes a paragraph of a Word document with one run.
func para(properties, text string) string {
	return "<w:p><w:pPr>" + properties + "</w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>"
}

// cellOf writes a cell of a Word document.
func cellOf(properties, inner string) string {
	return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + inner + "</w:tc>"
}

func TestWordDocumentsAreReadAsTheyPrint(t *testing.T) {
	t.Parallel()
	p := func(text string) string { return para("", text) }
	row := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	table := func(rows ...string) string {
		return "<w:tbl><w:tblPr/><w:tblGrid/>" + strings.Join(rows, "") + "</w:tbl>"
	}
	for _, c := range []struct{ why, body, want string }{
		{"a word in many runs", `<w:p><w:r><w:t>低</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>保标</w:t></w:r><w:hyperlink><w:r><w:t>准</w:t></w:r></w:hyperlink></w:p>`, "低保标准\n"},
		{"empty paragraphs stay", p("一") + "<w:p/>" + p("二"), "一\n\n二\n"},
		{"tabs, breaks and hyphens", `<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t><w:cr/><w:t>四</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>五</w:t></w:r></w:p>`, "一\t二⏎三⏎四-五\n"},
		{"what was deleted, inserted and moved", `<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>`, "新来\n"},
		{"hidden runs", `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t><w:tab/></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>`, "显\n"},
		{"fields show their result", `<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>`, "3\n"},
		{"signs of the font Symbol", `<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>90</w:t></w:r></w:p>`, "≥90\n"},
		{"content controls", `<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>` + p("内") + `</w:sdtContent></w:sdt>`, "内\n"},
		{"text boxes are read once and stand before", `<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + p("框") + table(row(cellOf("", p("甲")))) + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + p("框") + `</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>后</w:t></w:r></w:p>`, "框\n|甲|\n前后\n"},
		{"headings by level", para(`<w:outlineLvl w:val="1"/>`, "章") + para(`<w:outlineLvl w:val="9"/>`, "文"), "# 章\n文\n"},
		{"paragraphs of a cell are lines", table(row(cellOf("", p("城市80")+p("农村40")), cellOf("", p("")))), "|城市80⏎农村40||\n"},
		{"merged cells", table(
			row(cellOf(`<w:vMerge w:val="restart"/>`, p("类")), cellOf(`<w:gridSpan w:val="2"/>`, p("名"))),
			row(cellOf(`<w:vMerge/>`, p("")), cellOf("", p("甲")), cellOf("", p("乙"))),
			row(cellOf(`<w:vMerge w:val="restart"/>`, p("二")), cellOf("", p("丙")), cellOf("", p("丁"))),
			row(cellOf(`<w:vMerge w:val="continue"/>`, p("")), cellOf("", p("戊")), cellOf("", p("己")))),
			"|类|名|名|\n|类|甲|乙|\n|二|丙|丁|\n|二|戊|己|\n"},
		{"a cell that continues nothing is a cell", table(row(cellOf("", p("甲"))), row(cellOf("<w:vMerge/>", p("乙")))), "|甲|\n|乙|\n"},
		{"merged in the old way", table(row(cellOf(`<w:hMerge w:val="restart"/>`, p("宽")), cellOf(`<w:hMerge/>`, p("")), cellOf("", p("丙")))), "|宽|宽|丙|\n"},
		{"columns left out in front", table(row(cellOf("", p("一")), cellOf("", p("二"))), row(`<w:trPr><w:gridBefore w:val="1"/></w:trPr>`, cellOf("", p("三")))), "|一|二|\n||三|\n"},
		{"deleted rows", table(row(cellOf("", p("一"))), row("<w:trPr><w:del/></w:trPr>", cellOf("", p("旧"))), row(cellOf("", p("二")))), "|一|\n|二|\n"},
		{"how a cell was before", table(row(cellOf(`<w:gridSpan w:val="1"/><w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>`, p("一")), cellOf("", p("二")))), "|一|二|\n"},
		{"a table in a cell", table(row(cellOf("", p("名")), cellOf("", p("值"))), row(cellOf("", p("养老")), cellOf("", table(row(cellOf("", p("城")), cellOf("", p("80"))))+p("")))),
			"|名|值|\n|养老|城\t80⏎|\n|城|80|\n"},
		{"the frame of a page", table(row(cellOf("", p("前")+table(row(cellOf("", p("甲"))), row(cellOf("", p("乙"))))+p("后")))), "前\n|甲|\n|乙|\n后\n"},
	} {
		if got := texts(open(t, "a.docx", docxOf(t, c.body))); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.why, got, c.want)
		}
	}
}

func TestWordStylesMakeHeadings(t *testing.T) {
	t.Parallel()
	styles := file{"word/styles.xml", `<w:styles ` + wordSpace + `><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:styleId="b"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style></w:styles>`}
	d := open(t, "a.docx", docxOf(t, para(`<w:pStyle w:val="1"/>`, "一")+para(`<w:pStyle w:val="a"/>`, "二")+para(`<w:pStyle w:val="b"/>`, "三"), styles))
	if got := texts(d); got != "# 一\n二\n# 三\n" {
		t.Errorf("got %q", got)
	}
	if p := d.Blocks[2].Where(); p != (Place{Paragraph: 3}) || p.String() != "第3段" {
		t.Errorf("place %+v", p)
	}
}

func TestAutomaticNumbersArePrinted(t *testing.T) {
	t.Parallel()
	level := func(at int, format, text, gap string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:suff w:val="%s"/></w:lvl>`, at, format, text, gap)
	}
	numbers := file{"word/numbering.xml", `<w:numbering ` + wordSpace + `>` +
		`<w:abstractNum w:abstractNumId="0">` + level(0, "decimal", "%1", "nothing") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1">` + level(0, "chineseCounting", "%1、", "nothing") + level(1, "decimal", "（%1.%2）", "space") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2">` + level(0, "bullet", "\uf06c", "tab") + `</w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>` +
		`<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>`}
	in := func(list, at int) string {
		return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, at, list)
	}
	row := func(list int, name string) string {
		return "<w:tr>" + cellOf("", "<w:p><w:pPr>"+in(list, 0)+"</w:pPr></w:p>") + cellOf("", para("", name)) + "</w:tr>"
	}
	body := "<w:tbl>" + row(1, "低保") + row(1, "养老") + row(4, "儿童") + "</w:tbl>" +
		para(in(2, 0), "总则") + para(in(2, 1), "甲") + para(in(2, 1), "乙") + para(in(2, 0), "细则") + para(in(2, 1), "丙") + para(in(3, 0), "点") + para(in(9, 0), "无")
	want := "|1|低保|\n|2|养老|\n|7|儿童|\n一、总则\n（一.1） 甲\n（一.2） 乙\n二、细则\n（二.1） 丙\n点\n无\n"
	if got := texts(open(t, "a.docx", docxOf(t, body, numbers))); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestWhatWordHidesOrCannotSayIsNoted(t *testing.T) {
	t.Parallel()
	d := open(t, "a.docx", docxOf(t, `<w:p><w:r><w:t>一</w:t><w:footnoteReference w:id="2"/></w:r></w:p><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>`))
	if texts(d) != "一\n\ufffd\n" || len(d.Notes) != 2 || d.Notes[0].Place.Paragraph != 1 || d.Notes[1].Place.Paragraph != 2 {
		t.Errorf("%q, notes %v", texts(d), d.Notes)
	}
}

func TestBrokenWordDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"<w:p><w:r>", "<w:tr><w:tc/></w:tr>", "<w:tbl><w:p/></w:tbl>", "<w:tbl><w:tc/></w:tbl>", "<w:tc></w:tc>",
		"<w:tbl><w:tr><w:tbl/></w:tr></w:tbl>", "<w:p>&nope;</w:p>",
	} {
		if e := refused(t, "a.docx", docxOf(t, body)); e.Code != "document_broken" {
			t.Errorf("%s: %v", body, e)
		}
	}
}

func TestNumbersAreWrittenInTheWayOfTheirList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"decimal", 12, "12"}, {"decimalZero", 7, "07"}, {"decimalZero", 17, "17"}, {"decimalFullWidth", 25, "２５"},
		{"decimalEnclosedCircle", 3, "③"}, {"decimalEnclosedCircle", 21, ""},
		{"chineseCounting", 10, "十"}, {"chineseCounting", 11, "十一"}, {"chineseCounting", 20, "二十"}, {"chineseCounting", 35, "三十五"}, {"chineseCounting", 100, ""},
		{"upperLetter", 2, "B"}, {"lowerLetter", 26, "z"}, {"lowerLetter", 27, ""},
		{"upperRoman", 49, "XLIX"}, {"lowerRoman", 39, "xxxix"}, {"upperRoman", 50, ""}, {"upperRoman", 0, ""}, {"hebrew1", 1, ""},
	} {
		if got := figures(c.format, c.n); got != c.want {
			t.Errorf("%d as %s: %q, want %q", c.n, c.format, got, c.want)
		}
	}
}
