package house

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// panicPlaces are the files that may stop the program, each because the cause
// is a mistake in our own source and never something that was read.
var panicPlaces = exceptions{}

// panics reports calls that end the program. A function whose name begins with
// Must is meant for values written in our own source and may panic; the main
// program and a test's main may exit.
func panics(t *tree) []string {
	var all []finding
	for _, s := range t.code {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && strings.HasPrefix(strings.ToLower(f.Name.Name), "must") {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				call, _ := n.(*ast.CallExpr)
				if call == nil {
					return true
				}
				if name := ending(call.Fun); name != "" {
					all = append(all, finding{s.path, fmt.Sprintf("%s: %s; return an error its reader can act on", t.at(n.Pos()), name)})
				}
				return true
			})
		}
	}
	return except(t, all, panicPlaces)
}

// ending names a called function that ends the program; empty for all others.
func ending(called ast.Expr) string {
	switch f := called.(type) {
	case *ast.Ident:
		if f.Name == "panic" {
			return "panic"
		}
	case *ast.SelectorExpr:
		from, _ := f.X.(*ast.Ident)
		if from == nil {
			return ""
		}
		name := from.Name + "." + f.Sel.Name
		if name == "os.Exit" || strings.HasPrefix(name, "log.Fatal") || strings.HasPrefix(name, "log.Panic") {
			return name
		}
	}
	return ""
}

func TestNothingThatWasReadCanStopTheProgram(t *testing.T) {
	t.Parallel()
	hold(t, panics)
}

func TestThePanicRuleCanFail(t *testing.T) {
	t.Parallel()
	file := func(name, body string) map[string]string {
		return map[string]string{name: "package x\n" + body}
	}
	prove(t, panics, []example{
		{"a parser panics", file("internal/civil/a.go", "func Parse(s string) { panic(s) }\n"), "panic"},
		{"a function value panics", file("internal/civil/a.go", "var f = func() { panic(1) }\n"), "panic"},
		{"a Must panics", file("internal/civil/a.go", "func MustParse(s string) { panic(s) }\n"), ""},
		{"a stage exits", file("internal/assess/a.go", "func f() { os.Exit(1) }\n"), "os.Exit"},
		{"a log line exits", file("internal/assess/a.go", "func f() { log.Fatalf(\"x\") }\n"), "log.Fatalf"},
		{"the main program exits", map[string]string{"main.go": "package main\nfunc main() { os.Exit(1) }\n"}, ""},
		{"a test panics", file("internal/civil/a_test.go", "func f() { panic(1) }\n"), ""},
	})
}
