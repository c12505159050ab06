package indicator

import (
	"regexp"
	"strings"
)

// Cells of a row run into each other where nothing but a space or a line break parts
// them. What is looked for here are the marks that it leaves: two figures in one cell, a
// figure that goes on in words, two words side by side in a name.

const (
	blurredValue = "数值和旁边的文字分不开，不能确定各栏的内容。"
	blurredName  = "名称和旁边的文字分不开，不能确定名称在哪里结束。"
)

// blurred says why the cells of row c cannot be told apart; empty when they can.
func (s *spread) blurred(c *core, parts [][]string) string {
	for at, col := range s.f.columns {
		if col.kind == note && wentOn(s.tokensOf(c, at)) {
			return blurredName
		}
		if misplaced(col.kind, s.tokensOf(c, at)) || col.kind.value() && runTogether(s.tokensOf(c, at)) {
			return blurredValue
		}
	}
	at := indexOf(s.f.columns, name)
	text := fold(joinName(parts[at]))
	switch k := indexOf(s.f.columns, category); {
	case runes(text) < 3 && restOfName(text) || text != "" && beginsNone(text):
		return blurredName
	case (k < 0 || parts[k] == nil) && !s.celled && sideBySide(s.tokensOf(c, at)):
		return blurredName
	case k >= 0 && s.brokenOff(c, k, at), s.left(c), s.swallowed(c, parts), s.unnumbered(c, text), s.wordsOnly(c):
		return blurredName
	case s.wordsAfter(parts) && goesBeyond(parts[at]):
		return blurredName
	}
	return ""
}

// tokensOf are the tokens of a core in one column.
func (s *spread) tokensOf(c *core, at int) (out []token) {
	for t := c.first; t <= c.last; t++ {
		if s.f.at[t] == at && !s.loosed[t] {
			out = append(out, s.body[t])
		}
	}
	return out
}

// wentOn reports a note that was whole and goes on in the next line.
func wentOn(cell []token) bool {
	for i := 1; i < len(cell); i++ {
		if before := cell[i-1]; lineStart(cell[i].gap) && cell[i].gap < gapCell && (before.shape.noteWord || before.shape.runes < 4 || before.shape.dash) {
			return true
		}
	}
	return false
}

// misplaced reports a cell with a unit where none belongs, or with a label of the head.
func misplaced(k kind, cell []token) bool {
	if k == name || k == unit || k == category || k == ordinal {
		return false
	}
	for i, t := range cell {
		inNote := !k.value() && (len(cell) == 1 || i == 0)
		if t.shape.unit && !t.shape.numeric && !inNote && i == len(cell)-1 || t.shape.unitTail && !k.value() && i > 0 || i == 0 && len(cell) > 1 && headWord(t.folded) && t.shape.han > 2 {
			return true
		}
	}
	return false
}

// runTogether reports a cell with a whole figure and something that does not belong to
// it: another figure, or words.
func runTogether(cell []token) bool {
	for i := 1; i < len(cell); i++ {
		before, here := cell[i-1], cell[i]
		if !before.shape.value || before.shape.parted && !before.shape.plain || unfinished.MatchString(before.folded) && !before.shape.dash || depth(before.folded) > 0 {
			if here.shape.value && before.shape.han > 2 && !before.shape.value && !announces.MatchString(before.folded) {
				return true // words, and then a figure
			}
			continue
		}
		if !qualifies.MatchString(here.folded) && (firstRune(here.folded) != '(' || here.shape.unit) {
			return true
		}
	}
	return false
}

// unfinished matches a figure after which another has to come.
var unfinished = regexp.MustCompile(`[、,;/～~至到-]$`)

// sideBySide reports two words of a name on one line.
func sideBySide(cell []token) bool {
	for i := 1; i < len(cell); i++ {
		if cell[i].line == cell[i-1].line && cell[i].gap < gapTab && cell[i].shape.han > 1 && cell[i-1].shape.han > 1 {
			return true
		}
	}
	return false
}

// wordsAfter reports that nothing but words stands where the figures begin, and no unit
// before them.
func (s *spread) wordsAfter(parts [][]string) bool {
	for at := indexOf(s.f.columns, name) + 1; at < len(parts); at++ {
		switch {
		case parts[at] == nil:
		case !s.f.columns[at].kind.value():
			return false
		default:
			return !valueLike(fold(joinValue(parts[at])))
		}
	}
	return false
}

// goesBeyond reports a name of which the first lines are a whole one.
func goesBeyond(parts []string) bool {
	for i := 1; i < len(parts); i++ {
		before := joinName(parts[:i])
		if nameEnding.MatchString(fold(before)) && !bareEnding.MatchString(fold(parts[i])) || unitEnds(before) && !strings.HasPrefix(parts[i], "（") {
			return true
		}
	}
	return false
}

