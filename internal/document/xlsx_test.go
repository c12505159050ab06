package document

import (
	"strings"
	"testing"
)

// formats are cell styles: 0 general, 1 percent, 2 two places, 3 a date, 4 a
// format of one's own, 5 text.
const formats = `<numFmts count="2"><numFmt numFmtId="180" formatCode="0.00&quot;万元&quot;"/><numFmt numFmtId="181" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
	`<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="9" applyNumberFormat="1"/><xf numFmtId="2" applyNumberFormat="1"/><xf numFmtId="181" applyNumberFormat="1"/><xf numFmtId="180" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs>`

func TestWorkbooksAreReadAsTheyAreShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ why, sheet, want string }{
		{"numbers by their format", `<row><c><v>710</v></c><c s="1"><v>0.98</v></c><c s="2"><v>9.4299999999999997</v></c><c s="3"><v>44197</v></c><c s="4"><v>15462</v></c><c s="5" t="inlineStr"><is><t>0012</t></is></c><c><v>31.060000000000002</v></c></row>`,
			"|710|98%|9.43|2021年1月|15462.00万元|0012|31.06|\n"},
		{"formulas give what was saved", `<row><c><f>A2*2</f><v>1420</v></c><c t="str"><f>"甲"</f><v>甲</v></c></row>`, "|1420|甲|\n"},
		{"rich text without reading aids", `<row><c t="inlineStr"><is><r><t>低保</t></r><r><rPr><b/></rPr><t>标准</t></r></is></c></row>`, "|低保标准|\n"},
		{"lines in a cell", `<row><c t="inlineStr"><is><t xml:space="preserve">城市80` + "\n" + `农村40 </t></is></c></row>`, "|城市80⏎农村40 |\n"},
		{"rows and columns that are not there", `<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="D4"><v>2</v></c></row>`, "|||||\n||1|||\n|||||\n||||2|\n"},
		{"formatted but empty cells are no table", `<row r="1"><c r="A1"><v>1</v></c><c r="Z1" s="1"/></row><row r="90"><c r="A90" s="2"/></row>`, "|1|\n"},
	} {
		if got := texts(open(t, "a.xlsx", xlsxOf(t, formats, file{"一", "<sheetData>" + c.sheet + "</sheetData>"}))); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.why, got, c.want)
		}
	}
}

func TestSheetsAreTablesOfTheirOwn(t *testing.T) {
	t.Parallel()
	cell := func(text string) string {
		return `<sheetData><row><c t="inlineStr"><is><t>` + text + `</t></is></c></row></sheetData>`
	}
	d := open(t, "a.xlsx", xlsxOf(t, "", file{"指标", cell("甲")}, file{".旧表", cell("旧")}, file{"空", "<sheetData/>"}, file{"附表", cell("乙")}))
	if got := texts(d); got != "|甲|\n|乙|\n" {
		t.Fatalf("got %q", got)
	}
	if p := d.Tables()[1].Rows[0][0].Place; p != (Place{Table: 2, Row: 1, Col: 1, Sheet: "附表", Ref: "A1"}) || p.String() != "工作表“附表”A1" {
		t.Errorf("place %+v", p)
	}
	if len(d.Notes) != 1 || d.Notes[0].Place.Sheet != ".旧表" {
		t.Errorf("notes %v", d.Notes)
	}
}

func TestHiddenRowsAndColumnsAreLeftOutAndNoted(t *testing.T) {
	t.Parallel()
	sheet := `<cols><col min="2" max="2" hidden="1"/></cols><sheetData>` +
		`<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>` +
		`<row r="2" hidden="1"><c r="A2"><v>4</v></c></row>` +
		`<row r="3"><c r="A3"><v>5</v></c><c r="C3"><f>1+1</f></c></row><row r="4"><c r="C4"><v>9</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A3:A4"/></mergeCells>`
	d := open(t, "a.xlsx", xlsxOf(t, "", file{"一", sheet}))
	if got := texts(d); got != "|1|3|\n|5||\n|5|9|\n" {
		t.Errorf("got %q", got)
	}
	if c := d.Tables()[0].Rows[1][1]; c.Place.Ref != "C3" {
		t.Errorf("the empty position is at %q", c.Place.Ref)
	}
	var notes []string
	for _, n := range d.Notes {
		notes = append(notes, n.Place.Ref+n.Text)
	}
	if got := strings.Join(notes, "\n"); got != "有 1 行是隐藏的，未读取。\n有 1 列是隐藏的，未读取。\nC3公式没有保存结果，未读取；请用办公软件打开并保存后重试。" {
		t.Errorf("notes %q", got)
	}
}

func TestAddressesOfCellsAreReadBack(t *testing.T) {
	t.Parallel()
	for col := 1; col <= sheetColumns; col += 13 {
		if row, got, err := parseRef(address(7, col)); err != nil || row != 7 || got != col {
			t.Fatalf("%s: %d, %d, %v", address(7, col), row, got, err)
		}
	}
	for _, bad := range []string{"", "7", "A", "A0", "A-1", "ZZZZ1", "A1048577", "甲1", "XFE1"} {
		if _, _, err := parseRef(bad); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

func TestSharedTextIsReadAsWritten(t *testing.T) {
	t.Parallel()
	shared := file{"xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>低保</t></si><si><r><t xml:space="preserve">养老 </t></r><r><rPr><b/></rPr><t>床位</t></r><rPh><t>yang</t></rPh></si><si><t xml:space="preserve"> 单 位 </t></si></sst>`}
	d := open(t, "a.xlsx", xlsxOf(t, "", file{"一", `<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row></sheetData>`}, shared))
	if got := texts(d); got != "|低保|养老 床位| 单 位 |\n" {
		t.Errorf("got %q", got)
	}
}
