package house

import (
	"fmt"
	"go/ast"
	"go/types"
	"sort"
	"strings"
	"testing"
)

// takers are the packages that read what other people wrote.
var takers = map[string]bool{"civil": true, "pack": true, "fact": true, "feed": true}

// foreign are the kinds of parameters through which other people's text comes.
var foreign = map[string]bool{"string": true, "[]byte": true, "io.Reader": true, "fs.FS": true}

// unfuzzed reports exported parsers which no fuzz target of their package
// mentions.
func unfuzzed(t *tree) []string {
	parsers := map[string]string{} // "internal/civil ParseFen" → where
	fuzzed := map[string]bool{}
	for _, s := range t.code {
		if !takers[owner(s.dir())] || !strings.HasPrefix(s.path, "internal/") {
			continue
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			switch {
			case !ok:
			case s.test && strings.HasPrefix(f.Name.Name, "Fuzz"):
				ast.Inspect(f, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						fuzzed[s.dir()+" "+id.Name] = true
					}
					return true
				})
			case !s.test && parses(f):
				parsers[s.dir()+" "+f.Name.Name] = t.at(f.Pos())
			}
		}
	}
	var found []string
	for key, where := range parsers {
		if !fuzzed[key] {
			found = append(found, fmt.Sprintf("%s: no fuzz target mentions %s", where, strings.Fields(key)[1]))
		}
	}
	sort.Strings(found)
	return found
}

// parses says whether a function reads other people's text.
func parses(f *ast.FuncDecl) bool {
	name := f.Name.Name
	if !strings.HasPrefix(name, "Parse") && !strings.HasPrefix(name, "Read") && !strings.HasPrefix(name, "Load") {
		return false
	}
	for _, field := range f.Type.Params.List {
		if foreign[types.ExprString(field.Type)] {
			return true
		}
	}
	return false
}

func TestEveryParserOfForeignTextIsFuzzed(t *testing.T) {
	t.Parallel()
	hold(t, unfuzzed)
}

func TestTheFuzzRuleCanFail(t *testing.T) {
	t.Parallel()
	parser := "package civil\nfunc ParseFen(s string) {}\n"
	prove(t, unfuzzed, []example{
		{"a parser with a target", map[string]string{"internal/civil/fen.go": parser, "internal/civil/fen_test.go": "package civil\nfunc FuzzFen(f *testing.F) { f.Fuzz(func(t *testing.T, s string) { ParseFen(s) }) }\n"}, ""},
		{"a parser with an ordinary test", map[string]string{"internal/civil/fen.go": parser, "internal/civil/fen_test.go": "package civil\nfunc TestFen(t *testing.T) { ParseFen(``) }\n"}, "no fuzz target mentions ParseFen"},
		{"a loader of folders", map[string]string{"internal/pack/load.go": "package pack\nfunc Load(fsys fs.FS) {}\n"}, "mentions Load"},
		{"a reader of our own values", map[string]string{"internal/fact/read.go": "package fact\nfunc ReadTable(t *Table) {}\n"}, ""},
		{"a target in another package", map[string]string{"internal/civil/fen.go": parser, "internal/pack/a_test.go": "package pack\nfunc FuzzA(f *testing.F) { civil.ParseFen(``) }\n"}, "no fuzz target"},
	})
}
