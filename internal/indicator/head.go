package indicator

import "strings"

// A head is one way to read the tokens from a place on as the head of a table.
type head struct {
	columns []column
	from    int // first token
	to      int // token after the last
}

const (
	pieceMax = 6  // tokens one label may be broken into
	headMax  = 14 // columns
	readings = 24 // ways to read one head that are tried on the rows below
)

// headsAt lists the ways to read tokens from i on as a head, the longest first. The
// same words can often be cut in two ways (2020年末 | 目标值, 2020年末目标值); which
// one is right is decided by the rows.
func headsAt(tokens []token, i int) []head {
	if i >= len(tokens) || !mayHead(tokens[i].folded) {
		return nil
	}
	var found []head
	var walk func(at int, columns []column)
	walk = func(at int, columns []column) {
		if len(found) > 400 || len(columns) > headMax {
			return
		}
		extended := false
		label, text := "", ""
		for n := 0; n < pieceMax && at+n < len(tokens); n++ {
			t := tokens[at+n]
			if n > 0 && (t.gap == gapTab || t.gap == gapCell || t.gap == gapWide) {
				break
			}
			if label += t.folded; runes(label) > labelMax {
				break
			}
			if text != "" {
				text += "\n"
			}
			text += t.text
			for _, cut := range cuts(text) {
				extended = true
				walk(at+n+1, append(columns[:len(columns):len(columns)], cut...))
			}
		}
		if !extended || at > i {
			if plausible(columns) {
				found = append(found, head{columns: columns, from: i, to: at})
			}
		}
	}
	walk(i, nil)
	return best(found)
}

// mayHead is the cheap question before the search.
func mayHead(folded string) bool {
	for _, w := range []string{"指标", "序", "类", "名称", "单位", "领域", "编号", "项目", "目标", "板块", "方面", "分类", "指", "属性", "20", "No", "no", "内容", "大类", "现状", "维度"} {
		if strings.HasPrefix(folded, w) {
			return true
		}
	}
	return false
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

// plausible reports a head worth trying: a name and a column of figures or the
// attribute, and three columns in all.
func plausible(columns []column) bool {
	names, values := 0, 0
	for _, c := range columns {
		switch {
		case c.kind == name:
			names++
		case c.kind.value() || c.kind == attr:
			values++
		}
	}
	return names == 1 && values > 0 && len(columns) >= 3
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
