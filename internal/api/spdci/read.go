package spdci

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/register"
	"lianxin/internal/rule"
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
