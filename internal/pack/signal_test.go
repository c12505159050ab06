package pack

import (
	"slices"
	"testing"

	"lianxin/internal/rule"
)

func TestEveryShippedSignalCompilesForEveryCity(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	if len(c.Signals()) < 12 {
		t.Fatalf("%d signals shipped", len(c.Signals()))
	}
	for _, city := range c.Cities() {
		policy, err := c.SignalPolicy(city.Region, day(t, "2025-06-30"), c.Signals())
		if err != nil {
			t.Fatal(err)
		}
		program, err := rule.Compile(policy)
		if err != nil {
			t.Fatalf("%s: %v", city.Name, err)
		}
		for i, s := range c.Signals() {
			if policy.Programmes[i].Name != "signal_"+s.Name {
				t.Errorf("place %d is %s, want the signal %s", i, policy.Programmes[i].Name, s.Name)
			}
			if reads := program.Reads("signal_" + s.Name); len(reads) == 0 {
				t.Errorf("%s reads no fact", s.Name)
			}
			for _, name := range []string{s.Days, s.Months} {
				if _, err := c.Number(name, city.Region, day(t, "2025-06-30")); err != nil {
					t.Errorf("%s in %s: %v", name, city.Name, err)
				}
			}
		}
	}
}

func TestASignalKeepsOnlyWhatItRestsUpon(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	policy, err := c.SignalPolicy("320500", day(t, "2025-06-30"), []*Signal{c.Signal("elder_not_paid")})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i := range policy.Programmes {
		names = append(names, policy.Programmes[i].Name)
	}
	if !slices.Equal(names, []string{"signal_elder_not_paid", "elder"}) {
		t.Errorf("programmes %v", names)
	}
}

func TestWhatIsPaidIsNoFactForRules(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	policy, _, err := c.Policy("320500", day(t, "2025-06-30"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(policy.Facts, func(f rule.Fact) bool { return f.FullName() == PaidFact(rule.Household, "dibao") }) {
		t.Error("a rule could ask what is paid to decide what is due")
	}
}

func TestTiersStandInOrderAndHaveTheNamesOfTheirRegion(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	var names []string
	for _, tier := range c.Tiers() {
		names = append(names, tier.Name)
	}
	if !slices.Equal(names, tierNames) {
		t.Errorf("tiers are %v", names)
	}
	t1 := c.Tier("T1")
	if got := t1.TitleIn("320507"); got != "特困" {
		t.Errorf("in a county of Suzhou it is called %s", got)
	}
	if got := t1.TitleIn("320613"); got != "特困人员" {
		t.Errorf("in Nantong it is called %s", got)
	}
	if c.TierOf("dibao_single") != c.Tier("T2") || c.TierOf("elder") != nil {
		t.Error("a programme gives another tier")
	}
}
