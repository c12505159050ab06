package finance

import (
	"net/http"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// lineView is one line of a list with what may be done about it.
type lineView struct {
	Frame  layout.Frame
	Head   part.Head
	Pairs  []part.Pair
	Acts   []lineAct
	Fault  string
	Family string
}

// lineAct is one thing that may be done about a line, with its reason.
type lineAct struct {
	Title string
	Words string
	Form  part.Form
	Field part.Field
}

// lineActs are what may be done about a line.
var lineActs = []struct {
	name, title, words string
	fits               func(run *pay.Run, l *pay.Line) bool
}{
	{"retry", "再发一次", "银行弄错了，或账户已经恢复：下一批次照原样再发。", func(_ *pay.Run, l *pay.Line) bool { return l.Status == pay.Returned }},
	{"forgo", "不再发", "只有已经决定停发、减少的才可以；还应发的系统会拒绝。", func(_ *pay.Run, l *pay.Line) bool { return l.Status == pay.Returned || l.Status == pay.Again }},
	{"withhold", "暂缓", "这一笔从清单里拿出来，清单的指纹改变，签过的字作废；应发的以后补发。", func(run *pay.Run, l *pay.Line) bool {
		return !l.Sent && l.Listed() && run.State != pay.Discarded
	}},
}

// lineOf reads a line of a run of a county the visitor covers.
func (p *Pages) lineOf(r *screen.Request) (*pay.RunDesk, *pay.Line, error) {
	d, err := p.desk(r)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range d.Lines {
		if l.ID == r.PathValue("line") {
			return d, l, nil
		}
	}
	return nil, nil, office.Missing()
}

// Line shows one line.
func (p *Pages) Line(r *screen.Request) (screen.Answer, error) {
	d, l, err := p.lineOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showLine(r, d.Run, l, "", "", http.StatusOK)
}

func (p *Pages) showLine(r *screen.Request, run *pay.Run, l *pay.Line, act, fault string, status int) (screen.Answer, error) {
	names, err := p.payees(r, []*pay.Line{l})
	if err != nil {
		return screen.Answer{}, err
	}
	account := part.Pair{Key: "账户", Value: names.account(l)}
	if l.Account == "" {
		account = part.Pair{Key: "账户", Value: "没有领款账户", Unknown: true}
	}
	v := lineView{
		Frame: office.Frame(r, names.of(l)), Family: "/pay/family/" + l.County + "/" + l.Household,
		Head: part.Head{Title: names.of(l), Lead: format.Yuan(l.Amount) + "，" + statusWord(l), Back: part.Link{Text: "回到批次", Path: path(run)}},
		Pairs: []part.Pair{
			{Key: "待遇", Value: p.programme(l.Programme)}, {Key: "哪个月的", Value: format.Month(l.Month)}, {Key: "种类", Value: l.Kind.Title()}, account,
			{Key: "村（居）", Value: p.s.Desk.Place(l.Division)}, {Key: "情况", Content: statusCell(l)},
		},
	}
	if l.Code != "" {
		v.Pairs = append(v.Pairs, part.Pair{Key: "银行的代码", Value: l.Code})
	}
	for _, a := range lineActs {
		if !r.Visitor.Plays(signers...) || !a.fits(run, l) {
			continue
		}
		one := lineAct{
			Title: a.title, Words: a.words,
			Form:  part.Form{Action: path(run) + "/line/" + l.ID + "/" + a.name, Once: screen.NewOnce(), Seen: run.Hash, Button: a.title},
			Field: part.Field{Kind: part.TextField, Name: "reason-" + a.name, Label: "理由"},
		}
		if a.name == act {
			one.Field.Fault, one.Field.Value, v.Frame.Faults = fault, r.Typed("reason-"+a.name), true
			fault = ""
		}
		v.Acts = append(v.Acts, one)
	}
	v.Fault = fault
	return screen.Answer{Status: status, Page: linePage(v)}, nil
}

// DoLine does something about a line.
func (p *Pages) DoLine(act string) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		d, l, err := p.lineOf(r)
		if err != nil {
			return screen.Answer{}, err
		}
		why, actor := r.Text("reason-"+act), r.Visitor.Actor
		switch act {
		case "retry":
			err = p.s.Pay.Retry(r.Context(), actor, l.County, l.ID, why)
		case "forgo":
			err = p.s.Pay.Forgo(r.Context(), actor, l.County, l.ID, why)
		default:
			_, err = p.s.Pay.Withhold(r.Context(), actor, pay.Seen{County: d.County, Run: d.ID, Hash: r.Seen()}, l.ID, why)
		}
		if err == nil {
			return screen.See("%s/line/%s", path(d.Run), l.ID)
		}
		message, kind, ok := office.Told(err)
		if !ok || kind == civil.NotFound {
			return screen.Answer{}, err
		}
		if d, l, err = p.lineOf(r); err != nil {
			return screen.Answer{}, err
		}
		return p.showLine(r, d.Run, l, act, message, statusOf(kind))
	}
}

