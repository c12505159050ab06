package register

import (
	"context"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// origins are the households in which the members of declared families are
// registered, by family: where the family lives is known from there. A family
// whose members are registered in several has none, and nothing is guessed.
func (k *kindred) origins(ctx context.Context, households []*Household, members map[string][]Ref) (map[string]*Household, error) {
	var persons []string
	for _, h := range households {
		for _, person := range members[h.ID] {
			if h.Kind == Declared && person.County == k.county {
				persons = append(persons, person.ID)
			}
		}
	}
	registered := map[string]string{} // by person
	for part := range slices.Chunk(unique(persons), batch) {
		err := eachThing(ctx, k.q, scanMember, k.day, func(m *Member) error {
			registered[m.Person.ID] = m.Household
			return nil
		}, kinRegistered, fill([]any{k.county, k.seq, string(Registered)}, part)...)
		if err != nil {
			return nil, err
		}
	}
	known := map[string]*Household{}
	for part := range slices.Chunk(unique(slices.Collect(maps.Values(registered))), batch) {
		err := eachThing(ctx, k.q, scanHousehold, k.day, func(h *Household) error {
			known[h.ID] = h
			return k.r.readExtra(HouseholdKind, h.Ref, &h.More)
		}, kinHouseholds, fill([]any{k.county, k.seq, string(Residence)}, part)...)
		if err != nil {
			return nil, err
		}
	}
	origins := map[string]*Household{}
	for _, h := range households {
		if h.Kind != Declared {
			origins[h.ID] = h
			continue
		}
		var of []string
		for _, person := range members[h.ID] {
			of = append(of, registered[person.ID])
		}
		if of = unique(of); len(of) == 1 {
			origins[h.ID] = known[of[0]]
		}
	}
	return origins, nil
}

// people reads the members of some households, those of other counties from
// where they are kept.
func (k *kindred) people(ctx context.Context, members map[string][]Ref) (map[Ref]*fact.Member, error) {
	byCounty := map[string][]string{}
	for _, list := range members {
		for _, person := range list {
			byCounty[person.County] = append(byCounty[person.County], person.ID)
		}
	}
	people := map[Ref]*fact.Member{}
	for county, ids := range byCounty {
		seq, home := k.seq, k.home
		if county != k.county {
			var err error
			if seq, err = (AsOf{Day: k.day}).seq(ctx, k.q, county); err != nil {
				return nil, err
			}
			if home, err = civil.ParseArea(county); err != nil {
				return nil, err
			}
		}
		slices.Sort(ids)
		for part := range slices.Chunk(slices.Compact(ids), batch) {
			if err := k.peopleOf(ctx, county, seq, home, part, people); err != nil {
				return nil, err
			}
		}
	}
	return people, nil
}

func (k *kindred) peopleOf(ctx context.Context, county string, seq int64, home civil.Area, ids []string, people map[Ref]*fact.Member) error {
	core := k.r.core(PersonKind)
	err := eachThing(ctx, k.q, scanPerson, k.day, func(p *Person) error {
		m := &fact.Member{ID: p.ID}
		if core != nil {
			if err := k.r.readExtra(PersonKind, p.Ref, &p.More); err != nil {
				return err
			}
			m.Records = append(m.Records, k.record(core, p.ID, home, p.Valid, p.values(core)))
		}
		people[p.Ref] = m
		return nil
	}, kinPersons, fill([]any{county, seq, ""}, ids)...)
	if err != nil {
		return err
	}
	records, err := k.records(ctx, county, seq, home, pack.OfPerson, ids)
	if err != nil {
		return err
	}
	for id, list := range records {
		if m := people[Ref{county, id}]; m != nil {
			m.Records = append(m.Records, list...)
		}
	}
	return nil
}

// records reads what declared registers say of some subjects.
func (k *kindred) records(ctx context.Context, county string, seq int64, home civil.Area, about pack.Subject, ids []string) (map[string][]fact.Record, error) {
	found := map[string][]fact.Record{}
	for registers := range slices.Chunk(k.present[about], registersAtOnce) {
		args := fill([]any{county, seq, ""}, ids)
		for i := range registersAtOnce {
			args = append(args, registers[min(i, len(registers)-1)])
		}
		err := eachThing(ctx, k.q, k.r.scanRecord, k.day, func(rec *Record) error {
			reg := k.r.catalogue.Register(rec.Register)
			found[rec.Subject] = append(found[rec.Subject], k.record(reg, rec.Subject, home, rec.Valid, rec.Values))
			return nil
		}, kinRecords, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (k *kindred) record(reg *pack.Register, subject string, home civil.Area, valid Span, values []Value) fact.Record {
	out := fact.Record{Register: reg.Name, Subject: subject, Home: home, From: valid.From, To: valid.To, Values: make([]fact.Value, len(values))}
	for i, v := range values {
		if v.Known && v.List == nil && v.Classes == nil && !reg.Fields[i].Protected() {
			out.Values[i] = fact.Value{Known: true, Number: v.Int, Text: v.Text}
		}
	}
	return out
}

// kin puts a household together. People are in the order of their ids.
func (k *kindred) kin(h, origin *Household, members []Ref, people map[Ref]*fact.Member, records []fact.Record) *fact.Kin {
	kin := &fact.Kin{Household: h.ID, Records: records}
	if h.Division != 0 {
		kin.Division = fullCode(h.Division)
	}
	if core := k.r.core(HouseholdKind); core != nil && origin != nil {
		kin.Records = append(kin.Records, k.record(core, h.ID, k.home, origin.Valid, origin.More.Values))
	}
	for _, person := range members {
		if m := people[person]; m != nil {
			kin.Members = append(kin.Members, *m)
		}
	}
	slices.SortFunc(kin.Members, func(a, b fact.Member) int { return strings.Compare(a.ID, b.ID) })
	return kin
}

// values are what the register of persons says of one, field by field; the
// telephone is sealed and stays unknown.
func (p *Person) values(core *pack.Register) []Value {
	values := make([]Value, len(core.Fields))
	copy(values, p.More.Values)
	for i := range core.Fields {
		switch f := &core.Fields[i]; f.Name {
		case "id_type":
			values[i] = codeValue(f, p.IDType)
		case "sex":
			values[i] = codeValue(f, p.Sex)
		case "birth_date":
			if p.Birth != nil {
				values[i] = Value{Known: true, Int: int64(*p.Birth)}
			}
		case "nation":
			values[i] = Value{Known: p.Nation != "", Text: p.Nation}
		case "former_name":
			values[i] = Value{Known: p.FormerName != "", Text: p.FormerName}
		case "registered_division":
			values[i] = Value{Known: p.HukouDivision != 0, Int: int64(p.HukouDivision)}
		}
	}
	return values
}

// codeValue is a code by its name or by what files carry.
func codeValue(f *pack.Field, text string) Value {
	at, known := f.Code(text)
	return Value{Known: known && text != "", Int: int64(at)}
}
