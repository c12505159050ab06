package feed

import (
	"bytes"

	"lianxin/internal/civil"
)

// daySerials are the numbers of days a spreadsheet may show for a date: five
// digits, 1927 to 2173. Fewer digits could be a year, more a month.
const (
	serialFirst = 10000
	serialLast  = 99999
)

// forever are the words certificates print for a term without end.
var forever = map[string]bool{"长期": true, "长期有效": true, "永久": true, "永久有效": true, "无固定期限": true}

// readDay reads a date however offices write it. What could be two days is
// refused: two-digit years, day before month, a month alone.
func readDay(c []byte) (civil.Date, *civil.Error) {
	if len(c) == 10 && c[4] == c[7] && (c[4] == '-' || c[4] == '/' || c[4] == '.') &&
		digitsOnly(c[:4]) && digitsOnly(c[5:7]) && digitsOnly(c[8:]) {
		return newDay(number(c[:4]), number(c[5:7]), number(c[8:]))
	}
	if digitsOnly(c) {
		return digitDay(c)
	}
	if whole, fraction, ok := bytes.Cut(c, []byte(".")); ok && len(whole) == 5 && digitsOnly(whole) && digitsOnly(fraction) {
		return digitDay(whole)
	}
	if forever[string(c)] {
		return civil.LastDate, nil
	}
	year, rest, ok := take(c, 4, 4)
	if !ok {
		return 0, refuseDay(c)
	}
	first, rest, ok := separator(rest, "-/.年")
	if !ok {
		return 0, refuseDay(c)
	}
	month, rest, ok := take(rest, 1, 2)
	if !ok {
		return 0, refuseDay(c)
	}
	next := first
	if first == "年" {
		next = "月"
	}
	_, rest, ok = separator(rest, next)
	if (!ok || len(rest) == 0) && len(trim(rest)) == 0 {
		return 0, civil.Refuse("date_incomplete", "日期%s没有写到日，请写成2025-06-30的样子。", quotedFigure(c))
	}
	day, rest, found := take(rest, 1, 2)
	if !ok || !found {
		return 0, refuseDay(c)
	}
	if first == "年" {
		if _, rest, ok = separator(rest, "日号"); !ok {
			return 0, refuseDay(c)
		}
	}
	if problem := checkTime(c, rest); problem != nil {
		return 0, problem
	}
	return newDay(year, month, day)
}

// digitDay reads a date without any separator: 20240102, with or without the
// time, or the number of a day in a spreadsheet.
func digitDay(c []byte) (civil.Date, *civil.Error) {
	switch len(c) {
	case 5:
		n := number(c)
		if n >= serialFirst && n <= serialLast {
			return civil.Date(n - epoch1900), nil
		}
	case 14, 12:
		hour, minute, second := number(c[8:10]), number(c[10:12]), 0
		if len(c) == 14 {
			second = number(c[12:])
		}
		if hour < 24 && minute < 60 && second < 60 {
			return digitDay(c[:8])
		}
	case 8:
		return newDay(number(c[:4]), number(c[4:6]), number(c[6:]))
	case 4, 6:
		return 0, civil.Refuse("date_incomplete", "日期%s没有写到日，请写成2025-06-30的样子。", quotedFigure(c))
	}
	return 0, refuseDay(c)
}

func newDay(year, month, day int) (civil.Date, *civil.Error) {
	d, err := civil.NewDate(year, month, day)
	if err != nil {
		return 0, civil.Refuse("date_impossible", "日期%d年%d月%d日不存在，请核对。", year, month, day)
	}
	return d, nil
}

func refuseDay(c []byte) *civil.Error {
	if exponent(c) {
		return civil.Refuse("date_spreadsheet", "日期%s被电子表格写成了科学计数法，请把该列设为日期后重新导出。", quotedFigure(c))
	}
	return civil.Refuse("date_form", "日期%s无法识别，请写成2025-06-30的样子。", quotedFigure(c))
}

