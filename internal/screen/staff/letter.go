package staff

import (
	"bytes"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/notice"
)

// File shows a photograph or a paper of the case.
func (p *Pages) File(r *screen.Request) (screen.Answer, error) {
	found, data, err := p.s.Desk.Attachment(r.Context(), r.Who(), refOf(r), r.PathValue("file"))
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: orText(found.Name, found.ID), Type: found.Media, Content: bytes.NewReader(data)})
}

// letterAt is the letter an address names, as it is printed.
func (p *Pages) letterAt(r *screen.Request) (*casework.Letter, letter.Sheet, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return nil, letter.Sheet{}, err
	}
	l := f.LetterOf(r.PathValue("letter"))
	if l == nil {
		return nil, letter.Sheet{}, notThere()
	}
	s := p.letterSheet(l, f.Case.County)
	s.Large = r.FormValue("large") != ""
	return l, s, nil
}

// letterSheet is a letter as it was sent: its paragraphs already name the recipient.
func (p *Pages) letterSheet(l *casework.Letter, county string) letter.Sheet {
	s := letter.Sheet{
		Number: l.Number, Title: l.Title, Office: l.Body.Office, Date: l.Body.Date,
		Verify: notice.Address(p.s.Address, county, l.Number, l.Receipt), Receipt: l.Receipt,
	}
	for _, text := range l.Body.Paragraphs {
		var words string
		var items []string
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if item, is := strings.CutPrefix(line, "· "); is {
				items = append(items, item)
			} else {
				words += line
			}
		}
		if words != "" {
			s.Blocks = append(s.Blocks, letter.Paragraph{Text: words})
		}
		if len(items) > 0 {
			s.Blocks = append(s.Blocks, letter.List{Items: items})
		}
	}
	return s
}

// Letter gives a letter for the browser to print.
func (p *Pages) Letter(r *screen.Request) (screen.Answer, error) {
	l, s, err := p.letterAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var page bytes.Buffer
	if err := letter.HTML(&page, s, ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: l.Title + ".html", Type: "text/html; charset=utf-8", Content: &page})
}

// LetterPDF gives it as a file.
func (p *Pages) LetterPDF(r *screen.Request) (screen.Answer, error) {
	l, s, err := p.letterAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	fonts, err := p.fonts()
	if err != nil {
		return screen.Answer{}, err
	}
	var file bytes.Buffer
	if err := letter.PDF(&file, fonts, s); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: l.Title + l.Number + ".pdf", Type: letterType, Content: &file})
}

// letterType is the media type of what is printed.
const letterType = "application/pdf"

// Notice leads to the poster of the notice that hangs now, to be printed and put up.
func (p *Pages) Notice(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	for i := len(f.Notices) - 1; i >= 0; i-- {
		if f.Notices[i].State == casework.Posted {
			return screen.Answer{Next: "/notice/" + f.Case.County + "/" + f.Notices[i].ID + "/print"}, nil
		}
	}
	return screen.Answer{}, notThere()
}
