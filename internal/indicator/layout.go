package indicator

import (
	"regexp"
	"strings"

	"lianxin/internal/document"
)

// A region is the plain text between two grids of a document, as lines and as
// tokens. Page numbers and running heads are no part of it.
type region struct {
	lines    []line
	tokens   []token
	prose    []bool       // lines that read as sentences or as headings end a table
	sections []bool       // those of them which may instead head the rows below
	rules    map[int]bool // lines drawn across a table
	blanked  map[int]bool // lines taken for running heads only because they come again
	used     []bool       // lines a table was read from

	effort  int      // names that may still be judged on pages
	metrics []metric // in which it may be set

	ruled  int                   // lines before this one were tried as a ruled table
	heads  map[int][]head        // by token, see headsAt
	known  map[string][][]column // by label, see finder
	pieces map[int]bool          // by line, see pieceLine
}

// effortMax is how many ways to put the lines of a name together are judged between two
// grids. A plan needs some hundreds; a text made for it would take minutes.
const effortMax = 30000

// regionOf makes a region of paragraphs. A paragraph may hold several lines.
func regionOf(paragraphs []*document.Paragraph, metrics []metric) *region {
	g := &region{effort: effortMax, metrics: metrics, heads: map[int][]head{}, blanked: map[int]bool{}, rules: map[int]bool{}, known: map[string][][]column{}, pieces: map[int]bool{}}
	for _, p := range paragraphs {
		for text := range strings.SplitSeq(p.Text, "\n") {
			g.lines = append(g.lines, line{text: strings.Trim(text, "\r\f\ufeff"), place: p.Place})
		}
	}
	g.dropFurniture()
	g.prose, g.used, g.sections = make([]bool, len(g.lines)), make([]bool, len(g.lines)), make([]bool, len(g.lines))
	for i, l := range g.lines {
		g.prose[i] = endsTable(l.text) && !g.bracketed(i)
		g.sections[i] = g.prose[i] && categoryLine(l.text)
	}
	g.tokenise()
	return g
}

var (
	noteLine    = regexp.MustCompile(`^(?:注|备注|说明|资料来源|数据来源|注释|附注)\d?[::]|^(?:★|\*|※)*注[::]|^注\d`)
	sectionLine = regexp.MustCompile(`^(?:第[一二三四五六七八九十\d]+[章节部分篇条]|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|附(?:表|件|录)\d*|专栏\d*|表\d+[::]?|图\d+|[—-]{2,}\p{Han}{2})`)
	sentenceEnd = regexp.MustCompile(`[。;]`)
)

// endsTable reports a line after which a table does not go on: a note, a heading or
// a sentence.
func endsTable(text string) bool {
	folded := fold(text)
	if folded == "" || strings.Contains(text, "\t") && !strings.HasPrefix(text, "\t") {
		return false
	}
	return noteLine.MatchString(folded) || sectionLine.MatchString(folded) && !numbered(text) && !dashCell(text) ||
		sentenceEnd.MatchString(folded) && runes(folded) > 12 || runes(folded) > 100 && !strings.Contains(text, "  ")
}

// dashCell reports a line that begins with the sign for no figure, not with the dash of a
// subtitle.
func dashCell(text string) bool {
	cells := strings.Fields(text)
	return len(cells) > 1 && dash(fold(cells[0]))
}

