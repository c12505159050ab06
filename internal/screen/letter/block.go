package letter

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"strconv"

	"lianxin/internal/civil"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (b Heading) flow(f *flow) error {
	size := f.sizes.heading
	f.gap(size * 7 / 10)
	f.need(leading(size) + 2*leading(f.sizes.body)) // a heading is not left alone at the end of a page
	f.text(b.Text, size, marginSide, textWidth, 0, Left)
	f.gap(size / 4)
	return nil
}

func (b Paragraph) flow(f *flow) error {
	size := f.sizes.body
	f.text(b.Text, size, marginSide, textWidth, 2*size, Left)
	f.gap(size / 3)
	return nil
}

func (b List) flow(f *flow) error {
	size := f.sizes.body
	hang := f.fonts.width("0.", size) + size/2
	if b.Numbered {
		hang = f.fonts.width(itoa(len(b.Items))+".", size) + size/2
	}
	for i, item := range b.Items {
		mark := "·"
		if b.Numbered {
			mark = itoa(i+1) + "."
		}
		f.need(leading(size))
		f.page().write(marginSide+size, f.y+drop(size), size, mark)
		f.text(item, size, marginSide+size+hang, textWidth-size-hang, 0, Left)
	}
	f.gap(size / 3)
	return nil
}

// flow sets keys in a column of their own, as wide as the longest but not wider
// than a third of the line.
func (b KeyValues) flow(f *flow) error {
	size := f.sizes.body
	wide := length(0)
	for _, p := range b.Pairs {
		wide = max(wide, f.fonts.width(p.Key, size))
	}
	t := tabular{size: size, open: true, widths: []length{min(wide, textWidth/3) + 2*cellSide, 0}}
	t.widths[1] = textWidth - t.widths[0]
	for _, p := range b.Pairs {
		t.rows = append(t.rows, []string{p.Key, p.Value})
	}
	f.table(t)
	return nil
}

// flow sets the clause apart by a bar at its left, its source below it.
func (b Clause) flow(f *flow) error {
	size := f.sizes.body
	left := marginSide + 2*size
	f.gap(size / 3)
	f.barred(left-size, func() {
		f.text(b.Text, size, left, textWidth-3*size, 0, Left)
		f.text("——"+b.Law, size, left, textWidth-3*size, 0, Right)
	})
	f.gap(size / 2)
	return nil
}

// barred draws a bar beside whatever set writes, on every page it comes to.
func (f *flow) barred(x length, set func()) {
	f.need(2 * leading(f.sizes.body))
	from, top := len(f.pages)-1, f.y
	set()
	for i := from; i < len(f.pages); i++ {
		end := textBottom
		if i == len(f.pages)-1 {
			end = f.y
		}
		f.pages[i].line(x, top, x, end, 2*pt)
		top = marginTop
	}
}

// pictureLimit is how many pixels a picture of a sheet may have; those of
// package file have four million at most.
const pictureLimit = 25_000_000

// picture reads how large a JPEG is.
func picture(data []byte) (size struct{ w, h length }, problem *civil.Error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	fit := config.ColorModel == color.YCbCrModel || config.ColorModel == color.GrayModel
	if err != nil || !fit || config.Width <= 0 || config.Height <= 0 || config.Width*config.Height > pictureLimit {
		return size, &civil.Error{Kind: civil.Invalid, Code: "letter_picture", Err: err, Message: "文书中有一张照片打不开，不能生成：请重新上传这张照片。"}
	}
	size.w, size.h = length(config.Width), length(config.Height)
	return size, nil
}

// fitInto is the size of a picture inside a box, not larger than at 96 dots an inch.
func fitInto(w, h, most, high length) (length, length) {
	const dot = pt * 72 / 96
	width := min(w*dot, most)
	height := width * h / w
	if height > high {
		width, height = high*w/h, high
	}
	return width, height
}

func (b Image) flow(f *flow) error {
	size, problem := picture(b.JPEG)
	if problem != nil {
		return problem
	}
	caption := f.fonts.breaks(b.Caption, f.sizes.table, textWidth, 0)
	below := length(len(caption)) * leading(f.sizes.table)
	w, h := fitInto(size.w, size.h, textWidth, max(textBottom-marginTop-below, 60*mm))
	f.gap(f.sizes.body / 2)
	f.need(h + below)
	f.page().pictures = append(f.page().pictures, shot{marginSide + (textWidth-w)/2, f.y, w, h, b.JPEG})
	f.y += h
	if b.Caption != "" {
		f.text(b.Caption, f.sizes.table, marginSide, textWidth, 0, Centre)
	}
	f.gap(f.sizes.body / 2)
	return nil
}

// flow leaves a line to sign on; what was signed on a screen stands on it.
func (b Signature) flow(f *flow) error {
	const high = 16 * mm
	size := f.sizes.body
	f.gap(size / 2)
	f.text(b.Label+"：", size, marginSide, textWidth, 0, Left)
	f.need(high + leading(size))
	if len(b.JPEG) > 0 {
		shape, problem := picture(b.JPEG)
		if problem != nil {
			return problem
		}
		w, h := fitInto(shape.w, shape.h, textWidth/2, high-2*mm)
		f.page().pictures = append(f.page().pictures, shot{marginSide + 2*size, f.y + high - 2*mm - h, w, h, b.JPEG})
	}
	f.y += high
	f.page().line(marginSide+size, f.y, marginSide+size+textWidth/2, f.y, pt/2)
	date := b.Date
	if date == "" {
		date = "　　　　年　　月　　日"
	}
	top := f.y
	f.text(b.Name, size, marginSide+size, textWidth/2, 0, Left)
	end := f.y
	if f.y < top { // the name went over to the next page
		top = marginTop
	}
	f.y = top
	f.text(date, size, marginSide+size+textWidth/2, textWidth/2-size, 0, Right)
	f.y = max(f.y, end)
	f.gap(size / 2)
	return nil
}
