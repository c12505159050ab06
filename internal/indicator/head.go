package indicator

import (
	"slices"
	"strings"
)

// A head is one way to read the tokens from a place on as the head of a table.
type head struct {
	columns []column
	from    int // first token
	to      int // token after the last
	stack   int // one more than its first token where labels are broken over lines, see stackedAt
}

const (
	pieceMax = 6  // tokens one label may be broken into
	headMax  = 14 // columns
	readings = 12 // ways to read one head that are tried on the rows below
)

// headsAt lists the ways to read the tokens from i on as a head. The
// same words can often be cut in two ways (2020年末 | 目标值, 2020年末目标值); which
// one is right is decided by the rows.
func (g *region) headsAt(i int) []head {
	if i >= len(g.tokens) || !mayHead(g.tokens[i].folded) {
		return nil
	}
	if known, ok := g.heads[i]; ok {
		return known
	}
	f := finder{lines: g.lines, tokens: g.tokens, from: i, left: labelsTried, known: g.known}
	f.walk(i, nil)
	g.heads[i] = best(f.found)
	if found := g.stackedAt(i); len(found) > 0 && (len(g.heads[i]) == 0 || found[0].to > g.heads[i][0].to) {
		g.heads[i] = found
	}
	return g.heads[i]
}

// finder searches the readings of one head. It gives up after a number of labels, so
// that a page of nothing but head words costs no more than any other.
type finder struct {
	lines  []line
	tokens []token
	from   int
	left   int
	known  map[string][][]column // labels read before
	found  []head
}

const (
	labelsTried = 600
	labelsKnown = 20000 // labels remembered, so that memory stays bounded
)

// cuts remembers what [cuts] says.
func (f *finder) cuts(text string) [][]column {
	if known, ok := f.known[text]; ok {
		return known
	}
	if len(f.known) > labelsKnown {
		clear(f.known)
	}
	f.known[text] = cuts(text)
	return f.known[text]
}

func (f *finder) walk(at int, columns []column) {
	if f.left <= 0 || len(columns) > headMax || doubled(columns) {
		return
	}
	extended := false
	label, text := "", ""
	for n := 0; n < pieceMax && at+n < len(f.tokens); n++ {
		t := f.tokens[at+n]
		if at+n > f.from && lineStart(t.gap) && (t.shape.attr != "" || t.shape.number >= 0) {
			break // the first cell of a row
		}
		if f.lines[t.line].place.Page != f.lines[f.tokens[f.from].line].place.Page {
			break // a head stands on one page
		}
		if n > 0 && (t.gap == gapTab || t.gap == gapCell || t.gap == gapWide) {
			break
		}
		if n > 0 && (t.gap == gapSpace && wholeFigures(text) && wholeFigures(t.text) || startsTable(text) && headWord(t.text)) {
			break
		}
		if label += t.folded; runes(label) > labelMax {
			break
		}
		if text != "" {
			text += "\n"
		}
		text += t.text
		f.left--
		for _, cut := range f.cuts(text) {
			if len(cut) > 1 && f.title(at+n) {
				continue
			}
			if cut[0].kind == foreign && (n > 0 || f.below(at)) {
				continue // the first cell of a row below, not a column
			}
			extended = true
			f.walk(at+n+1, withLevels(append(columns[:len(columns):len(columns)], cut...)))
		}
	}
	if !extended && len(columns) > 0 && strange(f.tokens, at) && unknowns(columns) < 2 {
		t := f.tokens[at]
		f.walk(at+1, append(columns[:len(columns):len(columns)], column{label: t.text, folded: t.folded, doubt: 150}))
	}
	if plausible(columns) {
		f.found = append(f.found, head{columns: columns, from: f.from, to: at})
	}
}

// wholeFigures reports a label which needs no other to name a column of figures: 规划目标
// beside 完成情况 is two columns, 2020年 beside 目标值 may be one.
func wholeFigures(text string) bool {
	c, ok := headOf(text)
	return ok && (c.kind == base || c.kind == target || c.kind == done)
}

// startsTable reports a label that is whole and part of no other: 序号 over 具体指标 is two
// columns.
func startsTable(text string) bool {
	c, ok := headOf(text)
	return ok && (c.kind == ordinal || c.kind == attr)
}

