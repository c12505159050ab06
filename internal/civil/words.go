package civil

import "strconv"

// Words is an amount as letters and pages show it: “1,143.00 元”.
func (f Fen) Words() string { return f.Grouped() + " 元" }

// Grouped is an amount with its thousands apart: “1,143.00”.
func (f Fen) Grouped() string {
	plain := f.String()
	sign := ""
	if plain[0] == '-' {
		sign, plain = "−", plain[1:]
	}
	whole := plain[:len(plain)-3]
	out := make([]byte, 0, len(plain)+len(plain)/3)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, whole[i])
	}
	return sign + string(out) + plain[len(plain)-3:]
}

// weekdays are the days of the week, Sunday first.
var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Words is a day as letters and pages show it: “2025年6月30日”.
func (d Date) Words() string {
	year, month, day := d.YMD()
	return strconv.Itoa(year) + "年" + strconv.Itoa(month) + "月" + strconv.Itoa(day) + "日"
}

// Deadline is a day by which something must be done: “2025年8月29日（周五）”.
func (d Date) Deadline() string { return d.Words() + "（" + weekdays[d.Weekday()] + "）" }

// Words is a month as letters and pages show it: “2025年7月”.
func (m Month) Words() string {
	year, month := m.YM()
	return strconv.Itoa(year) + "年" + strconv.Itoa(month) + "月"
}
