package house

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// statement recognises the beginning of an SQL text: our own are written in
// capitals; the second half catches whole statements in small letters.
var statement = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE|DROP TABLE)\s` +
	`|(?is)^\s*(select\s.*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)`)

// everything recognises a query that does not name its columns.
var everything = regexp.MustCompile(`(?is)\bselect\s+(\w+\.)?\*`)

// declared are the places where a statement is put together from a table's
// declaration in our own source, never from data.
var declared = exceptions{
	"internal/db/insert.go":     "the INSERT of a declared table",
	"internal/db/carry.go":      "copies every table of a store, by the store's own list of them",
	"internal/journal/table.go": "the statements every table of versions has, from its declaration",
}

// queries reports SQL that does not name its columns, and SQL put together
// from strings at run time. A constant may be put together from constants.
func queries(t *tree) []string {
	var found []finding
	report := func(s *source, n ast.Node, told string) {
		found = append(found, finding{s.path, t.at(n.Pos()) + ": " + told})
	}
	for _, s := range t.code {
		if s.test && owner(s.dir()) == "house" {
			continue // the counter-examples of this rule are written there
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				if n.Tok == token.CONST {
					unnamed(n, func(n ast.Node) { report(s, n, "a query must name its columns") })
					return false
				}
			case *ast.BasicLit:
				unnamed(n, func(n ast.Node) { report(s, n, "a query must name its columns") })
			case *ast.BinaryExpr:
				if n.Op == token.ADD && isStatement(leftmost(n)) {
					report(s, n, "SQL is built from strings; write it as one constant with $1 placeholders")
					return false
				}
			case *ast.CallExpr:
				if len(n.Args) > 1 && prints(n.Fun) && isStatement(n.Args[0]) {
					report(s, n, "SQL is built by formatting; write it as one constant with $1 placeholders")
					return false
				}
			}
			return true
		})
	}
	return except(t, found, declared)
}

// unnamed calls f for every literal below a node that selects everything.
func unnamed(below ast.Node, f func(ast.Node)) {
	ast.Inspect(below, func(n ast.Node) bool {
		if text, ok := literal(n); ok && everything.MatchString(text) {
			f(n)
		}
		return true
	})
}

// literal is the value of a string literal.
func literal(n ast.Node) (string, bool) {
	lit, _ := n.(*ast.BasicLit)
	if lit == nil || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func isStatement(n ast.Node) bool {
	text, ok := literal(n)
	return ok && statement.MatchString(text)
}

// leftmost is the first operand of a chain of additions.
func leftmost(e ast.Expr) ast.Expr {
	for {
		sum, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = sum.X
	}
}

// prints says whether a called function formats its first argument.
func prints(called ast.Expr) bool {
	pick, _ := called.(*ast.SelectorExpr)
	return pick != nil && strings.HasSuffix(pick.Sel.Name, "printf")
}

func TestEveryQueryIsAConstantThatNamesItsColumns(t *testing.T) {
	t.Parallel()
	hold(t, queries)
}

func TestTheQueryRuleCanFail(t *testing.T) {
	t.Parallel()
	file := func(body string) map[string]string {
		return map[string]string{"internal/pay/store_run.go": "package pay\n" + body}
	}
	prove(t, queries, []example{
		{"a constant with placeholders", file("const q = `SELECT id FROM run WHERE id = $1`\n"), ""},
		{"a constant from constants", file("const q = `SELECT ` + columns + ` FROM run`\n"), ""},
		{"all columns", file("const q = `SELECT * FROM run`\n"), "name its columns"},
		{"all columns of one table, in small letters", file("func f() { g(`select r.* from run r`) }\n"), "name its columns"},
		{"a sum", file("func f(id string) { g(`SELECT id FROM run WHERE id = ` + id) }\n"), "from strings"},
		{"a format", file("func f(id string) { g(fmt.Sprintf(`DELETE FROM run WHERE id = %s`, id)) }\n"), "by formatting"},
		{"a sentence about selecting", file("func f(c string) { g(\"select a city: \" + c) }\n"), ""},
	})
}
