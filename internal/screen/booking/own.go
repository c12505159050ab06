package booking

import (
	"errors"
	"net/url"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/booking"
)

// mineView are a family's appointments.
type mineView struct {
	Frame layout.Frame
	Done  string
	List  []card
}

// card is one appointment.
type card struct {
	When, Where, What, Bring, Number, Path string
	State                                  booking.State
}

// self is the person the phone acts for.
func self(r *screen.Request) (register.Ref, string, error) {
	one, ok := r.Visitor.Acting()
	if !ok || r.Visitor.Only != "" {
		return register.Ref{}, "", office.Missing()
	}
	return register.Ref{County: one.County, ID: one.ID}, one.Name, nil
}

func frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	return f
}

// Mine lists the appointments of the person a phone acts for.
func (p *Pages) Mine(r *screen.Request) (screen.Answer, error) {
	ref, _, err := self(r)
	if err != nil {
		return screen.Answer{Next: "/persons"}, nil
	}
	list, err := p.s.Booking.Of(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	v := mineView{Frame: frame(r, "预约去窗口", "/home")}
	v.Done = map[string]string{"book": "已预约，短信会提醒您。", "move": "已改约。", "cancel": "已取消。"}[r.FormValue("done")]
	for _, b := range list {
		v.List = append(v.List, p.card(r, b))
	}
	return screen.Show(minePage(v))
}

func (p *Pages) card(r *screen.Request, b *booking.Booking) card {
	title, bring := p.errand(b.Errand)
	c := card{When: format.NearDay(b.Day, r.Today()) + " " + booking.Clock(b.Minute), Where: p.place(b.Office), What: title, Bring: bring, Number: b.Number, State: b.State}
	if b.State == booking.Booked {
		c.Path = "/booking/" + b.County + "/" + b.ID
	}
	return c
}

// New asks what for, and then when.
func (p *Pages) New(r *screen.Request) (screen.Answer, error) {
	v, err := p.newView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(formPage(v))
}

func (p *Pages) newView(r *screen.Request) (formView, error) {
	ref, _, err := self(r)
	if err != nil {
		return formView{}, err
	}
	division, err := p.s.Register.Responsible(r.Context(), ref)
	if err != nil {
		return formView{}, err
	}
	v := formView{Frame: frame(r, "预约去窗口", "/booking"), Head: part.Head{Title: "去窗口办什么？"}, Get: true, Form: part.Form{Action: "/booking/new", Button: "下一步"}}
	errand := p.s.Catalogue().Errand(r.Text("errand"))
	if errand == nil {
		what := part.Field{Kind: part.RadioField, Name: "errand", Label: "办什么"}
		for _, e := range p.s.Catalogue().Errands() {
			what.Choices = append(what.Choices, part.Choice{Value: e.Name, Text: e.Title, Hint: "请带：" + e.Bring})
		}
		v.Fields = []part.Field{what}
		return v, nil
	}
	at := p.officeOf(r, division, errand.Level)
	times, err := p.times(r, at)
	if err != nil {
		return formView{}, err
	}
	v.Head = part.Head{Title: "什么时候来？", Lead: p.place(at) + "窗口，" + errand.Title + "。请带：" + errand.Bring}
	v.Get = false
	if len(times) == 0 {
		v.Fault, v.Form = "最近没有空的时间。请打12345，或者直接去窗口。", part.Form{}
		return v, nil
	}
	v.Form = part.Form{Action: "/booking/new?" + url.Values{"errand": {errand.Name}, "office": {at.String()}}.Encode(), Once: screen.NewOnce(), Button: "预约"}
	v.Fields = []part.Field{
		{Kind: part.SelectField, Name: "time", Label: "时间", Value: r.Text("time"), Choices: times},
		{Kind: part.NumberField, Name: "phone", Label: "提醒短信发到哪个手机", Value: r.Typed("phone"), Optional: true, Complete: "tel"},
	}
	return v, nil
}

// officeOf is the office somebody books at: the one he names if it is in his city, else
// that of where he lives.
func (p *Pages) officeOf(r *screen.Request, division civil.Area, level string) civil.Area {
	named, err := civil.ParseArea(r.Text("office"))
	if err == nil && p.s.City.Contains(named) && booking.Level(named) == level && named.Level() >= civil.County {
		return named
	}
	for _, at := range booking.Next(division) {
		if booking.Level(at) == level {
			return at
		}
	}
	return division.County()
}

// Book makes the appointment.
func (p *Pages) Book(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, name, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	at, err := civil.ParseArea(r.Text("office"))
	if err != nil {
		return screen.Answer{}, office.Missing()
	}
	order := booking.Order{Office: at, Errand: r.Text("errand"), Person: ref, Name: name, Channel: "phone", Once: once}
	if order.Said.Phone, err = phoneOf(r); err == nil {
		if order.Day, order.Minute, err = timeOf(r.Text("time")); err == nil {
			_, err = p.s.Booking.Book(r.Context(), r.Who(), order)
		}
	}
	if err == nil {
		return screen.See("/booking?done=book")
	}
	return p.refused(r, p.newView, err)
}

// refused shows a form again with why it was not taken, and with the times left.
func (p *Pages) refused(r *screen.Request, view func(*screen.Request) (formView, error), why error) (screen.Answer, error) {
	var told *civil.Error
	if !errors.As(why, &told) || told.Kind == civil.NotFound {
		return screen.Answer{}, why
	}
	v, err := view(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v.fault(fieldOf(told.Code), told.Message)
	return screen.Again(formPage(v))
}

// One shows an appointment, with moving and cancelling it.
func (p *Pages) One(r *screen.Request) (screen.Answer, error) {
	v, err := p.oneView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(formPage(v))
}

func (p *Pages) oneView(r *screen.Request) (formView, error) {
	b, err := p.s.Booking.Get(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return formView{}, err
	}
	c := p.card(r, b)
	v := formView{
		Frame: frame(r, "我的预约", "/booking"), Head: part.Head{Title: c.When, Lead: c.Where + "窗口，" + c.What + "。", Over: c.Number},
		Pairs: []part.Pair{{Key: "状态", Content: stateChip(b.State)}, {Key: "请带", Value: c.Bring}},
	}
	if b.State != booking.Booked {
		return v, nil
	}
	times, err := p.times(r, b.Office)
	if err != nil {
		return formView{}, err
	}
	seen := strconv.FormatInt(b.Opened, 10)
	v.Form = part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Seen: seen, Button: "改约"}
	v.Fields = []part.Field{{Kind: part.SelectField, Name: "time", Label: "改到什么时候", Value: r.Text("time"), Choices: times}}
	v.More = &part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Seen: seen, Button: "取消这个预约"}
	return v, nil
}

// Alter moves or cancels it.
func (p *Pages) Alter(r *screen.Request) (screen.Answer, error) {
	change := booking.Change{Booking: refOf(r), Seen: seenOf(r)}
	if r.Text("act") == "cancel" {
		if err := p.s.Booking.Cancel(r.Context(), r.Who(), change); err != nil {
			return p.refused(r, p.oneView, err)
		}
		return screen.See("/booking?done=cancel")
	}
	day, minute, err := timeOf(r.Text("time"))
	if err == nil {
		err = p.s.Booking.Move(r.Context(), r.Who(), change, day, minute)
	}
	if err != nil {
		return p.refused(r, p.oneView, err)
	}
	return screen.See("/booking?done=move")
}
