package resident

import (
	"bytes"
	"io"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/part"
)

// letterView is a letter on the screen.
type letterView struct {
	Frame  layout.Frame
	Blocks []block
	Letter part.Sheet
	Object []doing
}

// block is a paragraph, with a list under it where it has one.
type block struct {
	Text  string
	Items []string
}

// blocks cuts the paragraphs of a letter where lists begin.
func blocks(paragraphs []string) (list []block) {
	for _, text := range paragraphs {
		var b block
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if item, is := strings.CutPrefix(line, "· "); is {
				b.Items = append(b.Items, item)
			} else if line != "" {
				b.Text += line
			}
		}
		list = append(list, b)
	}
	return list
}

// sheet is a letter as it is printed, in large type.
func (p *Pages) sheet(l *casework.Letter, county string) letter.Sheet {
	s := letter.Sheet{
		Number: l.Number, Title: l.Title, Office: l.Body.Office, Date: l.Body.Date, Large: true,
		Verify: notice.Address(p.s.Address, county, l.Number, l.Receipt), Receipt: l.Receipt,
	}
	for _, b := range blocks(l.Body.Paragraphs) {
		if b.Text != "" {
			s.Blocks = append(s.Blocks, letter.Paragraph{Text: b.Text})
		}
		if len(b.Items) > 0 {
			s.Blocks = append(s.Blocks, letter.List{Items: b.Items})
		}
	}
	return s
}

// letterAt is the letter an address names.
func (p *Pages) letterAt(r *screen.Request) (*casework.File, *casework.Letter, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return nil, nil, err
	}
	if l := f.LetterOf(r.PathValue("letter")); l != nil {
		return f, l, nil
	}
	return nil, nil, missing()
}

// Letter shows a letter to be read.
func (p *Pages) Letter(r *screen.Request) (screen.Answer, error) {
	f, l, err := p.letterAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	path := casePath(f.Case.Ref, "letters", l.ID)
	v := letterView{
		Frame: p.frame(r, l.Title, casePath(f.Case.Ref)), Blocks: blocks(l.Body.Paragraphs),
		Letter: part.Sheet{
			Title: l.Title, Number: l.Number, Office: l.Body.Office, Day: l.Body.Date, Print: path + "/print", PDF: path + "/pdf",
			Check: notice.Address("", f.Case.County, l.Number, l.Receipt),
		},
	}
	for _, a := range p.s.Desk.Allowed(f, r.Who()) {
		if l.Body.Remedy && does(a, "appeal") {
			one := p.button(r, f, a)
			one.Text, one.Primary = "我有异议："+a.Title, true
			v.Object = append(v.Object, one)
		}
	}
	return screen.Show(letterPage(v))
}

// Print gives the letter for the browser to print.
func (p *Pages) Print(r *screen.Request) (screen.Answer, error) {
	f, l, err := p.letterAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var page bytes.Buffer
	if err := letter.HTML(&page, p.sheet(l, f.Case.County), ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: l.Title + ".html", Type: "text/html; charset=utf-8", Content: io.Reader(&page)})
}

// PDF gives the letter as a file.
func (p *Pages) PDF(r *screen.Request) (screen.Answer, error) {
	f, l, err := p.letterAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	fonts, err := p.fonts()
	if err != nil {
		return screen.Answer{}, err
	}
	var file bytes.Buffer
	if err := letter.PDF(&file, fonts, p.sheet(l, f.Case.County)); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: l.Title + format.Name(l.Number) + ".pdf", Type: "application/pdf", Content: io.Reader(&file)})
}
