package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strings"
	"testing"
)

func inspect(t testing.TB, data []byte) (*Content, error) {
	t.Helper()
	return Inspect(t.Context(), bytes.NewReader(data))
}

// near says whether two colours are alike after JPEG has been at them.
func near(a, b color.Color) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 40<<8 }
	return !far(ar, br) && !far(ag, bg) && !far(ab, bb)
}

func decoded(t testing.TB, c *Content) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(c.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAPictureIsTurnedAsItWasSeen(t *testing.T) {
	t.Parallel()
	// Which corner of the stored picture comes to the top left, and whether the
	// picture stands.
	for orientation, want := range map[uint16]struct {
		corner int
		stands bool
	}{0: {0, false}, 1: {0, false}, 2: {1, false}, 3: {2, false}, 4: {3, false}, 5: {0, true}, 6: {3, true}, 7: {2, true}, 8: {1, true}, 9: {0, false}} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			c, err := inspect(t, held(jpegOf(t, painted(64, 32)), exif(order, orientation)))
			if err != nil {
				t.Fatalf("orientation %d: %v", orientation, err)
			}
			if stands := c.Height > c.Width; stands != want.stands || c.Width*c.Height != 64*32 {
				t.Errorf("orientation %d, %v: the picture is %d×%d", orientation, order, c.Width, c.Height)
			}
			if got := decoded(t, c).At(4, 4); !near(got, corners[want.corner]) {
				t.Errorf("orientation %d, %v: top left is %v, want %v", orientation, order, got, corners[want.corner])
			}
		}
	}
}

func TestOrientationIsFoundInPNGAndWebPToo(t *testing.T) {
	t.Parallel()
	body := exif(binary.BigEndian, 6)
	data := pngOf(t, painted(64, 32))
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), append([]byte("eXIf"), body...)...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	const header = 8 + 25 // signature and IHDR
	data = append(append(append([]byte(nil), data[:header]...), chunk...), data[header:]...)
	c, err := inspect(t, data)
	if err != nil {
		t.Fatal(err)
	}
	if c.Width != 32 || !near(decoded(t, c).At(4, 4), corners[3]) {
		t.Errorf("a PNG held sideways is %d×%d", c.Width, c.Height)
	}
	webp := webpDot + "EXIF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + string(body)
	if got := webpTurn([]byte(webp)); got != 6 {
		t.Errorf("the turn in WebP is %d, want 6", got)
	}
}

func TestAPictureCarriesNothingButWhatIsSeen(t *testing.T) {
	t.Parallel()
	const secret = "GPS 32.0617N 120.8944E"
	data := held(jpegOf(t, painted(64, 32)), append(exif(binary.LittleEndian, 1), secret...))
	data = append(data, "<script>alert(1)</script>"...)
	c, err := inspect(t, data)
	if err != nil {
		t.Fatal(err)
	}
	if c.Media != JPEG || bytes.Contains(c.Bytes(), []byte(secret)) || bytes.Contains(c.Bytes(), []byte("Exif")) || bytes.Contains(c.Bytes(), []byte("script")) {
		t.Error("the kept picture still carries what was hidden in it")
	}
}

func TestALargePictureIsMadeSmall(t *testing.T) {
	t.Parallel()
	c, err := inspect(t, jpegOf(t, painted(4000, 1000)))
	if err != nil {
		t.Fatal(err)
	}
	if c.Width != 2000 || c.Height != 500 {
		t.Errorf("the kept picture is %d×%d, want 2000×500", c.Width, c.Height)
	}
	m := decoded(t, c)
	for i, at := range []image.Point{{8, 8}, {1990, 8}, {1990, 490}, {8, 490}} {
		if got := m.At(at.X, at.Y); !near(got, corners[i]) {
			t.Errorf("corner %d is %v, want %v", i, got, corners[i])
		}
	}
}

