package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
)

// block is one cell of a table that a test lays out.
type block struct {
	row, col, rows, cols int
	text                 string
}

// layout is a table that a test writes in some format and reads back.
type layout struct {
	rows, cols int
	blocks     []block // in reading order; they cover the grid
}

// grid is what reading the layout must give: for each position the text and
// where its cell begins.
func (l layout) grid() [][]Cell {
	width := 0
	for _, b := range l.blocks {
		width = max(width, b.col+1)
	}
	rows := make([][]Cell, l.rows)
	for r := range rows {
		rows[r] = make([]Cell, width)
	}
	for _, b := range l.blocks {
		for r := b.row; r < b.row+b.rows; r++ {
			for c := b.col; c < min(b.col+b.cols, width); c++ {
				rows[r][c] = Cell{Text: b.text, Row: b.row, Col: b.col}
			}
		}
	}
	return rows
}

// at finds the block that begins at a position, and the one that covers it.
func (l layout) at(row, col int) (covering block, begins bool) {
	for _, b := range l.blocks {
		if row >= b.row && row < b.row+b.rows && col >= b.col && col < b.col+b.cols {
			return b, row == b.row && col == b.col
		}
	}
	return block{}, false
}

// words are pieces of the texts in plans, with all that could be mistaken for
// markup or white space.
var words = []string{"低保标准", "养老机构护理型床位占比", "≥", "＞90", "593/501", "92、85", "城市80", "农村40", "——", "—", "〔约束性〕", "[5]", "*", "%", "<", "&", "\"", "|", "\\", "平方米", "元／月", "９０", "Ａ", "䶮", "𠮷", "鐵路", "_x000D_", "_", "#", "'", "=1+1", "0012", "1.50", "-"}

// drawText draws the text of a cell: without white space at its edges, which
// some formats cannot hold.
func drawText(t *rapid.T, empty bool) string {
	n := rapid.IntRange(1, 4).Draw(t, "words")
	if empty && rapid.IntRange(0, 5).Draw(t, "empty") == 0 {
		return ""
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(rapid.SampledFrom([]string{"", "", " ", "\u00a0", "\u3000"}).Draw(t, "gap"))
		}
		b.WriteString(rapid.SampledFrom(words).Draw(t, "word"))
	}
	return b.String()
}

// drawLayout draws a table with random spans.
func drawLayout(t *rapid.T, spans, empty bool) layout {
	l := layout{rows: rapid.IntRange(1, 9).Draw(t, "rows"), cols: rapid.IntRange(1, 7).Draw(t, "cols")}
	taken := map[[2]int]bool{}
	for r := range l.rows {
		for c := range l.cols {
			if taken[[2]int{r, c}] {
				continue
			}
			b := block{row: r, col: c, rows: 1, cols: 1, text: drawText(t, empty)}
			if spans && rapid.IntRange(0, 3).Draw(t, "spanned") == 0 {
				b.cols = rapid.IntRange(1, l.cols-c).Draw(t, "colspan")
				for i := range b.cols {
					if taken[[2]int{r, c + i}] {
						b.cols = i
						break
					}
				}
				b.rows = rapid.IntRange(1, l.rows-r).Draw(t, "rowspan")
			}
			for i := range b.rows {
				for j := range b.cols {
					taken[[2]int{r + i, c + j}] = true
				}
			}
			l.blocks = append(l.blocks, b)
		}
	}
	return l
}

// asHTML writes a layout as a web page; loose leaves out end tags.
func (l layout) asHTML(loose bool) string {
	var b strings.Builder
	b.WriteString("<html><body><p>表1</p><table>\n")
	for r := range l.rows {
		b.WriteString("<tr>")
		for _, cell := range l.blocks {
			if cell.row != r {
				continue
			}
			fmt.Fprintf(&b, `<td rowspan=%d colspan="%d"><p>%s</p>`, cell.rows, cell.cols, html.EscapeString(cell.text))
			if !loose {
				b.WriteString("</td>\n")
			}
		}
		if !loose {
			b.WriteString("</tr>\n")
		}
	}
	return b.String() + "</table><p>后文</p></body></html>"
}

// escape writes text for XML.
func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

// asDocx writes a layout as the body of a Word document, each word cut into
// runs of few characters.
func (l layout) asDocx(cut int) string {
	var b strings.Builder
	b.WriteString("<w:p><w:r><w:t>表1</w:t></w:r></w:p><w:tbl><w:tblPr/><w:tblGrid/>")
	for r := range l.rows {
		b.WriteString("<w:tr>")
		for c := 0; c < l.cols; {
			cell, _ := l.at(r, c)
			merge, text := "", cell.text
			if cell.rows > 1 && cell.row == r {
				merge = `<w:vMerge w:val="restart"/>`
			} else if cell.row < r {
				merge, text = `<w:vMerge/>`, "不显示"
			}
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:gridSpan w:val="%d"/>%s</w:tcPr><w:p>%s</w:p></w:tc>`, cell.cols, merge, runs(text, cut))
			c += cell.cols
		}
		b.WriteString("</w:tr>")
	}
	return b.String() + "</w:tbl><w:p><w:r><w:t>后文</w:t></w:r></w:p>"
}

// runs cuts a text into runs.
func runs(text string, cut int) string {
	var b strings.Builder
	rs := []rune(text)
	for i := 0; i < len(rs); i += cut {
		fmt.Fprintf(&b, `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, escape(string(rs[i:min(i+cut, len(rs))])))
	}
	return b.String()
}

