package indicator

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// simplifiedTable is the character table of tools/scriptdata.
//
//go:embed data/simplified.txt
var simplifiedTable string

// simplifiedForms maps a traditional character to its simplified form.
var simplifiedForms = sync.OnceValue(func() map[rune]rune {
	forms := make(map[rune]rune, 3300)
	for line := range strings.Lines(simplifiedTable) {
		line = strings.TrimSpace(line)
		first, size := utf8.DecodeRuneInString(line)
		if line == "" || first == '#' {
			continue
		}
		second, _ := utf8.DecodeRuneInString(line[size:])
		forms[first] = second
	}
	return forms
})

// Simplify writes traditional characters in their simplified form, one by one, and
// leaves everything else as it is.
func Simplify(s string) string {
	forms := simplifiedForms()
	return strings.Map(func(r rune) rune {
		if simple, known := forms[r]; known {
			return simple
		}
		return r
	}, s)
}

// fold is the form in which two spellings of one word are the same: simplified
// script, half-width signs, no spaces and no quotation marks. It is used to
// recognise, never to print.
func fold(s string) string {
	forms := simplifiedForms()
	return strings.Map(func(r rune) rune {
		if invisible(r) || unicode.IsSpace(r) {
			return -1
		}
		if r >= '！' && r <= '～' {
			r = r - '！' + '!'
		}
		switch r {
		case '“', '”', '‘', '’', '"', '\'', '「', '」', '『', '』', '《', '》':
			return -1
		case '〔', '【', '［':
			return '['
		case '〕', '】', '］':
			return ']'
		case '﹪':
			return '%'
		}
		if simple, known := forms[r]; known {
			return simple
		}
		return r
	}, s)
}

// invisible are characters that documents carry and no reader sees.
func invisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return unicode.IsControl(r) && r != '\n' && r != '\t'
}

// han reports a Chinese character.
func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// countHan counts the Chinese characters of s.
func countHan(s string) int {
	n := 0
	for _, r := range s {
		if han(r) {
			n++
		}
	}
	return n
}

func runes(s string) int { return utf8.RuneCountInString(s) }
