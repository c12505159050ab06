package access

import "strings"

// Words at which an address may be cut, from the deepest division up. Of two that
// begin at the same place the longer one counts.
var (
	communityWords = []string{"社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "居委会", "村委会", "社区", "村"}
	townshipWords  = []string{"街道", "镇", "乡"}
	countyWords    = []string{"区", "县", "市"}
)

// unitWords follow a number that is part of a home: 八号, 三组, 十二幢.
const unitWords = "号组队幢栋座楼弄巷室户排单层"

// numerals are the characters Chinese numbers are written with.
const numerals = "〇零一二三四五六七八九十百两"

// MaskAddress leaves an address down to the community or village, as far as the text
// shows where that ends: 崇川区学田街道学田社区****. When it does not, less is left;
// the number of a house never is.
func MaskAddress(address string) string {
	text := strings.Join(strings.Fields(address), "")
	if text == "" {
		return ""
	}
	clear := text[:homeStart(text)]
	county := lastEnd(clear, countyWords)
	// A township is looked for behind the county and a community behind the township,
	// so that 市 in 新市镇 or 村 in 马村镇 does not cut too soon.
	township := county + firstEnd(clear[county:], townshipWords)
	end := township + firstEnd(clear[township:], communityWords)
	if end == len(text) {
		return text
	}
	return text[:end] + hidden
}

// homeStart is where an address begins to speak of a single home: at the first digit
// or letter, or at the first Chinese number with a unit behind it.
func homeStart(text string) int {
	number := -1 // where a run of numerals began
	for i, r := range text {
		switch {
		case digitOrLetter(r):
			if number >= 0 {
				return number
			}
			return i
		case strings.ContainsRune(numerals, r):
			if number < 0 {
				number = i
			}
		case number >= 0 && strings.ContainsRune(unitWords, r):
			return number
		default:
			number = -1
		}
	}
	return len(text)
}

// digitOrLetter knows the ASCII ones and their full-width twins.
func digitOrLetter(r rune) bool {
	if r >= '！' && r <= '～' {
		r += '!' - '！'
	}
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// firstEnd is where the first of the words ends, 0 when there is none. A word at the
// very beginning does not count: it is part of a name.
func firstEnd(text string, words []string) int {
	start, end := len(text), 0
	for _, word := range words {
		at := strings.Index(text, word)
		if at > 0 && (at < start || at == start && at+len(word) > end) {
			start, end = at, at+len(word)
		}
	}
	return end
}

// lastEnd is where the county ends: the last of the words that stands before any
// word of a township or community.
func lastEnd(text string, words []string) int {
	limit := len(text)
	for _, list := range [][]string{townshipWords, communityWords} {
		for _, word := range list {
			if at := strings.Index(text, word); at > 0 && at < limit {
				limit = at
			}
		}
	}
	end := 0
	for _, word := range words {
		if at := strings.LastIndex(text[:limit], word); at > 0 && at+len(word) > end {
			end = at + len(word)
		}
	}
	return end
}
