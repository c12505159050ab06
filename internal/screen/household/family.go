package household

import (
	"fmt"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/plan"
)

// family is one family with what the visitor may know of it.
type family struct {
	ref    register.Ref
	home   *register.Household
	people []register.Relative
	file   *plan.File // nil: nobody has opened one
	name   string
}

// family reads who lives together; the look is written down. What is not in the
// visitor's divisions is not there.
func (p *Pages) family(r *screen.Request, ref register.Ref) (f family, err error) {
	f.ref = ref
	if f.home, f.people, err = p.s.Register.FamilyOf(r.Context(), r.Viewer(), ref, r.Today()); err != nil {
		return f, err
	}
	for _, one := range f.people {
		if one.Head || f.name == "" {
			f.name = one.Name
		}
	}
	f.file, err = p.s.Plans.Open(r.Context(), r.Viewer(), ref)
	return f, err
}

// done are the words above a page after something was done.
var done = map[string]string{
	"open": "已建档。", "draw": "方案已拟订，下一步加上帮扶措施。", "revise": "方案已修改。", "measure": "已加上一项措施。", "agree": "已登记家庭同意，方案开始执行。",
	"visit": "回访已登记。", "review": "评估已登记。", "settle": "措施的结果已登记。", "send": "已转出。", "point": "网点已保存，居民马上看得到。", "propose": "已提请会商。",
}

// Family is one family on one page: 一户一档一策.
func (p *Pages) Family(r *screen.Request) (screen.Answer, error) {
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, format.Name(f.name)+"家"), Done: done[r.Text("done")],
		Head: part.Head{
			Title: format.Name(f.name) + "家", Over: "一户一档一策", Lead: p.lead(r, &f),
			Back: part.Link{Text: "台账", Path: "/households"},
		},
	}
	if r.Visitor.Plays(senders...) {
		at := "?household=" + f.ref.County + "/" + f.ref.ID
		v.Head.More = []part.Link{{Text: "转办", Path: "/referrals/new" + at}, {Text: "提请会商", Path: "/conferences/propose" + at}, {Text: "安排入住养老机构", Path: "/placements/new" + at}}
	}
	for _, make := range []func(*screen.Request, *family) ([]section, error){
		p.standing, p.riskOf, p.planSections, p.members, p.money, p.givenOf, p.handedTo, p.passedOn, p.placedOf, p.leads, p.casesOf, p.knownOf,
	} {
		list, err := make(r, &f)
		if err != nil {
			return screen.Answer{}, err
		}
		v.Sections = append(v.Sections, list...)
	}
	return screen.Show(sheetPage(v))
}

// lead is the answer before everything else.
func (p *Pages) lead(r *screen.Request, f *family) string {
	place := p.s.Desk.Place(f.home.Division)
	if f.home.Address != "" {
		place = f.home.Address
	}
	words := fmt.Sprintf("%s，%d口人", place, len(f.people))
	if f.file != nil && !f.file.Ended {
		words += "，" + p.circleTitle(r, f.file.Division, f.file.Circle)
	}
	return words
}

// standing is where the family stands by its file, and how it came there.
func (p *Pages) standing(r *screen.Request, f *family) ([]section, error) {
	s := section{ID: "file", Title: "档案"}
	if f.file == nil || f.file.Ended {
		s.Words = []string{"这一家没有在享待遇，还没有建档。发现需要帮助的，可以建档、拟订方案。"}
		if f.file != nil {
			s.Words = []string{"这一家已不在享待遇，档案已结束。还需要帮助的，可以重新建档。"}
		}
		if r.Visitor.Plays(helpers...) {
			s.Form = part.Form{Action: path("household", f.ref) + "/open", Once: screen.NewOnce(), Button: "建档"}
		}
		return []section{s}, nil
	}
	classes := p.classTitles(r, f.file.Division, f.file.Classes)
	s.Pairs = []part.Pair{
		{Key: "圈层", Value: p.circleTitle(r, f.file.Division, f.file.Circle)}, {Key: "类别", Value: orDash(classes)}, {Key: "建档日期", Value: format.Day(f.file.Since)},
		{Key: "村（居）", Value: p.s.Desk.Place(f.file.Division)},
	}
	if unclear := p.classTitles(r, f.file.Division, f.file.Unclear); unclear != "" {
		s.Pairs = append(s.Pairs, part.Pair{Key: "还不能判定的类别", Value: unclear, Unknown: true})
	}
	past, err := p.s.Plans.Past(r.Context(), f.ref)
	for i := 0; i+1 < len(past); i++ {
		if past[i].Circle != past[i+1].Circle {
			s.Words = append(s.Words, "圈层由"+p.circleTitle(r, f.file.Division, past[i+1].Circle)+"转为"+p.circleTitle(r, f.file.Division, past[i].Circle)+"。")
		}
	}
	return []section{s}, err
}

