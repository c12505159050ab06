package device

import (
	"fmt"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/rental"
)

// Order shows an order with what comes next.
func (p *Pages) Order(r *screen.Request) (screen.Answer, error) {
	v, err := p.order(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(page(v))
}

func (p *Pages) order(r *screen.Request) (view, error) {
	o, err := p.s.Rental.Get(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return view{}, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{o.Person}, "rental"); err != nil {
		return view{}, err
	}
	v := view{
		Frame: office.Frame(r, o.Number), Head: part.Head{Title: format.Name(o.Name) + "：" + p.title(o.Device), Over: o.Number, Back: part.Link{Text: "辅具租赁", Path: "/devices?county=" + o.County}},
		Done: map[string]string{"ask": "已登记租赁申请。", "assess": "已登记评估。", "lend": "已登记领取，押金已入账。", "extend": "已续租。", "return": "已归还结清。", "cancel": "已取消。"}[r.FormValue("done")],
		Pairs: []part.Pair{
			{Key: "状态", Content: orderChip(o, r.Today())}, {Key: "租赁点", Value: p.place(o.Division)}, {Key: "电话", Value: format.Mask(access.Phone, o.Phone).Shown, Unknown: o.Phone == ""},
			{Key: "为什么需要", Value: o.Need},
		},
	}
	v.Pairs = append(v.Pairs, p.price(o)...)
	if v.Forms, err = p.steps(r, o); err != nil {
		return view{}, err
	}
	return v, nil
}

// price are the lines of what an order costs.
func (p *Pages) price(o *rental.Order) (list []part.Pair) {
	add := func(key, value string) { list = append(list, part.Pair{Key: key, Value: value}) }
	if o.Finding != "" {
		add("评估", o.Finding)
	}
	if o.Group != "" {
		group := o.Group
		if g := p.s.Catalogue().RentGroup(o.Group); g != nil {
			group = g.Title
		}
		add("属于", group)
		add("租金", "每月"+format.Yuan(o.Rent)+"，其中补贴"+format.Share(int(o.Share)))
		add("押金", format.Yuan(o.Deposit))
	}
	if o.LentOn != 0 {
		add("租期", format.Day(o.LentOn)+"到"+format.Day(o.Until)+"，"+fmt.Sprint(o.Months)+"个月")
	}
	if o.State == rental.Settled {
		add("归还", strings.TrimSpace(format.Day(o.BackOn)+" "+o.Condition))
		add("本人付", format.Yuan(o.Own)+"（含损坏"+format.Yuan(o.Damage)+"）")
		add("补贴付", format.Yuan(o.Subsidy))
		add("押金退还", format.Yuan(o.Back()))
		if o.More() > 0 {
			add("押金以外补交", format.Yuan(o.More()))
		}
	}
	return list
}

// steps are the forms of what can be done about an order now.
func (p *Pages) steps(r *screen.Request, o *rental.Order) ([]form, error) {
	post := func(button string) part.Form {
		return part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Seen: version(o.Opened), Button: button}
	}
	words := func(label string, optional bool) part.Field {
		return part.Field{Kind: part.LongField, Name: "words", Label: label, Value: r.Typed("words"), Optional: optional}
	}
	cancel := form{Name: "cancel", Title: "取消", Form: post("取消订单")}
	months := part.Field{Kind: part.NumberField, Name: "months", Label: "几个月", Unit: "个月", Value: r.Typed("months")}
	switch o.State {
	case rental.Asked:
		group := part.Field{Kind: part.RadioField, Name: "group", Label: "属于哪一类", Value: r.Text("group"), Optional: true}
		for _, g := range p.s.Catalogue().RentGroups() {
			group.Choices = append(group.Choices, part.Choice{Value: g.Name, Text: g.Title, Hint: g.Proof})
		}
		months.Optional = true
		fits := part.Field{Kind: part.RadioField, Name: "fits", Label: "适合吗", Value: r.Text("fits"), Choices: []part.Choice{{Value: "yes", Text: "适合"}, {Value: "no", Text: "不适合"}}}
		return []form{{Name: "assess", Title: "登记评估", Open: true, Form: post("登记评估"), Fields: []part.Field{fits, group, months, words("评估的情况", false)}}, cancel}, nil
	case rental.Fit:
		items, err := p.s.Rental.Items(r.Context(), r.Who(), o.Division)
		if err != nil {
			return nil, err
		}
		item := part.Field{Kind: part.SelectField, Name: "item", Label: "交给他的是哪一件", Value: r.Text("item"), Hint: "先收押金" + format.Yuan(o.Deposit) + "。"}
		for _, i := range items {
			if i.Device == o.Device && i.State == rental.InStock {
				item.Choices = append(item.Choices, part.Choice{Value: i.ID, Text: i.Serial})
			}
		}
		return []form{{Name: "lend", Title: "领取", Open: true, Form: post("已收押金，登记领取"), Fields: []part.Field{item}}, cancel}, nil
	case rental.Lent:
		damage := part.Field{Kind: part.MoneyField, Name: "damage", Label: "损坏赔偿", Value: r.Typed("damage"), Hint: "没有损坏填0。"}
		return []form{
			{Name: "return", Title: "归还结清", Open: true, Form: post("登记归还"), Fields: []part.Field{damage, words("归还时的情况", true)}},
			{Name: "extend", Title: "续租", Form: post("续租"), Fields: []part.Field{months}},
		}, nil
	}
	return nil, nil
}

