package booking

import (
	"context"
	"fmt"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/service"
)

// Time is one appointment's time on a day.
type Time struct {
	Minute  int // after midnight
	Minutes int
	Seats   int
	Taken   int
}

// Clock is when it begins: 09:30.
func (t Time) Clock() string { return Clock(t.Minute) }

// Clock writes minutes after midnight as 09:30.
func Clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// Day is a day of an office with its times; Why says why there are none.
type Day struct {
	Day   civil.Date
	Times []Time
	Why   string
}

const (
	selectTaken = `SELECT v.day, v.minute, v.seat FROM booking v WHERE v.county = $1 AND v.division = $2 AND v.day BETWEEN $3 AND $4
		AND v.state IN ('booked', 'arrived') AND ` + journal.Holds
)

type taken struct {
	day    string
	minute int
	seat   int
}

func scanTaken(row db.Row) (t taken, err error) { return t, row.Scan(&t.day, &t.minute, &t.seat) }

// Days are the days on which one may still come to an office, with what is taken.
func (d *Desk) Days(ctx context.Context, office civil.Area) (list []Day, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		today := d.now().Date()
		h, err := d.hours(ctx, q, office, today)
		if err != nil {
			return err
		}
		for day := today; day <= today.AddDays(h.Ahead); day++ {
			one, err := d.day(ctx, q, office, h, day)
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

// day is one day of an office: what its hours give, without what has gone by.
func (d *Desk) day(ctx context.Context, q db.Query, office civil.Area, h Hours, day civil.Date) (Day, error) {
	one := Day{Day: day}
	if work, _ := d.calendar.IsWorkday(day); !work {
		one.Why = "休息日"
		return one, nil
	}
	county, text := service.Code(office), service.AreaText(office)
	closed, err := db.Many(ctx, q, scanClosure, selectClosures, county, text, day.String(), day.String())
	if err != nil {
		return one, err
	}
	if len(closed) > 0 {
		one.Why = closed[0].Reason
		return one, nil
	}
	held, err := db.Many(ctx, q, scanTaken, selectTaken, county, text, day.String(), day.String())
	if err != nil {
		return one, err
	}
	one.Times = times(h.Slots, day, d.now())
	for _, t := range held {
		for i := range one.Times {
			if one.Times[i].Minute == t.minute {
				one.Times[i].Taken++
			}
		}
	}
	return one, nil
}

// times are the times hours give on a working day, without those gone by.
func times(slots []pack.OfficeSlot, day civil.Date, now civil.Instant) (list []Time) {
	weekday := int(day.Weekday())
	if weekday < 1 || weekday > fridayIndex {
		weekday = 1 // a weekend that is worked in place of another day
	}
	for _, s := range slots {
		if !slices.Contains(s.Weekdays, weekday) {
			continue
		}
		for minute := s.Opens; minute+s.Minutes <= s.Closes; minute += s.Minutes {
			if startOf(day, minute) > now {
				list = append(list, Time{Minute: minute, Minutes: s.Minutes, Seats: s.Seats})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Time) int { return a.Minute - b.Minute })
	return slices.CompactFunc(list, func(a, b Time) bool { return a.Minute == b.Minute })
}

// The lengths of days and minutes, and how far China is ahead of UTC.
const (
	minuteMillis = 60 * 1000
	dayMillis    = 24 * 60 * minuteMillis
	chinaMillis  = 8 * 60 * minuteMillis
)

// startOf is the instant of a minute of a civil day.
func startOf(day civil.Date, minute int) civil.Instant {
	return civil.Instant(int64(day)*dayMillis - chinaMillis + int64(minute)*minuteMillis)
}
