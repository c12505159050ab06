package civil

// Month is a calendar month, the unit in which benefits are paid. It counts the
// months since January of the year 0.
type Month int32

// NewMonth makes a month; it refuses one that is not in the calendar.
func NewMonth(year, month int) (Month, error) {
	if year < 1 || year > 9999 || month < 1 || month > 12 {
		return 0, Refuse("month_impossible", "%d年%d月不存在，请核对。", year, month)
	}
	return Month(year*12 + month - 1), nil
}

// ParseMonth reads "2025-06" and nothing else.
func ParseMonth(s string) (Month, error) {
	if len(s) == 7 && s[4] == '-' {
		year, okYear := digits4(s[0], s[1], s[2], s[3])
		month, okMonth := digits4('0', '0', s[5], s[6])
		if okYear && okMonth {
			return NewMonth(year, month)
		}
	}
	return 0, Refuse("month_form", "月份%s无法识别，请写成2025-06的样子。", quoteShort(s))
}

// Month is the month a day lies in.
func (d Date) Month() Month {
	year, month, _ := d.YMD()
	return Month(year*12 + month - 1)
}

// YM is the year and the month (1–12).
func (m Month) YM() (year, month int) {
	year = floorDiv(int(m), 12)
	return year, int(m) - year*12 + 1
}

// First is the first day of the month.
func (m Month) First() Date {
	year, month := m.YM()
	return dateOf(year, month, 1)
}

// Last is the last day of the month.
func (m Month) Last() Date { return (m + 1).First() - 1 }

// Add is the month n months later.
func (m Month) Add(n int) Month { return m + Month(n) }

// String is the month as [ParseMonth] reads it.
func (m Month) String() string {
	year, month := m.YM()
	b := appendDigits(make([]byte, 0, 7), year, 4)
	return string(appendDigits(append(b, '-'), month, 2))
}
