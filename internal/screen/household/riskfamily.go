package household

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/risk"
)

// riskChip is the level of a family, the gravest in the colour of what is over.
func (p *Pages) riskChip(r *screen.Request, f *risk.Family) templ.Component {
	state := format.Paused
	at, level := p.levelOf(r, f.Division, f.Level)
	switch {
	case level != nil && at == 0:
		state = format.Over
	case level != nil:
		state = format.Soon
	case f.Level == risk.Unclear:
		state = format.Unknown
	}
	return part.Status(state, p.riskTitle(r, f.Division, f.Level))
}

// riskDone are the words above the page after something was done.
var riskDone = map[string]string{"set": "等级已调整，到期后按条件重新判断。", "undo": "已撤销人工调整。"}

// Risk is what the register says of one family: why, since when, who visits, and how it
// came there.
func (p *Pages) Risk(r *screen.Request) (screen.Answer, error) {
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	now, past, err := p.s.Risks.Of(r.Context(), r.Viewer(), f.ref)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, format.Name(f.name)+"家：风险等级"), Done: riskDone[r.Text("done")],
		Head: part.Head{
			Title: format.Name(f.name) + "家", Over: "基本生活中高风险家庭", Lead: p.lead(r, &f), Back: part.Link{Text: "中高风险家庭", Path: "/risks"},
			More: []part.Link{{Text: "一户一档一策", Path: path("household", f.ref)}},
		},
	}
	v.Frame.Path = "/risks"
	v.Sections = []section{p.riskStanding(r, &f, now)}
	judged, err := p.s.Risks.Judge(r.Context(), f.ref, r.Today())
	if err != nil {
		return screen.Answer{}, err
	}
	v.Sections = append(v.Sections, p.riskReasons(r, &f, &judged))
	visits, err := p.riskVisits(r, &f)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Sections = append(v.Sections, visits)
	history := section{ID: "history", Title: "等级的经过"}
	for i := range past {
		one := &past[i]
		history.Events = append(history.Events, part.Event{When: format.Moment(one.At), Who: cmp.Or(one.ByName, "系统"), What: one.Note, Why: one.SetWords})
	}
	if len(past) > 0 {
		v.Sections = append(v.Sections, history)
	}
	return screen.Show(sheetPage(v))
}

// riskStanding is where a family stands in the register, with what can be done about it.
func (p *Pages) riskStanding(r *screen.Request, f *family, now *risk.Family) section {
	s := section{ID: "level", Title: "等级"}
	at := path("risk", f.ref)
	decides := r.Visitor.Plays(senders...)
	if now == nil || !now.Held() {
		s.Words = []string{"这一家不在中高风险家庭登记里。不在登记里不等于没有风险，能不能判断看下面。"}
		if now != nil {
			s.Words = []string{"这一家已于" + format.Day(now.Since) + "退出登记：" + now.Note + "。"}
		}
		if decides {
			s.Links = []part.Link{{Text: "人工列入", Path: at + "/set"}}
		}
		return s
	}
	s.Pairs = []part.Pair{
		{Key: "等级", Content: p.riskChip(r, now)}, {Key: "这一等级从", Value: format.Day(now.Since)}, {Key: "列入日期", Value: format.Day(now.Entered)},
		{Key: "最近走访", Value: dayOr(now.Visited, "没有记录")},
	}
	if now.VisitOn != 0 {
		s.Pairs = append(s.Pairs, part.Pair{Key: "下次走访", Content: p.due(r, now.VisitOn)})
	}
	if now.Set() {
		s.Pairs = append(s.Pairs, part.Pair{Key: "人工调整", Value: now.SetBy + "调整，到" + format.Day(now.SetUntil)}, part.Pair{Key: "调整理由", Value: now.SetWords},
			part.Pair{Key: "按条件", Value: p.riskTitle(r, now.Division, now.Judged)})
	}
	if decides {
		s.Links = []part.Link{{Text: "调整等级", Path: at + "/set"}}
		if now.Set() {
			s.Links = append(s.Links, part.Link{Text: "撤销调整", Path: at + "/undo"})
		}
	}
	return s
}

