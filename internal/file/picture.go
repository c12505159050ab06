package file

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"lianxin/internal/civil"

	"golang.org/x/image/webp"
)

const (
	longSide = 2000 // pixels of the longer side of a picture that is kept
	quality  = 80   // of the JPEG that is kept

	// pixelLimit is how many pixels are decoded. Telephones make 12 to 50
	// million; a small file can claim billions.
	pixelLimit = 50_000_000
	// deepLimit is the same for pictures with 16 bits a colour, which take
	// twice the memory and which no camera makes by itself.
	deepLimit = pixelLimit / 4
	// scanLimit is how many passes over the picture a JPEG may order. Cameras
	// make one, programs about ten; a made-up file can order a hundred thousand.
	scanLimit = 64
)

// decoder reads one form of picture.
type decoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	turn   func([]byte) turn
}

var decoders = map[form]decoder{
	formJPEG: {jpeg.DecodeConfig, jpeg.Decode, jpegTurn},
	formPNG:  {png.DecodeConfig, png.Decode, pngTurn},
	formWebP: {webp.DecodeConfig, webp.Decode, webpTurn},
}

// benches are where pictures are decoded: two at a time, since each may take
// 200 MB for a second.
var benches = make(chan struct{}, 2)

// admitPicture decodes a picture and makes a small upright JPEG of it that
// carries nothing but what can be seen.
func admitPicture(ctx context.Context, of form, data []byte) (*Content, error) {
	d := decoders[of]
	config, err := d.config(bytes.NewReader(data))
	if err != nil {
		return nil, broken(err)
	}
	if problem := bearable(config); problem != nil {
		return nil, problem
	}
	if of == formJPEG && scans(data) > scanLimit {
		return nil, civil.Refuse("photo_scans", "这张照片的编码方式很少见，为安全起见没有接收：请截屏后上传截图，或重新拍照。")
	}
	select {
	case benches <- struct{}{}:
		defer func() { <-benches }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	decoded, err := d.decode(bytes.NewReader(data))
	if err != nil {
		return nil, broken(err)
	}
	upright := d.turn(data).apply(shrink(decoded, longSide))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright, &jpeg.Options{Quality: quality}); err != nil {
		return nil, broken(err)
	}
	size := upright.Bounds().Size()
	return &Content{Media: JPEG, Width: size.X, Height: size.Y, data: out.Bytes()}, nil
}

// bearable refuses a picture by what it says of its size, before anything of it
// is decoded.
func bearable(c image.Config) *civil.Error {
	pixels, most := int64(c.Width)*int64(c.Height), int64(pixelLimit)
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		most = deepLimit
	}
	switch {
	case c.Width <= 0 || c.Height <= 0:
		return broken(nil)
	case pixels > most:
		return civil.Refuse("photo_pixels", "照片有%d万像素，请选%d万像素以内的，或截屏后上传截图。", pixels/10_000, most/10_000)
	}
	return nil
}

func broken(err error) *civil.Error {
	return &civil.Error{Kind: civil.Invalid, Code: "photo_broken", Err: err, Message: "照片不完整或已损坏，打不开：请重新拍照，或换一张上传。"}
}

// scans counts the passes a JPEG orders: its markers SOS. In the coded data
// between two markers FF is followed by 00 or by a restart mark.
func scans(data []byte) int {
	n := 0
	for i := 0; i+1 < len(data); {
		next := bytes.IndexByte(data[i:len(data)-1], 0xFF)
		if next < 0 {
			break
		}
		i += next
		if data[i+1] == 0xDA {
			n++
		}
		i++
	}
	return n
}
