package indicator

import (
	"regexp"
	"slices"
	"sort"
	"strings"
)

// The head of a page: labels broken over lines are put together by where they stand, and
// labels over several columns are left out.

// headPiece is a part of a label that was broken over lines.
var headPiece = regexp.MustCompile(`^(?:20\d\d|十.五|[年末底初期]|规划|目标|值|数|基准|基期|完成|情况|实际|实现|现状|增长|增速|增幅|提高|年均|累计|指标|一级|二级|三级|计量|进展|评价|进度|来源|依据|属性|单位|名称|约束性|预期性|[/\[\]()]|时期|期间|\(.{1,6}\)|%|率|类别|分类|序号|责任|部门|牵头|备注)+$`)

// headPieces are the pieces of the labels of head h: those on its lines and, where they
// can be nothing else, on the lines around it. anchor is the line with most labels.
func (g *region) headPieces(h head, m metric) (pieces []token, anchor int) {
	first, anchor := g.busiest(h)
	if !g.wideLine(first) {
		return nil, anchor
	}
	if h.stack > 0 {
		return m.set(g.tokens[h.stack-1 : h.to]), anchor
	}
	first = sort.Search(len(g.tokens), func(i int) bool { return g.tokens[i].line >= anchor-4 })
	for _, t := range g.tokens[first:] {
		if t.line > g.tokens[h.to-1].line+4 {
			break
		}
		if t.line == anchor || g.headLine(t.line, anchor) {
			pieces = append(pieces, t)
		}
	}
	return m.set(pieces), anchor
}

// stackMax is how many lines the labels of one head may take.
const stackMax = 4

