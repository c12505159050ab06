package indicator

import "strings"

// After a table of text is read, the rows are held against the page. However they were
// found: every character below the head has to belong to one cell of one row, to a
// heading or to a category, the cells of a column have to be of one kind, and all names
// have to be set alike. What does not stand that is listed as unread. The check knows
// nothing of how the rows were found, so that a mistake there does not become a wrong row.

const (
	blurredRest  = "这一行旁边有不属于任何一栏的文字，不能确定各栏的内容。"
	blurredCells = "这一行的栏目不全，不能确定各栏的内容。"
	strayText    = "表中这段文字不属于任何一行。"
)

// audit is the check of one table.
type audit struct {
	g       *region
	columns []column
	records []record
	ordered bool           // read by the order of the cells, not by their places
	printed map[int]string // the characters of each line below the head
	filled  []int          // rows with a cell in each column
	rows    int

	withUnit int // names that have their unit
}

// audit marks the rows as faulty that do not stand the check, and lists what belongs to none.
// labels are the lines of the head in a table read by the places of its cells.
func (g *region) audit(columns []column, records []record, body []token, labels map[int]bool, seen *proof) []Unread {
	a := &audit{g: g, columns: columns, records: records, ordered: labels == nil, printed: map[int]string{}, filled: make([]int, len(columns))}
	for _, t := range body {
		if !labels[t.line] {
			a.printed[t.line] += t.text
		}
	}
	for i := range records {
		if records[i].head != "" {
			continue
		}
		a.rows++
		if text := nameOf(columns, &records[i]); unitEnds(text) || unitBehind(fold(text)) {
			a.withUnit++
		}
		for c, text := range records[i].cells {
			if text != "" {
				a.filled[c]++
			}
		}
	}
	for i := range records {
		if rec := &records[i]; rec.head == "" && rec.fault == "" {
			rec.fault = a.fault(rec, following(records, i))
		}
	}
	a.spaced(body)
	a.headTorn()
	a.tail(body)
	a.again()
	a.alike()
	a.spoil()
	stray := a.strays(body)
	a.scattered()
	a.touched(stray)
	a.uncovered()
	a.prove(seen)
	a.forget(stray)
	var out []Unread
	for _, at := range stray {
		out = append(out, Unread{Place: g.lines[at].place, Text: tighten(g.lines[at].text), Reason: strayText})
	}
	return out
}

// fault says why a row is not read; empty when there is nothing to say against it.
func (a *audit) fault(rec, next *record) string {
	for c, col := range a.columns {
		text := fold(rec.cells[c])
		switch {
		case text == "":
		case col.kind == unit && gluedUnit(text), col.kind.value() && (gluedValue(text) || unfinished.MatchString(text) && !dash(text)):
			return blurredValue
		case col.kind.value() && !a.ordered && a.bare() && (!valueLike(text) || parted(text)):
			return blurredValue
		case col.kind == attr && attribute(text) == "" && !dash(text):
			return blurredValue
		case col.kind == note && gluedNote(text):
			return blurredValue
		case col.kind == name && (a.gluedName(text) || a.valueOf(text)):
			return blurredName
		}
	}
	switch {
	case rec.torn:
		return blurredValue
	case a.overleaf(rec):
		return blurredRest
	case a.unitless(rec):
		return blurredName
	case a.lacks(rec, next):
		return blurredCells
	case !a.accounted(rec):
		return blurredRest
	}
	return ""
}

// lacks reports a row without a cell that nearly all others have. Where cells are told
// apart by their order, the ones it has may be others.
func (a *audit) lacks(rec, next *record) bool {
	part := sub(nameOf(a.columns, rec))
	for c, col := range a.columns {
		if part && !(a.ordered && col.kind == note && a.filled[c]*2 > a.rows) {
			continue
		}
		if rec.cells[c] != "" || col.kind == category || col.implied {
			continue
		}
		if a.ordered && a.blanked(rec, next) {
			return true
		}
		if col.kind.value() && a.ordered {
			return true
		}
		if col.kind == unit && (a.ordered || a.sealed(rec)) && a.figures(rec) {
			continue // a number without a unit
		}
		if col.kind == ordinal && a.ordered && a.filled[c] > 0 {
			return true
		}
		if a.filled[c]*2 <= a.rows {
			continue
		}
		if part || col.kind.value() || col.kind == ordinal || !a.ordered && col.kind != note || a.ordered && (col.kind != note || a.categorised(next)) {
			return true
		}
	}
	return false
}

