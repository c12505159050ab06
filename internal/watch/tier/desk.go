package tier

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// Desk keeps the register. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	catalogue func() *pack.Catalogue
	facts     func(*pack.Catalogue) Facts
	inPay     assess.InPay
}

// Facts gives the families of counties as they are known now; package assess has it.
type Facts interface {
	Each(ctx context.Context, counties []civil.Area, day civil.Date, only []string, visit func(*fact.Snapshot) error) error
}

// New makes a desk. The journal must know the [Tables].
func New(j *journal.Journal, r *register.Register, catalogue func() *pack.Catalogue, facts func(*pack.Catalogue) Facts, inPay assess.InPay) *Desk {
	return &Desk{j, r, catalogue, facts, inPay}
}

// ChangedTopic is the news that the tiers of a county have changed.
const ChangedTopic = "tier.changed"

// Changed is its body: who came, went or changed, by person.
type Changed struct {
	People []Move `json:"people"`
}

// Move is one change of a tier; empty is none.
type Move struct {
	Person    string `json:"person"`
	Household string `json:"household"`
	Before    string `json:"before"`
	After     string `json:"after"`
}

// changedAtOnce is how many changes one act writes.
const changedAtOnce = 500

// Refresh makes the register of a county say what holds on a day. Nothing is written
// where nothing has changed.
func (d *Desk) Refresh(ctx context.Context, county civil.Area, day civil.Date) (moves int, err error) {
	code := countyText(county)
	wanted, err := d.wanted(ctx, county, day)
	if err != nil {
		return 0, err
	}
	held := map[string]*Person{}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			p, err := scan(row)
			held[p.ID] = &p
			return err
		}, allOf, code)
	})
	if err != nil {
		return 0, err
	}
	todo := differences(held, wanted)
	for len(todo) > 0 {
		part := todo[:min(len(todo), changedAtOnce)]
		todo = todo[len(part):]
		if err := d.write(ctx, code, part, day); err != nil {
			return moves, err
		}
		moves += len(part)
	}
	return moves, nil
}

const allOf = `SELECT ` + columns + ` FROM low_income v WHERE v.county = $1 AND ` + journal.Holds

// change is what becomes of one person; nil is nothing.
type change struct{ before, after *Person }

func differences(held, wanted map[string]*Person) (list []change) {
	for id, p := range wanted {
		if before := held[id]; before == nil || !before.same(p) {
			list = append(list, change{before, p})
		}
	}
	for id, p := range held {
		if wanted[id] == nil {
			list = append(list, change{p, nil})
		}
	}
	slices.SortFunc(list, func(a, b change) int { return strings.Compare(a.id(), b.id()) })
	return list
}

func (c change) id() string {
	if c.after != nil {
		return c.after.ID
	}
	return c.before.ID
}

// write writes some changes, and tells of those of a tier.
func (d *Desk) write(ctx context.Context, county string, part []change, day civil.Date) error {
	h := journal.Header{County: county, Kind: "tier.refresh", Actor: "machine:watch", Purpose: "review"}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		var news Changed
		for _, c := range part {
			move := Move{Person: c.id()}
			if c.before != nil {
				move.Before, move.Household = c.before.Tier, c.before.Household
				if err := w.Close(ctx, table, c.before.ID, c.before.Opened); err != nil {
					return err
				}
			}
			if p := c.after; p != nil {
				move.After, move.Household = p.Tier, p.Household
				since := day
				if c.before != nil && c.before.Tier == p.Tier {
					since = c.before.Since
				}
				name, err := d.name(ctx, w, p.Ref)
				if err != nil {
					return err
				}
				if err := w.Open(ctx, table, p.ID, journal.Valid{From: since}, p.Household, p.Tier, p.Basis, areaText(p.Division), name); err != nil {
					return err
				}
			}
			if move.Before != move.After {
				news.People = append(news.People, move)
			}
		}
		if len(news.People) == 0 {
			return nil
		}
		return w.Tell(ctx, ChangedTopic, news)
	})
	return err
}

