package assess

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// TestAskingAboutOneProgrammeGivesWhatAskingAboutAllGives holds the short way,
// which looks at conflicts only where the programme grants something by itself,
// against the long one.
func TestAskingAboutOneProgrammeGivesWhatAskingAboutAllGives(t *testing.T) {
	t.Parallel()
	c := countyPacks(t)
	place, err := c.City("nantong")
	if err != nil {
		t.Fatal(err)
	}
	facts, asOf := Facts(c), mustDay(t, recheckDay)
	for _, values := range []map[string]string{
		{"low_standard": "1200"}, {"low_standard@320681": "500"}, {"dibao_vehicle_limit": "3", "tekun_basic": "1"}, {"tekun_elder_age": "75"},
	} {
		t.Run(fmt.Sprint(values), func(t *testing.T) {
			t.Parallel()
			whole, err := NewWhatIf(c, c, place, asOf, values, "")
			if err != nil {
				t.Fatal(err)
			}
			short := map[string]*WhatIf{}
			for _, name := range whole.now.whole.names {
				if short[name], err = NewWhatIf(c, c, place, asOf, values, name); err != nil {
					t.Fatal(name, err)
				}
			}
			rapid.Check(t, func(t *rapid.T) {
				city := sparse(t, facts, asOf)
				want, err := whole.County(city, 1)
				if err != nil {
					t.Fatal(err)
				}
				name := rapid.SampledFrom(whole.now.whole.names).Draw(t, "programme")
				got, err := short[name].County(without(city, short[name].Reads()), rapid.IntRange(1, 3).Draw(t, "workers"))
				if err != nil {
					t.Fatal(err)
				}
				mine := slices.DeleteFunc(slices.Clone(want), func(e Effect) bool { return e.Programme != name })
				if !slices.Equal(got, mine) {
					t.Fatalf("%s alone: %+v\namong all: %+v", name, got, mine)
				}
			})
		})
	}
}

// sparse is a city in which few households have members, so that it pays to
// look at few.
func sparse(t *rapid.T, facts []rule.Fact, asOf civil.Date) *fact.City {
	families := drawFamilies(t, facts, asOf)
	for range narrowFrom * len(families) {
		families = append(families, oracle.Family{})
	}
	families = rapid.Permutation(families).Draw(t, "order")
	city := built(t, facts, families, []string{chongchuan, qidong, rudong})
	for h := range city.RejectedHousehold {
		city.RejectedHousehold[h] = rapid.IntRange(0, 9).Draw(t, "rejected") == 0
	}
	return city
}

// without is a city with the columns of some facts only.
func without(city *fact.City, names []string) *fact.City {
	out, table := *city, *city.Table
	table.Columns = map[string]*rule.Column{}
	for _, name := range names {
		if c := city.Table.Columns[name]; c != nil {
			table.Columns[name] = c
		}
	}
	out.Table = &table
	return &out
}

func TestAChangedLawMustReadTheFactsThereAre(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	place, err := c.City("nantong")
	if err != nil {
		t.Fatal(err)
	}
	tree := copied(t)
	edit(t, tree, "base/facts.yaml",
		"      - {input: urban, name: urban, label: 城镇}\n      - {input: rural, name: rural, label: 农村}\n",
		"      - {input: rural, name: rural, label: 农村}\n      - {input: urban, name: urban, label: 城镇}\n")
	changed, err := pack.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewWhatIf(c, changed, place, mustDay(t, recheckDay), nil, "dibao"); !isCode(err, "whatif_fact") {
		t.Errorf("codes in another order: %v", err)
	}
}
