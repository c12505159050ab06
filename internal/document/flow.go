package document

import "strings"

// flow puts a document together while it is read from front to end: text goes
// into the paragraph that is open, paragraphs into the innermost box.
type flow struct {
	budget *budget
	boxes  []*box // the document itself, then one for each open cell
}

// box is what holds paragraphs: the document, or a cell.
type box struct {
	content []piece
	text    strings.Builder // of the open paragraph
	place   Place           // of the open paragraph
	heading bool
	draft   *draft // the table that is open in this box
}

// piece is a block of a box. One that is inner belongs to a table in front of
// it, whose text already has its words.
type piece struct {
	block Block
	inner bool
}

// draft is a table that is being read.
type draft struct {
	grid   grid
	place  Place
	cell   *spot           // the open cell
	head   bool            // HTML: the rows of a thead are being read
	nested map[int][]piece // what cells with tables in them hold, by index of the spot
	taller int             // rows of the tallest table inside
	row    rowState        // Word: the open row
	merged map[int]int     // Word: column → spot that a continuing cell goes on with
	joins  bool            // Word: the open cell continues the one above
	starts bool            // Word: the open cell may be continued below
	widens bool            // Word: the open cell continues the one before it
}

func newFlow() *flow {
	return &flow{budget: newBudget(), boxes: []*box{{}}}
}

// top is the innermost box.
func (f *flow) top() *box { return f.boxes[len(f.boxes)-1] }

// inCell says whether the innermost box is a cell.
func (f *flow) inCell() bool { return len(f.boxes) > 1 }

// open is the innermost table; nil outside tables.
func (f *flow) open() *draft {
	if d := f.top().draft; d != nil {
		return d
	}
	if f.inCell() {
		return f.boxes[len(f.boxes)-2].draft
	}
	return nil
}

// endParagraph closes the paragraph; an empty one is kept only when asked for.
func (f *flow) endParagraph(empty bool) error {
	b := f.top()
	text := b.text.String()
	place, heading := b.place, b.heading
	b.text.Reset()
	b.place, b.heading = Place{}, false
	if text == "" && !empty {
		return nil
	}
	if err := f.budget.block(len(text)); err != nil {
		return err
	}
	b.content = append(b.content, piece{block: &Paragraph{Text: text, Place: place, Heading: heading}})
	return nil
}

// beginTable opens a table in the innermost box.
func (f *flow) beginTable(at Place) error {
	if len(f.boxes) > maxNested {
		return refuseNesting()
	}
	if err := f.endParagraph(false); err != nil {
		return err
	}
	f.top().draft = &draft{grid: grid{budget: f.budget, flows: true}, place: at, nested: map[int][]piece{}, merged: map[int]int{}}
	return nil
}

// beginCell opens a cell of the table of the innermost box.
func (f *flow) beginCell(s spot) {
	f.top().draft.cell = &s
	f.boxes = append(f.boxes, &box{})
}

// endCell closes the open cell and gives the cell with its text, and what it
// holds when there are tables in it.
func (f *flow) endCell() (*draft, spot, []piece, error) {
	if err := f.endParagraph(false); err != nil {
		return nil, spot{}, nil, err
	}
	held := f.top().content
	f.boxes = f.boxes[:len(f.boxes)-1]
	d := f.top().draft
	s := *d.cell
	d.cell = nil
	var lines []string
	tables := false
	for _, p := range held {
		switch b := p.block.(type) {
		case *Paragraph:
			lines = append(lines, b.Text)
		case *Table:
			tables = true
			if !p.inner {
				lines = append(lines, b.flat())
			}
			d.taller = max(d.taller, len(b.Rows))
		}
	}
	s.text = strings.Join(lines, "\n")
	if !tables {
		held = nil
	}
	return d, s, held, nil
}

// endTable closes the table of the innermost box. A table that has no more rows
// than one inside it is the frame of a page, not a table: what its cells hold
// takes its place. Tables inside any other table follow it as blocks of their
// own.
func (f *flow) endTable() error {
	b := f.top()
	d := b.draft
	b.draft = nil
	if d.grid.rows == 0 || len(d.grid.spots) == 0 {
		return nil
	}
	if d.taller >= d.grid.rows {
		b.content = append(b.content, d.unframed()...)
		return nil
	}
	t, err := d.grid.table(d.place)
	if err != nil {
		return err
	}
	b.content = append(b.content, piece{block: t})
	for i := range d.grid.spots {
		for _, p := range d.nested[i] {
			if _, ok := p.block.(*Table); ok {
				b.content = append(b.content, piece{block: p.block, inner: true})
			}
		}
	}
	return nil
}

// unframed lists what the cells of a frame hold.
func (d *draft) unframed() []piece {
	var list []piece
	for i, s := range d.grid.spots {
		switch {
		case d.nested[i] != nil:
			list = append(list, d.nested[i]...)
		case s.text != "":
			list = append(list, piece{block: &Paragraph{Text: s.text, Place: s.place}})
		}
	}
	return list
}

// finish closes whatever is open and gives the blocks.
func (f *flow) finish() ([]Block, error) {
	if err := f.endParagraph(false); err != nil {
		return nil, err
	}
	var list []Block
	for _, p := range f.boxes[0].content {
		list = append(list, p.block)
	}
	return list, nil
}
