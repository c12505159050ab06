package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lianxin/internal/civil"
)

// patience is how long a refusal may take, with room for slow machines.
const patience = 10 * time.Second

// memory is how much a refusal may leave in use while it is worked out.
const memory = 400 << 20

// sparse is a file of zeros that nobody has to store.
type sparse int64

func (s sparse) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	return len(p), nil
}

// bomb makes an archive with one part of many megabytes of one character.
func bomb(tb testing.TB, name, head string, unit string, size int) []byte {
	tb.Helper()
	return zipped(tb, file{"[Content_Types].xml", "<Types/>"}, file{name, head + strings.Repeat(unit, size/len(unit))})
}

func TestHostileFilesAreRefusedSoonAndCheaply(t *testing.T) {
	// Not parallel: the memory of other tests would be counted.
	row := "<tr>" + strings.Repeat("<td>1", 10_000)
	sheetHead := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	deepTable := strings.Repeat("<table><tr><td>", 100_000)
	deepWord := strings.Repeat("<w:tbl><w:tr><w:tc>", 1_000)
	for _, c := range []struct {
		why  string
		name string
		make func() []byte
		code string
	}{
		{"a text part of 200 MiB", "a.docx", func() []byte {
			return bomb(t, "word/document.xml", `<w:document `+wordSpace+`><w:body><w:p><w:r><w:t>`, "零", 200<<20)
		}, "document_bomb"},
		{"a part that unpacks 1000 to 1", "a.docx", func() []byte { return bomb(t, "word/document.xml", "", " ", 40<<20) }, "document_bomb"},
		{"parts that are small one by one", "a.xlsx", func() []byte {
			parts := []file{{"xl/workbook.xml", "<workbook/>"}}
			for i := range 300 {
				parts = append(parts, file{fmt.Sprintf("xl/worksheets/sheet%d.xml", i), strings.Repeat("<c/>", 250_000)})
			}
			return zipped(t, parts...)
		}, "document_bomb"},
		{"20,000 parts", "a.docx", func() []byte {
			parts := []file{{"word/document.xml", "<x/>"}}
			for i := range 20_000 {
				parts = append(parts, file{fmt.Sprint(i), ""})
			}
			return zipped(t, parts...)
		}, "document_bomb"},
		{"a sheet of nothing but cells", "a.xlsx", func() []byte {
			return xlsxOf(t, "", file{"一", "<sheetData><row>" + strings.Repeat("<c/>", 4_000_000) + "</row></sheetData>"})
		}, "document_bomb"},
		{"a sheet of millions of different cells", "a.xlsx", func() []byte {
			var b strings.Builder
			for i := range 600_000 {
				fmt.Fprintf(&b, `<row><c s="%d"/></row>`, i*7919%1_000_003)
			}
			return xlsxOf(t, "", file{"一", "<sheetData>" + b.String() + "</sheetData>"})
		}, "document_cells"},
		{"a sheet of 100,001 rows", "a.xlsx", func() []byte {
			return xlsxOf(t, "", file{"一", `<sheetData><row r="100001"><c r="A100001"><v>1</v></c></row></sheetData>`})
		}, "document_rows"},
		{"a sheet of 16,384 columns", "a.xlsx", func() []byte {
			return xlsxOf(t, "", file{"一", `<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>`})
		}, "document_columns"},
		{"a sheet of many merged millions", "a.xlsx", func() []byte {
			return xlsxOf(t, "", file{"一", `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="100000"><c r="BXX100000"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:BXX100000"/></mergeCells>`})
		}, "document_cells"},
		{"a number format without end", "a.xlsx", func() []byte {
			styles := strings.Replace(formats, "0.00&quot;", strings.Repeat("0,", 15_000), 1)
			return xlsxOf(t, styles, file{"一", "<sheetData><row>" + strings.Repeat(`<c s="4"><v>15462</v></c>`, 2_000) + "</row></sheetData>"})
		}, "document_broken"},
		{"a tag without end", "a.xlsx", func() []byte { return xlsxOf(t, "", file{"一", sheetHead + "<c " + strings.Repeat(`a="b" `, 10_000)}) }, "document_broken"},
		{"a page of 10,000 columns", "a.html", func() []byte { return []byte("<table>" + row + "</table>") }, "document_columns"},
		{"a page whose cells span all columns", "a.html", func() []byte {
			return []byte("<table>" + strings.Repeat(`<tr><td colspan=1000 rowspan=60000>1<td colspan=999 rowspan=2>2<td>3`, 400) + "</table>")
		}, "document_columns"},
		{"a page of 200,000 rows", "a.html", func() []byte { return []byte("<table>" + strings.Repeat("<tr><td>1", 200_000)) }, "document_rows"},
		{"tables of millions of positions", "a.html", func() []byte {
			return []byte("<table><tr>" + strings.Repeat("<td>", 1_999) + strings.Repeat("<tr><td>1", 90_000))
		}, "document_cells"},
		{"tables inside tables", "a.html", func() []byte { return []byte(deepTable) }, "document_nesting"},
		{"boxes inside boxes", "a.html", func() []byte { return []byte(strings.Repeat("<div>", 1_000_000)) }, "document_nesting"},
		{"a tag of 17 MiB", "a.html", func() []byte { return []byte("<p title='" + strings.Repeat("长", 6<<20)) }, "document_broken"},
		{"ten million empty lines", "a.txt", func() []byte { return []byte(strings.Repeat("\n", 10_000_000)) }, "document_long"},
		{"ten million empty lines of Markdown", "a.md", func() []byte { return []byte(strings.Repeat("\n", 10_000_000)) }, "document_long"},
		{"Markdown of 10,000 columns", "a.md", func() []byte {
			return []byte(strings.Repeat("|a", 10_000) + "|\n" + strings.Repeat("|-", 10_000) + "|\n")
		}, "document_columns"},
		{"a text of 10,000 columns between tabs", "a.txt", func() []byte { return []byte(strings.Repeat("指标\t", 10_000) + "\n") }, "document_columns"},
		{"a text of 10,000 columns between spaces", "a.txt", func() []byte { return []byte(strings.Repeat("指标   ", 10_000) + "\n") }, "document_columns"},
		{"Markdown that escapes into HTML", "a.md", func() []byte { return []byte(deepTable) }, "document_nesting"},
		{"a Word document of tables in tables", "a.docx", func() []byte { return docxOf(t, deepWord) }, "document_nesting"},
		{"a Word document of elements in elements", "a.docx", func() []byte { return docxOf(t, strings.Repeat("<w:sdt>", 100_000)) }, "document_nesting"},
		{"a Word document of properties in properties", "a.docx", func() []byte { return docxOf(t, "<w:p><w:pPr>"+strings.Repeat("<w:x>", 100_000)) }, "document_nesting"},
		{"a Word table of 10,000 columns", "a.docx", func() []byte {
			return docxOf(t, "<w:tbl><w:tr>"+strings.Repeat("<w:tc><w:p/></w:tc>", 10_000)+"</w:tr></w:tbl>")
		}, "document_columns"},
		{"a Word cell that spans a million", "a.docx", func() []byte {
			return docxOf(t, `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>`)
		}, "document_columns"},
	} {
		t.Run(c.why, func(t *testing.T) {
			raw := c.make()
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			done := make(chan error, 1)
			go func() {
				_, err := Open(c.name, bytes.NewReader(raw), int64(len(raw)), Options{})
				done <- err
			}()
			select {
			case err := <-done:
				var e *civil.Error
				if !errors.As(err, &e) || e.Code != c.code {
					t.Fatalf("got %v, want %s", err, c.code)
				}
			case <-time.After(patience):
				t.Fatalf("no answer in %v", patience)
			}
			var after runtime.MemStats
			runtime.ReadMemStats(&after)
			if after.Sys > before.Sys+memory {
				t.Errorf("%d MiB more taken from the system", (after.Sys-before.Sys)>>20)
			}
		})
	}
}

