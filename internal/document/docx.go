package document

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// maxWordDepth is how deep elements of a Word document may stand in each other;
// tables inside tables have a limit of their own.
const maxWordDepth = 256

// readDocx reads the body of a Word document: what it prints, without headers,
// footers, comments and notes at the foot.
func (d *Document) readDocx(a *archive, main string) error {
	part := a.parts[main]
	if part == nil {
		return refuseBroken(Docx, errors.New("no main part"))
	}
	if part.UncompressedSize64 > maxPart {
		return refuseBomb()
	}
	w := &word{flow: newFlow(), doc: d, styles: map[string]style{}, numbers: newNumbering()}
	folder := path.Dir(main)
	for _, link := range a.links(path.Join(folder, "_rels", path.Base(main)+".rels"), folder) {
		var err error
		switch {
		case strings.HasSuffix(link.kind, "/styles"):
			err = readStyles(a, link.target, w.styles)
		case strings.HasSuffix(link.kind, "/numbering"):
			err = w.numbers.read(a, link.target)
		}
		if err != nil {
			return failed(Docx, err)
		}
	}
	in, err := part.Open()
	if err != nil {
		return refuseBroken(Docx, err)
	}
	defer func() { _ = in.Close() }() // it was only read
	w.dec = xml.NewDecoder(io.LimitReader(in, maxPart))
	if err := w.run(); err != nil {
		return failed(Docx, err)
	}
	if d.Blocks, err = w.finish(); err != nil {
		return err
	}
	return nil
}

// word reads the main part of a Word document token by token.
type word struct {
	*flow
	dec     *xml.Decoder
	styles  map[string]style
	numbers *numbering
	doc     *Document // takes the notes
	stashed []stash   // paragraphs around open text boxes
	counted int       // paragraphs outside tables
	number  string    // the automatic number of the open paragraph
	gap     string    // what stands between the number and the text
	para    int       // open paragraphs, so that stray text is no text
	text    bool      // inside an element that holds printed text
	hidden  bool      // the run is hidden
	seen    bool      // a body was there
}

// stash is a paragraph that waits until a text box inside it is read.
type stash struct {
	text, number, gap string
	place             Place
	heading           bool
	para              int
}

// run reads all tokens.
func (w *word) run() error {
	depth := 0
	for {
		tok, err := w.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxWordDepth {
				return refuseNesting()
			}
			skipped, err := w.start(t)
			if err != nil {
				return err
			}
			if skipped {
				depth--
			}
		case xml.EndElement:
			depth--
			if err := w.end(t.Name.Local); err != nil {
				return err
			}
		case xml.CharData:
			if w.text && !w.hidden {
				w.top().text.Write(t)
			}
		}
	}
	if !w.seen {
		return errors.New("no body")
	}
	return nil
}

// unread are elements whose content is not printed: what was deleted or moved
// away, the second version for old programs, and reading aids.
var unread = map[string]bool{
	"del": true, "moveFrom": true, "Fallback": true, "rt": true, "instrText": true, "delText": true,
	"sdtPr": true, "tblPr": true, "tblGrid": true, "sectPr": true,
}

// start takes a start tag and says whether it read the whole element.
func (w *word) start(e xml.StartElement) (bool, error) {
	name := e.Name.Local
	if unread[name] {
		return true, w.dec.Skip()
	}
	switch name {
	case "body":
		w.seen = true
	case "p":
		return false, w.beginParagraph()
	case "pPr":
		return true, w.paragraphProperties()
	case "r":
		w.hidden = false
	case "rPr":
		return true, w.runProperties()
	case "t":
		w.text = w.para > 0
	case "tab":
		w.put("\t")
	case "br", "cr":
		w.put("\n")
	case "noBreakHyphen":
		w.put("-")
	case "sym":
		w.symbol(e)
	case "footnoteReference", "endnoteReference":
		w.doc.note(Place{Paragraph: w.counted}, "此处有脚注或尾注，注文未读取。")
	case "txbxContent":
		w.beginBox()
	case "tbl", "tr", "trPr", "tc", "tcPr":
		return w.startTable(name)
	}
	return false, nil
}

// end takes an end tag.
func (w *word) end(name string) error {
	switch name {
	case "p":
		return w.closeParagraph()
	case "t":
		w.text = false
	case "r":
		w.hidden = false
	case "txbxContent":
		return w.endBox()
	case "tbl", "tr", "tc":
		return w.endOfTable(name)
	}
	return nil
}

// put adds printed text that is no text element.
func (w *word) put(s string) {
	if w.para > 0 && !w.hidden {
		w.top().text.WriteString(s)
	}
}

// beginParagraph opens a paragraph.
func (w *word) beginParagraph() error {
	w.para++
	b := w.top()
	if b.draft != nil {
		return errors.New("a paragraph between rows")
	}
	if !w.inCell() {
		w.counted++
		b.place = Place{Paragraph: w.counted}
	}
	return nil
}

// closeParagraph ends a paragraph and puts its automatic number in front.
func (w *word) closeParagraph() error {
	if w.para == 0 {
		return nil
	}
	w.para--
	b := w.top()
	if w.number != "" {
		text := b.text.String()
		b.text.Reset()
		b.text.WriteString(w.number)
		if text != "" {
			b.text.WriteString(w.gap + text)
		}
	}
	w.number, w.gap = "", ""
	return w.endParagraph(true)
}

// beginBox puts the paragraph around a text box aside.
func (w *word) beginBox() {
	b := w.top()
	w.stashed = append(w.stashed, stash{text: b.text.String(), number: w.number, gap: w.gap, place: b.place, heading: b.heading, para: w.para})
	b.text.Reset()
	b.place, b.heading, w.number, w.gap, w.para = Place{}, false, "", "", 0
}

// endBox takes the paragraph up again; the text box stands before it.
func (w *word) endBox() error {
	if len(w.stashed) == 0 {
		return errors.New("a text box ends that never began")
	}
	if err := w.endParagraph(false); err != nil {
		return err
	}
	s := w.stashed[len(w.stashed)-1]
	w.stashed = w.stashed[:len(w.stashed)-1]
	b := w.top()
	b.text.WriteString(s.text)
	b.place, b.heading, w.number, w.gap, w.para = s.place, s.heading, s.number, s.gap, s.para
	w.hidden = false
	return nil
}
