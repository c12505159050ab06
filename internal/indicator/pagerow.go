package indicator

// rows makes records of the lines of a page. A line with a number or with two cells
// of figures, unit and attribute carries a row; the other lines are pieces of the
// names around it.
func (p *page) rows(g *region) []record {
	p.headings()
	var carriers []int
	for i := range p.lines {
		if p.carries(i) && !p.besides(i) {
			carriers = append(carriers, i)
		}
	}
	if len(carriers) == 0 || !p.closeBy(carriers) {
		return nil
	}
	p.judged = map[[2]int]int{}
	p.apart, p.full = p.setApart(carriers), make([]int, len(p.columns))
	p.fullBy = make([]int, len(p.columns))
	for c := range p.columns {
		p.full[c] = p.fullOf(c)
		for _, l := range p.lines {
			p.fullBy[c] = max(p.fullBy[c], runes(l.cells[c]))
		}
	}
	bounds, way := p.divide(carriers)
	var out []record
	var rows []int
	for i := range carriers {
		lines := p.lines[bounds[i]:bounds[i+1]]
		if lines[0].under != "" {
			out = append(out, record{head: joinName([]string{lines[0].under}), place: g.lines[lines[0].line].place})
		}
		rec := record{cells: make([]string, len(p.columns)), place: g.lines[lines[0].line].place, until: g.lines[lines[len(lines)-1].line].place}
		for c, col := range p.columns {
			if col.kind == category {
				for _, l := range lines {
					rec.aside += l.cells[c]
				}
				continue
			}
			var parts []string
			for _, l := range lines {
				if l.cells[c] != "" {
					parts = append(parts, l.cells[c])
				}
			}
			rec.cells[c] = joinCell(col.kind, parts)
			rec.torn = rec.torn || (col.kind.value() || col.kind == note) && p.torn(lines, c)
		}
		rec.first, rec.last, rec.way = lines[0].line, lines[len(lines)-1].line, way
		rec.set = p.setOf(lines, p.lines[carriers[i]].line)
		rec.pieces = rec.set.pieces
		if rec.fault = p.doubtful(carriers, bounds, i, way); rec.fault == "" {
			rec.fault = p.blurred(lines)
		}
		rec.unsorted = indexOf(p.columns, category) >= 0
		rows = append(rows, len(out))
		out = append(out, rec)
	}
	sorted := make([]*record, len(rows))
	for i, at := range rows {
		sorted[i] = &out[at]
	}
	p.categorise(carriers, bounds, sorted)
	p.spoil(sorted)
	p.proof = p.proofOf(g, carriers, rows)
	return out
}

// betweenMax is how many lines of pieces may stand between two rows. More is no table set
// in columns, and to part them would take minutes.
const betweenMax = 14

// closeBy reports that no two lines with figures are farther apart.
func (p *page) closeBy(carriers []int) bool {
	for i := 1; i < len(carriers); i++ {
		if carriers[i]-carriers[i-1] > betweenMax {
			return false
		}
	}
	return carriers[0] <= betweenMax
}

// setApart reports that rows are told apart by empty lines: one between any two lines
// with figures, and none between some other lines.
func (p *page) setApart(carriers []int) bool {
	blanks := 0
	for _, l := range p.lines[1:] {
		if l.blank {
			blanks++
		}
	}
	p.close = blanks*4 < len(p.lines)
	for i := 1; i < len(carriers); i++ {
		blank := false
		for at := carriers[i-1] + 1; at <= carriers[i]; at++ {
			blank = blank || p.lines[at].blank
		}
		if !blank {
			return false
		}
	}
	return blanks < len(p.lines)-1 && len(carriers) > 1
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
	return n >= 2 || n == 1 && p.figures() == 1 && p.telling(i)
}

// besides reports a line with nothing but the first or the last lines of figures, as
// 城市80 over 农村40: the row stands on the line next to it and has nothing there.
func (p *page) besides(i int) bool {
	for c, text := range p.lines[i].cells {
		if text != "" && !p.columns[c].kind.value() && p.columns[c].kind != category {
			return false
		}
	}
	for _, next := range []int{i - 1, i + 1} {
		if next < 0 || next >= len(p.lines) || p.lines[next].sheet != p.lines[i].sheet {
			continue
		}
		others, free := 0, true
		for c, text := range p.lines[next].cells {
			switch k := p.columns[c].kind; {
			case text != "" && !k.value() && k != category:
				others++
			case text != "" && p.lines[i].cells[c] != "" && k.value():
				free = false
			}
		}
		if others >= 2 && free {
			return true
		}
	}
	return false
}

// telling reports, where there is but one column of figures, that the line has more
// than a piece of words in it: a figure, or the name beside it.
func (p *page) telling(i int) bool {
	for c, col := range p.columns {
		f := fold(p.lines[i].cells[c])
		if f != "" && (col.kind == name || col.kind.value() && valueLike(f) || col.kind == attr) {
			return true
		}
	}
	return false
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
func (p *page) divide(carriers []int) (best []int, set int) {
	cost := never * never
	for way := setTop; way <= setBottom; way++ {
		if bounds, c := p.divideBy(carriers, way); c < cost {
			best, cost, set = bounds, c, way
		}
	}
	return best, set
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

// doubtMax is by how little one way to part two names may be better than another
// without being better at all.
const doubtMax = 40

const partedTwoWays = "名称断成几行，分不清中间的文字属于上一行还是下一行。"

// doubtful says why row i is not read: pieces of names between it and a neighbour go
// as well with the one as with the other.
func (p *page) doubtful(carriers, bounds []int, i, way int) string {
	for k := max(i, 1); k <= i+1 && k < len(carriers); k++ {
		cost := func(at int) int {
			return p.rowCost(bounds[k-1], carriers[k-1], at, way) + p.rowCost(at, carriers[k], bounds[k+1], way)
		}
		taken := cost(bounds[k])
		for other := carriers[k-1] + 1; other <= carriers[k]; other++ {
			if p.worded(min(other, bounds[k]), max(other, bounds[k])) && cost(other) < taken+doubtMax {
				return partedTwoWays
			}
		}
	}
	return ""
}

// worded reports that a piece of a cell stands on the lines from..to.
func (p *page) worded(from, to int) bool {
	for _, l := range p.lines[from:to] {
		for c, text := range l.cells {
			if text != "" && p.columns[c].kind != category {
				return true
			}
		}
	}
	return false
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

func abs(n int) int { return max(n, -n) }
