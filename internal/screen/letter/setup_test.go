package letter

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/civil"
)

// assets is where the step for assets puts the font.
const assets = "../static/vendor"

var theFonts = sync.OnceValues(func() (*Fonts, error) { return OpenFonts(os.DirFS(assets)) })

func fonts(t testing.TB) *Fonts {
	t.Helper()
	f, err := theFonts()
	if err != nil {
		t.Fatalf("the font of letters is not in %s: run make assets (%v)", assets, err)
	}
	return f
}

// wantCode fails unless err is a civil.Error of that code, or nil for no code.
func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	got := ""
	var refusal *civil.Error
	switch {
	case errors.As(err, &refusal):
		got = refusal.Code
	case err != nil:
		got = "not a civil.Error: " + err.Error()
	}
	if got != code {
		t.Errorf("the error is %q (%v), want %q", got, err, code)
	}
}

// The names that screens and letters are tried with.
const (
	uighur       = "阿卜杜热合曼·买买提艾力"
	rare         = "王䶮"
	rarest       = "张𠮷"
	organisation = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县民政局社会救助服务中心城乡居民最低生活保障经办服务大厅综合受理窗口"
)

// decision is a letter with a piece of everything.
func decision(t testing.TB) Sheet {
	t.Helper()
	return Sheet{
		Number: "通民救决〔2025〕0017号", Title: "最低生活保障审核确认决定书", Recipient: uighur, Office: "南通市崇川区民政局", Date: "2025年6月30日",
		Verify: "https://lianxin.invalid/check", Receipt: "ABCDEFGH234567IJ",
		Blocks: []Block{
			Paragraph{"您家3口人，月人均收入400.00 元，低于标准710.00 元，自2025年7月起每月发1,143.00 元。\n“引号里的话（括号）”，后面还有《某办法》。"},
			Heading{"计算过程"},
			KeyValues{[]Pair{{"申请人", rare}, {"单位", organisation}}},
			Table{[]string{"项目", "金额（元）"}, [][]string{{"补差", "930.00"}, {"重病增发", "142.00"}}, []Align{Left, Right}},
			Clause{"某办法第十三条", "共同生活的家庭成员人均收入低于标准的，给予最低生活保障。"},
			List{true, []string{"不同意可以申请行政复议。", "也可以提起行政诉讼。"}},
			List{false, []string{"电话 0513-12345678"}},
			Image{dots(t, 400, 300), "入户调查照片"},
			Signature{"申请人签名", uighur, dots(t, 200, 60), "2025年6月30日"},
		},
	}
}

// simple is a letter of one block.
func simple(b Block) Sheet { return Sheet{Number: "甲1号", Title: "通知", Blocks: []Block{b}} }

func dots(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// laid lays a sheet out and gives its pages.
func laid(t testing.TB, s Sheet) []*page {
	t.Helper()
	if problem := s.check(); problem != nil {
		t.Fatal(problem)
	}
	pages, err := s.pages(fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// read is all text of pages, in the order it was written.
func read(pages []*page) string {
	var b strings.Builder
	for _, p := range pages {
		for _, w := range p.texts {
			b.WriteString(w.text)
		}
	}
	return b.String()
}

// printed makes a PDF and counts its pages.
func printed(t testing.TB, s Sheet) (data []byte, pages int) {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, fonts(t), s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), bytes.Count(b.Bytes(), []byte("/Type /Page\n"))
}
