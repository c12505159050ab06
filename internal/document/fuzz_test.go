package document

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// whole holds what every document promises, however broken its file was: either
// a refusal with a code, or text that is UTF-8, grids that are full, and
// positions whose cell is where they say.
func whole(t *testing.T, name string, raw []byte) {
	t.Helper()
	d, err := Open(name, bytes.NewReader(raw), int64(len(raw)), Options{})
	if err != nil {
		var e *civil.Error
		if !errors.As(err, &e) || e.Code == "" || e.Message == "" {
			t.Fatalf("no refusal: %v", err)
		}
		return
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case *Paragraph:
			if !utf8.ValidString(b.Text) {
				t.Fatalf("paragraph %q is no UTF-8", b.Text)
			}
		case *Table:
			wholeTable(t, b)
		}
	}
}

func wholeTable(t *testing.T, table *Table) {
	t.Helper()
	width := table.Width()
	if width == 0 || width > maxColumns || len(table.Rows) > maxRows {
		t.Fatalf("a table of %d×%d", len(table.Rows), width)
	}
	for r, row := range table.Rows {
		if len(row) != width {
			t.Fatalf("row %d has %d positions, the table %d", r, len(row), width)
		}
		for c, cell := range row {
			if cell.Row > r || cell.Col > c || cell.Row < 0 || cell.Col < 0 {
				t.Fatalf("position %d,%d belongs to %d,%d", r, c, cell.Row, cell.Col)
			}
			from := table.Rows[cell.Row][cell.Col]
			if from.Text != cell.Text || from.Place != cell.Place || !table.Origin(cell.Row, cell.Col) {
				t.Fatalf("position %d,%d differs from its cell: %+v, %+v", r, c, cell, from)
			}
			if !utf8.ValidString(cell.Text) {
				t.Fatalf("cell %q is no UTF-8", cell.Text)
			}
		}
	}
}

func FuzzText(f *testing.F) {
	for _, name := range []string{utf8Name, gbkName, utf16LEName, utf16BEName, "Big5"} {
		f.Add(in(f, name, "民政\t710\n\f二"))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { whole(t, "a.txt", raw) })
}

func FuzzHTML(f *testing.F) {
	f.Add("<table><tr><td rowspan=2 colspan=3>一<td>二</tr><tr><th>三<table><tr><td>四</table></table>")
	f.Add("<p hidden>一<td style='display:none'><table><tr></table><pre>\r\n二</pre><br>&ge;<tbody><td rowspan=0>")
	f.Fuzz(func(t *testing.T, page string) { whole(t, "a.html", []byte(page)) })
}

func FuzzMarkdown(f *testing.F) {
	f.Add("# 一\n|a|b|\n|-|:-:|\n|\\||**二**<br>&lt;|\n<table><tr><td>三</table>\n```\n|")
	f.Fuzz(func(t *testing.T, text string) { whole(t, "a.md", []byte(text)) })
}

func FuzzDocx(f *testing.F) {
	l := layout{rows: 2, cols: 2, blocks: []block{{0, 0, 2, 1, "类"}, {0, 1, 1, 1, "甲"}, {1, 1, 1, 1, "乙"}}}
	f.Add(l.asDocx(1), "", "")
	f.Add(`<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>一</w:t><w:sym w:char="F0B3"/></w:r></w:p>`,
		`<w:style w:styleId="1"><w:basedOn w:val="1"/></w:style>`, `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	f.Fuzz(func(t *testing.T, body, styles, numbers string) {
		whole(t, "a.docx", docxOf(t, body,
			file{"word/styles.xml", "<w:styles " + wordSpace + ">" + styles + "</w:styles>"},
			file{"word/numbering.xml", "<w:numbering " + wordSpace + ">" + numbers + "</w:numbering>"}))
	})
}

func FuzzXlsx(f *testing.F) {
	l := layout{rows: 2, cols: 2, blocks: []block{{0, 0, 2, 1, "类"}, {0, 1, 1, 1, "甲"}, {1, 1, 1, 1, "乙"}}}
	f.Add(l.asSheet(), formats)
	f.Add(`<cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="2"><c r="C2" s="3"><f>1</f><v>44197</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C3"/></mergeCells>`, formats)
	f.Fuzz(func(t *testing.T, body, styles string) { whole(t, "a.xlsx", xlsxOf(t, styles, file{"一", body})) })
}

func FuzzArchive(f *testing.F) {
	f.Add(docxOf(f, "<w:p/>"))
	f.Add(xlsxOf(f, "", file{"一", `<sheetData><row><c><v>1</v></c></row></sheetData>`}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		whole(t, "a.docx", raw)
		whole(t, "a.xlsx", raw)
	})
}

func FuzzPages(f *testing.F) {
	f.Add("  指标   单位\n\f\f二\n\f")
	f.Fuzz(func(t *testing.T, text string) {
		d := &Document{}
		if err := d.readPages(text); err != nil {
			return
		}
		page := 0
		for _, b := range d.Blocks {
			if b.Where().Page < page || b.Where().Line == 0 {
				t.Fatalf("place %+v after page %d", b.Where(), page)
			}
			page = b.Where().Page
		}
	})
}
