package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// small is the catalogue of the test packs.
var small = sync.OnceValues(func() (*pack.Catalogue, error) {
	archive, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		return nil, err
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return pack.Load(fsys)
})

func catalogue(tb testing.TB) *pack.Catalogue {
	tb.Helper()
	c, err := small()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

var regionTable = sync.OnceValues(func() (*civil.RegionHistory, error) {
	return civil.LoadRegions(strings.NewReader("code,name,first,last\n320602,崇川区,1991,2023\n320613,崇川区,2020,2023\n320684,海门市,1994,2020\n"))
})

// options judge numbers as of a fixed day, the invented people included.
func options(tb testing.TB) Options {
	tb.Helper()
	regions, err := regionTable()
	if err != nil {
		tb.Fatal(err)
	}
	return Options{AsOf: date(tb, "2025-06-30"), Regions: regions, Sample: true}
}

func date(tb testing.TB, text string) civil.Date {
	tb.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// person is the identity number of the n-th invented person.
func person(tb testing.TB, n int) string {
	tb.Helper()
	return civil.MakeID(civil.SampleRegion, date(tb, "1960-01-01").AddDays(n/1000), n%1000)
}

// in writes a text in an encoding.
func in(tb testing.TB, encoding, text string) []byte {
	tb.Helper()
	var raw []byte
	var err error
	switch encoding {
	case encodingGBK, encodingGB18030:
		raw, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	case encodingBig5:
		raw, err = traditionalchinese.Big5.NewEncoder().Bytes([]byte(text))
	case encodingUTF16LE, encodingUTF16BE:
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			if encoding == encodingUTF16LE {
				raw = append(raw, byte(u), byte(u>>8))
			} else {
				raw = append(raw, byte(u>>8), byte(u))
			}
		}
	default:
		raw = []byte(text)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// write puts a file into a folder of the test.
func write(tb testing.TB, name string, raw []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// line is what a row says, for comparison: the record and the values by field.
func line(p *Plan, r *Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", r.Record)
	for i, f := range p.Fields {
		v := &r.Values[i]
		if v.Known {
			fmt.Fprintf(&b, " %s=%s", f.Field.Name, text(f.Field, v))
		}
	}
	return b.String()
}

func text(f *pack.Field, v *Value) string {
	out := ""
	switch f.Type {
	case pack.MoneyField:
		out = civil.Fen(v.Int).String()
	case pack.DateField:
		out = civil.Date(v.Int).String()
	case pack.MonthField:
		out = civil.Month(v.Int).String()
	case pack.CountField, pack.QuantityField, pack.BoolField:
		out = fmt.Sprint(v.Int)
	case pack.CodeField:
		out = fmt.Sprint(v.List)
		if !f.Several {
			out = f.Codes[v.Int].Name
		}
	case pack.ClassesField:
		out = strings.Join(v.Classes, "+")
	case pack.DivisionField:
		out = fmt.Sprintf("%d/%s", v.Int, v.Text)
	default:
		out = string(v.Text)
	}
	if v.Unsure != "" {
		out += "?" + v.Unsure
	}
	return out
}

// outcome is all that a file gives.
type outcome struct {
	plan   *Plan
	rows   []string
	report *Report
}

// read inspects and reads a file whole.
func read(tb testing.TB, path string, o Options) outcome {
	tb.Helper()
	got, err := tryRead(path, catalogue(tb), o)
	if err != nil {
		tb.Fatal(err)
	}
	return got
}

func tryRead(path string, c *pack.Catalogue, o Options) (outcome, error) {
	p, err := Inspect(path, c, o)
	if err != nil {
		return outcome{}, err
	}
	got := outcome{plan: p}
	got.report, err = p.Read(context.Background(), Reading{Row: func(r *Row) error {
		got.rows = append(got.rows, line(p, r))
		return nil
	}})
	return got, err
}

// refused inspects a file that cannot be taken and gives the refusal.
func refused(tb testing.TB, path string, o Options) *civil.Error {
	tb.Helper()
	_, err := tryRead(path, catalogue(tb), o)
	var refusal *civil.Error
	if !errors.As(err, &refusal) {
		tb.Fatalf("%s: want a refusal, got %v", filepath.Base(path), err)
	}
	return refusal
}

// reasons lists what was set aside as "record column code".
func reasons(r *Report) string {
	var b bytes.Buffer
	for _, q := range r.Quarantined {
		fmt.Fprintf(&b, "%d %s %s\n", q.Record, q.Column, q.Code)
	}
	return b.String()
}

// skips lists what was passed over as "record code".
func skips(r *Report) string {
	var b bytes.Buffer
	for _, s := range r.Skipped {
		fmt.Fprintf(&b, "%d %s\n", s.Record, s.Code)
	}
	return b.String()
}
