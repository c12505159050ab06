package sample

import (
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// round says when a file is delivered.
type round uint8

const (
	always  round = iota // whole, every month
	news                 // the first time whole, then what is new in the month
	monthly              // the first time the history a fact looks back on, then one month
)

// sheet is how one department delivers one kind of data. The shapes differ on
// purpose, as those of real offices do.
type sheet struct {
	file, kind string
	form       form
	charset    charset
	delimiter  byte // of delimited text; 0 is a comma
	days       dayStyle
	months     monthStyle
	ids        idStyle
	wan        bool     // money stands in units of ten thousand yuan
	title      []string // lines above the header; see [sheet.fill] for what they may name
	header     []string
	added      int  // the column that is summed up below the table, 0 when there is none
	counted    bool // the last line says how many records there are
	signed     bool // signatures follow
	round      round
	complete   bool // no row means none
	back       int  // how many months before the day the file tells of; 0: the day only
	earlier    bool // the same one month before, the first time only
	paid       bool // needs to know what the rules say
	rows       func(*desk, *tray)
}

// fill puts the city and the month of the data into a line above the table.
func (s *sheet) fill(line string, c *City) string {
	month := c.dataMonth()
	if s.earlier {
		month--
	}
	return strings.NewReplacer("{city}", c.plan.Title+"市", "{month}", string(appendMonth(nil, month, monthWords)),
		"{day}", string(appendDay(nil, c.Day(), dayWords))).Replace(line)
}

// dataMonth is the month of the newest monthly data: the one before the day's.
func (c *City) dataMonth() civil.Month { return c.Day().Month().Add(-1) }

// top is everything above the rows, in UTF-8.
func (s *sheet) top(c *City) []byte {
	t := &tray{sheet: s}
	switch s.form {
	case workbook:
		t.text = append(t.text, workbookSheetStart...)
	case page:
		t.text = append(t.text, pageStart...)
	}
	for _, line := range s.title {
		t.cell(s.fill(line, c))
		t.endLine()
	}
	for _, h := range s.header {
		t.cell(h)
	}
	t.endLine()
	return t.text
}

// bottom is everything below the rows.
func (s *sheet) bottom(rows int, sum civil.Fen) []byte {
	t := &tray{sheet: s}
	if s.added > 0 {
		t.cell("合计")
		for range s.added - 1 {
			t.blank()
		}
		t.money(sum)
		t.endLine()
	}
	if s.counted {
		t.cell("共" + strconv.Itoa(rows) + "条记录")
		t.endLine()
	}
	if s.signed {
		t.cell("制表人：张某")
		t.endLine()
		t.cell("审核：李某")
		t.endLine()
	}
	switch s.form {
	case workbook:
		t.text = append(t.text, workbookSheetEnd...)
	case page:
		t.text = append(t.text, pageEnd...)
	}
	return t.text
}

// column is the place of the first header that holds a word.
func (s *sheet) column(words ...string) int {
	for i, h := range s.header {
		for _, w := range words {
			if strings.Contains(h, w) {
				return i
			}
		}
	}
	return -1
}
