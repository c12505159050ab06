package house

import (
	"fmt"
	"strings"
	"testing"
)

// order is the order of the house: a package may import only packages that
// stand before it. A new package is entered here, in its place, and nowhere
// else.
var order = []string{
	"civil", "rule", "pack", "document", "db", "journal", "access", "job", "ledger", "file", "fact",
	"feed", "register", "verify", "assess", "watch", "casework", "pay", "service", "oversee", "indicator",
	"screen", "api", "line", "sample", "app", "house",
}

// apart are imports which the order would allow and the design does not.
var apart = map[[2]string]string{
	{"service", "pay"}: "what is paid and what is served are decided side by side; app joins them",
	{"api", "screen"}:  "pages and machine interfaces are two faces of the same stages",
	{"screen", "rule"}: "a page shows a judgement, it makes none",
	{"screen", "db"}:   "a page asks the stages and has no SQL",
}

// edges are the folders outside internal and what of the house they may use.
var edges = map[string][]string{
	".":     {"app", "packs"},
	"packs": nil,
	"tools": {"civil", "pack", "packs"},
}

// support are packages that exist for tests alone, and why no product file may
// import them.
var support = map[string]string{
	module + "/internal/db/dbtest":         "gives tests a fresh store of every engine",
	module + "/internal/rule/oracle":       "the second opinion answers only in tests; the product has one evaluator",
	module + "/internal/screen/screentest": "opens pages over a store for the tests of pages",
}

// importOrder reports imports against the order of the house. A test may also
// import the synthetic city, which all tests share, and what its package is kept
// apart from: pages are tried over a real store.
func importOrder(t *tree) []string {
	place := map[string]int{}
	for i, name := range order {
		place[name] = i
	}
	var found []string
	for _, s := range t.code {
		own := owner(s.dir())
		if support[module+"/"+s.dir()] != "" {
			s = s.asTest()
		}
		if _, known := place[own]; !known && strings.HasPrefix(s.path, "internal/") {
			found = append(found, fmt.Sprintf("%s: package %q has no place in the order of the house", s.path, own))
			continue
		}
		for _, path := range s.imports() {
			rest, ours := strings.CutPrefix(path, module+"/")
			if !ours {
				continue
			}
			why := support[path]
			if why == "" || s.test {
				why = refuseImport(place, s, own, owner(rest))
			}
			if why != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s", s.path, path, why))
			}
		}
	}
	return found
}

// owner reduces a folder to the name it has in the order: "civil" for
// "internal/civil" and all below it, the first folder for everything else.
func owner(dir string) string {
	parts := strings.Split(strings.TrimPrefix(dir, "internal/"), "/")
	return parts[0]
}

// refuseImport says why own may not use used; empty when it may.
func refuseImport(place map[string]int, s *source, own, used string) string {
	if !strings.HasPrefix(s.path, "internal/") {
		for _, allowed := range edges[own] {
			if used == allowed {
				return ""
			}
		}
		return fmt.Sprintf("outside internal only %v may be used here", edges[own])
	}
	if used == own || used == "packs" || used == "sample" && s.test {
		return ""
	}
	if why := apart[[2]string{own, used}]; why != "" && !s.test {
		return why
	}
	at, known := place[used]
	switch {
	case !known:
		return fmt.Sprintf("%q has no place in the order of the house", used)
	case used == "app":
		return "app wires everything and only the main program imports it"
	case at > place[own]:
		return fmt.Sprintf("%s stands after %s; calls go upstream", used, own)
	}
	return ""
}

func TestImportsFollowTheOrderOfTheHouse(t *testing.T) {
	t.Parallel()
	hold(t, importOrder)
}

func TestTheImportRuleCanFail(t *testing.T) {
	t.Parallel()
	file := func(name, imported string) map[string]string {
		return map[string]string{name: "package x\nimport _ \"" + imported + "\"\n"}
	}
	prove(t, importOrder, []example{
		{"a stage calls upstream", file("internal/assess/a.go", "lianxin/internal/rule"), ""},
		{"a stage calls downstream", file("internal/rule/a.go", "lianxin/internal/assess"), "stands after"},
		{"anybody reads the packs", file("internal/rule/a.go", "lianxin/packs"), ""},
		{"a test shares the synthetic city", file("internal/assess/a_test.go", "lianxin/internal/sample"), ""},
		{"a stage takes the synthetic city", file("internal/assess/a.go", "lianxin/internal/sample"), "stands after"},
		{"a folder below counts as its package", file("internal/db/dbtest/a.go", "lianxin/internal/pay"), "stands after"},
		{"service does not know pay", file("internal/service/a.go", "lianxin/internal/pay"), "side by side"},
		{"pay does not know service", file("internal/pay/a.go", "lianxin/internal/service"), "stands after"},
		{"a page makes no judgement", file("internal/screen/a.go", "lianxin/internal/rule"), "makes none"},
		{"the main program starts app", file("main.go", "lianxin/internal/app"), ""},
		{"the main program reaches past app", file("main.go", "lianxin/internal/assess"), "only [app packs]"},
		{"a test about the house imports app", file("internal/house/a_test.go", "lianxin/internal/app"), "only the main program"},
		{"a tool reads the civil words", file("tools/basedata/main.go", "lianxin/internal/civil"), ""},
		{"a tool judges", file("tools/basedata/main.go", "lianxin/internal/assess"), "only [civil pack packs]"},
		{"the packs are only data", file("packs/packs.go", "lianxin/internal/civil"), "outside internal"},
		{"a test asks the oracle", file("internal/rule/a_test.go", "lianxin/internal/rule/oracle"), ""},
		{"a test downstream asks the oracle", file("internal/assess/a_test.go", "lianxin/internal/rule/oracle"), ""},
		{"a test upstream asks the oracle", file("internal/civil/a_test.go", "lianxin/internal/rule/oracle"), "stands after"},
		{"the engine asks the oracle", file("internal/rule/a.go", "lianxin/internal/rule/oracle"), "only in tests"},
		{"a stage asks the oracle", file("internal/assess/a.go", "lianxin/internal/rule/oracle"), "only in tests"},
		{"the oracle reads the policy", file("internal/rule/oracle/a.go", "lianxin/internal/rule"), ""},
		{"a package nobody entered", file("internal/lookup/a.go", "fmt"), "no place"},
	})
}
