package indicator

import (
	"regexp"
	"strings"
)

// Furniture is what a page carries besides its text: page numbers, running heads, drawn
// lines, and the words that say a table goes on. It is blanked before tables are looked
// for, since a page may end in the middle of a row.

var (
	pageMark = regexp.MustCompile(`^(?:第\d+页(?:[,/]?共\d+页)?|[-—–·]+\d{1,4}[-—–·]+|page\d+(?:of\d+)?|\d+/\d+页|共\d+页)$`)

	// edgeNumber is what counts as a page number only where a page begins or ends: in
	// the middle of a page the same line may be a cell.
	edgeNumber = regexp.MustCompile(`^(?:\d{1,3}|\d{1,3}/\d{1,3}|[ivxl]{1,6})$`)
	pageOf     = regexp.MustCompile(`^(\d{1,3})/(\d{1,3})$`)

	// rule is a line drawn with characters.
	rule = regexp.MustCompile(`^[-=_+|│┃─━┌┐└┘├┤┬┴┼╔╗╚╝═║:\s]{3,}$`)

	// goesOn stands above the second part of a table.
	goesOn = regexp.MustCompile(`^(?:[(]?(?:续|接)上?(?:表|页)\d*[)]?.{0,20}|(?:附?表|专栏)\d*.{0,30}[(]续\d*[)])$`)

	// attachment is the shortest running head there is.
	attachment = regexp.MustCompile(`^附[件表录]\d*$`)

	// numberAside is a page number beside a running head.
	numberAside = regexp.MustCompile(`^\s*\d{1,3}\s+|\s+\d{1,3}\s*$`)
)

// dropFurniture blanks page numbers, drawn lines and running heads.
func (g *region) dropFurniture() {
	marks := map[int]bool{}
	edges := g.pageEdges()
	for i := range g.lines {
		text := strings.TrimSpace(g.lines[i].text)
		folded := strings.ToLower(fold(text))
		switch {
		case edges[i] || pageMark.MatchString(folded) || g.ofPages(i, folded):
			marks[i] = true
		case len(text) > 6 && rule.MatchString(text) && !dash(folded):
			g.lines[i].text, g.rules[i] = "", strings.ContainsAny(text, "─━═┼+")
		case goesOn.MatchString(folded):
			g.lines[i].text = ""
		}
	}
	for i := range marks {
		g.lines[i].text = ""
	}
	g.dropRunning(marks)
}

// ofPages reports the number of a page among all, 7/30, where it is no cell.
func (g *region) ofPages(i int, folded string) bool {
	m := pageOf.FindStringSubmatch(folded)
	if m == nil || g.amongCells(i) || g.textNear(i, -1) && g.textNear(i, 1) {
		return false
	}
	page, _ := integer(m[1])
	all, _ := integer(m[2])
	return page >= 1 && page <= all
}

// textNear reports text on the line right above or below.
func (g *region) textNear(i, step int) bool {
	i += step
	return i >= 0 && i < len(g.lines) && strings.TrimSpace(g.lines[i].text) != ""
}

// dropRunning blanks running heads: a line at the edge of a page which stands at the
// edge of another one too, or which says itself that it names the plan.
func (g *region) dropRunning(marks map[int]bool) {
	at := map[string][]int{}
	for i := range g.edgesOf(marks) {
		text := running(g.lines[i].text)
		if text != "" {
			at[text] = append(at[text], i)
		}
	}
	for text, lines := range at {
		if len(lines) > 1 || planHead(text) {
			for _, i := range lines {
				g.lines[i].text = ""
				g.blanked[i] = !planHead(text)
			}
		}
	}
}

// edgesOf lists the first and the last line with text of each page; where the format
// tells no pages, the lines next to page numbers.
func (g *region) edgesOf(marks map[int]bool) map[int]bool {
	found := map[int]bool{}
	add := func(i int) {
		if i >= 0 {
			found[i] = true
		}
	}
	for i := 1; i < len(g.lines); i++ {
		if g.lines[i].place.Page != g.lines[i-1].place.Page {
			add(g.textFrom(i-1, -1))
			add(g.textFrom(i, 1))
		}
	}
	if len(found) > 0 && len(g.lines) > 0 {
		add(g.textFrom(0, 1)) // the first page has a running head too
	}
	for i := range marks {
		add(g.textFrom(i, -1))
		add(g.textFrom(i, 1))
	}
	return found
}

