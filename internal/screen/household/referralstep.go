package household

import (
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/referral"
)

// stepTitles are what can be done with a referral: the heading, the button, and what it
// is asked for.
var stepTitles = map[string][3]string{
	"take": {"登记对方接收", "对方已接收", ""}, "answer": {"登记答复", "登记答复", ""}, "supply": {"补充后再转", "再转", "补充了什么"},
	"again": {"退回重办", "退回重办", "哪里没有解决"}, "tell": {"登记告知家庭", "已告知家庭", "怎样告知的、谁知道了"}, "withdraw": {"撤回", "撤回", "为什么撤回"},
	"serve": {"登记一次服务", "登记服务", ""},
}

// stepsOf are what can be done with a referral in a state.
var stepsOf = map[referral.State][]string{
	referral.Sent: {"take", "answer", "withdraw"}, referral.Taken: {"answer", "withdraw"}, referral.More: {"supply", "withdraw"},
	referral.Granted: {"tell", "again"}, referral.Refused: {"tell", "again"},
}

// steps are what the visitor can do with a referral now.
func (p *Pages) steps(r *screen.Request, x *referral.Referral) []string {
	list := stepsOf[x.State]
	support := p.support(r, x.Division)
	if t := support.Target(x.Target); t != nil && t.Visits && (x.State == referral.Taken || x.State == referral.Granted) {
		list = append([]string{"serve"}, list...)
	}
	return list
}

// Referral is one need that was passed on.
func (p *Pages) Referral(r *screen.Request) (screen.Answer, error) {
	x, err := p.s.Referrals.Open(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{x.Person}, "referral"); err != nil {
		return screen.Answer{}, err
	}
	support := p.support(r, x.Division)
	state, word := referralMark(x.Referral, r.Today())
	var passes []string
	for _, name := range x.Passes {
		passes = append(passes, referral.PassTitle(name))
	}
	main := section{ID: "referral", Pairs: []part.Pair{
		{Key: "进展", Content: part.Status(state, word)}, {Key: "需求", Value: needTitles(&support, []string{x.Need})}, {Key: "转给", Value: x.Unit},
		{Key: "请对方做什么", Value: x.Asked}, {Key: "告诉对方的", Value: strings.Join(passes, "、")}, {Key: "期限", Value: format.Day(x.Due)},
		{Key: "来自", Value: x.Origin.Title()}, {Key: "转出人", Value: x.Sender},
	}}
	for _, more := range []struct{ key, value string }{{"补充", x.Added}, {"对方答复", x.Answer}, {"怎样告知家庭", x.TellBy}} {
		if more.value != "" {
			main.Pairs = append(main.Pairs, part.Pair{Key: more.key, Value: more.value})
		}
	}
	if x.AnsweredOn != 0 {
		main.Pairs = append(main.Pairs, part.Pair{Key: "答复日期", Value: format.Day(x.AnsweredOn)})
	}
	if r.Visitor.Plays(senders...) {
		for _, act := range p.steps(r, x.Referral) {
			main.Links = append(main.Links, part.Link{Text: stepTitles[act][0], Path: path("referral", x.Ref) + "/" + act})
		}
	}
	v := sheetView{
		Frame: office.Frame(r, "转办"+x.Number), Done: map[string]string{"send": "已转出，" + format.Day(x.Due) + "前等对方答复。", "step": "已登记。"}[r.Text("done")],
		Head: part.Head{Title: format.Name(x.Name) + "：" + needTitles(&support, []string{x.Need}) + "转" + x.Unit, Over: x.Number, Back: part.Link{Text: "转办", Path: "/referrals"},
			More: []part.Link{{Text: "一户一档", Path: path("household", register.Ref{County: x.County, ID: x.Household})}}},
		Sections: []section{main},
	}
	if x.Origin == referral.FromCase {
		v.Head.More = append(v.Head.More, part.Link{Text: "办件", Path: path("case", register.Ref{County: x.County, ID: x.OriginID})})
	}
	if t := support.Target(x.Target); t != nil && t.Visits {
		v.Sections = append(v.Sections, services(x))
	}
	past := section{ID: "history", Title: "经过"}
	for _, one := range x.Past {
		past.Events = append(past.Events, part.Event{When: format.Moment(one.At), Who: one.ByName, What: one.Note})
	}
	v.Sections = append(v.Sections, past)
	return screen.Show(sheetPage(v))
}

