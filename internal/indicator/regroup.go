package indicator

// Categories of a table are taken away again where they may be those of other rows.

// unsorted takes all categories away: beside a row that was not read another may stand.
func unsorted(records []record, c int) {
	for i := range records {
		if records[i].head != "" {
			continue
		}
		records[i].cells[c], records[i].unsorted = "", true
	}
}

// unsortUntil takes the categories away from the rows of another page before the first
// beside which one is printed: they may be those of the page before.
func unsortUntil(columns []column, records []record) {
	for i := range records {
		if records[i].aside != "" || records[i].head != "" {
			return
		}
		for c, col := range columns {
			if col.kind == category {
				records[i].cells[c] = ""
			}
		}
	}
}

// regroup settles the categories of rows read in their order: when the first row has
// none, they stand in the middle of their rows rather than before the first.
// Where the table goes on from another page, the first of them may have theirs there.
func regroup(columns []column, records []record, goesOn bool) {
	c := indexOf(columns, category)
	if c < 0 || columns[c].implied || len(records) == 0 || records[0].head != "" || records[0].cells[c] != "" {
		return
	}
	for i := range records {
		records[i].unsorted = records[i].unsorted || goesOn
	}
	if goesOn {
		return
	}
	g := grouping{}
	for i := range records {
		if records[i].head != "" {
			return
		}
		if records[i].fault != "" {
			unsorted(records, c)
			return
		}
		g.rows = append(g.rows, span{2 * i, 2 * i})
		if text := records[i].cells[c]; text != "" {
			g.marks = append(g.marks, mark{text: text, row: i, middle: 2 * i, centre: 4 * i})
		}
	}
	for i, k := range g.spread() {
		if k >= 0 {
			records[i].cells[c] = g.marks[k].text
		} else {
			records[i].unsorted = true
		}
	}
}
