package api

import (
	"context"
	"net/http"

	"lianxin/internal/api/token"
	"lianxin/internal/civil"
)

// Division is an administrative division on a day.
type Division struct {
	Code       string   `json:"code" doc:"区划代码：县6位，乡镇9位，村（居）12位。"`
	Name       string   `json:"name"`
	FullName   string   `json:"full_name" doc:"连同上级的名称。"`
	Level      string   `json:"level" doc:"province、city、county、township、village。"`
	Since      string   `json:"since,omitempty" doc:"从哪一天起用；空着是早于记录。"`
	Until      string   `json:"until,omitempty" doc:"用到哪一天；空着是仍在用。"`
	Successors []string `json:"successors,omitempty" doc:"撤并以后由谁接替。"`
}

func (s *Server) divisionRoutes() {
	handle(s, route{method: http.MethodGet, path: "/divisions/{code}", id: "getDivision", summary: "查一个区划", tag: "目录", about: "某一天的名称；撤并了的说明由谁接替。"}, s.getDivision)
	handle(s, route{method: http.MethodGet, path: "/divisions/{code}/under", id: "listDivisions", summary: "下级区划", tag: "目录"}, s.listDivisions)
}

type DivisionPath struct {
	DayQuery
	Code string `path:"code" pattern:"^(?:[0-9]{6,12})$" patternDescription:"6、9或12位区划代码" maxLength:"12"`
}

func (in *DivisionPath) area() (civil.Area, error) {
	area, err := civil.ParseArea(in.Code)
	if err != nil {
		return 0, missing()
	}
	return area, nil
}

// levelWords are the levels as machines read them.
var levelWords = map[civil.Level]string{civil.Province: "province", civil.City: "city", civil.County: "county", civil.Township: "township", civil.Village: "village"}

func (s *Server) division(d civil.Division, day civil.Date) Division {
	out := Division{Code: d.Code.String(), Name: d.Name, FullName: s.Divisions.FullName(d.Code, day), Level: levelWords[d.Code.Level()], Since: dayText(d.Since), Until: dayText(d.Until)}
	for _, a := range d.Successors {
		out.Successors = append(out.Successors, a.String())
	}
	return out
}

func (s *Server) getDivision(_ context.Context, c *token.Caller, in *DivisionPath) (Division, error) {
	area, err := in.area()
	if err != nil {
		return Division{}, err
	}
	day, err := in.day(c.Today())
	if err != nil {
		return Division{}, err
	}
	d, known := s.Divisions.Lookup(area, day)
	if !known {
		if d, known = s.Divisions.Latest(area); !known {
			return Division{}, missing()
		}
	}
	return s.division(d, day), nil
}

type underIn struct {
	DivisionPath
	Paging
	Level string `query:"level" enum:"city,county,township,village," doc:"哪一级；缺省为下一级。"`
}

func (s *Server) listDivisions(_ context.Context, c *token.Caller, in *underIn) (Page[Division], error) {
	area, err := in.area()
	if err != nil {
		return Page[Division]{}, err
	}
	day, err := in.day(c.Today())
	if err != nil {
		return Page[Division]{}, err
	}
	after, err := s.position(c, "listDivisions", in.After)
	if err != nil {
		return Page[Division]{}, err
	}
	level := area.Level() + 1
	for l, word := range levelWords {
		if word == in.Level {
			level = l
		}
	}
	list, next := []Division{}, ""
	for _, d := range s.Divisions.Under(area, level, day) {
		if d.Code.String() <= after {
			continue
		}
		if len(list) == in.Limit {
			next = list[len(list)-1].Code
			break
		}
		list = append(list, s.division(d, day))
	}
	return turned(s, c, "listDivisions", list, next)
}
