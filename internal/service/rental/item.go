package rental

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

var (
	itemTable  = journal.NewTable("rental_item", journal.Text("device"), journal.Text("division"), journal.Text("tag"), journal.Text("state"))
	orderTable = journal.NewTable("rental_order", journal.Text("number"), journal.Text("division"), journal.Text("device"), journal.Text("item"), journal.Text("person_county"),
		journal.Text("person"), journal.Text("name").Personal(), journal.Text("state"), journal.Text("rent_group"), journal.Int("months"), journal.Int("rent"),
		journal.Int("deposit"), journal.Int("share"), journal.Text("lent_on"), journal.Text("until"), journal.Text("back_on"), journal.Int("damage"), journal.Int("own"),
		journal.Int("subsidy"), journal.Bytes("said").Personal().Sealed("said"), journal.Text("once"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{itemTable, orderTable} }

// Desk is where devices are lent. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	safe      service.Safe
	catalogue func() *pack.Catalogue
}

// New makes a desk. The journal must know the [Tables].
func New(j *journal.Journal, keys access.Keyring, catalogue func() *pack.Catalogue) *Desk {
	return &Desk{journal: j, safe: service.Safe{Keys: keys}, catalogue: catalogue}
}

// workers are the roles that lend devices.
var workers = []access.Role{casework.Town, casework.County}

// The states of a piece.
const (
	InStock = "stock"
	Out     = "lent"
	Repair  = "repair"
	Retired = "retired"
)

// StateTitles are the states of a piece in words.
var StateTitles = map[string]string{InStock: "在库", Out: "租出", Repair: "维修", Retired: "报废"}

// Item is one piece.
type Item struct {
	register.Ref
	Opened   int64
	Device   string
	Division civil.Area
	Serial   string
	State    string
}

const (
	itemColumns = `v.county, v.id, v.opened, v.device, v.division, v.tag, v.state`
	selectItem  = `SELECT ` + itemColumns + ` FROM rental_item v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectItems = `SELECT ` + itemColumns + ` FROM rental_item v WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND ` + journal.Holds + ` ORDER BY v.division, v.device, v.tag, v.id`
	selectStock = `SELECT v.device, count(1) FROM rental_item v WHERE v.county = $1 AND v.division = $2 AND v.state = 'stock' AND ` + journal.Holds + ` GROUP BY v.device`
)

func scanItem(row db.Row) (*Item, error) {
	var i Item
	var division string
	err := row.Scan(&i.County, &i.ID, &i.Opened, &i.Device, &division, &i.Serial, &i.State)
	if err == nil {
		i.Division, err = service.AreaOf(division)
	}
	return &i, err
}

func (i *Item) change(ctx context.Context, w *journal.Write, state string) error {
	if err := w.Close(ctx, itemTable, i.ID, i.Opened); err != nil {
		return err
	}
	i.State, i.Opened = state, w.Seq()
	return i.open(ctx, w)
}

func (i *Item) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, itemTable, i.ID, journal.Always, i.Device, service.AreaText(i.Division), i.Serial, i.State)
}

func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "rental_not_found", Message: "没有找到，或不在您的管辖范围。"}
}

// Add enters a piece of a point.
func (d *Desk) Add(ctx context.Context, who casework.Who, division civil.Area, device, serial string) error {
	serial = strings.TrimSpace(serial)
	switch {
	case division.Level() < civil.Township || !service.Holds(who, division, workers...):
		return notFound()
	case d.catalogue().Device(device) == nil:
		return civil.Refuse("item_device", "请选择是什么辅具。")
	case serial == "" || len([]rune(serial)) > 50:
		return civil.Refuse("item_serial", "请填写辅具上的编号，最多50个字。")
	}
	i := &Item{Ref: register.Ref{County: service.Code(division), ID: db.NewID()}, Device: device, Division: division.Township(), Serial: serial, State: InStock}
	_, err := d.journal.Do(ctx, header(who, i.County, "rental.add"), func(w *journal.Write) error {
		list, err := db.Many(ctx, w, scanItem, selectItems, i.County, service.AreaText(i.Division), service.AreaText(i.Division))
		if err != nil {
			return err
		}
		for _, one := range list {
			if one.Serial == serial && one.Device == device && one.State != Retired {
				return civil.Conflict.Refuse("item_twice", "这个编号已经登记过，请核对。")
			}
		}
		return i.open(ctx, w)
	})
	return err
}

func header(who casework.Who, county, kind string) journal.Header {
	purpose := string(who.Purpose)
	if purpose == "" {
		purpose = "service"
	}
	return journal.Header{County: county, Kind: kind, Actor: who.Actor, Purpose: purpose, Note: who.OnBehalf, Durable: true}
}

// Mark says that a piece is repaired, back in stock, or no longer lent.
func (d *Desk) Mark(ctx context.Context, who casework.Who, ref register.Ref, state string) error {
	if state != InStock && state != Repair && state != Retired {
		return civil.Refuse("item_state", "请选择在库、维修或报废。")
	}
	_, err := d.journal.Do(ctx, header(who, ref.County, "rental.mark"), func(w *journal.Write) error {
		i, known, err := db.One(ctx, w, scanItem, selectItem, ref.County, ref.ID)
		switch {
		case err != nil:
			return err
		case !known || !service.Holds(who, i.Division, workers...):
			return notFound()
		case i.State == Out:
			return civil.Conflict.Refuse("item_out", "这件还租在外面，请先登记归还。")
		case i.State == state:
			return nil
		}
		return i.change(ctx, w, state)
	})
	return err
}

// Items are the pieces in a place of the visitor.
func (d *Desk) Items(ctx context.Context, who casework.Who, place civil.Area) (list []*Item, err error) {
	scope := service.Scope(who, workers...).Within(place)
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			found, err := db.Many(ctx, q, scanItem, selectItems, service.Code(place), span.First, span.Last)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// Stock counts what a point has to lend, by device.
func (d *Desk) Stock(ctx context.Context, point civil.Area) (stock map[string]int, err error) {
	stock = map[string]int{}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			var device string
			var n int
			err := row.Scan(&device, &n)
			stock[device] = n
			return err
		}, selectStock, service.Code(point), service.AreaText(point))
	})
	return stock, err
}
