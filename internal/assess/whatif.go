package assess

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// WhatIf compares the law as it stands with a changed one: other values of
// parameters, or other packs. Nothing is written.
type WhatIf struct {
	Now, Then *Assessor
	Only      string // one programme and what it touches; empty: all
}

// NewWhatIf compiles both laws. values are parameters by name, or by name and
// region (NAME@REGION) for one county alone.
func NewWhatIf(now, then *pack.Catalogue, city pack.City, asOf civil.Date, values map[string]string) (*WhatIf, error) {
	before, err := New(now, city, asOf, nil)
	if err != nil {
		return nil, err
	}
	place, err := then.City(city.Name)
	if err != nil {
		return nil, err
	}
	after, err := New(then, place, asOf, values)
	if err != nil {
		return nil, err
	}
	return &WhatIf{Now: before, Then: after}, nil
}

// Effect is what a change of the law does to one programme in one town.
type Effect struct {
	Town      civil.Area `json:"-"`
	Code      string     `json:"town,omitempty"`
	Programme string     `json:"programme"`
	Gains     int        `json:"gains"`  // something is granted that was not
	Losses    int        `json:"losses"` // something was granted that is not
	More      int        `json:"more"`   // granted before and after, and more
	Less      int        `json:"less"`
	Unclear   int        `json:"unclear"` // granted before, and now it cannot be decided
	Before    civil.Fen  `json:"before"`  // fen per month, of everybody
	After     civil.Fen  `json:"after"`
}

// Add adds another town's effect.
func (e *Effect) Add(o *Effect) {
	e.Gains += o.Gains
	e.Losses += o.Losses
	e.More += o.More
	e.Less += o.Less
	e.Unclear += o.Unclear
	e.Before += o.Before
	e.After += o.After
}

// Changes says whether anything differs for anybody.
func (e *Effect) Changes() bool { return e.Gains+e.Losses+e.More+e.Less+e.Unclear > 0 }

// County gives the effects in one county, by town and programme.
func (w *WhatIf) County(_ context.Context, city *fact.City, workers int) ([]Effect, error) {
	now, err := w.Now.Settle(city, workers)
	if err != nil {
		return nil, err
	}
	then, err := w.Then.Settle(city, workers)
	if err != nil {
		return nil, err
	}
	effects := map[about]*Effect{}
	for _, name := range programmesOf(now, then) {
		if w.Only == "" || w.Only == name {
			effect(effects, city, name, now.programme(name), then.programme(name))
		}
	}
	list := make([]Effect, 0, len(effects))
	for _, e := range effects {
		list = append(list, *e)
	}
	slices.SortFunc(list, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.Town, b.Town), cmp.Compare(a.Programme, b.Programme))
	})
	return list, nil
}

// programmesOf are the programmes of either.
func programmesOf(now, then *Settled) []string {
	var names []string
	for _, s := range []*Settled{now, then} {
		for i := range s.Programmes {
			names = append(names, s.Programmes[i].Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// programme finds one programme; nobody is in its scope when there is none.
func (s *Settled) programme(name string) *SettledProgramme {
	for i := range s.Programmes {
		if s.Programmes[i].Name == name {
			return &s.Programmes[i]
		}
	}
	return &SettledProgramme{Name: name}
}

// effect walks the grants of before and after side by side.
func effect(effects map[about]*Effect, city *fact.City, name string, now, then *SettledProgramme) {
	level := now
	if now.Outcome == nil {
		level = then
	}
	of := func(subject uint32) *Effect {
		var town civil.Area
		if h := level.household(city.Table, subject); h < len(city.Division) {
			town = city.Division[h].Township()
		}
		key := about{programme: name, household: town.String()}
		if effects[key] == nil {
			effects[key] = &Effect{Town: town, Code: town.String(), Programme: name}
		}
		return effects[key]
	}
	i, k := 0, 0
	for i < len(now.Grants) || k < len(then.Grants) {
		switch {
		case k == len(then.Grants) || i < len(now.Grants) && now.Grants[i].Subject < then.Grants[k].Subject:
			e := of(now.Grants[i].Subject)
			e.Before += now.Grants[i].Amount
			if then.Outcome != nil && then.Outcome[now.Grants[i].Subject] == rule.CannotDecide {
				e.Unclear++
			} else {
				e.Losses++
			}
			i++
		case i == len(now.Grants) || then.Grants[k].Subject < now.Grants[i].Subject:
			e := of(then.Grants[k].Subject)
			e.Gains++
			e.After += then.Grants[k].Amount
			k++
		default:
			of(now.Grants[i].Subject).both(now.Grants[i].Amount, then.Grants[k].Amount)
			i, k = i+1, k+1
		}
	}
}

func (e *Effect) both(before, after civil.Fen) {
	e.Before += before
	e.After += after
	switch {
	case after > before:
		e.More++
	case after < before:
		e.Less++
	}
}
