package staff

import (
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// bundlesPath is where bundles are begun at a window.
const bundlesPath = "/intake/bundles"

// bundlePath is the page of a bundle that was begun.
func bundlePath(ref register.Ref) string { return bundlesPath + "/" + ref.County + "/" + ref.ID }

// bundlesView are the bundles a window can begin, and those it began.
type bundlesView struct {
	Frame layout.Frame
	Head  part.Head
	List  []bundleChoice
	Begun part.Table
	Later part.Link // the next page of the list
}

// bundleChoice is a bundle that can be begun.
type bundleChoice struct {
	part.Link
	Plain string
}

// Bundles lists what can be begun for somebody at the window, and what was begun.
func (p *Pages) Bundles(r *screen.Request) (screen.Answer, error) {
	frame := office.Frame(r, "一件事")
	frame.Path = "/intake"
	v := bundlesView{Frame: frame, Head: part.Head{Title: "一件事一次办", Lead: "一张表，几件事项，一张回执；每一件由各自的单位决定。", Back: part.Link{Text: "受理", Path: "/intake"}}}
	for _, b := range p.s.Desk.Bundles(channel(r)) {
		v.List = append(v.List, bundleChoice{part.Link{Text: b.Title, Path: bundlesPath + "/" + b.Name}, b.Plain})
	}
	begun, next, err := p.s.Desk.BundlesBegun(r.Context(), r.Who(), counter(r), r.Text("before"))
	if err != nil {
		return screen.Answer{}, err
	}
	if next != "" {
		v.Later = part.Link{Text: "更早的", Path: bundlesPath + "?before=" + next}
	}
	v.Begun = part.Table{Caption: "这个窗口办过的", Keys: true, Empty: "这个窗口还没有办过一件事。", Columns: []part.Column{{Title: "申请人", Clamp: true}, {Title: "一件事"}, {Title: "开始"}, {Title: "几项", Number: true}}}
	var people []register.Ref
	for _, b := range begun {
		people = append(people, b.Person)
		v.Begun.Rows = append(v.Begun.Rows, part.Row{Path: bundlePath(b.Ref), Cells: cells(
			part.Text(format.Name(b.Name)), part.Text(p.bundleTitle(b.Bundle.Name)), part.Text(format.ShortDay(b.At.Date())), part.Text(format.Count(len(b.Parts))),
		)})
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "case"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(bundlesPage(v))
}

func (p *Pages) bundleTitle(name string) string {
	if b := p.s.Catalogue().Bundle(name); b != nil {
		return b.Title
	}
	return "一件事"
}

// bundleView asks who stands at the window, who speaks for him, and what for.
type bundleView struct {
	Frame   layout.Frame
	Head    part.Head
	Summary []part.Fault
	Form    part.Form
	Who     []part.Field
	Matters part.Field
	Proxy   part.Field
	Agent   []part.Field // of the one who speaks for him
	Later   []string
	Law     string
}

// proxyFields are the questions of forms about somebody who acts for the applicant.
const proxyFlag, proxyKind, proxyName, proxyPhone = "by_proxy", "proxy_kind", "proxy_name", "proxy_phone"

// Bundle asks who stands at the window, and which matters it shall be.
func (p *Pages) Bundle(r *screen.Request) (screen.Answer, error) {
	b, err := p.bundleAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(bundlePage(p.bundleView(r, b)))
}

// bundleAt is the bundle an address names, as far as this window has it.
func (p *Pages) bundleAt(r *screen.Request) (*pack.Bundle, error) {
	list := p.s.Desk.Bundles(channel(r))
	at := slices.IndexFunc(list, func(b *pack.Bundle) bool { return b.Name == r.PathValue("bundle") })
	if at < 0 {
		return nil, notThere()
	}
	return list[at], nil
}

func (p *Pages) bundleView(r *screen.Request, b *pack.Bundle) bundleView {
	frame := office.Frame(r, b.Title)
	frame.Path, frame.Scripts = "/intake", []string{"intake.js"}
	v := bundleView{
		Frame: frame, Law: b.Law,
		Head: part.Head{Title: b.Title, Lead: b.Plain, Back: part.Link{Text: "一件事一次办", Path: bundlesPath}},
		Form: part.Form{Action: bundlesPath + "/" + b.Name, Once: screen.NewOnce(), Button: "查找并填表"},
		Who: []part.Field{
			{Kind: part.NumberField, Name: "id_number", Label: "申请人身份证号", Value: r.Typed("id_number")},
			{Name: "name", Label: "申请人姓名", Value: r.Typed("name")},
		},
		Matters: part.Field{Kind: part.CheckField, Name: "matter", Label: "申请哪几项", Values: r.Ticked("matter")},
		Proxy: part.Field{Kind: part.RadioField, Name: proxyFlag, Label: "谁来办", Value: orText(r.Text(proxyFlag), "no"),
			Choices: []part.Choice{{Value: "no", Text: "本人来了"}, {Value: "yes", Text: "别人代办"}}},
		Agent: []part.Field{
			{Name: proxyName, Label: "代办人姓名", Value: r.Typed(proxyName)},
			{Kind: part.NumberField, Name: proxyPhone, Label: "代办人电话", Value: r.Typed(proxyPhone)},
			{Kind: part.SelectField, Name: proxyKind, Label: "代办人身份", Value: r.Text(proxyKind), Choices: p.proxyKinds(b)},
		},
	}
	for _, one := range b.Parts {
		if one.After != "" {
			v.Later = append(v.Later, one.Words)
			continue
		}
		v.Matters.Choices = append(v.Matters.Choices, part.Choice{Value: one.Matter, Text: one.Words})
	}
	return v
}

// proxyKinds are the answers the matters of a bundle have for who acts for somebody.
func (p *Pages) proxyKinds(b *pack.Bundle) (list []part.Choice) {
	for _, one := range b.Parts {
		m, err := p.s.Desk.Matter(one.Matter)
		if err != nil {
			continue
		}
		_, f := question(m, proxyKind)
		for i := range codesOf(f) {
			c := &f.Codes[i]
			if !slices.ContainsFunc(list, func(o part.Choice) bool { return o.Value == c.Name }) {
				list = append(list, part.Choice{Value: c.Name, Text: c.Label})
			}
		}
	}
	return list
}

func codesOf(f *pack.FormField) []pack.FieldCode {
	if f == nil {
		return nil
	}
	return f.Codes
}

// question finds a question about the family by its name; nil where a matter does
// not ask it.
func question(m *pack.Matter, name string) (*pack.Section, *pack.FormField) {
	for i := range m.Sections {
		s := &m.Sections[i]
		for k := range s.Fields {
			if s.Of != "member" && s.Fields[k].Name == name {
				return s, &s.Fields[k]
			}
		}
	}
	return nil, nil
}

func (v *bundleView) fault(name, text string) {
	v.Frame.Faults = true
	mark := func(f *part.Field) {
		if f.Name == name {
			f.Fault = text
			v.Summary = append(v.Summary, part.Faults(*f)...)
		}
	}
	for _, list := range [][]part.Field{v.Who, v.Agent} {
		for i := range list {
			mark(&list[i])
		}
	}
	mark(&v.Matters)
}

// BeginBundle looks who it is and opens a draft for each matter, filled in with what
// is known and with who acts for him.
func (p *Pages) BeginBundle(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	b, err := p.bundleAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.bundleView(r, b)
	number := v.identity(r)
	agent := v.agent(r)
	if v.Frame.Faults {
		return screen.Again(bundlePage(v))
	}
	name := civil.NormalName(r.Text("name"))
	found, err := p.s.Register.IdentifyFamily(r.Context(), viewer(r, "application"), access.NewPrivate(access.IDNumber, number), name, r.Today())
	if k, known := kind(err); known && k == civil.NotFound {
		v.fault("name", "登记里没有这个号码和姓名的人。请对照证件再看；确实没有登记的，请到“受理”里一件一件手工填表。")
		return screen.Again(bundlePage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	home := found.HukouDivision
	if home == 0 {
		home = found.Division
	}
	ref, err := p.s.Desk.BeginBundle(r.Context(), r.Who(), casework.BundleBegin{
		Bundle: b.Name, Matters: r.Ticked("matter"), Fill: func(m *pack.Matter) casework.Answers { return spokenFor(m, p.prefilled(m, found), agent) },
		Begin: casework.Begin{Channel: channel(r), County: found.County, Home: home, Intake: counter(r), Once: once},
	})
	if message, known := told(err); known {
		v.fault("matter", message)
		return screen.Again(bundlePage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: bundlePath(ref)}, nil
}

// identity reads who stands at the window.
func (v *bundleView) identity(r *screen.Request) string {
	number, err := casework.Read(&idField, r.Text("id_number"))
	if err != nil {
		v.fault("id_number", messageOf(err))
	}
	if civil.NormalName(r.Text("name")) == "" {
		v.fault("name", "请填写申请人姓名。")
	}
	if len(r.Ticked("matter")) == 0 {
		v.fault("matter", "请至少选一项要申请的。")
	}
	return number
}

// phoneField is a telephone as forms check it.
var phoneField = pack.Field{Name: proxyPhone, Label: "代办人电话", Type: pack.PhoneField}

// agent reads who acts for the applicant, as answers of a form.
func (v *bundleView) agent(r *screen.Request) map[string]string {
	if r.Text(proxyFlag) != "yes" {
		return map[string]string{proxyFlag: "no"}
	}
	out := map[string]string{proxyFlag: "yes", proxyName: strings.TrimSpace(r.Text(proxyName)), proxyKind: r.Text(proxyKind)}
	if out[proxyName] == "" {
		v.fault(proxyName, "请填写代办人姓名。")
	}
	phone, err := casework.Read(&phoneField, r.Text(proxyPhone))
	if err != nil || phone == "" {
		v.fault(proxyPhone, "请填写代办人的手机号，11位数字。")
	}
	out[proxyPhone] = phone
	if !slices.ContainsFunc(v.Agent[2].Choices, func(c part.Choice) bool { return c.Value == out[proxyKind] }) {
		v.fault(proxyKind, "请选择代办人是申请人的什么人。")
	}
	return out
}

// spokenFor puts who acts for the applicant into a form, as far as it asks.
func spokenFor(m *pack.Matter, form casework.Answers, agent map[string]string) casework.Answers {
	for name, value := range agent {
		s, f := question(m, name)
		if f == nil || value == "" {
			continue
		}
		if canonical, err := casework.Read(&f.Field, value); err == nil {
			form.Family[s.Name+"."+name] = canonical
		}
	}
	return form
}
