package indicator

import (
	"sort"
	"strings"
)

const (
	bodyMax = 6000    // tokens of one table
	probe   = 240     // tokens on which the readings of a head are compared
	workMax = 2000000 // tokens looked at below all heads of a document
)

// readRegion finds the indicator tables of plain text.
func (r *Result) readRegion(g *region, last *above) {
	if last.made != nil && last.below && len(g.tokens) > 0 && g.lines[0].place.Page > 0 {
		r.orphans(g, last.columns, 0) // the rest of a table that was told by the places of its words
	}
	for i := 0; i < len(g.tokens); {
		if !lineStart(g.tokens[i].gap) {
			i++
			continue
		}
		if next := r.readRuled(g, g.tokens[i].line, last); next > g.tokens[i].line {
			for i < len(g.tokens) && g.tokens[i].line < next {
				i++
			}
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
		i = r.readBelow(g, heads, last)
	}
	r.unknownHeads(g)
	r.headlessRows(g)
	r.readProse(g)
}

// readRuled reads a ruled table whose head is a line; it gives the line after it, or
// the line itself when no such table begins there.
func (r *Result) readRuled(g *region, line int, last *above) int {
	if line < g.ruled {
		return line
	}
	t, next := g.ruledAt(line)
	g.ruled = next
	if t == nil {
		return line
	}
	rows, unread := len(r.Rows), len(r.Unread)
	r.readGrid(t, g.titleAbove(line), last)
	if len(r.Rows) == rows && len(r.Unread) == unread {
		return line
	}
	for at := line; at < next; at++ {
		g.used[at] = true
	}
	return next
}

// readBelow reads the table below a head; it gives the token at which to go on.
func (r *Result) readBelow(g *region, heads []head, last *above) int {
	from := heads[0].from
	body, again, next := g.body(heads[0])
	r.work += next - from + len(heads)*min(len(body), probe)
	title := g.title(heads[0])
	found := g.choose(heads, body, title)
	if found == nil {
		return from + 1
	}
	if r.keep(g, append([]head{heads[0]}, again...), found, body, title, last, g.cut(body, next)) == 0 {
		if heads[0].to-from >= rowlessMin && r.rowless(found.columns, g.lines[g.tokens[from].line].place) {
			return r.unknownRows(g, heads[0].to)
		}
		return max(from+1, heads[0].to)
	}
	if len(body) == bodyMax {
		at := g.tokens[next-1]
		r.Unread = append(r.Unread, Unread{g.lines[at.line].place, at.text, "表格太长，从这里起没有读。"})
	}
	r.orphans(g, found.columns, next)
	return max(next, heads[0].to)
}

func lineStart(g gap) bool { return g >= gapLine }

// body collects the tokens below a head up to a line that ends the table or to
// another head. The head repeated after a page break is left out and comes back in
// again. next is where the search goes on.
func (g *region) body(h head) (body []token, again []head, next int) {
	words, _ := g.headWords(h)
	under := ""
	for i := h.to; i < len(g.tokens); {
		t := g.tokens[i]
		if g.prose[t.line] && lineStart(t.gap) {
			if !g.headsRows(h, i) {
				return body, again, i
			}
			under, i = g.lines[t.line].text, g.lineEnd(i)
			continue
		}
		if lineStart(t.gap) {
			if heads := g.headsAt(i); len(heads) > 0 {
				here, end := g.headWords(heads[0])
				if here != words {
					return body, again, i
				}
				heads[0].to = max(end, heads[0].to)
				again = append(again, heads[0])
				for s := heads[0].stack; s > 0 && len(body) > 0 && body[len(body)-1].line >= g.tokens[s-1].line; {
					body = body[:len(body)-1] // the first line of its labels
				}
				i = heads[0].to
				continue
			}
		}
		t.under, under = under, ""
		body = append(body, t)
		if i++; len(body) == bodyMax {
			return body, again, i
		}
	}
	return body, again, len(g.tokens)
}

// headWords are the words of a head with those of the lines right below it that are nothing
// but pieces of labels, and the token after them. A head is the same again when they are.
func (g *region) headWords(h head) (words string, end int) {
	end = h.to
	for n := 0; n < stackMax && end < len(g.tokens) && lineStart(g.tokens[end].gap) && g.tokens[end].gap == gapLine && g.pieceLine(g.tokens[end].line); n++ {
		end = g.lineEnd(end)
	}
	return folded(g.tokens[h.from:end]), end
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
		if g.used[at] {
			return "" // the table above
		}
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

// keep makes rows of a reading or, where it reads better, of the places of the
// tokens on the page. heads are the head and those repeated below it. It gives the
// number of tokens used.
func (r *Result) keep(g *region, heads []head, found *reading, body []token, title string, last *above, cut bool) int {
	records, dropped, seen := found.records(g, body)
	columns, ok := resolve(found.columns, title)
	if !ok {
		return 0
	}
	spent := g.effort == 0
	ordered := true // read by the order of the tokens
	var skipped map[int]bool
	p := g.bestPage(heads, found.columns, body, title)
	if !spent && g.effort == 0 {
		at := g.lines[g.tokens[heads[0].from].line]
		r.Unread = append(r.Unread, Unread{at.place, tighten(at.text), "断成几行的名称太多，从这里起没有按栏的位置读；请只保留需要的部分后重试。"})
	}
	torn := found.torn
	if p != nil && (p.leads(columns, records, len(dropped)) || torn && !p.unsure) {
		torn = p.unsure
		columns, records, dropped, seen = p.columns, p.records, nil, p.proof
		ordered, skipped = false, p.skipped
	}
	if !measured(columns, records) {
		return 0
	}
	g.bridge(heads[0], last)
	if !ordered && last.made != nil && sameHead(last.columns, columns) {
		unsortUntil(columns, records)
	}
	if seen != nil && cut {
		seen.gaps[len(seen.cores)] = []proofLine{{dirty: true}}
	}
	if torn {
		blurAll(records)
	}
	listed := len(r.Unread)
	stray := g.audit(columns, records, body, skipped, seen)
	switch c := indexOf(columns, category); {
	case ordered:
		regroup(columns, records, last.made != nil && sameHead(last.columns, columns))
	case cut && c >= 0:
		unsorted(records, c) // the last of them may go on behind the next head
	}
	wholeOrNone(columns, records, ordered)
	last.apart = true
	r.assemble(Table{Title: title, Columns: labelsOf(columns), Place: g.lines[g.tokens[heads[0].from].line].place}, columns, records, last)
	r.Unread = append(r.Unread, stray...)
	r.Unread = append(r.Unread, dropped...)
	r.lost(g, body, records, listed)
	used := found.used
	if !ordered {
		last := records[len(records)-1].last
		used = sort.Search(len(body), func(i int) bool { return body[i].line > last })
	}
	if used < len(body) {
		if used += r.remainder(g, body[:used], body[used:], len(labelsOf(columns)), records[len(records)-1].fault != ""); used < len(body) {
			r.unknownRows(g, g.tokenOf(body[used].line))
		}
	}
	for at := g.tokens[heads[0].from].line; at <= body[found.used-1].line; at++ {
		g.used[at] = true
	}
	return found.used
}

// tokenOf is the first token of a line.
func (g *region) tokenOf(line int) int {
	return sort.Search(len(g.tokens), func(i int) bool { return g.tokens[i].line >= line })
}

// cut reports rows that end with their page, right above another head: a line of the last of
// them may have been taken for one of its labels.
func (g *region) cut(body []token, next int) bool {
	return len(body) > 0 && next < len(g.tokens) && len(g.headsAt(next)) > 0 &&
		g.lines[body[len(body)-1].line].place.Page != g.lines[g.tokens[next].line].place.Page
}

// bridge looks at what stands between the table read last and the head of what may be the
// rest of it. The heading of a group may stand at the end of a page; other words leave the
// category of the rows below unknown.
func (g *region) bridge(h head, last *above) {
	if last.made == nil {
		return
	}
	at := g.tokens[h.from].line
	if h.stack > 0 {
		at = g.tokens[h.stack-1].line
	}
	for at--; at >= 0 && !g.used[at]; at-- {
		if text := g.lines[at].text; categoryLine(text) {
			last.made.category, last.made.steps, last.made.broken = joinName([]string{text}), nil, false
			return
		} else if strings.TrimSpace(text) != "" {
			last.made.broken = true
		}
	}
}

// leads reports that the page reads better than the records which the order of its tokens
// gives: by what looks right in it, and by how few rows are in doubt.
func (p *page) leads(columns []column, records []record, dropped int) bool {
	lead := p.quality - quality(columns, records) + 2*dropped
	if p.trust() >= 0 || faulty(p.records) == 0 {
		lead += 4 * (faulty(records) - faulty(p.records))
	}
	return lead > 0 || lead >= -p.trust()
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
