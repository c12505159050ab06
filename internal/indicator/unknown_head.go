package indicator

import (
	"regexp"
	"slices"
	"strings"

	"lianxin/internal/document"
)

// yearLabel matches what begins the label of a column of figures.
var yearLabel = regexp.MustCompile(`^(?:到)?20[0-6]\d年?`)

const (
	unknownHead    = "这一行像是指标表的表头，但栏目拆散了，没有读成表格；请核对原文，必要时换成表格版式再导入。"
	unknownGridRow = "这张表写有约束性、预期性，像是指标表，但表头没有读成，这一行没有读。"
	unknownRow     = "上面的表头没有读成，这一行像是它的行，没有读。"
)

// unknownHeads lists the lines which have the words of the head of an indicator table, but
// were read as none, with what looks like rows below them: no table is lost in silence.
func (r *Result) unknownHeads(g *region) {
	for i := 0; i < len(g.tokens); {
		end, at := g.lineEnd(i), g.tokens[i].line
		if g.used[at] || g.prose[at] || !brokenHead(g.tokens[i:end]) || len(g.headsAt(i)) > 0 {
			i = end
			continue
		}
		r.Unread = append(r.Unread, Unread{g.lines[at].place, tighten(g.lines[at].text), unknownHead})
		i = r.unknownRows(g, end)
	}
}

// unknownGrid lists the rows of a grid that gave none although it calls them 约束性 or
// 预期性: its head was not understood, and no table is lost in silence.
func (r *Result) unknownGrid(g *grid) {
	called := 0
	for at := range g.t.Rows {
		if slices.ContainsFunc(g.t.Rows[at], func(c document.Cell) bool { return attribute(fold(c.Text)) != "" }) {
			called++
		}
	}
	if called < unknownCalled {
		return
	}
	for at, row := range g.t.Rows {
		if text := g.printed(at); text != "" {
			r.Unread = append(r.Unread, Unread{Place: row[0].Place, Text: text, Reason: unknownGridRow})
		}
	}
}

// unknownCalled is how many rows must be called 约束性 or 预期性 to be a table of indicators.
const unknownCalled = 3

// printed is what stands in a row of the grid, each cell once.
func (g *grid) printed(at int) string {
	var cells []string
	for c := range g.t.Rows[at] {
		if text := g.text(at, c); text != "" && (c == 0 || !g.same(at, c, at, c-1)) {
			cells = append(cells, joinName([]string{text}))
		}
	}
	return strings.Join(cells, " ")
}

// brokenHead reports a name of indicators, two labels of figures and another label in a
// line with little else.
func brokenHead(tokens []token) bool {
	names, figures, others, rest := 0, 0, 0, 0
	for _, t := range tokens {
		switch c, ok := headOf(t.text); {
		case ok && c.kind == foreign:
			return false
		case ok && c.kind == name && strings.Contains(c.folded, "指标"):
			names++
		case ok && c.kind.value() || yearLabel.MatchString(t.folded) && t.shape.runes <= labelMax:
			figures++
		case ok:
			others++
		default:
			rest++
		}
	}
	return names > 0 && figures > 1 && others > 0 && rest <= (names+figures+others)/2 ||
		names == 1 && figures > 2 && rest <= figures
}

// unknownRows lists the lines below that have two cells of figures, units or attributes,
// with the words above them; it gives the token at which they end.
func (r *Result) unknownRows(g *region, i int) int {
	above, apart, first, figures := "", 0, 0, false
	for i < len(g.tokens) && apart < unknownApart {
		end, at := g.lineEnd(i), g.tokens[i].line
		if g.used[at] || g.prose[at] {
			break
		}
		if above == "" {
			first = at
		}
		above, figures = strings.TrimSpace(above+" "+tighten(g.lines[at].text)), figures || figured(g.tokens[i:end])
		if apart++; cellsIn(g.tokens[i:end]) >= 2 {
			r.Unread = append(r.Unread, Unread{g.lines[at].place, above, unknownRow})
			above, apart, figures = "", 0, false
		}
		i = end
	}
	if figures {
		r.Unread = append(r.Unread, Unread{g.lines[first].place, above, unknownRow})
	}
	return i
}

// headPromise matches what a head says of goals, its words put together.
var headPromise = regexp.MustCompile(`目[标標]|规划|規劃|属性|屬性|约束|預期|预期|基期|现状|現狀`)

// headlessRows lists the rows of a table of which not even a line of the head could be
// read: below a line that speaks of indicators stand words of goals and then figures.
func (r *Result) headlessRows(g *region) {
	listed := map[string]bool{}
	for _, u := range r.Unread {
		listed[u.Place.String()] = true
	}
	for i := 0; i < len(g.tokens); {
		at := g.tokens[i].line
		text := fold(g.lines[at].text)
		i = g.lineEnd(i)
		if g.used[at] || !strings.Contains(text, "指标") && !strings.Contains(text, "指標") || runes(text) > titleMax || strings.ContainsAny(text, ",。;") || listed[g.lines[at].place.String()] {
			continue
		}
		first, words := g.figuresBelow(i)
		if first < 0 || !headPromise.MatchString(text+words) {
			continue
		}
		place := g.lines[at].place
		before := len(r.Unread)
		if i = r.unknownRows(g, i); len(r.Unread)-before < 2 {
			r.Unread = r.Unread[:before]
			continue
		}
		r.Unread = append(r.Unread, Unread{place, tighten(g.lines[at].text), unknownHead})
	}
}

// titleMax is how long, in characters, the title of a table or a line of its head is.
const titleMax = 60

// figuresBelow finds the first line with two figures, units or attributes below token i,
// and the words that stand above it; -1 when prose or a head that was read comes first.
func (g *region) figuresBelow(i int) (first int, words string) {
	for n := 0; n < unknownApart && i < len(g.tokens); n++ {
		end, at := g.lineEnd(i), g.tokens[i].line
		if g.used[at] || g.prose[at] || len(g.headsAt(i)) > 0 && !g.torn(i) {
			return -1, ""
		}
		if cellsIn(g.tokens[i:end]) > 1 {
			return i, words
		}
		words += folded(g.tokens[i:end])
		i = end
	}
	return -1, ""
}

// torn reports a head with pieces of labels on the line below it.
func (g *region) torn(i int) bool {
	end := g.lineEnd(i)
	return end < len(g.tokens) && g.tokens[end].gap == gapLine && g.pieceLine(g.tokens[end].line)
}

// cellsIn counts the figures, units and attributes.
func cellsIn(tokens []token) int {
	cells := 0
	for _, t := range tokens {
		if t.shape.value || t.shape.unit || t.shape.attr != "" {
			cells++
		}
	}
	return cells
}

// unknownApart is how many lines of words may stand between two such rows.
const unknownApart = 8
