package indicator

import "strings"

// Alignment puts the tokens below a head into its columns. Every token gets a
// column or is dropped; going on to a later column stays in the row, going back to
// an earlier one begins the next row. Each step has a cost, made of how well the
// token looks like its column and of what stands before it, and the cheapest path
// through all tokens wins. So one procedure reads one cell a line, one row a line,
// names broken anywhere, missing cells and missing columns.

const (
	never    = 100000 // all costs are hundredths
	dropCost = 700    // a token between two rows that belongs to neither
)

// step is the best way to have token t in a column.
type step struct {
	cost    int
	back    int32 // index of the step before in the row of the previous token
	number  int   // the last row number on this path
	begin   bool  // a new row begins here
	dropped bool
}

// aligner holds the columns and the tokens of one attempt.
type aligner struct {
	columns []column
	tokens  []token
	repeats map[string]int
	celled  bool     // each line is a cell, so that none ends within a line
	inside  []bool   // by token, whether it closes a bracket that the one before it opened
	opens   []opener // by token, for cells with several named figures
	steps   [][]step // by token; first as many as columns, then as many dropped
}

// align gives the column of each token (-1 for dropped), where rows begin, how many
// tokens from the start belong to the table and what the path cost.
func align(columns []column, tokens []token, celled bool) (at []int, begins []bool, used int, cost int) {
	a := &aligner{columns: columns, tokens: tokens, celled: celled, repeats: map[string]int{}}
	for _, t := range tokens {
		a.repeats[t.folded]++
	}
	a.opens, a.inside = openers(tokens), closers(tokens)
	a.steps = make([][]step, len(tokens))
	for t := range tokens {
		a.forward(t)
	}
	return a.trace()
}

// opener says of a named figure (城市80) whether it begins a cell. In a run of them,
// 城市80 农村40 城市81 农村42, every cell begins with the same word as the first.
type opener uint8

const (
	opensAny opener = iota
	opensCell
	opensNone
)

func openers(tokens []token) []opener {
	out := make([]opener, len(tokens))
	first := ""
	for t, tok := range tokens {
		if !tok.shape.parted {
			first = ""
			continue
		}
		word := strings.TrimRightFunc(tok.folded, func(r rune) bool { return !han(r) })
		switch {
		case first == "":
			first = word
		case word == first:
			out[t] = opensCell
		default:
			out[t] = opensNone
		}
	}
	return out
}

// closers finds the tokens that close a bracket still open in the token before; a cell
// was torn apart there.
func closers(tokens []token) []bool {
	out := make([]bool, len(tokens))
	for t := 1; t < len(tokens); t++ {
		out[t] = depth(tokens[t-1].text) > 0 && depth(tokens[t].text) < 0
	}
	return out
}

func (a *aligner) forward(t int) {
	n := len(a.columns)
	row := make([]step, 2*n)
	for i := range row {
		row[i].cost = never * (len(a.tokens) + 1)
	}
	a.steps[t] = row
	for c := range n {
		if t == 0 {
			row[c] = a.enter(t, c, 0, step{back: -1})
			continue
		}
		for p, before := range a.steps[t-1] {
			if before.cost >= never {
				continue
			}
			before.back = int32(p)
			a.move(t, p%n, c, before)
			if p%n == c && a.tokens[t].under == "" && before.cost+dropCost < row[n+c].cost {
				row[n+c] = step{cost: before.cost + dropCost, back: int32(p), number: before.number, dropped: true}
			}
		}
	}
}

