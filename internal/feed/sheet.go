package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"lianxin/internal/civil"
)

// The size of a sheet. No department sends more columns than this, and a row
// as wide as a sheet may be would only cost memory.
const (
	sheetRows  = 1 << 20
	maxColumns = 2_000
)

// errorCell stands for a formula whose result was not saved.
const errorCell = "#NO_RESULT!"

// A sheetTable streams the rows of one worksheet.
type sheetTable struct {
	book   *workbook
	in     io.Closer
	markup *markup
	record record
	text   []byte // of all cells of the row
	ends   []int
	digits []byte
	row    int // of the latest row, from 1
	gap    int // blank rows still to be delivered before it
	hidden int
	merged int
	ended  bool // the end of the rows was seen
	broken error
}

// table starts to read a sheet.
func (w *workbook) table(s sheet) (*sheetTable, error) {
	in, err := w.open(s.part)
	if err != nil {
		return nil, workbookError(err)
	}
	return &sheetTable{book: w, in: in, markup: newMarkup(in), record: record{short: true}}, nil
}

func (t *sheetTable) close() error { return t.in.Close() }

// next delivers the following row. Rows that a sheet leaves out are delivered
// blank, so that records keep the numbers people see.
func (t *sheetTable) next() (*record, error) {
	if t.gap == 0 {
		if err := t.readRow(); err != nil {
			return nil, err
		}
	}
	if t.gap > 1 {
		t.gap--
		t.record.cells = t.record.cells[:0]
		return &t.record, nil
	}
	t.gap = 0
	t.fill()
	return &t.record, nil
}

// fill lays the cells of the row read last over its text.
func (t *sheetTable) fill() {
	t.record.cells = t.record.cells[:0]
	begin := 0
	for _, end := range t.ends {
		t.record.cells = append(t.record.cells, t.text[begin:end:end])
		begin = end
	}
}

// readRow reads up to the end of the next row that is there. A sheet that breaks
// off ends the table; [sheetTable.cut] says so then.
func (t *sheetTable) readRow() error {
	for {
		err := t.markup.next()
		switch {
		case errors.Is(err, io.EOF):
			return eof
		case err != nil:
			return t.breakOff(err)
		case t.markup.is("row"):
			if err := t.takeRow(); err != nil {
				return t.breakOff(err)
			}
			return nil
		case t.markup.ends("sheetData"), t.markup.is("sheetData") && t.markup.empty:
			t.ended = true
		case t.markup.is("mergeCell"):
			t.merged++
		}
	}
}

// breakOff keeps refusals and remembers damage.
func (t *sheetTable) breakOff(err error) error {
	var known *civil.Error
	if errors.As(err, &known) {
		return err
	}
	t.broken = err
	return eof
}

func (t *sheetTable) takeRow() error {
	number := t.row + 1
	if r := t.markup.attr("r"); len(r) > 0 {
		n, err := strconv.Atoi(string(r))
		if err != nil || n < number || n > sheetRows {
			return errors.New("rows out of order")
		}
		number = n
	}
	if truth(t.markup.attr("hidden")) {
		t.hidden++
	}
	t.gap, t.row = number-t.row, number
	t.text, t.ends = t.text[:0], t.ends[:0]
	if t.markup.empty {
		return nil
	}
	for {
		if err := t.markup.next(); err != nil {
			return unfinished(err)
		}
		switch {
		case t.markup.ends("row"):
			return nil
		case t.markup.is("c"):
			if err := t.takeCell(); err != nil {
				return unfinished(err)
			}
		}
	}
}

// unfinished is the end of a part where more should come.
func unfinished(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (t *sheetTable) takeCell() error {
	column := len(t.ends)
	if ref := t.markup.attr("r"); len(ref) > 0 {
		n, err := refColumn(ref)
		if err != nil {
			return err
		}
		if n < column {
			return errors.New("cells out of order")
		}
		column = n
	}
	if t.markup.empty {
		return nil // it only has a format
	}
	if column >= maxColumns {
		return civil.Refuse("feed_columns", "表格超过 %d 列，请只保留需要的列后重试。", maxColumns)
	}
	for len(t.ends) < column {
		t.ends = append(t.ends, len(t.text))
	}
	kind, style := string(t.markup.attr("t")), t.style()
	begin := len(t.text)
	if err := t.cellText(); err != nil {
		return err
	}
	t.show(kind, style, begin)
	t.ends = append(t.ends, len(t.text))
	return nil
}

// style says whether the cell's format shows a day.
func (t *sheetTable) style() bool {
	n, err := strconv.Atoi(string(t.markup.attr("s")))
	return err == nil && n >= 0 && n < len(t.book.dates) && t.book.dates[n]
}

// cellText appends what stands in the cell: its saved value or its own text.
func (t *sheetTable) cellText() error {
	formula, value, phonetic := false, false, false
	for {
		if err := t.markup.next(); err != nil {
			return unfinished(err)
		}
		m := t.markup
		var err error
		switch {
		case m.ends("c"):
			if formula && !value {
				t.text = append(t.text, errorCell...)
			}
			return nil
		case m.is("f"):
			formula = true
		case m.is("rPh"):
			phonetic = !m.empty
		case m.ends("rPh"):
			phonetic = false
		case (m.is("v") || m.is("t") && !phonetic) && !m.empty:
			value = true
			t.text, err = m.text(t.text)
		}
		if err != nil {
			return err
		}
	}
}

// show turns the stored value of a cell, which begins at a place of the row's
// text, into what the sheet shows.
func (t *sheetTable) show(kind string, day bool, begin int) {
	stored := t.text[begin:]
	switch kind {
	case "s":
		n, err := strconv.Atoi(string(bytes.TrimSpace(stored)))
		t.text = t.text[:begin]
		if err == nil && n >= 0 && n < len(t.book.shared.ends) {
			t.text = append(t.text, t.book.shared.at(n)...)
		}
	case "b":
		shown := "FALSE"
		if truth(stored) {
			shown = "TRUE"
		}
		t.text = append(t.text[:begin], shown...)
	case "str", "inlineStr":
		t.text = t.text[:begin+len(undoEscapes(stored))]
	case "e", "d":
	default:
		t.showNumber(day, begin)
	}
}

func (t *sheetTable) showNumber(day bool, begin int) {
	d, ok := parseDecimal(bytes.TrimSpace(t.text[begin:]), t.digits)
	if !ok {
		return
	}
	t.digits = d.digits[:0]
	if day {
		if shown, ok := d.appendDay(t.text[:begin], t.book.epoch); ok {
			t.text = shown
			return
		}
	}
	t.text = d.append(t.text[:begin])
}

// refColumn is the column of an address such as B7, from 0.
func refColumn(ref []byte) (int, error) {
	n := 0
	for i, c := range ref {
		c &^= 0x20
		if c < 'A' || c > 'Z' {
			if i == 0 {
				break
			}
			return n - 1, nil
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<14 {
			break
		}
	}
	return 0, errors.New("no address of a cell")
}

func (t *sheetTable) cut() string {
	if t.broken != nil || !t.ended {
		return "工作表在第" + strconv.Itoa(t.row) + "行之后断了，文件可能没有传完。"
	}
	return ""
}

func (t *sheetTable) remarks() []string {
	var list []string
	if t.hidden > 0 {
		list = append(list, fmt.Sprintf("工作表有%d行是隐藏或被筛选掉的，也已读入；不需要的行请先删去。", t.hidden))
	}
	if t.merged > 0 {
		list = append(list, fmt.Sprintf("工作表有%d处合并单元格，只有左上角的一格有值。", t.merged))
	}
	return list
}
