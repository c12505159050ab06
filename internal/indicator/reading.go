package indicator

// A reading is one way to read the tokens below a head. All ways a head may be read are
// tried on the first rows, and the one that fits them best is taken.

// reading is one way to read a head, with the rows it gives.
type reading struct {
	columns []column // with the implied ones in front
	at      []int
	begins  []bool
	used    int
	cost    int
}

// choose tries the readings of a head on the rows below and keeps the cheapest that
// is an indicator table.
func (g *region) choose(heads []head, body []token, title string) *reading {
	var best *reading
	celled := g.celled(heads[0]) && oneCell(body)
	for _, h := range heads {
		for _, read := range withAttribute(h.columns, body) {
			if _, ok := resolve(read, title); !ok {
				continue
			}
			columns := withImplied(read)
			_, _, _, cost := align(columns, body[:min(len(body), probe)], celled)
			for _, c := range read {
				cost += c.doubt
			}
			if best == nil || cost < best.cost {
				best = &reading{columns: columns, cost: cost}
			}
		}
	}
	if best != nil {
		best.at, best.begins, best.used, best.cost = align(best.columns, body, celled)
	}
	return best
}

// withAttribute gives the columns as they are and, where rows are called 约束性 or
// 预期性 and no head says so, with each column that may hold these words.
func withAttribute(columns []column, body []token) [][]column {
	ways := [][]column{columns}
	called := 0
	for _, t := range body[:min(len(body), probe)] {
		if t.shape.attr != "" {
			called++
		}
	}
	if called < 2 || indexOf(columns, attr) >= 0 {
		return ways
	}
	for i, c := range columns {
		if c.kind == category || c.kind == note || c.kind == unknown {
			other := append([]column(nil), columns...)
			other[i].kind = attr
			ways = append(ways, other)
		}
	}
	return ways
}

// oneCell reports that nearly all lines are one token.
func oneCell(body []token) bool {
	lines := 0
	for _, t := range body {
		if t.gap >= gapLine {
			lines++
		}
	}
	return lines*10 >= len(body)*7
}

// withImplied puts a category and a row number in front when the head has none: both
// are often printed without a word above them.
func withImplied(columns []column) []column {
	var front []column
	if indexOf(columns, category) < 0 {
		front = append(front, column{kind: category, implied: true})
	}
	if indexOf(columns, ordinal) < 0 {
		front = append(front, column{kind: ordinal, implied: true})
	}
	return append(front, columns...)
}

// records groups the tokens of a reading by row and column.
func (f *reading) records(g *region, body []token) (records []record, dropped []Unread) {
	var parts, names [][]string
	at := indexOf(f.columns, name)
	flush := func() {
		if len(records) > 0 && parts != nil {
			names[len(records)-1] = parts[at]
			last := &records[len(records)-1]
			for i, c := range f.columns {
				last.cells[i] = joinCell(c.kind, parts[i])
			}
			last.fault = f.lacks(parts)
		}
	}
	lastLine := -1
	for i := range f.used {
		t := body[i]
		place := g.lines[t.line].place
		if f.at[i] < 0 {
			dropped = append(dropped, Unread{Place: place, Text: t.text, Reason: "表中这段文字不属于任何一行。"})
			continue
		}
		if f.begins[i] {
			flush()
			if t.under != "" {
				records, names = append(records, record{head: joinName([]string{t.under}), place: place}), append(names, nil)
			}
			parts = make([][]string, len(f.columns))
			records, names = append(records, record{cells: make([]string, len(f.columns)), place: place}), append(names, nil)
			lastLine = -1
		}
		records[len(records)-1].until = place
		c := f.at[i]
		if n := len(parts[c]); n > 0 && t.gap < gapTab && t.line == lastLine {
			parts[c][n-1] += " " + t.text
		} else {
			parts[c] = append(parts[c], t.text)
		}
		lastLine = t.line
	}
	flush()
	if c := indexOf(f.columns, category); c < 0 || f.columns[c].implied {
		f.unheaded(records, names)
	}
	return records, dropped
}

// lacks says that one of several figures is missing without a sign: which of them the
// printed ones are cannot be told from their order.
func (f *reading) lacks(parts [][]string) string {
	printed, missing := 0, 0
	for i, c := range f.columns {
		switch {
		case !c.kind.value():
		case parts[i] == nil:
			missing++
		default:
			printed++
		}
	}
	if printed > 0 && missing > 0 {
		return "这一行缺少数值，又没有“—”之类的记号，分不清缺的是哪一栏。"
	}
	return ""
}

func joinCell(k kind, parts []string) string {
	if k.value() {
		return joinValue(parts)
	}
	return joinName(parts)
}