// move considers both ways from column p to column c: on in the row, or a new row.
func (a *aligner) move(t, p, c int, before step) {
	row := a.steps[t]
	headed := a.tokens[t].under != ""
	if c >= p && !headed {
		s := before
		s.begin, s.dropped = false, false
		if c == p {
			s.cost += a.stay(t, c)
		} else {
			s.cost += a.skipped(p+1, c) + a.crossing(a.tokens[t].gap)
			if a.opens[t] == opensNone {
				s.cost += 400
			}
			if a.inside[t] {
				s.cost += 700
			}
			if a.tokens[t].gap == gapTab || a.tokens[t].gap == gapCell {
				s.cost += 400 * a.printed(p+1, c)
			}
		}
		s.cost += a.emit(t, c, c == p, &s)
		if s.cost < row[c].cost {
			row[c] = s
		}
	}
	if c > p && !headed {
		return
	}
	cost := a.skipped(p+1, len(a.columns)) + opening(a.tokens[t].gap)
	if a.inside[t] {
		cost += 700
	}
	s := a.enter(t, c, cost, before)
	if s.cost < row[c].cost {
		row[c] = s
	}
}

// enter begins a row with token t in column c.
func (a *aligner) enter(t, c int, cost int, before step) step {
	s := before
	s.begin, s.dropped = true, false
	s.cost += cost + a.skipped(0, c)
	s.cost += a.emit(t, c, false, &s)
	return s
}

// crossing is the cost to go on to the next column over a gap.
func (a *aligner) crossing(g gap) int {
	if g == gapWrap || a.celled && g < gapTab {
		return 800
	}
	return 0
}

// opening is the cost to begin a row after a gap.
func opening(g gap) int {
	switch g {
	case gapLine, gapCell:
		return 0
	case gapBlank:
		return -20
	case gapWrap, gapTab:
		return 900
	}
	return 600
}

// skipped is the cost of columns from..to that have no token in this row.
func (a *aligner) skipped(from, to int) int {
	cost := 0
	for _, c := range a.columns[from:to] {
		switch {
		case c.implied || c.kind == category:
		case c.kind == name:
			cost += 1200
		case c.kind == growth || c.kind == attr:
			cost += 200
		case c.kind == note:
			cost += 90
		default:
			cost += 300
		}
	}
	return cost
}

// printed counts the columns from..to that stand in the head.
func (a *aligner) printed(from, to int) int {
	n := 0
	for _, c := range a.columns[from:to] {
		if !c.implied {
			n++
		}
	}
	return n
}

// stay is the cost of a second token in the same cell.
func (a *aligner) stay(t, c int) int {
	k := a.columns[c].kind
	if k.value() && (a.opens[t] == opensCell || t > 0 && a.tokens[t-1].shape.dash) {
		return 400
	}
	switch g := a.tokens[t].gap; g {
	case gapTab, gapCell:
		return 2000
	case gapWrap:
		return 0
	case gapWide:
		if k == name {
			return 300
		}
		return 250
	default:
		return stayIn(k, g)
	}
}

func stayIn(k kind, g gap) int {
	cost := 0
	if g == gapBlank {
		cost = 10
	}
	switch k {
	case name:
		return cost + 50
	case category:
		if g == gapSpace {
			return 150
		}
		return cost + 30
	case note, unknown:
		if g == gapSpace {
			return 30
		}
		return cost + 150
	case ordinal, attr:
		return 2000
	case unit:
		return cost + 900
	}
	return cost + 80
}

// ending is the cost to end the table after token t. It does not end within a line,
// and a single token below the last row is rather its last cell.
func (a *aligner) ending(t int) int {
	switch {
	case t+1 == len(a.tokens):
		return 0
	case a.tokens[t+1].gap < gapLine:
		return 400
	case t+2 == len(a.tokens):
		return 50
	}
	return 0
}

// trace finds the cheapest end and walks back from it.
func (a *aligner) trace() (at []int, begins []bool, used int, cost int) {
	end, last := -1, -1
	cost = never * (len(a.tokens) + 100)
	n := len(a.columns)
	for t, row := range a.steps {
		for c := range n {
			if total := row[c].cost + a.skipped(c+1, n) + a.ending(t); total < cost {
				cost, end, last = total, t, c
			}
		}
	}
	at, begins = make([]int, end+1), make([]bool, end+1)
	for t := end; t >= 0; t-- {
		s := a.steps[t][last]
		at[t], begins[t] = last%n, s.begin
		if s.dropped {
			at[t] = -1
		}
		last = int(s.back)
	}
	return at, begins, end + 1, cost
}
