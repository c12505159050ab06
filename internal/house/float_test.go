package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// floatPlaces are the files that may compute with floating point. None of them
// may touch an amount.
var floatPlaces = exceptions{
	"internal/screen/letter/canvas.go":       "gopdf takes points as floats; layout is in whole thousandths of a point",
	"internal/app/bench*.go":                 "a benchmark prints seconds and the ratio of two speeds",
	"internal/api/spdci/signature/number.go": "RFC 8785 and Python write a number as the shortest text of a double; it goes into a digest and nowhere else",
}

// floats reports floating-point types, literals and conversions. A benchmark
// may report a measure, which the testing package wants as a float.
func floats(t *tree) []string {
	var all []finding
	for _, s := range t.code {
		outsideBenchmarks(s.file, func(n ast.Node) {
			if what := floating(n); what != "" {
				all = append(all, finding{s.path, fmt.Sprintf("%s: %s; amounts are civil.Fen, shares are scaled integers", t.at(n.Pos()), what)})
			}
		})
	}
	return except(t, all, floatPlaces)
}

// floating says what makes a node floating point; empty when nothing does.
func floating(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Ident:
		switch n.Name {
		case "float32", "float64", "complex64", "complex128":
			return "the type " + n.Name
		}
	case *ast.BasicLit:
		if n.Kind == token.FLOAT || n.Kind == token.IMAG {
			return "the literal " + n.Value
		}
	case *ast.SelectorExpr:
		name := n.Sel.Name
		switch from, _ := n.X.(*ast.Ident); {
		case from == nil:
		case from.Name == "math" && !strings.HasPrefix(name, "MaxInt") && !strings.HasPrefix(name, "MinInt") && !strings.HasPrefix(name, "MaxUint"):
			return "math." + name
		case from.Name == "strconv" && strings.HasSuffix(name, "Float"):
			return "strconv." + name
		}
		if strings.HasSuffix(name, "Float64") || strings.HasSuffix(name, "Float32") {
			return "the call " + name
		}
	}
	return ""
}

// outsideBenchmarks visits every node of a file except those of functions that
// take a *testing.B: a benchmark measures, nothing is decided in it.
func outsideBenchmarks(file *ast.File, visit func(ast.Node)) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
			return false
		case *ast.FuncDecl:
			if measures(n.Type) {
				return false
			}
		case *ast.FuncLit:
			if measures(n.Type) {
				return false
			}
		}
		visit(n)
		return true
	})
}

// measures says whether a function takes a *testing.B.
func measures(f *ast.FuncType) bool {
	for _, field := range f.Params.List {
		star, _ := field.Type.(*ast.StarExpr)
		if star == nil {
			continue
		}
		name, _ := star.X.(*ast.SelectorExpr)
		if name != nil && name.Sel.Name == "B" {
			return true
		}
	}
	return false
}

func TestNoFloatComesNearMoney(t *testing.T) {
	t.Parallel()
	hold(t, floats)
}

func TestTheFloatRuleCanFail(t *testing.T) {
	t.Parallel()
	file := func(body string) map[string]string {
		return map[string]string{"internal/pay/a.go": "package pay\n" + body}
	}
	prove(t, floats, []example{
		{"integers", file("import \"math\"\nvar a int64 = math.MaxInt64\n"), ""},
		{"a type", file("func f(a float64) {}\n"), "float64"},
		{"a literal", file("var a = 0.6\n"), "literal 0.6"},
		{"an exponent", file("const a = 1e9\n"), "literal 1e9"},
		{"rounding by math", file("var a = math.Round(2)\n"), "math.Round"},
		{"parsing", file("var a, _ = strconv.ParseFloat(s, 64)\n"), "strconv.ParseFloat"},
		{"a number in a sentence", file("var a = \"float64 0.6\" // float64\n"), ""},
		{"a benchmark reports a measure", map[string]string{"internal/pay/a_test.go": "package pay\nfunc BenchmarkA(b *testing.B) { b.ReportMetric(float64(2)/0.5, \"x\") }\n"}, ""},
		{"an ordinary test has no excuse", map[string]string{"internal/pay/a_test.go": "package pay\nfunc TestA(t *testing.T) { f(0.5) }\n"}, "literal 0.5"},
		{"the benchmark command prints a ratio", map[string]string{"internal/app/bench.go": "package app\nvar a float64\n"}, ""},
	})
}
