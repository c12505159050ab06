package app

import (
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
	"lianxin/internal/watch/signal"
)

// BenchmarkSignals runs all shipped signals over sample Suzhou, from columns in memory.
func BenchmarkSignals(b *testing.B) {
	n := newBench(b, "0.1")
	table, err := n.city.Table(assess.Facts(n.catalogue))
	if err != nil {
		b.Fatal(err)
	}
	city := &fact.City{Table: table, RejectedHousehold: make([]bool, table.Households)}
	finder, err := signal.Compile(n.catalogue, n.place.Region, n.day, n.catalogue.Signals())
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range finder.Columns() { // what no department of the sample pushes is unknown, as in a snapshot
		if f := n.catalogue.Fact(name); table.Columns[name] == nil && f.Kind == rule.Date {
			rows := table.Persons() + rule.Pad
			c := &rule.Column{I32: make([]int32, rows), Null: make([]uint8, rows)}
			for i := range c.Null {
				c.Null[i] = 1
			}
			table.Columns[name] = c
		}
	}
	found := 0
	b.ReportAllocs()
	for b.Loop() {
		hits, err := finder.Find(city, nil, nil, 0)
		if err != nil {
			b.Fatal(err)
		}
		found = len(hits)
	}
	if found == 0 {
		b.Fatal("no signal spoke of anybody")
	}
	b.ReportMetric(float64(found), "hits")
	perSecond(b, table.Persons())
}
