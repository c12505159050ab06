package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// A reason is printed on a terminal, sent back to the department that made the
// file and kept by whatever keeps the output of a nightly load. A cell that is in
// the wrong column is often somebody's number, name or home, so a reason repeats
// of a cell only what helps to correct it.

// longestShown is the most digits in a row that are repeated: a date with its
// hour has ten, the shortest number of a person, that of a mobile, has eleven.
const longestShown = 10

// firstShown is how many digits are left of a longer number, so that whoever
// corrects the row sees which number got into the column.
const firstShown = 3

// quoted is a cell as a sentence may repeat it.
func quoted(c []byte) string { return shown(shortNumbers(string(c))) }

// quotedFigure is a cell of a column of numbers or dates as a sentence may repeat
// it: words that are part of no number and no date are cut to their first letter.
func quotedFigure(c []byte) string {
	text := string(c)
	for _, r := range text {
		if r = halfWidthRune(r); r > unicode.MaxLatin1 && unicode.IsLetter(r) && !strings.ContainsRune(figureWords, r) {
			return "“" + access.MaskName(text) + "”"
		}
	}
	return "“" + quoted(c) + "”"
}

// figureWords are the letters with which numbers, amounts and dates are written.
const figureWords = "〇零一二三四五六七八九十百千万亿两廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億元圆圓角分整正人民币幣" +
	"年月份日号號时時点點秒上下旬中初末底至起今无無"

// shortNumbers leaves the first digits of every long number. Blanks and hyphens
// do not end a number, and the letter that may end an identity number belongs to it.
func shortNumbers(text string) string {
	var out strings.Builder
	rest := text
	for rest != "" {
		length, digits := numberAt(rest)
		switch {
		case digits > longestShown:
			kept := []rune(strings.Map(onlyDigits, halfWidth(rest[:length])))
			out.WriteString(string(kept[:firstShown]) + "****")
		case digits > 0:
			out.WriteString(rest[:length])
		default:
			_, length = utf8.DecodeRuneInString(rest)
			out.WriteString(rest[:length])
		}
		rest = rest[length:]
	}
	return out.String()
}

func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// numberAt measures the number with which a text begins: its bytes and digits.
func numberAt(text string) (length, digits int) {
	for at, r := range text {
		switch wide := halfWidthRune(r); {
		case wide >= '0' && wide <= '9':
			digits++
		case digits > longestShown && (wide == 'X' || wide == 'x'):
			return at + utf8.RuneLen(r), digits
		case digits > 0 && (wide == ' ' || wide == '-'):
			continue // it belongs to the number when digits follow
		default:
			return length, digits
		}
		length = at + utf8.RuneLen(r)
	}
	return length, digits
}

// discreet takes the name of the person the row is about out of a sentence that
// repeats it, as it does when the name stands in two columns or in the wrong one.
func (in *intake) discreet(problem *civil.Error) string {
	text := problem.Message
	if in.plan.person < 0 {
		return text
	}
	at := in.plan.Fields[in.plan.person].Cell
	if at >= len(in.cells) {
		return text
	}
	name := string(in.cells[at])
	if utf8.RuneCountInString(name) < 2 {
		return text
	}
	return strings.ReplaceAll(text, "“"+shown(name)+"”", "“"+access.MaskName(name)+"”")
}
