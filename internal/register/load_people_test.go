package register

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// pictured is the photograph of everybody as a batch sees them.
func (l *loading) pictured(batch string) (p *people) {
	l.t.Helper()
	if err := l.store.Read(l.t.Context(), func(q db.Query) (err error) {
		p, err = newPeople(l.t.Context(), db.Repeating(q), batch, 100)
		return err
	}); err != nil {
		l.t.Fatal(err)
	}
	return p
}

// under are the names under a number, in a photograph and when it is looked up.
func (l *loading) under(p *people, batch, number string) (pictured, lookedUp []string) {
	l.t.Helper()
	entries, err := l.keys.Lookups(access.IDNumber, number)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, entry := range entries {
		p.each(entry, func(m Match) { pictured = append(pictured, fmt.Sprint(m)) })
	}
	err = l.store.Read(l.t.Context(), func(q db.Query) error {
		return asking(entries, func(args []any) error {
			return db.Each(l.t.Context(), q, func(row db.Row) error {
				var entry []byte
				m, err := scanFound(row, &entry)
				lookedUp = append(lookedUp, fmt.Sprint(m))
				return err
			}, foundByNumber, args...)
		}, batch)
	})
	if err != nil {
		l.t.Fatal(err)
	}
	slices.Sort(pictured)
	slices.Sort(lookedUp)
	return pictured, lookedUp
}

func TestAPhotographHasWhoeverIsFoundByLookingUp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		l := newLoading(t, store)
		l.people(30)
		// One of two records with a number, one struck, one in a batch that is open.
		twin := l.person(Person{Name: "张伟", Division: wenfeng, IDNumber: access.NewPrivate(access.IDNumber, id(t, 1)), IDType: "resident"})
		gone := l.person(Person{Name: "王芳", Division: jinsha, IDNumber: access.NewPrivate(access.IDNumber, id(t, 40)), IDType: "resident"})
		l.act(tongzhou, func(a *journal.Write) error { return l.StrikePerson(t.Context(), a, l.newest(gone).Version) })
		if _, err := l.world.try(chongchuan, "b1", func(a *journal.Write) error {
			_, err := l.PutPerson(t.Context(), a, Person{Name: "李娜", Division: wenfeng, IDNumber: access.NewPrivate(access.IDNumber, id(t, 41)), IDType: "resident"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, batch := range []string{"b1", "b2"} {
			p := l.pictured(batch)
			for n := range 45 {
				if pictured, lookedUp := l.under(p, batch, id(t, n)); !slices.Equal(pictured, lookedUp) {
					t.Errorf("number %d for batch %s: %v in the photograph, %v in the store", n, batch, pictured, lookedUp)
				}
			}
		}
		p := l.pictured("b2")
		holds := func(what string, want bool) {
			t.Helper()
			if err := store.Read(t.Context(), func(q db.Query) error {
				got, err := p.holds(t.Context(), q)
				if got != want {
					t.Errorf("%s: the photograph holds: %v, want %v", what, got, want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		holds("at once", true)
		l.act(chongchuan, func(*journal.Write) error { return nil })
		holds("after an act about nobody", true)
		l.act(chongchuan, func(a *journal.Write) error { return a.Settle(t.Context(), "b1") })
		holds("after a batch was settled", false)
		p = l.pictured("b2")
		l.act(chongchuan, func(a *journal.Write) error { return l.StrikePerson(t.Context(), a, l.newest(twin).Version) })
		holds("after somebody was struck", false)
	})
}

func TestALargeFileFindsThePeopleThatSmallOnesFind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		l := newLoading(t, store)
		l.people(30)
		const header = "车主身份证号,车主,车牌号,品牌型号\n"
		var lines []string
		for n := range 900 {
			name := "人" + numeral(n%40)
			if n%17 == 0 {
				name = "别人"
			}
			lines = append(lines, fmt.Sprintf("%s,%s,苏F%05d,某某牌某某型号的一辆很普通的小轿车\n", id(t, n%40), name, n))
		}
		large := header + strings.Join(lines, "")
		if 2*len(large)/64 < peopleLeast {
			t.Fatal("the file is too small for a photograph")
		}
		got := l.load("vehicle", "2025-02-28", large)
		want := map[string]int{}
		other := newLoading(t, dbtest.Open(t))
		other.people(30)
		for part := range slices.Chunk(lines, 150) {
			one := other.load("vehicle", "2025-02-28", header+strings.Join(part, ""))
			want["accepted"] += one.Accepted
			want["aside"] += one.QuarantinedRows
			want["unmatched"] += one.Unmatched
		}
		if got.Accepted != want["accepted"] || got.QuarantinedRows != want["aside"] || got.Unmatched != want["unmatched"] || got.Accepted == 0 || got.QuarantinedRows == 0 {
			t.Errorf("the large file: %s; the small ones: %v", told(got), want)
		}
	})
}
