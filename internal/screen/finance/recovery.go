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

// Recoveries lists what families agreed to pay back.
func (p *Pages) Recoveries(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Pay.RecoveryDesks(r.Context(), office.Code(county), r.Today())
	if err != nil {
		return screen.Answer{}, err
	}
	names, err := p.payees(r, nil)
	if err != nil {
		return screen.Answer{}, err
	}
	t := part.Table{Caption: "追回协议", Keys: true, Empty: "还没有追回协议。多发的钱在“多发的钱”里。", Columns: []part.Column{
		{Title: "家庭", Clamp: true}, {Title: "待遇"}, {Title: "协议"}, {Title: "约定", Unit: "元", Number: true}, {Title: "已收回", Unit: "元", Number: true},
		{Title: "还没收回", Unit: "元", Number: true}, {Title: "逾期", Unit: "元", Number: true}}}
	var left, late civil.Fen
	for _, s := range list {
		left, late = left+s.Outstanding, late+s.Overdue
		t.Rows = append(t.Rows, part.Row{Path: recoveryPath(s.Recovery), Cells: cells(
			part.Text(names.family(s.County, s.Household)), part.Text(p.programme(s.Programme)), part.Text(s.Number+" "+s.State.Title()),
			part.Amount(s.Total), part.Amount(s.Returned), part.Amount(s.Outstanding), part.Amount(s.Overdue),
		)})
	}
	v := moneyView{
		Frame: office.Frame(r, "追回协议"), Others: p.countyTabs(r, "/money/recoveries", county), Tables: []part.Table{t},
		Head: part.Head{Title: p.s.Desk.Place(county) + "追回协议", Lead: "还没收回" + format.Yuan(left) + "，其中逾期" + format.Yuan(late) + "。",
			Back: part.Link{Text: "多发的钱", Path: "/pay/overpaid?county=" + office.Code(county)}},
	}
	return shown(v, nil)
}

func recoveryPath(r *pay.Recovery) string { return "/money/recovery/" + r.County + "/" + r.ID }

// recovery reads the plan a path names, of a county the visitor covers.
func (p *Pages) recovery(r *screen.Request) (*pay.Statement, error) {
	county, err := p.county(r)
	if err != nil {
		return nil, err
	}
	return p.s.Pay.RecoveryDesk(r.Context(), office.Code(county), r.PathValue("recovery"), r.Today())
}

// Recovery shows a plan: what was agreed, what came, what is due.
func (p *Pages) Recovery(r *screen.Request) (screen.Answer, error) {
	return p.showRecovery(r, "", nil)
}

func (p *Pages) showRecovery(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	s, err := p.recovery(r)
	if err != nil {
		return screen.Answer{}, err
	}
	ref := register.Ref{County: s.County, ID: s.Household}
	offset := "不抵扣"
	if s.Offset > 0 {
		offset = "每月最多" + format.Yuan(s.Offset)
	}
	v := moneyView{
		Frame: office.Frame(r, "追回协议"),
		Head:  part.Head{Title: "追回协议 " + s.Number, Lead: "还没收回" + format.Yuan(s.Outstanding) + "，" + s.State.Title() + "。", Back: back(ref), More: statementLinks(ref)},
		Pairs: []part.Pair{
			{Key: "待遇", Value: p.programme(s.Programme)}, {Key: "签协议的人", Value: s.Debtor}, {Key: "协议日期", Value: format.Day(s.Day)},
			{Key: "约定收回", Value: format.Yuan(s.Total)}, {Key: "每期", Value: format.Yuan(s.Instalment)}, {Key: "从以后的待遇抵扣", Value: offset},
			{Key: "已收回", Value: format.Yuan(s.Returned)}, {Key: "已核销", Value: format.Yuan(s.Waived)}, {Key: "逾期", Value: format.Yuan(s.Overdue)},
		},
	}
	plan := part.Table{Caption: "分期", Empty: "没有还没到期的。", Columns: []part.Column{{Title: "期"}, {Title: "到期日"}, {Title: "应还", Unit: "元", Number: true}, {Title: "已还", Unit: "元", Number: true}, {Title: "情况"}}}
	for _, one := range s.Instalments {
		plan.Rows = append(plan.Rows, part.Row{Cells: cells(part.Text(format.Count(one.Number)), part.Text(format.Day(one.Due)), part.Amount(one.Amount), part.Amount(one.Paid), part.Text(one.State.Title()))})
	}
	came := part.Table{Caption: "收回的每一笔", Empty: "还没有收回。", Columns: []part.Column{{Title: "日期"}, {Title: "方式"}, {Title: "多发的月份"}, {Title: "金额", Unit: "元", Number: true}}}
	for _, e := range s.Entries {
		came.Rows = append(came.Rows, part.Row{Cells: cells(part.Text(format.Day(e.Day)), part.Text(e.Kind.Title()), part.Text(format.Month(e.Month)), part.Amount(e.Amount))})
	}
	v.Tables = []part.Table{plan, came}
	p.recoveryActs(r, s, &v)
	v.refused(r, message, fieldOf(refusal, map[string]string{
		"pay_receipt_amount": "amount", "pay_receipt_day": "day", "date": "day", "pay_receipt_number": "receipt", "pay_receipt_twice": "receipt", "pay_reason_missing": "words"}))
	return shown(v, refusal)
}

