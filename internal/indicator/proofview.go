package indicator

import (
	"slices"
	"strings"
)

// A proof looks at a table alike, whether it was read by the places of its cells or by
// their order.

// proofOf makes a proof of a page. rows are the records of the lines that carry figures.
func (p *page) proofOf(g *region, carriers, rows []int) *proof {
	out := &proof{gaps: [][]proofLine{nil}, printed: indexOf(p.columns, category) >= 0}
	c := indexOf(p.columns, name)
	astray := p.betweenColumns(carriers)
	blank, edge, at := false, false, 0
	for i, l := range p.lines {
		turned := i > 0 && (l.sheet != p.lines[i-1].sheet || g.lines[l.line].place.Page != g.lines[p.lines[i-1].line].place.Page)
		apart := g.emptyAbove(l.line, len(l.loose))
		blank, edge = blank || apart[0] && !turned, edge || turned
		add := func(line proofLine) {
			line.blank, line.edge = blank, edge
			out.gaps[at] = append(out.gaps[at], line)
			blank, edge = false, false
		}
		if turned && slices.Contains(p.others, l.sheet) {
			add(proofLine{dirty: true}) // the first line of the page may have gone to the head
		}
		for k, text := range l.loose {
			add(proofLine{text: text, sure: categoryLine(text)})
			blank = apart[k+1]
		}
		carries := at < len(carriers) && carriers[at] == i
		switch {
		case carries:
			core := proofCore{record: rows[at], blank: blank, edge: edge, broken: astray[l.line]}
			if text := l.cells[c]; text != "" {
				core.own, core.line = []string{text}, p.entire(l)
			}
			out.cores, out.gaps = append(out.cores, core), append(out.gaps, nil)
			blank, edge = false, false
			at++
		case p.sided(l) && !p.opens(l) || astray[l.line]:
			add(proofLine{dirty: true, text: tighten(g.lines[l.line].text)})
		case l.cells[c] != "":
			add(proofLine{text: l.cells[c]})
		}
	}
	for _, text := range p.loose {
		out.gaps[at] = append(out.gaps[at], proofLine{text: text, sure: categoryLine(text), edge: p.lines[len(p.lines)-1].sheet < p.sheet})
	}
	if n := len(p.lines); n > 0 && p.lines[n-1].sheet < p.sheet && slices.Contains(p.others, p.sheet) {
		out.gaps[at] = append(out.gaps[at], proofLine{dirty: true, edge: true}) // all of the page may have
	}
	return out
}

// emptyAbove reports whether empty lines stand above the lines with text right above line at,
// the farthest first, and above itself.
func (g *region) emptyAbove(at, lines int) []bool {
	out := make([]bool, lines+1)
	for k := lines; k >= 0; k-- {
		for at--; at >= 0 && strings.TrimSpace(g.lines[at].text) == ""; at-- {
			out[k] = true
		}
	}
	return out
}

// opens reports a line with nothing but the number of a row and the beginning of its name.
func (p *page) opens(l pageLine) bool {
	c, k := indexOf(p.columns, ordinal), indexOf(p.columns, name)
	return c >= 0 && l.cells[c] != "" && l.cells[k] != "" && cellsOf(l) == 2
}

// entire reports a line with the number of a row and all its figures: nothing of another row
// is missing on it.
func (p *page) entire(l pageLine) bool {
	for c, col := range p.columns {
		if (col.kind == ordinal || col.kind == attr || col.kind.value()) && l.cells[c] == "" {
			return false
		}
	}
	return indexOf(p.columns, ordinal) >= 0
}

// betweenColumns are the lines with words that stand as well among the names as among the
// categories.
func (p *page) betweenColumns(carriers []int) map[int]bool {
	at, named := indexOf(p.columns, category), indexOf(p.columns, name)
	if at < 0 {
		return nil
	}
	carries := map[int]bool{}
	for _, i := range carriers {
		carries[p.lines[i].line] = true
	}
	var certain []extent // names beside their figures, and categories beside a name
	both := map[int]int{}
	for _, e := range p.extents {
		if e.column == at || e.column == named {
			both[e.line] |= 1 << min(1, e.column-min(at, named))
		}
	}
	for _, e := range p.extents {
		if e.column == named && carries[e.line] || e.column == at && both[e.line] == 3 {
			certain = append(certain, e)
		}
	}
	out := map[int]bool{}
	for _, e := range p.extents {
		for _, other := range certain {
			if (e.column == at || e.column == named) && other.column != e.column && (other.column == at || other.column == named) &&
				other.sheet == e.sheet && other.line != e.line && e.left < other.right && other.left < e.right && both[e.line] != 3 {
				out[e.line] = true
			}
		}
	}
	return out
}

