package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lianxin/internal/civil"
)

// maxToken is the longest tag or run of text of a page.
const maxToken = 1 << 20

// A pageTable reads the rows of all tables of a web page, one after the other:
// what calls itself .xls is often such a page, with its title in a table of its
// own. Tables inside cells are read as text.
type pageTable struct {
	tokens *html.Tokenizer
	record record
	text   []byte // of all cells of the row
	ends   []int
	spans  []int // rows for which each column is still covered from above
	depth  int   // tables open
	cell   bool  // a cell is open
	wide   int   // further columns the open cell covers
	row    bool  // a row is open
	skip   atom.Atom
	joined int // cells that cover several rows
	rows   int
	closer func() error
}

func newPage(in io.Reader) *pageTable {
	t := &pageTable{tokens: html.NewTokenizer(in), record: record{short: true}}
	t.tokens.SetMaxBuf(maxToken)
	return t
}

func (t *pageTable) close() error {
	if t.closer == nil {
		return nil
	}
	return t.closer()
}

// next reads up to the end of a row.
func (t *pageTable) next() (*record, error) {
	t.text, t.ends = t.text[:0], t.ends[:0]
	for {
		kind := t.tokens.Next()
		var done bool
		switch kind {
		case html.ErrorToken:
			return t.finish()
		case html.TextToken:
			t.write(t.tokens.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := t.tokens.TagName()
			done = t.start(atom.Lookup(name), kind, attrs)
		case html.EndTagToken:
			name, _ := t.tokens.TagName()
			done = t.end(atom.Lookup(name))
		}
		if len(t.ends) > maxColumns {
			return nil, civil.Refuse("feed_columns", "表格超过 %d 列，请只保留需要的列后重试。", maxColumns)
		}
		if done {
			return t.deliver(false), nil
		}
	}
}

// finish delivers what was open when the page ended.
func (t *pageTable) finish() (*record, error) {
	if err := t.tokens.Err(); !errors.Is(err, io.EOF) {
		refusal := civil.Refuse("feed_page_broken", "网页形式的表格无法读取，请用办公软件打开后另存为 .xlsx。")
		refusal.Err = err
		return nil, refusal
	}
	if !t.row {
		return nil, eof
	}
	t.row = false
	return t.deliver(true), nil
}

func (t *pageTable) deliver(open bool) *record {
	t.endCell()
	for i := len(t.ends); i < len(t.spans); i++ {
		t.spans[i] = max(0, t.spans[i]-1)
	}
	t.rows++
	t.record.cells, t.record.open = t.record.cells[:0], open
	begin := 0
	for _, end := range t.ends {
		t.record.cells = append(t.record.cells, bytes.TrimRight(t.text[begin:end:end], " "))
		begin = end
	}
	return &t.record
}

// start takes a start tag and says whether it ends a row.
func (t *pageTable) start(a atom.Atom, kind html.TokenType, attrs bool) (done bool) {
	switch {
	case t.skip != 0:
	case a == atom.Script || a == atom.Style || a == atom.Title:
		if kind == html.StartTagToken {
			t.skip = a
		}
	case a == atom.Table:
		if kind == html.StartTagToken {
			t.depth++
		}
	case t.depth != 1:
	case a == atom.Tr:
		// A row its author did not close is delivered; the new one is open then.
		done = t.row
		t.endCell()
		t.row = true
	case a == atom.Td || a == atom.Th:
		t.beginCell(attrs)
	case a == atom.Br || a == atom.P || a == atom.Div:
		t.write([]byte(" "))
	}
	return done
}

// end takes an end tag and says whether it ends a row.
func (t *pageTable) end(a atom.Atom) (done bool) {
	switch {
	case t.skip != 0:
		if a == t.skip {
			t.skip = 0
		}
	case a == atom.Table && t.depth > 0:
		t.depth--
		if t.depth == 0 {
			done, t.row = t.row, false
			t.endCell()
			t.spans = t.spans[:0]
		}
	case t.depth != 1:
	case a == atom.Tr:
		done, t.row = t.row, false
	case a == atom.Td || a == atom.Th:
		t.endCell()
	}
	return done
}

// beginCell opens a cell behind the columns that cells from above cover.
func (t *pageTable) beginCell(attrs bool) {
	t.endCell()
	t.row = true
	for len(t.ends) < len(t.spans) && t.spans[len(t.ends)] > 0 {
		t.spans[len(t.ends)]--
		t.ends = append(t.ends, len(t.text))
	}
	rows, columns := 1, 1
	for attrs {
		var key, value []byte
		key, value, attrs = t.tokens.TagAttr()
		n, err := strconv.Atoi(strings.TrimSpace(string(value)))
		if err != nil || n < 1 {
			continue
		}
		switch string(key) {
		case "rowspan":
			rows = min(n, sheetRows)
		case "colspan":
			columns = min(n, maxColumns)
		}
	}
	if rows > 1 {
		t.joined++
	}
	first := len(t.ends)
	for len(t.spans) < first+columns {
		t.spans = append(t.spans, 0)
	}
	for i := range columns {
		t.spans[first+i] = rows - 1
	}
	t.cell, t.wide = true, columns-1
}

// endCell closes the open cell; the further columns it covers are blank.
func (t *pageTable) endCell() {
	if !t.cell {
		return
	}
	for range t.wide + 1 {
		t.ends = append(t.ends, len(t.text))
	}
	t.cell = false
}

// begin is where the text of the open cell begins.
func (t *pageTable) begin() int {
	if n := len(t.ends); n > 0 {
		return t.ends[n-1]
	}
	return 0
}

// write adds text to the open cell; white space runs into one blank.
func (t *pageTable) write(text []byte) {
	if !t.cell || t.skip != 0 {
		return
	}
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r', '\f':
			if n := len(t.text); n > t.begin() && t.text[n-1] != ' ' {
				t.text = append(t.text, ' ')
			}
			i++
		default:
			j := i
			for j < len(text) && text[j] > ' ' {
				j++
			}
			if j == i {
				i++ // another control character
				continue
			}
			t.text = append(t.text, text[i:j]...)
			i = j
		}
	}
}

func (t *pageTable) cut() string {
	if t.depth > 0 {
		return "网页表格在第" + strconv.Itoa(t.rows) + "行之后断了，文件可能没有传完。"
	}
	return ""
}

func (t *pageTable) remarks() []string {
	if t.joined == 0 {
		return nil
	}
	return []string{fmt.Sprintf("表格有%d处跨行合并的单元格，只有最上面的一格有值。", t.joined)}
}
