package feed

import (
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// A Cell is a [Value] that stays valid.
type Cell struct {
	Known   bool
	Search  bool // an identity number of the first generation, by which nobody is found
	Int     int64
	Text    string
	Several *Several // where a cell may hold several values
	at, end uint32
}

// Several are the values of a cell that holds more than one.
type Several struct {
	List    []int
	Classes []string
}

// List are the positions of codes.
func (c *Cell) List() []int {
	if c.Several == nil {
		return nil
	}
	return c.Several.List
}

// Classes are the data classes.
func (c *Cell) Classes() []string {
	if c.Several == nil {
		return nil
	}
	return c.Several.Classes
}

// A Page is a run of rows that are stored together, and what becomes of them.
type Page struct {
	Replay  bool // the rows are stored already, by a load that was interrupted; they only have to be remembered
	Afresh  bool // others have written since the page before was taken: what was remembered of the store may be stale
	Again   bool // the page is taken once more, and everything before it is to be seen in the store
	Records []int
	Doubts  []Doubt // rows that could not be read, as far as they say whom they are about

	Changes []Change
	Tally   Tally
	aside   []aside

	columns   int
	number    int // place of the identity number
	name      int
	cells     []Cell
	constants []Cell
	text      []byte
	last      int // record behind which the file goes on
	rest      bool
	cursor    Cursor
	heads     map[string]int64
	epoch     int
}

// A Doubt is what a row set aside says of whom it is about. Nothing recorded of
// somebody is ended because the row that says it could not be read.
type Doubt struct{ Number, Name string }

// aside is a reason why a row is set aside, with the row.
type aside struct {
	Quarantine
	stage, line string
}

// The stages at which rows are set aside.
const (
	asRead  = "read"
	asTaken = "take"
)

// Len is the number of rows.
func (p *Page) Len() int { return len(p.Records) }

// Cell is a value of a row. at is a place given by [Batch.Place]; nothing is
// known at a negative one.
func (p *Page) Cell(row, at int) *Cell {
	switch {
	case at < 0:
		return &unknown
	case at >= p.columns:
		return &p.constants[at-p.columns]
	}
	return &p.cells[row*p.columns+at]
}

// unknown is the cell of a column the file does not have. It is never written.
var unknown Cell

// SetAside puts a row aside: what it says is kept sealed, with the reason, until
// somebody has put it right.
func (p *Page) SetAside(row int, column string, problem *civil.Error) {
	p.Doubts = append(p.Doubts, Doubt{p.Cell(row, p.number).Text, p.Cell(row, p.name).Text})
	if p.Replay {
		return // it was kept when the row was taken first
	}
	p.aside = append(p.aside, aside{
		Quarantine: Quarantine{Record: p.Records[row], Column: column, Code: problem.Code, Reason: problem.Message},
		stage:      asTaken, line: p.line(row),
	})
	p.Tally.Aside++
}

// line is a row as a person may read it again.
func (p *Page) line(row int) string {
	var b []byte
	for at := range p.columns {
		if at > 0 {
			b = append(b, '\t')
		}
		b = append(b, p.Cell(row, at).Text...)
	}
	return string(b)
}

// textPerCell is about what a cell of text needs.
const textPerCell = 16

// room makes room for rows.
func (p *Page) room(rows int) {
	p.Records = make([]int, 0, rows)
	p.cells = make([]Cell, 0, rows*p.columns)
	p.text = make([]byte, 0, rows*p.columns*textPerCell)
}

// add copies a row.
func (p *Page) add(r *Row) {
	p.Records = append(p.Records, r.Record)
	p.last = r.Record
	for i := range r.Values {
		p.cells = append(p.cells, p.keep(&r.Values[i]))
	}
}

func (p *Page) keep(v *Value) Cell {
	c := Cell{Known: v.Known}
	if !v.Known {
		return c
	}
	c.Int, c.Search = v.Int, v.SearchOnly()
	c.at = uint32(len(p.text))
	p.text = append(p.text, v.Text...)
	c.end = uint32(len(p.text))
	if len(v.List) > 0 || len(v.Classes) > 0 {
		c.Several = &Several{append([]int(nil), v.List...), append([]string(nil), v.Classes...)}
	}
	return c
}

// settle makes texts of what the rows hold, all at once.
func (p *Page) settle() {
	text := string(p.text)
	for i := range p.cells {
		if c := &p.cells[i]; c.end > c.at {
			c.Text = text[c.at:c.end]
		}
	}
}

// clear forgets what became of the rows, so that the page can be taken again.
func (p *Page) clear() {
	p.Changes, p.Tally = p.Changes[:0], Tally{}
	kept := p.aside[:0]
	for _, a := range p.aside {
		if a.stage == asRead {
			kept = append(kept, a)
		}
	}
	p.aside = kept
}

// constantCells are the values that all rows have.
func constantCells(plan *Plan) []Cell {
	cells := make([]Cell, len(plan.Constants))
	for i := range plan.Constants {
		v := &plan.Constants[i].Value
		cells[i] = Cell{Known: v.Known, Int: v.Int, Text: string(v.Text)}
		if len(v.List) > 0 || len(v.Classes) > 0 {
			cells[i].Several = &Several{append([]int(nil), v.List...), append([]string(nil), v.Classes...)}
		}
	}
	return cells
}

// place is where a page has the values of a field; -1 when the file has none.
func (p *Plan) place(field string) int {
	for i := range p.Fields {
		if p.Fields[i].Field.Name == field {
			return i
		}
	}
	for i := range p.Constants {
		if p.Constants[i].Field.Name == field {
			return len(p.Fields) + i
		}
	}
	return -1
}

// printedAs is how a file prints a column; empty for what no column has.
func (p *Plan) printedAs(field string) string {
	for i := range p.Fields {
		if p.Fields[i].Field.Name == field {
			return p.Fields[i].Header
		}
	}
	return ""
}

// periods notes the months of which rows speak.
type periods struct {
	at          int
	byMonth     bool
	first, last civil.Month
	any         bool
}

func newPeriods(plan *Plan) *periods {
	r := plan.Feed.Register
	if r.Period == "" {
		return &periods{at: -1}
	}
	return &periods{at: plan.place(r.Period), byMonth: r.Field(r.Period).Type == pack.MonthField}
}

func (s *periods) see(c *Cell) {
	if !c.Known {
		return
	}
	month := civil.Month(c.Int)
	if !s.byMonth {
		month = civil.Date(c.Int).Month()
	}
	if !s.any || month < s.first {
		s.first = month
	}
	if !s.any || month > s.last {
		s.last = month
	}
	s.any = true
}

// After is the place behind which the rest goes on.
func (p *Page) After() Cursor { return p.cursor }

// Until says how far this page of the rest has come.
func (p *Page) Until(c Cursor) { p.cursor = c }
