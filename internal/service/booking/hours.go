package booking

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/service"
)

// Hours are when an office sees people by appointment.
type Hours struct {
	Slots  []pack.OfficeSlot
	Ahead  int
	Most   int
	Own    bool  // the office has set them itself
	Opened int64 // of its own ones
}

// Closure is a day on which an office is closed although others work.
type Closure struct {
	Day    civil.Date
	Reason string

	id     string
	opened int64
}

const (
	selectHours    = `SELECT v.opened, v.slots, v.ahead, v.most FROM booking_hours v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectClosures = `SELECT v.id, v.opened, v.day, v.reason FROM booking_closure v WHERE v.county = $1 AND v.division = $2 AND v.day BETWEEN $3 AND $4 AND ` +
		journal.Holds + ` ORDER BY v.day`
)

// Level is whether an office is a town's or a county's.
func Level(office civil.Area) string {
	if office.Level() == civil.Township {
		return "town"
	}
	return "county"
}

// Hours are the hours of an office on a day: its own, else the usual ones.
func (d *Desk) Hours(ctx context.Context, office civil.Area) (h Hours, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		h, err = d.hours(ctx, q, office, d.now().Date())
		return err
	})
	return h, err
}

func (d *Desk) hours(ctx context.Context, q db.Query, office civil.Area, day civil.Date) (Hours, error) {
	h, own, err := db.One(ctx, q, scanHours, selectHours, service.Code(office), service.AreaText(office))
	if err != nil || own {
		return h, err
	}
	if usual := d.catalogue().OfficeHours(Level(office), office.String(), day); usual != nil {
		return Hours{Slots: usual.Slots, Ahead: usual.Ahead, Most: usual.Most}, nil
	}
	return Hours{}, nil
}

func scanHours(row db.Row) (h Hours, err error) {
	var slots string
	if err = row.Scan(&h.Opened, &slots, &h.Ahead, &h.Most); err != nil {
		return h, err
	}
	h.Own, h.Slots, err = true, nil, nil
	for _, line := range strings.Split(slots, ";") {
		var days string
		var s pack.OfficeSlot
		if _, err = fmt.Sscan(line, &days, &s.Opens, &s.Closes, &s.Minutes, &s.Seats); err != nil {
			return h, err
		}
		for _, digit := range days {
			s.Weekdays = append(s.Weekdays, int(digit-'0'))
		}
		h.Slots = append(h.Slots, s)
	}
	return h, nil
}

// written is the stretches as a row keeps them.
func written(slots []pack.OfficeSlot) string {
	var lines []string
	for _, s := range slots {
		days := ""
		for _, day := range s.Weekdays {
			days += strconv.Itoa(day)
		}
		lines = append(lines, fmt.Sprint(days, " ", s.Opens, " ", s.Closes, " ", s.Minutes, " ", s.Seats))
	}
	return strings.Join(lines, ";")
}

// The limits of an office's own hours.
const (
	slotsMost   = 10
	aheadMost   = 90
	heldMost    = 10
	seatsMost   = 50
	minutesMost = 240
	fridayIndex = 5
	dayMinutes  = 24 * 60
)

// SetHours sets the hours of an office, by who works there or above it. Appointments
// that were made stand.
func (d *Desk) SetHours(ctx context.Context, who casework.Who, office civil.Area, h Hours) error {
	if err := d.keeps(who, office); err != nil {
		return err
	}
	if err := h.check(); err != nil {
		return err
	}
	county, id := service.Code(office), service.AreaText(office)
	header := journal.Header{County: county, Kind: "booking.hours", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, header, func(w *journal.Write) error {
		before, own, err := db.One(ctx, w, scanHours, selectHours, county, id)
		if err != nil {
			return err
		}
		if h.Opened != before.Opened {
			return &civil.Error{Kind: civil.Stale, Code: "hours_changed", Message: "这个窗口的时间刚刚被别人改过：请先看改动，再保存。"}
		}
		if own {
			if err := w.Close(ctx, hoursTable, id, before.Opened); err != nil {
				return err
			}
		}
		return w.Open(ctx, hoursTable, id, journal.Always, written(h.Slots), int64(h.Ahead), int64(h.Most))
	})
	return err
}

func (h *Hours) check() error {
	if len(h.Slots) == 0 || len(h.Slots) > slotsMost {
		return civil.Refuse("hours_slots", "请写1到%d段时间。", slotsMost)
	}
	for _, s := range h.Slots {
		switch {
		case len(s.Weekdays) == 0:
			return civil.Refuse("hours_days", "请选择星期几。")
		case s.Opens < 0 || s.Closes > dayMinutes || s.Minutes < 5 || s.Minutes > minutesMost || s.Closes-s.Opens < s.Minutes:
			return civil.Refuse("hours_span", "每段时间要从早到晚，每个时段5到%d分钟，请核对。", minutesMost)
		case s.Seats < 1 || s.Seats > seatsMost:
			return civil.Refuse("hours_seats", "每个时段可约1到%d人。", seatsMost)
		}
	}
	if h.Ahead < 1 || h.Ahead > aheadMost || h.Most < 1 || h.Most > heldMost {
		return civil.Refuse("hours_ahead", "可提前1到%d天预约，每人可同时约1到%d个。", aheadMost, heldMost)
	}
	return nil
}

// keeps refuses whoever does not set the hours of an office.
func (d *Desk) keeps(who casework.Who, office civil.Area) error {
	if office.Level() != civil.Township && office.Level() != civil.County || !service.Holds(who, office, keepers...) {
		return notFound()
	}
	return nil
}

// CloseDay says that an office is closed on a day. Appointments of the day stay until
// somebody moves or cancels them, so that nobody is forgotten.
func (d *Desk) CloseDay(ctx context.Context, who casework.Who, office civil.Area, day civil.Date, reason string) error {
	if err := d.keeps(who, office); err != nil {
		return err
	}
	if day < d.now().Date() || strings.TrimSpace(reason) == "" || len([]rune(reason)) > wordsMost {
		return civil.Refuse("closure_day", "请选择今天以后的日子，并写明为什么不接待。")
	}
	county, id := service.Code(office), service.AreaText(office)+"."+day.String()
	header := journal.Header{County: county, Kind: "booking.close", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, header, func(w *journal.Write) error {
		before, err := db.Many(ctx, w, scanClosure, selectClosures, county, service.AreaText(office), day.String(), day.String())
		if err != nil || len(before) > 0 {
			return err
		}
		return w.Open(ctx, closureTable, id, journal.Always, service.AreaText(office), day.String(), strings.TrimSpace(reason))
	})
	return err
}

// OpenDay takes a closure back.
func (d *Desk) OpenDay(ctx context.Context, who casework.Who, office civil.Area, day civil.Date) error {
	if err := d.keeps(who, office); err != nil {
		return err
	}
	county := service.Code(office)
	header := journal.Header{County: county, Kind: "booking.open", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, header, func(w *journal.Write) error {
		before, err := db.Many(ctx, w, scanClosure, selectClosures, county, service.AreaText(office), day.String(), day.String())
		for _, c := range before {
			if err == nil {
				err = w.Close(ctx, closureTable, c.id, c.opened)
			}
		}
		return err
	})
	return err
}

// Closures are the days from today on which an office is closed.
func (d *Desk) Closures(ctx context.Context, office civil.Area) (list []Closure, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanClosure, selectClosures, service.Code(office), service.AreaText(office), d.now().Date().String(), civil.LastDate.String())
		return err
	})
	return list, err
}

func scanClosure(row db.Row) (c Closure, err error) {
	var day string
	if err = row.Scan(&c.id, &c.opened, &day, &c.Reason); err != nil {
		return c, err
	}
	c.Day, err = civil.ParseDate(day)
	return c, err
}