func TestShrinkingKeepsTheMean(t *testing.T) {
	t.Parallel()
	src := image.NewGray(image.Rect(3, 5, 3+7, 5+3)) // sides that do not divide, an origin that is not zero
	sum := 0
	for i := range src.Pix {
		src.Pix[i] = uint8(i * 11)
		sum += int(src.Pix[i])
	}
	out := shrink(src, 1)
	if got := out.RGBAAt(0, 0).R; out.Bounds() != image.Rect(0, 0, 1, 1) || int(got) != (sum+10)/21 {
		t.Errorf("one pixel for all is %d in %v, want %d", got, out.Bounds(), (sum+10)/21)
	}
	same := shrink(src, 7)
	for y := range 3 {
		for x := range 7 {
			if same.RGBAAt(x, y).G != src.GrayAt(3+x, 5+y).Y {
				t.Fatalf("a picture that fits was changed at %d, %d", x, y)
			}
		}
	}
	if thin := shrink(image.NewGray(image.Rect(0, 0, 9000, 2)), 2000).Bounds(); thin != image.Rect(0, 0, 2000, 1) {
		t.Errorf("a thin picture became %v", thin)
	}
}

func TestWhatIsTransparentBecomesWhite(t *testing.T) {
	t.Parallel()
	signature := image.NewNRGBA(image.Rect(0, 0, 60, 20))
	for x := 20; x < 40; x++ {
		for y := range 20 {
			signature.SetNRGBA(x, y, color.NRGBA{0, 0, 0, 255})
		}
	}
	for name, data := range map[string][]byte{"PNG": pngOf(t, signature), "WebP": []byte(webpDot)} {
		c, err := inspect(t, data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := decoded(t, c).At(0, 0); !near(got, color.White) {
			t.Errorf("%s: the ground is %v, want white", name, got)
		}
	}
}

// bomb is a PNG header that claims a size, with nothing behind it.
func bomb(w, h uint32, depth byte) []byte {
	body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	body = append(body, depth, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), binary.BigEndian.AppendUint32(nil, uint32(len(body)-4))...)
	return append(binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body)), "\x00\x00\x00\x00IDAT"...)
}

func TestWhatIsNoFitPictureIsRefused(t *testing.T) {
	t.Parallel()
	good := jpegOf(t, painted(64, 32))
	passes := append([]byte(nil), good[:len(good)-2]...)
	for range scanLimit {
		passes = append(passes, 0xFF, 0xDA, 0, 2)
	}
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"nothing":                   {nil, "file_empty"},
		"half a photograph":         {good[:len(good)/2], "photo_broken"},
		"a head alone":              {good[:4], "photo_broken"},
		"a thousand million pixels": {bomb(40_000, 40_000, 8), "photo_pixels"},
		"deep colours":              {bomb(5_000, 5_000, 16), "photo_pixels"},
		"too many passes":           {passes, "photo_scans"},
		"HEIC":                      {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "photo_heic"},
		"a film":                    {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), "file_video"},
		"SVG":                       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "file_form"},
		"a page":                    {[]byte(`<!DOCTYPE html><script>`), "file_form"},
		"GIF":                       {[]byte("GIF89a\x01\x00\x01\x00"), "file_form"},
		"a program":                 {[]byte("MZ\x90\x00"), "file_form"},
		"WebP without a picture":    {[]byte(webpDot[:16]), "photo_broken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := inspect(t, c.data)
			wantCode(t, err, c.code)
		})
	}
}

func TestOneByteMoreThanTenMegabytesIsRefused(t *testing.T) {
	t.Parallel()
	full := append(jpegOf(t, painted(64, 32)), make([]byte, limit)...)
	if _, err := inspect(t, full[:limit]); err != nil {
		t.Errorf("ten megabytes are refused: %v", err)
	}
	_, err := inspect(t, full[:limit+1])
	wantCode(t, err, "file_large")
	_, err = inspect(t, append(full, make([]byte, 7<<20)...))
	if want := "照片有18 MB，请选10 MB以内的。"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("the sentence is %v, want %s", err, want)
	}
	_, err = Inspect(t.Context(), io.MultiReader(bytes.NewReader(full), bytes.NewReader(full)))
	if want := "照片超过10 MB，请选10 MB以内的。"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("without a known size the sentence is %v, want %s", err, want)
	}
}

func TestWhoGivesUpDoesNotWaitForABench(t *testing.T) {
	for range cap(benches) {
		benches <- struct{}{}
	}
	defer func() {
		for range cap(benches) {
			<-benches
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Inspect(ctx, bytes.NewReader(jpegOf(t, painted(8, 8)))); err == nil {
		t.Error("a picture was decoded though nobody waits for it")
	}
}
