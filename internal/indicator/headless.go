package indicator

// headless lists the rows of a grid that seems to be the rest of the table read last, but
// has other columns and no head: nobody can say which cell is which.
func (r *Result) headless(g *grid, last *above) bool {
	if last.made == nil || last.width == 0 || !g.rest(last) {
		return false
	}
	for at := range g.t.Rows {
		if text := g.printed(at); text != "" {
			r.Unread = append(r.Unread, Unread{Place: g.t.Rows[at][0].Place, Text: text, Reason: headlessReason})
		}
	}
	last.made = nil
	return true
}

const headlessReason = "这里像是上一张表的续页，但没有表头，栏数也不同，分不清各栏的内容。"

// rest reports a grid of which most rows have two figures, units or attributes, and that
// goes on with the row numbers or stands right below the table.
func (g *grid) rest(last *above) bool {
	rows, first := 0, 0
	for at := range g.t.Rows {
		if columns, _ := g.head(at); columns != nil {
			return false // the table is another, below a title of its own
		}
		cells := 0
		for c := range g.t.Rows[at] {
			h := shapeOf(fold(g.text(at, c)))
			if h.value || h.unit || h.attr != "" {
				cells++
			}
			if first == 0 && c < 2 && h.number > 0 {
				first = h.number
			}
		}
		if cells > 1 {
			rows++
		}
	}
	if rows*2 < len(g.t.Rows) {
		return false
	}
	if last.made.number > 0 && first > 0 {
		return first > last.made.number && first <= last.made.number+numbersLost
	}
	return !last.apart
}

// numbersLost is how many rows at the end of a page may be unread before its rest.
const numbersLost = 3
