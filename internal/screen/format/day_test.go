package format

import (
	"strings"
	"testing"
	"time"

	"lianxin/internal/civil"
)

// day is a day of this file.
func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDaysAreWrittenAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	today := day(t, "2025-06-30")
	for _, c := range []struct{ name, got, want string }{
		{"a sentence", Day(today), "2025年6月30日"},
		{"the zero day is a birthday like another", Day(0), "1970年1月1日"},
		{"a staff table", ShortDay(today), "2025-06-30"},
		{"near", NearDay(day(t, "2025-07-03"), today), "7月3日（周四）"},
		{"near, in another year", NearDay(day(t, "2026-01-04"), today), "2026年1月4日（周日）"},
		{"a month", Month(today.Month()), "2025年6月"},
		{"a stretch within a year", Span(day(t, "2025-06-01"), today), "2025年6月1日至6月30日"},
		{"a stretch over a year's end", Span(day(t, "2024-12-01"), today), "2024年12月1日至2025年6月30日"},
		{"an open stretch", Span(today, civil.LastDate), "2025年6月30日起"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestAMomentIsChinasTime(t *testing.T) {
	t.Parallel()
	at := civil.InstantOf(time.Date(2025, 6, 30, 16, 5, 59, 0, time.UTC)) // already July there
	if got := Moment(at); got != "2025年7月1日\u00a000:05" {
		t.Errorf("Moment = %q", got)
	}
	if got := Relative(at, at.Date()); got != "00:05" {
		t.Errorf("today is told by the clock, got %q", got)
	}
	if got := Relative(at, at.Date()+1); got != "2025年7月1日" {
		t.Errorf("yesterday is told by the day, got %q", got)
	}
}

func TestADeadlineCountsWorkingDays(t *testing.T) {
	t.Parallel()
	calendar, err := civil.LoadCalendar(strings.NewReader("date,kind,name\n2025-01-01,known_from,\n2025-12-31,known_until,\n2025-07-02,holiday,a\n2025-07-05,workday,b\n"))
	if err != nil {
		t.Fatal(err)
	}
	today := day(t, "2025-06-30") // a Monday; Wednesday is a holiday, Saturday is worked
	for _, c := range []struct {
		name, due string
		state     State
		text      string
	}{
		{"today", "2025-06-30", Soon, "今天到期"},
		{"tomorrow", "2025-07-01", Soon, "还剩1个工作日"},
		{"the holiday is not counted", "2025-07-03", Soon, "还剩2个工作日"},
		{"the Saturday is counted", "2025-07-05", Working, "还剩4个工作日"},
		{"yesterday was a Sunday", "2025-06-29", Over, "已超1个工作日"},
		{"three working days over", "2025-06-25", Over, "已超3个工作日"},
		{"far away", "2027-06-30", Working, "2027年6月30日到期"},
		{"long ago", "2020-06-30", Over, "已超期"},
	} {
		got := Deadline(calendar, today, day(t, c.due), 2)
		if got.State != c.state || got.Text != c.text {
			t.Errorf("%s: %s %q, want %s %q", c.name, got.State.Shape(), got.Text, c.state.Shape(), c.text)
		}
	}
	sunday := day(t, "2025-06-29")
	if got := Deadline(calendar, sunday, sunday-1, 2); got.Text != "已超期" || got.State != Over {
		t.Errorf("over by days on which nobody works: %q", got.Text)
	}
}
