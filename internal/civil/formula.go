package civil

import "strings"

// PlainCell makes a text safe for a file that a spreadsheet may open: one that
// the spreadsheet would take for a formula gets an apostrophe in front. Texts of
// other people come out of every export, and a name that begins with an equals
// sign must stay a name. A plain negative number stays a number.
func PlainCell(text string) string {
	if text == "" || !formulaStart(text) || negativeNumber(text) {
		return text
	}
	return "'" + text
}

// formulaStart knows the signs with which spreadsheets begin a formula, the
// full-width ones included.
func formulaStart(text string) bool {
	if strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return true
	}
	for _, sign := range []string{"＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}

// negativeNumber says whether a text is a minus and digits, with at most one
// point between them.
func negativeNumber(text string) bool {
	digits, found := strings.CutPrefix(text, "-")
	whole, decimals, point := strings.Cut(digits, ".")
	_, okWhole := parseDigits(whole)
	_, okDecimals := parseDigits(decimals)
	return found && okWhole && (okDecimals || !point)
}
