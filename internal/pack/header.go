package pack

import "strings"

// MoneyUnit is what a number of a money column counts.
type MoneyUnit string

// The units in which tables give money.
const (
	InYuan MoneyUnit = "yuan"
	InWan  MoneyUnit = "wan" // 10,000 yuan
	InFen  MoneyUnit = "fen"
)

// unitWords are the ways in which a header prints its unit, in normal form.
var unitWords = map[string]MoneyUnit{
	"元": InYuan, "人民币元": InYuan, "单位元": InYuan, "人民币": InYuan, "元月": InYuan, "元人月": InYuan, "元年": InYuan, "yuan": InYuan, "rmb": InYuan,
	"万元": InWan, "人民币万元": InWan, "单位万元": InWan, "万": InWan,
	"分": InFen, "人民币分": InFen, "单位分": InFen, "fen": InFen,
}

// NormalHeader is the form in which headers and words of tables are compared:
// half-width, lower case, without spaces, marks and brackets. A unit of money
// at the end, in brackets or behind a stroke, is taken off and told; it is
// empty when none is printed.
func NormalHeader(text string) (name string, unit MoneyUnit) {
	name, last, open := splitHeader(text)
	if unit = unitWords[last]; unit != "" && open {
		return name, unit
	}
	return name + last, ""
}

// bareHeader is the normal form without a remark at the end in brackets, such as
// 身份证号（18位）.
func bareHeader(text string) string {
	name, _, _ := splitHeader(text)
	return name
}

// splitHeader parts a header before the last bracket, or without brackets before
// the last stroke or colon; both parts are in normal form. open says whether
// there was one.
func splitHeader(text string) (name, last string, open bool) {
	text = strings.Map(halfWidth, text)
	at := strings.LastIndexAny(text, "([{【〔")
	if at < 0 {
		at = strings.LastIndexAny(text, "/:")
	}
	if at < 0 {
		return bareName(text), "", false
	}
	name, last = bareName(text[:at]), bareName(text[at:])
	if name == "" || follows(text[at:]) {
		return bareName(text), "", false
	}
	return name, last, last != ""
}

// follows says whether more of the header follows a closed bracket, so that the
// bracket is no remark at the end.
func follows(text string) bool {
	at := strings.LastIndexAny(text, ")]}】〕")
	return at >= 0 && bareName(text[at:]) != ""
}

// halfWidth turns the full-width forms of ASCII into ASCII.
func halfWidth(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}
