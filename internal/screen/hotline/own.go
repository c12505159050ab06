package hotline

import (
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service"
	"lianxin/internal/service/hotline"
)

// mineCall is a call as the family reads it.
type mineCall struct {
	Number, Title, Words, Word, When string
	State                            format.State
}

func (p *Pages) mineCall(r *screen.Request, c *hotline.Call) mineCall {
	v := mineCall{Number: c.Number, Title: p.class(c.Class), When: format.Moment(c.Taken), State: format.Working, Word: "办理中"}
	switch {
	case c.State == hotline.Closed:
		v.State, v.Word, v.Words = format.Done, "已办结", "已经答复。还有意见，请再打12345。"
	case c.State == hotline.Replied:
		v.Word, v.Words = "已答复", "已经答复，我们会打电话问您满意不满意。"
	case c.Due != 0:
		v.Words = p.s.Desk.Place(c.Unit) + "正在办，最迟" + format.NearDay(c.Due, r.Today()) + "答复您。"
	}
	return v
}

// mineView are a family's own calls.
type mineView struct {
	Frame layout.Frame
	Calls []mineCall
}

// Mine lists the calls about the person a phone acts for.
func (p *Pages) Mine(r *screen.Request) (screen.Answer, error) {
	one, ok := r.Visitor.Acting()
	if !ok || r.Visitor.Only != "" {
		return screen.Answer{Next: "/home"}, nil
	}
	calls, err := p.s.Hotline.Of(r.Context(), r.Who(), register.Ref{County: one.County, ID: one.ID})
	if err != nil {
		return screen.Answer{}, err
	}
	v := mineView{Frame: r.Frame("我的来电")}
	v.Frame.Back = "/home"
	for _, c := range calls {
		v.Calls = append(v.Calls, p.mineCall(r, c))
	}
	return screen.Show(minePage(v))
}

// emergencyClass is the class of calls somebody has to go to: the one with hours.
func (p *Pages) emergencyClass() string {
	for _, c := range p.s.Catalogue().CallClasses() {
		if c.Hours != "" {
			return c.Name
		}
	}
	return ""
}

// helpForm asks what somebody has seen.
func (p *Pages) helpForm(r *screen.Request, f layout.Frame, towns []part.Choice) formView {
	return formView{
		Frame: f, Head: part.Head{Title: "报告急难", Lead: "看到有人没饭吃、没地方住、没钱治病，告诉我们，24小时内有人到场。有生命危险，请先打120、110。"},
		Form: part.Form{Action: f.Path, Once: screen.NewOnce(), Button: "报告"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "town", Label: "人在哪个乡镇（街道）", Value: r.Text("town"), Choices: towns},
			{Name: "where", Label: "具体在哪里", Value: r.Typed("where"), Hint: "路口、店名、几号楼，越细越好。"},
			{Kind: part.LongField, Name: "words", Label: "看到了什么", Value: r.Typed("words")},
			{Name: "name", Label: "这个人叫什么", Value: r.Typed("name"), Optional: true},
			{Kind: part.NumberField, Name: "phone", Label: "您的电话", Value: r.Typed("phone"), Optional: true, Hint: "愿意留的，找不到人时好问您。"},
		},
	}
}

// tell takes what somebody has seen.
func (p *Pages) tell(r *screen.Request, channel hotline.Channel, towns []part.Choice) (*hotline.Call, error) {
	once, err := r.Once()
	if err != nil {
		return nil, err
	}
	t := hotline.Taking{
		Channel: channel, Class: p.emergencyClass(), Result: hotline.Helped, Name: r.Text("name"), Once: once,
		Said: hotline.Said{Phone: r.Text("phone"), Where: r.Text("where"), Words: r.Text("words")},
	}
	if channel != hotline.ByPasser {
		t.Said.Caller = r.Visitor.Name
	}
	for _, c := range towns {
		if c.Value == r.Text("town") {
			t.Division, _ = civil.ParseArea(c.Value) // it is one of ours
		}
	}
	if t.Said.Phone != "" {
		if t.Said.Phone, err = casework.Read(&phoneField, t.Said.Phone); err != nil {
			return nil, civil.Refuse("call_phone", "电话应是11位手机号，或带区号的固定电话，请核对。")
		}
	}
	return p.s.Hotline.Take(r.Context(), r.Who(), t)
}

// toldAgain shows the form with why it was not taken.
func toldAgain(v formView, err error) (screen.Answer, error) {
	message, _, told := office.Told(err)
	if !told {
		return screen.Answer{}, err
	}
	v.Frame.Faults = true
	name := fieldOf(err)
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			v.Fields[i].Fault = message
			return screen.Again(phoneForm(v))
		}
	}
	v.Fault = message
	return screen.Again(phoneForm(v))
}

// NewEmergency asks a worker of a town or village what he has seen.
func (p *Pages) NewEmergency(r *screen.Request) (screen.Answer, error) {
	return screen.Show(phoneForm(p.helpForm(r, phone(r, "报告急难", "/v/emergencies"), p.towns(r))))
}

// ReportEmergency takes it.
func (p *Pages) ReportEmergency(r *screen.Request) (screen.Answer, error) {
	channel := hotline.ByVillage
	if service.Post(r.Who(), casework.Town) != 0 {
		channel = hotline.ByWindow
	}
	call, err := p.tell(r, channel, p.towns(r))
	if err != nil {
		return toldAgain(p.helpForm(r, phone(r, "报告急难", "/v/emergencies"), p.towns(r)), err)
	}
	return screen.Answer{Next: "/v/emergencies?done=report&number=" + call.Number}, nil
}

// cityTowns are all towns of the city, for somebody who passes by.
func (p *Pages) cityTowns(r *screen.Request) (list []part.Choice) {
	for _, d := range p.s.Divisions.Under(p.s.City, civil.Township, r.Today()) {
		list = append(list, part.Choice{Value: d.Code.String(), Text: p.place(d.Code)})
	}
	return list
}

// PassBy asks anybody what he has seen.
func (p *Pages) PassBy(r *screen.Request) (screen.Answer, error) {
	f := r.Frame("报告急难")
	f.Back = "/"
	v := p.helpForm(r, f, p.cityTowns(r))
	if number := r.FormValue("number"); number != "" {
		v = formView{Frame: f, Head: part.Head{Title: "已经收到"}, Done: "已报告，编号" + number + "。当地乡镇（街道）会马上去看。"}
	}
	return screen.Show(phoneForm(v))
}

// TellPassing takes it. Nobody has to say who he is.
func (p *Pages) TellPassing(r *screen.Request) (screen.Answer, error) {
	f := r.Frame("报告急难")
	f.Back = "/"
	call, err := p.tell(r, hotline.ByPasser, p.cityTowns(r))
	if err != nil {
		return toldAgain(p.helpForm(r, f, p.cityTowns(r)), err)
	}
	return screen.Answer{Next: with("/help/emergency", "number", call.Number)}, nil
}
