package spdci

import (
	"context"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/register"
	"lianxin/internal/rule"
	"slices"
)

// facts looks the facts of everybody up in the columns.
func (r *reading) facts(ctx context.Context, list []*known) error {
	if !r.v.anyFact() {
		return nil
	}
	var all []*known
	for _, k := range list {
		if !k.gone && k.entry.home != "" {
			all = append(append(all, k), k.people...)
		}
	}
	f := &r.s.finder
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for county, part := range byCounty(all) {
		area, err := civil.ParseArea(county)
		if err != nil {
			return err
		}
		err = f.each(ctx, []civil.Area{area}, r.day, func(s *fact.Snapshot) error {
			for _, k := range part {
				home, person, ok := rowOf(s.City, k.entry)
				switch {
				case !ok:
				case k.entry.person == "":
					k.facts = r.v.factsOf(s.City, rule.Household, home)
				default:
					k.facts = r.v.factsOf(s.City, rule.Person, person)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (v shows) anyFact() bool {
	for i := range v.of.Attributes {
		if a := &v.of.Attributes[i]; a.Fact != nil && v.open(a) {
			return true
		}
	}
	return false
}

// benefits reads what is in pay for the people among entries, when that is shown.
func (r *reading) benefits(ctx context.Context, q db.Query, list []*known) error {
	if !r.v.core("benefits") {
		return nil
	}
	for _, k := range list {
		for _, one := range append([]*known{k}, k.people...) {
			if one.person == nil {
				continue
			}
			programs, err := r.inPay(ctx, q, one)
			if err != nil {
				return err
			}
			one.programs = programs
		}
	}
	return nil
}

// inPay is what somebody has: his own benefits, and those of a household he is of.
func (r *reading) inPay(ctx context.Context, q db.Query, k *known) ([]benefit, error) {
	held, err := r.heldIn(ctx, q, k.ref.County)
	if err != nil {
		return nil, err
	}
	own := slices.Clone(held[k.ref.ID])
	if k.entry.home == "" {
		return own, nil
	}
	catalogue := r.s.Catalogue()
	for _, other := range r.families[register.Ref{County: k.entry.county, ID: k.entry.home}] {
		if other == k.ref {
			continue
		}
		of, err := r.heldIn(ctx, q, other.County)
		if err != nil {
			return nil, err
		}
		for _, b := range of[other.ID] {
			if p := catalogue.Programme(b.name); p != nil && p.Level == rule.Household {
				own = append(own, b)
			}
		}
	}
	return own, nil
}

func (r *reading) heldIn(ctx context.Context, q db.Query, county string) (map[string][]benefit, error) {
	if of, read := r.held[county]; read {
		return of, nil
	}
	list, err := r.s.Enrolled.Held(ctx, q, county, r.day)
	if err != nil {
		return nil, err
	}
	catalogue, of := r.s.Catalogue(), map[string][]benefit{}
	for _, h := range list {
		of[h.Person] = append(of[h.Person], benefit{h.Programme, catalogue.BenefitTitle(h.Programme), h.Amount})
	}
	if r.held == nil {
		r.held = map[string]map[string][]benefit{}
	}
	r.held[county] = of
	return of, nil
}