// asSheet writes a layout as the XML of a worksheet with texts in the cells.
func (l layout) asSheet() string {
	var b, merges strings.Builder
	b.WriteString("<sheetData>")
	for r := range l.rows {
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for c := range l.cols {
			cell, begins := l.at(r, c)
			text := "盖住的"
			if begins {
				text = cell.text
				if cell.rows > 1 || cell.cols > 1 {
					fmt.Fprintf(&merges, `<mergeCell ref="%s:%s"/>`, address(r+1, c+1), address(r+cell.rows, c+cell.cols))
				}
			}
			// Office itself writes an underscore that could be taken for an
			// escape as an escape.
			text = strings.ReplaceAll(text, "_x", "_x005F_x")
			fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, address(r+1, c+1), escape(text))
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData>")
	if merges.Len() > 0 {
		b.WriteString("<mergeCells>" + merges.String() + "</mergeCells>")
	}
	return b.String()
}

// asMarkdown writes a layout without spans as a pipe table.
func (l layout) asMarkdown() string {
	special := strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "<", "&lt;", "&", "&amp;", "#", `\#`)
	var b strings.Builder
	b.WriteString("表1\n\n")
	for r := range l.rows {
		for c := range l.cols {
			cell, _ := l.at(r, c)
			b.WriteString("| " + special.Replace(cell.text) + " ")
		}
		b.WriteString("|\n")
		if r == 0 {
			b.WriteString(strings.Repeat("|:--", l.cols) + "|\n")
		}
	}
	return b.String() + "\n后文\n"
}

// file is a part of an archive.
type file struct{ name, body string }

// zipped makes an archive.
func zipped(tb testing.TB, files ...file) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(f.body)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// docxOf wraps a body into a Word document, with further parts.
func docxOf(tb testing.TB, body string, more ...file) []byte {
	tb.Helper()
	return zipped(tb, append([]file{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`},
		{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://x/numbering" Target="numbering.xml"/></Relationships>`},
	}, more...)...)
}

// xlsxOf wraps the XML of worksheets into a workbook. A sheet whose name begins
// with a dot is hidden.
func xlsxOf(tb testing.TB, styles string, sheets ...file) []byte {
	tb.Helper()
	var list, links, types strings.Builder
	var parts []file
	for i, s := range sheets {
		if strings.HasPrefix(s.name, "xl/") { // a part, not a sheet
			parts = append(parts, s)
			continue
		}
		state := ""
		if strings.HasPrefix(s.name, ".") {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"%s/>`, escape(s.name), i+1, i+1, state)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		parts = append(parts, file{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + s.body + `</worksheet>`})
	}
	links.WriteString(`<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>`)
	links.WriteString(`<Relationship Id="rIdT" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>`)
	parts = append(parts,
		file{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`},
		file{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		file{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + list.String() + `</sheets></workbook>`},
		file{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + links.String() + `</Relationships>`},
		file{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + styles + `</styleSheet>`},
	)
	return zipped(tb, parts...)
}

// open reads bytes that must be readable.
func open(tb testing.TB, name string, raw []byte) *Document {
	tb.Helper()
	d, err := Open(name, bytes.NewReader(raw), int64(len(raw)), Options{})
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return d
}

// refused reads bytes that must not be readable and gives the code.
func refused(tb testing.TB, name string, raw []byte) *civil.Error {
	tb.Helper()
	_, err := Open(name, bytes.NewReader(raw), int64(len(raw)), Options{})
	var e *civil.Error
	if !errors.As(err, &e) {
		tb.Fatalf("%s: got error %v, want a refusal", name, err)
	}
	if e.Code == "" || !strings.HasSuffix(e.Message, "。") {
		tb.Fatalf("%s: refusal %q is no sentence", name, e.Message)
	}
	return e
}

// texts shows the blocks of a document for comparison: a line for a paragraph,
// rows between bars for a table.
func texts(d *Document) string {
	var b strings.Builder
	for _, block := range d.Blocks {
		switch block := block.(type) {
		case *Paragraph:
			if block.Heading {
				b.WriteString("# ")
			}
			b.WriteString(strings.ReplaceAll(block.Text, "\n", "⏎") + "\n")
		case *Table:
			for _, row := range block.Rows {
				for _, c := range row {
					b.WriteString("|" + strings.ReplaceAll(c.Text, "\n", "⏎"))
				}
				b.WriteString("|\n")
			}
		}
	}
	return b.String()
}
