package file

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// packed is an object stream.
func packed(t testing.TB, dictionary, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("7 0 obj <<%s /Length %d>>\nstream\r\n%s\nendstream endobj", dictionary, b.Len(), b.String())
}

func TestAPlainPDFIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data  []byte
		pages int
	}{
		"one page":                        {pdfOf(), 1},
		"two pages":                       {pdfOf("4 0 obj <</Type/Page>> endobj"), 2},
		"pages in an object stream":       {pdfOf(packed(t, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", "8 0 <</Type /Page >>")), 2},
		"a packed page that says Launch":  {pdfOf(packed(t, "/Filter /FlateDecode", "(/Launch) Tj")), 1},
		"a form without scripts":          {pdfOf("4 0 obj <</AcroForm <</SigFlags 3>>>> endobj"), 1},
		"an object stream without filter": {pdfOf("7 0 obj <</Type /ObjStm /N 1 /First 4>>\nstream\n8 0 <</Type /Font>>\nendstream endobj"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := inspect(t, c.data)
			if err != nil {
				t.Fatal(err)
			}
			if content.Media != PDF || content.Pages != c.pages || !bytes.Equal(content.Bytes(), c.data) {
				t.Errorf("it is %s of %d pages, want %d", content.Media, content.Pages, c.pages)
			}
		})
	}
}

func TestAPDFThatDoesMoreIsRefused(t *testing.T) {
	t.Parallel()
	const object = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
	for name, c := range map[string]struct {
		data []byte
		code string
		says string
	}{
		"a script":                          {pdfOf("4 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj"), "pdf_active", "/JavaScript"},
		"a script in numbers":               {pdfOf("4 0 obj <</S /J#61va#53cript>> endobj"), "pdf_active", "/JavaScript"},
		"a program":                         {pdfOf("4 0 obj <</S /Launch /F (a.exe)>> endobj"), "pdf_active", "/Launch"},
		"a file inside":                     {pdfOf("4 0 obj <</Names <</EmbeddedFiles 5 0 R>>>> endobj"), "pdf_active", "/EmbeddedFile"},
		"a script in an object stream":      {pdfOf(packed(t, object, "8 0 <</S /JavaScript>>")), "pdf_active", "/JavaScript"},
		"in numbers there":                  {pdfOf(packed(t, object, "8 0 <</S /#4aavaScript>>")), "pdf_active", "/JavaScript"},
		"in a stream that hides what it is": {pdfOf(packed(t, "/N 1 /First 4 /Filter /FlateDecode", "8 0 <</S /Launch>>")), "pdf_active", "/Launch"},
		"a type in numbers":                 {pdfOf(packed(t, strings.Replace(object, "ObjStm", "#4fbjStm", 1), "8 0 <</S /Launch>>")), "pdf_active", "/Launch"},
		"packed twice":                      {pdfOf(packed(t, "/Type /ObjStm /N 1 /First 4 /Filter [/ASCII85Decode /FlateDecode]", "8 0")), "pdf_unclear", ""},
		"packed otherwise":                  {pdfOf("7 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\nabc\nendstream endobj"), "pdf_unclear", ""},
		"with a predictor":                  {pdfOf(packed(t, object+" /DecodeParms <</Predictor 12>>", "8 0")), "pdf_unclear", ""},
		"an object stream without end":      {pdfOf("7 0 obj <</Type /ObjStm>>"), "pdf_unclear", ""},
		"locked":                            {pdfOf("4 0 obj <</Encrypt 5 0 R>> endobj"), "pdf_locked", ""},
		"cut":                               {pdfOf()[:60], "pdf_broken", ""},
		"without pages":                     {[]byte("%PDF-1.7\n%%EOF"), "pdf_broken", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := inspect(t, c.data)
			wantCode(t, err, c.code)
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("the sentence %v does not name %s", err, c.says)
			}
		})
	}
}

func TestAPackedPartMayNotGrowWithoutEnd(t *testing.T) {
	t.Parallel()
	const object = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
	_, err := inspect(t, pdfOf(packed(t, object, strings.Repeat(" ", unpackLimit+1))))
	wantCode(t, err, "pdf_unclear")
}
