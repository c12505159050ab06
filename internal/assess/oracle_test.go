package assess

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// TestTheRealPacksAreJudgedAsCelGoDoes holds the compiled programmes of the four
// cities against cel-go's interpreter on random families: outcome, amount,
// covered persons, reasons and the sorted names of what is missing.
func TestTheRealPacksAreJudgedAsCelGoDoes(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	facts := Facts(c)
	compared := &tallied{counts: map[string]int{}}
	t.Cleanup(func() { compared.demand(t, c) })
	for _, at := range judgedDays {
		t.Run(at.city+" on "+at.day, func(t *testing.T) {
			t.Parallel()
			asOf := mustDay(t, at.day)
			place, err := c.City(at.city)
			if err != nil {
				t.Fatal(err)
			}
			policy, _, err := c.Policy(place.Region, asOf, nil)
			if err != nil {
				t.Fatal(err)
			}
			program, err := rule.Compile(policy)
			if err != nil {
				t.Fatal(err)
			}
			second, err := oracle.New(policy)
			if err != nil {
				t.Fatal(err)
			}
			rapid.Check(t, func(t *rapid.T) {
				families := drawFamilies(t, facts, asOf)
				city := built(t, facts, families, []string{""})
				counter := program.NewCounter()
				for h, family := range families {
					elsewhere := make([]bool, len(family.Members))
					for m, values := range family.Members {
						elsewhere[m] = rapid.IntRange(0, 5).Draw(t, "elsewhere") == 0
						values["covered_elsewhere"] = elsewhere[m]
					}
					compared.add(compareWithOracle(t, counter, second, city.Table, h, family, elsewhere))
				}
			})
		})
	}
}

func compareWithOracle(t *rapid.T, counter *rule.Counter, second *oracle.Oracle, table *rule.Table, h int, family oracle.Family, elsewhere []bool) []rule.Answer {
	answers, err := counter.Family(table, h, elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	want, err := second.Answers(family)
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(want) {
		t.Fatalf("household %d: %d answers, cel-go gives %d", h, len(answers), len(want))
	}
	for i, a := range answers {
		missing := missingNames(counter.Missing(a), func(member int) string { return fmt.Sprint(member) })
		got := oracle.Answer{
			Programme: a.Programme, Member: a.Member, Outcome: a.Outcome.String(), Amount: int64(a.Amount), Covered: int64(a.Covered),
			Reasons: slices.Clone(counter.Reasons(a)), Missing: missing,
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want[i]) {
			t.Fatalf("household %d:\n   got %+v\ncel-go %+v", h, got, want[i])
		}
	}
	return answers
}

// tallied counts how often each outcome of each programme was compared.
type tallied struct {
	mutex  sync.Mutex
	counts map[string]int
}

func (c *tallied) add(answers []rule.Answer) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, a := range answers {
		c.counts[a.Programme+" "+a.Outcome.String()]++
	}
}

// demand fails the test where some outcome never occurred, for then nothing was compared.
func (c *tallied) demand(t *testing.T, packs *pack.Catalogue) {
	if t.Failed() {
		return
	}
	for _, p := range packs.Programmes() {
		for _, outcome := range outcomes {
			if c.counts[p.Name+" "+outcome.String()] == 0 {
				t.Errorf("%s %s never occurred", p.Name, outcome)
			}
		}
	}
}
