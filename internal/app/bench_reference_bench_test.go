package app

import (
	"testing"

	"lianxin/packs"
)

// BenchmarkReference runs the reference policy over 12.75 million persons; the
// loop written by hand is the yardstick to read it against.
func BenchmarkReference(b *testing.B) {
	program, err := compileReference(packs.FS)
	if err != nil {
		b.Fatal(err)
	}
	people := newPopulation(12_750_000)
	b.Run("loop", func(b *testing.B) {
		for b.Loop() {
			people.loop(2)
		}
	})
	for _, c := range []struct {
		name    string
		scatter int
	}{{"engine", 0}, {"engine with nulls", scatterEvery}} {
		table := people.table(c.scatter)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := judgeReference(program, table); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
