package indicator

import (
	"regexp"
	"strings"
)

// yearLabel matches what begins the label of a column of figures.
var yearLabel = regexp.MustCompile(`^(?:到)?20[0-6]\d年?`)

const (
	unknownHead = "这一行像是指标表的表头，但栏目拆散了，没有读成表格；请核对原文，必要时换成表格版式再导入。"
	unknownRow  = "上面的表头没有读成，这一行像是它的行，没有读。"
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
	above, apart := "", 0
	for i < len(g.tokens) && apart < unknownApart {
		end, at := g.lineEnd(i), g.tokens[i].line
		if g.used[at] || g.prose[at] {
			return i
		}
		cells := 0
		for _, t := range g.tokens[i:end] {
			if t.shape.value || t.shape.unit || t.shape.attr != "" {
				cells++
			}
		}
		text := strings.TrimSpace(above + " " + tighten(g.lines[at].text))
		if apart++; cells < 2 {
			above = text
		} else {
			r.Unread = append(r.Unread, Unread{g.lines[at].place, text, unknownRow})
			above, apart = "", 0
		}
		i = end
	}
	return i
}

// unknownApart is how many lines of words may stand between two such rows.
const unknownApart = 8
