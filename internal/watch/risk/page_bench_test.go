package risk

import (
	"fmt"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// benchFamilies is how many families the register of these benchmarks holds.
const benchFamilies = 12_000

// BenchmarkPage reads a page in the middle of a long register of a county, and the
// numbers above it, as a visit of the page does.
func BenchmarkPage(b *testing.B) {
	store := dbtest.Open(b)
	o := newBureau(b, store)
	for n := 0; n < benchFamilies; {
		_, err := o.journal.Do(b.Context(), journal.Header{County: "320613", Kind: "test", Actor: "li", Purpose: "review"}, func(w *journal.Write) error {
			for range 500 {
				f := Family{
					Ref: register.Ref{County: "320613", ID: fmt.Sprintf("home%08d", n)}, Since: o.day(), Name: "李秀英", Division: village + civil.Area(n%40)*1000, Members: 3,
					Level: []string{"high", "medium", Unclear}[n%3], Judged: "high", Conditions: []string{"severe_low"}, Entered: o.day(), VisitOn: o.day().AddDays(n % 60),
				}
				if err := f.open(b.Context(), w); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	o.pass(30)
	for _, query := range []struct {
		name string
		q    Query
	}{{"middle", Query{After: "320613020001_home00006000"}}, {"late", Query{Late: true}}, {"condition", Query{Condition: "severe_low", Level: "high"}}, {"past", Query{On: o.day() - 1}}} {
		b.Run(query.name, func(b *testing.B) {
			query.q.Size = 50
			for b.Loop() {
				if list, _, err := o.List(b.Context(), chief.Viewer, query.q); err != nil || len(list) != 50 {
					b.Fatalf("%d, %v", len(list), err)
				}
			}
		})
	}
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if list, err := o.Counts(b.Context(), chief.Viewer, Query{}); err != nil || len(list) == 0 {
				b.Fatalf("%d, %v", len(list), err)
			}
		}
	})
}
