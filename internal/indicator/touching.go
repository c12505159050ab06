package indicator

import "strings"

// What stands right above or below a row that could not be read may be a part of the next
// row: nothing but a line that is whole keeps them apart.

// touched marks the rows right beside lines that belong to none, or to a row of several
// lines that is not read.
func (a *audit) touched(stray []int) {
	open := map[int]bool{} // lines of which it is not known whose they are
	for _, at := range stray {
		open[at] = true
	}
	for i := range a.records {
		rec := &a.records[i]
		if rec.head != "" || rec.fault == "" || rec.fault == partedTwoWays || a.sealed(rec) {
			continue
		}
		for at := rec.first; at <= rec.last; at++ {
			open[at] = true
		}
	}
	for i := range a.records {
		rec := &a.records[i]
		if rec.head != "" || rec.fault != "" || a.celled() {
			continue
		}
		if open[a.beside(rec.first, -1)] && !a.begins(rec) || open[a.beside(rec.last, 1)] && !a.ends(rec) {
			rec.fault = blurredName
		}
	}
}

// begins reports a row that begins with its number, as all others of several lines do.
func (a *audit) begins(rec *record) bool {
	c := indexOf(a.columns, ordinal)
	return a.ordered && c >= 0 && a.always(rec, func(r *record) bool {
		return r.cells[c] != "" && strings.HasPrefix(fold(a.printed[r.first]), fold(r.cells[c]))
	})
}

// ends reports a row that ends with its last cell, as all others of several lines do.
func (a *audit) ends(rec *record) bool {
	c := len(a.columns) - 1
	return a.ordered && a.columns[c].kind != note && a.always(rec, func(r *record) bool {
		return r.cells[c] != "" && strings.HasSuffix(fold(a.printed[r.last]), fold(r.cells[c]))
	})
}

// always reports what is true of a row and of all others that take several lines.
func (a *audit) always(rec *record, is func(*record) bool) bool {
	rows := 0
	for i := range a.records {
		r := &a.records[i]
		if r.head != "" || r.fault != "" || r.first == r.last {
			continue
		}
		if rows++; !is(r) {
			return false
		}
	}
	return rows > 2 && is(rec)
}

// scattered marks all rows when half of them are not read: the way the table is set was
// not understood.
func (a *audit) scattered() {
	faulty := 0
	for i := range a.records {
		if a.records[i].head == "" && a.records[i].fault != "" {
			faulty++
		}
	}
	for i := range a.records {
		if rec := &a.records[i]; faulty*2 >= a.rows && rec.head == "" && rec.fault == "" && !a.celled() {
			rec.fault = blurredName
		}
	}
}

// unitless reports a row without a unit in a table that prints one for each: its name was
// cut off, or ends with it.
func (a *audit) unitless(rec *record) bool {
	c, n := indexOf(a.columns, unit), indexOf(a.columns, name)
	text := fold(rec.cells[n])
	if c >= 0 {
		r := []rune(text)
		for k := max(1, len(r)-4); k < len(r) && rec.cells[c] == "" && a.filled[c]*2 > a.rows; k++ {
			if unitLike(string(r[k:])) {
				return true
			}
		}
		return false
	}
	return !unitEnds(rec.cells[n]) && !unitBehind(text) && a.withUnit*2 > a.rows && !sub(text)
}

// sealed reports a row on one line that has what makes a row: nothing of it stands on
// another line.
func (a *audit) sealed(rec *record) bool {
	if rec.first != rec.last || nameOf(a.columns, rec) == "" {
		return false
	}
	figures := false
	for c, col := range a.columns {
		if col.kind == ordinal && rec.cells[c] == "" && a.filled[c]*2 > a.rows {
			return false
		}
		figures = figures || col.kind.value() && rec.cells[c] != ""
	}
	return figures
}

// celled reports a table of which each line is a cell.
func (a *audit) celled() bool {
	lines := 0
	for i := range a.records {
		if a.records[i].head == "" {
			lines += a.records[i].last - a.records[i].first + 1
		}
	}
	return a.ordered && lines > 3*a.rows
}

// beside is the line of the table next to line at; -1 when an empty one stands between.
func (a *audit) beside(at, step int) int {
	if a.printed[at+step] != "" {
		return at + step
	}
	return -1
}

// uncovered takes the headings without a sign from a table of which the first rows have
// none: groups cover all rows, so that these are pieces of something else.
func (a *audit) uncovered() {
	c := indexOf(a.columns, category)
	if len(a.records) == 0 || a.records[0].head != "" || c >= 0 && !a.columns[c].implied {
		a.tornCategories()
		return
	}
	for i := range a.records {
		rec := &a.records[i]
		if rec.head == "" || categoryLine(rec.head) || rec.head == unsureHeading {
			continue
		}
		for _, k := range []int{i - 1, i + 1} {
			if k >= 0 && k < len(a.records) && a.records[k].head == "" && a.records[k].fault == "" {
				a.records[k].fault = blurredName
				a.records[k].beside(printedRow(&a.records[k]), rec.head)
			}
		}
		rec.head = unsureHeading
	}
}

// tornCategories takes all categories from a table of which one is a single character, or
// begins as the rest of another does: they were broken, and nobody can say where.
func (a *audit) tornCategories() {
	torn := false
	for i := range a.records {
		if a.records[i].head != "" {
			continue
		}
		for c, col := range a.columns {
			if text := a.records[i].cells[c]; col.kind == category && text != "" {
				torn = torn || runes(fold(text)) == 1 || joinsOn.MatchString(text) || balanced(text) != (depth(text) == 0)
			}
		}
	}
	for i := range a.records {
		for c, col := range a.columns {
			if torn && a.records[i].head == "" && col.kind == category {
				a.records[i].cells[c], a.records[i].unsorted = "", true
			}
		}
	}
}
