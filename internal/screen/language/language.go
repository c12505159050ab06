package language

import (
	"bytes"
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/html"
)

//go:embed english.tsv
var table string

// phrase is one line of the table with places in it.
type phrase struct {
	chinese *regexp.Regexp
	english string
	weight  int // letters that are no place: the more, the earlier it is tried
}

// hole is a place in a phrase for what differs each time.
const hole = "{}"

// book is the table as it is asked.
type book struct {
	exact map[string]string
	open  []phrase
}

// lines are the pairs of the table.
func lines() (pairs [][2]string) {
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		chinese, english, _ := strings.Cut(line, "\t")
		pairs = append(pairs, [2]string{chinese, english})
	}
	return pairs
}

var whole = sync.OnceValue(func() *book {
	b := &book{exact: map[string]string{}}
	for _, pair := range lines() {
		if !strings.Contains(pair[0], hole) {
			b.exact[pair[0]] = pair[1]
			continue
		}
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(pair[0]), regexp.QuoteMeta(hole), "(.+?)") + "$"
		b.open = append(b.open, phrase{regexp.MustCompile(pattern), pair[1], len(pair[0])})
	}
	slices.SortStableFunc(b.open, func(x, y phrase) int { return y.weight - x.weight })
	return b
})

// English gives the English of a phrase; ok is false where there is none.
func English(chinese string) (english string, ok bool) {
	b := whole()
	if english, ok = b.exact[chinese]; ok {
		return english, true
	}
	for i := range b.open {
		found := b.open[i].chinese.FindStringSubmatch(chinese)
		if found == nil {
			continue
		}
		english = b.open[i].english
		for _, part := range found[1:] {
			if inner, known := b.exact[part]; known {
				part = inner
			}
			english = strings.Replace(english, hole, part, 1)
		}
		return english, true
	}
	return "", false
}

// han says whether a text has anything to translate.
func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// bare are elements whose words cannot be marked, because they hold nothing but text.
var bare = map[string]bool{"title": true, "option": true, "textarea": true}

// silent are elements whose text is no words.
var silent = map[string]bool{"script": true, "style": true}

// words are the attributes that are read.
var words = map[string]bool{"aria-label": true, "title": true, "placeholder": true, "alt": true}

// Page is a page in English, as far as the table goes.
func Page(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page))
	z := html.NewTokenizer(bytes.NewReader(page))
	inside := ""
	for {
		kind := z.Next()
		raw := bytes.Clone(z.Raw())
		switch kind {
		case html.ErrorToken:
			out.Write(raw)
			return out.Bytes()
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			inside = t.Data
			out.WriteString(tag(t, raw))
		case html.EndTagToken:
			inside = ""
			out.Write(raw)
		case html.TextToken:
			if silent[inside] {
				out.Write(raw)
				continue
			}
			text(&out, raw, inside)
		default:
			out.Write(raw)
		}
	}
}

// text writes the words between two tags.
func text(out *bytes.Buffer, raw []byte, inside string) {
	said := html.UnescapeString(string(raw))
	if !han(said) {
		out.Write(raw)
		return
	}
	inner := strings.TrimSpace(said)
	before, after, _ := strings.Cut(said, inner)
	english, ok := English(strings.Join(strings.Fields(inner), " "))
	out.WriteString(html.EscapeString(before))
	switch {
	case ok:
		out.WriteString(html.EscapeString(english))
	case bare[inside]:
		out.WriteString(html.EscapeString(inner))
	default:
		out.WriteString(`<span lang="zh-CN">` + html.EscapeString(inner) + `</span>`)
	}
	out.WriteString(html.EscapeString(after))
}

// tag is an opening tag with what is read of it in English; one that has nothing of
// the sort stays byte for byte.
func tag(t html.Token, raw []byte) string {
	source := string(raw)
	for _, a := range t.Attr {
		switch {
		case t.Data == "html" && a.Key == "lang":
			source = strings.Replace(source, `lang="zh-CN"`, `lang="en"`, 1)
		case words[a.Key] && han(a.Val):
			if english, ok := English(a.Val); ok {
				source = strings.Replace(source, a.Key+"="+strconv.Quote(html.EscapeString(a.Val)), a.Key+`="`+html.EscapeString(english)+`"`, 1)
			}
		}
	}
	return source
}
