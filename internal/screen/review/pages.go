package review

import (
	"errors"
	"net/http"
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/service/review"
)

// Pages are the pages of ratings and complaints.
type Pages struct{ s *screen.Stages }

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

const petition = "petition"

// Routes are the addresses of these pages.
func (p *Pages) Routes() []screen.Route {
	handlers := screen.Roles(casework.Town, casework.County, casework.City)
	family, everybody := screen.Residents(), screen.Public()
	const step, one = "/cases/{county}/{id}/rate/{step}", "/feedback/{county}/{id}"
	get := func(pattern string, whom screen.Audience, serve screen.Handler) screen.Route {
		return screen.Route{Method: http.MethodGet, Pattern: pattern, Audience: whom, Purpose: petition, Act: screen.Read, Serve: serve}
	}
	post := func(pattern string, whom screen.Audience, act string, serve screen.Handler) screen.Route {
		return screen.Route{Method: http.MethodPost, Pattern: pattern, Audience: whom, Purpose: petition, Act: act, Serve: serve}
	}
	return []screen.Route{
		get(step, family, p.RateStep),
		post(step, family, "review.rate", p.StepRated),
		get("/rate/{division}", everybody, p.RateWindow),
		post("/rate/{division}", everybody, "review.rate", p.WindowRated),
		get("/rate/{division}/poster", everybody, p.Poster),
		get("/complain", everybody, p.Complain),
		post("/complain", everybody, "review.complain", p.Said),
		get("/complain/track", everybody, p.Track),
		post("/complain/track", everybody, "review.track", p.Tracked),
		get("/complaints/{county}/{id}", family, p.Mine),
		get("/reviews", everybody, p.Public),
		get("/feedback", handlers, office.Own(p.List)),
		get("/feedback/figures", handlers, office.Own(p.Figures)),
		get(one, handlers, office.Own(p.One)),
		post(one+"/verify", handlers, "review.verify", office.Own(p.Verify)),
		post(one+"/answer", handlers, "review.answer", office.Own(p.Answer)),
		post(one+"/call", handlers, "review.call", office.Own(p.Call)),
		post(one+"/reveal", handlers, "review.reveal", office.Own(p.Reveal)),
	}
}

// frame is the frame of a page for a phone.
func (p *Pages) frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	return f
}

func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// told is what a refusal says to people.
func told(err error) (*civil.Error, bool) {
	var refused *civil.Error
	ok := errors.As(err, &refused)
	return refused, ok
}

// again says whether a refusal is shown on the form it is about.
func again(err error) (string, bool) {
	refused, ok := told(err)
	if !ok || refused.Kind != civil.Invalid && refused.Kind != civil.Conflict && refused.Kind != civil.Stale && refused.Kind != civil.Denied {
		return "", false
	}
	return refused.Message, true
}

// divisionOf is the office an address names, within this city.
func (p *Pages) divisionOf(r *screen.Request) (civil.Area, error) {
	area, err := civil.ParseArea(r.PathValue("division"))
	if err != nil || !p.s.City.Contains(area) || area.Level() > civil.Township {
		return 0, office.Missing()
	}
	if _, known := p.s.Divisions.Lookup(area, r.Today()); !known {
		return 0, office.Missing()
	}
	return area, nil
}

// unit is an office in words.
func (p *Pages) unit(area civil.Area) string {
	name := p.s.Desk.Place(area)
	if area.Level() <= civil.County {
		return name + "民政局"
	}
	return name + "便民服务窗口"
}

// grade is the grade that was touched, 0 for none.
func grade(r *screen.Request) int64 {
	n, err := strconv.ParseInt(r.Text("grade"), 10, 64)
	if err != nil || review.GradeTitle(n) == "" {
		return 0
	}
	return n
}
