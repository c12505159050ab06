package civil

import (
	"io"
	"time"
)

// Calendar is the table of legal holidays and make-up working days that the State
// Council announces year by year. It answers for any day, but says when the answer
// is only the pattern of the week because no notice covers that day yet.
type Calendar struct {
	from, until Date
	working     map[Date]bool // the days that differ from their weekday, or are confirmed
}

var calendarHeader = []string{"date", "kind", "name"}

// LoadCalendar reads a table with the columns date,kind,name; the kind is holiday,
// workday (a weekend worked to make up), known_from or known_until. The last two
// must be there once each.
func LoadCalendar(table io.Reader) (*Calendar, error) {
	c := &Calendar{working: map[Date]bool{}}
	bounds := map[string]Date{}
	err := readTable(table, "节假日表", calendarHeader, func(fields []string) error {
		day, err := ParseDate(fields[0])
		if err != nil {
			return err
		}
		kind := fields[1]
		switch kind {
		case "holiday", "workday":
			if _, twice := c.working[day]; twice {
				return Refuse("calendar_twice", "%s出现了两次。", day)
			}
			c.working[day] = kind == "workday"
		case "known_from", "known_until":
			if _, twice := bounds[kind]; twice {
				return Refuse("calendar_twice", "%s出现了两次。", kind)
			}
			bounds[kind] = day
		default:
			return Refuse("calendar_kind", "类别%s应为holiday或workday。", quoteShort(kind))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c, c.bound(bounds)
}

func (c *Calendar) bound(bounds map[string]Date) error {
	from, okFrom := bounds["known_from"]
	until, okUntil := bounds["known_until"]
	if !okFrom || !okUntil || from > until {
		return Refuse("calendar_bounds", "节假日表须各有一行known_from和known_until，且前者不晚于后者。")
	}
	for day := range c.working {
		if day < from || day > until {
			return Refuse("calendar_bounds", "节假日表中的%s不在%s至%s之间。", day, from, until)
		}
	}
	c.from, c.until = from, until
	return nil
}

// KnownUntil is the last day the notices cover.
func (c *Calendar) KnownUntil() Date { return c.until }

// IsWorkday says whether offices are open on a day; known is false when no notice
// covers it and only the weekday was looked at.
func (c *Calendar) IsWorkday(day Date) (work, known bool) {
	known = c.from <= day && day <= c.until
	if work, listed := c.working[day]; listed {
		return work, known
	}
	weekday := day.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday, known
}

// workdaysMax bounds how far a limit in working days may reach: no legal limit is
// longer than some years.
const workdaysMax = 10_000

// AddWorkdays is the n-th working day after start, which is itself not counted
// (民法典 第201条). known is false when the count crossed a day that no notice
// covers, so the result may move. It refuses n outside 0 to 10,000.
func (c *Calendar) AddWorkdays(start Date, n int) (day Date, known bool, err error) {
	if n < 0 || n > workdaysMax {
		return 0, false, Refuse("workdays_range", "工作日期限%d天无效，应在0至10000之间。", n)
	}
	day, known = start, true
	for n > 0 {
		day++
		work, covered := c.IsWorkday(day)
		known = known && covered
		if work {
			n--
		}
	}
	return day, known, nil
}

// Deadline is the last day of a limit of n calendar days: the day it starts is not
// counted (民法典 第201条) and a last day on which offices are closed gives way to
// the next one on which they are open (第203条). known is as in [Calendar.AddWorkdays],
// for the days that could have moved the result.
func (c *Calendar) Deadline(start Date, n int) (day Date, known bool, err error) {
	if n < 0 || n > workdaysMax {
		return 0, false, Refuse("days_range", "期限%d天无效，应在0至10000之间。", n)
	}
	day = start.AddDays(n)
	for known = true; ; day++ {
		work, covered := c.IsWorkday(day)
		known = known && covered
		if work {
			return day, known, nil
		}
	}
}