// statementLinks lead to what the family may take home.
func statementLinks(ref register.Ref) []part.Link {
	at := "/money/family/" + ref.County + "/" + ref.ID + "/statement"
	return []part.Link{{Text: "打印对账单", Path: at}, {Text: "对账单（PDF）", Path: at + "/pdf"}}
}

// recoveryActs are what may be done about a plan.
func (p *Pages) recoveryActs(r *screen.Request, s *pay.Statement, v *moneyView) {
	at := recoveryPath(s.Recovery)
	names := office.NamesOf(p.s)
	pending := false
	for _, w := range s.Waivers {
		if w.State != pay.WaiverProposed {
			continue
		}
		pending = true
		v.Notes = append(v.Notes, note{format.Soon, names.Of(r.Context(), w.Proposer) + "申请核销" + format.Yuan(w.Amount) + "：" + w.Reason})
		if w.Proposer != r.Visitor.Actor && r.Visitor.Plays(makers...) {
			decide := act("决定核销", "核销以后不再追收，要由另一人决定。", at+"/waive",
				part.Field{Kind: part.RadioField, Name: "verdict", Label: "决定", Choices: []part.Choice{{Value: "yes", Text: "同意核销"}, {Value: "no", Text: "不同意，继续追收"}}},
				part.Field{Kind: part.LongField, Name: "words", Label: "理由"})
			decide.Hidden = [][2]string{{"waiver", w.ID}}
			v.Acts = append(v.Acts, decide)
		}
	}
	if s.State != pay.PlanOpen || s.Done() {
		return
	}
	v.Acts = append(v.Acts, act("登记收款", "", at+"/receive",
		part.Field{Kind: part.MoneyField, Name: "amount", Label: "金额"}, part.Field{Kind: part.DayField, Name: "day", Label: "收款日期", Value: r.Today().String()},
		part.Field{Kind: part.TextField, Name: "receipt", Label: "收款凭证编号"}))
	if !pending {
		v.Acts = append(v.Acts, act("申请核销", "收不回来的，写明追讨的经过，由另一人决定。", at+"/propose", part.Field{Kind: part.LongField, Name: "words", Label: "为什么收不回来"}))
	}
}

// Receive enters money that came.
func (p *Pages) Receive(r *screen.Request) (screen.Answer, error) {
	return p.onRecovery(r, func(s *pay.Statement) error {
		amount, err := yuan(r.Text("amount"))
		if err != nil {
			return civil.Refuse("pay_receipt_amount", "收款金额请填数字，如300.00。")
		}
		day, err := dayOf(r, "day")
		if err != nil {
			return err
		}
		return p.s.Pay.Receive(r.Context(), r.Visitor.Actor, s.County, s.ID, pay.Money{Amount: amount, Day: day, Receipt: r.Text("receipt")})
	})
}

// ProposeWaiver asks that a debt be given up.
func (p *Pages) ProposeWaiver(r *screen.Request) (screen.Answer, error) {
	return p.onRecovery(r, func(s *pay.Statement) error {
		_, err := p.s.Pay.ProposeWaiver(r.Context(), r.Visitor.Actor, s.County, s.ID, r.Text("words"))
		return err
	})
}

// DecideWaiver is the second person's word.
func (p *Pages) DecideWaiver(r *screen.Request) (screen.Answer, error) {
	return p.onRecovery(r, func(s *pay.Statement) error {
		verdict := r.Text("verdict")
		if verdict != "yes" && verdict != "no" {
			return civil.Refuse("pay_waiver_verdict", "请选择同意还是不同意核销。")
		}
		return p.s.Pay.DecideWaiver(r.Context(), r.Visitor.Actor, s.County, r.Text("waiver"), verdict == "yes", r.Text("words"))
	})
}

