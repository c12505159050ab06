package staff

import (
	"net/url"
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// workView is the list of what waits.
type workView struct {
	Frame  layout.Frame
	Head   part.Head
	Notice string
	Tabs   []part.Tab
	Take   part.Form
	CanNew bool
	Bulk   bool // some of what he does may be done for many cases at once
	Filter []part.Field
	Tab    string
	Over   int
	Table  part.Table
	First  string // back to the beginning of a long list; empty on its first page
	Next   string
	Range  string
}

// soon is from how many working days on a deadline is shown as running out.
const soon = 2

// pageSize is how many cases a page shows.
const pageSize = 20

// tabs are the lists, as the desk calls them.
var tabs = []struct{ name, title string }{{"mine", "待我办"}, {"others", "等别人"}, {"ended", "已办"}, {"all", "全部"}}

// Work is 今日工作: what waits, what runs out first before everything else.
func (p *Pages) Work(r *screen.Request) (screen.Answer, error) {
	v, err := p.workView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(workPage(v))
}

func (p *Pages) workView(r *screen.Request) (workView, error) {
	query, tab := p.workQuery(r)
	f := office.Frame(r, "今日工作")
	f.Path = "/work"
	if tab == "all" {
		f.Title, f.Path = "全部办件", "/work?tab=all"
	}
	v := workView{
		Frame: f, Head: part.Head{Title: f.Title}, Tab: tab, CanNew: r.Visitor.Plays(intakeRoles...), Bulk: r.Visitor.Plays(casework.County) && len(p.bulkActions()) > 0,
		Take: part.Form{Action: "/work", Once: screen.NewOnce(), Button: "取下一件"},
	}
	who := r.Who()
	tally, err := p.s.Desk.Count(r.Context(), who, query.Matter)
	if err != nil {
		return v, err
	}
	list, err := p.s.Desk.List(r.Context(), who, query)
	if err != nil {
		return v, err
	}
	counts := map[string]int{"mine": tally.Mine, "others": tally.Others, "ended": tally.Ended, "all": tally.Mine + tally.Others + tally.Ended}
	for _, t := range tabs {
		v.Tabs = append(v.Tabs, part.Tab{Text: t.title, Path: "/work?tab=" + t.name, Count: counts[t.name], Current: t.name == tab})
	}
	v.Over = tally.Overdue
	v.Head.Lead = p.lead(r, tally, list.Cases, query)
	if r.FormValue("none") != "" {
		v.Notice = "没有还没人领的件了：列出的都有同事在办。"
	}
	v.Filter = p.workFilter(r, query)
	p.workTable(r, &v, list, query, counts[tab])
	return v, nil
}

// workQuery is what the address asks for.
func (p *Pages) workQuery(r *screen.Request) (casework.Query, string) {
	tab := r.Text("tab")
	if tab == "" {
		tab = "mine"
	}
	query := casework.Query{
		Tab: tab, Matter: r.Text("matter"), Stage: r.Text("stage"), Overdue: r.Text("overdue") == "yes", After: r.Text("after"), Size: pageSize,
	}
	if tab == "all" {
		query.Tab = ""
	}
	if r.Text("mine") == "yes" {
		query.Assignee = r.Visitor.Staff
	}
	query.Within, _ = civil.ParseArea(r.Text("within")) // what is no division limits nothing
	return query, tab
}

// lead is the answer above the list.
func (p *Pages) lead(r *screen.Request, t casework.Tally, first []*casework.Case, query casework.Query) string {
	if query.Tab != "mine" {
		return ""
	}
	if t.Mine > 0 {
		text := "有" + format.Count(t.Mine) + "件等您办"
		if t.Overdue > 0 {
			text += "，辖区内超期" + format.Count(t.Overdue) + "件"
		}
		return text + "。"
	}
	return ""
}

// workFilter are the fields that narrow the list.
func (p *Pages) workFilter(r *screen.Request, query casework.Query) []part.Field {
	matters, stages := []part.Choice{}, []part.Choice{}
	for _, m := range p.s.Desk.Matters() {
		matters = append(matters, part.Choice{Value: m.Name, Text: m.Short})
		if query.Matter != "" && query.Matter != m.Name {
			continue
		}
		for i := range m.Stages {
			stages = appendStage(stages, &m.Stages[i])
		}
	}
	within := ""
	if query.Within != 0 {
		within = query.Within.String()
	}
	return []part.Field{
		{Kind: part.SelectField, Name: "matter", Label: "事项", Choices: matters, Value: query.Matter},
		{Kind: part.SelectField, Name: "stage", Label: "状态", Choices: stages, Value: query.Stage},
		{Kind: part.SelectField, Name: "within", Label: "区划", Choices: p.below(r), Value: within},
		{Kind: part.CheckField, Name: "overdue", Label: "期限", Choices: []part.Choice{{Value: "yes", Text: "只看超期的"}}, Value: map[bool]string{true: "yes"}[query.Overdue]},
		{Kind: part.CheckField, Name: "mine", Label: "经办", Choices: []part.Choice{{Value: "yes", Text: "只看我领的"}}, Value: map[bool]string{true: "yes"}[query.Assignee != ""]},
	}
}

// appendStage adds a stage; those of one name in several matters are one choice.
func appendStage(list []part.Choice, s *pack.Stage) []part.Choice {
	for i := range list {
		if list[i].Value == s.Name {
			return list
		}
	}
	return append(list, part.Choice{Value: s.Name, Text: s.Title})
}

// below are the divisions one step below the visitor's own.
func (p *Pages) below(r *screen.Request) (list []part.Choice) {
	for _, post := range r.Visitor.Posts {
		for _, d := range p.s.Divisions.Under(post.Division, min(post.Division.Level()+1, civil.Village), r.Today()) {
			if d.Code != post.Division {
				list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
			}
		}
	}
	return list
}

// workTable fills in the rows and the way through them.
func (p *Pages) workTable(r *screen.Request, v *workView, list casework.Listed, query casework.Query, all int) {
	v.Table = part.Table{
		Caption: "办件", Keys: true, Empty: p.nothing(r, query),
		Columns: []part.Column{{Title: "编号"}, {Title: "申请人", Clamp: true}, {Title: "事项"}, {Title: "状态"}, {Title: "期限"}, {Title: "村（居）", Clamp: true}, {Title: "经办"}},
	}
	names := map[string]string{}
	for _, c := range list.Cases {
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: Path(c.Ref), Cells: p.workCells(r, c, names)})
	}
	at, _ := strconv.Atoi(r.Text("n")) // what is no number is the beginning
	at = max(at, 0)
	if len(list.Cases) > 0 {
		v.Range = "第" + format.Count(at+1) + "–" + format.Count(at+len(list.Cases)) + "条"
		if query.Stage == "" && query.Within == 0 && !query.Overdue && query.Assignee == "" {
			v.Range += "，共" + format.Count(all) + "条"
		}
	}
	values := r.URL.Query()
	values.Del("none")
	if query.After != "" {
		values.Del("after")
		values.Del("n")
		v.First = "/work?" + values.Encode()
	}
	if list.Next != "" {
		v.Next = "/work?" + with(values, "after", list.Next, "n", strconv.Itoa(at+len(list.Cases))).Encode()
	}
}