// riskReasons are what the conditions say of a family now, and what cannot be judged.
func (p *Pages) riskReasons(r *screen.Request, f *family, judged *risk.Judged) section {
	s := section{ID: "why", Title: "现在按数据判断", Words: []string{"按现在的数据：" + p.riskTitle(r, f.home.Division, judged.Level) + "。"}}
	t := part.Table{Caption: "条件", Empty: "现在没有一项条件成立。", Columns: []part.Column{{Title: "条件"}, {Title: "结果"}, {Title: "说明"}}}
	for _, c := range p.s.Catalogue().RiskConditions(f.home.Division.County(), r.Today()) {
		result, words := part.Status(format.Over, "成立"), c.Words
		missing := slices.IndexFunc(judged.Missing, func(m risk.Missing) bool { return m.Condition == c.Name })
		switch {
		case slices.Contains(judged.Conditions, c.Name):
		case missing >= 0:
			result, words = part.Status(format.Unknown, "不能判断"), "缺"+p.missingAll(judged.Missing[missing].Facts)+"。"+c.Words
		default:
			continue
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(c.Title+"（"+p.riskTitle(r, f.home.Division, c.Level)+"）"), result, part.Text(words))})
	}
	s.Tables = []part.Table{t}
	if len(judged.Unjudged) > 0 {
		s.Words = append(s.Words, "没有数据、还不知道是不是这样的："+strings.Join(p.conditionTitles(r, f.home.Division, judged.Unjudged), "、")+"。")
	}
	return s
}

// riskVisits are who was with the family, for whatever reason, and who looks after it.
func (p *Pages) riskVisits(r *screen.Request, f *family) (section, error) {
	s := section{ID: "visits", Title: "帮扶和走访"}
	t := part.Table{Caption: "走访", Empty: "还没有走访记录。", Columns: []part.Column{{Title: "日期"}, {Title: "为了什么"}, {Title: "见到"}, {Title: "情况"}, {Title: "谁去的"}}}
	type visit struct {
		day                   civil.Date
		why, met, words, name string
	}
	var visits []visit
	now, _, err := p.s.Plans.Of(r.Context(), f.ref)
	if err != nil {
		return s, err
	}
	if s.Words = []string{"没有帮扶方案，由村（居）走访。"}; now != nil && now.State != plan.Ended {
		s.Words = []string{"救助管家" + now.Keeper + "（" + now.Unit + "），帮扶方案" + now.State.Title() + "。"}
		if now.VisitOn != 0 {
			s.Pairs = []part.Pair{{Key: "方案的下次回访", Content: p.due(r, now.VisitOn)}}
		}
		for _, one := range now.Visits {
			visits = append(visits, visit{one.Day, "帮扶方案" + plan.MannerTitle(one.Manner) + "回访", one.Met, one.Words, one.ByName})
		}
	}
	leads, err := p.s.Watch.Family(r.Context(), watcher(r), f.ref)
	for _, lead := range leads {
		for _, one := range lead.Steps {
			if one.Action == string(watch.Visit) {
				visits = append(visits, visit{one.Day, "线索走访", one.Met, one.Words, one.Name})
			}
		}
	}
	slices.SortStableFunc(visits, func(a, b visit) int { return cmp.Compare(b.day, a.day) })
	for _, one := range visits {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(format.Day(one.day)), part.Text(one.why), part.Text(one.met), part.Text(one.words), part.Text(one.name))})
	}
	s.Tables = []part.Table{t}
	return s, err
}

