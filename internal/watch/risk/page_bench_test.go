package risk

import (
	"fmt"
	"os"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// benchCounties and benchFamilies are how many counties the city of these benchmarks has,
// and how many families the register of each of them: of 15 towns of 12 villages.
const (
	benchCounties = 10
	benchFamilies = 12_000
)

// fill enters the families of a county; each has had another level before.
func (b *bureau) fill(county civil.Area) {
	code, id := county.String()[:6], func(n int) string { return fmt.Sprintf("home%08d", n) }
	b.acts(code, func(w *journal.Write, n int) error {
		f := Family{
			Ref: register.Ref{County: code, ID: id(n)}, Since: b.day(), Name: "李秀英", Division: county + civil.Area(1001+n%15*1000+n/15%12), Members: 3,
			Level: None, Judged: "high", Conditions: []string{"severe_low"}, Entered: b.day(), VisitOn: b.day().AddDays(n % 60),
		}
		return f.open(b.t.Context(), w)
	})
	b.acts(code, func(w *journal.Write, n int) error {
		f, _, err := db.One(b.t.Context(), w, scan, selectOne, code, id(n))
		if err != nil {
			return err
		}
		if err := w.Close(b.t.Context(), table, f.ID, f.Opened); err != nil {
			return err
		}
		f.Level = []string{"high", "medium", Unclear}[n/180%3]
		return f.open(b.t.Context(), w)
	})
}

// acts writes something of every family of a county, in acts of 500.
func (b *bureau) acts(code string, write func(w *journal.Write, n int) error) {
	b.t.Helper()
	for n := 0; n < benchFamilies; {
		_, err := b.journal.Do(b.t.Context(), journal.Header{County: code, Kind: "test", Actor: "li", Purpose: "review"}, func(w *journal.Write) error {
			for range 500 {
				if err := write(w, n); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// BenchmarkPage reads pages of a long register, and the numbers above them, as a visit of
// the page does: of a county and of its whole city.
func BenchmarkPage(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchPage(b, dbtest.Open(b)) })
	if os.Getenv("LIANXIN_TEST_POSTGRES") != "" {
		b.Run("PostgreSQL", func(b *testing.B) { benchPage(b, dbtest.OpenPostgres(b)) })
	}
}

func benchPage(b *testing.B, store *db.DB) {
	o := newBureau(b, store)
	whole := in("周正", 320600000000)
	for n := range civil.Area(benchCounties) {
		o.fill(whole.Viewer.Divisions[0] + (13+n)*1_000_000)
	}
	o.pass(30)
	for _, query := range []struct {
		name string
		who  officer.Officer
		q    Query
	}{
		{"first", chief, Query{}}, {"first of the city", whole, Query{}}, {"middle", chief, Query{After: "320613008001_home00006000"}}, {"late", chief, Query{Late: true}},
		{"condition", chief, Query{Condition: "severe_low", Level: "high"}}, {"past", chief, Query{On: o.day() - 1}},
	} {
		query.q.Size = 50
		b.Run(query.name, func(b *testing.B) {
			for b.Loop() {
				if list, _, err := o.List(b.Context(), query.who.Viewer, query.q); err != nil || len(list) != 50 {
					b.Fatalf("%d, %v", len(list), err)
				}
			}
		})
		b.Run("counts of "+query.name, func(b *testing.B) {
			for b.Loop() {
				if list, err := o.Counts(b.Context(), query.who.Viewer, query.q); err != nil || len(list) < 15*3 {
					b.Fatalf("%d, %v", len(list), err)
				}
			}
		})
	}
}
