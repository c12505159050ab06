package hotline

import (
	"net/http"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/hotline"
)

// callView is one call with what can be done about it.
type callView struct {
	Frame layout.Frame
	Head  part.Head
	Fault string
	Done  string
	Pairs []part.Pair
	Phone *part.Hidden
	Next  part.Link
	Deeds []deedView
	Steps []part.Event
}

// deedView is something that can be done about a call.
type deedView struct {
	Name, Title string
	Open        bool // shown at once; others are unfolded
	Form        part.Form
	Fields      []part.Field
}

// revealSeconds is how long a number is shown, the same as the part says.
const revealSeconds = 60

// Call shows a call.
func (p *Pages) Call(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.callView(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(callPage(v))
}

func (p *Pages) callView(r *screen.Request, phone string) (callView, *hotline.File, error) {
	f, err := p.s.Hotline.Get(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return callView{}, nil, err
	}
	if !f.Person.Zero() {
		if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{f.Person}, "hotline"); err != nil {
			return callView{}, nil, err
		}
	}
	v := callView{
		Frame: office.Frame(r, "来电"+f.Number),
		Head:  part.Head{Title: p.class(f.Class), Over: f.Number, Back: part.Link{Text: "热线", Path: "/hotline"}},
		Pairs: p.pairs(r, f), Next: p.target(r, f.Call),
	}
	if !f.Person.Zero() {
		v.Head.More = []part.Link{{Text: "这个人的来电记录", Path: "/hotline/of/" + f.Person.County + "/" + f.Person.ID}}
	}
	v.Done = map[string]string{
		"accept": "已接办。", "pass": "已改派。", "respond": "已登记到场。", "reply": "已登记答复。", "call_back": "已登记回访。", "reopen": "已重新办理。",
	}[r.FormValue("done")]
	if f.Said.Phone != "" && p.s.Hotline.MayPhone(r.Who(), f.Call) {
		v.Phone = &part.Hidden{
			Label: "来电号码", Masked: format.Mask(access.Phone, f.Said.Phone), Action: callPath(f.Call), Field: "phone", Once: screen.NewOnce(), Shown: phone,
			Reasons: []part.Choice{{Value: "petition", Text: "回电话"}},
		}
	}
	p.deeds(r, &v, f)
	for i := len(f.Steps) - 1; i >= 0; i-- {
		v.Steps = append(v.Steps, p.event(&f.Steps[i]))
	}
	return v, f, nil
}

func (p *Pages) event(s *hotline.Step) part.Event {
	e := part.Event{When: format.Moment(s.At), Who: s.Who, What: s.Title(), Why: s.Words, State: format.Done}
	if s.Unit != 0 {
		e.What += "，派给" + p.s.Desk.Place(s.Unit)
	}
	return e
}

// pairs are what is known of a call.
func (p *Pages) pairs(r *screen.Request, f *hotline.File) []part.Pair {
	about := format.Name(f.Name)
	list := []part.Pair{
		{Key: "状态", Content: stateChip(f.Call, r.Now)}, {Key: "期限", Content: p.dueChip(r, f.Call)},
		{Key: "来自", Value: f.Channel.Title() + "，" + format.Moment(f.Taken)}, {Key: "急不急", Value: f.Urgency.Title()},
		{Key: "关于谁", Value: about, Unknown: about == ""}, {Key: "在哪里", Value: strings.TrimSpace(p.place(f.Division) + " " + f.Where)},
		{Key: "说了什么", Value: f.Words}, {Key: "怎么处理", Value: f.Result.Title()}, {Key: "办理单位", Value: p.place(f.Unit)},
	}
	if f.Caller != "" {
		list = append(list, part.Pair{Key: "来电人", Value: format.Name(f.Caller)})
	}
	if f.Said.Reply != "" {
		list = append(list, part.Pair{Key: "答复", Value: f.Said.Reply})
	}
	if f.Responded != 0 {
		list = append(list, part.Pair{Key: "到场", Value: format.Moment(f.Responded)})
	}
	if f.Grade > 0 && int(f.Grade) < len(hotline.Grades) {
		list = append(list, part.Pair{Key: "满意程度", Value: hotline.Grades[f.Grade]})
	}
	return list
}

// onwardLinks lead to what a call has become, by what stands before it.
var onwardLinks = map[string]part.Link{"lead": {Text: "看走访线索", Path: "/leads/"}, "complaint": {Text: "看投诉办理", Path: "/complaints/"}}

// target leads to what a call has become, for whoever may go there.
func (p *Pages) target(r *screen.Request, c *hotline.Call) part.Link {
	kind, rest, _ := strings.Cut(c.Target, ":")
	county, id, ok := strings.Cut(rest, "/")
	if link, known := onwardLinks[kind]; known && ok && r.Visitor.Plays(casework.Town, casework.County, casework.City) {
		return part.Link{Text: link.Text, Path: link.Path + rest}
	}
	if kind+":" != caseTarget || !ok || !r.Visitor.Plays(casework.Town, casework.County, casework.City) {
		return part.Link{}
	}
	f, err := p.s.Desk.Open(r.Context(), r.Who(), register.Ref{County: county, ID: id})
	switch {
	case err != nil:
		return part.Link{}
	case f.Case.Number == "" && r.Visitor.Plays(casework.Town):
		return part.Link{Text: "接着填申请：" + f.Matter.Short, Path: "/intake/" + rest}
	case f.Case.Number == "":
		return part.Link{}
	}
	return part.Link{Text: "看办件" + f.Case.Number, Path: "/case/" + rest}
}

