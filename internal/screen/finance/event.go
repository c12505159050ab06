package finance

import (
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Events lists what happened to people in pay, what waits for a decision first.
func (p *Pages) Events(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Pay.EventDesks(r.Context(), office.Code(county), "")
	if err != nil {
		return screen.Answer{}, err
	}
	names, err := p.payees(r, nil)
	if err != nil {
		return screen.Answer{}, err
	}
	v := moneyView{
		Frame: office.Frame(r, "死亡、迁出等变动"), Others: p.countyTabs(r, "/money/events", county),
		Head: part.Head{Title: p.s.Desk.Place(county) + "领款人的变动", Lead: "没有等决定的变动。", Back: part.Link{Text: "发放批次", Path: "/pay?county=" + office.Code(county)}},
	}
	open := part.Table{Caption: "等决定的", Keys: true, Empty: "没有等决定的变动。", Columns: eventColumns}
	done := part.Table{Caption: "已决定的", Keys: true, Empty: "还没有决定过的变动。", Columns: eventColumns}
	for i := range list {
		e := &list[i]
		t := &done
		if e.State == pay.EventOpen {
			t = &open
		}
		family := "—"
		if len(e.Freezes) > 0 {
			family = names.family(e.County, e.Freezes[0].Household)
		}
		t.Rows = append(t.Rows, part.Row{Path: eventPath(e.Event), Cells: cells(
			part.Text(family), part.Text(e.Kind.Title()), part.Text(format.Day(e.Day)), part.Text(stateOf(e)), part.Text(format.Count(len(e.Freezes))),
		)})
	}
	if n := len(open.Rows); n > 0 {
		v.Head.Lead = format.Count(n) + "条变动等决定，有关的钱已经冻结。"
	}
	v.Tables = []part.Table{open, done}
	return shown(v, nil)
}

var eventColumns = []part.Column{{Title: "家庭", Clamp: true}, {Title: "变动"}, {Title: "发生日期"}, {Title: "情况"}, {Title: "待遇", Unit: "项", Number: true}}

func eventPath(e *pay.Event) string { return "/money/event/" + e.County + "/" + e.ID }

// stateOf is how an event stands, in words.
func stateOf(e *pay.EventDesk) string {
	if e.State == pay.EventOpen {
		for _, f := range e.Freezes {
			if f.State == pay.Freezing {
				return "已冻结，待决定"
			}
		}
		return "照发，待复核"
	}
	return e.Outcome.Title()
}

// event reads the one a path names, of a county the visitor covers.
func (p *Pages) event(r *screen.Request) (*pay.EventDesk, error) {
	county, err := p.county(r)
	if err != nil {
		return nil, err
	}
	return p.s.Pay.EventDesk(r.Context(), office.Code(county), r.PathValue("event"))
}

// Event shows one, with the decision it waits for.
func (p *Pages) Event(r *screen.Request) (screen.Answer, error) { return p.showEvent(r, "", nil) }

func (p *Pages) showEvent(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	e, err := p.event(r)
	if err != nil {
		return screen.Answer{}, err
	}
	household := register.Ref{County: e.County}
	if len(e.Freezes) > 0 {
		household.ID = e.Freezes[0].Household
	}
	people := p.people(r, household)
	name := nameOf(people, e.Person)
	v := moneyView{
		Frame: office.Frame(r, e.Kind.Title()),
		Head:  part.Head{Title: name + "：" + e.Kind.Title(), Lead: stateOf(e) + "。", Back: part.Link{Text: "领款人的变动", Path: "/money/events?county=" + e.County}},
		Pairs: []part.Pair{
			{Key: "发生日期", Value: format.Day(e.Day)}, {Key: "依据", Value: e.Reference}, {Key: "来源", Value: sourceWords(e.Source)}, {Key: "说明", Value: firstOf(e.Note, "没有")},
		},
	}
	if e.State != pay.EventOpen {
		v.Pairs = append(v.Pairs, part.Pair{Key: "决定", Value: e.Outcome.Title()}, part.Pair{Key: "理由", Value: e.Words})
	}
	t := part.Table{Caption: "有关的待遇", Columns: []part.Column{{Title: "待遇"}, {Title: "情况"}, {Title: "按规定从哪个月不再发"}, {Title: "关系"}}}
	for _, f := range e.Freezes {
		first, role := "没有规定", "家庭成员之一"
		if f.First != 0 {
			first = format.Month(f.First)
		}
		switch {
		case f.Alone:
			role = "只有他本人享受"
		case f.Payee:
			role = "由他领款"
		}
		t.Rows = append(t.Rows, part.Row{Path: back(household).Path, Cells: cells(part.Text(p.programme(f.Programme)), part.Text(f.State.Title()), part.Text(first), part.Text(role))})
	}
	v.Tables = []part.Table{t}
	if e.State == pay.EventOpen {
		v.Acts = []moneyAct{settleAct(r, e, people)}
	}
	v.refused(r, message, fieldOf(refusal, map[string]string{"pay_reason_missing": "words", "pay_event_outcome": "outcome", "pay_event_new_payee": "payee"}))
	return shown(v, refusal)
}

// settleAct is the form of the decision.
func settleAct(r *screen.Request, e *pay.EventDesk, people []part.Choice) moneyAct {
	outcome := part.Field{Kind: part.RadioField, Name: "outcome", Label: "怎样决定"}
	for _, o := range []struct {
		outcome pay.Outcome
		hint    string
	}{
		{pay.Stop, "本人的待遇停发，停发月份以后已经发出的算多发，要追回。"}, {pay.GoOn, "冻结的钱下一批次补发。"},
		{pay.NewPayee, "家里其他人还享受，换一个人领款。"}, {pay.Mistake, "没有这回事，或者不是这个人，冻结的钱下一批次补发。"},
	} {
		outcome.Choices = append(outcome.Choices, part.Choice{Value: string(o.outcome), Text: o.outcome.Title(), Hint: o.hint})
	}
	from := part.Field{Kind: part.SelectField, Name: "from", Label: "停发的，从哪个月起", Optional: true, Choices: append([]part.Choice{{Value: "", Text: "按规定"}}, monthChoices(r.Today(), 2, 24)...)}
	payee := part.Field{Kind: part.SelectField, Name: "payee", Label: "换领款人的，由谁领款", Optional: true, Choices: []part.Choice{{Value: "", Text: "不换"}}}
	for _, c := range people {
		if c.Value != e.Person.String() {
			payee.Choices = append(payee.Choices, c)
		}
	}
	words := part.Field{Kind: part.LongField, Name: "words", Label: "理由", Hint: "家庭会看到这句话。"}
	return act("决定", "", eventPath(e.Event)+"/settle", outcome, from, payee, words)
}

// SettleEvent carries a decision out.
func (p *Pages) SettleEvent(r *screen.Request) (screen.Answer, error) {
	e, err := p.event(r)
	if err != nil {
		return screen.Answer{}, err
	}
	from, err := monthOf(r, "from")
	if err == nil {
		ruling := pay.Ruling{Outcome: pay.Outcome(r.Text("outcome")), From: from, Words: r.Text("words")}
		if text := r.Text("payee"); text != "" {
			ruling.Payee = refOf(text)
		}
		_, err = p.s.Pay.SettleEvent(r.Context(), r.Visitor.Actor, e.County, e.ID, ruling)
	}
	if err == nil {
		return screen.See("%s", eventPath(e.Event))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showEvent(r, message, err) })
}

