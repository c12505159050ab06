package house

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	fence   = regexp.MustCompile("^\\s*(```|~~~)")
	link    = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?[^)]*\)`)
	target  = regexp.MustCompile(`^\s*\[[^\]]+\]:\s*(\S+)`)
	span    = regexp.MustCompile("`([^`]+)`")
	plain   = regexp.MustCompile(`^[A-Za-z0-9_.{][A-Za-z0-9_.,{}*/-]*(:\d+(-\d+)?)?$`)
	heading = regexp.MustCompile(`^#{1,6}\s+(.*)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N}\s_-]`)
	braces  = regexp.MustCompile(`\{([^{}]*)\}`)
	// A whole part in capitals stands for a name the reader chooses.
	placeholder = regexp.MustCompile(`(^|/)[A-Z][A-Z_]+(/|$)`)
	number      = regexp.MustCompile(`:\d+(-\d+)?$`)
)

// deadLinks reports relative links in documents which lead nowhere, and paths
// of the repository between backticks which do not exist.
func deadLinks(t *tree) []string {
	var found []string
	for _, name := range names(t) {
		if path.Ext(name) != ".md" {
			continue
		}
		for i, line := range unfenced(t.text[name]) {
			for _, to := range links(line) {
				if !t.leads(name, to) {
					found = append(found, fmt.Sprintf("%s:%d: the link %s leads nowhere", name, i+1, to))
				}
			}
			for _, word := range quoted(line) {
				if !t.exists(name, word) {
					found = append(found, fmt.Sprintf("%s:%d: `%s` does not exist", name, i+1, word))
				}
			}
		}
	}
	return found
}

// unfenced gives the lines of a document with fenced blocks emptied: a block
// shows commands and trees, which are examples.
func unfenced(text string) []string {
	lines := strings.Split(text, "\n")
	inside := false
	for i, line := range lines {
		edge := fence.MatchString(line)
		if edge || inside {
			lines[i] = ""
		}
		if edge {
			inside = !inside
		}
	}
	return lines
}

// links lists the targets of a line's links, without those of other hosts.
func links(line string) []string {
	line = span.ReplaceAllString(line, "")
	var list []string
	for _, m := range append(link.FindAllStringSubmatch(line, -1), target.FindAllStringSubmatch(line, -1)...) {
		if u, err := url.Parse(m[1]); err != nil || u.Scheme == "" && u.Host == "" {
			list = append(list, m[1])
		}
	}
	return list
}

// leads says whether a link in a document has something at its end, the
// heading included.
func (t *tree) leads(from, to string) bool {
	file, anchor, _ := strings.Cut(to, "#")
	if clear, err := url.PathUnescape(file); err == nil {
		file = clear
	}
	switch {
	case file == "":
		file = from
	case strings.HasPrefix(file, "/"):
		file = path.Clean(file[1:])
	default:
		file = path.Join(path.Dir(from), file)
	}
	if _, ok := t.text[file]; !ok && !t.folder[file] {
		return false
	}
	if anchor == "" || path.Ext(file) != ".md" {
		return true
	}
	if clear, err := url.PathUnescape(anchor); err == nil {
		anchor = clear
	}
	return headings(t.text[file])[anchor]
}

// headings lists the anchors of a document as its readers' sites make them.
func headings(text string) map[string]bool {
	list := map[string]bool{}
	for _, line := range unfenced(text) {
		m := heading.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		slug := strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(strings.TrimSpace(m[1])), ""), " ", "-")
		for n, base := 1, slug; list[slug]; n++ {
			slug = fmt.Sprintf("%s-%d", base, n)
		}
		list[slug] = true
	}
	return list
}

// quoted lists the words between backticks that look like paths.
func quoted(line string) []string {
	var list []string
	for _, m := range span.FindAllStringSubmatch(line, -1) {
		for _, word := range strings.Fields(m[1]) {
			if plain.MatchString(word) && !strings.Contains(word, "//") {
				list = append(list, strings.TrimRight(word, ".,"))
			}
		}
	}
	return list
}

// exists says whether a quoted word is no path of ours, or one that is there.
// A path may be written from the root, from the document's folder, with the
// module's name before it, with {a,b} or * in it, or with a line or a name
// behind it.
func (t *tree) exists(from, word string) bool {
	word = strings.TrimPrefix(strings.TrimPrefix(number.ReplaceAllString(word, ""), "./"), module+"/")
	word = strings.TrimSuffix(strings.TrimSuffix(word, "/..."), "/")
	if !t.claims(from, word) {
		return true
	}
	for _, one := range spread(word) {
		if !t.any(one) && !t.any(path.Join(path.Dir(from), one)) && !t.named(one) {
			return false
		}
	}
	return true
}

