package assess

import (
	"cmp"
	"slices"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// WhatIf compares the law as it stands with a changed one: other values of
// parameters, or other packs. Nothing is written.
type WhatIf struct {
	now, then law
	only      string // one programme; empty: all
}

// law is one of the two sides. Who is granted one programme is asked of the
// programme alone first: conflicts only ever take away, so they have to be
// looked at only where it grants something by itself.
type law struct {
	whole *Assessor
	alone *Assessor // judges the one programme without conflicts; nil where nothing would be saved
}

// NewWhatIf compiles both laws. values are parameters by name, or by name and
// region (NAME@REGION) for one county alone. only asks for one programme; empty
// for all.
func NewWhatIf(now, then *pack.Catalogue, city pack.City, asOf civil.Date, values map[string]string, only string) (*WhatIf, error) {
	if err := sameFacts(now, then); err != nil {
		return nil, err
	}
	before, err := newLaw(now, city, asOf, nil, only)
	if err != nil {
		return nil, err
	}
	place, err := then.City(city.Name)
	if err != nil {
		return nil, err
	}
	after, err := newLaw(then, place, asOf, values, only)
	if err != nil {
		return nil, err
	}
	if len(before.whole.names) == len(before.alone.names) && len(after.whole.names) == len(after.alone.names) {
		before.alone, after.alone = nil, nil
	}
	return &WhatIf{now: before, then: after, only: only}, nil
}

// sameFacts refuses a changed catalogue whose facts are of another kind or whose
// codes stand in another order: the columns of a city are those of the law as it
// stands. More codes behind the others, or another range, do no harm.
func sameFacts(now, then *pack.Catalogue) error {
	known := map[string]rule.Fact{}
	for _, f := range Facts(now) {
		known[f.FullName()] = f
	}
	for _, f := range Facts(then) {
		o, there := known[f.FullName()]
		same := func(a, b rule.CodeValue) bool { return a.Name == b.Name }
		if there && (o.Kind != f.Kind || len(o.Codes) > len(f.Codes) || !slices.EqualFunc(o.Codes, f.Codes[:len(o.Codes)], same)) {
			return civil.Refuse("whatif_fact", "两套业务包里“%s”（%s）的类型或代码次序不同，不能用现有的事实试算：请保持事实定义不变，新代码加在最后。", f.Label, f.FullName())
		}
	}
	return nil
}

func newLaw(c *pack.Catalogue, city pack.City, asOf civil.Date, values map[string]string, only string) (l law, err error) {
	if l.whole, err = newAssessor(c, city, asOf, values, only, c.Conflicts()); err != nil || only == "" {
		l.alone = l.whole
		return l, err
	}
	l.alone, err = newAssessor(c, city, asOf, values, only, nil)
	return l, err
}

// splitBy is the fact that says which of two figures of a parameter counts; no
// expression names it.
const splitBy = "household.area_kind"

// Reads are the facts that both laws read, by full name: the other columns of a
// city need not be there.
func (w *WhatIf) Reads() []string {
	names := []string{splitBy}
	for _, a := range []*Assessor{w.now.whole, w.then.whole} {
		for _, program := range a.programs {
			for _, programme := range a.names {
				names = append(names, program.Reads(programme)...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
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
func (w *WhatIf) County(city *fact.City, workers int) ([]Effect, error) {
	city, err := w.narrowed(city, workers)
	if err != nil {
		return nil, err
	}
	now, then, err := w.both(func(l law) (*Settled, error) { return l.whole.grants(city, workers) })
	if err != nil {
		return nil, err
	}
	effects := map[about]*Effect{}
	for _, name := range programmesOf(now, then) {
		if w.only != "" && w.only != name {
			continue
		}
		e := &comparison{effects: effects, city: city, name: name, clerk: w.then.whole.newClerk(city)}
		if err := e.run(now.programme(name), then.programme(name)); err != nil {
			return nil, err
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

// both asks the two laws the same, side by side: parts of a judgement cannot be
// divided among workers.
func (w *WhatIf) both(ask func(l law) (*Settled, error)) (now, then *Settled, err error) {
	var wait sync.WaitGroup
	var failed error
	wait.Go(func() { now, failed = ask(w.now) })
	then, err = ask(w.then)
	wait.Wait()
	return now, then, cmp.Or(failed, err)
}

// narrowFrom is the share of the households, one in so many, up to which it pays
// to copy those that matter.
const narrowFrom = 4

// narrowed are the households to which the programme asked for grants something
// by either law, conflicts aside; all when that saves nothing.
func (w *WhatIf) narrowed(city *fact.City, workers int) (*fact.City, error) {
	if w.now.alone == nil {
		return city, nil
	}
	now, then, err := w.both(func(l law) (*Settled, error) { return l.alone.unsettled(city, workers) })
	if err != nil {
		return nil, err
	}
	granted := make([]bool, city.Table.Households)
	for _, s := range []*Settled{now, then} {
		p := s.programme(w.only)
		for _, award := range p.Grants {
			granted[p.household(city.Table, award.Subject)] = true
		}
	}
	var households []int
	for h, yes := range granted {
		if yes {
			households = append(households, h)
		}
	}
	if len(households) > city.Table.Households/narrowFrom {
		return city, nil
	}
	return city.Select(households), nil
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

// programme finds one programme; nobody is granted anything when there is none.
func (s *Settled) programme(name string) *SettledProgramme {
	for i := range s.Programmes {
		if s.Programmes[i].Name == name {
			return &s.Programmes[i]
		}
	}
	return &SettledProgramme{Name: name}
}

// comparison holds the grants of one programme before and after side by side.
type comparison struct {
	effects map[about]*Effect
	city    *fact.City
	name    string
	level   *SettledProgramme // says whose the rows are
	clerk   *clerk            // of the changed law
}

func (c *comparison) run(now, then *SettledProgramme) error {
	c.level = then
	if then.Level == 0 { // the changed law has no such programme
		c.level = now
	}
	i, k := 0, 0
	for i < len(now.Grants) || k < len(then.Grants) {
		switch {
		case k == len(then.Grants) || i < len(now.Grants) && now.Grants[i].Subject < then.Grants[k].Subject:
			if err := c.lost(now.Grants[i]); err != nil {
				return err
			}
			i++
		case i == len(now.Grants) || then.Grants[k].Subject < now.Grants[i].Subject:
			e := c.of(then.Grants[k].Subject)
			e.Gains++
			e.After += then.Grants[k].Amount
			k++
		default:
			c.of(now.Grants[i].Subject).both(now.Grants[i].Amount, then.Grants[k].Amount)
			i, k = i+1, k+1
		}
	}
	return nil
}

// of is the effect in the town of a subject.
func (c *comparison) of(subject uint32) *Effect {
	var town civil.Area
	if h := c.level.household(c.city.Table, subject); h < len(c.city.Division) {
		town = c.city.Division[h].Township()
	}
	key := about{programme: c.name, household: town.String()}
	if c.effects[key] == nil {
		c.effects[key] = &Effect{Town: town, Code: town.String(), Programme: c.name}
	}
	return c.effects[key]
}

// lost asks once more why somebody has no grant any longer: because the changed
// law refuses it, or because it cannot decide.
func (c *comparison) lost(award rule.Award) error {
	e := c.of(award.Subject)
	e.Before += award.Amount
	change := &Change{}
	if err := c.clerk.explain(change, &SettledProgramme{Name: c.name, Level: c.level.Level}, award.Subject); err != nil {
		return err
	}
	if len(change.Missing) > 0 {
		e.Unclear++
	} else {
		e.Losses++
	}
	return nil
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