var categoryMark = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))\p{Han}`)

// categoryMax is how long the heading of a few rows may be, in characters.
const categoryMax = 24

// categoryLine reports a heading that may stand between the rows of a table.
func categoryLine(text string) bool {
	folded := fold(text)
	return categoryMark.MatchString(folded) && runes(folded) <= categoryMax && !sentenceEnd.MatchString(folded) &&
		!strings.ContainsAny(folded, ",:") && balanced(folded)
}

// bracketed reports a line inside a bracket that a line above opened: 水质优良（ over
// 一、二类）比例 is one name. The figures of the row may stand on a line between.
func (g *region) bracketed(i int) bool {
	here, open := depth(g.lines[i].text), 0
	if here == 0 {
		return depth(g.textBefore(i)) > 0 && depth(g.textAfter(i)) < 0
	}
	for at, looked := i-1, 0; here < 0 && at >= 0 && looked < bracketLines; at-- {
		if strings.TrimSpace(g.lines[at].text) == "" {
			continue
		}
		if open += depth(g.lines[at].text); open > 0 {
			return true
		}
		looked++
	}
	return false
}

// bracketLines is how many lines above are looked at for the bracket a line closes.
const bracketLines = 3

// textBefore is the text of the line above i that has any.
func (g *region) textBefore(i int) string {
	for i--; i >= 0; i-- {
		if strings.TrimSpace(g.lines[i].text) != "" {
			return g.lines[i].text
		}
	}
	return ""
}

// textAfter is the text of the line below i that has any.
func (g *region) textAfter(i int) string {
	for i++; i < len(g.lines); i++ {
		if strings.TrimSpace(g.lines[i].text) != "" {
			return g.lines[i].text
		}
	}
	return ""
}

// numbered tells the row “一、… 100 约束性” from a heading: it has figures in cells.
func numbered(text string) bool {
	cells := split(text, 0)
	return len(cells) > 2 && (cells[len(cells)-1].shape.value || cells[len(cells)-1].shape.attr != "")
}

// endsInText reports that words stand below the last table of the region.
func (g *region) endsInText() bool {
	return len(g.tokens) > 0 && !g.used[g.tokens[len(g.tokens)-1].line]
}

// tokenise cuts all lines and says what stands between the tokens.
func (g *region) tokenise() {
	cells := g.cellLines()
	blank := true
	for i, l := range g.lines {
		text := l.text
		first := gapLine
		switch {
		case cells[i] == gapCell:
			if strings.TrimSpace(text) == "" {
				g.tokens = append(g.tokens, token{line: i, gap: gapCell})
				continue
			}
			first, text = gapCell, text[1:]
		case cells[i] == gapWrap:
			first = gapWrap
		case blank:
			first = gapBlank
		}
		if len(text) > lineMax {
			blank = false
			continue // a page of prose in one line, no row
		}
		found := split(text, i)
		blank = len(found) == 0
		if blank {
			continue
		}
		if len(found) == 2 && heading.MatchString(found[0].folded) && !barePlan.MatchString(found[0].folded) && textLike(found[1].folded) {
			found = found[1:] // 一 社会救助 heads rows; its number is none of a row
		}
		found[0].gap = first
		g.tokens = append(g.tokens, found...)
	}
}

const (
	lineMax  = 8000 // bytes of a line that may be a row
	cellMin  = 6    // lines begun by a tab which make a table of cells
	cellLong = 100  // characters of a line that is an indented paragraph instead
)

// cellLines finds the layout in which each line that begins with a tab is a cell and
// a line without one, between two that have it, continues the cell before.
func (g *region) cellLines() []gap {
	kinds := make([]gap, len(g.lines))
	leading := 0
	for i, l := range g.lines {
		kinds[i] = gapLine
		if strings.HasPrefix(l.text, "\t") && strings.Count(l.text, "\t") == 1 && runes(l.text) <= cellLong {
			kinds[i] = gapCell
			leading++
		}
	}
	if leading < cellMin {
		return make([]gap, len(g.lines))
	}
	after := gapLine // the kind of the next line with text
	for i := len(kinds) - 1; i >= 0; i-- {
		switch {
		case kinds[i] == gapCell:
			after = gapCell
		case strings.TrimSpace(g.lines[i].text) == "":
		case after != gapLine && !g.prose[i]:
			kinds[i] = gapWrap
		default:
			after = gapLine
		}
	}
	before := gapLine
	for i := range kinds {
		switch {
		case strings.TrimSpace(g.lines[i].text) == "" && kinds[i] != gapCell:
		case kinds[i] == gapWrap && before == gapLine:
			kinds[i] = gapLine
		default:
			before = kinds[i]
		}
	}
	return kinds
}
