package pack

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lianxin/packs"
)

func TestEveryEventHasItsRuleAndEveryLimitItsNumber(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	rules := c.PayRules("320613", day(t, "2026-01-01"))
	if len(rules.Events) != len(PayEventKinds) || len(rules.Limits) != len(PayLimits) || len(rules.Card) == 0 {
		t.Errorf("%d events, %d limits, %d steps", len(rules.Events), len(rules.Limits), len(rules.Card))
	}
	for _, e := range rules.Events {
		if dead := e.Kind == "death" || e.Kind == "cremation"; e.ForGood != dead {
			t.Errorf("%s ends everything: %v", e.Kind, e.ForGood)
		}
	}
	if before := c.PayRules("320613", day(t, "2020-01-01")); len(before.Events)+len(before.Limits)+len(before.Card) != 0 {
		t.Errorf("before anything was in force there is %+v", before)
	}
}

// paying is a pack with one file about money on its way.
func paying(text string) fstest.MapFS {
	return fstest.MapFS{
		"x/pack.yaml":   {Data: []byte("pack: x\ntitle: 试\n")},
		"x/paying.yaml": {Data: []byte(text)},
	}
}

func TestTheNarrowestAndLatestRuleOfAnEventHolds(t *testing.T) {
	t.Parallel()
	event, limit := "  - {kind: death, freezes: true, first: %s, for_good: true, region: %q, from: %s, source: 某文件, status: proposed}\n", "  - {name: offset_permille, value: %d, region: %q, from: %s, source: 某文件, status: proposed}\n"
	card := "  - {region: %q, from: %s, source: 某文件, status: proposed, steps: [{name: %s, title: 步}]}\n"
	c, err := Load(paying("events:\n" + fmt.Sprintf(event, "next", "000000", "2021-01-01") + fmt.Sprintf(event, "same", "320600", "2023-01-01") + fmt.Sprintf(event, "none", "000000", "2024-01-01") +
		"limits:\n" + fmt.Sprintf(limit, 200, "320600", "2023-01-01") + fmt.Sprintf(limit, 300, "000000", "2021-01-01") + fmt.Sprintf(limit, 100, "320600", "2025-01-01") +
		"card:\n" + fmt.Sprintf(card, "000000", "2021-01-01", "one") + fmt.Sprintf(card, "320613", "2022-01-01", "two")))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, region, day, want string }{
		{"the country's rule holds where a city has none", "320102", "2023-06-01", "next 300 one"},
		{"a later rule of the country takes the place of the first", "320102", "2024-06-01", "none 300 one"},
		{"a city's rule goes before a later one of the country", "320613", "2024-06-01", "same 200 two"},
		{"a city's later number takes the place of its first", "320613", "2025-01-01", "same 100 two"},
		{"before the city decided the country's holds", "320613", "2021-12-31", "next 300 one"},
	} {
		rules := c.PayRules(test.region, day(t, test.day))
		if got := fmt.Sprintf("%s %d %s", rules.Events[0].First, rules.Limits["offset_permille"], rules.Card[0].Name); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestRulesOfMoneyThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	const at = "region: \"000000\", from: 2021-01-01, source: 某文件, status: proposed"
	for _, test := range []struct{ name, text, want string }{
		{"an event nobody knows", "events:\n  - {kind: lottery, freezes: true, first: next, for_good: false, " + at + "}\n", "unknown_word"},
		{"a month nobody knows", "events:\n  - {kind: death, freezes: true, first: never, for_good: true, " + at + "}\n", "unknown_word"},
		{"an end without a freeze", "events:\n  - {kind: death, freezes: false, first: next, for_good: true, " + at + "}\n", "pay_event_for_good"},
		{"a limit beyond the whole", "limits:\n  - {name: offset_permille, value: 1001, " + at + "}\n", "out_of_range"},
		{"a limit nobody asks for", "limits:\n  - {name: tips, value: 1, " + at + "}\n", "unknown_word"},
		{"one rule twice", "limits:\n  - {name: offset_permille, value: 1, " + at + "}\n  - {name: offset_permille, value: 2, " + at + "}\n", "duplicate_name"},
		{"a step done in no state", "card:\n  - {" + at + ", steps: [{name: one, title: 步, done_in: sometimes}]}\n", "unknown_run_state"},
		{"a step twice", "card:\n  - {" + at + ", steps: [{name: one, title: 步}, {name: one, title: 步}]}\n", "duplicate_name"},
		{"a rule without a day", "limits:\n  - {name: offset_permille, value: 1, region: \"000000\", source: 某文件, status: proposed}\n", "missing_key"},
	} {
		_, err := Load(paying(test.text))
		list, _ := err.(Errors)
		codes := ""
		for _, problem := range list {
			codes += problem.Code + " "
		}
		if !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}
