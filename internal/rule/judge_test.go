package rule_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// TestACityOfManyBlocksIsJudgedAsItsFamiliesAre crosses blocks and chunks and
// compares every household with the counter.
func TestACityOfManyBlocksIsJudgedAsItsFamiliesAre(t *testing.T) {
	t.Parallel()
	program := mustTown(t, nil)
	tab := scattered(20_000, 7)
	verdicts, err := program.Judge(tab, rule.Options{Reasons: true})
	if err != nil {
		t.Fatal(err)
	}
	onlyRefusalsHaveReasons(t, verdicts)
	seen := map[string]int{}
	counter := program.NewCounter()
	city := cityAnswers(program, tab, verdicts)
	for h := range tab.Households {
		answers, err := counter.Family(tab, h, engineRows(tab, h))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			row := h
			if a.Member >= 0 {
				row = int(tab.Start[h]) + a.Member
			}
			at := subject{a.Programme, row}
			want := cityAnswer{outcome: a.Outcome, amount: int64(a.Amount), covered: int64(a.Covered), reasons: counter.Reasons(a)}
			if got, ok := city[at]; !ok || !sameAnswer(got, want) {
				t.Fatalf("household %d, %s: the city says %+v, the counter %+v", h, a.Programme, got, want)
			}
			delete(city, at)
			seen[a.Programme+" "+a.Outcome.String()]++
		}
	}
	if len(city) > 0 {
		t.Errorf("the city has %d answers the counter does not give", len(city))
	}
	for _, programme := range []string{"support", "edge", "elder", "single"} {
		for _, outcome := range []rule.Outcome{rule.Grant, rule.Refuse, rule.CannotDecide} {
			if key := programme + " " + outcome.String(); seen[key] == 0 {
				t.Errorf("no household gets %s, so it was not compared", key)
			}
		}
	}
}

func onlyRefusalsHaveReasons(t *testing.T, verdicts []rule.Verdict) {
	t.Helper()
	for _, v := range verdicts {
		for row, o := range v.Outcome {
			if (o == rule.Refuse) != (v.Reasons[row] != 0) {
				t.Fatalf("%s of row %d is %s with the reasons %b", v.Programme, row, o, v.Reasons[row])
			}
		}
	}
}

// sameAnswer compares reasons as sets: the city has them in the order of clauses, the counter sorted.
func sameAnswer(a, b cityAnswer) bool {
	for _, code := range a.reasons {
		if !strings.Contains(strings.Join(b.reasons, " "), code) {
			return false
		}
	}
	return a.outcome == b.outcome && a.amount == b.amount && a.covered == b.covered && len(a.reasons) == len(b.reasons)
}

func engineRows(tab *rule.Table, h int) []bool {
	bytes := tab.Columns["person.elsewhere"].Byte[tab.Start[h]:tab.Start[h+1]]
	out := make([]bool, len(bytes))
	for i, b := range bytes {
		out[i] = b == rule.True
	}
	return out
}

func TestVerdictsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	t.Parallel()
	program := mustTown(t, nil)
	for _, households := range []int{0, 1, 40, 9000} {
		tab := scattered(households, uint64(households))
		alone, err := program.Judge(tab, rule.Options{Reasons: true, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{0, 2, 7, 64} {
			many, err := program.Judge(tab, rule.Options{Reasons: true, Workers: workers})
			if err != nil || !reflect.DeepEqual(alone, many) {
				t.Errorf("%d households by %d workers differ from one worker, %v", households, workers, err)
			}
		}
	}
}

func TestWhatStandsBehindTheRowsDoesNotMatter(t *testing.T) {
	t.Parallel()
	program := mustTown(t, nil)
	for _, households := range []int{0, 1, 7, 9, 300, 1025} {
		clean, dirty := scattered(households, 3), scattered(households, 3)
		for _, f := range facts() {
			rows := households
			if f.Level == rule.Person {
				rows = dirty.Persons()
			}
			soil(dirty.Columns[f.FullName()], rows)
		}
		want, err := program.Judge(clean, rule.Options{Reasons: true})
		if err != nil {
			t.Fatal(err)
		}
		got, err := program.Judge(dirty, rule.Options{Reasons: true})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d households: rubbish behind the rows changes the verdicts, %v", households, err)
		}
	}
}

func TestATableThatBreaksTheProofIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(t *rule.Table)
		code   string
	}{
		{"a household of 1001", func(t *rule.Table) { t.Start[1]++; t.Start[2]++ }, "household_too_large"},
		{"an amount above its range", func(t *rule.Table) { t.Columns["person.wage"].Max = 1_000_001 }, "out_of_range"},
		{"an amount below its range", func(t *rule.Table) { t.Columns["person.loss"].Min = -500_001 }, "out_of_range"},
		{"a wide amount above its range", func(t *rule.Table) { t.Columns["household.assets"].Max = 3_000_000_001 }, "out_of_range"},
		{"a count above its range", func(t *rule.Table) { t.Columns["person.points"].Max = 5001 }, "out_of_range"},
		{"an amount in bytes", func(t *rule.Table) { t.Columns["person.wage"] = &rule.Column{Byte: make([]uint8, 2000)} }, "column_form"},
		{"a Boolean in integers", func(t *rule.Table) { t.Columns["person.ill"] = &rule.Column{I32: make([]int32, 2000)} }, "column_form"},
		{"both widths", func(t *rule.Table) { t.Columns["person.wage"].I64 = make([]int64, 2000) }, "column_form"},
		{"neither width", func(t *rule.Table) { t.Columns["person.wage"].I32 = nil }, "column_form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			program := mustTown(t, nil)
			tab := &rule.Table{Households: 2, Start: []uint32{0, rule.MaxMembers, rule.MaxMembers + 1}, Columns: map[string]*rule.Column{}}
			for _, f := range facts() {
				tab.Columns[f.FullName()] = newColumn(&f, make([]map[string]any, rule.MaxMembers+2))
			}
			if _, err := program.Judge(tab, rule.Options{}); err != nil {
				t.Fatalf("before the change: %v", err)
			}
			c.change(tab)
			_, judged := program.Judge(tab, rule.Options{})
			_, counted := program.NewCounter().Family(tab, 1, nil)
			for where, err := range map[string]error{"the city": judged, "the counter": counted} {
				var refused *civil.Error
				if !errors.As(err, &refused) || refused.Code != c.code || refused.Kind != civil.Invalid {
					t.Errorf("%s says %v, want %s", where, err, c.code)
				}
			}
		})
	}
}

// TestAColumnNobodyDeliveredIsUnknown compares a table without columns with one whose every cell is unknown.
func TestAColumnNobodyDeliveredIsUnknown(t *testing.T) {
	t.Parallel()
	program := mustTown(t, nil)
	bare := &rule.Table{Households: 3, Start: []uint32{0, 2, 2, 11}, Columns: map[string]*rule.Column{}}
	full := &rule.Table{Households: 3, Start: bare.Start, Columns: map[string]*rule.Column{}}
	for _, f := range facts() {
		if !f.Engine {
			full.Columns[f.FullName()] = newColumn(&f, make([]map[string]any, 11))
		}
	}
	want, err := program.Judge(full, rule.Options{Reasons: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err := program.Judge(bare, rule.Options{Reasons: true})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("without columns: %+v, %v; with unknown cells: %+v", got, err, want)
	}
	if o := fmt.Sprint(got[0].Outcome); o != "[cannot_decide out_of_scope cannot_decide]" {
		t.Errorf("support of nobody known, of nobody at all, of nobody known: %s", o)
	}
}

// TestAFactOfTheEngineIsFalseUnlessItSaysOtherwise reads no file column for it, and takes the counter's word.
func TestAFactOfTheEngineIsFalseUnlessItSaysOtherwise(t *testing.T) {
	t.Parallel()
	program, err := rule.Compile(&rule.Policy{Facts: facts(), Programmes: []rule.Programme{{
		Name: "p", Level: rule.Household, Scope: rule.Source{Text: "true"}, Covers: rule.Source{Text: "!person.elsewhere"},
		Clauses: []rule.Clause{{Code: "all_elsewhere", Expr: rule.Source{Text: "any(!person.elsewhere)"}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	tab := &rule.Table{Households: 1, Start: []uint32{0, 3}, Columns: map[string]*rule.Column{}}
	counter := program.NewCounter()
	for _, c := range []struct {
		elsewhere []bool
		want      string
	}{
		{nil, "[{p household -1 grant 0.00 3 0}]"},
		{[]bool{false, true, false}, "[{p household -1 grant 0.00 2 0}]"},
		{[]bool{true, true, true}, "[{p household -1 refuse 0.00 0 0}]"},
		{nil, "[{p household -1 grant 0.00 3 0}]"}, // nothing is remembered of the family before
	} {
		answers, err := counter.Family(tab, 0, c.elsewhere)
		if got := fmt.Sprint(answers); err != nil || got != c.want {
			t.Errorf("elsewhere %v: %s, %v; want %s", c.elsewhere, got, err, c.want)
		}
	}
}

func TestSelectedHouseholdsAreJudgedAlike(t *testing.T) {
	t.Parallel()
	program := mustTown(t, nil)
	tab := scattered(60, 11)
	some := []int{59, 0, 30, 30, 7}
	part := tab.Select(some)
	whole, err := program.Judge(tab, rule.Options{Reasons: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err := program.Judge(part, rule.Options{Reasons: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range some {
		if got[0].Outcome[i] != whole[0].Outcome[h] || got[0].Reasons[i] != whole[0].Reasons[h] {
			t.Errorf("household %d: %s alone, %s in the city", h, got[0].Outcome[i], whole[0].Outcome[h])
		}
		for k := range int(tab.Start[h+1] - tab.Start[h]) {
			if a, b := got[2].Outcome[int(part.Start[i])+k], whole[2].Outcome[int(tab.Start[h])+k]; a != b {
				t.Errorf("member %d of household %d: %s alone, %s in the city", k, h, a, b)
			}
		}
	}
}
