package watch

import (
	"errors"
	"net/url"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
)

// listView is a page with filters and one table.
type listView struct {
	Frame   layout.Frame
	Head    part.Head
	Tabs    []part.Tab
	Filter  []part.Field
	Action  string // of the filter
	Hidden  []part.Pair
	Before  []part.Table
	Table   part.Table
	Nothing string
}

// listSize is how many leads a page of a desk shows.
const listSize = 30

// screenScope is what the visitor's posts cover.
func screenScope(r *screen.Request) access.Scope { return r.Viewer().Scope() }

// codeOf is the code of a refusal.
func codeOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func cells(list ...templ.Component) []templ.Component { return list }

// within is the division a filter names, if it lies in the visitor's scope.
func within(r *screen.Request) civil.Area {
	area, err := civil.ParseArea(r.Text("within"))
	if err != nil || !screenScope(r).Covers(area) {
		return 0
	}
	return area
}

// townChoices are the towns, or for a city the counties, a visitor may choose among.
func (p *Pages) townChoices(r *screen.Request) []part.Choice {
	list := []part.Choice{{Value: "", Text: "全部"}}
	for _, post := range r.Visitor.Posts {
		level := civil.Township
		switch {
		case post.Division.Level() < civil.County:
			level = civil.County
		case post.Division.Level() >= civil.Township:
			level = civil.Village
		}
		for _, d := range p.s.Divisions.Under(post.Division, level, r.Today()) {
			list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
		}
	}
	return list
}

// List lists leads: late ones first, by what runs out.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	tab := r.Text("tab")
	if tab != "late" && tab != "case" && tab != "closed" {
		tab = "open"
	}
	q := watch.Query{Tab: tab, Within: within(r), Signal: r.Text("signal"), Source: watch.Source(r.Text("source")), After: r.Text("after"), Size: listSize}
	list, err := p.s.Watch.List(r.Context(), who(r), q)
	if err != nil {
		return screen.Answer{}, err
	}
	tally, err := p.s.Watch.Count(r.Context(), who(r), q.Within)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), looked(list.Leads), "lead"); err != nil {
		return screen.Answer{}, err
	}
	keep := url.Values{"within": {r.Text("within")}, "signal": {q.Signal}, "source": {string(q.Source)}}
	v := listView{
		Frame: office.Frame(r, "线索"), Head: part.Head{Title: "线索", Lead: leadCount(tally)}, Action: "/leads", Hidden: []part.Pair{{Key: "tab", Value: tab}},
		Table: part.Table{
			Caption: "线索", Keys: true, Empty: "没有线索。",
			Columns: []part.Column{{Title: "谁家"}, {Title: "缓急"}, {Title: "原因", Clamp: true}, {Title: "村（居）"}, {Title: "状态"}, {Title: "由谁办"}, {Title: "期限"}},
		},
	}
	v.Head.More = []part.Link{{Text: "低收入人口", Path: "/low-income"}}
	if r.Visitor.Plays(deciders...) {
		v.Head.More = append(v.Head.More, part.Link{Text: "预警设置", Path: "/signals"})
	}
	for _, t := range []struct {
		name, title string
		n           int
	}{{"open", "待办", tally.Open}, {"late", "逾期", tally.Late}, {"case", "已申请", tally.InCase}, {"closed", "已办结", tally.Closed}} {
		v.Tabs = append(v.Tabs, part.Tab{Text: t.title, Path: "/leads?tab=" + t.name + "&" + keep.Encode(), Count: t.n, Current: t.name == tab})
	}
	v.Filter = []part.Field{
		{Kind: part.SelectField, Name: "within", Label: "地方", Choices: p.townChoices(r), Value: r.Text("within"), Optional: true},
		{Kind: part.SelectField, Name: "signal", Label: "预警", Choices: p.signalChoices(), Value: q.Signal, Optional: true},
		{Kind: part.SelectField, Name: "source", Label: "来源", Choices: sourceChoices(), Value: string(q.Source), Optional: true},
	}
	for _, f := range list.Leads {
		state := watch.StateTitles[f.State]
		if f.Result != "" {
			state = watch.ResultTitles[f.Result]
		}
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: "/leads/" + f.County + "/" + f.ID, Name: named(f.Lead), Cells: cells(
			part.Text(named(f.Lead)), part.Risk(colours[f.Colour]), part.Text(reasons(f)), part.Text(p.place(f.Division)), part.Text(state),
			part.Text(watch.LevelTitles[f.Level]), p.dueCell(r, f.Lead),
		)})
	}
	if list.Next != "" {
		v.Table.Paging = part.Paging{From: 1, To: len(list.Leads), All: map[string]int{"open": tally.Open, "late": tally.Late, "case": tally.InCase, "closed": tally.Closed}[tab],
			Next: "/leads?tab=" + tab + "&" + keep.Encode() + "&after=" + list.Next}
	}
	return screen.Show(listPage(v))
}

// leadCount says how things stand, in a sentence.
func leadCount(t watch.Tally) string {
	if t.Open+t.InCase+t.Closed == 0 {
		return "还没有线索。"
	}
	text := "待办" + format.Count(t.Open) + "条"
	if t.Late > 0 {
		text += "，其中逾期" + format.Count(t.Late) + "条"
	}
	text += "；已办结" + format.Count(t.Closed) + "条"
	if n := t.Results[watch.Granted]; n > 0 {
		text += "，其中" + format.Count(n) + "条得到救助"
	}
	return text + "。"
}

func (p *Pages) signalChoices() []part.Choice {
	list := []part.Choice{{Value: "", Text: "全部"}}
	for _, s := range p.s.Catalogue().Signals() {
		list = append(list, part.Choice{Value: s.Name, Text: s.Title})
	}
	return list
}

func sourceChoices() []part.Choice {
	list := []part.Choice{{Value: "", Text: "全部"}}
	for _, s := range []watch.Source{watch.BySignal, watch.ByVillage, watch.ByTown, watch.ByResident, watch.ByHotline, watch.ByDepartment} {
		list = append(list, part.Choice{Value: string(s), Text: watch.SourceTitles[s]})
	}
	return list
}
