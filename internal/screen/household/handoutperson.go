package household

import (
	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/pay/handout"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// HandoutPerson is somebody on a list with what may be done about him.
func (p *Pages) HandoutPerson(r *screen.Request) (screen.Answer, error) {
	one, h, err := p.s.Handouts.Find(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	l, err := p.s.Handouts.LineOf(r.Context(), h, one)
	if err != nil {
		return screen.Answer{}, err
	}
	if !one.Person.Zero() {
		if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{one.Person}, "handout"); err != nil {
			return screen.Answer{}, err
		}
	}
	name := format.Name(orText(one.Name, "没有写姓名"))
	v := sheetView{
		Frame: office.Frame(r, name), Done: handoutDone[r.Text("done")],
		Head: part.Head{Title: name, Lead: h.Title + "，" + spoken(h, one.Amount), Back: part.Link{Text: "这一批", Path: path("handout", h.Ref)}},
	}
	v.Frame.Path = "/handouts"
	s := section{ID: "person", Pairs: []part.Pair{
		{Key: "情况", Value: handout.Word(h, one, l)}, {Key: "类别", Value: p.s.Handouts.ClassTitle(h, one.Class)}, {Key: "地方", Value: p.s.Desk.Place(one.Division)}, {Key: "单位", Value: orDash(one.Office)},
	}}
	if one.State == handout.Bad {
		s.Words = []string{one.Fault + "。"}
	}
	if number := one.Brought.Number; number != "" && one.State != handout.Bad {
		s.Pairs = append(s.Pairs, part.Pair{Key: "身份证号", Value: format.Mask(access.IDNumber, number).Shown})
	}
	if account := one.Brought.Account; account != "" && one.State != handout.Bad {
		s.Pairs = append(s.Pairs, part.Pair{Key: "账户", Value: one.Brought.Bank + " " + format.Mask(access.Account, account).Shown})
	}
	if one.State == handout.Handed {
		s.Pairs = append(s.Pairs, part.Pair{Key: "领取", Value: format.Day(one.HandedOn) + "，" + one.Signature()})
	}
	s.Pairs = append(s.Pairs, part.Pair{Key: "说明", Value: orDash(one.Note)}, part.Pair{Key: "谁登记", Value: one.ByName})
	for _, a := range handoutPersonActs(r, h, one, l) {
		s.Links = append(s.Links, part.Link{Text: handoutPersonTitles[a], Path: path("handout-person", one.Ref) + "/" + a})
	}
	if one.Household != "" && r.Visitor.Plays(readers...) {
		s.Links = append(s.Links, part.Link{Text: "一户一档", Path: "/household/" + one.County + "/" + one.Household})
	}
	v.Sections = []section{s}
	return screen.Show(sheetPage(v))
}

// handoutPersonTitles are what may be done about somebody on a list.
var handoutPersonTitles = map[string]string{"mend": "改正", "strike": "去掉", "hand": "登记领取", "unhand": "撤销领取", "account": "更正账户"}

func handoutPersonActs(r *screen.Request, h *handout.Handout, one *handout.Person, l *pay.Line) (acts []string) {
	county := r.Visitor.Plays(openers...)
	switch {
	case county && h.State == handout.Draft && one.State == handout.Bad:
		return []string{"mend", "strike"}
	case county && h.State == handout.Draft && one.State == handout.Listed:
		return []string{"strike"}
	case h.Goods() && h.State == handout.Approved && r.Visitor.Plays(helpers...) && one.State == handout.Listed:
		return []string{"hand"}
	case h.State == handout.Approved && r.Visitor.Plays(helpers...) && one.State == handout.Handed:
		return []string{"unhand"}
	case county && h.State == handout.Paying && one.Brought.Number != "" && l != nil && (l.Status == pay.Returned || l.Status == pay.NoAccount):
		return []string{"account"}
	}
	return nil
}

// HandoutPersonForm is one of the forms about somebody on a list.
func (p *Pages) HandoutPersonForm(r *screen.Request) (screen.Answer, error) {
	return p.handoutPersonForm(r, nil)
}

func (p *Pages) handoutPersonForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	one, h, err := p.s.Handouts.Find(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	title, known := handoutPersonTitles[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	at := path("handout-person", one.Ref)
	v := formView{
		Frame: office.Frame(r, title), Head: part.Head{Title: format.Name(orText(one.Name, "没有写姓名")) + "：" + title, Lead: h.Title, Back: part.Link{Text: "这个人", Path: at}},
		Form: part.Form{Action: at + "/" + act, Once: screen.NewOnce(), Seen: orText(r.Seen(), version(one.Opened)), Button: title},
	}
	v.Frame.Path = "/handouts"
	why := part.Field{Kind: part.LongField, Name: "why", Label: "理由", Value: r.Typed("why"), Rows: 2}
	switch act {
	case "mend":
		v.Words = []string{one.Fault + "。"}
		v.Fields = broughtFields(r, one.Brought, !h.Goods())
	case "hand":
		v.Pairs = []part.Pair{{Key: "领什么", Value: h.Item + "，" + spoken(h, one.Amount)}}
		v.Fields = []part.Field{
			{Kind: part.DayField, Name: "day", Label: "发放日期", Value: typed(r, "day", r.Today().String())},
			{Kind: part.RadioField, Name: "signer", Label: "谁签收", Value: typed(r, "signer", "self"), Choices: choices(handout.Signers)},
			{Name: "by", Label: "代领人的姓名", Value: r.Typed("by"), Optional: true}, {Name: "relation", Label: "代领人和本人的关系", Value: r.Typed("relation"), Optional: true},
		}
	case "account":
		v.Words = []string{"银行退回了这一笔。请照本人的银行卡更正；户名是本人。"}
		v.Fields = []part.Field{{Name: "account", Label: "银行账号", Value: r.Typed("account")}, {Name: "bank", Label: "开户银行", Value: typed(r, "bank", one.Brought.Bank)}, why}
	default:
		v.Fields = []part.Field{why}
	}
	return v.answer(fault)
}

// ChangeHandoutPerson does what a form about somebody on a list says.
func (p *Pages) ChangeHandoutPerson(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	seen := handout.Seen{Ref: refOf(r), Opened: seenOf(r), Once: once}
	ctx, by, desk := r.Context(), who(r), p.s.Handouts
	if goods := act == "hand" || act == "unhand"; !goods && !r.Visitor.Plays(openers...) || goods && !r.Visitor.Plays(helpers...) {
		return screen.Answer{}, office.Missing()
	}
	switch act {
	case "mend":
		_, err = desk.Mend(ctx, by, seen, broughtOf(r))
	case "strike":
		_, err = desk.Strike(ctx, by, seen, r.Text("why"))
	case "hand":
		_, err = desk.Hand(ctx, by, seen, handout.Handing{Day: dayOf(r, "day"), Signer: r.Text("signer"), SignedBy: r.Text("by"), Relation: r.Text("relation")})
	case "unhand":
		_, err = desk.Unhand(ctx, by, seen, r.Text("why"))
	case "account":
		_, err = desk.Correct(ctx, by, seen, r.Text("account"), r.Text("bank"), r.Text("why"))
	default:
		err = office.Missing()
	}
	if refused := told(err); refused != nil {
		return p.handoutPersonForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s", path("handout-person", seen.Ref), act)
}

// HandoutEntry asks why an entry is taken back.
func (p *Pages) HandoutEntry(r *screen.Request) (screen.Answer, error) { return p.handoutEntry(r, nil) }

func (p *Pages) handoutEntry(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	e, h, err := p.s.Handouts.Entry(r.Context(), who(r), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v := formView{
		Frame: office.Frame(r, "撤销登记"), Head: part.Head{Title: "撤销这一笔登记", Lead: h.Title, Back: part.Link{Text: "这一批", Path: path("handout", h.Ref)}},
		Pairs: []part.Pair{{Key: "来源", Value: p.sourceTitle(h, e.Source)}, {Key: "捐赠人", Value: orDash(e.Giver)}, {Key: "数额", Value: spoken(h, e.Amount)}, {Key: "收据或文件", Value: e.Receipt}, {Key: "谁登记", Value: e.ByName}},
		Words: []string{"登记错了才撤销。已审批的名单要用的，不能撤销。"},
		Form:  part.Form{Action: path("handout-entry", e.Ref), Once: screen.NewOnce(), Button: "撤销"}, Fields: []part.Field{{Kind: part.LongField, Name: "why", Label: "理由", Value: r.Typed("why"), Rows: 2}},
	}
	return v.answer(fault)
}

// TakeBackEntry takes an entry back.
func (p *Pages) TakeBackEntry(r *screen.Request) (screen.Answer, error) {
	of, err := p.s.Handouts.TakeBack(r.Context(), who(r), refOf(r), r.Text("why"))
	if refused := told(err); refused != nil {
		return p.handoutEntry(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=taken", path("handout", of))
}
