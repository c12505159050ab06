package resident

import (
	"maps"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
)

// draft is a form that is being filled in.
type draft struct {
	r    *screen.Request
	ref  register.Ref
	file *casework.File
	send *pack.Action // that submits it
}

// inDraft serves a page of a form that may still be filled in; of any other case
// it leads to the case.
func (p *Pages) inDraft(serve func(d *draft) (screen.Answer, error)) screen.Handler {
	return p.own(func(r *screen.Request) (screen.Answer, error) {
		f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
		if err != nil {
			return screen.Answer{}, err
		}
		d := &draft{r: r, ref: f.Case.Ref, file: f, send: actionDoing(p.s.Desk.Allowed(f, r.Who()), "declare")}
		if d.send == nil {
			return screen.See("%s", casePath(d.ref))
		}
		return serve(d)
	})
}

// form is a copy of the answers, to be changed.
func (d *draft) form() casework.Answers {
	form := d.file.Form
	form.Family = maps.Clone(form.Family)
	form.Members = nil
	for _, m := range d.file.Form.Members {
		m.Values, m.Source = maps.Clone(m.Values), maps.Clone(m.Source)
		if m.Values == nil {
			m.Values = map[string]string{}
		}
		if m.Source == nil {
			m.Source = map[string]string{}
		}
		form.Members = append(form.Members, m)
	}
	return form
}

// keep saves a form. What was signed is no longer signed once something changes.
// Whoever goes on in his own form is not told that he was faster than himself;
// somebody else's change is told.
func (p *Pages) keep(d *draft, form casework.Answers) error {
	who := d.r.Who()
	if before := seen(d.r); before != 0 && before != d.file.Case.Opened {
		actors, err := p.s.Desk.ChangedBy(d.r.Context(), who, d.ref, before)
		if err != nil {
			return err
		}
		for _, actor := range actors {
			if actor != d.r.Visitor.Actor {
				return &civil.Error{Kind: civil.Stale, Code: "form_changed", Message: p.actorWords(d, actor) + "刚改了这份申请。请先看改动，再接着填。"}
			}
		}
	}
	_, err := p.s.Desk.Save(d.r.Context(), who, d.ref, d.file.Case.Opened, form)
	return err
}

// actorWords is who else fills in the form.
func (p *Pages) actorWords(d *draft, actor string) string {
	for i := range d.file.Parties {
		if strings.HasSuffix(actor, d.file.Parties[i].Person.String()) {
			return format.Name(d.file.Parties[i].Name)
		}
	}
	return "窗口的工作人员"
}

// spot is one section of a form, of the family or of one member.
type spot struct {
	d       *draft
	section *pack.Section
	member  int // -1: the family's
	values  map[string]string
	source  map[string]string
}

// spotAt is the section an address names.
func (d *draft) spotAt(form *casework.Answers) (*spot, error) {
	for i := range d.file.Matter.Sections {
		s := &d.file.Matter.Sections[i]
		if s.Name != d.r.PathValue("section") {
			continue
		}
		place := d.r.PathValue("member")
		if s.Of != "member" && place == "" && len(form.Members) > 0 {
			return &spot{d, s, -1, form.Family, form.Members[0].Source}, nil
		}
		for k := range form.Members {
			if s.Of == "member" && place == memberPlace(k) {
				return &spot{d, s, k, form.Members[k].Values, form.Members[k].Source}, nil
			}
		}
	}
	return nil, missing()
}

// memberPlace is how an address calls a member: by his place, from 1.
func memberPlace(k int) string { return strconv.Itoa(k + 1) }

func (s *spot) key(f *pack.FormField) string   { return s.section.Name + "." + f.Name }
func (s *spot) value(f *pack.FormField) string { return s.values[s.key(f)] }

// given says whether an answer came from a register and was not changed.
func (s *spot) given(f *pack.FormField) bool {
	return s.source[s.key(f)] != "" && s.value(f) != ""
}

// asked are the questions that are asked, given the answers.
func (s *spot) asked() (list []*pack.FormField) {
	for i := range s.section.Fields {
		if f := &s.section.Fields[i]; casework.Asked(s.section, f, s.values) {
			list = append(list, f)
		}
	}
	return list
}

// open are those that nobody but the family can answer.
func (s *spot) open() (list []*pack.FormField) {
	for _, f := range s.asked() {
		if !s.given(f) {
			list = append(list, f)
		}
	}
	return list
}

// path is the address of the section, askPath that of a question in it, end where
// one goes on after the last.
func (s *spot) path() string {
	if s.member >= 0 {
		return casePath(s.d.ref, "form", s.section.Name, "of", memberPlace(s.member))
	}
	return casePath(s.d.ref, "form", s.section.Name)
}

func (s *spot) askPath(f *pack.FormField) string { return s.path() + "/ask/" + f.Name }

func (s *spot) end() string {
	if s.member >= 0 {
		return casePath(s.d.ref, "members")
	}
	return casePath(s.d.ref, "form")
}

// after is the address behind a question: the next open one, else the end.
func (s *spot) after(f *pack.FormField) string {
	passed := false
	for _, one := range s.asked() {
		if passed && !s.given(one) {
			return s.askPath(one)
		}
		passed = passed || one == f
	}
	return s.end()
}

// before is the address in front of a question.
func (s *spot) before(f *pack.FormField) string {
	to := s.path()
	for _, one := range s.open() {
		if one == f {
			break
		}
		to = s.askPath(one)
	}
	return to
}

// first is where filling in goes on: the first question that lacks its answer,
// else the first without one.
func (s *spot) first() string {
	open := s.open()
	for _, f := range open {
		if _, fault := read(f, s.value(f)); fault != "" {
			return s.askPath(f)
		}
	}
	for _, f := range open {
		if s.value(f) == "" {
			return s.askPath(f)
		}
	}
	if len(open) > 0 {
		return s.askPath(open[0])
	}
	return s.end()
}

// ready says whether nothing lacks, and begun whether the family has said something.
func (s *spot) ready() bool {
	for _, f := range s.asked() {
		if _, fault := read(f, s.value(f)); fault != "" {
			return false
		}
	}
	return true
}

func (s *spot) begun() bool {
	for _, f := range s.open() {
		if s.value(f) != "" {
			return true
		}
	}
	return len(s.open()) == 0
}

// optional says whether the section may stay empty.
func (s *spot) optional() bool {
	for _, f := range s.asked() {
		if f.Required {
			return false
		}
	}
	return true
}