// proofOf makes a proof of a reading by the order of its cells. at are the records of its
// cores. It is nil where signs say which line begins a cell.
func (s *spread) proofOf(at []int) *proof {
	if s.cells || len(s.cores) == 0 || slices.ContainsFunc(s.body[:s.f.used], func(t token) bool { return t.gap == gapCell }) {
		return nil
	}
	c, k := indexOf(s.f.columns, category), indexOf(s.f.columns, ordinal)
	out := &proof{printed: c >= 0 && !s.f.columns[c].implied, ordered: true, celled: s.celled, gaps: make([][]proofLine, len(s.cores)+1)}
	behind := c > k // a category stands between the number and the name
	above := slices.ContainsFunc(s.cores, s.numberedBelow)
	for i := range s.cores {
		core, inner := s.proofCore(i)
		core.broken = core.broken || !s.celled && (core.above > 0 && !core.opens || above && len(core.own) > 1)
		core.record = at[i]
		if lines := s.looseLines(i); !s.celled || len(inner) == 0 {
			out.gaps[i] = lines
		} else {
			inner[0].blank, core.blank = inner[0].blank || core.blank, false // it stands above the number
			out.gaps[i] = inner
			out.bounded = out.bounded || !behind
		}
		out.cores = append(out.cores, core)
	}
	out.gaps[len(s.cores)] = s.looseLines(len(s.cores))
	return out
}

// numberedBelow reports a row with words above its number: there the lines of names do not
// begin with it.
func (s *spread) numberedBelow(c core) bool {
	line := -1
	for t := c.first; t <= c.last; t++ {
		switch at := s.f.at[t]; {
		case at < 0 || s.loosed[t]:
		case s.f.columns[at].kind == ordinal:
			return line >= 0 && line < s.body[t].line
		case (s.f.columns[at].kind == name || s.f.columns[at].kind == category) && line < 0:
			line = s.body[t].line
		}
	}
	return false
}

func (s *spread) looseLines(i int) (out []proofLine) {
	for _, p := range s.loose[i] {
		t := s.body[p.token]
		out = append(out, proofLine{text: p.text, blank: t.gap == gapBlank, edge: s.turns(p.token), sure: p.under || categoryLine(p.text), dirty: p.past-p.token > 1})
	}
	return out
}

// turns reports that token t is the first of a page.
func (s *spread) turns(t int) bool {
	return t > 0 && s.placeOf(t).Page != s.placeOf(t-1).Page
}

// proofCore is core i; inner are the lines of words behind its number, where each line is
// a cell.
func (s *spread) proofCore(i int) (out proofCore, inner []proofLine) {
	c := s.cores[i]
	var kept []int
	figures := -1
	for t := c.first; t <= c.last; t++ {
		switch at := s.f.at[t]; {
		case s.loosed[t]:
		case at < 0:
			out.broken = true
		default:
			kept = append(kept, t)
			if k := s.f.columns[at].kind; figures < 0 && (k.value() || k == unit || k == attr) {
				figures = s.body[t].line
			}
		}
	}
	if len(kept) == 0 {
		out.broken = true
		return out, nil
	}
	first, last := kept[0], kept[len(kept)-1]
	out.blank, out.edge = s.body[first].gap == gapBlank, s.turns(first)
	numbered := slices.IndexFunc(kept, func(t int) bool { return s.f.columns[s.f.at[t]].kind == ordinal })
	spans := s.body[first].line != s.body[last].line
	out.opens = spans && numbered >= 0 && s.body[kept[numbered]].line == s.body[first].line && figures > s.body[first].line
	out.closes = spans && s.f.at[last] == len(s.f.columns)-1 && s.f.columns[s.f.at[last]].kind != name && figures == s.body[last].line
	out.line = !spans && s.f.columns[s.f.at[first]].kind == ordinal && s.f.at[last] == len(s.f.columns)-1
	if s.celled {
		out.opens, out.closes = false, true
	}
	for n := 1; n < len(kept); n++ {
		t, before := kept[n], kept[n-1]
		if at := s.f.at[t]; at == s.f.at[before] && s.f.columns[at].kind == category && s.body[t].line == s.body[before].line {
			out.broken = true // two cells on a line of which no other word is known
		}
	}
	line := -1
	for n, t := range kept {
		k, here := s.f.columns[s.f.at[t]].kind, s.body[t]
		switch {
		case s.celled && numbered >= 0 && n > numbered && (k == name || k == category) && here.line < figures:
			if m := len(inner); m > 0 && here.gap < gapLine {
				inner[m-1].text += " " + here.text
				continue
			}
			inner = append(inner, proofLine{text: here.text, blank: here.gap == gapBlank, edge: s.turns(t)})
		case k != name:
		case here.line == line && len(out.own) > 0:
			out.own[len(out.own)-1] += " " + here.text
		default:
			out.own = append(out.own, here.text)
			if line = here.line; line < figures {
				out.above++
			} else if line > figures {
				out.below++
			}
		}
	}
	return out, inner
}
