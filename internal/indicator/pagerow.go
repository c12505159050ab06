package indicator

import (
	"regexp"
	"strings"
)

// rows makes records of the lines of a page. A line with a number or with two cells
// of figures, unit and attribute carries a row; the other lines are pieces of the
// names around it.
func (p *page) rows(g *region) []record {
	var carriers []int
	for i := range p.lines {
		if p.carries(i) {
			carriers = append(carriers, i)
		}
	}
	if len(carriers) == 0 {
		return nil
	}
	bounds := p.divide(carriers)
	var out []record
	for i := range carriers {
		lines := p.lines[bounds[i]:bounds[i+1]]
		rec := record{cells: make([]string, len(p.columns)), place: g.lines[lines[0].line].place, until: g.lines[lines[len(lines)-1].line].place}
		for c, col := range p.columns {
			if col.kind == category {
				continue
			}
			var parts []string
			for _, l := range lines {
				if l.cells[c] != "" {
					parts = append(parts, l.cells[c])
				}
			}
			rec.cells[c] = joinCell(col.kind, parts)
		}
		out = append(out, rec)
	}
	p.categorise(carriers, out)
	return out
}

// carries reports a line on which the figures of a row stand: two of number, unit,
// figure and attribute.
func (p *page) carries(i int) bool {
	n := 0
	for c, col := range p.columns {
		f := fold(p.lines[i].cells[c])
		switch {
		case f == "":
		case col.kind == ordinal, col.kind.value(), col.kind == attr && attribute(f) != "", col.kind == unit && unitLike(f):
			n++
		}
	}
	return n >= 2 || n == 1 && p.figures() == 1
}

// figures counts the columns in which a carrying line could show itself.
func (p *page) figures() int {
	n := 0
	for _, c := range p.columns {
		if c.kind.value() || c.kind == attr || c.kind == unit || c.kind == ordinal {
			n++
		}
	}
	return n
}

// The ways names are set around the line of the figures.
const (
	setTop = iota
	setMiddle
	setBottom
)

// divide says where each row begins: bounds[i] is its first line. All rows of a table
// are set in the same way, so the way with the least cost is taken.
func (p *page) divide(carriers []int) []int {
	var best []int
	cost := never * never
	for way := setTop; way <= setBottom; way++ {
		if bounds, c := p.divideBy(carriers, way); c < cost {
			best, cost = bounds, c
		}
	}
	return best
}

// divideBy finds the cheapest bounds for one way, row by row: state is the line on
// which the row begins.
func (p *page) divideBy(carriers []int, way int) ([]int, int) {
	n := len(carriers)
	last := p.end(carriers[n-1])
	type choice struct {
		cost int
		back int
	}
	states := make([]map[int]choice, n+1)
	states[0] = map[int]choice{0: {}}
	for i, at := range carriers {
		states[i+1] = map[int]choice{}
		from, to := last, last
		if i+1 < n {
			from, to = at+1, carriers[i+1]
		}
		for end := from; end <= to; end++ {
			for begin, before := range states[i] {
				c := before.cost + p.rowCost(begin, at, end, way)
				if have, ok := states[i+1][end]; !ok || c < have.cost || c == have.cost && begin < have.back {
					states[i+1][end] = choice{c, begin}
				}
			}
		}
	}
	bounds := make([]int, n+1)
	bounds[n] = last
	for i := n; i > 0; i-- {
		bounds[i-1] = states[i][bounds[i]].back
	}
	return bounds, states[n][last].cost
}

// end is the line after the last row: pieces below the last carrying line belong to
// it only while they follow closely.
func (p *page) end(at int) int {
	end := at + 1
	for end < len(p.lines) && !p.lines[end].blank && end-at <= 4 {
		end++
	}
	return end
}

// ended matches a name that is whole.
var ended = regexp.MustCompile(`(?:率|比例|占比|比重|数量|总数)(?:\([^()]*\))?$`)

// rowCost judges one row: lines begin..end around the carrying line at.
func (p *page) rowCost(begin, at, end, way int) int {
	c := indexOf(p.columns, name)
	above, below, cost := 0, 0, 0
	var parts []string
	for i := begin; i < end; i++ {
		if i > begin && p.lines[i].blank && i != at {
			cost += 40
		}
		if p.lines[i].cells[c] == "" {
			continue
		}
		parts = append(parts, p.lines[i].cells[c])
		if i < at {
			above++
		} else if i > at {
			below++
		}
	}
	cost += nameCost(parts) + p.numberCost(begin, end)
	switch difference := abs(above - below); {
	case way == setTop:
		return cost + 300*above
	case way == setBottom:
		return cost + 300*below
	case difference > 1:
		return cost + 300*difference
	default:
		return cost + 5*difference
	}
}

