package indicator

import "sort"

// A sheet is the part of a table that was laid out at once. Each page of a PDF is, so
// the same column stands elsewhere on the next page; there the head printed again says
// where, or the gaps between the cells.
type sheet struct {
	pieces []token // of the labels of the head printed above; none when it is not printed again
	anchor int     // the line with most of them
	after  int     // the last line above the rows
	body   []token
	next   bool // it is not the first
	other  bool // its head has other words than the first one
}

// bestPage reads what stands below the heads as a page, in the metric that fits best;
// nil when it is not set so. read is what the order of the tokens said of the columns.
func (g *region) bestPage(heads []head, read []column, body []token, title string) (best *page) {
	for _, m := range g.metrics {
		p := g.pageIn(m, heads, read, body)
		if p == nil {
			continue
		}
		p.strange = unknowns(p.columns)
		set, ok := resolve(p.columns, title)
		if !ok {
			continue
		}
		p.columns = set
		if !p.columnar() {
			continue
		}
		if p.records = p.rows(g); p.records == nil || g.effort == 0 {
			continue
		}
		p.quality = quality(set, p.records)
		switch {
		case best == nil || p.truer(best):
			best = p
		case best.truer(p):
		default:
			unsure := best.unsure || p.unsure || !sameLabels(best.columns, set)
			if p.cost < best.cost {
				best = p
			}
			best.unsure = unsure
		}
	}
	return best
}

// truer reports a metric that is right when the other is wrong: nearly all cells stand under
// the words of their head and there many do not, or all its labels are known and there some
// are not.
func (p *page) truer(other *page) bool {
	aligned, astray := p.near*50 >= p.all*49, other.near*10 < other.all*9
	return aligned && (astray || p.strange == 0 && other.strange > 0)
}

// pageIn reads the lines below the heads as a page in one metric.
func (g *region) pageIn(m metric, heads []head, read []column, body []token) *page {
	sheets := g.sheets(m, heads, body)
	p := &page{skipped: map[int]bool{}, effort: &g.effort, metric: m, measured: len(g.metrics) == 1}
	first := sheets[0]
	if len(first.pieces) == 0 || !p.stack(withoutSpans(first.pieces), first.anchor) {
		return nil
	}
	for i, c := range p.columns {
		if at := indexOf(read, attr); at >= 0 && c.folded == read[at].folded {
			p.columns[i].kind = attr
		}
	}
	p.imply(first.body, first.after)
	p.take(first)
	for _, s := range sheets[1:] {
		p.turn(s)
		p.sheet++
		if s.other {
			p.others = append(p.others, p.sheet)
		}
		p.take(s)
	}
	return p
}

// sheets parts the tokens below the heads: a new sheet begins below each head and on
// each page.
func (g *region) sheets(m metric, heads []head, body []token) []sheet {
	out := []sheet{g.sheet(m, heads[0])}
	heads = heads[1:]
	for from := 0; from < len(body); {
		at, now := body[from].line, &out[len(out)-1]
		switch {
		case len(heads) > 0 && g.tokens[heads[0].from].line < at:
			for len(heads) > 1 && g.tokens[heads[1].from].line < at {
				heads = heads[1:]
			}
			s := g.sheet(m, heads[0])
			s.next, heads = true, heads[1:]
			out = append(out, s)
		case len(now.body) > 0 && g.lines[at].place.Page != g.lines[now.body[0].line].place.Page:
			out = append(out, sheet{after: now.body[len(now.body)-1].line, next: true})
		}
		to := sameLine(body, from)
		now = &out[len(out)-1]
		now.body = append(now.body, m.set(body[from:to])...)
		from = to
	}
	for i := range out[1:] {
		out[i+1].other = len(out[i+1].pieces) > 0 && folded(out[i+1].pieces) != folded(out[0].pieces)
	}
	return out
}

// sheet is a sheet without its rows.
func (g *region) sheet(m metric, h head) sheet {
	s := sheet{after: g.tokens[h.to-1].line}
	s.pieces, s.anchor = g.headPieces(h, m)
	for _, t := range s.pieces {
		s.after = max(s.after, t.line)
	}
	return s
}

