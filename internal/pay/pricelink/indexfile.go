package pricelink

import (
	"errors"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay/sheet"
)

// listFile is a file that somebody hands in, row by row.
type listFile struct{ *sheet.Sheet }

func readTable(raw []byte, known map[string][]string) (listFile, error) {
	s, err := sheet.Read("pricelink", raw, known)
	return listFile{s}, err
}

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
	s, err := readTable(raw, indexHeads)
	if err != nil {
		return nil, err
	}
	var list []Index
	for i, row := range s.Rows {
		if sheet.Blank(row) {
			continue
		}
		x, err := s.index(row)
		if err != nil {
			return nil, civil.Refuse("pricelink_row", "第%d行：%s", s.First+i, message(err))
		}
		list = append(list, *x)
	}
	if len(list) == 0 {
		return nil, civil.Refuse("pricelink_nothing", "文件里没有一行指数，没有读入：请核对文件。")
	}
	return list, nil
}

func (s listFile) index(row []string) (x *Index, err error) {
	x = &Index{Source: s.Cell(row, "source"), Note: s.Cell(row, "note")}
	if x.Month, err = ParseMonth(s.Cell(row, "month")); err != nil {
		return nil, err
	}
	kind := s.Cell(row, "kind")
	if x.Kind = kindNames[strings.ToLower(kind)]; x.Kind == "" {
		return nil, civil.Refuse("pricelink_kind", "不认识指数“%s”，请写CPI、SCPI或食品。", kind)
	}
	if text := s.Cell(row, "level"); text != "" {
		x.Rise, err = ParseRise(text)
		x.Rise -= permille
	} else {
		x.Rise, err = ParseRise(s.Cell(row, "rise"))
	}
	if err != nil {
		return nil, err
	}
	x.Published, err = parseDay(s.Cell(row, "published"))
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
