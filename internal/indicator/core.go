package indicator

// What stands in a row by its shape or beside its figures is the core of the row. Lines
// of nothing but words between two cores are loose: the rest of the name above, the
// beginning of the one below, or a heading. Which of them they are is settled for the
// whole table, see settle.

// core is a row without its loose lines.
type core struct {
	first, last int      // tokens of the row, as the order of the tokens has it
	own         []string // the lines of its name which stand in it
	category    bool     // its category stands beside it
	numbered    bool
	headed      bool // a heading stands right above it
}

// piece is a loose line.
type piece struct {
	text  string
	token int // its first
	past  int // the token after its last
	under bool
	mixed bool // a category may stand in front of the name
}

// spread is a reading as cores and the loose lines before each of them; the last are
// those after the last core.
type spread struct {
	f      *reading
	g      *region
	body   []token
	cores  []core
	loose  [][]piece
	beyond int    // loose lines after the last core which are no part of the reading yet
	loosed []bool // tokens of loose lines
	bare   []bool // tokens of rows that are nothing but words
	cells  bool   // lines begin cells, so that no name takes two
	celled bool   // nearly each line is a cell
}

// spreadOf finds the cores of a reading.
func (f *reading) spreadOf(g *region, body []token, celled bool) *spread {
	s := &spread{f: f, g: g, body: body, celled: celled, loosed: make([]bool, len(body)), bare: make([]bool, len(body))}
	for i := range f.used {
		if f.begins[i] && f.at[i] >= 0 {
			s.cores = append(s.cores, core{first: i})
		}
		if len(s.cores) > 0 {
			s.cores[len(s.cores)-1].last = i
		}
	}
	s.mergeBare()
	s.loose = make([][]piece, len(s.cores)+1)
	for i := range s.cores {
		s.part(i)
	}
	if !celled {
		s.reach()
	}
	return s
}

// mergeBare gives rows of nothing but words to the row below, or above where it is the
// last: they are loose lines, unless the rows below divide them.
func (s *spread) mergeBare() {
	var kept []core
	from := -1 // where words begin that belong to the next row
	for i, c := range s.cores {
		if from >= 0 {
			c.first = from
		}
		from = -1
		whole := s.anchored(c)
		for t := c.first; t <= c.last && !whole; t++ {
			s.bare[t] = s.f.at[t] >= 0 && s.f.columns[s.f.at[t]].kind.value()
		}
		switch {
		case whole || i+1 < len(s.cores) && sub(s.body[s.cores[i+1].first].text):
			kept = append(kept, c)
		case i+1 < len(s.cores):
			from = c.first
		case len(kept) > 0:
			kept[len(kept)-1].last = c.last
		default:
			kept = append(kept, c)
		}
	}
	s.cores = kept
}

// anchored reports a row with something besides words, or with words side by side.
func (s *spread) anchored(c core) bool {
	apart := s.body[c.first].line != s.body[c.last].line
	for t := c.first; t <= c.last; t++ {
		if s.f.at[t] >= 0 && !s.words(t) && s.body[t].text != "" && !(apart && wordy(s.body[t].shape) && s.body[t].gap < gapCell && s.f.columns[s.f.at[t]].kind.value()) {
			return true
		}
	}
	return false
}

// words reports a token that may be a piece of a name or a heading.
func (s *spread) words(i int) bool {
	if s.f.at[i] < 0 || s.bare[i] {
		return wordy(s.body[i].shape)
	}
	k := s.f.columns[s.f.at[i]].kind
	return (k == name || k == category) && s.body[i].text != ""
}

// part parts the tokens of row i into its core and the loose lines around it.
func (s *spread) part(i int) {
	c := &s.cores[i]
	from, to := -1, -1
	for t := c.first; t <= c.last; t++ {
		if s.f.at[t] >= 0 && !s.words(t) && s.body[t].text != "" {
			if from < 0 {
				from = t
			}
			to = t
			c.numbered = c.numbered || s.f.columns[s.f.at[t]].kind == ordinal
		}
	}
	if from < 0 {
		from, to = c.first, c.last // a name alone, which rows below divide
	}
	for from > c.first && s.body[from-1].line == s.body[from].line {
		from--
	}
	for to < c.last && s.body[to+1].line == s.body[to].line {
		to++
	}
	c.headed = s.body[c.first].under != ""
	for t := c.first; t <= c.last; {
		end := t + 1
		for end <= c.last && s.body[end].line == s.body[t].line {
			end++
		}
		switch {
		case t >= from && t <= to:
			s.take(c, t, end)
		case t < from && s.f.at[t] >= 0 && s.f.columns[s.f.at[t]].kind == category && end-t > 1:
			from = t // the category and the beginning of the name stand side by side
			s.take(c, t, end)
		default:
			s.loosen(i, t, end, t > to)
		}
		t = end
	}
}

// take gives a line to a core.
func (s *spread) take(c *core, from, to int) {
	text := ""
	for t := from; t < to; t++ {
		switch at := s.f.at[t]; {
		case at < 0 || s.body[t].text == "":
		case s.f.columns[at].kind == name:
			text += s.body[t].text
		case s.f.columns[at].kind == category:
			c.category = true
		}
	}
	switch n := len(c.own); {
	case text == "":
	case n > 0 && s.body[from].gap == gapWrap:
		c.own[n-1] += text
	default:
		c.own = append(c.own, text)
	}
}

// loosen makes a line loose; it stands before core i or after it.
func (s *spread) loosen(i, from, to int, after bool) {
	p := piece{token: from, past: to, under: s.body[from].under != ""}
	for t := from; t < to; t++ {
		if !s.words(t) {
			return
		}
		p.text += s.body[t].text
	}
	if c := indexOf(s.f.columns, category); c >= 0 && !s.f.columns[c].implied {
		p.mixed = sideBySide(s.body[from:to])
	}
	for t := from; t < to; t++ {
		s.loosed[t] = true
	}
	if after {
		i++
	}
	if n := len(s.loose[i]); n > 0 && s.body[from].gap == gapWrap {
		s.loose[i][n-1].text += p.text
		s.loose[i][n-1].past = p.past
		return
	}
	s.cells = s.cells || s.body[from].gap == gapCell
	s.loose[i] = append(s.loose[i], p)
}

// reach adds the lines right below the last row: where names go on below their figures,
// the last of them does too.
func (s *spread) reach() {
	n, gap := len(s.cores), gapLine
	if s.blanks() {
		gap = gapBlank
	}
	for i := s.f.used; i < len(s.body) && s.beyond < reachMax; {
		end := sameLine(s.body, i)
		if t := s.body[i]; end-i > 1 || !lineStart(t.gap) || t.gap > gap || t.under != "" || !wordy(t.shape) || headWord(t.text) && !t.shape.bare || t.shape.sentence {
			return
		}
		s.loose[n] = append(s.loose[n], piece{text: s.body[i].text, token: i, past: end})
		s.beyond++
		i = end
	}
}

// blanks reports empty lines between all lines, so that they say nothing.
func (s *spread) blanks() bool {
	for i := 1; i < s.f.used; i++ {
		if s.body[i].gap == gapLine {
			return false
		}
	}
	return true
}

// reachMax is how many lines of a name may stand below the last figures.
const reachMax = 3
