package watch

import (
	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
)

// Pages are the pages of leads over the stages of the house.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s} }

// Who visits, who sees to leads, who decides about signals, and who reads the register.
var (
	visitors = []access.Role{casework.Village, casework.Town}
	seers    = []access.Role{casework.Town, casework.County, casework.City}
	deciders = []access.Role{casework.County, casework.City}
)

const (
	visiting  access.Purpose = "visit"
	reviewing access.Purpose = "review"
)

// Routes lists the pages.
func (p *Pages) Routes() []screen.Route {
	get := func(pattern string, roles []access.Role, purpose access.Purpose, serve screen.Handler) screen.Route {
		return screen.Route{Method: "GET", Pattern: pattern, Audience: screen.Roles(roles...), Purpose: purpose, Act: screen.Read, Serve: office.Own(serve)}
	}
	post := func(pattern string, roles []access.Role, purpose access.Purpose, act string, serve screen.Handler) screen.Route {
		return screen.Route{Method: "POST", Pattern: pattern, Audience: screen.Roles(roles...), Purpose: purpose, Act: act, Serve: office.Own(serve)}
	}
	return []screen.Route{
		get("/v/leads", visitors, visiting, p.Phone),
		get("/v/report", visitors, visiting, p.ReportForm),
		post("/v/report", visitors, visiting, "lead.report", p.Report),
		get("/v/lead/{county}/{id}", visitors, visiting, p.PhoneLead),
		post("/v/lead/{county}/{id}", visitors, visiting, "lead.visit", p.PhoneAct),

		get("/leads", seers, reviewing, p.List),
		get("/leads/{county}/{id}", seers, reviewing, p.Lead),
		post("/leads/{county}/{id}", seers, reviewing, "lead.act", p.Act),
		get("/leads/{county}/{id}/photo/{file}", append(seers, casework.Village), reviewing, p.Photo),

		get("/signals", deciders, screen.Nobody, p.Signals),
		get("/signals/{region}/{name}", deciders, screen.Nobody, p.Signal),
		post("/signals/{region}/{name}/trial", deciders, reviewing, "signal.trial", p.Try),
		post("/signals/{region}/{name}/turn", deciders, reviewing, "signal.turn", p.Turn),

		get("/low-income", seers, reviewing, p.LowIncome),
		get("/low-income/export", seers, reviewing, p.Export),
		get("/low-income/{county}/{id}", seers, reviewing, p.Person),

		{Method: "GET", Pattern: "/report-need", Audience: screen.Residents(), Purpose: "self", Act: screen.Read, Serve: p.NeedForm},
		{Method: "POST", Pattern: "/report-need", Audience: screen.Residents(), Purpose: "self", Act: "lead.report", Serve: p.Need},
	}
}

// who is the visitor as leads know him.
func who(r *screen.Request) watch.Who {
	w := r.Who()
	out := watch.Who{Actor: w.Actor, Staff: w.Staff, Name: w.Name, Purpose: w.Purpose, OnBehalf: w.OnBehalf}
	for _, p := range w.Posts {
		out.Posts = append(out.Posts, watch.Post(p))
	}
	return out
}

// phone is the frame of a worker's phone.
func phone(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	f.Nav = []layout.Nav{{Text: "走访", Path: "/v"}, {Text: "线索", Path: "/v/leads"}, {Text: "上报", Path: "/v/report"}, {Text: "帮申请", Path: "/intake"}}
	return f
}

func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// due is how far the last day of a lead is, nil where nothing runs.
func (p *Pages) due(r *screen.Request, l *watch.Lead) *format.Due {
	if l.Due == 0 {
		return nil
	}
	d := format.Deadline(p.s.Calendar, r.Today(), l.Due, 1)
	return &d
}

// dueCell is the same as a cell.
func (p *Pages) dueCell(r *screen.Request, l *watch.Lead) templ.Component {
	if d := p.due(r, l); d != nil {
		return part.DueChip(*d)
	}
	return part.Text("—")
}

// place is a division in words: of a village with its town.
func (p *Pages) place(area civil.Area) string {
	if area.Level() == civil.Village {
		return p.s.Desk.Place(area.Township()) + p.s.Desk.Place(area)
	}
	return p.s.Desk.Place(area)
}

// colours are the colours of leads as chips of risk.
var colours = map[watch.Colour]part.RiskLevel{watch.Red: "R", watch.Yellow: "Y", watch.Blue: "B"}

// reasons are why a family is a lead, in one line.
func reasons(f *watch.File) string {
	text := ""
	for i := range f.Reasons {
		if i > 0 {
			text += "；"
		}
		text += f.Reasons[i].Title
	}
	return text
}

// named is whom a lead is about, in words.
func named(l *watch.Lead) string {
	if l.Name == "" {
		return "姓名不详"
	}
	return format.Name(l.Name)
}

// looked are the people a page of leads shows.
func looked(list []*watch.File) (refs []register.Ref) {
	for _, f := range list {
		if !f.Person.Zero() {
			refs = append(refs, f.Person)
		}
	}
	return refs
}
