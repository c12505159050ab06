package household

import (
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/conference"
)

// Item is one thing a meeting is to decide, and what it decided.
func (p *Pages) Item(r *screen.Request) (screen.Answer, error) {
	i, tasks, err := p.s.Meetings.OpenItem(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	main := section{ID: "item", Pairs: []part.Pair{
		{Key: "进展", Value: i.State.Title()}, {Key: "为什么会商", Value: i.Why.Title()}, {Key: "情况和问题", Value: i.Words}, {Key: "责任区划", Value: p.s.Desk.Place(i.Division)},
	}}
	if i.State == conference.Resolved {
		main.Pairs = append(main.Pairs, part.Pair{Key: "议定的意见", Value: i.Resolution}, part.Pair{Key: "议定日期", Value: format.Day(i.ResolvedOn)}, part.Pair{Key: "记录编号", Value: i.Number})
		main.Links = []part.Link{{Text: "打印议定记录", Path: path("agenda", i.Ref) + "/record"}}
	}
	if i.State == conference.Listed && r.Visitor.Plays(deciders...) {
		main.Links = append(main.Links, part.Link{Text: "登记议定的意见", Path: path("agenda", i.Ref) + "/resolve"})
	}
	v := sheetView{
		Frame: office.Frame(r, "会商事项"), Done: map[string]string{"propose": "已提请会商。", "resolve": "议定的意见已登记。", "finish": "落实情况已登记。"}[r.Text("done")],
		Head: part.Head{Title: i.Title, Over: orText(i.Number, i.Kind.Title()), Back: part.Link{Text: "会商", Path: "/conferences"}}, Sections: []section{main},
	}
	switch i.Kind {
	case conference.CaseItem:
		v.Head.More = []part.Link{{Text: "办件", Path: path("case", i.About)}}
	case conference.FileItem:
		v.Head.More = []part.Link{{Text: "一户一档", Path: path("household", i.About)}}
	}
	if !i.Meeting.Zero() && r.Visitor.Plays(deciders...) {
		v.Head.More = append(v.Head.More, part.Link{Text: "会议", Path: path("conference", i.Meeting)})
	}
	if len(tasks) > 0 {
		v.Sections = append(v.Sections, section{ID: "tasks", Title: "落实", Tables: []part.Table{p.taskTable(r, tasks, "")}})
	}
	return screen.Show(sheetPage(v))
}

// tasksAsked is how many tasks one resolution is asked for.
const tasksAsked = 3

// ResolveForm asks what a meeting resolved.
func (p *Pages) ResolveForm(r *screen.Request) (screen.Answer, error) { return p.resolveForm(r, nil) }

func (p *Pages) resolveForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	i, _, err := p.s.Meetings.OpenItem(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v := formView{
		Frame: office.Frame(r, "登记议定的意见"), Pairs: []part.Pair{{Key: "情况和问题", Value: i.Words}},
		Head:   part.Head{Title: i.Title + "：议定的意见", Lead: "登记后有编号，不再改动；是办件的，写进办件的时间线。", Back: part.Link{Text: "事项", Path: path("agenda", i.Ref)}},
		Form:   part.Form{Action: path("agenda", i.Ref) + "/resolve", Once: screen.NewOnce(), Seen: orText(r.Seen(), version(i.Opened)), Button: "登记议定的意见"},
		Fields: []part.Field{{Kind: part.LongField, Name: "words", Label: "议定的意见", Value: r.Typed("words"), Rows: 4}},
	}
	for n := 1; n <= tasksAsked; n++ {
		id := string(rune('0' + n))
		v.Fields = append(v.Fields,
			part.Field{Name: "task-" + id, Label: "落实事项" + id, Value: r.Typed("task-" + id), Optional: true},
			part.Field{Name: "unit-" + id, Label: "责任单位" + id, Value: r.Typed("unit-" + id), Optional: true},
			part.Field{Kind: part.DayField, Name: "due-" + id, Label: "落实期限" + id, Value: r.Typed("due-" + id), Optional: true})
	}
	return v.answer(fault)
}

// Resolve writes down what a meeting resolved.
func (p *Pages) Resolve(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	var tasks []conference.Task
	for n := 1; n <= tasksAsked; n++ {
		id := string(rune('0' + n))
		if words, unit := r.Text("task-"+id), r.Text("unit-"+id); words != "" || unit != "" {
			tasks = append(tasks, conference.Task{Words: words, Unit: unit, Due: dayOf(r, "due-"+id)})
		}
	}
	ref := refOf(r)
	_, err = p.s.Meetings.Resolve(r.Context(), who(r), conference.Seen{Ref: ref, Opened: seenOf(r), Once: once}, r.Text("words"), tasks)
	if refused := told(err); refused != nil {
		return p.resolveForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=resolve", path("agenda", ref))
}

// TaskForm asks what came of a task.
func (p *Pages) TaskForm(r *screen.Request) (screen.Answer, error) { return p.taskForm(r, nil) }

func (p *Pages) taskForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	i, tasks, err := p.s.Meetings.OpenItem(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	for n := range tasks {
		t := &tasks[n]
		if t.ID != r.PathValue("task") {
			continue
		}
		v := formView{
			Frame: office.Frame(r, "登记落实情况"), Pairs: []part.Pair{{Key: "落实事项", Value: t.Words}, {Key: "责任单位", Value: t.Unit}, {Key: "期限", Value: format.Day(t.Due)}},
			Head:   part.Head{Title: "登记落实情况", Over: i.Number, Back: part.Link{Text: "事项", Path: path("agenda", i.Ref)}},
			Form:   part.Form{Action: path("agenda", i.Ref) + "/task/" + t.ID, Once: screen.NewOnce(), Button: "已落实"},
			Fields: []part.Field{{Kind: part.LongField, Name: "result", Label: "落实的结果", Value: r.Typed("result")}},
		}
		return v.answer(fault)
	}
	return screen.Answer{}, office.Missing()
}

// Finish writes down what came of a task.
func (p *Pages) Finish(r *screen.Request) (screen.Answer, error) {
	i, tasks, err := p.s.Meetings.OpenItem(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	task := register.Ref{County: i.County, ID: r.PathValue("task")}
	known := false
	for n := range tasks {
		known = known || tasks[n].ID == task.ID
	}
	if !known {
		return screen.Answer{}, office.Missing()
	}
	err = p.s.Meetings.Finish(r.Context(), who(r), conference.Seen{Ref: task}, r.Text("result"))
	if refused := told(err); refused != nil {
		return p.taskForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=finish", path("agenda", i.Ref))
}
