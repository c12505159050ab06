package document

import (
	"slices"
	"strings"
)

// bandsMax is how many bands one row may take.
const bandsMax = 24

// cut is one way to part the bands: rows[i] is the band after the row that begins at band
// i; 0 where none does.
type cut struct {
	rows []int
	left int // bands that are part of no row
	made int
}

// cutBy parts the bands into as many rows as possible.
func (l *setting) cutBy(way int) cut {
	n := len(l.bands)
	type state struct{ left, made, next, ways int }
	best := make([]state, n+1)
	best[n].ways = 1
	for i := n - 1; i >= 0; i-- {
		best[i] = best[i+1]
		best[i].next, best[i].left = i+1, best[i+1].left+1
		if l.bands[i].head != "" || l.heads(i) {
			best[i].left--
		}
		for to := i + 1; to <= min(n, i+bandsMax) && l.parted[i]; to++ {
			if !l.parted[to] || !l.rowAt(i, to, way) && !(i == 0 && (l.rowAt(i, to, atMiddle) || l.rowAt(i, to, atTop) || l.rowAt(i, to, atBottom))) {
				continue
			}
			s := state{best[to].left, best[to].made + 1, -to, best[to].ways}
			switch {
			case s.left < best[i].left || s.left == best[i].left && s.made > best[i].made:
				best[i] = s
			case s.left == best[i].left && s.made == best[i].made:
				best[i].ways = 2 // it may be parted otherwise
			}
		}
	}
	out := cut{rows: make([]int, n), left: best[0].left, made: best[0].made}
	for i := 0; i < n; {
		if next := best[i].next; next < 0 {
			if best[i].ways == best[-next].ways {
				out.rows[i] = -next
			}
			i = -next
		} else {
			i = next
		}
	}
	return out
}

// edge reports a band at the beginning or at the end of a page.
func (l *setting) edge(i int) bool {
	page := func(k int) int { return l.bands[k].lines[0].page }
	return i == 0 || i+1 == len(l.bands) || page(i-1) != page(i) || page(i+1) != page(i) || l.belowHead(i)
}

// belowHead reports a band right below the head that is printed on its page again.
func (l *setting) belowHead(i int) bool {
	k := 0
	for from := i - 1; from >= 0 && l.bands[from].lines[0].page == l.bands[i].lines[0].page; from-- {
		k++
	}
	if k >= i {
		return false
	}
	for n := range k {
		if !slices.EqualFunc(l.bands[n].lines, l.bands[i-k+n].lines, func(a, b cellLine) bool { return a.text == b.text && a.col == b.col }) {
			return false
		}
	}
	return true
}

// heads reports a band of one line, far from those above and below, that heads rows.
func (l *setting) heads(i int) bool {
	if len(l.bands[i].lines) != 1 {
		return false
	}
	one := l.bands[i].lines[0]
	if l.edge(i) {
		return false // the rest of a row of another page
	}
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(l.bands) {
			continue
		}
		for _, c := range l.bands[k].lines {
			if c.page == one.page && c.col == one.col && abs(c.mid-one.mid) <= l.leading+l.r.em*lineSlack/100 {
				return false
			}
		}
	}
	return strings.ContainsFunc(one.text, isHan)
}
