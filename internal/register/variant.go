package register

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lianxin/internal/civil"
)

// variantTable maps characters to the form they are searched under. Its first
// lines say where it is from.
//
//go:embed data/variant.txt
var variantTable string

// The kinds of lines in the table. Confusions are two characters that both are
// right, so that only a person may say they were meant to be one.
const (
	variantTraditional = 't'
	variantForm        = 'v'
	variantConfusion   = 'n'
)

// variants are the two tables made of the lines: forms for searching, and
// confusions on top of them for pointing at possible duplicates.
type variants struct{ form, confusion map[rune]rune }

var loadVariants = sync.OnceValue(func() variants { return readVariants(variantTable) })

// readVariants reads lines of three characters: from, to and kind. A line that
// is not one is left out; a test holds our own table to the format.
func readVariants(table string) variants {
	v := variants{form: make(map[rune]rune, 4500), confusion: make(map[rune]rune, 64)}
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		from, first := utf8.DecodeRuneInString(line)
		to, second := utf8.DecodeRuneInString(line[first:])
		if from == '#' || first+second+1 != len(line) {
			continue
		}
		switch line[first+second] {
		case variantTraditional, variantForm:
			v.form[from] = to
		case variantConfusion:
			v.confusion[from] = to
		}
	}
	return v
}

// Fold is the form of a name or an address in which it is searched: the normal
// name with traditional characters, variants and compatibility forms brought to
// one character and Latin letters to small ones. It is never shown and never
// stored in place of what somebody is called.
func Fold(s string) string {
	table := loadVariants()
	return strings.Map(func(r rune) rune { return table.fold(r) }, civil.NormalName(s))
}

// foldLoosely also brings together characters that are often written for one
// another although both are right (堃 and 坤). It only points at duplicates.
func foldLoosely(s string) string {
	table := loadVariants()
	return strings.Map(func(r rune) rune {
		r = table.fold(r)
		if other, known := table.confusion[r]; known {
			return other
		}
		return r
	}, civil.NormalName(s))
}

func (v variants) fold(r rune) rune {
	switch {
	case r < 'A':
		return r
	case r <= 'Z':
		return r + 'a' - 'A'
	case r < 0x2E80:
		return r
	case r < 0x2FE0:
		// Radicals come out of scanned and printed documents in place of characters.
		r = single(r, norm.NFKC)
	case r >= 0xF900 && r < 0xFB00 || r >= 0x2F800 && r < 0x2FA20:
		r = single(r, norm.NFC)
	}
	if other, known := v.form[r]; known {
		return other
	}
	return r
}

// single is the one character a form stands for; the form itself when it stands
// for several.
func single(r rune, form norm.Form) rune {
	text := form.String(string(r))
	if one, size := utf8.DecodeRuneInString(text); size == len(text) {
		return one
	}
	return r
}
