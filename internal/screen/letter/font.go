package letter

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"unicode/utf8"

	"lianxin/internal/civil"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// FontFile is the font that letters are printed with, in the folder of assets.
const FontFile = "noto-sans-sc-400.ttf"

// family is what the font is called inside a PDF.
const family = "NotoSansSC"

// Fonts are the font of letters, read once and used for all. They are safe for
// use by many goroutines.
type Fonts struct {
	face *sfnt.Font
	em   int // units in which the font is drawn
	box  *gopdf.FontContainer

	mu     sync.Mutex
	buffer sfnt.Buffer
	known  map[rune]glyph
}

// glyph is what layout has to know of a character.
type glyph struct {
	there   bool
	advance int // in units of the font
}

// OpenFonts reads the font from the folder of assets.
func OpenFonts(fsys fs.FS) (*Fonts, error) {
	data, err := fs.ReadFile(fsys, FontFile)
	if err != nil {
		return nil, fontless(err)
	}
	face, err := sfnt.Parse(data)
	if err != nil {
		return nil, fontless(err)
	}
	f := &Fonts{face: face, em: int(face.UnitsPerEm()), box: &gopdf.FontContainer{}, known: map[rune]glyph{}}
	if f.em <= 0 {
		return nil, fontless(errors.New("letter: the font has no units"))
	}
	if err := f.box.AddTTFFontByReader(family, bytes.NewReader(data)); err != nil {
		return nil, fontless(err)
	}
	return f, nil
}

func fontless(err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "font_missing", Err: err,
		Message: fmt.Sprintf("缺少文书字体文件%s，或文件已损坏，不能生成PDF：请系统管理员运行make assets后重新安装。", FontFile)}
}

// glyph looks a character up.
func (f *Fonts) glyph(r rune) glyph {
	f.mu.Lock()
	defer f.mu.Unlock()
	if g, done := f.known[r]; done {
		return g
	}
	var g glyph
	if index, err := f.face.GlyphIndex(&f.buffer, r); err == nil && index != 0 {
		advance, err := f.face.GlyphAdvance(&f.buffer, index, fixed.I(f.em), font.HintingNone)
		g = glyph{err == nil, advance.Round()}
	}
	f.known[r] = g
	return g
}

// width is how wide a text is at a size.
func (f *Fonts) width(text string, size length) length {
	units := 0
	for _, r := range text {
		units += f.glyph(r).advance
	}
	return length(units) * size / length(f.em)
}

// covers refuses texts with a character the font does not have. On paper there
// would be a box or nothing at all, and the letter would name somebody else.
func (f *Fonts) covers(texts []string) *civil.Error {
	for _, text := range texts {
		for i, r := range text {
			if r == '\n' || r != utf8.RuneError && f.glyph(r).there {
				continue
			}
			return glyphless(r, text, i)
		}
	}
	return nil
}

// glyphless names the character, its number and what stands around it, since
// what is missing here may be missing on the screen of the reader too.
func glyphless(r rune, text string, at int) *civil.Error {
	return civil.Refuse("glyph_missing", "字体里没有“%c”字（%s，在“%s”中），不能生成PDF：请换用浏览器打印页打印这份文书。", r, point(r), around(text, at))
}

// around is a few characters before and after a place in a text.
func around(text string, at int) string {
	const near = 6
	before, after := []rune(text[:at]), []rune(text[at:])
	return string(before[max(0, len(before)-near):]) + string(after[:min(len(after), near+1)])
}
