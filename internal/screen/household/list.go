package household

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/plan"
)

// pageSize is how many files a page shows.
const pageSize = 50

// planTabs are the tabs of the list, and what each asks for.
var planTabs = [][2]string{{"", "全部"}, {"late", "回访、评估已超期"}, {"agreed", "方案执行中"}, {"drafted", "方案拟订中"}, {"none", "还没有方案"}}

// query is what the address asks for.
func (p *Pages) query(r *screen.Request) plan.Query {
	q := plan.Query{Circle: r.Text("circle"), Class: r.Text("class"), Plan: r.Text("plan"), After: r.Text("after"), Size: pageSize}
	if town, err := civil.ParseArea(r.Text("town")); err == nil {
		q.Within = town
	}
	return q
}

// address is the list with the same filters.
func address(at string, q *plan.Query, planState, after string) string {
	values := url.Values{}
	for name, value := range map[string]string{"circle": q.Circle, "class": q.Class, "plan": planState, "after": after} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Within != 0 {
		values.Set("town", q.Within.String())
	}
	if len(values) == 0 {
		return at
	}
	return at + "?" + values.Encode()
}

// List is the ledger of all files the visitor may see (台账).
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	q := p.query(r)
	list, next, err := p.s.Plans.List(r.Context(), r.Viewer(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "一户一档一策"), TabsLabel: "方案进展", FilterAt: "/households",
		Head: part.Head{Title: "一户一档一策台账", More: []part.Link{{Text: "按圈层统计", Path: "/households/circles"}}},
	}
	if r.Visitor.Plays(meeters...) {
		v.Head.More = append(v.Head.More, part.Link{Text: "救助资源库", Path: "/given"}, part.Link{Text: "导出CSV", Path: address("/households/export", &q, q.Plan, "")})
	}
	all := int64(0)
	for _, tab := range planTabs {
		one := q
		one.Plan = tab[0]
		n, err := p.s.Plans.Count(r.Context(), r.Viewer(), one)
		if err != nil {
			return screen.Answer{}, err
		}
		v.Tabs = append(v.Tabs, part.Tab{Text: tab[1], Path: address("/households", &q, tab[0], ""), Count: int(n), Current: q.Plan == tab[0]})
		if q.Plan == tab[0] {
			all = n
		}
	}
	v.Filter = p.filter(r, &q)
	table := part.Table{
		Caption: "家庭档案", Keys: true, Empty: "没有符合条件的家庭档案。",
		Columns: []part.Column{{Title: "家庭", Clamp: true}, {Title: "村（居）", Clamp: true}, {Title: "人口", Unit: "人", Number: true}, {Title: "圈层"}, {Title: "方案"}, {Title: "救助管家"}, {Title: "下次回访"}},
	}
	for _, f := range list {
		table.Rows = append(table.Rows, p.row(r, f))
	}
	if q.After != "" || next != "" {
		table.Paging = part.Paging{From: 1, To: len(list), All: int(all)}
		if next != "" {
			table.Paging.Next = address("/households", &q, q.Plan, next)
		}
		if q.After != "" {
			table.Paging.Previous = address("/households", &q, q.Plan, "")
		}
	}
	v.Sections = []section{{ID: "list", Tables: []part.Table{table}}}
	return screen.Show(sheetPage(v))
}

