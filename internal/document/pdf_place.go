package document

import (
	"maps"
	"unicode"
)

// A table found by the places of its words takes the place of the lines which say the same.
// Both answers of the program have to hold the same characters there; otherwise the lines
// stay.

// put replaces lines by the tables.
func (d *Document) put(tables []measured) {
	pages := map[int][]int{} // blocks by page
	for i, b := range d.Blocks {
		page := b.Where().Page
		pages[page] = append(pages[page], i)
	}
	gone := make([]bool, len(d.Blocks))
	with := map[int]*Table{}
	budget := newBudget()
	for _, m := range tables {
		var all []strip
		for _, part := range m.parts {
			at, ok := d.linesOf(part, pages[part.lines[0].page])
			if !ok {
				all = nil
				break
			}
			all = append(all, at)
		}
		if all == nil || gone[all[0].from] || budget.grid(len(m.table.Rows), m.table.Width()) != nil {
			continue
		}
		m.table.Place = d.Blocks[all[0].from].Where()
		with[all[0].from] = m.table
		for _, at := range all {
			for i := at.from; i <= at.to; i++ {
				gone[i] = true
			}
		}
	}
	var kept []Block
	for i, b := range d.Blocks {
		if t := with[i]; t != nil {
			kept = append(kept, t)
		}
		if !gone[i] {
			kept = append(kept, b)
		}
	}
	d.Blocks = kept
}

// linesOf finds the lines of a page that hold the characters of a region and no others.
func (d *Document) linesOf(r *region, blocks []int) (at strip, ok bool) {
	want := map[rune]int{}
	for _, l := range r.lines {
		tally(want, l.text())
	}
	for _, before := range blocks {
		have := map[rune]int{}
		for _, i := range blocks {
			if i < before {
				continue
			}
			p, isLine := d.Blocks[i].(*Paragraph)
			if !isLine || !noMore(have, want, p.Text) {
				break
			}
			if tally(have, p.Text); maps.Equal(have, want) {
				return strip{before, i}, len(have) > 0
			}
		}
	}
	return strip{}, false
}

// tally adds the characters of a text, without spaces.
func tally(in map[rune]int, text string) {
	for _, r := range text {
		if !unicode.IsSpace(r) && unicode.IsPrint(r) {
			in[r]++
		}
	}
}

// noMore reports that a line goes no farther than what is wanted.
func noMore(have, want map[rune]int, text string) bool {
	more := map[rune]int{}
	tally(more, text)
	for r, n := range more {
		if have[r]+n > want[r] {
			return false
		}
	}
	return true
}
