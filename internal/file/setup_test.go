package file

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const county = "320613"

// office is a store with a cabinet.
type office struct {
	t       *testing.T
	store   *db.DB
	journal *journal.Journal
	cabinet *Cabinet
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	keys, err := access.NewKeyring(rand.Reader, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	return &office{t: t, store: store, journal: journal.New(store, Tables()...), cabinet: New(keys)}
}

func (o *office) try(f func(w *journal.Write) error) error {
	_, err := o.journal.Do(o.t.Context(), journal.Header{County: county, Kind: "file.take", Actor: "staff:li", Purpose: "application"}, f)
	return err
}

func (o *office) act(f func(w *journal.Write) error) {
	o.t.Helper()
	if err := o.try(f); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) take(data []byte, note Note) (ref Ref) {
	o.t.Helper()
	o.act(func(w *journal.Write) (err error) {
		ref, err = o.cabinet.Take(o.t.Context(), w, bytes.NewReader(data), note)
		return err
	})
	return ref
}

func (o *office) list(of string) (files []*File) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(q db.Query) (err error) {
		files, err = o.cabinet.List(o.t.Context(), q, county, of)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return files
}

func (o *office) read(id string) (f *File, data []byte, err error) {
	o.t.Helper()
	failed := o.store.Read(o.t.Context(), func(q db.Query) error {
		f, data, err = o.cabinet.Open(o.t.Context(), q, county, id)
		return nil
	})
	if failed != nil {
		o.t.Fatal(failed)
	}
	return f, data, err
}

// wantCode fails unless err is a civil.Error of that code, or nil for no code.
func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	got := ""
	var refusal *civil.Error
	switch {
	case errors.As(err, &refusal):
		got = refusal.Code
	case err != nil:
		got = "not a civil.Error: " + err.Error()
	}
	if got != code {
		t.Errorf("the error is %q (%v), want %q", got, err, code)
	}
}

// Colours of the corners of a test picture, clockwise from the top left.
var corners = [4]color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {0, 0, 0, 255}}

// painted is a picture with a quarter in each colour.
func painted(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := corners[0]
			switch {
			case x >= w/2 && y < h/2:
				c = corners[1]
			case x >= w/2:
				c = corners[2]
			case y >= h/2:
				c = corners[3]
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif is what a camera writes about how it was held.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	head := []byte("II*\x00")
	if order.String() == binary.BigEndian.String() {
		head = []byte("MM\x00*")
	}
	b := order.AppendUint32(head, 8)
	b = order.AppendUint16(b, 2)
	b = append(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0100), 4), 1), 0, 0, 0, 9)
	b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, orientationTag), 3), 1)
	return append(order.AppendUint16(b, orientation), 0, 0)
}

const orientationTag = 0x0112

// held is a JPEG with EXIF before its picture.
func held(data, exif []byte) []byte {
	body := append([]byte("Exif\x00\x00"), exif...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(body)+2))
	return append(append(append(append([]byte(nil), data[:2]...), segment...), body...), data[2:]...)
}

// webpDot is one transparent pixel.
const webpDot = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// pdfOf is a small PDF with more objects in it.
func pdfOf(more ...string) []byte {
	return []byte("%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Count 1 /Kids [3 0 R]>> endobj\n" +
		"3 0 obj <</Type /Page /Parent 2 0 R>> endobj\n" + strings.Join(more, "\n") + "\ntrailer <</Root 1 0 R>>\n%%EOF\n")
}
