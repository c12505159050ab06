package indicator

// All names of a table are set alike around their figures. A heading without a sign or a
// piece of another name shows itself because it makes one name stand otherwise.

// setLines says how the lines of a name stand around the line of the figures.
type setLines struct {
	above, below int
	own          bool
	up, down     bool // cells of the row stand above or below the line of its figures
	pieces       []string
	full, fullBy int // the width of the longest line of a name
}

func (s setLines) lines() int {
	if s.own {
		return s.above + s.below + 1
	}
	return s.above + s.below
}

// setOf is how the name of a row stands around the line of its figures.
func (p *page) setOf(lines []pageLine, carrier int) *setLines {
	c := indexOf(p.columns, name)
	s := &setLines{up: lines[0].line < carrier, down: lines[len(lines)-1].line > carrier, full: p.full[c], fullBy: p.fullBy[c]}
	first, last := -1, -1 // lines with other cells of the row
	for i, l := range lines {
		if p.sided(l) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	for i, l := range lines {
		switch text := l.cells[c]; {
		case text == "":
			continue
		case i < first:
			s.above++
		case i > last:
			s.below++
		default:
			s.own = true
		}
		s.pieces = append(s.pieces, l.cells[c])
	}
	return s
}

// sided reports a line with cells of the row besides its name.
func (p *page) sided(l pageLine) bool {
	for c, text := range l.cells {
		if k := p.columns[c].kind; text != "" && k != name && k != category {
			return true
		}
	}
	return false
}

// alike marks the rows as faulty of which the name may have a line too many.
func (a *audit) alike() {
	even := map[int]int{} // how many names of an even number of lines stand in each way
	for i := range a.records {
		if rec := &a.records[i]; rec.head == "" && rec.set != nil && rec.set.lines()%2 == 0 {
			even[rec.set.lean()]++
		}
	}
	full := a.widest()
	for i := range a.records {
		rec := &a.records[i]
		if rec.head != "" || rec.fault != "" {
			continue
		}
		if i > 0 && a.mayOpen(a.records[i-1].head, rec, full) {
			rec.fault = blurredName
		}
		if rec.set == nil {
			continue
		}
		if rec.set.early() || rec.set.odd(rec.way, even) {
			rec.fault = blurredName
		}
	}
}

// widest is how wide the longest line of a name is, where names take several lines.
func (a *audit) widest() int {
	full, broken := 0, false
	for i := range a.records {
		broken = broken || len(a.records[i].pieces) > 1
		for _, piece := range a.records[i].pieces {
			full = max(full, displayWidth(piece))
		}
	}
	if !broken {
		return 0
	}
	return full
}

// mayOpen reports a heading without a sign that may as well be the first line of the name
// below: it is as long as those lines are, and no longer.
func (a *audit) mayOpen(heading string, rec *record, full int) bool {
	return heading != "" && !categoryLine(heading) && len(rec.pieces) > 0 && displayWidth(heading) <= full && !hasRoom(heading, rec.pieces[0], full)
}

// lean is by how much more lines stand above than below.
func (s setLines) lean() int { return s.above - s.below }

// odd reports a name that may have a heading in front of it or behind, seen from how the
// other names are set.
func (s setLines) odd(way int, even map[int]int) bool {
	if len(s.pieces) < 2 {
		return false
	}
	first, last := headingLike(s.pieces[0]), headingLike(s.pieces[len(s.pieces)-1])
	switch way {
	case setTop:
		return s.above > 0 || last && goesBeyond(s.pieces)
	case setBottom:
		return s.below > 0
	}
	switch lean := s.lean(); {
	case lean == 0:
		return false
	case s.lines()%2 != 0 || abs(lean) > 1:
		return true
	case lean > 0:
		return first && (even[0] > 0 || even[-1] > 0 || even[1] < 2)
	}
	return last && (even[0] > 0 || even[1] > 0)
}

// spoil marks the neighbours of a row as faulty that may have a part of it, or it a part of
// them.
func (a *audit) spoil() {
	at := []int{}
	for i := range a.records {
		if a.records[i].head == "" {
			at = append(at, i)
		}
	}
	up, down := make([]bool, len(at)), make([]bool, len(at))
	for i, k := range at {
		if rec := &a.records[k]; rec.fault != "" && rec.fault != partedTwoWays {
			up[i], down[i] = a.reaches(rec)
		}
	}
	for i, k := range at {
		rec := &a.records[k]
		if rec.fault == "" && (i > 0 && down[i-1] || i+1 < len(at) && up[i+1]) {
			rec.fault = blurredName
		}
	}
}

// reaches reports that cells of a faulty row may be those of the row above or below.
func (a *audit) reaches(rec *record) (up, down bool) {
	bare := nameOf(a.columns, rec) == ""
	if c := indexOf(a.columns, ordinal); c >= 0 && (a.filled[c]*2 > a.rows || rec.set == nil && a.filled[c] > 0) {
		bare = bare || rec.cells[c] == "" && !sub(nameOf(a.columns, rec))
	}
	if rec.set == nil {
		return bare, bare
	}
	s := rec.set
	up = s.up && !(s.above > 0 && headingLike(s.pieces[0]))
	return up || bare, s.down || bare
}

// early reports a line that ends although the beginning of the next would have had room.
func (s setLines) early() bool {
	for i := range len(s.pieces) - 1 {
		if i >= s.above && i+1 < len(s.pieces)-s.below {
			continue // both stand beside cells of the row
		}
		if hasRoom(s.pieces[i], s.pieces[i+1], s.full) && runes(s.pieces[i])+runes(unbroken(s.pieces[i+1])) <= s.fullBy {
			return true
		}
	}
	return false
}

// unbroken is the beginning of a line that could not be parted: a word of Latin letters or
// figures, or a character with the sign it must not be without.
func unbroken(text string) string {
	r := []rune(text)
	n := 1
	for n < len(r) && (glues(r[n-1]) && glues(r[n]) || opens(r[n-1]) || shuts(r[n])) {
		n++
	}
	return string(r[:min(n, len(r))])
}

func glues(r rune) bool { return !han(r) && !opens(r) && !shuts(r) }
func opens(r rune) bool { return depth(string(r)) > 0 }
func shuts(r rune) bool {
	switch r {
	case '，', '。', '、', ',', '；', '：', '%', '％', '‰':
		return true
	}
	return depth(string(r)) < 0
}
