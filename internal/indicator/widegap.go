package indicator

import "strings"

// Words that stand as far apart as cells do are not one cell, however well they would go
// together: `100    省级` is a figure and a remark.

// spaced marks the rows as faulty that have a cell with such words.
func (a *audit) spaced(body []token) {
	rows := map[int]*record{}
	for i := range a.records {
		rec := &a.records[i]
		for at := rec.first; rec.head == "" && at <= rec.last; at++ {
			rows[at] = rec
		}
	}
	for i := 1; i < len(body); i++ {
		rec := rows[body[i].line]
		if body[i].gap != gapWide || rec == nil || rec.fault != "" {
			continue
		}
		if a.holdsBoth(rec, tighten(body[i-1].text), tighten(body[i].text)) {
			rec.fault = blurredValue
		}
	}
}

// holdsBoth reports that one cell holds two words side by side. Values keep the space between
// their words; elsewhere a word that is a whole cell may stand in the name by chance: 死亡, 人
// and 死亡人数.
func (a *audit) holdsBoth(rec *record, first, second string) bool {
	whole := false
	for _, text := range rec.cells {
		whole = whole || text == first || text == second
	}
	for c, col := range a.columns {
		text := rec.cells[c]
		switch {
		case col.kind == category:
		case col.kind.value():
			if strings.Contains(text, first+" "+second) {
				return true
			}
		case !whole && strings.Contains(bareText(text), bareText(first+second)):
			return true
		}
	}
	return false
}
