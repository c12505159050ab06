package backlog

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Pages are the pages about tasks that failed.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// path of the list.
const path = "/backlog"

// Routes lists the pages. No person's data is on any of them.
func (p *Pages) Routes() []screen.Route {
	administrator := screen.Roles(account.Administrator)
	return []screen.Route{
		{Method: "GET", Pattern: path, Audience: administrator, Purpose: screen.Nobody, Act: screen.Read, Serve: office.Own(p.List)},
		{Method: "POST", Pattern: path, Audience: administrator, Purpose: screen.Nobody, Act: "task.settle", Serve: office.Own(p.Settle)},
	}
}

// most is how many tasks are shown; where more fail, they fail for one reason.
const most = 200

// What may be done with a task that failed.
const (
	retry   = "retry"
	dismiss = "dismiss"
)

// listView is the list with what may be done about it.
type listView struct {
	Frame  layout.Frame
	Head   part.Head
	Done   string
	List   part.Table
	Form   part.Form
	Picks  part.Field
	Choice part.Field
}

// List lists the tasks that failed where the visitor is administrator.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(listPage(v))
}

func (p *Pages) view(r *screen.Request) (listView, error) {
	v := listView{
		Frame: office.Frame(r, "后台任务"),
		Head: part.Head{Title: "没有办成的后台任务",
			Lead: "没办成的系统自己会重试，试过十二次就停下。失败三次以上的都列在这里，原因代码可以在运行日志里查到详情。"},
		List: part.Table{Caption: "后台任务", Empty: "没有失败的后台任务。", Columns: []part.Column{
			{Title: "任务"}, {Title: "哪里"}, {Title: "原因代码"}, {Title: "试过", Unit: "次", Number: true}, {Title: "停下、下次重试"}, {Title: "状态"}}},
		Form:   part.Form{Action: path, Once: screen.NewOnce(), Button: "办理选中的"},
		Picks:  part.Field{Kind: part.CheckField, Name: "task", Label: "哪些任务"},
		Choice: part.Field{Kind: part.RadioField, Name: "how", Label: "怎么办", Value: retry, Choices: []part.Choice{{Value: retry, Text: "再试一次"}, {Value: dismiss, Text: "不用办了，从清单里去掉"}}},
	}
	if r.Text("done") != "" {
		v.Done = "已经办理。"
	}
	failed, err := p.failed(r)
	for _, t := range failed {
		title, known := Title(t.Kind)
		if !known {
			title = t.Kind
		}
		mark, word, at := format.Over, "已停下", t.Ended
		if t.Ended == 0 {
			mark, word, at = format.Soon, "还在重试", t.Due
		}
		when := format.Day(at.Date()) + " " + format.Clock(at)
		v.List.Rows = append(v.List.Rows, part.Row{Cells: []templ.Component{
			part.Text(title), part.Text(p.place(t.County)), part.Text(t.Failure), part.Text(format.Count(int(t.Attempt))), part.Text(when), part.Status(mark, word),
		}})
		v.Picks.Choices = append(v.Picks.Choices, part.Choice{Value: t.County + "/" + t.ID, Text: title + "，" + p.place(t.County) + "，" + when})
	}
	return v, err
}

// failed are the tasks of the counties the visitor administers, and of no county.
func (p *Pages) failed(r *screen.Request) ([]job.Failed, error) {
	scope, err := administers(r)
	if err != nil {
		return nil, err
	}
	all, err := p.s.Backlog.Failed(r.Context(), most)
	return slices.DeleteFunc(all, func(t job.Failed) bool { return !p.within(scope, t.County) }), err
}

// administers is where the visitor is administrator.
func administers(r *screen.Request) (access.Scope, error) {
	v := office.Signed(r)
	if v == nil || v.Administers().None() {
		return access.Scope{}, office.Missing()
	}
	return v.Administers(), nil
}

// within says whether a task is the administrator's: what concerns no county is his
// who looks after the whole city.
func (p *Pages) within(scope access.Scope, county string) bool {
	if county == journal.Nowhere {
		return scope.Covers(p.s.City)
	}
	area, err := civil.ParseArea(county)
	return err == nil && scope.Covers(area)
}

func (p *Pages) place(county string) string {
	area, err := civil.ParseArea(county)
	if err != nil || county == journal.Nowhere {
		return "全市"
	}
	return p.s.Desk.Place(area)
}

// Settle tries tasks again or takes them off the list.
func (p *Pages) Settle(r *screen.Request) (screen.Answer, error) {
	scope, err := administers(r)
	if err != nil {
		return screen.Answer{}, err
	}
	picked, how, settle := r.Ticked("task"), retry, p.s.Backlog.Retry
	if r.Text("how") == dismiss {
		how, settle = dismiss, p.s.Backlog.Dismiss
	}
	if len(picked) == 0 {
		return p.again(r, "请先选任务。")
	}
	for _, one := range picked {
		if county, _, _ := strings.Cut(one, "/"); !p.within(scope, county) {
			return screen.Answer{}, office.Missing()
		}
	}
	h := office.Signed(r).Header("task.settle", "security", journal.Nowhere)
	h.Note = how
	_, err = p.s.Journal.Do(r.Context(), h, func(w *journal.Write) error {
		for _, one := range picked[:min(len(picked), most)] {
			county, id, _ := strings.Cut(one, "/")
			if err := settle(r.Context(), w, county, id); err != nil {
				return err
			}
		}
		return nil
	})
	if message, _, known := office.Told(err); known {
		return p.again(r, message)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: path + "?done=1"}, nil
}

// again shows the list once more, with what was wrong.
func (p *Pages) again(r *screen.Request, fault string) (screen.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Picks.Fault, v.Frame.Faults = fault, true
	v.Picks.Values = r.Ticked("task")
	if r.Text("how") == dismiss {
		v.Choice.Value = dismiss
	}
	return screen.Again(listPage(v))
}
