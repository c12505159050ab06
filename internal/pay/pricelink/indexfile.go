package pricelink

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"lianxin/internal/civil"
	"lianxin/internal/document"
	"lianxin/internal/pack"
)

// Limits of a file somebody hands in.
const (
	fileMost = 64 << 20
	rowsMost = 1_000_000
	cellMost = 200
)

// sheet is a table of text with its columns by their heads.
type sheet struct {
	rows  [][]string
	first int // line of the first row, as a reader of the file counts
	at    map[string]int
}

// readSheet reads a CSV file of any of the usual encodings. known are the words for
// each column; the others are not read.
func readSheet(raw []byte, known map[string][]string) (*sheet, error) {
	if len(raw) == 0 || len(raw) > fileMost {
		return nil, civil.Refuse("pricelink_file", "文件是空的，或超过64兆，没有读入：请核对文件。")
	}
	text, err := decoded(raw)
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
		return nil, civil.Refuse("pricelink_file_form", "文件不是表格，或超过一百万行，没有读入：请另存为“CSV UTF-8”后重试。")
	}
	for i, row := range rows {
		if at := heads(row, known); len(at) > 1 {
			return &sheet{rows: rows[i+1:], first: i + 2, at: at}, nil
		}
	}
	return nil, civil.Refuse("pricelink_file_head", "文件里没有找到表头，没有读入：第一行请写明各列是什么。")
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
func decoded(raw []byte) (string, error) {
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
		return "", civil.Refuse("pricelink_encoding", "文件的文字编码无法识别，没有读入：请另存为“CSV UTF-8”后重试。")
	}
	return string(out), nil
}

// cell is what a row has in a column.
func (s *sheet) cell(row []string, column string) string {
	at, there := s.at[column]
	if !there || at >= len(row) {
		return ""
	}
	text := strings.TrimSpace(row[at])
	if len(text) > cellMost {
		return ""
	}
	return strings.TrimSpace(strings.Trim(text, `'="`))
}

// blank says whether a row has nothing in it.
func blank(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) == "" }

var indexHeads = map[string][]string{
	"month":     {"月份", "月", "时间", "month"},
	"kind":      {"指数", "指标", "种类", "index", "kind"},
	"rise":      {"同比涨幅", "同比", "同比涨幅(%)", "同比涨幅（%）", "涨幅", "yoy"},
	"level":     {"同比指数", "上年同月=100", "指数（上年同月=100）", "指数(上年同月=100)"},
	"published": {"公布日期", "发布日期", "published"},
	"source":    {"来源", "出处", "source"},
	"note":      {"说明", "更正原因", "备注", "note"},
}

var kindNames = map[string]pack.IndexKind{
	"cpi": pack.CPI, "居民消费价格指数": pack.CPI, "居民消费价格": pack.CPI,
	"scpi": pack.SCPI, "低收入居民基本生活费用价格指数": pack.SCPI, "低收入居民基本生活费用价格": pack.SCPI,
	"food": pack.FoodCPI, "食品": pack.FoodCPI, "食品价格": pack.FoodCPI, "食品烟酒": pack.FoodCPI,
}

// ParseIndices reads a file of indices. Every fault is named with its line, and one
// is enough to take nothing.
func ParseIndices(raw []byte) ([]Index, error) {
	s, err := readSheet(raw, indexHeads)
	if err != nil {
		return nil, err
	}
	var list []Index
	for i, row := range s.rows {
		if blank(row) {
			continue
		}
		x, err := s.index(row)
		if err != nil {
			return nil, civil.Refuse("pricelink_row", "第%d行：%s", s.first+i, message(err))
		}
		list = append(list, *x)
	}
	if len(list) == 0 {
		return nil, civil.Refuse("pricelink_nothing", "文件里没有一行指数，没有读入：请核对文件。")
	}
	return list, nil
}

func (s *sheet) index(row []string) (x *Index, err error) {
	x = &Index{Source: s.cell(row, "source"), Note: s.cell(row, "note")}
	if x.Month, err = ParseMonth(s.cell(row, "month")); err != nil {
		return nil, err
	}
	kind := s.cell(row, "kind")
	if x.Kind = kindNames[strings.ToLower(kind)]; x.Kind == "" {
		return nil, civil.Refuse("pricelink_kind", "不认识指数“%s”，请写CPI、SCPI或食品。", kind)
	}
	if text := s.cell(row, "level"); text != "" {
		x.Rise, err = ParseRise(text)
		x.Rise -= permille
	} else {
		x.Rise, err = ParseRise(s.cell(row, "rise"))
	}
	if err != nil {
		return nil, err
	}
	x.Published, err = parseDay(s.cell(row, "published"))
	return x, err
}

// message is what a refusal says, without its code.
func message(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Message
	}
	return err.Error()
}

// parseDay reads a day as people write it: 2026-10-16, 2026/10/16, 2026年10月6日.
func parseDay(text string) (civil.Date, error) {
	parts := strings.Split(strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(text), "-")
	for i, p := range parts {
		if i > 0 && len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	day, err := civil.ParseDate(strings.Join(parts, "-"))
	if err != nil {
		return 0, civil.Refuse("pricelink_published", "公布日期请写成2026-10-16这样。")
	}
	return day, nil
}

// ParseMonth reads a month as people write it: 2026-09, 2026年9月, 202609, 2026/9.
func ParseMonth(text string) (civil.Month, error) {
	bare := strings.NewReplacer("年", "-", "/", "-", ".", "-", "月", "").Replace(strings.TrimSpace(text))
	if len(bare) == len("202609") && !strings.Contains(bare, "-") {
		bare = bare[:4] + "-" + bare[4:]
	}
	if year, month, ok := strings.Cut(bare, "-"); ok && len(month) == 1 {
		bare = year + "-0" + month
	}
	m, err := civil.ParseMonth(bare)
	if err != nil {
		return 0, civil.Refuse("pricelink_month", "月份请写成2026-09这样。")
	}
	return m, nil
}

// ParseRise reads a rise in percent with at most one digit behind the point, as
// statistics offices publish it: 4.4, -0.3, 3, 4.4%.
func ParseRise(text string) (int64, error) {
	bare := strings.TrimSuffix(strings.NewReplacer("％", "%", "−", "-", "－", "-", "．", ".").Replace(strings.TrimSpace(text)), "%")
	digits, negative := strings.CutPrefix(bare, "-")
	digits = strings.TrimPrefix(digits, "+")
	whole, part, point := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 3 || point && len(part) != 1 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, civil.Refuse("pricelink_rise", "同比涨幅请填写百分数，最多一位小数，如4.4或-0.3。")
	}
	var rise int64
	for _, digit := range whole + part {
		rise = rise*10 + int64(digit-'0')
	}
	if !point {
		rise *= 10
	}
	if negative {
		rise = -rise
	}
	return rise, nil
}
