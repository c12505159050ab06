package letter

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// Style is the style sheet of the print page, for whoever serves it at an
// address of its own.
//
//go:embed letter.css
var Style string

//go:embed letter.tmpl
var source string

var printPage = template.Must(template.New("letter").Parse(source))

// view is a sheet as the template sees it.
type view struct {
	Sheet
	Link   string
	Style  template.CSS
	Blocks []blockView
	Code   string // path of the QR code
	Side   int
	Seal   []string
	Foot   string
}

// blockView is a block with the word the template knows it by.
type blockView struct {
	Kind    string
	Block   Block
	Picture template.URL
}

// Class says how a cell stands, and how it may be cut: short heads and ordinary
// words and numbers stay whole, what is too long for its column does not.
func (b blockView) Class(column int, cell string, head bool) string {
	t, _ := b.Block.(Table)
	var class []string
	if column < len(t.Align) {
		class = append(class, alignClass[t.Align[column]])
	}
	words, long := pieces(cell), false
	for _, word := range words {
		long = long || utf8.RuneCountInString(word) > lineRunes/len(t.Head)
	}
	switch {
	case long:
		class = append(class, "long")
	case len(words) == 1, head && utf8.RuneCountInString(cell) <= shortHead:
		class = append(class, "short")
	}
	return strings.TrimSpace(strings.Join(class, " "))
}

var alignClass = map[Align]string{Right: "right", Centre: "centre"}

// shortHead is how long a head is that is not cut, lineRunes how many letters
// the line of a table has; both in characters.
const (
	shortHead = 4
	lineRunes = 80
)

// HTML writes a sheet as a page for the browser to print. link is the address
// where [Style] is served; without one the style stands in the page, which a
// page must then be allowed. What no font can show is printed as 待核字;
// every other character is left to the fonts of the reader's machine.
func HTML(w io.Writer, sheet Sheet, link string) error {
	if problem := sheet.check(); problem != nil {
		return problem
	}
	v := view{Sheet: readableSheet(sheet), Link: link, Style: template.CSS(Style)}
	for _, b := range v.Sheet.Blocks {
		v.Blocks = append(v.Blocks, viewOf(b))
	}
	if sheet.Verify != "" {
		c, err := encodeQR(sheet.Verify)
		if err != nil {
			return err
		}
		v.Code, v.Side, v.Seal = c.path(), c.side(), sheet.sealTexts()
	}
	v.Foot = v.Number
	if sheet.Receipt != "" {
		v.Foot += "　回执 " + grouped(sheet.Receipt)
	}
	var page bytes.Buffer
	if err := printPage.Execute(&page, v); err != nil {
		return &civil.Error{Kind: civil.Invalid, Code: "letter_page", Err: err, Message: "文书打印页没有生成，请核对模板。"}
	}
	_, err := w.Write(page.Bytes())
	return err
}

func viewOf(b Block) blockView {
	v := blockView{Block: b}
	switch b := b.(type) {
	case Heading:
		v.Kind = "heading"
	case Paragraph:
		v.Kind = "paragraph"
	case List:
		v.Kind = "list"
	case Table:
		v.Kind = "table"
	case KeyValues:
		v.Kind = "values"
	case Clause:
		v.Kind = "clause"
	case Image:
		v.Kind, v.Picture = "image", inline(b.JPEG)
	case Signature:
		v.Kind, v.Picture = "signature", inline(b.JPEG)
	}
	return v
}

// inline is a picture inside the page, so that a saved page is whole.
func inline(data []byte) template.URL {
	if len(data) == 0 {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(data))
}

// unknown is printed for a character that no font can show.
const unknown = "待核字"

// readable puts 待核字 for what no font can show, the mark of a lost character and
// the private numbers that old systems gave to rare ones, and holds amounts
// together with their unit.
func readable(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Co, r):
			b.WriteString(unknown)
		case r == ' ' && i > 0 && i+1 < len(runes) && !mayBreak(runes, i+1):
			b.WriteRune(noBreak)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// readableSheet is the sheet with every text readable. The given one is not
// changed.
func readableSheet(s Sheet) Sheet {
	s.Number, s.Title, s.Recipient = readable(s.Number), readable(s.Title), readable(s.Recipient)
	s.Office, s.Date = readable(s.Office), readable(s.Date)
	blocks := make([]Block, len(s.Blocks))
	for i, b := range s.Blocks {
		blocks[i] = readableBlock(b)
	}
	s.Blocks = blocks
	return s
}

func readableBlock(b Block) Block {
	switch b := b.(type) {
	case Heading:
		return Heading{readable(b.Text)}
	case Paragraph:
		return Paragraph{readable(b.Text)}
	case List:
		b.Items = readableList(b.Items)
		return b
	case Table:
		b.Head = readableList(b.Head)
		rows := make([][]string, len(b.Rows))
		for i, row := range b.Rows {
			rows[i] = readableList(row)
		}
		b.Rows = rows
		return b
	case KeyValues:
		pairs := make([]Pair, len(b.Pairs))
		for i, p := range b.Pairs {
			pairs[i] = Pair{readable(p.Key), readable(p.Value)}
		}
		return KeyValues{pairs}
	case Clause:
		return Clause{readable(b.Law), readable(b.Text)}
	case Image:
		b.Caption = readable(b.Caption)
		return b
	case Signature:
		b.Label, b.Name, b.Date = readable(b.Label), readable(b.Name), readable(b.Date)
		return b
	}
	return b
}

func readableList(list []string) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = readable(text)
	}
	return out
}
