package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// changing is a small city that has moved in and in which things happen.
type changing struct {
	t       *testing.T
	office  *office
	random  *rand.Rand
	county  string
	day     civil.Date
	people  []string
	homes   []string
	merged  []register.Ref
	records []register.Version
	last    *register.Version // of the act going on
	letters int

	registered []*register.Person // as they were before the round
}

func newChanging(t *testing.T, seed uint64) *changing {
	t.Helper()
	name, _ := moved(t)
	flags := storeFlags{DB: name}
	o, err := flags.openStore(&session{Streams: Streams{Err: t.Output()}, packs: packs.FS}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.close)
	day, err := civil.ParseDate("2025-07-10")
	if err != nil {
		t.Fatal(err)
	}
	c := &changing{t: t, office: o, random: rand.New(rand.NewPCG(seed, 1)), county: "320613", day: day}
	err = o.db.Read(t.Context(), func(q db.Query) (err error) {
		if c.people, err = db.Many(t.Context(), q, db.Text, `SELECT DISTINCT v.id FROM person v WHERE v.county = $1 ORDER BY v.id`, c.county); err != nil {
			return err
		}
		c.homes, err = db.Many(t.Context(), q, db.Text, `SELECT DISTINCT v.id FROM household v WHERE v.county = $1 ORDER BY v.id`, c.county)
		return err
	})
	if err != nil || len(c.people) < 50 {
		t.Fatal(len(c.people), err)
	}
	return c
}

func (c *changing) person() register.Ref {
	return register.Ref{County: c.county, ID: c.people[c.random.IntN(len(c.people))]}
}

// record is a record of a register with something in every field that must have it.
func (c *changing) record(name string) register.Record {
	reg := c.office.catalogue.Register(name)
	values := make([]register.Value, len(reg.Fields))
	for i := range reg.Fields {
		switch f := &reg.Fields[i]; {
		case name == "unanswered" && f.Name == "register":
			values[i] = register.Value{Known: true, Text: "income_tax"}
		case f.Type == pack.MonthField:
			values[i] = register.Value{Known: true, Int: int64(c.day.Month().Add(-c.random.IntN(3)))}
		case f.Type == pack.DateField:
			values[i] = register.Value{Known: true, Int: int64(c.day) - int64(c.random.IntN(60))}
		case f.Type == pack.TextField && f.Required:
			values[i] = register.Value{Known: true, Text: fmt.Sprint("甲", c.random.IntN(1000))}
		case f.Type == pack.MoneyField:
			values[i] = register.Value{Known: true, Int: c.random.Int64N(900_000)}
		case f.Required && !f.Protected():
			values[i] = register.Value{Known: true}
		}
	}
	from := c.day.AddDays(c.random.IntN(60) - 40)
	return register.Record{Register: name, Subject: c.person().ID, Values: values, Version: register.Version{Valid: register.Span{From: from, To: from.AddDays(20 + c.random.IntN(400))}}}
}

// happen does one thing at random.
func (c *changing) happen(ctx context.Context, w *journal.Write) (what string, err error) {
	r := c.office.register
	switch n := c.random.IntN(14); n {
	default:
		name := []string{"income_tax", "vehicle", "unanswered", "custody", "wage_base", "bank_account"}[c.random.IntN(6)]
		rec := c.record(name)
		ref, err := r.PutRecord(ctx, w, rec)
		rec.Ref, rec.Opened = ref, w.Seq()
		c.last = &rec.Version
		return name, err
	case 6:
		if len(c.records) == 0 {
			return "", nil
		}
		i := c.random.IntN(len(c.records))
		gone := c.records[i]
		c.records = append(c.records[:i], c.records[i+1:]...)
		return "struck", r.StrikeRecord(ctx, w, gone)
	case 7:
		ref := c.person()
		err := r.Merge(ctx, w, register.PersonKind, ref, c.person(), "证件号码相同")
		if err == nil {
			c.merged = append(c.merged, ref)
		}
		return "merge", err
	case 8:
		if len(c.merged) == 0 {
			return "", nil
		}
		ref := c.merged[c.random.IntN(len(c.merged))]
		return "unmerge", r.Unmerge(ctx, w, ref)
	case 9:
		c.letters++
		_, err := verify.Sign(ctx, w, verify.Authorisation{
			Person: c.person(), Number: fmt.Sprint("甲", c.letters), Business: []string{business}, Classes: []string{"income_tax", "vehicle", "bank_account"},
			Signed: c.day.AddDays(-c.random.IntN(20)), Ends: c.day.AddDays(c.random.IntN(50)),
		})
		return "letter", err
	case 10:
		list, err := verify.Of(ctx, w, c.person())
		if err != nil || len(list) == 0 {
			return "", err
		}
		return "withdrawn", verify.Withdraw(ctx, w, *list[0], max(list[0].Signed, c.day.AddDays(c.random.IntN(10)-5)))
	case 11:
		_, err := r.PutMember(ctx, w, register.Member{Household: c.homes[c.random.IntN(len(c.homes))], Kind: register.Declared, Person: c.person(),
			Version: register.Version{Valid: register.Since(c.day.AddDays(c.random.IntN(20) - 10))}})
		return "declared", err
	case 12:
		return "own", c.changePerson(ctx, w)
	}
}

