package rental

import (
	"context"
	"errors"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Step is what somebody does about an order.
type Step struct {
	Order register.Ref
	Seen  int64 // Opened of the version he had before him; 0: whatever stands
	Words string
}

// Assess says whether a device fits somebody, for how long, and in which group he is.
// What it costs is fixed by the parameters of the day.
func (d *Desk) Assess(ctx context.Context, who casework.Who, s Step, fits bool, group string, months int64) error {
	return d.step(ctx, who, s, "rental.assess", func(w *journal.Write, o *Order) error {
		if o.State != Asked {
			return civil.Conflict.Refuse("rental_state", "这个订单现在是“%s”，不用评估。", o.State.Title())
		}
		if strings.TrimSpace(s.Words) == "" {
			return civil.Refuse("rental_words", "请写下评估的情况：身体、家里、怎么用。")
		}
		o.Finding = strings.TrimSpace(s.Words)
		if !fits {
			o.State = Unfit
			return nil
		}
		return d.price(o, group, months, w.At().Date())
	})
}

// price fixes what an order costs.
func (d *Desk) price(o *Order, group string, months int64, day civil.Date) (err error) {
	device, g := d.catalogue().Device(o.Device), d.catalogue().RentGroup(group)
	switch {
	case device == nil:
		return civil.Refuse("rental_device", "这种辅具不再出租，请另选一种。")
	case g == nil:
		return civil.Refuse("rental_group", "请选择属于哪一类人。")
	case months < 1 || months > int64(device.Months):
		return civil.Refuse("rental_months", "租期应是1到%d个月。", device.Months)
	}
	if o.Rent, err = d.catalogue().Money(device.Rent, o.County, day); err != nil {
		return err
	}
	if o.Deposit, err = d.catalogue().Money(device.Deposit, o.County, day); err != nil {
		return err
	}
	o.Share = 0
	if g.Share != "" {
		share, err := d.catalogue().Share(g.Share, o.County, day)
		if err != nil {
			return err
		}
		o.Share = share.Num * wholePermille / share.Den
	}
	o.Group, o.Months, o.State = group, months, Fit
	return nil
}

// wholePermille is all of a rent.
const wholePermille = 1000

// Lend hands a piece over. The deposit is entered in the same act.
func (d *Desk) Lend(ctx context.Context, who casework.Who, s Step, item string) error {
	return d.step(ctx, who, s, "rental.lend", func(w *journal.Write, o *Order) error {
		if o.State != Fit {
			return civil.Conflict.Refuse("rental_state", "这个订单现在是“%s”，不能领取。", o.State.Title())
		}
		i, known, err := db.One(ctx, w, scanItem, selectItem, o.County, item)
		switch {
		case err != nil:
			return err
		case !known || i.Device != o.Device || i.Division.Township() != o.Division.Township():
			return civil.Refuse("rental_item", "请选择交给他的是哪一件。")
		case i.State != InStock:
			return civil.Conflict.Refuse("rental_taken", "这一件刚刚租出去了，请换一件。")
		}
		if err := i.change(ctx, w, Out); err != nil {
			return err
		}
		o.Item, o.State, o.LentOn = i.ID, Lent, w.At().Date()
		o.Until = o.LentOn.AddDays(int(o.Months)*monthDays - 1)
		return lent(ctx, w, o)
	})
}

// monthDays is the length of a month of rent.
const monthDays = 30

// Extend lends a piece longer, within the longest time of the device.
func (d *Desk) Extend(ctx context.Context, who casework.Who, s Step, months int64) error {
	return d.step(ctx, who, s, "rental.extend", func(_ *journal.Write, o *Order) error {
		device := d.catalogue().Device(o.Device)
		switch {
		case o.State != Lent:
			return civil.Conflict.Refuse("rental_state", "这个订单现在是“%s”，不能续租。", o.State.Title())
		case device == nil:
			return civil.Refuse("rental_device", "这种辅具不再出租，请登记归还。")
		case months < 1 || o.Months+months > int64(device.Months):
			return civil.Refuse("rental_months", "一共最多租%d个月，续租的月数不对。", device.Months)
		}
		o.Months += months
		o.Until = o.Until.AddDays(int(months) * monthDays)
		return nil
	})
}

// Return takes a piece back and settles the order: rent by begun months, less what is
// paid for him, and what was damaged, out of the deposit; the rest goes back.
func (d *Desk) Return(ctx context.Context, who casework.Who, s Step, damage civil.Fen) error {
	return d.step(ctx, who, s, "rental.return", func(w *journal.Write, o *Order) error {
		switch {
		case o.State != Lent:
			return civil.Conflict.Refuse("rental_state", "这个订单现在是“%s”，不能归还。", o.State.Title())
		case damage < 0 || damage > damageMost:
			return civil.Refuse("rental_damage", "损坏赔偿的金额不合理，请核对；没有损坏填0。")
		case damage > 0 && strings.TrimSpace(s.Words) == "":
			return civil.Refuse("rental_words", "有损坏的，请写明坏在哪里。")
		}
		i, known, err := db.One(ctx, w, scanItem, selectItem, o.County, o.Item)
		if err != nil {
			return err
		}
		o.BackOn, o.Damage, o.Condition, o.State = w.At().Date(), damage, strings.TrimSpace(s.Words), Settled
		if err := o.settle(); err != nil {
			return err
		}
		if known {
			after := InStock
			if damage > 0 {
				after = Repair
			}
			if err := i.change(ctx, w, after); err != nil {
				return err
			}
		}
		return settled(ctx, w, o)
	})
}

// damageMost is more than any device costs.
const damageMost civil.Fen = 10_000_000

// settle works out what an order cost: what is paid for him is rounded down, so that it
// is never more than its share.
func (o *Order) settle() error {
	months := int64(o.BackOn-o.LentOn)/monthDays + 1
	rent, err := o.Rent.Mul(months)
	if err != nil {
		return err
	}
	paid, err := rent.Share(civil.Ratio{Num: o.Share, Den: wholePermille}, civil.Down)
	if err != nil {
		return err
	}
	o.Subsidy, o.Own = paid, rent-paid+o.Damage
	return nil
}

// Cancel gives an order up that was not handed over.
func (d *Desk) Cancel(ctx context.Context, who casework.Who, s Step) error {
	return d.step(ctx, who, s, "rental.cancel", func(_ *journal.Write, o *Order) error {
		switch o.State {
		case Cancelled:
			return service.ErrRepeated
		case Asked, Fit:
			o.State = Cancelled
			return nil
		}
		return civil.Conflict.Refuse("rental_state", "这个订单现在是“%s”，不能取消。", o.State.Title())
	})
}

func (d *Desk) step(ctx context.Context, who casework.Who, s Step, kind string, f func(w *journal.Write, o *Order) error) error {
	if len([]rune(s.Words)) > wordsMost {
		return civil.Refuse("rental_long", "最多%d个字，请精简。", wordsMost)
	}
	_, err := d.journal.Do(ctx, header(who, s.Order.County, kind), func(w *journal.Write) error {
		o, err := d.find(ctx, w, who, s.Order)
		switch {
		case err != nil:
			return err
		case kind != "rental.cancel" && !service.Holds(who, o.Division, workers...):
			return &civil.Error{Kind: civil.Denied, Code: "rental_denied", Message: "评估、领取和归还由租赁点办理。"}
		}
		opened := o.Opened
		if err := f(w, o); err != nil {
			return err
		}
		if s.Seen != 0 && s.Seen != opened {
			return &civil.Error{Kind: civil.Stale, Code: "rental_changed", Message: "这个订单刚刚被别人办过：请先看改动，再办理。"}
		}
		if o.sealed, err = d.safe.Seal("rental_order", "said", o.County, o.ID, o.Said); err != nil {
			return err
		}
		if err := w.Close(ctx, orderTable, o.ID, opened); err != nil {
			return err
		}
		return w.Open(ctx, orderTable, o.ID, journal.Always, o.row()...)
	})
	if errors.Is(err, service.ErrRepeated) {
		return nil
	}
	return err
}
