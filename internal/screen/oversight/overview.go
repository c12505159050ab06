package oversight

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// overviewView is where somebody must act.
type overviewView struct {
	Frame   layout.Frame
	Head    part.Head
	Overdue part.Table
	Places  part.Table // cases by county, or by town of one county
	Stages  part.Table
	InPay   part.Table
	Money   part.Table
}

// overdueShown is how many overdue cases the overview itself lists.
const overdueShown = 10

// Overview shows where somebody must act: what is overdue first, then the figures.
func (p *Pages) Overview(r *screen.Request) (screen.Answer, error) {
	standings, err := p.s.Desk.Overview(r.Context(), r.Who())
	if err != nil {
		return screen.Answer{}, err
	}
	late, err := p.s.Desk.List(r.Context(), r.Who(), casework.Query{Overdue: true, Size: overdueShown})
	if err != nil {
		return screen.Answer{}, err
	}
	open, overdue := 0, 0
	for _, s := range standings {
		if s.Awaits != "nobody" {
			open += s.Count
		}
		overdue += s.Overdue
	}
	v := overviewView{
		Frame: office.Frame(r, "总览"),
		Head: part.Head{
			Title: "哪里要有人动手", Lead: fmt.Sprintf("在办%s件，其中超期%s件。数据截至%s。", format.Count(open), format.Count(overdue), format.Clock(r.Now)),
			Action: part.Link{Text: "督办超期的", Path: "/overview/cases?overdue=yes"}, More: []part.Link{{Text: "服务质量监测", Path: "/overview/quality"}},
		},
		Overdue: p.caseTable(r, late.Cases, "超期最久的"), Places: p.placeTable(r, standings), Stages: p.stageTable(standings),
	}
	v.Overdue.Empty = "没有超期的件。"
	if v.InPay, v.Money, err = p.moneyTables(r); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(overviewPage(v))
}

// caseTable lists cases with how late they are and whose they are.
func (p *Pages) caseTable(r *screen.Request, list []*casework.Case, caption string) part.Table {
	names := office.NamesOf(p.s)
	t := part.Table{Caption: caption, Keys: true, Columns: []part.Column{
		{Title: "件号"}, {Title: "事项"}, {Title: "申请人", Clamp: true}, {Title: "村（居）"}, {Title: "状态"}, {Title: "期限"}, {Title: "在等谁"}, {Title: "经办人"}}}
	for _, c := range list {
		state, word := p.stage(c.Matter, c.Stage)
		owner := part.NoValue("没有人接")
		if c.Assignee != "" {
			owner = part.Text(names.Of(r.Context(), "staff:"+c.Assignee))
		}
		due := part.Text("不计时")
		switch {
		case c.Paused:
			due = part.DueChip(format.Waiting("时限暂停"))
		case c.Due != 0:
			due = part.DueChip(format.Deadline(p.s.Calendar, r.Today(), c.Due, 3))
		}
		t.Rows = append(t.Rows, part.Row{Path: "/case/" + c.County + "/" + c.ID, Cells: cells(
			part.Text(c.Number), part.Text(p.matterWord(c.Matter)), part.Text(format.Name(c.Name)), part.Text(p.place(c.Division)), part.Status(state, word), due, part.Text(withWords[c.Awaits]), owner,
		)})
	}
	return t
}

// placeTable counts by county; where the visitor has one county alone, by town.
func (p *Pages) placeTable(r *screen.Request, standings []casework.Standing) part.Table {
	at := func(s casework.Standing) civil.Area { return s.Town.County() }
	title := "县（市、区）"
	if len(p.counties(r, chiefs)) < 2 {
		at, title = func(s casework.Standing) civil.Area { return s.Town }, "乡镇（街道）"
	}
	type sums struct{ open, overdue, ended int }
	by := map[civil.Area]*sums{}
	for _, s := range standings {
		one := by[at(s)]
		if one == nil {
			one = &sums{}
			by[at(s)] = one
		}
		if s.Awaits == "nobody" {
			one.ended += s.Count
		} else {
			one.open += s.Count
		}
		one.overdue += s.Overdue
	}
	t := part.Table{Caption: "各地办件", Empty: "还没有办件。", Columns: []part.Column{{Title: title}, {Title: "在办", Unit: "件", Number: true}, {Title: "超期", Unit: "件", Number: true}, {Title: "办结", Unit: "件", Number: true}}}
	var places []civil.Area
	for area := range by {
		places = append(places, area)
	}
	slices.SortFunc(places, func(a, b civil.Area) int {
		return cmp.Or(cmp.Compare(by[b].overdue, by[a].overdue), cmp.Compare(a, b))
	})
	for _, area := range places {
		one := by[area]
		path := "/overview/cases?within=" + area.String()
		t.Rows = append(t.Rows, part.Row{Path: path, Cells: cells(
			part.Text(p.s.Desk.Place(area)), part.Text(format.Count(one.open)), figure(format.Count(one.overdue), path+"&overdue=yes", one.overdue > 0), figure(format.Count(one.ended), path+"&tab=ended", false),
		)})
	}
	return t
}

