package staff

import (
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// intakeView is the first step of taking in: who, and what for.
type intakeView struct {
	Frame   layout.Frame
	Form    part.Form
	Who     []part.Field
	Matter  part.Field
	Home    []part.Field // asked of somebody no register knows
	Summary []part.Fault
	Missing string // the register does not know him
	More    []part.Link
}

// channel is where a case of the visitor's is taken in.
func channel(r *screen.Request) string {
	if r.Visitor.Plays(casework.Town) {
		return "window"
	}
	return "village"
}

// counter is the division in which the visitor takes in, and his role there.
func counter(r *screen.Request) civil.Area {
	for _, role := range intakeRoles {
		for _, post := range r.Visitor.Posts {
			if post.Role == role {
				return post.Division
			}
		}
	}
	return 0
}

// matters are what may be taken in here today.
func (p *Pages) matters(r *screen.Request) (list []*pack.Matter) {
	for _, m := range p.s.Desk.Matters() {
		if slices.Contains(m.Channels, channel(r)) && m.InForce <= r.Today() {
			list = append(list, m)
		}
	}
	return list
}

// Intake asks who stands at the window.
func (p *Pages) Intake(r *screen.Request) (screen.Answer, error) {
	return screen.Show(intakePage(p.intakeView(r)))
}

func (p *Pages) intakeView(r *screen.Request) intakeView {
	f := office.Frame(r, "受理")
	f.Path = "/intake"
	v := intakeView{
		Frame: f, Form: part.Form{Action: "/intake" + fromLead(r), Once: screen.NewOnce(), Button: "查找并填表"},
		Who: []part.Field{
			{Kind: part.NumberField, Name: "id_number", Label: "申请人身份证号", Value: r.Typed("id_number")},
			{Name: "name", Label: "申请人姓名", Value: r.Typed("name")},
		},
		Matter: part.Field{Kind: part.RadioField, Name: "matter", Label: "办什么", Value: r.Text("matter")},
	}
	for _, m := range p.matters(r) {
		v.Matter.Choices = append(v.Matter.Choices, part.Choice{Value: m.Name, Text: m.Title})
	}
	v.Matter.Choices = append(v.Matter.Choices, passing(r)...)
	if channel(r) == "window" && len(p.s.Desk.Bundles(channel(r))) > 0 {
		v.More = []part.Link{{Text: "一件事一次办：一张表，几件事项", Path: bundlesPath}}
	}
	if v.Matter.Value == "" && len(v.Matter.Choices) > 0 {
		v.Matter.Value = v.Matter.Choices[0].Value
	}
	return v
}

func (v *intakeView) fault(name, text string) {
	v.Frame.Faults = true
	for _, list := range [][]part.Field{v.Who, v.Home} {
		for i := range list {
			if list[i].Name == name {
				list[i].Fault = text
				v.Summary = append(v.Summary, part.Faults(list[i])...)
			}
		}
	}
	if name == v.Matter.Name {
		v.Matter.Fault = text
		v.Summary = append(v.Summary, part.Faults(v.Matter)...)
	}
}

// idField is an identity number as forms check it.
var idField = pack.Field{Name: "id_number", Label: "身份证号", Type: pack.IDNumberField}

// Identify looks who it is and opens the draft of his case, filled in with what is
// known. Who is in no register is taken in by hand, with the village he lives in.
func (p *Pages) Identify(r *screen.Request) (screen.Answer, error) {
	v := p.intakeView(r)
	number, err := casework.Read(&idField, r.Text("id_number"))
	if err != nil {
		v.fault("id_number", messageOf(err))
	}
	name := civil.NormalName(r.Text("name"))
	if name == "" {
		v.fault("name", "请填写申请人姓名。")
	}
	at := slices.IndexFunc(p.matters(r), func(m *pack.Matter) bool { return m.Name == r.Text("matter") })
	passes := r.Text("matter") == otherOffice && len(passing(r)) > 0
	if at < 0 && !passes {
		v.fault("matter", "请选择办什么。")
	}
	if v.Frame.Faults {
		return screen.Again(intakePage(v))
	}
	found, err := p.s.Register.IdentifyFamily(r.Context(), viewer(r, "application"), access.NewPrivate(access.IDNumber, number), name, r.Today())
	unknown, known := kind(err)
	switch {
	case known && unknown == civil.NotFound && passes:
		v.fault("id_number", "登记里没有这个号码和姓名的人，不能直接转办：请先受理他的申请，再从办件里转办。")
		return screen.Again(intakePage(v))
	case known && unknown == civil.NotFound:
		return p.byHand(r, v, p.matters(r)[at], number, name)
	case err != nil:
		return screen.Answer{}, err
	case passes:
		return p.passOn(r, v, found.Ref)
	}
	m, home := p.matters(r)[at], found.HukouDivision
	if home == 0 {
		home = found.Division
	}
	return p.begin(r, v, m, home, found.County, p.prefilled(m, found))
}

// byHand takes in somebody no register knows. His village is chosen: first one of
// this office's, else a town, and then one of that town's.
func (p *Pages) byHand(r *screen.Request, v intakeView, m *pack.Matter, number, name string) (screen.Answer, error) {
	if here := counter(r); m.Routing == "intake" { // it stays where it is asked for, wherever he is registered
		return p.begin(r, v, m, here, here.County().String(), byNumber(m, number, name))
	}
	v.Missing = "登记里没有这个号码和姓名的人。请对照证件再看一遍；没有填错的，选好户籍所在的村（居），手工填表。"
	v.Form.Button = "手工填表"
	town, _ := civil.ParseArea(r.Text("town")) // what is no town chooses none
	around := counter(r).Township()
	if town != 0 {
		around = town
	}
	v.Home = []part.Field{
		{Kind: part.SelectField, Name: "home", Label: "户籍所在的村（居）", Choices: p.villages(around, r), Value: r.Text("home")},
		{Kind: part.SelectField, Name: "town", Label: "不在上面的，先选乡镇（街道）", Choices: p.towns(r), Value: r.Text("town"), Optional: true},
	}
	home, err := civil.ParseArea(r.Text("home"))
	listed := slices.ContainsFunc(v.Home[0].Choices, func(c part.Choice) bool { return c.Value == r.Text("home") })
	if err != nil || !listed {
		if r.FormValue("home") != "" || r.FormValue("town") != "" {
			v.fault("home", "请选择户籍所在的村（居）。")
		}
		v.Frame.Faults = true
		return screen.Again(intakePage(v))
	}
	return p.begin(r, v, m, home, home.County().String(), byNumber(m, number, name))
}

func (p *Pages) villages(area civil.Area, r *screen.Request) (list []part.Choice) {
	for _, d := range p.s.Divisions.Under(area, civil.Village, r.Today()) {
		list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	return list
}

func (p *Pages) towns(r *screen.Request) (list []part.Choice) {
	for _, d := range p.s.Divisions.Under(p.s.City, civil.Township, r.Today()) {
		list = append(list, part.Choice{Value: d.Code.String(), Text: p.s.Desk.Place(d.Code.County()) + " " + d.Name})
	}
	return list
}

// begin opens the draft. A form sent twice opens one.
func (p *Pages) begin(r *screen.Request, v intakeView, m *pack.Matter, home civil.Area, county string, form casework.Answers) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	lead, origin, err := p.leadOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.s.Desk.Begin(r.Context(), r.Who(), casework.Begin{
		Matter: m.Name, Channel: channel(r), County: county, Home: home, Intake: counter(r), Form: form, Once: once, Origin: origin,
	})
	if message, known := told(err); known {
		v.fault("matter", message)
		return screen.Again(intakePage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	if origin != "" {
		if err := p.s.Watch.Began(r.Context(), leadWho(r), lead, ref, m.Title); err != nil {
			return screen.Answer{}, err
		}
	}
	return screen.Answer{Next: formPath(ref)}, nil
}

func formPath(ref register.Ref) string { return "/intake/" + ref.County + "/" + ref.ID }

// messageOf is what a refusal says, in whatever words there are.
func messageOf(err error) string {
	if message, known := told(err); known {
		return message
	}
	return "没有填对，请再看一遍。"
}

// member is the section that is asked of every member, nil where there is none.
func member(m *pack.Matter) *pack.Section {
	at := slices.IndexFunc(m.Sections, func(s pack.Section) bool { return s.Of == "member" })
	if at < 0 {
		return nil
	}
	return &m.Sections[at]
}

// byNumber is a form that knows nothing but who asks.
func byNumber(m *pack.Matter, number, name string) casework.Answers {
	a := casework.Answers{Family: map[string]string{}, Members: []casework.MemberAnswers{{Values: map[string]string{}}}}
	for i := range m.Sections {
		s := &m.Sections[i]
		values := a.Family
		if s.Of == "member" {
			values = a.Members[0].Values
		}
		for k := range s.Fields {
			f := &s.Fields[k]
			switch key := s.Name + "." + f.Name; {
			case f.Prefill == "person.name":
				values[key] = name
			case f.Prefill == "person.id_number", s.Of != "payee" && f.Type == pack.IDNumberField:
				values[key] = number
			case s.Of == "member" && f.Name == "relation":
				values[key] = "self"
			}
		}
	}
	return a
}
