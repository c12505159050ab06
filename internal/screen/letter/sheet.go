package letter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// Sheet is a letter, or one part of the file of a case, ready to be printed.
// Texts are plain; a line break in one is a line break on paper.
type Sheet struct {
	Number    string // of the letter: 苏民救决〔2025〕0017号
	Title     string
	Recipient string // whom it addresses: 李秀英
	Office    string // who signs it
	Date      string // as it is to be read: 2025年6月30日
	Blocks    []Block
	Verify    string // the address where the letter can be checked, in the QR code; empty: none
	Receipt   string // the short code printed beside it, see [ShortCode]
	Large     bool   // body of 18 points, for those who see badly
	Draft     bool   // 预览 across every page
}

// Block is a piece of a sheet: [Heading], [Paragraph], [List], [Table],
// [KeyValues], [Clause], [Image] or [Signature].
type Block interface {
	// texts are all texts of the block, in the order they are read.
	texts() []string
	// check refuses a block that cannot be printed.
	check() *civil.Error
	// flow lays the block out.
	flow(f *flow) error
}

// Heading begins a section.
type Heading struct{ Text string }

// Paragraph is running text, its first line indented.
type Paragraph struct{ Text string }

// List are items one below the other.
type List struct {
	Numbered bool // 1. 2. 3. instead of dots
	Items    []string
}

// Align is where the texts of a column stand.
type Align uint8

// The alignments, see [Align].
const (
	Left Align = iota
	Right
	Centre
)

// Table is a table with a head that is repeated on every page.
type Table struct {
	Head  []string
	Rows  [][]string // each as long as the head
	Align []Align    // of each column; those left out are Left
}

// Pair is a name and what it says.
type Pair struct{ Key, Value string }

// KeyValues are names on the left with what they say on the right.
type KeyValues struct{ Pairs []Pair }

// Clause is a piece of the law, quoted, with where it stands.
type Clause struct {
	Law  string // 江苏省最低生活保障工作规程第十三条
	Text string
}

// Image is a photograph or a scanned page with a line below.
type Image struct {
	JPEG    []byte
	Caption string
}

// Signature is a line to sign on, or with what was signed on a screen.
type Signature struct {
	Label string // 申请人签名
	Name  string // printed name; empty leaves room for handwriting
	JPEG  []byte // the drawn signature; may be empty
	Date  string // empty leaves room for it
}

func (b Heading) texts() []string   { return []string{b.Text} }
func (b Paragraph) texts() []string { return []string{b.Text} }
func (b List) texts() []string      { return b.Items }
func (b Clause) texts() []string    { return []string{b.Law, b.Text} }
func (b Image) texts() []string     { return []string{b.Caption} }
func (b Signature) texts() []string { return []string{b.Label, b.Name, b.Date} }

func (b Table) texts() []string {
	list := append([]string(nil), b.Head...)
	for _, row := range b.Rows {
		list = append(list, row...)
	}
	return list
}

func (b KeyValues) texts() []string {
	var list []string
	for _, p := range b.Pairs {
		list = append(list, p.Key, p.Value)
	}
	return list
}

func (b Heading) check() *civil.Error   { return wanted(b.Text != "", "小标题") }
func (b Paragraph) check() *civil.Error { return wanted(b.Text != "", "段落") }
func (b List) check() *civil.Error      { return wanted(len(b.Items) > 0, "列表") }
func (b KeyValues) check() *civil.Error { return wanted(len(b.Pairs) > 0, "登记项") }
func (b Clause) check() *civil.Error    { return wanted(b.Text != "" && b.Law != "", "条文") }
func (b Signature) check() *civil.Error { return wanted(b.Label != "", "签名栏") }

func (b Image) check() *civil.Error {
	_, problem := picture(b.JPEG)
	return problem
}

func (b Table) check() *civil.Error {
	if problem := wanted(len(b.Head) > 0 && len(b.Head) <= columnLimit, "表头"); problem != nil {
		return problem
	}
	for i, row := range b.Rows {
		if len(row) != len(b.Head) {
			return civil.Refuse("letter_table", "文书中的表格第%d行有%d格，表头有%d格，请核对模板。", i+1, len(row), len(b.Head))
		}
	}
	return nil
}

// columnLimit is how many columns a table may have: more are not readable on A4.
const columnLimit = 16

func wanted(there bool, what string) *civil.Error {
	if there {
		return nil
	}
	return civil.Refuse("letter_block_empty", "文书中有一处%s没有内容，请核对模板。", what)
}

// texts are all texts of the sheet that are printed.
func (s *Sheet) texts() []string {
	list := []string{s.Number, s.Title, s.Recipient, s.Office, s.Date, s.Verify, s.Receipt}
	for _, b := range s.Blocks {
		list = append(list, b.texts()...)
	}
	return list
}

// check refuses a sheet that is no letter.
func (s *Sheet) check() *civil.Error {
	if strings.TrimSpace(s.Title) == "" || len(s.Blocks) == 0 {
		return civil.Refuse("letter_empty", "文书没有标题或正文，不能生成：请先填写内容。")
	}
	for _, b := range s.Blocks {
		if b == nil {
			return civil.Refuse("letter_empty", "文书中有一段是空的，不能生成：请核对模板。")
		}
		if problem := b.check(); problem != nil {
			return problem
		}
	}
	for _, text := range s.texts() {
		if !utf8.ValidString(text) {
			return civil.Refuse("letter_encoding", "文书“%s”中有乱码，不能生成：请核对来源数据的编码。", strings.ToValidUTF8(s.Title, ""))
		}
		if r, found := control(text); found {
			return civil.Refuse("letter_control", "文书“%s”中有不能打印的控制字符（%s），请删去后再生成。", s.Title, point(r))
		}
	}
	return nil
}

// control finds a character that steers a terminal or the direction of writing
// and has no place on paper.
func control(text string) (rune, bool) {
	for _, r := range text {
		switch {
		case r == '\n':
		case r < ' ', r >= 0x7F && r < 0xA0, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return r, true
		}
	}
	return 0, false
}

// point names a character by its number: U+20BB7.
func point(r rune) string { return fmt.Sprintf("U+%04X", r) }