// turn finds where the columns stand on another sheet.
func (p *page) turn(s sheet) {
	head := &page{}
	implied := len(p.columns) > 0 && p.columns[0].implied
	if len(s.pieces) > 0 && head.stack(withoutSpans(s.pieces), s.anchor) {
		if implied {
			left, right, _ := head.numbersLeft(s.body, s.after)
			head.left, head.right = append([]int{left}, head.left...), append([]int{right}, head.right...)
		}
		if len(head.left) == len(p.columns) {
			p.left, p.right = head.left, head.right
			return
		}
	}
	left, right, ok := p.gutters(s.body)
	if !ok {
		return
	}
	other := &page{columns: p.columns, left: left, right: right}
	same := &page{columns: p.columns, left: p.left, right: p.right}
	if other.costOf(s) < same.costOf(s) {
		p.left, p.right = left, right
	}
}

// costOf is what it costs to read a sheet with the columns where they are.
func (p *page) costOf(s sheet) int {
	try := &page{columns: p.columns, left: append([]int(nil), p.left...), right: append([]int(nil), p.right...)}
	try.take(s)
	return try.cost
}

// gutters finds where the columns stand on a sheet without a head: cells that stand
// above each other make a strip, and the strips are the columns that suit them best.
func (p *page) gutters(body []token) (left, right []int, ok bool) {
	strips := stripsOf(body)
	n := len(p.columns)
	if len(strips) == 0 || len(strips) > n {
		return nil, nil, false
	}
	const far = never * never
	cost := make([][]int, len(strips)+1) // by strips placed and columns passed
	for i := range cost {
		cost[i] = make([]int, n+1)
		for c := range cost[i] {
			cost[i][c] = far
		}
	}
	cost[0][0] = 0
	for i := range cost {
		for c := range n {
			if skip := cost[i][c] + p.missing(c); skip < cost[i][c+1] {
				cost[i][c+1] = skip
			}
			if i < len(strips) && cost[i][c] < far {
				cost[i+1][c+1] = min(cost[i+1][c+1], cost[i][c]+strips[i].fit(p.columns[c].kind))
			}
		}
	}
	left, right = make([]int, n), make([]int, n)
	edge := strips[len(strips)-1].right
	for i, c := len(strips), n; c > 0; c-- {
		if i > 0 && cost[i][c] == cost[i-1][c-1]+strips[i-1].fit(p.columns[c-1].kind) {
			i--
			left[c-1], right[c-1] = strips[i].left, strips[i].right
			edge = strips[i].left
		} else {
			left[c-1], right[c-1] = edge, edge
		}
	}
	return left, right, cost[len(strips)][n] < far
}

// missing is the cost of a column in which nothing stands on a whole sheet.
func (p *page) missing(c int) int {
	switch k := p.columns[c].kind; {
	case k == category || p.columns[c].implied:
		return 20
	case k == note:
		return 100
	}
	return 600
}

// strip is what stands above each other on a sheet.
type strip struct {
	left, right int
	tokens      []token
}

// fit is how badly the cells of a strip look like a column.
func (s strip) fit(k kind) int {
	sum := 0
	for _, t := range s.tokens {
		sum += fit(t, k)
	}
	return sum / len(s.tokens)
}

// stripsOf parts the lines that have several cells into strips.
func stripsOf(body []token) []strip {
	var cells []token
	for from := 0; from < len(body); {
		to := sameLine(body, from)
		if to-from > 1 {
			cells = append(cells, body[from:to]...)
		}
		from = to
	}
	sort.SliceStable(cells, func(a, b int) bool { return cells[a].left < cells[b].left })
	var out []strip
	for _, t := range cells {
		if n := len(out); n > 0 && t.left < out[n-1].right {
			out[n-1].right = max(out[n-1].right, t.right)
			out[n-1].tokens = append(out[n-1].tokens, t)
			continue
		}
		out = append(out, strip{t.left, t.right, []token{t}})
	}
	return out
}
