package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
)

// Serving are the desks of the stage that serves. Without the telephone nothing of it
// is served.
type Serving struct {
	Hotline  *hotline.Desk
	Booking  *booking.Desk
	Stations *station.Desk
	Rental   *rental.Desk
	Review   *review.Office
}

// The roles whose pages show services.
var (
	lenders   = []access.Role{"town", "county"}
	clerks    = []access.Role{"hotline", "town", "county"}
	listeners = []access.Role{"hotline", "town", "county", "city"}
)

func (s *Server) serviceRoutes() {
	if s.Hotline == nil {
		return
	}
	s.callRoutes()
	s.bookingRoutes()
	s.stationRoutes()
	s.rentalRoutes()
	s.complaintRoutes()
}

// Station is a station of community rehabilitation.
type Station struct {
	Ref
	Name      string `json:"name"`
	Level     string `json:"level" doc:"centre县（市、区）指导中心，point服务点。"`
	Division  string `json:"division"`
	Address   string `json:"address,omitempty"`
	Telephone string `json:"telephone,omitempty" doc:"站点的电话。"`
	RunBy     string `json:"run_by,omitempty"`
	Capacity  int64  `json:"capacity"`
	Active    int    `json:"active" doc:"正在参加的人数。"`
	Meets     bool   `json:"meets" doc:"达到建设标准。"`
	Opened    string `json:"opened_on,omitempty"`
}

// StationsOf are the stations of a county and how many of its towns have one.
type StationsOf struct {
	Page[Station]
	Towns   int  `json:"towns" doc:"乡镇（街道）数。"`
	With    int  `json:"towns_with" doc:"有服务点的。"`
	Meeting int  `json:"towns_meeting" doc:"服务点达标的。"`
	Centre  bool `json:"centre" doc:"有指导中心。"`
}

// Enrolment is somebody's part at a station. Why he is there is not told.
type Enrolment struct {
	Ref
	Person Ref    `json:"person"`
	Active bool   `json:"active"`
	Since  string `json:"since"`
	Until  string `json:"until,omitempty"`
	Ending string `json:"ending,omitempty"`
}

func (s *Server) stationRoutes() {
	scope := machine.ReadService
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/stations", id: "listStations", summary: "社区康复站点", tag: "服务", scope: scope, roles: meeters}, s.listStations)
	handle(s, route{method: http.MethodGet, path: "/stations/{county}/{id}/enrolments", id: "listEnrolments", summary: "谁在一个站点参加", tag: "服务", scope: scope, roles: lenders,
		about: "只有人员编号和起止日期；为什么参加、评估怎样不从这里给。"}, s.listEnrolments)
}

type stationsIn struct {
	CountyPath
	Paging
}

func (s *Server) listStations(ctx context.Context, c *token.Caller, in *stationsIn) (StationsOf, error) {
	county, err := s.within(c, in.County)
	if err != nil {
		return StationsOf{}, err
	}
	list := "listStations." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return StationsOf{}, err
	}
	found, err := s.Stations.Stations(ctx, in.County)
	if err != nil {
		return StationsOf{}, err
	}
	covered, err := s.Stations.Coverage(ctx, county)
	if err != nil {
		return StationsOf{}, err
	}
	kept, next := part(found, func(t *station.Station) string { return t.ID }, after, in.Limit)
	items := make([]Station, 0, len(kept))
	for i := range kept {
		t := &kept[i]
		items = append(items, Station{refOf(t.Ref), t.Name, t.Level, t.Division.String(), t.Address, t.Telephone, t.RunBy, t.Capacity, t.Active, t.Meets, dayText(t.OpenedOn)})
	}
	out := StationsOf{Towns: covered.Towns, With: covered.With, Meeting: covered.Meeting, Centre: covered.Centre}
	out.Page, err = turned(s, c, list, items, next)
	return out, err
}

// within is a county in which the caller has something to see; 404 for any other.
func (s *Server) within(c *token.Caller, code string) (civil.Area, error) {
	county, err := countyOf(code)
	if err != nil || county.Level() != civil.County || len(c.Scope().Within(county).Spans()) == 0 {
		return 0, missing()
	}
	return county, nil
}

func (s *Server) listEnrolments(ctx context.Context, c *token.Caller, in *RefPath) (Page[Enrolment], error) {
	found, err := s.Stations.At(ctx, c.Who(), in.ref())
	if err != nil {
		return Page[Enrolment]{}, err
	}
	out := Page[Enrolment]{Items: []Enrolment{}}
	var people []register.Ref
	for _, e := range found {
		people = append(people, e.Person)
		out.Items = append(out.Items, Enrolment{refOf(e.Ref), refOf(e.Person), e.Active, dayText(e.Since), dayText(e.Until), e.Ending})
	}
	if err := s.look(ctx, c, "station", people...); err != nil {
		return Page[Enrolment]{}, err
	}
	return out, nil
}
