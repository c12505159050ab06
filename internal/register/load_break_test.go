package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/feed"
)

// crowd is a household register of several pages.
func crowd(t testing.TB, from, to int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(personHeader)
	for n := from; n < to; n++ {
		b.WriteString(personLine(t, n, fmt.Sprintf("H%d", n/3*3%1000))) // some return to a household of an earlier page
	}
	return b.String()
}

func TestALoadThatIsBrokenOffAnywhereIsSeenByNobodyAndGoesOn(t *testing.T) {
	t.Parallel()
	const people = 3500
	whole := newLoading(t, dbtest.Open(t))
	want := whole.load("person", "2025-01-31", crowd(t, 0, people))
	families := strings.Join(whole.families("2025-01-31"), "\n")
	for at := range 5 {
		t.Run(fmt.Sprintf("page %d", at), func(t *testing.T) {
			t.Parallel()
			l := newLoading(t, dbtest.Open(t))
			o := l.order("person", "2025-01-31", crowd(t, 0, people))
			l.broken(at)
			if _, err := l.try(o); err == nil {
				t.Fatal("the load went through")
			}
			if got := l.families("2025-01-31"); len(got) != 0 {
				t.Fatalf("%d are seen before the closing act", len(got))
			}
			l.whole()
			got := l.take(o)
			l.want("after the break", got, told(want))
			if (at == 0 || at > 2) && got.Resumed == 0 {
				t.Error("the load began again from the beginning")
			}
			if strings.Join(l.families("2025-01-31"), "\n") != families {
				t.Error("the families are not those of a load in one go")
			}
			l.verify()
		})
	}
}

func TestABrokenLoadOfAListEndsTheSameRecords(t *testing.T) {
	t.Parallel()
	for at := range 3 {
		t.Run(fmt.Sprintf("page %d", at), func(t *testing.T) {
			t.Parallel()
			l := newLoading(t, dbtest.Open(t))
			l.load("person", "2025-01-31", crowd(t, 0, 2200))
			o := l.order("person", "2025-02-28", crowd(t, 200, 2100))
			l.broken(at)
			if _, err := l.try(o); err == nil {
				t.Fatal("the load went through")
			}
			if got := len(l.families("2025-02-28")); got != 2200 {
				t.Errorf("%d people are there before the closing act, want 2200", got)
			}
			l.whole()
			l.want("after the break", l.take(o), "rows 1900 accepted 1900 aside 0 unmatched 0: opened 0 changed 0 same 1900 ended 300")
			if got := len(l.families("2025-02-28")); got != 1900 {
				t.Errorf("%d people are there, want 1900", got)
			}
			l.verify()
		})
	}
}

func TestAnAbandonedLoadLeavesNothing(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.load("person", "2025-01-31", crowd(t, 0, 1500))
		before := strings.Join(l.families("2025-02-28"), "\n")
		o := l.order("person", "2025-02-28", crowd(t, 300, 2600))
		l.broken(2)
		if _, err := l.try(o); err == nil {
			t.Fatal("the load went through")
		}
		l.whole()
		if _, err := l.try(l.order("person", "2025-03-31", crowd(t, 0, 10))); code(err) != "load_open" {
			t.Errorf("another file of the register is taken beside the open one: %v", err)
		}
		b, err := l.loader.Abandon(t.Context(), o, l.openBatch())
		if err != nil || b.State != feed.Abandoned {
			t.Fatalf("%+v, %v", b, err)
		}
		if strings.Join(l.families("2025-02-28"), "\n") != before {
			t.Error("something of the abandoned load is seen")
		}
		l.want("the same file afterwards", l.take(o), "rows 2300 accepted 2300 aside 0 unmatched 0: opened 1100 changed 0 same 1200 ended 300")
		l.verify()
	})
}

// openBatch is the batch that is open.
func (l *loading) openBatch() (id string) {
	l.t.Helper()
	err := l.store.Read(l.t.Context(), func(q db.Query) error {
		list, err := feed.Batches(l.t.Context(), q)
		for _, b := range list {
			if b.State == feed.Open {
				id = b.ID
			}
		}
		return err
	})
	if err != nil || id == "" {
		l.t.Fatal("no batch is open", err)
	}
	return id
}

func TestTheSameFileIsNotLoadedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		o := l.order("person", "2025-01-31", crowd(t, 0, 1500))
		second := o
		second.Holder = "b"
		var refused, dead error
		l.wrap(&breaking{take: func(page int) error {
			if page == 2 {
				_, refused = l.loader.Load(t.Context(), second)
			}
			return nil
		}})
		l.want("the first", l.take(o), "rows 1500 accepted 1500 aside 0 unmatched 0: opened 1500 changed 0 same 0 ended 0")
		if code(refused) != "load_running" {
			t.Errorf("the second load got %v", refused)
		}
		// A program that has gone is followed at once by whoever comes next.
		l.broken(2)
		o = l.order("person", "2025-02-28", crowd(t, 0, 1600))
		_, dead = l.try(o)
		l.whole()
		o.Holder, o.Alive = "b", func(string) bool { return false }
		l.want("the successor", l.take(o), "rows 1600 accepted 1600 aside 0 unmatched 0: opened 100 changed 0 same 1500 ended 0")
		if dead == nil {
			t.Error("the load went through")
		}
	})
}