// running is a line without the page number beside it; empty when it cannot be a
// running head, because it has cells or words of a table.
func running(text string) string {
	text = strings.TrimSpace(numberAside.ReplaceAllString(text, ""))
	cells := split(text, 0)
	for _, c := range cells {
		if h := c.shape; headWord(c.text) || h.value || h.unit || h.attr != "" {
			return ""
		}
	}
	if len(cells) == 0 || len(cells) > 4 || countHan(text) < 4 && !attachment.MatchString(fold(text)) || strings.ContainsAny(fold(text), ",;。:、(") {
		return ""
	}
	return text
}

// planHead reports words that name a plan or a notice and no table.
func planHead(text string) bool {
	folded := fold(text)
	return countHan(folded) >= 6 && !sectionLine.MatchString(folded) && !strings.Contains(folded, "表") && !strings.Contains(folded, "指标") &&
		(strings.HasSuffix(folded, "规划") || strings.HasSuffix(folded, "纲要") || strings.HasSuffix(folded, "的通知") || strings.HasSuffix(folded, "人民政府") ||
			strings.HasSuffix(folded, "文件") || strings.HasSuffix(folded, "公报"))
}

// pageEdges marks the first and the last line with text next to each change of page
// when it is a page number. The very first and last lines of the region are no edges,
// because there a table may begin or end on the page.
func (g *region) pageEdges() map[int]bool {
	edges := map[int]int{} // by line, the side of the page: 1 above, -1 below
	for i := 1; i < len(g.lines); i++ {
		if g.lines[i].place.Page == g.lines[i-1].place.Page {
			continue
		}
		for _, side := range []int{-1, 1} {
			at := g.textFrom(i+min(side, 0), side)
			if at >= 0 && edgeNumber.MatchString(strings.ToLower(fold(g.lines[at].text))) {
				edges[at] = side
			}
		}
	}
	kept := map[int]bool{}
	for at := range edges {
		if !g.amongCells(at) || g.counts(at, edges) {
			kept[at] = true
		}
	}
	return kept
}

// amongCells reports a line right beside another of its page that is a single cell:
// where each line is a cell, the last figure of a page looks like a page number.
func (g *region) amongCells(at int) bool {
	for _, step := range []int{-1, 1} {
		i := at + step
		if i >= 0 && i < len(g.lines) && strings.TrimSpace(g.lines[i].text) == "" {
			i += step // each cell may have an empty line below it
		}
		if i < 0 || i >= len(g.lines) || g.lines[i].place.Page != g.lines[at].place.Page {
			continue
		}
		if len(strings.Fields(g.lines[i].text)) == 1 {
			return true
		}
	}
	return false
}

// counts reports a number that goes with the pages: the page's own, or as far from it
// as the number at the same edge of another page.
func (g *region) counts(at int, edges map[int]int) bool {
	n, ok := integer(fold(g.lines[at].text))
	if !ok {
		return true // 7/30 and vii do not pass for a figure of a row
	}
	page := g.lines[at].place.Page
	if n == page {
		return true
	}
	for other, side := range edges {
		m, ok := integer(fold(g.lines[other].text))
		if p := g.lines[other].place.Page; ok && side == edges[at] && p != page && m-p == n-page {
			return true
		}
	}
	return false
}

// textFrom is the first line with text from i on within the page of line i, going
// by step; -1 when there is none.
func (g *region) textFrom(i, step int) int {
	page := g.lines[i].place.Page
	for ; i >= 0 && i < len(g.lines) && g.lines[i].place.Page == page; i += step {
		if strings.TrimSpace(g.lines[i].text) != "" {
			return i
		}
	}
	return -1
}