func TestAFileOfHalfAGigabyteIsRefusedUnread(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.txt", "a.docx", "a.xlsx", "a.pdf", "a.html"} {
		_, err := Open(name, sparse(500<<20), 500<<20, Options{})
		var e *civil.Error
		if !errors.As(err, &e) || e.Code != "document_too_big" {
			t.Errorf("%s: %v", name, err)
		}
	}
	path := filepath.Join(t.TempDir(), "大文件.docx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(500<<20), f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "document_too_big") {
		t.Errorf("sparse file: %v", err)
	}
	if e := refused(t, "a.txt", make([]byte, maxPlain+1)); e.Code != "document_too_big" {
		t.Errorf("text over its own limit: %v", e)
	}
}

func TestPlacesThatHoldNoFileAreNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, code := range map[string]string{filepath.Join(dir, "没有.txt"): "document_missing", dir: "document_folder"} {
		var e *civil.Error
		if _, err := Read(path); !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: %v, want %s", path, err, code)
		}
	}
	path := filepath.Join(dir, "规划.txt")
	if err := os.WriteFile(path, []byte("低保标准"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := Read(path); err != nil || d.Name != "规划.txt" || texts(d) != "低保标准\n" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestTruncatedOfficeFilesAreRefused(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{
		"a.docx": docxOf(t, "<w:p><w:r><w:t>文</w:t></w:r></w:p>"),
		"a.xlsx": xlsxOf(t, "", file{"一", `<sheetData><row><c><v>1</v></c></row></sheetData>`}),
	}
	for name, raw := range files {
		open(t, name, raw)
		for cut := 4; cut < len(raw); cut += 7 {
			if e := refused(t, name, raw[:cut]); e.Code != "document_broken" {
				t.Fatalf("%s cut at %d: %v", name, cut, e)
			}
		}
		if e := refused(t, name, raw[1:]); e.Code != "document_broken" {
			t.Errorf("%s without its first byte: %v", name, e)
		}
	}
}

func TestOtherFilesAreRefusedByName(t *testing.T) {
	t.Parallel()
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 5000)...)
	locked := append(append([]byte{}, ole...), []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")...)
	closed := zipped(t, file{"word/document.xml", "x"})
	for _, mark := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(closed, []byte(mark)) + map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8}[mark]
		closed[at] |= 1
	}
	huge := zipped(t, file{"word/document.xml", "x"})
	binary.LittleEndian.PutUint32(huge[bytes.Index(huge, []byte("PK\x05\x06"))+16:], 0xffffffff)
	for _, c := range []struct {
		why, name string
		raw       []byte
		code      string
	}{
		{"an old document", "a.doc", ole, "document_old_office"},
		{"an old workbook with a new name", "a.xlsx", ole, "document_old_office"},
		{"an encrypted document", "a.docx", locked, "document_encrypted"},
		{"an encrypted archive", "a.docx", closed, "document_encrypted"},
		{"a directory said to be huge", "a.docx", huge, "document_bomb"},
		{"an archive of files", "a.zip", zipped(t, file{"a.txt", "a"}), "document_format"},
		{"an archive called docx", "a.docx", zipped(t, file{"a.txt", "a"}), "document_broken"},
		{"an OFD file", "a.ofd", zipped(t, file{"OFD.xml", "<OFD/>"}), "document_format"},
		{"a picture", "a.png", []byte("\x89PNG"), "document_format"},
		{"no extension", "规划", []byte("文"), "document_format"},
		{"a text called docx", "a.docx", []byte("文"), "document_broken"},
		{"a text called pdf", "a.pdf", []byte("文"), "document_broken"},
		{"two parts of one name", "a.docx", zipped(t, file{"a", ""}, file{"a", ""}), "document_broken"},
		{"a sheet that lies about its rows", "a.xlsx", xlsxOf(t, "", file{"一", `<sheetData><row r="5"/><row r="4"/></sheetData>`}), "document_broken"},
	} {
		if e := refused(t, c.name, c.raw); e.Code != c.code {
			t.Errorf("%s: %v, want %s", c.why, e, c.code)
		}
	}
}

func TestAnArchiveThatLiesAboutItsSizeIsRefused(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "word/document.xml", Method: zip.Deflate})
	if err != nil {
		t.Fatal(err)
	}
	_, werr := w.Write([]byte(`<w:document ` + wordSpace + `><w:body>` + strings.Repeat("<w:p/>", 100_000)))
	if err := errors.Join(werr, z.Close()); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	binary.LittleEndian.PutUint32(raw[bytes.Index(raw, []byte("PK\x01\x02"))+24:], 100)
	if e := refused(t, "a.docx", raw); e.Code != "document_broken" {
		t.Errorf("got %v", e)
	}
}
