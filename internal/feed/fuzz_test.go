package feed

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// FuzzRead reads any file whatever it is: it ends with a refusal in a Chinese
// sentence or with a report whose numbers add up, the same twice.
func FuzzRead(f *testing.F) {
	text := vehicles(f, ",")
	f.Add("a.csv", []byte(text))
	f.Add("a.csv", in(f, encodingGBK, text))
	f.Add("a.txt", in(f, encodingUTF16LE, vehicles(f, "\t")))
	f.Add("a.xls", []byte("<table><tr><th>身份证号<th>号牌号码<tr><td rowspan=2>"+person(f, 1)+"<td colspan=2>苏</table>"))
	f.Add("a.xlsx", book(f, func(b *excelize.File) { must(f, b.SetSheetRow("Sheet1", "A1", &[]any{"身份证号", "号牌号码"})) }))
	f.Add("a.xlsx", sheetXML(f, `<sheetData><row><c t="str"><v>身份证号</v></c><c t="str"><v>号牌号码</v></c></row><row r="9"><c><v>1E+17</v></c></row></sheetData></worksheet>`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		ext := filepath.Ext(name)
		if len(ext) > 5 || strings.ContainsAny(ext, "/\x00") {
			ext = ".csv"
		}
		path := filepath.Join(dir, "a"+ext)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if opened, err := openFile(path, ""); err == nil {
			copied := make([]byte, len(raw))
			if n, _ := opened.ReadAt(copied, 0); n != len(raw) || !bytes.Equal(copied, raw) {
				t.Fatal("the file is not read as it is")
			}
			must(t, opened.close())
		}
		one, err := tryRead(path, catalogue(t), options(t))
		var refusal *civil.Error
		switch {
		case errors.As(err, &refusal):
			if !strings.HasSuffix(refusal.Message, "。") || !utf8.ValidString(refusal.Message) {
				t.Fatalf("%v is no sentence", err)
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		two, err := tryRead(path, catalogue(t), options(t))
		if err != nil || strings.Join(one.rows, "\n") != strings.Join(two.rows, "\n") || reasons(one.report) != reasons(two.report) || skips(one.report) != skips(two.report) {
			t.Fatalf("read twice, it says two things (%v)", err)
		}
		if r := one.report; r.Rows != r.Accepted+r.QuarantinedRows || r.Accepted != len(one.rows) || r.QuarantinedRows > len(r.Quarantined) {
			t.Fatalf("the numbers do not add up: %+v", r)
		}
	})
}

// FuzzCell reads any cell by every type of field.
func FuzzCell(f *testing.F) {
	for _, seed := range []string{"2024年1月2日", "1,234.56", `="320613198001010012"`, "(12)", "是", "A", "崇川区", "３.２０６１３Ｅ＋１７", "9999-12-31", "0.00000000000000001", "人民币-(1)元"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		c := catalogue(t)
		p := &Plan{catalogue: c, options: options(t), places: testPlaces(t)}
		for _, feed := range c.Feeds() {
			p.Feed = feed
			for _, column := range feed.Columns {
				var v Value
				_, problem := v.read([]byte(content), &Field{FeedColumn: column, Unit: pack.InWan}, p, nil)
				switch {
				case problem != nil:
					if !strings.HasSuffix(problem.Message, "。") {
						t.Fatalf("%v is no sentence", problem)
					}
				case v.Known && !utf8.Valid(v.Text):
					t.Fatalf("%q gives %q", content, v.Text)
				case v.Known && column.Field.Type == pack.DateField && (civil.Date(v.Int) < civil.FirstDate || civil.Date(v.Int) > civil.LastDate):
					t.Fatalf("%q gives the day %d", content, v.Int)
				}
			}
		}
	})
}

// FuzzDecode turns any bytes into text.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x81\x30\x81\x30\xff\x80\xd6\xd0"))
	f.Add([]byte("\xff\xfe\x2d\x4e\x00\xd8"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, encoding := range []string{encodingGB18030, encodingUTF16LE, encodingUTF16BE, encodingBig5} {
			text, err := io.ReadAll(convert(bytes.NewReader(raw), encoding))
			if err != nil || !utf8.Valid(text) {
				t.Fatalf("%x in %s: %q (%v)", raw, encoding, text, err)
			}
		}
	})
}

// FuzzDecimal reads any number of a workbook.
func FuzzDecimal(f *testing.F) {
	f.Add([]byte("3.2061319800101199E+17"))
	f.Add([]byte("-0.000"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, ok := parseDecimal(raw, nil)
		if !ok {
			return
		}
		shown := d.append(nil)
		again, ok := parseDecimal(shown, nil)
		if !ok || !bytes.Equal(again.append(nil), shown) {
			t.Fatalf("%q shows as %q and then as %q", raw, shown, again.append(nil))
		}
		d.appendDay(nil, epoch1900)
	})
}

// FuzzMatch searches any text for people, and finds what reading it finds.
func FuzzMatch(f *testing.F) {
	f.Add([]byte("名," + person(f, 1) + ",苏\n\"a\",\"" + person(f, 1) + "\",\"\"\n"))
	f.Add([]byte("\"open," + person(f, 1)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		ids := NewIDSet(1)
		ids.Add([]byte(person(t, 1)))
		text := append([]byte("车主,身份证号,号牌号码\n"+strings.Repeat("某某,x,苏\n", 40)), raw...)
		p, err := Inspect(write(t, "a.csv", text), catalogue(t), options(t))
		var refusal *civil.Error
		if errors.As(err, &refusal) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Read(context.Background(), Reading{Only: ids}); err != nil {
			t.Fatal(err)
		}
		fast, slow, a, z := matched(t, p.Path, ids)
		if strings.Join(fast, "\n") != strings.Join(slow, "\n") || reasons(a) != reasons(z) || a.Passed != z.Passed {
			t.Fatalf("found %q, want %q; passed %d, want %d", fast, slow, a.Passed, z.Passed)
		}
	})
}
