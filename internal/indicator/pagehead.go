package indicator

import (
	"regexp"
	"sort"
	"strings"
)

// The head of a page: labels broken over lines are put together by where they stand, and
// labels over several columns are left out.

// headPiece is a part of a label that was broken over lines.
var headPiece = regexp.MustCompile(`^(?:20\d\d|十.五|[年末底初期]|规划|目标|值|数|基准|基期|完成|情况|实际|实现|现状|增长|年均|累计|指标|属性|单位|名称|约束性|预期性|/|时期|期间|\(.{1,6}\)|%|率|类别|分类|序号|责任|部门|牵头|备注)+$`)

// pageAt reads the lines around head h as a page; nil when they are not set so. read is
// what the order of the tokens said of the columns.
func (g *region) pageAt(h head, read []column, body []token) *page {
	first, anchor := g.busiest(h)
	if !g.wideLine(first) {
		return nil
	}
	p := &page{}
	var pieces []token
	first = sort.Search(len(g.tokens), func(i int) bool { return g.tokens[i].line >= anchor-4 })
	for _, t := range g.tokens[first:] {
		if t.line > g.tokens[h.to-1].line+4 {
			break
		}
		near := t.line >= anchor-4 && t.line < anchor || t.line >= anchor && t.line <= g.tokens[h.to-1].line+4
		if near && (t.line == anchor || g.headLine(t.line, anchor)) {
			pieces = append(pieces, t)
		}
	}
	if len(pieces) == 0 || !p.stack(withoutSpans(pieces), anchor) {
		return nil
	}
	for i, c := range p.columns {
		if at := indexOf(read, attr); at >= 0 && c.folded == read[at].folded {
			p.columns[i].kind = attr
		}
	}
	last := pieces[len(pieces)-1].line
	p.take(body, last)
	return p
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
		if !spans {
			out = append(out, t)
		}
	}
	return out
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
		if between == anchor {
			continue
		}
		for _, t := range split(g.lines[between].text, between) {
			if c, ok := headOf(t.text); (!ok || c.kind == foreign) && !headPiece.MatchString(t.folded) {
				return false
			}
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
		}
		p.columns = append(p.columns, c)
		p.left, p.right = append(p.left, left), append(p.right, right)
	}
	return plausible(p.columns)
}
