package hotline

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
	"lianxin/internal/service/hotline"
)

// Pages are the pages of the telephone.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// Who takes calls, who sees them, and who goes to people in need.
var (
	takers  = []access.Role{casework.Hotline, casework.Town, casework.County}
	readers = []access.Role{casework.Hotline, casework.Town, casework.County, casework.City}
	helpers = []access.Role{casework.Town, casework.Village}
)

// What these pages look at people for.
const (
	asked     access.Purpose = "petition"
	emergency access.Purpose = "emergency"
	own       access.Purpose = "self"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	take, read, help, everybody := screen.Roles(takers...), screen.Roles(readers...), screen.Roles(helpers...), screen.Public()
	list := []screen.Route{
		{Method: "GET", Pattern: "/hotline", Audience: read, Purpose: asked, Act: screen.Read, Serve: p.List},
		{Method: "GET", Pattern: "/hotline/report", Audience: read, Purpose: screen.Nobody, Act: screen.Read, Serve: p.Report},
		{Method: "GET", Pattern: "/hotline/new", Audience: take, Purpose: asked, Act: screen.Read, Serve: p.New},
		{Method: "POST", Pattern: "/hotline/new", Audience: take, Purpose: asked, Act: "hotline.take", Serve: p.Take},
		{Method: "GET", Pattern: "/hotline/of/{county}/{id}", Audience: read, Purpose: asked, Act: screen.Read, Serve: p.Of},
		{Method: "GET", Pattern: "/hotline/{county}/{id}", Audience: read, Purpose: asked, Act: screen.Read, Serve: p.Call},
		{Method: "POST", Pattern: "/hotline/{county}/{id}", Audience: read, Purpose: asked, Act: "hotline.do", Serve: p.Do},
		{Method: "GET", Pattern: "/v/emergencies", Audience: help, Purpose: emergency, Act: screen.Read, Serve: p.Emergencies},
		{Method: "GET", Pattern: "/v/emergencies/new", Audience: help, Purpose: emergency, Act: screen.Read, Serve: p.NewEmergency},
		{Method: "POST", Pattern: "/v/emergencies/new", Audience: help, Purpose: emergency, Act: "hotline.take", Serve: p.ReportEmergency},
		{Method: "GET", Pattern: "/v/emergencies/{county}/{id}", Audience: help, Purpose: emergency, Act: screen.Read, Serve: p.Emergency},
		{Method: "POST", Pattern: "/v/emergencies/{county}/{id}", Audience: help, Purpose: emergency, Act: "hotline.respond", Serve: p.Respond},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return append(list,
		screen.Route{Method: "GET", Pattern: "/help/emergency", Audience: everybody, Purpose: screen.Nobody, Act: screen.Read, Serve: p.PassBy},
		screen.Route{Method: "POST", Pattern: "/help/emergency", Audience: everybody, Purpose: screen.Nobody, Act: "hotline.take", Serve: p.TellPassing},
		screen.Route{Method: "GET", Pattern: "/calls", Audience: screen.Residents(), Purpose: own, Act: screen.Read, Serve: p.Mine},
	)
}

// formView is a page with a few facts and perhaps one form.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string
	Done   string
	Pairs  []part.Pair
	Form   part.Form
	Fields []part.Field
}

// refOf is the call or person a path names.
func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

func callPath(c *hotline.Call) string { return "/hotline/" + c.County + "/" + c.ID }

// place is a division with its county, in words.
func (p *Pages) place(a civil.Area) string {
	if a == 0 {
		return ""
	}
	if a.Level() <= civil.County {
		return p.s.Desk.Place(a)
	}
	return p.s.Desk.Place(a.County()) + p.s.Desk.Place(a)
}

// class is a class of calls in words.
func (p *Pages) class(name string) string {
	if c := p.s.Catalogue().CallClass(name); c != nil {
		return c.Title
	}
	return name
}

// stateChip is how a call stands.
func stateChip(c *hotline.Call, now civil.Instant) templ.Component {
	switch {
	case c.State == hotline.Closed:
		return part.Status(format.Done, c.State.Title())
	case c.Overdue(now):
		return part.Status(format.Over, c.State.Title()+"，已超期")
	case c.State == hotline.Replied:
		return part.Status(format.Soon, c.State.Title())
	}
	return part.Status(format.Working, c.State.Title())
}

// dueChip is what runs out next: of an emergency its hour, of others the day.
func (p *Pages) dueChip(r *screen.Request, c *hotline.Call) templ.Component {
	switch {
	case c.Waiting():
		return part.Status(untilState(c, r.Now), until(c, r.Now))
	case c.Due == 0:
		return part.Text("—")
	}
	return part.DueChip(format.Deadline(p.s.Calendar, r.Today(), c.Due, 1))
}

func untilState(c *hotline.Call, now civil.Instant) format.State {
	if c.Until < now {
		return format.Over
	}
	return format.Soon
}

// hourMillis is an hour of an emergency.
const hourMillis = 60 * 60 * 1000

// until is how long somebody in need still waits, in hours.
func until(c *hotline.Call, now civil.Instant) string {
	left := int64(c.Until-now) / hourMillis
	switch {
	case c.Until < now:
		return "已超" + format.Count(int(-left)+1) + "小时内的时限"
	case left == 0:
		return "不到1小时"
	}
	return "还有" + format.Count(int(left)) + "小时"
}

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }
