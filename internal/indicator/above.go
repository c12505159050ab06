package indicator

// above remembers the indicator table read last, because after a page break a table
// often goes on, as a second grid without a head or below the same head again.
type above struct {
	columns []column
	width   int
	made    *maker
	apart   bool // there is text between it and what comes next
	below   bool // it is a grid, and the text that is read now begins right below it
}

// goesOn reports that records below a head are the rest of the table read last: the
// head is the same, no other title stands above it, and the row numbers go on or, where
// there are none, nothing stands between.
func (last *above) goesOn(t *Table, columns []column, records []record) bool {
	return last.made != nil && sameHead(last.columns, columns) && (t.Title == "" || t.Title == last.made.table.Title) && last.follows(records)
}

// follows reports that the row numbers go on or, where there are none, that nothing
// stands between.
func (last *above) follows(records []record) bool {
	c := indexOf(last.columns, ordinal)
	for i := range records {
		if c < 0 || records[i].head != "" {
			continue
		}
		if n, ok := integer(fold(records[i].cells[c])); ok && last.made.number > 0 {
			return n > last.made.number
		}
	}
	return !last.apart
}

// goOn reads the rows of a grid without a head under the head of the grid before, if
// they look like its rows.
func (r *Result) goOn(g *grid, last *above) int {
	records, next := g.records(last.columns, 0)
	if len(records) == 0 || !measured(last.columns, records) || !named(last.columns, records) || !last.follows(records) {
		last.made = nil
		return 0
	}
	for i := range records {
		last.made.add(&records[i], following(records, i))
	}
	return next
}

// named reports that most records have words where the name should be.
func named(columns []column, records []record) bool {
	good, rows := 0, 0
	for i := range records {
		if records[i].head == "" {
			rows++
			if textLike(fold(nameOf(columns, &records[i]))) {
				good++
			}
		}
	}
	return rows > 0 && good*4 >= rows*3
}
