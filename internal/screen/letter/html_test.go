package letter

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func pageOf(t testing.TB, s Sheet, link string) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, s, link); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePrintPageHasEveryText(t *testing.T) {
	t.Parallel()
	s := decision(t)
	s.Recipient = rarest
	root, err := html.Parse(strings.NewReader(pageOf(t, s, "")))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	text := strings.ReplaceAll(b.String(), string(noBreak), " ")
	for _, want := range s.texts() {
		if want == s.Receipt {
			want = grouped(want)
		}
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the print page", want)
		}
	}
	if !strings.Contains(b.String(), "1,143.00"+string(noBreak)+"元") {
		t.Error("an amount may be cut from its unit")
	}
}

func TestWhatComesFromASheetIsEscaped(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><!--`
	s := decision(t)
	s.Number, s.Title, s.Recipient, s.Office, s.Date, s.Verify, s.Receipt = evil, evil, evil, evil, evil, evil, evil
	s.Blocks = []Block{
		Heading{evil}, Paragraph{evil}, List{Items: []string{evil}}, Table{Head: []string{evil}, Rows: [][]string{{evil}}},
		KeyValues{[]Pair{{evil, evil}}}, Clause{evil, evil}, Image{dots(t, 9, 9), evil}, Signature{evil, evil, dots(t, 9, 9), evil},
	}
	page := pageOf(t, s, `" onload="alert(1)`)
	if strings.Contains(page, "<script") || strings.Contains(page, `" onload="`) {
		t.Error("something of a sheet stands on the page as it came")
	}
	if n := strings.Count(page, "&lt;script&gt;"); n < 15 {
		t.Errorf("of the texts %d are on the page, escaped", n)
	}
}

func TestThePageLinksItsStyleOrBringsIt(t *testing.T) {
	t.Parallel()
	s := decision(t)
	if page := pageOf(t, s, "/static/letter.css"); !strings.Contains(page, `<link rel="stylesheet" href="/static/letter.css">`) || strings.Contains(page, "<style") || strings.Contains(page, "style=") {
		t.Error("a page with a link brings styles of its own too")
	}
	page := pageOf(t, s, "")
	if !strings.Contains(page, "size: A4") || !strings.Contains(page, "table-header-group") || strings.Contains(page, "ZgotmplZ") {
		t.Error("a page without a link does not bring its style whole")
	}
	s.Large = true
	if !strings.Contains(pageOf(t, s, ""), `class="large"`) {
		t.Error("a large letter looks like any other")
	}
}

func TestTheCodeOnThePageIsOneDrawing(t *testing.T) {
	t.Parallel()
	page := pageOf(t, decision(t), "")
	begin, end := strings.Index(page, "<svg"), strings.Index(page, "</svg>")
	if begin < 0 || end < begin {
		t.Fatal("there is no code on the page")
	}
	d := xml.NewDecoder(strings.NewReader(page[begin : end+len("</svg>")]))
	paths := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "path" && len(start.Attr) == 1 && strings.HasPrefix(start.Attr[0].Value, "M4 4h7v1h-7z") {
			paths++
		}
	}
	if paths != 1 {
		t.Error("the code does not begin with the corner every QR code has")
	}
	s := decision(t)
	s.Verify = ""
	if strings.Contains(pageOf(t, s, ""), "<svg") {
		t.Error("a letter that cannot be checked has a code")
	}
}

func TestCellsAreCutOnlyWhereTheyMustBe(t *testing.T) {
	t.Parallel()
	page := pageOf(t, simple(Table{
		Head:  []string{"序号", "金额（元）", "说明"},
		Rows:  [][]string{{"2025-06-30", "1,143.00", strings.Repeat("x", 200)}},
		Align: []Align{Centre, Right},
	}), "")
	for _, want := range []string{
		`<th scope="col" class="centre short">序号`, `<th scope="col" class="right">金额`, `<td class="centre short">2025-06-30`,
		`<td class="right short">1,143.00`, `<td class="long">xxx`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
}
