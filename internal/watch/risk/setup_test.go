package risk

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/plan"
	"lianxin/packs"
)

const (
	county  = civil.Area(320613000000)
	village = civil.Area(320613005001)
	next    = civil.Area(320613006001)
)

var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// bureau keeps the register over a fresh store; the test says what is in pay and what is
// known beside.
type bureau struct {
	*Desk
	t      testing.TB
	people *register.Register
	now    time.Time
	held   []assess.Held
	known  Known
}

func (b *bureau) Held(context.Context, db.Query, string, civil.Date) ([]assess.Held, error) {
	return b.held, nil
}

func (b *bureau) Known(context.Context, db.Query, string, civil.Date) (Known, error) {
	return b.known, nil
}

// quietCounty is a county in which nobody has signed anything, and departments tell of everybody
// what they share, but for the bills, of which only those are told that are large.
type quietCounty struct{}

func (quietCounty) PermitsOf(context.Context, db.Query, string, string, []string, []string) (map[string][]fact.Permit, error) {
	return nil, nil
}

func (quietCounty) Coverage(context.Context, db.Query, string) (list []assess.Coverage, err error) {
	catalogue, err := catalogues()
	if err != nil {
		return nil, err
	}
	for _, r := range catalogue.Registers() {
		if r.Class == "shared" && r.Name != "medical_warning" {
			list = append(list, assess.Coverage{Register: r.Name, Covers: pack.CoversResident, From: civil.FirstDate, To: civil.LastDate})
		}
	}
	return list, nil
}

func (quietCounty) Since(context.Context, db.Query, string, int64) ([]string, error) { return nil, nil }

func newBureau(t testing.TB, store *db.DB) *bureau {
	t.Helper()
	b := &bureau{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return b.now })
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, b.day())
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), plan.Tables(), Tables())...)
	b.people = register.New(j, keys, catalogue, nil)
	folder := t.TempDir()
	b.Desk = New(Options{
		Journal: j, Register: b.people, Catalogue: func() *pack.Catalogue { return catalogue }, InPay: b, Around: b,
		Facts: func(c *pack.Catalogue) Facts {
			return assess.NewCountyFacts(j, b.people, c, quietCounty{}, folder, "assistance")
		},
	})
	return b
}

func (b *bureau) day() civil.Date { return civil.InstantOf(b.now).Date() }

func (b *bureau) pass(days int) { b.now = b.now.AddDate(0, 0, days) }

func (b *bureau) act(f func(w *journal.Write) error) {
	b.t.Helper()
	_, err := b.journal.Do(b.t.Context(), journal.Header{County: "320613", Kind: "test", Actor: "li", Purpose: "exchange"}, f)
	if err != nil {
		b.t.Fatal(err)
	}
}

// family registers people in one household, all born in a year.
func (b *bureau) family(at civil.Area, born string, names ...string) (home register.Ref, people []register.Ref) {
	b.t.Helper()
	birth, err := civil.ParseDate(born)
	if err != nil {
		b.t.Fatal(err)
	}
	b.act(func(w *journal.Write) error {
		h, err := b.people.PutHousehold(b.t.Context(), w, register.Household{Kind: register.Registered, Number: names[0], Division: at})
		if err != nil {
			return err
		}
		home, people = h, nil
		for i, name := range names {
			person, err := b.people.PutPerson(b.t.Context(), w, register.Person{Name: name, Birth: &birth, Division: at})
			if err != nil {
				return err
			}
			people = append(people, person)
			if _, err := b.people.PutMember(b.t.Context(), w, register.Member{Household: home.ID, Person: person, Kind: register.Registered, Head: i == 0}); err != nil {
				return err
			}
		}
		return nil
	})
	return home, people
}

// bill lets the medical insurance push what somebody has paid himself.
func (b *bureau) bill(person register.Ref, yuan int64) {
	b.t.Helper()
	catalogue, _ := catalogues()
	reg := catalogue.Register("medical_warning")
	values := make([]register.Value, len(reg.Fields))
	values[0], values[1] = register.Value{Known: true, Int: int64(b.day())}, register.Value{Known: true, Int: yuan * 100}
	b.act(func(w *journal.Write) error {
		_, _, err := b.people.SaveRecord(b.t.Context(), w, register.Record{Register: reg.Name, Subject: person.ID, Division: village, Values: values})
		return err
	})
}

func (b *bureau) refresh() int {
	b.t.Helper()
	n, err := b.Refresh(b.t.Context(), county, b.day())
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// in is somebody at work in a division.
func in(name string, division civil.Area) officer.Officer {
	return officer.Officer{Name: name, Viewer: access.Viewer{Actor: "staff:" + name, Roles: []access.Role{"town"}, Divisions: []civil.Area{division}, Purpose: "review"}}
}

var (
	chief    = in("李敏", county)
	helper   = in("王芳", village)
	stranger = in("赵强", next)
)

// list is names with levels, page by page.
func (b *bureau) list(who officer.Officer, q Query) string {
	b.t.Helper()
	var words []string
	for q.Size = 1; ; {
		page, more, err := b.List(b.t.Context(), who.Viewer, q)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, f := range page {
			words = append(words, f.Name+":"+f.Level)
		}
		if q.After = more; more == "" {
			slices.Sort(words)
			return strings.Join(words, " ")
		}
	}
}

// of is what is kept of a family now.
func (b *bureau) of(home register.Ref) *Family {
	b.t.Helper()
	now, _, err := b.Of(b.t.Context(), chief.Viewer, home)
	if err != nil || now == nil {
		b.t.Fatalf("nothing is kept of %s: %v", home.ID, err)
	}
	return now
}

// codeOf is the code of a refusal.
func codeOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
