package indicator

import (
	"regexp"
	"strings"
)

// Between the rows of a table a plan may print headings of their groups: 一、基础设施,
// （一）救助. The same words begin a chapter, so what stands below them decides.

const (
	looked  = 7  // lines below a heading in which a row has to come
	lookedC = 10 // the same where each line is one cell
)

// lineEnd is the token after the line of token i.
func (g *region) lineEnd(i int) int {
	for at := g.tokens[i].line; i < len(g.tokens) && g.tokens[i].line == at; {
		i++
	}
	return i
}

// celled reports a head of which each label stands on a line of its own, so that the
// lines below it are whole cells.
func (g *region) celled(h head) bool {
	for i := h.from + 1; i < h.to; i++ {
		if g.tokens[i].gap < gapLine {
			return false
		}
	}
	return h.to-h.from >= rowlessMin
}

// headsRows reports that the section line at token i heads rows of the table of h:
// rows come right below it, and no words of another head.
func (g *region) headsRows(h head, i int) bool {
	if !g.sections[g.tokens[i].line] {
		return false
	}
	cells, left, figures, called := g.celled(h), looked, 0, 0
	if cells {
		left = lookedC
	}
	for i = g.lineEnd(i); i < len(g.tokens) && left > 0; left-- {
		end := g.lineEnd(i)
		if again := g.headsAt(i); len(again) > 0 {
			here, next := g.headWords(again[0])
			if words, _ := g.headWords(h); here == words {
				i = next // the page ended below the heading
				continue
			}
		}
		if line := g.tokens[i].line; g.sections[line] && figures == 0 {
			i = end
			continue
		} else if g.prose[line] {
			return false
		}
		here, foreigner := figuresOf(g.tokens[i:end])
		if foreigner {
			return false
		}
		for _, t := range g.tokens[i:end] {
			if t.shape.attr != "" {
				called++
			}
		}
		if figures += here; called >= 2 || cells && figures >= 3 || here >= 2 && (end-i >= 3 || here == end-i) {
			return true
		}
		i = end
	}
	return false
}

// titleEnd is how the title of another table ends.
var titleEnd = regexp.MustCompile(`(?:^表|[^代]表|清单|名单|一览|目录|名录)$`)

// figuresOf counts the tokens of a line that only rows have; another is true when the
// line has words of a head or is a title.
func figuresOf(tokens []token) (n int, another bool) {
	for _, t := range tokens {
		switch h := t.shape; {
		case h.attr == "" && headWord(t.text), titleEnd.MatchString(t.folded):
			return 0, true
		case h.value, h.unit, h.attr != "":
			n++
		}
	}
	return n, false
}

// orphanLines is how far below a table rows are looked for that it may have lost.
const orphanLines = 12

// orphans lists the lines below the end of a table that look like more of its rows:
// whatever ended the table may have stood between them.
func (r *Result) orphans(g *region, columns []column, i int) {
	if indexOf(columns, attr) < 0 {
		r.orphan(g, columns, i)
	}
	figures := 0 // columns of them
	for _, c := range columns {
		if c.kind.value() {
			figures++
		}
	}
	above, ended, seen := "", false, false // above are the words right above, perhaps of a name
	for left := orphanLines; i < len(g.tokens) && left > 0; left-- {
		end, at := g.lineEnd(i), g.tokens[i].line
		if _, another := figuresOf(g.tokens[i:end]); another || len(g.headsAt(i)) > 0 {
			return
		}
		ended = ended || g.prose[at] && !g.sections[at]
		text := tighten(g.lines[at].text)
		if orphaned(g.tokens[i:end], figures, len(columns), ended, seen) {
			r.Unread = append(r.Unread, Unread{g.lines[at].place, strings.TrimSpace(above + " " + text), "表格在前面中断了，这一行像是它的行，没有读。"})
			left, above, seen = orphanLines, "", true
		} else if above += " " + text; ended {
			above = ""
		}
		i = end
	}
}

// orphaned reports a line with cells which a row of so many columns has. Below the end of a
// sentence it has to call them 约束性 or 预期性.
func orphaned(tokens []token, figures, columns int, ended, seen bool) bool {
	called, found, words := 0, 0, 0
	for _, t := range tokens {
		switch {
		case t.shape.attr != "":
			called++
		case t.shape.value, t.shape.unit:
			found++
		case wordy(t.shape):
			words++
		default:
			return false
		}
	}
	switch {
	case ended:
		return called > 0 && called+found >= 2 && len(tokens) >= 3
	case called > 0:
		return true // the last cell of a row, where each line is one
	case seen && len(tokens) >= columns-1 && len(tokens) >= 2:
		return true // a row with goals in words, among others
	}
	return found > 0 && (len(tokens) >= columns-1 && len(tokens) >= 3 && words > 0 || len(tokens) >= figures && figures >= 2 && words < len(tokens))
}

// remainder lists what follows right below the last row and looks like cells: the last
// rows of a table may have been too strange for its columns. It gives the number of tokens
// listed.
func (r *Result) remainder(g *region, rows, rest []token, columns int, torn bool) (listed int) {
	apart := gapLine // the widest gap within the table
	for _, t := range rows[1:] {
		if t.gap == gapLine || t.gap == gapCell {
			apart = gapLine
			break
		}
		if t.gap == gapBlank {
			apart = gapBlank
		}
	}
	text, cells := "", torn && len(rest) > 1 && rest[0].gap <= apart
	for i, t := range rest {
		if lineStart(t.gap) && sameLine(rest, i)-i >= max(columns-1, 2) {
			cells = true // perhaps a row with goals in words
		}
		if i >= remainderMax || t.gap == gapBlank && apart != gapBlank {
			break
		}
		cells = cells || t.shape.value || t.shape.number > 0 || t.shape.attr != "" || t.shape.unit
		text += t.text + " "
		listed = i + 1
	}
	if !cells {
		return 0
	}

	r.Unread = append(r.Unread, Unread{g.lines[rest[0].line].place, strings.TrimSpace(text), "表格在前面中断了，这里像是它的行，没有读。"})
	return listed
}

// remainderMax is how many cells are listed of what the table left.
const remainderMax = 400

// orphan does so below a table without attributes, where only the very next words can
// be told: a name with its unit and figures.
func (r *Result) orphan(g *region, columns []column, i int) {
	if i >= len(g.tokens) || g.prose[g.tokens[i].line] || len(g.headsAt(i)) > 0 {
		return
	}
	if h := g.tokens[i].shape; !wordy(h) || !h.unitTail && !h.numbered {
		return
	}
	text, figures := "", 0
	for _, t := range g.tokens[i:min(len(g.tokens), i+len(columns))] {
		if g.prose[t.line] {
			break
		}
		if t.shape.numeric {
			figures++
		}
		text += t.text + " "
	}
	if figures > 0 {
		r.Unread = append(r.Unread, Unread{g.lines[g.tokens[i].line].place, strings.TrimSpace(text), "表格在前面中断了，这一行像是它的行，没有读。"})
	}
}
