package ledger

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// The two directions of a notice.
const (
	given = "in"
	taken = "back"
)

func (p *Pages) newAllotment(r *screen.Request) (formView, civil.Area, error) {
	county, err := p.county(r, treasury)
	if err != nil {
		return formView{}, 0, err
	}
	y := year(r)
	v := formView{
		Frame: office.Frame(r, "登记资金"),
		Head:  part.Head{Title: "登记资金", Lead: "由另一人对照文件确认以后入账。", Back: part.Link{Text: "资金", Path: fundsPath(county, y)}},
		Ask:   &part.Form{Action: "/funds/new?county=" + office.Code(county), Once: screen.NewOnce(), Button: "登记，送另一人确认"},
		Fields: []part.Field{
			{Kind: part.RadioField, Name: "direction", Label: "下达还是收回", Value: r.Text("direction"), Choices: []part.Choice{{Value: given, Text: "下达"}, {Value: taken, Text: "收回"}}},
			{Kind: part.SelectField, Name: "source", Label: "资金来源", Value: r.Text("source"), Choices: p.sources()},
			{Kind: part.TextField, Name: "year", Label: "预算年度", Value: strconv.Itoa(y)},
			{Kind: part.MoneyField, Name: "amount", Label: "金额", Value: r.Typed("amount")},
			{Kind: part.TextField, Name: "document", Label: "文号", Value: r.Typed("document"), Hint: "如通财社〔2025〕12号"},
			{Kind: part.DayField, Name: "day", Label: "文件日期", Value: r.Typed("day")},
		},
	}
	if v.Fields[0].Value == "" {
		v.Fields[0].Value = given
	}
	return v, county, nil
}

// NewAllotment asks for a notice that brings money.
func (p *Pages) NewAllotment(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.newAllotment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(formPage(v))
}

// Propose enters it.
func (p *Pages) Propose(r *screen.Request) (screen.Answer, error) {
	v, county, err := p.newAllotment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	amount, bad := money(r.Text("amount"))
	day, wrong := civil.ParseDate(r.Text("day"))
	switch {
	case bad != nil:
		v.Fields[3].Fault = "金额请填数字，如12345.60。"
	case wrong != nil:
		v.Fields[5].Fault = "请选择文件的日期。"
	default:
		a, err := p.s.Pay.ProposeAllotment(r.Context(), r.Visitor.Actor, pay.Allotment{
			County: office.Code(county), Source: r.Text("source"), Year: year(r), Amount: amount, Back: r.Text("direction") == taken,
			Document: r.Text("document"), Day: day,
		})
		if err == nil {
			return screen.See("%s", allotmentPath(a))
		}
		return again(v, err)
	}
	v.Frame.Faults = true
	return screen.Again(formPage(v))
}

func (p *Pages) allotment(r *screen.Request) (formView, *pay.Allotment, error) {
	county, err := p.county(r, readers)
	if err != nil {
		return formView{}, nil, err
	}
	a, err := p.s.Pay.Allotment(r.Context(), office.Code(county), r.PathValue("id"))
	if err != nil {
		return formView{}, nil, err
	}
	names := office.NamesOf(p.s)
	title := a.Source
	for _, s := range p.s.Pay.Sources() {
		if s.Name == a.Source {
			title = s.Title
		}
	}
	v := formView{
		Frame: office.Frame(r, a.Document),
		Head:  part.Head{Title: a.Document, Lead: direction(a) + format.Yuan(a.Amount), Back: part.Link{Text: "资金", Path: fundsPath(county, a.Year)}},
		Pairs: []part.Pair{
			{Key: "来源", Value: title}, {Key: "预算年度", Value: strconv.Itoa(a.Year) + "年"}, {Key: "文件日期", Value: format.Day(a.Day)},
			{Key: "状态", Content: stateOf(a)}, {Key: "登记", Value: names.Of(r.Context(), a.Proposer)},
		},
	}
	if a.Decider != "" {
		v.Pairs = append(v.Pairs, part.Pair{Key: "确认", Value: names.Of(r.Context(), a.Decider)})
	}
	if a.Words != "" {
		v.Pairs = append(v.Pairs, part.Pair{Key: "原因", Value: a.Words})
	}
	if a.State == pay.AllotmentProposed && a.Proposer != r.Visitor.Actor && r.Visitor.Plays(treasury...) {
		v.Ask = &part.Form{Action: allotmentPath(a), Once: screen.NewOnce(), Button: "对照文件无误，确认入账", Second: "不予确认", Value: "refuse"}
		v.Fields = []part.Field{{Kind: part.LongField, Name: "words", Label: "不予确认的原因", Value: r.Typed("words"), Optional: true}}
	}
	return v, a, nil
}

// Allotment shows a notice, and asks the second person.
func (p *Pages) Allotment(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.allotment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(formPage(v))
}

// Decide takes the second person's word.
func (p *Pages) Decide(r *screen.Request) (screen.Answer, error) {
	v, a, err := p.allotment(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if _, err := p.county(r, treasury); err != nil {
		return screen.Answer{}, err
	}
	if a.Decider == r.Visitor.Actor {
		return screen.See("%s", allotmentPath(a)) // sent twice, done once
	}
	if err := p.s.Pay.DecideAllotment(r.Context(), r.Visitor.Actor, a.County, a.ID, r.Text("act") != "refuse", r.Text("words")); err != nil {
		return again(v, err)
	}
	return screen.See("%s", allotmentPath(a))
}
