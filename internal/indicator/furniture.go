package indicator

import (
	"regexp"
	"strings"
)

// edgeNumber is what counts as a page number only where a page begins or ends: in
// the middle of a page the same line may be a cell.
var edgeNumber = regexp.MustCompile(`^(?:\d{1,3}|\d{1,3}/\d{1,3}|[ivxl]{1,6})$`)

// pageEdges marks the first and the last line with text next to each change of page
// when it is a page number. The very first and last lines of the region are no edges,
// because there a table may begin or end on the page.
func (g *region) pageEdges() map[int]bool {
	edges := map[int]bool{}
	for i := 1; i < len(g.lines); i++ {
		if g.lines[i].place.Page == g.lines[i-1].place.Page {
			continue
		}
		for _, at := range []int{g.textFrom(i-1, -1), g.textFrom(i, 1)} {
			if at >= 0 && edgeNumber.MatchString(strings.ToLower(fold(g.lines[at].text))) {
				edges[at] = true
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
	for _, i := range []int{at - 1, at + 1} {
		if i < 0 || i >= len(g.lines) || g.lines[i].place.Page != g.lines[at].place.Page {
			continue
		}
		if len(split(g.lines[i].text, i)) == 1 {
			return true
		}
	}
	return false
}

// counts reports a number that goes with the pages: the page's own, or as far from it
// as the number at an edge of another page.
func (g *region) counts(at int, edges map[int]bool) bool {
	n, ok := integer(fold(g.lines[at].text))
	if !ok {
		return true // 7/30 and vii do not pass for a figure of a row
	}
	page := g.lines[at].place.Page
	if n == page {
		return true
	}
	for other := range edges {
		m, ok := integer(fold(g.lines[other].text))
		if p := g.lines[other].place.Page; ok && p != page && m-p == n-page {
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
