package register

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// fewHomes is up to how many households it is quicker to ask where their people were
// declared than to read all declarations of the county.
const fewHomes = 256

// findDeclared finds out who belongs to a declared family. Of several the one
// declared last counts, as everybody is judged in one family.
func (k *kindred) findDeclared(ctx context.Context) error {
	k.declared = map[Ref]bool{}
	latest := map[Ref]*kinRow{}
	note := func(m *kinRow) error {
		k.noteDeclared(m, latest)
		return nil
	}
	people, few, err := k.peopleOfFew(ctx)
	if err != nil {
		return err
	}
	if !few {
		rows := reading{sight: &k.home, day: k.as.Day}
		if err := rows.add(ctx, k.q, kinDeclared.run, kinDeclared.texts, []any{k.home.county, string(Declared)}); err != nil {
			return err
		}
		return rows.each(note)
	}
	for _, county := range slices.Sorted(maps.Keys(people)) {
		err := k.read(ctx, &k.home, kinBelongs, []any{k.home.county, county}, unique(people[county]), nil, func(m *kinRow) error {
			if m.kind != Declared {
				return nil
			}
			return note(m)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// peopleOfFew are the people of the households asked for with all records that were
// merged with theirs, by county. It says no where many are asked for, or all, or where
// one was merged with another, whose people belong to it too.
func (k *kindred) peopleOfFew(ctx context.Context) (people map[string][]string, few bool, err error) {
	if k.only == nil || len(k.only) > fewHomes {
		return nil, false, nil
	}
	for _, id := range k.only {
		if home := (Ref{k.home.county, id}); k.links.end(home) != home || len(k.links.all(home)) > 1 {
			return nil, false, nil
		}
	}
	people = map[string][]string{}
	err = k.read(ctx, &k.home, kinMembers, []any{k.home.county}, unique(slices.Clone(k.only)), nil, func(m *kinRow) error {
		for _, ref := range k.links.all(k.links.end(Ref{m.texts[0], m.texts[1]})) {
			people[ref.County] = append(people[ref.County], ref.ID)
		}
		return nil
	})
	return people, true, err
}

// noteDeclared notes one declared membership beside those of the same person.
func (k *kindred) noteDeclared(m *kinRow, latest map[Ref]*kinRow) {
	person := k.links.end(Ref{m.texts[0], m.texts[1]})
	if at, merged := k.placed[person]; merged && latest[person] == nil {
		k.declared[person] = k.declared[person] || at == m.ref
		return // settled already
	}
	k.declared[person] = true
	before, several := latest[person]
	if !several || before.before(m) {
		latest[person] = m
	}
	if several {
		if k.placed == nil {
			k.placed = map[Ref]Ref{}
		}
		k.placed[person] = latest[person].ref
	}
}

// before says whether a membership began before another one, or was written before it.
func (m *kinRow) before(o *kinRow) bool {
	return cmp.Or(cmp.Compare(m.valid.From, o.valid.From), cmp.Compare(m.opened, o.opened), strings.Compare(m.ref.ID, o.ref.ID)) < 0
}

// member is the person a membership is of, as he is read now. It does not count
// when he was merged with somebody whose membership stands before it.
func (k *kindred) member(m *kinRow) (person Ref, counts bool) {
	person = k.links.end(Ref{m.texts[0], m.texts[1]})
	at, merged := k.placed[person]
	return person, !merged || at == m.ref
}

// roof is what is read of one household.
type roof struct {
	head    Ref
	row     *kinRow
	members []Ref
	records []fact.Record
	origin  *kinRow // the household whose own record tells where the family lives
}

// part reads some households.
func (k *kindred) part(ctx context.Context, ids []string) ([]*fact.Kin, error) {
	roofs := map[Ref]*roof{} // by the household, and by those merged into it
	var heads []string
	byCounty := map[string][]string{}
	for _, id := range ids {
		head := Ref{k.home.county, id}
		if k.links.end(head) != head {
			continue // it is read as another one
		}
		one := &roof{head: head}
		heads = append(heads, id)
		for _, ref := range k.links.all(head) {
			roofs[ref] = one
			byCounty[ref.County] = append(byCounty[ref.County], ref.ID)
		}
	}
	err := k.read(ctx, &k.home, kinHouseholds, []any{k.home.county}, heads, k.neighbours(ids), func(h *kinRow) error {
		if one := roofs[h.ref]; one != nil && one.head == h.ref {
			one.row = h
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, county := range slices.Sorted(maps.Keys(byCounty)) {
		if err := k.partOf(ctx, county, unique(byCounty[county]), k.neighbours(ids), roofs); err != nil {
			return nil, err
		}
	}
	return k.together(ctx, heads, roofs)
}

// neighbours are all households of which a portion is a stretch, when all are read.
func (k *kindred) neighbours(ids []string) []string {
	if k.everyone == nil {
		return nil
	}
	return ids
}

// partOf reads the members and records of households that are kept in a county.
func (k *kindred) partOf(ctx context.Context, county string, ids, whole []string, roofs map[Ref]*roof) error {
	p, err := k.in(ctx, county)
	if err != nil {
		return err
	}
	err = k.read(ctx, p, kinMembers, []any{county}, ids, whole, func(m *kinRow) error {
		one := roofs[Ref{county, m.whose}]
		person, counts := k.member(m)
		switch {
		case one == nil || !counts || m.kind == Registered && k.declared[person]:
		case !slices.Contains(one.members, person):
			one.members = append(one.members, person)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return k.records(ctx, p, pack.OfHousehold, ids, whole, func(subject string) (string, *[]fact.Record) {
		if one := roofs[Ref{county, subject}]; one != nil {
			return one.head.ID, &one.records
		}
		return "", nil
	})
}

// in is what is known of a county, which may be another one.
func (k *kindred) in(ctx context.Context, county string) (*sight, error) {
	if county == k.home.county {
		return &k.home, nil
	}
	p, err := k.sight(ctx, county)
	return &p, err
}

// together puts households together. One in which nobody is left, because all
// have gone or are judged in the family they declared, is none.
func (k *kindred) together(ctx context.Context, heads []string, roofs map[Ref]*roof) ([]*fact.Kin, error) {
	var all []Ref
	list := make([]*roof, 0, len(heads))
	for _, id := range heads {
		if one := roofs[Ref{k.home.county, id}]; one.row != nil && len(one.members) > 0 {
			list = append(list, one)
			all = append(all, one.members...)
		}
	}
	people, err := k.people(ctx, all)
	if err == nil {
		err = k.origins(ctx, list)
	}
	if err != nil {
		return nil, err
	}
	out := make([]*fact.Kin, 0, len(list))
	for _, one := range list {
		kin, err := k.kin(one, people)
		if err != nil {
			return nil, err
		}
		if len(kin.Members) > 0 {
			out = append(out, kin)
		}
	}
	return out, nil
}

// kin is one household. People are in the order of their ids.
func (k *kindred) kin(one *roof, people map[Ref]*fact.Member) (*fact.Kin, error) {
	kin := &fact.Kin{Household: one.head.ID, Records: one.records}
	division, err := areaOf(&one.row.texts[0])
	if err != nil {
		return nil, err
	}
	if division != 0 {
		kin.Division = fullCode(division)
	}
	if core := k.r.core(HouseholdKind); core != nil && one.origin != nil {
		rec, err := k.record(core, one.head.ID, &k.home, one.origin, one.origin.texts[1])
		if err != nil {
			return nil, err
		}
		kin.Records = append(kin.Records, rec)
	}
	for _, person := range one.members {
		if m := people[person]; m != nil {
			kin.Members = append(kin.Members, *m)
		}
	}
	slices.SortFunc(kin.Members, func(a, b fact.Member) int { return strings.Compare(a.ID, b.ID) })
	return kin, nil
}

// origins finds the households in which the members of declared roofs are
// registered: where the family lives is known from there. A family whose members
// are registered in several has none, and nothing is guessed.
func (k *kindred) origins(ctx context.Context, list []*roof) error {
	var persons []string
	for _, one := range list {
		if one.row.kind != Declared {
			one.origin = one.row
			continue
		}
		for _, person := range one.members {
			for _, ref := range k.links.all(person) {
				if ref.County == k.home.county {
					persons = append(persons, ref.ID)
				}
			}
		}
	}
	registered := map[Ref]string{} // household, by person
	err := k.read(ctx, &k.home, kinBelongs, []any{k.home.county, k.home.county}, unique(persons), nil, func(m *kinRow) error {
		if person := k.links.end(Ref{m.texts[0], m.texts[1]}); m.kind == Registered && (registered[person] == "" || m.texts[1] == person.ID) {
			registered[person] = k.links.end(Ref{k.home.county, m.whose}).ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	known := map[string]*kinRow{}
	err = k.read(ctx, &k.home, kinHouseholds, []any{k.home.county}, unique(slices.Collect(maps.Values(registered))), nil, func(h *kinRow) error {
		known[h.ref.ID] = h
		return nil
	})
	for _, one := range list {
		if one.row.kind != Declared {
			continue
		}
		var of []string
		for _, person := range one.members {
			of = append(of, registered[person])
		}
		if of = unique(of); len(of) == 1 {
			one.origin = known[of[0]]
		}
	}
	return err
}
