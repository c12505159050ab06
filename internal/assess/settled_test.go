package assess

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// settledRows writes what Settle found as rows: who, which programme, the
// outcome, the amount and the number covered.
func settledRows(t tester, city *fact.City, s *Settled) []string {
	t.Helper()
	rows := []string{}
	for i := range s.Programmes {
		p := &s.Programmes[i]
		next := 0
		for subject, outcome := range p.Outcome {
			if outcome == rule.OutOfScope {
				continue
			}
			h := p.household(city.Table, uint32(subject))
			who := city.HouseholdID.At(h) + ","
			if p.Level == rule.Person {
				who += city.PersonID.At(subject)
			}
			amount, covered := "", ""
			if outcome == rule.Grant {
				if next == len(p.Grants) || p.Grants[next].Subject != uint32(subject) {
					t.Fatalf("%s grants %s and says no amount", p.Name, who)
				}
				amount, covered = p.Grants[next].Amount.String(), fmt.Sprint(p.Grants[next].Covered)
				next++
			}
			rows = append(rows, strings.Join([]string{who, p.Name, outcome.String(), amount, covered}, ","))
		}
		if next != len(p.Grants) {
			t.Fatalf("%s has an amount for somebody it does not grant anything", p.Name)
		}
	}
	slices.SortStableFunc(rows, compareRows)
	return rows
}

// short cuts the reasons and the missing facts off the counter's rows.
func short(rows []string) []string {
	out := []string{}
	for _, row := range rows {
		out = append(out, strings.Join(strings.Split(row, ",")[:6], ","))
	}
	return out
}

func TestARecheckSaysWhatTheCounterSaysOfRandomFamilies(t *testing.T) {
	t.Parallel()
	for name, divisions := range map[string][]string{
		"one program": {chongchuan, ""}, "a program for each county": {chongchuan, qidong, rudong, unlisted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packs := mustPacks(t)
			if len(divisions) > 2 {
				packs = countyPacks(t)
			}
			a := mustAssessor(t, packs, "nantong", "2025-06-30")
			facts, asOf := Facts(packs), mustDay(t, "2025-06-30")
			rapid.Check(t, func(t *rapid.T) {
				city := built(t, facts, drawFamilies(t, facts, asOf), divisions)
				for h := range city.RejectedHousehold {
					city.RejectedHousehold[h] = rapid.IntRange(0, 9).Draw(t, "rejected") == 0
				}
				settled, err := a.Settle(city, rapid.IntRange(1, 4).Draw(t, "workers"))
				if err != nil {
					t.Fatal(err)
				}
				if got, want := settledRows(t, city, settled), short(counterRows(t, a, city)); !slices.Equal(got, want) {
					t.Fatal(firstDifference(got, want))
				}
			})
		})
	}
}

func TestAskingForOneProgrammeChangesNothingInItsAnswers(t *testing.T) {
	t.Parallel()
	packs := countyPacks(t)
	all := mustAssessor(t, packs, "nantong", "2025-06-30")
	alone := map[string]*Assessor{}
	for _, name := range all.names {
		a, err := newAssessor(packs, all.city, all.asOf, nil, name, packs.Conflicts())
		if err != nil {
			t.Fatal(name, err)
		}
		alone[name] = a
	}
	facts := Facts(packs)
	rapid.Check(t, func(t *rapid.T) {
		city := built(t, facts, drawFamilies(t, facts, all.asOf), []string{chongchuan, qidong, rudong})
		want, err := all.Settle(city, 1)
		if err != nil {
			t.Fatal(err)
		}
		for name, a := range alone {
			got, err := a.grants(city, 2)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.programme(name).Grants, want.programme(name).Grants) {
				t.Fatalf("%s alone grants %v, among all %v", name, got.programme(name).Grants, want.programme(name).Grants)
			}
		}
	})
}
