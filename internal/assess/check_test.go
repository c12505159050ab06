package assess

import (
	"strings"
	"testing"

	"lianxin/internal/pack"
)

func TestThePacksOfTheProgramHold(t *testing.T) {
	t.Parallel()
	r := CheckPacks(mustPacks(t))
	for _, p := range r.Problems {
		t.Errorf("%s %s: %s", p.Place, p.Code, p.Message)
	}
	if r.Cases < 100 || r.Programmes != 10 || r.Conditions == 0 || r.Covered != r.Conditions {
		t.Errorf("cases %d, programmes %d, conditions %d of which covered %d", r.Cases, r.Programmes, r.Conditions, r.Covered)
	}
}

func TestWhatIsWrongInAPackIsReportedAtItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, old, new string
		place, code, message string
	}{
		{"a wrong amount", "example/tests/library.yaml", "amount: 70.00", "amount: 70.01", "example/tests/library.yaml:13:7", "test_failed",
			"“城镇两个借书人补到一百元”：library_family 应为 grant 70.01 2人，实为 grant 70.00 2人"},
		{"a wrong number of persons", "example/tests/library.yaml", "amount: 70.00, covered: 2", "amount: 70.00, covered: 3", "example/tests/library.yaml:13:7", "test_failed", "grant 70.00 3人，实为 grant 70.00 2人"},
		{"a wrong reason", "example/tests/library.yaml", "reasons: [not_local]", "reasons: [enough_books]", "example/tests/library.yaml:38:7", "test_failed", "refuse enough_books，实为 refuse not_local"},
		{"a wrong question", "example/tests/library.yaml", `missing: ["p1:card"]`, `missing: ["p1:birth_date"]`, "example/tests/library.yaml:", "test_failed", "cannot_decide p1:birth_date，实为 cannot_decide p1:card"},
		{"a row where none is expected", "example/tests/library.yaml", "library_child(p2): {outcome: refuse, reasons: [no_card]}", "library_child(p2): none", "example/tests/library.yaml:45:7", "test_failed", "应为 none，实为 refuse no_card"},
		{"a conflict that is not expected", "example/tests/library.yaml", `reasons: ["conflict:library_family"]`, "reasons: [no_card]", "example/tests/library.yaml:", "test_failed", "实为 refuse conflict:library_family"},
		{"a rule that does not compile", "example/rules/library_child.yaml", "expr: person.card", "expr: person.crad", "example/rules/library_child.yaml:11:11", "unknown_name", "是不是“person.card”？\n    person.crad\n    ^"},
		{"a condition never seen false", "example/tests/library.yaml", "household: {local: false}", "household: {local: true}", "example/rules/library_family.yaml:1:1", "never_false", "not_local"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tree := copied(t)
			edit(t, tree, c.file, c.old, c.new)
			catalogue, err := pack.LoadOne(tree, "example")
			if err != nil {
				t.Fatal(err)
			}
			found := false
			r := CheckPacks(catalogue)
			for _, p := range r.Problems {
				found = found || strings.HasPrefix(p.Place, c.place) && p.Code == c.code && strings.Contains(p.Message, c.message)
			}
			if !found {
				t.Errorf("want %s %s … %s among %+v", c.place, c.code, c.message, r.Problems)
			}
		})
	}
}

func TestARefusedRuleIsReportedOnceHoweverManyTestsUseIt(t *testing.T) {
	t.Parallel()
	tree := copied(t)
	edit(t, tree, "example/rules/library_child.yaml", "expr: person.card", "expr: person.crad")
	catalogue, err := pack.LoadOne(tree, "example")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range CheckPacks(catalogue).Problems {
		if p.Code == "unknown_name" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("reported %d times", n)
	}
}

func TestReportsAddUp(t *testing.T) {
	t.Parallel()
	a := &Report{Cases: 1, Programmes: 2, Conditions: 3, Covered: 4, Problems: []Problem{{Code: "a"}}}
	a.Add(&Report{Cases: 10, Programmes: 20, Conditions: 30, Covered: 40, Problems: []Problem{{Code: "b"}}})
	if a.Cases != 11 || a.Programmes != 22 || a.Conditions != 33 || a.Covered != 44 || len(a.Problems) != 2 || a.Problems[1].Code != "b" {
		t.Errorf("got %+v", a)
	}
}
