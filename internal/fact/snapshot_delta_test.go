package fact

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// copyHousehold tells a builder all that a city knows of a household.
func copyHousehold(b *Builder, from *City, h int) {
	division := ""
	if from.Division[h] != 0 {
		division = fmt.Sprintf("%012d", int64(from.Division[h]))
	}
	b.Household(from.HouseholdID.At(h), division)
	copyFacts(from, &b.homes, h)
	for p := from.Table.Start[h]; p < from.Table.Start[h+1]; p++ {
		b.Person(from.PersonID.At(int(p)))
		copyFacts(from, &b.people, int(p))
	}
}

func copyFacts(from *City, to *pile, row int) {
	for i, f := range to.facts {
		c := from.Table.Columns[f.FullName()]
		switch {
		case c == nil:
		case c.Byte != nil:
			if c.Byte[row] != unknownByte(f) {
				to.values[i] = int64(c.Byte[row])
			}
		case c.Null != nil && c.Null[row] != 0:
		case c.I64 != nil:
			to.values[i] = c.I64[row]
		default:
			to.values[i] = int64(c.I32[row])
		}
	}
}

// fate draws what becomes of the households of a city that are not in its change.
func fate(t *rapid.T, base, change *City) (kept []int, removed []string) {
	for h := range base.Table.Households {
		id := base.HouseholdID.At(h)
		_, replaced := slices.BinarySearch(all(change.HouseholdID), id)
		switch {
		case replaced:
		case rapid.Bool().Draw(t, "removed"):
			removed = append(removed, id)
		default:
			kept = append(kept, h)
		}
	}
	return kept, removed
}

func TestAnOverlayEqualsTheCityBuiltAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, _, _ := drawCity(rt)
		change, _, _ := drawCity(rt)
		kept, removed := fate(rt, base, change)
		got, err := Overlay(base, Change{change, removed}, testFacts)
		b := NewBuilder(testFacts)
		for _, h := range kept {
			copyHousehold(b, base, h)
		}
		for h := range change.Table.Households {
			copyHousehold(b, change, h)
		}
		want, wrong := b.Build()
		if codeOf(t, err) != codeOf(t, wrong) {
			rt.Fatalf("the overlay says %v, a rebuild %v", err, wrong)
		}
		if err != nil {
			return
		}
		if what := differ(got, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
	})
}

func TestAHouseholdThatIsForgottenOrNamedTwiceIsRefused(t *testing.T) {
	t.Parallel()
	base := mustRead(t, "household_id\nh1\nh2\n", "person_id,household_id\np1,h1\np2,h2\n")
	moved := mustRead(t, "household_id\nh2\n", "person_id,household_id\np1,h2\np2,h2\n")
	empty := mustRead(t, "household_id\n", "person_id,household_id\n")
	for _, c := range []struct {
		name, want string
		change     Change
	}{
		{"a move that forgets where the person lived", "duplicate_person", Change{City: moved}},
		{"a move that tells both", "", Change{City: moved, Removed: []string{"h1"}}},
		{"a household that is changed and removed", "household_twice", Change{City: moved, Removed: []string{"h1", "h2"}}},
		{"a household that is removed twice", "household_twice", Change{City: empty, Removed: []string{"h1", "h2", "h1"}}},
		{"a household that was never there", "", Change{City: empty, Removed: []string{"h0", "h9"}}},
		{"nothing", "", Change{City: empty}},
	} {
		_, err := Overlay(base, c.change, testFacts)
		if code := codeOf(t, err); code != c.want {
			t.Errorf("%s: got %q, want %q", c.name, code, c.want)
		}
	}
	twice, err := Change{City: empty, Removed: []string{"h2", "h1"}}.Then(Change{City: empty, Removed: []string{"h2"}}, testFacts)
	if err != nil {
		t.Fatal(err)
	}
	if city, err := Overlay(base, twice, testFacts); err != nil || city.Table.Households != 0 {
		t.Errorf("households removed by two changes: %v", err)
	}
}
