package assess

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

func TestBeneficiariesAreTakenOverFromAList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		catalogue, first := mustPacks(t), mustDay(t, "2025-06-30")
		keys, err := access.NewKeyring(rand.Reader, first)
		if err != nil {
			t.Fatal(err)
		}
		j := journal.New(store, slices.Concat(feed.Tables(), register.Tables(), Tables())...)
		r := register.New(j, keys, catalogue, nil)
		number := civil.MakeID(civil.SampleRegion, 0, 1)
		var person register.Ref
		_, err = j.Do(t.Context(), journal.Header{County: "320613", Kind: "test", Actor: "li", Purpose: "application"}, func(w *journal.Write) (err error) {
			person, err = r.PutPerson(t.Context(), w, register.Person{Name: "人甲", IDNumber: access.NewPrivate(access.IDNumber, number), Division: 320613005001})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		loader := &feed.Loader{Journal: j, Keys: keys, Catalogue: catalogue, Sinks: map[string]feed.Sink{"in_pay": InPaySink(r)}}
		load := func(day civil.Date, lines ...string) *feed.Loaded {
			t.Helper()
			path := filepath.Join(t.TempDir(), "list.csv")
			text := "领取人姓名,身份证号,待遇类型,月补助额,起始年月,终止年月,银行账号\n" + strings.Join(lines, "\n") + "\n"
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			order := feed.Order{Path: path, Reference: day, ReferenceTold: true, Actor: "li"}
			order.AsOf, order.Sample = day, true
			loaded, err := loader.Load(t.Context(), order)
			if err != nil {
				t.Fatal(err)
			}
			return loaded
		}
		held := func(day string) string {
			t.Helper()
			var list []Held
			if err := store.Read(t.Context(), func(q db.Query) (err error) {
				list, err = TakenOver{}.Held(t.Context(), q, "320613", mustDay(t, day))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, h := range list {
				if h.Person != person.ID {
					t.Errorf("paid is %s", h.Person)
				}
				fmt.Fprintf(&b, "%s %s;", h.Programme, h.Amount)
			}
			return b.String()
		}
		elder := "人甲," + number + ",尊老金,50,2024-03,2025-08,"
		loaded := load(first, "人甲,"+number+",低保,710.00,2024年1月,,6222020200012345678", elder, "人乙,"+number+",低保,1,2024-01,,", elder)
		if loaded.Opened != 2 || loaded.QuarantinedRows != 1 || loaded.SkippedRows[feed.SkipDuplicate] != 1 {
			t.Fatalf("%+v %+v", loaded.Tally, loaded.Quarantined)
		}
		for day, want := range map[string]string{
			"2023-12-31": "", "2024-01-01": "dibao 710.00;", "2025-06-30": "dibao 710.00;elder 50.00;", "2025-09-01": "dibao 710.00;",
		} {
			if got := sorted(held(day)); got != want {
				t.Errorf("on %s: got %q, want %q", day, got, want)
			}
		}
		if loaded := load(first+31, "人甲,"+number+",低保,745.50,2024年1月,,6222020200012345678", elder); loaded.Changed != 1 || loaded.Same != 1 || loaded.Ended != 0 {
			t.Errorf("a new amount: %+v", loaded.Tally)
		}
		if got := sorted(held("2025-07-30")); got != "dibao 710.00;elder 50.00;" {
			t.Errorf("before the new amount: %q", got)
		}
		if got := sorted(held("2025-07-31")); got != "dibao 745.50;elder 50.00;" {
			t.Errorf("from the new amount on: %q", got)
		}
	})
}

// sorted puts a list that ends with marks in order.
func sorted(text string) string {
	list := strings.SplitAfter(text, ";")
	slices.Sort(list)
	return strings.Join(list, "")
}
