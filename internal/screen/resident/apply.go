package resident

import (
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// matterLine is something that can be asked for.
type matterLine struct {
	part.Link
	Plain string
}

// matterView are the matters, or one of them.
type matterView struct {
	Frame  layout.Frame
	List   []matterLine
	Things []matterLine // bundles
	Change []matterLine // by which it is told what has changed for a benefit in pay
	Drafts []caseLine
	Plain  string
	Paid   string // that it is paid already, and what to ask for instead
	Papers []paperLine
	Asked  []string // what departments are asked instead
	Form   part.Form
	For    part.Link // to ask for somebody else
}

// paperLine is a paper in words.
type paperLine struct{ Title, Why, Note string }

// Matters lists what can be asked for on a phone.
func (p *Pages) Matters(r *screen.Request) (screen.Answer, error) {
	v := matterView{Frame: p.frame(r, "我要申请", "/home")}
	for _, m := range p.s.Desk.Applications() {
		v.List = append(v.List, matterLine{part.Link{Text: m.Title, Path: "/apply/" + m.Name}, m.Plain})
	}
	for _, b := range p.s.Desk.Bundles(phone) {
		v.Things = append(v.Things, matterLine{part.Link{Text: b.Title, Path: "/bundles/" + b.Name}, b.Plain})
	}
	reports, err := p.reports(r)
	if err != nil {
		return screen.Answer{}, err
	}
	for _, m := range reports {
		v.Change = append(v.Change, matterLine{part.Link{Text: m.Title, Path: "/apply/" + m.Name}, m.Plain})
	}
	if v.Drafts, err = p.open(r, ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(mattersPage(v))
}

// open are the cases of somebody that have not ended, of a matter or of all.
func (p *Pages) open(r *screen.Request, matter string) ([]caseLine, error) {
	list, err := p.s.Desk.Mine(r.Context(), r.Who())
	if err != nil {
		return nil, err
	}
	var lines []caseLine
	for _, c := range list {
		if c.Awaits == "nobody" || matter != "" && c.Matter != matter {
			continue
		}
		f, err := p.s.Desk.Open(r.Context(), r.Who(), c.Ref)
		if err != nil {
			return nil, err
		}
		lines = append(lines, lineOf(f))
	}
	return lines, nil
}

// reports are the matters by which the visitor says what has changed for a benefit in pay.
func (p *Pages) reports(r *screen.Request) ([]*pack.Matter, error) {
	person, err := self(r)
	if err != nil {
		return nil, err
	}
	return p.s.Desk.Reports(r.Context(), person)
}

// application is a matter that the visitor can begin on his phone.
func (p *Pages) application(r *screen.Request) (*pack.Matter, error) {
	reports, err := p.reports(r)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Concat(p.s.Desk.Applications(), reports) {
		if m.Name == r.PathValue("matter") {
			return m, nil
		}
	}
	return nil, missing()
}

// Matter says what a matter is about, before anybody fills anything in.
func (p *Pages) Matter(r *screen.Request) (screen.Answer, error) {
	m, err := p.application(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := matterView{
		Frame: p.frame(r, m.Title, "/apply"), Plain: m.Plain,
		Form: part.Form{Action: "/apply/" + m.Name, Once: screen.NewOnce(), Button: "开始填写"},
	}
	if len(m.Guardians) > 0 {
		v.For = part.Link{Text: "替孩子或者家里别的人申请", Path: "/apply/" + m.Name + "/for"}
	}
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if v.Paid, err = p.s.Desk.Beforehand(r.Context(), m, person); err != nil {
		return screen.Answer{}, err
	}
	if v.Drafts, err = p.open(r, m.Name); err != nil {
		return screen.Answer{}, err
	}
	for i := range m.Papers {
		paper := &m.Papers[i]
		line := paperLine{Title: paper.Title, Why: paper.Why}
		if paper.When != "" {
			line.Note = "有这种情况才要"
		}
		v.Papers = append(v.Papers, line)
	}
	v.Asked = p.classWords(m)
	return screen.Show(matterPage(v))
}

// classWords are what departments are asked about, once somebody has signed.
func (p *Pages) classWords(m *pack.Matter) (list []string) {
	if m.Authorise == nil {
		return nil
	}
	for _, name := range m.Authorise.Classes {
		if reg := p.s.Catalogue().Register(name); reg != nil {
			list = append(list, reg.Title)
		}
	}
	return list
}

// begun is a draft of a matter for somebody that is open already: nobody fills in two.
func (p *Pages) begun(r *screen.Request, m *pack.Matter, person register.Ref) (ref register.Ref, found bool, err error) {
	list, err := p.s.Desk.Mine(r.Context(), r.Who())
	for _, c := range list {
		if c.Matter != m.Name || c.Applicant != person || c.Awaits != "family" || err != nil {
			continue
		}
		f, wrong := p.s.Desk.Open(r.Context(), r.Who(), c.Ref)
		if wrong != nil {
			return ref, false, wrong
		}
		if actionDoing(p.s.Desk.Allowed(f, r.Who()), "declare") != nil {
			return c.Ref, true, nil
		}
	}
	return ref, false, err
}

// Begin opens a draft with what the city knows already.
func (p *Pages) Begin(r *screen.Request) (screen.Answer, error) {
	m, err := p.application(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if ref, found, err := p.begun(r, m, person); err != nil || found {
		return screen.Answer{Next: casePath(ref, "form")}, err
	}
	k, err := p.know(r, person)
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.s.Desk.Begin(r.Context(), r.Who(), casework.Begin{
		Matter: m.Name, Channel: phone, County: k.person.County, Home: k.place, Intake: k.place, Form: k.answers(m), Once: once,
	})
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s", casePath(ref, "form"))
}
