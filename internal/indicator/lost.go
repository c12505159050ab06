package indicator

import "strings"

// lost lists the lines between a head and its last row that carry a figure and are neither
// part of a row nor listed: whatever took them, none is lost in silence. listed is where
// what the table left unread begins.
func (r *Result) lost(g *region, body []token, records []record, listed int) {
	taken, last := map[int]bool{}, 0
	for i := range records {
		rec := &records[i]
		for at := rec.first; rec.head == "" && at <= rec.last; at++ {
			taken[at], last = true, max(last, at)
		}
	}
	told := ""
	for _, u := range r.Unread[listed:] {
		told += bareText(u.Text) + "\n"
	}
	for from := 0; from < len(body) && body[from].line <= last; {
		to, at := sameLine(body, from), body[from].line
		if !taken[at] && figured(body[from:to]) && !strings.Contains(told, bareText(g.lines[at].text)) {
			r.Unread = append(r.Unread, Unread{g.lines[at].place, tighten(g.lines[at].text), strayText})
		}
		from = to
	}
}

// figured reports a figure or an attribute that is no label.
func figured(line []token) bool {
	for _, t := range line {
		if (t.shape.value && !t.shape.dash || t.shape.attr != "") && !headWord(t.text) && !headPiece.MatchString(t.folded) {
			return true
		}
	}
	return false
}
