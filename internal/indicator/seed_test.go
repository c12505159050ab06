package indicator

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianxin/internal/document"
)

// update writes the goldens anew: go test ./internal/indicator -run Seeds -update.
var update = flag.Bool("update", false, "write the goldens of the seeds anew")

// seeds are plans as they were published; see testdata/seeds/README.md.
var seeds = []struct {
	name   string
	tables []int // rows of each table
}{
	{"nantong", []int{23, 27}},
	{"taizhou", []int{21, 19}},
	{"nanjing", []int{11}},
	{"suzhou", []int{18, 20}},
}

func readSeed(t *testing.T, name string) *document.Document {
	t.Helper()
	doc, err := document.Read(filepath.Join("testdata", "seeds", name+"-plan.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSeedsGiveAllTheirRows(t *testing.T) {
	t.Parallel()
	for _, s := range seeds {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := Import(readSeed(t, s.name))
			counts := make([]int, len(r.Tables))
			for _, row := range r.Rows {
				counts[row.Table-1]++
			}
			if len(counts) != len(s.tables) {
				t.Fatalf("%d tables, want %d", len(counts), len(s.tables))
			}
			for i, n := range s.tables {
				if counts[i] != n {
					t.Errorf("table %d has %d rows, want %d", i+1, counts[i], n)
				}
			}
			if len(r.Unread) > 0 {
				t.Errorf("unread: %v", r.Unread)
			}
			compareGolden(t, s.name, r)
		})
	}
}

// compareGolden compares rows, offers and contradictions with what people checked.
func compareGolden(t *testing.T, name string, r *Result) {
	t.Helper()
	var rows, all bytes.Buffer
	if err := r.WriteCSV(&rows); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteJSON(&all); err != nil {
		t.Fatal(err)
	}
	for ending, got := range map[string][]byte{".csv": rows.Bytes(), ".json": all.Bytes()} {
		path := filepath.Join("testdata", "seeds", name+ending)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from the golden at line %d", path, firstOther(string(got), string(want)))
		}
	}
}

func firstOther(a, b string) int {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return i + 1
		}
	}
	return len(x) + 1
}

// A value is as printed when the document has it, spaces and line breaks aside.
func TestSeedsPrintEveryValue(t *testing.T) {
	t.Parallel()
	for _, s := range seeds {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			doc := readSeed(t, s.name)
			lines := map[int]string{}
			for _, b := range doc.Blocks {
				p := b.(*document.Paragraph)
				lines[p.Place.Line] = p.Text
			}
			for _, row := range Import(doc).Rows {
				var near strings.Builder
				for at := row.Place.Line; at <= row.Until.Line; at++ {
					near.WriteString(lines[at])
				}
				for _, v := range []string{row.No, row.Name, row.Unit, row.Base, row.Target, row.Done} {
					if !strings.Contains(bare(near.String()), bare(v)) {
						t.Errorf("%q is not printed in lines %d to %d", v, row.Place.Line, row.Until.Line)
					}
				}
			}
		})
	}
}

func bare(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), "") }

func TestSeedInSimplifiedScript(t *testing.T) {
	t.Parallel()
	r := Import(readSeed(t, "nanjing"))
	if got := r.Rows[4].Name; got != "涉農區農村標準化區域性養老服務中心數量" {
		t.Errorf("as printed: %q", got)
	}
	if got := r.Simplified().Rows[4].Name; got != "涉农区农村标准化区域性养老服务中心数量" {
		t.Errorf("simplified: %q", got)
	}
	if got := r.Rows[4].Name; got != "涉農區農村標準化區域性養老服務中心數量" {
		t.Errorf("the original changed: %q", got)
	}
}

// BenchmarkSeeds shows the time of a plan; it has to stay far below a second.
func BenchmarkSeeds(b *testing.B) {
	for _, s := range seeds {
		b.Run(s.name, func(b *testing.B) {
			doc, err := document.Read(filepath.Join("testdata", "seeds", s.name+"-plan.txt"))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				Import(doc)
			}
		})
	}
}

// The figures that contradict each other in the seeds are known from reading them.
func TestSeedsReportContradictions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ seed, name, second string }{
		{"taizhou", "福彩销售总量（5年累计值）", "31.17亿元"},
		{"suzhou", "城乡和谐社区建设合格率", "100%、98.2%"},
		{"suzhou", "全市持证专业社工人才总数", "15462 人"},
	} {
		found := false
		for _, x := range Import(readSeed(t, c.seed)).Contradictions {
			found = found || x.Name == c.name && x.Second.Value == c.second
		}
		if !found {
			t.Errorf("%s: %s against %s is not reported", c.seed, c.name, c.second)
		}
	}
}
