package rule_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// small is a policy whose trace fits on a page.
func small() *rule.Policy {
	at := func(text string, line int) rule.Source {
		return rule.Source{Text: text, File: "rules/aid.yaml", Line: line, Column: 11}
	}
	amount := at("round_up(household.gap, yuan)\n  * count(person.covered)", 9)
	return &rule.Policy{
		AsOf: asOf, Facts: facts(), Params: params(),
		Definitions: []rule.Definition{
			{Name: "person.covered", Label: "可以列入", Expr: at("!person.away && age(person.birth) < 60", 1)},
			{Name: "person.income", Label: "收入", Expr: at("larger(0, person.wage - person.pension) * (1 + 1)", 2)},
			{Name: "household.gap", Label: "差额", Expr: at("standard - sum(person.covered ? person.income : 0)", 3)},
			{Name: "household.unused", Label: "不相干", Expr: at("household.rooms + 1", 4)},
		},
		Programmes: []rule.Programme{{
			Name: "aid", Level: rule.Household, Scope: at("true", 5), Covers: at("person.covered", 6),
			Clauses: []rule.Clause{
				{Code: "too_rich", Label: "有差额", Expr: at("household.gap > 0", 7)},
				{Code: "side", Label: "有人在左", Expr: at(`any(person.side in ["left"]) || household.area_kind == "rural"`, 8)},
			},
			Amount: &amount,
		}},
	}
}

func pair() oracle.Family {
	return oracle.Family{
		Household: map[string]any{"area_kind": "urban", "rooms": int64(2), "local": true, "assets": int64(0), "rent": int64(0)},
		Members: []map[string]any{
			{"wage": int64(12_346), "pension": int64(345), "away": false, "birth": int64(asOf) - 40*366, "side": "left"},
			{"wage": int64(700), "pension": int64(900), "away": true, "birth": int64(asOf) - 70*366, "side": "right"},
		},
	}
}

// answer judges one family by one programme at the counter.
func answer(t *testing.T, p *rule.Policy, f oracle.Family) (*rule.Counter, rule.Answer) {
	t.Helper()
	program, err := rule.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	counter := program.NewCounter()
	answers, err := counter.Family(table([]oracle.Family{f}), 0, nil)
	if err != nil || len(answers) != 1 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	return counter, answers[0]
}

func TestATraceShowsEveryStepWithItsValues(t *testing.T) {
	t.Parallel()
	counter, a := answer(t, small(), pair())
	if got := fmt.Sprint(a.Outcome, a.Amount, a.Covered, counter.Covers(a)); got != "grant 470.00 1 [true false]" {
		t.Errorf("the answer is %s", got)
	}
	step := func(name, label string, member int, rule_, filled, value string, line int) rule.Step {
		return rule.Step{Name: name, Label: label, Member: member, Rule: rule_, Filled: filled, Value: value, Source: fmt.Sprintf("rules/aid.yaml:%d", line)}
	}
	covered, income := "!person.away && age(person.birth) < 60", "larger(0, person.wage - person.pension) * (1 + 1)"
	want := []rule.Step{
		step("person.covered", "可以列入", 0, covered, "!false && age(1984-09-04) < 60", "true", 1),
		step("person.covered", "可以列入", 1, covered, "!true && age(1954-08-13) < 60", "false", 1),
		step("person.income", "收入", 0, income, "larger(0, 123.46 - 3.45) * (1 + 1)", "240.02", 2),
		step("person.income", "收入", 1, income, "larger(0, 7.00 - 9.00) * (1 + 1)", "0.00", 2),
		step("household.gap", "差额", -1, "standard - sum(person.covered ? person.income : 0)", "710.00 - sum(true ? 240.02 : 0; false ? 0.00 : 0)", "469.98", 3),
		step("aid.scope", "适用范围", -1, "true", "true", "true", 5),
		step("aid.too_rich", "有差额", -1, "household.gap > 0", "469.98 > 0", "true", 7),
		step("aid.side", "有人在左", -1, `any(person.side in ["left"]) || household.area_kind == "rural"`, `any("left" in ["left"]; "right" in ["left"]) || "urban" == "rural"`, "true", 8),
		step("aid.covers", "保障人员", 0, "person.covered", "true", "true", 6),
		step("aid.covers", "保障人员", 1, "person.covered", "false", "false", 6),
		step("aid.amount", "金额", -1, "round_up(household.gap, yuan) * count(person.covered)", "round_up(469.98, 1.00) * count(true; false)", "470.00", 9),
	}
	compareSteps(t, counter.Trace(a), want)
}

func compareSteps(t *testing.T, got, want []rule.Step) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("step %d is missing: %+v", i, want[i])
		case i >= len(want):
			t.Errorf("step %d is not expected: %+v", i, got[i])
		case got[i] != want[i]:
			t.Errorf("step %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestATraceOfARefusalHasNoAmountAndOfAnUnknownSaysSo(t *testing.T) {
	t.Parallel()
	rich := pair()
	rich.Members[0]["wage"] = int64(900_000)
	counter, a := answer(t, small(), rich)
	values := func(steps []rule.Step) string {
		var out []string
		for _, s := range steps {
			if strings.HasPrefix(s.Name, "aid.") && s.Member < 0 {
				out = append(out, s.Name+"="+s.Value)
			}
		}
		return strings.Join(out, " ")
	}
	if got := values(counter.Trace(a)); got != "aid.scope=true aid.too_rich=false aid.side=true" {
		t.Errorf("the trace of a refusal is %s", got)
	}
	lost := pair()
	delete(lost.Members[0], "wage")
	counter, a = answer(t, small(), lost)
	if got := values(counter.Trace(a)); got != "aid.scope=true aid.too_rich=unknown aid.side=true aid.amount=unknown" {
		t.Errorf("the trace of an unknown is %s", got)
	}
}

func TestATraceFollowsAnEligibilityToTheOtherProgramme(t *testing.T) {
	t.Parallel()
	p := small()
	p.Programmes = append(p.Programmes, rule.Programme{
		Name: "mine", Level: rule.Person, Scope: rule.Source{Text: "household.eligible_aid"},
		Clauses: []rule.Clause{{Code: "wage", Expr: rule.Source{Text: "person.wage > yuan"}}},
	})
	program, err := rule.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	counter := program.NewCounter()
	answers, err := counter.Family(table([]oracle.Family{pair()}), 0, nil)
	if err != nil || len(answers) != 3 {
		t.Fatalf("%v, %v", answers, err)
	}
	var names []string
	for _, s := range counter.Trace(answers[2]) {
		names = append(names, fmt.Sprintf("%s/%d", s.Name, s.Member))
	}
	want := "person.covered/1 person.income/1 household.gap/-1 aid.too_rich/-1 aid.side/-1 aid.scope/-1 mine.scope/1 mine.wage/1"
	slices.Sort(names)
	sorted := strings.Fields(want)
	slices.Sort(sorted)
	if !slices.Equal(names, sorted) {
		t.Errorf("the trace of the second member has %v, want %v", names, sorted)
	}
	if got := fmt.Sprint(program.Reads("mine")); got != "[household.area_kind person.away person.birth person.pension person.side person.wage]" {
		t.Errorf("mine reads %s", got)
	}
	if got := fmt.Sprint(program.Clauses("aid"), program.Clauses("nobody"), program.Reads("nobody")); got != "[too_rich side] [] []" {
		t.Errorf("the clauses of aid and of nobody: %s", got)
	}
}

// decided makes a programme of clauses in a family where everything is unknown but what is set.
func decided(t *testing.T, set map[string]any, clauses ...string) (*rule.Counter, rule.Answer) {
	t.Helper()
	p := &rule.Policy{AsOf: asOf, Facts: facts(), Params: append(params(), rule.Param{Name: "lost_kind", Kind: rule.Code, Unknown: true})}
	programme := rule.Programme{Name: "p", Level: rule.Household, Scope: rule.Source{Text: "true"}, Covers: rule.Source{Text: "true"}}
	for i, text := range clauses {
		programme.Clauses = append(programme.Clauses, rule.Clause{Code: string(rune('z' - i)), Expr: rule.Source{Text: text}})
	}
	p.Programmes = []rule.Programme{programme}
	f := oracle.Family{Household: map[string]any{}, Members: []map[string]any{{}, {}}}
	for name, v := range set {
		switch {
		case strings.HasPrefix(name, "0:"):
			f.Members[0][name[2:]] = v
		case strings.HasPrefix(name, "1:"):
			f.Members[1][name[2:]] = v
		default:
			f.Household[name] = v
		}
	}
	return answer(t, p, f)
}

