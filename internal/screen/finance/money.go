package finance

import (
	"errors"
	"net/http"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// moneyView is a page about what keeps money from leaving or brings it back: facts,
// tables, and what may be done, each with its own form.
type moneyView struct {
	Frame  layout.Frame
	Head   part.Head
	Others []part.Link
	Fault  string
	Notes  []note
	Pairs  []part.Pair
	Tables []part.Table
	Acts   []moneyAct
}

// note is a sentence above the facts.
type note struct {
	State format.State
	Words string
}

// moneyAct is one thing that may be done, with what has to be typed.
type moneyAct struct {
	Title, Words string
	Form         part.Form
	Hidden       [][2]string
	Fields       []part.Field
}

// fields are all fields of a page, for the summary of faults.
func (v *moneyView) fields() (list []part.Field) {
	for _, a := range v.Acts {
		list = append(list, a.Fields...)
	}
	return list
}

// act makes something that may be done by a form.
func act(title, words, action string, fields ...part.Field) moneyAct {
	return moneyAct{Title: title, Words: words, Form: part.Form{Action: action, Once: screen.NewOnce(), Button: title}, Fields: fields}
}

// refused puts why something was not done beside the field it is about, or above the
// page, and what was typed back into the form that was sent.
func (v *moneyView) refused(r *screen.Request, message, field string) {
	if message == "" {
		return
	}
	v.Frame.Faults, v.Fault = true, message
	for i := range v.Acts {
		if v.Acts[i].Form.Action != r.URL.Path {
			continue
		}
		for j := range v.Acts[i].Fields {
			f := &v.Acts[i].Fields[j]
			if f.Kind != part.FileField {
				f.Value = r.Typed(f.Name)
			}
			if f.Name == field {
				f.Fault, v.Fault = message, ""
			}
		}
	}
}

// shown answers with a page, with the status of what was refused.
func shown(v moneyView, err error) (screen.Answer, error) {
	status := http.StatusOK
	if err != nil {
		_, kind, _ := office.Told(err)
		status = statusOf(kind)
	}
	return screen.Answer{Status: status, Page: moneyPage(v)}, nil
}

// again shows a page once more after something was refused; what is no refusal, and
// what is not there, goes on as it is.
func again(err error, show func(message string, err error) (screen.Answer, error)) (screen.Answer, error) {
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	return show(message, err)
}

// yuan reads an amount a clerk typed; 0 when nothing was.
func yuan(text string) (civil.Fen, error) {
	text = strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(text)
	if text == "" {
		return 0, nil
	}
	return civil.ParseYuan(text)
}

// dayOf reads a day a clerk typed; the day of the request when nothing was.
func dayOf(r *screen.Request, name string) (civil.Date, error) {
	text := r.Text(name)
	if text == "" {
		return r.Today(), nil
	}
	return civil.ParseDate(text)
}

// monthOf reads a month a clerk chose; 0 when none was.
func monthOf(r *screen.Request, name string) (civil.Month, error) {
	text := r.Text(name)
	if text == "" {
		return 0, nil
	}
	return civil.ParseMonth(text)
}

// people are those of a family, by name, as a choice. The look is written down.
func (p *Pages) people(r *screen.Request, household register.Ref) []part.Choice {
	_, list, err := p.s.Register.FamilyOf(r.Context(), r.Viewer(), household, r.Today())
	if err != nil {
		return nil
	}
	var choices []part.Choice
	for _, one := range list {
		choices = append(choices, part.Choice{Value: one.Person.String(), Text: format.Name(one.Name)})
	}
	return choices
}

// only is the one choice there is; empty when there are more.
func only(choices []part.Choice) string {
	if len(choices) == 1 {
		return choices[0].Value
	}
	return ""
}

// refOf reads a reference as a choice has it.
func refOf(text string) register.Ref {
	county, id, _ := strings.Cut(text, "/")
	return register.Ref{County: county, ID: id}
}

// nameOf is the name of somebody among choices.
func nameOf(choices []part.Choice, ref register.Ref) string {
	for _, c := range choices {
		if c.Value == ref.String() {
			return c.Text
		}
	}
	return "家庭成员"
}

// homeOf is the household a path names, of a county the visitor covers, with the money
// around it.
func (p *Pages) homeOf(r *screen.Request) (register.Ref, *pay.FamilyDesk, error) {
	county, err := p.county(r)
	if err != nil {
		return register.Ref{}, nil, err
	}
	ref := register.Ref{County: office.Code(county), ID: r.PathValue("household")}
	d, err := p.s.Pay.FamilyDesk(r.Context(), ref, r.Today())
	if err == nil && len(d.Entitlements) == 0 {
		err = office.Missing()
	}
	return ref, d, err
}

// back leads from a page about a family to its payments.
func back(ref register.Ref) part.Link {
	return part.Link{Text: "这一家的发放", Path: "/pay/family/" + ref.County + "/" + ref.ID}
}

// monthChoices are the months around today, the newest first.
func monthChoices(today civil.Date, ahead, behind int) []part.Choice {
	var list []part.Choice
	for n := ahead; n >= -behind; n-- {
		m := today.Month().Add(n)
		list = append(list, part.Choice{Value: m.String(), Text: format.Month(m)})
	}
	return list
}

// firstOf is the text, or another where it is empty.
func firstOf(text, other string) string {
	if text != "" {
		return text
	}
	return other
}

// fieldOf is the field a refusal is about; empty for the whole page.
func fieldOf(err error, fields map[string]string) string {
	var refusal *civil.Error
	if errors.As(err, &refusal) {
		return fields[refusal.Code]
	}
	return ""
}
