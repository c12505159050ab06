package civil

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameMax is longer than any personal name on a register; more is an address or a
// sentence in the wrong column.
const nameMax = 50

var (
	nameEmpty    = finding{"name_empty", "姓名为空。"}
	nameTooLong  = finding{"name_long", "姓名超过50个字，请核对是否误填了其他内容。"}
	nameLost     = finding{"name_lost_character", "姓名中有字没能识别（显示为“?”、“□”或乱码），请对照证件补正。"}
	namePrivate  = finding{"name_private_use", "姓名中有自造字，换一台电脑就会变，请对照证件用标准字符重新录入。"}
	nameSymbol   = finding{"name_symbol", "姓名中有数字或符号，请对照证件核对。"}
	nameMended   = finding{"name_invisible", "姓名中夹有看不见的字符，已去除。"}
	nameRare     = finding{"name_rare", "姓名含GBK字库以外的生僻字，其他系统可能显示不出，交换数据时请留意。"}
	nameRareBoth = finding{"name_invisible_rare", "姓名中夹有看不见的字符，已去除；并含GBK字库以外的生僻字，交换数据时请留意。"}
)

// NormalName is the form in which names are compared: blanks trimmed, full-width
// Latin made half-width, every middle dot U+00B7, blanks between Chinese
// characters and invisible characters gone. Chinese characters themselves are
// never changed, compatibility forms included, because they are the name. Keep the
// original beside it.
func NormalName(s string) string {
	if commonName(s) {
		return s
	}
	runes := make([]rune, 0, len(s))
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			runes = append(runes, ' ') // before invisible, which counts tabs too
		case invisible(r):
		case middleDot(r):
			runes = append(runes, '·')
		case r >= '！' && r <= '～':
			runes = append(runes, r-'！'+'!')
		default:
			runes = append(runes, r)
		}
	}
	runes = joinBlanks(runes)
	dotBetweenHan(runes)
	return string(runes)
}

// commonName is the fast path: only Chinese characters of GBK.
func commonName(s string) bool {
	for _, r := range s {
		if r < 0x4E00 || r > 0x9FA5 {
			return false
		}
	}
	return true
}

// dotBetweenHan makes a full stop the middle dot it was typed for; in a Latin name it
// stays what it is.
func dotBetweenHan(runes []rune) {
	for i, r := range runes {
		if r == '.' && i > 0 && i+1 < len(runes) && han(runes[i-1]) && han(runes[i+1]) {
			runes[i] = '·'
		}
	}
}

// joinBlanks keeps one blank between Latin words and none elsewhere.
func joinBlanks(runes []rune) []rune {
	kept := make([]rune, 0, len(runes))
	blank := false
	for _, r := range runes {
		if r == ' ' {
			blank = true
			continue
		}
		if blank && len(kept) > 0 && latin(kept[len(kept)-1]) && latin(r) {
			kept = append(kept, ' ')
		}
		blank = false
		kept = append(kept, r)
	}
	return kept
}

// CheckName judges a person's name and gives its normal form. Rare characters are
// valid and only noted; what a font or a file lost on the way is unsure.
func CheckName(s string) Check {
	name := NormalName(s)
	if name == "" {
		return nameEmpty.bad("")
	}
	if len(name) <= nameMax && commonName(name) && len(name) == len(s) {
		return Check{Verdict: Valid, Canonical: name}
	}
	if utf8.RuneCountInString(name) > nameMax {
		return nameTooLong.bad(name)
	}
	letters, rare := false, false
	for _, r := range name {
		switch {
		case r == utf8.RuneError || r == '?' || r == '□':
			return nameLost.unsure(name)
		case unicode.Is(unicode.Co, r):
			return namePrivate.unsure(name)
		case han(r):
			letters, rare = true, rare || !inGBK(r)
		case unicode.IsLetter(r):
			letters = true
		case r != '·' && r != ' ' && r != '.' && r != '-' && r != '\'' && r != '’' && !unicode.IsMark(r):
			return nameSymbol.unsure(name)
		}
	}
	mended := strings.ContainsFunc(s, func(r rune) bool { return invisible(r) && !unicode.IsSpace(r) })
	note := finding{}
	switch {
	case !letters:
		return nameSymbol.unsure(name)
	case mended && rare:
		note = nameRareBoth
	case mended:
		note = nameMended
	case rare:
		note = nameRare
	}
	return Check{Valid, name, note.code, note.reason}
}

// middleDot knows the signs typed for the dot in names such as 阿不都·热合曼; they
// are written in escapes because they look the same on the screen.
func middleDot(r rune) bool {
	switch r {
	case '\u00B7', '\u2022', '\u30FB', '\uFF65', '\u0387', '\u2027', '\u2219', '\u22C5':
		return true
	}
	return false
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

func latin(r rune) bool { return !han(r) && r != '·' }

// inGBK says whether a Chinese character is in GBK: the first block of Unicode, the
// ideographic zero and 21 compatibility forms.
func inGBK(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FA5 || r == '〇' || r == '々' || strings.ContainsRune(gbkCompatibility, r)
}

// gbkCompatibility is written in escapes: an editor that normalises text would
// replace the characters by others.
const gbkCompatibility = "\uF92C\uF979\uF995\uF9E7\uF9F1\uFA0C\uFA0D\uFA0E\uFA0F\uFA11\uFA13" +
	"\uFA14\uFA18\uFA1F\uFA20\uFA21\uFA23\uFA24\uFA27\uFA28\uFA29"
