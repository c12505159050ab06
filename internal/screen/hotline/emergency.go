package hotline

import (
	"slices"
	"strconv"

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

// emergenciesView are the people in need who wait for somebody.
type emergenciesView struct {
	Frame layout.Frame
	Lead  string
	Done  string
	Cards []emergencyCard
}

// emergencyCard is one of them.
type emergencyCard struct {
	Title, Where, Words, Phone, Path, Button, Left string
	State                                          format.State
}

// phone is the layout of a worker's phone.
func phone(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	f.Nav = []layout.Nav{{Text: "走访", Path: "/v"}, {Text: "急难", Path: "/v/emergencies"}, {Text: "帮申请", Path: "/intake"}}
	return f
}

// Emergencies lists the people in need in the visitor's town.
func (p *Pages) Emergencies(r *screen.Request) (screen.Answer, error) {
	list, err := p.s.Hotline.Emergencies(r.Context(), r.Who())
	if err != nil {
		return screen.Answer{}, err
	}
	v := emergenciesView{Frame: phone(r, "急难求助", ""), Lead: "先去看人，手续以后补。"}
	v.Done = map[string]string{"respond": "已登记到场。", "report": "已报告，" + r.FormValue("number") + "。"}[r.FormValue("done")]
	var people []register.Ref
	for _, f := range list {
		card := emergencyCard{
			Title: format.Name(f.Name), Where: f.Where, Words: f.Words, Phone: f.Said.Phone, Path: "/v/emergencies/" + f.County + "/" + f.ID,
			Button: "我到了", Left: until(f.Call, r.Now), State: untilState(f.Call, r.Now),
		}
		if card.Title == "" {
			card.Title = "还不知道是谁"
		}
		if !f.Waiting() {
			card.Button, card.Left, card.State = "接着办", "已到场", format.Working
		}
		if !f.Person.Zero() {
			people = append(people, f.Person)
		}
		v.Cards = append(v.Cards, card)
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "emergency"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(emergenciesPage(v))
}

// Emergency is one of them, for who stands before the person.
func (p *Pages) Emergency(r *screen.Request) (screen.Answer, error) {
	v, err := p.emergency(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(phoneForm(v))
}

func (p *Pages) emergency(r *screen.Request) (formView, error) {
	f, err := p.s.Hotline.Get(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return formView{}, err
	}
	if f.Until == 0 {
		return formView{}, office.Missing()
	}
	if !f.Person.Zero() {
		if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{f.Person}, "emergency"); err != nil {
			return formView{}, err
		}
	}
	v := formView{
		Frame: phone(r, "急难求助", "/v/emergencies"), Pairs: p.pairs(r, f),
		Head: part.Head{Title: f.Where, Over: f.Number},
	}
	allowed := p.s.Hotline.Allowed(r.Who(), f.Call)
	link := p.target(r, f.Call)
	switch {
	case slices.Contains(allowed, hotline.DeedRespond):
		v.Form = part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Seen: strconv.FormatInt(f.Opened, 10), Button: "我到了，登记"}
		v.Fields = []part.Field{{Kind: part.LongField, Name: "words", Label: "见到了谁、现在怎么样", Value: r.Typed("words")}}
	case !link.None():
		v.Head.Action = link
	case f.Target == "" && f.Live() && r.Visitor.Plays(casework.Town):
		v.Form = part.Form{Action: r.URL.Path, Once: screen.NewOnce(), Button: "办先行救助", Second: "", Value: "aid"}
		v.Fields = []part.Field{
			{Name: "name", Label: "这个人的姓名", Value: orText(r.Typed("name"), f.Name)},
			{Kind: part.NumberField, Name: "id_number", Label: "身份证号", Value: r.Typed("id_number"), Hint: "证件不在身边，记得号码就行。"},
		}
	}
	return v, nil
}

func orText(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// Respond notes that somebody is there, or begins the relief of the person.
func (p *Pages) Respond(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	v, err := p.emergency(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var next string
	if r.Form.Has("id_number") {
		next, err = p.relieve(r, once)
	} else {
		next = "/v/emergencies?done=respond"
		err = p.s.Hotline.Respond(r.Context(), r.Who(), hotline.Deed{Call: refOf(r), Seen: seenOf(r), Words: r.Text("words"), Once: once})
	}
	if err == nil {
		return screen.Answer{Next: next}, nil
	}
	message, kind, told := office.Told(err)
	if !told || kind == civil.NotFound && codeOf(err) == "call_not_found" {
		return screen.Answer{}, err
	}
	v.Frame.Faults = true
	if len(v.Fields) == 0 {
		v.Fault = message
	} else {
		v.Fields[len(v.Fields)-1].Fault = message
	}
	return screen.Again(phoneForm(v))
}

// reliefMatter is what helps in an emergency: the first matter its class names.
func (p *Pages) reliefMatter(class string) (string, error) {
	if c := p.s.Catalogue().CallClass(class); c != nil && len(c.Matters) > 0 {
		return c.Matters[0], nil
	}
	return "", civil.Refuse("call_matter", "这一类没有对应的救助事项，请到窗口受理。")
}

// relieve begins the relief of a person in need in the town where he is, filled in
// with what the call says.
func (p *Pages) relieve(r *screen.Request, once string) (next string, err error) {
	f, err := p.s.Hotline.Get(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return "", err
	}
	name, err := p.reliefMatter(f.Class)
	if err != nil {
		return "", err
	}
	m, err := p.s.Desk.Matter(name)
	if err != nil {
		return "", err
	}
	number, err := casework.Read(&idField, r.Text("id_number"))
	if err != nil {
		return "", err
	}
	form, county, home := p.reliefForm(r, m, f, access.NewPrivate(access.IDNumber, number), civil.NormalName(r.Text("name")))
	ref, err := p.s.Desk.Begin(r.Context(), r.Who(), casework.Begin{
		Matter: m.Name, Channel: window, County: county, Home: home, Intake: f.Unit, Origin: "hotline/" + f.ID, Form: form, Once: once,
	})
	if err != nil {
		return "", err
	}
	if err := p.s.Hotline.Link(r.Context(), r.Who(), f.Ref, caseTarget+ref.County+"/"+ref.ID); err != nil {
		return "", err
	}
	return "/intake/" + ref.County + "/" + ref.ID, nil
}
