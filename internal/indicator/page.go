package indicator

import "strings"

// A page is a table set with spaces, as pdftotext -layout gives it: what belongs to
// a cell stands in the same columns of characters, over several lines, and the one
// line of figures may stand in the middle of the name. There the order of the tokens
// says little, and their places say all.
type page struct {
	columns []column
	left    []int // the extent of the words of the head, on the sheet looked at
	right   []int
	lines   []pageLine
	cost    int      // of all assignments
	sheet   int      // the one looked at
	under   string   // the heading read last, of which no row has come yet
	loose   []string // the lines read last that belong to no row yet
	metric  metric
	effort  *int           // names that may still be judged, see effortMax
	skipped map[int]bool   // lines of the head
	judged  map[[2]int]int // by first line and line after the last, see partsCost

	strange  int  // labels nobody knows
	unsure   bool // another metric puts the labels of the head together otherwise
	measured bool // a program set it by where the cells were, so that all stand in their columns
	records  []record
	proof    *proof
	others   []int // sheets of which the head has words that the first one has not
	quality  int
	near     int // tokens that stand under the words of their head
	all      int
	middle   int // twice where all names have theirs, see middleOf
	flush    int // where all names begin, see flushLeft
	extents  []extent
	fullBy   []int // the same in characters
	full     []int // the width of the longest line of each column
	close    bool  // few empty lines stand in the table, so that each says something
	apart    bool  // an empty line stands between any two rows, and not between all lines
}

// pageLine is one physical line, each column with its text.
type pageLine struct {
	line  int
	cells []string
	blank bool     // an empty line or the edge of a page stands before it
	under string   // the heading of rows that stands before it
	loose []string // the lines that may be headings or pieces of its name
	sheet int      // counts from 0
}

// take assigns the tokens of a sheet to columns, line by line.
func (p *page) take(s sheet) {
	p.flush = p.flushLeft(s.body)
	p.widen(s.body, s.after)
	p.middle = p.middleOf(s.body)
	under, after := p.under, s.after
	loose := p.loose
	for from := 0; from < len(s.body); {
		to := sameLine(s.body, from)
		line := s.body[from:to]
		from = to
		if line[0].under != "" {
			under = line[0].under
			loose = append(loose, under)
		}
		switch {
		case line[0].line <= s.after:
			p.skipped[line[0].line] = true
		case p.headsRows(line):
			under = line[0].text
			loose = append(loose, under)
		default:
			l, cost := p.assign(line)
			p.cost += cost
			l.blank = l.line > after+1 || s.next && after == s.after
			l.under, under = under, ""
			l.loose, loose = loose, nil
			l.sheet = p.sheet
			p.lines = append(p.lines, l)
			after = l.line
		}
	}
	p.under, p.loose = under, loose // they may stand at the end of a page
}

// sameLine is the token after the line of token i.
func sameLine(tokens []token, i int) int {
	for at := tokens[i].line; i < len(tokens) && tokens[i].line == at; {
		i++
	}
	return i
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
	if left, right, count := p.numbersLeft(body, after); count >= 2 {
		p.columns = append([]column{{kind: ordinal, implied: true}}, p.columns...)
		p.left, p.right = append([]int{left}, p.left...), append([]int{right}, p.right...)
	}
}

// numbersLeft is the extent of the numbers that begin lines left of the first column.
func (p *page) numbersLeft(body []token, after int) (left, right, count int) {
	for _, t := range body {
		if t.line > after && lineStart(t.gap) && t.shape.number > 0 && t.right <= p.left[0] {
			count++
			left, right = t.left, max(right, t.right)
		}
	}
	return left, right, count
}

// assign finds the columns of the tokens of one line: in order, near the words of
// the head, and of the right shape.
func (p *page) assign(tokens []token) (l pageLine, cost int) {
	n := len(p.columns)
	costs := make([][]int, len(tokens))
	back := make([][]int, len(tokens))
	for i, t := range tokens {
		costs[i], back[i] = make([]int, n), make([]int, n)
		for c := range n {
			here := p.distance(t, c)*p.pull(c) + fit(t, p.columns[c].kind)
			best, from := 0, -1
			if i > 0 {
				best, from = never*never, 0
				for b := 0; b <= c; b++ {
					step := costs[i-1][b]
					if b == c {
						step += map[gap]int{gapSpace: 20, gapWide: 500}[t.gap]
					}
					if step < best {
						best, from = step, b
					}
				}
			}
			costs[i][c], back[i][c] = best+here, from
		}
	}
	return p.walk(tokens, costs, back)
}

func (p *page) walk(tokens []token, costs [][]int, back [][]int) (out pageLine, cost int) {
	out = pageLine{line: tokens[0].line, cells: make([]string, len(p.columns))}
	last := len(tokens) - 1
	c := 0
	for i := range costs[last] {
		if costs[last][i] < costs[last][c] {
			c = i
		}
	}
	cost = costs[last][c]
	for i := last; i >= 0; i-- {
		if p.all++; p.distance(tokens[i], c) == 0 {
			p.near++
		}
		p.extents = append(p.extents, extent{c, tokens[i].line, tokens[i].left, tokens[i].right, p.sheet})
		out.cells[c] = strings.TrimSuffix(tokens[i].text+" "+out.cells[c], " ")
		c = back[i][c]
	}
	return out, cost
}

// pull is the weight of a distance: row numbers are narrow and stand right below
// their head, other cells are wider than it.
func (p *page) pull(c int) int {
	if p.columns[c].kind == ordinal {
		return 2
	}
	return 1
}

// beside is the cost of standing beside the words of a head at all.
const beside = 250

// distance is how many character columns lie between a token and the words of a
// head; zero when they overlap.
func (p *page) distance(t token, c int) int {
	switch {
	case t.right <= p.left[c]:
		return (p.left[c]-t.right)*100 + beside
	case t.left >= p.right[c]:
		return (t.left-p.right[c])*100 + beside
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
		if t.shape.attr != "" || t.shape.value && !t.shape.worded() {
			return 300
		}
		if t.shape.unit && t.shape.han == 0 {
			return 400
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

// trust is by how much a page may read worse than the order of its tokens and still be
// believed, because they do stand in columns under their head; below zero when they
// hardly do.
func (p *page) trust() int {
	switch {
	case p.all == 0 || p.near*5 < p.all*4 || p.near*10 < p.all*9 && p.metric == inColumns:
		return -1
	case p.measured:
		return 2 + len(p.records)/4 // who set this page measured each cell
	case p.near == p.all:
		return 2
	}
	return 0
}
