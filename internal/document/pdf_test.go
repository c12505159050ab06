package document

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianxin/internal/civil"
)

// standIn puts the stand-in for pdftotext before whatever is installed.
func standIn(t *testing.T) {
	t.Helper()
	dir, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

func TestPDFGivesLinesOfPages(t *testing.T) {
	standIn(t)
	d := open(t, "规划.pdf", []byte("%PDF-1.7\nprint\n  指标       单位\n\n  低保标准   元/月\n\f\f第三页\n\f"))
	want := []Paragraph{
		{Text: "  指标       单位", Place: Place{Page: 1, Line: 1}}, {Text: "", Place: Place{Page: 1, Line: 2}},
		{Text: "  低保标准   元/月", Place: Place{Page: 1, Line: 3}}, {Text: "", Place: Place{Page: 2, Line: 1}},
		{Text: "第三页", Place: Place{Page: 3, Line: 1}},
	}
	if d.Format != PDF || len(d.Blocks) != len(want) {
		t.Fatalf("%s, %q", d.Format, texts(d))
	}
	for i, w := range want {
		if got := *d.Blocks[i].(*Paragraph); got != w {
			t.Errorf("block %d: got %+v, want %+v", i, got, w)
		}
	}
	if len(d.Notes) != 1 || d.Notes[0].Place.String() != "第2页" {
		t.Errorf("the page without text: notes %v", d.Notes)
	}
	if got := d.Blocks[2].Where().String(); got != "第1页第3行" {
		t.Errorf("place %q", got)
	}
}

func TestPDFsThatCannotBeReadAreRefused(t *testing.T) {
	standIn(t)
	for what, code := range map[string]string{
		"password": "document_encrypted", "copying": "pdf_protected", "broken": "document_broken",
		"print": "pdf_scanned", "print\n\f \n\f\n\f": "pdf_scanned", "flood": "document_bomb",
	} {
		if e := refused(t, "a.pdf", []byte("%PDF-1.7\n"+what+"\n")); e.Code != code {
			t.Errorf("%q: %v, want %s", what, e, code)
		}
	}
	raw := []byte("%PDF-1.7\nslow\n")
	_, err := Open("a.pdf", bytes.NewReader(raw), int64(len(raw)), Options{Wait: 100 * time.Millisecond})
	var e *civil.Error
	if !errors.As(err, &e) || e.Code != "pdf_slow" {
		t.Errorf("slow: %v", err)
	}
}

// A machine too busy to measure the words reads less; it says so, as another day reads more.
func TestAPDFNotMeasuredInTimeSaysSo(t *testing.T) {
	standIn(t)
	raw := []byte("%PDF-1.7\nunmeasured\n指标  单位\n\f")
	d, err := Open("a.pdf", bytes.NewReader(raw), int64(len(raw)), Options{Wait: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Blocks) != 1 || len(d.Notes) != 1 || !strings.Contains(d.Notes[0].Text, "限定时间") {
		t.Errorf("blocks %q, notes %v", texts(d), d.Notes)
	}
}

func TestWithoutTheProgramPDFSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if e := refused(t, "a.pdf", []byte("%PDF-1.7\n")); e.Code != "pdftotext_missing" || e.Kind != civil.Unavailable {
		t.Errorf("got %v", e)
	}
}