// stageTable counts by matter and stage, in the order of the matter.
func (p *Pages) stageTable(standings []casework.Standing) part.Table {
	t := part.Table{Caption: "办到哪一步", Empty: "还没有办件。", Columns: []part.Column{{Title: "事项"}, {Title: "状态"}, {Title: "在等谁"}, {Title: "件数", Number: true}, {Title: "超期", Number: true}}}
	type key struct{ matter, stage string }
	count, late := map[key]int{}, map[key]int{}
	for _, s := range standings {
		count[key{s.Matter, s.Stage}] += s.Count
		late[key{s.Matter, s.Stage}] += s.Overdue
	}
	for _, m := range p.s.Catalogue().Matters() {
		for i := range m.Stages {
			k := key{m.Name, m.Stages[i].Name}
			if count[k] == 0 {
				continue
			}
			state, word := markOf(&m.Stages[i])
			path := "/overview/cases?" + url.Values{"matter": {k.matter}, "stage": {k.stage}}.Encode()
			t.Rows = append(t.Rows, part.Row{Path: path, Cells: cells(
				part.Text(m.Short), part.Status(state, word), part.Text(withWords[m.Stages[i].With]), part.Text(format.Count(count[k])), figure(format.Count(late[k]), path+"&overdue=yes", late[k] > 0),
			)})
		}
	}
	return t
}

// moneyTables are what is in pay this month and what its runs brought, by county.
func (p *Pages) moneyTables(r *screen.Request) (inPay, money part.Table, err error) {
	month := r.Today().Month()
	inPay = part.Table{Caption: format.Month(month) + "在享", Empty: "本月没有在享的家庭。", Columns: []part.Column{{Title: "县（市、区）"}, {Title: "待遇"}, {Title: "户（人）", Number: true}, {Title: "保障人数", Number: true}, {Title: "月金额", Unit: "元", Number: true}, {Title: "动态精准率", Unit: "%", Number: true}}}
	money = part.Table{Caption: format.Month(month) + "发放", Empty: "本月还没有发放批次。", Columns: []part.Column{{Title: "县（市、区）"}, {Title: "待遇"}, {Title: "情况"}, {Title: "笔数", Number: true}, {Title: "金额", Unit: "元", Number: true}}}
	for _, county := range p.counties(r, chiefs) {
		scope, err := access.NewScope(county)
		if err != nil {
			return inPay, money, err
		}
		m, err := p.s.Pay.MonthDesk(r.Context(), office.Code(county), pay.Filter{Spans: scope.Spans(), Month: month})
		if err != nil {
			return inPay, money, err
		}
		found, err := assess.LastFound(r.Context(), p.s.Journal, office.Code(county))
		if err != nil {
			return inPay, money, err
		}
		name := p.s.Desk.Place(county)
		for _, sum := range byProgramme(m.Towns) {
			inPay.Rows = append(inPay.Rows, part.Row{Cells: cells(
				part.Text(name), part.Text(p.programme(sum.Programme)), part.Text(format.Count(int(sum.Count))), part.Text(format.Count(int(sum.Covered))), part.Amount(sum.Amount), precise(&found, &sum),
			)})
		}
		for _, total := range m.Totals {
			money.Rows = append(money.Rows, part.Row{Cells: cells(
				part.Text(name), part.Text(p.programme(total.Programme)), part.Text(total.Status.Title()), part.Text(format.Count(int(total.Lines))), part.Amount(total.Amount),
			)})
		}
	}
	return inPay, money, nil
}

// precise is the share of what is in pay in which the last recheck found nothing that
// rules it out.
func precise(found *assess.Found, sum *pay.Town) templ.Component {
	permille, ok := found.Precise(sum.Programme, int(sum.Count))
	if !ok {
		return part.NoValue("没有复核过")
	}
	return part.Text(fmt.Sprintf("%d.%d", permille/10, permille%10))
}

// byProgramme adds the towns of a county up.
func byProgramme(towns []pay.Town) []pay.Town {
	var list []pay.Town
	for _, t := range towns {
		i := slices.IndexFunc(list, func(o pay.Town) bool { return o.Programme == t.Programme })
		if i < 0 {
			list = append(list, pay.Town{Programme: t.Programme})
			i = len(list) - 1
		}
		list[i].Count += t.Count
		list[i].Covered += t.Covered
		list[i].Amount += t.Amount
	}
	slices.SortFunc(list, func(a, b pay.Town) int { return cmp.Compare(a.Programme, b.Programme) })
	return list
}

// listView is a list with its filters.
type listView struct {
	Frame  layout.Frame
	Head   part.Head
	Action string // of the filters
	Filter []part.Field
	List   part.Table
	Next   string
	Banner string
}

// Cases lists the cases behind a figure of the overview.
func (p *Pages) Cases(r *screen.Request) (screen.Answer, error) {
	query := casework.Query{Matter: chosen(r, "matter"), Stage: r.Text("stage"), Overdue: r.Text("overdue") == "yes", After: r.Text("after"), Size: pageSize}
	if r.Text("tab") == "ended" {
		query.Tab = "ended"
	}
	title := "办件"
	if query.Overdue {
		title = "超期的件"
	}
	if text := r.Text("within"); text != "" {
		area, err := civil.ParseArea(text)
		if err != nil || !r.Visitor.Scope.Covers(area) {
			return screen.Answer{}, office.Missing()
		}
		query.Within, title = area, p.place(area)+title
	}
	found, err := p.s.Desk.List(r.Context(), r.Who(), query)
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{
		Frame: office.Frame(r, title), Head: part.Head{Title: title, Lead: "期限近的在前。点件号打开，可以转交、督办。", Back: part.Link{Text: "总览", Path: "/overview"}},
		List: p.caseTable(r, found.Cases, title),
	}
	v.List.Empty = "没有这样的件。"
	if found.Next != "" {
		q := r.URL.Query()
		q.Set("after", found.Next)
		v.Next = "/overview/cases?" + q.Encode()
	}
	return screen.Show(listPage(v))
}

// refOf is the case a path names.
func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}