// claims says whether a word means a path of the repository: a Go or Markdown
// file by its bare name, or a path whose first folder is one of ours or whose
// last part is a source file.
func (t *tree) claims(from, word string) bool {
	first, _, deep := strings.Cut(word, "/")
	ext := path.Ext(word)
	source := ext == ".go" || ext == ".md"
	switch {
	case made[first]:
		return false // filled by a command
	case !deep:
		return source && len(word) > len(ext)
	case placeholder.MatchString(word):
		return false // DIR/persons.csv, packs/NAME/rules
	case first == "..", t.folder[first], t.folder[path.Join(path.Dir(from), first)]:
		return true
	}
	return source || ext == ".yaml"
}

// any says whether a path, with or without *, is in the tree.
func (t *tree) any(word string) bool {
	if _, ok := t.text[word]; ok || t.folder[word] {
		return true
	}
	if !strings.Contains(word, "*") {
		return false
	}
	for name := range t.text {
		if ok, _ := path.Match(word, name); ok {
			return true
		}
	}
	for name := range t.folder {
		if ok, _ := path.Match(word, name); ok {
			return true
		}
	}
	return false
}

// named says whether a bare file name occurs anywhere in the tree, or a path
// is a package with an exported name behind it, as in internal/civil.Fen.
func (t *tree) named(word string) bool {
	if !strings.Contains(word, "/") {
		for name := range t.text {
			if ok, _ := path.Match(word, path.Base(name)); ok {
				return true
			}
		}
		return false
	}
	dot := strings.LastIndex(word, ".")
	return dot > 0 && dot+1 < len(word) && word[dot+1] >= 'A' && word[dot+1] <= 'Z' && t.folder[word[:dot]]
}

// spread writes out {a,b}.
func spread(word string) []string {
	m := braces.FindStringSubmatchIndex(word)
	if m == nil {
		return []string{word}
	}
	var list []string
	for _, part := range strings.Split(word[m[2]:m[3]], ",") {
		list = append(list, spread(word[:m[0]]+part+word[m[1]:])...)
	}
	return list
}

func TestDocumentsNameOnlyWhatExists(t *testing.T) {
	t.Parallel()
	hold(t, deadLinks)
}

func TestTheDocumentRuleCanFail(t *testing.T) {
	t.Parallel()
	doc := func(text string) map[string]string {
		return map[string]string{
			"docs/a.md": text, "docs/b.md": "# 词汇表 Words\n## Same\n## Same\n",
			"internal/civil/fen.go": "package civil\n", "packs/elder/rules/elder.yaml": "",
		}
	}
	prove(t, deadLinks, []example{
		{"a live link", doc("see [b](b.md) and [b](../docs/b.md#词汇表-words)"), ""},
		{"a link to another host", doc("[x](https://example.org/b.md)"), ""},
		{"a dead link", doc("see [c](c.md)"), "link c.md"},
		{"a dead picture", doc("![c](img/c.png)"), "link img/c.png"},
		{"a dead link by reference", doc("[c]: c.md"), "link c.md"},
		{"a dead heading", doc("[b](b.md#other)"), "b.md#other"},
		{"a heading that occurs twice", doc("[b](b.md#same-1)"), ""},
		{"a dead heading of its own", doc("# One\n[x](#two)"), "#two"},
		{"a live path", doc("`internal/civil/fen.go`, `internal/civil`, `lianxin/internal/civil.Fen`, `fen.go:12`, `./internal/...`"), ""},
		{"a dead path", doc("`internal/civil/yuan.go`"), "yuan.go"},
		{"a dead path in a command", doc("`go test ./internal/money`"), "internal/money"},
		{"a dead file by its bare name", doc("`yuan.go`"), "yuan.go"},
		{"a dead folder of an unknown root", doc("`pkg/civil/fen.go`"), "pkg/civil"},
		{"a path from the document's folder", map[string]string{"packs/elder/README.md": "`rules/elder.yaml` `rules/*.yaml`", "packs/elder/rules/elder.yaml": ""}, ""},
		{"a dead path from the document's folder", map[string]string{"packs/elder/README.md": "`rules/child.yaml`", "packs/elder/rules/elder.yaml": ""}, "rules/child.yaml"},
		{"a choice of paths, one dead", doc("`packs/{elder,child}/rules`"), "packs/{elder,child}/rules"},
		{"what a command makes", doc("`bin/lianxin` `out/suzhou/results.csv` `DIR/persons.csv` `packs/NAME/rules/NAME.yaml`"), ""},
		{"a dead file with a line", doc("`yuan.go:12`"), "yuan.go:12"},
		{"a dead path upwards", doc("`../internal/civil/yuan.go`"), "yuan.go"},
		{"a live path upwards", doc("`../internal/civil/fen.go`"), ""},
		{"a dead file in capitals", doc("`CONTRIBUTING.md`"), "CONTRIBUTING.md"},
		{"words that are no paths", doc("`true/false` `urban|rural` `application/json` `results.csv` `person.wage`"), ""},
		{"a tree in a block", doc("```\ninternal/gone/a.go\n[x](gone.md)\n```\n"), ""},
	})
}
