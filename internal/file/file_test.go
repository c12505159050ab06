package file

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// photo is how the tests bring a photograph.
var photo = Note{Case: "case1", Kind: "photo", Name: `C:\照片\入户.jpg`}

// always trusts signatures: the tests verify no checkpoints.
type always struct{}

func (always) Verify(_, _ []byte) error { return nil }

func (o *office) intact() {
	o.t.Helper()
	report, err := o.journal.Verify(o.t.Context(), always{})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Code != "no_checkpoint" {
			o.t.Errorf("the record is not intact: %+v", f)
		}
	}
}

func TestAFileIsGivenOutAsItWasTaken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		paper := pdfOf(strings.Repeat("% padding so that there are several pieces\n", 5_000))
		picture := o.take(jpegOf(t, painted(640, 320)), photo)
		o.take(paper, Note{Case: "case1", Kind: "paper"})
		o.take(pdfOf(), Note{Case: "case2", Kind: "paper"})

		list := o.list("case1")
		if len(list) != 2 || list[0].Ref != picture {
			t.Fatalf("the case has %d files, want the picture and the paper", len(list))
		}
		if f := list[0]; f.Kind != "photo" || f.Name != "入户.jpg" || f.Media != JPEG || f.Width != 640 || f.Height != 320 || f.Pages != 0 ||
			f.By != "staff:li" || f.At == 0 || f.Case != "case1" || f.Erased {
			t.Errorf("the picture is listed as %+v", f)
		}
		if f := list[1]; f.Media != PDF || f.Pages != 1 || f.Name != "" || f.Size != len(paper) || f.Width != 0 {
			t.Errorf("the paper is listed as %+v", f)
		}
		f, data, err := o.read(list[1].ID)
		if err != nil || !bytes.Equal(data, paper) || f.ID != list[1].ID {
			t.Errorf("the paper comes back with %d bytes, want %d (%v)", len(data), len(paper), err)
		}
		o.intact()
	})
}

func TestTheSameContentTwiceInACaseIsOneFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		data := jpegOf(t, painted(64, 32))
		first := o.take(data, photo)
		again := o.take(data, Note{Case: "case1", Kind: "paper", Name: "another name.jpg"})
		tagged := o.take(append(slices.Clone(data), "trailing"...), photo) // other bytes, the same picture
		other := o.take(data, Note{Case: "case2", Kind: "photo"})
		if again != first || tagged != first || other == first {
			t.Errorf("the files are %v, %v, %v and %v of another case", first, again, tagged, other)
		}
		if n := len(o.list("case1")); n != 1 {
			t.Errorf("the case has %d files, want one", n)
		}
	})
}

func TestAnErasedFileIsGoneAndItsRecordStays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		data := jpegOf(t, painted(64, 32))
		ref := o.take(data, photo)
		for range 2 {
			o.act(func(w *journal.Write) error { return o.cabinet.Erase(t.Context(), w, ref.ID) })
		}
		list := o.list("case1")
		if len(list) != 1 || !list[0].Erased || list[0].Name != "" || list[0].Digest != nil || list[0].By != "staff:li" {
			t.Fatalf("after erasing the list is %+v", list)
		}
		_, _, err := o.read(ref.ID)
		wantCode(t, err, "file_erased")
		if next := o.take(data, photo); next == ref {
			t.Error("a file brought anew was taken for the erased one")
		}
		wantCode(t, o.try(func(w *journal.Write) error { return o.cabinet.Erase(t.Context(), w, "none") }), "not_found")
		o.intact()
	})
}

func TestAFileNobodyKeptIsNotFound(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	_, _, err := o.read("none")
	wantCode(t, err, "not_found")
}

func TestANoteThatLeadsNowhereIsRefused(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	for code, note := range map[string]Note{"file_case": {Kind: "photo"}, "file_kind": {Case: "case1", Kind: "照片"}} {
		wantCode(t, o.try(func(w *journal.Write) error {
			_, err := o.cabinet.Take(t.Context(), w, bytes.NewReader(pdfOf()), note)
			return err
		}), code)
	}
}

