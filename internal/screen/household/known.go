package household

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
	"lianxin/internal/watch/plan"
)

// watcher is the visitor as leads know him.
func watcher(r *screen.Request) watch.Who {
	w := r.Who()
	out := watch.Who{Actor: w.Actor, Staff: w.Staff, Name: w.Name, Purpose: w.Purpose, OnBehalf: w.OnBehalf}
	for _, p := range w.Posts {
		out.Posts = append(out.Posts, watch.Post(p))
	}
	return out
}

// leads are what was noticed about the family, and what came of it.
func (p *Pages) leads(r *screen.Request, f *family) ([]section, error) {
	list, err := p.s.Watch.Family(r.Context(), watcher(r), f.ref)
	t := part.Table{Caption: "线索", Empty: "没有线索。", Columns: []part.Column{{Title: "编号"}, {Title: "发现日期"}, {Title: "进展"}, {Title: "结果"}}}
	for _, one := range list {
		row := part.Row{Cells: cells(part.Text(one.Number), part.Text(format.Day(one.Reported.Date())), part.Text(watch.StateTitles[one.State]), part.Text(orDash(watch.ResultTitles[one.Result])))}
		if r.Visitor.Plays(meeters...) {
			row.Path = path("leads", one.Ref)
		}
		t.Rows = append(t.Rows, row)
	}
	return []section{{ID: "leads", Title: "线索", Tables: []part.Table{t}}}, err
}

// surveysShown is of how many cases the visits are shown.
const surveysShown = 3

// casesOf are the family's cases, and the visits made for them.
func (p *Pages) casesOf(r *screen.Request, f *family) ([]section, error) {
	cases, err := p.s.Desk.OfHousehold(r.Context(), r.Who(), f.ref.County, f.ref.ID)
	if err != nil {
		return nil, err
	}
	slices.Reverse(cases)
	t := part.Table{Caption: "办件", Keys: true, Empty: "没有办件。", Columns: []part.Column{{Title: "编号"}, {Title: "事项"}, {Title: "状态"}, {Title: "期限"}}}
	visits := part.Table{Caption: "入户调查", Empty: "没有入户调查记录。", Columns: []part.Column{{Title: "日期"}, {Title: "调查人"}, {Title: "办件"}}}
	for n, c := range cases {
		m, err := p.s.Desk.Matter(c.Matter)
		if err != nil {
			return nil, err
		}
		stage := c.Stage
		if s := m.Stage(c.Stage); s != nil {
			stage = s.Title
		}
		t.Rows = append(t.Rows, part.Row{Path: path("case", c.Ref), Cells: cells(part.Text(c.Number), part.Text(m.Title), part.Text(stage), p.due(r, c.Due))})
		if n >= surveysShown {
			continue
		}
		whole, err := p.s.Desk.Open(r.Context(), r.Who(), c.Ref)
		if err != nil {
			return nil, err
		}
		for i := len(whole.Surveys) - 1; i >= 0; i-- {
			s := &whole.Surveys[i]
			visits.Rows = append(visits.Rows, part.Row{Cells: cells(part.Text(format.Day(s.Day)), part.Text(strings.Join(s.Surveyors, "、")), part.Text(c.Number))})
		}
	}
	return []section{{ID: "cases", Title: "办件和入户", Tables: []part.Table{t, visits}}}, nil
}

