package booking

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Order is an appointment that is wanted.
type Order struct {
	Office  civil.Area
	Day     civil.Date
	Minute  int
	Errand  string
	Person  register.Ref // zero for somebody no register knows
	Name    string
	Said    Said
	Channel string
	Once    string
}

// wordsMost is the longest name, note or reason.
const wordsMost = 100

// Book gives somebody a seat. A form that is sent twice makes one appointment.
func (d *Desk) Book(ctx context.Context, who casework.Who, o Order) (*Booking, error) {
	if err := d.check(who, &o); err != nil {
		return nil, err
	}
	county := service.Code(o.Office)
	b := &Booking{
		Ref: register.Ref{County: county, ID: db.NewID()}, Office: o.Office, Day: o.Day, Minute: o.Minute, Errand: o.Errand, State: Booked,
		Person: o.Person, Name: o.Name, Said: o.Said, Channel: o.Channel, once: service.OnceKey(who, o.Once),
	}
	header := journal.Header{County: county, Kind: "booking.book", Actor: who.Actor, Purpose: purposeOf(who), Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, header, func(w *journal.Write) error {
		if b.once != "" {
			before, sent, err := db.One(ctx, w, scanBooking, selectOnce, county, b.once)
			if err != nil {
				return err
			}
			if sent {
				b = before
				return service.ErrRepeated
			}
		}
		return d.book(ctx, w, b)
	})
	if err != nil && !errors.Is(err, service.ErrRepeated) {
		return nil, err
	}
	return b, nil
}

func purposeOf(who casework.Who) string {
	if who.Purpose != "" {
		return string(who.Purpose)
	}
	return "service"
}

// check says what is wrong with an order before any seat is looked at.
func (d *Desk) check(who casework.Who, o *Order) error {
	o.Name, o.Said.Note = strings.TrimSpace(o.Name), strings.TrimSpace(o.Said.Note)
	own := !o.Person.Zero() && slices.Contains(who.Persons, o.Person)
	errand := d.catalogue().Errand(o.Errand)
	switch {
	case !own && !service.Holds(who, o.Office, clerks...):
		return &civil.Error{Kind: civil.Denied, Code: "booking_denied", Message: "只能为自己预约；替别人预约，请打电话或到窗口。"}
	case o.Office.Level() != civil.Township && o.Office.Level() != civil.County:
		return civil.Refuse("booking_office", "请选择去哪个窗口。")
	case errand == nil || errand.Level != Level(o.Office):
		return civil.Refuse("booking_errand", "请选择办什么；这个窗口办不了的，请换一个窗口。")
	case o.Name == "":
		return civil.Refuse("booking_name", "请填写来的人的姓名。")
	case len([]rune(o.Name)) > wordsMost || len([]rune(o.Said.Note)) > wordsMost:
		return civil.Refuse("booking_long", "姓名和说明最多%d个字，请精简。", wordsMost)
	}
	return nil
}

// book finds a seat. Acts of a county queue, so that of two who want the last seat the
// second sees the first; the index of the table holds it even if they did not.
func (d *Desk) book(ctx context.Context, w *journal.Write, b *Booking) error {
	h, err := d.hours(ctx, w, b.Office, w.At().Date())
	if err != nil {
		return err
	}
	if err := d.holds(ctx, w, b, h); err != nil {
		return err
	}
	if err := d.seat(ctx, w, b, h); err != nil {
		return err
	}
	if b.Number, err = w.Number(ctx, "YY"); err != nil {
		return err
	}
	b.Opened = w.Seq()
	if err := d.tell(ctx, w, b, "您已预约"); err != nil {
		return err
	}
	if b.sealed, err = d.safe.Seal("booking", "said", b.County, b.ID, b.Said); err != nil {
		return err
	}
	return w.Open(ctx, bookingTable, b.ID, journal.Always, b.row()...)
}

// holds refuses somebody who holds as many appointments as he may, or one on the day.
func (d *Desk) holds(ctx context.Context, w *journal.Write, b *Booking, h Hours) error {
	if b.Person.Zero() {
		return nil
	}
	held, err := db.Many(ctx, w, scanBooking, selectHeld, b.County, b.Person.ID, w.At().Date().String())
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(one *Booking) bool { return one.ID == b.ID })
	if len(held) >= h.Most && h.Most > 0 {
		return civil.Conflict.Refuse("booking_most", "您已经约了%d个，办完或取消一个再约。", len(held))
	}
	for _, one := range held {
		if one.Day == b.Day && one.Office == b.Office {
			return civil.Conflict.Refuse("booking_same_day", "这一天您在这个窗口已经约了%s，改时间请用“改约”。", Clock(one.Minute))
		}
	}
	return nil
}

// seat finds the first free seat of the time an appointment wants.
func (d *Desk) seat(ctx context.Context, w *journal.Write, b *Booking, h Hours) error {
	today := w.At().Date()
	if b.Day < today || b.Day > today.AddDays(h.Ahead) {
		return civil.Refuse("booking_day", "请选择今天到%s之间的日子。", today.AddDays(h.Ahead).Words())
	}
	day, err := d.day(ctx, w, b.Office, h, b.Day)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(day.Times, func(t Time) bool { return t.Minute == b.Minute })
	if at < 0 {
		return civil.Refuse("booking_time", "这个窗口这个时间不接待，请从列出的时间里选择。")
	}
	held, err := db.Many(ctx, w, scanTaken, selectTaken, b.County, service.AreaText(b.Office), b.Day.String(), b.Day.String())
	if err != nil {
		return err
	}
	seats := map[int]bool{}
	for _, t := range held {
		if t.minute == b.Minute {
			seats[t.seat] = true
		}
	}
	for b.Seat = 1; seats[b.Seat]; b.Seat++ {
	}
	if len(seats) >= day.Times[at].Seats || b.Seat > day.Times[at].Seats {
		return civil.Conflict.Refuse("booking_full", "这个时间刚刚约满了，请换一个时间。")
	}
	return nil
}

// The hour of the day before at which somebody is reminded.
const remindMinute = 16 * 60

// tell tells who comes, and puts down the reminder of the day before.
func (d *Desk) tell(ctx context.Context, w *journal.Write, b *Booking, what string) error {
	if b.Said.Phone == "" || d.accounts == nil {
		return nil
	}
	title, bring := b.Errand, ""
	if e := d.catalogue().Errand(b.Errand); e != nil {
		title, bring = e.Title, e.Bring
	}
	when := b.Day.Words() + Clock(b.Minute) + "到" + d.place(b.Office) + "窗口办理“" + title + "”"
	n := account.Notice{
		Phone: access.NewPrivate(access.Phone, b.Said.Phone), Words: what + when + "。请带：" + bring + "编号" + b.Number + "。", Due: w.At(), Until: b.Starts(),
	}
	if !b.Person.Zero() {
		n.People = []account.Person{{County: b.Person.County, ID: b.Person.ID}}
	}
	if _, err := d.accounts.Notify(ctx, w, n); err != nil {
		return err
	}
	n.Due, n.Words = startOf(b.Day.AddDays(-1), remindMinute), "提醒：您约了"+when+"。来不了的，请取消或改约。编号"+b.Number+"。"
	if n.Due <= w.At() {
		return nil
	}
	var err error
	b.message, err = d.accounts.Notify(ctx, w, n)
	return err
}