func with(values url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

// nothing is what is said of an empty list, with what comes next.
func (p *Pages) nothing(r *screen.Request, query casework.Query) string {
	if query.Tab != "mine" || query.Stage != "" || query.Within != 0 || query.Overdue || query.Assignee != "" || query.Matter != "" {
		return "没有符合条件的件。"
	}
	next, err := p.s.Desk.List(r.Context(), r.Who(), casework.Query{Tab: "others", Size: 1})
	if err != nil || len(next.Cases) == 0 || next.Cases[0].Due == 0 {
		return "今天没有待办。"
	}
	return "今天没有待办。下一件" + format.NearDay(next.Cases[0].Due, r.Today()) + "到期。"
}

// dueOf is the deadline of a case as a chip; ok is false when nothing runs.
func (p *Pages) dueOf(c *casework.Case, title string, today civil.Date) (format.Due, bool) {
	switch {
	case c.Due != 0:
		return format.Deadline(p.s.Calendar, today, c.Due, soon), true
	case c.Paused:
		return format.Waiting(title), true
	}
	return format.Due{}, false
}

// TakeNext gives the visitor the case that runs out first and that nobody has, so
// that nobody picks the easy ones.
func (p *Pages) TakeNext(r *screen.Request) (screen.Answer, error) {
	who := r.Who()
	query := casework.Query{Tab: "mine", Size: takeSize}
	for range takePages {
		list, err := p.s.Desk.List(r.Context(), who, query)
		if err != nil {
			return screen.Answer{}, err
		}
		for _, c := range list.Cases {
			if c.Assignee != "" {
				continue
			}
			err := p.s.Desk.Assign(r.Context(), who, c.Ref, c.Opened, r.Visitor.Staff)
			if k, known := kind(err); known && (k == civil.Stale || k == civil.Conflict) {
				continue // somebody else has just taken it
			}
			if err != nil {
				return screen.Answer{}, err
			}
			return screen.Answer{Next: Path(c.Ref)}, nil
		}
		if query.After = list.Next; query.After == "" {
			break
		}
	}
	return screen.See("/work?none=yes")
}

// How far the next case is looked for: farther than any office has work taken.
const (
	takeSize  = 100
	takePages = 20
)

// filtered says whether the list shows less than its tab.
func (v workView) filtered() bool {
	for _, f := range v.Filter {
		if f.Value != "" {
			return true
		}
	}
	return false
}