func TestWhatIsMissingIsGatheredAsUnknownsPropagate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		set     map[string]any
		clauses []string
		want    string
	}{
		{"household first, then members in order by name, parameters last", nil,
			[]string{"lost > line", "any(person.wage > line && person.away)", "household.rent > line", "household.assets > line"},
			"-1:assets -1:rent 0:away 0:wage 1:away 1:wage parameter:lost"},
		{"a fact twice is named once", nil, []string{"household.local", "!household.local || household.rent > line"}, "-1:local -1:rent"},
		{"a false side of && needs nothing", map[string]any{"local": false}, []string{"household.local && household.rent > line || household.rooms > 2"}, "-1:rooms"},
		{"a true side of || needs nothing", map[string]any{"local": true}, []string{"household.local || household.rent > line", "household.rooms > 2"}, "-1:rooms"},
		{"an unknown choice is missing by its condition alone", nil, []string{"(household.local ? household.rent : household.assets) > line"}, "-1:local"},
		{"a known choice is missing by its branch", map[string]any{"local": false}, []string{"(household.local ? household.rent : household.assets) > line"}, "-1:assets"},
		{"a choice of equal branches is still unknown", nil, []string{"household.local ? true : true"}, "-1:local"},
		{"a strict operation merges both sides", nil, []string{"household.rent * household.rooms > household.assets"}, "-1:assets -1:rent -1:rooms"},
		{"only the members who matter", map[string]any{"0:ill": false, "1:ill": true}, []string{"sum(person.ill ? person.wage : 0) > line"}, "1:wage"},
		{"one true member settles any()", map[string]any{"0:ill": true}, []string{"any(person.ill)", "household.local"}, "-1:local"},
		{"an age by its date", map[string]any{"0:birth": int64(asOf)}, []string{"all(age(person.birth) < 18)"}, "1:birth"},
		{"an unknown code parameter", map[string]any{"area_kind": "rural"}, []string{`household.area_kind == lost_kind`}, "parameter:lost_kind"},
		{"a comparison of a code", nil, []string{`household.area_kind in ["rural"]`}, "-1:area_kind"},
		{"a parameter that differs by area", map[string]any{"rent": int64(5)}, []string{"household.rent > standard"}, "-1:area_kind"},
		{"a multiplication by nothing is unknown all the same", nil, []string{"household.rent * 0 > yuan"}, "-1:rent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			counter, a := decided(t, c.set, c.clauses...)
			var got []string
			for _, m := range counter.Missing(a) {
				if m.Parameter {
					got = append(got, "parameter:"+m.Name)
				} else {
					got = append(got, fmt.Sprintf("%d:%s", m.Member, m.Name))
				}
			}
			if a.Outcome != rule.CannotDecide || strings.Join(got, " ") != c.want {
				t.Errorf("%s, missing %v; want %s", a.Outcome, got, c.want)
			}
			if again := counter.Missing(a); len(again) != len(got) || counter.Reasons(a) != nil {
				t.Errorf("asked again %v; reasons %v", again, counter.Reasons(a))
			}
		})
	}
}

func TestReasonsAreTheFalseClausesSorted(t *testing.T) {
	t.Parallel()
	counter, a := decided(t, map[string]any{"local": false, "rooms": int64(1)}, "household.local", "household.rooms > 0", "household.rooms > 1", "household.rent > line")
	if got := fmt.Sprint(a.Outcome, counter.Reasons(a), counter.Missing(a)); got != "refuse [x z] []" {
		t.Errorf("clauses z and x are false, y is true, w unknown: %s", got)
	}
	counter, a = decided(t, map[string]any{"local": true}, "household.local")
	if got := fmt.Sprint(a.Outcome, counter.Reasons(a), counter.Missing(a)); got != "grant [] []" {
		t.Errorf("a grant: %s", got)
	}
	conditions := map[string]bool{}
	counter.Conditions(func(programme, code string, holds bool) { conditions[programme+"."+code] = holds })
	if want := map[string]bool{"p.scope": true, "p.z": true}; !reflect.DeepEqual(conditions, want) {
		t.Errorf("the conditions are %v, want %v", conditions, want)
	}
}

// TestATraceShowsTheDateOfEachMember reads dates from the middle of a table, where a plan keeps only ages.
func TestATraceShowsTheDateOfEachMember(t *testing.T) {
	t.Parallel()
	program, err := rule.Compile(small())
	if err != nil {
		t.Fatal(err)
	}
	second := pair()
	delete(second.Members[1], "birth")
	tab := table([]oracle.Family{{Household: pair().Household, Members: pair().Members[1:]}, second})
	counter := program.NewCounter()
	dates := func() string {
		answers, err := counter.Family(tab, 1, nil)
		if err != nil || len(answers) != 1 {
			t.Fatalf("%v, %v", answers, err)
		}
		steps := counter.Trace(answers[0])
		return steps[0].Filled + "; " + steps[1].Filled
	}
	if got := dates(); got != "!false && age(1984-09-04) < 60; !true && age(unknown) < 60" {
		t.Errorf("the dates are shown as %s", got)
	}
	bare := *tab
	bare.Columns = map[string]*rule.Column{"person.away": tab.Columns["person.away"]}
	tab = &bare
	if got := dates(); got != "!false && age(unknown) < 60; !true && age(unknown) < 60" {
		t.Errorf("without a column the dates are shown as %s", got)
	}
}
