package letter

import (
	"io"

	"lianxin/internal/civil"
)

// PDF prints a sheet on A4.
func PDF(w io.Writer, fonts *Fonts, sheet Sheet) error {
	if problem := sheet.check(); problem != nil {
		return problem
	}
	if problem := fonts.covers(sheet.texts()); problem != nil {
		return problem
	}
	pages, err := sheet.pages(fonts)
	if err != nil {
		return err
	}
	for i, p := range pages {
		p.foot(fonts, &sheet, i+1, len(pages))
	}
	return draw(w, fonts, sheet.Title, pages)
}

// Part is one piece of the file of a case, with a line in the contents and a
// bookmark of its own.
type Part struct {
	Title string
	Sheet Sheet
}

// Archive prints the whole file of a case as one PDF: the cover with the list
// of contents, then every part on pages of its own, counted through. A part
// without blocks or with a character the font lacks refuses the whole.
func Archive(w io.Writer, fonts *Fonts, cover Sheet, parts []Part) error {
	if len(parts) == 0 {
		return civil.Refuse("archive_empty", "这一件还没有任何文书和材料，没有可归档的内容。")
	}
	book, err := bind(fonts, cover, parts)
	if err != nil {
		return err
	}
	for i, p := range book {
		p.foot(fonts, &cover, i+1, len(book))
	}
	return draw(w, fonts, cover.Title, book)
}
