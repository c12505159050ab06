package assess

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// moneyNear are amounts in fen at which the law of the four cities turns, and their neighbours.
var moneyNear = []int64{0, 0, 0, 1, 50_000, 70_999, 71_000, 71_001, 94_500, 104_500, 106_499, 106_500, 141_750, 156_750, 209_000, 120_000, 300_000, 500_000, 505_050, 2_880_001, 4_000_000}

// draw picks one value of a fact: mostly an ordinary one, so that several programmes grant.
func draw(t *rapid.T, f *rule.Fact, asOf civil.Date, unknown int) any {
	if rapid.IntRange(0, 99).Draw(t, "known") < unknown {
		return nil
	}
	ordinary := rapid.IntRange(0, 4).Draw(t, "ordinary") > 0
	switch f.Kind {
	case rule.Bool:
		usual := f.Name == "alive" || f.Name == "hukou_local" || f.Name == "supporter_unable"
		if f.Name == "severe_illness" {
			return rapid.Bool().Draw(t, f.Name)
		}
		return usual == (ordinary || rapid.Bool().Draw(t, f.Name))
	case rule.Code:
		if ordinary && f.Codes[0].Name == "none" && rapid.Bool().Draw(t, "none") {
			return "none"
		}
		return rapid.SampledFrom(f.Codes).Draw(t, f.Name).Name
	case rule.Date:
		year := rapid.SampledFrom([]int{0, 5, 15, 16, 17, 18, 30, 45, 59, 60, 75, 80, 90, 100}).Draw(t, "age")
		y, m, d := asOf.YMD()
		if m == 2 && d == 29 {
			d = 28
		}
		birth, err := civil.NewDate(y-year, m, d)
		if err != nil {
			t.Fatal(err)
		}
		return min(int64(birth)+int64(rapid.IntRange(-1, 1).Draw(t, "day")), int64(asOf))
	case rule.Money:
		if ordinary && (f.Name == "wage" || f.Name == "rigid_spending_12m") {
			return rapid.SampledFrom(moneyNear).Draw(t, f.Name)
		}
		if ordinary {
			return rapid.SampledFrom(moneyNear[:5]).Draw(t, f.Name)
		}
		return max(f.Min, min(f.Max, rapid.OneOf(rapid.SampledFrom(moneyNear), rapid.Int64Range(-100_000, 500_000)).Draw(t, f.Name)))
	}
	if ordinary {
		return max(f.Min, 0)
	}
	return rapid.Int64Range(f.Min, min(f.Max, f.Min+6)).Draw(t, f.Name)
}

// drawFamilies draws families with facts missing here and there.
func drawFamilies(t *rapid.T, facts []rule.Fact, asOf civil.Date) []oracle.Family {
	unknown := rapid.SampledFrom([]int{0, 0, 1, 3, 25}).Draw(t, "unknown")
	families := make([]oracle.Family, rapid.IntRange(1, 6).Draw(t, "households"))
	for h := range families {
		values := func(level rule.Level) map[string]any {
			out := map[string]any{}
			for i := range facts {
				if f := &facts[i]; f.Level == level && !f.Engine {
					out[f.Name] = draw(t, f, asOf, unknown)
				}
			}
			return out
		}
		families[h].Household = values(rule.Household)
		for range rapid.IntRange(0, 4).Draw(t, "members") {
			families[h].Members = append(families[h].Members, values(rule.Person))
		}
	}
	return families
}

// built lays families out as a city; household 3 is h003, its second member h003p1.
func built(t *rapid.T, facts []rule.Fact, families []oracle.Family, divisions []string) *fact.City {
	b := fact.NewBuilder(facts)
	set := func(level rule.Level, values map[string]any) {
		for i := range facts {
			f := &facts[i]
			if f.Level != level || f.Engine {
				continue
			}
			switch v := values[f.Name].(type) {
			case bool:
				b.Bool(i, v)
			case string:
				b.Code(i, slices.IndexFunc(f.Codes, func(c rule.CodeValue) bool { return c.Name == v }))
			case int64:
				switch f.Kind {
				case rule.Money:
					b.Money(i, civil.Fen(v))
				case rule.Date:
					b.Date(i, civil.Date(v))
				default:
					b.Count(i, v)
				}
			}
		}
	}
	for h, f := range families {
		id := fmt.Sprintf("h%03d", h)
		b.Household(id, rapid.SampledFrom(divisions).Draw(t, "division"))
		set(rule.Household, f.Household)
		for m, values := range f.Members {
			b.Person(fmt.Sprintf("%sp%d", id, m))
			set(rule.Person, values)
		}
	}
	city, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return city
}
