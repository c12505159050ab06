package resident

import (
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// guardianRoutes are those of who asks for somebody else on a phone of his own.
func (p *Pages) guardianRoutes() []screen.Route {
	const of = "/cases/{county}/{id}/guardian"
	return []screen.Route{
		p.get("/apply/{matter}/for", casePurpose, p.For),
		p.post("/apply/{matter}/for", casePurpose, "case.begin", p.BeginFor),
		p.get(of, casePurpose, p.Guardian),
		p.post(of, casePurpose, "case.guardian", p.GuardianAct),
	}
}

// forView asks for whom somebody asks, and as what.
type forView struct {
	Frame  layout.Frame
	Known  part.Field // people of the household register; without choices there are none
	Form   part.Form
	Kind   part.Field
	Fields []part.Field
	Claim  part.Form // for somebody the register does not show
}

// For asks for whom somebody asks.
func (p *Pages) For(r *screen.Request) (screen.Answer, error) {
	m, wards, err := p.wards(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(forPage(p.forView(r, m, wards)))
}

// wards are those the register shows, for a matter that may be asked for for others.
func (p *Pages) wards(r *screen.Request) (*pack.Matter, []casework.Ward, error) {
	m, err := p.application(r)
	if err != nil {
		return nil, nil, err
	}
	if len(m.Guardians) == 0 {
		return nil, nil, missing()
	}
	person, err := self(r)
	if err != nil {
		return nil, nil, err
	}
	list, err := p.s.Desk.Wards(r.Context(), person, m)
	return m, list, err
}

func (p *Pages) forView(r *screen.Request, m *pack.Matter, wards []casework.Ward) forView {
	to := "/apply/" + m.Name
	v := forView{
		Frame: p.frame(r, "替家里人申请", to),
		Known: part.Field{Kind: part.RadioField, Name: "ward", Label: "替谁申请？", Value: r.Text("ward")},
		Form:  part.Form{Action: to + "/for", Once: screen.NewOnce(), Button: "替他（她）填写"},
		Kind:  part.Field{Kind: part.RadioField, Name: "kind", Label: "您是他（她）的什么人？", Value: r.Text("kind")},
		Claim: part.Form{Action: to + "/for", Once: screen.NewOnce(), Button: "替他（她）填写"},
		Fields: []part.Field{
			{Name: "name", Label: "他（她）的姓名", Value: r.Typed("name")},
			{Kind: part.NumberField, Name: "id_number", Label: "他（她）的身份证号", Hint: "18位，最后一位可能是X。", Value: r.Typed("id_number")},
		},
	}
	for _, w := range wards {
		v.Known.Choices = append(v.Known.Choices, part.Choice{Value: w.Person.String(), Text: format.Name(w.Name)})
	}
	for _, name := range m.Guardians {
		if g := p.s.Catalogue().Guardian(name); g != nil {
			v.Kind.Choices = append(v.Kind.Choices, part.Choice{Value: g.Name, Text: g.Words, Hint: "证明：" + g.Paper})
		}
	}
	return v
}

// numberField is an identity number as forms check it.
var numberField = pack.Field{Name: "id_number", Label: "他（她）的身份证号", Type: pack.IDNumberField}

// claimed reads for whom somebody asks whom the register does not show; ok is false
// where something is wrong, which then stands beside its field.
func (p *Pages) claimed(r *screen.Request, m *pack.Matter, v *forView) (w casework.Ward, number string, ok bool, err error) {
	if !slices.ContainsFunc(v.Kind.Choices, func(c part.Choice) bool { return c.Value == v.Kind.Value }) {
		v.Kind.Fault = "请选择您是他（她）的什么人。"
	}
	name := civil.NormalName(r.Text("name"))
	if name == "" {
		v.Fields[0].Fault = "请填写他（她）的姓名。"
	}
	number, wrong := casework.Read(&numberField, r.Text("id_number"))
	if refused, known := told(wrong); known {
		v.Fields[1].Fault = refused.Message
	} else if number == "" {
		v.Fields[1].Fault = "请填写他（她）的身份证号。"
	}
	if v.Kind.Fault+v.Fields[0].Fault+v.Fields[1].Fault != "" {
		return w, "", false, nil
	}
	w, err = p.s.Desk.ClaimedWard(r.Context(), m, v.Kind.Value, number, name)
	if refused, known := told(err); known && refused.Kind == civil.Invalid {
		v.Fields[1].Fault = refused.Message
		return w, "", false, nil
	}
	return w, number, err == nil, err
}

// BeginFor opens a draft for somebody else. What registers say is filled in only for
// whom the household register shows.
func (p *Pages) BeginFor(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	m, wards, err := p.wards(r)
	if err != nil {
		return screen.Answer{}, err
	}
	by, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.forView(r, m, wards)
	at := slices.IndexFunc(wards, func(w casework.Ward) bool { return w.Person.String() == r.Text("ward") })
	var ward casework.Ward
	var number string
	switch ok := true; {
	case at >= 0:
		ward = wards[at]
	case r.FormValue("kind") == "" && r.FormValue("id_number") == "" && len(wards) > 0:
		v.Known.Fault, v.Frame.Faults = "请选一个人；不在上面的，填下面的表。", true
		return screen.Again(forPage(v))
	default:
		if ward, number, ok, err = p.claimed(r, m, &v); err != nil {
			return screen.Answer{}, err
		}
		if !ok {
			v.Frame.Faults = true
			return screen.Again(forPage(v))
		}
	}
	if ref, found, err := p.begun(r, m, ward.Person); err != nil || found {
		return screen.Answer{Next: casePath(ref, "form")}, err
	}
	form, place, err := p.formFor(r, m, ward, number)
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.s.Desk.BeginFor(r.Context(), r.Who(), casework.Begin{
		Matter: m.Name, Channel: phone, County: ward.Person.County, Home: place, Intake: place, Form: form, Once: once,
	}, casework.Claim{By: by, Name: r.Visitor.Name, Ward: ward})
	if err != nil {
		return screen.Answer{}, err
	}
	if at < 0 {
		return screen.See("%s", casePath(ref, "guardian"))
	}
	return screen.See("%s", casePath(ref, "form"))
}

// formFor is the form for somebody else, and the division responsible for him.
func (p *Pages) formFor(r *screen.Request, m *pack.Matter, w casework.Ward, number string) (form casework.Answers, place civil.Area, err error) {
	if number == "" {
		k, err := p.know(r, w.Person)
		if err != nil {
			return form, 0, err
		}
		form, place = k.answers(m), k.place
	} else {
		if place, err = p.s.Register.Responsible(r.Context(), w.Person); err != nil {
			return form, 0, err
		}
		form = typedFor(m, w, number)
	}
	spokenFor(m, &form, r.Visitor.Name)
	return form, place, nil
}

// typedFor is a form that knows nothing but what the guardian typed.
func typedFor(m *pack.Matter, w casework.Ward, number string) casework.Answers {
	form := casework.Answers{Family: map[string]string{}, Members: []casework.MemberAnswers{{Person: w.Person, Values: map[string]string{}, Source: map[string]string{}}}}
	for i := range m.Sections {
		s := &m.Sections[i]
		values := form.Family
		if s.Of == "member" {
			values = form.Members[0].Values
		}
		for k := range s.Fields {
			key := s.Name + "." + s.Fields[k].Name
			switch {
			case s.Fields[k].Prefill == "person.name":
				values[key] = w.Name
			case s.Fields[k].Prefill == "person.id_number":
				values[key] = number
			case s.Of == "member" && s.Fields[k].Name == "relation":
				values[key] = selfCode
			default:
				continue
			}
			form.Members[0].Source[key] = applicantSource
		}
	}
	return form
}

// spokenFor answers the questions of a form about who acts for the applicant.
func spokenFor(m *pack.Matter, form *casework.Answers, name string) {
	given := map[string]string{"by_proxy": "yes", "proxy_kind": "guardian", "proxy_name": name}
	for i := range m.Sections {
		s := &m.Sections[i]
		for k := range s.Fields {
			f := &s.Fields[k]
			value, err := casework.Read(&f.Field, given[f.Name])
			if given[f.Name] != "" && err == nil && s.Of != "member" {
				form.Family[s.Name+"."+f.Name] = value
				form.Members[0].Source[s.Name+"."+f.Name] = applicantSource
			}
		}
	}
}

// guardianView is who asks for somebody else, to both of them.
type guardianView struct {
	Frame layout.Frame
	Lead  string // who asks for whom
	Words string // how it stands
	Paper string
	Have  int
	Form  part.Form // to bring a paper, or to object; without an action there is nothing to do
	Field part.Field
	On    part.Link
	Mine  bool // the visitor is the guardian
}

// guardianWords are the states of a guardian in words.
var guardianWords = map[string]string{
	casework.GuardianShown: "户口簿上看得出，不用交证明。", casework.GuardianDeclared: "乡镇（街道）受理时要看证明。拍照上传，或者带到窗口。",
	casework.GuardianConfirmed: "证明已经核对过。", casework.GuardianRefused: "核对过，不属实，不能再代办。",
	casework.GuardianObjected: "本人不同意，已经停止代办。", casework.GuardianSettled: "本人自己接着办。",
}

// Guardian shows who asks for whom: the guardian brings his paper here, the one he
// asks for may object.
func (p *Pages) Guardian(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if f.Guardian == nil {
		return screen.Answer{}, missing()
	}
	return screen.Show(guardianPage(p.guardianView(r, f, "")))
}

func (p *Pages) guardianView(r *screen.Request, f *casework.File, fault string) guardianView {
	ref := f.Case.Ref
	v := guardianView{Frame: p.frame(r, "谁替谁办", casePath(ref)), Lead: format.Name(f.Guardian.Name) + "替" + format.Name(f.Case.Name) + "申请" + f.Matter.Title, Words: guardianWords[f.Guardian.State], Have: len(f.Guardian.Files)}
	v.Frame.Faults = fault != ""
	form := part.Form{Action: casePath(ref, "guardian"), Once: screen.NewOnce()}
	switch v.Mine = f.Guards(r.Who()); {
	case v.Mine && f.Guardian.State == casework.GuardianDeclared:
		if g := p.s.Catalogue().Guardian(f.Guardian.Kind); g != nil {
			v.Paper = g.Paper
		}
		form.Files, form.Button = true, "上传"
		v.Form, v.Field = form, part.Field{Kind: part.FileField, Name: "file", Label: "拍证明，或者选照片", Hint: v.Paper, Fault: fault}
		v.On = part.Link{Text: "证明以后交，先填表", Path: casePath(ref, "form")}
		if v.Have > 0 {
			v.On.Text = "接着填表"
		}
	case v.Mine:
	case f.Guardian.State == casework.GuardianShown, f.Guardian.State == casework.GuardianDeclared, f.Guardian.State == casework.GuardianConfirmed:
		form.Button = "不同意由别人代办"
		v.Form, v.Field = form, part.Field{Kind: part.LongField, Name: "words", Label: "想说的话", Optional: true, Rows: 3, Value: r.Typed("words"), Fault: fault}
	}
	return v
}

// GuardianAct takes the guardian's paper, or the objection of the one he asks for.
func (p *Pages) GuardianAct(r *screen.Request) (screen.Answer, error) {
	ref := caseOf(r)
	f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	if f.Guardian == nil {
		return screen.Answer{}, missing()
	}
	if !f.Guards(r.Who()) {
		err := p.s.Desk.ObjectGuardian(r.Context(), r.Who(), ref, r.Text("words"))
		if isKind(err, civil.Denied) && f.Guardian.State == casework.GuardianObjected {
			err = nil // sent twice
		}
		return screen.Answer{Next: casePath(ref, "guardian")}, err
	}
	id, fault, err := p.upload(r, ref, "file", "guardian")
	if err != nil {
		return screen.Answer{}, err
	}
	if id == "" && fault == "" {
		fault = "请先拍照或选一张照片。"
	}
	if fault != "" {
		return screen.Again(guardianPage(p.guardianView(r, f, fault)))
	}
	return screen.Answer{Next: casePath(ref, "guardian")}, p.s.Desk.GuardianPaper(r.Context(), r.Who(), ref, []string{id})
}

// guardianLine leads from a case to who asks for whom; to nowhere from another case.
func guardianLine(f *casework.File) part.Link {
	if f.Guardian == nil {
		return part.Link{}
	}
	return part.Link{Text: format.Name(f.Guardian.Name) + "替" + format.Name(f.Case.Name) + "办", Path: casePath(f.Case.Ref, "guardian")}
}

// noteWard writes down that a guardian looked at a case of somebody else.
func (p *Pages) noteWard(r *screen.Request, f *casework.File) error {
	if !f.Guards(r.Who()) || f.Case.Applicant.Zero() {
		return nil
	}
	return p.s.Register.NoteLook(r.Context(), p.viewer(r, f.Case.Division), []register.Ref{f.Case.Applicant}, "case")
}
