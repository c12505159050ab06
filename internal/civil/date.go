package civil

import "time"

// Date is a calendar day in China (UTC+8), counted from 1970-01-01. A day has no
// hour and no zone, so it never moves.
type Date int32

// The first and the last day that can be written with a four-digit year.
const (
	FirstDate Date = -719162 // 0001-01-01
	LastDate  Date = 2932896 // 9999-12-31
)

// NewDate makes a day; it refuses one that is not in the calendar.
func NewDate(year, month, day int) (Date, error) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, Refuse("date_impossible", "日期%d年%d月%d日不存在，请核对。", year, month, day)
	}
	return dateOf(year, month, day), nil
}

// ParseDate reads "2025-06-30" and nothing else. It does not allocate when it
// succeeds.
func ParseDate(s string) (Date, error) { return parseDate(s) }

// ParseDateBytes is [ParseDate] for a field that is still bytes of a file.
func ParseDateBytes(b []byte) (Date, error) { return parseDate(b) }

func parseDate[T string | []byte](s T) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, refuseDate(string(s))
	}
	year, okYear := digits4(s[0], s[1], s[2], s[3])
	month, okMonth := digits4('0', '0', s[5], s[6])
	day, okDay := digits4('0', '0', s[8], s[9])
	if !okYear || !okMonth || !okDay {
		return 0, refuseDate(string(s))
	}
	return NewDate(year, month, day)
}

func digits4(a, b, c, d byte) (int, bool) {
	a, b, c, d = a-'0', b-'0', c-'0', d-'0'
	ok := a <= 9 && b <= 9 && c <= 9 && d <= 9
	return int(a)*1000 + int(b)*100 + int(c)*10 + int(d), ok
}

func refuseDate(s string) error {
	return Refuse("date_form", "日期%s无法识别，请写成2025-06-30的样子。", quoteShort(s))
}

// YMD is the year, the month (1–12) and the day of the month.
func (d Date) YMD() (year, month, day int) {
	// The year is taken to begin in March, so that the leap day is its last day;
	// 719468 days lie between 0000-03-01 and 1970-01-01, 146097 in 400 years.
	days := int(d) + 719468
	era := floorDiv(days, 146097)
	ofEra := days - era*146097
	yearOfEra := (ofEra - ofEra/1460 + ofEra/36524 - ofEra/146096) / 365
	ofYear := ofEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*ofYear + 2) / 153
	day = ofYear - (153*shifted+2)/5 + 1
	month = shifted + 3
	year = yearOfEra + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

// dateOf is the day number of a day known to be in the calendar.
func dateOf(year, month, day int) Date {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	ofYear := (153*(month-3)+2)/5 + day - 1
	return Date(era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + ofYear - 719468)
}

// String is the day as [ParseDate] reads it.
func (d Date) String() string { return string(d.AppendTo(make([]byte, 0, 10))) }

// AppendTo appends what [Date.String] returns.
func (d Date) AppendTo(b []byte) []byte {
	year, month, day := d.YMD()
	b = appendDigits(b, year, 4)
	b = append(b, '-')
	b = appendDigits(b, month, 2)
	b = append(b, '-')
	return appendDigits(b, day, 2)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	const thursday = int(time.Thursday) // 1970-01-01
	return time.Weekday(((int(d)+thursday)%7 + 7) % 7)
}

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// Age is the number of completed years (周岁) of somebody born on birth, as of a
// day; it is negative while birth still lies ahead.
//
// Somebody born on 29 February completes a year on 1 March of a common year: by
// 民法典 第202条 a term of years without a corresponding day ends with the last
// day of the month, 28 February, so the new age holds from the day after
// [proposed; no instrument names this birthday].
func Age(birth, asOf Date) int {
	birthYear, birthMonth, birthDay := birth.YMD()
	year, month, day := asOf.YMD()
	age := year - birthYear
	if month < birthMonth || month == birthMonth && day < birthDay {
		age--
	}
	return age
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// appendDigits appends n with at least width digits.
func appendDigits(b []byte, n, width int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	limit := 10
	for range width - 1 {
		limit *= 10
	}
	for n >= limit {
		limit *= 10
	}
	for limit /= 10; limit > 0; limit /= 10 {
		b = append(b, '0'+byte(n/limit%10))
	}
	return b
}
