package indicator

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// Limits of a file of rows. The tables of all plans of a province stay far below.
const (
	matchBytesMax = 16 << 20
	matchRowsMax  = 10_000
)

// matchColumns are the columns of the file, as the plan reader writes them.
var matchColumns = []string{"table", "no", "name", "unit", "base", "target", "attribute", "note"}

// MatchRow is one row of a file of indicators, each cell as it stands there.
type MatchRow struct {
	Line                          int // in the file, from 1
	Table, No, Name, Unit         string
	Base, Target, Attribute, Note string
}

// ReadMatchRows reads a CSV file of indicators. The head names the columns, in any
// order; name must be among them, and columns nobody here reads are passed over.
func ReadMatchRows(r io.Reader) ([]MatchRow, error) {
	data, err := io.ReadAll(io.LimitReader(r, matchBytesMax+1))
	switch {
	case err != nil:
		return nil, &civil.Error{Kind: civil.Invalid, Code: "rows_unreadable", Message: "读取指标文件时出错，请检查文件后重试。", Err: err}
	case len(data) > matchBytesMax:
		return nil, civil.Refuse("rows_too_big", "指标文件超过 16 MiB，请拆成几个文件。")
	case !utf8.Valid(data):
		return nil, civil.Refuse("rows_not_utf8", "指标文件不是 UTF-8 文字，请另存为 UTF-8 编码的 CSV。")
	}
	file := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\uFEFF")))
	head, err := file.Read()
	if err != nil {
		return nil, refuseRows(err)
	}
	set, err := matchHead(head)
	if err != nil {
		return nil, err
	}
	rows := []MatchRow{}
	for {
		record, err := file.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return nil, refuseRows(err)
		case len(rows) == matchRowsMax:
			return nil, civil.Refuse("rows_too_many", "指标超过 %d 行，请拆成几个文件。", matchRowsMax)
		}
		row := MatchRow{}
		row.Line, _ = file.FieldPos(0)
		for i, cell := range record {
			if set[i] != nil {
				set[i](&row, strings.TrimSpace(cell))
			}
		}
		rows = append(rows, row)
	}
}

// matchHead says where each cell of a record goes; nil where nobody reads it.
func matchHead(head []string) ([]func(*MatchRow, string), error) {
	places := map[string]func(*MatchRow, string){
		"table": func(r *MatchRow, s string) { r.Table = s }, "no": func(r *MatchRow, s string) { r.No = s },
		"name": func(r *MatchRow, s string) { r.Name = s }, "unit": func(r *MatchRow, s string) { r.Unit = s },
		"base": func(r *MatchRow, s string) { r.Base = s }, "target": func(r *MatchRow, s string) { r.Target = s },
		"attribute": func(r *MatchRow, s string) { r.Attribute = s }, "note": func(r *MatchRow, s string) { r.Note = s },
	}
	set := make([]func(*MatchRow, string), len(head))
	var seen []string
	for i, cell := range head {
		column := strings.ToLower(strings.TrimSpace(cell))
		if slices.Contains(seen, column) {
			return nil, civil.Refuse("rows_column_twice", "表头里“%s”写了两次，请只留一列。", column)
		}
		if set[i] = places[column]; set[i] != nil {
			seen = append(seen, column)
		}
	}
	if !slices.Contains(seen, "name") {
		return nil, civil.Refuse("rows_no_name", "第一行应是表头，其中要有 name 一列；各列是：%s。", strings.Join(matchColumns, "、"))
	}
	return set, nil
}

// refuseRows says in Chinese what the CSV reader found.
func refuseRows(err error) error {
	if errors.Is(err, io.EOF) {
		return civil.Refuse("rows_empty", "指标文件是空的，第一行应是表头：%s。", strings.Join(matchColumns, "、"))
	}
	refusal := &civil.Error{Kind: civil.Invalid, Code: "rows_form", Message: "指标文件不是 CSV 的写法，请检查引号。", Err: err}
	var at *csv.ParseError
	if errors.As(err, &at) {
		refusal.Message = "指标文件第 " + strconv.Itoa(at.Line) + " 行不是 CSV 的写法，请检查引号。"
		if errors.Is(at.Err, csv.ErrFieldCount) {
			refusal.Code, refusal.Message = "rows_cells", "指标文件第 "+strconv.Itoa(at.Line)+" 行的格数与表头不同，请核对逗号和引号。"
		}
	}
	return refusal
}