// riskOf is what a family's own page says of its risk.
func (p *Pages) riskOf(r *screen.Request, f *family) ([]section, error) {
	now, _, err := p.s.Risks.Of(r.Context(), r.Viewer(), f.ref)
	s := section{ID: "risk", Title: "中高风险", Links: []part.Link{{Text: "看等级和经过", Path: path("risk", f.ref)}}}
	if now == nil || !now.Held() {
		s.Words = []string{"不在中高风险家庭登记里。"}
		return []section{s}, err
	}
	s.Pairs = []part.Pair{{Key: "等级", Content: p.riskChip(r, now)}, {Key: "为什么", Value: p.riskWhy(r, now)}}
	if now.VisitOn != 0 {
		s.Pairs = append(s.Pairs, part.Pair{Key: "下次走访", Content: p.due(r, now.VisitOn)})
	}
	return []section{s}, err
}

// riskForms are what the forms are called, and their buttons.
var riskForms = map[string][2]string{"set": {"调整风险等级", "保存调整"}, "undo": {"撤销人工调整", "撤销调整"}}

// RiskForm is the form of a level that somebody sets or takes back.
func (p *Pages) RiskForm(r *screen.Request) (screen.Answer, error) { return p.riskForm(r, nil) }

func (p *Pages) riskForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	act := r.PathValue("act")
	titles, known := riskForms[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	now, _, err := p.s.Risks.Of(r.Context(), r.Viewer(), f.ref)
	if err != nil {
		return screen.Answer{}, err
	}
	at := path("risk", f.ref)
	v := formView{
		Frame: office.Frame(r, titles[0]), Head: part.Head{Title: format.Name(f.name) + "家：" + titles[0], Back: part.Link{Text: "风险等级", Path: at}},
		Form: part.Form{Action: at + "/" + act, Once: screen.NewOnce(), Button: titles[1]},
	}
	v.Frame.Path = "/risks"
	if now != nil {
		v.Form.Seen = version(now.Opened)
		if seen := r.Seen(); seen != "" {
			v.Form.Seen = seen
		}
		v.Pairs = []part.Pair{{Key: "现在", Content: p.riskChip(r, now)}, {Key: "按条件", Value: p.riskTitle(r, now.Division, now.Judged)}, {Key: "为什么", Value: p.riskWhy(r, now)}}
	}
	words := part.Field{Kind: part.LongField, Name: "words", Label: "理由", Hint: "写明看到了什么、跟谁核实的", Value: r.Typed("words")}
	if act == "undo" {
		v.Fields = []part.Field{words}
		return v.answer(fault)
	}
	var levels []part.Choice
	for _, l := range p.s.Catalogue().RiskLevels(f.home.Division.County(), r.Today()) {
		levels = append(levels, part.Choice{Value: l.Name, Text: l.Title})
	}
	if now != nil && now.Held() {
		levels = append(levels, part.Choice{Value: risk.None, Text: risk.LevelTitle(risk.None)})
	}
	v.Fields = []part.Field{
		{Kind: part.RadioField, Name: "level", Label: "调整为", Value: r.Typed("level"), Choices: levels},
		{Kind: part.DayField, Name: "until", Label: "到哪一天", Hint: "到期后按条件重新判断", Value: r.Typed("until")}, words,
	}
	return v.answer(fault)
}

// RiskAct sets a level, or takes back what somebody has set.
func (p *Pages) RiskAct(r *screen.Request) (screen.Answer, error) {
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	s := risk.Setting{
		Household: f.ref, Division: f.home.Division, Level: r.Text("level"), Until: dayOf(r, "until"), Words: r.Text("words"), Seen: seenOf(r), Once: once,
	}
	act := r.PathValue("act")
	switch act {
	case "set":
		err = p.s.Risks.Set(r.Context(), who(r), s)
	case "undo":
		err = p.s.Risks.Undo(r.Context(), who(r), s)
	default:
		return screen.Answer{}, office.Missing()
	}
	if fault := told(err); fault != nil {
		return p.riskForm(r, fault)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s", path("risk", f.ref), act)
}
