package house

import (
	"fmt"
	"go/ast"
	"testing"
)

// clockPlaces are the packages that may ask what time it is. Everybody else is
// told: time comes from the act, the day of a judgement from --as-of.
var clockPlaces = map[string]bool{"db": true, "job": true, "app": true}

// clocks reports calls that read the clock outside the allowed packages.
// Benchmarks may measure.
func clocks(t *tree) []string {
	var found []string
	for _, s := range t.code {
		if clockPlaces[owner(s.dir())] {
			continue
		}
		outsideBenchmarks(s.file, func(n ast.Node) {
			pick, _ := n.(*ast.SelectorExpr)
			if pick == nil {
				return
			}
			from, _ := pick.X.(*ast.Ident)
			if from == nil || from.Name != "time" {
				return
			}
			switch pick.Sel.Name {
			case "Now", "Since", "Until":
				found = append(found, fmt.Sprintf("%s: time.%s; time comes from the act or from the command line", t.at(n.Pos()), pick.Sel.Name))
			}
		})
	}
	return found
}

func TestOnlyTheEdgesReadTheClock(t *testing.T) {
	t.Parallel()
	hold(t, clocks)
}

func TestTheClockRuleCanFail(t *testing.T) {
	t.Parallel()
	body := "import \"time\"\nvar a = time." + "Now()\n"
	prove(t, clocks, []example{
		{"a stage reads the clock", map[string]string{"internal/assess/a.go": "package assess\n" + body}, "time.Now"},
		{"a test reads the clock", map[string]string{"internal/assess/a_test.go": "package assess\n" + body}, "time.Now"},
		{"a stage measures itself", map[string]string{"internal/rule/a.go": "package rule\nfunc f() { g(time.Since(a)) }\n"}, "time.Since"},
		{"the wiring reads the clock", map[string]string{"internal/app/a.go": "package app\n" + body}, ""},
		{"a fixed instant", map[string]string{"internal/rule/a.go": "package rule\nvar a = time.Unix(0, 0)\n"}, ""},
		{"a benchmark measures", map[string]string{"internal/rule/a_test.go": "package rule\nfunc BenchmarkA(b *testing.B) { g(time.Now()) }\n"}, ""},
	})
}
