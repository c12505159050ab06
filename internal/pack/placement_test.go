package pack

import (
	"strings"
	"testing"

	"lianxin/packs"
)

func TestTheShippedGroundsSayWhoPays(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	on := day(t, "2025-07-01")
	grounds := c.Grounds(320613000000, on)
	if len(grounds) != 3 {
		t.Fatalf("%d grounds", len(grounds))
	}
	for i := range grounds {
		g := &grounds[i]
		for _, name := range []string{g.Hold, g.Visit, g.Review} {
			if n, err := c.Number(name, "320613", on); err != nil || n <= 0 {
				t.Errorf("%s: %s is %d, %v", g.Name, name, n, err)
			}
		}
		if g.Provides != (g.Limit == "") {
			t.Errorf("%s: of two ways to pay there is one: %q", g.Name, g.Limit)
		}
		if g.Status != Proposed {
			t.Errorf("%s is not proposed, and no document was read", g.Name)
		}
	}
	if c.Ground("none", 320613000000, on) != nil || c.Ground("elder", 320613000000, day(t, "2010-01-01")) != nil {
		t.Error("a ground holds where no pack says so")
	}
	if CareLevel("full") <= CareLevel("half") || CareLevel("none") != -1 {
		t.Error("care has no order")
	}
}

func TestAGroundSaysWhatIsThere(t *testing.T) {
	t.Parallel()
	const ground = "grounds:\n  - {name: one, title: 老人, who: 老人。, asks: [看过], approves: days, hold: days, visit: days, review: days, " +
		"region: \"000000\", from: 2021-01-01, source: 建议, status: proposed}\n"
	for _, test := range []struct{ name, from, to, want string }{
		{"who approves is no number", "", "", "parameter_kind "},
		{"a parameter nobody declared", "hold: days", "hold: none", "parameter_kind unknown_parameter "},
		{"a programme nobody declared", "asks:", "programmes: [none], asks:", "parameter_kind ground_programme "},
		{"a limit without what stays", "asks:", "limit: days, asks:", "ground_money parameter_kind parameter_kind "},
		{"care nobody knows", "asks:", "first: [much], asks:", "parameter_kind unknown_word "},
		{"nothing to see", "asks: [看过], ", "", "missing_key parameter_kind "},
	} {
		text := ground
		if test.from != "" {
			text = strings.Replace(ground, test.from, test.to, 1)
		}
		if codes := problemsOf(served("placements.yaml", text)); codes != test.want {
			t.Errorf("%s: %q", test.name, codes)
		}
	}
}
