package household

import (
	"net/url"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/referral"
)

// referralTable is a table of referrals without its rows.
func (p *Pages) referralTable(_ *screen.Request, caption, empty string) part.Table {
	return part.Table{Caption: caption, Empty: empty, Keys: true, Columns: []part.Column{
		{Title: "编号"}, {Title: "谁的"}, {Title: "需求"}, {Title: "转给", Clamp: true}, {Title: "进展"}, {Title: "期限"}, {Title: "答复"},
	}}
}

// referralMark is how a referral stands.
func referralMark(x *referral.Referral, today civil.Date) (format.State, string) {
	switch {
	case x.Late(today):
		return format.Over, "超期未答复"
	case x.State.Waits():
		return format.Working, x.State.Title()
	case x.State == referral.More || x.State == referral.Granted || x.State == referral.Refused:
		return format.Soon, x.State.Title()
	case x.State == referral.Withdrawn:
		return format.Paused, x.State.Title()
	case x.Outcome == referral.Refused:
		return format.Done, "未办理，" + x.State.Title()
	}
	return format.Done, "已办理，" + x.State.Title()
}

func (p *Pages) referralRow(r *screen.Request, x *referral.Referral) part.Row {
	support := p.support(r, x.Division)
	state, word := referralMark(x, r.Today())
	due := part.Text("—")
	if x.State.Waits() {
		due = p.due(r, x.Due)
	}
	return part.Row{Path: path("referral", x.Ref), Cells: cells(part.Text(x.Number), part.Text(format.Name(x.Name)), part.Text(needTitles(&support, []string{x.Need})),
		part.Text(x.Unit), part.Status(state, word), due, part.Text(orDash(x.Body.Answer)))}
}

// referralTabs are the tabs of the list, and what each asks for.
var referralTabs = [][2]string{{"late", "超期未答复"}, {"ours", "等我们办"}, {"waiting", "等对方答复"}, {"ended", "已告知家庭"}, {"", "全部"}}

// Referrals lists what was passed on.
func (p *Pages) Referrals(r *screen.Request) (screen.Answer, error) {
	q := referral.Query{Tab: r.Text("tab"), Target: r.Text("target"), After: r.Text("after"), Size: pageSize}
	list, next, err := p.s.Referrals.List(r.Context(), r.Viewer(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "转办"), TabsLabel: "转办", Done: map[string]string{"send": "已转出。"}[r.Text("done")],
		Head: part.Head{Title: "转办其他部门和组织", Lead: "只告诉对方办这件事要知道的。期限内没有答复的列在最前面。"},
	}
	if r.Visitor.Plays(deciders...) {
		v.Head.More = []part.Link{{Text: "登记答复文件", Path: "/referrals/answers"}}
	}
	link := func(tab, target, after string) string {
		values := url.Values{}
		for name, value := range map[string]string{"tab": tab, "target": target, "after": after} {
			if value != "" {
				values.Set(name, value)
			}
		}
		return "/referrals?" + values.Encode()
	}
	all := 0
	for _, tab := range referralTabs {
		n, err := p.s.Referrals.Count(r.Context(), r.Viewer(), referral.Query{Tab: tab[0], Target: q.Target})
		if err != nil {
			return screen.Answer{}, err
		}
		if tab[0] == q.Tab {
			all = int(n)
		}
		v.Tabs = append(v.Tabs, part.Tab{Text: tab[1], Path: link(tab[0], q.Target, ""), Count: int(n), Current: tab[0] == q.Tab})
	}
	support := p.support(r, home(r))
	var targets []part.Choice
	for i := range support.Targets {
		targets = append(targets, part.Choice{Value: support.Targets[i].Name, Text: support.Targets[i].Title})
	}
	v.FilterAt, v.Filter = "/referrals", []part.Field{{Kind: part.SelectField, Name: "target", Label: "转给谁", Value: q.Target, Choices: targets, Optional: true}}
	t := p.referralTable(r, "转办", "没有这样的转办。从办件、线索或一户一档的页面可以转办。")
	for _, x := range list {
		t.Rows = append(t.Rows, p.referralRow(r, x))
	}
	if next != "" || q.After != "" {
		t.Paging = part.Paging{From: 1, To: len(list), All: all}
		if next != "" {
			t.Paging.Next = link(q.Tab, q.Target, next)
		}
		if q.After != "" {
			t.Paging.Previous = link(q.Tab, q.Target, "")
		}
	}
	s := section{ID: "list", Tables: []part.Table{t}}
	if target := support.Target(q.Target); target != nil && r.Visitor.Plays(senders...) {
		s.Links = []part.Link{{Text: "导出给" + target.Title, Path: "/referrals/export?target=" + target.Name}}
	}
	v.Sections = []section{s}
	return screen.Show(sheetPage(v))
}

// named is a record an address names: county and id with a stroke between.
func named(text string) (register.Ref, bool) {
	county, id, ok := strings.Cut(text, "/")
	return register.Ref{County: county, ID: id}, ok && county != "" && id != ""
}

