package indicator

import "slices"

// hypotheses lists the ways the table may be set in which all its lines find a place.
func (p *proof) hypotheses() (out []hypothesis) {
	ways := []int{setTop, setMiddle, setBottom}
	if p.celled {
		ways = ways[2:]
	}
	for _, way := range ways {
		out = append(out, hypothesis{way: way})
		if p.mayHead() {
			out = append(out, hypothesis{way: way, headings: true})
		}
	}
	return out
}

// mayHead reports that loose lines may be headings: groups cover all rows, so that one
// stands above the first, or categories have a column of their own.
func (p *proof) mayHead() bool {
	switch {
	case p.bounded:
		return false
	case p.printed:
		return p.ordered
	}
	return len(p.gaps[0]) > 0
}

// follow adds the names which a hypothesis can give each core, if it holds for all.
func (p *proof) follow(h hypothesis, names []map[string]bool) {
	n := len(p.cores)
	allots := make([][]allot, n+1)
	to, from := make([][]bool, n+1), make([][]bool, n+1)
	for i := range allots {
		allots[i] = p.allots(i, h)
		to[i], from[i] = make([]bool, len(allots[i])), make([]bool, len(allots[i]))
	}
	for a := range to[0] {
		to[0][a] = true
	}
	for b := range from[n] {
		from[n][b] = true
	}
	may := make([][][]bool, n)
	for i := range n {
		may[i] = make([][]bool, len(allots[i]))
		for a, before := range allots[i] {
			may[i][a] = make([]bool, len(allots[i+1]))
			for b, after := range allots[i+1] {
				may[i][a][b] = p.possible(i, before, after, h)
				to[i+1][b] = to[i+1][b] || to[i][a] && may[i][a][b]
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		for a := range allots[i] {
			for b := range allots[i+1] {
				if !may[i][a][b] || !from[i+1][b] {
					continue
				}
				from[i][a] = true
				if to[i][a] {
					names[i][bareText(joinName(p.name(i, allots[i][a], allots[i+1][b])))] = true
				}
			}
		}
	}
}

// allots lists what the lines of gap i may be.
func (p *proof) allots(i int, h hypothesis) (out []allot) {
	lines := p.gaps[i]
	if len(lines) == 1 && lines[0].dirty {
		return []allot{{0, 1}}
	}
	most := 0
	switch {
	case h.headings && p.printed && !p.celled:
		most = printedLines
	case h.headings:
		most = 1
	}
	first, past := len(lines), 0 // of the headings with a sign
	for k, l := range lines {
		if l.sure {
			first, past = min(first, k), k+1
		}
	}
	for tail := range len(lines) + 1 {
		for heads := range len(lines) - tail + 1 {
			s := allot{tail, heads}
			signed := past > 0 && tail <= first && tail+heads == past && tail == first
			switch {
			case past > 0 && !signed, past == 0 && heads > most:
			case i == 0 && tail > 0, i == len(p.cores) && heads > 0:
			case i == 0 && heads == 0 && h.headings && !p.printed:
			case !p.parted(i, s), !signed && heads > 0 && !p.heads(i, s):
			default:
				out = append(out, s)
			}
		}
	}
	return out
}

// signed reports a heading with a sign in gap i.
func (p *proof) signed(i int) bool {
	return slices.ContainsFunc(p.gaps[i], func(l proofLine) bool { return l.sure })
}

// parted reports that where rows are told apart by empty lines, the lines of a gap are so.
func (p *proof) parted(i int, s allot) bool {
	if !p.apart || i == 0 {
		return true
	}
	blanks := false
	for k, l := range p.gaps[i] {
		blanks = blanks || l.blank || l.edge
		if (l.blank || l.edge) && (k == s.tail || k == s.tail+s.heads) {
			return true
		}
	}
	if i < len(p.cores) {
		c := p.cores[i]
		blanks = blanks || c.blank || c.edge
		return (c.blank || c.edge) && s.tail+s.heads == len(p.gaps[i]) || !blanks
	}
	return !blanks || s.tail == len(p.gaps[i]) || s.tail == 0
}

// heads reports that the lines of a heading look like one.
func (p *proof) heads(i int, s allot) bool {
	text := ""
	for _, l := range p.gaps[i][s.tail : s.tail+s.heads] {
		text += l.text
	}
	h := shapeOf(fold(text))
	return h.han >= 2 && wordy(h) && !h.bare && balanced(fold(text)) && !beginsNone(fold(text))
}
