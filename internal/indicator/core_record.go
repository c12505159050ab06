package indicator

import (
	"strings"

	"lianxin/internal/document"
)

// underOf is the heading the document marks as one right above row i.
func (s *spread) underOf(i int) string {
	for t := s.cores[i].first; t <= s.cores[i].last; t++ {
		if s.body[t].under != "" {
			return s.body[t].under
		}
	}
	return ""
}

func (s *spread) placeOf(t int) document.Place { return s.g.lines[s.body[t].line].place }

// record makes the record of row i with its loose lines.
func (s *spread) record(i int, before, after choice) record {
	c, columns := s.cores[i], s.f.columns
	rec := record{cells: make([]string, len(columns))}
	parts := make([][]string, len(columns))
	last, begin, end := -1, -1, c.last
	for t := c.first; t <= c.last; t++ {
		at := s.f.at[t]
		if at < 0 || s.loosed[t] {
			continue
		}
		if begin < 0 {
			begin = t
		}
		end = t
		tok := s.body[t]
		if n := len(parts[at]); n > 0 && tok.gap < gapTab && tok.line == last {
			parts[at][n-1] += " " + tok.text
		} else {
			parts[at] = append(parts[at], tok.text)
		}
		last = tok.line
	}
	above, below := s.loose[i][before.tail+before.heads:], s.loose[i+1][:after.tail]
	if begin < 0 {
		begin = c.first
	}
	if len(above) > 0 {
		begin = min(begin, above[0].token)
	}
	if len(below) > 0 {
		end = max(end, below[len(below)-1].token)
	}
	rec.place, rec.until = s.placeOf(begin), s.placeOf(end)
	rec.first, rec.last = s.body[begin].line, s.body[end].line
	at := indexOf(columns, name)
	parts[at] = append(append(textsOf(above), parts[at]...), textsOf(below)...)
	rec.pieces, rec.torn = parts[at], s.tornWords(parts)
	for k, col := range columns {
		rec.cells[k] = joinCell(col.kind, parts[k])
	}
	if rec.fault = s.f.lacks(parts); rec.fault == "" {
		rec.fault = s.blurred(&c, parts)
	}
	return rec
}

// around is the text of a row with all loose lines beside it.
func (s *spread) around(i int, rec *record) string {
	name := indexOf(s.f.columns, name)
	parts := append(textsOf(s.loose[i]), s.cores[i].own...)
	for c, text := range rec.cells {
		if c != name && text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(append(parts, textsOf(s.loose[i+1])...), " ")
}

func textsOf(pieces []piece) (out []string) {
	for _, p := range pieces {
		out = append(out, p.text)
	}
	return out
}
