package api

import (
	"context"
	"net/http"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/service/booking"
)

// Errand is what one may make an appointment for.
type Errand struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Level string `json:"level" doc:"到哪一级的窗口：town或county。"`
	Bring string `json:"bring" doc:"带什么。"`
}

// OfficeDay is a day of an office with the times that are still to come.
type OfficeDay struct {
	Day   string       `json:"day"`
	Why   string       `json:"closed_because,omitempty" doc:"为什么不接待。"`
	Times []OfficeTime `json:"times"`
}

// OfficeTime is a time of an office.
type OfficeTime struct {
	Time    string `json:"time" doc:"09:30，北京时间。"`
	Minutes int    `json:"minutes"`
	Seats   int    `json:"seats"`
	Free    int    `json:"free"`
}

// Booking is an appointment.
type Booking struct {
	Ref
	Version int64  `json:"version" doc:"取消时放进seen。"`
	Number  string `json:"number"`
	Office  string `json:"office" doc:"窗口的区划代码。"`
	Day     string `json:"day"`
	Time    string `json:"time"`
	Errand  string `json:"errand"`
	State   string `json:"state" doc:"booked已预约，arrived已到，absent没来，cancelled已取消。"`
	Name    string `json:"name"`
	Person  *Ref   `json:"person,omitempty"`
	Phone   string `json:"phone_masked,omitempty"`
}

func bookingOf(b *booking.Booking) Booking {
	return Booking{
		refOf(b.Ref), b.Opened, b.Number, b.Office.String(), dayText(b.Day), booking.Clock(b.Minute), b.Errand, string(b.State), b.Name, refOrNil(b.Person),
		access.MaskPhone(b.Said.Phone),
	}
}

func (s *Server) bookingRoutes() {
	handle(s, route{method: http.MethodGet, path: "/errands", id: "listErrands", summary: "可以预约办什么", tag: "目录"}, s.listErrands)
	handle(s, route{method: http.MethodGet, path: "/offices/{code}/times", id: "listTimes", summary: "一个窗口哪些时间可以预约", tag: "服务", scope: machine.ReadService}, s.listTimes)
	handle(s, route{method: http.MethodGet, path: "/offices/{code}/bookings", id: "listBookings", summary: "一个窗口一天的预约", tag: "服务", scope: machine.ReadService, roles: clerks}, s.listBookings)
	handle(s, route{method: http.MethodGet, path: "/bookings/{county}/{id}", id: "getBooking", summary: "一个预约", tag: "服务", scope: machine.ReadService, roles: clerks}, s.getBooking)
	handle(s, route{method: http.MethodPost, path: "/bookings", id: "createBooking", summary: "代人预约", tag: "服务", scope: machine.WriteService, roles: clerks, status: http.StatusCreated}, s.createBooking)
	handle(s, route{method: http.MethodPost, path: "/bookings/{county}/{id}/cancel", id: "cancelBooking", summary: "取消预约", tag: "服务", scope: machine.WriteService, roles: clerks}, s.cancelBooking)
}

func (s *Server) listErrands(context.Context, *token.Caller, *struct{}) (Page[Errand], error) {
	out := Page[Errand]{Items: []Errand{}}
	for _, e := range s.Catalogue().Errands() {
		out.Items = append(out.Items, Errand{e.Name, e.Title, e.Level, e.Bring})
	}
	return out, nil
}

// OfficePath names a window by its division.
type OfficePath struct {
	Code string `path:"code" pattern:"^(?:[0-9]{6}([0-9]{3})?)$" patternDescription:"6或9位区划代码" maxLength:"9" doc:"县（市、区）或乡镇（街道）的窗口。"`
}

// office is the window a code names in this city.
func (s *Server) office(code string) (civil.Area, error) {
	area, err := civil.ParseArea(code)
	if err != nil || !s.City.Contains(area) || area.Level() != civil.County && area.Level() != civil.Township || !s.known(area) {
		return 0, missing()
	}
	return area, nil
}

