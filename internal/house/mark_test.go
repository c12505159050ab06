package house

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// The words are put together here so that a plain search for them finds only
// real ones.
var (
	unfinished = regexp.MustCompile(`\b(` + "TO" + "DO|FIX" + "ME|XX" + `X)\b`)
	machine    = regexp.MustCompile(`(^|[^[:alnum:]._-])(/(wo` + `rk|fa` + `rm|ro` + `ot|ho` + `me|Us` + `ers|tm` + `p)/|[A-Z]:\\(Us` + `ers|Documents))`)
)

// prose says whether a file is written by people line by line, so that words
// in it mean something; data files are not.
func prose(name string) bool {
	switch path.Ext(name) {
	case ".go", ".md", ".yaml", ".yml", ".sh", ".mod", ".conf", ".txtar", ".txt", ".sql", ".templ":
		return true
	}
	return path.Base(name) == "Makefile" || strings.HasPrefix(name, ".ci/")
}

// marks reports work left undone and places on one person's machine.
func marks(t *tree) []string {
	var found []string
	for _, name := range names(t) {
		if !prose(name) {
			continue
		}
		for i, line := range strings.Split(t.text[name], "\n") {
			if word := unfinished.FindString(line); word != "" {
				found = append(found, fmt.Sprintf("%s:%d: %s; finish it, or write it into an issue", name, i+1, word))
			}
			if place := machine.FindString(line); place != "" {
				found = append(found, fmt.Sprintf("%s:%d: %q is a place on one machine", name, i+1, strings.TrimSpace(place)))
			}
		}
	}
	return found
}

// names lists the files of a tree in order.
func names(t *tree) []string {
	list := make([]string, 0, len(t.text))
	for name := range t.text {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}

// skips reports tests that can leave without an answer. A test that is not run
// is worse than none, because it is counted.
func skips(t *tree) []string {
	var found []string
	for _, s := range t.code {
		if !s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			pick, _ := n.(*ast.SelectorExpr)
			if pick == nil {
				return true
			}
			from, _ := pick.X.(*ast.Ident)
			switch name := pick.Sel.Name; {
			case from == nil:
			case name == "Skip" || name == "Skipf" || name == "SkipNow" || from.Name == "testing" && name == "Short":
				found = append(found, fmt.Sprintf("%s: %s.%s; a test gives an answer or is not there", t.at(n.Pos()), from.Name, name))
			}
			return true
		})
	}
	for _, name := range names(t) {
		if path.Ext(name) != ".txtar" && !strings.Contains(name, "testdata/script/") {
			continue
		}
		for i, line := range strings.Split(t.text[name], "\n") {
			if words := strings.Fields(line); len(words) > 0 && (words[0] == "skip" || strings.HasPrefix(words[0], "[") && len(words) > 1 && words[1] == "skip") {
				found = append(found, fmt.Sprintf("%s:%d: skip; a journey gives an answer or is not there", name, i+1))
			}
		}
	}
	return found
}

func TestNothingIsMarkedAsUnfinishedOrNamesAMachine(t *testing.T) {
	t.Parallel()
	hold(t, marks)
}

func TestTheMarkRuleCanFail(t *testing.T) {
	t.Parallel()
	prove(t, marks, []example{
		{"a finished file", map[string]string{"a.go": "package a // done, see https://example.org/work/1\n"}, ""},
		{"work left", map[string]string{"a.go": "package a // TO" + "DO: think\n"}, "finish it"},
		{"work left in a document", map[string]string{"docs/a.md": "FIX" + "ME\n"}, "finish it"},
		{"a place on one machine", map[string]string{"Makefile": "run:\n\t/ho" + "me/li/bin/go\n"}, "one machine"},
		{"a place on a Windows machine", map[string]string{"a.yaml": "path: C:\\Us" + "ers\\li\n"}, "one machine"},
		{"a place in the repository", map[string]string{"a.md": "internal/ho" + "me/ and ./wo" + "rk/\n"}, ""},
		{"letters in data", map[string]string{"a.csv": "XX" + "X\n"}, ""},
	})
}

func TestNoTestIsSkipped(t *testing.T) {
	t.Parallel()
	hold(t, skips)
}

func TestTheSkipRuleCanFail(t *testing.T) {
	t.Parallel()
	body := func(call string) map[string]string {
		return map[string]string{"a_test.go": "package a\nfunc TestA(t *testing.T) { " + call + " }\n"}
	}
	prove(t, skips, []example{
		{"a test that answers", body("t.Fatal(1)"), ""},
		{"a test that leaves", body("t.Sk" + "ip()"), "t.Skip"},
		{"a test that leaves with a word", body("t.Sk" + "ipf(`x`)"), "t.Skipf"},
		{"a test that asks for a short run", body("if testing.Short() { return }"), "testing.Short"},
		{"a journey that leaves", map[string]string{"testdata/script/a.txtar": "[windows] skip 'no'\nexec lianxin\n"}, "skip"},
		{"a journey that answers", map[string]string{"testdata/script/a.txtar": "exec lianxin\n"}, ""},
	})
}
