package device

import (
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/rental"
)

// title is a device in words.
func (p *Pages) title(device string) string {
	if d := p.s.Catalogue().Device(device); d != nil {
		return d.Title
	}
	return device
}

func (p *Pages) deviceChoices() (list []part.Choice) {
	for _, d := range p.s.Catalogue().Devices() {
		list = append(list, part.Choice{Value: d.Name, Text: d.Title})
	}
	return list
}

// orderChip is how an order stands.
func orderChip(o *rental.Order, today civil.Date) templ.Component {
	switch {
	case o.Overdue(today):
		return part.Status(format.Over, "超期未还")
	case o.State == rental.Settled:
		return part.Status(format.Done, o.State.Title())
	case o.State == rental.Unfit || o.State == rental.Cancelled:
		return part.Status(format.Paused, o.State.Title())
	}
	return part.Status(format.Working, o.State.Title())
}

// Devices lists orders and what the points have.
func (p *Pages) Devices(r *screen.Request) (screen.Answer, error) {
	v, err := p.devices(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) devices(r *screen.Request) (view, error) {
	county, err := p.county(r)
	if err != nil {
		return view{}, err
	}
	code := office.Code(county)
	orders, next, err := p.s.Rental.List(r.Context(), r.Who(), county, rental.State(r.Text("state")), r.Text("after"))
	if err != nil {
		return view{}, err
	}
	items, err := p.s.Rental.Items(r.Context(), r.Who(), county)
	if err != nil {
		return view{}, err
	}
	v := view{
		Frame: office.Frame(r, "辅具租赁"), Done: map[string]string{"add": "已登记辅具。", "mark": "已更改。", "ask": "已登记租赁申请。"}[r.FormValue("done")],
		Head: part.Head{Title: "康复辅助器具租赁", Lead: "先评估适合不适合，再领取；归还时从押金里结清。", Action: part.Link{Text: "登记租赁申请", Path: "/devices/new"}},
	}
	v.Frame.Path = "/devices"
	if r.Visitor.Plays(statements...) {
		v.Head.More = []part.Link{{Text: "补贴结算单", Path: "/devices/statement?county=" + code}}
	}
	if next != "" {
		v.Head.More = append(v.Head.More, part.Link{Text: "后面的订单", Path: "/devices?county=" + code + "&after=" + next})
	}
	table, err := p.orders(r, orders)
	if err != nil {
		return view{}, err
	}
	v.Tables = []part.Table{table, p.stock(items)}
	v.Forms = p.stockForms(r, county, items)
	return v, nil
}

// orders lists orders; who is named is written down as looked at.
func (p *Pages) orders(r *screen.Request, list []*rental.Order) (part.Table, error) {
	t := part.Table{Caption: "订单", Keys: true, Empty: "还没有人租。", Columns: []part.Column{
		{Title: "编号"}, {Title: "姓名", Clamp: true}, {Title: "租什么"}, {Title: "租赁点", Clamp: true}, {Title: "状态"}, {Title: "租到"},
	}}
	var people []register.Ref
	for _, o := range list {
		people = append(people, o.Person)
		until := "—"
		if o.Until != 0 {
			until = format.ShortDay(o.Until)
		}
		t.Rows = append(t.Rows, part.Row{Path: "/devices/" + o.County + "/" + o.ID, Cells: cells(part.Text(o.Number), part.Text(format.Name(o.Name)), part.Text(p.title(o.Device)),
			part.Text(p.s.Desk.Place(o.Division)), orderChip(o, r.Today()), part.Text(until))})
	}
	return t, p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "rental")
}

func (p *Pages) stock(items []*rental.Item) part.Table {
	t := part.Table{Caption: "辅具", Empty: "还没有登记辅具。", Columns: []part.Column{{Title: "辅具"}, {Title: "编号"}, {Title: "租赁点", Clamp: true}, {Title: "状态"}}}
	for _, i := range items {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(p.title(i.Device)), part.Text(i.Serial), part.Text(p.s.Desk.Place(i.Division)), part.Text(rental.StateTitles[i.State]))})
	}
	return t
}

