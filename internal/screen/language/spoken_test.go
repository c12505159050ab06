package language

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// residentFiles are the files beside whole folders whose pages residents see.
var residentFiles = []string{
	"../booking/own.go", "../device/own.go", "../hotline/own.go", "../verification/own.go", "../review/rate.go", "../review/complain.go",
	"../notice/start.go", "../verification/own.templ", "../layout/frame.go", "../cityapp/enter.go", "../cityapp/standing.go", "../cityapp/cityapp.templ",
}

// verbs are the places of formats.
var verbs = regexp.MustCompile(`%[0-9.]*[a-z]`)

// spoken are the Chinese phrases that a Go file says to people: all its texts, but not
// those it only compares.
func spoken(name string, source []byte) (list []string, err error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
	if err != nil {
		return nil, err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
			said, err := strconv.Unquote(text.Value)
			said = verbs.ReplaceAllString(strings.Join(strings.Fields(said), " "), hole)
			if err == nil && han(said) {
				list = append(list, said)
			}
		}
		return true
	})
	return list, nil
}

// ownSources are the Go files whose pages residents see.
func ownSources(t *testing.T) (files []string) {
	t.Helper()
	for _, folder := range []string{"../resident", "../portal"} {
		found, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		files = append(files, found...)
	}
	for _, name := range residentFiles {
		if strings.HasSuffix(name, ".go") {
			files = append(files, name)
		}
	}
	return slices.DeleteFunc(files, func(name string) bool {
		return strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go")
	})
}

func TestEveryPhraseOfTheHandlersOfResidentsHasItsEnglish(t *testing.T) {
	t.Parallel()
	for _, file := range ownSources(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list, err := spoken(file, source)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range list {
			if !known(text) {
				t.Errorf("%s: %q has no English in english.tsv", filepath.Base(file), text)
			}
		}
	}
}

func TestTheScanOfHandlersCanFail(t *testing.T) {
	t.Parallel()
	list, err := spoken("x.go", []byte("package x\n\n// 注释不算\nvar a = \"没有人译过的话\" + f(`还有%d句`)\n"))
	if err != nil || !slices.Equal(list, []string{"没有人译过的话", "还有{}句"}) || known(list[0]) {
		t.Errorf("%q, %v", list, err)
	}
}
