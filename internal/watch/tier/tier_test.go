package tier

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/packs"
)

const (
	county  = civil.Area(320613000000)
	village = civil.Area(320613005001)
)

var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// bureau keeps the register over a fresh store; the test says what is in pay.
type bureau struct {
	*Desk
	t      *testing.T
	people *register.Register
	now    time.Time
	held   []assess.Held
}

func (b *bureau) Held(context.Context, db.Query, string, civil.Date) ([]assess.Held, error) {
	return b.held, nil
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
	keys, err := access.NewKeyring(rand.Reader, civil.InstantOf(b.now).Date())
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), Tables())...)
	b.people = register.New(j, keys, catalogue, nil)
	folder := t.TempDir()
	b.Desk = New(j, b.people, func() *pack.Catalogue { return catalogue }, func(c *pack.Catalogue) Facts {
		return assess.NewCountyFacts(j, b.people, c, nobody{}, folder, "assistance")
	}, b)
	return b
}

func (b *bureau) act(f func(w *journal.Write) error) {
	b.t.Helper()
	_, err := b.journal.Do(b.t.Context(), journal.Header{County: "320613", Kind: "test", Actor: "li", Purpose: "exchange"}, f)
	if err != nil {
		b.t.Fatal(err)
	}
}

// family registers people in one household.
func (b *bureau) family(names ...string) (people []register.Ref) {
	b.t.Helper()
	b.act(func(w *journal.Write) error {
		home, err := b.people.PutHousehold(b.t.Context(), w, register.Household{Kind: register.Registered, Number: names[0], Division: village})
		if err != nil {
			return err
		}
		people = nil
		for i, name := range names {
			person, err := b.people.PutPerson(b.t.Context(), w, register.Person{Name: name, Division: village})
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
	return people
}

// record writes a line of a list another office keeps, or of the dead.
func (b *bureau) record(name string, person register.Ref, values ...register.Value) {
	b.t.Helper()
	catalogue, _ := catalogues()
	reg := catalogue.Register(name)
	list := append(values, make([]register.Value, len(reg.Fields)-len(values))...)
	b.act(func(w *journal.Write) error {
		_, _, err := b.people.SaveRecord(b.t.Context(), w, register.Record{Register: name, Subject: person.ID, Division: village, Values: list})
		return err
	})
}

func (b *bureau) refresh() int {
	b.t.Helper()
	n, err := b.Refresh(b.t.Context(), county, civil.InstantOf(b.now).Date())
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// tiers are names with their tiers, as the list shows them.
func (b *bureau) tiers() string {
	b.t.Helper()
	scope, err := access.NewScope(county)
	if err != nil {
		b.t.Fatal(err)
	}
	var words []string
	for q := (Query{Scope: scope, Size: 2}); ; {
		page, err := b.List(b.t.Context(), q)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, p := range page.People {
			words = append(words, p.Name+p.Tier)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func TestEverybodyHasTheTierOfThoseMostInNeed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		poor := b.family("甲", "乙", "丙")
		edge := b.family("丁", "戊")
		b.family("己")
		listed := register.Value{Known: true, Int: int64(civil.InstantOf(b.now).Date()) - 30}
		b.record("relapse_watch", edge[0], listed)
		b.record("death", poor[2], register.Value{Known: true}, listed)
		b.held = []assess.Held{
			{Programme: "dibao", Person: poor[0].ID}, {Programme: "tekun", Person: poor[1].ID},
			{Programme: "dibao_edge", Person: edge[1].ID}, {Programme: "elder", Person: edge[1].ID},
		}
		if n := b.refresh(); n != 4 {
			t.Errorf("%d changes", n)
		}
		if got := b.tiers(); got != "丁T3 乙T1 戊T4 甲T2" {
			t.Errorf("the register says %s", got)
		}
		if n := b.refresh(); n != 0 {
			t.Errorf("a second refresh wrote %d", n)
		}
	})
}

func TestTheRegisterCanBeReadAsItStood(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	poor := b.family("甲", "乙")
	b.held = []assess.Held{{Programme: "dibao", Person: poor[0].ID}}
	b.refresh()
	first := civil.InstantOf(b.now).Date()
	b.now = b.now.AddDate(0, 1, 0)
	b.held[0].Programme = "dibao_edge"
	b.refresh()
	b.now = b.now.AddDate(0, 1, 0)
	b.held = nil
	if n := b.refresh(); n != 2 || b.tiers() != "" {
		t.Errorf("%d left, still there are %s", n, b.tiers())
	}
	err := b.journal.DB().Read(t.Context(), func(q db.Query) error {
		for day, want := range map[civil.Date]string{first - 1: "", first: "T2 T2", first.AddDays(31): "T4 T4", first.AddDays(70): ""} {
			list, err := On(t.Context(), q, "320613", day)
			if err != nil {
				return err
			}
			var tiers []string
			for _, p := range list {
				tiers = append(tiers, p.Tier)
			}
			if got := strings.Join(tiers, " "); got != want {
				t.Errorf("on %s it was %q, want %q", day, got, want)
			}
		}
		past, err := History(t.Context(), q, poor[0])
		if len(past) != 2 || past[0].Tier != "T2" || past[1].Tier != "T4" || past[0].To != past[1].From || past[1].To == 0 {
			t.Errorf("the history is %+v", past)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCountsAreByTownAndTier(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	one, two := b.family("甲", "乙"), b.family("丙")
	b.held = []assess.Held{{Programme: "dibao", Person: one[0].ID}, {Programme: "dibao", Person: two[0].ID}}
	b.refresh()
	scope, err := access.NewScope(village.Township())
	if err != nil {
		t.Fatal(err)
	}
	counts, err := b.Counts(t.Context(), Query{Scope: scope})
	if err != nil || len(counts) != 1 || counts[0].Town != village.Township() || counts[0].Tier != "T2" || counts[0].People != 3 || counts[0].Families != 2 {
		t.Errorf("counted %+v, %v", counts, err)
	}
	elsewhere, _ := access.NewScope(civil.Area(320602000000))
	if counts, err := b.Counts(t.Context(), Query{Scope: elsewhere}); err != nil || len(counts) != 0 {
		t.Errorf("elsewhere it counts %+v, %v", counts, err)
	}
}
