package household

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/plan"
)

// planTitles are what the forms of a plan are called, and their buttons.
var planTitles = map[string][2]string{
	"draw": {"拟订帮扶方案", "保存方案"}, "revise": {"修改帮扶方案", "保存修改"}, "measure": {"加一项帮扶措施", "加上"}, "settle": {"登记措施的结果", "登记结果"},
	"agree": {"登记家庭同意", "家庭同意"}, "visit": {"登记回访", "登记回访"}, "review": {"重新评估方案", "登记评估"},
}

// PlanForm is one of the forms of a plan.
func (p *Pages) PlanForm(r *screen.Request) (screen.Answer, error) { return p.planForm(r, nil) }

func (p *Pages) planForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	act := r.PathValue("act")
	titles, known := planTitles[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	now, _, err := p.s.Plans.Of(r.Context(), f.ref)
	if err != nil {
		return screen.Answer{}, err
	}
	running := now != nil && now.State != plan.Ended
	if f.file == nil || f.file.Ended || running == (act == "draw") {
		return screen.Answer{}, office.Missing()
	}
	v := formView{
		Frame: office.Frame(r, titles[0]),
		Head:  part.Head{Title: format.Name(f.name) + "家：" + titles[0], Back: part.Link{Text: "一户一档", Path: path("household", f.ref)}},
		Form:  part.Form{Action: path("household", f.ref) + "/plan/" + act, Once: screen.NewOnce(), Button: titles[1]},
	}
	if running {
		v.Form.Seen = version(now.Opened)
		if seen := r.Seen(); seen != "" {
			v.Form.Seen = seen
		}
	}
	support := p.support(r, f.home.Division)
	p.planFields(r, act, &v, now, &support)
	return v.answer(fault)
}

// typed is what was typed into a form, or what stands there already.
func typed(r *screen.Request, name, known string) string {
	if r.Method == "POST" {
		return r.Typed(name)
	}
	return known
}

// planFields are the questions of one of the forms.
func (p *Pages) planFields(r *screen.Request, act string, v *formView, now *plan.Whole, support *pack.Support) {
	text := func(name, label, hint string) part.Field {
		return part.Field{Name: name, Label: label, Hint: hint, Value: r.Typed(name)}
	}
	long := func(name, label, hint string) part.Field {
		return part.Field{Kind: part.LongField, Name: name, Label: label, Hint: hint, Value: r.Typed(name)}
	}
	day := func(name, label string) part.Field {
		return part.Field{Kind: part.DayField, Name: name, Label: label, Value: typed(r, name, r.Today().String())}
	}
	switch act {
	case "draw", "revise":
		p.draftFields(r, v, now, support)
	case "measure":
		v.Fields = []part.Field{
			{Kind: part.SelectField, Name: "need", Label: "针对哪项需求", Value: r.Typed("need"), Choices: needChoices(support, now.Needs)},
			{Kind: part.SelectField, Name: "kind", Label: "种类", Value: r.Typed("kind"), Choices: measureChoices(support, now.Needs)},
			long("words", "具体做什么", "写到别人照着能做，如“8月底前陪同办理医疗救助”。"), text("doer", "由谁做", "人或单位。"),
			{Kind: part.DayField, Name: "due", Label: "完成期限", Value: r.Typed("due")},
		}
	case "settle":
		var choices []part.Choice
		for i := range now.Measures {
			if m := &now.Measures[i]; m.State == plan.Open {
				choices = append(choices, part.Choice{Value: m.ID, Text: m.Words, Hint: m.Doer + "，" + format.ShortDay(m.Due) + "前"})
			}
		}
		v.Fields = []part.Field{
			{Kind: part.RadioField, Name: "measure", Label: "哪项措施", Value: r.Typed("measure"), Choices: choices},
			{Kind: part.RadioField, Name: "done", Label: "做得怎样", Value: r.Typed("done"), Choices: []part.Choice{{Value: "yes", Text: "已完成"}, {Value: "no", Text: "不再做"}}},
			long("result", "结果", "帮到了什么，或者为什么不做了。"),
		}
	case "agree":
		v.Words = []string{"同意后方案开始执行：到期要回访、要重新评估，超期的列在台账上。"}
		v.Fields = []part.Field{text("by", "谁同意的", "家里的成年人，或监护人。"), day("day", "同意日期")}
	case "visit":
		var manners []part.Choice
		for _, m := range plan.Manners {
			manners = append(manners, part.Choice{Value: m[0], Text: m[1]})
		}
		v.Fields = []part.Field{
			day("day", "回访日期"), {Kind: part.RadioField, Name: "manner", Label: "方式", Value: typed(r, "manner", "visit"), Choices: manners}, text("met", "见到了谁", ""),
			long("words", "看到的情况", "措施做得怎样，还有什么困难。"),
			{Kind: part.DayField, Name: "next", Label: "下次回访", Value: r.Typed("next"), Optional: true, Hint: "不填的，按本地规定的间隔。"},
		}
	case "review":
		v.Words = []string{"了解到的情况：" + now.Words}
		v.Fields = []part.Field{
			{Kind: part.RadioField, Name: "ends", Label: "结论", Value: r.Typed("ends"), Choices: []part.Choice{{Value: "no", Text: "继续帮扶"}, {Value: "yes", Text: "困难已解决，结束方案"}}},
			long("words", "评估的结论和理由", ""),
		}
	}
}

