package document

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lianxin/internal/civil"
)

// page reads HTML token by token, without a tree: a page may be broken in any
// way and deep without end, and what it prints is still a run of text and cells.
type page struct {
	*flow
	line    int  // of the file, where the token begins
	space   bool // white space waits for the next word
	depth   int  // open elements that must be closed
	pre     int  // open elements that keep white space
	heading bool
	hidden  atom.Atom // the element being left out; 0 when none is
	unknown string    // its name, when it is not a known element
	inside  int       // elements of the same name open inside it
	tables  int       // tables open inside a hidden cell
	skipped int       // hidden elements with text, for the note
	tell    bool      // the hidden element had text
}

// maxToken is the longest piece of markup read: one tag, or one run of text.
const maxToken = 16 << 20

// readHTML reads a page. A page in Big5 that happens to look like something
// else says so itself.
func (d *Document) readHTML(text string) error {
	if d.Encoding != utf8Name && strings.Contains(strings.ToLower(text[:min(len(text), 4096)]), "charset=big5") {
		return civil.Refuse("document_big5", "文件是 Big5（繁体）编码，请用记事本或办公软件另存为 UTF-8 后重试。")
	}
	p := &page{flow: newFlow(), line: 1}
	if err := p.run(text); err != nil {
		return err
	}
	blocks, err := p.finish()
	if err != nil {
		return err
	}
	d.Blocks = blocks
	if p.skipped > 0 {
		d.note(Place{}, "网页中有 "+strconv.Itoa(p.skipped)+" 处不显示的文字，未读取。")
	}
	return nil
}

// run reads all tokens and closes what the page left open.
func (p *page) run(text string) error {
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(maxToken)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		lines := bytes.Count(z.Raw(), []byte("\n"))
		if err := p.token(kind, z); err != nil {
			return err
		}
		p.line += lines
	}
	if err := z.Err(); !errors.Is(err, io.EOF) {
		return refuseBroken(HTML, err)
	}
	for p.inCell() || p.top().draft != nil {
		if err := p.closeTable(); err != nil {
			return err
		}
	}
	return nil
}

// token takes one token.
func (p *page) token(kind html.TokenType, z *html.Tokenizer) error {
	switch kind {
	case html.TextToken:
		text := string(z.Text())
		if p.hidden != 0 || p.unknown != "" {
			p.tell = p.tell || strings.TrimSpace(text) != ""
			return nil
		}
		p.write(text)
	case html.StartTagToken, html.SelfClosingTagToken:
		return p.start(z.Token())
	case html.EndTagToken:
		return p.end(z.Token())
	}
	return nil
}

// write adds text with its white space as a browser shows it: runs become one
// space, and none stands at the edge of a line. A no-break space is a character.
func (p *page) write(text string) {
	b := p.top()
	if b.draft != nil && strings.Trim(text, " \t\n\r\f") == "" {
		return // white space between the tags of a table
	}
	if p.pre > 0 {
		p.begin(b)
		b.text.WriteString(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
		return
	}
	for i, word := range strings.FieldsFunc(text, blank) {
		if (i > 0 || p.space || blank(rune(text[0]))) && b.text.Len() > 0 && !strings.HasSuffix(tail(b), "\n") {
			b.text.WriteByte(' ')
		}
		p.space = false
		p.begin(b)
		b.text.WriteString(word)
	}
	if text != "" && blank(rune(text[len(text)-1])) {
		p.space = true
	}
}

// begin notes where the paragraph starts.
func (p *page) begin(b *box) {
	if b.text.Len() == 0 {
		b.place, b.heading = Place{Line: p.line}, p.heading
	}
}

// tail is the last byte of the open paragraph.
func tail(b *box) string {
	s := b.text.String()
	return s[len(s)-1:]
}

// blank says whether HTML collapses the character.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }

// breakParagraph ends the open paragraph.
func (p *page) breakParagraph() error {
	p.space = false
	return p.endParagraph(false)
}

// start takes a start tag.
func (p *page) start(t html.Token) error {
	if (p.hidden != 0 || p.unknown != "") && !p.reopens(t) {
		return nil
	}
	if hides(t) {
		if !void(t.DataAtom) && t.Type != html.SelfClosingTagToken {
			p.hidden = t.DataAtom
			if p.hidden == 0 {
				p.unknown = t.Data
			}
		}
		return nil
	}
	if boxed[t.DataAtom] && t.Type != html.SelfClosingTagToken {
		if p.depth++; p.depth > maxDepth {
			return refuseNesting()
		}
	}
	switch t.DataAtom {
	case atom.Br:
		if b := p.top(); b.draft == nil {
			p.begin(b)
			b.text.WriteByte('\n')
		}
		p.space = false
		return nil
	case atom.Pre, atom.Textarea:
		p.pre++
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if err := p.breakParagraph(); err != nil {
			return err
		}
		p.heading = true
		return nil
	}
	if tabular[t.DataAtom] {
		return p.startTabular(t)
	}
	if blocks[t.DataAtom] {
		return p.breakParagraph()
	}
	return nil
}

// end takes an end tag.
func (p *page) end(t html.Token) error {
	if (p.hidden != 0 || p.unknown != "") && !p.closes(t) {
		return nil
	}
	if boxed[t.DataAtom] && p.depth > 0 {
		p.depth--
	}
	switch t.DataAtom {
	case atom.Pre, atom.Textarea:
		if p.pre > 0 {
			p.pre--
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		err := p.breakParagraph()
		p.heading = false
		return err
	}
	if tabular[t.DataAtom] {
		return p.endTabular(t.DataAtom)
	}
	if blocks[t.DataAtom] {
		return p.breakParagraph()
	}
	return nil
}
