package document

import (
	"html"
	"strings"
)

// readMarkdown takes lines as paragraphs, pipe tables as tables, and tables
// written as HTML, which converters put into Markdown when cells are merged.
func (d *Document) readMarkdown(text string) error {
	m := &sheetOfLines{budget: newBudget(), lines: splitLines(text)}
	if len(m.lines) > maxBlocks {
		return refuseLong()
	}
	for m.at < len(m.lines) {
		if err := m.step(d); err != nil {
			return err
		}
	}
	d.Blocks = m.blocks
	return nil
}

// sheetOfLines is Markdown being read.
type sheetOfLines struct {
	budget *budget
	lines  []string
	at     int
	fence  string // the mark that ends the block of code; empty outside
	blocks []Block
}

// splitLines cuts a text into its lines, and stops when there are too many.
func splitLines(text string) []string {
	var lines []string
	for len(text) > 0 && len(lines) <= maxBlocks {
		var one string
		one, text = cutLine(text)
		lines = append(lines, one)
	}
	return lines
}

// step reads one line or one table.
func (m *sheetOfLines) step(d *Document) error {
	line := m.lines[m.at]
	bare := strings.TrimLeft(line, " ")
	switch {
	case m.fence != "":
		if strings.HasPrefix(bare, m.fence) {
			m.fence = ""
		}
		return m.paragraph(line, false)
	case strings.HasPrefix(bare, "```"), strings.HasPrefix(bare, "~~~"):
		m.fence = bare[:3]
		return m.paragraph(line, false)
	case len(bare) >= 6 && strings.EqualFold(bare[:6], "<table"):
		return m.htmlTable(d)
	case m.at+1 < len(m.lines) && strings.Contains(line, "|") && columns(m.lines[m.at+1]) > 0 && columns(m.lines[m.at+1]) == len(cells(line)):
		return m.pipeTable()
	}
	if level := len(bare) - len(strings.TrimLeft(bare, "#")); level >= 1 && level <= 6 && (len(bare) == level || bare[level] == ' ' || bare[level] == '\t') {
		title := strings.TrimSpace(bare[level:])
		title = strings.TrimRight(strings.TrimRight(title, "#"), " ")
		return m.paragraph(inline(title), true)
	}
	return m.paragraph(inline(line), false)
}

// paragraph adds a line.
func (m *sheetOfLines) paragraph(text string, heading bool) error {
	m.at++
	m.blocks = append(m.blocks, &Paragraph{Text: text, Place: Place{Line: m.at}, Heading: heading})
	return m.budget.block(len(text))
}

// htmlTable reads lines up to the end of the outermost table as HTML.
func (m *sheetOfLines) htmlTable(d *Document) error {
	first, depth := m.at, 0
	for m.at < len(m.lines) {
		low := strings.ToLower(m.lines[m.at])
		depth += strings.Count(low, "<table") - strings.Count(low, "</table")
		m.at++
		if depth <= 0 {
			break
		}
	}
	part := &page{flow: newFlow(), line: first + 1}
	part.budget = m.budget
	if err := part.run(strings.Join(m.lines[first:m.at], "\n")); err != nil {
		return err
	}
	blocks, err := part.finish()
	m.blocks = append(m.blocks, blocks...)
	return err
}

// pipeTable reads a header, the line under it, and rows up to a blank line or
// one without a pipe. Markdown does not show what a row has beyond its header; here
// it is kept, because a reader has to know that the row has a cell too many.
func (m *sheetOfLines) pipeTable() error {
	g := grid{budget: m.budget, flows: true}
	start := m.at
	for ; m.at < len(m.lines); m.at++ {
		line := m.lines[m.at]
		if m.at == start+1 {
			continue
		}
		if strings.TrimSpace(line) == "" || m.at > start && !strings.Contains(line, "|") {
			break
		}
		if err := g.beginRow(); err != nil {
			return err
		}
		for _, text := range cells(line) {
			if _, err := g.add(spot{rows: 1, cols: 1, text: inline(text), header: m.at == start, place: Place{Line: m.at + 1}}); err != nil {
				return err
			}
		}
	}
	t, err := g.table(Place{Line: start + 1})
	if err != nil {
		return err
	}
	m.blocks = append(m.blocks, t)
	return nil
}

// columns counts the columns of the line under a header, such as |---|:-:|;
// 0 when the line is none.
func columns(line string) int {
	if !strings.Contains(line, "-") || strings.Trim(line, " \t|:-") != "" {
		return 0
	}
	row := cells(line)
	for _, c := range row {
		c = strings.TrimSuffix(strings.TrimPrefix(c, ":"), ":")
		if c == "" || strings.Trim(c, "-") != "" {
			return 0
		}
	}
	if len(row) == 1 && !strings.Contains(line, "|") {
		return 0 // a rule across the page
	}
	return len(row)
}

// cells splits a row at its pipes. The blanks beside a pipe belong to the
// layout, not to the cell.
func cells(line string) []string {
	line = strings.Trim(line, " \t")
	line = strings.TrimPrefix(line, "|")
	var list []string
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && i+1 < len(line):
			// The pipe's own backslash belongs to the table, all others to the text.
			if line[i+1] != '|' {
				b.WriteByte(c)
			}
			i++
			b.WriteByte(line[i])
		case c == '|':
			list = append(list, strings.Trim(b.String(), " \t"))
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	if rest := strings.Trim(b.String(), " \t"); rest != "" || !strings.HasSuffix(line, "|") {
		list = append(list, rest)
	}
	return list
}

// inline reads what Markdown means inside a line: escapes, character
// references, line breaks, and the stars around strong words.
func inline(text string) string {
	if !strings.ContainsAny(text, "\\&<*_") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		rest := text[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1 && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", rest[1]) >= 0:
			b.WriteByte(rest[1])
			i += 2
		case rest[0] == '<' && lineBreak(rest) > 0:
			b.WriteByte('\n')
			i += lineBreak(rest)
		case rest[0] == '&':
			end := strings.IndexByte(rest[:min(len(rest), 40)], ';') + 1
			b.WriteString(html.UnescapeString(rest[:max(end, 1)]))
			i += max(end, 1)
		case strings.HasPrefix(rest, "**") || strings.HasPrefix(rest, "__") && (i == 0 || text[i-1] <= '/'):
			inner, n := strong(rest)
			b.WriteString(inner)
			i += n
		default:
			b.WriteByte(rest[0])
			i++
		}
	}
	return b.String()
}

// lineBreak is the length of a <br> in front; 0 when there is none.
func lineBreak(s string) int {
	for _, tag := range []string{"<br>", "<br/>", "<br />"} {
		if len(s) >= len(tag) && strings.EqualFold(s[:len(tag)], tag) {
			return len(tag)
		}
	}
	return 0
}

// strong reads words between double stars or lines. Marks without an end, or
// with a blank inside their edge, are characters of the text.
func strong(s string) (text string, length int) {
	mark := s[:2]
	end := strings.Index(s[2:], mark)
	if end <= 0 {
		return mark, 2
	}
	inner := s[2 : 2+end]
	if strings.ContainsAny(inner[:1]+inner[len(inner)-1:], " \t*_\\") {
		return mark, 2
	}
	return inline(inner), end + 4
}
