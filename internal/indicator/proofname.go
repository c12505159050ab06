package indicator

// possible reports that core i may have these lines of the gaps around it.
func (p *proof) possible(i int, before, after allot, h hypothesis) bool {
	c := p.cores[i]
	if c.broken || c.odd {
		return true
	}
	head := len(p.gaps[i]) - before.tail - before.heads
	above, below := c.above+head, c.below+after.tail
	at := len(c.own) - c.above - c.below
	switch {
	case c.opens && head > 0 || c.closes && after.tail > 0:
		return false
	case before.heads > 0 && after.heads > 0 && !p.printed && !p.signed(i) && !p.signed(i+1):
		return false // a group has several rows
	case above+at+below == 0:
		return false
	case h.way == setTop && above > 0, h.way == setBottom && below > 0:
		return false
	case h.way == setMiddle && abs(above-below) > 1:
		return false
	case at == 0 && !p.ordered && (h.way != setMiddle || above != below):
		return false // the figures stand beside a line of the name, or between two halves of it
	}
	return p.whole(i, p.name(i, before, after), head, head+len(c.own))
}

// name is the name of core i in lines.
func (p *proof) name(i int, before, after allot) (out []string) {
	for _, l := range p.gaps[i][min(len(p.gaps[i]), before.tail+before.heads):] {
		out = append(out, l.text)
	}
	out = append(out, p.cores[i].own...)
	for _, l := range p.gaps[i+1][:after.tail] {
		out = append(out, l.text)
	}
	return out
}

// whole reports that lines may be those of one name: none ends where the next word would
// have had room, and nothing goes on behind its unit. The lines from..to stand in the row
// itself, so that nothing has to be shown of them.
func (p *proof) whole(i int, lines []string, from, to int) bool {
	for k, line := range lines[:len(lines)-1] {
		before, next := joinName(lines[:k+1]), lines[k+1]
		if k >= from && k+1 < to {
			continue
		}
		if p.room(i, line, next) || numberInName.MatchString(fold(next)) {
			return false
		}
		if balanced(fold(before)) && (unitEnds(before) || unitBehind(fold(before))) {
			return false
		}
	}
	text := fold(joinName(lines))
	switch {
	case !balanced(text) || depth(text) != 0 || beginsNone(text) || innerUnit(text):
		return false
	case p.numbered && numberInFront(text) == "" && !sub(text):
		return false
	}
	return len(lines) == 1 && runes(text) > 2 || !restOfName(text)
}

// room reports that the beginning of a line would certainly have had room on the one above.
// Where another page begins right above or below core i, names have the room of the narrower.
func (p *proof) room(i int, line, next string) bool {
	w := p.widths[p.cores[i].page]
	for k := max(i-1, 0); k <= min(i+1, len(p.cores)-1); k++ {
		other := p.widths[p.cores[k].page]
		w.full, w.fullBy = min(w.full, other.full), min(w.fullBy, other.fullBy)
	}
	first := unbroken(next)
	return widest(line)+widest(first) <= max(w.full, 2*fullMin) && runes(line)+runes(first) <= max(w.fullBy, fullMin)
}

// fullMin is how many characters a column of names has room for at least.
const fullMin = 5

// widest is the width of a text when all signs that are set wide in some fonts are.
func widest(s string) int {
	n := 0
	for _, r := range s {
		if w := width(r); w == 1 && r > 0x7f {
			n += 2
		} else {
			n += w
		}
	}
	return n
}

// besideBroken reports that the line above a row or below it is one of a row that is not
// understood, with nothing between that would keep them apart.
func (p *proof) besideBroken(i int) bool {
	c := p.cores[i]
	if i > 0 && p.cores[i-1].spills && len(p.gaps[i]) == 0 && !c.opens && !(p.apart && c.blank) {
		return true
	}
	return i+1 < len(p.cores) && p.cores[i+1].spills && len(p.gaps[i+1]) == 0 && !c.closes && !(p.apart && p.cores[i+1].blank)
}
