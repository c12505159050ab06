package letter

// page is one page of paper with what is to be drawn on it.
type page struct {
	texts    []word
	lines    []rule
	pictures []shot
	bookmark string // this page begins a part of that title
	draft    bool
}

// word is a line of text: where it begins, on which base line.
type word struct {
	x, base, size length
	text          string
}

// rule is a straight line.
type rule struct{ x1, y1, x2, y2, width length }

// shot is a picture in its place.
type shot struct {
	x, y, w, h length
	data       []byte
}

func (p *page) write(x, base, size length, text string) {
	if text != "" {
		p.texts = append(p.texts, word{x, base, size, text})
	}
}

func (p *page) line(x1, y1, x2, y2, width length) {
	p.lines = append(p.lines, rule{x1, y1, x2, y2, width})
}

// flow puts blocks on pages, from top to bottom.
type flow struct {
	fonts *Fonts
	sizes sizes
	pages []*page
	draft bool
	y     length // top of what comes next
}

func newFlow(fonts *Fonts, sheet *Sheet) *flow {
	f := &flow{fonts: fonts, sizes: ordinary, draft: sheet.Draft}
	if sheet.Large {
		f.sizes = large
	}
	f.turn()
	return f
}

// turn begins a page.
func (f *flow) turn() {
	f.pages = append(f.pages, &page{draft: f.draft})
	f.y = marginTop
}

// page is the page that is being filled.
func (f *flow) page() *page { return f.pages[len(f.pages)-1] }

// fresh says whether nothing stands on the page yet.
func (f *flow) fresh() bool { return f.y == marginTop }

// need turns the page unless there is room for a height; what is higher than a
// page begins on a fresh one.
func (f *flow) need(height length) {
	if f.y+height > textBottom && !f.fresh() {
		f.turn()
	}
}

// gap leaves room between blocks, though not at the head of a page.
func (f *flow) gap(height length) {
	if !f.fresh() {
		f.y += height
	}
}

// text writes a text with an indent for the first lines of its paragraphs, line by
// line, over as many pages as it takes.
func (f *flow) text(text string, size, x, width, indent length, align Align) {
	for _, l := range f.fonts.breaks(text, size, width, indent) {
		f.need(leading(size))
		at := x
		if l.first {
			at += indent
		}
		f.page().write(at+f.aside(l.text, size, width, align), f.y+drop(size), size, l.text)
		f.y += leading(size)
	}
}

// aside is how far a text is moved to the right to stand where it should.
func (f *flow) aside(text string, size, width length, align Align) length {
	switch free := width - f.fonts.width(text, size); align {
	case Right:
		return free
	case Centre:
		return free / 2
	}
	return 0
}

// foot writes the last line of a page: number, receipt, page and pages.
func (p *page) foot(fonts *Fonts, s *Sheet, n, of int) {
	size := s.footSize()
	count := "第" + itoa(n) + "页，共" + itoa(of) + "页"
	right := marginSide + textWidth - fonts.width(count, size)
	p.line(marginSide, footBase-size*14/10, marginSide+textWidth, footBase-size*14/10, pt/2)
	p.write(right, footBase, size, count)
	left := s.Number
	if s.Receipt != "" {
		left += "　回执 " + grouped(s.Receipt)
	}
	base := footBase
	for _, l := range fonts.breaks(left, size, right-marginSide-size, 0) {
		p.write(marginSide, base, size, l.text)
		base += size * 13 / 10
	}
}

func (s *Sheet) footSize() length {
	if s.Large {
		return large.foot
	}
	return ordinary.foot
}