// name is how somebody is called; nothing where his record is kept elsewhere.
func (d *Desk) name(ctx context.Context, q db.Query, ref register.Ref) (any, error) {
	name, err := d.register.NameOf(ctx, q, ref)
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		return nil, nil
	}
	if err != nil || name == "" {
		return nil, err
	}
	return name, nil
}

// aliveFact says who of a family lives.
const aliveFact = "person.alive"

// wanted is what the register should say, by person.
func (d *Desk) wanted(ctx context.Context, county civil.Area, day civil.Date) (map[string]*Person, error) {
	catalogue := d.catalogue()
	code := countyText(county)
	lists := map[string]map[string]bool{} // people by list
	for _, t := range catalogue.Tiers() {
		for _, name := range t.Registers {
			lists[name] = map[string]bool{}
			err := d.register.EachRecord(ctx, code, name, register.On(day), func(r *register.Record) error {
				lists[name][r.Subject] = true
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	var held []assess.Held
	err := d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		held, err = d.inPay.Held(ctx, q, code, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	people := map[string]*Person{}
	err = d.facts(catalogue).Each(ctx, []civil.Area{county}, day, []string{aliveFact}, func(s *fact.Snapshot) error {
		f := &filler{catalogue: catalogue, county: code, city: s.City, people: people}
		f.benefits(held)
		f.lists(lists)
		return nil
	})
	return people, err
}

// filler puts people of a snapshot into tiers, those most in need first.
type filler struct {
	catalogue *pack.Catalogue
	county    string
	city      *fact.City
	people    map[string]*Person
}

func (f *filler) benefits(held []assess.Held) {
	rows := assess.RowsOf(f.city, held, runtime.GOMAXPROCS(0))
	for _, t := range f.catalogue.Tiers() {
		for _, name := range t.Programmes {
			programme := f.catalogue.Programme(name)
			for i := range held {
				row, there := rows[held[i].Person]
				if held[i].Programme != name || !there {
					continue
				}
				h := f.household(row)
				if programme.Level == rule.Person {
					f.put(int(row), h, t.Name, name)
					continue
				}
				for person := f.city.Table.Start[h]; person < f.city.Table.Start[h+1]; person++ {
					f.put(int(person), h, t.Name, name)
				}
			}
		}
	}
}

func (f *filler) lists(lists map[string]map[string]bool) {
	for _, t := range f.catalogue.Tiers() {
		for _, name := range t.Registers {
			if len(lists[name]) == 0 {
				continue
			}
			var wanted []assess.Held
			for id := range lists[name] {
				wanted = append(wanted, assess.Held{Person: id})
			}
			for _, row := range assess.RowsOf(f.city, wanted, runtime.GOMAXPROCS(0)) {
				f.put(int(row), f.household(row), t.Name, name)
			}
		}
	}
}

// household is the household of a person.
func (f *filler) household(person uint32) int {
	t := f.city.Table
	next, _ := slices.BinarySearch(t.Start[:t.Households+1], person+1)
	return next - 1
}

// put puts somebody into a tier unless he is in one of those more in need. Of the
// dead nothing is said.
func (f *filler) put(person, household int, tier, basis string) {
	if c := f.city.Table.Columns[aliveFact]; c != nil && c.Byte[person] == rule.False {
		return
	}
	id := f.city.PersonID.At(person)
	if p := f.people[id]; p != nil && p.Tier <= tier {
		return
	}
	f.people[id] = &Person{
		Ref: register.Ref{County: f.county, ID: id}, Household: f.city.HouseholdID.At(household), Tier: tier, Basis: basis, Division: f.city.Division[household],
	}
}

// countyText is a county as chains are called.
func countyText(county civil.Area) string {
	const digits = 6
	return areaText(county)[:digits]
}
