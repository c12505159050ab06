package indicator

import (
	"regexp"
	"strings"
	"unicode"
)

// The lines of a cell are put together as a reader would: without the break.

// joinName puts the lines of a name together. Between two words of Latin letters that
// are no piece of an acronym a space remains; spaces the printer set between Chinese characters go.
func joinName(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		p = tighten(p)
		if p == "" {
			continue
		}
		if b.Len() > 0 && latin(lastRune(b.String())) && latin(firstRune(p)) && !acronym(lastRune(b.String()), firstRune(p)) {
			b.WriteByte(' ')
		}
		b.WriteString(p)
	}
	return b.String()
}

// joinValue puts the lines of a cell with figures together: two figures keep a
// space between them, words do not.
func joinValue(parts []string) string {
	out := ""
	for _, p := range parts {
		p = strings.Join(strings.FieldsFunc(p, isSpace), " ")
		switch {
		case p == "":
		case out == "":
			out = p
		case anyDigit.MatchString(out) && anyDigit.MatchString(p) && !strings.ContainsRune("、/，,；;", lastRune(out)) && balanced(out) && firstRune(p) != '（' && firstRune(p) != '(' && !tornWord(out, p):
			out += " " + p
		default:
			out += p
		}
	}
	return out
}

// tornWord reports a word broken over two lines: 城市80 农 over 村40.
func tornWord(before, after string) bool {
	return han(lastRune(before)) && han(firstRune(after)) && !closedFigure.MatchString(before)
}

// closedFigure matches a figure with what may stand behind it.
var closedFigure = regexp.MustCompile(`\d\s*(?:[万亿千百]?\p{Han})?(?:以上|以下|左右|以内)?$`)

// tighten removes spaces between two Chinese characters and at the ends, and makes
// every other run of spaces one.
func tighten(s string) string {
	words := strings.FieldsFunc(s, isSpace)
	if len(words) == 0 {
		return ""
	}
	out := words[0]
	for _, w := range words[1:] {
		if !(wide(lastRune(out)) && wide(firstRune(w))) {
			out += " "
		}
		out += w
	}
	return out
}

// acronym reports two capitals: GDP may be broken anywhere, and is one word.
func acronym(a, b rune) bool { return unicode.IsUpper(a) && unicode.IsUpper(b) }

func isSpace(r rune) bool { return unicode.IsSpace(r) || invisible(r) }
func wide(r rune) bool    { return width(r) == 2 || strings.ContainsRune("“”‘’—…·", r) }
func latin(r rune) bool   { return r < 0x80 && unicode.IsLetter(r) }

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func lastRune(s string) rune {
	r := []rune(s)
	if len(r) == 0 {
		return 0
	}
	return r[len(r)-1]
}