// Step does something about an order.
func (p *Pages) Step(r *screen.Request) (screen.Answer, error) {
	if _, err := r.Once(); err != nil {
		return screen.Answer{}, err
	}
	name, ctx, who := r.Text("form"), r.Context(), r.Who()
	s := rental.Step{Order: refOf(r), Seen: seenOf(r), Words: r.Text("words")}
	var err error
	switch name {
	case "assess":
		if r.Text("fits") == "" {
			err = civil.Refuse("rental_fits", "请选择适合不适合。")
			break
		}
		err = p.s.Rental.Assess(ctx, who, s, r.Text("fits") == "yes", r.Text("group"), number(r.Text("months")))
	case "lend":
		err = p.s.Rental.Lend(ctx, who, s, r.Text("item"))
	case "extend":
		err = p.s.Rental.Extend(ctx, who, s, number(r.Text("months")))
	case "return":
		var damage civil.Fen
		if damage, err = civil.ParseYuan(strings.NewReplacer(",", "", "元", "", " ", "").Replace(r.Text("damage"))); err != nil {
			err = civil.Refuse("rental_damage", "损坏赔偿请填数字，如50.00；没有损坏填0。")
			break
		}
		err = p.s.Rental.Return(ctx, who, s, damage)
	case "cancel":
		err = p.s.Rental.Cancel(ctx, who, s)
	default:
		return screen.Answer{}, office.Missing()
	}
	if err == nil {
		return screen.Answer{Next: r.URL.Path + "?done=" + name}, nil
	}
	v, again := p.order(r)
	if again != nil {
		return screen.Answer{}, again
	}
	return refused(v, name, err)
}

// Statement is what the points of a county get in subsidies of a month.
func (p *Pages) Statement(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	month := r.Today().Month()
	if m, err := civil.ParseMonth(r.Text("month")); err == nil {
		month = m
	}
	list, sum, err := p.s.Rental.Statement(r.Context(), r.Who(), county, month)
	if err != nil {
		return screen.Answer{}, err
	}
	v := view{
		Frame: office.Frame(r, "补贴结算单"), Head: part.Head{Title: p.s.Desk.Place(county) + format.Month(month) + "辅具租赁补贴结算单", Lead: "共" + format.Count(len(list)) + "笔，" + format.Yuan(sum) + "。"},
		Choose: []part.Field{{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: office.Code(county), Choices: p.counties(r)}, {Name: "month", Label: "月份", Value: month.String(), Hint: "如2025-07"}},
	}
	t := part.Table{Caption: "归还结清的订单", Empty: "这个月没有要结算的补贴。", Columns: []part.Column{
		{Title: "编号"}, {Title: "租赁点"}, {Title: "辅具"}, {Title: "归还"}, {Title: "本人付", Unit: "元", Number: true}, {Title: "补贴付", Unit: "元", Number: true},
	}}
	for _, o := range list {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(o.Number), part.Text(p.s.Desk.Place(o.Division)), part.Text(p.title(o.Device)), part.Text(format.ShortDay(o.BackOn)), part.Amount(o.Own), part.Amount(o.Subsidy))})
	}
	v.Tables = []part.Table{t}
	return screen.Show(page(v))
}
