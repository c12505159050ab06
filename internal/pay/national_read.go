package pay

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// NationalRow is one row of a list of the national system.
type NationalRow struct {
	Number    string
	Name      string
	Programme string // as it is called there
	Amount    civil.Fen
}

// nationalNames are what the columns are called.
var nationalNames = map[string][]string{
	"number":    {"身份证号", "身份证号码", "公民身份号码", "证件号码", "户主身份证号"},
	"name":      {"姓名", "户主姓名", "救助对象姓名"},
	"programme": {"业务类别", "救助类别", "救助项目", "待遇名称"},
	"amount":    {"金额", "月金额", "月保障金额", "救助金额", "户月保障金额"},
}

// Limits of a list.
const (
	nationalMost     = 32 << 20
	nationalRowsMost = 500_000
	numberDigits     = 18
)

// ParseNational reads a list (CSV, GB18030 or UTF-8). A row it cannot read stops it
// with the row's number: half a list would look like missing people.
func ParseNational(raw []byte) ([]NationalRow, error) {
	if len(raw) > nationalMost {
		return nil, civil.Refuse("national_large", "文件超过32MB，请核对是否选错了文件。")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil {
			return nil, civil.Refuse("national_encoding", "文件的编码不是 GB18030 或 UTF-8，请另存为 CSV 后重试。")
		}
		raw = decoded
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, civil.Refuse("national_head", "文件没有表头，请从金民工程导出 CSV 后重试。")
	}
	at, err := nationalColumns(head)
	if err != nil {
		return nil, err
	}
	var list []NationalRow
	for n := 2; ; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil || len(list) == nationalRowsMost {
			return nil, civil.Refuse("national_row", "第%d行读不出来，没有对账：请核对文件。", n)
		}
		one, problem := nationalRow(row, at, n)
		if problem != nil {
			return nil, problem
		}
		list = append(list, one)
	}
}

// nationalColumns finds the columns by their names.
func nationalColumns(head []string) (map[string]int, error) {
	at := map[string]int{}
	for i, cell := range head {
		for name, words := range nationalNames {
			if slices.Contains(words, strings.TrimSpace(cell)) {
				at[name] = i
			}
		}
	}
	for _, name := range []string{"number", "programme", "amount"} {
		if _, ok := at[name]; !ok {
			return nil, civil.Refuse("national_column", "表头里没有“%s”这一列，请核对文件。", nationalNames[name][0])
		}
	}
	return at, nil
}

func nationalRow(row []string, at map[string]int, n int) (one NationalRow, problem error) {
	cell := func(name string) string {
		i, ok := at[name]
		if !ok || i >= len(row) {
			return ""
		}
		return strings.TrimPrefix(strings.TrimSpace(row[i]), "'")
	}
	number, err := access.AppendNormal(nil, access.IDNumber, cell("number"))
	if err != nil || len(number) != numberDigits {
		return one, civil.Refuse("national_number", "第%d行的身份证号不对，没有对账：请核对文件。", n)
	}
	one = NationalRow{Number: string(number), Name: cell("name"), Programme: cell("programme")}
	if one.Amount, err = civil.ParseYuan(cell("amount")); err != nil || one.Amount < 0 || one.Amount > amountMost {
		return one, civil.Refuse("national_amount", "第%d行的金额不对，没有对账：请核对文件。", n)
	}
	return one, nil
}
