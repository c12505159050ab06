package house

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// module is the import path of the repository's root.
const module = "lianxin"

// tree is a repository read into memory: the real one, or a small example.
type tree struct {
	fset   *token.FileSet
	folder map[string]bool   // every folder, "." for the root
	text   map[string]string // every text file by its slash path
	code   []*source         // every Go file, sorted by path
	broken []string          // Go files that do not parse
}

// source is one Go file.
type source struct {
	path string
	file *ast.File
	test bool // its name ends in _test.go
}

// dir is the folder of the file.
func (s *source) dir() string { return path.Dir(s.path) }

// asTest is the file with the freedom of a test: what exists for tests alone.
func (s *source) asTest() *source {
	return &source{path: s.path, file: s.file, test: true}
}

// imports lists the import paths of the file.
func (s *source) imports() []string {
	var list []string
	for _, spec := range s.file.Imports {
		list = append(list, strings.Trim(spec.Path.Value, `"`))
	}
	return list
}

// made are the folders that commands fill; nothing in them is ours to judge.
var made = map[string]bool{"bin": true, "out": true}

// skipped says whether a folder is outside the repository's own text.
func skipped(name string) bool {
	base := path.Base(name)
	return made[name] || base == "node_modules" ||
		strings.HasPrefix(base, ".") && name != "." && name != ".ci" && name != ".github"
}

// read loads a tree. It reads every file once; the rules share what it read.
func read(fsys fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), folder: map[string]bool{}, text: map[string]string{}}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		// A file that somebody removes while the tree is being read was never ours.
		case errors.Is(err, fs.ErrNotExist) && name != ".":
			return nil
		case err != nil:
			return err
		case entry.IsDir() && skipped(name):
			return fs.SkipDir
		case entry.IsDir():
			t.folder[name] = true
			return nil
		}
		body, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		t.add(name, string(body))
		return nil
	})
	sort.Slice(t.code, func(i, j int) bool { return t.code[i].path < t.code[j].path })
	return t, err
}

// add takes one file into the tree.
func (t *tree) add(name, body string) {
	t.text[name] = body
	if path.Ext(name) != ".go" {
		return
	}
	file, err := parser.ParseFile(t.fset, name, body, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.broken = append(t.broken, err.Error())
		return
	}
	t.code = append(t.code, &source{path: name, file: file, test: strings.HasSuffix(name, "_test.go")})
}

// at names a place in a finding.
func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// whole is the repository itself, read once for all rules.
var whole = sync.OnceValues(func() (*tree, error) { return read(os.DirFS("../..")) })

// hold fails the test with every place where the repository breaks the rule.
func hold(t *testing.T, rule func(*tree) []string) {
	t.Helper()
	repository, err := whole()
	if err != nil {
		t.Fatalf("the repository cannot be read: %v", err)
	}
	for _, finding := range rule(repository) {
		t.Error(finding)
	}
}

// example is a small tree in memory and what a rule must say about it.
type example struct {
	name  string
	files map[string]string
	want  string // a part of the one finding; empty when the tree is in order
}

// prove runs a rule over small trees, so that a rule gone blind is noticed.
func prove(t *testing.T, rule func(*tree) []string, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			small := plant(t, e.files)
			found := rule(small)
			switch {
			case e.want == "" && len(found) != 0:
				t.Errorf("a tree in order is refused: %q", found)
			case e.want != "" && len(found) != 1:
				t.Errorf("want one finding with %q, got %q", e.want, found)
			case e.want != "" && !strings.Contains(found[0], e.want):
				t.Errorf("the finding %q does not say %q", found[0], e.want)
			}
		})
	}
}

// plant builds a small tree.
func plant(t *testing.T, files map[string]string) *tree {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, body := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	small, err := read(fsys)
	if err != nil {
		t.Fatalf("the example cannot be read: %v", err)
	}
	return small
}

// unparsed is the rule behind all others: what does not parse cannot be judged.
func unparsed(t *tree) []string { return t.broken }

func TestEveryGoFileParses(t *testing.T) {
	t.Parallel()
	hold(t, unparsed)
}

func TestTheParsingRuleCanFail(t *testing.T) {
	t.Parallel()
	prove(t, unparsed, []example{
		{"a whole file", map[string]string{"internal/civil/a.go": "package civil\n"}, ""},
		{"half a function", map[string]string{"internal/civil/a.go": "package civil\nfunc f() {\n"}, "a.go"},
		{"what a command made is not ours", map[string]string{"out/a.go": "pack"}, ""},
	})
}
