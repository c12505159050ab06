package indicator

import "strings"

// blurred says why the cells of the lines of one row of a page cannot be told apart;
// empty when they can.
func (p *page) blurred(lines []pageLine) string {
	for c, col := range p.columns {
		var cell []token
		figures := false
		for _, l := range lines {
			if f := fold(l.cells[c]); f != "" {
				cell = append(cell, token{folded: f, shape: shapeOf(f)})
			}
			figures = figures || twoFigures(l.cells[c])
		}
		switch {
		case misplaced(col.kind, cell), col.kind.value() && (figures || runTogether(cell)):
			return blurredValue
		case col.kind == name && p.early(lines, c):
			return blurredName
		}
	}
	return ""
}

// twoFigures reports two whole figures side by side in one line of a cell.
func twoFigures(text string) bool {
	before := shape{}
	for _, word := range strings.Fields(text) {
		here := shapeOf(fold(word))
		if before.plain && (here.plain || here.parted) && !unfinished.MatchString(fold(word)) {
			return true
		}
		before = here
		before.plain = before.plain && !unfinished.MatchString(fold(word))
	}
	return false
}

// torn reports words in a cell of several lines of which one ends early: they may be those
// of two rows, or a heading.
func (p *page) torn(lines []pageLine, c int) bool {
	before := ""
	if first := lines[0].cells[c]; first != "" && headingLike(first) && cellsOf(lines[0]) == 1 && len(lines) == 2 && lines[1].cells[c] != "" && cellsOf(lines[1]) > 2 {
		return true // a heading set in the middle of the page
	}
	for _, l := range lines {
		text := l.cells[c]
		if before != "" && text != "" && !valueLike(fold(text)) && hasRoom(before, text, p.full[c]) && !strings.ContainsRune("、，；,;", lastRune(before)) {
			return true
		}
		if text != "" {
			before = text
		}
	}
	return false
}

// cellsOf counts the cells that have a piece on a line.
func cellsOf(l pageLine) int {
	n := 0
	for _, text := range l.cells {
		if text != "" {
			n++
		}
	}
	return n
}

// early reports that a line of a name ends before it is full, so that it or the next may
// head rows instead.
func (p *page) early(lines []pageLine, c int) bool {
	var parts []string
	for _, l := range lines {
		if l.cells[c] != "" {
			parts = append(parts, l.cells[c])
		}
	}
	for i := range len(parts) - 1 {
		short := displayWidth(parts[i]) < p.full[c]-earlyMax && runes(parts[i]) < p.fullBy[c]-1
		if short && !strings.ContainsRune("（(", firstRune(parts[i+1])) && depth(fold(joinName(parts[:i+1]))) == 0 {
			return true
		}
	}
	return false
}

// spoil lists as faulty the rows of which the name is no whole one, with the row that has
// the rest of it. A category that is the end of a name spoils its row too, and below a
// faulty row no category goes on.
func (p *page) spoil(rows []*record) {
	c, k := indexOf(p.columns, name), indexOf(p.columns, category)
	fault := func(i int) {
		if i >= 0 && i < len(rows) && rows[i].fault == "" {
			rows[i].fault = blurredName
		}
	}
	for i, rec := range rows {
		switch text := fold(rec.cells[c]); {
		case text == "":
		case beginsNone(text) || runes(text) < 3 && restOfName(text):
			fault(i - 1)
			fault(i)
		case !balanced(text):
			fault(i)
			fault(i + 1)
		}
		if k >= 0 && (restOfName(fold(rec.cells[k])) || nameEnding.MatchString(fold(rec.cells[k])) && !nameEnding.MatchString(fold(rec.cells[c]))) {
			fault(i)
		}
	}
	for _, rec := range rows {
		rec.unsorted = rec.unsorted || rec.fault != ""
	}
}