// zeroDay says whether a date is the one by which databases write none.
func zeroDay(c []byte) bool {
	return bytes.HasPrefix(c, []byte("0000-00-00")) || bytes.HasPrefix(c, []byte("0000/00/00")) || string(c) == "00000000"
}

// take reads a number of so many digits.
func take(c []byte, least, most int) (n int, rest []byte, ok bool) {
	i := 0
	for i < len(c) && i <= most && c[i] >= '0' && c[i] <= '9' {
		i++
	}
	if i < least || i > most {
		return 0, c, false
	}
	return number(c[:i]), c[i:], true
}

// number is the value of a few digits.
func number(c []byte) int {
	n := 0
	for _, d := range c {
		n = n*10 + int(d-'0')
	}
	return n
}

// separator takes one of the given signs, with blanks around it.
func separator(c []byte, signs string) (sign string, rest []byte, ok bool) {
	c = trim(c)
	for _, r := range signs {
		if rest, found := bytes.CutPrefix(c, []byte(string(r))); found {
			return string(r), trim(rest), true
		}
	}
	return "", c, false
}

// checkTime lets a time of day or a weekday stand behind a date. A time in
// another zone could belong to another day.
func checkTime(c, rest []byte) *civil.Error {
	rest = trim(rest)
	if len(rest) == 0 {
		return nil
	}
	for _, word := range []string{"星期", "周"} {
		if day, ok := bytes.CutPrefix(rest, []byte(word)); ok && bytes.Contains([]byte("一二三四五六日天"), day) {
			return nil
		}
	}
	rest = bytes.TrimPrefix(rest, []byte("T"))
	limits := [3]int{24, 60, 60}
	for i, limit := range limits {
		n, after, ok := take(rest, 1, 2)
		if !ok || n >= limit {
			return refuseDay(c)
		}
		rest = after
		if i == 2 || len(rest) == 0 || rest[0] != ':' {
			if i == 0 {
				return refuseDay(c)
			}
			break
		}
		rest = rest[1:]
	}
	if after, ok := bytes.CutPrefix(rest, []byte(".")); ok {
		rest = bytes.TrimLeft(after, "0123456789")
	}
	switch string(rest) {
	case "", "+08:00", "+0800", "+08":
		return nil
	}
	return civil.Refuse("date_zone", "日期%s带有别的时区，可能差一天，请换成北京时间的日期。", quotedFigure(c))
}

// readMonth reads a month however offices write it; a whole date stands for its
// month.
func readMonth(c []byte) (civil.Month, *civil.Error) {
	if len(c) == 6 && digitsOnly(c) {
		return newMonth(number(c[:4]), number(c[4:]))
	}
	year, rest, ok := take(c, 4, 4)
	if ok {
		sign, after, found := separator(rest, "-/.年")
		month, tail, digits := take(after, 1, 2)
		width := len(after) - len(tail)
		if found && digits && endsMonth(sign, tail) {
			// A spreadsheet drops the last zero of 2024.10.
			if sign == "." && width == 1 && month == 1 {
				return 0, civil.Refuse("month_ambiguous", "月份%s可能是1月，也可能是丢了零的10月，请写成2025-06的样子。", quotedFigure(c))
			}
			return newMonth(year, month)
		}
	}
	if day, problem := readDay(c); problem == nil && day != civil.LastDate {
		return day.Month(), nil
	}
	return 0, civil.Refuse("month_form", "月份%s无法识别，请写成2025-06的样子。", quotedFigure(c))
}

// endsMonth says whether nothing but the word for month stands behind one.
func endsMonth(sign string, tail []byte) bool {
	switch tail := string(trim(tail)); tail {
	case "":
		return sign != "年"
	case "月", "月份":
		return sign == "年"
	}
	return false
}

func newMonth(year, month int) (civil.Month, *civil.Error) {
	m, err := civil.NewMonth(year, month)
	if err != nil {
		return 0, civil.Refuse("month_impossible", "%d年%d月不存在，请核对。", year, month)
	}
	return m, nil
}
