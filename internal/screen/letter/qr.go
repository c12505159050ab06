package letter

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"lianxin/internal/civil"

	"github.com/boombuler/barcode/qr"
)

// code is a QR code: which of its squares are dark.
type code [][]bool

// quiet is how many light squares are left around a code, and dot how many
// pixels a square has in a picture.
const (
	quiet = 4
	dot   = 8
)

func encodeQR(text string) (code, error) {
	made, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, &civil.Error{Kind: civil.Invalid, Code: "letter_code", Err: err, Message: "核验网址太长，做不成二维码：请系统管理员把网址设短一些。"}
	}
	size := made.Bounds()
	c := make(code, size.Dy())
	for y := range c {
		c[y] = make([]bool, size.Dx())
		for x := range c[y] {
			r, _, _, _ := made.At(size.Min.X+x, size.Min.Y+y).RGBA()
			c[y][x] = r < 0x8000
		}
	}
	return c, nil
}

// side is how many squares the code has with the quiet around it.
func (c code) side() int { return len(c) + 2*quiet }

// png draws the code in colours of eight bits without transparency, which every
// PDF reader shows.
func (c code) png() ([]byte, error) {
	m := image.NewRGBA(image.Rect(0, 0, c.side()*dot, c.side()*dot))
	for y := range c.side() * dot {
		for x := range c.side() * dot {
			shade := color.RGBA{255, 255, 255, 255}
			if c.dark(x/dot-quiet, y/dot-quiet) {
				shade = color.RGBA{0, 0, 0, 255}
			}
			m.SetRGBA(x, y, shade)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return b.Bytes(), err
}

func (c code) dark(x, y int) bool {
	return y >= 0 && y < len(c) && x >= 0 && x < len(c[y]) && c[y][x]
}

// path draws the code as one path of SVG, a stroke for each run of dark squares.
func (c code) path() string {
	var b strings.Builder
	for y, row := range c {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			end := x
			for end < len(row) && row[end] {
				end++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, end-x, end-x)
			x = end
		}
	}
	return b.String()
}
