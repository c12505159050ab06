package review

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/review"
)

// rateView is the page of a rating.
type rateView struct {
	Frame  layout.Frame
	What   string
	Form   part.Form
	Fields []part.Field
	Thanks string
	Follow *review.Receipt
	Back   part.Link
}

// gradeField asks for one of the five grades.
func gradeField(value string) part.Field {
	f := part.Field{Kind: part.RadioField, Name: "grade", Label: "您满意吗？", Value: value}
	for _, g := range review.Grades {
		f.Choices = append(f.Choices, part.Choice{Value: strconv.FormatInt(g.Grade, 10), Text: g.Title})
	}
	return f
}

func wordsField(value string) part.Field {
	return part.Field{Kind: part.LongField, Name: "words", Label: "想说的话", Hint: "哪里好、哪里不好，都可以写。", Value: value, Optional: true}
}

// rate is the page of a rating, with what was typed and the fault of the grade.
func (p *Pages) rate(r *screen.Request, what, action, back, fault string, more ...part.Field) rateView {
	v := rateView{
		Frame: p.frame(r, "评价", back), What: what, Form: part.Form{Action: action, Once: screen.NewOnce(), Button: "提交评价"},
		Fields: append([]part.Field{gradeField(r.Typed("grade")), wordsField(r.Typed("words"))}, more...),
	}
	v.Fields[0].Fault, v.Frame.Faults = fault, fault != ""
	return v
}

// stepOf is a step of the visitor's case that can be rated.
func (p *Pages) stepOf(r *screen.Request) (*casework.File, *casework.Step, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(f.Steps, func(s casework.Step) bool { return s.ID == r.PathValue("step") })
	if at < 0 || !review.Rateable(&f.Steps[at]) || r.Visitor.Only != "" {
		return nil, nil, office.Missing()
	}
	return f, &f.Steps[at], nil
}

func (p *Pages) stepPage(r *screen.Request, fault string) (rateView, error) {
	f, step, err := p.stepOf(r)
	if err != nil {
		return rateView{}, err
	}
	at := "/cases/" + f.Case.County + "/" + f.Case.ID
	what := f.Matter.Title + "：" + p.s.Desk.Place(step.Unit) + "办的“" + step.Title + "”"
	return p.rate(r, what, at+"/rate/"+step.ID, at, fault), nil
}

// RateStep asks what somebody thinks of a step of his case.
func (p *Pages) RateStep(r *screen.Request) (screen.Answer, error) {
	v, err := p.stepPage(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(ratePage(v))
}

// StepRated takes it.
func (p *Pages) StepRated(r *screen.Request) (screen.Answer, error) {
	v, err := p.stepPage(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	thanks, err := p.s.Review.RateStep(r.Context(), r.Who(), review.Rated{
		Case: refOf(r), Step: r.PathValue("step"), Channel: review.OnPhone, Grade: grade(r), Words: r.Text("words"), Once: once,
	})
	return p.thank(v, thanks, err, part.Link{Text: "回到这件事", Path: v.Frame.Back})
}

// thank answers a rating: the form again with its fault, or thanks.
func (p *Pages) thank(v rateView, thanks review.Thanks, err error, back part.Link) (screen.Answer, error) {
	if message, ok := again(err); ok {
		v.Fields[0].Fault, v.Frame.Faults = message, true
		return screen.Again(ratePage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	v.Thanks, v.Follow, v.Back = "已收到您的评价，谢谢。", thanks.FollowUp, back
	return screen.Show(ratePage(v))
}

// windowFields ask who rates; nobody has to tell.
func windowFields(r *screen.Request) []part.Field {
	return []part.Field{
		{Name: "name", Label: "您的姓名", Value: r.Typed("name"), Optional: true, Hint: "只给办理的人看，别处都遮着。"},
		{Kind: part.NumberField, Name: "phone", Label: "电话", Value: r.Typed("phone"), Optional: true, Hint: "留了电话，不满意的我们会打给您。", Complete: "tel"},
	}
}

func (p *Pages) windowPage(r *screen.Request) (rateView, review.Rated, error) {
	area, err := p.divisionOf(r)
	if err != nil {
		return rateView{}, review.Rated{}, err
	}
	rated := review.Rated{Division: area, Channel: review.AtWindow, Grade: grade(r), Words: r.Text("words"), Name: r.Text("name"), Phone: r.Text("phone")}
	if r.FormValue("by") == string(review.Hotline) {
		rated.Channel = review.Hotline
	}
	return p.rate(r, p.unit(area), "/rate/"+area.String(), "/", "", windowFields(r)...), rated, nil
}

// RateWindow is where the code at a window leads.
func (p *Pages) RateWindow(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.windowPage(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(ratePage(v))
}

// WindowRated takes what somebody thinks of a window.
func (p *Pages) WindowRated(r *screen.Request) (screen.Answer, error) {
	v, rated, err := p.windowPage(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if rated.Once, err = r.Once(); err != nil {
		return screen.Answer{}, err
	}
	who := r.Who()
	if who.Actor == casework.Public().Actor {
		rated.Once = "window " + rated.Once
	}
	thanks, err := p.s.Review.RateVisit(r.Context(), who, rated)
	return p.thank(v, thanks, err, part.Link{Text: "回到首页", Path: "/"})
}

// posterView is the sheet that hangs at a window.
type posterView struct {
	Frame layout.Frame
	Unit  string
	QR    templ.Component
	Path  string
}

// Poster is the code of a window, to be printed.
func (p *Pages) Poster(r *screen.Request) (screen.Answer, error) {
	area, err := p.divisionOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := posterView{Frame: p.frame(r, "扫码评价", "/"), Unit: p.unit(area), Path: "/rate/" + area.String()}
	if v.QR, err = notice.QR(p.s.Address+v.Path, v.Unit+"的评价码"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(posterPage(v))
}
