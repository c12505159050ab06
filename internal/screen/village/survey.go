package village

import (
	"errors"
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/screen/staff"
)

// surveyView is the form of a visit.
type surveyView struct {
	Frame   layout.Frame
	Who     string
	Place   string
	Form    part.Form
	Summary []part.Fault
	Fields  []surveyField
	Photos  []part.Field
	Signs   []part.Field
	Kept    []string
}

// surveyField is a question with when it is asked.
type surveyField struct {
	part.Field
	When string
}

// Survey asks what two people saw at a family's.
func (p *Pages) Survey(r *screen.Request) (screen.Answer, error) {
	f, a, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := office.NoteLook(p.s, r, f, "survey"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(surveyPage(p.surveyView(r, f, a)))
}

func (p *Pages) open(r *screen.Request) (*casework.File, *pack.Action, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return nil, nil, err
	}
	if a := p.surveyAction(r, f); a != nil {
		return f, a, nil
	}
	return f, nil, &civil.Error{Kind: civil.Conflict, Code: "survey_closed", Message: "这一家现在不用入户调查：可能已经办到下一步，请看办件。"}
}

func (p *Pages) surveyView(r *screen.Request, f *casework.File, a *pack.Action) surveyView {
	frame := frame(r, "入户调查", "/v")
	frame.Scripts = []string{"intake.js", "signature.js", "survey.js"}
	name := format.Name(f.Case.Name)
	v := surveyView{
		Frame: frame, Who: name, Place: answerOf(f, "person.address"),
		Form: part.Form{Action: path(f.Case.Ref), Once: screen.NewOnce(), Files: true, Button: "双方签好，提交", Offline: "入户调查：" + name},
		Photos: []part.Field{
			{Kind: part.PhotoField, Name: "photo-1", Label: "房屋外观", Optional: true},
			{Kind: part.PhotoField, Name: "photo-2", Label: "屋内", Optional: true},
			{Kind: part.PhotoField, Name: "photo-3", Label: "其他照片", Optional: true},
		},
		Signs: []part.Field{
			{Kind: part.SignatureField, Name: "sign-1", Label: "调查人签名（" + r.Visitor.Name + "）"},
			{Kind: part.SignatureField, Name: "sign-2", Label: "另一名调查人签名"},
		},
	}
	for i := range a.Form {
		v.Fields = append(v.Fields, ask(r, &a.Form[i]))
	}
	return v
}

// choicesMost is how many choices stand below each other; more are a list.
const choicesMost = 7

// ask is a question of the visit as a phone has it.
func ask(r *screen.Request, f *pack.FormField) surveyField {
	one := surveyField{Field: part.Field{Name: f.Name, Label: f.Label, Hint: f.Hint, Optional: !f.Required, Value: r.Typed(f.Name)}}
	switch f.Type {
	case pack.BoolField:
		one.Kind, one.Choices = part.RadioField, []part.Choice{{Value: "yes", Text: "是"}, {Value: "no", Text: "否"}}
	case pack.CodeField:
		one.Kind = part.RadioField
		if len(f.Codes) > choicesMost {
			one.Kind = part.SelectField
		}
		for i := range f.Codes {
			one.Choices = append(one.Choices, part.Choice{Value: f.Codes[i].Name, Text: f.Codes[i].Label})
		}
	case pack.DateField:
		one.Kind = part.DayField
		if one.Value == "" {
			one.Value = r.Today().String()
		}
	case pack.MoneyField:
		one.Kind = part.MoneyField
	case pack.CountField, pack.PhoneField:
		one.Kind = part.NumberField
	case pack.TextField, pack.DiagnosisField:
		if f.Longest >= longText {
			one.Kind = part.LongField
		}
	}
	if name, want, conditional := condition(f.When); conditional {
		one.When = name + "=" + want
	}
	return one
}

// longText is from how many characters on a text has several lines.
const longText = 200

