package household

import (
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/conference"
)

// itemTable is a table of items without its rows.
func (p *Pages) itemTable(caption, empty string) part.Table {
	return part.Table{Caption: caption, Empty: empty, Columns: []part.Column{{Title: "事项", Clamp: true}, {Title: "类别"}, {Title: "为什么"}, {Title: "进展"}, {Title: "记录编号"}}}
}

func (p *Pages) itemRow(_ *screen.Request, i *conference.Item) part.Row {
	state := map[conference.ItemState]format.State{conference.Waiting: format.Soon, conference.Listed: format.Working, conference.Resolved: format.Done, conference.Withdrawn: format.Paused}[i.State]
	return part.Row{Path: path("agenda", i.Ref), Cells: cells(part.Text(i.Title), part.Text(i.Kind.Title()), part.Text(i.Why.Title()), part.Status(state, i.State.Title()), part.Text(orDash(i.Number)))}
}

// meetingsShown is how many meetings the list shows.
const meetingsShown = 50

// Conferences are what waits for a meeting, the meetings, and what is to be done.
func (p *Pages) Conferences(r *screen.Request) (screen.Answer, error) {
	waiting, err := p.s.Meetings.Waiting(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	tasks, err := p.s.Meetings.OpenTasks(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "会商"), Done: done[r.Text("done")],
		Head: part.Head{Title: "联席会议和一事一议", Lead: "一个部门解决不了的，提请会商；议定的意见有编号，写进办件，落实到单位和期限。"},
	}
	if r.Visitor.Plays(deciders...) {
		v.Head.Action = part.Link{Text: "召集会议", Path: "/conferences/new"}
	}
	if r.Visitor.Plays(senders...) {
		v.Head.More = []part.Link{{Text: "提一个议题", Path: "/conferences/propose"}}
	}
	queue := p.itemTable("等待上会", "没有等待上会的事项。登记为疑难的办件会自己列到这里。")
	for _, i := range waiting {
		queue.Rows = append(queue.Rows, p.itemRow(r, i))
	}
	v.Sections = []section{{ID: "waiting", Title: "等待上会", Tables: []part.Table{queue}}, {ID: "tasks", Title: "等待落实", Tables: []part.Table{p.taskTable(r, tasks, "没有等待落实的事项。")}}}
	if r.Visitor.Plays(deciders...) {
		list, err := p.s.Meetings.Meetings(r.Context(), r.Viewer(), meetingsShown)
		if err != nil {
			return screen.Answer{}, err
		}
		t := part.Table{Caption: "会议", Keys: true, Empty: "还没有召集过会议。", Columns: []part.Column{{Title: "会议", Clamp: true}, {Title: "日期"}, {Title: "地点", Clamp: true}, {Title: "主持"}, {Title: "状态"}}}
		for _, m := range list {
			t.Rows = append(t.Rows, part.Row{Path: path("conference", m.Ref), Cells: cells(part.Text(m.Title), part.Text(format.Day(m.Day)), part.Text(m.Place), part.Text(m.Chair), meetingMark(m))})
		}
		v.Sections = append(v.Sections, section{ID: "meetings", Title: "会议", Tables: []part.Table{t}})
	}
	return screen.Show(sheetPage(v))
}