func (p *Pages) stockForms(r *screen.Request, county civil.Area, items []*rental.Item) []form {
	action := "/devices?county=" + office.Code(county)
	forms := []form{{
		Name: "add", Title: "登记辅具入库", Form: part.Form{Action: action, Once: screen.NewOnce(), Button: "登记"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "device", Label: "辅具", Value: r.Text("device"), Choices: p.deviceChoices()},
			{Name: "serial", Label: "编号", Value: r.Typed("serial")},
			{Kind: part.SelectField, Name: "division", Label: "租赁点", Value: r.Text("division"), Choices: p.towns(r, county)},
		},
	}}
	var choices []part.Choice
	for _, i := range items {
		if i.State != rental.Out {
			choices = append(choices, part.Choice{Value: i.County + "/" + i.ID, Text: p.title(i.Device) + " " + i.Serial + "（" + rental.StateTitles[i.State] + "）"})
		}
	}
	if len(choices) == 0 {
		return forms
	}
	return append(forms, form{
		Name: "mark", Title: "维修、报废", Form: part.Form{Action: action, Once: screen.NewOnce(), Button: "更改"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "item", Label: "哪一件", Value: r.Text("item"), Choices: choices},
			{Kind: part.RadioField, Name: "to", Label: "改成", Value: r.Text("to"), Choices: []part.Choice{{Value: rental.InStock, Text: "在库"}, {Value: rental.Repair, Text: "维修"}, {Value: rental.Retired, Text: "报废"}}},
		},
	})
}

// Stock enters a piece, or says how it is.
func (p *Pages) Stock(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	name := r.Text("form")
	switch name {
	case "add":
		at, _ := civil.ParseArea(r.Text("division")) // what is no place is refused by the desk
		err = p.s.Rental.Add(r.Context(), r.Who(), at, r.Text("device"), r.Text("serial"))
	case "mark":
		where, id, _ := strings.Cut(r.Text("item"), "/")
		err = p.s.Rental.Mark(r.Context(), r.Who(), register.Ref{County: where, ID: id}, r.Text("to"))
	default:
		return screen.Answer{}, office.Missing()
	}
	if err == nil {
		return screen.See("/devices?county=%s&done=%s", office.Code(county), name)
	}
	v, again := p.devices(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, name, err)
}

// NewOrder asks for whom and what.
func (p *Pages) NewOrder(r *screen.Request) (screen.Answer, error) {
	v, err := p.newOrder(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) newOrder(r *screen.Request) (view, error) {
	county, err := p.county(r)
	if err != nil {
		return view{}, err
	}
	return view{
		Frame: office.Frame(r, "登记租赁申请"), Head: part.Head{Title: "登记租赁申请", Back: part.Link{Text: "辅具租赁", Path: "/devices"}},
		Forms: []form{{
			Name: "ask", Title: "谁要租什么", Open: true, Form: part.Form{Action: "/devices/new", Once: screen.NewOnce(), Button: "登记"},
			Fields: append(whom(r),
				part.Field{Kind: part.NumberField, Name: "phone", Label: "电话", Value: r.Typed("phone"), Optional: true},
				part.Field{Kind: part.SelectField, Name: "device", Label: "租什么", Value: r.Text("device"), Choices: p.deviceChoices()},
				part.Field{Kind: part.SelectField, Name: "division", Label: "在哪里领取", Value: r.Text("division"), Choices: p.towns(r, county)},
				part.Field{Kind: part.LongField, Name: "need", Label: "为什么需要", Value: r.Typed("need")}),
		}},
	}, nil
}

// wish is what a form asks for.
func wish(r *screen.Request, once string) (w rental.Wish, err error) {
	w = rental.Wish{Device: r.Text("device"), Need: r.Text("need"), Once: once}
	w.Point, _ = civil.ParseArea(r.Text("division")) // what is no place is refused by the desk
	if r.Text("phone") != "" {
		if w.Phone, err = casework.Read(&phoneField, r.Text("phone")); err != nil {
			return w, civil.Refuse("rental_phone", "电话应是11位手机号，请核对。")
		}
	}
	return w, nil
}

// AskFor asks for somebody at a point.
func (p *Pages) AskFor(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	w, err := wish(r, once)
	if err == nil {
		var one *register.Person
		if one, err = p.identified(r); err == nil {
			w.Person, w.Name = one.Ref, one.Name
			var o *rental.Order
			if o, err = p.s.Rental.Ask(r.Context(), r.Who(), w); err == nil {
				return screen.See("/devices/%s/%s?done=ask", o.County, o.ID)
			}
		}
	}
	v, again := p.newOrder(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, "ask", err)
}