// services are the visits of an organisation that serves.
func services(x *referral.Whole) section {
	t := part.Table{Caption: "服务记录", Empty: "还没有服务记录。", Columns: []part.Column{{Title: "日期"}, {Title: "时长", Unit: "分钟", Number: true}, {Title: "服务人员"}, {Title: "内容"}}}
	minutes := int64(0)
	for i := range x.Services {
		one := &x.Services[i]
		minutes += one.Minutes
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(format.Day(one.Day)), part.Text(format.Count(int(one.Minutes))), part.Text(one.Worker), part.Text(one.Words))})
	}
	s := section{ID: "services", Title: "服务", Tables: []part.Table{t}}
	if len(x.Services) > 0 {
		s.Words = []string{"共" + format.Count(len(x.Services)) + "次、" + format.Count(int(minutes)) + "分钟。"}
	}
	return s
}

// StepForm asks for what one step needs.
func (p *Pages) StepForm(r *screen.Request) (screen.Answer, error) { return p.stepForm(r, nil) }

func (p *Pages) stepForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	x, err := p.s.Referrals.Open(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	titles, known := stepTitles[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	v := formView{
		Frame: office.Frame(r, titles[0]),
		Head:  part.Head{Title: format.Name(x.Name) + "：" + titles[0], Over: x.Number, Back: part.Link{Text: "转办", Path: path("referral", x.Ref)}},
		Pairs: []part.Pair{{Key: "转给", Value: x.Unit}, {Key: "请对方做什么", Value: x.Asked}},
		Form:  part.Form{Action: path("referral", x.Ref) + "/" + act, Once: screen.NewOnce(), Seen: orText(r.Seen(), version(x.Opened)), Button: titles[1]},
	}
	switch act {
	case "take":
	case "answer":
		v.Fields = []part.Field{
			{Kind: part.RadioField, Name: "result", Label: "对方怎样答复", Value: r.Typed("result"), Choices: []part.Choice{
				{Value: string(referral.Granted), Text: "已办理"}, {Value: string(referral.Refused), Text: "未办理"}, {Value: string(referral.More), Text: "要求补充"}}},
			{Kind: part.LongField, Name: "words", Label: "答复的内容", Value: r.Typed("words"), Hint: "办了什么、多少、从哪天起；没有办的，为什么。"},
			{Kind: part.DayField, Name: "day", Label: "答复日期", Value: typed(r, "day", r.Today().String())},
		}
	case "serve":
		v.Fields = []part.Field{
			{Kind: part.DayField, Name: "day", Label: "服务日期", Value: typed(r, "day", r.Today().String())},
			{Kind: part.NumberField, Name: "minutes", Label: "时长", Unit: "分钟", Value: r.Typed("minutes")},
			{Name: "worker", Label: "服务人员", Value: r.Typed("worker")},
			{Kind: part.LongField, Name: "words", Label: "服务内容", Value: r.Typed("words"), Hint: "做了什么，人怎么样，还要什么。"},
		}
	default:
		v.Fields = []part.Field{{Kind: part.LongField, Name: "words", Label: titles[2], Value: r.Typed("words")}}
	}
	return v.answer(fault)
}

// Step does one step.
func (p *Pages) Step(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, words := refOf(r), r.Text("words")
	seen := referral.Seen{Ref: ref, Opened: seenOf(r), Once: once}
	desk := p.s.Referrals
	switch r.PathValue("act") {
	case "take":
		_, err = desk.Take(r.Context(), who(r), seen)
	case "answer":
		_, err = desk.Answer(r.Context(), who(r), seen, referral.Reply{Result: referral.State(r.Text("result")), Words: words, Day: dayOf(r, "day")})
	case "supply":
		_, err = desk.Supply(r.Context(), who(r), seen, words)
	case "again":
		_, err = desk.Again(r.Context(), who(r), seen, words)
	case "tell":
		_, err = desk.Tell(r.Context(), who(r), seen, words)
	case "withdraw":
		_, err = desk.Withdraw(r.Context(), who(r), seen, words)
	case "serve":
		minutes, bad := strconv.ParseInt(r.Text("minutes"), 10, 64)
		if bad != nil {
			minutes = 0
		}
		err = desk.Serve(r.Context(), who(r), seen, referral.Service{Day: dayOf(r, "day"), Minutes: minutes, Worker: r.Text("worker"), Words: words})
	default:
		err = office.Missing()
	}
	if refused := told(err); refused != nil {
		return p.stepForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=step", path("referral", ref))
}
