package indicator

import (
	"regexp"
	"sort"
	"strings"
)

// A page is a table set with spaces, as pdftotext -layout gives it: what belongs to
// a cell stands in the same columns of characters, over several lines, and the one
// line of figures may stand in the middle of the name. There the order of the tokens
// says little, and their places say all.
type page struct {
	columns []column
	left    []int // the extent of the words of the head
	right   []int
	lines   []pageLine
	near    int // tokens that stand under the words of their head
	all     int
}

// pageLine is one physical line, each column with its text.
type pageLine struct {
	line  int
	cells []string
	blank bool // an empty line stands before it
}

// headPiece is a part of a label that was broken over lines.
var headPiece = regexp.MustCompile(`^(?:20\d\d|十.五|[年末底初期]|规划|目标|值|数|基准|基期|完成|情况|实际|实现|现状|增长|年均|累计|指标|属性|单位|名称|约束性|预期性|/|时期|期间|\(.{1,6}\)|%|率|类别|分类|序号|责任|部门|牵头|备注)+$`)

// pageAt reads the lines around head h as a page; nil when they are not set so.
func (g *region) pageAt(h head, body []token) *page {
	anchor := g.tokens[h.from].line
	if !g.wideLine(h.from) {
		return nil
	}
	p := &page{}
	var pieces []token
	first := sort.Search(len(g.tokens), func(i int) bool { return g.tokens[i].line >= anchor-4 })
	for _, t := range g.tokens[first:] {
		if t.line > g.tokens[h.to-1].line+4 {
			break
		}
		near := t.line >= anchor-4 && t.line < anchor || t.line >= anchor && t.line <= g.tokens[h.to-1].line+4
		if near && (t.line == anchor || g.headLine(t.line, anchor)) {
			pieces = append(pieces, t)
		}
	}
	if !p.stack(pieces, anchor) {
		return nil
	}
	last := pieces[len(pieces)-1].line
	p.take(body, last)
	return p
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

// take assigns the tokens of the body to columns, line by line.
func (p *page) take(body []token, after int) {
	p.imply(body, after)
	p.widen(body, after)
	for from := 0; from < len(body); {
		to := from + 1
		for to < len(body) && body[to].line == body[from].line {
			to++
		}
		if body[from].line > after {
			p.lines = append(p.lines, p.assign(body[from:to]))
		}
		from = to
	}
}

// widen extends columns to the cells below their head, which are wider than its
// words, as far as the next head.
func (p *page) widen(body []token, after int) {
	left, right := append([]int(nil), p.left...), append([]int(nil), p.right...)
	for _, t := range body {
		under, count := 0, 0
		for c := range left {
			if t.left < right[c] && left[c] < t.right {
				under, count = c, count+1
			}
		}
		if t.line > after && count == 1 {
			p.left[under], p.right[under] = min(p.left[under], t.left), max(p.right[under], t.right)
		}
	}
}

// imply adds a column of row numbers left of the first one, when numbers stand there
// without a label.
func (p *page) imply(body []token, after int) {
	if indexOf(p.columns, ordinal) >= 0 {
		return
	}
	count, left, right := 0, 0, 0
	for _, t := range body {
		if t.line > after && lineStart(t.gap) && t.shape.number > 0 && t.right <= p.left[0] {
			count++
			left, right = t.left, max(right, t.right)
		}
	}
	if count >= 2 {
		p.columns = append([]column{{kind: ordinal, implied: true}}, p.columns...)
		p.left, p.right = append([]int{left}, p.left...), append([]int{right}, p.right...)
	}
}

// assign finds the columns of the tokens of one line: in order, near the words of
// the head, and of the right shape.
func (p *page) assign(tokens []token) pageLine {
	n := len(p.columns)
	cost := make([][]int, len(tokens))
	back := make([][]int, len(tokens))
	for i, t := range tokens {
		cost[i], back[i] = make([]int, n), make([]int, n)
		for c := range n {
			here := p.distance(t, c)*p.pull(c) + fit(t, p.columns[c].kind)
			best, from := 0, -1
			if i > 0 {
				best, from = never*never, 0
				for b := 0; b <= c; b++ {
					step := cost[i-1][b]
					if b == c {
						step += map[gap]int{gapSpace: 20, gapWide: 500}[t.gap]
					}
					if step < best {
						best, from = step, b
					}
				}
			}
			cost[i][c], back[i][c] = best+here, from
		}
	}
	return p.walk(tokens, cost, back)
}

func (p *page) walk(tokens []token, cost [][]int, back [][]int) pageLine {
	out := pageLine{line: tokens[0].line, cells: make([]string, len(p.columns)), blank: tokens[0].gap == gapBlank}
	last := len(tokens) - 1
	c := 0
	for i := range cost[last] {
		if cost[last][i] < cost[last][c] {
			c = i
		}
	}
	for i := last; i >= 0; i-- {
		if p.all++; p.distance(tokens[i], c) == 0 {
			p.near++
		}
		out.cells[c] = strings.TrimSuffix(tokens[i].text+" "+out.cells[c], " ")
		c = back[i][c]
	}
	return out
}

// pull is the weight of a distance: row numbers are narrow and stand right below
// their head, other cells are wider than it.
func (p *page) pull(c int) int {
	if p.columns[c].kind == ordinal {
		return 2
	}
	return 1
}

// distance is how many character columns lie between a token and the words of a
// head; zero when they overlap.
func (p *page) distance(t token, c int) int {
	switch {
	case t.right <= p.left[c]:
		return (p.left[c]-t.right)*100 + 50
	case t.left >= p.right[c]:
		return (t.left-p.right[c])*100 + 50
	}
	return 0
}

// fit is how badly a token of a line looks like a column.
func fit(t token, k kind) int {
	switch k {
	case ordinal:
		if t.shape.number < 0 {
			return 1400
		}
		return -100
	case name:
		if t.shape.attr != "" || t.shape.value {
			return 300
		}
		return 0
	case category:
		if t.shape.attr != "" || t.shape.value || t.shape.han == 0 {
			return 900
		}
		return 50
	case unit:
		return max(emitUnit(t), -200)
	case attr:
		return emitAttribute(t)
	case note, unknown, foreign:
		return 100
	}
	return emitValue(t, false)
}

// set reports that the tokens do stand in columns under their head.
func (p *page) set() bool { return p.all > 0 && p.near*10 >= p.all*9 }
