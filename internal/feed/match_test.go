package feed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// matched reads only the people asked for, by the search over chunks and by the
// plain way.
func matched(tb testing.TB, path string, ids *IDSet) (fast, slow []string, fastReport, slowReport *Report) {
	tb.Helper()
	p, err := Inspect(path, catalogue(tb), options(tb))
	if err != nil {
		tb.Fatal(err)
	}
	keep := func(list *[]string) Reading {
		return Reading{Only: ids, Row: func(r *Row) error { *list = append(*list, line(p, r)); return nil }}
	}
	if fastReport, err = p.Read(context.Background(), keep(&fast)); err != nil {
		tb.Fatal(err)
	}
	t, f, err := p.open()
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _, _ = t.close(), f.close() }()
	in := newIntake(context.Background(), p, keep(&slow), f)
	if err := in.run(t); err != nil {
		tb.Fatal(err)
	}
	return fast, slow, fastReport, in.finish(t)
}

func TestSearchingOnAllCoresFindsWhatReadingFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ids := NewIDSet(0)
		for i := range 50 {
			if i%3 == 0 {
				ids.Add([]byte(person(t, i)))
			}
		}
		var b strings.Builder
		b.WriteString("车主,身份证号,号牌号码,备注\n")
		odd := []string{"", "\n", "\"开口,", "名,\"x\"y,z,\n", "一\n", ",,,\n", "\"多\n行\",ID,苏,\n", "\"张,三\",\"ID\",苏,\"引\"\"号\"\n", "x,=\"ID\",苏,\n", "x,'ID,苏,\r\n", "x, ID ,苏,\n", "x,320602800101001,苏,\n"}
		for range rapid.IntRange(0, 60).Draw(rt, "lines") {
			id := person(t, rapid.IntRange(0, 49).Draw(rt, "person"))
			shape := "名,ID,苏,备注\n"
			if rapid.IntRange(0, 3).Draw(rt, "odd") == 0 {
				shape = rapid.SampledFrom(odd).Draw(rt, "shape")
			}
			b.WriteString(strings.ReplaceAll(shape, "ID", id))
		}
		text := b.String()
		if rapid.Bool().Draw(rt, "no last line end") {
			text = strings.TrimSuffix(text, "\n")
		}
		encoding := rapid.SampledFrom([]string{encodingUTF8, encodingGBK}).Draw(rt, "encoding")
		fast, slow, a, z := matched(t, write(t, "a.csv", in(t, encoding, text)), ids)
		if strings.Join(fast, "\n") != strings.Join(slow, "\n") {
			rt.Fatalf("found\n%s\nwant\n%s", strings.Join(fast, "\n"), strings.Join(slow, "\n"))
		}
		if reasons(a) != reasons(z) || skips(a) != skips(z) || a.Passed != z.Passed || a.Truncated != z.Truncated {
			rt.Fatalf("reports differ:\n%+v\n%+v", a, z)
		}
	})
}

func TestSearchingGoesOnOverChunks(t *testing.T) {
	t.Parallel()
	for encoding, mark := range map[string]string{encodingUTF8: "\ufeff", encodingGBK: ""} {
		searchOverChunks(t, encoding, mark)
	}
}

func searchOverChunks(t *testing.T, encoding, mark string) {
	t.Helper()
	ids := NewIDSet(10)
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString(mark + "车主,身份证号,号牌号码,备注\n")
	want := 0
	for i := range 60_000 {
		n := r.IntN(5000)
		if n < 50 {
			want++
			ids.Add([]byte(person(t, n)))
		}
		note := "备注"
		if i%1000 == 0 {
			note = "\"有,引\n号\""
		}
		fmt.Fprintf(&b, "某人,%s,苏%d,%s\n", person(t, n), i, note)
		if i == 30_000 {
			b.WriteString(strings.Repeat("x", 3*chunkSize) + "\n")
		}
	}
	b.WriteString(strings.Repeat("长", maxRecord/3+10) + "," + person(t, 1) + ",苏,\n某人,x,苏,备注\n")
	fast, slow, a, z := matched(t, write(t, "a.csv", in(t, encoding, b.String())), ids)
	if len(fast) != want || strings.Join(fast, "\n") != strings.Join(slow, "\n") {
		t.Errorf("found %d, the plain way %d, want %d", len(fast), len(slow), want)
	}
	if reasons(a) != reasons(z) || a.Passed != z.Passed {
		t.Errorf("set aside %q and %q, passed %d and %d", reasons(a), reasons(z), a.Passed, z.Passed)
	}
}

func TestASetOfNumbersIsASet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s, model := NewIDSet(rapid.IntRange(0, 4).Draw(rt, "room")), map[string]bool{}
		for range rapid.IntRange(0, 3000).Draw(rt, "numbers") {
			n := rapid.IntRange(0, 5000).Draw(rt, "person")
			model[person(t, n)] = true
			s.Add([]byte(person(t, n)))
		}
		if s.Len() != len(model) {
			rt.Fatalf("%d numbers, want %d", s.Len(), len(model))
		}
		for n := range 5001 {
			if id := person(t, n); s.Has([]byte(id)) != model[id] {
				rt.Fatalf("%s: %v", id, !model[id])
			}
		}
	})
}

func TestANumberIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	s := NewIDSet(1)
	id := "11010519491231002X"
	if !s.Add([]byte(id)) || s.Add([]byte("320602800101001")) || s.Add([]byte("1101051949123100２")) || s.Add([]byte("110105194912310021x")) || s.Add([]byte("11010519491231002Y")) {
		t.Fatal("the set takes what is no number of 18 characters, or not what is")
	}
	for _, c := range []string{id, "11010519491231002x", " " + id, "'" + id, `="` + id + `"`, "１１０１０５１９４９１２３１００２Ｘ"} {
		if !s.Has([]byte(c)) {
			t.Errorf("%q is not found", c)
		}
	}
	for _, c := range []string{"", "110105194912310021", id + "0", id[1:], "1.10105E+17", strings.Repeat("1", 100)} {
		if s.Has([]byte(c)) {
			t.Errorf("%q is found", c)
		}
	}
}

func TestATableWithoutNumbersCannotBeSearched(t *testing.T) {
	t.Parallel()
	p, err := Inspect(write(t, "a.csv", []byte("统一社会信用代码,单位名称\n")), catalogue(t), options(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(context.Background(), Reading{Only: NewIDSet(1)}); err == nil || !strings.Contains(err.Error(), "feed_no_number") {
		t.Errorf("got %v", err)
	}
}
