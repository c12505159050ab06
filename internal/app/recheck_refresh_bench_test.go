package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/packs"
)

// refreshed is how many people have changed since the facts were made.
const refreshed = 100_000

// BenchmarkRefresh brings the facts of a city that was loaded up to date after
// 100000 people have changed, read again from the store: people of whom a file
// says something new, and people whose own records somebody has changed.
func BenchmarkRefresh(b *testing.B) {
	c := newRefreshing(b)
	c.open()
	for _, kind := range []struct {
		name   string
		change func(round int)
	}{{"feed", c.loadVehicles}, {"persons", c.changePersons}} {
		b.Run(kind.name, func(b *testing.B) {
			var used time.Duration
			for b.Loop() {
				b.StopTimer()
				c.round++
				kind.change(c.round)
				before := processorTime(b)
				b.StartTimer()
				c.open()
				used += processorTime(b) - before
			}
			b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// refreshing is a city whose people change.
type refreshing struct {
	b        *testing.B
	folder   string
	store    string
	office   *office
	counties []civil.Area
	day      civil.Date
	round    int
}

func newRefreshing(b *testing.B) *refreshing {
	b.Helper()
	c := &refreshing{b: b, folder: b.TempDir()}
	c.store = filepath.Join(c.folder, "lianxin.db")
	c.run("sample", "--city", "nantong", "--scale", "0.02", "--feeds", "--out", c.folder)
	c.run("load", "--db", c.store, "--sample", "--place", "nantong", "--as-of", sampleDay, "--delivery", filepath.Join(c.folder, "feeds"))
	var err error
	if c.office, err = (&storeFlags{DB: c.store}).openStore(&session{Streams: Streams{Err: b.Output()}, packs: packs.FS}, nil); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.office.close)
	place, err := c.office.catalogue.City("nantong")
	if err == nil {
		c.counties, err = c.office.counties(b.Context(), place)
	}
	if err == nil {
		// Not the last day of a month, on which all facts are written and kept.
		c.day, err = civil.ParseDate("2025-07-15")
	}
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func (c *refreshing) run(args ...string) {
	c.b.Helper()
	var out, said bytes.Buffer
	if status := Run(args, Streams{Out: &out, Err: &said}); status != exitDone {
		c.b.Fatalf("%v: status %d, %s", args, status, said.String())
	}
}

// open brings the facts of all counties up to date.
func (c *refreshing) open() {
	c.b.Helper()
	if err := c.office.facts().Each(c.b.Context(), c.counties, c.day, nil, func(*fact.Snapshot) error { return nil }); err != nil {
		c.b.Fatal(err)
	}
}

// each calls f for people of all counties, evenly, until they are enough; f does
// something for those of one county in acts of a thousand.
func (c *refreshing) each(f func(w *journal.Write, p *register.Person) error) {
	c.b.Helper()
	for _, county := range c.counties {
		var people []*register.Person
		err := c.office.register.EachPerson(c.b.Context(), county.String(), register.On(c.day), func(p *register.Person) error {
			people = append(people, p)
			return nil
		})
		if err != nil {
			c.b.Fatal(err)
		}
		people = people[:min(len(people), refreshed/len(c.counties))]
		for len(people) > 0 {
			n := min(len(people), 1000)
			h := journal.Header{County: county.String(), Kind: "bench", Actor: "user:bench", Purpose: "bench"}
			_, err := c.office.journal.Do(c.b.Context(), h, func(w *journal.Write) error {
				for _, p := range people[:n] {
					if err := f(w, p); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				c.b.Fatal(err)
			}
			people = people[n:]
		}
	}
}

// changePersons changes people's own records.
func (c *refreshing) changePersons(round int) {
	c.each(func(w *journal.Write, p *register.Person) error {
		p.Address = fmt.Sprintf("样例路%d号", round)
		p.Valid = register.Since(c.day)
		return c.office.register.ChangePerson(c.b.Context(), w, *p)
	})
}

// loadVehicles takes in a file with a vehicle of each of many people.
func (c *refreshing) loadVehicles(round int) {
	c.b.Helper()
	people := registered(c.b, filepath.Join(c.folder, "feeds"))
	var out bytes.Buffer
	out.WriteString("车主身份证号,车主,车牌号,初次登记日期\n")
	for i := range min(refreshed, len(people.rows)) {
		p := people.rows[i*len(people.rows)/refreshed%len(people.rows)]
		fmt.Fprintf(&out, "%s,%s,苏F%d%06d,2025-07-01\n", p[people.number], p[people.name], round, i)
	}
	name := filepath.Join(c.b.TempDir(), "vehicle.csv")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		c.b.Fatal(err)
	}
	c.run("load", "--db", c.store, "--sample", "--partial", "--kind", "vehicle", "--as-of", c.day.String(), name)
}

// processorTime is what this process has had of all cores, which says more than
// the clock on a machine that others use too.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
