package pay

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
)

// values are the pieces of a record by name; amounts as civil.Fen, numbers as int64.
type values map[string]any

// writer writes records of a format.
type writer struct {
	format *Format
	out    bytes.Buffer
}

// record writes one record. A text that does not fit its field is refused, never
// cut: a bank compares names.
func (w *writer) record(fields []Field, v values) error {
	cells := make([]string, len(fields))
	for i := range fields {
		cells[i] = fields[i].text(v[fields[i].Name])
		if strings.ContainsFunc(cells[i], unreadable) || !utf8.ValidString(cells[i]) {
			return civil.Refuse("pay_file_text", "“%s”里有银行文件不能写的字符，文件没有生成：请更正户名或开户银行。", cells[i])
		}
	}
	if w.format.Shape != fixedShape {
		return w.separated(cells)
	}
	for i := range fields {
		if err := w.fixed(&fields[i], cells[i]); err != nil {
			return err
		}
	}
	w.out.WriteString("\r\n")
	return nil
}

func (w *writer) separated(cells []string) error {
	var line bytes.Buffer
	c := csv.NewWriter(&line)
	c.UseCRLF = true
	if err := c.Write(cells); err != nil {
		return err
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	text, err := w.encode(line.String())
	w.out.WriteString(text)
	return err
}

func (w *writer) fixed(f *Field, cell string) error {
	text, err := w.encode(cell)
	if err != nil {
		return err
	}
	gap := f.Width - len(text)
	if gap < 0 {
		return civil.Refuse("pay_file_width", "“%s”超出银行文件这一栏的%d个字节，文件没有生成：请更正，或向银行换用其他格式。", cell, f.Width)
	}
	fill := strings.Repeat(f.fill(), gap)
	if f.Align == rightAlign {
		w.out.WriteString(fill + text)
	} else {
		w.out.WriteString(text + fill)
	}
	return nil
}

func (f *Field) fill() string {
	if f.Pad != "" {
		return f.Pad
	}
	return " "
}

func (w *writer) encode(text string) (string, error) {
	if w.format.Encoding != gb18030 {
		return text, nil
	}
	return simplifiedchinese.GB18030.NewEncoder().String(text)
}

// text is a value as the field writes it.
func (f *Field) text(v any) string {
	if f.Value != "" {
		return f.Value
	}
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case civil.Fen:
		if f.Money == inFen {
			return strconv.FormatInt(int64(v), 10)
		}
		return v.String()
	}
	return ""
}

// cells are the texts of a record by name.
type cells map[string]string

// split reads a line as a record of these fields; false when it is none.
func (f *Format) split(fields []Field, line []byte) (cells, bool) {
	if f.Shape == fixedShape {
		return f.slice(fields, line)
	}
	text, ok := f.decode(line)
	if !ok {
		return nil, false
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = len(fields)
	row, err := r.Read()
	if err != nil {
		return nil, false
	}
	c := cells{}
	for i := range fields {
		c[fields[i].Name] = strings.TrimSpace(row[i])
	}
	return c, c.marked(fields)
}

// slice cuts a fixed line. Blanks at its end may be missing: editors eat them.
func (f *Format) slice(fields []Field, line []byte) (cells, bool) {
	c := cells{}
	for i := range fields {
		width := fields[i].Width
		if len(line) < width {
			if i+1 < len(fields) || fields[i].Pad != "" {
				return nil, false
			}
			width = len(line)
		}
		text, ok := f.decode(line[:width])
		if !ok {
			return nil, false
		}
		c[fields[i].Name] = strings.TrimSpace(text)
		line = line[width:]
	}
	return c, len(line) == 0 && c.marked(fields)
}

// marked says whether the marks of a record are those of its sort.
func (c cells) marked(fields []Field) bool {
	for i := range fields {
		if fields[i].Value != "" && c[fields[i].Name] != fields[i].Value {
			return false
		}
	}
	return true
}

// decode reads bytes as text; false when they are none, or hold what no field holds.
func (f *Format) decode(raw []byte) (string, bool) {
	if f.Encoding == gb18030 {
		var err error
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			return "", false
		}
	}
	text := string(raw)
	return text, utf8.ValidString(text) && !strings.ContainsFunc(text, unreadable)
}

// digitsMost is the longest number that is read: far more than any sum has.
const digitsMost = 15

// number reads digits, and nothing else.
func (c cells) number(name string) (int64, bool) {
	text := c[name]
	if text == "" || len(text) > digitsMost || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// money reads an amount as the field of that name writes it; never a negative one.
func (c cells) money(fields []Field, name string) (civil.Fen, bool) {
	for i := range fields {
		if fields[i].Name == name && fields[i].Money == inFen {
			n, ok := c.number(name)
			return civil.Fen(n), ok
		}
	}
	if len(c[name]) > digitsMost+len(".00") {
		return 0, false
	}
	amount, err := civil.ParseYuan(c[name])
	return amount, err == nil && amount >= 0
}