func TestALoadThatWasTakenOverStops(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	o := l.order("person", "2025-01-31", crowd(t, 0, 2500))
	other := o
	other.Holder, other.Alive = "b", func(string) bool { return false }
	l.wrap(&breaking{take: func(page int) error {
		if page == 2 {
			l.whole()
			_, err := l.loader.Load(t.Context(), other)
			return err
		}
		return nil
	}})
	if _, err := l.try(o); code(err) != "load_taken_over" {
		t.Errorf("the first got %v", err)
	}
	if got := len(l.families("2025-01-31")); got != 2500 {
		t.Errorf("%d people are registered", got)
	}
	l.verify()
}

func TestWhatAClerkDoesMeanwhileIsSeenByTheLoad(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.people(1)
		const late = 1500 // on the second page
		area, err := civil.ParseArea(village(late))
		if err != nil {
			t.Fatal(err)
		}
		var clerk Ref
		l.wrap(&breaking{take: func(page int) error {
			if page == 2 && clerk.Zero() {
				// What the page is decided by has been fixed; the clerk comes after.
				clerk = l.person(Person{Name: "人" + numeral(late), IDNumber: number(t, "1960-01-02", late-1000), Division: area})
			}
			return nil
		}})
		l.want("the load", l.load("person", "2025-02-28", crowd(t, 0, 2500)), "rows 2500 accepted 2500 aside 0 unmatched 0: opened 2498 changed 1 same 1 ended 0")
		var found []Ref
		for ref, name := range l.names("2025-02-28") {
			if name == "人"+numeral(late) {
				found = append(found, ref)
			}
		}
		if len(found) != 1 || found[0] != clerk {
			t.Errorf("the clerk's record is %s, found are %v", clerk, found)
		}
		l.verify()
	})
}

func TestALargeFileIsMatchedInMemoryWithTheSameOutcome(t *testing.T) {
	t.Parallel()
	text := vehicleHeader
	for n := range 3000 {
		text += vehicleLine(t, n, fmt.Sprintf("苏F%05d", n), "甲")
	}
	var want []string
	for _, above := range []int64{1 << 40, 1} {
		l := newLoading(t, dbtest.Open(t))
		l.loader.MatchAbove = above
		l.people(20)
		o := l.order("vehicle", "2025-02-28", text)
		l.want("the load", l.take(o), "rows 3000 accepted 20 aside 0 unmatched 2980: opened 20 changed 0 same 0 ended 0")
		got := l.vehicles("2025-02-28")
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) || len(got) != 20 {
			t.Errorf("the vehicles are %v", got)
		}
		l.want("the report of then", l.take(o), "rows 3000 accepted 20 aside 0 unmatched 2980: opened 20 changed 0 same 0 ended 0")
	}
}

func TestMonthlyFilesGiveWhatAModelSays(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		checks := 0
		rapid.Check(t, func(rt *rapid.T) {
			most := 40
			if l.store.Dialect() == db.PostgreSQL {
				most = 6
			}
			if checks++; checks > most {
				return // each file is several transactions; a night run may raise the number
			}
			fresh := l
			if checks > 1 {
				fresh = newLoading(t, dbtest.Another(t, l.store))
			}
			monthly(t, rt, fresh)
		})
	})
}

// monthly loads random files month after month and holds the store to a model:
// who belongs to which household is what the file of the month says.
func monthly(t *testing.T, rt *rapid.T, l *loading) {
	t.Helper()
	const people = 5
	files := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 3), people, people), 2, 4).Draw(rt, "household of each person by month; 0: none")
	cars := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 2), people, people), len(files), len(files)).Draw(rt, "brand of each person's vehicle by month; 0: none")
	breaks := rapid.SliceOfN(rapid.IntRange(-1, 1), len(files), len(files)).Draw(rt, "where the load of the month is broken off")
	complete := true
	models := make([]map[string]bool, len(files))
	known := map[int]bool{}
	for month, file := range files {
		asOf := fmt.Sprintf("2025-%02d-15", month+1)
		models[month] = map[string]bool{}
		text := personHeader
		for n, household := range file {
			if household > 0 {
				known[n] = true
				// Households of two counties may have one number.
				models[month][fmt.Sprintf("K%d 人%s", household, numeral(n))] = true
				text += personLine(t, n, fmt.Sprintf("K%d", household))
			}
		}
		l.interrupted(rt, l.order("person", asOf, text), breaks[month])
		vehicles, text := map[string]bool{}, vehicleHeader
		for n, brand := range cars[month] {
			if brand == 0 {
				continue
			}
			if known[n] {
				vehicles[fmt.Sprintf("人%s 苏F%d 型%d", numeral(n), n, brand)] = true
			}
			text += vehicleLine(t, n, fmt.Sprintf("苏F%d", n), fmt.Sprintf("型%d", brand))
		}
		o := l.order("vehicle", asOf, text)
		o.Complete = &complete
		l.interrupted(rt, o, breaks[len(files)-1-month])
		if got, want := l.vehicles(asOf), slices.Sorted(maps.Keys(vehicles)); !slices.Equal(got, want) {
			rt.Fatalf("month %d: the vehicles are %v, want %v", month+1, got, want)
		}
	}
	for month, want := range models {
		if got := l.families(fmt.Sprintf("2025-%02d-15", month+1)); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
			rt.Fatalf("month %d: the families are %v, want %v", month+1, got, slices.Sorted(maps.Keys(want)))
		}
	}
	l.verify()
}

// interrupted loads a file whose load is broken off first, somewhere or nowhere.
func (l *loading) interrupted(rt *rapid.T, o feed.Order, at int) {
	l.t.Helper()
	if at >= 0 {
		l.broken(at)
		_, _ = l.try(o) // a file without rows has no page to break at
		l.whole()
	}
	if _, err := l.try(o); err != nil {
		rt.Fatal(err)
	}
}
