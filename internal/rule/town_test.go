package rule_test

import (
	"math/rand/v2"
	"testing"

	"lianxin/internal/rule"
)

// town is a policy written for people to read: two household programmes, a
// personal one on ages, and one that asks whether another is granted.
func town() *rule.Policy {
	define := func(name, label, text string) rule.Definition {
		return rule.Definition{Name: name, Label: label, Expr: rule.Source{Text: text}}
	}
	clause := func(code, text string) rule.Clause {
		return rule.Clause{Code: code, Expr: rule.Source{Text: text}}
	}
	source := func(text string) *rule.Source { return &rule.Source{Text: text} }
	return &rule.Policy{
		AsOf: asOf, Facts: facts(), Params: params(),
		Definitions: []rule.Definition{
			define("person.counted", "计入人口", "!person.away"),
			define("person.income", "个人收入", "larger(0, person.wage + person.loss + person.pension - share_half_up(person.wage, tenth))"),
			define("household.members", "计入人数", "count(person.counted)"),
			define("household.income", "家庭收入", "sum(person.counted ? person.income : 0)"),
			define("person.supported", "可以列入", "person.counted && !person.elsewhere"),
			define("household.gap", "差额", "standard * household.members - household.income"),
		},
		Programmes: []rule.Programme{
			{
				Name: "support", Level: rule.Household, Scope: *source("household.members > 0"), Covers: *source("person.supported"),
				Clauses: []rule.Clause{
					clause("not_local", "household.local"),
					clause("income_too_high", "household.income < standard * household.members"),
					clause("assets_too_high", "household.assets <= line * household.members * 30 || household.rent > 0"),
					clause("nobody_covered", "any(person.supported)"),
				},
				Amount: source("round_up(div_up(household.gap * count(person.supported), larger(household.members, 1)), yuan) + sum(person.ill ? yuan * person.grade : 0)"),
			},
			{
				Name: "edge", Level: rule.Household, Scope: *source("!household.eligible_support"), Covers: *source("person.counted"),
				Clauses: []rule.Clause{
					clause("income_over_edge", "!above_share(household.income, standard * household.members, most)"),
					clause("rooms_over_limit", "household.rooms <= limit"),
				},
			},
			{
				Name: "elder", Level: rule.Person, Scope: *source("age(person.birth) >= 60"),
				Clauses: []rule.Clause{
					clause("not_local", "household.local"),
					clause("other_support", "!person.elsewhere && !household.eligible_support"),
					clause("side", `person.side in ["left", "none"] || person.points < 2500`),
				},
				Amount: source("person.ill ? line : smaller(standard, larger(line - person.pension, 0))"),
			},
			{
				Name: "single", Level: rule.Person, Scope: *source("person.ill"),
				Clauses: []rule.Clause{
					clause("support_first", "!household.eligible_support"),
					clause("hoard", "person.hoard <= line * 100"),
				},
				Amount: source("share_down(line, most)"),
			},
		},
	}
}

func mustTown(t testing.TB, change func(p *rule.Policy)) *rule.Program {
	t.Helper()
	p := town()
	if change != nil {
		change(p)
	}
	program, err := rule.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// scattered makes a table of many households from a seed. Sizes go round the
// word boundaries and once to the greatest household; one value in ten is unknown.
func scattered(households int, seed uint64) *rule.Table {
	random := rand.New(rand.NewPCG(seed, 1))
	t := &rule.Table{Households: households, Start: make([]uint32, 1, households+1), Columns: map[string]*rule.Column{}}
	sizes := []int{1, 2, 3, 2, 1, 4, 0, 3, 8, 2, 9, 1, 16, 2, 17, 3}
	for h := range households {
		size := sizes[random.IntN(len(sizes))]
		if h == households/2 {
			size = rule.MaxMembers
		}
		t.Start = append(t.Start, t.Start[h]+uint32(size))
	}
	for _, f := range facts() {
		rows := households
		if f.Level == rule.Person {
			rows = t.Persons()
		}
		values := make([]map[string]any, rows)
		for i := range values {
			values[i] = map[string]any{f.Name: scatteredValue(random, &f)}
		}
		t.Columns[f.FullName()] = newColumn(&f, values)
	}
	return t
}

func scatteredValue(random *rand.Rand, f *rule.Fact) any {
	if !f.Engine && random.IntN(10) == 0 {
		return nil
	}
	switch f.Kind {
	case rule.Bool:
		return random.IntN(4) == 0 != (f.Name == "local")
	case rule.Code:
		return f.Codes[random.IntN(len(f.Codes))].Name
	case rule.Date:
		return int64(asOf) - random.Int64N(36_000)
	case rule.Money:
		return f.Min + random.Int64N(min(f.Max-f.Min, 300_000)+1)
	}
	return f.Min + random.Int64N(f.Max-f.Min+1)
}

// soil fills what stands behind the rows of a column with rubbish.
func soil(c *rule.Column, rows int) {
	for i := rows; i < len(c.Byte); i++ {
		c.Byte[i] = 0xAB
	}
	for i := rows; i < len(c.I32); i++ {
		c.I32[i] = -1 << 31
	}
	for i := rows; i < len(c.I64); i++ {
		c.I64[i] = -1 << 63
	}
	for i := rows; i < len(c.Null); i++ {
		c.Null[i] = 1
	}
}
