package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Benefit is what a family has in pay, as a later stage knows it.
type Benefit struct {
	ID        string // of the entitlement
	Programme string
	Household string
	Person    string      // id of whom a person's benefit is for
	Since     civil.Month // from which it is paid
	Until     civil.Month // its last month; 0: none is set
	Grace     bool        // it is in grace until then
	Covered   []register.Ref
}

// person is whom a person's benefit is for; zero for a household's.
func (b *Benefit) person() register.Ref {
	for _, p := range b.Covered {
		if p.ID == b.Person {
			return p
		}
	}
	return register.Ref{}
}

// The starts that come by themselves.
const (
	byTime   = "recertification"
	byDeath  = "death"
	byExpiry = "expiry"
	byAge    = "age"
	byMove   = "moved"
	byTerm   = "term"
	byGrace  = "grace"
)

// Recertify opens a case for each benefit of a county whose time to be looked at
// again has come, and for each that covers somebody who died; once for each time
// and each death, however often it is called. Where a change is under way it waits
// for its end. It changes and stops nothing: a case is work for people.
func (d *Desk) Recertify(ctx context.Context, county civil.Area, list []Benefit) (opened []register.Ref, err error) {
	a := &almanac{desk: d, county: county, dead: map[string]bool{}, moved: map[string]bool{}}
	if err := a.read(ctx, list); err != nil {
		return nil, err
	}
	for i := range list {
		b := &list[i]
		seen := a.looks[b.Household+" "+b.Programme+" "+b.Person]
		if seen.open {
			continue
		}
		raise, err := a.timely(ctx, b, seen)
		if err != nil {
			return opened, err
		}
		if raise == nil {
			continue
		}
		ref, err := d.Raise(ctx, clockwork(county), *raise)
		if err != nil {
			return opened, err
		}
		opened = append(opened, ref)
	}
	return opened, nil
}

// homes are the counties that keep the people of some benefits.
func homes(list []Benefit) (counties []string) {
	for _, b := range list {
		for _, p := range b.Covered {
			if !slices.Contains(counties, p.County) {
				counties = append(counties, p.County)
			}
		}
	}
	return counties
}

// clockwork is who opens a case because of the day it is.
func clockwork(county civil.Area) Who {
	return Who{Actor: "machine:casework", Name: "系统", Posts: []Post{{County, county}}, Purpose: "review"}
}

// changing is the matter by which a benefit is looked at again because of
// something, nil where there is none.
func (d *Desk) changing(programme, start string) *pack.Matter {
	for _, m := range d.Matters() {
		if m.Programme == programme && (m.Kind == pack.Changing && m.Opens != "" || m.Kind == pack.Applying) && slices.Contains(m.Starts, start) {
			return m
		}
	}
	return nil
}

// reviewDue is the first day of the month in which a benefit is looked at again. It
// reads the family's form only where the two periods of the pack give two answers.
func (d *Desk) reviewDue(ctx context.Context, county civil.Area, m *pack.Matter, last civil.Date, of register.Ref) (civil.Date, int64, error) {
	usual, err := d.number(county, m.Review.Months, d.Today())
	if err != nil {
		return 0, 0, err
	}
	often, err := d.number(county, m.Review.Unstable, d.Today())
	if err != nil {
		return 0, 0, err
	}
	after := func(months int64) civil.Date { return last.Month().Add(int(months)).First() }
	if today := d.Today(); after(often) > today || after(usual) <= today {
		if after(usual) <= today {
			often = usual
		}
		return after(often), often, nil
	}
	if of.ID != "" {
		f, err := d.Read(ctx, of)
		if err != nil {
			return 0, 0, err
		}
		if f.steady() {
			return after(usual), usual, nil
		}
	}
	return after(often), often, nil
}

// steady says whether everybody has said that none of what the pack calls unstable
// holds for him. What nobody was asked is not steady: a family is looked at once too
// often rather than once too seldom.
func (f *File) steady() bool {
	if f.Matter.Review == nil || len(f.Matter.Review.UnstableWhen) == 0 || len(f.Form.Members) == 0 {
		return false
	}
	for _, condition := range f.Matter.Review.UnstableWhen {
		name, want := cut(condition)
		for i := range f.Form.Members {
			if got := answer(f.Matter, f.Form.Members[i].Values, name); got == "" || got == want {
				return false
			}
		}
	}
	return true
}

// look is how a family's benefit was looked at last.
type look struct {
	day     civil.Date   // of the last decision; 0 where none was taken here
	last    register.Ref // the case in which it was
	open    bool         // a change is under way
	origins map[string]bool
}

const (
	selectLooked = `SELECT v.household, v.matter, v.id, v.awaits, v.origin, v.applicant FROM casefile v
		WHERE v.county = $1 AND v.household <> '' AND v.number <> '' AND ` + journal.Holds
	selectDecidedAt = `SELECT v.casefile, max(a.at) FROM case_decision v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.effect <> 'refuse' AND ` + journal.Holds + ` GROUP BY v.casefile`
)

// looks are how the benefits of a county were looked at last, by household and
// programme.
func (d *Desk) looks(ctx context.Context, q db.Query, county civil.Area) (map[string]look, error) {
	decided := map[string]civil.Instant{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var id string
		var at civil.Instant
		err := row.Scan(&id, &at)
		decided[id] = at
		return err
	}, selectDecidedAt, county.String())
	if err != nil {
		return nil, err
	}
	list := map[string]look{}
	return list, db.Each(ctx, q, func(row db.Row) error {
		var household, matter, id, awaits, origin, person string
		if err := row.Scan(&household, &matter, &id, &awaits, &origin, &person); err != nil {
			return err
		}
		m := d.catalogue().Matter(matter)
		if m == nil {
			return nil
		}
		if m.Subject != pack.OfPerson {
			person = ""
		}
		key := household + " " + m.Programme + " " + person
		l := list[key]
		if origin != "" {
			if l.origins == nil {
				l.origins = map[string]bool{}
			}
			l.origins[origin] = true
		}
		l.open = l.open || awaits != nobody && m.Kind == pack.Changing
		if at := decided[id]; at != 0 && at.Date() >= l.day {
			l.day, l.last = at.Date(), register.Ref{County: county.String(), ID: id}
		}
		list[key] = l
		return nil
	}, selectLooked, county.String())
}
