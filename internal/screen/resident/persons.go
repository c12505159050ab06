package resident

import (
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// personsView is for whom a phone acts.
type personsView struct {
	Frame  layout.Frame
	Form   part.Form
	Who    part.Field
	Add    part.Form
	Fields []part.Field
}

// Persons asks for whom the phone acts now, and takes another person in.
func (p *Pages) Persons(r *screen.Request) (screen.Answer, error) {
	return screen.Show(personsPage(p.persons(r, "", "")))
}

func (p *Pages) persons(r *screen.Request, choice, fault string) personsView {
	v := personsView{
		Frame: p.frame(r, "替谁办？", "/home"),
		Form:  part.Form{Action: "/persons", Once: screen.NewOnce(), Button: "替他（她）办"},
		Who:   part.Field{Kind: part.RadioField, Name: "person", Label: "现在替谁办？", Fault: choice},
		Add:   part.Form{Action: "/persons/add", Once: screen.NewOnce(), Button: "加上这个人"},
		Fields: []part.Field{
			{Kind: part.NumberField, Name: "phone", Label: "他（她）的手机号", Hint: "有打印的登录码就不用填。", Optional: true, Value: r.Typed("phone")},
			{Kind: part.CodeField, Name: "code", Label: "他（她）的验证码或登录码", Value: r.Typed("code"), Fault: fault},
		},
	}
	v.Frame.Faults = choice != "" || fault != ""
	for _, one := range r.Visitor.Persons {
		key := one.County + "/" + one.ID
		v.Who.Choices = append(v.Who.Choices, part.Choice{Value: key, Text: one.Name})
		if one.Chosen {
			v.Who.Value = key
		}
	}
	return v
}

// Switch makes the phone act for another person.
func (p *Pages) Switch(r *screen.Request) (screen.Answer, error) {
	v, ok := session(r)
	if !ok {
		return screen.Answer{}, missing()
	}
	for _, one := range v.Persons {
		if one.String() == r.Text("person") {
			if err := p.s.Accounts.ActFor(r.Context(), v, one); err != nil {
				return screen.Answer{}, err
			}
			return screen.See("/home")
		}
	}
	return screen.Again(personsPage(p.persons(r, "请选一个人。", "")))
}

// Add takes another person in, by a code of his own.
func (p *Pages) Add(r *screen.Request) (screen.Answer, error) {
	v, ok := session(r)
	if !ok {
		return screen.Answer{}, missing()
	}
	phone, code := digits(r.Text("phone")), r.Text("code")
	if code == "" {
		return screen.Again(personsPage(p.persons(r, "", "请填写他（她）的验证码或登录码。")))
	}
	first, second := code, ""
	if phone != "" {
		first, second = phone, code
	}
	err := p.s.Accounts.AddPerson(r.Context(), r.Now, v, first, second)
	if refused, ok := told(err); ok {
		return screen.Again(personsPage(p.persons(r, "", refused.Message)))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/persons")
}