// brokenOff reports a category that ends its line, with the name on the next: it may be the
// first line of the name.
func (s *spread) brokenOff(c *core, category, name int) bool {
	if s.celled {
		return false
	}
	for t := c.first; t < c.last; t++ {
		next := s.body[t+1]
		if s.f.at[t] == category && s.f.at[t+1] == name && !s.loosed[t] && !s.loosed[t+1] && (next.gap == gapLine || next.gap == gapBlank) && s.body[c.first].line == s.body[t].line && t > c.first {
			return true
		}
	}
	return false
}

// left reports a piece of text inside a row that belongs to none of its cells.
func (s *spread) left(c *core) bool {
	for t := c.first; t <= c.last; t++ {
		if s.f.at[t] < 0 && !s.loosed[t] {
			return true
		}
	}
	return false
}

// swallowed reports a name with the number or the unit of the row in it.
func (s *spread) swallowed(c *core, parts [][]string) bool {
	number, measure := indexOf(s.f.columns, ordinal), indexOf(s.f.columns, unit)
	before := ""
	for _, t := range s.tokensOf(c, indexOf(s.f.columns, name)) {
		open := depth(before) > 0
		before += t.folded
		switch h := t.shape; {
		case open:
		case h.value && h.plain,
			number >= 0 && parts[number] == nil && h.number >= 0,
			measure >= 0 && parts[measure] == nil && h.unit && firstRune(t.folded) != '(':
			return true
		}
	}
	return false
}

// spoil lists as faulty the neighbours of a row of which the cells run into each other,
// where no number says which words belong to which row.
func (s *spread) spoil(records []record, at []int) {
	faulty := make([]bool, len(at))
	for i, k := range at {
		faulty[i] = records[k].fault == blurredName || records[k].fault == blurredValue
	}
	for i, k := range at {
		for _, n := range []int{i - 1, i + 1} {
			if n < 0 || n >= len(at) || !faulty[n] || s.cores[i].numbered && s.cores[n].numbered && !s.left(&s.cores[n]) || records[k].fault != "" || s.lined(max(i, n)) {
				continue
			}
			records[k].fault = blurredName
		}
	}
	c := indexOf(s.f.columns, category)
	for _, k := range at {
		if records[k].fault == "" {
			continue
		}
		if records[k].unsorted = true; c >= 0 && s.f.columns[c].implied {
			records[k].cells[c] = ""
		}
	}
}

// cutOff reports a very short line right below the last row: the rest of one of its cells.
func (s *spread) cutOff() bool {
	if s.f.used >= len(s.body) || s.f.used == 0 {
		return false
	}
	t := s.body[s.f.used]
	return t.gap == gapLine && t.shape.han > 0 && t.shape.runes <= 3 && wordy(t.shape) && !headWord(t.text)
}

// lined reports that row i and the one above are a line each and nothing stands between.
func (s *spread) lined(i int) bool {
	return len(s.loose[i]) == 0 && s.body[s.cores[i].first].gap == gapTab || s.oneLine(i-1) && s.oneLine(i) && len(s.loose[i]) == 0
}

func (s *spread) oneLine(i int) bool {
	return s.body[s.cores[i].first].line == s.body[s.cores[i].last].line
}

// unnumbered reports a row without a number in a table that numbers its rows, and that
// does not divide the row above.
func (s *spread) unnumbered(c *core, name string) bool {
	if at := indexOf(s.f.columns, ordinal); at < 0 || s.f.columns[at].implied || c.numbered || sub(name) {
		return false
	}
	numbered := 0
	for i := range s.cores {
		if s.cores[i].numbered {
			numbered++
		}
	}
	return numbered*2 >= len(s.cores)
}

// wordsOnly reports a row over several lines of which nothing is certain: neither number,
// unit, figure nor attribute.
func (s *spread) wordsOnly(c *core) bool {
	for t := c.first; t <= c.last; t++ {
		if s.f.at[t] >= 0 && !s.words(t) && s.body[t].text != "" && !wordy(s.body[t].shape) {
			return false
		}
	}
	return s.body[c.first].line != s.body[c.last].line && !s.cells && s.body[c.last].gap < gapCell
}

// tornWords reports words over several lines in two cells side by side: where the first ends
// cannot be told.
func (s *spread) tornWords(parts [][]string) bool {
	before := 0 // lines of words in the cell before
	for c, col := range s.f.columns {
		lines := len(parts[c])
		if !(col.kind.value() || col.kind == note) || lines == 0 || valueLike(fold(joinValue(parts[c]))) || s.cells {
			lines = 0
		}
		if before > 0 && lines > 0 && before+lines > 2 {
			return true
		}
		before = lines
	}
	return false
}