// nameCost judges the lines of a name: it should be whole, and no second name.
func nameCost(parts []string) int {
	cost := 0
	text := fold(joinName(parts))
	for i := range len(parts) - 1 {
		switch before := fold(joinName(parts[:i+1])); { // a name that had come to its end goes on
		case ended.MatchString(before):
			cost += 150
		case nameEnding.MatchString(before):
			cost += 50
		}
	}
	if len(parts) > 0 && (bareEnding.MatchString(fold(parts[0])) || strings.ContainsRune("(（)）、，", firstRune(parts[0]))) {
		cost += 100 // the end of the name above
	}
	switch {
	case text == "":
		cost += 600
	case !balanced(text):
		cost += 300
	case !nameEnding.MatchString(text):
		cost += 60
	}
	return cost
}

// numberCost judges the row numbers between two lines: a row has one.
func (p *page) numberCost(begin, end int) int {
	c := indexOf(p.columns, ordinal)
	if c < 0 {
		return 0
	}
	numbers := 0
	for i := begin; i < end; i++ {
		if p.lines[i].cells[c] != "" {
			numbers++
		}
	}
	return 400 * abs(numbers-1)
}

// group is the printed category with the lines it stands on.
type group struct {
	text  []string
	first int
	last  int
}

// groups puts the pieces of broken categories together: short pieces on lines that
// follow each other, or pieces beside no row of their own.
func (p *page) groups(c int) []group {
	var groups []group
	for i, l := range p.lines {
		text := l.cells[c]
		if text == "" {
			continue
		}
		if n := len(groups); n > 0 && l.line-groups[n-1].last <= 2 {
			before := groups[n-1].text[len(groups[n-1].text)-1]
			if min(runes(text), runes(before)) <= 3 || !p.carries(i) {
				groups[n-1].text, groups[n-1].last = append(groups[n-1].text, text), l.line
				continue
			}
		}
		groups = append(groups, group{[]string{text}, l.line, l.line})
	}
	return groups
}

// categorise gives rows their category. A category stands once, at the first of its
// rows or in the middle of them, and may itself be broken over lines.
func (p *page) categorise(carriers []int, out []record) {
	c := indexOf(p.columns, category)
	if c < 0 {
		return
	}
	groups := p.groups(c)
	if len(groups) == 0 {
		return
	}
	middles := make([]int, len(groups)) // twice the line, to stay whole
	for i, g := range groups {
		middles[i] = g.first + g.last
	}
	rows := make([]int, len(carriers))
	for i, at := range carriers {
		rows[i] = 2 * p.lines[at].line
	}
	starts := spread(rows, middles)
	for k, from := range starts {
		to := len(out)
		if k+1 < len(starts) {
			to = starts[k+1]
		}
		for i := from; i < to; i++ {
			out[i].cells[c] = joinName(groups[k].text)
		}
	}
}

// spread divides rows into as many runs as there are middles, each run around its
// middle or, if that fits better, each beginning at it.
func spread(rows, middles []int) []int {
	centre, a := spreadBy(rows, middles, func(from, to int) int { return (rows[from] + rows[to-1]) / 2 })
	top, b := spreadBy(rows, middles, func(from, _ int) int { return rows[from] })
	if a < b {
		return centre
	}
	return top
}

func spreadBy(rows, middles []int, of func(from, to int) int) ([]int, int) {
	n, k := len(rows), len(middles)
	if k > n {
		return nil, never * never
	}
	cost := make([][]int, k+1)
	back := make([][]int, k+1)
	for i := range cost {
		cost[i], back[i] = make([]int, n+1), make([]int, n+1)
		for j := range cost[i] {
			cost[i][j] = never * never
		}
	}
	cost[0][0] = 0
	for g := 1; g <= k; g++ {
		for to := g; to <= n; to++ {
			for from := g - 1; from < to; from++ {
				if c := cost[g-1][from] + abs(of(from, to)-middles[g-1]); c < cost[g][to] {
					cost[g][to], back[g][to] = c, from
				}
			}
		}
	}
	starts := make([]int, k)
	for g, to := k, n; g > 0; g-- {
		to = back[g][to]
		starts[g-1] = to
	}
	return starts, cost[k][n]
}

func abs(n int) int { return max(n, -n) }
