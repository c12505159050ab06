package house

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

// banned are names that say nothing about what a package keeps.
var banned = []string{
	"util", "utils", "common", "commons", "helper", "helpers", "core", "model", "models",
	"manager", "managers", "misc", "types", "shared", "lib",
}

// emptyNames reports packages whose folder or package clause is a banned name.
func emptyNames(t *tree) []string {
	var found []string
	seen := map[string]bool{}
	for _, s := range t.code {
		clause := strings.TrimSuffix(s.file.Name.Name, "_test")
		for _, word := range banned {
			key := s.dir() + " " + word
			if (clause == word || path.Base(s.dir()) == word) && !seen[key] {
				seen[key] = true
				found = append(found, fmt.Sprintf("%s: a package called %s says nothing; name it for what it keeps", s.path, word))
			}
		}
	}
	return found
}

// described reports packages without a comment of three parts: what it keeps,
// what it promises, what it refuses.
func described(t *tree) []string {
	var found []string
	best := map[string]string{} // the longest package comment of a folder
	var dirs []string
	for _, s := range t.code {
		if s.test {
			continue
		}
		if _, seen := best[s.dir()]; !seen {
			best[s.dir()] = ""
			dirs = append(dirs, s.dir())
		}
		if text := s.file.Doc.Text(); len(text) > len(best[s.dir()]) {
			best[s.dir()] = text
		}
	}
	for _, dir := range dirs {
		text := best[dir]
		switch {
		case text == "":
			found = append(found, fmt.Sprintf("%s: the package has no comment", dir))
		case !strings.HasPrefix(text, "Package ") && !strings.HasPrefix(text, "Command "):
			found = append(found, fmt.Sprintf("%s: the package comment must begin with “Package” or “Command”", dir))
		case sentences(text) < 3:
			found = append(found, fmt.Sprintf("%s: the package comment must say what it keeps, what it promises, what it refuses", dir))
		}
	}
	return found
}

// sentences counts the ends of sentences in a text.
func sentences(text string) int {
	count := 0
	for _, word := range strings.Fields(text) {
		if strings.HasSuffix(strings.TrimRight(word, `)"”`), ".") || strings.HasSuffix(word, "。") {
			count++
		}
	}
	return count
}

func TestNoPackageHasAnEmptyName(t *testing.T) {
	t.Parallel()
	hold(t, emptyNames)
}

func TestTheNameRuleCanFail(t *testing.T) {
	t.Parallel()
	prove(t, emptyNames, []example{
		{"a noun of the domain", map[string]string{"internal/pay/a.go": "package pay\n"}, ""},
		{"a folder called util", map[string]string{"internal/pay/util/a.go": "package money\n"}, "called util"},
		{"a clause called helper", map[string]string{"internal/pay/a_test.go": "package helper_test\n"}, "called helper"},
		{"two files are one finding", map[string]string{"internal/core/a.go": "package core\n", "internal/core/b.go": "package core\n"}, "called core"},
	})
}

func TestEveryPackageSaysWhatItKeepsPromisesAndRefuses(t *testing.T) {
	t.Parallel()
	hold(t, described)
}

func TestTheDescriptionRuleCanFail(t *testing.T) {
	t.Parallel()
	full := "// Package pay keeps runs. It promises to pay once. It refuses guesses.\npackage pay\n"
	prove(t, described, []example{
		{"three sentences", map[string]string{"internal/pay/doc.go": full, "internal/pay/a.go": "package pay\n"}, ""},
		{"no comment", map[string]string{"internal/pay/a.go": "package pay\n"}, "no comment"},
		{"one sentence", map[string]string{"internal/pay/a.go": "// Package pay pays.\npackage pay\n"}, "what it refuses"},
		{"another beginning", map[string]string{"internal/pay/a.go": "// Pay. It pays. It is good.\npackage pay\n"}, "must begin"},
		{"a comment in a test is not the package's", map[string]string{"internal/pay/a.go": "package pay\n", "internal/pay/a_test.go": full}, "no comment"},
	})
}
