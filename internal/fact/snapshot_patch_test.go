package fact

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/rule"
)

// redrawn is a city with the households and members of another one, and other facts.
func redrawn(t *rapid.T, of *City) *City {
	b := NewBuilder(testFacts)
	for h := range of.Table.Households {
		division := ""
		if of.Division[h] != 0 {
			division = fmt.Sprintf("%012d", int64(of.Division[h]))
		}
		b.Household(of.HouseholdID.At(h), division)
		drawRow(t, b, rule.Household, drawn{})
		for p := of.Table.Start[h]; p < of.Table.Start[h+1]; p++ {
			b.Person(of.PersonID.At(int(p)))
			drawRow(t, b, rule.Person, drawn{})
		}
	}
	city, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return city
}

// some is a row with some facts of one city and the others of another.
func some(to *pile, base, other *City, row int, facts []rule.Fact) {
	copyFacts(base, to, row)
	before := slices.Clone(to.values)
	for i := range to.values {
		to.values[i] = unknown
	}
	copyFacts(other, to, row)
	for i, f := range to.facts {
		if !slices.ContainsFunc(facts, func(o rule.Fact) bool { return o.FullName() == f.FullName() }) {
			to.values[i] = before[i]
		}
	}
}

func TestAnAmendedCityHasSomeFactsOfSomePeopleAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, _, _ := drawCity(rt)
		other := redrawn(rt, base)
		var facts []rule.Fact
		for _, f := range testFacts {
			if rapid.Bool().Draw(rt, f.FullName()) {
				facts = append(facts, f)
			}
		}
		part, want := NewBuilder(testFacts), NewBuilder(testFacts)
		for h := range base.Table.Households {
			division := ""
			if base.Division[h] != 0 {
				division = fmt.Sprintf("%012d", int64(base.Division[h]))
			}
			amended := rapid.Bool().Draw(rt, "amended")
			want.Household(base.HouseholdID.At(h), division)
			copyFacts(base, &want.homes, h)
			if amended {
				part.Household(base.HouseholdID.At(h), "")
				copyFacts(other, &part.homes, h)
				some(&want.homes, base, other, h, facts)
			}
			for p := int(base.Table.Start[h]); p < int(base.Table.Start[h+1]); p++ {
				want.Person(base.PersonID.At(p))
				copyFacts(base, &want.people, p)
				if amended && rapid.Bool().Draw(rt, "member") {
					part.Person(base.PersonID.At(p))
					copyFacts(other, &part.people, p)
					some(&want.people, base, other, p, facts)
				}
			}
		}
		built, err := part.Build()
		if err != nil {
			rt.Fatal(err)
		}
		got, err := Amend(base, built, facts)
		if err != nil {
			rt.Fatal(err)
		}
		anew, err := want.Build()
		if err != nil {
			rt.Fatal(err)
		}
		if what := differ(got, anew); what != "" {
			rt.Fatalf("%s differ", what)
		}
	})
}

func TestChangesAreLaidOverWithoutCopyingWhatStaysTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, _, _ := drawCity(rt)
		other := redrawn(rt, base)
		var rows []int
		for h := range base.Table.Households {
			if rapid.Bool().Draw(rt, "changed") {
				rows = append(rows, h)
			}
		}
		change := Change{City: other.Select(rows)}
		got, shared, err := laid(base, change, testFacts)
		if err != nil || !shared {
			rt.Fatal(shared, err)
		}
		want, err := Overlay(base, change, testFacts)
		if err != nil {
			rt.Fatal(err)
		}
		if what := differ(got, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
		for name, c := range base.Table.Columns {
			if len(rows) == 0 && got.Table.Columns[name] != c {
				rt.Fatalf("%s was copied", name)
			}
		}
	})
}

func TestChangesOfMembersAreLaidOverAsAWhole(t *testing.T) {
	t.Parallel()
	base := smallCity(t)
	after, change := movedCity(t)
	got, shared, err := laid(base, change, testFacts)
	if err != nil || shared {
		t.Fatal(shared, err)
	}
	if what := differ(got, after); what != "" && what != "rejections" {
		t.Errorf("%s differ", what)
	}
}

func TestWhoeverIsNotThereCannotBeAmended(t *testing.T) {
	t.Parallel()
	base := smallCity(t)
	for code, row := range map[string][2]string{
		"amend_household": {"nowhere", "nobody"}, "amend_person": {base.HouseholdID.At(0), "nobody"},
	} {
		b := NewBuilder(testFacts)
		b.Household(row[0], "")
		b.Person(row[1])
		part, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Amend(base, part, testFacts); codeOf(t, err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
}
