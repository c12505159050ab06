package format

import (
	"fmt"

	"lianxin/internal/civil"
)

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// Day is a day in a sentence: 2025年6月30日. There is no empty day: people were born
// on the zero one, so a caller that knows no day writes none.
func Day(d civil.Date) string {
	year, month, day := d.YMD()
	return fmt.Sprintf("%d年%d月%d日", year, month, day)
}

// ShortDay is a day in a staff table: 2025-06-30.
func ShortDay(d civil.Date) string { return d.String() }

// NearDay is a day near a deadline: 7月3日（周四）, with its year when it is not this
// one.
func NearDay(d, today civil.Date) string {
	year, month, day := d.YMD()
	text := fmt.Sprintf("%d月%d日（周%s）", month, day, weekdays[d.Weekday()])
	if this, _, _ := today.YMD(); this != year {
		text = fmt.Sprintf("%d年%s", year, text)
	}
	return text
}

// Month is a month in a sentence: 2025年7月.
func Month(m civil.Month) string {
	year, month := m.YM()
	return fmt.Sprintf("%d年%d月", year, month)
}

// Span is a stretch of days: 2025年6月1日至6月30日. One without an end, which is one
// that ends on the last day there is, is 2025年6月1日起.
func Span(from, to civil.Date) string {
	if to >= civil.LastDate {
		return Day(from) + "起"
	}
	y1, _, _ := from.YMD()
	y2, m2, d2 := to.YMD()
	if y1 == y2 {
		return fmt.Sprintf("%s至%d月%d日", Day(from), m2, d2)
	}
	return Day(from) + "至" + Day(to)
}

// Clock is the time of day: 14:05.
func Clock(i civil.Instant) string { return i.String()[len("2025-06-30 "):len("2025-06-30 14:05")] }

// Moment is a day with its time: 2025年6月30日 14:05.
func Moment(i civil.Instant) string { return Day(i.Date()) + nbsp + Clock(i) }

// Relative says a moment as near as it is: 14:05 today, else the day.
func Relative(i civil.Instant, today civil.Date) string {
	if i.Date() == today {
		return Clock(i)
	}
	return Day(i.Date())
}
