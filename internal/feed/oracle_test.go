package feed

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

// records reads delimited text whole, the cells of each record quoted.
func records(in io.Reader, delimiter string) ([]string, error) {
	t := &textTable{block: newBlock(in), scan: scanner{delimiter: []byte(delimiter)}}
	var list []string
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if r.flaw != faultNone {
			list = append(list, "flaw")
			continue
		}
		var b strings.Builder
		for _, c := range r.cells {
			b.WriteString("<" + string(c) + ">")
		}
		list = append(list, b.String())
	}
}

func TestSoundTextIsCutAsTheStandardLibraryCutsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := rapid.SampledFrom([]string{",", "\t", ";", "|", "，"}).Draw(rt, "delimiter")
		cellOf := rapid.StringOfN(rapid.RuneFrom([]rune("ab中\",\n\t;|，= ")), 0, 6, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cellOf, 2, 5), 1, 20).Draw(rt, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = []rune(d)[0]
		w.UseCRLF = rapid.Bool().Draw(rt, "crlf")
		var want []string
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				rt.Fatal(err)
			}
			var line strings.Builder
			for _, c := range row {
				line.WriteString("<" + c + ">")
			}
			want = append(want, line.String())
		}
		w.Flush()
		got, err := records(iotest.OneByteReader(&b), d)
		if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
			rt.Fatalf("got\n%q\nwant\n%q (%v)", got, want, err)
		}
	})
}

func TestAStreamIsCutAlikeHoweverItArrives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("a中\",\n\r\x1a")), 0, 200, -1).Draw(rt, "text")
		whole, err := records(strings.NewReader(text), ",")
		if err != nil {
			rt.Fatal(err)
		}
		drops, err := records(iotest.OneByteReader(strings.NewReader(text)), ",")
		if err != nil || strings.Join(whole, "\n") != strings.Join(drops, "\n") {
			rt.Fatalf("%q: whole %q, in drops %q (%v)", text, whole, drops, err)
		}
	})
}

func TestTextOfTheMainlandIsDecodedAsTheLibraryDecodesIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text") + "㐀䶵𠮷€〇々"
		raw, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
		if err != nil {
			rt.Fatal(err)
		}
		want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := io.ReadAll(convert(iotest.OneByteReader(bytes.NewReader(raw)), encodingGB18030))
		if err != nil || string(got) != string(want) {
			rt.Fatalf("%q is read as %q (%v)", want, got, err)
		}
	})
}

func TestUTF16IsDecodedHoweverItArrives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text") + "𠮷"
		encoding := rapid.SampledFrom([]string{encodingUTF16LE, encodingUTF16BE}).Draw(rt, "encoding")
		got, err := io.ReadAll(convert(iotest.OneByteReader(bytes.NewReader(in(t, encoding, text))), encoding))
		if err != nil || string(got) != text {
			rt.Fatalf("%q is read as %q (%v)", text, got, err)
		}
	})
	for _, c := range []struct{ raw, want string }{{"\x2d\x4e\x2d", "中\ufffd"}, {"\x42\xd8\x41\x00", "\ufffdA"}, {"\x42\xd8", "\ufffd"}} {
		if got, err := io.ReadAll(convert(strings.NewReader(c.raw), encodingUTF16LE)); err != nil || string(got) != c.want {
			t.Errorf("%x: %q (%v)", c.raw, got, err)
		}
	}
}

func TestLinesSeenAreRememberedInBoundedMemory(t *testing.T) {
	t.Parallel()
	s := newRepeats()
	mark := func(n int) uint64 { return uint64(n)*0x9e3779b97f4a7c15 | 1 }
	for i := 1; i <= 100_000; i++ {
		if first := s.see(mark(i), i); first != 0 {
			t.Fatalf("line %d is taken for line %d", i, first)
		}
	}
	for i := 1; i <= 100_000; i++ {
		if first := s.see(mark(i), -1); first != i {
			t.Fatalf("line %d is remembered as %d", i, first)
		}
	}
	s.young = newGeneration(slotsMost)
	s.young.put(mark(7), 7)
	s.young.count = slotsMost
	if first := s.see(mark(8), 8); first != 0 || s.old.count != slotsMost || s.young.count != 1 {
		t.Errorf("a full generation is not put aside: %d, %d", first, s.young.count)
	}
	if first := s.see(mark(7), 9); first != 7 {
		t.Errorf("the older generation is forgotten: %d", first)
	}
}
