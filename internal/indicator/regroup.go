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
			g.marks = append(g.marks, mark{text: text, row: i, middle: 2 * i, centre: 4 * i, lines: span{2 * i, 2 * i}})
		}
	}
	texts, _ := g.texts()
	for i, text := range texts {
		if text != "" {
			records[i].cells[c] = text
		} else {
			records[i].unsorted = true
		}
	}
}

// wholeOrNone takes the categories from rows of which only some of several columns are known:
// half of them names another group. Where cells are told apart by their order, a lone one may
// be of any of the columns.
func wholeOrNone(columns []column, records []record, ordered bool) {
	for i := range records {
		rec := &records[i]
		if printed, missing := categoriesOf(columns, rec); printed == 0 || missing == 0 || !ordered && !rec.unsorted {
			continue
		}
		for c, col := range columns {
			if col.kind == category {
				rec.cells[c] = ""
			}
		}
		rec.unsorted = true
	}
}

// categoriesOf counts the columns of categories in which a row has one, and those in which
// it has none.
func categoriesOf(columns []column, rec *record) (printed, missing int) {
	for c, col := range columns {
		switch {
		case col.kind != category || col.implied || rec.head != "":
		case rec.cells[c] != "":
			printed++
		default:
			missing++
		}
	}
	return printed, missing
}
