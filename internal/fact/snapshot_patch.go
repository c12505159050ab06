package fact

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Most changes leave households and members as they are and say something else
// of a few of them in a few columns. The others need not be copied then.

// Amend is a city in which some people and their households have the facts that
// part says, and base's other ones; the others are as in base, and so is who
// belongs where. A household is in part when something of it or of one of its
// members is, but not every member need be. It shares memory with base.
func Amend(base, part *City, facts []rule.Fact) (*City, error) {
	o := &overlay{base: base, change: part}
	if err := o.seats(); err != nil {
		return nil, err
	}
	out, table := *base, *base.Table
	table.Columns = make(map[string]*rule.Column, len(base.Table.Columns))
	for name, c := range base.Table.Columns {
		table.Columns[name] = c
	}
	for i := range facts {
		name := facts[i].FullName()
		delete(table.Columns, name)
		if c := o.column(&facts[i]); c != nil {
			table.Columns[name] = c
		}
	}
	out.Table, out.Rejections, out.Warnings = &table, nil, nil
	if before, after := lasting(base), lasting(part); part.Until != nil {
		out.Until = slices.Clone(before)
		o.both(o.homes, func(row, fresh int) { out.Until[row] = min(before[row], after[fresh]) })
	}
	return &out, nil
}

// seats finds the rows of base for which part stands.
func (o *overlay) seats() error {
	at, base, part := 0, o.base, o.change
	for h := range part.Table.Households {
		next, found := base.HouseholdID.search(at, part.HouseholdID.At(h))
		if !found {
			return civil.Refuse("amend_household", "要更新的户“%s”不在原来的事实中，请重新生成这个县的事实。", part.HouseholdID.At(h))
		}
		o.homes = put(put(o.homes, span{false, at, next}), span{true, h, h + 1})
		o.people = put(o.people, span{false, int(base.Table.Start[at]), int(base.Table.Start[next])})
		person := int(base.Table.Start[next])
		for p := int(part.Table.Start[h]); p < int(part.Table.Start[h+1]); p++ {
			from := person
			for person < int(base.Table.Start[next+1]) && base.PersonID.At(person) != part.PersonID.At(p) {
				person++
			}
			if person == int(base.Table.Start[next+1]) {
				return civil.Refuse("amend_person", "要更新的人员“%s”不在原来的户中，请重新生成这个县的事实。", part.PersonID.At(p))
			}
			o.people = put(put(o.people, span{false, from, person}), span{true, p, p + 1})
			person++
		}
		o.people = put(o.people, span{false, person, int(base.Table.Start[next+1])})
		at = next + 1
	}
	o.homes = put(o.homes, span{false, at, base.Table.Households})
	o.people = put(o.people, span{false, int(base.Table.Start[at]), base.Table.Persons()})
	return nil
}

// both calls f for every fresh row with the row of the whole it stands on.
func (o *overlay) both(spans []span, f func(row, fresh int)) {
	at := 0
	for _, s := range spans {
		if s.fresh {
			for i := range s.to - s.from {
				f(at+i, s.from+i)
			}
		}
		at += s.to - s.from
	}
}

// sameMembers says whether the households of the change are all in base and have
// the members they have there, so that every fresh row stands on its own row of base.
func (o *overlay) sameMembers() bool {
	base, change := o.base, o.change
	if length(o.homes) != base.Table.Households || length(o.people) != base.Table.Persons() {
		return false
	}
	same := true
	o.both(o.homes, func(row, fresh int) {
		same = same && base.HouseholdID.At(row) == change.HouseholdID.At(fresh) &&
			base.Table.Start[row+1]-base.Table.Start[row] == change.Table.Start[fresh+1]-change.Table.Start[fresh]
	})
	if same {
		o.both(o.people, func(row, fresh int) { same = same && base.PersonID.At(row) == change.PersonID.At(fresh) })
	}
	return same
}

// patched is the city when the members are the same: with base's ids, and its
// columns where the change says nothing else.
func (o *overlay) patched(facts []rule.Fact) *City {
	base, change := o.base, o.change
	table := &rule.Table{Households: base.Table.Households, Start: base.Table.Start, Columns: map[string]*rule.Column{}}
	o.joined(table, facts, func(f *rule.Fact) *rule.Column {
		if o.sameColumn(f) {
			return base.Table.Columns[f.FullName()]
		}
		return o.column(f)
	})
	return &City{
		HouseholdID: base.HouseholdID, PersonID: base.PersonID, Table: table,
		Division: splice(o.homes, base.Division, change.Division, 0), Until: o.until(),
		RejectedHousehold: splice(o.homes, base.RejectedHousehold, change.RejectedHousehold, 0),
	}
}

// sameColumn says whether the change says of a fact what base says.
func (o *overlay) sameColumn(f *rule.Fact) bool {
	spans := o.homes
	if f.Level == rule.Person {
		spans = o.people
	}
	base, change := o.base.Table.Columns[f.FullName()], o.change.Table.Columns[f.FullName()]
	if base == nil && change == nil {
		return true
	}
	same := true
	o.both(spans, func(row, fresh int) { same = same && cellOf(f, base, row) == cellOf(f, change, fresh) })
	return same
}

// cell is what a column holds in a row.
type cell struct {
	value int64
	null  bool
}

func cellOf(f *rule.Fact, c *rule.Column, row int) cell {
	switch {
	case c == nil && isByte(f):
		return cell{value: int64(unknownByte(f))}
	case c == nil:
		return cell{null: true}
	case c.Byte != nil:
		return cell{value: int64(c.Byte[row])}
	}
	out := cell{null: c.Null != nil && c.Null[row] != 0}
	if c.I64 != nil {
		out.value = c.I64[row]
	} else {
		out.value = int64(c.I32[row])
	}
	return out
}
