package house

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"
)

// glossary is the document with one word for one thing.
const glossary = "docs/glossary.md"

// row recognises a line of the glossary's tables: 中文, English, identifier.
var row = regexp.MustCompile("^\\| ([^|]+) \\| ([^|]+) \\| (?:`([^`|]+)`|—) \\|")

// words reports glossary lines that use a word for a second thing, and
// identifiers which nothing in the tree is called by.
func words(t *tree) []string {
	var found []string
	var used [4]map[string]int
	for i := range used {
		used[i] = map[string]int{}
	}
	inUse := identifiers(t)
	for i, line := range strings.Split(t.text[glossary], "\n") {
		m := row.FindStringSubmatch(line)
		switch {
		case m == nil && strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| 中文 "):
			found = append(found, fmt.Sprintf("%s:%d: a line has 中文, English, an identifier or a dash, and a meaning", glossary, i+1))
			continue
		case m == nil:
			continue
		}
		for column := 1; column <= 3; column++ {
			word := m[column]
			if before := used[column][word]; word != "" && before != 0 {
				found = append(found, fmt.Sprintf("%s:%d: %q is already the word of line %d", glossary, i+1, word, before))
			}
			used[column][word] = i + 1
		}
		if m[3] != "" && !inUse[m[3]] {
			found = append(found, fmt.Sprintf("%s:%d: nothing is called %s", glossary, i+1, m[3]))
		}
	}
	if len(used[1]) == 0 {
		found = append(found, glossary+": no table of words")
	}
	return found
}

// identifier recognises a word of code.
var identifier = regexp.MustCompile(`[A-Za-z][A-Za-z0-9_]*`)

// identifiers collects the words that occur in code and packs.
func identifiers(t *tree) map[string]bool {
	list := map[string]bool{}
	for name, text := range t.text {
		if ext := path.Ext(name); ext != ".go" && ext != ".yaml" || strings.HasPrefix(name, "internal/house/") {
			continue
		}
		for _, w := range identifier.FindAllString(text, -1) {
			list[w] = true
		}
	}
	return list
}

func TestTheGlossaryHasOneWordForOneThing(t *testing.T) {
	t.Parallel()
	hold(t, words)
}

func TestTheGlossaryRuleCanFail(t *testing.T) {
	t.Parallel()
	lines := func(rows string) map[string]string {
		return map[string]string{
			glossary:              "| 中文 | English | identifier | meaning |\n|---|---|---|---|\n" + rows,
			"internal/pay/run.go": "package pay\nvar run int\n",
		}
	}
	prove(t, words, []example{
		{"two words for two things", lines("| 批次 | run | `run` | x |\n| 公示 | notice | — | x |\n"), ""},
		{"two things not yet built", lines("| 申请 | application | — | x |\n| 公示 | notice | — | x |\n"), ""},
		{"one word for two things", lines("| 批次 | run | `run` | x |\n| 轮次 | run | — | x |\n"), "already the word of line 3"},
		{"a word nothing is called by", lines("| 批次 | batch | `batch` | x |\n"), "nothing is called batch"},
		{"a line without a column for the identifier", lines("| 批次 | batch | x |\n| 轮次 | run | `run` | x |\n"), "an identifier or a dash"},
		{"no words", lines(""), "no table of words"},
	})
}
