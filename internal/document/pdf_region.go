package document

import (
	"slices"
	"strings"
)

// piece of a line: the words that stand no farther apart than those of a sentence.
type stretch struct {
	text        string
	left, right int
	mid         int
}

// baseline is what stands at one height of a page.
type baseline struct {
	stretches []stretch
	mid       int
	page      int // counts from 1
}

// Shares of the size of a character, in percent.
const (
	sameHeight  = 30 // by how much the words of one line may stand higher or lower
	wordGap     = 40 // between two words of one cell there is less
	gutterMin   = 30 // between two columns there is more
	spaceMin    = 12 // more is a space between words, less is none
	farApart    = 2400
	leadingMost = 240 // the lines of a cell stand nearer
)

// cellLinesMost is how many lines of a cell may stand above or below all others of its row.
const cellLinesMost = 20

// baselines sorts the words of a page into lines.
func baselines(words []placed, em, page int) []baseline {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b placed) int { return a.mid - b.mid })
	var out []baseline
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && words[to].mid-words[from].mid < em*sameHeight/100 {
			to++
		}
		line := slices.Clone(words[from:to])
		slices.SortStableFunc(line, func(a, b placed) int { return a.left - b.left })
		out = append(out, baseline{stretches: stretchesOf(line, em), mid: words[from].mid, page: page})
		from = to
	}
	return out
}

func stretchesOf(line []placed, em int) (out []stretch) {
	for _, w := range line {
		n := len(out)
		if n == 0 || w.left-out[n-1].right >= em*wordGap/100 {
			out = append(out, stretch(w))
			continue
		}
		last := &out[n-1]
		if w.left-last.right > em*spaceMin/100 {
			last.text += " "
		}
		if !strings.ContainsFunc(last.text, isHan) {
			last.mid = w.mid // letters and figures of another fount may stand higher
		}
		last.text, last.right = last.text+w.text, max(last.right, w.right)
	}
	return out
}

// region is a part of a page, or of pages that follow each other, on which stretches
// stand in columns.
type region struct {
	em      int
	lines   []baseline
	gutters []strip // between the columns
	lone    []bool  // lines that reach over a gutter
}

// strip is from where to where something stands.
type strip struct{ from, to int }

// seedMin is how many stretches a line has that begins a region.
const seedMin = 3

// regionsOf finds the regions of a page.
func regionsOf(lines []baseline, em int) (out []region) {
	for from := 0; from < len(lines); from++ {
		if len(lines[from].stretches) < seedMin {
			continue
		}
		last := from
		for at := from + 1; at < len(lines) && lines[at].mid-lines[last].mid < em*farApart/100; at++ {
			if len(lines[at].stretches) >= seedMin && !crossed(lines, from, last, at) {
				last = at
			}
		}
		r := region{em: em, lines: grown(lines, from, last, em)}
		if r.part() {
			out = append(out, r)
		}
		from = last
	}
	return out
}

// crossed reports that between two lines with cells there is a line of text across the
// gutters all lines so far leave free, and another right below it: the table had ended.
func crossed(lines []baseline, from, last, at int) bool {
	gutters := guttersOf(lines[from:last+1], 1)
	run := 0
	for _, l := range lines[last+1 : at] {
		if run++; len(l.stretches) > 1 || crossings(l.stretches[0], gutters) < 2 {
			run = 0
		}
		if run > 1 {
			return true
		}
	}
	return false
}

// grown adds the pieces of cells that stand right above the first or below the last line.
func grown(lines []baseline, from, last, em int) []baseline {
	gutters := guttersOf(lines[from:last+1], em*gutterMin/100)
	fits := func(l baseline) bool {
		for _, s := range l.stretches {
			if over(s, gutters) || len(gutters) == 0 || s.right < gutters[0].from-40*em || s.left > gutters[len(gutters)-1].to+40*em {
				return false
			}
		}
		return true
	}
	for n := 0; n < cellLinesMost && from > 0 && fits(lines[from-1]) && lines[from].mid-lines[from-1].mid < em*leadingMost/100; n++ {
		from--
	}
	for n := 0; n < cellLinesMost && last+1 < len(lines) && fits(lines[last+1]) && lines[last+1].mid-lines[last].mid < em*leadingMost/100; n++ {
		last++
	}
	return lines[from : last+1]
}

// guttersOf are the strips which no line with several stretches touches.
func guttersOf(lines []baseline, least int) []strip { return gapsOf(columnsOf(lines, least)) }

