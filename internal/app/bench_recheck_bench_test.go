package app

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/rule"
	"lianxin/packs"
)

// warm gives the snapshots that were written before, as they are.
type warm struct {
	folder string
	facts  []rule.Fact
}

func (w warm) Open(_ context.Context, county civil.Area, _ civil.Date) (*fact.Snapshot, string, error) {
	s, err := fact.OpenCounty(w.folder, county, w.facts)
	return s, w.folder, err
}

// paid is what is in pay, by county.
type paid map[string][]assess.Held

func (p paid) Held(_ context.Context, _ db.Query, county string, _ civil.Date) ([]assess.Held, error) {
	return p[county], nil
}

// byCounty writes a sample city's two files and reads them back county by county.
func byCounty(b *testing.B, n *bench, visit func(county civil.Area, city *fact.City)) {
	b.Helper()
	dir := b.TempDir()
	if err := n.city.WriteCSV(dir); err != nil {
		b.Fatal(err)
	}
	households := map[string]*bytes.Buffer{}
	county := map[string]string{}
	head := split(b, filepath.Join(dir, fact.HouseholdsFile), func(line string) (string, bool) {
		id, rest, _ := strings.Cut(line, ",")
		county[id] = rest[:6]
		return rest[:6], true
	}, households)
	persons := map[string]*bytes.Buffer{}
	heads := split(b, filepath.Join(dir, fact.PersonsFile), func(line string) (string, bool) {
		c, known := county[strings.SplitN(line, ",", 3)[1]]
		return c, known
	}, persons)
	clear(county)
	for code, rows := range households {
		area, err := civil.ParseArea(code)
		if err != nil {
			b.Fatal(err)
		}
		city, err := fact.ReadCity(strings.NewReader(head+rows.String()), strings.NewReader(heads+persons[code].String()),
			fact.Options{Facts: assess.Facts(n.catalogue), AsOf: n.day, Sample: true})
		if err != nil {
			b.Fatal(err)
		}
		delete(persons, code)
		rows.Reset()
		visit(area, city)
	}
}

// split sorts the lines of a file into buffers and returns its header.
func split(b *testing.B, path string, where func(line string) (string, bool), into map[string]*bytes.Buffer) (header string) {
	b.Helper()
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	if header, err = lines.ReadString('\n'); err != nil {
		b.Fatal(err)
	}
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return header
		}
		if key, known := where(line); known {
			if into[key] == nil {
				into[key] = &bytes.Buffer{}
			}
			into[key].WriteString(line)
		}
	}
}

// resetPeak forgets what the process needed so far, where the system lets it,
// and gives a function that says what it has needed since, in MiB.
func resetPeak() func() float64 {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	return func() float64 {
		status, _ := os.ReadFile("/proc/self/status")
		_, rest, _ := strings.Cut(string(status), "VmHWM:")
		var kib float64
		_, _ = fmt.Sscanf(rest, "%f", &kib)
		return kib / 1024
	}
}

// BenchmarkRecheck judges sample Suzhou from warm snapshots by all programmes,
// finds what differs from what is in pay, writes the results of every county
// and its act, and stores what changed: what is in pay is what the rules grant,
// but for every fortieth, who has nothing yet, and every fiftieth, who has
// another amount. The first run stores these changes; the others find them again.
func BenchmarkRecheck(b *testing.B) {
	n := newBench(b, "0.01")
	folder := b.TempDir()
	snapshots := warm{folder: filepath.Join(folder, "snapshots"), facts: assess.Facts(n.catalogue)}
	if err := os.MkdirAll(snapshots.folder, 0o700); err != nil {
		b.Fatal(err)
	}
	assessor, err := assess.New(n.catalogue, n.place, n.day, nil)
	if err != nil {
		b.Fatal(err)
	}
	inPay, persons := paid{}, 0
	order := assess.Order{City: n.place, AsOf: n.day, Actor: "system:bench"}
	byCounty(b, n, func(county civil.Area, city *fact.City) {
		persons += city.Table.Persons()
		order.Counties = append(order.Counties, county)
		header := fact.SnapshotHeader{County: county, Day: n.day}
		if _, err := fact.WriteSnapshot(fact.SnapshotFile(snapshots.folder, county), city, snapshots.facts, header); err != nil {
			b.Fatal(err)
		}
		settled, err := assessor.Settle(city, 0)
		if err != nil {
			b.Fatal(err)
		}
		inPay[county.String()] = heldOf(city, settled)
	})
	n.city = nil
	for _, c := range []struct {
		name  string
		fresh bool
	}{{"first", true}, {"again", false}} {
		b.Run(c.name, func(b *testing.B) {
			var summary *assess.Summary
			peak := resetPeak()
			for b.Loop() {
				b.StopTimer()
				store := dbtest.Open(b)
				recheck := assess.NewRecheck(journal.New(store, assess.Tables()...), n.catalogue, packs.FS, folder, snapshots, inPay)
				if !c.fresh {
					if _, err := recheck.Run(b.Context(), order); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				if summary, err = recheck.Run(b.Context(), order); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b, persons)
			written, held := 0, 0
			for _, county := range summary.Counties {
				written += county.Written
				held += county.InPay
			}
			b.ReportMetric(float64(written), "stored")
			b.ReportMetric(float64(held), "in-pay")
			b.ReportMetric(peak(), "peak-MiB")
		})
	}
	b.Run("what-if", func(b *testing.B) {
		what, err := assess.NewWhatIf(n.catalogue, n.catalogue, n.place, n.day, map[string]string{"low_standard": "1200"}, "dibao")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			open := func(county civil.Area) (*fact.Snapshot, error) {
				return fact.OpenCounty(snapshots.folder, county, snapshots.facts, what.Reads()...)
			}
			err := fact.EachCounty(order.Counties, open, func(s *fact.Snapshot) error {
				_, err := what.County(s.City, 0)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, persons)
	})
}

// heldOf is what is granted, with some left out and some of another amount.
func heldOf(city *fact.City, s *assess.Settled) []assess.Held {
	var list []assess.Held
	n := 0
	for i := range s.Programmes {
		p := &s.Programmes[i]
		for _, award := range p.Grants {
			person := award.Subject
			if p.Level == rule.Household {
				person = city.Table.Start[award.Subject]
			}
			n++
			if n%40 == 0 {
				continue
			}
			amount := award.Amount
			if n%50 == 0 {
				amount += civil.Fen(n % 9999)
			}
			list = append(list, assess.Held{Programme: p.Name, Person: fmt.Sprint(city.PersonID.At(int(person))), Amount: amount})
		}
	}
	return list
}
