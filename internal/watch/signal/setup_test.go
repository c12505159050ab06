package signal

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch"
	"lianxin/packs"
)

const (
	county  = civil.Area(320613000000)
	village = civil.Area(320613005001)
)

var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// bureau runs signals over a fresh store.
type bureau struct {
	*Desk
	t       *testing.T
	people  *register.Register
	journal *journal.Journal
	now     time.Time
	held    []assess.Held
	marks   Marks
	granted map[string]bool
	officer watch.Who
}

// The test stands in for what app hands in.
func (b *bureau) Held(context.Context, db.Query, string, civil.Date) ([]assess.Held, error) {
	return b.held, nil
}

func (b *bureau) Marks(context.Context, db.Query, string, civil.Date) (Marks, error) {
	return b.marks, nil
}

// nobody has signed anything, and no feed is complete.
type nobody struct{}

func (nobody) PermitsOf(context.Context, db.Query, string, string, []string, []string) (map[string][]fact.Permit, error) {
	return nil, nil
}
func (nobody) Coverage(context.Context, db.Query, string) ([]assess.Coverage, error) { return nil, nil }
func (nobody) Since(context.Context, db.Query, string, int64) ([]string, error)      { return nil, nil }

func newBureau(t *testing.T, store *db.DB) *bureau {
	t.Helper()
	b := &bureau{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return b.now })
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	holidays, err := packs.FS.Open("base/data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer holidays.Close()
	calendar, err := civil.LoadCalendar(holidays)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	b.journal = journal.New(store, slices.Concat(register.Tables(), file.Tables(), watch.Tables(), Tables())...)
	b.people = register.New(b.journal, keys, catalogue, nil)
	packsNow := func() *pack.Catalogue { return catalogue }
	leads := watch.New(watch.Options{Journal: b.journal, Register: b.people, Keys: keys, Catalogue: packsNow, Calendar: calendar, Files: file.New(keys)})
	folder := t.TempDir()
	b.Desk = New(Options{
		Journal: b.journal, Leads: leads, Catalogue: packsNow, InPay: b, Marker: b,
		Facts: func(c *pack.Catalogue) Facts {
			return assess.NewCountyFacts(b.journal, b.people, c, nobody{}, folder, "assistance")
		},
		Decided: func(context.Context, db.Query, string) (map[string]bool, error) { return b.granted, nil },
	})
	b.officer = watch.Who{Actor: "staff:c", Staff: "c", Name: "县民政", Purpose: "review", Posts: []watch.Post{{Role: "county", Division: county}}}
	return b
}

// family registers somebody alone in a household.
func (b *bureau) family(name string) (home, person register.Ref) {
	b.t.Helper()
	b.act(func(w *journal.Write) (err error) {
		born := day(b.t, "1970-01-01")
		if person, err = b.people.PutPerson(b.t.Context(), w, register.Person{Name: name, Birth: &born, Division: village}); err != nil {
			return err
		}
		home, err = b.people.PutHousehold(b.t.Context(), w, register.Household{Kind: register.Registered, Number: name, Address: "一组", Division: village})
		if err != nil {
			return err
		}
		_, err = b.people.PutMember(b.t.Context(), w, register.Member{Household: home.ID, Person: person, Kind: register.Registered, Head: true})
		return err
	})
	return home, person
}

// bill lets the medical insurance push what somebody has paid himself.
func (b *bureau) bill(person register.Ref, yuan int64, pushed string) {
	b.t.Helper()
	catalogue, _ := catalogues()
	reg := catalogue.Register("medical_warning")
	b.act(func(w *journal.Write) error {
		values := make([]register.Value, len(reg.Fields))
		values[0] = register.Value{Known: true, Int: int64(day(b.t, pushed))}
		values[1] = register.Value{Known: true, Int: yuan * 100}
		_, _, err := b.people.SaveRecord(b.t.Context(), w, register.Record{Register: reg.Name, Subject: person.ID, Division: village, Values: values})
		return err
	})
}

func (b *bureau) act(f func(w *journal.Write) error) {
	b.t.Helper()
	_, err := b.journal.Do(b.t.Context(), journal.Header{County: county.String()[:6], Kind: "test", Actor: "li", Purpose: "exchange"}, f)
	if err != nil {
		b.t.Fatal(err)
	}
}

// try tries a signal, and turn switches it.
func (b *bureau) try(signal string) *Trial {
	b.t.Helper()
	trial, err := b.Try(b.t.Context(), b.officer, county, []civil.Area{county}, signal, b.Leads().Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return trial
}

func (b *bureau) turn(signal string, runs bool) {
	b.t.Helper()
	if err := b.Turn(b.t.Context(), b.officer, Turn{Region: county, Signal: signal, Runs: runs, Words: "县里会商决定"}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) run() *Run {
	b.t.Helper()
	r, err := b.Run(b.t.Context(), county, b.Leads().Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func code(err error) string {
	var refusal *civil.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return refusal.Code
	}
	return err.Error()
}
