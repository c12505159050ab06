package household

import (
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/plan"
)

// planSections are the plan with what can be done about it.
func (p *Pages) planSections(r *screen.Request, f *family) ([]section, error) {
	if f.file == nil || f.file.Ended {
		return nil, nil
	}
	now, before, err := p.s.Plans.Of(r.Context(), f.ref)
	if err != nil {
		return nil, err
	}
	writes := r.Visitor.Plays(helpers...)
	at := path("household", f.ref) + "/plan/"
	s := section{ID: "plan", Title: "帮扶方案"}
	if now == nil || now.State == plan.Ended {
		s.Words = []string{"现在没有帮扶方案。"}
		if writes {
			s.Links = []part.Link{{Text: "拟订方案", Path: at + "draw"}}
		}
	} else {
		p.planWords(r, &s, now)
		if writes {
			s.Links = planLinks(at, now)
		}
	}
	list := []section{s}
	if now != nil {
		past := section{ID: "history", Title: "方案的经过"}
		for _, one := range now.Past {
			past.Events = append(past.Events, part.Event{When: format.Moment(one.At), Who: one.ByName, What: one.Note, Why: one.Reason})
		}
		list = append(list, past)
	}
	if len(before) > 0 {
		t := part.Table{Caption: "以前的方案", Columns: []part.Column{{Title: "需求"}, {Title: "救助管家"}, {Title: "怎么结束的"}}}
		support := p.support(r, f.home.Division)
		for _, one := range before {
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(needTitles(&support, one.Needs)), part.Text(one.Keeper), part.Text(one.Reason))})
		}
		list = append(list, section{ID: "before", Title: "以前的方案", Tables: []part.Table{t}})
	}
	return list, nil
}

// planWords says what a running plan is.
func (p *Pages) planWords(r *screen.Request, s *section, now *plan.Whole) {
	support := p.support(r, now.Division)
	state := part.Status(format.Working, now.State.Title())
	switch {
	case now.Late(r.Today()):
		state = part.Status(format.Over, "回访或评估已超期")
	case now.State == plan.Agreed:
		state = part.Status(format.Done, now.State.Title())
	}
	s.Pairs = []part.Pair{
		{Key: "进展", Content: state}, {Key: "困难和需求", Value: needTitles(&support, now.Needs)}, {Key: "了解到的情况", Value: now.Words},
		{Key: "救助管家", Value: now.Keeper + "（" + now.Unit + "）"},
	}
	if now.AgreedOn != 0 {
		s.Pairs = append(s.Pairs, part.Pair{Key: "家庭同意", Value: now.AgreedBy + "，" + format.Day(now.AgreedOn)},
			part.Pair{Key: "下次回访", Content: p.due(r, now.VisitOn)}, part.Pair{Key: "下次评估", Content: p.due(r, now.ReviewOn)})
	}
	measures := part.Table{
		Caption: "帮扶措施", Empty: "还没有帮扶措施。",
		Columns: []part.Column{{Title: "措施"}, {Title: "针对"}, {Title: "具体做什么"}, {Title: "由谁做"}, {Title: "期限"}, {Title: "结果"}},
	}
	for i := range now.Measures {
		m := &now.Measures[i]
		result := p.due(r, m.Due)
		switch m.State {
		case plan.Done:
			result = part.Status(format.Done, "已完成："+m.Result)
		case plan.Dropped:
			result = part.Status(format.Paused, "不再做："+m.Result)
		}
		kind := m.Kind
		if k := support.Measure(m.Kind); k != nil {
			kind = k.Title
		}
		measures.Rows = append(measures.Rows, part.Row{Cells: cells(part.Text(kind), part.Text(needTitles(&support, []string{m.Need})), part.Text(m.Words),
			part.Text(m.Doer), part.Text(format.ShortDay(m.Due)), result)})
	}
	visits := part.Table{Caption: "回访", Empty: "还没有回访过。", Columns: []part.Column{{Title: "日期"}, {Title: "方式"}, {Title: "见到"}, {Title: "情况"}, {Title: "谁去的"}}}
	for i := range now.Visits {
		v := &now.Visits[i]
		visits.Rows = append(visits.Rows, part.Row{Cells: cells(part.Text(format.Day(v.Day)), part.Text(plan.MannerTitle(v.Manner)), part.Text(v.Met), part.Text(v.Words), part.Text(v.ByName))})
	}
	s.Tables = []part.Table{measures, visits}
}

// planLinks are what can be done about a plan now.
func planLinks(at string, now *plan.Whole) []part.Link {
	list := []part.Link{{Text: "加一项措施", Path: at + "measure"}}
	for i := range now.Measures {
		if now.Measures[i].State == plan.Open {
			list = append(list, part.Link{Text: "登记措施的结果", Path: at + "settle"})
			break
		}
	}
	if now.State == plan.Drafted {
		list = append(list, part.Link{Text: "登记家庭同意", Path: at + "agree"})
	} else {
		list = append(list, part.Link{Text: "登记回访", Path: at + "visit"}, part.Link{Text: "重新评估", Path: at + "review"})
	}
	return append(list, part.Link{Text: "修改方案", Path: at + "revise"})
}