// categorised reports a row with a category of its own, which may be the last cell of the
// row above.
func (a *audit) categorised(rec *record) bool {
	switch {
	case rec == nil:
		return false
	case rec.fault != "":
		return true
	}
	text := a.categoryOf(rec)
	return text != "" && !categoryLine(text)
}

// accounted reports that the lines of a row hold its cells and nothing else but pieces of
// categories.
func (a *audit) accounted(rec *record) bool {
	left, spare := map[rune]int{}, map[rune]int{}
	count := func(in map[rune]int, text string, by int) {
		for _, r := range text {
			if !isSpace(r) {
				in[r] += by
			}
		}
	}
	for at := rec.first; at <= rec.last; at++ {
		count(left, a.printed[at], 1)
	}
	for c, col := range a.columns {
		if col.kind != category {
			count(left, rec.cells[c], -1)
		}
	}
	count(spare, rec.aside, 1)
	for i := range a.records {
		count(spare, a.categoryOf(&a.records[i]), 1)
	}
	for r, n := range left {
		if n < 0 || n > spare[r] {
			return false
		}
	}
	return true
}

// categoryOf is what a record says of categories.
func (a *audit) categoryOf(rec *record) string {
	out := rec.head
	for c, col := range a.columns {
		if col.kind == category && rec.head == "" {
			out += rec.cells[c]
		}
	}
	return out
}

// strays lists the lines that belong to no row and head none.
func (a *audit) strays(body []token) (out []int) {
	taken, headings := map[int]bool{}, map[string]bool{}
	last := -1
	for i := range a.records {
		rec := &a.records[i]
		headings[fold(rec.head)] = true
		if rec.head != "" {
			continue
		}
		last = max(last, rec.last)
		for at := rec.first; at <= rec.last; at++ {
			taken[at] = true
		}
		for c, col := range a.columns {
			if col.kind == category {
				headings[fold(rec.cells[c])] = true
			}
		}
	}
	for from := 0; from < len(body) && body[from].line < last; {
		to, at := sameLine(body, from), body[from].line
		if !taken[at] && !a.heads(at, headings) {
			out = append(out, at)
		}
		from = to
	}
	return out
}

// heads reports a line of nothing but a heading, or a piece of one.
func (a *audit) heads(at int, headings map[string]bool) bool {
	text := fold(a.printed[at])
	for h := range headings {
		if strings.Contains(h, text) {
			return true
		}
	}
	return text == ""
}

// forget takes the category from the rows below one that is not read: what stands between
// may be the rest of it. A heading with a sign, 一、 or （二）, is certain.
func (a *audit) forget(stray []int) {
	broken := false
	for i := range a.records {
		rec := &a.records[i]
		for rec.head == "" && len(stray) > 0 && stray[0] < rec.first {
			broken, stray = true, stray[1:]
		}
		next := following(a.records, i)
		faulty := next != nil && next.fault != ""
		switch {
		case rec.head != "" && (broken || faulty) && !categoryLine(rec.head):
			if faulty {
				next.beside(rec.head, printedRow(next)) // it may be the beginning of the name
			} else {
				a.records[i-1].beside(printedRow(&a.records[i-1]), rec.head)
			}
			rec.head = unsureHeading
		case rec.head == "" && broken:
			rec.unsorted = true
			a.unsort(rec)
		}
		if rec.head == "" {
			broken = rec.fault != ""
		}
	}
}

// beside makes the text a row is listed with, when it was not known before.
func (r *record) beside(first, second string) {
	if r.seen == "" {
		r.seen = strings.TrimSpace(first + " " + second)
	}
}

// unsureHeading stands for a heading which may be none.
const unsureHeading = " "

// unsort takes away a category that was found by the order of the cells.
func (a *audit) unsort(rec *record) {
	for c, col := range a.columns {
		if col.kind == category && a.ordered && !categoryLine(rec.cells[c]) {
			rec.cells[c] = ""
		}
	}
}
