package civil

import (
	"testing"
	"time"
)

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	day, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func TestDatesAgreeWithTheGoCalendarOnEveryDay(t *testing.T) {
	t.Parallel()
	clock := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := FirstDate; day <= LastDate; day++ {
		year, month, ofMonth := day.YMD()
		wantYear, wantMonth, wantDay := clock.Date()
		if year != wantYear || month != int(wantMonth) || ofMonth != wantDay || day.Weekday() != clock.Weekday() {
			t.Fatalf("day %d is %d-%d-%d %s, want %s", day, year, month, ofMonth, day.Weekday(), clock)
		}
		if back, err := NewDate(year, month, ofMonth); back != day || err != nil {
			t.Fatalf("%d-%d-%d is day %d, %v; want %d", year, month, ofMonth, back, err, day)
		}
		clock = clock.AddDate(0, 0, 1)
	}
}

func TestParseDateIsStrict(t *testing.T) {
	t.Parallel()
	for in, code := range map[string]string{
		"2025-06-30": "", "2024-02-29": "", "0001-01-01": "", "9999-12-31": "",
		"2025-02-29": "date_impossible", "1900-02-29": "date_impossible", "2025-13-01": "date_impossible",
		"2025-00-10": "date_impossible", "2025-04-31": "date_impossible", "0000-01-01": "date_impossible",
		"2025-6-30": "date_form", "2025/06/30": "date_form", "20250630": "date_form", "": "date_form",
		"2025-06-30 ": "date_form", "2025-06-3x": "date_form", "+025-06-30": "date_form",
	} {
		day, err := ParseDate(in)
		if codeOf(err) != code {
			t.Errorf("ParseDate(%q) says %v, want %q", in, err, code)
		}
		if err == nil && day.String() != in {
			t.Errorf("%q prints as %s", in, day)
		}
		if _, err := ParseDateBytes([]byte(in)); codeOf(err) != code {
			t.Errorf("ParseDateBytes(%q) says %v, want %q", in, err, code)
		}
	}
}

func TestAgeCountsCompletedYears(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, birth, asOf string
		want              int
	}{
		{"the day before the birthday is still the old age", "1965-06-30", "2025-06-29", 59},
		{"the birthday completes the year", "1965-06-30", "2025-06-30", 60},
		{"a leap-day birthday waits on 28 February", "2004-02-29", "2022-02-28", 17},
		{"a leap-day birthday is complete on 1 March", "2004-02-29", "2022-03-01", 18},
		{"a leap-day birthday is on the day in leap years", "2004-02-29", "2024-02-29", 20},
		{"born today is nought", "2025-06-30", "2025-06-30", 0},
		{"not yet born is negative", "2025-07-01", "2025-06-30", -1},
	}
	for _, test := range tests {
		if got := Age(mustDate(t, test.birth), mustDate(t, test.asOf)); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestMonthsKnowTheirFirstAndLastDay(t *testing.T) {
	t.Parallel()
	month, err := ParseMonth("2024-02")
	if err != nil {
		t.Fatal(err)
	}
	if month.First().String() != "2024-02-01" || month.Last().String() != "2024-02-29" || month.String() != "2024-02" {
		t.Errorf("2024-02 is %s from %s to %s", month, month.First(), month.Last())
	}
	if got := month.Add(-2).String(); got != "2023-12" {
		t.Errorf("two months earlier is %s", got)
	}
	if mustDate(t, "2024-02-29").Month() != month {
		t.Error("29 February does not lie in its month")
	}
	if year, ofYear := month.YM(); year != 2024 || ofYear != 2 {
		t.Errorf("2024-02 is month %d of %d", ofYear, year)
	}
	for in, code := range map[string]string{"2024-13": "month_impossible", "2024-2": "month_form", "0000-01": "month_impossible", "2024/02": "month_form"} {
		if _, err := ParseMonth(in); codeOf(err) != code {
			t.Errorf("ParseMonth(%q) says %v, want %s", in, err, code)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2025-06-30", "2024-02-29", "0000-00-00", "9999-12-31", "2025-6-3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		day, err := ParseDate(s)
		if err == nil && day.String() != s {
			t.Fatalf("%q reads as %s", s, day)
		}
		if same, again := ParseDateBytes([]byte(s)); same != day || codeOf(again) != codeOf(err) {
			t.Fatalf("%q reads as %s, %v from bytes", s, same, again)
		}
		if month, err := ParseMonth(s); err == nil && month.String() != s {
			t.Fatalf("%q reads as month %s", s, month)
		}
	})
}
