package watch

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Taken counts what became of families that signals found.
type Taken struct {
	Opened int `json:"opened"` // new leads
	Joined int `json:"joined"` // leads that were open already
}

// takenAtOnce is how many families one act takes.
const takenAtOnce = 100

// TakeAll makes leads of the families signals found in a county, each family once.
// What a break leaves undone is found again by the next run.
func (d *Desk) TakeAll(ctx context.Context, who Who, county string, found []*Found) (t Taken, err error) {
	for len(found) > 0 {
		part := found[:min(len(found), takenAtOnce)]
		found = found[len(part):]
		var done Taken
		h := journal.Header{County: county, Kind: "lead.signal", Actor: who.Actor, Purpose: string(who.Purpose)}
		_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
			done = Taken{}
			return d.takePart(ctx, w, who, part, &done)
		})
		if err != nil {
			return t, err
		}
		t.Opened += done.Opened
		t.Joined += done.Joined
	}
	return t, nil
}

func (d *Desk) takePart(ctx context.Context, w *journal.Write, who Who, part []*Found, done *Taken) error {
	for _, f := range part {
		if err := d.introduce(ctx, w, f, w.At().Date()); err != nil {
			return err
		}
		l, open, err := openLead(ctx, w, f)
		if err != nil {
			return err
		}
		if open {
			done.Joined++
			if err := d.join(ctx, w, who, l, f, ""); err != nil {
				return err
			}
			continue
		}
		done.Opened++
		if _, err := d.open(ctx, w, who, f, ""); err != nil {
			return err
		}
	}
	return nil
}

// introduce fills in name and address of a family a signal found.
func (d *Desk) introduce(ctx context.Context, q db.Query, f *Found, day civil.Date) error {
	if !f.Person.Zero() && f.Name == "" {
		name, err := d.register.NameOf(ctx, q, f.Person)
		if err != nil {
			return err
		}
		f.Name = name
	}
	return d.family(ctx, q, f, day)
}

// Said is one signal about one family, or one person of it.
type Said struct {
	Signal, Household, Person string
}

const signalsSaid = `SELECT r.signal, l.household, r.subject, max(r.found) FROM lead_reason r
	JOIN lead l ON l.county = r.county AND l.id = r.lead AND l.closed IS NULL
	WHERE r.county = $1 AND r.signal <> '' AND r.closed IS NULL GROUP BY r.signal, l.household, r.subject`

// Signalled is when signals last spoke of families of a county.
func Signalled(ctx context.Context, q db.Query, county string) (map[Said]civil.Date, error) {
	said := map[Said]civil.Date{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var s Said
		var found string
		if err := row.Scan(&s.Signal, &s.Household, &s.Person, &found); err != nil {
			return err
		}
		day, err := civil.ParseDate(found)
		said[s] = day
		return err
	}, signalsSaid, county)
	return said, err
}

// Known is what came of families that were leads, by household: the last result.
func Known(ctx context.Context, q db.Query, county string) (map[string]Result, error) {
	results := map[string]Result{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var household string
		var result Result
		err := row.Scan(&household, &result)
		results[household] = result
		return err
	}, resultsKnown, county)
	return results, err
}

const resultsKnown = `SELECT v.household, v.result FROM lead v WHERE v.county = $1 AND v.state = 'closed' AND v.household <> '' AND ` + journal.Holds + `
	ORDER BY v.since, v.id`

const visitsOf = `SELECT l.household, max(v.day) FROM lead_step v
	JOIN lead l ON l.county = v.county AND l.id = v.lead AND l.closed IS NULL
	WHERE v.county = $1 AND v.action = 'visit' AND l.household <> '' GROUP BY l.household`

// Visits are the last visits to families of a county about leads, by household.
func Visits(ctx context.Context, q db.Query, county string) (map[string]civil.Date, error) {
	return db.Days(ctx, q, visitsOf, county)
}

const signalsOpen = `SELECT DISTINCT l.household, r.signal FROM lead_reason r
	JOIN lead l ON l.county = r.county AND l.id = r.lead AND l.closed IS NULL
	WHERE r.county = $1 AND r.signal <> '' AND r.closed IS NULL AND l.state <> 'closed' AND l.household <> '' ORDER BY l.household, r.signal`

// SignalsOpen are the signals among the reasons of leads that are not closed, by
// household of a county.
func SignalsOpen(ctx context.Context, q db.Query, county string) (map[string][]string, error) {
	open := map[string][]string{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var household, signal string
		err := row.Scan(&household, &signal)
		open[household] = append(open[household], signal)
		return err
	}, signalsOpen, county)
	return open, err
}

const openSince = `SELECT l.household, max(r.found) FROM lead_reason r JOIN lead l ON l.county = r.county AND l.id = r.lead AND l.closed IS NULL
	WHERE r.county = $1 AND r.signal = $2 AND r.closed IS NULL AND l.state <> 'closed' AND l.household <> '' GROUP BY l.household`

// OpenSince is when a signal last spoke of families of a county whose lead is not closed,
// by household.
func OpenSince(ctx context.Context, q db.Query, county, signal string) (map[string]civil.Date, error) {
	return db.Days(ctx, q, openSince, county, signal)
}