// NewEvent is the form with which a clerk tells what happened to somebody of a family.
func (p *Pages) NewEvent(r *screen.Request) (screen.Answer, error) { return p.showNewEvent(r, "", nil) }

func (p *Pages) showNewEvent(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	ref, _, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	kind := part.Field{Kind: part.RadioField, Name: "kind", Label: "发生了什么"}
	for _, one := range p.s.Pay.EventRules(ref.County, r.Today()) {
		hint := "当日冻结还没有发出的钱，等决定。"
		if !one.Freezes {
			hint = "不冻结，家庭要复核。"
		}
		kind.Choices = append(kind.Choices, part.Choice{Value: string(one.Kind), Text: one.Kind.Title(), Hint: hint})
	}
	people := p.people(r, ref)
	v := moneyView{
		Frame: office.Frame(r, "登记变动"), Head: part.Head{Title: "登记变动", Lead: "死亡、迁出这样的变动，当日冻结还没有发出的钱。", Back: back(ref)},
		Acts: []moneyAct{act("登记", "", r.URL.Path,
			part.Field{Kind: part.SelectField, Name: "person", Label: "谁", Choices: people, Value: only(people)}, kind,
			part.Field{Kind: part.DayField, Name: "day", Label: "发生日期"},
			part.Field{Kind: part.TextField, Name: "reference", Label: "依据", Hint: "证明的名称和编号，或者是谁报告的。"},
			part.Field{Kind: part.LongField, Name: "note", Label: "说明", Optional: true},
		)},
	}
	v.refused(r, message, fieldOf(refusal, map[string]string{"pay_event_kind": "kind", "pay_event_person": "person", "pay_event_day": "day", "date": "day", "pay_event_reference": "reference"}))
	return shown(v, refusal)
}

// Report puts down what a clerk tells.
func (p *Pages) Report(r *screen.Request) (screen.Answer, error) {
	ref, _, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var e *pay.Event
	day, err := civil.ParseDate(r.Text("day"))
	if err != nil {
		err = civil.Refuse("pay_event_day", "请填写发生日期，如2025-07-01。")
	} else {
		h := pay.Happening{Person: refOf(r.Text("person")), Kind: pay.EventKind(r.Text("kind")), Day: day, Source: "clerk", Reference: r.Text("reference"), Note: r.Text("note")}
		e, err = p.s.Pay.Report(r.Context(), r.Visitor.Actor, ref.County, h)
	}
	switch {
	case err == nil && e != nil:
		return screen.See("%s", eventPath(e))
	case err == nil:
		err = &civil.Error{Kind: civil.Conflict, Code: "pay_event_nobody", Message: "这个人现在没有在本县（市、区）领取待遇，没有什么要冻结。"}
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showNewEvent(r, message, err) })
}

// sourceWords say who told of an event.
func sourceWords(source string) string {
	if source == "clerk" {
		return "工作人员登记"
	}
	return "部门数据比对"
}
