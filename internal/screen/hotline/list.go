package hotline

import (
	"net/url"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/hotline"
)

// listView is a page with tabs and a table.
type listView struct {
	Frame  layout.Frame
	Head   part.Head
	Done   string
	Tabs   []part.Tab
	Tables []part.Table
	Filter []part.Field
	Next   string
}

// List lists the calls of the visitor's places.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	tally, err := p.s.Hotline.Tally(r.Context(), r.Who())
	if err != nil {
		return screen.Answer{}, err
	}
	query := hotline.Query{Tab: r.Text("tab"), Class: r.Text("class"), After: r.Text("after")}
	if query.Tab != "back" && query.Tab != "closed" && query.Tab != "late" {
		query.Tab = "open"
	}
	if query.Tab == "late" {
		query.Tab, query.Overdue = "", true
	}
	v := listView{
		Frame: office.Frame(r, "热线"),
		Head:  part.Head{Title: "热线来电", Lead: "接到的事都有人办、有期限、有答复、有回访。", More: []part.Link{{Text: "统计", Path: "/hotline/report"}}},
	}
	v.Frame.Path = "/hotline"
	if r.Visitor.Plays(takers...) {
		v.Head.Action = part.Link{Text: "登记来电", Path: "/hotline/new"}
	}
	if number := r.FormValue("done"); number != "" {
		v.Done = "已登记，编号" + number + "。"
	}
	for _, t := range []struct {
		name, title string
		count       int
	}{{"open", "待办", tally.Open}, {"back", "待回访", tally.Back}, {"late", "已超期", tally.Overdue}, {"closed", "已办结", tally.Closed}} {
		v.Tabs = append(v.Tabs, part.Tab{Text: t.title, Path: "/hotline?tab=" + t.name, Count: t.count, Current: query.Overdue && t.name == "late" || query.Tab == t.name})
	}
	listed, err := p.s.Hotline.List(r.Context(), r.Who(), query)
	if err != nil {
		return screen.Answer{}, err
	}
	table, err := p.table(r, "来电", "这里没有来电。", listed.Calls)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Tables = []part.Table{table}
	if listed.Next != "" {
		values := r.URL.Query()
		values.Set("after", listed.Next)
		v.Next = "/hotline?" + values.Encode()
	}
	return screen.Show(listPage(v))
}

// table lists calls; who is named in it is written down as looked at.
func (p *Pages) table(r *screen.Request, caption, empty string, calls []*hotline.Call) (part.Table, error) {
	t := part.Table{Caption: caption, Keys: true, Empty: empty, Columns: []part.Column{
		{Title: "编号"}, {Title: "类别", Clamp: true}, {Title: "关于谁", Clamp: true}, {Title: "在哪里", Clamp: true}, {Title: "办理单位", Clamp: true}, {Title: "状态"}, {Title: "期限"},
	}}
	var people []register.Ref
	for _, c := range calls {
		name := format.Name(c.Name)
		if name == "" {
			name = "没有说"
		}
		if !c.Person.Zero() {
			people = append(people, c.Person)
		}
		t.Rows = append(t.Rows, part.Row{Path: callPath(c), NotSeen: c.State == hotline.Open, Cells: cells(part.Text(c.Number), part.Text(p.class(c.Class)), part.Text(name),
			part.Text(p.s.Desk.Place(c.Division)), part.Text(p.s.Desk.Place(c.Unit)), stateChip(c, r.Now), p.dueChip(r, c))})
	}
	return t, p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "hotline")
}

// Of lists the calls about one person.
func (p *Pages) Of(r *screen.Request) (screen.Answer, error) {
	ref := refOf(r)
	one, err := p.s.Register.Person(r.Context(), r.Viewer(), ref, register.On(r.Today()), register.Show{Fields: []string{"name"}})
	if err != nil {
		return screen.Answer{}, err
	}
	calls, err := p.s.Hotline.Of(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{Frame: office.Frame(r, "来电记录"), Head: part.Head{Title: format.Name(one.Name) + "的来电记录"}}
	if r.Visitor.Plays(casework.Town, casework.County, casework.City) {
		v.Head.Back = part.Link{Text: format.Name(one.Name), Path: "/person/" + ref.County + "/" + ref.ID}
	}
	table, err := p.table(r, "来电", "没有关于这个人的来电。", calls)
	v.Tables = []part.Table{table}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(listPage(v))
}

// reportDays is how many days a report covers unless somebody says otherwise.
const reportDays = 30

// Report counts what came and what became of it.
func (p *Pages) Report(r *screen.Request) (screen.Answer, error) {
	from, to := r.Today().AddDays(-reportDays+1), r.Today()
	if d, err := civil.ParseDate(r.Text("from")); err == nil {
		from = d
	}
	if d, err := civil.ParseDate(r.Text("to")); err == nil {
		to = d
	}
	v := listView{
		Frame: office.Frame(r, "热线统计"),
		Head:  part.Head{Title: "热线统计", Lead: format.Day(from) + "到" + format.Day(to) + "。", Back: part.Link{Text: "热线", Path: "/hotline"}},
		Filter: []part.Field{
			{Kind: part.DayField, Name: "from", Label: "从", Value: from.String()}, {Kind: part.DayField, Name: "to", Label: "到", Value: to.String()},
		},
	}
	report, err := p.s.Hotline.Report(r.Context(), r.Who(), from, to)
	if message, _, told := office.Told(err); told {
		v.Filter[0].Fault, v.Frame.Faults = message, true
		return screen.Again(listPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	v.Tables = []part.Table{
		counted("每天", "日期", report.Days, func(key string) string { return key }),
		counted("按类别", "类别", report.Classes, p.class),
		counted("按办理单位", "单位", report.Units, func(key string) string {
			area, err := civil.ParseArea(key)
			if err != nil {
				return key
			}
			return p.place(area)
		}),
	}
	return screen.Show(listPage(v))
}

// counted is a table of counts.
func counted(caption, head string, list []hotline.Count, name func(string) string) part.Table {
	t := part.Table{Caption: caption, Empty: "这段时间没有来电。", Columns: []part.Column{
		{Title: head}, {Title: "来电", Number: true}, {Title: "当场答复", Number: true}, {Title: "已办结", Number: true}, {Title: "超期答复", Number: true},
		{Title: "回访到", Number: true}, {Title: "满意", Number: true}, {Title: "重办过", Number: true},
	}}
	for _, c := range list {
		row := part.Row{Cells: cells(part.Text(name(c.Key)))}
		for _, n := range []int{c.Calls, c.AtOnce, c.Done, c.Late, c.Graded, c.Satisfied, c.Reopened} {
			row.Cells = append(row.Cells, part.Text(format.Count(n)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// with is an address with one value more.
func with(path, name, value string) string { return path + "?" + url.Values{name: {value}}.Encode() }
