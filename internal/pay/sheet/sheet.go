// Package sheet reads a list that somebody hands in as a table: a CSV file in any of the
// usual encodings, or the first sheet with something on it of an XLSX file. It keeps nothing.
//
// It promises that columns are found by the words above them, whatever their order, and
// that a row is known by its line of the file.
//
// It refuses a file that is empty, too large, no table, or without a head, in a sentence
// that says what to do.
package sheet

import (
	"bytes"
	"encoding/csv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"lianxin/internal/civil"
	"lianxin/internal/document"
)

// Limits of a file somebody hands in.
const (
	fileMost = 64 << 20
	rowsMost = 1_000_000
	cellMost = 200
)

// Sheet is a table of text with its columns by their heads.
type Sheet struct {
	Rows  [][]string
	First int // line of the first row, as a reader of the file counts
	At    map[string]int
}

// Read reads a file. known are the words for each column; the others are not read. code
// begins the codes of refusals.
func Read(code string, raw []byte, known map[string][]string) (*Sheet, error) {
	if len(raw) == 0 || len(raw) > fileMost {
		return nil, civil.Refuse(code+"_file", "文件是空的，或超过64兆，没有读入：请核对文件。")
	}
	rows, err := table(code, raw)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		if at := heads(row, known); len(at) > 1 {
			return &Sheet{Rows: rows[i+1:], First: i + 2, At: at}, nil
		}
	}
	return nil, civil.Refuse(code+"_file_head", "文件里没有找到表头，没有读入：第一行请写明各列是什么。")
}

// table is the rows of a file.
func table(code string, raw []byte) ([][]string, error) {
	if bytes.HasPrefix(raw, []byte("PK")) {
		return workbook(code, raw)
	}
	text, err := decoded(code, raw)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	if strings.Count(text, "\t") > strings.Count(text, ",") {
		r.Comma = '\t'
	}
	rows, err := r.ReadAll()
	if err != nil || len(rows) > rowsMost {
		return nil, civil.Refuse(code+"_file_form", "文件不是表格，或超过一百万行，没有读入：请另存为“CSV UTF-8”后重试。")
	}
	return rows, nil
}

// workbook is the first sheet of a workbook with something on it.
func workbook(code string, raw []byte) ([][]string, error) {
	d, err := document.Open("list.xlsx", bytes.NewReader(raw), int64(len(raw)), document.Options{})
	if err != nil {
		return nil, err
	}
	for _, block := range d.Blocks {
		t, is := block.(*document.Table)
		if !is {
			continue
		}
		rows := make([][]string, len(t.Rows))
		for i := range t.Rows {
			for j := range t.Rows[i] {
				rows[i] = append(rows[i], t.Rows[i][j].Text)
			}
		}
		return rows, nil
	}
	return nil, civil.Refuse(code+"_file_form", "文件里没有表格，没有读入：请另存为“CSV UTF-8”后重试。")
}

// heads finds the columns of a head.
func heads(row []string, known map[string][]string) map[string]int {
	at := map[string]int{}
	for i, cell := range row {
		bare := strings.ToLower(strings.Join(strings.Fields(cell), ""))
		for column, words := range known {
			for _, w := range words {
				if _, taken := at[column]; bare == w && !taken {
					at[column] = i
				}
			}
		}
	}
	return at
}

// decoded is a text in the encoding it is in.
func decoded(code string, raw []byte) (string, error) {
	name, err := document.DetectEncoding(raw)
	if err != nil {
		return "", err
	}
	var from encoding.Encoding
	switch name {
	case "GBK", "GB18030":
		from = simplifiedchinese.GB18030
	case "UTF-16LE":
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "UTF-16BE":
		from = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	default:
		return string(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))), nil
	}
	if strings.HasPrefix(name, "UTF-16") && !bytes.HasPrefix(raw, []byte("\xff\xfe")) && !bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
		if name == "UTF-16BE" {
			from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
		}
	}
	out, err := from.NewDecoder().Bytes(raw)
	if err != nil {
		return "", civil.Refuse(code+"_encoding", "文件的文字编码无法识别，没有读入：请另存为“CSV UTF-8”后重试。")
	}
	return string(out), nil
}

// Cell is what a row has in a column.
func (s *Sheet) Cell(row []string, column string) string {
	at, there := s.At[column]
	if !there || at >= len(row) {
		return ""
	}
	text := strings.TrimSpace(row[at])
	if len(text) > cellMost {
		return ""
	}
	return strings.TrimSpace(strings.Trim(text, `'="`))
}

// Blank says whether a row has nothing in it.
func Blank(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) == "" }
