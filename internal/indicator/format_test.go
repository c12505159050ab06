package indicator

import (
	"archive/zip"
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianxin/internal/document"
)

// One table, as each format that keeps it can say it: merged cells, a head of two
// rows, words broken inside. All of them give the same rows.
const sameRows = "1｜人均预期寿命｜岁｜78.6｜80｜预期性｜类别=健康水平\n" +
	"2｜孕产妇死亡率｜1/10万｜9.2｜≤8｜预期性｜类别=健康水平\n" +
	"3｜每千人口医疗机构床位数｜张｜6.5｜城市7 农村6｜约束性｜类别=资源配置\n"

// importFile reads a document as the command does.
func importFile(t *testing.T, name string, raw []byte) *Result {
	t.Helper()
	doc, err := document.Open(name, bytes.NewReader(raw), int64(len(raw)), document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Import(doc)
}

func sameTable(t *testing.T, r *Result) {
	t.Helper()
	if got := plainRows(r.Rows); got != sameRows || len(r.Unread) > 0 {
		t.Errorf("read\n%swant\n%sunread %v", got, sameRows, r.Unread)
	}
}

// wordCell is a cell of a Word table whose text is split into runs, one a character.
func wordCell(properties, text string) string {
	var b strings.Builder
	b.WriteString("<w:tc><w:tcPr>" + properties + "</w:tcPr><w:p>")
	for _, r := range text {
		b.WriteString(`<w:r><w:t xml:space="preserve">` + strings.ReplaceAll(string(r), "<", "&lt;") + "</w:t></w:r>")
	}
	return b.String() + "</w:p></w:tc>"
}

func TestTableOfAWordDocument(t *testing.T) {
	t.Parallel()
	const begins, goes, two = `<w:vMerge w:val="restart"/>`, `<w:vMerge/>`, `<w:gridSpan w:val="2"/>`
	row := func(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
	plain := func(texts ...string) (out string) {
		for _, text := range texts {
			out += wordCell("", text)
		}
		return out
	}
	head := func(texts ...string) (out string) {
		for _, text := range texts {
			out += wordCell(begins, text)
		}
		return out
	}
	body := "<w:p><w:r><w:t>表1 主要</w:t></w:r><w:r><w:t>指标</w:t></w:r></w:p><w:tbl>" +
		row(head("类别", "序号", "指标名称", "单位"), wordCell(two, "规划目标"), wordCell(begins, "属性")) +
		row(strings.Repeat(wordCell(goes, ""), 4), plain("2020年", "2025年"), wordCell(goes, "")) +
		row(wordCell(begins, "健康水平"), plain("1", "人均预期寿命", "岁", "78.6", "80", "预期性")) +
		row(wordCell(goes, ""), plain("2", "孕产妇死亡率", "1/10万", "9.2", "≤8", "预期性")) +
		row(plain("资源配置", "3", "每千人口医疗机构床位数", "张", "6.5", "城市7 农村6", "约束性")) + "</w:tbl>"
	sameTable(t, importFile(t, "规划.docx", wordFile(t, body)))
}

// wordFile packs the body of a Word document.
func wordFile(t *testing.T, body string) []byte {
	t.Helper()
	const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	const links = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range [][2]string{
		{"[Content_Types].xml", types}, {"_rels/.rels", links},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + "</w:body></w:document>"},
	} {
		w, err := z.Create(f[0])
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTableOfAWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for i, row := range [][]any{
		{"表1 主要指标"},
		{"类别", "序号", "指标名称", "单位", "规划目标", nil, "属性"},
		{nil, nil, nil, nil, "2020年", "2025年"},
		{"健康水平", 1, "人均预期\n寿命", "岁", "78.6", 80, "预期性"},
		{nil, 2, "孕产妇死亡率", "1/10万", "9.2", "≤8", "预期性"},
		{"资源配置", 3, "每千人口医疗机构床位数", "张", "6.5", "城市7 农村6", "约束性"},
	} {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", at, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, area := range [][2]string{{"A1", "G1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "C3"}, {"D2", "D3"}, {"E2", "F2"}, {"G2", "G3"}, {"A4", "A5"}} {
		if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	sameTable(t, importFile(t, "规划.xlsx", out.Bytes()))
}

func TestTableOfAPage(t *testing.T) {
	t.Parallel()
	sameTable(t, importFile(t, "规划.html", []byte(`<html><body><p>表1 主要指标</p><table>
<tr><th rowspan=2>类别</th><th rowspan=2>序&nbsp;号</th><th rowspan=2>指标<br>名称</th><th rowspan=2>单位</th><th colspan=2>规划目标</th><th rowspan=2>属性</th></tr>
<tr><th>2020年</th><th>2025年</th></tr>
<tr><td rowspan=2>健康水平</td><td>1</td><td>人均预期<br>寿命</td><td>岁</td><td>78.6</td><td>80</td><td rowspan=2>预期性</td></tr>
<tr><td>2</td><td>孕产妇<span>死亡率</span></td><td>1/10万</td><td>9.2</td><td>≤8</td></tr>
<tr><td>资源配置</td><td>3</td><td>每千人口医疗机构床位数</td><td>张</td><td>6.5</td><td>城市7&nbsp;农村6</td><td>约束性</td></tr>
</table></body></html>`)))
}

// The stand-in for pdftotext prints what stands below the first line of its input, so
// that the way through the program is the same.
func TestTableOfAPDF(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", "document", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	sameTable(t, importFile(t, "规划.pdf", []byte("%PDF-1.7\nprint\n"+`表1 主要指标
                                                  规划目标
   类别     序号    指标名称            单位                              属性
                                              2020年      2025年

             1     人均预期寿命        岁      78.6        80            预期性
 健康水平
             2     孕产妇死亡率        1/10万  9.2         ≤8            预期性

                                  — 7 —
`+"\f"+`                    某市卫生健康“十四五”规划

                   每千人口医疗机构
 资源配置    3                         张      6.5         城市7 农村6   约束性
                   床位数
`+"\f")))
}
