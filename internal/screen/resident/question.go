package resident

import (
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// sectionView is the head of a section: what is known, and where it goes on.
type sectionView struct {
	Frame  layout.Frame
	Over   string
	Facts  []part.Fact
	Button part.Link
	Open   int
}

// questionView is one question.
type questionView struct {
	Frame  layout.Frame
	Over   string
	Step   int
	Of     int
	Banner string
	Known  part.Fact // what a register says, where somebody corrects it
	Form   part.Form
	Field  part.Field
}

// answerField is the name of the one field of a question.
const answerField = "answer"

// title is what a section is about: the family, or a member by name.
func (s *spot) title() string {
	if s.member < 0 {
		return s.section.Title
	}
	if name := nameOf(s.d.file.Matter, s.values); name != "" {
		return format.Name(name)
	}
	return "第" + memberPlace(s.member) + "位家人"
}

// nameOf is the name in the answers about a member.
func nameOf(m *pack.Matter, values map[string]string) string {
	for i := range m.Sections {
		if m.Sections[i].Of == "member" && fieldOf(&m.Sections[i], "name") != nil {
			return values[m.Sections[i].Name+".name"]
		}
	}
	return ""
}

// Section shows what is known already, and leads to the first open question.
func (p *Pages) Section(d *draft) (screen.Answer, error) {
	form := d.form()
	s, err := d.spotAt(&form)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sectionView{Frame: p.frame(d.r, s.title(), s.end()), Over: d.file.Matter.Title, Open: len(s.open())}
	for _, f := range s.asked() {
		if s.given(f) {
			v.Facts = append(v.Facts, p.fact(s, f, s.askPath(f)))
		}
	}
	if len(v.Facts) == 0 {
		return screen.See("%s", s.first())
	}
	v.Button = part.Link{Text: "继续", Path: s.first()}
	return screen.Show(sectionPage(v))
}

// fact is an answer that came from a register.
func (p *Pages) fact(s *spot, f *pack.FormField, wrong string) part.Fact {
	out := part.Fact{Label: f.Label, Value: shown(f, s.value(f)), WrongPath: wrong}
	switch source := s.source[s.key(f)]; source {
	case applicantSource:
		out.WrongPath = ""
	default:
		out.Source = p.sourceWords(source)
	}
	return out
}

// questionAt is the question an address names; one that is not asked leads nowhere.
func (d *draft) questionAt(form *casework.Answers) (*spot, *pack.FormField, error) {
	s, err := d.spotAt(form)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range s.asked() {
		if f.Name == d.r.PathValue("field") {
			return s, f, nil
		}
	}
	return nil, nil, missing()
}

// Question asks one thing.
func (p *Pages) Question(d *draft) (screen.Answer, error) {
	form := d.form()
	s, f, err := d.questionAt(&form)
	if err != nil {
		return screen.Answer{}, err
	}
	value := s.value(f)
	if s.given(f) && f.Protected() {
		value = "" // what a register says is not copied into a field for anybody to read
	}
	return screen.Show(questionPage(p.question(s, f, ask(f, answerField, value, ""))))
}

func (p *Pages) question(s *spot, f *pack.FormField, field part.Field) questionView {
	v := questionView{
		Frame: p.frame(s.d.r, field.Label, s.before(f)), Over: s.title(), Field: field,
		Form: part.Form{Action: s.askPath(f), Once: screen.NewOnce(), Seen: version(s.d.file.Case.Opened), Draft: s.askPath(f) + "?draft=yes", Button: "下一步"},
	}
	v.Frame.Nav = nil // one question, one thing to do
	v.Frame.Faults = field.Fault != ""
	v.Field.AsTitle = true
	for i, one := range s.open() {
		if one == f {
			v.Step, v.Of = i+1, len(s.open())
		}
	}
	if s.given(f) {
		v.Known, v.Form.Button, v.Form.Draft = p.fact(s, f, ""), "改好了", ""
	}
	if back := s.d.r.FormValue("back"); back == "answers" {
		v.Form.Action += "?back=answers"
		v.Frame.Back = casePath(s.d.ref, "answers")
	}
	return v
}

// Answer keeps an answer and goes on to the next question.
func (p *Pages) Answer(d *draft) (screen.Answer, error) {
	form := d.form()
	s, f, err := d.questionAt(&form)
	if err != nil {
		return screen.Answer{}, err
	}
	text, _ := typed(d.r, f, answerField)
	value, fault := read(f, text)
	drafting := d.r.FormValue("draft") != ""
	switch {
	case fault != "" && !drafting:
		return screen.Again(questionPage(p.question(s, f, again(d.r, f, answerField, fault))))
	case fault != "":
		value = strings.TrimSpace(text) // kept as it was typed; the form is not ready with it
	}
	if s.value(f) != value {
		s.values[s.key(f)] = value
		delete(s.source, s.key(f))
		form.Agreed = false
	}
	err = p.keep(d, form)
	switch {
	case isKind(err, civil.Stale) && !drafting:
		refused, _ := told(err)
		v := p.question(s, f, again(d.r, f, answerField, ""))
		v.Banner = refused.Message
		return screen.Answer{Status: 409, Page: questionPage(v)}, nil
	case err != nil:
		return screen.Answer{}, err
	case drafting:
		return screen.Show(savedPage())
	case d.r.FormValue("back") == "answers":
		return screen.See("%s", casePath(d.ref, "answers"))
	}
	return screen.See("%s", s.after(f))
}
