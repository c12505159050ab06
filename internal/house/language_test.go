package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The rule language is written down twice: as a table the compiler reads, and
// as a page its users read.
const (
	languageCode = "internal/rule/language.go"
	languagePage = "docs/rules.md"
)

// documented recognises a line of the page that explains a function.
var documented = regexp.MustCompile("^\\| `([a-z_]+)\\(")

// language reports functions of the rule language which the page does not
// explain, and functions on the page which the compiler does not know.
func language(t *tree) []string {
	known := map[string]bool{}
	for _, s := range t.code {
		if s.path == languageCode {
			for _, name := range functionNames(s.file) {
				known[name] = true
			}
		}
	}
	var found []string
	explained := map[string]bool{}
	for i, line := range strings.Split(t.text[languagePage], "\n") {
		m := documented.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		explained[m[1]] = true
		if !known[m[1]] {
			found = append(found, fmt.Sprintf("%s:%d: the rule language has no function %s", languagePage, i+1, m[1]))
		}
	}
	for name := range known {
		if !explained[name] {
			found = append(found, fmt.Sprintf("%s: the function %s is not explained", languagePage, name))
		}
	}
	if len(known) == 0 {
		found = append(found, languageCode+": no table of functions")
	}
	return found
}

// functionNames lists the name fields of the table in the function functions.
func functionNames(file *ast.File) []string {
	var list []string
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Name.Name != "functions" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			pair, _ := n.(*ast.KeyValueExpr)
			if pair == nil {
				return true
			}
			key, _ := pair.Key.(*ast.Ident)
			value, _ := pair.Value.(*ast.BasicLit)
			if key != nil && key.Name == "name" && value != nil && value.Kind == token.STRING {
				if name, err := strconv.Unquote(value.Value); err == nil {
					list = append(list, name)
				}
			}
			return true
		})
	}
	return list
}

func TestThePageOfTheRuleLanguageIsWhole(t *testing.T) {
	t.Parallel()
	hold(t, language)
}

func TestTheLanguageRuleCanFail(t *testing.T) {
	t.Parallel()
	both := func(page string) map[string]string {
		return map[string]string{
			languageCode: "package rule\nfunc functions() []function { return []function{{name: \"age\"}, {name: \"sum\"}} }\n",
			languagePage: "| 函数 | 结果 |\n|---|---|\n" + page,
		}
	}
	prove(t, language, []example{
		{"both are explained", both("| `age(x)` | 周岁 |\n| `sum(e)` | 合计 |\n"), ""},
		{"one is not explained", both("| `age(x)` | 周岁 |\n"), "the function sum is not explained"},
		{"one does not exist", both("| `age(x)` | 周岁 |\n| `sum(e)` | 合计 |\n| `mean(e)` | 平均 |\n"), "no function mean"},
		{"a mention in passing explains nothing", both("| `age(x)` | 周岁 |\n\n用 `sum(e)` 汇总。\n"), "the function sum is not explained"},
		{"no table", map[string]string{languagePage: ""}, "no table of functions"},
	})
}