// stackedAt reads a head of which the labels are broken over lines, so that only their
// places tell what belongs together: in one way, or in one for each metric. Every label has
// to be a known one, which chance does not give.
func (g *region) stackedAt(i int) (out []head) {
	if i > 0 && g.tokens[i-1].line == g.tokens[i].line {
		return nil
	}
	ends := g.labelLines(i)
	for n := len(ends) - 1; n >= 0; n-- {
		for _, first := range g.labelsAbove(i, stackMax-n-1) {
			if n == 0 && first == i {
				continue // a head on one line is no stack
			}
			h := head{from: i, to: ends[n], stack: first + 1}
			busiest, anchor := g.busiest(h)
			if !g.wideLine(busiest) {
				continue
			}
			for _, m := range g.metrics {
				p := &page{}
				if p.stack(withoutSpans(m.set(g.tokens[first:ends[n]])), anchor) && len(p.columns) >= rowlessMin && unknowns(p.columns) == 0 && !doubled(p.columns) {
					h.columns = p.columns
					out = append(out, h)
				}
			}
			if len(out) == 2 && sameLabels(out[0].columns, out[1].columns) {
				out = out[:1]
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// sameLabels reports columns with the same labels that mean the same.
func sameLabels(a, b []column) bool {
	return slices.EqualFunc(a, b, func(x, y column) bool { return x.kind == y.kind && x.folded == y.folded })
}

// twoLabels reports an unknown label put together of lines of which each is a known one:
// 指标属性 over 单位, which is the end of another, 责任单位.
func twoLabels(stack []token) bool {
	return len(stack) > 1 && !slices.ContainsFunc(stack, func(t token) bool { return !headWord(t.text) })
}

// tornHead reports a head of several lines whose labels may be put together in two ways.
func tornHead(heads []head, title string) bool {
	var found []column
	for _, h := range heads {
		if columns, ok := resolve(h.columns, title); ok && h.stack > 0 {
			if found != nil && !sameLabels(found, columns) {
				return true
			}
			found = columns
		}
	}
	return false
}

// labelLines are the ends, as tokens, of the lines from token i on that may hold pieces
// of labels.
func (g *region) labelLines(i int) (ends []int) {
	for at := g.tokens[i].line; i < len(g.tokens) && len(ends) < stackMax && g.tokens[i].line-at <= 1 && g.labelLine(i); {
		at = g.tokens[i].line
		i = g.lineEnd(i)
		ends = append(ends, i)
	}
	return ends
}

// labelsAbove are the beginnings, as tokens, of the lines right above token i that may
// hold pieces of labels, the farthest first and i last.
func (g *region) labelsAbove(i, most int) (begins []int) {
	begins = []int{i}
	for len(begins) <= most && begins[0] > 0 && g.tokens[begins[0]-1].line == g.tokens[begins[0]].line-1 {
		at := begins[0] - 1
		for at > 0 && g.tokens[at-1].line == g.tokens[at].line {
			at--
		}
		if !g.labelLine(at) {
			break
		}
		begins = append([]int{at}, begins...)
	}
	return begins
}

// labelMaxPiece is how long, in characters, a piece of a label is at most.
const labelMaxPiece = 14

// labelLine reports that the line of token i may hold labels and pieces of them: it has
// words, and neither figures nor anything else that only rows have.
func (g *region) labelLine(i int) bool {
	words := false
	for _, t := range g.tokens[i:g.lineEnd(i)] {
		h := t.shape
		label := headWord(t.text) || headPiece.MatchString(t.folded)
		words = words || h.han > 0
		if !label && (h.value || h.attr != "" || h.number >= 0 || h.sentence || h.runes > labelMaxPiece || h.unit && t.folded[0] != '(') {
			return false
		}
	}
	return words
}

// pieceLine reports a line with nothing but labels and pieces of labels.
func (g *region) pieceLine(at int) bool {
	known, ok := g.pieces[at]
	if !ok {
		known = pieceLine(g.lines[at].text)
		g.pieces[at] = known
	}
	return known
}

func pieceLine(text string) bool {
	found := split(text, 0)
	for _, t := range found {
		if c, ok := headOf(t.text); (!ok || c.kind == foreign) && !headPiece.MatchString(t.folded) {
			return false
		}
	}
	return len(found) > 0
}

// busiest is the line of a head with most labels, and its first token.
func (g *region) busiest(h head) (first, line int) {
	most := 0
	for i := h.from; i < h.to; {
		end := min(g.lineEnd(i), h.to)
		if end-i > most {
			first, most = i, end-i
		}
		i = end
	}
	return first, g.tokens[first].line
}

// spanned is how far, in character columns, a label may stand from one it spans.
const spanned = 8

// withoutSpans leaves out labels that stand over two others, as 规划目标 over 2020年 and
// 2025年: the columns are those below it.
func withoutSpans(pieces []token) []token {
	var out []token
	for _, t := range pieces {
		under := map[int]int{} // pieces by line of which t is the nearest above
		for _, low := range pieces {
			if low.line > t.line && low.left <= t.right+spanned && t.left <= low.right+spanned && nearest(pieces, low, t.line) == t.left {
				under[low.line]++
			}
		}
		spans := false
		for _, n := range under {
			spans = spans || n > 1
		}
		if !spans || goesDown(pieces, t) {
			out = append(out, t)
		}
	}
	return out
}

// goesDown reports a label of which the rest stands below: 2025年目标 over 值.
func goesDown(pieces []token, t token) bool {
	rest := 0
	for _, low := range pieces {
		if low.line <= t.line || low.left >= t.right || t.left >= low.right {
			continue
		}
		if _, whole := headOf(low.text); whole {
			return false
		}
		rest++
	}
	return rest == 1
}

// nearest is where the piece of a line begins whose middle is nearest to that of t.
func nearest(pieces []token, t token, line int) int {
	found, best := -1, 0
	for _, other := range pieces {
		if other.line != line {
			continue
		}
		if d := abs(other.left + other.right - t.left - t.right); found < 0 || d < best {
			found, best = other.left, d
		}
	}
	return found
}

// wideLine reports a line whose first labels are set apart by wide spaces.
func (g *region) wideLine(from int) bool {
	wide, all := 0, 0
	for i := from + 1; i < len(g.tokens) && g.tokens[i].line == g.tokens[from].line; i++ {
		all++
		if g.tokens[i].gap == gapWide {
			wide++
		}
	}
	return wide >= 1 && wide*2 >= all
}

// headLine reports a line near the head, with no text between, of which every token
// can be a piece of a label.
func (g *region) headLine(at, anchor int) bool {
	for between := min(at, anchor); between <= max(at, anchor); between++ {
		if between != anchor && strings.TrimSpace(g.lines[between].text) != "" && !g.pieceLine(between) {
			return false
		}
	}
	return true
}

// stack puts the pieces of labels that stand above each other together.
func (p *page) stack(pieces []token, anchor int) bool {
	var labels [][]token
	add := func(t token) {
		for i := range labels {
			for _, other := range labels[i] {
				if other.line != t.line && t.left < other.right && other.left < t.right {
					labels[i] = append(labels[i], t)
					return
				}
			}
		}
		labels = append(labels, []token{t})
	}
	for _, own := range []bool{true, false} {
		for _, t := range pieces {
			if (t.line == anchor) == own {
				add(t)
			}
		}
	}
	sort.SliceStable(labels, func(a, b int) bool { return labels[a][0].left < labels[b][0].left })
	for _, stack := range labels {
		sort.SliceStable(stack, func(a, b int) bool { return stack[a].line < stack[b].line })
		text, left, right := "", stack[0].left, stack[0].right
		for i, t := range stack {
			if i > 0 {
				text += "\n"
			}
			text += t.text
			left, right = min(left, t.left), max(right, t.right)
		}
		c, ok := headOf(text)
		if !ok {
			c = column{label: joinName(strings.Split(text, "\n")), folded: fold(text)}
			p.unsure = p.unsure || twoLabels(stack)
		}
		p.columns = append(p.columns, c)
		p.left, p.right = append(p.left, left), append(p.right, right)
	}
	p.columns = withLevels(p.columns)
	return plausible(p.columns)
}
