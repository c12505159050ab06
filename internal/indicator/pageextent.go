package indicator

import "sort"

// extent is from where to where a token stands.
type extent struct{ column, line, left, right, sheet int }

func (e extent) middle() int { return e.left + e.right }

// columnar reports that the tokens of a column stand above each other, and beside those
// of the others: text with wide spaces between its cells may have none of that.
func (p *page) columnar() bool {
	type place struct{ sheet, column int }
	all := map[place][]int{}
	for _, e := range p.extents {
		at := place{e.sheet, e.column}
		all[at] = append(all[at], e.middle())
	}
	for _, middles := range all {
		sort.Ints(middles)
	}
	astray := 0
	for _, e := range p.extents {
		for c := range p.columns {
			other := all[place{e.sheet, c}]
			if own := all[place{e.sheet, e.column}]; c == e.column || len(other) < 2 || len(own) < 2 {
				continue
			}
			if m := other[len(other)/2]; 2*e.left < m && m < 2*e.right {
				astray++
				break
			}
		}
	}
	return astray*20 <= len(p.extents)
}
