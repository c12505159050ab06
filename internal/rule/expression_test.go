package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// worth gives what the city and the counter make of an amount or, as 0 or 1, a condition for one person.
func worth(t *testing.T, text string, person map[string]any) (city, counter string) {
	t.Helper()
	p := &rule.Policy{AsOf: asOf, Facts: facts(), Params: params()}
	p.Programmes = []rule.Programme{{Name: "p", Level: rule.Person, Scope: rule.Source{Text: "true"}, Amount: &rule.Source{Text: text}}}
	if strings.HasPrefix(text, "is ") {
		p.Programmes[0].Amount = nil
		p.Programmes[0].Clauses = []rule.Clause{{Code: "c", Expr: rule.Source{Text: text[len("is "):]}}}
	}
	program, err := rule.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	tab := table([]oracle.Family{{Household: map[string]any{"local": true}, Members: []map[string]any{person}}})
	verdicts, err := program.Judge(tab, rule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	city = verdicts[0].Outcome[0].String()
	for _, g := range verdicts[0].Grants {
		city += fmt.Sprint(" ", g.Amount)
	}
	answers, err := program.NewCounter().Family(tab, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	counter = answers[0].Outcome.String()
	if answers[0].Outcome == rule.Grant {
		counter += fmt.Sprint(" ", answers[0].Amount)
	}
	return city, counter
}

// TestWhatTheCityFusesIsWhole covers sums of more columns than one pass takes,
// constants beside Booleans, and parameters nobody knows in the midst of rows.
func TestWhatTheCityFusesIsWhole(t *testing.T) {
	t.Parallel()
	person := map[string]any{"wage": int64(1), "loss": int64(-20), "pension": int64(300), "hoard": int64(4000), "grade": int64(3), "points": int64(50), "ill": true, "away": false}
	for text, want := range map[string]string{
		"person.wage + person.loss":                                                               "grant -0.19",
		"person.wage + person.loss + person.pension":                                              "grant 2.81",
		"person.wage + person.loss + person.pension + person.wage":                                "grant 2.82",
		"person.wage + person.loss + person.pension + person.wage + person.pension":               "grant 5.82",
		"person.wage + person.loss + person.pension + person.wage + person.pension + person.loss": "grant 5.62",
		"person.hoard + person.loss + person.pension":                                             "grant 42.80",
		"person.loss + person.hoard + person.pension + person.hoard":                              "grant 82.80",
		"line + person.loss + person.pension":                                                     "grant 1067.80",
		"line - person.wage - person.loss":                                                        "grant 1065.19",
		"(person.ill ? person.wage : line) + person.loss + person.pension":                        "grant 2.81",
		"lost + person.loss + person.pension":                                                     "cannot_decide",
		"person.ill ? person.wage : lost":                                                         "grant 0.01",
		"person.away ? person.wage : lost":                                                        "cannot_decide",
		"yuan * person.grade + yuan * person.points":                                              "grant 53.00",
		"person.ill ? yuan : line":                                                                "grant 1.00",
		"person.away ? yuan : person.hoard":                                                       "grant 40.00",
		"person.away ? person.hoard : yuan":                                                       "grant 1.00",
		"is household.local == true":                                                              "grant 0.00",
		"is false == household.local":                                                             "refuse",
		"is person.away == false && person.ill != false":                                          "grant 0.00",
		"is (person.ill == person.away) == strict":                                                "refuse",
		"is person.wage > lost":                                                                   "cannot_decide",
		"is person.wage > lost || person.ill":                                                     "grant 0.00",
		"is person.wage > lost && person.away":                                                    "refuse",
		"is 2 < person.grade && 3 <= person.grade && 3 == person.grade && 4 != person.grade":      "grant 0.00",
		"is line < person.hoard":                                                                  "refuse",
		"is person.grade in [1, 3] && !(person.grade in [])":                                      "grant 0.00",
		"is below_share(person.wage, person.pension, tenth) && !above_share(person.pension, person.hoard, tenth)": "grant 0.00",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if city, counter := worth(t, text, person); city != want || counter != want {
				t.Errorf("the city says %s, the counter %s, want %s", city, counter, want)
			}
		})
	}
}

func TestAnAgeIsOfCompletedYearsAndOtherwiseUnknown(t *testing.T) {
	t.Parallel()
	birthday := func(years int) int64 { // the first day on which somebody born then has completed so many years
		for birth := asOf; ; birth-- {
			if civil.Age(birth, asOf) == years {
				return int64(birth)
			}
		}
	}
	for _, c := range []struct {
		name  string
		birth any
		text  string
		want  string
	}{
		{"born today", int64(asOf), "is age(person.birth) == 0", "grant 0.00"},
		{"eighteen today", birthday(18), "is age(person.birth) >= 18", "grant 0.00"},
		{"eighteen tomorrow", birthday(18) + 1, "is age(person.birth) >= 18", "refuse"},
		{"the greatest age", birthday(150), "is age(person.birth) == 150", "grant 0.00"},
		{"older than anybody", birthday(151), "is age(person.birth) >= 18", "cannot_decide"},
		{"born tomorrow", int64(asOf) + 1, "is age(person.birth) < 18", "cannot_decide"},
		{"not known", nil, "is age(person.birth) < 18", "cannot_decide"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if city, counter := worth(t, c.text, map[string]any{"birth": c.birth}); city != c.want || counter != c.want {
				t.Errorf("the city says %s, the counter %s, want %s", city, counter, c.want)
			}
		})
	}
}
