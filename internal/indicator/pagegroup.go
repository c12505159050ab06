package indicator

import "regexp"

// Categories of a page are narrow, so most of them are broken over lines.

// group is the printed category with the lines it stands on.
type group struct {
	text  []string
	lines []int // that its pieces stand on
	first int
	last  int
	sheet int

	torn   bool // a line of it ends early or each stands beside a row, so that it may be two
	beside bool // its last piece stands beside the figures of a row
	single bool // its last piece stands on a line of its own
	alone  int  // lines with nothing but one of its pieces, when it has several
}

// groups puts the pieces of broken categories together.
func (p *page) groups(c int) []group {
	groups := p.joined(c)
	p.edged(groups)
	return certain(groups, p.fullOf(c))
}

// parted are the same groups with those parted of which it is not certain that they are one;
// ok is false when there are none.
func (p *page) parted(c int) (out []group, ok bool) {
	for _, g := range p.joined(c) {
		if !g.torn {
			out = append(out, g)
			continue
		}
		for i, text := range g.text {
			at := g.lines[i]
			out = append(out, group{text: []string{text}, lines: []int{at}, first: at, last: at, sheet: g.sheet})
		}
		ok = true
	}
	p.edged(out)
	return certain(out, p.fullOf(c)), ok
}

// joined are the pieces of a column, those that go on with each other put together.
func (p *page) joined(c int) []group {
	var groups []group
	full := p.fullOf(c)
	for i, l := range p.lines {
		text := l.cells[c]
		if text == "" {
			continue
		}
		alone := p.alone(i, c)
		if n := len(groups); n > 0 && groups[n-1].goesOn(l, text, alone || !p.carries(i), full) {
			last := &groups[n-1]
			last.torn = last.torn || hasRoom(last.text[len(last.text)-1], text, full) || last.beside && p.carries(i)
			if len(last.text) == 1 && last.single {
				last.alone++
			}
			last.beside = p.carries(i)
			last.lines = append(last.lines, l.line)
			if last.text, last.last, last.single = append(last.text, text), l.line, alone; alone {
				last.alone++
			}
			continue
		}
		groups = append(groups, group{text: []string{text}, lines: []int{l.line}, first: l.line, last: l.line, sheet: l.sheet, single: alone, beside: p.carries(i)})
	}
	return groups
}

// edged takes the text from the groups at the edge of a page: more of it may stand on the
// other side.
func (p *page) edged(groups []group) {
	for i := 1; i < len(p.lines); i++ {
		before, here := p.lines[i-1], p.lines[i]
		if before.sheet == here.sheet {
			continue
		}
		for k := range groups {
			if groups[k].last == before.line || groups[k].first == here.line {
				groups[k].torn = true
			}
		}
	}
}

// certain takes the text from those groups that may be one with the next: where
// categories are broken, a full line may go on.
func certain(groups []group, full int) []group {
	broken := false
	for _, g := range groups {
		broken = broken || len(g.text) > 1
	}
	open := false
	for i := range groups {
		last := groups[i].text[len(groups[i].text)-1]
		goesOn := broken && displayWidth(last) >= full-1 && i+1 < len(groups) && groups[i+1].sheet == groups[i].sheet &&
			(len(groups[i].text) == 1 || groups[i+1].first-groups[i].last <= 2)
		if open || goesOn || groups[i].torn {
			groups[i].text = nil
		}
		open = goesOn
	}
	return groups
}

// goesOn reports that the piece on line l goes on with the category: short pieces on
// lines that follow each other, or pieces beside no row of their own. A second line
// that is not full is the last, and a line is left out only where the pieces and the
// rows take turns.
func (g *group) goesOn(l pageLine, text string, beside bool, full int) bool {
	gap, before := l.line-g.last, g.text[len(g.text)-1]
	switch {
	case gap > 2 || l.sheet != g.sheet, gap == 2 && g.single != beside && displayWidth(text) >= full-1, len(g.text) > 1 && displayWidth(before) < full-earlyMax:
		return false
	}
	if runes(text) == 1 || joinsOn.MatchString(text) {
		return true
	}
	return beside || min(runes(text), runes(before)) <= 3 || g.single && gap == 1 && displayWidth(before) >= full-1
}

// hasRoom reports that the beginning of a line would have had room on the one above.
func hasRoom(line, next string, full int) bool {
	return displayWidth(line)+displayWidth(unbroken(next)) <= full
}

// joinsOn matches words that go on with others.
var joinsOn = regexp.MustCompile(`^[和与與及、（(）)]`)

// alone reports a line with nothing but a piece of column c.
func (p *page) alone(i, c int) bool {
	for at, text := range p.lines[i].cells {
		if at != c && text != "" {
			return false
		}
	}
	return true
}