// draftFields are the questions of a plan itself.
func (p *Pages) draftFields(r *screen.Request, v *formView, now *plan.Whole, support *pack.Support) {
	known := plan.Plan{Keeper: r.Visitor.Name, Unit: p.s.Desk.Place(home(r))}
	if now != nil && now.State != plan.Ended {
		known = *now.Plan
	}
	var needs []part.Choice
	for i := range support.Needs {
		needs = append(needs, part.Choice{Value: support.Needs[i].Name, Text: support.Needs[i].Title, Hint: support.Needs[i].Hint})
	}
	ticked := known.Needs
	if r.Method == "POST" {
		ticked = r.Ticked("needs")
	}
	v.Fields = []part.Field{
		{Kind: part.CheckField, Name: "needs", Label: "困难和需求", Values: ticked, Choices: needs},
		{Kind: part.LongField, Name: "words", Label: "了解到的情况", Value: typed(r, "words", known.Words), Hint: "家里的困难、原因、家人怎么想。"},
		{Name: "keeper", Label: "救助管家", Value: typed(r, "keeper", known.Keeper), Hint: "这一家有事找他。"},
		{Name: "unit", Label: "救助管家的单位", Value: typed(r, "unit", known.Unit)},
	}
}

func needChoices(s *pack.Support, names []string) (list []part.Choice) {
	for _, name := range names {
		if need := s.Need(name); need != nil {
			list = append(list, part.Choice{Value: need.Name, Text: need.Title})
		}
	}
	return list
}

// measureChoices are the kinds of help that fit one of the needs.
func measureChoices(s *pack.Support, needs []string) (list []part.Choice) {
	for i := range s.Measures {
		m := &s.Measures[i]
		for _, need := range needs {
			if slices.Contains(m.Needs, need) {
				list = append(list, part.Choice{Value: m.Name, Text: m.Title + "（" + needTitles(s, m.Needs) + "）"})
				break
			}
		}
	}
	return list
}

// PlanAct does what a form of a plan says.
func (p *Pages) PlanAct(r *screen.Request) (screen.Answer, error) {
	f, err := p.family(r, refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	if err = p.actOnPlan(r, &f, act, once); err != nil {
		if refused := told(err); refused != nil {
			return p.planForm(r, refused)
		}
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s#plan", path("household", f.ref), act)
}

func (p *Pages) actOnPlan(r *screen.Request, f *family, act, once string) error {
	draft := plan.Draft{Needs: r.Ticked("needs"), Words: r.Text("words"), Keeper: r.Text("keeper"), Unit: r.Text("unit"), Once: once}
	if act == "draw" {
		_, err := p.s.Plans.Draw(r.Context(), who(r), f.ref, draft)
		return err
	}
	now, _, err := p.s.Plans.Of(r.Context(), f.ref)
	if err != nil {
		return err
	}
	if now == nil {
		return office.Missing()
	}
	seen := plan.Seen{Ref: now.Ref, Opened: seenOf(r), Once: once}
	if field := map[string]string{"settle": "done", "review": "ends"}[act]; field != "" && r.Text(field) != "yes" && r.Text(field) != "no" {
		return civil.Refuse("form_choice", "请在两个结果里选一个。")
	}
	if act == "settle" && r.Text("measure") == "" {
		return civil.Refuse("form_measure", "请选择是哪项措施的结果。")
	}
	switch act {
	case "revise":
		_, err = p.s.Plans.Revise(r.Context(), who(r), seen, draft)
	case "measure":
		_, err = p.s.Plans.Add(r.Context(), who(r), seen, plan.Measure{Need: r.Text("need"), Kind: r.Text("kind"), Words: r.Text("words"), Doer: r.Text("doer"), Due: dayOf(r, "due")})
	case "settle":
		_, err = p.s.Plans.Settle(r.Context(), who(r), seen, r.Text("measure"), r.Text("done") == "yes", r.Text("result"))
	case "agree":
		_, err = p.s.Plans.Agree(r.Context(), who(r), seen, r.Text("by"), dayOf(r, "day"))
	case "visit":
		_, err = p.s.Plans.FollowUp(r.Context(), who(r), seen, plan.Visit{Day: dayOf(r, "day"), Manner: r.Text("manner"), Met: r.Text("met"), Words: r.Text("words"), Next: dayOf(r, "next")})
	case "review":
		_, err = p.s.Plans.Review(r.Context(), who(r), seen, r.Text("words"), r.Text("ends") == "yes")
	default:
		return office.Missing()
	}
	return err
}
