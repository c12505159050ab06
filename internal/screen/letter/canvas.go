package letter

import (
	"bytes"
	"fmt"
	"io"

	"github.com/signintech/gopdf"
)

// This file is where lengths become the floating-point points gopdf asks for.
// Nothing is computed with them here.

func points(l length) float64 { return float64(l) / float64(pt) }

// draw writes pages as a PDF. The document is made in memory first: a letter is
// written whole or not at all.
func draw(w io.Writer, fonts *Fonts, title string, pages []*page) error {
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: points(paperWidth), H: points(paperHeight)}})
	pdf.SetInfo(gopdf.PdfInfo{Title: title, Producer: "Lianxin"})
	if err := pdf.AddTTFFontFromFontContainer(family, fonts.box); err != nil {
		return fontless(err)
	}
	if err := pdf.SetFont(family, "", points(ordinary.body)); err != nil {
		return fontless(err)
	}
	for _, p := range pages {
		if err := p.draw(pdf); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	if _, err := pdf.WriteTo(&out); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}

func (p *page) draw(pdf *gopdf.GoPdf) error {
	pdf.AddPage()
	if p.bookmark != "" {
		pdf.SetXY(0, 0)
		pdf.AddOutlineWithPosition(p.bookmark)
	}
	if p.draft {
		if err := watermark(pdf); err != nil {
			return err
		}
	}
	for _, s := range p.pictures {
		holder, err := gopdf.ImageHolderByBytes(s.data)
		if err != nil {
			return err
		}
		if err := pdf.ImageByHolder(holder, points(s.x), points(s.y), &gopdf.Rect{W: points(s.w), H: points(s.h)}); err != nil {
			return err
		}
	}
	for _, l := range p.lines {
		pdf.SetLineWidth(points(l.width))
		pdf.Line(points(l.x1), points(l.y1), points(l.x2), points(l.y2))
	}
	for _, t := range p.texts {
		if err := write(pdf, t); err != nil {
			return err
		}
	}
	return nil
}

// write sets one line. gopdf draws nothing for a character it does not find and
// says nothing; layout has refused such a text before, by its own reading of the
// font, and here the other reading is asked.
func write(pdf *gopdf.GoPdf, t word) error {
	for i, r := range t.text {
		if there, err := pdf.IsCurrFontContainGlyph(r); err != nil || !there {
			return glyphless(r, t.text, i)
		}
	}
	if err := pdf.SetFontSize(points(t.size)); err != nil {
		return err
	}
	pdf.SetXY(points(t.x), points(t.base))
	if err := pdf.Text(t.text); err != nil {
		return fmt.Errorf("letter: a line cannot be written: %w", err)
	}
	return nil
}

// watermark sets 预览 across the page, below everything else.
func watermark(pdf *gopdf.GoPdf) error {
	const shade = 225
	size := 150 * pt
	x, y := paperWidth/2-size, paperHeight/2+size/3
	pdf.SetTextColor(shade, shade, shade)
	pdf.Rotate(45, points(paperWidth/2), points(paperHeight/2))
	err := write(pdf, word{x, y, size, "预览"})
	pdf.RotateReset()
	pdf.SetTextColor(0, 0, 0)
	return err
}
