package indicator

// judge is one setting with the cheapest choices up to and from each core.
type judge struct {
	s       *spread
	set     setting
	full    int        // the width of the longest line of a name
	fullBy  int        // in characters
	choices [][]choice // before each core, and after the last
	costs   [][][]int  // of a core, by the choice before it and that after it
	to      [][]int    // the cheapest way to a choice
	from    [][]int    // and on from it
	total   int
}

// judgeOf tries a setting; nil when it cannot be.
func (s *spread) judgeOf(set setting) *judge {
	j := &judge{s: s, set: set}
	n := len(s.cores)
	j.measure()
	for i := range n + 1 {
		c := j.choicesAt(i)
		if len(c) == 0 {
			return nil
		}
		j.choices = append(j.choices, c)
	}
	j.costs = make([][][]int, n)
	for i := range n {
		j.costs[i] = make([][]int, len(j.choices[i]))
		for a, before := range j.choices[i] {
			for _, after := range j.choices[i+1] {
				j.costs[i][a] = append(j.costs[i][a], j.cost(i, before, after))
			}
		}
	}
	if !set.headings && !j.torn() {
		j.set.prior += headless
	}
	j.walk()
	return j
}

// headless is the cost to take all loose lines for pieces of names, where each of them
// could as well be a heading.
const headless = 150

// torn reports that a name is broken for certain, because its first line heads nothing.
func (j *judge) torn() bool {
	whole := true
	for i := range j.s.cores {
		for a, before := range j.choices[i] {
			rest := len(j.s.loose[i]) - before.tail
			for b, after := range j.choices[i+1] {
				if j.costs[i][a][b] >= wrongAt || len(j.s.name(i, before, after)) < 2 {
					continue
				}
				whole = false
				if rest == 0 || j.headingCost(i, choice{before.tail, 1})+j.nameCost(j.s.name(i, choice{before.tail, 1}, after)) >= wrongAt {
					return true
				}
			}
		}
	}
	return whole
}

// measure finds how wide names are. A heading may be wider, so that where names begin
// beside their figures those lines alone say it.
func (j *judge) measure() {
	for _, c := range j.s.cores {
		for _, text := range c.own {
			j.widen(text)
		}
	}
	if j.set.headings && !j.set.above && j.full > 0 {
		return
	}
	for i, l := range j.s.loose {
		if i == len(j.s.cores) {
			l = l[:len(l)-j.s.beyond]
		}
		for _, p := range l {
			j.widen(p.text)
		}
	}
}

func (j *judge) widen(text string) {
	j.full, j.fullBy = max(j.full, displayWidth(text)), max(j.fullBy, runes(text))
}

// choicesAt lists what the loose lines before core i may be.
func (j *judge) choicesAt(i int) (out []choice) {
	l, n := j.s.loose[i], len(j.s.cores)
	if len(l) > looseMax {
		return nil
	}
	if i == n {
		for tail := range len(l) + 1 {
			if tail == 0 && (j.set.above && !j.set.below) || j.set.below {
				out = append(out, choice{tail: tail})
			}
		}
		return out
	}
	most, headed := len(l), j.s.cores[i].headed
	for k, p := range l {
		if p.under {
			most, headed = k, true
		}
	}
	for tail := range most + 1 {
		if i == 0 && tail > 0 || tail > 0 && !j.set.below || headed && tail < most {
			continue
		}
		for heads := range len(l) - tail + 1 {
			rest := len(l) - tail - heads
			if heads > 0 && (!j.set.headings || headed || j.s.cores[i].category) || heads > headingLines || !j.begins(i, rest) {
				continue
			}
			out = append(out, choice{tail, heads})
		}
	}
	return out
}

// headingLines is how many lines a heading may take.
const headingLines = 3

// begins reports that the name of core i may have so many lines above it.
func (j *judge) begins(i, lines int) bool {
	c := j.s.cores[i]
	switch {
	case lines == 0:
		return len(c.own) > 0 || j.set.below
	case !j.set.above:
		return false
	case c.numbered && len(c.own) > 0:
		return j.set.below // the number stands before the name
	}
	return true
}

// walk adds the costs up from both ends.
func (j *judge) walk() {
	n := len(j.s.cores)
	j.to, j.from = make([][]int, n+1), make([][]int, n+1)
	for i := range n + 1 {
		j.to[i], j.from[i] = make([]int, len(j.choices[i])), make([]int, len(j.choices[i]))
		for k := range j.choices[i] {
			if i > 0 {
				j.to[i][k] = never
			} else {
				j.to[i][k] = j.set.prior
			}
			if i < n {
				j.from[i][k] = never
			}
		}
	}
	for i := range n {
		for a := range j.choices[i] {
			for b := range j.choices[i+1] {
				j.to[i+1][b] = min(j.to[i+1][b], j.to[i][a]+j.costs[i][a][b])
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		for a := range j.choices[i] {
			for b := range j.choices[i+1] {
				j.from[i][a] = min(j.from[i][a], j.costs[i][a][b]+j.from[i+1][b])
			}
		}
	}
	j.total = never
	for a := range j.choices[0] {
		j.total = min(j.total, j.to[0][a]+j.from[0][a])
	}
}

// taken follows the cheapest way.
func (j *judge) taken() []choice {
	var out []choice
	at := 0
	for a := range j.choices[0] {
		if j.to[0][a]+j.from[0][a] == j.total {
			at = a
			break
		}
	}
	out = append(out, j.choices[0][at])
	for i := range j.s.cores {
		for b := range j.choices[i+1] {
			if j.from[i][at] == j.costs[i][at][b]+j.from[i+1][b] {
				at = b
				break
			}
		}
		out = append(out, j.choices[i+1][at])
	}
	return out
}
