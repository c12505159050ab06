package indicator

import "slices"

// A row is in doubt when its loose lines may be read in another way.

// doubtful reports that core i has no good reading, or another nearly as good.
func (s *spread) doubtful(i int, taken []choice, all []*judge, limit int) bool {
	name := s.name(i, taken[i], taken[i+1])
	heading := s.headingAt(i, taken[i])
	worst := true
	for _, j := range all {
		for a, before := range j.choices[i] {
			for b, after := range j.choices[i+1] {
				total := j.to[i][a] + j.costs[i][a][b] + j.from[i+1][b]
				if total >= limit {
					continue
				}
				if joinName(s.name(i, before, after)) != joinName(name) || s.headingAt(i, before) != heading {
					return true
				}
				worst = worst && j.costs[i][a][b] >= wrongAt
			}
		}
	}
	return worst
}

// spreadDoubt gives the doubt of a row to the one above where lines between them may
// belong to it: to its name, or, where each line is a cell, to its last cell.
func (s *spread) spreadDoubt(out *settled, celled bool) {
	was := slices.Clone(out.doubt)
	for i := 1; i < len(was); i++ {
		switch {
		case len(s.loose[i]) == 0:
		case !celled:
			out.doubt[i-1] = out.doubt[i-1] || was[i]
			out.doubt[i] = out.doubt[i] || was[i-1]
		case !wordy(s.body[s.last(i-1)].shape) || s.f.at[s.last(i-1)] < 0:
		case was[i] || out.choices[i].heads > 0 && !s.cells && s.f.columns[s.f.at[s.last(i-1)]].kind.value():
			out.doubt[i-1], out.doubt[i] = true, true // words may go on in what looks like a heading
		}
	}
}

// last is the last token of core i that is no part of a loose line.
func (s *spread) last(i int) int {
	t := s.cores[i].last
	for t > s.cores[i].first && (s.loosed[t] || s.f.at[t] < 0) {
		t--
	}
	return t
}

// single reports a line of one character beside core i: the end of something, and seldom
// of a name.
func (s *spread) single(i int) bool {
	for _, l := range [][]piece{s.loose[i], s.loose[i+1]} {
		if len(l) > 0 && runes(l[0].text) == 1 && !bareEnding.MatchString(l[0].text) {
			return true
		}
	}
	return false
}

// strayIn is what the rows cost that no way explains. They say nothing of how the table
// is set, so that another way has to be worse by as much again.
func strayIn(all []*judge, best int) int {
	stray := 0
	for _, j := range all {
		if j.total != best {
			continue
		}
		taken := j.taken()
		for i := range j.s.cores {
			if cost := j.cost(i, taken[i], taken[i+1]); cost >= wrongAt {
				stray += cost
			}
		}
		break
	}
	return stray
}