// title reports a line of one token with another head right below it: what looks like
// labels set together are the words of a title.
func (f *finder) title(at int) bool {
	next := at + 1
	if at != f.from || next+1 >= len(f.tokens) || !lineStart(f.tokens[next].gap) {
		return false
	}
	return headWord(f.tokens[next].text)
}

// below reports a token that begins a line under a head whose labels stand side by
// side.
func (f *finder) below(at int) bool {
	return lineStart(f.tokens[at].gap) && inLine(f.tokens[f.from:at])
}

// levels are the labels of indicators in several steps, from the widest.
var levels = []string{"一级指标", "二级指标", "三级指标", "四级指标"}

// withLevels makes categories of all columns of indicators but those of the lowest step.
func withLevels(columns []column) []column {
	lowest := -1
	for _, c := range columns {
		lowest = max(lowest, slices.Index(levels, c.folded))
	}
	if lowest < 2 {
		return columns // 一级指标 alone is a category, 二级指标 a name
	}
	out := slices.Clone(columns)
	for i, c := range out {
		if at := slices.Index(levels, c.folded); at >= 0 && at < lowest {
			out[i].kind = category
		} else if at == lowest {
			out[i].kind = name
		}
	}
	return out
}

// doubled reports columns of which a head has one only.
func doubled(columns []column) bool {
	var seen [foreign + 1]int
	for _, c := range columns {
		seen[c.kind]++
	}
	return seen[name] > 1 || seen[ordinal] > 1 || seen[unit] > 1 || seen[attr] > 1 || seen[category] > 2
}

// strange reports a token between the labels of a line that is no head word known
// here: plans have columns of their own.
func strange(tokens []token, at int) bool {
	if at+1 >= len(tokens) || tokens[at].gap >= gapLine || tokens[at+1].gap >= gapLine {
		return false
	}
	h := tokens[at].shape
	return h.han >= 2 && h.runes <= 8 && !h.numeric && !h.unit && !h.sentence && h.attr == ""
}

func unknowns(columns []column) int {
	n := 0
	for _, c := range columns {
		if c.kind == unknown {
			n++
		}
	}
	return n
}

// inLine reports that labels stand side by side in a line.
func inLine(tokens []token) bool {
	for i := 1; i < len(tokens); i++ {
		if tokens[i].gap < gapLine {
			return true
		}
	}
	return false
}

// mayHead is the cheap question before the search.
func mayHead(folded string) bool {
	for _, w := range []string{"指标", "序", "类", "名称", "单位", "领域", "编号", "项目", "目标", "板块", "方面", "分类", "指", "属性", "20", "No", "no", "内容", "大类", "现状", "维度"} {
		if strings.HasPrefix(folded, w) {
			return true
		}
	}
	return len(folded) < 40 && (strings.Contains(folded, "指标") || strings.Contains(folded, "目标"))
}

// cuts reads one label as a column, or as several columns when it was set wide and
// all its characters fell together.
func cuts(text string) [][]column {
	if c, ok := headOf(text); ok {
		return [][]column{{c}}
	}
	if strings.Contains(text, "\n") {
		return nil
	}
	r := []rune(text)
	if len(r) < 4 || len(r) > labelMax {
		return nil
	}
	for n := len(r) - 2; n >= 2; n-- {
		first, ok := headOf(string(r[:n]))
		if !ok || first.kind == foreign || first.kind == note || first.kind == year {
			continue
		}
		for _, rest := range cuts(string(r[n:])) {
			return [][]column{append([]column{first}, rest...)}
		}
	}
	return nil
}

// plausible reports a head worth trying: a name and a column of figures.
func plausible(columns []column) bool {
	names, values := 0, 0
	for _, c := range columns {
		switch {
		case c.kind == name:
			names++
		case c.kind.value():
			values++
		}
	}
	return names == 1 && values > 0
}

// best keeps the readings that use the most tokens.
func best(found []head) []head {
	longest := 0
	for _, h := range found {
		longest = max(longest, h.to)
	}
	var kept []head
	for _, h := range found {
		if h.to == longest && len(kept) < readings {
			kept = append(kept, h)
		}
	}
	return kept
}
