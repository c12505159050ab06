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
	if p.tornNames(c) {
		return
	}
	var out []pageLine
	under := ""
	var loose []string
	for i, l := range p.lines {
		above := i == 0 || l.blank || p.named(i-1) && (short(i-1) || ended.MatchString(fold(p.lines[i-1].cells[c])))
		if p.alone(i, c) && short(i) && above && i+1 < len(p.lines) && p.named(i+1) && headingLike(l.cells[c]) {
			under = l.cells[c]
			loose = append(append(loose, l.loose...), under)
			continue
		}
		if under != "" {
			l.under, under = under, ""
			l.loose, loose = append(loose, l.loose...), nil
		}
		out = append(out, l)
	}
	p.lines = out
}

// tornNames reports a line of a name alone that heads nothing: names are broken here, and
// any other line alone may be a piece of one too.
func (p *page) tornNames(c int) bool {
	for i, l := range p.lines {
		if l.cells[c] == "" || !p.alone(i, c) {
			continue
		}
		if i+1 == len(p.lines) || !p.named(i+1) || !headingLike(l.cells[c]) || restOfName(fold(p.lines[i+1].cells[c])) {
			return true
		}
	}
	return false
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

// headsRows reports a line with one piece of words that begins left of the names: in
// a table without a column for categories it is the heading of the rows below. Where
// names stand in the first column, they have to begin all at one place.
func (p *page) headsRows(line []token) bool {
	at := indexOf(p.columns, name)
	if len(line) != 1 || indexOf(p.columns, category) >= 0 || line[0].shape.han < 2 || !wordy(line[0].shape) {
		return false
	}
	if at == 0 {
		return p.flush >= 0 && line[0].left < p.flush-1
	}
	if p.middle >= 0 && abs(line[0].left+line[0].right-p.middle) <= centred {
		return false // a long line of a name set in the middle of its column
	}
	return line[0].right > p.left[0] && line[0].left < p.left[at]-1
}

// centred is by how much, in half character columns, the middle of a line may be off.
const centred = 6

// middleOf is twice where the names on lines with other cells have their middle; -1 when
// it is not the same for all.
func (p *page) middleOf(body []token) int {
	at, least, most := indexOf(p.columns, name), -1, -1
	for from := 0; from < len(body); {
		to := sameLine(body, from)
		for _, t := range body[from:to] {
			if m := t.left + t.right; to-from > 1 && wordy(t.shape) && t.left < p.right[at] && p.left[at] < t.right {
				if least < 0 || m < least {
					least = m
				}
				most = max(most, m)
				break
			}
		}
		from = to
	}
	if least < 0 || most-least > 2*centred {
		return -1
	}
	return (least + most) / 2
}

// flushLeft is where all names on lines with other cells begin; -1 when they begin at
// several places, as centred names do.
func (p *page) flushLeft(body []token) int {
	found, lines, widths := -1, 0, map[int]bool{}
	for i, t := range body {
		if !lineStart(t.gap) || i+1 == len(body) || lineStart(body[i+1].gap) || !wordy(t.shape) {
			continue
		}
		if lines++; found >= 0 && t.left != found {
			return -1
		}
		found = t.left
		widths[t.right-t.left] = true
	}
	if lines < 2 || len(widths) < 2 {
		return -1
	}
	return found
}