// onRecovery does something about a plan and shows it again.
func (p *Pages) onRecovery(r *screen.Request, do func(s *pay.Statement) error) (screen.Answer, error) {
	s, err := p.recovery(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if err = do(s); err == nil {
		return screen.See("%s", recoveryPath(s.Recovery))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showRecovery(r, message, err) })
}

// NewRecovery is the form of an agreement.
func (p *Pages) NewRecovery(r *screen.Request) (screen.Answer, error) {
	return p.showNewRecovery(r, "", nil)
}

func (p *Pages) showNewRecovery(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	ref, d, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := moneyView{Frame: office.Frame(r, "签追回协议"), Head: part.Head{Title: "签追回协议", Lead: "这一家没有多发的钱。", Back: back(ref)}}
	t := part.Table{Caption: "多发的钱", Empty: "没有多发的钱。", Columns: []part.Column{{Title: "待遇"}, {Title: "哪个月"}, {Title: "多发", Unit: "元", Number: true}}}
	var sum civil.Fen
	choice := part.Field{Kind: part.SelectField, Name: "subject", Label: "哪项待遇"}
	seen := map[pay.Subject]bool{}
	for _, o := range d.Overpaid {
		sum += o.Amount
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(p.programme(o.Programme)), part.Text(format.Month(o.Month)), part.Amount(o.Amount))})
		if !seen[o.Subject] {
			seen[o.Subject] = true
			choice.Choices = append(choice.Choices, part.Choice{Value: o.Programme + "/" + o.Person, Text: p.programme(o.Programme)})
		}
	}
	v.Tables = []part.Table{t}
	choice.Value = only(choice.Choices)
	if sum > 0 {
		v.Head.Lead, v.Head.More = "多发"+format.Yuan(sum)+"，约定怎样收回。", statementLinks(ref)
		v.Acts = []moneyAct{act("签协议", "", r.URL.Path, choice,
			part.Field{Kind: part.TextField, Name: "debtor", Label: "签协议的人"}, part.Field{Kind: part.TextField, Name: "number", Label: "协议编号"},
			part.Field{Kind: part.DayField, Name: "day", Label: "协议日期", Value: r.Today().String()},
			part.Field{Kind: part.MoneyField, Name: "instalment", Label: "每期收回"},
			part.Field{Kind: part.SelectField, Name: "first", Label: "第一期", Value: r.Today().Month().Add(1).String(), Choices: monthChoices(r.Today(), 6, 0)},
			part.Field{Kind: part.MoneyField, Name: "offset", Label: "其中每月从待遇里抵扣", Optional: true, Hint: "要家庭书面同意；最多是当月应发的三成。"},
			part.Field{Kind: part.LongField, Name: "words", Label: "说明", Optional: true})}
	}
	v.refused(r, message, fieldOf(refusal, map[string]string{"pay_recovery_debtor": "debtor", "pay_recovery_number": "number", "pay_recovery_day": "day", "date": "day",
		"pay_recovery_instalment": "instalment", "pay_recovery_long": "instalment", "pay_recovery_first": "first", "pay_recovery_offset": "offset"}))
	return shown(v, refusal)
}

// Agree signs an agreement.
func (p *Pages) Agree(r *screen.Request) (screen.Answer, error) {
	ref, d, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	a := pay.Agreement{Debtor: r.Text("debtor"), Number: r.Text("number"), Words: r.Text("words")}
	for _, o := range d.Overpaid {
		if o.Programme+"/"+o.Person == r.Text("subject") || a.Household == "" {
			a.Subject = o.Subject
		}
	}
	made, err := p.agree(r, ref.County, a)
	if err == nil {
		return screen.See("%s", recoveryPath(made))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showNewRecovery(r, message, err) })
}

func (p *Pages) agree(r *screen.Request, county string, a pay.Agreement) (made *pay.Recovery, err error) {
	if a.Day, err = dayOf(r, "day"); err != nil {
		return nil, err
	}
	if a.First, err = monthOf(r, "first"); err != nil {
		return nil, err
	}
	if a.Instalment, err = yuan(r.Text("instalment")); err != nil {
		return nil, civil.Refuse("pay_recovery_instalment", "每期金额请填数字，如300.00。")
	}
	if a.Offset, err = yuan(r.Text("offset")); err != nil {
		return nil, civil.Refuse("pay_recovery_offset", "抵扣金额请填数字，不抵扣请留空。")
	}
	return p.s.Pay.Agree(r.Context(), r.Visitor.Actor, county, a)
}
