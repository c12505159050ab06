package sample

import (
	"slices"

	"lianxin/internal/civil"
)

// family is a planted household being put together: known facts, and the rows
// that the law gives for them.
type family struct {
	*figures
	city      *City
	household Household
	rows      []expectation
}

// expectation is a row of truth before the household has its number.
type expectation struct {
	member int // wholeHousehold, or the index of a member
	truth  Truth
	gaps   []gapName
}

// gapName names a missing fact of a member or, with wholeHousehold, of the family.
type gapName struct {
	member int
	fact   string
}

const wholeHousehold = -1

// aged gives a birthday half a year away from any change of age.
func (f *family) aged(years int) civil.Date {
	w := f.city.ages[years]
	return w.first.AddDays(w.days / 2)
}

// member adds somebody known to be alive, registered here and without income,
// and lets set change that.
func (f *family) member(k kin, years int, female bool, set func(*Person)) int {
	p := Person{kin: k, age: uint8(years), Birth: f.aged(years), Female: female, HukouLocal: true}
	if years < 16 || years >= 60 {
		p.Labour = LabourNone
	}
	p.Student = years >= 6 && years < 18
	if set != nil {
		set(&p)
	}
	f.household.Members = append(f.household.Members, p)
	return len(f.household.Members) - 1
}

func (f *family) grant(member int, programme string, amount civil.Fen, covered int, note string) {
	f.rows = append(f.rows, expectation{member: member,
		truth: Truth{Programme: programme, Outcome: granting, Amount: amount, Covered: covered, Note: note}})
}

// refuse takes the reasons in any order.
func (f *family) refuse(member int, programme, note string, reasons ...string) {
	slices.Sort(reasons)
	f.rows = append(f.rows, expectation{member: member,
		truth: Truth{Programme: programme, Outcome: refusing, Reasons: reasons, Note: note}})
}

func (f *family) undecided(member int, programme, note string, gaps ...gapName) {
	f.rows = append(f.rows, expectation{member: member, gaps: gaps,
		truth: Truth{Programme: programme, Outcome: undecided, Note: note}})
}

// choice is the case that the law leaves to the person.
func (f *family) choice(member int, programme, note string) {
	f.rows = append(f.rows, expectation{member: member,
		truth: Truth{Programme: programme, Outcome: undecided, Missing: []string{"choice"}, Note: note}})
}

func (f *family) none(member int, programme, note string) {
	f.rows = append(f.rows, expectation{member: member,
		truth: Truth{Programme: programme, Outcome: noRow, Note: note}})
}

// settle gives the family its place in the city and turns its expectations into
// rows of truth.
func (f *family) settle(number int, at place, inForce func(string) bool) []Truth {
	f.household.Number = number
	f.household.Division, f.household.Rural = at.code, at.rural
	home := string(appendHouseholdID(nil, number))
	var rows []Truth
	for _, e := range f.rows {
		if inForce != nil && !inForce(e.truth.Programme) {
			continue
		}
		t := e.truth
		t.HouseholdID = home
		if e.member != wholeHousehold {
			t.PersonID = string(appendPersonID(nil, number, e.member))
		}
		for _, g := range e.gaps {
			owner := "household"
			if g.member != wholeHousehold {
				owner = string(appendPersonID(nil, number, g.member))
			}
			t.Missing = append(t.Missing, owner+":"+g.fact)
		}
		slices.Sort(t.Missing)
		rows = append(rows, t)
	}
	return rows
}

// plant works out all families and spreads them evenly over the city.
func (c *City) plant(o Options) error {
	c.planted = map[int]*family{}
	var families []*family
	for _, story := range stories {
		f := &family{figures: &figures{get: o.Param, rural: story.rural}, city: c}
		f.household.HukouLocal, f.household.HousingUnits = true, 1
		f.standard() // without it no family means what it says
		story.tell(f)
		if f.missing {
			continue // a figure of that day is unknown, so nobody can say what is right
		}
		families = append(families, f)
	}
	used := map[reservation]uint16{}
	for i, f := range families {
		n := i*(c.households/len(families)) + c.households/len(families)/2
		for m := range f.household.Members {
			p := &f.household.Members[m]
			r := reservation{birth: p.Birth, female: p.Female}
			p.sequence = sequence(used[r], p.Female)
			used[r]++
			c.reserved = append(c.reserved, r)
		}
		rows := f.settle(n+1, c.places.fixed(i, f.rural), o.InForce)
		c.truth = append(c.truth, rows...)
		c.planted[n] = f
	}
	if len(c.truth) == 0 {
		return civil.Refuse("sample_parameter_unknown", "%s在%s没有可用的政策标准，样例城市无法埋入已知家庭，请换一个日期或补充参数。", c.plan.Title, o.AsOf)
	}
	slices.SortStableFunc(c.truth, compareTruth)
	return nil
}