var deedTitles = map[string]string{
	hotline.DeedAccept: "接办", hotline.DeedRespond: "登记到场", hotline.DeedReply: "登记答复", hotline.DeedPass: "改派", hotline.DeedCallBack: "登记回访",
	hotline.DeedReopen: "重新办理",
}

// deeds are the forms of what is open to the visitor; the first stands open.
func (p *Pages) deeds(r *screen.Request, v *callView, f *hotline.File) {
	for _, name := range p.s.Hotline.Allowed(r.Who(), f.Call) {
		d := deedView{
			Name: name, Title: deedTitles[name], Open: len(v.Deeds) == 0,
			Form: part.Form{Action: callPath(f.Call), Once: screen.NewOnce(), Seen: strconv.FormatInt(f.Opened, 10), Button: deedTitles[name]},
		}
		words := part.Field{Kind: part.LongField, Name: name + "-words", Value: r.Typed(name + "-words")}
		switch name {
		case hotline.DeedRespond:
			words.Label = "见到了谁、现在怎么样"
		case hotline.DeedReply:
			words.Label = "怎么办的、怎么答复的"
		case hotline.DeedPass:
			words.Label = "为什么改派"
			d.Fields = []part.Field{{Kind: part.SelectField, Name: "unit", Label: "派给哪里", Value: r.Text("unit"), Choices: p.units(r, f.Call)}}
		case hotline.DeedCallBack:
			words.Label, words.Optional = "对方怎么说", true
			d.Fields = []part.Field{{Kind: part.RadioField, Name: "grade", Label: "打通了没有、满意不满意", Value: r.Text("grade"), Choices: grades()}}
		case hotline.DeedReopen:
			words.Label = "为什么重新办理"
		}
		if words.Label != "" {
			d.Fields = append(d.Fields, words)
		}
		v.Deeds = append(v.Deeds, d)
	}
}

// grades are the choices of a call back, the best first.
func grades() (list []part.Choice) {
	for i := len(hotline.Grades) - 1; i > 0; i-- {
		list = append(list, part.Choice{Value: strconv.Itoa(i), Text: hotline.Grades[i]})
	}
	return append(list, part.Choice{Value: unreached, Text: "没有打通"})
}

// unreached is the choice of a call that nobody answered.
const unreached = "none"

// units are the offices of a call's county to which it may be passed.
func (p *Pages) units(r *screen.Request, c *hotline.Call) (list []part.Choice) {
	county := c.Division.County()
	if c.Unit != county {
		list = append(list, part.Choice{Value: county.String(), Text: p.place(county)})
	}
	for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
		if d.Code != c.Unit {
			list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
		}
	}
	return list
}

// Do does something about a call, or shows its number for a minute.
func (p *Pages) Do(r *screen.Request) (screen.Answer, error) {
	if r.Text("field") == "phone" {
		return p.reveal(r)
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	name := r.Text("deed")
	deed := hotline.Deed{Call: refOf(r), Seen: seenOf(r), Words: r.Text(name + "-words"), Once: once}
	if err = p.do(r, name, deed); err == nil {
		return screen.See("/hotline/%s/%s?done=%s", deed.Call.County, deed.Call.ID, name)
	}
	message, kind, told := office.Told(err)
	if !told || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	v, _, err := p.callView(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return p.again(v, name, message, kind)
}

// again shows a call with why nothing was done.
func (p *Pages) again(v callView, name, message string, kind civil.Kind) (screen.Answer, error) {
	v.Frame.Faults = true
	status := http.StatusUnprocessableEntity
	if kind != civil.Invalid {
		v.Fault, status = message, http.StatusConflict
		return screen.Answer{Status: status, Page: callPage(v)}, nil
	}
	for i := range v.Deeds {
		if d := &v.Deeds[i]; d.Name == name && len(d.Fields) > 0 {
			d.Open, d.Fields[0].Fault = true, message
			return screen.Answer{Status: status, Page: callPage(v)}, nil
		}
	}
	v.Fault = message
	return screen.Answer{Status: status, Page: callPage(v)}, nil
}

func (p *Pages) do(r *screen.Request, name string, deed hotline.Deed) error {
	ctx, who, desk := r.Context(), r.Who(), p.s.Hotline
	switch name {
	case hotline.DeedAccept:
		return desk.Accept(ctx, who, deed)
	case hotline.DeedRespond:
		return desk.Respond(ctx, who, deed)
	case hotline.DeedReply:
		return desk.Reply(ctx, who, deed)
	case hotline.DeedReopen:
		return desk.Reopen(ctx, who, deed)
	case hotline.DeedPass:
		unit, _ := civil.ParseArea(r.Text("unit")) // what is no place is refused by the desk
		return desk.Pass(ctx, who, deed, unit)
	case hotline.DeedCallBack:
		if r.Text("grade") == "" {
			return civil.Refuse("call_grade", "请选择打通了没有、满意不满意。")
		}
		grade, _ := strconv.ParseInt(r.Text("grade"), 10, 64) // what is no grade is refused by the desk
		return desk.CallBack(ctx, who, deed, r.Text("grade") != unreached, grade)
	}
	return office.Missing()
}

// reveal shows the number for a minute; that somebody looked is among the steps.
func (p *Pages) reveal(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	phone, err := p.s.Hotline.Phone(r.Context(), r.Who(), hotline.Deed{Call: refOf(r), Once: once})
	if err != nil {
		return screen.Answer{}, err
	}
	v, f, err := p.callView(r, phone)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Page: callPage(v), Refresh: revealSeconds, RefreshTo: callPath(f.Call)}, nil
}

// seenOf is the version a form was made from; 0 for one that names none.
func seenOf(r *screen.Request) int64 {
	seen, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return 0
	}
	return seen
}