// columnsOf are the strips that lines with several stretches take, those put together that
// stand nearer than least.
func columnsOf(lines []baseline, least int) (out []strip) {
	var taken []strip
	for _, l := range lines {
		if len(l.stretches) < seedMin {
			continue
		}
		for _, s := range l.stretches {
			taken = append(taken, strip{s.left, s.right})
		}
	}
	slices.SortFunc(taken, leftFirst)
	for _, t := range taken {
		if n := len(out); n > 0 && t.from-out[n-1].to < least {
			out[n-1].to = max(out[n-1].to, t.to)
		} else {
			out = append(out, t)
		}
	}
	return out
}

func leftFirst(a, b strip) int { return a.from - b.from }

// gapsOf are the gaps between columns.
func gapsOf(columns []strip) (out []strip) {
	for i := 1; i < len(columns); i++ {
		out = append(out, strip{columns[i-1].to, columns[i].from})
	}
	return out
}

// asideMin is how many lines a column has at least of which none stands beside the others.
const asideMin = 4

// asideOf are the columns whose cells, set in the middle, all take an even number of lines:
// nothing of them stands at the height of the cells that take one line.
func asideOf(lines []baseline, columns []strip, least int) (out []strip) {
	var free []strip
	for _, l := range lines {
		for _, s := range l.stretches {
			touches := func(c strip) bool { return s.left < c.to+least && s.right > c.from-least }
			if len(l.stretches) < seedMin && !slices.ContainsFunc(columns, touches) {
				free = append(free, strip{s.left, s.right})
			}
		}
	}
	slices.SortFunc(free, leftFirst)
	for from := 0; from < len(free); {
		column, to := free[from], from+1
		for to < len(free) && free[to].from < column.to+least {
			column.to, to = max(column.to, free[to].to), to+1
		}
		if to-from >= asideMin {
			out = append(out, column)
		}
		from = to
	}
	return out
}

func over(s stretch, gutters []strip) bool { return crossings(s, gutters) > 0 }

func crossings(s stretch, gutters []strip) int {
	n := 0
	for _, g := range gutters {
		if s.left < g.from && s.right > g.to {
			n++
		}
	}
	return n
}

// part finds the columns; false when there are fewer than three.
func (r *region) part() bool {
	least := r.em * gutterMin / 100
	columns := columnsOf(r.lines, least)
	if len(columns) > maxColumns {
		return false
	}
	columns = append(columns, asideOf(r.lines, columns, least)...)
	slices.SortFunc(columns, leftFirst)
	r.gutters = gapsOf(columns)
	if len(r.gutters) < seedMin-1 || len(r.gutters) >= maxColumns {
		return false
	}
	r.lone = make([]bool, len(r.lines))
	lone := 0
	for i, l := range r.lines {
		for _, s := range l.stretches {
			if over(s, r.gutters) {
				r.lone[i] = true
			}
		}
		if r.lone[i] {
			lone++
		}
	}
	return lone*2 < len(r.lines)
}

// column is the column of a stretch that is over no gutter.
func (r *region) column(s stretch) int {
	c := 0
	for c < len(r.gutters) && (s.left+s.right)/2 > (r.gutters[c].from+r.gutters[c].to)/2 {
		c++
	}
	return c
}

// risen is a region at the top of a page with the lines above it that stand in the columns
// of the page before: a row need not have three stretches on any line.
func (r *region) risen(page []baseline, next region) region {
	top := slices.IndexFunc(page, func(l baseline) bool { return l.mid == next.lines[0].mid })
	for top > 0 && page[top].mid-page[top-1].mid < 4*r.em && r.holds(page[top-1]) {
		top--
	}
	next.lines = append(slices.Clone(page[top:][:slices.IndexFunc(page[top:], func(l baseline) bool { return l.mid == next.lines[0].mid })]), next.lines...)
	if !next.part() {
		next.lone = make([]bool, len(next.lines))
	}
	return next
}

// holds reports a line of which all stretches stand in columns.
func (r *region) holds(l baseline) bool {
	for _, s := range l.stretches {
		if over(s, r.gutters) || s.right < r.lines[0].stretches[0].left-2*r.em {
			return false
		}
	}
	return true
}

// joined is this region with that at the top of the next page, when both have the same
// columns.
func (r *region) joined(next *region) (*region, bool) {
	both := region{em: r.em, lines: append(slices.Clone(r.lines), next.lines...)}
	if abs(r.em-next.em)*20 > r.em || !both.part() || len(both.gutters) < max(len(r.gutters), len(next.gutters)) {
		return nil, false
	}
	return &both, true
}

func abs(n int) int { return max(n, -n) }

// text is what stands on a line.
func (l baseline) text() string {
	var parts []string
	for _, s := range l.stretches {
		parts = append(parts, s.text)
	}
	return strings.Join(parts, " ")
}
