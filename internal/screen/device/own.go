package device

import (
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/station"
)

// self is the person the phone acts for, with where he lives.
func (p *Pages) self(r *screen.Request) (ref register.Ref, name string, home civil.Area, err error) {
	one, ok := r.Visitor.Acting()
	if !ok || r.Visitor.Only != "" {
		return ref, "", 0, office.Missing()
	}
	ref = register.Ref{County: one.County, ID: one.ID}
	home, err = p.s.Register.Responsible(r.Context(), ref)
	return ref, one.Name, home, err
}

// Equipment shows what can be lent and at what price, and one's own orders.
func (p *Pages) Equipment(r *screen.Request) (screen.Answer, error) {
	v, err := p.equipment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) equipment(r *screen.Request) (view, error) {
	ref, _, home, err := p.self(r)
	if err != nil {
		return view{}, err
	}
	v := view{
		Phone: true, Frame: r.Frame("租轮椅、护理床"), Head: part.Head{Title: "租轮椅、护理床", Lead: "有困难的人租金有补贴。先来人看看适合不适合，再领取。"},
		Done: map[string]string{"ask": "已收到，租赁点会联系您来评估。", "cancel": "已取消。"}[r.FormValue("done")],
	}
	v.Frame.Back = "/home"
	orders, err := p.s.Rental.Of(r.Context(), r.Who(), ref)
	if err != nil {
		return view{}, err
	}
	for _, o := range orders {
		v.Cards = append(v.Cards, p.orderCard(r, o))
	}
	stock, err := p.s.Rental.Stock(r.Context(), home.Township())
	if err != nil {
		return view{}, err
	}
	what := part.Field{Kind: part.RadioField, Name: "device", Label: "租什么", Value: r.Text("device")}
	for _, d := range p.s.Catalogue().Devices() {
		what.Choices = append(what.Choices, part.Choice{Value: d.Name, Text: d.Title, Hint: p.offer(r, d, service.Code(home), stock[d.Name])})
	}
	v.Forms = []form{{
		Name: "ask", Title: "我要租", Open: true, Form: part.Form{Action: "/equipment", Once: screen.NewOnce(), Button: "申请租用"},
		Fields: []part.Field{what,
			{Kind: part.LongField, Name: "need", Label: "为什么需要", Value: r.Typed("need")},
			{Kind: part.NumberField, Name: "phone", Label: "打哪个电话找您", Value: r.Typed("phone"), Optional: true, Complete: "tel"},
		},
	}}
	return v, nil
}

// offer is what a device costs today, and how many the point has.
func (p *Pages) offer(r *screen.Request, d *pack.Device, county string, stock int) string {
	rent, errRent := p.s.Catalogue().Money(d.Rent, county, r.Today())
	deposit, errDeposit := p.s.Catalogue().Money(d.Deposit, county, r.Today())
	if errRent != nil || errDeposit != nil {
		return d.Fits
	}
	return fmt.Sprintf("%s每月租金%s，押金%s。%s", d.Fits, format.Yuan(rent), format.Yuan(deposit), map[bool]string{true: "现在有。", false: "现在没有，可以先登记。"}[stock > 0])
}

func (p *Pages) orderCard(r *screen.Request, o *rental.Order) card {
	c := card{Title: p.title(o.Device), State: orderChip(o, r.Today()), Lines: []string{"编号 " + o.Number}}
	switch o.State {
	case rental.Fit:
		c.Lines = append(c.Lines, "评估适合。请带押金"+format.Yuan(o.Deposit)+"到"+p.place(o.Division)+"领取。")
	case rental.Unfit:
		c.Lines = append(c.Lines, "评估不适合："+o.Finding)
	case rental.Lent:
		c.Lines = append(c.Lines, "租到"+format.Day(o.Until)+"。用完请送回"+p.place(o.Division)+"，要续租请提前说。")
	case rental.Settled:
		c.Lines = append(c.Lines, "您付"+format.Yuan(o.Own)+"，补贴"+format.Yuan(o.Subsidy)+"，退押金"+format.Yuan(o.Back())+"。")
	}
	if o.State == rental.Asked || o.State == rental.Fit {
		c.Form = &part.Form{Action: "/equipment/" + o.County + "/" + o.ID, Once: screen.NewOnce(), Seen: version(o.Opened), Button: "不租了"}
	}
	return c
}

// Ask asks for a device for the person a phone acts for.
func (p *Pages) Ask(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, name, home, err := p.self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	w, err := wish(r, once)
	if err == nil {
		w.Point, w.Person, w.Name = home.Township(), ref, name
		if _, err = p.s.Rental.Ask(r.Context(), r.Who(), w); err == nil {
			return screen.See("/equipment?done=ask")
		}
	}
	v, again := p.equipment(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, "ask", err)
}

// CancelOwn gives one's own order up.
func (p *Pages) CancelOwn(r *screen.Request) (screen.Answer, error) {
	err := p.s.Rental.Cancel(r.Context(), r.Who(), rental.Step{Order: refOf(r), Seen: seenOf(r)})
	if err == nil {
		return screen.See("/equipment?done=cancel")
	}
	if _, kind, told := office.Told(err); !told || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	v, again := p.equipment(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, "", err)
}

// Rehab shows the stations of one's county, and one's own part.
func (p *Pages) Rehab(r *screen.Request) (screen.Answer, error) {
	ref, _, home, err := p.self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	stations, err := p.s.Stations.Stations(r.Context(), service.Code(home))
	if err != nil {
		return screen.Answer{}, err
	}
	mine, err := p.s.Stations.Of(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	v := view{Phone: true, Frame: r.Frame("精神障碍社区康复"), Head: part.Head{Title: "精神障碍社区康复", Lead: "想参加的，本人或监护人打站点电话，或者去站点签同意书。不参加也不影响别的待遇。"}}
	v.Frame.Back = "/home"
	for _, e := range mine {
		c := card{Title: "我参加的站点", State: part.Status(format.Done, "已结束"), Lines: []string{format.Day(e.Since) + "起参加。"}}
		if e.Active {
			c.State = part.Status(format.Working, "参加中")
		}
		for _, s := range stations {
			if s.ID == e.Station {
				c.Title = s.Name
			}
		}
		v.Cards = append(v.Cards, c)
	}
	for _, s := range stations {
		c := card{Title: s.Name, Lines: []string{levelTitles[s.Level] + "，" + p.place(s.Division) + " " + s.Address}}
		if s.Telephone != "" {
			c.Lines = append(c.Lines, "电话 "+s.Telephone)
		}
		if s.Level == station.Point && int64(s.Active) < s.Capacity {
			c.Lines = append(c.Lines, "还有名额。")
		}
		v.Cards = append(v.Cards, c)
	}
	if len(v.Cards) == 0 {
		v.Head.Lead = "本县（市、区）还没有登记站点，请打12345问一问。"
	}
	return screen.Show(page(v))
}
