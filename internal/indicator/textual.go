package indicator

import "strings"

const (
	bodyMax = 6000    // tokens of one table
	probe   = 240     // tokens on which the readings of a head are compared
	workMax = 2000000 // tokens looked at below all heads of a document
)

// readRegion finds the indicator tables of plain text.
func (r *Result) readRegion(g *region) {
	for i := 0; i < len(g.tokens); {
		if !lineStart(g.tokens[i].gap) {
			i++
			continue
		}
		heads := g.headsAt(i)
		if len(heads) == 0 {
			i++
			continue
		}
		if r.work > workMax {
			r.Unread = append(r.Unread, Unread{g.lines[g.tokens[i].line].place, g.tokens[i].text, "文件中像表头的行太多，从这里起没有读；请只保留需要的部分后重试。"})
			break
		}
		i = r.readBelow(g, heads)
	}
	r.readProse(g)
}

// readBelow reads the table below a head; it gives the token at which to go on.
func (r *Result) readBelow(g *region, heads []head) int {
	from := heads[0].from
	body, next := g.body(heads[0])
	r.work += next - from + len(heads)*min(len(body), probe)
	title := g.title(heads[0])
	found := g.choose(heads, body, title)
	if found == nil {
		return from + 1
	}
	if r.keep(g, heads[0], found, body, title) == 0 {
		if heads[0].to-from >= rowlessMin {
			r.rowless(found.columns, g.lines[g.tokens[from].line].place)
		}
		return max(from+1, heads[0].to)
	}
	if len(body) == bodyMax {
		at := g.tokens[next-1]
		r.Unread = append(r.Unread, Unread{g.lines[at.line].place, at.text, "表格太长，从这里起没有读。"})
	}
	return max(next, heads[0].to)
}

func lineStart(g gap) bool { return g >= gapLine }

// body collects the tokens below a head up to a line that ends the table or to
// another head. The head repeated after a page break is left out. next is where the
// search goes on.
func (g *region) body(h head) (body []token, next int) {
	again := folded(g.tokens[h.from:h.to])
	for i := h.to; i < len(g.tokens); {
		t := g.tokens[i]
		if g.prose[t.line] && lineStart(t.gap) {
			return body, i
		}
		if lineStart(t.gap) {
			if heads := g.headsAt(i); len(heads) > 0 {
				if folded(g.tokens[i:heads[0].to]) != again {
					return body, i
				}
				i = heads[0].to
				continue
			}
		}
		body = append(body, t)
		if i++; len(body) == bodyMax {
			return body, i
		}
	}
	return body, len(g.tokens)
}

func folded(tokens []token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.folded)
	}
	return b.String()
}

// title is the line above a head that names the table.
func (g *region) title(h head) string { return g.titleAbove(g.tokens[h.from].line) }

// lastTitle is the line that names a grid below the region.
func (g *region) lastTitle() string { return g.titleAbove(len(g.lines)) }

func (g *region) titleAbove(first int) string {
	looked := 0
	for at := first - 1; at >= 0 && looked < 4; at-- {
		text := tighten(g.lines[at].text)
		if text == "" {
			continue
		}
		looked++
		if f := fold(text); runes(f) <= 60 && (strings.Contains(f, "表") || strings.Contains(f, "指标") || strings.Contains(f, "专栏")) && !sentenceEnd.MatchString(f) {
			return text
		}
	}
	return ""
}

// reading is one way to read a head, with the rows it gives.
type reading struct {
	columns []column // with the implied ones in front
	at      []int
	begins  []bool
	used    int
	cost    int
}

// choose tries the readings of a head on the rows below and keeps the cheapest that
// is an indicator table.
func (g *region) choose(heads []head, body []token, title string) *reading {
	var best *reading
	for _, h := range heads {
		if _, ok := resolve(h.columns, title); !ok {
			continue
		}
		columns := withImplied(h.columns)
		_, _, _, cost := align(columns, body[:min(len(body), probe)])
		for _, c := range h.columns {
			cost += c.doubt
		}
		if best == nil || cost < best.cost {
			best = &reading{columns: columns, cost: cost}
		}
	}
	if best != nil {
		best.at, best.begins, best.used, best.cost = align(best.columns, body)
	}
	return best
}