// knownOf is what departments share of the family, what repeated checks have found, and
// what it may be entitled to as far as it is known.
func (p *Pages) knownOf(r *screen.Request, f *family) ([]section, error) {
	differences, err := p.findings(r.Context(), r, f)
	if err != nil {
		return nil, err
	}
	list, facts, err := p.s.Desk.Outlook(r.Context(), r.Who(), register.Home{Kind: f.home.Kind, Household: f.home, People: f.people})
	if err != nil {
		if _, _, refused := office.Told(err); !refused {
			return nil, err
		}
	}
	may := part.Table{
		Caption: "可能享受的", Empty: "按现在知道的，没有可能享受而没有申请的待遇。",
		Columns: []part.Column{{Title: "待遇"}, {Title: "谁的"}, {Title: "按现在知道的"}, {Title: "还不知道的"}},
	}
	for i := range list {
		one := &list[i]
		if f.file != nil && slices.Contains(f.file.Programmes, one.Programme) {
			continue
		}
		state := part.Status(format.Done, "可能符合，要本人申请")
		switch one.Outcome {
		case "refuse":
			continue
		case "cannot_decide":
			if len(one.Missing) == 0 {
				continue
			}
			state = part.Status(format.Unknown, "不能判定")
		}
		may.Rows = append(may.Rows, part.Row{Cells: cells(part.Text(one.Title), part.Text(orText(format.Name(one.Name), "全家")), state, part.Text(orDash(strings.Join(one.Missing, "；"))))})
	}
	return []section{
		{ID: "known", Title: "部门共享的情况", Words: []string{"只有可以共享的数据。须授权的数据在核对报告里看。"}, Tables: []part.Table{p.shared(f, facts), differences}},
		{ID: "prospects", Title: "可能享受的待遇", Words: []string{"这是线索，不是决定：没有人问过的不算知道。"}, Tables: []part.Table{may}},
	}, nil
}

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// findings are the differences that repeated checks have found and nobody has settled.
func (p *Pages) findings(ctx context.Context, r *screen.Request, f *family) (part.Table, error) {
	t := part.Table{Caption: "复核发现的不一致", Columns: []part.Column{{Title: "发现日期"}, {Title: "待遇"}, {Title: "内容"}}, Empty: "没有待查看的不一致。"}
	if !r.Visitor.Plays(meeters...) {
		return t, nil
	}
	list, err := p.s.Verify.Findings(ctx, r.Viewer(), f.ref.County)
	for _, one := range list {
		if one.Household == f.ref.ID {
			t.Rows = append(t.Rows, part.Row{Path: "/findings/" + one.County + "/" + one.ID, Cells: cells(
				part.Text(format.Day(one.At.Date())), part.Text(p.s.Verify.BusinessTitle(one.Business)), part.Text(strings.Join(one.Summary.Lines, "；")))})
		}
	}
	return t, err
}

// plain are shared facts that go without saying on this page.
var plain = []string{"birth_date", "alive", "hukou_local"}

// shared is what departments let everybody at work know of the family's people. What is
// said to be none is left out.
func (p *Pages) shared(f *family, known map[string]string) part.Table {
	t := part.Table{Caption: "部门共享", Columns: []part.Column{{Title: "姓名"}, {Title: "内容"}, {Title: "怎么说"}}, Empty: "没有部门说过这一家的什么。"}
	facts := p.s.Catalogue().Facts()
	for _, one := range f.people {
		for i := range facts {
			fact := &facts[i]
			text, said := known[one.Person.ID+":"+fact.Name]
			if !said || fact.Class != "shared" || fact.Level.String() != "person" || slices.Contains([]string{"no", "none", "0", "0.00"}, text) || slices.Contains(plain, fact.Name) {
				continue
			}
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(format.Name(one.Name)), part.Text(fact.Label), part.Text(factText(fact, text)))})
		}
	}
	return t
}

// factText is a fact as people read it.
func factText(f *pack.Fact, text string) string {
	for _, code := range f.Codes {
		if code.Name == text {
			return code.Label
		}
	}
	if text == "yes" {
		return "是"
	}
	return text + f.Unit
}

// OpenFile opens the file of a family that is not in pay.
func (p *Pages) OpenFile(r *screen.Request) (screen.Answer, error) {
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	_, err = p.s.Plans.Begin(r.Context(), who(r), plan.Start{Household: f.ref, Name: f.name, Division: f.home.Division, Members: int64(len(f.people)), Once: once})
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=open", path("household", f.ref))
}
