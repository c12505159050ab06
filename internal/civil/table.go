package civil

import (
	"encoding/csv"
	"errors"
	"io"
)

// readTable reads one of the shipped CSV tables row by row: lines beginning with
// “#” say where the data is from and are skipped, the header must be exactly the
// one asked for.
func readTable(r io.Reader, name string, header []string, row func(fields []string) error) error {
	reader := csv.NewReader(r)
	reader.Comment = '#'
	reader.ReuseRecord = true
	reader.FieldsPerRecord = len(header)
	for first := true; ; first = false {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			if first {
				return refuseTable(name, 1, errors.New("no header"))
			}
			return nil
		}
		if err != nil {
			return tableError(name, err)
		}
		line, _ := reader.FieldPos(0)
		if first {
			if err := matchHeader(fields, header); err != nil {
				return refuseTable(name, line, err)
			}
			continue
		}
		if err := row(fields); err != nil {
			return refuseTable(name, line, err)
		}
	}
}

func matchHeader(got, want []string) error {
	for i, column := range want {
		if got[i] != column {
			return errors.New("column " + got[i] + " where " + column + " belongs")
		}
	}
	return nil
}

func tableError(name string, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return refuseTable(name, parse.Line, err)
	}
	return &Error{Kind: Unavailable, Code: "table_unreadable", Message: name + "读取失败，请检查文件是否完整。", Err: err}
}

// refuseTable keeps the inner sentence when the row itself gave one.
func refuseTable(name string, line int, err error) error {
	detail := "格式不对"
	var inner *Error
	if errors.As(err, &inner) {
		detail = inner.Message
	}
	refusal := Refuse("table_row", "%s第%d行无法使用：%s", name, line, detail)
	refusal.Err = err
	return refusal
}
