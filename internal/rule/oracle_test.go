package rule_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// TestTheEvaluatorAnswersAsCelGoDoes draws policies and families and holds the
// counter, the city's blocks and cel-go's interpreter to the same answers:
// outcome, amount, covered persons, reasons and the names of missing facts.
func TestTheEvaluatorAnswersAsCelGoDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := policy(t)
		program, err := rule.Compile(p)
		if err != nil {
			if onlyOverflow(err) {
				return // the random sums grew beyond proof, which is an answer too
			}
			t.Fatalf("the policy was refused: %v", err)
		}
		second, err := oracle.New(p)
		if err != nil {
			t.Fatal(err)
		}
		families := families(t)
		tab := table(families)
		verdicts, err := program.Judge(tab, rule.Options{Reasons: true})
		if err != nil {
			t.Fatal(err)
		}
		lean, err := program.Judge(tab, rule.Options{GrantsOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := range lean {
			if !slices.Equal(lean[i].Grants, verdicts[i].Grants) {
				t.Fatalf("%s: alone the grants are %v, with outcomes %v", lean[i].Programme, lean[i].Grants, verdicts[i].Grants)
			}
		}
		city := cityAnswers(program, tab, verdicts)
		counter := program.NewCounter()
		for h, family := range families {
			answers, err := counter.Family(tab, h, elsewhere(family))
			if err != nil {
				t.Fatal(err)
			}
			want, err := second.Answers(family)
			if err != nil {
				t.Fatal(err)
			}
			compareAnswers(t, h, counter, answers, want)
			if !anyElsewhere(family) {
				compareCity(t, h, tab, answers, counter, city)
			}
		}
	})
}

func onlyOverflow(err error) bool {
	var refusals rule.CompileErrors
	if !errors.As(err, &refusals) {
		return false
	}
	for _, r := range refusals {
		if r.Code != "overflow" {
			return false
		}
	}
	return true
}

func elsewhere(f oracle.Family) []bool {
	out := make([]bool, len(f.Members))
	for i, m := range f.Members {
		out[i], _ = m["elsewhere"].(bool)
	}
	return out
}

func anyElsewhere(f oracle.Family) bool { return slices.Contains(elsewhere(f), true) }

func compareAnswers(t *rapid.T, h int, counter *rule.Counter, got []rule.Answer, want []oracle.Answer) {
	if len(got) != len(want) {
		t.Fatalf("household %d: %d answers, cel-go gives %d", h, len(got), len(want))
	}
	for i, a := range got {
		w := want[i]
		g := oracle.Answer{
			Programme: a.Programme, Member: a.Member, Outcome: a.Outcome.String(), Amount: int64(a.Amount), Covered: int64(a.Covered),
			Reasons: counter.Reasons(a), Missing: missingNames(counter.Missing(a)),
		}
		if fmt.Sprintf("%+v", g) != fmt.Sprintf("%+v", w) {
			t.Fatalf("household %d:\n     got %+v\n  cel-go %+v", h, g, w)
		}
	}
}

func missingNames(missing []rule.Missing) []string {
	var names []string
	for _, m := range missing {
		switch {
		case m.Parameter:
			names = append(names, "parameter:"+m.Name)
		case m.Member < 0:
			names = append(names, "household:"+m.Name)
		default:
			names = append(names, fmt.Sprintf("%d:%s", m.Member, m.Name))
		}
	}
	slices.Sort(names)
	return names
}

// subject names a row of the city's verdicts.
type subject struct {
	programme string
	row       int
}

type cityAnswer struct {
	outcome rule.Outcome
	amount  int64
	covered int64
	reasons []string
}

func cityAnswers(program *rule.Program, tab *rule.Table, verdicts []rule.Verdict) map[subject]cityAnswer {
	out := map[subject]cityAnswer{}
	for _, v := range verdicts {
		for row, o := range v.Outcome {
			if o == rule.OutOfScope {
				continue
			}
			a := cityAnswer{outcome: o}
			for k, code := range program.Clauses(v.Programme) {
				if v.Reasons[row]>>k&1 != 0 {
					a.reasons = append(a.reasons, code)
				}
			}
			out[subject{v.Programme, row}] = a
		}
		for _, g := range v.Grants {
			key := subject{v.Programme, int(g.Subject)}
			a := out[key]
			a.amount, a.covered = int64(g.Amount), int64(g.Covered)
			out[key] = a
		}
	}
	return out
}

func compareCity(t *rapid.T, h int, tab *rule.Table, answers []rule.Answer, counter *rule.Counter, city map[subject]cityAnswer) {
	for _, a := range answers {
		row := h
		if a.Member >= 0 {
			row = int(tab.Start[h]) + a.Member
		}
		c, ok := city[subject{a.Programme, row}]
		want := cityAnswer{outcome: a.Outcome, amount: int64(a.Amount), covered: int64(a.Covered), reasons: counter.Reasons(a)}
		if !ok || fmt.Sprint(c) != fmt.Sprint(want) {
			t.Fatalf("household %d, %s: the city's block says %+v, the counter %+v", h, a.Programme, c, want)
		}
	}
}
