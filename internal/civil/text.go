package civil

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shownMax is how much of a bad value a sentence repeats: enough to find it in
// the file, not enough to fill a screen.
const shownMax = 24

// quoteShort shows a refused value inside a Chinese sentence, without control
// characters that would break the line it is printed on.
func quoteShort(s string) string {
	if s == "" {
		return "（空）"
	}
	var b strings.Builder
	b.WriteString("“")
	count := 0
	for _, r := range s {
		if count == shownMax {
			b.WriteString("…")
			break
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			r = '□'
		}
		b.WriteRune(r)
		count++
	}
	b.WriteString("”")
	return b.String()
}

func indexByte(s string, c byte) int { return strings.IndexByte(s, c) }

// plainASCII trims a number typed by a person and turns full-width digits and
// letters into ASCII ones. An ordinary number is returned as it is, without a copy.
func plainASCII(s string) string {
	ordinary := true
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= utf8.RuneSelf {
			ordinary = false
			break
		}
	}
	if ordinary {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case invisible(r):
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) }))
}

// upperASCII raises a–z without copying when there is nothing to raise.
func upperASCII(s string) string {
	for i := range len(s) {
		if s[i] >= 'a' && s[i] <= 'z' {
			return strings.ToUpper(s)
		}
	}
	return s
}

// invisible says whether a character takes no room on paper: it comes along from
// web pages and word processors and makes equal values unequal.
func invisible(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7F && r < 0xA0, // control characters
		r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x180E, r == 0xFEFF,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
		r >= 0x2060 && r <= 0x206F,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF, // variation selectors
		r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}
