package portal

import (
	"net/http"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// Pages are the pages of the portal.
type Pages struct{ s *screen.Stages }

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// Routes are the addresses of these pages.
func (p *Pages) Routes() []screen.Route {
	read := func(pattern string, serve screen.Handler) screen.Route {
		return screen.Route{Method: http.MethodGet, Pattern: pattern, Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: serve}
	}
	return []screen.Route{
		read("/guides", p.Guides),
		read("/guides/{matter}", p.Guide),
		read("/services", p.Services),
		read("/services/{division}", p.Service),
		read("/ten", p.Ten),
		{Method: http.MethodPost, Pattern: "/ten", Audience: screen.Public(), Purpose: screen.Nobody, Act: "portal.told", Serve: p.Told},
	}
}

// frame is the frame of a page of the portal.
func (p *Pages) frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	return f
}

// missing is the answer to an address that leads nowhere.
func missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: "没有找到这一页，请从办事指南里找。"}
}

// where is the place a page is read for: the city, or one of its counties.
func (p *Pages) where(r *screen.Request) civil.Area {
	area, err := civil.ParseArea(r.FormValue("place"))
	if err != nil || !p.s.City.Contains(area) {
		return p.s.City
	}
	return area.County()
}

// when is the day a page is read for: today, or the one that was asked for.
func when(r *screen.Request) civil.Date {
	if day, err := civil.ParseDate(r.FormValue("day")); err == nil {
		return day
	}
	return r.Today()
}

// places are the city and its counties, to choose from.
func (p *Pages) places(r *screen.Request, all string) []part.Choice {
	list := []part.Choice{{Value: p.s.City.String(), Text: p.s.Desk.Place(p.s.City) + all}}
	for _, d := range p.s.Divisions.Under(p.s.City, civil.County, r.Today()) {
		list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	return list
}
