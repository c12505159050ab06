package indicator

import "strings"

// Headings of a few rows often have neither a number nor a column of their own: 学前教育
// stands where names begin, and looks like the first line of one. What tells them apart
// is how full lines are: a name is only broken where its column ends.

// headingsMin is how many names have to stand whole beside their figures.
const headingsMin = 2

// headings makes the lines of names that can be no part of one the headings of the rows
// below.
func (p *page) headings() {
	c := indexOf(p.columns, name)
	if indexOf(p.columns, category) >= 0 {
		return
	}
	full, whole := p.fullOf(c), 0
	for i, l := range p.lines {
		if l.cells[c] != "" && p.carries(i) {
			whole++
		}
	}
	if whole < headingsMin {
		return
	}
	short := func(i int) bool { return displayWidth(p.lines[i].cells[c]) < full-earlyMax }
	var out []pageLine
	under := ""
	for i, l := range p.lines {
		above := i == 0 || l.blank || p.named(i-1) && (short(i-1) || ended.MatchString(fold(p.lines[i-1].cells[c])))
		if p.alone(i, c) && short(i) && above && i+1 < len(p.lines) && p.named(i+1) && headingLike(l.cells[c]) {
			under = l.cells[c]
			continue
		}
		if under != "" {
			l.under, under = under, ""
		}
		out = append(out, l)
	}
	p.lines = out
}

// named reports a line of figures with a name beside them.
func (p *page) named(i int) bool {
	return p.carries(i) && p.lines[i].cells[indexOf(p.columns, name)] != ""
}

// headingLike reports words that may head rows: no end of a name, no bracket.
func headingLike(text string) bool {
	h := shapeOf(fold(text))
	return h.han >= 2 && wordy(h) && !h.bare && !h.ending && !strings.ContainsAny(fold(text), "()")
}

// unheaded lists as faulty the rows of a reading without columns of which the name may
// have taken in such a heading: its first line is far from full, and the rest is a name.
func (f *reading) unheaded(records []record, parts [][]string) {
	full := 0
	for _, name := range parts {
		for _, part := range name {
			full = max(full, displayWidth(part))
		}
	}
	for i, name := range parts {
		if len(name) > 1 && displayWidth(name[0])*3 <= full*2 && headingLike(name[0]) && nameEnding.MatchString(fold(joinName(name[1:]))) && records[i].fault == "" {
			records[i].fault = "名称的前一段像是下面几行的小标题，分不清它是不是名称的一部分。"
		}
	}
}
