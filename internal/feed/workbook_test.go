package feed

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book is a workbook as an office program writes it.
func book(tb testing.TB, build func(f *excelize.File)) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	build(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// sheetXML is a workbook whose only sheet has the given rows, as other programs
// write it.
func sheetXML(tb testing.TB, data string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types/>`},
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", `<?xml version="1.0"?><worksheet>` + data},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// must ends a test whose setting-up failed.
func must(tb testing.TB, list ...error) {
	tb.Helper()
	for _, err := range list {
		if err != nil {
			tb.Fatal(err)
		}
	}
}

func TestAWorkbookIsReadAsItsCellsShow(t *testing.T) {
	t.Parallel()
	raw := book(t, func(f *excelize.File) {
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		custom := `yyyy"年"m"月"d"日"`
		long, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		must(t, err)
		must(t,
			f.SetCellValue("Sheet1", "A1", "机动车登记数据"),
			f.SetCellValue("Sheet1", "A2", "单位：万元、辆"),
			f.SetSheetRow("Sheet1", "A4", &[]any{"车主", "身份证号码", "号牌", "初登日期", "现值", "核定载客", "正常使用", "备注"}),
			f.SetSheetRow("Sheet1", "A5", &[]any{"张三", person(t, 1), "苏F1", 43529, nil, 5, true, "甲&乙"}),
			f.SetSheetRow("Sheet1", "A7", &[]any{"李四", person(t, 2), "苏F2", "2020年1月2日", "0.85", 7, "否"}),
			f.SetSheetRow("Sheet1", "A8", &[]any{"王五", nil, "苏F3", 43529, 1}),
			f.SetSheetRow("Sheet1", "A9", &[]any{"赵六", person(t, 4), "苏F4", 43529}),
			f.SetSheetRow("Sheet1", "A10", &[]any{"孙七", person(t, 5), "苏F5", nil, 45000}),
			f.SetCellDefault("Sheet1", "E5", "12.5"), f.SetCellDefault("Sheet1", "B8", "3.20613198001012E+17"), f.SetCellDefault("Sheet1", "E9", "0.30000000000000004"),
			f.SetCellStyle("Sheet1", "D5", "D5", day), f.SetCellStyle("Sheet1", "D8", "D8", day), f.SetCellStyle("Sheet1", "D9", "D9", long), f.SetCellStyle("Sheet1", "E10", "E10", day),
			f.SetRowVisible("Sheet1", 7, false), f.MergeCell("Sheet1", "A1", "H1"),
		)
	})
	got := read(t, write(t, "a.xlsx", raw), options(t))
	same(t, "workbook", got.rows, []string{
		"1 name=张三 id_number=" + person(t, 1) + " plate=苏F1 first_registered=2019-03-05 value=125000.00 seats=5 running=1 note=甲&乙",
		"3 name=李四 id_number=" + person(t, 2) + " plate=苏F2 first_registered=2020-01-02 value=8500.00 seats=7 running=0",
		"5 name=赵六 id_number=" + person(t, 4) + " plate=苏F4 first_registered=2019-03-05 value=3000.00",
	})
	if r := reasons(got.report); r != "4 身份证号码 id_spreadsheet\n6 现值 money_not_number\n" {
		t.Errorf("set aside %s", r)
	}
	r := got.report
	if r.HeaderRecord != 4 || r.Format != XLSX || r.Sheet != "Sheet1" || skips(r) != "2 blank\n" || r.Truncated {
		t.Errorf("report %+v", r)
	}
	if all := strings.Join(r.Remarks, ""); !strings.Contains(all, "隐藏") || !strings.Contains(all, "合并") {
		t.Errorf("remarks %q", r.Remarks)
	}
}

func TestOfSeveralSheetsTheOneThatFitsIsRead(t *testing.T) {
	t.Parallel()
	table := func(f *excelize.File, sheet, plate string) {
		must(t, f.SetSheetRow(sheet, "A1", &[]any{"身份证号", "号牌号码"}), f.SetSheetRow(sheet, "A2", &[]any{person(t, 1), plate}))
	}
	build := func(second bool) []byte {
		return book(t, func(f *excelize.File) {
			_, err := f.NewSheet("数据")
			must(t, err, f.SetCellValue("Sheet1", "A1", "填表说明"))
			table(f, "数据", "苏1")
			if second {
				_, err := f.NewSheet("二")
				must(t, err)
				table(f, "二", "苏2")
			}
		})
	}
	got := read(t, write(t, "a.xlsx", build(false)), options(t))
	if got.report.Sheet != "数据" || len(got.rows) != 1 {
		t.Errorf("%s %q", got.report.Sheet, got.rows)
	}
	path := write(t, "b.xlsx", build(true))
	if e := refused(t, path, options(t)); e.Code != "feed_sheet_ambiguous" || !strings.Contains(e.Message, "数据、二") {
		t.Errorf("got %v", e)
	}
	o := options(t)
	o.Sheet = "二"
	if got := read(t, path, o); !strings.Contains(got.rows[0], "苏2") {
		t.Errorf("got %q", got.rows)
	}
	o.Sheet = "三"
	if e := refused(t, path, o); e.Code != "feed_sheet_unknown" {
		t.Errorf("got %v", e)
	}
}

func TestASheetIsReadInEveryFormProgramsWrite(t *testing.T) {
	t.Parallel()
	header := `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>身份证号</t></is></c><c r="B1" t="inlineStr"><is><r><t>号牌</t></r><r><t xml:space="preserve">号码</t></r><rPh><t>x</t></rPh></is></c><c r="C1" t="str"><v>现值</v></c><c r="D1" t="inlineStr"><is><t><![CDATA[备注]]></t></is></c></row>`
	id := person(t, 1)
	for _, c := range []struct{ why, row, want, reasons string }{
		{"strings in place", `<row r="2"><c r="A2" t="str"><v>` + id + `</v></c><c r="B2" t="inlineStr"><is><t>苏&#x46;1</t></is></c><c r="C2"><v>1.5E1</v></c></row>`, "1 id_number=" + id + " plate=苏F1 value=15.00", ""},
		{"no addresses", `<row><c t="str"><v>` + id + `</v></c><c t="str"><v>苏</v></c><c><v>0.1</v></c></row>`, "1 id_number=" + id + " plate=苏 value=0.10", ""},
		{"prefixes", `<x:row r="2"><x:c r="A2" t="str"><x:v>` + id + `</x:v></x:c><x:c r="B2" t="str"><x:v>苏</x:v></x:c></x:row>`, "1 id_number=" + id + " plate=苏", ""},
		{"an escaped line break", `<row r="2"><c r="A2" t="str"><v>` + id + `</v></c><c r="B2" t="str"><v>苏</v></c><c r="D2" t="str"><v>甲_x000D_乙</v></c></row>`, "1 id_number=" + id + " plate=苏 note=甲 乙", ""},
		{"a formula without its result", `<row r="2"><c r="A2" t="str"><v>` + id + `</v></c><c r="B2" t="str"><v>苏</v></c><c r="C2"><f>A1</f></c></row>`, "", "1 现值 cell_error\n"},
		{"an error", `<row r="2"><c r="A2" t="str"><v>` + id + `</v></c><c r="B2" t="str"><v>苏</v></c><c r="C2" t="e"><v>#N/A</v></c></row>`, "", "1 现值 cell_error\n"},
		{"noise of arithmetic", `<row r="2"><c r="A2" t="str"><v>` + id + `</v></c><c r="B2" t="str"><v>苏</v></c><c r="C2"><v>1234.5600000000001</v></c></row>`, "1 id_number=" + id + " plate=苏 value=1234.56", ""},
	} {
		got := read(t, write(t, "a.xlsx", sheetXML(t, header+c.row+`</sheetData></worksheet>`)), options(t))
		if rows := strings.Join(got.rows, "\n"); rows != c.want || reasons(got.report) != c.reasons {
			t.Errorf("%s: %q, set aside %q", c.why, rows, reasons(got.report))
		}
	}
}

