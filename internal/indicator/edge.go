package indicator

import "regexp"

// What the check after reading looks for at the edges of a table: labels that go on below the
// head, cells that go on below the last row, and lines lost at the edge of a page.

// headTorn marks all rows as faulty when a cell begins with a unit in brackets, or when
// hardly anything stands below a label: it is the rest of another, so that the labels are not known.
func (a *audit) headTorn() {
	torn := false
	for c, col := range a.columns {
		torn = torn || !col.implied && (a.filled[c] == 0 && (col.kind == unit || col.kind == attr) || col.kind.value() && a.filled[c]*2 <= a.rows)
	}
	for i := range a.records {
		for c, col := range a.columns {
			torn = torn || a.records[i].head == "" && col.kind != name && col.kind != unit && labelRest.MatchString(fold(a.records[i].cells[c]))
		}
	}
	if torn {
		blurAll(a.records)
	}
}

// blurAll marks all rows of a table of which the labels are not known.
func blurAll(records []record) {
	for i := range records {
		if rec := &records[i]; rec.head == "" && rec.fault == "" {
			rec.fault = blurredCells
		}
	}
}

// labelRest matches what stands below a label: （%）.
var labelRest = regexp.MustCompile(`^\([%‰\p{Han}]{1,4}\).`)

// again marks the rows around a heading without a sign that comes twice: it is more likely
// the end of a cell.
func (a *audit) again() {
	times := map[string]int{}
	for i := range a.records {
		if h := a.records[i].head; h != "" && !categoryLine(h) {
			times[h]++
		}
	}
	for i := range a.records {
		if times[a.records[i].head] < 2 {
			continue
		}
		for _, k := range []int{i - 1, i + 1} {
			if k >= 0 && k < len(a.records) && a.records[k].head == "" && a.records[k].fault == "" {
				a.records[k].fault = blurredValue
			}
		}
	}
}

// tail marks the last row as faulty when a line of words or a unit follows it right below:
// it may be the rest of one of its cells.
func (a *audit) tail(body []token) {
	last := &a.records[len(a.records)-1]
	apart := gapBlank // the least gap between two lines
	i := 0
	for ; i < len(body) && body[i].line <= last.last; i++ {
		if lineStart(body[i].gap) {
			apart = min(apart, body[i].gap)
		}
	}
	if i == len(body) || body[i].gap > apart || last.fault != "" || a.g.lines[body[i].line].place.Page != a.g.lines[last.last].place.Page {
		return
	}
	if t := body[i]; sameLine(body, i) == i+1 && (wordy(t.shape) || t.shape.unit || t.shape.han == 0) && t.shape.runes <= tailMax {
		last.fault, last.seen = blurredRest, printedRow(last)+" "+t.text
	}
}

// tailMax is how long, in characters, the rest of a cell may be.
const tailMax = 20

// blanked reports a line in or below a row that was taken for a running head.
func (a *audit) blanked(rec, next *record) bool {
	past := rec.last + blankedMax
	if next != nil && next.head == "" {
		past = next.first
	}
	for at := rec.first; at < past; at++ {
		if a.g.blanked[at] {
			return true
		}
	}
	return false
}

// blankedMax is how many lines below the last row belong to the edge of its page.
const blankedMax = 6

// bare reports a table with nothing but names and figures, so that a line of words may be
// the rest of a figure as well as a row.
func (a *audit) bare() bool {
	for c, col := range a.columns {
		if (col.kind == ordinal || col.kind == unit || col.kind == attr) && a.filled[c]*2 > a.rows {
			return false
		}
	}
	return true
}

// figures reports a row with a figure in each column of figures.
func (a *audit) figures(rec *record) bool {
	for c, col := range a.columns {
		if col.kind.value() && !numeric(fold(rec.cells[c])) {
			return false
		}
	}
	return true
}

// overleaf reports a row of which nothing but a number stands on the page before: it may be
// that of the page.
func (a *audit) overleaf(rec *record) bool {
	_, number := integer(fold(a.printed[rec.first]))
	return number && a.g.lines[rec.first].place.Page != a.g.lines[rec.last].place.Page
}