func TestANameIsTidied(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"": "", "..": "", ".": "", "/": "", "../../etc/passwd": "passwd", `C:\a\b.png`: "b.png",
		"阿卜杜热合曼·买买提艾力.jpg": "阿卜杜热合曼·买买提艾力.jpg", "a\x00\u202eb\xff.jpg": "ab.jpg",
		strings.Repeat("长", 300): strings.Repeat("长", nameLimit),
	} {
		if got := tidyName(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}

func TestASealedContentOpensOnlyWholeAndInItsPlace(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	ref := Ref{county, "a"}
	data := bytes.Repeat([]byte("0123456789"), 3*piece/10+7)
	sealed, err := o.cabinet.seal(ref, data)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := o.cabinet.unseal(ref, len(data), sealed); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("what was sealed does not open: %v", err)
	}
	const step = piece + 29
	swapped := slices.Concat(sealed[step:2*step], sealed[:step], sealed[2*step:])
	changed := slices.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, c := range map[string]struct {
		ref    Ref
		size   int
		sealed []byte
		code   string
	}{
		"pieces swapped":        {ref, len(data), swapped, "seal_broken"},
		"a bit changed":         {ref, len(data), changed, "seal_broken"},
		"of another file":       {Ref{county, "b"}, len(data), sealed, "seal_broken"},
		"the last piece cut":    {ref, len(data), sealed[:3*step], "file_damaged"},
		"cut with its length":   {ref, 3 * piece, sealed[:3*step], "seal_broken"},
		"nothing":               {ref, 0, nil, "file_damaged"},
		"a length out of place": {ref, -1, sealed, "file_damaged"},
	} {
		_, err := o.cabinet.unseal(c.ref, c.size, c.sealed)
		if wantCode(t, err, c.code); t.Failed() {
			t.Fatalf("in the case of %s", name)
		}
	}
}

func TestAReaderThatSeeksIsReadAgainWhenTheActRunsAgain(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	r := bytes.NewReader(pdfOf())
	for range 2 {
		o.act(func(w *journal.Write) error {
			_, err := o.cabinet.Take(t.Context(), w, r, photo)
			return err
		})
	}
}

// FuzzInspect holds whatever is handed in to two promises: it is refused with a
// sentence, or it is kept within bounds as one of the two forms.
func FuzzInspect(f *testing.F) {
	f.Add(jpegOf(f, painted(16, 8)))
	f.Add(held(jpegOf(f, painted(16, 8)), []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00")))
	f.Add(pngOf(f, painted(16, 8)))
	f.Add([]byte(webpDot))
	f.Add(pdfOf())
	f.Add(pdfOf("7 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\nx\x9c\x03\x00\x00\x00\x00\x01\nendstream endobj"))
	f.Fuzz(func(t *testing.T, data []byte) {
		// A picture of the full size takes seconds here and finds nothing that a
		// small one does not.
		if d, ok := decoders[sniff(data)]; ok {
			if config, err := d.config(bytes.NewReader(data)); err == nil && config.Width*config.Height > 1<<18 {
				return
			}
		}
		c, err := Inspect(t.Context(), bytes.NewReader(data))
		if err != nil {
			if !strings.HasSuffix(err.Error(), "。") {
				t.Fatalf("refused without a sentence: %v", err)
			}
			return
		}
		switch {
		case len(c.Bytes()) == 0 || len(c.Digest()) == 0:
			t.Fatal("kept without content")
		case c.Media == JPEG && (c.Width <= 0 || c.Height <= 0 || max(c.Width, c.Height) > longSide):
			t.Fatalf("kept with %d×%d pixels", c.Width, c.Height)
		case c.Media == PDF && (c.Pages == 0 || !bytes.Equal(c.Bytes(), data)):
			t.Fatal("a PDF was changed or has no pages")
		case c.Media != JPEG && c.Media != PDF:
			t.Fatalf("kept as %q", c.Media)
		}
	})
}