// members are who lives together.
func (p *Pages) members(_ *screen.Request, f *family) ([]section, error) {
	t := part.Table{Caption: "家庭成员", Columns: []part.Column{{Title: "姓名"}, {Title: "身份"}}, Empty: "没有登记成员。"}
	for _, one := range f.people {
		t.Rows = append(t.Rows, part.Row{Path: path("person", one.Person), Cells: cells(
			part.Text(format.Name(one.Name)), part.Text(map[bool]string{true: "户主", false: "成员"}[one.Head]))})
	}
	return []section{{ID: "members", Title: "家庭成员", Tables: []part.Table{t}}}, nil
}

// paymentsShown is how many months of payments the page shows.
const paymentsShown = 6

// money is what the family is entitled to now, and what it was paid of late.
func (p *Pages) money(r *screen.Request, f *family) ([]section, error) {
	purse, err := p.s.Pay.PurseOf(r.Context(), f.ref, register.Ref{})
	if err != nil {
		return nil, err
	}
	now := part.Table{
		Caption: "在享待遇", Empty: "现在没有在享待遇。",
		Columns: []part.Column{{Title: "待遇"}, {Title: "状态"}, {Title: "每月", Unit: "元", Number: true}, {Title: "从哪月起"}},
	}
	for _, e := range purse.Entitlements {
		s := e.At(r.Today().Month())
		if s == nil {
			if s = e.At(r.Today().Month().Add(1)); s == nil {
				continue
			}
		}
		state, word := payState(s.State)
		now.Rows = append(now.Rows, part.Row{Cells: cells(
			part.Text(p.s.Catalogue().BenefitTitle(e.Programme)), part.Status(state, word), part.Amount(s.Amount), part.Text(format.Month(s.From)),
		)})
	}
	paid := part.Table{Caption: "最近发放", Columns: []part.Column{{Title: "月份"}, {Title: "待遇"}, {Title: "金额", Unit: "元", Number: true}}, Empty: "还没有发放过。"}
	for _, one := range purse.Payments[:min(paymentsShown, len(purse.Payments))] {
		sum := civil.Fen(0)
		for _, l := range one.Lines {
			sum += l.Amount
		}
		paid.Rows = append(paid.Rows, part.Row{Cells: cells(part.Text(format.Month(one.Month)), part.Text(paidTitle(p.s.Catalogue().BenefitTitle(one.Programme), one.Lines)), part.Amount(sum))})
	}
	return []section{{ID: "money", Title: "待遇和发放", Tables: []part.Table{now, paid}}}, nil
}

// paidTitle is what a payment is called: of one that is made once what it was for.
func paidTitle(title string, lines []*pay.Line) string {
	for _, l := range lines {
		if l.Batch != "" {
			return l.Batch
		}
	}
	return title
}

func payState(s pay.State) (format.State, string) {
	switch s {
	case pay.InForce:
		return format.Done, "在享"
	case pay.Suspended:
		return format.Paused, "暂停"
	case pay.Grace:
		return format.Soon, "渐退"
	}
	return format.Over, "已停"
}

// passedOn is what was passed to others about the family, and what meetings resolved.
func (p *Pages) passedOn(r *screen.Request, f *family) ([]section, error) {
	list, err := p.s.Referrals.Of(r.Context(), f.ref)
	if err != nil {
		return nil, err
	}
	t := p.referralTable(r, "转办", "没有转办给别的部门。")
	for _, one := range list {
		t.Rows = append(t.Rows, p.referralRow(r, one))
	}
	items, err := p.s.Meetings.About(r.Context(), conference.FileItem, f.ref)
	if err != nil {
		return nil, err
	}
	cases, err := p.s.Desk.OfHousehold(r.Context(), r.Who(), f.ref.County, f.ref.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		more, err := p.s.Meetings.About(r.Context(), conference.CaseItem, c.Ref)
		if err != nil {
			return nil, err
		}
		items = append(items, more...)
	}
	m := p.itemTable("会商", "没有上过会商。")
	for _, i := range items {
		m.Rows = append(m.Rows, p.itemRow(r, i))
	}
	return []section{{ID: "passed", Title: "转办和会商", Tables: []part.Table{t, m}}}, nil
}

// caseHousehold is the family a case is about.
func caseHousehold(f *casework.File) register.Ref {
	return register.Ref{County: f.Case.County, ID: f.Case.Household}
}
