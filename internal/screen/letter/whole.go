package letter

import (
	"strings"

	"lianxin/internal/civil"
)

// pages lays a sheet out.
func (s *Sheet) pages(fonts *Fonts) ([]*page, error) {
	f := newFlow(fonts, s)
	if err := s.head(f); err != nil {
		return nil, err
	}
	for _, b := range s.Blocks {
		if err := b.flow(f); err != nil {
			return nil, err
		}
	}
	s.end(f)
	return f.pages, s.seal(f)
}

// head sets title, number and whom the sheet addresses.
func (s *Sheet) head(f *flow) error {
	f.text(s.Title, f.sizes.title, marginSide, textWidth, 0, Centre)
	if s.Number != "" {
		f.text(s.Number, f.sizes.table, marginSide, textWidth, 0, Centre)
	}
	f.y += f.sizes.body
	if s.Recipient != "" {
		f.text(s.Recipient+"：", f.sizes.body, marginSide, textWidth, 0, Left)
	}
	return nil
}

// end sets who signs and when. The two stay together.
func (s *Sheet) end(f *flow) {
	if s.Office == "" && s.Date == "" {
		return
	}
	size := f.sizes.body
	f.gap(2 * size)
	f.need(2 * leading(size))
	for _, text := range []string{s.Office, s.Date} {
		if text != "" {
			f.text(text, size, marginSide+textWidth/3, textWidth*2/3-size, 0, Right)
		}
	}
}

// codeSide is how wide the QR code is printed: a telephone of ten years reads it.
const codeSide = 30 * mm

// seal sets the QR code with the receipt beside it, at the end of the letter.
func (s *Sheet) seal(f *flow) error {
	if s.Verify == "" {
		return nil
	}
	code, err := encodeQR(s.Verify)
	if err != nil {
		return err
	}
	image, err := code.png()
	if err != nil {
		return err
	}
	f.gap(f.sizes.body)
	f.need(codeSide)
	p, top := f.page(), f.y
	p.pictures = append(p.pictures, shot{marginSide, top, codeSide, codeSide, image})
	f.y += f.sizes.foot
	beside := marginSide + codeSide + 4*mm
	for _, text := range s.sealTexts() {
		f.text(text, f.sizes.foot, beside, textWidth-codeSide-4*mm, 0, Left)
	}
	if f.page() == p {
		f.y = max(f.y, top+codeSide)
	}
	return nil
}

// sealTexts are what stands beside the QR code.
func (s *Sheet) sealTexts() []string {
	list := []string{"扫码可核验这份文书的真伪。也可以打开下面的网址，输入回执码："}
	if s.Receipt != "" {
		list = append(list, "回执码："+grouped(s.Receipt))
	}
	return append(list, s.Verify)
}

// grouped writes a receipt code in groups of four, as people read it aloud.
func grouped(code string) string {
	var b strings.Builder
	for i, r := range []rune(code) {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// bind lays out cover and parts. The list of contents is laid out twice: what
// numbers stand in it does not change how long it is.
func bind(fonts *Fonts, cover Sheet, parts []Part) ([]*page, error) {
	if problem := bindable(fonts, &cover, parts); problem != nil {
		return nil, problem
	}
	var inner []*page
	begins := make([]int, len(parts))
	for i, part := range parts {
		pages, err := part.Sheet.pages(fonts)
		if err != nil {
			return nil, err
		}
		begins[i] = len(inner)
		pages[0].bookmark = part.Title
		inner = append(inner, pages...)
	}
	front := 0
	for {
		own := cover
		own.Blocks = append(append([]Block(nil), cover.Blocks...), contents(parts, begins, front))
		pages, err := own.pages(fonts)
		if err != nil {
			return nil, err
		}
		if len(pages) <= front {
			pages[0].bookmark = cover.Title
			return append(pages, inner...), nil
		}
		front = len(pages)
	}
}

// contents is the list of parts with the page each begins on.
func contents(parts []Part, begins []int, front int) Table {
	t := Table{Head: []string{"序号", "内容", "页码"}, Align: []Align{Centre, Left, Right}}
	for i, part := range parts {
		t.Rows = append(t.Rows, []string{itoa(i + 1), part.Title, itoa(front + begins[i] + 1)})
	}
	return t
}

// bindable holds every part to what a single sheet is held to.
func bindable(fonts *Fonts, cover *Sheet, parts []Part) *civil.Error {
	list := append([]Part{{cover.Title, *cover}}, parts...)
	list[0].Sheet.Blocks = append([]Block{Heading{"目录"}}, cover.Blocks...)
	for i := range list {
		if problem := list[i].Sheet.check(); problem != nil {
			return problem
		}
		if problem := wanted(list[i].Title != "", "目录项"); problem != nil {
			return problem
		}
		if problem := fonts.covers(append(list[i].Sheet.texts(), list[i].Title)); problem != nil {
			return problem
		}
	}
	return nil
}
