package letter

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func TestALetterIsPrintedTheSameTwice(t *testing.T) {
	t.Parallel()
	first, pages := printed(t, decision(t))
	again, _ := printed(t, decision(t))
	if !bytes.HasPrefix(first, []byte("%PDF-1.")) || pages != 2 {
		t.Errorf("the letter has %d pages, want 2", pages)
	}
	if !bytes.Equal(first, again) {
		t.Error("the same sheet gave other bytes")
	}
}

func TestEveryTextOfASheetIsOnThePaper(t *testing.T) {
	t.Parallel()
	for _, big := range []bool{false, true} {
		s := decision(t)
		s.Large = big
		pages := laid(t, s)
		text := strings.ReplaceAll(read(pages), " ", "")
		for _, want := range s.texts() {
			for part := range strings.SplitSeq(want, "\n") {
				if want == s.Receipt {
					part = grouped(part)
				}
				if !strings.Contains(text, strings.ReplaceAll(part, " ", "")) {
					t.Errorf("large %t: %q is not on the paper", big, part)
				}
			}
		}
		within(t, pages)
	}
}

// within fails when anything stands outside the margins.
func within(t *testing.T, pages []*page) {
	t.Helper()
	for i, p := range pages {
		for _, w := range p.texts {
			right := w.x + fonts(t).width(w.text, w.size)
			if w.x < marginSide || right > marginSide+textWidth+1 || w.base < marginTop || w.base > textBottom {
				t.Errorf("page %d: %q stands at %d to %d on %d", i+1, w.text, w.x, right, w.base)
			}
		}
		for _, s := range p.pictures {
			if s.x < marginSide || s.x+s.w > marginSide+textWidth+1 || s.y < marginTop || s.y+s.h > textBottom {
				t.Errorf("page %d: a picture stands outside", i+1)
			}
		}
	}
}

func TestACharacterTheFontLacksRefusesTheLetter(t *testing.T) {
	t.Parallel()
	inside := func(text string) map[string]Sheet {
		whole := decision(t)
		whole.Recipient = text
		office, number := decision(t), decision(t)
		office.Office, number.Number = text, text
		return map[string]Sheet{
			"recipient": whole, "office": office, "number": number, "paragraph": simple(Paragraph{text}), "heading": simple(Heading{text}), "list": simple(List{Items: []string{"一", text}}),
			"head": simple(Table{Head: []string{text}}), "cell": simple(Table{Head: []string{"名"}, Rows: [][]string{{text}}}),
			"key": simple(KeyValues{[]Pair{{text, ""}}}), "value": simple(KeyValues{[]Pair{{"名", text}}}),
			"clause": simple(Clause{"法", text}), "law": simple(Clause{text, "文"}), "caption": simple(Image{dots(t, 9, 9), text}),
			"label": simple(Signature{Label: text}), "name": simple(Signature{Label: "签", Name: text}), "date": simple(Signature{Label: "签", Date: text}),
		}
	}
	for where, s := range inside(rarest) {
		var out bytes.Buffer
		err := PDF(&out, fonts(t), s)
		wantCode(t, err, "glyph_missing")
		if err == nil || !strings.Contains(err.Error(), "𠮷") || !strings.Contains(err.Error(), "U+20BB7") || !strings.Contains(err.Error(), "浏览器打印页") || out.Len() != 0 {
			t.Errorf("in a %s: the sentence is %v, and %d bytes were written", where, err, out.Len())
		}
		if err := HTML(&out, s, ""); err != nil || !strings.Contains(out.String(), rarest) {
			t.Errorf("in a %s: the print page does not have the name (%v)", where, err)
		}
	}
	for where, s := range inside(rare + uighur) {
		if err := PDF(&bytes.Buffer{}, fonts(t), s); err != nil {
			t.Errorf("in a %s: a name of the font is refused: %v", where, err)
		}
	}
}

func TestALostCharacterIsNotPrintedAsIfItWereOne(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"lost": "王\ufffd", "private": "王\ue123"} {
		wantCode(t, PDF(&bytes.Buffer{}, fonts(t), simple(Paragraph{text})), "glyph_missing")
		var page bytes.Buffer
		if err := HTML(&page, simple(Paragraph{text}), ""); err != nil || !strings.Contains(page.String(), "王待核字") {
			t.Errorf("%s: the print page does not say 待核字 (%v)", name, err)
		}
	}
}

