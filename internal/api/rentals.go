package api

import (
	"context"
	"net/http"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/service/rental"
)

// Device is a sort of device that is lent.
type Device struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Months int    `json:"months_most" doc:"最多租几个月。"`
	Fits   string `json:"fits" doc:"适合谁。"`
}

// DevicePiece is one piece of a point.
type DevicePiece struct {
	Ref
	Device   string `json:"device"`
	Serial   string `json:"serial" doc:"辅具上的编号。"`
	Division string `json:"division" doc:"租赁点。"`
	State    string `json:"state" doc:"stock在库，lent租出，repair维修，retired报废。"`
}

// Rental is an order of a device. What was written about somebody's need is not told.
type Rental struct {
	Ref
	Number   string `json:"number"`
	Division string `json:"division" doc:"租赁点。"`
	Device   string `json:"device"`
	Item     string `json:"item,omitempty" doc:"租出的那一件，在同一县。"`
	Person   Ref    `json:"person"`
	Name     string `json:"name"`
	State    string `json:"state" doc:"asked待评估，fit待领取，unfit不适合，lent租用中，settled已结清，cancelled已取消。"`
	Months   int64  `json:"months,omitempty"`
	Rent     int64  `json:"rent_fen" doc:"每月。"`
	Deposit  int64  `json:"deposit_fen"`
	Share    int64  `json:"share_permille" doc:"补贴的千分比。"`
	LentOn   string `json:"lent_on,omitempty"`
	Until    string `json:"until,omitempty"`
	Back     string `json:"back_on,omitempty"`
	Overdue  bool   `json:"overdue"`
	Own      int64  `json:"own_fen" doc:"结清时自付的。"`
	Subsidy  int64  `json:"subsidy_fen" doc:"结清时补贴的。"`
}

func rentalOf(o *rental.Order, today civil.Date) Rental {
	return Rental{
		refOf(o.Ref), o.Number, o.Division.String(), o.Device, o.Item, refOf(o.Person), o.Name, string(o.State), o.Months, int64(o.Rent), int64(o.Deposit), o.Share,
		dayText(o.LentOn), dayText(o.Until), dayText(o.BackOn), o.Overdue(today), int64(o.Own), int64(o.Subsidy),
	}
}

func (s *Server) rentalRoutes() {
	scope := machine.ReadService
	handle(s, route{method: http.MethodGet, path: "/devices", id: "listDevices", summary: "可以租的辅具", tag: "目录"}, s.listDevices)
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/devices", id: "listPieces", summary: "租赁点的辅具", tag: "服务", scope: scope, roles: lenders}, s.listPieces)
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/rentals", id: "listRentals", summary: "辅具租赁订单", tag: "服务", scope: scope, roles: lenders}, s.listRentals)
	handle(s, route{method: http.MethodGet, path: "/rentals/{county}/{id}", id: "getRental", summary: "一个订单", tag: "服务", scope: scope, roles: lenders}, s.getRental)
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/rentals/statement", id: "getRentalStatement", summary: "一个月结清的补贴", tag: "统计", scope: machine.ReadReport, roles: payers,
		about: "每个租赁点一行，没有姓名。"}, s.getRentalStatement)
}

func (s *Server) listDevices(context.Context, *token.Caller, *struct{}) (Page[Device], error) {
	out := Page[Device]{Items: []Device{}}
	for _, d := range s.Catalogue().Devices() {
		out.Items = append(out.Items, Device{d.Name, d.Title, d.Months, d.Fits})
	}
	return out, nil
}

func (s *Server) listPieces(ctx context.Context, c *token.Caller, in *stationsIn) (Page[DevicePiece], error) {
	county, err := s.within(c, in.County)
	if err != nil {
		return Page[DevicePiece]{}, err
	}
	list := "listPieces." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return Page[DevicePiece]{}, err
	}
	found, err := s.Rental.Items(ctx, c.Who(), county)
	if err != nil {
		return Page[DevicePiece]{}, err
	}
	kept, next := part(found, func(i **rental.Item) string { return (*i).ID }, after, in.Limit)
	var items []DevicePiece
	for _, i := range kept {
		items = append(items, DevicePiece{refOf(i.Ref), i.Device, i.Serial, i.Division.String(), i.State})
	}
	return turned(s, c, list, items, next)
}

type rentalsIn struct {
	CountyPath
	Paging
	State string `query:"state" enum:"asked,fit,unfit,lent,settled,cancelled," doc:"缺省全部。"`
}

func (s *Server) listRentals(ctx context.Context, c *token.Caller, in *rentalsIn) (Page[Rental], error) {
	county, err := s.within(c, in.County)
	if err != nil {
		return Page[Rental]{}, err
	}
	list := "listRentals." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return Page[Rental]{}, err
	}
	found, next, err := s.Rental.List(ctx, c.Who(), county, rental.State(in.State), after)
	if err != nil {
		return Page[Rental]{}, err
	}
	if len(found) > in.Limit {
		found, next = found[:in.Limit], found[in.Limit-1].ID
	}
	var items []Rental
	var people []register.Ref
	for _, o := range found {
		items, people = append(items, rentalOf(o, c.Today())), append(people, o.Person)
	}
	if err := s.look(ctx, c, "rental", people...); err != nil {
		return Page[Rental]{}, err
	}
	return turned(s, c, list, items, next)
}

func (s *Server) getRental(ctx context.Context, c *token.Caller, in *RefPath) (Rental, error) {
	o, err := s.Rental.Get(ctx, c.Who(), in.ref())
	if err != nil {
		return Rental{}, err
	}
	return rentalOf(o, c.Today()), s.look(ctx, c, "rental", o.Person)
}

// PointSum is what a point gets for the orders that were settled in a month.
type PointSum struct {
	Division string `json:"division"`
	Orders   int    `json:"orders"`
	Subsidy  int64  `json:"subsidy_fen"`
}

type statementIn struct {
	CountyPath
	Month string `query:"month" required:"true" pattern:"^(?:[0-9]{4}-[0-9]{2})$" patternDescription:"2025-06这样的月份" maxLength:"7"`
}

func (s *Server) getRentalStatement(ctx context.Context, c *token.Caller, in *statementIn) (Page[PointSum], error) {
	if err := covered(c, in.County); err != nil {
		return Page[PointSum]{}, err
	}
	county, err := countyOf(in.County)
	if err != nil {
		return Page[PointSum]{}, missing()
	}
	month, err := civil.ParseMonth(in.Month)
	if err != nil {
		return Page[PointSum]{}, err
	}
	settled, _, err := s.Rental.Statement(ctx, c.Who(), county, month)
	out := Page[PointSum]{Items: []PointSum{}}
	for _, o := range settled { // by division, as the desk gives them
		if last := len(out.Items) - 1; last < 0 || out.Items[last].Division != o.Division.String() {
			out.Items = append(out.Items, PointSum{Division: o.Division.String()})
		}
		sum := &out.Items[len(out.Items)-1]
		sum.Orders, sum.Subsidy = sum.Orders+1, sum.Subsidy+int64(o.Subsidy)
	}
	return out, err
}
