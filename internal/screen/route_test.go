package screen

import (
	"strings"
	"testing"
)

func TestARouteNobodyThoughtAboutIsNotServed(t *testing.T) {
	t.Parallel()
	whole := get("/cases", Roles("town"), says("x"))
	for name, c := range map[string]struct {
		change func(*Route)
		want   string
	}{
		"a whole route":              {func(*Route) {}, ""},
		"a page without an audience": {func(r *Route) { r.Audience = Audience{} }, "names no audience"},
		"staff of no role":           {func(r *Route) { r.Audience = Roles() }, "names no audience"},
		"a page without a purpose":   {func(r *Route) { r.Purpose = "" }, "names no purpose"},
		"a purpose not on the list":  {func(r *Route) { r.Purpose = "work" }, "names no purpose"},
		"a page about nobody":        {func(r *Route) { r.Purpose = Nobody }, ""},
		"a page without an act":      {func(r *Route) { r.Act = "" }, "names no act"},
		"a form that only reads":     {func(r *Route) { r.Method = "POST" }, "changes something"},
		"a look that acts":           {func(r *Route) { r.Act = "case.open" }, "acts on being looked at"},
		"a method no form sends":     {func(r *Route) { r.Method = "PUT" }, "no form can send"},
		"a pattern with a host":      {func(r *Route) { r.Pattern = "a.example/" }, "begin at the root"},
		"a line without a handler":   {func(r *Route) { r.Serve = nil }, "nobody to serve"},
	} {
		r := whole
		c.change(&r)
		err := r.Check()
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s is refused: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestATableThatContradictsItselfIsRefused(t *testing.T) {
	t.Parallel()
	_, err := New(Config{Routes: []Route{get("/a", Public(), says("1")), get("/a", Public(), says("2"))}})
	if err == nil || !strings.Contains(err.Error(), "contradicts itself") {
		t.Errorf("two pages of one address: %v", err)
	}
}

func TestAnAudienceAdmitsItsOwn(t *testing.T) {
	t.Parallel()
	v := visitors(t)
	stranger, clerk, family := &Visitor{}, v["clerk"], v["family"]
	for name, c := range map[string]struct {
		audience Audience
		want     [3]bool // stranger, clerk, family
	}{
		"everybody":  {Public(), [3]bool{true, true, true}},
		"families":   {Residents(), [3]bool{false, false, true}},
		"signed in":  {Signed(), [3]bool{false, true, true}},
		"the town":   {Roles("town"), [3]bool{false, true, false}},
		"the county": {Roles("county"), [3]bool{false, false, false}},
		"either":     {Roles("county", "town"), [3]bool{false, true, false}},
		"nobody":     {Audience{}, [3]bool{false, false, false}},
	} {
		got := [3]bool{c.audience.Admits(stranger), c.audience.Admits(clerk), c.audience.Admits(family)}
		if got != c.want {
			t.Errorf("%s admits stranger, clerk, family: %v, want %v", name, got, c.want)
		}
	}
}
