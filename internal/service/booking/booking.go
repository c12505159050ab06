package booking

import (
	"context"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// State is how an appointment stands.
type State string

// The states of an appointment.
const (
	Booked    State = "booked"
	Arrived   State = "arrived"
	Absent    State = "absent"
	Cancelled State = "cancelled"
)

var stateTitles = map[State]string{Booked: "已预约", Arrived: "已到", Absent: "没来", Cancelled: "已取消"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Said is what is sealed of an appointment.
type Said struct {
	Phone string `json:"phone"`
	Note  string `json:"note"`
}

// Booking is one version of an appointment.
type Booking struct {
	register.Ref
	Opened  int64
	Number  string
	Office  civil.Area
	Day     civil.Date
	Minute  int
	Seat    int
	Errand  string
	State   State
	Person  register.Ref
	Name    string
	Said    Said
	Channel string

	message string
	sealed  []byte
	once    string
}

// Starts is when the appointment begins.
func (b *Booking) Starts() civil.Instant { return startOf(b.Day, b.Minute) }

const (
	bookingColumns = `v.county, v.id, v.opened, v.number, v.division, v.day, v.minute, v.seat, v.errand, v.state, v.person_county, v.person, v.name, v.said,
		v.message, v.channel, v.once`
	selectBooking = `SELECT ` + bookingColumns + ` FROM booking v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOnce    = `SELECT ` + bookingColumns + ` FROM booking v WHERE v.county = $1 AND v.once = $2 AND ` + journal.Holds
	selectDay     = `SELECT ` + bookingColumns + ` FROM booking v WHERE v.county = $1 AND v.division = $2 AND v.day = $3 AND ` + journal.Holds + ` ORDER BY v.minute, v.seat, v.id`
	selectOf      = `-- across counties
		SELECT ` + bookingColumns + ` FROM booking v WHERE v.person = $1 AND v.person_county = $2 AND ` + journal.Holds + ` ORDER BY v.day DESC, v.minute DESC LIMIT $3`
	selectHeld = `SELECT ` + bookingColumns + ` FROM booking v WHERE v.county = $1 AND v.person = $2 AND v.state = 'booked' AND v.day >= $3 AND ` + journal.Holds
)

func scanBooking(row db.Row) (*Booking, error) {
	var b Booking
	var office, day string
	var name *string
	err := row.Scan(&b.County, &b.ID, &b.Opened, &b.Number, &office, &day, &b.Minute, &b.Seat, &b.Errand, &b.State, &b.Person.County, &b.Person.ID, &name, &b.sealed,
		&b.message, &b.Channel, &b.once)
	if err != nil {
		return nil, err
	}
	b.Name = service.TextOf(name)
	if b.Office, err = service.AreaOf(office); err != nil {
		return nil, err
	}
	b.Day, err = civil.ParseDate(day)
	return &b, err
}

func (b *Booking) row() []any {
	return []any{
		b.Number, service.AreaText(b.Office), b.Day.String(), int64(b.Minute), int64(b.Seat), b.Errand, string(b.State), b.Person.County, b.Person.ID,
		service.OrNull(b.Name), b.sealed, b.message, b.Channel, b.once,
	}
}

func (b *Booking) change(ctx context.Context, w *journal.Write) error {
	if err := w.Close(ctx, bookingTable, b.ID, b.Opened); err != nil {
		return err
	}
	b.Opened = w.Seq()
	return w.Open(ctx, bookingTable, b.ID, journal.Always, b.row()...)
}

// sees says who may know of an appointment: the office, who is above it, the desk of
// the telephone, and the person himself.
func sees(who casework.Who, b *Booking) bool {
	return slices.Contains(who.Persons, b.Person) && !b.Person.Zero() || service.Holds(who, b.Office, clerks...)
}

// Get reads an appointment (NotFound when it is not there, or not for the visitor).
func (d *Desk) Get(ctx context.Context, who casework.Who, ref register.Ref) (b *Booking, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		b, err = d.find(ctx, q, who, ref)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

func (d *Desk) find(ctx context.Context, q db.Query, who casework.Who, ref register.Ref) (*Booking, error) {
	b, known, err := db.One(ctx, q, scanBooking, selectBooking, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	if !known || !sees(who, b) {
		return nil, notFound()
	}
	return b, d.open(b)
}

func (d *Desk) open(b *Booking) error {
	return d.safe.Open("booking", "said", b.County, b.ID, b.sealed, &b.Said)
}

// OfDay are the appointments of an office on a day, in their order.
func (d *Desk) OfDay(ctx context.Context, who casework.Who, office civil.Area, day civil.Date) (list []*Booking, err error) {
	if !service.Holds(who, office, clerks...) {
		return nil, notFound()
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanBooking, selectDay, service.Code(office), service.AreaText(office), day.String())
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if err := d.open(b); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// shownMost is how many appointments of one person are listed.
const shownMost = 50

// Of are the appointments of a person that the visitor may see, the latest first.
func (d *Desk) Of(ctx context.Context, who casework.Who, person register.Ref) (list []*Booking, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanBooking, selectOf, person.ID, person.County, int64(shownMost))
		return err
	})
	return slices.DeleteFunc(list, func(b *Booking) bool { return !sees(who, b) }), err
}
