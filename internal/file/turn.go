package file

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turn says how a camera was held, as EXIF writes it: 1 upright, 2 mirrored, 3
// upside down, 4 both, 5 to 8 on its side. Whatever else is written means 1.
type turn uint8

// apply gives the picture as it was seen.
func (t turn) apply(src *image.RGBA) *image.RGBA {
	if t < 2 || t > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if t >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := t.source(x, y, w, h)
			copy(out.Pix[y*out.Stride+4*x:][:4], src.Pix[sy*src.Stride+4*sx:][:4])
		}
	}
	return out
}

// source is where a pixel of the turned picture comes from.
func (t turn) source(x, y, w, h int) (sx, sy int) {
	switch t {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	default:
		return w - 1 - y, x
	}
}

// jpegTurn looks through the segments before the picture.
func jpegTurn(data []byte) turn {
	for i := 2; i+4 <= len(data) && data[i] == 0xFF; {
		marker, length := data[i+1], int(binary.BigEndian.Uint16(data[i+2:]))
		if marker == 0xFF { // filling
			i++
			continue
		}
		if marker == 0xDA || length < 2 || i+2+length > len(data) {
			break
		}
		if body := data[i+4 : i+2+length]; marker == 0xE1 && bytes.HasPrefix(body, exifHead) {
			return tiffTurn(body[len(exifHead):])
		}
		i += 2 + length
	}
	return 1
}

// exifHead stands before EXIF in JPEG, and with some programs in WebP.
var exifHead = []byte("Exif\x00\x00")

// pngTurn looks through the chunks.
func pngTurn(data []byte) turn {
	const head = 8 // of the file, and of a chunk
	for i := head; i+head <= len(data); {
		length := int(binary.BigEndian.Uint32(data[i:]))
		if length < 0 || length > len(data)-i-head {
			break
		}
		if string(data[i+4:i+head]) == "eXIf" {
			return tiffTurn(data[i+head : i+head+length])
		}
		i += head + length + 4
	}
	return 1
}

// webpTurn looks through the chunks, each of even length.
func webpTurn(data []byte) turn {
	const head = 8
	for i := 12; i+head <= len(data); {
		length := int(binary.LittleEndian.Uint32(data[i+4:]))
		if length < 0 || length > len(data)-i-head {
			break
		}
		if string(data[i:i+4]) == "EXIF" {
			return tiffTurn(bytes.TrimPrefix(data[i+head:i+head+length], exifHead))
		}
		i += head + length + length&1
	}
	return 1
}

// tiffTurn reads the one entry we want of the first directory.
func tiffTurn(data []byte) turn {
	const orientation, short, entry = 0x0112, 3, 12
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(data) < 8 {
		return 1
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return 1
	}
	entries := data[at+2:]
	for range order.Uint16(data[at:]) {
		if len(entries) < entry {
			break
		}
		if order.Uint16(entries) == orientation && order.Uint16(entries[2:]) == short {
			if value := order.Uint16(entries[8:]); value >= 1 && value <= 8 {
				return turn(value)
			}
			return 1
		}
		entries = entries[entry:]
	}
	return 1
}