func TestAWorkbookThatBreaksOffSaysSo(t *testing.T) {
	t.Parallel()
	raw := book(t, func(f *excelize.File) {
		must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"身份证号", "号牌号码"}))
		for i := range 50 {
			must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &[]any{person(t, i), "苏"}))
		}
	})
	if e := refused(t, write(t, "a.xlsx", raw[:len(raw)/2]), options(t)); e.Code != "feed_workbook_broken" {
		t.Errorf("half a workbook: %v", e)
	}
	row := `<row r="%d"><c r="A%d" t="str"><v>%s</v></c><c r="B%d" t="str"><v>%s</v></c></row>`
	data := "<sheetData>" + fmt.Sprintf(row, 1, 1, "身份证号", 1, "号牌号码") + fmt.Sprintf(row, 2, 2, person(t, 1), 2, "苏") + `<row r="3"><c r="A3" t="str"><v>320`
	got := read(t, write(t, "b.xlsx", sheetXML(t, data)), options(t))
	if !got.report.Truncated || len(got.rows) != 1 || !strings.Contains(got.report.Remarks[0], "断了") {
		t.Errorf("a sheet that breaks off: %+v", got.report)
	}
}

func TestTrapsAndOtherFilesAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	w, err := z.Create("a.csv")
	must(t, err)
	_, err = w.Write([]byte("身份证号,号牌号码\n"))
	must(t, err, z.Close())
	for _, c := range []struct {
		why, name string
		raw       []byte
		code      string
	}{
		{"an empty file", "a.csv", nil, "feed_empty"},
		{"an old workbook", "a.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), "feed_old_workbook"},
		{"an encrypted workbook", "a.xlsx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), in(t, encodingUTF16LE, "EncryptedPackage")...), "feed_encrypted"},
		{"a PDF", "a.csv", []byte("%PDF-1.7\n"), "feed_format"},
		{"an archive", "a.zip", zipped.Bytes(), "feed_format"},
		{"a picture", "a.csv", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte{0, 1, 200, 7}, 400)...), "feed_binary"},
		{"no workbook", "a.xlsx", []byte("身份证号,号牌号码\n"), "feed_workbook_broken"},
		{"a workbook of 2003", "a.xls", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table></Table></Workbook>`), "feed_format"},
		{"nothing known", "a.csv", []byte("甲,乙,丙\n1,2,3\n"), "feed_kind_none"},
	} {
		if e := refused(t, write(t, c.name, c.raw), options(t)); e.Code != c.code || !strings.HasSuffix(e.Message, "。") {
			t.Errorf("%s: got %v, want %s", c.why, e, c.code)
		}
	}
	if e := refused(t, t.TempDir(), options(t)); e.Code != "feed_folder" {
		t.Errorf("a folder: %v", e)
	}
	if e := refused(t, "nowhere.csv", options(t)); e.Code != "feed_missing" {
		t.Errorf("a file that is not there: %v", e)
	}
	o := options(t)
	o.Encoding = "ebcdic"
	if e := refused(t, write(t, "a.csv", []byte("身份证号,号牌号码\n")), o); e.Code != "feed_encoding_name" {
		t.Errorf("an unknown encoding: %v", e)
	}
}

func TestABombIsRefusedBeforeItIsUnpacked(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="一" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
	} {
		w, err := z.Create(part[0])
		must(t, err)
		_, err = w.Write([]byte(part[1]))
		must(t, err)
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	must(t, err)
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range ratioFrom>>20 + 1 {
		_, err := w.Write(blank)
		must(t, err)
	}
	must(t, z.Close())
	if e := refused(t, write(t, "a.xlsx", b.Bytes()), options(t)); e.Code != "feed_bomb" {
		t.Errorf("got %v", e)
	}
}

func TestNumbersOfAWorkbookKeepFifteenDigits(t *testing.T) {
	t.Parallel()
	for _, c := range []spelling{
		{"0", "0"}, {"-0.0", "0"}, {"5", "5"}, {"100", "100"}, {"1.50", "1.5"}, {"0.30000000000000004", "0.3"}, {"1234.5600000000001", "1234.56"}, {"333.33333333333331", "333.333333333333"},
		{"1E3", "1000"}, {"1.5E-3", "0.0015"}, {"4.5000000000000002E-2", "0.045"}, {"999999999999999", "999999999999999"}, {"9999999999999999", "1E+16"}, {"3.2061319800101199E+17", "3.20613198001012E+17"},
		{"320613198001011999", "3.20613198001012E+17"}, {"-12.30", "-12.3"}, {"1E+400", "1E+400"}, {"1E-20", "1E-20"},
	} {
		d, ok := parseDecimal([]byte(c.in), nil)
		if got := string(d.append(nil)); !ok || got != c.want {
			t.Errorf("%s: got %s (%v), want %s", c.in, got, ok, c.want)
		}
	}
	for _, bad := range []string{"", "-", ".", "E5", "1E", "1E+500", "x", "1.2.3", "NaN"} {
		if d, ok := parseDecimal([]byte(bad), nil); ok {
			t.Errorf("%q is read as %s", bad, d.append(nil))
		}
	}
	for _, c := range []struct{ in, want1900, want1904 string }{
		{"45293", "2024-01-02", "2028-01-03"}, {"45293.75", "2024-01-02 18:00:00", "2028-01-03 18:00:00"}, {"45293.99999999", "2024-01-03", "2028-01-04"}, {"61", "1900-03-01", "1904-03-02"},
	} {
		for epoch, want := range map[int]string{epoch1900: c.want1900, epoch1904: c.want1904} {
			d, _ := parseDecimal([]byte(c.in), nil)
			if got, ok := d.appendDay(nil, epoch); !ok || string(got) != want {
				t.Errorf("%s from %d: %s, want %s", c.in, epoch, got, want)
			}
		}
	}
}

func TestFormatsThatShowADayAreKnown(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]bool{
		"General": false, "0.00": false, "#,##0.00_);[Red](#,##0.00)": false, `0"日"`: false, `[$-804]yyyy"年"m"月"`: true, "yyyy-mm-dd": true, "[h]:mm": true, `"d"0`: false, `\d0`: false, "@": false, "m/d": true,
		"[Yellow]0": false, `0"unclosed`: false, "[unclosed": false,
	} {
		if got := showsDay(format); got != want {
			t.Errorf("%s: %v", format, got)
		}
	}
}
