package resident

import (
	"errors"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// declareView is what the applicant promises and signs.
type declareView struct {
	Frame  layout.Frame
	Banner string
	Asked  []string // about what departments are asked
	Form   part.Form
	Tick   part.Field
	Sign   part.Field
	Signed bool
}

// signatureKey is where the id of the applicant's signature stands among the answers.
const signatureKey = "declaration.signature"

// Declare shows the promise.
func (p *Pages) Declare(d *draft) (screen.Answer, error) {
	return screen.Show(declarePage(p.declare(d, "", "")))
}

func (p *Pages) declare(d *draft, tick, sign string) declareView {
	v := declareView{
		Frame: p.frame(d.r, "承诺和签名", casePath(d.ref, "form")), Asked: p.classWords(d.file.Matter),
		Form: part.Form{Action: casePath(d.ref, "declare"), Once: screen.NewOnce(), Seen: version(d.file.Case.Opened), Files: true, Button: "签好了"},
		Tick: part.Field{Kind: part.CheckField, Name: "agreed", Label: "请您确认", Fault: tick, Values: d.r.Ticked("agreed"), Choices: []part.Choice{{Value: "yes", Text: "上面的话我都看过、听过了，我同意"}}},
		Sign: part.Field{Kind: part.SignatureField, Name: "signature", Label: "请申请人签名", Hint: "用手指在框里写名字；不会写字的，可以在纸上按手印拍照。", Fault: sign},
	}
	v.Signed = d.file.Form.Agreed && d.file.Form.Family[signatureKey] != ""
	v.Frame.Scripts = []string{"signature.js"}
	v.Frame.Faults = tick != "" || sign != ""
	return v
}

// Promise keeps the signature of the applicant.
func (p *Pages) Promise(d *draft) (screen.Answer, error) {
	form := d.form()
	tick, sign := "", ""
	if len(d.r.Ticked("agreed")) == 0 {
		tick = "请先看过承诺，再打勾同意。"
	}
	id, fault, err := p.upload(d.r, d.ref, "signature", "signature")
	switch {
	case err != nil:
		return screen.Answer{}, err
	case fault != "":
		sign = fault
	case id == "" && form.Family[signatureKey] == "":
		sign = "请签名；也可以在白纸上签名，拍照上传。"
	case id != "":
		form.Family[signatureKey] = id
	}
	if tick != "" || sign != "" {
		return screen.Again(declarePage(p.declare(d, tick, sign)))
	}
	form.Agreed = true
	if err := p.keep(d, form); err != nil {
		if refused, ok := told(err); ok && refused.Kind == civil.Stale {
			v := p.declare(d, "", "")
			v.Banner = refused.Message
			return screen.Answer{Status: 409, Page: declarePage(v)}, nil
		}
		return screen.Answer{}, err
	}
	if whole, err := p.whole(d.r, d.ref); err != nil || !whole.None() {
		return screen.Answer{Next: whole.Path}, err
	}
	return screen.See("%s", casePath(d.ref, "answers"))
}

// answersView is everything that was said, to be looked over.
type answersView struct {
	Frame  layout.Frame
	Banner string
	Faults []part.Fault
	Groups []group
	Form   part.Form
	Lack   part.Link // what has to be done before it can be sent
}

// group are the answers of a section.
type group struct {
	Title string
	ID    string
	Rows  []part.Given
}

// Answers shows everything that was said, with 修改 by each.
func (p *Pages) Answers(d *draft) (screen.Answer, error) {
	v, err := p.answers(d)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(answersPage(v))
}

func (p *Pages) answers(d *draft) (answersView, error) {
	form := d.form()
	v := answersView{
		Frame: p.frame(d.r, "请核对您的答案", casePath(d.ref, "form")),
		Form:  part.Form{Action: casePath(d.ref, "submit"), Once: screen.NewOnce(), Seen: version(d.file.Case.Opened), Button: d.send.Title},
	}
	for i := range d.file.Matter.Sections {
		s := &d.file.Matter.Sections[i]
		if s.Of != "member" {
			v.Groups = append(v.Groups, p.group(&spot{d, s, -1, form.Family, form.Members[0].Source}))
			continue
		}
		for k := range form.Members {
			v.Groups = append(v.Groups, p.group(&spot{d, s, k, form.Members[k].Values, form.Members[k].Source}))
		}
	}
	list, err := p.tasks(d)
	v.Lack = d.lack(list, form.Agreed)
	return v, err
}

// lack is what has to be done before the form can be sent: the first part that is
// not filled in, then the signature. Papers may come later.
func (d *draft) lack(list []part.Task, agreed bool) part.Link {
	if agreed {
		return part.Link{}
	}
	for _, t := range list {
		switch {
		case t.Path == casePath(d.ref, "declare") && t.State == part.NotStarted:
			return part.Link{Text: "先签承诺", Path: t.Path}
		case t.State == part.Completed, t.Path == casePath(d.ref, "papers"), t.Hint == laterHint:
		default:
			return part.Link{Text: "先填完：" + t.Title, Path: t.Path}
		}
	}
	return part.Link{}
}

// group are the answers of a section as they are read.
func (p *Pages) group(s *spot) group {
	g := group{Title: s.title(), ID: spotID(s.section.Name, s.member)}
	for _, f := range s.asked() {
		row := part.Given{Question: f.Label, Answer: shown(f, s.value(f)), ChangePath: s.askPath(f) + "?back=answers"}
		if source := s.source[s.key(f)]; s.given(f) && source != applicantSource {
			row.Answer += "（来自" + p.sourceWords(source) + "）"
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// spotID is the place of a group on the page, for faults to lead to.
func spotID(section string, member int) string { return section + "-" + memberPlace(member) }

// Submit sends the form. Sent twice, it gives the first receipt.
func (p *Pages) Submit(r *screen.Request) (screen.Answer, error) {
	ref := caseOf(r)
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	action := submission(f.Matter)
	if action == nil {
		return screen.Answer{}, missing()
	}
	_, err = p.s.Desk.Do(r.Context(), r.Who(), casework.Input{Case: ref, Action: action.Name, Seen: seen(r), Once: once})
	if err == nil {
		return screen.See("%s", casePath(ref, "receipt"))
	}
	allowed := actionDoing(p.s.Desk.Allowed(f, r.Who()), "declare")
	refused, ok := told(err)
	if !ok || allowed == nil {
		return screen.Answer{}, err
	}
	v, wrong := p.answers(&draft{r: r, ref: ref, file: f, send: allowed})
	if wrong != nil {
		return screen.Answer{}, errors.Join(err, wrong)
	}
	v.Form.Once = once
	status := 422
	var faults casework.Faults
	switch {
	case errors.As(err, &faults):
		v.Frame.Faults = true
		if found := casework.Check(f.Matter, &f.Form); len(found) > 0 {
			faults = append(found, faults[1:]...) // all that is wrong with the form, and not its first fault alone
		}
		for _, fault := range faults {
			v.Faults = append(v.Faults, part.Fault{Field: anchor(fault), Text: whose(f, fault) + fault.Message})
		}
	case refused.Kind == civil.Stale:
		v.Banner, v.Form.Once, status = refused.Message, screen.NewOnce(), 409
	default:
		return screen.Answer{}, err
	}
	return screen.Answer{Status: status, Page: answersPage(v)}, nil
}

// submission is the action that sends the form of a matter, nil where nobody does.
func submission(m *pack.Matter) *pack.Action { return actionDoing(m.Actions, "declare") }

// anchor is the group of the page a fault leads to.
func anchor(f casework.Fault) string {
	section, _, named := strings.Cut(f.Field, ".")
	if !named {
		return "main"
	}
	return spotID(section, f.Member)
}

// whose says of whom a fault speaks, where the family has several people.
func whose(f *casework.File, fault casework.Fault) string {
	if fault.Member < 0 || fault.Member >= len(f.Form.Members) || fault.Field == "" {
		return ""
	}
	if name := nameOf(f.Matter, f.Form.Members[fault.Member].Values); name != "" {
		return format.Name(name) + "："
	}
	return ""
}

// receiptView says that the form has come.
type receiptView struct {
	Frame    layout.Frame
	Number   string
	Words    string
	Path     string
	Others   []string // who has still to sign
	Invite   string
	Hotline  string
	Received string
}

// Receipt is shown after a form was sent, as often as it is asked for.
func (p *Pages) Receipt(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if f.Case.Number == "" {
		return screen.See("%s", casePath(f.Case.Ref, "form"))
	}
	if err := p.noteWard(r, f); err != nil {
		return screen.Answer{}, err
	}
	v := receiptView{Frame: p.frame(r, "已收到", "/home"), Number: f.Case.Number, Path: casePath(f.Case.Ref), Received: format.Moment(f.Case.Submitted)}
	if s := f.Stage(); s != nil {
		v.Words = s.Resident
	}
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	_, others := p.s.Desk.Signs(f, person)
	for i := range others {
		v.Others = append(v.Others, format.Name(others[i].Name))
	}
	return screen.Show(receiptPage(v))
}
