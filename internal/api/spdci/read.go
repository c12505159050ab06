package spdci

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// reading turns entries into records. One reading serves all items of a message, so
// that what belongs to several is read once.
type reading struct {
	s     *Server
	v     shows
	scope access.Scope
	day   civil.Date
	shown []register.Shown
	held  map[string]map[string][]benefit // by county and person

	families map[register.Ref][]register.Ref // who belongs to which household
}

// read reads what entries are about. Who is no longer there, or no longer in the
// scope, is marked as gone.
func (r *reading) read(ctx context.Context, list []*known) error {
	err := r.s.Journal.DB().Read(ctx, func(q db.Query) error {
		for county, part := range byCounty(list) {
			if err := r.people(ctx, q, county, part); err != nil {
				return err
			}
			if err := r.homes(ctx, q, county, part); err != nil {
				return err
			}
		}
		return r.benefits(ctx, q, list)
	})
	if err != nil {
		return err
	}
	for _, k := range list {
		k.gone = !r.visible(k)
	}
	return r.facts(ctx, list)
}

func byCounty(list []*known) map[string][]*known {
	parts := map[string][]*known{}
	for _, k := range list {
		parts[k.county] = append(parts[k.county], k)
	}
	return parts
}

// visible says whether somebody or a household may be shown, and takes those out of
// a household who may not.
func (r *reading) visible(k *known) bool {
	if k.entry.person != "" || k.home == nil {
		// One person may be asked for twice in a batch; each has a reading of his own.
		return k.person != nil && r.scope.Covers(k.person.Division)
	}
	k.people = slices.DeleteFunc(k.people, func(m *known) bool { return m.person == nil || !r.scope.Covers(m.person.Division) })
	return r.scope.Covers(k.home.Division)
}

// people reads the persons among entries, each with his belonging to the household.
func (r *reading) people(ctx context.Context, q db.Query, county string, list []*known) error {
	wanted, homes, refs := map[string][]*known{}, []string{}, map[string][]string{}
	for _, k := range list {
		switch {
		case k.entry.person == "":
			continue
		case k.entry.home == "":
			refs[county] = append(refs[county], k.entry.person)
		default:
			homes = append(homes, k.entry.home)
		}
		wanted[k.entry.person] = append(wanted[k.entry.person], k)
	}
	if !r.v.core("relation") && !r.v.core("benefits") {
		return r.without(ctx, q, county, wanted)
	}
	return r.within(ctx, q, county, homes, refs, wanted)
}

// within reads people with their belonging to a household.
func (r *reading) within(ctx context.Context, q db.Query, county string, homes []string, refs map[string][]string, wanted map[string][]*known) error {
	members, err := r.s.Register.MembersOfHomes(ctx, q, county, homes, r.day)
	if err != nil {
		return err
	}
	r.remember(members)
	for _, m := range members {
		for _, k := range wanted[m.Person.ID] {
			if k.entry.home == m.Household {
				k.member = m
				refs[m.Person.County] = append(refs[m.Person.County], m.Person.ID)
			}
		}
	}
	return r.persons(ctx, q, refs, wanted)
}

// without reads people where nothing about their belonging is told: nearly all are
// kept in the county of their household, and only for the others it is looked up.
func (r *reading) without(ctx context.Context, q db.Query, county string, wanted map[string][]*known) error {
	ids := make([]string, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	if err := r.persons(ctx, q, map[string][]string{county: ids}, wanted); err != nil {
		return err
	}
	var homes []string
	missing := map[string][]*known{}
	for id, list := range wanted {
		for _, k := range list {
			if k.person == nil && k.entry.home != "" {
				missing[id], homes = append(missing[id], k), append(homes, k.entry.home)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return r.within(ctx, q, county, homes, map[string][]string{}, missing)
}

// remember keeps who belongs to which household, for what they have in pay.
func (r *reading) remember(members []*register.Member) {
	if r.families == nil {
		r.families = map[register.Ref][]register.Ref{}
	}
	for _, m := range members {
		home := register.Ref{County: m.County, ID: m.Household}
		if !slices.Contains(r.families[home], m.Person) {
			r.families[home] = append(r.families[home], m.Person)
		}
	}
}

// persons reads people of several counties, opened as far as they are shown.
func (r *reading) persons(ctx context.Context, q db.Query, refs map[string][]string, of map[string][]*known) error {
	var fields []string
	if r.v.core("identifier") {
		fields = append(fields, register.IDNumberField)
	}
	if r.v.core("phone") {
		fields = append(fields, register.PhoneField)
	}
	for county, ids := range refs {
		found, err := r.s.Register.PeopleOf(ctx, q, county, ids, r.day)
		if err != nil {
			return err
		}
		for _, p := range found {
			if err := r.s.Register.Open(p, fields...); err != nil {
				return err
			}
			for _, k := range of[p.ID] {
				k.person, k.ref = p, p.Ref
			}
		}
	}
	return nil
}

// homes reads the households among entries, with their members when those are shown.
func (r *reading) homes(ctx context.Context, q db.Query, county string, list []*known) error {
	wanted, ids := map[string][]*known{}, []string{}
	for _, k := range list {
		if k.entry.person == "" {
			wanted[k.entry.home], ids = append(wanted[k.entry.home], k), append(ids, k.entry.home)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := r.s.Register.HomesWith(ctx, q, county, ids, r.day)
	if err != nil {
		return err
	}
	for _, h := range found {
		for _, k := range wanted[h.ID] {
			k.home, k.ref = h, h.Ref
		}
	}
	members, err := r.s.Register.MembersOfHomes(ctx, q, county, ids, r.day)
	if err != nil {
		return err
	}
	r.remember(members)
	people, refs := map[string][]*known{}, map[string][]string{}
	for _, m := range members {
		for _, k := range wanted[m.Household] {
			k.size++
			if !r.v.core("members") {
				continue
			}
			one := &known{entry: entry{county, m.Household, m.Person.ID}, member: m, ref: m.Person}
			k.people = append(k.people, one)
			people[m.Person.ID] = append(people[m.Person.ID], one)
			refs[m.Person.County] = append(refs[m.Person.County], m.Person.ID)
		}
	}
	return r.persons(ctx, q, refs, people)
}

// note remembers that something is shown; the looks are written before it leaves.
func (r *reading) note(k *known) {
	if k.entry.person != "" {
		r.shown = append(r.shown, register.Shown{Kind: register.PersonKind, Ref: k.ref, Division: k.person.Division})
		return
	}
	r.shown = append(r.shown, register.Shown{Kind: register.HouseholdKind, Ref: k.ref, Division: k.home.Division})
	for _, m := range k.people {
		r.note(m)
	}
}
