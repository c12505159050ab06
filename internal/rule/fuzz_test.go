package rule_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// seeds are expressions on both sides of the language's border.
var seeds = []string{
	"true", "", "person.wage + person.loss > line", "household.rent * 2 <= standard", `person.side in ["left", "none"]`,
	"sum(person.ill ? person.wage : 0) > line", "count(true)", "any(person.away) && all(!person.ill)", "min(person.wage) < max(person.loss)",
	"age(person.birth) >= 60", "share_half_up(household.rent, most) > lost", "div_up(line, larger(household.rooms, 1)) > yuan",
	"round_down(person.wage, yuan) == line", "above_share(line, yuan, tenth)", "strict ? line > 0 : household.local", "household.eligible_p",
	"person.wage / 2", "1.5", "has(person.wage)", "[1, 2].map(x, x)", "{1: 2}", `"左" == person.side`, "person.wage +", "-9223372036854775808",
	"line - -9223372036854775808", "!!!!strict", "person.x", "a.b.c", "\"", "`", "//", "1 in [1, 2, 3]", "9223372036854775807 * 2", "lost > lost", "\xff", "null", "type(1)",
}

// placed fails unless an error is a list of refusals with code, sentence and a caret inside its line.
func placed(t *testing.T, err error) {
	t.Helper()
	var refused rule.CompileErrors
	if !errors.As(err, &refused) || len(refused) == 0 {
		t.Fatalf("the error is no list of refusals: %v", err)
	}
	for _, e := range refused {
		if e.Code == "" || e.Message == "" || e.Error() == "" {
			t.Errorf("a refusal says nothing: %+v", e)
		}
		if e.File != "rules.yaml" || e.Line < 10 || e.Column < 13 || e.Offset < 0 || e.Offset > utf8.RuneCountInString(e.Excerpt) {
			t.Errorf("a refusal has no place: %+v", e)
		}
	}
}

// FuzzCompile compiles a text as a person's definition, a household's clause
// and an amount. What compiles must run, alike in the city and at the counter.
func FuzzCompile(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	family := pair()
	f.Fuzz(func(t *testing.T, text string) {
		amount := written(text)
		yes := written("true")
		for _, p := range []rule.Policy{
			{Definitions: []rule.Definition{{Name: "person.x", Expr: written(text)}}},
			{Definitions: []rule.Definition{{Name: "household.x", Expr: written(text)}}},
			{Programmes: []rule.Programme{{Name: "p", Level: rule.Household, Scope: yes, Covers: yes, Clauses: []rule.Clause{{Code: "c", Expr: written(text)}}}}},
			{Programmes: []rule.Programme{{Name: "p", Level: rule.Person, Scope: written(text), Amount: &amount}}},
			{Programmes: []rule.Programme{{Name: "p", Level: rule.Household, Scope: yes, Covers: written(text), Amount: &amount}}},
			{Programmes: []rule.Programme{{Name: "p", Level: rule.Person, Scope: yes, Amount: &amount}}},
		} {
			p.AsOf, p.Facts, p.Params = asOf, facts(), params()
			program, err := rule.Compile(&p)
			if err != nil {
				placed(t, err)
				continue
			}
			run(t, program, table([]oracle.Family{family, {Household: family.Household}}))
		}
	})
}

// run judges both ways and reads everything a counter can say.
func run(t *testing.T, program *rule.Program, tab *rule.Table) {
	t.Helper()
	verdicts, err := program.Judge(tab, rule.Options{Reasons: true, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	city := cityAnswers(program, tab, verdicts)
	counter := program.NewCounter()
	for h := range tab.Households {
		answers, err := counter.Family(tab, h, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			row := h
			if a.Member >= 0 {
				row = int(tab.Start[h]) + a.Member
			}
			got := city[subject{a.Programme, row}]
			want := cityAnswer{outcome: a.Outcome, amount: int64(a.Amount), covered: int64(a.Covered), reasons: counter.Reasons(a)}
			if !sameAnswer(got, want) {
				t.Errorf("the city says %+v, the counter %+v", got, want)
			}
			if a.Outcome == rule.CannotDecide && len(counter.Missing(a)) == 0 {
				t.Errorf("%s cannot decide and misses nothing", a.Programme)
			}
			if len(counter.Trace(a)) == 0 {
				t.Errorf("%s has no trace", a.Programme)
			}
		}
	}
}

// FuzzConstant computes a formula for every kind a parameter can be computed as.
func FuzzConstant(f *testing.F) {
	for _, s := range append(seeds, "line", "limit * 2", "share_exact(line, tenth)", "strict && limit > 2") {
		f.Add(s)
	}
	known := params()[1:] // without the one that differs by area
	f.Fuzz(func(t *testing.T, text string) {
		accepted := 0
		for _, kind := range []rule.Kind{rule.Bool, rule.Money, rule.Count} {
			value, err := rule.Constant(known, kind, written(text))
			if err != nil {
				placed(t, err)
				continue
			}
			accepted++
			if kind == rule.Bool && value.Int != 0 && value.Int != 1 {
				t.Errorf("%q is the condition %d", text, value.Int)
			}
		}
		if accepted > 1 {
			t.Errorf("%q is of %d kinds", text, accepted)
		}
	})
}
