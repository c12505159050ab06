package pricelink

import (
	"fmt"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/pay/pricelink"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// everywhere is the choice that stands for the whole region.
const everywhere = "all"

// way is how far a launch is.
func way(s pricelink.State) (list []part.StepWord) {
	states := []pricelink.State{pricelink.Launched, pricelink.Listed, pricelink.Handed}
	at := slices.Index(states, s)
	for i, title := range []string{"启动", "编制联合名单", "交发放"} {
		list = append(list, part.StepWord{Text: title, Done: i <= at, Now: i == at+1})
	}
	return list
}

// decided shows a month that is launched.
func (p *Pages) decided(r *screen.Request, proposal *pricelink.Proposal, v *monthView) error {
	l := v.launch
	counties := p.counties(r)
	v.Head.Title, v.Head.Lead, v.Way = l.Title(), l.State.Title()+"。", way(l.State)
	v.Words = l.Words
	if proposal.Digest != l.Digest {
		v.Changed = "启动以后，指数、标准或办法有更正，现在的测算和启动时不同：还没有交发放的可以撤回后重新启动。"
	}
	v.Pairs = []part.Pair{
		{Key: "应在什么时候前发放", Content: p.due(r, l)}, {Key: "谁启动", Value: l.Name + "，" + format.Moment(l.At)},
		{Key: "启动时测算", Value: whole(l.Persons) + "人，" + format.Yuan(l.Amount)},
	}
	if err := p.rolls(r, v); err != nil {
		return err
	}
	if err := p.sums(r, v, counties); err != nil {
		return err
	}
	return p.acts(r, v)
}

// rolls shows which departments have handed in their lists.
func (p *Pages) rolls(r *screen.Request, v *monthView) error {
	rolls, err := p.desk.Rolls(r.Context(), p.region(), v.launch.Month)
	if err != nil {
		return err
	}
	v.Rolls = part.Table{Caption: "部门名册", Columns: []part.Column{{Title: "对象类别"}, {Title: "部门"}, {Title: "范围"}, {Title: "人数", Number: true}, {Title: "没有读入", Number: true}, {Title: "谁登记"}}}
	profile := p.desk.Profile(v.launch)
	if profile == nil {
		return nil
	}
	mine := p.counties(r)
	for _, g := range profile.Groups {
		if g.Department == "" {
			continue
		}
		found := false
		for _, one := range rolls {
			if one.Group != g.Name || one.Place != "" && !slices.Contains(mine, one.Place) {
				continue
			}
			found = true
			place := "全市"
			if one.Place != "" {
				place = p.county(one.Place)
			}
			v.Rolls.Rows = append(v.Rolls.Rows, part.Row{Cells: cells(part.Text(g.Title), part.Text(g.Department), part.Text(place), part.Text(whole(one.Rows)),
				part.Text(format.Count(len(one.Refused))), part.Text(one.Name+"，"+format.Moment(one.At)))})
			for _, words := range one.Refused {
				v.Refused = append(v.Refused, g.Title+" "+words)
			}
		}
		if !found {
			v.Rolls.Rows = append(v.Rolls.Rows, part.Row{Cells: cells(part.Text(g.Title), part.Text(g.Department), part.Text("全市"), part.NoValue("还没有名册"), part.NoValue("还没有名册"), part.Text("没有登记，这类对象暂不在名单里"))})
		}
	}
	return nil
}

// sums shows the list by county and group, who was struck out, and what was paid.
func (p *Pages) sums(r *screen.Request, v *monthView, counties []string) error {
	l := v.launch
	if l.ListHash == "" {
		return nil
	}
	sums, err := p.desk.Sums(r.Context(), l, counties)
	if err != nil {
		return err
	}
	v.Sums = part.Table{Caption: "联合名单，一人一月只发一份", Empty: "名单上没有人。", Columns: []part.Column{{Title: "县（市、区）"}, {Title: "对象类别"}, {Title: "发放人数", Number: true}, {Title: "金额", Unit: "元", Number: true}, {Title: "去掉", Number: true}}}
	for _, g := range pricelink.GroupSums(sums) {
		row := part.Row{Cells: cells(part.Text(p.county(g.County)), part.Text(p.group(l, g.Group)), part.Text(whole(g.Persons)), part.Amount(g.Amount), part.Text(whole(g.Out)))}
		if r.Visitor.Plays(holders...) {
			row.Path = fmt.Sprintf("%s/people?county=%s&group=%s", monthPath(l.Month), g.County, g.Group)
		}
		v.Sums.Rows = append(v.Sums.Rows, row)
	}
	v.Struck = part.Table{Caption: "去掉的，按原因", Empty: "没有重复的人。", Columns: []part.Column{{Title: "原因"}, {Title: "人数", Number: true}}}
	for _, why := range pricelink.StruckReasons {
		var n int64
		for _, s := range sums {
			if s.Struck == why {
				n += s.Persons
			}
		}
		if n > 0 {
			v.Struck.Rows = append(v.Struck.Rows, part.Row{Cells: cells(part.Text(why.Title()), part.Text(whole(n)))})
		}
	}
	return p.outcomes(r, v, counties)
}

func (p *Pages) group(l *pricelink.Decided, name string) string {
	if profile := p.desk.Profile(l); profile != nil && profile.Group(name) != nil {
		return profile.Group(name).Title
	}
	return name
}

// outcomes shows what pay and the departments have paid.
func (p *Pages) outcomes(r *screen.Request, v *monthView, counties []string) error {
	l := v.launch
	if l.State != pricelink.Handed {
		return nil
	}
	list, err := p.desk.Outcomes(r.Context(), l, counties)
	if err != nil {
		return err
	}
	v.Outcomes = part.Table{Caption: "发放结果", Empty: "还没有结果。", Columns: []part.Column{{Title: "县（市、区）"}, {Title: "由谁发"}, {Title: "应发人数", Number: true}, {Title: "已到账人数", Number: true}, {Title: "已到账", Unit: "元", Number: true}, {Title: "情况"}}}
	for _, o := range list {
		row := part.Row{}
		by, state := "民政，发放批次", templ.Component(part.Text(o.State))
		if o.Run == "" {
			by, state = p.group(l, o.Group)+"，部门", part.Text("部门说"+format.Day(o.Day)+"已发。"+o.Note)
		} else if r.Visitor.Plays("finance", "county") {
			row.Path = "/pay/" + o.County + "/" + o.Run
		}
		row.Cells = cells(part.Text(p.county(o.County)), part.Text(by), part.Text(whole(o.Persons)), part.Text(whole(o.Paid)), part.Amount(o.Came), state)
		v.Outcomes.Rows = append(v.Outcomes.Rows, row)
	}
	return nil
}

// acts are what the visitor may do now, the next step first.
func (p *Pages) acts(r *screen.Request, v *monthView) error {
	l := v.launch
	path := monthPath(l.Month)
	chief, open := r.Visitor.Plays(chiefs...), l.State != pricelink.Handed
	again := act{ID: "list", Title: "重新编制名单", Words: "按现在在享的待遇和现在的名册重新编；没有变动的不改。", Form: part.Form{Action: path + "/list", Once: screen.NewOnce(), Button: "重新编制名单"}}
	switch {
	case chief && l.State == pricelink.Launched:
		again.Title, again.Form.Button = "编制联合名单", "编制联合名单"
		again.Words = "从在享的待遇和部门名册里取人，一人只留一份。名册可以先登记，也可以以后登记再编一次。"
		v.Acts = append(v.Acts, again)
	case chief && l.State == pricelink.Listed:
		v.Acts = append(v.Acts, act{ID: "hand", Title: "交发放", Words: "我们的对象按县（市、区）各成一个发放批次，由财务复核、两人签发；部门的对象导出名单交部门发。交了以后名单不能再改。",
			Form: part.Form{Action: path + "/hand", Once: screen.NewOnce(), Seen: l.ListHash, Button: "交发放"}}, again)
	}
	places := p.desk.RollPlaces(r.Who(), p.region())
	if r.Visitor.Plays(takers...) && len(places) > 0 {
		if open {
			v.Acts = append(v.Acts, p.rollAct(r, l, places))
		} else {
			v.Acts = append(v.Acts, p.resultAct(r, l, places))
		}
		if l.ListHash != "" {
			v.Acts = append(v.Acts, act{ID: "export", Title: "导出给部门的名单", Words: "有姓名和身份证号，只交给发放的部门；谁导出过有记录。",
				Form: part.Form{Action: path + "/export", Once: screen.NewOnce(), Button: "导出"}, Fields: []part.Field{p.groupField(r, l, "export_group")}})
		}
	}
	if chief && open {
		v.Acts = append(v.Acts, act{ID: "withdraw", Title: "撤回", Words: "撤回以后名单作废，谁的钱都没有发；可以重新启动。", Form: part.Form{Action: path + "/withdraw", Once: screen.NewOnce(), Button: "撤回"},
			Fields: []part.Field{{Kind: part.LongField, Name: "reason", Label: "撤回的原因", Value: r.Typed("reason")}}})
	}
	return nil
}

// groupField asks for a group of a department.
func (p *Pages) groupField(r *screen.Request, l *pricelink.Decided, name string) part.Field {
	f := part.Field{Kind: part.SelectField, Name: name, Label: "对象类别", Value: r.Typed(name)}
	if profile := p.desk.Profile(l); profile != nil {
		for _, g := range profile.Groups {
			if g.Department != "" {
				f.Choices = append(f.Choices, part.Choice{Value: g.Name, Text: g.Title})
			}
		}
	}
	return f
}

func (p *Pages) placeField(r *screen.Request, name string, places []string) part.Field {
	f := part.Field{Kind: part.SelectField, Name: name, Label: "县（市、区）", Value: r.Typed(name)}
	for _, code := range places {
		if code == "" {
			f.Choices = append(f.Choices, part.Choice{Value: everywhere, Text: "全市，名册里有“县区”一列"})
			continue
		}
		f.Choices = append(f.Choices, part.Choice{Value: code, Text: p.county(code)})
	}
	return f
}

func (p *Pages) rollAct(r *screen.Request, l *pricelink.Decided, places []string) act {
	return act{ID: "roll", Title: "登记部门名册", Words: "同一类别、同一范围再登记的，以后一份为准。身份证号加密保存，页面上不显示。",
		Form: part.Form{Action: monthPath(l.Month) + "/roll", Once: screen.NewOnce(), Button: "登记名册", Files: true}, Fields: []part.Field{
			p.groupField(r, l, "group"), p.placeField(r, "place", places),
			{Kind: part.FileField, Name: "file", Label: "名册文件", Hint: "CSV，要有“姓名”“身份证号”，全市的还要有“县区”"},
		}}
}

func (p *Pages) resultAct(r *screen.Request, l *pricelink.Decided, places []string) act {
	if places[0] == "" {
		places = places[1:]
	}
	day := r.Typed("paid_day")
	if day == "" {
		day = r.Today().String()
	}
	return act{ID: "result", Title: "登记部门的发放结果", Words: "少于名单的要写明原因；多于名单的不能登记。",
		Form: part.Form{Action: monthPath(l.Month) + "/result", Once: screen.NewOnce(), Button: "登记结果"}, Fields: []part.Field{
			p.groupField(r, l, "paid_group"), p.placeField(r, "paid_county", places),
			{Kind: part.NumberField, Name: "paid_persons", Label: "发放人数", Value: r.Typed("paid_persons")},
			{Kind: part.MoneyField, Name: "paid_amount", Label: "发放金额", Value: r.Typed("paid_amount")},
			{Kind: part.DayField, Name: "paid_day", Label: "发放日期", Value: day},
			{Kind: part.TextField, Name: "paid_note", Label: "少于名单的原因", Value: r.Typed("paid_note"), Optional: true},
		}}
}