func (s *Server) listTimes(ctx context.Context, _ *token.Caller, in *OfficePath) (Page[OfficeDay], error) {
	at, err := s.office(in.Code)
	if err != nil {
		return Page[OfficeDay]{}, err
	}
	days, err := s.Booking.Days(ctx, at)
	out := Page[OfficeDay]{Items: []OfficeDay{}}
	for _, d := range days {
		one := OfficeDay{dayText(d.Day), d.Why, []OfficeTime{}}
		for _, t := range d.Times {
			one.Times = append(one.Times, OfficeTime{t.Clock(), t.Minutes, t.Seats, max(0, t.Seats-t.Taken)})
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}

type bookingsIn struct {
	OfficePath
	DayQuery
}

func (s *Server) listBookings(ctx context.Context, c *token.Caller, in *bookingsIn) (Page[Booking], error) {
	at, err := s.office(in.Code)
	if err != nil {
		return Page[Booking]{}, err
	}
	day, err := in.day(c.Today())
	if err != nil {
		return Page[Booking]{}, err
	}
	found, err := s.Booking.OfDay(ctx, c.Who(), at, day)
	if err != nil {
		return Page[Booking]{}, err
	}
	out := Page[Booking]{Items: []Booking{}}
	var people []register.Ref
	for _, b := range found {
		out.Items, people = append(out.Items, bookingOf(b)), append(people, b.Person)
	}
	if err := s.look(ctx, c, "booking", people...); err != nil {
		return Page[Booking]{}, err
	}
	return out, nil
}

func (s *Server) getBooking(ctx context.Context, c *token.Caller, in *RefPath) (Booking, error) {
	b, err := s.Booking.Get(ctx, c.Who(), in.ref())
	if err != nil {
		return Booking{}, err
	}
	return bookingOf(b), s.look(ctx, c, "booking", b.Person)
}

// BookingIn is an appointment that is wanted.
type BookingIn struct {
	Office   string `json:"office" pattern:"^(?:[0-9]{6}([0-9]{3})?)$" patternDescription:"6或9位区划代码" maxLength:"9"`
	Day      string `json:"day" format:"date"`
	Time     string `json:"time" pattern:"^(?:[0-2][0-9]:[0-5][0-9])$" patternDescription:"09:30这样的时间" maxLength:"5"`
	Errand   string `json:"errand" minLength:"1" maxLength:"64"`
	Name     string `json:"name" minLength:"1" maxLength:"50"`
	IDNumber string `json:"id_number,omitempty" maxLength:"20" doc:"知道的写上，与姓名一起核对。"`
	Phone    string `json:"phone,omitempty" maxLength:"30" doc:"收提醒短信用。"`
	Note     string `json:"note,omitempty" maxLength:"100"`
}

type createBookingIn struct {
	OnceKey
	Body BookingIn
}

func (s *Server) createBooking(ctx context.Context, c *token.Caller, in *createBookingIn) (Booking, error) {
	return onlyOnce(ctx, s, c, "createBooking", in.Key, in.Body, func() (out Booking, err error) {
		b := &in.Body
		o := booking.Order{Errand: b.Errand, Name: b.Name, Said: booking.Said{Phone: b.Phone, Note: b.Note}, Channel: "api", Once: in.Key}
		if o.Office, err = s.place(c, b.Office); err != nil {
			return out, err
		}
		if o.Day, err = civil.ParseDate(b.Day); err != nil {
			return out, err
		}
		clock, err := time.Parse("15:04", b.Time)
		if err != nil {
			return out, civil.Refuse("booking_time", "time应是09:30这样的时间，请从/offices/{code}/times里选。")
		}
		o.Minute = clock.Hour()*60 + clock.Minute()
		if o.Person, err = s.identified(ctx, c, b.IDNumber, b.Name); err != nil {
			return out, err
		}
		made, err := s.Booking.Book(ctx, c.Who(), o)
		if err != nil {
			return out, err
		}
		return bookingOf(made), nil
	})
}

type cancelIn struct {
	RefPath
	OnceKey
	Body struct {
		Seen int64 `json:"seen" minimum:"1" doc:"读到的version。"`
	}
}

func (s *Server) cancelBooking(ctx context.Context, c *token.Caller, in *cancelIn) (Done, error) {
	return onlyOnce(ctx, s, c, "cancelBooking "+in.County+"/"+in.ID, in.Key, in.Body, func() (Done, error) {
		return Done{true}, s.Booking.Cancel(ctx, c.Who(), booking.Change{Booking: in.ref(), Seen: in.Body.Seen})
	})
}
