package document

import "strings"

// Format is the kind of file a document was read from.
type Format string

// The formats, see [Format].
const (
	Text     Format = "txt"
	HTML     Format = "html"
	Markdown Format = "md"
	Docx     Format = "docx"
	Xlsx     Format = "xlsx"
	PDF      Format = "pdf"
)

// Document is what was read from one file.
type Document struct {
	Name     string // as given by the caller
	Format   Format // by content, which wins over the extension
	Encoding string // of a text file: "UTF-8", "UTF-16LE", "UTF-16BE", "GBK" or "GB18030"; else empty
	Blocks   []Block
	Notes    []Note
}

// Block is a [*Paragraph] or a [*Table].
type Block interface {
	// Where is the place of the block's beginning.
	Where() Place
}

// Paragraph is a piece of running text. Text files and PDF give one paragraph
// for each physical line, blank lines included; there a sentence may go on in
// the next paragraph, and a table may be a group of lines. In the other formats
// a line break inside a paragraph is a newline.
type Paragraph struct {
	Text    string
	Place   Place
	Heading bool // the format itself says so; a text file never does
}

// Table is a grid: all rows have the same length.
type Table struct {
	Rows  [][]Cell
	Place Place
}

// Cell is one position of a grid.
type Cell struct {
	Text   string // of the cell this position belongs to; its paragraphs are joined by newlines
	Place  Place  // of the cell this position belongs to
	Row    int    // index into Rows of the cell this position belongs to
	Col    int    // index into the row of the cell this position belongs to
	Header bool   // the format itself says so
	Absent bool   // the row ended before this position; Text is empty
	Doubt  bool   // it could not be told what belongs to this cell, or to which rows it does
}

// Note says what was left out or could not be read, for people.
type Note struct {
	Place Place
	Text  string
}

// note adds a note. After many the rest is only said to be there: a file that is
// damaged throughout has one on every line.
func (d *Document) note(at Place, text string) {
	switch n := len(d.Notes); {
	case n < maxNotes:
		d.Notes = append(d.Notes, Note{Place: at, Text: text})
	case n == maxNotes:
		d.Notes = append(d.Notes, Note{Text: "此类问题还有很多，其余不再列出，请对照原件。"})
	}
}

// Where is the place of the paragraph.
func (p *Paragraph) Where() Place { return p.Place }

// Where is the place of the table.
func (t *Table) Where() Place { return t.Place }

// Width is the number of columns.
func (t *Table) Width() int {
	if len(t.Rows) == 0 {
		return 0
	}
	return len(t.Rows[0])
}

// Origin says whether the position is where its cell begins, rather than one
// the cell reaches into.
func (t *Table) Origin(row, col int) bool {
	c := t.Rows[row][col]
	return c.Row == row && c.Col == col
}

// Tables lists the tables in order.
func (d *Document) Tables() []*Table {
	var list []*Table
	for _, b := range d.Blocks {
		if t, ok := b.(*Table); ok {
			list = append(list, t)
		}
	}
	return list
}

// number counts the tables and writes the count into every place in them, once
// their order in the document is settled.
func (d *Document) number() {
	for i, t := range d.Tables() {
		t.Place.Table = i + 1
		for _, row := range t.Rows {
			for j := range row {
				row[j].Place.Table = i + 1
			}
		}
	}
}

// flat is the text of a table inside a cell of another: a line for each row, a
// tab between cells, each cell once.
func (t *Table) flat() string {
	var b strings.Builder
	for r, row := range t.Rows {
		if r > 0 {
			b.WriteByte('\n')
		}
		first := true
		for c := range row {
			if !t.Origin(r, c) {
				continue
			}
			if !first {
				b.WriteByte('\t')
			}
			first = false
			b.WriteString(row[c].Text)
		}
	}
	return b.String()
}
