package language

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryPhraseHasBothLanguagesAndTheSamePlaces(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, pair := range lines() {
		switch chinese, english := pair[0], pair[1]; {
		case strings.TrimSpace(chinese) != chinese || chinese == "" || strings.TrimSpace(english) == "":
			t.Errorf("%q is not whole", pair)
		case han(english):
			t.Errorf("the English of %q has Chinese in it", chinese)
		case strings.Count(chinese, hole) != strings.Count(english, hole):
			t.Errorf("%q has other places than %q", chinese, english)
		case seen[chinese]:
			t.Errorf("%q stands twice", chinese)
		}
		seen[pair[0]] = true
	}
}

var (
	quoted   = regexp.MustCompile(`"([^"]*\p{Han}[^"]*)"`)
	braces   = regexp.MustCompile(`\{[^{}]*\}`)
	tagsOf   = regexp.MustCompile(`<[^>]*>|\S+=$|^\S+=\{.*$`)
	directed = regexp.MustCompile(`^(@|if |for |switch |case |\}|//|"|[A-Za-z]+:)`)
)

// written are the Chinese phrases of a template.
func written(source string) (list []string) {
	add := func(text string) {
		text = strings.Join(strings.Fields(text), " ")
		if han(text) {
			list = append(list, strings.ReplaceAll(text, "%d", hole))
		}
	}
	for _, line := range strings.Split(source, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "//") {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			if !strings.Contains(m[1], "<") { // between two strings, not in one
				add(m[1])
			}
		}
		if directed.MatchString(line) {
			continue
		}
		plain := braces.ReplaceAllString(regexp.MustCompile(`"[^"]*"`).ReplaceAllString(line, ""), hole)
		for _, piece := range tagsOf.Split(plain, -1) {
			if !strings.Contains(piece, "={") {
				add(piece)
			}
		}
	}
	return list
}

// known says whether a phrase of a template is in the table, by itself or as a part
// of a phrase it is put together into.
func known(text string) bool {
	text = strings.TrimSuffix(strings.TrimPrefix(text, hole), hole)
	for _, pair := range lines() {
		if strings.Contains(pair[0], text) {
			return true
		}
	}
	_, ok := English(text)
	return ok
}

func TestEveryPhraseOfTheTemplatesOfResidentsHasItsEnglish(t *testing.T) {
	t.Parallel()
	files := []string{"../review/rate.templ", "../review/complain.templ", "../notice/start.templ", "../layout/phone.templ", "../layout/sheet.templ", "../layout/document.templ"}
	for _, folder := range []string{"../resident", "../portal"} {
		found, err := fs.Glob(os.DirFS(folder), "*.templ")
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, name := range found {
			files = append(files, filepath.Join(folder, name))
		}
	}
	for _, name := range residentFiles {
		if strings.HasSuffix(name, ".templ") {
			files = append(files, name)
		}
	}
	for _, file := range append(files, "../public/pages.templ", "../booking/booking.templ", "../notice/board.templ", "../notice/check.templ") {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range written(string(source)) {
			if !known(text) {
				t.Errorf("%s: %q has no English in english.tsv", filepath.Base(file), text)
			}
		}
	}
}

func TestTheScanOfTemplatesCanFail(t *testing.T) {
	t.Parallel()
	for _, source := range []string{`<p>没有人译过的话</p>`, `@part.Head{Title: "没有人译过的话"}`, `{ v.Name }没有人译过的话`} {
		list := written(source)
		if len(list) == 0 || known(list[0]) {
			t.Errorf("%s: found %q", source, list)
		}
	}
}

func TestAPageIsTranslatedAndNothingElseChanges(t *testing.T) {
	t.Parallel()
	const page = `<!DOCTYPE html><html lang="zh-CN"><head><title>办事指南 · 连心</title><script>"登录"</script></head>` +
		`<body><a href="/x?q=登录" aria-label="主要页面"> 登录 </a><p>李秀英 &amp; 王芳</p><p>第3步，共10步</p><select><option>南通市</option></select></body></html>`
	const want = `<!DOCTYPE html><html lang="en"><head><title>Guides · Lianxin</title><script>"登录"</script></head>` +
		`<body><a href="/x?q=登录" aria-label="Main pages"> Sign in </a><p><span lang="zh-CN">李秀英 &amp; 王芳</span></p><p>Step 3 of 10</p><select><option>南通市</option></select></body></html>`
	if got := string(Page([]byte(page))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A page without a word of Chinese leaves as it came, whatever stands in it.
func TestAPageWithoutChineseStays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		page := rapid.StringMatching(`(<p class="a">[a-z &<>"']*</p>|<br/>|[a-z ]*)*`).Draw(t, "page")
		if got := string(Page([]byte(page))); got != page {
			t.Fatalf("%q became %q", page, got)
		}
	})
}
