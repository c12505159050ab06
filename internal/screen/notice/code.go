package notice

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"

	"lianxin/internal/civil"
)

// quiet is how many light squares are left around a code.
const quiet = 4

// QR draws a QR code as a picture with a name, black on white in both themes.
func QR(text, label string) (templ.Component, error) {
	made, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, &civil.Error{Kind: civil.Invalid, Code: "code_long", Err: err, Message: "网址太长，做不成二维码：请系统管理员把网址设短一些。"}
	}
	bounds := made.Bounds()
	var squares strings.Builder
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			if shade, _, _, _ := made.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA(); shade < 0x8000 {
				fmt.Fprintf(&squares, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	side := bounds.Dx() + 2*quiet
	return qrPicture(fmt.Sprintf("0 0 %d %d", side, side), squares.String(), label), nil
}
