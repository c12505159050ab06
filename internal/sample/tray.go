package sample

import (
	"strconv"

	"lianxin/internal/civil"
)

// form is what the file of a department is.
type form uint8

const (
	delimited form = iota
	workbook       // an XLSX file
	page           // a web page that calls itself .xls
)

// dayStyle and monthStyle are how a department writes days and months.
type (
	dayStyle   uint8
	monthStyle uint8
)

const (
	dayDashes  dayStyle = iota // 2024-01-02
	daySlashes                 // 2024/1/2
	dayDigits                  // 20240102
	dayWords                   // 2024年1月2日
	dayDots                    // 2024.1.2
	daySerial                  // 45293, as a workbook keeps it
)

const (
	monthDashes monthStyle = iota // 2024-01
	monthDigits                   // 202401
	monthWords                    // 2024年1月
)

// idStyle is how a department keeps a spreadsheet from spoiling an ID number.
type idStyle uint8

const (
	idPlain   idStyle = iota
	idFormula         // ="3206…"
	idQuote           // '3206…
)

// tray collects the rows of one file that come of one block of households.
type tray struct {
	sheet *sheet
	text  []byte // UTF-8
	coded []byte // as the file keeps it
	rows  int
	sum   civil.Fen // of the column that is added up below the table
	begun bool      // a row is open
	at    int       // the cell that is open or was last
	last  int       // where the last row begins
	first int       // where the first row ends
}

func (t *tray) clear() {
	*t = tray{sheet: t.sheet, text: t.text[:0], coded: t.coded[:0]}
}

// open begins a cell, and a row where none is open.
func (t *tray) open() {
	t.at++
	if !t.begun {
		t.last, t.at = len(t.text), 0
	}
	switch t.sheet.form {
	case workbook:
		if !t.begun {
			t.text = append(t.text, "<row>"...)
		}
		t.text = append(t.text, `<c t="inlineStr"><is><t>`...)
	case page:
		if !t.begun {
			t.text = append(t.text, "<tr>"...)
		}
		t.text = append(t.text, "<td>"...)
	default:
		if t.begun {
			t.text = append(t.text, t.sheet.delimiter)
		}
	}
	t.begun = true
}

func (t *tray) shut() {
	switch t.sheet.form {
	case workbook:
		t.text = append(t.text, "</t></is></c>"...)
	case page:
		t.text = append(t.text, "</td>"...)
	}
}

// end closes the row.
func (t *tray) end() {
	t.endLine()
	t.rows++
	if t.rows == 1 {
		t.first = len(t.text)
	}
}

// endLine closes a line that is no record.
func (t *tray) endLine() {
	switch t.sheet.form {
	case workbook:
		t.text = append(t.text, "</row>"...)
	case page:
		t.text = append(t.text, "</tr>\n"...)
	default:
		if t.sheet.kind != "" {
			t.text = append(t.text, '\r') // departments work on Windows
		}
		t.text = append(t.text, '\n')
	}
	t.begun = false
}

// cell writes a text. None of what is written here holds a separator or a sign
// that a page or a workbook would take for its own.
func (t *tray) cell(s string) {
	t.open()
	t.text = append(t.text, s...)
	t.shut()
}

func (t *tray) bytes(b []byte) {
	t.open()
	t.text = append(t.text, b...)
	t.shut()
}

func (t *tray) blank() { t.cell("") }

// id writes an ID number in the department's way.
func (t *tray) id(number []byte) {
	t.open()
	switch {
	case len(number) == 0:
	case t.sheet.ids == idFormula:
		t.text = append(append(append(t.text, `"=""`...), number...), `"""`...)
	case t.sheet.ids == idQuote:
		t.text = append(append(t.text, '\''), number...)
	default:
		t.text = append(t.text, number...)
	}
	t.shut()
}

// money writes an amount in the unit of the sheet, and adds it up where it
// stands in the column with a sum.
func (t *tray) money(amount civil.Fen) {
	t.open()
	if t.at == t.sheet.added {
		t.sum += amount
	}
	if t.sheet.wan {
		t.text = appendWan(t.text, amount)
	} else {
		t.text = amount.AppendTo(t.text)
	}
	t.shut()
}

// appendWan writes an amount in units of ten thousand yuan, exactly.
func appendWan(b []byte, amount civil.Fen) []byte {
	const wan = 10_000 * yuan
	if amount < 0 {
		b, amount = append(b, '-'), -amount
	}
	b = strconv.AppendInt(b, int64(amount/wan), 10)
	rest := int(amount % wan)
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int(wan) / 10; rest > 0; unit /= 10 {
		b = append(b, digit(rest/unit))
		rest %= unit
	}
	return b
}

func (t *tray) number(n int) {
	t.open()
	t.text = strconv.AppendInt(t.text, int64(n), 10)
	t.shut()
}

// tick writes yes or no; an empty cell where nobody knows.
func (t *tray) tick(yes, gap bool) {
	switch {
	case gap:
		t.blank()
	case yes:
		t.cell("是")
	default:
		t.cell("否")
	}
}

func (t *tray) division(a civil.Area) {
	t.open()
	t.text = appendArea(t.text, a)
	t.shut()
}

// appendArea writes a county with six digits and everything below with twelve.
func appendArea(b []byte, a civil.Area) []byte {
	if a == a.County() {
		return strconv.AppendInt(b, int64(a)/1_000_000, 10)
	}
	return strconv.AppendInt(b, int64(a), 10)
}

func (t *tray) day(d civil.Date) {
	t.open()
	t.text = appendDay(t.text, d, t.sheet.days)
	t.shut()
}

// spreadsheetZero is 1970-01-01 counted in a spreadsheet's days.
const spreadsheetZero = 25569

func appendDay(b []byte, d civil.Date, style dayStyle) []byte {
	year, month, day := d.YMD()
	signs := [3]string{}
	switch style {
	case daySerial:
		return strconv.AppendInt(b, int64(d)+spreadsheetZero, 10)
	case dayDigits:
		return strconv.AppendInt(b, int64(year)*10000+int64(month)*100+int64(day), 10)
	case daySlashes:
		signs = [3]string{"/", "/", ""}
	case dayWords:
		signs = [3]string{"年", "月", "日"}
	case dayDots:
		signs = [3]string{".", ".", ""}
	default:
		return d.AppendTo(b)
	}
	b = append(strconv.AppendInt(b, int64(year), 10), signs[0]...)
	b = append(strconv.AppendInt(b, int64(month), 10), signs[1]...)
	return append(strconv.AppendInt(b, int64(day), 10), signs[2]...)
}

func (t *tray) month(m civil.Month) {
	t.open()
	t.text = appendMonth(t.text, m, t.sheet.months)
	t.shut()
}

func appendMonth(b []byte, m civil.Month, style monthStyle) []byte {
	year, month := m.YM()
	switch style {
	case monthDigits:
		return strconv.AppendInt(b, int64(year)*100+int64(month), 10)
	case monthWords:
		b = append(strconv.AppendInt(b, int64(year), 10), "年"...)
		return append(strconv.AppendInt(b, int64(month), 10), "月"...)
	}
	b = append(strconv.AppendInt(b, int64(year), 10), '-')
	return append(b, digit(month/10), digit(month))
}
