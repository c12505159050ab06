package finance

import (
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Overlaps lists people who would be paid by two benefits that do not go together.
func (p *Pages) Overlaps(r *screen.Request) (screen.Answer, error) { return p.showOverlaps(r, "", nil) }

func (p *Pages) showOverlaps(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	code := office.Code(county)
	list, err := p.s.Pay.OverlapDesk(r.Context(), code, "")
	if err != nil {
		return screen.Answer{}, err
	}
	names, err := p.payees(r, nil)
	if err != nil {
		return screen.Answer{}, err
	}
	v := moneyView{
		Frame: office.Frame(r, "重复享受"), Others: p.countyTabs(r, "/money/overlaps", county),
		Head: part.Head{Title: p.s.Desk.Place(county) + "重复享受", Lead: "没有待处理的。编制清单以前会跨县（市、区）、跨待遇比对一次。", Back: part.Link{Text: "发放批次", Path: "/pay?county=" + code}},
	}
	columns := []part.Column{{Title: "家庭", Clamp: true}, {Title: "冻结的待遇"}, {Title: "月金额", Unit: "元", Number: true}, {Title: "为什么"}, {Title: "依据"}, {Title: "情况"}}
	open := part.Table{Caption: "待处理", Keys: true, Empty: "没有待处理的。", Columns: columns}
	done := part.Table{Caption: "处理过的", Keys: true, Empty: "还没有处理过的。", Columns: columns}
	for _, o := range list {
		t := &done
		name := names.family(o.County, o.Household)
		if o.State == pay.OverlapOpen {
			t = &open
			v.Acts = append(v.Acts, overlapAct(r, o, name+"："+p.programme(o.Programme)))
		}
		t.Rows = append(t.Rows, part.Row{Path: "/pay/family/" + o.County + "/" + o.Household, Cells: cells(
			part.Text(name), part.Text(p.programme(o.Programme)), part.Amount(o.Amount), part.Text(o.Why(p.programme)), part.Text(o.Source), part.Text(firstOf(o.State.Title()+" "+o.Words, "")),
		)})
	}
	if n := len(open.Rows); n > 0 {
		v.Head.Lead = format.Count(n) + "项待遇与另一项不能同享，已经冻结，等人处理。"
	}
	v.Tables = []part.Table{open, done}
	v.refused(r, message, fieldOf(refusal, map[string]string{"pay_reason_missing": "words", "pay_overlap_choice": "choice"}))
	return shown(v, refusal)
}

// overlapAct is the form of a decision about one.
func overlapAct(r *screen.Request, o *pay.Overlap, title string) moneyAct {
	a := act(title, "", "/money/overlap/"+o.County+"/"+o.ID,
		part.Field{Kind: part.RadioField, Name: "choice", Label: "怎样处理", Choices: []part.Choice{
			{Value: "stop", Text: "停发这一项", Hint: "从选的月份起不再发，已经发出的算多发。"}, {Value: "keep", Text: "可以同享", Hint: "例如已按差额核定；金额一变会再比对。"}}},
		part.Field{Kind: part.SelectField, Name: "from", Label: "停发的，从哪个月起", Optional: true, Choices: monthChoices(r.Today(), 2, 24), Value: r.Today().Month().String()},
		part.Field{Kind: part.LongField, Name: "words", Label: "理由"})
	a.Form.Button = "办理"
	return a
}

// ResolveOverlap carries a decision out.
func (p *Pages) ResolveOverlap(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	from, err := monthOf(r, "from")
	switch choice := r.Text("choice"); {
	case err != nil:
	case choice == "keep":
		from = 0
	case choice == "stop" && from == 0:
		from = r.Today().Month()
	case choice != "stop":
		err = civil.Refuse("pay_overlap_choice", "请选择停发这一项，还是可以同享。")
	}
	if err == nil {
		err = p.s.Pay.ResolveOverlap(r.Context(), r.Visitor.Actor, office.Code(county), r.PathValue("overlap"), from, r.Text("words"))
	}
	if err == nil {
		return screen.See("/money/overlaps?county=%s", office.Code(county))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showOverlaps(r, message, err) })
}
