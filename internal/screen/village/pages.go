package village

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

// Pages are the pages of village workers over the stages of the house.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s} }

// Routes lists the pages.
func (p *Pages) Routes() []screen.Route {
	workers := screen.Roles(casework.Village, casework.Town)
	const visiting = access.Purpose("visit")
	return []screen.Route{
		{Method: "GET", Pattern: "/v", Audience: workers, Purpose: visiting, Act: screen.Read, Serve: office.Own(p.Visits)},
		{Method: "GET", Pattern: "/v/unsent", Audience: workers, Purpose: screen.Nobody, Act: screen.Read, Serve: office.Own(p.Unsent)},
		{Method: "GET", Pattern: "/v/case/{county}/{id}/survey", Audience: workers, Purpose: visiting, Act: screen.Read, Serve: office.Own(p.Survey)},
		{Method: "POST", Pattern: "/v/case/{county}/{id}/survey", Audience: workers, Purpose: visiting, Act: "case.survey", Serve: office.Own(p.KeepSurvey)},
	}
}

// frame is the layout of a worker's phone.
func frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	f.Nav = []layout.Nav{{Text: "走访", Path: "/v"}, {Text: "线索", Path: "/v/leads"}, {Text: "帮申请", Path: "/intake"}, {Text: "待传", Path: "/v/unsent"}}
	f.Scripts = []string{"survey.js"}
	return f
}

// visitsView is whom to visit.
type visitsView struct {
	Frame layout.Frame
	Done  string
	To    []visit
	Seen  []visit

	people []register.Ref // whose names and addresses it shows
}

// visit is a family to be visited, or that was.
type visit struct {
	Name, Matter, Place, Phone, Path, File, When string
	Due                                          *format.Due
}

// visitsMost is how many families a list of a day has.
const visitsMost = 100

// Visits are the families that wait for somebody to come, the most urgent first.
func (p *Pages) Visits(r *screen.Request) (screen.Answer, error) {
	v := visitsView{Frame: frame(r, "今日走访", "")}
	if name := r.FormValue("done"); name != "" {
		v.Done = "入户调查已登记。"
	}
	for _, m := range p.s.Desk.Matters() {
		for _, stage := range surveyedIn(m) {
			list, err := p.s.Desk.List(r.Context(), r.Who(), casework.Query{Matter: m.Name, Stage: stage, Size: visitsMost})
			if err != nil {
				return screen.Answer{}, err
			}
			for _, c := range list.Cases {
				if err := p.add(r, &v, c.Ref); err != nil {
					return screen.Answer{}, err
				}
			}
		}
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), v.people, "visit"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(visitsPage(v))
}

// surveyedIn are the stages of a matter in which families are visited.
func surveyedIn(m *pack.Matter) (stages []string) {
	for _, a := range m.Actions {
		if !slices.Contains(a.Does, "survey") {
			continue
		}
		for _, from := range a.From {
			if !slices.Contains(stages, from) {
				stages = append(stages, from)
			}
		}
	}
	return stages
}

// add puts a case where it belongs: still to be visited, or visited in this round.
func (p *Pages) add(r *screen.Request, v *visitsView, ref register.Ref) error {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
	if err != nil {
		return err
	}
	if p.surveyAction(r, f) == nil {
		return nil
	}
	c := f.Case
	v.people = append(v.people, c.Applicant)
	one := visit{
		Name: format.Name(c.Name), Matter: f.Matter.Short, Place: answerOf(f, "person.address"),
		Phone: format.Mask(access.Phone, answerOf(f, "person.phone")).Shown, Path: path(ref), File: "/case/" + ref.County + "/" + ref.ID,
	}
	if lives := answerNamed(f, "address"); lives != "" {
		one.Place = lives
	}
	if c.Due != 0 {
		due := format.Deadline(p.s.Calendar, r.Today(), c.Due, 1)
		one.Due = &due
	}
	if last := lastSurvey(f); last != 0 && last >= c.Since.Date() {
		one.When = format.NearDay(last, r.Today()) + "已走访"
		v.Seen = append(v.Seen, one)
		return nil
	}
	v.To = append(v.To, one)
	return nil
}

// surveyAction is the action by which the visitor writes a visit down, nil when
// none is open to him.
func (p *Pages) surveyAction(r *screen.Request, f *casework.File) *pack.Action {
	for _, a := range p.s.Desk.Allowed(f, r.Who()) {
		if slices.Contains(a.Does, "survey") {
			return a
		}
	}
	return nil
}

func lastSurvey(f *casework.File) (day civil.Date) {
	for i := range f.Surveys {
		if f.Surveys[i].Kind == "survey" {
			day = max(day, f.Surveys[i].Day)
		}
	}
	return day
}

func path(ref register.Ref) string { return "/v/case/" + ref.County + "/" + ref.ID + "/survey" }

// answerOf is what the form says where a register would answer.
func answerOf(f *casework.File, prefill string) string {
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		for k := range s.Fields {
			if s.Of != "member" && s.Fields[k].Prefill == prefill {
				return f.Form.Family[s.Name+"."+s.Fields[k].Name]
			}
		}
	}
	return ""
}

// answerNamed is what the form says under the name of a question.
func answerNamed(f *casework.File, name string) string {
	for key, text := range f.Form.Family {
		if _, field, _ := strings.Cut(key, "."); field == name {
			return text
		}
	}
	return ""
}

// unsentView is what waits in the phone.
type unsentView struct {
	Frame   layout.Frame
	Waiting part.Waiting
}

// Unsent shows what waits for a network; the phone itself knows it.
func (p *Pages) Unsent(r *screen.Request) (screen.Answer, error) {
	return screen.Show(unsentPage(unsentView{
		Frame: frame(r, "待传", "/v"), Waiting: part.Waiting{Title: "待传", Empty: "没有待传的，都已上传。"},
	}))
}

// refOf is the case a path names.
func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// lead is how many families wait.
func (v visitsView) lead() string {
	if len(v.To) == 0 {
		return ""
	}
	return "还有" + format.Count(len(v.To)) + "家要去，最急的在最前面。"
}
