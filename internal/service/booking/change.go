package booking

import (
	"context"
	"errors"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Change is something done to an appointment.
type Change struct {
	Booking register.Ref
	Seen    int64 // Opened of the version somebody had before him; 0: whatever stands
}

// Move gives an appointment another time at its office. Until there is one the old
// time stands.
func (d *Desk) Move(ctx context.Context, who casework.Who, c Change, day civil.Date, minute int) error {
	return d.change(ctx, who, c, "booking.move", func(w *journal.Write, b *Booking) error {
		if b.State != Booked {
			return civil.Conflict.Refuse("booking_state", "这个预约现在是“%s”，不能改约。", b.State.Title())
		}
		if b.Day == day && b.Minute == minute {
			return service.ErrRepeated
		}
		h, err := d.hours(ctx, w, b.Office, w.At().Date())
		if err != nil {
			return err
		}
		b.Day, b.Minute = day, minute
		if err := d.holds(ctx, w, b, h); err != nil {
			return err
		}
		if err := d.seat(ctx, w, b, h); err != nil {
			return err
		}
		if err := d.forget(ctx, w, b); err != nil {
			return err
		}
		return d.tell(ctx, w, b, "您已改约")
	})
}

// Cancel gives a seat back. Doing it again changes nothing.
func (d *Desk) Cancel(ctx context.Context, who casework.Who, c Change) error {
	return d.change(ctx, who, c, "booking.cancel", func(w *journal.Write, b *Booking) error {
		switch b.State {
		case Cancelled:
			return service.ErrRepeated
		case Booked:
			b.State = Cancelled
			return d.forget(ctx, w, b)
		}
		return civil.Conflict.Refuse("booking_state", "这个预约现在是“%s”，不能取消。", b.State.Title())
	})
}

// Arrive notes that somebody came, or did not; by the office.
func (d *Desk) Arrive(ctx context.Context, who casework.Who, c Change, came bool) error {
	state := Absent
	if came {
		state = Arrived
	}
	return d.change(ctx, who, c, "booking.arrive", func(w *journal.Write, b *Booking) error {
		switch {
		case !service.Holds(who, b.Office, keepers...):
			return &civil.Error{Kind: civil.Denied, Code: "booking_denied", Message: "到没到由窗口登记。"}
		case b.State == state:
			return service.ErrRepeated
		case b.State == Cancelled:
			return civil.Conflict.Refuse("booking_state", "这个预约已经取消，不用登记。")
		case b.Day > w.At().Date():
			return civil.Conflict.Refuse("booking_early", "还没到预约的日子，不能登记到没到。")
		case !came && b.Starts() > w.At():
			return civil.Conflict.Refuse("booking_early", "还没到预约的时间，不能登记没来。")
		}
		b.State = state
		return nil
	})
}

// forget takes back the reminder that waits.
func (d *Desk) forget(ctx context.Context, w *journal.Write, b *Booking) error {
	if d.accounts == nil {
		return nil
	}
	id := b.message
	b.message = ""
	return d.accounts.Withdraw(ctx, w, id)
}

func (d *Desk) change(ctx context.Context, who casework.Who, c Change, kind string, f func(w *journal.Write, b *Booking) error) error {
	header := journal.Header{County: c.Booking.County, Kind: kind, Actor: who.Actor, Purpose: purposeOf(who), Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, header, func(w *journal.Write) error {
		b, err := d.find(ctx, w, who, c.Booking)
		if err != nil {
			return err
		}
		if err := f(w, b); err != nil {
			return err
		}
		if c.Seen != 0 && c.Seen != b.Opened {
			return &civil.Error{Kind: civil.Stale, Code: "booking_changed", Message: "这个预约刚刚被改过：请先看改动，再办理。"}
		}
		return b.change(ctx, w)
	})
	if errors.Is(err, service.ErrRepeated) {
		return nil
	}
	return err
}

// Next are the offices at which somebody of a place may book, nearest first: the town's
// and the county's.
func Next(division civil.Area) []civil.Area {
	var list []civil.Area
	if division.Level() >= civil.Township {
		list = append(list, division.Township())
	}
	if division.Level() >= civil.County {
		list = append(list, division.County())
	}
	return list
}

// Upcoming counts the appointments of an office on a day that still wait.
func (d *Desk) Upcoming(ctx context.Context, office civil.Area, day civil.Date) (n int, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err := db.Many(ctx, q, scanBooking, selectDay, service.Code(office), service.AreaText(office), day.String())
		for _, b := range list {
			if b.State == Booked {
				n++
			}
		}
		return err
	})
	return n, err
}
