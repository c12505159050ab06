package rental

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// State is how an order stands.
type State string

// The states of an order.
const (
	Asked     State = "asked"
	Fit       State = "fit"   // it fits, and waits for a piece
	Unfit     State = "unfit" // something else would help
	Lent      State = "lent"
	Settled   State = "settled"
	Cancelled State = "cancelled"
)

var stateTitles = map[State]string{Asked: "待评估", Fit: "待领取", Unfit: "不适合", Lent: "租用中", Settled: "已归还结清", Cancelled: "已取消"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Said is what is sealed of an order.
type Said struct {
	Phone     string `json:"phone"`
	Need      string `json:"need"`
	Finding   string `json:"finding"`   // of the assessment
	Condition string `json:"condition"` // of what came back
}

// Order is one version of an order.
type Order struct {
	register.Ref
	Opened   int64
	Number   string
	Division civil.Area // of the point
	Device   string
	Item     string
	Person   register.Ref
	Name     string
	State    State
	Group    string
	Months   int64
	Rent     civil.Fen // a month
	Deposit  civil.Fen
	Share    int64 // permille
	LentOn   civil.Date
	Until    civil.Date
	BackOn   civil.Date
	Damage   civil.Fen
	Own      civil.Fen
	Subsidy  civil.Fen
	Said

	sealed []byte
	once   string
}

// Overdue says whether a piece should be back.
func (o *Order) Overdue(today civil.Date) bool { return o.State == Lent && o.Until < today }

const (
	orderColumns = `v.county, v.id, v.opened, v.number, v.division, v.device, v.item, v.person_county, v.person, v.name, v.state, v.rent_group, v.months, v.rent,
		v.deposit, v.share, v.lent_on, v.until, v.back_on, v.damage, v.own, v.subsidy, v.said, v.once`
	selectOrder  = `SELECT ` + orderColumns + ` FROM rental_order v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOnce   = `SELECT ` + orderColumns + ` FROM rental_order v WHERE v.county = $1 AND v.once = $2 AND ` + journal.Holds
	selectOrders = `SELECT ` + orderColumns + ` FROM rental_order v WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND ($4 = '' OR v.state = $4)
		AND v.id > $5 AND ` + journal.Holds + ` ORDER BY v.id LIMIT $6`
	selectOfPerson = `-- across counties
		SELECT ` + orderColumns + ` FROM rental_order v WHERE v.person = $1 AND v.person_county = $2 AND ` + journal.Holds + ` ORDER BY v.number DESC`
	selectSettled = `SELECT ` + orderColumns + ` FROM rental_order v WHERE v.county = $1 AND v.state = 'settled' AND v.back_on BETWEEN $2 AND $3 AND ` +
		journal.Holds + ` ORDER BY v.division, v.number`
)

func scanOrder(row db.Row) (*Order, error) {
	var o Order
	var division, lent, until, back string
	var name *string
	err := row.Scan(&o.County, &o.ID, &o.Opened, &o.Number, &division, &o.Device, &o.Item, &o.Person.County, &o.Person.ID, &name, &o.State, &o.Group, &o.Months, &o.Rent,
		&o.Deposit, &o.Share, &lent, &until, &back, &o.Damage, &o.Own, &o.Subsidy, &o.sealed, &o.once)
	if err != nil {
		return nil, err
	}
	o.Name = service.TextOf(name)
	if o.Division, err = service.AreaOf(division); err != nil {
		return nil, err
	}
	for _, day := range []struct {
		text string
		into *civil.Date
	}{{lent, &o.LentOn}, {until, &o.Until}, {back, &o.BackOn}} {
		if *day.into, err = service.DayOf(day.text); err != nil {
			return nil, err
		}
	}
	return &o, nil
}

func (o *Order) row() []any {
	return []any{
		o.Number, service.AreaText(o.Division), o.Device, o.Item, o.Person.County, o.Person.ID, service.OrNull(o.Name), string(o.State), o.Group, o.Months,
		int64(o.Rent), int64(o.Deposit), o.Share, service.DayText(o.LentOn), service.DayText(o.Until), service.DayText(o.BackOn), int64(o.Damage), int64(o.Own),
		int64(o.Subsidy), o.sealed, o.once,
	}
}

// wordsMost is the longest text of an order.
const wordsMost = 500

// Wish is what somebody asks for.
type Wish struct {
	Point  civil.Area // a town
	Device string
	Person register.Ref
	Name   string
	Phone  string
	Need   string
	Once   string
}

// Ask asks for a device, for oneself or at a point for somebody. A form that is sent
// twice asks once.
func (d *Desk) Ask(ctx context.Context, who casework.Who, wish Wish) (*Order, error) {
	wish.Need = strings.TrimSpace(wish.Need)
	own := !wish.Person.Zero() && slices.Contains(who.Persons, wish.Person)
	switch {
	case wish.Point.Level() != civil.Township:
		return nil, civil.Refuse("rental_point", "请选择在哪个乡镇（街道）领取。")
	case !own && !service.Holds(who, wish.Point, workers...):
		return nil, notFound()
	case d.catalogue().Device(wish.Device) == nil:
		return nil, civil.Refuse("rental_device", "请选择租什么。")
	case wish.Name == "" || wish.Person.Zero():
		return nil, civil.Refuse("rental_person", "请先查到本人。")
	case wish.Need == "" || len([]rune(wish.Need)) > wordsMost:
		return nil, civil.Refuse("rental_need", "请写明为什么需要，最多%d个字。", wordsMost)
	}
	o := &Order{
		Ref: register.Ref{County: service.Code(wish.Point), ID: db.NewID()}, Division: wish.Point, Device: wish.Device, Person: wish.Person, Name: wish.Name,
		State: Asked, Said: Said{Phone: wish.Phone, Need: wish.Need}, once: service.OnceKey(who, wish.Once),
	}
	_, err := d.journal.Do(ctx, header(who, o.County, "rental.ask"), func(w *journal.Write) error {
		if before, sent, err := db.One(ctx, w, scanOrder, selectOnce, o.County, o.once); err != nil || sent && o.once != "" {
			if err == nil {
				o = before
				err = service.ErrRepeated
			}
			return err
		}
		var err error
		if o.Number, err = w.Number(ctx, "FJ"); err != nil {
			return err
		}
		o.Opened = w.Seq()
		if o.sealed, err = d.safe.Seal("rental_order", "said", o.County, o.ID, o.Said); err != nil {
			return err
		}
		return w.Open(ctx, orderTable, o.ID, journal.Always, o.row()...)
	})
	if err != nil && !errors.Is(err, service.ErrRepeated) {
		return nil, err
	}
	return o, nil
}

func sees(who casework.Who, o *Order) bool {
	return slices.Contains(who.Persons, o.Person) || service.Holds(who, o.Division, workers...)
}

// Get reads an order (NotFound when it is not there, or not for the visitor).
func (d *Desk) Get(ctx context.Context, who casework.Who, ref register.Ref) (o *Order, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		o, err = d.find(ctx, q, who, ref)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func (d *Desk) find(ctx context.Context, q db.Query, who casework.Who, ref register.Ref) (*Order, error) {
	o, known, err := db.One(ctx, q, scanOrder, selectOrder, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	if !known || !sees(who, o) {
		return nil, notFound()
	}
	return o, d.safe.Open("rental_order", "said", o.County, o.ID, o.sealed, &o.Said)
}

// pageMost is how many orders one page shows.
const pageMost = 50

// List are the orders in a place of the visitor, in the order in which they were made;
// next is where the following page begins.
func (d *Desk) List(ctx context.Context, who casework.Who, place civil.Area, state State, after string) (list []*Order, next string, err error) {
	scope := service.Scope(who, workers...).Within(place)
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			found, err := db.Many(ctx, q, scanOrder, selectOrders, service.Code(place), span.First, span.Last, string(state), after, int64(pageMost+1))
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	// Of several places each gives its own in order; a page goes on by the id of all.
	slices.SortFunc(list, func(a, b *Order) int { return strings.Compare(a.ID, b.ID) })
	if len(list) > pageMost {
		list = list[:pageMost]
		next = list[pageMost-1].ID
	}
	return list, next, err
}

// Of are somebody's orders that the visitor may see, the newest first.
func (d *Desk) Of(ctx context.Context, who casework.Who, person register.Ref) (list []*Order, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanOrder, selectOfPerson, person.ID, person.County)
		return err
	})
	for _, o := range list {
		if err == nil {
			err = d.safe.Open("rental_order", "said", o.County, o.ID, o.sealed, &o.Said)
		}
	}
	return slices.DeleteFunc(list, func(o *Order) bool { return !sees(who, o) }), err
}

// Statement are the orders of a county settled in a month for which something was
// paid: what the points get.
func (d *Desk) Statement(ctx context.Context, who casework.Who, county civil.Area, month civil.Month) (list []*Order, sum civil.Fen, err error) {
	if !service.Holds(who, county, casework.County, casework.Finance, casework.City) {
		return nil, 0, notFound()
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanOrder, selectSettled, service.Code(county), month.First().String(), month.Last().String())
		return err
	})
	list = slices.DeleteFunc(list, func(o *Order) bool { return o.Subsidy == 0 })
	for _, o := range list {
		sum += o.Subsidy
	}
	return list, sum, err
}