// withImplied puts a category and a row number in front when the head has none: both
// are often printed without a word above them.
func withImplied(columns []column) []column {
	var front []column
	if indexOf(columns, category) < 0 {
		front = append(front, column{kind: category, implied: true})
	}
	if indexOf(columns, ordinal) < 0 {
		front = append(front, column{kind: ordinal, implied: true})
	}
	return append(front, columns...)
}

// keep makes rows of a reading or, where it reads better, of the places of the
// tokens on the page. It gives the number of tokens used.
func (r *Result) keep(g *region, h head, found *reading, body []token, title string) int {
	records, dropped := found.records(g, body)
	columns, ok := resolve(found.columns, title)
	if !ok {
		return 0
	}
	if p := g.pageAt(h, body); p != nil {
		if set, ok := resolve(p.columns, title); ok {
			p.columns = set
			rows := p.rows(g)
			lead := quality(set, rows) - quality(columns, records) + 2*len(dropped)
			if lead > 0 || lead == 0 && p.set() {
				columns, records, dropped = set, rows, nil
			}
		}
	}
	if !measured(columns, records) {
		return 0
	}
	t := Table{Number: len(r.Tables) + 1, Title: title, Columns: labelsOf(columns)}
	t.Place = g.lines[g.tokens[h.from].line].place
	r.assemble(t, columns, records)
	r.Unread = append(r.Unread, dropped...)
	for at := g.tokens[h.from].line; at <= body[found.used-1].line; at++ {
		g.used[at] = true
	}
	return found.used
}

// quality counts what looks right in records, to compare two ways to read one table.
func quality(columns []column, records []record) int {
	sum, before := 0, 0
	for i := range records {
		for c, col := range columns {
			f := fold(records[i].cells[c])
			switch {
			case f == "" && (col.kind == name || col.kind == target):
				sum -= 3
			case f == "" || col.kind == category && !bareEnding.MatchString(f):
			case col.kind == category:
				sum -= 2
			case col.kind == ordinal:
				if n, _ := integer(f); n == before+1 {
					sum += 2
				}
				before, _ = integer(f)
			case col.kind == unit && unitLike(f), col.kind == attr && attribute(f) != "", col.kind.value() && valueLike(f):
				sum++
			case col.kind == name:
				sum += nameQuality(f)
			}
		}
	}
	return sum
}

func nameQuality(folded string) int {
	switch {
	case !balanced(folded) || bareEnding.MatchString(folded) || folded[0] == ')':
		return -2
	case nameEnding.MatchString(folded):
		return 2
	}
	return 0
}

func labelsOf(columns []column) []string {
	var out []string
	for _, c := range columns {
		if !c.implied {
			out = append(out, c.label)
		}
	}
	return out
}

// measured reports that at least half of the records have a name and a figure: a
// table of words under the head of an indicator table is none.
func measured(columns []column, records []record) bool {
	rows, good := 0, 0
	for _, rec := range records {
		if rec.head != "" {
			continue
		}
		rows++
		for i, c := range columns {
			if (c.kind == base || c.kind == target || c.kind == done) && valueLike(fold(rec.cells[i])) {
				good++
				break
			}
		}
	}
	return good > 0 && good*2 >= rows
}

// records groups the tokens of a reading by row and column.
func (f *reading) records(g *region, body []token) (records []record, dropped []Unread) {
	var parts [][]string
	flush := func() {
		if len(records) > 0 && parts != nil {
			last := &records[len(records)-1]
			for i, c := range f.columns {
				last.cells[i] = joinCell(c.kind, parts[i])
			}
		}
	}
	lastLine := -1
	for i := range f.used {
		t := body[i]
		place := g.lines[t.line].place
		if f.at[i] < 0 {
			dropped = append(dropped, Unread{Place: place, Text: t.text, Reason: "表中这段文字不属于任何一行。"})
			continue
		}
		if f.begins[i] {
			flush()
			parts = make([][]string, len(f.columns))
			records = append(records, record{cells: make([]string, len(f.columns)), place: place})
			lastLine = -1
		}
		records[len(records)-1].until = place
		c := f.at[i]
		if n := len(parts[c]); n > 0 && t.gap < gapTab && t.line == lastLine {
			parts[c][n-1] += " " + t.text
		} else {
			parts[c] = append(parts[c], t.text)
		}
		lastLine = t.line
	}
	flush()
	return records, dropped
}

func joinCell(k kind, parts []string) string {
	if k.value() {
		return joinValue(parts)
	}
	return joinName(parts)
}
