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
	celled  bool // nearly all lines are one cell
	torn    bool // the labels of the head may be put together in two ways
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
				best = &reading{columns: columns, cost: cost, celled: celled}
			}
		}
	}
	if best != nil {
		best.torn = tornHead(heads, title)
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

// records groups the tokens of a reading by row and column. The loose lines between the
// rows were settled before; a row of which they may be read otherwise is faulty.
func (f *reading) records(g *region, body []token) (records []record, dropped []Unread, seen *proof) {
	s := f.spreadOf(g, body, f.celled)
	found := s.settle(f.celled)
	for t := range f.used {
		if f.at[t] < 0 && !s.loosed[t] {
			dropped = append(dropped, Unread{Place: g.lines[body[t].line].place, Text: body[t].text, Reason: "表中这段文字不属于任何一行。"})
		}
	}
	var at []int // of the record of each core
	for i := range s.cores {
		if under := s.underOf(i); under != "" {
			records = append(records, record{head: joinName([]string{under}), place: s.placeOf(s.cores[i].first)})
		}
		rec := s.record(i, found.choices[i], found.choices[i+1])
		if found.doubt[i] {
			rec.seen = s.around(i, &rec)
			rec.unsorted = true // nor can be told what heads the rows below
		} else if heading := s.headingAt(i, found.choices[i]); heading != "" && rec.fault == "" {
			if c := indexOf(f.columns, category); c >= 0 && (!f.columns[c].implied || s.cells) {
				rec.cells[c] = heading
				rec.place = s.placeOf(s.loose[i][found.choices[i].tail].token)
			} else {
				records = append(records, record{head: heading, place: s.placeOf(s.loose[i][found.choices[i].tail].token)})
			}
		}
		if c := indexOf(f.columns, category); found.choices[i].heads > 1 && rec.fault == "" && (c < 0 || f.columns[c].implied) {
			rec.fault = "这里有单独成行的文字，分不清它是名称的一部分、小标题，还是相邻一行的名称。"
		}
		if found.doubt[i] && rec.fault == "" {
			rec.fault = "这里有单独成行的文字，分不清它是名称的一部分、小标题，还是相邻一行的名称。"
		}
		at = append(at, len(records))
		records = append(records, rec)
	}
	s.spoil(records, at)
	if n := len(at); n > 0 && s.cutOff() && records[at[n-1]].fault == "" {
		records[at[n-1]].fault = blurredValue
	}
	if n := len(s.cores); n > 0 && s.beyond > 0 {
		if tail := found.choices[n].tail; tail > len(s.loose[n])-s.beyond {
			f.used = s.loose[n][tail-1].past
		}
	}
	return records, dropped, s.proofOf(at)
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
