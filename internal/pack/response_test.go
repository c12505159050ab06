package pack

import (
	"strings"
	"testing"

	"lianxin/packs"
)

func TestTheShippedLevelsRaiseWhatReliefMayComeTo(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	on := day(t, "2025-07-01")
	levels := c.ResponseLevels(320613000000, on)
	if len(levels) < 2 {
		t.Fatalf("%d levels", len(levels))
	}
	for i := range levels {
		l := &levels[i]
		for _, limit := range []string{"relief_town_limit", "relief_case_limit"} {
			usual, errUsual := c.Money(limit, "320613", on)
			now, errNow := c.Money(l.Now(limit), "320613", on)
			if errUsual != nil || errNow != nil || now <= usual {
				t.Errorf("%s: %s is %s, usually %s (%v, %v)", l.Name, limit, now, usual, errNow, errUsual)
			}
		}
	}
	if c.ResponseLevel("none", 320613000000, on) != nil || c.ResponseLevel("usual", 320613000000, day(t, "2010-01-01")) != nil {
		t.Error("a level holds where no pack says so")
	}
}

func TestALevelSaysWhatIsThere(t *testing.T) {
	t.Parallel()
	const level = "levels:\n  - {name: one, title: 一级, matters: [relief], replaces: [{usual: days, now: days}], tiers: [T1], visit: days, most: days, words: [先救助], " +
		"region: \"000000\", from: 2021-01-01, source: 建议, status: proposed}\n"
	for _, test := range []struct{ name, from, to, want string }{
		{"as it is, where there are no tiers and no matters", "", "", "unknown_tier unknown_matter "},
		{"a parameter nobody declared", "now: days", "now: none", "unknown_parameter unknown_tier unknown_matter "},
		{"a response without an end", "most: days", "most: none", "unknown_parameter unknown_tier unknown_matter "},
		{"no procedure", "words: [先救助], ", "", "missing_key "},
		{"what protects a family is left out", "words:", "waives: [surveyed], words:", "unknown_word "},
		{"a parameter that is replaced twice", "now: days}]", "now: days}, {usual: days, now: days}]", "duplicate_name "},
	} {
		text := level
		if test.from != "" {
			text = strings.Replace(level, test.from, test.to, 1)
		}
		if codes := problemsOf(served("responses.yaml", text)); codes != test.want {
			t.Errorf("%s: %q", test.name, codes)
		}
	}
}
