package format

import "strings"

// unread stands for a character that no font has.
const unread = "待核字"

// Name is a name as it is shown: whole, with every character that came damaged or
// from a private font said to be checked.
func Name(text string) string {
	if !strings.ContainsFunc(text, damaged) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if damaged(r) {
			b.WriteString("〔" + unread + "〕")
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// damaged recognises the replacement character and those of private fonts.
func damaged(r rune) bool {
	return r == '\ufffd' || r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000
}