// changePerson changes what somebody's own record says, or strikes it.
func (c *changing) changePerson(ctx context.Context, w *journal.Write) error {
	p := c.registered[c.random.IntN(len(c.registered))]
	if c.random.IntN(5) == 0 {
		return c.office.register.StrikePerson(ctx, w, p.Version)
	}
	next := *p
	birth := c.day.AddDays(-c.random.IntN(30_000))
	next.Birth, next.Sex = &birth, []string{"M", "F"}[c.random.IntN(2)]
	if c.random.IntN(3) == 0 {
		next.HukouDivision = []civil.Area{320613001001, 320506001001, 0}[c.random.IntN(3)]
	}
	next.Valid = register.Since(c.day.AddDays(c.random.IntN(20) - 15))
	return c.office.register.ChangePerson(ctx, w, next)
}

// look reads everybody's own record, for whoever changes one.
func (c *changing) look() {
	c.t.Helper()
	c.registered = c.registered[:0]
	err := c.office.register.EachPerson(c.t.Context(), c.county, register.On(civil.LastDate), func(p *register.Person) error {
		c.registered = append(c.registered, p)
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// facts are the facts of the county from a folder.
func (c *changing) facts(folder string) (*fact.Snapshot, error) {
	c.t.Helper()
	county, err := civil.ParseArea(c.county)
	if err != nil {
		return nil, err
	}
	o := *c.office
	o.folder = folder
	s, _, err := o.facts().Open(c.t.Context(), county, c.day)
	return s, err
}

// hash stands for all facts of a city but the days until which they hold.
func (c *changing) hash(city *fact.City) string {
	c.t.Helper()
	plain := *city
	plain.Until = nil
	hash, err := fact.WriteSnapshot(filepath.Join(c.t.TempDir(), "x.arrow"), &plain, assess.Facts(c.office.catalogue), fact.SnapshotHeader{County: 320613000000})
	if err != nil {
		c.t.Fatal(err)
	}
	return hash
}

// TestRefreshedFactsAreThoseMadeAnew lets things happen, brings the facts up to
// date, and holds them against facts made anew of the whole county.
func TestRefreshedFactsAreThoseMadeAnew(t *testing.T) {
	t.Parallel()
	c := newChanging(t, 1)
	kept := t.TempDir()
	refreshed := 0
	for round := range 40 {
		var story []string
		c.look()
		for range c.random.IntN(6) {
			_, err := c.office.journal.Do(t.Context(), journal.Header{County: c.county, Kind: "test", Actor: "li", Purpose: "test"}, func(w *journal.Write) error {
				what, err := c.happen(t.Context(), w)
				story = append(story, what)
				return err
			})
			var refused *civil.Error
			switch {
			case err == nil && c.last != nil:
				c.records = append(c.records, *c.last)
			case err != nil && !errors.As(err, &refused):
				t.Fatal(err)
			}
			c.last = nil
		}
		if c.random.IntN(3) == 0 {
			c.day = c.day.AddDays(c.random.IntN(25))
		}
		got, err := c.facts(kept)
		want, err2 := c.facts(t.TempDir())
		if (err == nil) != (err2 == nil) {
			t.Fatalf("round %d %v: refreshed %v, anew %v", round, story, err, err2)
		}
		if err != nil {
			continue
		}
		if got.Base != "" {
			refreshed++
		}
		if c.hash(got.City) != c.hash(want.City) {
			t.Fatalf("round %d, on %s, after %v: the refreshed facts differ from those made anew", round, c.day, story)
		}
		for h := range got.City.Until {
			if want.City.Until != nil && got.City.Until[h] > want.City.Until[h] || got.City.Until[h] <= c.day {
				t.Fatalf("round %d: facts of %s hold until %s, those made anew until %s", round, got.City.HouseholdID.At(h), got.City.Until[h], want.City.Until[h])
			}
		}
		if err := errors.Join(got.Close(), want.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if refreshed < 10 {
		t.Errorf("only %d rounds were refreshed beside the snapshot", refreshed)
	}
}

// TestAChangeNobodyCanReadIsMadeAnew: after an update of the program the changes that lie
// beside a county's facts may be of other facts. They must not stand in the way for ever.
func TestAChangeNobodyCanReadIsMadeAnew(t *testing.T) {
	t.Parallel()
	c := newChanging(t, 2)
	kept := t.TempDir()
	county, err := civil.ParseArea(c.county)
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.facts(kept)
	if err != nil {
		t.Fatal(err)
	}
	want := c.hash(first.City)
	found, err := filepath.Glob(filepath.Join(kept, "*", filepath.Base(fact.SnapshotFile("", county))))
	if err != nil || len(found) != 1 {
		t.Fatalf("the facts lie at %v (%v)", found, err)
	}
	change := fact.ChangeFile(filepath.Dir(found[0]), county)
	if err := errors.Join(first.Close(), os.WriteFile(change, []byte("of another program"), 0o600)); err != nil {
		t.Fatal(err)
	}
	got, err := c.facts(kept)
	if err != nil {
		t.Fatalf("the facts cannot be opened any more: %v", err)
	}
	defer func() { _ = got.Close() }()
	if c.hash(got.City) != want {
		t.Error("the facts made anew are others")
	}
}

// askedOf notes of whom permits are asked for.
type askedOf struct {
	known
	mutex  sync.Mutex
	people []string
	all    int // times that everybody's were asked for at once
}

func (a *askedOf) PermitsOf(ctx context.Context, q db.Query, county, business string, classes, people []string) (map[string][]fact.Permit, error) {
	a.mutex.Lock()
	a.people = append(a.people, people...)
	if people == nil {
		a.all++
	}
	a.mutex.Unlock()
	return a.known.PermitsOf(ctx, q, county, business, classes, people)
}

// TestPermitsAreAskedForTogetherWithTheFamilies: those of a whole county at once would be
// gigabytes. Of each person they are asked once, and of nobody twice.
func TestPermitsAreAskedForTogetherWithTheFamilies(t *testing.T) {
	t.Parallel()
	c := newChanging(t, 1)
	area, err := civil.ParseArea(c.county)
	if err != nil {
		t.Fatal(err)
	}
	asked := &askedOf{known: known{catalogue: c.office.catalogue}}
	facts := assess.NewCountyFacts(c.office.journal, c.office.register, c.office.catalogue, asked, t.TempDir(), business)
	snapshot, _, err := facts.Open(t.Context(), area, c.day)
	if err != nil {
		t.Fatal(err)
	}
	persons := snapshot.City.Table.Persons()
	if err := snapshot.Close(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(asked.people)
	if once := len(slices.Compact(slices.Clone(asked.people))); asked.all != 0 || once != len(asked.people) || once < persons || persons < 50 {
		t.Errorf("asked of everybody at once %d times; of %d people, %d different ones; the county has %d", asked.all, len(asked.people), once, persons)
	}
}

// TestTheStoreJudgesAsTheCitysFilesDo holds a city that was loaded from what its
// departments deliver against the same city's files of families. What differs is
// said of families with a member registered elsewhere: no feed covers him, so
// what he has is not known, and nobody is granted for it what the files refuse.
func TestTheStoreJudgesAsTheCitysFilesDo(t *testing.T) {
	t.Parallel()
	c := newChanging(t, 1)
	day, err := civil.ParseDate(sampleDay)
	if err != nil {
		t.Fatal(err)
	}
	place, err := c.office.catalogue.City("nantong")
	if err != nil {
		t.Fatal(err)
	}
	facts := assess.Facts(c.office.catalogue)
	files, err := fact.ReadFolder(c.office.folder, fact.Options{Facts: facts, AsOf: day, Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	assessor, err := assess.New(c.office.catalogue, place, day, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := assessor.Settle(files, 0)
	if err != nil {
		t.Fatal(err)
	}
	counties, err := c.office.counties(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	rows, elsewhere := map[string]int{}, map[string]bool{}
	for h := range files.Table.Households {
		id := files.HouseholdID.At(h)
		rows[id] = h
		for p := files.Table.Start[h]; p < files.Table.Start[h+1]; p++ {
			if local := files.Table.Columns["person.hukou_local"]; local.Byte[p] != rule.True {
				elsewhere[id] = true
			}
		}
	}
	families, differing := 0, 0
	err = c.office.facts().Each(t.Context(), counties, day, nil, func(s *fact.Snapshot) error {
		got, err := assessor.Settle(s.City, 0)
		if err != nil {
			return err
		}
		numbers := c.numbers(s.County.String())
		for h := range s.City.Table.Households {
			families++
			number := numbers[s.City.HouseholdID.At(h)]
			row, there := rows[number]
			if !there {
				t.Fatalf("no family %q in the files", number)
			}
			for i := range got.Programmes {
				if got.Programmes[i].Level != rule.Household {
					continue
				}
				a, b := got.Programmes[i].Outcome[h], want.Programmes[i].Outcome[row]
				switch {
				case a == b:
				case !elsewhere[number] || a == rule.Grant:
					t.Errorf("%s of %s is %s in the store and %s in the files", got.Programmes[i].Name, number, a, b)
				default:
					differing++
				}
			}
		}
		return nil
	})
	if err != nil || families != files.Table.Households || differing == 0 {
		t.Errorf("%d families of %d, %d differ (%v)", families, files.Table.Households, differing, err)
	}
}

// numbers are the numbers of a county's households, by id.
func (c *changing) numbers(county string) map[string]string {
	c.t.Helper()
	numbers := map[string]string{}
	err := c.office.db.Read(c.t.Context(), func(q db.Query) error {
		return db.Each(c.t.Context(), q, func(row db.Row) error {
			var id, number string
			err := row.Scan(&id, &number)
			numbers[id] = number
			return err
		}, `SELECT v.id, v.number FROM household v WHERE v.county = $1`, county)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return numbers
}
