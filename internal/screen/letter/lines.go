package letter

import (
	"strings"
	"unicode"
)

// notFirst may not begin a line, notLast may not end one: GB/T 15834.
const (
	notFirst = "，。、；：？！…—·）】》〉」』〕｝”’％‰℃,.;:?!)]}%~～/°′″々"
	notLast  = "（【《〈「『〔｛“‘([{￥¥＃#"
)

// unitsAfter are words of one character that stay with the number before them,
// also across a blank: 1,143.00 元.
const unitsAfter = "元万亿人户岁年月日天个件份次项页级%"

// line is one line of a text.
type line struct {
	text  string
	first bool // of its paragraph
}

// breaks cuts a text into lines that are not wider than given, the first of
// each paragraph by an indent less. Words of letters and numbers with their unit
// stay whole, and signs stay where they belong, unless that alone is wider than
// a line. No character is lost but blanks at the end of a line.
func (f *Fonts) breaks(text string, size, width, indent length) []line {
	var lines []line
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = f.fill(lines, pieces(paragraph), size, width, indent)
	}
	return lines
}

// fill puts the pieces of a paragraph into lines.
func (f *Fonts) fill(lines []line, list []string, size, width, indent length) []line {
	filled, room, first := "", width-indent, true
	emit := func() {
		lines = append(lines, line{strings.TrimRight(filled, " "), first})
		filled, room, first = "", width, false
	}
	for _, piece := range list {
		if filled != "" && !f.fits(filled+strings.TrimRight(piece, " "), size, room) {
			emit()
		}
		if filled == "" && !first {
			piece = strings.TrimLeft(piece, " ")
		}
		for !f.fits(strings.TrimRight(piece, " "), size, room) {
			head := f.head(piece, size, room)
			filled, piece = piece[:head], piece[head:]
			emit()
		}
		filled += piece
	}
	emit()
	return lines
}

// fits says whether a text is not wider than given; it looks no further than
// it must.
func (f *Fonts) fits(text string, size, width length) bool {
	return f.head(text, size, width) == len(text)
}

// head is how many bytes of a text fit, at least its first character.
func (f *Fonts) head(text string, size, room length) int {
	units, most := length(0), room*length(f.em)/size
	for i, r := range text {
		if units += length(f.glyph(r).advance); units > most && i > 0 {
			return i
		}
	}
	return len(text)
}

// noBreak is the blank at which no line ends.
const noBreak = '\u00a0'

// pieces cuts a paragraph where a line may end.
func pieces(text string) []string {
	var list []string
	runes := []rune(text)
	begin := 0
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes, i) {
			list = append(list, string(runes[begin:i]))
			begin = i
		}
	}
	if begin < len(runes) {
		list = append(list, string(runes[begin:]))
	}
	return list
}

// mayBreak says whether a line may end before the character at i.
func mayBreak(runes []rune, i int) bool {
	before, after := runes[i-1], runes[i]
	switch {
	case after == ' ':
		return false
	case before == ' ':
		return i < 2 || !unicode.IsDigit(runes[i-2]) || !strings.ContainsRune(unitsAfter, after)
	case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before), unicode.Is(unicode.Mn, after):
		return false
	case unicode.IsDigit(before) && strings.ContainsRune(unitsAfter, after):
		return false
	}
	return !inWord(before) || !inWord(after)
}

// inWord says whether a character belongs to a word that is not to be cut:
// letters, digits and what joins them in numbers and addresses. Chinese
// characters are words of their own.
func inWord(r rune) bool {
	if r == noBreak {
		return true
	}
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-−+*_@&=#'’.,:/%", r))
}
