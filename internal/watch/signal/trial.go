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
	"lianxin/internal/watch"
)

// Trial is what a signal would find on the facts of a day, held against what is
// known to have come of the same families.
type Trial struct {
	ID     string     `json:"id"`
	Region string     `json:"region"`
	Signal string     `json:"signal"`
	Day    civil.Date `json:"-"`
	Date   string     `json:"day"`
	Packs  string     `json:"packs"`
	Tally
	Towns []TownTally `json:"towns"`
}

// Tally counts families, or persons, of whom a signal speaks.
type Tally struct {
	Found   int `json:"found"`
	Served  int `json:"served"`  // of these: what they may be entitled to is in pay already
	Granted int `json:"granted"` // something was granted, or put right, after somebody looked
	Wrong   int `json:"wrong"`   // closed as not so, or refused
}

// permille is the whole.
const permille = 1000

// Precision is how many of those of whom anything is known the signal was right
// about, in permille; ok is false when nothing is known of anybody.
func (t Tally) Precision() (share int, ok bool) {
	known := t.Served + t.Granted + t.Wrong
	if known == 0 {
		return 0, false
	}
	return (t.Served + t.Granted) * permille / known, true
}

// New is of how many nothing is known yet.
func (t Tally) New() int { return t.Found - t.Served - t.Granted - t.Wrong }

// TownTally is the tally of one town.
type TownTally struct {
	Town string `json:"town"` // division code
	Tally
}

// Try shows what a signal would find in counties, and keeps the result for the
// region. It makes no lead.
func (d *Desk) Try(ctx context.Context, who watch.Who, region civil.Area, counties []civil.Area, signal string, day civil.Date) (*Trial, error) {
	s := d.catalogue().Signal(signal)
	if s == nil {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "signal_unknown", Message: "没有这一条预警，请从列表中选择。"}
	}
	t := &Trial{ID: db.NewID(), Region: regionText(region), Signal: signal, Day: day, Date: day.String(), Packs: d.catalogue().Hash()}
	towns := map[civil.Area]*Tally{}
	err := d.each(ctx, counties, day, []*pack.Signal{s}, func(city *fact.City, _ string, hits []Hit, a *about) error {
		for i := range hits {
			h := &hits[i]
			town := city.Division[h.Household].Township()
			if towns[town] == nil {
				towns[town] = &Tally{}
			}
			id := city.HouseholdID.At(h.Household)
			granted, decided := a.granted[id]
			towns[town].add(h, a.results[id], granted, decided)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for town, tally := range towns {
		t.Towns = append(t.Towns, TownTally{town.String(), *tally})
		t.sum(*tally)
	}
	slices.SortFunc(t.Towns, func(a, b TownTally) int { return cmp.Or(cmp.Compare(b.Found, a.Found), cmp.Compare(a.Town, b.Town)) })
	return t, d.keep(ctx, who, t)
}

func (t *Tally) sum(o Tally) {
	t.Found += o.Found
	t.Served += o.Served
	t.Granted += o.Granted
	t.Wrong += o.Wrong
}

// add counts one hit.
func (t *Tally) add(h *Hit, result watch.Result, granted, decided bool) {
	t.Found++
	switch {
	case h.Signal.Kind == pack.SignalEntitled && h.Paid:
		t.Served++
	case result == watch.Granted || result == watch.Changed || h.Signal.Kind == pack.SignalEntitled && decided && granted:
		t.Granted++
	case result == watch.NotSo || result == watch.Refused || result == watch.Unchanged || h.Signal.Kind == pack.SignalEntitled && decided && !granted:
		t.Wrong++
	}
}

// keep writes a trial down.
func (d *Desk) keep(ctx context.Context, who watch.Who, t *Trial) error {
	towns, err := json.Marshal(t.Towns)
	if err != nil {
		return err
	}
	h := journal.Header{County: t.Region, Kind: "signal.trial", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		return w.Open(ctx, trialTable, t.ID, journal.Always, t.Signal, t.Date, t.Packs, int64(t.Found), int64(t.Served), int64(t.Granted), int64(t.Wrong), string(towns))
	})
	return err
}

const trialOf = `SELECT v.county, v.id, v.signal, v.day, v.packs, v.found, v.served, v.granted, v.wrong, v.towns FROM signal_trial v
	WHERE v.county = $1 AND v.signal = $2 ORDER BY v.opened DESC, v.id DESC LIMIT 1`

func scanTrial(row db.Row) (t Trial, err error) {
	var towns string
	if err := row.Scan(&t.Region, &t.ID, &t.Signal, &t.Date, &t.Packs, &t.Found, &t.Served, &t.Granted, &t.Wrong, &towns); err != nil {
		return t, err
	}
	if t.Day, err = civil.ParseDate(t.Date); err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(towns), &t.Towns)
}

// Tried is the newest trial of a signal in a region; ok is false when there is none.
func (d *Desk) Tried(ctx context.Context, q db.Query, region civil.Area, signal string) (t Trial, ok bool, err error) {
	return db.One(ctx, q, scanTrial, trialOf, regionText(region), signal)
}

// each finds whom signals speak of, county by county.
func (d *Desk) each(ctx context.Context, counties []civil.Area, day civil.Date, signals []*pack.Signal,
	visit func(city *fact.City, snapshot string, hits []Hit, a *about) error) error {
	catalogue := d.catalogue()
	facts := d.facts(catalogue)
	for _, county := range counties {
		finder, err := Compile(catalogue, regionText(county), day, signals)
		if err != nil {
			return err
		}
		a, err := d.about(ctx, regionText(county), day)
		if err != nil {
			return err
		}
		err = facts.Each(ctx, []civil.Area{county}, day, finder.Columns(), func(s *fact.Snapshot) error {
			hits, err := finder.Find(s.City, a.held, a.marks, 0)
			if err != nil {
				return err
			}
			return visit(s.City, s.Hash, hits, &a)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