// origin is where a need comes up: a family, or a case or a lead about it.
func (p *Pages) origin(r *screen.Request) (f family, origin referral.Origin, id string, err error) {
	if ref, ok := named(r.Text("case")); ok {
		whole, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
		if err != nil {
			return f, "", "", err
		}
		f, err = p.ofCase(r, whole)
		return f, referral.FromCase, ref.ID, err
	}
	if ref, ok := named(r.Text("lead")); ok {
		lead, err := p.s.Watch.Open(r.Context(), watcher(r), ref)
		if err == nil && lead.Household == "" {
			err = office.Missing()
		}
		if err != nil {
			return f, "", "", err
		}
		f, err = p.family(r, register.Ref{County: lead.County, ID: lead.Household})
		return f, referral.FromLead, ref.ID, err
	}
	ref, ok := named(r.Text("household"))
	if !ok {
		return f, "", "", office.Missing()
	}
	f, err = p.family(r, ref)
	return f, referral.FromFile, ref.ID, err
}

// ofCase are the people of a case, for whoever may see the case: in an emergency they are
// helped where they are, though their family is registered elsewhere.
func (p *Pages) ofCase(r *screen.Request, whole *casework.File) (family, error) {
	f := family{ref: caseHousehold(whole), home: &register.Household{Division: whole.Case.Division}, name: whole.Case.Name}
	var refs []register.Ref
	for i := range whole.Parties {
		if one := &whole.Parties[i]; !one.Person.Zero() && one.Role != "proxy" {
			f.people = append(f.people, register.Relative{Person: one.Person, Name: one.Name, Head: one.Person == whole.Case.Applicant})
			refs = append(refs, one.Person)
		}
	}
	return f, p.s.Register.NoteLook(r.Context(), r.Viewer(), refs, "referral")
}

// ReferralForm asks for what is to be passed on.
func (p *Pages) ReferralForm(r *screen.Request) (screen.Answer, error) { return p.referralForm(r, nil) }

func (p *Pages) referralForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	f, _, _, err := p.origin(r)
	if err != nil {
		return screen.Answer{}, err
	}
	support := p.support(r, f.home.Division)
	var people, needs, targets []part.Choice
	for _, one := range f.people {
		people = append(people, part.Choice{Value: one.Person.String(), Text: format.Name(one.Name)})
	}
	for i := range support.Needs {
		needs = append(needs, part.Choice{Value: support.Needs[i].Name, Text: support.Needs[i].Title})
	}
	for i := range support.Targets {
		t := &support.Targets[i]
		var told []string
		for _, name := range t.Passes {
			told = append(told, referral.PassTitle(name))
		}
		targets = append(targets, part.Choice{Value: t.Name, Text: t.Title + "：" + t.Asks + "（告诉对方：" + strings.Join(told, "、") + "）"})
	}
	v := formView{
		Frame: office.Frame(r, "转办"),
		Head:  part.Head{Title: format.Name(f.name) + "家：转办", Lead: "把需求转给能办的部门或组织。转出后在期限内等答复，答复了再告知家庭。", Back: part.Link{Text: "一户一档", Path: path("household", f.ref)}},
		Form:  part.Form{Action: "/referrals/new", Once: screen.NewOnce(), Button: "转出"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "person", Label: "谁的需求", Value: r.Typed("person"), Choices: people},
			{Kind: part.SelectField, Name: "need", Label: "需求", Value: r.Typed("need"), Choices: needs},
			{Kind: part.SelectField, Name: "target", Label: "转给谁", Value: r.Typed("target"), Choices: targets},
			{Name: "unit", Label: "具体单位", Value: r.Typed("unit"), Optional: true, Hint: "如某某社工站；不填的，就是本地的这个部门。"},
			{Kind: part.LongField, Name: "asked", Label: "请对方做什么", Value: r.Typed("asked"), Hint: "不要写对方不需要知道的情况。"},
		},
	}
	if ref, ok := named(r.Text("case")); ok {
		v.Head.Back = part.Link{Text: "办件", Path: path("case", ref)}
	}
	for _, name := range []string{"household", "case", "lead"} {
		if text := r.Text(name); text != "" {
			v.Hidden = append(v.Hidden, part.Pair{Key: name, Value: text})
		}
	}
	return v.answer(fault)
}

// Send passes a need on.
func (p *Pages) Send(r *screen.Request) (screen.Answer, error) {
	f, origin, id, err := p.origin(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	o := referral.Order{
		Household: f.ref, Division: f.home.Division, Origin: origin, OriginID: id, Need: r.Text("need"), Target: r.Text("target"), Unit: r.Text("unit"),
		Asked: r.Text("asked"), Once: once,
	}
	for _, one := range f.people {
		if one.Person.String() == r.Text("person") {
			o.Person, o.Name = one.Person, one.Name
		}
	}
	x, err := p.s.Referrals.Send(r.Context(), who(r), o)
	if refused := told(err); refused != nil {
		return p.referralForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=send", path("referral", x.Ref))
}
