package rule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lianxin/internal/rule"
)

// written places an expression in a file, so that a refusal shows its own place.
func written(text string) rule.Source {
	return rule.Source{Text: text, File: "rules.yaml", Line: 10, Column: 13}
}

// refusals compiles a policy that must be refused.
func refusals(t *testing.T, p *rule.Policy) rule.CompileErrors {
	t.Helper()
	_, err := rule.Compile(p)
	var refused rule.CompileErrors
	if !errors.As(err, &refused) || len(refused) == 0 {
		t.Fatalf("want refusals, got %v", err)
	}
	return refused
}

// seen writes a refusal on one line: its code, its place, and the excerpt with
// ▲ where the caret points.
func seen(e *rule.CompileError) string {
	line := []rune(e.Excerpt)
	if e.Offset < 0 || e.Offset > len(line) {
		return fmt.Sprintf("%s: the caret stands at %d of %q", e.Code, e.Offset, e.Excerpt)
	}
	return fmt.Sprintf("%s %d:%d %s▲%s", e.Code, e.Line, e.Column, string(line[:e.Offset]), string(line[e.Offset:]))
}

func compare(t *testing.T, refused rule.CompileErrors, want ...string) {
	t.Helper()
	got := make([]string, len(refused))
	for i, e := range refused {
		got[i] = seen(e)
		if e.File != "rules.yaml" {
			t.Errorf("%s names the file %q", got[i], e.File)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestEveryExpressionOutsideTheLanguageIsRefusedInItsPlace has the definition
// "person.x" or "household.x" as its only expression.
func TestEveryExpressionOutsideTheLanguageIsRefusedInItsPlace(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("person.ill || ", 300) + "person.ill"
	for _, c := range []struct {
		name  string
		level string
		text  string
		want  string
		says  string // part of the sentence
	}{
		{"an unknown fact with a near one", "person", "person.wages > line", "unknown_name 10:13 ▲person.wages > line", "是不是“person.wage”"},
		{"an unknown level", "person", "line < persn.wage", "unknown_name 10:20 line < ▲persn.wage", "是不是“person.wage”"},
		{"an unknown parameter", "household", "household.rent > lin", "unknown_name 10:30 household.rent > ▲lin", "是不是“line”"},
		{"an unknown name nothing is near to", "household", "qqqqqqqq", "unknown_name 10:13 ▲qqqqqqqq", "没有叫“qqqqqqqq”的事实、定义或参数。"},
		{"an unknown name on the second line", "person", "person.ill &&\n  person.illl", "unknown_name 11:15   ▲person.illl", "person.ill"},
		{"a level without a field", "person", "person", "unknown_name 10:13 ▲person", "没有叫“person”"},
		{"an unknown code with a near one", "person", `person.side == "lefty"`, `unknown_code 10:25 person.side ▲== "lefty"`, "是不是“left”"},
		{"an unknown code in a list", "person", `person.side in ["left", "zzz"]`, `unknown_code 10:25 person.side ▲in ["left", "zzz"]`, "没有“zzz”"},
		{"an unknown code after Chinese", "person", `person.side != "左"`, `unknown_code 10:25 person.side ▲!= "左"`, "没有“左”"},
		{"an amount added", "person", "person.wage + 100", "amount_in_rule 10:25 person.wage ▲+ 100", "参数"},
		{"an amount compared", "person", "3 < person.wage", "amount_in_rule 10:15 3 ▲< person.wage", "参数"},
		{"an amount in a list", "person", "person.wage in [0, 100]", "amount_in_rule 10:25 person.wage ▲in [0, 100]", "参数"},
		{"an amount in a choice", "person", "person.ill ? person.wage : 100", "amount_in_rule 10:24 person.ill ▲? person.wage : 100", "参数"},
		{"money added to a count", "person", "person.wage + person.grade", "units 10:25 person.wage ▲+ person.grade", "money 与 count"},
		{"money compared with a count", "person", "person.grade >= person.wage", "units 10:26 person.grade ▲>= person.wage", "不能放在一起"},
		{"money times money", "person", "person.wage * line", "units 10:25 person.wage ▲* line", "金额不能乘以金额"},
		{"a share of money above a count", "person", "above_share(person.grade, person.wage, tenth)", "units 10:24 above_share▲(person.grade, person.wage, tenth)", "count 与 money"},
		{"a product that might not fit", "person", "person.hoard * person.points * person.points * person.points", "overflow 10:58 person.hoard * person.points * person.points ▲* person.points", "64 位"},
		{"a sum over members that might not fit", "household", "sum(person.hoard * 5000000)", "overflow 10:16 sum▲(person.hoard * 5000000)", "超出范围"},
		{"integers that do not fit", "person", "9223372036854775807 + 1", "overflow 10:33 9223372036854775807 ▲+ 1", "64 位"},
		{"a share that might not fit", "person", "share_down(person.hoard * 1000000000, most)", "overflow 10:23 share_down▲(person.hoard * 1000000000, most)", "比例"},
		{"a comparison of shares that might not fit", "person", "above_share(person.hoard * 1000000000, person.wage, most)", "overflow 10:24 above_share▲(person.hoard * 1000000000, person.wage, most)", "比例"},
		{"a division that might not fit", "person", "div_up(person.hoard * 1000000000, 3)", "overflow 10:19 div_up▲(person.hoard * 1000000000, 3)", "超出"},
		{"a rounding that might not fit", "person", "round_up(person.hoard * 1000000000, yuan)", "overflow 10:21 round_up▲(person.hoard * 1000000000, yuan)", "超出"},
		{"a member's fact outside an aggregate", "household", "person.ill", "member_outside_aggregate 10:19 person▲.ill", "汇总"},
		{"an aggregate in an aggregate", "household", "sum(sum(person.wage))", "nested_aggregate 10:20 sum(sum▲(person.wage))", "不能再套"},
		{"an aggregate for a person", "person", "sum(person.wage) > line", "aggregate_in_person 10:16 sum▲(person.wage) > line", "household."},
		{"the least of dates", "household", "min(person.birth)", "expression 10:16 min▲(person.birth)", "no matching overload"},
		{"the sum of conditions", "household", "sum(person.ill)", "expression 10:16 sum▲(person.ill)", "no matching overload"},
		{"the count of amounts", "household", "count(person.wage)", "expression 10:18 count▲(person.wage)", "no matching overload"},
		{"a list that is no list", "person", "person.grade in household.rooms", "expression 10:26 person.grade ▲in household.rooms", "no matching overload"},
		{"a map in place of a list", "person", "person.grade in {1: true}", "in_list 10:26 person.grade ▲in {1: true}", "直接写出"},
		{"a list with a fact", "person", "person.grade in [1, person.points]", "in_list 10:39 person.grade in [1, person▲.points]", "写明"},
		{"a share that leaves a rest", "person", "share_exact(person.wage, tenth)", "not_exact 10:24 share_exact▲(person.wage, tenth)", "share_down"},
		{"a share of a parameter that leaves a rest", "household", "share_exact(line, most) + share_exact(yuan, most)", "not_exact 10:50 share_exact(line, most) + share_exact▲(yuan, most)", "除不尽"},
		{"a rounding unit of another kind", "person", "round_up(person.wage, limit)", "round_unit 10:21 round_up▲(person.wage, limit)", "参数"},
		{"a rounding unit written into the rule", "person", "round_up(person.wage, 100)", "round_unit 10:21 round_up▲(person.wage, 100)", "参数"},
		{"a rounding unit that differs by area", "person", "round_up(person.wage, standard)", "round_unit 10:21 round_up▲(person.wage, standard)", "参数"},
		{"a rounding unit of nothing", "person", "round_up(person.grade, 0)", "round_unit 10:21 round_up▲(person.grade, 0)", "大于零"},
		{"a divisor that may be nothing", "person", "div_up(person.wage, person.grade)", "divisor 10:19 div_up▲(person.wage, person.grade)", "larger"},
		{"a divisor of nothing", "person", "div_up(person.wage, 0)", "divisor 10:19 div_up▲(person.wage, 0)", "larger"},
		{"a divisor of money", "person", "div_up(person.wage, line)", "divisor 10:19 div_up▲(person.wage, line)", "larger"},
		{"itself", "person", "person.x", "cycle 10:13 ▲person.x", "绕了一圈"},
		{"nothing", "person", "", "empty_expression 10:13 ▲", "缺少表达式"},
		{"blanks", "household", " \n ", "empty_expression 10:13 ▲ ", "缺少表达式"},
		{"more than an expression", "person", huge, "expression_too_long 10:13 ▲" + huge, "4000"},
		{"a broken expression", "person", "person.wage +", "expression 10:26 person.wage +▲", "Syntax error"},
		{"two types", "person", "person.wage + person.ill", "expression 10:25 person.wage ▲+ person.ill", "no matching overload"},
		{"a field of a fact", "person", "person.wage.yuan", "expression 10:24 person.wage▲.yuan", "field selection"},
		{"two arguments for one", "household", "min(1, 2)", "expression 10:16 min▲(1, 2)", "no matching overload"},
		{"has()", "person", "has(person.wage)", "expression 10:16 has▲(person.wage)", "has"},
		{"a float", "person", "person.ill && 1.5 > 1.0", "literal 10:27 person.ill && ▲1.5 > 1.0", "参数"},
		{"an unsigned number", "person", "1u == 1u", "literal 10:13 ▲1u == 1u", "整数"},
		{"null", "person", "null == null", "literal 10:13 ▲null == null", "整数"},
		{"division", "person", "person.wage / 2", "not_in_language 10:25 person.wage ▲/ 2", "docs/rules.md"},
		{"remainder", "person", "person.points % 2", "not_in_language 10:27 person.points ▲% 2", "docs/rules.md"},
		{"a timestamp", "person", `timestamp("2020-01-01T00:00:00Z") == timestamp("2020-01-01T00:00:00Z")`, `not_in_language 10:22 timestamp▲("2020-01-01T00:00:00Z") == timestamp("2020-01-01T00:00:00Z")`, "timestamp"},
		{"a function of text", "person", `person.side.startsWith("l")`, `not_in_language 10:35 person.side.startsWith▲("l")`, "startsWith"},
		{"a conversion", "person", "int(person.wage)", "not_in_language 10:16 int▲(person.wage)", "int"},
		{"a list of its own", "person", "[1] == [1]", "not_in_language 10:13 ▲[1] == [1]", "docs/rules.md"},
		{"a map", "person", "{1: true}[1]", "not_in_language 10:13 ▲{1: true}[1]", "docs/rules.md"},
		{"codes joined", "person", `"a" + "b"`, `arithmetic_kind 10:17 "a" ▲+ "b"`, "code"},
		{"codes in order", "person", `person.side < "left"`, `arithmetic_kind 10:25 person.side ▲< "left"`, "code"},
		{"dates compared", "person", "person.birth == person.birth", "arithmetic_kind 10:26 person.birth ▲== person.birth", "date"},
		{"two code facts compared", "person", "person.side == household.area_kind", "code_comparison 10:25 person.side ▲== household.area_kind", "写明的代码"},
		{"a choice of codes", "person", `(person.ill ? person.side : person.side) == "left"`, `conditional_kind 10:25 (person.ill ▲? person.side : person.side) == "left"`, "条件取值"},
		{"a choice of ratios", "person", "share_down(person.wage, person.ill ? tenth : most)", "conditional_kind 10:48 share_down(person.wage, person.ill ▲? tenth : most)", "条件取值"},
		{"a ratio that is a count", "person", "share_down(person.wage, limit)", "expression 10:23 share_down▲(person.wage, limit)", "no matching overload"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := &rule.Policy{AsOf: asOf, Facts: facts(), Params: params()}
			p.Definitions = []rule.Definition{{Name: c.level + ".x", Expr: written(c.text)}}
			refused := refusals(t, p)
			compare(t, refused, c.want)
			if !strings.Contains(refused[0].Message, c.says) {
				t.Errorf("the sentence %q does not say %q", refused[0].Message, c.says)
			}
		})
	}
}

// TestEveryPolicyOutOfOrderIsRefusedInItsPlace has one programme beside which something is wrong.
func TestEveryPolicyOutOfOrderIsRefusedInItsPlace(t *testing.T) {
	t.Parallel()
	define := func(name, text string) func(p *rule.Policy) {
		return func(p *rule.Policy) {
			p.Definitions = append(p.Definitions, rule.Definition{Name: name, Expr: written(text)})
		}
	}
	clause := func(code, text string) func(p *rule.Policy) {
		return func(p *rule.Policy) {
			p.Programmes[0].Clauses = append(p.Programmes[0].Clauses, rule.Clause{Code: code, Expr: written(text)})
		}
	}
	for _, c := range []struct {
		name   string
		change []func(p *rule.Policy)
		want   []string
	}{
		{"a definition without a level", []func(*rule.Policy){define("income", "line")}, []string{"definition_name 10:13 ▲line"}},
		{"a definition twice", []func(*rule.Policy){define("household.a", "line"), define("household.a", "yuan")}, []string{"duplicate_name 10:13 ▲yuan"}},
		{"a definition named as a fact", []func(*rule.Policy){define("person.wage", "line")}, []string{"duplicate_name 10:13 ▲line"}},
		{"a definition named as an eligibility", []func(*rule.Policy){define("household.eligible_p", "true")}, []string{"duplicate_name 10:13 ▲household.local"}},
		{"a programme twice", []func(*rule.Policy){func(p *rule.Policy) { p.Programmes = append(p.Programmes, p.Programmes[0]) }}, []string{"duplicate_name 10:13 ▲household.local"}},
		{"a clause twice", []func(*rule.Policy){clause("a", "household.local"), clause("a", "strict")}, []string{"duplicate_clause 10:13 ▲strict"}},
		{"a clause called scope", []func(*rule.Policy){clause("scope", "strict")}, []string{"duplicate_clause 10:13 ▲strict"}},
		{"a ring of definitions", []func(*rule.Policy){define("household.a", "household.b"), define("household.b", "household.a")}, []string{"cycle 10:13 ▲household.b"}},
		{"a clause on its own eligibility", []func(*rule.Policy){clause("a", "household.eligible_p")}, []string{"cycle 10:13 ▲household.eligible_p"}},
		{"an amount that is a count", []func(*rule.Policy){func(p *rule.Policy) { at := written("household.rooms"); p.Programmes[0].Amount = &at }}, []string{"amount_not_money 10:13 ▲household.rooms"}},
		{"an amount written into the rule", []func(*rule.Policy){func(p *rule.Policy) { at := written("100"); p.Programmes[0].Amount = &at }}, []string{"amount_not_money 10:13 ▲100"}},
		{"a clause that is an amount", []func(*rule.Policy){clause("a", "line")}, []string{"not_a_condition 10:13 ▲line"}},
		{"a scope that is a count", []func(*rule.Policy){func(p *rule.Policy) { p.Programmes[0].Scope = written("limit") }}, []string{"not_a_condition 10:13 ▲limit"}},
		{"a household programme that covers nobody it names", []func(*rule.Policy){func(p *rule.Policy) { p.Programmes[0].Covers = written("") }}, []string{"empty_expression 10:13 ▲"}},
		{"a covered number", []func(*rule.Policy){func(p *rule.Policy) { p.Programmes[0].Covers = written("person.grade") }}, []string{"not_a_condition 10:13 ▲person.grade"}},
		{"a ratio that differs by area", []func(*rule.Policy){func(p *rule.Policy) { p.Params[3].Split = true }, define("person.a", "share_down(person.wage, tenth)")}, []string{"split_parameter 10:37 share_down(person.wage, ▲tenth)"}},
		{"a fact used as a ratio", []func(*rule.Policy){func(p *rule.Policy) {
			p.Facts = append(p.Facts, rule.Fact{Name: "part", Level: rule.Person, Kind: rule.Ratio})
		}, define("person.a", "share_down(person.wage, person.part)")}, []string{"ratio 10:23 share_down▲(person.wage, person.part)"}},
		{"a split parameter without an area", []func(*rule.Policy){func(p *rule.Policy) { p.Facts = p.Facts[:len(p.Facts)-1] }, define("household.a", "standard")}, []string{"split_parameter 10:13 ▲standard"}},
		{"several at once", []func(*rule.Policy){
			clause("a", "line + 1"), clause("b", "household.rents > line"), clause("c", "sum(person.ill) > line && x"), define("household.unused", "household.rooms + line"),
		}, []string{
			"amount_in_rule 10:18 line ▲+ 1", "unknown_name 10:13 ▲household.rents > line", "unknown_name 10:39 sum(person.ill) > line && ▲x",
			"units 10:29 household.rooms ▲+ line",
		}},
		{"two unknown names in one expression", []func(*rule.Policy){clause("a", "household.rents > lines")}, []string{"unknown_name 10:13 ▲household.rents > lines", "unknown_name 10:31 household.rents > ▲lines"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := &rule.Policy{AsOf: asOf, Facts: facts(), Params: params()}
			p.Programmes = []rule.Programme{{Name: "p", Level: rule.Household, Scope: written("household.local"), Covers: written("person.ill")}}
			for _, change := range c.change {
				change(p)
			}
			compare(t, refusals(t, p), c.want...)
		})
	}
}

// TestRefusalsOfThePolicyItselfHaveNoPlace concerns facts and limits, which stand in no expression.
func TestRefusalsOfThePolicyItselfHaveNoPlace(t *testing.T) {
	t.Parallel()
	clauses := make([]rule.Clause, 33)
	for i := range clauses {
		clauses[i] = rule.Clause{Code: fmt.Sprintf("c%d", i), Expr: written("household.local")}
	}
	for _, c := range []struct {
		name   string
		policy rule.Policy
		code   string
	}{
		{"a fact twice", rule.Policy{Facts: append(facts(), facts()[0])}, "duplicate_name"},
		{"a parameter twice", rule.Policy{Params: append(params(), params()[0])}, "duplicate_name"},
		{"a range upside down", rule.Policy{Facts: []rule.Fact{{Name: "wage", Level: rule.Person, Kind: rule.Money, Min: 1}}}, "fact_range"},
		{"too many definitions", rule.Policy{Definitions: make([]rule.Definition, 2001)}, "too_many_definitions"},
		{"too many clauses", rule.Policy{Facts: facts(), Programmes: []rule.Programme{{
			Name: "p", Level: rule.Household, Scope: written("true"), Covers: written("true"), Clauses: clauses,
		}}}, "too_many_clauses"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused := refusals(t, &c.policy)
			if len(refused) != 1 || refused[0].Code != c.code || refused[0].Message == "" {
				t.Errorf("want one %s, got %v", c.code, refused)
			}
		})
	}
	accepted := rule.Policy{Facts: facts(), Programmes: []rule.Programme{{
		Name: "p", Level: rule.Household, Scope: written("true"), Covers: written("true"), Clauses: clauses[:32],
	}}}
	if _, err := rule.Compile(&accepted); err != nil {
		t.Errorf("32 clauses are allowed: %v", err)
	}
}

func TestARefusalShowsTheLineWithACaretUnderThePlace(t *testing.T) {
	t.Parallel()
	p := &rule.Policy{Facts: facts(), Params: params()}
	p.Definitions = []rule.Definition{{Name: "person.x", Expr: written(`person.side == "左" && persn.ill`)}}
	want := "rules.yaml:10:35: unknown_name: 没有叫“persn.ill”的事实、定义或参数。是不是“person.ill”？\n" +
		"    person.side == \"左\" && persn.ill\n" +
		strings.Repeat(" ", 4+22+1) + "^" // one cell more than characters: a Chinese character takes two
	if got := refusals(t, p).Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAFormulaIsComputedOrRefused(t *testing.T) {
	t.Parallel()
	known := params()[1:] // without the one that differs by area
	for _, c := range []struct {
		name string
		kind rule.Kind
		text string
		want int64
		code string
	}{
		{"a share of an amount", rule.Money, "share_exact(line, tenth)", 10_650, ""},
		{"a rounded share", rule.Money, "round_up(share_half_up(line, tenth), yuan)", 10_700, ""},
		{"a count", rule.Count, "limit * 2 + 1", 7, ""},
		{"a condition", rule.Bool, "strict && limit > 2", 1, ""},
		{"money declared, a count computed", rule.Money, "limit", 0, "formula_kind"},
		{"an unknown parameter", rule.Money, "line + lost", 0, "formula_not_constant"},
		{"a fact", rule.Money, "person.wage", 0, "unknown_name"},
		{"an aggregate of a constant", rule.Count, "count(true)", 0, "formula_not_constant"},
		{"an amount in the formula", rule.Money, "line + 100", 0, "amount_in_rule"},
		{"nothing", rule.Money, "", 0, "empty_expression"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := rule.Constant(known, c.kind, written(c.text))
			var refused rule.CompileErrors
			switch {
			case c.code == "" && (err != nil || got.Int != c.want):
				t.Errorf("got %+v, %v; want %d", got, err, c.want)
			case c.code != "" && (!errors.As(err, &refused) || len(refused) != 1 || refused[0].Code != c.code || refused[0].Line != 10):
				t.Errorf("got %+v, %v; want the refusal %s at line 10", got, err, c.code)
			}
		})
	}
}