func TestALongTableRepeatsItsHead(t *testing.T) {
	t.Parallel()
	table := Table{Head: []string{"序号", "姓名", "金额（元）", "说明"}, Align: []Align{Centre, Left, Right}}
	for i := range 200 {
		table.Rows = append(table.Rows, []string{fmt.Sprint(i + 1), uighur, "1,143.00", "第" + fmt.Sprint(i+1) + "行的说明写得稍微长一些，好让它折成两行"})
	}
	s := simple(table)
	pages := laid(t, s)
	if len(pages) < 6 || len(pages) > 14 {
		t.Errorf("200 rows take %d pages", len(pages))
	}
	for i, p := range pages {
		heads := 0
		for _, w := range p.texts {
			if w.text == "序号" {
				heads++
			}
		}
		if heads != 1 {
			t.Errorf("page %d has the head %d times", i+1, heads)
		}
	}
	text := read(pages)
	for i := range 200 {
		if !strings.Contains(text, fmt.Sprintf("第%d行的", i+1)) {
			t.Fatalf("row %d is not on the paper", i+1)
		}
	}
	within(t, pages)
	if _, n := printed(t, s); n != len(pages) {
		t.Errorf("the PDF has %d pages, laid out were %d", n, len(pages))
	}
}

func TestARowHigherThanAPageGoesOn(t *testing.T) {
	t.Parallel()
	tall := strings.Repeat("长", 6_000)
	for name, head := range map[string]string{"short head": "说明", "head of half a page": strings.Repeat("头", 2_000)} {
		pages := laid(t, simple(Table{Head: []string{"名", head}, Rows: [][]string{{"甲", tall}, {"乙", "短"}}}))
		text := read(pages)
		if strings.Count(text, "长") != 6_000 || !strings.Contains(text, "乙") || len(pages) > 12 {
			t.Errorf("%s: on %d pages stand %d of 6000 characters", name, len(pages), strings.Count(text, "长"))
		}
		within(t, pages)
	}
}

func TestTheFootCountsPagesAndNamesTheLetter(t *testing.T) {
	t.Parallel()
	s := decision(t)
	pages := laid(t, s)
	for i, p := range pages {
		before := len(p.texts)
		p.foot(fonts(t), &s, i+1, len(pages))
		foot := read([]*page{{texts: p.texts[before:]}})
		if !strings.Contains(foot, fmt.Sprintf("第%d页，共%d页", i+1, len(pages))) || !strings.Contains(foot, s.Number) || !strings.Contains(foot, "ABCD-EFGH-2345-67IJ") {
			t.Errorf("the foot of page %d is %q", i+1, foot)
		}
	}
}

func TestADraftSaysSoOnEveryPage(t *testing.T) {
	t.Parallel()
	s := decision(t)
	final, _ := printed(t, s)
	s.Draft = true
	draft, _ := printed(t, s)
	for i, p := range laid(t, s) {
		if !p.draft {
			t.Errorf("page %d does not say that it is a draft", i+1)
		}
	}
	if bytes.Equal(final, draft) {
		t.Error("a draft is printed like the letter")
	}
	var page bytes.Buffer
	if err := HTML(&page, s, ""); err != nil || !strings.Contains(page.String(), "预览") {
		t.Errorf("the print page does not say that it is a draft (%v)", err)
	}
}

func TestASheetThatIsNoLetterIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sheet Sheet
		code  string
	}{
		"nothing":                {Sheet{}, "letter_empty"},
		"a title alone":          {Sheet{Title: "通知"}, "letter_empty"},
		"blanks for a title":     {Sheet{Title: " ", Blocks: []Block{Paragraph{"文"}}}, "letter_empty"},
		"no block":               {simple(nil), "letter_empty"},
		"an empty paragraph":     {simple(Paragraph{}), "letter_block_empty"},
		"an empty list":          {simple(List{}), "letter_block_empty"},
		"a table without head":   {simple(Table{}), "letter_block_empty"},
		"too many columns":       {simple(Table{Head: make([]string, columnLimit+1)}), "letter_block_empty"},
		"a row too short":        {simple(Table{Head: []string{"甲", "乙"}, Rows: [][]string{{"一"}}}), "letter_table"},
		"a clause without law":   {simple(Clause{Text: "文"}), "letter_block_empty"},
		"what is no picture":     {simple(Image{JPEG: []byte("%PDF")}), "letter_picture"},
		"half a character":       {simple(Paragraph{"文\xe4\xb8"}), "letter_encoding"},
		"writing turned round":   {simple(Paragraph{"文\u202e本"}), "letter_control"},
		"a bell":                 {simple(Paragraph{"文\a本"}), "letter_control"},
		"an address without end": {Sheet{Title: "通知", Blocks: []Block{Paragraph{"文"}}, Verify: strings.Repeat("a", 5_000)}, "letter_code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, PDF(&bytes.Buffer{}, fonts(t), c.sheet), c.code)
			wantCode(t, HTML(&bytes.Buffer{}, c.sheet, ""), c.code)
		})
	}
}

func TestAMissingFontSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, folder := range map[string]fstest.MapFS{"no file": {}, "no font": {FontFile: {Data: []byte("<html>")}}} {
		_, err := OpenFonts(folder)
		wantCode(t, err, "font_missing")
		if err == nil || !strings.Contains(err.Error(), "make assets") {
			t.Errorf("%s: the sentence is %v", name, err)
		}
	}
}

func TestAnArchiveIsCountedThrough(t *testing.T) {
	t.Parallel()
	cover := Sheet{Number: "320602-2025-17", Title: "最低生活保障档案", Blocks: []Block{KeyValues{[]Pair{{"申请人", uighur}}}}}
	var parts []Part
	for i := range 80 { // a list of contents of more than one page
		parts = append(parts, Part{fmt.Sprintf("第%d份材料", i+1), simple(Paragraph{fmt.Sprintf("正文%d", i+1)})})
	}
	parts[0].Sheet = decision(t)
	pages, err := bind(fonts(t), cover, parts)
	if err != nil {
		t.Fatal(err)
	}
	front := len(pages) - 81 // the decision has two pages
	if front < 2 || pages[0].bookmark != cover.Title || pages[front].bookmark != "第1份材料" || pages[front+2].bookmark != "第2份材料" {
		t.Fatalf("the cover takes %d pages, and the bookmarks are not where they belong", front)
	}
	contents := read(pages[:front])
	for i := range parts {
		begins := front + i + 1
		if i > 0 {
			begins++
		}
		if want := fmt.Sprintf("%d第%d份材料%d", i+1, i+1, begins); !strings.Contains(contents, want) {
			t.Errorf("the contents do not say %s", want)
		}
	}
	var out bytes.Buffer
	if err := Archive(&out, fonts(t), cover, parts); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(out.Bytes(), []byte("/Type /Page\n")); n != len(pages) || bytes.Count(out.Bytes(), []byte("/Title <FEFF")) < 81 {
		t.Errorf("the archive has %d pages, want %d, and a bookmark for each part", n, len(pages))
	}
}

func TestAnArchiveRefusesWhatItsPartsWould(t *testing.T) {
	t.Parallel()
	cover := Sheet{Title: "档案"}
	good := simple(Paragraph{"文"})
	for name, c := range map[string]struct {
		parts []Part
		code  string
	}{
		"no parts":                     {nil, "archive_empty"},
		"a part without title":         {[]Part{{"", good}}, "letter_block_empty"},
		"an empty part":                {[]Part{{"甲", good}, {"乙", Sheet{Title: "乙"}}}, "letter_empty"},
		"a rare character in a part":   {[]Part{{"甲", simple(Paragraph{rarest})}}, "glyph_missing"},
		"a rare character in contents": {[]Part{{rarest, good}}, "glyph_missing"},
	} {
		var out bytes.Buffer
		if wantCode(t, Archive(&out, fonts(t), cover, c.parts), c.code); out.Len() != 0 {
			t.Errorf("%s: something was written all the same", name)
		}
	}
}

// FuzzSheet holds whatever stands in a letter to one promise: it is refused with
// a sentence, or all of it is on the paper, within the margins.
func FuzzSheet(f *testing.F) {
	f.Add("您家3口人，每月发1,143.00 元。\n“引号”（括号）", "名", false)
	f.Add(rarest, uighur, true)
	f.Add(strings.Repeat("。", 50)+strings.Repeat("x", 200), " ", false)
	f.Fuzz(func(t *testing.T, text, cell string, big bool) {
		s := simple(Paragraph{text})
		s.Large, s.Recipient = big, cell
		s.Blocks = append(s.Blocks, Table{Head: []string{"名", "值"}, Rows: [][]string{{cell, text}}}, List{Items: []string{text}}, Clause{"法", text}, Heading{text + "。"})
		var page bytes.Buffer
		if err := HTML(&page, s, ""); err != nil && !strings.HasSuffix(err.Error(), "。") {
			t.Fatalf("the print page is refused without a sentence: %v", err)
		}
		var out bytes.Buffer
		if err := PDF(&out, fonts(t), s); err != nil {
			if !strings.HasSuffix(err.Error(), "。") || out.Len() != 0 {
				t.Fatalf("refused without a sentence: %v", err)
			}
			return
		}
		pages := laid(t, s)
		bare := func(text string) int { return len([]rune(strings.NewReplacer(" ", "", "\n", "").Replace(text))) }
		if got, want := strings.Count(read(pages), "")-1, 4*bare(text)+2*bare(cell); got < want {
			t.Fatalf("%d characters are on the paper, want at least %d", got, want)
		}
		within(t, pages)
	})
}