// familyView is what a household was paid and is owed.
type familyView struct {
	Frame layout.Frame
	Head  part.Head
	Notes []note
	Owed  part.Table
	Story Story
}

// around are what keeps a family's money from leaving, and what it still has to pay back.
func (p *Pages) around(r *screen.Request, ref register.Ref) ([]note, error) {
	d, err := p.s.Pay.FamilyDesk(r.Context(), ref, r.Today())
	if err != nil {
		return nil, err
	}
	var list []note
	for _, f := range d.Freezes {
		switch f.State {
		case pay.Freezing:
			list = append(list, note{format.Paused, p.programme(f.Programme) + "：" + f.Reason})
		case pay.Watched:
			list = append(list, note{format.Soon, p.programme(f.Programme) + "照发，家庭待复核：" + f.Reason})
		}
	}
	var sum civil.Fen
	for _, o := range d.Overpaid {
		sum += o.Amount
	}
	if sum > 0 {
		list = append(list, note{format.Over, "多发" + format.Yuan(sum) + "还没有收回。"})
	}
	return list, nil
}

// Family shows the payments of a household to those who pay it.
func (p *Pages) Family(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	ref := register.Ref{County: office.Code(county), ID: r.PathValue("household")}
	owed, err := p.s.Pay.EntitlementsOf(r.Context(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	story, err := p.household(r.Context(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	if len(owed) == 0 && len(story.Months) == 0 {
		return screen.Answer{}, office.Missing()
	}
	names, err := p.payees(r, nil)
	if err != nil {
		return screen.Answer{}, err
	}
	more, err := p.around(r, ref)
	if err != nil {
		return screen.Answer{}, err
	}
	name := names.family(ref.County, ref.ID)
	v := familyView{
		Frame: office.Frame(r, name), Story: story, Notes: more,
		Head: part.Head{Title: name + "的发放", Back: part.Link{Text: "发放批次", Path: "/pay?county=" + ref.County}, More: []part.Link{
			{Text: "登记变动", Path: "/money/family/" + ref.County + "/" + ref.ID + "/event"}, {Text: "领款账户", Path: "/money/family/" + ref.County + "/" + ref.ID + "/account"},
			{Text: "签追回协议", Path: "/money/family/" + ref.County + "/" + ref.ID + "/recovery"},
		}},
		Owed: part.Table{Caption: "应发的待遇", Columns: []part.Column{{Title: "待遇"}, {Title: "起"}, {Title: "止"}, {Title: "月金额", Unit: "元", Number: true}, {Title: "状态"}}},
	}
	for _, e := range owed {
		for i := range e.Stretches {
			s := &e.Stretches[i]
			until := "未定"
			if s.To != 0 {
				until = format.Month(s.To)
			}
			v.Owed.Rows = append(v.Owed.Rows, part.Row{Cells: cells(
				part.Text(p.programme(e.Programme)), part.Text(format.Month(s.From)), part.Text(until), part.Amount(s.Amount), part.Text(stateWords[s.State]),
			)})
		}
	}
	return screen.Show(familyPage(v))
}

// stateWords are the states of an entitlement.
var stateWords = map[pay.State]string{pay.InForce: "在享", pay.Suspended: "暂停", pay.Grace: "渐退", pay.Ended: "已停", pay.Awaited: "未起"}
