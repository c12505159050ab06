package rule

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"

	"lianxin/internal/civil"
)

// The page that explains the language to those who write rules is held to the
// compiler: its functions, its refusals, its limits and its example.

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// section is the text under a heading of the page.
func section(t *testing.T, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(page(t), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("the page has no section %s", heading)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

func TestThePageHasTheSignatureOfEveryFunction(t *testing.T) {
	t.Parallel()
	words := map[string]string{cel.IntType.String(): "数", cel.BoolType.String(): "条件", dateType.String(): "日期", ratioType.String(): "比例"}
	var want, got []string
	for _, f := range functions() {
		args := make([]string, len(f.args))
		for i, a := range f.args {
			args[i] = words[a.String()]
		}
		want = append(want, fmt.Sprintf("%s of %d: %s → %s", f.name, len(args), strings.Join(args, "、"), words[f.result.String()]))
	}
	row := regexp.MustCompile("(?m)^\\| `([a-z_]+)\\(([^`]*)\\)` \\| ([^|]*) \\|")
	for _, m := range row.FindAllStringSubmatch(section(t, "函数"), -1) {
		got = append(got, fmt.Sprintf("%s of %d: %s", m[1], len(strings.Split(m[2], ",")), m[3]))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the page has\n  %s\nthe compiler\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestThePageExplainsEveryRefusal reads the codes from the source: a refusal
// nobody explained cannot be added, and an explained one cannot vanish.
func TestThePageExplainsEveryRefusal(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	refusal := regexp.MustCompile(`\b(?:refuse|Refuse|at|placed)\([^"\n]*"([a-z_]+)", "`)
	code := regexp.MustCompile("`([a-z]+(?:_[a-z]+)*)`")
	thrown, explained := map[string]bool{}, map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range refusal.FindAllStringSubmatch(string(text), -1) {
			thrown[m[1]] = true
		}
	}
	text := section(t, "拒绝什么，为什么")
	for _, line := range strings.Split(text, "\n") {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			line = cells[1] // the other cells mention what to write instead
		}
		for _, m := range code.FindAllStringSubmatch(line, -1) {
			explained[m[1]] = true
		}
	}
	for _, name := range sortedNames(thrown) {
		if !explained[name] {
			t.Errorf("the refusal %s is not explained", name)
		}
	}
	for _, name := range sortedNames(explained) {
		if !thrown[name] {
			t.Errorf("the page explains %s, which nothing refuses", name)
		}
	}
}

func TestThePageHasTheLimits(t *testing.T) {
	t.Parallel()
	text := section(t, "界限")
	for _, row := range []string{
		fmt.Sprintf("| 一项待遇的条件 | %d 个 |", clausesMax), fmt.Sprintf("| 一条表达式 | %d 字节 |", expressionMax),
		fmt.Sprintf("| 一次编译的定义 | %d 条 |", definitionsMax), fmt.Sprintf("| 一户的成员 | %d 人 |", MaxMembers), fmt.Sprintf("| 周岁 | %d 岁 |", ageMax),
	} {
		if !strings.Contains(text, row+"\n") {
			t.Errorf("the page does not have %s", row)
		}
	}
	for _, kind := range []Kind{Bool, Money, Count, Code, Date, Ratio} {
		if !strings.Contains(section(t, "类型和单位"), "\n| `"+kind.String()+"` | ") {
			t.Errorf("the page does not have the kind %s", kind)
		}
	}
}

// block gives the lines of the page's fenced block of some language.
func block(t *testing.T, language string) []string {
	t.Helper()
	_, rest, _ := strings.Cut(page(t), "\n```"+language+"\n")
	text, _, found := strings.Cut(rest, "\n```\n")
	if !found {
		t.Fatalf("the page has no block %s", language)
	}
	return strings.Split(text, "\n")
}

// examplePolicy makes a policy of the page's example.
func examplePolicy(t *testing.T) *Policy {
	t.Helper()
	p := &Policy{
		Facts: []Fact{
			{Name: "wage", Level: Person, Kind: Money, Max: 10_000_000}, {Name: "in_prison", Level: Person, Kind: Bool},
			{Name: "vehicles", Level: Household, Kind: Count, Max: 9},
		},
		Params: []Param{
			{Name: "low_standard", Kind: Money, Value: ParamValue{Int: 710_00}}, {Name: "work_cost_rate", Kind: Ratio, Value: ParamValue{Ratio: civil.Ratio{Num: 1, Den: 5}}},
			{Name: "vehicle_limit", Kind: Count}, {Name: "unit", Kind: Money, Value: ParamValue{Int: 1_00}},
		},
		Programmes: []Programme{{Name: "dibao", Level: Household}},
	}
	dibao := &p.Programmes[0]
	for _, line := range block(t, "rule") {
		name, text, found := strings.Cut(line, " = ")
		source := Source{Text: text}
		switch part, ours := strings.CutPrefix(name, "dibao."); {
		case !found:
			t.Fatalf("the line %q of the example has no equals sign", line)
		case !ours:
			p.Definitions = append(p.Definitions, Definition{Name: name, Expr: source})
		case part == "scope":
			dibao.Scope = source
		case part == "covers":
			dibao.Covers = source
		case part == "amount":
			dibao.Amount = &source
		default:
			dibao.Clauses = append(dibao.Clauses, Clause{Code: part, Expr: source})
		}
	}
	return p
}

func TestTheExampleOfThePageRunsAsItIsTold(t *testing.T) {
	t.Parallel()
	program, err := Compile(examplePolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	counter := program.NewCounter()
	judge := func(vehicles uint8) Answer {
		t.Helper()
		family := &Table{Households: 1, Start: []uint32{0, 3}, Columns: map[string]*Column{
			"person.wage":        {I32: append([]int32{1200_04, 0, 0}, make([]int32, Pad)...), Null: append([]uint8{0, 0, 1}, make([]uint8, Pad)...), Max: 1200_04},
			"person.in_prison":   {Byte: append([]uint8{False, False, True}, make([]uint8, Pad)...)},
			"household.vehicles": {Byte: append([]uint8{vehicles}, make([]uint8, Pad)...), Max: 1},
		}}
		answers, err := counter.Family(family, 0, nil)
		if err != nil || len(answers) != 1 {
			t.Fatalf("%v, %v", answers, err)
		}
		return answers[0]
	}
	told := section(t, "从头到尾一个例子")
	a := judge(0)
	if result := fmt.Sprintf("每月 %s 元，保障 %d 人", a.Amount, a.Covered); a.Outcome != Grant || !strings.Contains(told, result) {
		t.Errorf("the family gets %s: %s, which the page does not tell", a.Outcome, result)
	}
	var steps []string
	for _, s := range counter.Trace(a) {
		steps = append(steps, s.Name+" = "+s.Filled+" = "+s.Value)
	}
	if want := block(t, "trace"); !slices.Equal(steps, want) {
		t.Errorf("the trace is\n  %s\nthe page tells\n  %s", strings.Join(steps, "\n  "), strings.Join(want, "\n  "))
	}
	if missing := counter.Missing(judge(UnknownByte)); len(missing) != 1 || !strings.Contains(told, "缺 `household:"+missing[0].Name+"`") {
		t.Errorf("without the number of vehicles %v is missing, which the page does not tell", missing)
	}
	if reasons := counter.Reasons(judge(1)); len(reasons) != 1 || !strings.Contains(told, "理由 `"+reasons[0]+"`") {
		t.Errorf("with a vehicle the reasons are %v, which the page does not tell", reasons)
	}
}
