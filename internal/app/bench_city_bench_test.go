package app

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/internal/sample"
	"lianxin/packs"
)

// The benchmarks of a city run over sample Suzhou. LIANXIN_BENCH_SCALE sets its
// size, 1.0 for 12.75 million persons; without it each benchmark takes a size
// that runs in seconds.
const benchScale = "LIANXIN_BENCH_SCALE"

// bench is what the benchmarks of a city have in common.
type bench struct {
	catalogue *pack.Catalogue
	place     pack.City
	day       civil.Date
	city      *sample.City
	program   *rule.Program
}

// newBench prepares sample Suzhou at a scale, or at that of the environment.
func newBench(b *testing.B, scale string) *bench {
	b.Helper()
	if set := os.Getenv(benchScale); set != "" {
		scale = set
	}
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	n := &bench{}
	ratio, err := civil.ParseRatio(scale)
	must(err)
	n.day, err = civil.ParseDate(sampleDay)
	must(err)
	n.catalogue, err = pack.Load(packs.FS)
	must(err)
	n.place, err = n.catalogue.City("suzhou")
	must(err)
	n.city, err = newSample(&session{packs: packs.FS, now: n.day}, n.catalogue, "suzhou", ratio, 1, n.day)
	must(err)
	policy, _, err := n.catalogue.Policy(n.place.Region, n.day, nil)
	must(err)
	n.program, err = rule.Compile(policy)
	must(err)
	return n
}

// perSecond reports how many persons were judged in a second.
func perSecond(b *testing.B, persons int) {
	b.ReportMetric(float64(persons)*float64(b.N)/b.Elapsed().Seconds(), "persons/s")
}

// BenchmarkAllProgrammes judges sample Suzhou by all programmes, reasons
// included, from columns in memory.
func BenchmarkAllProgrammes(b *testing.B) {
	n := newBench(b, "0.1")
	table, err := n.city.Table(assess.Facts(n.catalogue))
	if err != nil {
		b.Fatal(err)
	}
	columns := 4 * len(table.Start)
	for _, c := range table.Columns {
		columns += len(c.Byte) + 4*len(c.I32) + 8*len(c.I64) + len(c.Null)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := n.program.Judge(table, rule.Options{Reasons: true}); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, table.Persons())
	b.ReportMetric(float64(columns)/float64(table.Persons()), "column-B/person")
}

// BenchmarkCounter judges one family after the other at the counter, every
// value kept: what was decided, why and what is missing, and with the trace
// put into words.
func BenchmarkCounter(b *testing.B) {
	n := newBench(b, "0.001")
	table, err := n.city.Table(assess.Facts(n.catalogue))
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		trace bool
	}{{"decided", false}, {"traced", true}} {
		b.Run(c.name, func(b *testing.B) {
			counter := n.program.NewCounter()
			programmes := len(n.catalogue.Programmes())
			b.ReportAllocs()
			h := 0
			for b.Loop() {
				answers, err := counter.Family(table, h, nil)
				if err != nil {
					b.Fatal(err)
				}
				for _, a := range answers {
					counter.Reasons(a)
					counter.Missing(a)
					if c.trace {
						counter.Trace(a)
					}
				}
				if h++; h == table.Households {
					h = 0
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(programmes), "ns/programme")
		})
	}
}

// BenchmarkAssessEndToEnd runs the command from files to files: packs loaded
// and compiled, CSV read, everybody judged, CSV written.
func BenchmarkAssessEndToEnd(b *testing.B) {
	n := newBench(b, "0.01")
	dir := b.TempDir()
	if err := n.city.WriteCSV(dir); err != nil {
		b.Fatal(err)
	}
	facts, err := fact.ReadFolder(dir, fact.Options{Facts: assess.Facts(n.catalogue), AsOf: n.day, Sample: true})
	if err != nil {
		b.Fatal(err)
	}
	persons := facts.Table.Persons()
	args := []string{"assess", "--city", "suzhou", "--as-of", sampleDay, "--out", filepath.Join(dir, "results.csv"), dir}
	b.ReportAllocs()
	for b.Loop() {
		if code := Run(args, Streams{Out: io.Discard, Err: io.Discard}); code != exitDone {
			b.Fatalf("exit %d", code)
		}
	}
	perSecond(b, persons)
}
