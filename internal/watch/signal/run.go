package signal

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch"
)

// Run is what the signals of a county have found at once.
type Run struct {
	County string         `json:"county"`
	Date   string         `json:"day"`
	Found  int            `json:"found"` // families, of which some were leads before
	Leads  int            `json:"leads"` // new ones
	Joined int            `json:"joined"`
	By     map[string]int `json:"signals"`
	At     civil.Instant  `json:"-"`
}

// Run looks for families in a county by every signal that runs there, and makes
// leads of those nothing was said of within a signal's months.
func (d *Desk) Run(ctx context.Context, county civil.Area, day civil.Date) (*Run, error) {
	run := &Run{County: regionText(county), Date: day.String(), By: map[string]int{}}
	var on []*pack.Signal
	err := d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		on, err = d.On(ctx, q, county)
		return err
	})
	if err != nil || len(on) == 0 {
		return run, err
	}
	months, err := d.months(county, day, on)
	if err != nil {
		return nil, err
	}
	snapshot := ""
	var found []*watch.Found
	err = d.each(ctx, []civil.Area{county}, day, on, func(city *fact.City, hash string, hits []Hit, a *about) error {
		snapshot = hash
		found = collect(run, city, hits, a, months)
		return nil
	})
	if err != nil {
		return nil, err
	}
	taken, err := d.leads.TakeAll(ctx, watch.Machine(), run.County, found)
	if err != nil {
		return nil, err
	}
	run.Found, run.Leads, run.Joined = len(found), taken.Opened, taken.Joined
	return run, d.note(ctx, run, snapshot)
}

// months are, by signal, from which day on it does not say the same again.
func (d *Desk) months(county civil.Area, day civil.Date, signals []*pack.Signal) (map[string]civil.Date, error) {
	from := map[string]civil.Date{}
	for _, s := range signals {
		n, err := d.catalogue().Number(s.Months, regionText(county), day)
		if err != nil {
			return nil, err
		}
		from[s.Name] = monthsBefore(day, int(n))
	}
	return from, nil
}

// collect makes one finding of all that signals say of a family.
func collect(run *Run, city *fact.City, hits []Hit, a *about, from map[string]civil.Date) []*watch.Found {
	families := map[int]*watch.Found{}
	for i := range hits {
		h := &hits[i]
		said := watch.Said{Signal: h.Signal.Name, Household: city.HouseholdID.At(h.Household)}
		if h.Person >= 0 {
			said.Person = city.PersonID.At(h.Person)
		}
		if last, before := a.said[said]; !h.Concerns() || before && last > from[h.Signal.Name] {
			continue
		}
		run.By[h.Signal.Name]++
		f := families[h.Household]
		if f == nil {
			f = &watch.Found{County: run.County, Household: said.Household, Division: city.Division[h.Household], Level: watch.Level(h.Signal.To), Colour: watch.Colour(h.Signal.Colour)}
			families[h.Household] = f
		}
		f.Add(watch.Level(h.Signal.To), watch.Colour(h.Signal.Colour), h.Signal.Days, watch.Reason{
			Source: watch.BySignal, Signal: h.Signal.Name, Title: h.Signal.Title, Subject: said.Person, Words: h.Signal.Ask,
		})
		if said.Person != "" && f.Person.Zero() {
			f.Person = register.Ref{County: run.County, ID: said.Person}
		}
	}
	var list []*watch.Found
	for _, f := range families {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *watch.Found) int { return cmp.Compare(a.Household, b.Household) })
	return list
}

// note writes a run down.
func (d *Desk) note(ctx context.Context, run *Run, snapshot string) error {
	by, err := json.Marshal(run.By)
	if err != nil {
		return err
	}
	who := watch.Machine()
	h := journal.Header{County: run.County, Kind: "signal.run", Actor: who.Actor, Purpose: string(who.Purpose)}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		return w.Open(ctx, runTable, db.NewID(), journal.Always, run.Date, snapshot, int64(run.Found), int64(run.Leads), int64(run.Joined), string(by))
	})
	return err
}

const lastRun = `SELECT v.day, v.found, v.leads, v.joined, v.signals, a.at FROM signal_run v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 ORDER BY v.opened DESC LIMIT 1`

// Last is the newest run in a county; ok is false when there is none.
func (d *Desk) Last(ctx context.Context, q db.Query, county civil.Area) (r Run, ok bool, err error) {
	return db.One(ctx, q, func(row db.Row) (r Run, err error) {
		var by string
		r.County = regionText(county)
		if err := row.Scan(&r.Date, &r.Found, &r.Leads, &r.Joined, &by, &r.At); err != nil {
			return r, err
		}
		return r, json.Unmarshal([]byte(by), &r.By)
	}, lastRun, regionText(county))
}
