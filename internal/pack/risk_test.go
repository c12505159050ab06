package pack

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/rule"
	"lianxin/packs"
)

func TestEveryRiskConditionHasItsLevelAndIsProposed(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	today := day(t, "2025-06-30")
	levels := c.RiskLevels(chongchuan, today)
	if len(levels) != 2 || levels[0].Name != "high" || levels[1].Name != "medium" {
		t.Errorf("the levels are %+v", levels)
	}
	conditions := c.RiskConditions(chongchuan, today)
	for _, l := range levels {
		if !slices.ContainsFunc(conditions, func(o RiskCondition) bool { return o.Level == l.Name }) {
			t.Errorf("nothing puts a family into %s", l.Title)
		}
	}
	for _, one := range conditions {
		if one.Status != Proposed {
			t.Errorf("%s claims to be confirmed: no document has it", one.Name)
		}
	}
	policy, err := c.RiskPolicy(chongchuan, today)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rule.Compile(policy); err != nil {
		t.Error(err)
	}
	if len(c.RiskConditions(chongchuan, day(t, "2010-01-01"))) != 0 {
		t.Error("conditions hold before they were in force")
	}
}

func TestWhatIsRefusedOfRisks(t *testing.T) {
	t.Parallel()
	level := "levels:\n  - {name: high, title: 高, first: days, visit: days, " + holding + "}\n"
	condition := "conditions:\n  - {name: old, title: 老, words: 年纪大, level: high, of: person, when: person.old, " + holding + "}\n"
	load := func(text string) Errors {
		files := helping("risks.yaml", text)
		parameters := *files["x/facts.yaml"]
		parameters.Data = []byte("parameters:\n  - {name: days, kind: count, unit: 天, label: 天数}\nvalues:\n  - {name: days, region: \"000000\", since: 2021-01-01, value: 7, status: proposed, source: 某文件}\n")
		files["x/parameters.yaml"] = &parameters
		_, err := Load(files)
		list, _ := err.(Errors)
		return list
	}
	if list := load(level + condition); len(list) > 0 {
		t.Fatalf("a sound file: %v", list)
	}
	for _, test := range []struct{ name, text, code string }{
		{"a level with a name of ours", strings.Replace(level, "name: high", "name: left", 1), "risk_reserved"},
		{"a level nobody has", strings.Replace(level+condition, "level: high", "level: grave", 1), "unknown_risk_level"},
		{"a period nobody has", strings.Replace(level, "first: days", "first: weeks", 1), "unknown_parameter"},
		{"a condition twice", level + condition + strings.TrimPrefix(condition, "conditions:\n"), "duplicate_name"},
		{"a condition about an unknown fact", strings.Replace(level+condition, "person.old", "person.rich", 1), "unknown_name"},
		{"a condition that is no yes or no", strings.Replace(level+condition, "person.old", "1 + 1", 1), "not_a_condition"},
		{"a circle of families that is none", strings.Replace(level+condition, "when:", "among: person.rich, when:", 1), "unknown_name"},
		{"a condition without words", strings.Replace(level+condition, "words: 年纪大, ", "", 1), "missing_key"},
	} {
		if list := load(test.text); !slices.ContainsFunc(list, func(e *LoadError) bool { return e.Code == test.code }) {
			t.Errorf("%s: %v, want %s", test.name, list, test.code)
		}
	}
}
