package indicator

import "lianxin/internal/document"

// Result is what a document says about indicators.
type Result struct {
	Document       string
	Tables         []Table
	Rows           []Row
	Unread         []Unread
	Offered        []Offer
	Contradictions []Contradiction
	Notes          []document.Note // what the reader of the document left out

	sentences []sentence // of the prose, for comparison
	work      int        // tokens looked at below heads
}

// Table is one indicator table of the document, which may go on over several pages.
type Table struct {
	Number  int      // counts from 1 in the order of the document
	Title   string   // the line above it, as printed; empty when there is none
	Columns []string // the heads of its columns as printed
	Place   document.Place

	years []int // those its columns of figures name
}

// Row is one indicator as printed. Nothing in it is computed.
type Row struct {
	Table     int // the Number of its table
	No        string
	Name      string
	Unit      string
	Base      string
	Target    string
	Done      string // the value achieved, in a table of completion
	Attribute string // 约束性, 预期性 or empty
	Category  string
	Others    []Field // remaining cells with the head of their column
	Place     document.Place
	Until     document.Place // the last line or cell of the row
}

// Field is a cell of a column that has no place of its own in a Row.
type Field struct{ Label, Text string }

// Unread is something inside a recognised table that gave no row.
type Unread struct {
	Place  document.Place
	Text   string
	Reason string // one Chinese sentence
}

// Offer is a target that stands in prose. It is never a row: somebody has to read
// the sentence and decide.
type Offer struct {
	Place    document.Place
	Name     string // the words before the figure
	Value    string // the figure as printed, with its unit
	Sentence string
}

// Contradiction is two figures of one document for what seems to be one thing.
type Contradiction struct {
	Name          string
	First, Second Figure
	Reason        string // one Chinese sentence
}

// Figure is a printed value and where it stands.
type Figure struct {
	Value, Text string
	Place       document.Place
}

// Note is what the table says of the row besides its columns: the value achieved,
// the category and the remaining cells, each as 名=值, joined by “；”.
func (r *Row) Note() string {
	var b []byte
	add := func(label, text string) {
		if text == "" {
			return
		}
		if len(b) > 0 {
			b = append(b, "；"...)
		}
		b = append(append(append(b, label...), '='), text...)
	}
	add("完成值", r.Done)
	add("类别", r.Category)
	for _, f := range r.Others {
		add(f.Label, f.Text)
	}
	return string(b)
}
