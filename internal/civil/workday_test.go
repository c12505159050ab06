package civil

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func testCalendar(t testing.TB) *Calendar {
	t.Helper()
	file, err := os.Open(filepath.Join(dataFolder, "holidays.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	calendar, err := LoadCalendar(file)
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

func TestIsWorkdayFollowsTheNotices(t *testing.T) {
	t.Parallel()
	calendar := testCalendar(t)
	tests := []struct {
		name, day   string
		work, known bool
	}{
		{"an ordinary Monday", "2025-06-30", true, true},
		{"a Sunday", "2025-06-29", false, true},
		{"National Day", "2025-10-01", false, true},
		{"a Sunday worked to make up", "2025-09-28", true, true},
		{"a Monday off in Spring Festival", "2025-02-03", false, true},
		{"New Year 2027 has no notice yet", "2027-01-01", true, false},
		{"before the first notice", "2003-10-01", true, false},
	}
	for _, test := range tests {
		work, known := calendar.IsWorkday(mustDate(t, test.day))
		if work != test.work || known != test.known {
			t.Errorf("%s: work %t, known %t", test.name, work, known)
		}
	}
	if got := calendar.KnownUntil().String(); got != "2026-12-31" {
		t.Errorf("known until %s", got)
	}
}

func TestLimitsInWorkingAndCalendarDays(t *testing.T) {
	t.Parallel()
	calendar := testCalendar(t)
	tests := []struct {
		name, start string
		n           int
		add         func(Date, int) (Date, bool, error)
		want        string
		known       bool
	}{
		{"the day it starts is not counted", "2025-06-30", 1, calendar.AddWorkdays, "2025-07-01", true},
		{"a weekend is skipped", "2025-07-04", 1, calendar.AddWorkdays, "2025-07-07", true},
		{"National Day week is skipped and the make-up day counts", "2025-09-26", 3, calendar.AddWorkdays, "2025-09-30", true},
		{"and the next is after the week", "2025-09-30", 1, calendar.AddWorkdays, "2025-10-09", true},
		{"no days at all is the day itself", "2025-10-01", 0, calendar.AddWorkdays, "2025-10-01", true},
		{"beyond the notices it is said so", "2026-12-30", 3, calendar.AddWorkdays, "2027-01-04", false},
		{"a divorce window that ends on a Saturday moves to Monday", "2025-07-03", 30, calendar.Deadline, "2025-08-04", true},
		{"the cooling-off ends on a working day", "2025-06-03", 30, calendar.Deadline, "2025-07-03", true},
		{"a limit that ends in National Day week moves behind it", "2025-09-26", 7, calendar.Deadline, "2025-10-09", true},
		{"a limit that ends beyond the notices is not sure", "2026-12-31", 1, calendar.Deadline, "2027-01-01", false},
	}
	for _, test := range tests {
		got, known, err := test.add(mustDate(t, test.start), test.n)
		if err != nil || got.String() != test.want || known != test.known {
			t.Errorf("%s: %s, known %t, %v; want %s, %t", test.name, got, known, err, test.want, test.known)
		}
	}
	for _, n := range []int{-1, 10_001} {
		if _, _, err := calendar.AddWorkdays(0, n); codeOf(err) != "workdays_range" {
			t.Errorf("%d working days: %v", n, err)
		}
		if _, _, err := calendar.Deadline(0, n); codeOf(err) != "days_range" {
			t.Errorf("%d days: %v", n, err)
		}
	}
}

func TestLoadCalendarRefusesHalfANotice(t *testing.T) {
	t.Parallel()
	const header, bounds = "date,kind,name\n", "2025-01-01,known_from,\n2025-12-31,known_until,\n"
	for name, test := range map[string]struct{ table, code string }{
		"no bounds":            {header + "2025-10-01,holiday,国庆节\n", "calendar_bounds"},
		"bounds the wrong way": {header + "2025-01-02,known_from,\n2025-01-01,known_until,\n", "calendar_bounds"},
		"a day outside":        {header + bounds + "2026-10-01,holiday,国庆节\n", "calendar_bounds"},
		"a day twice":          {header + bounds + "2025-10-01,holiday,\n2025-10-01,workday,\n", "table_row"},
		"a bound twice":        {header + bounds + "2025-01-01,known_from,\n", "table_row"},
		"an unknown kind":      {header + bounds + "2025-10-01,feast,\n", "table_row"},
		"an impossible day":    {header + bounds + "2025-02-30,holiday,\n", "table_row"},
	} {
		if _, err := LoadCalendar(strings.NewReader(test.table)); codeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
}
