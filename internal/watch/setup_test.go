package watch

import (
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/packs"
)

const (
	county  = "320613"
	village = civil.Area(320613005001)
)

var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// bureau is a desk over a fresh store with one family in it, and a clock the test moves.
type bureau struct {
	*Desk
	t       *testing.T
	mutex   sync.Mutex
	now     time.Time
	home    register.Ref
	person  register.Ref
	village Who
	town    Who
}

func newBureau(t *testing.T, store *db.DB) *bureau {
	t.Helper()
	b := &bureau{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { b.mutex.Lock(); defer b.mutex.Unlock(); return b.now })
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
	j := journal.New(store, slices.Concat(register.Tables(), file.Tables(), Tables())...)
	people := register.New(j, keys, catalogue, nil)
	b.Desk = New(Options{
		Journal: j, Register: people, Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue }, Calendar: calendar, Files: file.New(keys),
	})
	b.village = Who{Actor: "staff:v", Staff: "v", Name: "周村", Purpose: "visit", Posts: []Post{{villageRole, village}}}
	b.town = Who{Actor: "staff:t", Staff: "t", Name: "唐镇", Purpose: "visit", Posts: []Post{{townRole, village.Township()}}}
	_, err = j.Do(t.Context(), journal.Header{County: county, Kind: "test", Actor: "li", Purpose: "application"}, func(w *journal.Write) error {
		b.person, err = people.PutPerson(t.Context(), w, register.Person{Name: "钱二", Division: village})
		if err != nil {
			return err
		}
		b.home, err = people.PutHousehold(t.Context(), w, register.Household{Kind: register.Registered, Number: "H1", Address: "一组3号", Division: village})
		if err != nil {
			return err
		}
		_, err = people.PutMember(t.Context(), w, register.Member{Household: b.home.ID, Person: b.person, Kind: register.Registered, Head: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wait lets days go by.
func (b *bureau) wait(days int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.now = b.now.AddDate(0, 0, days)
}

// reported is a report of the family.
func (b *bureau) reported() register.Ref {
	b.t.Helper()
	r, err := b.Report(b.t.Context(), b.village, Report{Source: ByVillage, Person: b.person, Words: "家里有人住院，花费很大"})
	if err != nil {
		b.t.Fatal(err)
	}
	return r.Lead
}

func (b *bureau) get(ref register.Ref) *File {
	b.t.Helper()
	f, err := b.Read(b.t.Context(), ref)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

func (b *bureau) do(who Who, in Input) {
	b.t.Helper()
	if err := b.Do(b.t.Context(), who, in); err != nil {
		b.t.Fatal(err)
	}
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