func (p *Pages) row(r *screen.Request, f *plan.Listed) part.Row {
	state := part.Text("—")
	switch {
	case f.Late(r.Today()):
		state = part.Status(format.Over, "超期")
	case f.Plan == plan.Agreed:
		state = part.Status(format.Done, f.Plan.Title())
	case f.Plan == plan.Drafted:
		state = part.Status(format.Working, "拟订中")
	}
	return part.Row{Path: path("household", f.Ref), Cells: cells(
		part.Text(format.Name(f.Name)), part.Text(p.s.Desk.Place(f.Division)), part.Text(format.Count(int(f.Members))),
		part.Text(p.circleTitle(r, f.Division, f.Circle)), state, part.Text(orDash(f.Keeper)), part.Text(dayOr(f.VisitOn, "—")),
	)}
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// filter are the fields above the list.
func (p *Pages) filter(r *screen.Request, q *plan.Query) []part.Field {
	var towns []part.Choice
	area := home(r)
	if area.Level() < civil.Township {
		for _, d := range p.s.Divisions.Under(area, civil.Township, r.Today()) {
			towns = append(towns, part.Choice{Value: d.Code.String(), Text: d.Name})
		}
	}
	var circles []part.Choice
	for _, c := range p.s.Catalogue().Circles(area.County(), r.Today()) {
		circles = append(circles, part.Choice{Value: c.Name, Text: c.Title})
	}
	circles = append(circles, part.Choice{Value: "none", Text: "不在圈层内"})
	var classes []part.Choice
	for _, c := range p.s.Catalogue().Classes(area.County(), r.Today()) {
		classes = append(classes, part.Choice{Value: c.Name, Text: c.Title})
	}
	within := ""
	if q.Within != 0 {
		within = q.Within.String()
	}
	list := []part.Field{
		{Kind: part.SelectField, Name: "circle", Label: "圈层", Value: q.Circle, Choices: circles, Optional: true},
		{Kind: part.SelectField, Name: "class", Label: "类别", Value: q.Class, Choices: classes, Optional: true},
	}
	if len(towns) > 0 {
		list = append(list, part.Field{Kind: part.SelectField, Name: "town", Label: "乡镇（街道）", Value: within, Choices: towns, Optional: true})
	}
	return list
}

// Circles counts families by town, circle and class.
func (p *Pages) Circles(r *screen.Request) (screen.Answer, error) {
	list, err := p.s.Plans.Tallies(r.Context(), r.Viewer(), plan.Query{})
	if err != nil {
		return screen.Answer{}, err
	}
	area := home(r)
	v := sheetView{
		Frame: office.Frame(r, "救助圈层和类别"),
		Head: part.Head{Title: "救助圈层和困难人员类别", Lead: "一户只在一个圈层；同一圈层里可以同时属于几类。类别是拟定的，各市照自己的文件在业务包里增减。",
			Back: part.Link{Text: "台账", Path: "/households"}},
	}
	for _, c := range p.s.Catalogue().Circles(area.County(), r.Today()) {
		table := part.Table{
			Caption: c.Title, Empty: "没有" + c.Title + "的家庭。",
			Columns: []part.Column{{Title: "乡镇（街道）"}, {Title: "类别"}, {Title: "户数", Unit: "户", Number: true}, {Title: "人数", Unit: "人", Number: true}},
		}
		families, people := int64(0), int64(0)
		for _, t := range list {
			if t.Circle != c.Name {
				continue
			}
			title := "全部"
			if t.Class == "" {
				families, people = families+t.Families, people+t.People
			} else {
				title = p.classTitles(r, t.Town, []string{t.Class})
			}
			q := plan.Query{Circle: t.Circle, Class: t.Class, Within: t.Town}
			table.Rows = append(table.Rows, part.Row{Path: address("/households", &q, "", ""), Cells: cells(
				part.Text(p.s.Desk.Place(t.Town)), part.Text(title), part.Text(format.Count(int(t.Families))), part.Text(format.Count(int(t.People))),
			)})
		}
		v.Sections = append(v.Sections, section{
			ID: c.Name, Title: c.Title, Words: []string{"共" + format.Count(int(families)) + "户、" + format.Count(int(people)) + "人。"}, Tables: []part.Table{table},
		})
	}
	return screen.Show(sheetPage(v))
}

// exportMost is how many files one export has.
const exportMost = 20_000

// Export is the list as a file. Names are in it, numbers are not.
func (p *Pages) Export(r *screen.Request) (screen.Answer, error) {
	q := p.query(r)
	q.After, q.Size = "", plan.PageMost
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	if err := w.Write([]string{"家庭", "乡镇（街道）", "村（居）", "人口", "圈层", "类别", "不能判定的类别", "在享待遇", "建档日期", "方案", "救助管家", "下次回访", "下次评估"}); err != nil {
		return screen.Answer{}, err
	}
	count := 0
	for count < exportMost {
		list, next, err := p.s.Plans.List(r.Context(), r.Viewer(), q)
		if err != nil {
			return screen.Answer{}, err
		}
		for _, f := range list {
			if err := w.Write(p.exported(r, f)); err != nil {
				return screen.Answer{}, err
			}
		}
		if count += len(list); next == "" {
			break
		}
		q.After = next
	}
	w.Flush()
	if err := p.s.Plans.Exported(r.Context(), who(r), count); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "一户一档一策台账" + format.ShortDay(r.Today()) + ".csv", Type: "text/csv; charset=utf-8", Content: &out, Attach: true})
}

func (p *Pages) exported(r *screen.Request, f *plan.Listed) []string {
	var benefits []string
	for _, name := range f.Programmes {
		benefits = append(benefits, p.s.Catalogue().BenefitTitle(name))
	}
	row := []string{
		f.Name, p.s.Desk.Place(f.Division.Township()), p.s.Desk.Place(f.Division), format.Count(int(f.Members)), p.circleTitle(r, f.Division, f.Circle),
		p.classTitles(r, f.Division, f.Classes), p.classTitles(r, f.Division, f.Unclear), strings.Join(benefits, "、"), format.ShortDay(f.Since),
		f.Plan.Title(), f.Keeper, dayOr(f.VisitOn, ""), dayOr(f.ReviewOn, ""),
	}
	for i := range row {
		row[i] = civil.PlainCell(row[i])
	}
	return row
}
