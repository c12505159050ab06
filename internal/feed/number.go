package feed

import (
	"bytes"
	"math"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// A quantity says what a number counts: for its error codes and sentences.
type quantity struct {
	code string
	word string
	more string // what to do about too many decimals
}

var (
	ofMoney   = quantity{"money", "金额", "小数超过了分，请写到分为止"}
	ofCount   = quantity{"count", "数量", "应是整数，请核对"}
	ofMeasure = quantity{"quantity", "数值", "小数位数过多，请核对"}
)

func (q quantity) refuse(suffix, format string, c []byte) *civil.Error {
	return civil.Refuse(q.code+"_"+suffix, q.word+"%s"+format, quotedFigure(c))
}

// decimals is how many decimals of the unit are whole fen.
func decimals(unit pack.MoneyUnit) int {
	switch unit {
	case pack.InWan:
		return 6
	case pack.InFen:
		return 0
	}
	return 2
}

// readMoney reads an amount of a column: digits with thousands separators, a
// currency sign, a minus or brackets, and the unit behind it when the cell
// prints one.
func readMoney(c []byte, f *Field) (int64, *civil.Error) {
	scale := decimals(f.Unit)
	if n, ok := quickNumber(c, scale); ok {
		return n, nil
	}
	body, unit := moneyBody(c)
	if unit != "" && unit != f.Unit {
		if f.Told {
			return 0, ofMoney.refuse("unit", "的单位与表头不一致，请核对后改正。", c)
		}
		scale = decimals(unit)
	}
	return ofMoney.read(c, body, scale)
}

// moneyBody takes the currency and the unit off an amount.
func moneyBody(c []byte) (body []byte, unit pack.MoneyUnit) {
	for _, sign := range []string{"¥", "￥", "RMB", "CNY", "人民币"} {
		if rest, ok := bytes.CutPrefix(c, []byte(sign)); ok {
			c = trim(rest)
			break
		}
	}
	for _, u := range []struct {
		word string
		unit pack.MoneyUnit
	}{{"万元", pack.InWan}, {"元", pack.InYuan}, {"万", pack.InWan}} {
		if rest, ok := bytes.CutSuffix(c, []byte(u.word)); ok {
			return trim(rest), u.unit
		}
	}
	return c, ""
}

// quickNumber reads the usual form, digits with at most scale decimals; false
// sends the cell to the slower reader.
func quickNumber(c []byte, scale int) (int64, bool) {
	i, negative := 0, false
	if len(c) > 0 && c[0] == '-' {
		i, negative = 1, true
	}
	if len(c) == i || len(c) > 12 {
		return 0, false
	}
	n, left, seen := int64(0), scale, false
	for ; i < len(c); i++ {
		d := c[i] - '0'
		if d > 9 {
			break
		}
		n, seen = n*10+int64(d), true
	}
	if i < len(c) {
		if c[i] != '.' || i+1 == len(c) {
			return 0, false
		}
		for i++; i < len(c); i++ {
			d := c[i] - '0'
			if d > 9 || left == 0 {
				return 0, false
			}
			n = n*10 + int64(d)
			left--
		}
	}
	for range left {
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, seen
}

// read reads the digits of a number, times ten to the scale. The cell is for
// the sentence.
func (q quantity) read(c, body []byte, scale int) (int64, *civil.Error) {
	negative := false
	if n := len(body); n >= 3 && body[0] == '(' && body[n-1] == ')' {
		negative, body = true, trim(body[1:n-1])
	} else if n > 1 && (body[0] == '-' || body[0] == '+') {
		negative, body = body[0] == '-', trim(body[1:])
	}
	if inner, _ := moneyBody(body); q == ofMoney {
		body = inner // the sign may stand before the currency
	}
	whole, fraction, point := bytes.Cut(body, []byte("."))
	whole, ok := ungroup(whole)
	if problem := q.check(c, body, whole, fraction, point, ok); problem != nil {
		return 0, problem
	}
	fraction = bytes.TrimRight(fraction, "0")
	if len(fraction) > scale {
		return 0, q.refuse("decimals", "的"+q.more+"。", c)
	}
	n := int64(0)
	for i := range len(whole) + scale {
		d := int64(0)
		if i < len(whole) {
			d = int64(whole[i] - '0')
		} else if i-len(whole) < len(fraction) {
			d = int64(fraction[i-len(whole)] - '0')
		}
		if n > (math.MaxInt64-d)/10 {
			return 0, q.refuse("too_large", "太大，请核对是否多输了数字。", c)
		}
		n = n*10 + d
	}
	if negative {
		n = -n
	}
	return n, nil
}

// check refuses what is not a number, and says how it came about where that can
// be known.
func (q quantity) check(c, body, whole, fraction []byte, point, grouped bool) *civil.Error {
	switch {
	case exponent(body):
		return q.refuse("spreadsheet", "被电子表格写成了科学计数法，请把该列设为数值后重新导出。", c)
	case dash(c):
		return q.refuse("dash", "看不出是零还是没有填，没有就填0，不知道就留空。", c)
	case len(whole) == 0 || point && len(fraction) == 0 || !digitsOnly(fraction):
		return q.refuse("not_number", "不是数字，请只填数字。", c)
	case !grouped && bytes.IndexByte(whole, ',') >= 0:
		return q.refuse("thousands", "的千分位不对，看不出是多少，请核对。", c)
	case !grouped:
		return q.refuse("not_number", "不是数字，请只填数字。", c)
	}
	return nil
}

// ungroup takes the separators out of 1,234,567; false when they stand anywhere
// else than at every third digit, or something is no digit.
func ungroup(whole []byte) ([]byte, bool) {
	if bytes.IndexByte(whole, ',') < 0 {
		return whole, digitsOnly(whole)
	}
	parts := bytes.Split(whole, []byte(","))
	for i, part := range parts {
		if !digitsOnly(part) || len(part) == 0 || i > 0 && len(part) != 3 || len(part) > 3 {
			return whole, false
		}
	}
	return bytes.Join(parts, nil), true
}

func digitsOnly(c []byte) bool {
	for _, d := range c {
		if d < '0' || d > '9' {
			return false
		}
	}
	return true
}

// exponent knows what a spreadsheet makes of a long number, 3.20613E+17.
func exponent(c []byte) bool {
	i := bytes.IndexAny(c, "eE")
	if i < 1 || i+1 >= len(c) {
		return false
	}
	mantissa, power := c[:i], c[i+1:]
	if power[0] == '+' || power[0] == '-' {
		power = power[1:]
	}
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	return len(whole) > 0 && len(power) > 0 && digitsOnly(whole) && digitsOnly(fraction) && digitsOnly(power)
}

// readCount reads a whole number; decimals that are all zero come from
// databases and are let through.
func readCount(c []byte) (int64, *civil.Error) {
	if n, ok := quickNumber(c, 0); ok {
		return n, nil
	}
	return ofCount.read(c, c, 0)
}

// readQuantity reads a measured number, with its unit behind it when the cell
// prints it.
func readQuantity(c []byte, f *pack.Field) (int64, *civil.Error) {
	if n, ok := quickNumber(c, f.Scale); ok {
		return n, nil
	}
	body := c
	if f.Unit != "" {
		body = trim(bytes.TrimSuffix(c, []byte(f.Unit)))
	}
	return ofMeasure.read(c, body, f.Scale)
}

// inRange refuses a number outside what the field allows.
func inRange(n int64, f *pack.Field) *civil.Error {
	if !f.Ranged || n >= f.Min && n <= f.Max {
		return nil
	}
	if f.Type == pack.MoneyField {
		return civil.Refuse("money_range", "“%s”应在%s元到%s元之间，请核对。", f.Label, civil.Fen(f.Min), civil.Fen(f.Max))
	}
	return civil.Refuse("count_range", "“%s”应在%d到%d之间，请核对。", f.Label, f.Min, f.Max)
}
