package document

import (
	"fmt"
	"strings"
)

// Place says where in a document something stands. All numbers begin with 1;
// zero means that the format does not have it.
type Place struct {
	Page      int    `json:"page,omitempty"`      // page of a PDF, or of a text with form feeds
	Line      int    `json:"line,omitempty"`      // line of the file; in a PDF, line of the page
	Paragraph int    `json:"paragraph,omitempty"` // in a Word document, outside tables
	Table     int    `json:"table,omitempty"`     // in the document
	Row       int    `json:"row,omitempty"`       // in the table
	Col       int    `json:"col,omitempty"`       // in the row
	Sheet     string `json:"sheet,omitempty"`     // name of the worksheet
	Ref       string `json:"ref,omitempty"`       // address in the worksheet, such as B7
}

// String names the place for people.
func (p Place) String() string {
	var b strings.Builder
	part := func(format string, n int) {
		if n > 0 {
			fmt.Fprintf(&b, format, n)
		}
	}
	if p.Sheet != "" {
		fmt.Fprintf(&b, "工作表“%s”%s", p.Sheet, p.Ref)
		return b.String()
	}
	part("第%d页", p.Page)
	part("第%d行", p.Line)
	part("第%d段", p.Paragraph)
	if p.Table > 0 {
		if b.Len() > 0 {
			b.WriteString("，")
		}
		part("第%d张表", p.Table)
		part("第%d行", p.Row)
		part("第%d列", p.Col)
	}
	return b.String()
}
