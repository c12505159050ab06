package indicator

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lianxin/internal/pack"
)

// matchName is a printed name in the forms that are compared.
type matchName struct {
	full string // letters, characters and digits only
	bare string // the same without what stands in brackets
	unit string // the unit that was printed inside the name
}

// Marks before a name that are no part of it: its number in the table.
var (
	matchOrdinal = regexp.MustCompile(`^(?:\(\d{1,3}\)|\d{1,3}(?:\.\d{1,3})*[.、):]|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|[①-⑳])`)
	matchCounted = regexp.MustCompile(`^\d(?:[\s\p{Z}\p{Cf}]?\d){0,2}[\s\p{Z}\p{Cf}]+`)
	matchYears   = regexp.MustCompile(`(?:19|20)\d\d年?(?:至|到|[-~—–―]+)(?:19|20)\d\d年?`)
	matchScope   = regexp.MustCompile(`^(?:到?(?:19|20)\d\d年(?:末|底)?|十[一二三四五]五(?:期?末|期间|时期)?|全省|全市|全县|全区|本市|我市)+`)
	matchFiller  = regexp.MustCompile(`目标人群|目标群体|目标对象|应享对象|符合条件的`) // says of whom a share is taken, which the measure says too
	matchBracket = regexp.MustCompile(`\(([^()]*)\)`)
	matchNoted   = regexp.MustCompile(`\((?:注?\d{0,2})\)`)
	matchMeasure = regexp.MustCompile(`[,、:;](?:单位:?)?([^,、:;()]{1,6})$|单位:?([^,、:;()]{1,6})$`)
)

// readMatchNames is the ways a printed name may be meant. A number and a space
// before it may be its number in the table or a part of it, and so may a unit
// after it: only the measures tell.
func readMatchNames(printed string) []matchName {
	list := []matchName{readMatchName(printed)}
	plain := strings.TrimSpace(halfWidth(Simplify(printed)))
	if without := matchCounted.ReplaceAllString(plain, ""); without != plain {
		list = append(list, readMatchName(without))
	}
	if at := strings.LastIndexFunc(plain, unicode.IsSpace); at > 0 {
		if unit := readMatchUnit(plain[at:]); pack.UnitKind(unit) != "" {
			n := readMatchName(plain[:at])
			n.unit = unit
			list = append(list, n)
		}
	}
	return slices.DeleteFunc(list, func(n matchName) bool { return n.full == "" })
}

// readMatchName takes from a printed name what two spellings of it share.
func readMatchName(printed string) matchName {
	s := halfWidth(Simplify(printed))
	var n matchName
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || invisible(r) || unicode.IsControl(r) || strings.ContainsRune("\"'“”‘’「」『』", r) {
			return -1
		}
		return r
	}, s)
	s = matchOrdinal.ReplaceAllString(s, "")
	s = matchYears.ReplaceAllString(s, "")
	s = matchFiller.ReplaceAllString(s, "")
	s = matchNoted.ReplaceAllString(s, "")
	s = matchBracket.ReplaceAllStringFunc(s, func(bracket string) string { return n.bracket(bracket) })
	if found := matchMeasure.FindStringSubmatch(s); found != nil {
		if unit := readMatchUnit(found[1] + found[2]); pack.UnitKind(unit) != "" {
			n.unit, s = unit, s[:len(s)-len(found[0])]
		}
	}
	for _, sign := range []string{"%", "‰"} {
		if rest, cut := strings.CutSuffix(s, sign); cut {
			n.unit, s = sign, rest
		}
	}
	n.full = matchScope.ReplaceAllString(lettersOf(s), "")
	for matchBracket.MatchString(s) { // brackets in brackets go from the inside
		s = matchBracket.ReplaceAllString(s, "")
	}
	n.bare = matchScope.ReplaceAllString(lettersOf(s), "")
	return n
}

// bracket takes the unit out of a bracket and leaves the rest of it.
func (n *matchName) bracket(printed string) string {
	var rest []string
	inside := strings.TrimSuffix(strings.TrimPrefix(printed, "("), ")")
	for _, part := range strings.FieldsFunc(inside, func(r rune) bool { return strings.ContainsRune(",、;", r) }) {
		if unit := readMatchUnit(part); pack.UnitKind(unit) != "" {
			n.unit = unit
			continue
		}
		rest = append(rest, part)
	}
	if len(rest) == 0 {
		return ""
	}
	return "(" + strings.Join(rest, "、") + ")"
}

// halfWidth writes signs in one form: half-width, small letters, round brackets.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r += '!' - '！'
		}
		switch r {
		case '[', '〔', '【', '﹝', '{', '<', '〈', '《', '〖':
			return '('
		case ']', '〕', '】', '﹞', '}', '>', '〉', '》', '〗':
			return ')'
		case '﹪':
			return '%'
		case '﹑', '､':
			return '、'
		}
		return unicode.ToLower(r)
	}, s)
}

// lettersOf keeps letters, characters and digits.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

// base is the name without brackets, or all of it when nothing else is there.
func (n *matchName) base() string {
	if n.bare != "" {
		return n.bare
	}
	return n.full
}