// KeepSurvey writes the visit down. It rests on no version of the case: who was on
// the way cannot know what an office did meanwhile, and what he saw stays true.
func (p *Pages) KeepSurvey(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	f, a, err := p.open(r)
	if err != nil {
		return p.sentBefore(r, f, once, err)
	}
	ids, wrong, err := staff.Attach(p.s.Desk, r, f.Case.Ref, kindOf)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.surveyView(r, f, a)
	v.Kept = staff.Kept(ids)
	v.faults(unanswered(r, a))
	v.fileFaults(ids, wrong)
	if v.Frame.Faults {
		return screen.Again(surveyPage(v))
	}
	in := casework.Input{Case: f.Case.Ref, Action: a.Name, Once: once, Values: values(r, a), Files: staff.AllOf(ids)}
	_, err = p.s.Desk.Do(r.Context(), r.Who(), in)
	var list casework.Faults
	if errors.As(err, &list) {
		v.faults(list)
		return screen.Again(surveyPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/v?done=yes")
}

// sentBefore answers a visit that is sent again after the case has gone on: the
// first sending holds.
func (p *Pages) sentBefore(r *screen.Request, f *casework.File, once string, why error) (screen.Answer, error) {
	if f == nil {
		return screen.Answer{}, why
	}
	for _, a := range f.Matter.Actions {
		if !slices.Contains(a.Does, "survey") {
			continue
		}
		done, err := p.s.Desk.Do(r.Context(), r.Who(), casework.Input{Case: f.Case.Ref, Action: a.Name, Once: once})
		if err == nil && done.Again {
			return screen.See("/v?done=yes")
		}
	}
	return screen.Answer{}, why
}

func values(r *screen.Request, a *pack.Action) map[string]string {
	out := map[string]string{}
	for i := range a.Form {
		if text := r.Text(a.Form[i].Name); text != "" {
			out[a.Form[i].Name] = text
		}
	}
	return out
}

func kindOf(field string) string {
	switch field {
	case "photo-1", "photo-2", "photo-3":
		return "photo"
	case "sign-1", "sign-2":
		return "signature"
	}
	return ""
}

// fileFaults says which pictures were refused, and that two people have to sign.
func (v *surveyView) fileFaults(ids map[string][]string, wrong map[string]string) {
	for _, list := range [][]part.Field{v.Photos, v.Signs} {
		for i := range list {
			list[i].Fault = wrong[list[i].Name]
		}
	}
	for i := range v.Signs {
		if v.Signs[i].Fault == "" && len(ids[v.Signs[i].Name]) == 0 {
			v.Signs[i].Fault = "请签名，或在纸上签好拍照。调查要两个人签字。"
		}
	}
	v.Summary = append(append(v.Summary, part.Faults(v.Photos...)...), part.Faults(v.Signs...)...)
	v.Frame.Faults = v.Frame.Faults || len(v.Summary) > 0
}

// unanswered are the questions that were asked and not answered, or not so that it
// can be kept: said together with what is wrong with the pictures, not after it.
func unanswered(r *screen.Request, a *pack.Action) (list casework.Faults) {
	for i := range a.Form {
		f := &a.Form[i]
		if name, want, conditional := condition(f.When); conditional && r.Text(name) != want {
			continue
		}
		text := r.Text(f.Name)
		if text == "" {
			if f.Required {
				list = append(list, casework.Fault{Field: f.Name, Member: -1, Message: "请填写" + f.Label + "。"})
			}
			continue
		}
		_, err := casework.Read(&f.Field, text)
		if message, _, refused := office.Told(err); refused {
			list = append(list, casework.Fault{Field: f.Name, Member: -1, Message: message})
		}
	}
	return list
}

// condition reads “field” or “field=value” of a matter.
func condition(when string) (field, want string, conditional bool) {
	field, want, valued := strings.Cut(when, "=")
	if !valued {
		want = "yes"
	}
	return field, want, when != ""
}

// faults puts what is wrong beside its questions.
func (v *surveyView) faults(list casework.Faults) {
	v.Frame.Faults = v.Frame.Faults || len(list) > 0
	for _, f := range list {
		one := part.Fault{Field: "main", Text: f.Message}
		for i := range v.Fields {
			if v.Fields[i].Name == f.Field {
				v.Fields[i].Fault = f.Message
				one = part.Faults(v.Fields[i].Field)[0]
			}
		}
		v.Summary = append(v.Summary, one)
	}
}
