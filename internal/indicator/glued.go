package indicator

import (
	"regexp"
	"strings"
)

// The marks of two cells in one, as the check after reading looks for them.

// gluedUnit reports a unit with words around it: 学前教育万个. Units nobody has heard of
// pass when they are short.
func gluedUnit(folded string) bool {
	if unitLike(folded) || dash(folded) {
		return false
	}
	r := []rune(folded)
	for cut := 1; cut < len(r); cut++ {
		if unitLike(string(r[cut:])) || unitLike(string(r[:cut])) {
			return true
		}
	}
	return countHan(folded) > 4 || numeric(folded)
}

// latinWord matches GDP, of which a name may say that it means it.
var latinWord = regexp.MustCompile(`^[A-Za-z]+$`)

var unitRest = regexp.MustCompile(`[/,(][^/,()]{1,8}\)?$`)

// gluedValue reports words in a column of figures which are the end of something else: of a
// name, with its unit, or of the cell above.
func gluedValue(folded string) bool {
	h := shapeOf(folded)
	switch {
	case dangling(folded):
		return true
	case h.value:
		return false
	case noteWords.MatchString(folded):
		return true
	case h.runes < 2 || !balanced(folded) || depth(folded) < 0 || h.bare || h.unit || h.attr != "":
		return true
	}
	r := []rune(folded)
	for n := len(r) - 2; n > 1; n-- {
		if unitLike(string(r[:n])) {
			return true
		}
	}
	m := unitRest.FindString(folded)
	return m != "" && unitLike(strings.Trim(m, "/,()")) || beginsNone(folded)
}

// dangling reports a named figure and the beginning of another: 城市80 农.
func dangling(folded string) bool {
	m := danglingPart.FindStringSubmatch(folded)
	return m != nil && !unitLike(m[1]) && !qualifies.MatchString(m[1])
}

var danglingPart = regexp.MustCompile(`^\p{Han}+\d[\d.]*\s*(\p{Han}{1,2})$`)

// gluedNote reports a note that begins as the rest of something else does.
func gluedNote(folded string) bool { return beginsNone(folded) && !dash(folded) && !unitLike(folded) }

// gluedName reports a name that goes on behind its unit: 人数/人环境改善, 比例（%）学前教育.
func (a *audit) gluedName(folded string) bool {
	if strings.Index(folded, "其中") > 0 || beginsNone(folded) || runes(folded) < 3 && restOfName(folded) {
		return true
	}
	if c := indexOf(a.columns, unit); c >= 0 {
		return false
	}
	for _, m := range inner.FindAllStringSubmatch(folded, -1) {
		if unitLike(m[1]) && !divisions.MatchString(m[1]) && !latinWord.MatchString(m[1]) {
			return true
		}
	}
	for cut, r := range folded {
		if r != '/' && r != ',' {
			continue
		}
		rest := []rune(folded[cut+1:])
		for n := len(rest) - 1; n > 0 && !unitLike(string(rest)); n-- {
			if unitLike(string(rest[:n])) && countHan(string(rest[n:])) > 1 {
				return true
			}
		}
	}
	return false
}

// valueOf reports a text that stands in a column of figures of another row.
func (a *audit) valueOf(folded string) bool {
	for i := range a.records {
		if a.records[i].head != "" {
			continue
		}
		for c, col := range a.columns {
			if col.kind.value() && fold(a.records[i].cells[c]) == folded {
				return true
			}
		}
	}
	return false
}