// taskTable is what is to be done, and by when.
func (p *Pages) taskTable(r *screen.Request, list []conference.Task, empty string) part.Table {
	t := part.Table{Caption: "落实", Empty: empty, Columns: []part.Column{{Title: "事项"}, {Title: "责任单位"}, {Title: "期限"}, {Title: "结果"}}}
	for i := range list {
		one := &list[i]
		row := part.Row{Cells: cells(part.Text(one.Words), part.Text(one.Unit), p.due(r, one.Due), part.Text("—"))}
		if one.Done {
			row.Cells[2], row.Cells[3] = part.Text(format.ShortDay(one.Due)), part.Status(format.Done, format.ShortDay(one.DoneOn)+"："+one.Result)
		} else {
			row.Path = "/agenda/" + one.County + "/" + one.Item + "/task/" + one.ID
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// ProposeForm asks what a meeting should decide.
func (p *Pages) ProposeForm(r *screen.Request) (screen.Answer, error) { return p.proposeForm(r, nil) }

// about is what a proposal is about: a case, a family, or a topic of the visitor's own.
func (p *Pages) about(r *screen.Request) (o conference.Proposal, back part.Link, err error) {
	if ref, ok := named(r.Text("case")); ok {
		f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
		if err != nil {
			return o, back, err
		}
		o = conference.Proposal{Kind: conference.CaseItem, About: ref, Division: f.Case.Division, Title: f.Matter.Title + " " + f.Case.Number}
		return o, part.Link{Text: "办件", Path: path("case", ref)}, nil
	}
	if ref, ok := named(r.Text("household")); ok {
		f, err := p.family(r, ref)
		o = conference.Proposal{Kind: conference.FileItem, About: ref, Title: format.Name(f.name) + "家的困难"}
		if err == nil {
			o.Division = f.home.Division
		}
		return o, part.Link{Text: "一户一档", Path: path("household", ref)}, err
	}
	return conference.Proposal{Kind: conference.TopicItem, Division: home(r)}, part.Link{Text: "会商", Path: "/conferences"}, nil
}

func (p *Pages) proposeForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	o, back, err := p.about(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var whys []part.Choice
	for _, w := range conference.Whys {
		whys = append(whys, part.Choice{Value: w[0], Text: w[1]})
	}
	v := formView{
		Frame: office.Frame(r, "提请会商"),
		Head:  part.Head{Title: "提请会商", Lead: "提请后等待列入议程。同一件事一次只在一个议程上。", Back: back},
		Form:  part.Form{Action: "/conferences/propose", Once: screen.NewOnce(), Button: "提请会商"},
		Fields: []part.Field{
			{Name: "title", Label: "议题", Value: typed(r, "title", o.Title)},
			{Kind: part.RadioField, Name: "why", Label: "为什么要会商", Value: r.Typed("why"), Choices: whys},
			{Kind: part.LongField, Name: "words", Label: "情况和要会商的问题", Value: r.Typed("words")},
		},
	}
	for _, name := range []string{"household", "case"} {
		if text := r.Text(name); text != "" {
			v.Hidden = append(v.Hidden, part.Pair{Key: name, Value: text})
		}
	}
	return v.answer(fault)
}

// Propose puts something before the next meeting.
func (p *Pages) Propose(r *screen.Request) (screen.Answer, error) {
	o, _, err := p.about(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if o.Once, err = r.Once(); err != nil {
		return screen.Answer{}, err
	}
	o.Title, o.Why, o.Words = r.Text("title"), conference.Why(r.Text("why")), r.Text("words")
	i, err := p.s.Meetings.Propose(r.Context(), who(r), o)
	if refused := told(err); refused != nil {
		return p.proposeForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=propose", path("agenda", i.Ref))
}

// CallForm asks for a meeting.
func (p *Pages) CallForm(r *screen.Request) (screen.Answer, error) { return p.callForm(r, nil) }

func (p *Pages) callForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	waiting, err := p.s.Meetings.Waiting(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	support := p.support(r, home(r))
	var bodies, items []part.Choice
	usual := ""
	for i := range support.Bodies {
		b := &support.Bodies[i]
		bodies = append(bodies, part.Choice{Value: b.Name, Text: b.Title, Hint: "成员：" + strings.Join(b.Members, "、")})
		if b.Hard {
			usual = strings.Join(b.Members, "\n")
		}
	}
	for _, i := range waiting {
		items = append(items, part.Choice{Value: i.Ref.String(), Text: i.Title, Hint: i.Why.Title()})
	}
	v := formView{
		Frame: office.Frame(r, "召集会议"),
		Head:  part.Head{Title: "召集会议", Back: part.Link{Text: "会商", Path: "/conferences"}},
		Form:  part.Form{Action: "/conferences/new", Once: screen.NewOnce(), Button: "召集会议"},
		Fields: []part.Field{
			{Kind: part.RadioField, Name: "body", Label: "会商机制", Value: r.Typed("body"), Choices: bodies}, {Name: "title", Label: "会议名称", Value: r.Typed("title")},
			{Kind: part.DayField, Name: "day", Label: "日期", Value: r.Typed("day")}, {Name: "place", Label: "地点", Value: r.Typed("place")},
			{Name: "chair", Label: "主持人", Value: typed(r, "chair", r.Visitor.Name)},
			{Kind: part.LongField, Name: "attending", Label: "参加的部门", Value: typed(r, "attending", usual), Rows: 7, Hint: "一行一个，可以写到人。"},
		},
	}
	if len(items) > 0 {
		v.Fields = append(v.Fields, part.Field{Kind: part.CheckField, Name: "items", Label: "议程", Values: r.Ticked("items"), Choices: items, Optional: true})
	} else {
		v.Words = []string{"现在没有等待上会的事项，可以先召集，再从事项页面列入。"}
	}
	return v.answer(fault)
}

// Call calls a meeting.
func (p *Pages) Call(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	c := conference.Call{
		Body: r.Text("body"), Division: home(r), Title: r.Text("title"), Day: dayOf(r, "day"), Place: r.Text("place"), Chair: r.Text("chair"),
		Attending: r.Typed("attending"), Once: once,
	}
	for _, text := range r.Ticked("items") {
		if ref, ok := named(text); ok {
			c.Items = append(c.Items, ref)
		}
	}
	m, err := p.s.Meetings.Call(r.Context(), who(r), c)
	if refused := told(err); refused != nil {
		return p.callForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=call", path("conference", m.Ref))
}
