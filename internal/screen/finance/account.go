package finance

import (
	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Account shows where a family's money goes and how it came there, with the forms that
// change it.
func (p *Pages) Account(r *screen.Request) (screen.Answer, error) { return p.showAccount(r, "", nil) }

func (p *Pages) showAccount(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	ref, d, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	people := p.people(r, ref)
	var payees []part.Choice
	v := moneyView{Frame: office.Frame(r, "领款账户"), Head: part.Head{Title: "领款账户", Lead: "钱发到哪里，谁要求变更过，出示了什么。", Back: back(ref)}}
	for i := range d.Accounts {
		a := &d.Accounts[i]
		name := nameOf(people, a.Person)
		payees = append(payees, part.Choice{Value: a.Person.String(), Text: name})
		v.Tables = append(v.Tables, accountTable(name, a))
		if a.Proxy != nil {
			until := "没有期限"
			if a.Proxy.To != 0 {
				until = "到" + format.Day(a.Proxy.To)
			}
			v.Pairs = append(v.Pairs, part.Pair{Key: name + "的代领人", Value: format.Name(a.Proxy.Name) + "，" + a.Proxy.Capacity.Title() + "，" + a.Proxy.Relation + "，" + until})
		}
	}
	who := part.Field{Kind: part.SelectField, Name: "person", Label: "谁的钱", Choices: payees, Value: only(payees)}
	at := "/money/family/" + ref.County + "/" + ref.ID
	change := act("变更账户", "本人的账户用本人的姓名；监护人、代保管人要先登记。", at+"/account", who,
		part.Field{Kind: part.RadioField, Name: "capacity", Label: "账户是谁的", Choices: capacities(pay.Own, pay.Member, pay.Guardian, pay.Keeper)},
		part.Field{Kind: part.TextField, Name: "holder", Label: "户名", Hint: "照存折或银行卡填。"}, part.Field{Kind: part.NumberField, Name: "number", Label: "账号"},
		part.Field{Kind: part.TextField, Name: "bank", Label: "开户银行"}, part.Field{Kind: part.NumberField, Name: "code", Label: "联行号", Optional: true},
		part.Field{Kind: part.TextField, Name: "asker", Label: "谁要求变更的", Hint: "本人，或登记在册的代领人。"}, part.Field{Kind: part.TextField, Name: "evidence", Label: "出示的材料", Hint: "存折复印件、银行更正单等。"})
	who.Name = "proxied"
	proxy := act("登记代领人", "未成年人、不能自己领的人由监护人领；代保管要有协议和到期日，到期以后钱先不发。", at+"/proxy", who,
		part.Field{Kind: part.RadioField, Name: "role", Label: "代领人是", Choices: capacities(pay.Guardian, pay.Keeper)},
		part.Field{Kind: part.TextField, Name: "name", Label: "代领人姓名"}, part.Field{Kind: part.TextField, Name: "relation", Label: "与本人的关系"},
		part.Field{Kind: part.TextField, Name: "agreement", Label: "协议编号", Optional: true}, part.Field{Kind: part.DayField, Name: "until", Label: "到期日", Optional: true},
		part.Field{Kind: part.TextField, Name: "papers", Label: "依据的材料"})
	v.Acts = []moneyAct{change, proxy}
	v.refused(r, message, fieldOf(refusal, accountFields))
	return shown(v, refusal)
}

// accountFields are the fields refusals are about.
var accountFields = map[string]string{
	"account_person": "person", "account_holder": "holder", "account_name": "holder", "account_number": "number", "account_same": "number", "account_bank": "bank",
	"account_bank_code": "code", "account_capacity": "capacity", "account_proxy": "holder", "account_asker": "asker", "account_evidence": "evidence", "account_agreement": "capacity",
	"pay_proxy_name": "name", "pay_proxy_capacity": "role", "pay_proxy_relation": "relation", "pay_proxy_agreement": "agreement", "pay_proxy_evidence": "papers", "pay_proxy_days": "until",
}

func capacities(list ...pay.Capacity) (choices []part.Choice) {
	for _, c := range list {
		choices = append(choices, part.Choice{Value: string(c), Text: c.Title()})
	}
	return choices
}

// accountTable is the history of where somebody's money goes, the newest first.
func accountTable(name string, a *pay.AccountDesk) part.Table {
	t := part.Table{Caption: name + "的账户", Empty: "没有领款账户。", Columns: []part.Column{{Title: "账户"}, {Title: "户名"}, {Title: "是谁的"}, {Title: "谁要求变更"}, {Title: "出示的材料"}}}
	for i := len(a.History) - 1; i >= 0; i-- {
		one := a.History[i]
		if i+1 < len(a.History) && a.History[i+1].Revision == one.Revision {
			continue // only its seal was renewed
		}
		asker, evidence := "—", "—"
		for _, m := range a.Moves {
			if m.Revision == one.Revision {
				asker, evidence = m.Asker, m.Evidence
			}
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(one.BankName+" 尾号"+one.Tail), part.Text(format.Name(one.Holder)), part.Text(one.Capacity.Title()), part.Text(asker), part.Text(evidence))})
	}
	return t
}

// ChangeAccount sends somebody's money elsewhere.
func (p *Pages) ChangeAccount(r *screen.Request) (screen.Answer, error) {
	ref, _, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	person := refOf(r.Text("person"))
	request := pay.AccountRequest{
		Account: pay.Account{Person: person, Holder: r.Text("holder"), Number: access.NewPrivate(access.Account, r.Text("number")), BankName: r.Text("bank"),
			BankCode: r.Text("code"), Capacity: pay.Capacity(r.Text("capacity"))},
		Name: p.wholeName(r, ref, person), Asker: r.Text("asker"), Evidence: r.Text("evidence"),
	}
	if _, err = p.s.Pay.ChangeAccount(r.Context(), r.Visitor.Actor, ref.County, request); err == nil {
		return screen.See("/money/family/%s/%s/account", ref.County, ref.ID)
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showAccount(r, message, err) })
}

// SetProxy names who may take somebody's money.
func (p *Pages) SetProxy(r *screen.Request) (screen.Answer, error) {
	ref, _, err := p.homeOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	proxy := pay.Proxy{
		Person: refOf(r.Text("proxied")), Capacity: pay.Capacity(r.Text("role")), Name: r.Text("name"), Relation: r.Text("relation"), Agreement: r.Text("agreement"),
		From: r.Today(), Evidence: r.Text("papers"),
	}
	if text := r.Text("until"); text != "" {
		if proxy.To, err = civil.ParseDate(text); err != nil {
			err = civil.Refuse("pay_proxy_days", "到期日请这样填：2026-12-31。")
		}
	}
	if err == nil {
		_, err = p.s.Pay.SetProxy(r.Context(), r.Visitor.Actor, ref.County, proxy)
	}
	if err == nil {
		return screen.See("/money/family/%s/%s/account", ref.County, ref.ID)
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showAccount(r, message, err) })
}

// wholeName is the registered name of somebody of a family, for the rule of names.
func (p *Pages) wholeName(r *screen.Request, household, person register.Ref) string {
	_, list, err := p.s.Register.FamilyOf(r.Context(), r.Viewer(), household, r.Today())
	if err != nil {
		return ""
	}
	for _, one := range list {
		if one.Person == person {
			return one.Name
		}
	}
	return ""
}
