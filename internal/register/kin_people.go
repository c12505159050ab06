package register

import (
	"context"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// members reads some people of the county with their records.
func (k *kindred) members(ctx context.Context, ids []string) ([]*fact.Member, error) {
	refs := make([]Ref, len(ids))
	for i, id := range ids {
		refs[i] = Ref{k.home.county, id}
	}
	people, err := k.people(ctx, refs)
	if err != nil {
		return nil, err
	}
	list := slices.Collect(maps.Values(people))
	slices.SortFunc(list, func(a, b *fact.Member) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// people reads people and what is recorded of them and of all that were merged
// into them, each from the county where it is kept.
func (k *kindred) people(ctx context.Context, all []Ref) (map[Ref]*fact.Member, error) {
	people := map[Ref]*fact.Member{}
	cores, records := map[string][]string{}, map[string][]string{} // ids by county
	for _, person := range all {
		cores[person.County] = append(cores[person.County], person.ID)
		for _, ref := range k.links.all(person) {
			records[ref.County] = append(records[ref.County], ref.ID)
		}
	}
	for _, county := range slices.Sorted(maps.Keys(cores)) {
		if err := k.persons(ctx, county, unique(cores[county]), people); err != nil {
			return nil, err
		}
	}
	for _, county := range slices.Sorted(maps.Keys(records)) {
		if err := k.recordsOf(ctx, county, unique(records[county]), people); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// persons reads what the register of persons says of people of a county. Who has
// no record there on the day is not among the people.
func (k *kindred) persons(ctx context.Context, county string, ids []string, people map[Ref]*fact.Member) error {
	if k.unasked {
		for _, id := range ids {
			people[Ref{county, id}] = &fact.Member{ID: id}
		}
		return nil
	}
	p, err := k.in(ctx, county)
	if err != nil {
		return err
	}
	core, moved := k.r.core(PersonKind), false
	rows := &reading{sight: p, day: k.as.Day, watch: func(versions []*kinRow) {
		moved = slices.ContainsFunc(versions, func(v *kinRow) bool { return v.texts[5] != versions[0].texts[5] })
	}}
	statements := kinPersons
	if k.placeOnly {
		statements = kinPlaces
	}
	return k.readInto(ctx, rows, statements, []any{county}, ids, k.everyoneOf(county), func(row *kinRow) error {
		if _, wanted := slices.BinarySearch(ids, row.ref.ID); !wanted {
			return nil
		}
		m := &fact.Member{ID: row.ref.ID, Moved: moved}
		for _, ref := range k.links.all(row.ref)[1:] {
			m.Merged = append(m.Merged, ref.ID)
		}
		if core != nil {
			rec, err := k.record(core, m.ID, p, row, row.texts[6])
			if err != nil {
				return err
			}
			if err := columns(core, row, &rec); err != nil {
				return err
			}
			m.Records = append(make([]fact.Record, 0, 8), rec)
		}
		people[row.ref] = m
		return nil
	})
}

// everyoneOf are all people of the county, when all of it is read.
func (k *kindred) everyoneOf(county string) []string {
	if county == k.home.county {
		return k.everyone
	}
	return nil
}

// columns fills in what stands in columns of the table of persons.
func columns(core *pack.Register, row *kinRow, rec *fact.Record) error {
	for i := range core.Fields {
		switch f := &core.Fields[i]; f.Name {
		case "id_type":
			rec.Values[i] = factValue(codeValue(f, row.texts[2]))
		case "sex":
			rec.Values[i] = factValue(codeValue(f, row.texts[0]))
		case "birth_date":
			if day, err := dayOf(&row.texts[1]); row.texts[1] != "" {
				if err != nil {
					return err
				}
				rec.Values[i] = fact.Value{Known: true, Number: int64(*day)}
			}
		case "nation":
			rec.Values[i] = fact.Value{Known: row.texts[3] != "", Text: row.texts[3]}
		case "former_name":
			rec.Values[i] = fact.Value{Known: row.texts[4] != "", Text: row.texts[4]}
		case "registered_division":
			if row.texts[5] != "" {
				area, err := areaOf(&row.texts[5])
				if err != nil {
					return err
				}
				rec.Values[i] = fact.Value{Known: area != 0, Number: int64(area)}
			}
		}
	}
	return nil
}

// codeValue is a code by its name or by what files carry.
func codeValue(f *pack.Field, text string) Value {
	at, known := f.Code(text)
	return Value{Known: known && text != "", Int: int64(at)}
}

// recordsOf reads what declared registers say of people of a county.
func (k *kindred) recordsOf(ctx context.Context, county string, ids []string, people map[Ref]*fact.Member) error {
	p, err := k.in(ctx, county)
	if err != nil {
		return err
	}
	return k.records(ctx, p, pack.OfPerson, ids, k.everyoneOf(county), func(subject string) (string, *[]fact.Record) {
		if m := people[k.links.end(Ref{county, subject})]; m != nil {
			return m.ID, &m.Records
		}
		return "", nil
	})
}

// records reads what declared registers say of some subjects. into says whose
// the records of a subject are, and where they go; nil for nowhere.
func (k *kindred) records(ctx context.Context, p *sight, about pack.Subject, ids, whole []string, into func(subject string) (string, *[]fact.Record)) error {
	registers := k.present[about]
	if p != &k.home {
		registers = k.wanted[about]
	}
	for _, name := range registers {
		reg := k.r.catalogue.Register(name)
		rows := &reading{sight: p, day: k.as.Day, ended: slices.Contains(k.ended, name)}
		err := k.readInto(ctx, rows, kinRecords, []any{p.county, name}, ids, whole, func(row *kinRow) error {
			who, list := into(row.whose)
			if list == nil {
				return nil
			}
			rec, err := k.record(reg, who, p, row, row.texts[0])
			*list = append(*list, rec)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// record is a version as facts are made of it.
func (k *kindred) record(reg *pack.Register, subject string, p *sight, row *kinRow, payload string) (fact.Record, error) {
	out := fact.Record{
		Register: reg.Name, Subject: subject, Home: p.area, From: row.valid.From, To: row.valid.To, Values: make([]fact.Value, len(reg.Fields)),
	}
	if plainPayload(reg, payload, out.Values) {
		return out, nil
	}
	values := make([]Value, len(reg.Fields))
	if err := decode(reg, []byte(payload), values); err != nil {
		return out, err
	}
	for i := range values {
		out.Values[i] = fact.Value{}
		if !reg.Fields[i].Protected() {
			out.Values[i] = factValue(values[i])
		}
	}
	return out, nil
}

// factValue is a value as facts are made of it: those that are lists are not.
func factValue(v Value) fact.Value {
	if !v.Known || v.List != nil || v.Classes != nil {
		return fact.Value{}
	}
	return fact.Value{Known: true, Number: v.Int, Text: v.Text}
}
