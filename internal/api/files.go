package api

import (
	"context"
	"net/http"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/watch/plan"
)

// FamilyFile is the file of a family that is helped, as a line of a list: it names
// nobody.
type FamilyFile struct {
	Household  Ref      `json:"household"`
	Division   string   `json:"division"`
	Circle     string   `json:"circle,omitempty" doc:"救助圈层；不在圈层内的没有。"`
	Classes    []string `json:"classes" doc:"困难人员类别。"`
	Unclear    []string `json:"unclear" doc:"还不能判定属不属于的类别。"`
	Programmes []string `json:"programmes" doc:"在享的待遇和认定。"`
	People     int64    `json:"people"`
	Since      string   `json:"since"`
	Ended      bool     `json:"ended"`
	Plan       string   `json:"plan,omitempty" doc:"方案：drafted拟订中，agreed执行中，ended已结束；没有方案的没有。"`
	Visit      string   `json:"visit_on,omitempty" doc:"下次回访。"`
	Review     string   `json:"review_on,omitempty" doc:"下次评估。"`
}

// WholeFile is the file of one family with its plan.
type WholeFile struct {
	FamilyFile
	Needs    []string      `json:"needs" doc:"方案里的需要。"`
	Unit     string        `json:"unit,omitempty" doc:"救助管家的单位。"`
	Agreed   string        `json:"agreed_on,omitempty" doc:"家庭哪一天同意的。"`
	Measures []PlanMeasure `json:"measures"`
	Visits   []PlanVisit   `json:"visits"`
}

// PlanMeasure is one thing that is done for a family. What is written about the
// family in words is not told.
type PlanMeasure struct {
	Need   string `json:"need"`
	Kind   string `json:"kind"`
	Doer   string `json:"doer" doc:"谁来做。"`
	State  string `json:"state" doc:"open、done、dropped。"`
	Due    string `json:"due"`
	DoneOn string `json:"done_on,omitempty"`
}

// PlanVisit is that somebody went to see how it goes.
type PlanVisit struct {
	Day    string `json:"day"`
	Manner string `json:"manner" doc:"visit上门，phone电话，office到窗口。"`
}

// FileCount is how many families of a circle or a class a town has.
type FileCount struct {
	Town     string `json:"town"`
	Circle   string `json:"circle,omitempty"`
	Class    string `json:"class,omitempty" doc:"空着是整个圈层；一户可以同时属于几类。"`
	Families int64  `json:"families"`
	People   int64  `json:"people"`
}

func fileOf(f *plan.File) FamilyFile {
	return FamilyFile{
		Household: refOf(f.Ref), Division: f.Division.String(), Circle: f.Circle, Classes: listed(f.Classes), Unclear: listed(f.Unclear), Programmes: listed(f.Programmes),
		People: f.Members, Since: dayText(f.Since), Ended: f.Ended,
	}
}

// listed is a list that JSON writes as one, also when it is empty.
func listed(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func (s *Server) fileRoutes() {
	handle(s, route{method: http.MethodGet, path: "/family-files", id: "listFamilyFiles", summary: "一户一档台账", tag: "线索和帮扶", scope: machine.ReadLead, roles: offices,
		about: "按区划排列，没有姓名；看一户用/households/{county}/{id}/file。"}, s.listFamilyFiles)
	handle(s, route{method: http.MethodGet, path: "/family-files/counts", id: "countFamilyFiles", summary: "各地各圈层和类别的户数、人数", tag: "统计", scope: machine.ReadReport, roles: offices}, s.countFamilyFiles)
	handle(s, route{method: http.MethodGet, path: "/households/{county}/{id}/file", id: "getFamilyFile", summary: "一户的档案和方案", tag: "线索和帮扶", scope: machine.ReadLead, roles: offices}, s.getFamilyFile)
}

type filesIn struct {
	Paging
	WithinQuery
	Circle string `query:"circle" maxLength:"64" doc:"none是不在圈层内的。"`
	Class  string `query:"class" pattern:"^(?:[a-z0-9_]*)$" patternDescription:"类别的名称" maxLength:"64"`
	Plan   string `query:"plan" enum:"none,drafted,agreed,late," doc:"none没有方案，late该回访或评估而没有；缺省全部。"`
}

func (s *Server) listFamilyFiles(ctx context.Context, c *token.Caller, in *filesIn) (Page[FamilyFile], error) {
	after, err := s.position(c, "listFamilyFiles", in.After)
	if err != nil {
		return Page[FamilyFile]{}, err
	}
	query := plan.Query{Circle: in.Circle, Class: in.Class, Plan: in.Plan, After: after, Size: in.Limit}
	if query.Within, err = in.area(); err != nil {
		return Page[FamilyFile]{}, err
	}
	found, next, err := s.Plans.List(ctx, c.Viewer(), query)
	if err != nil {
		return Page[FamilyFile]{}, err
	}
	var list []FamilyFile
	for _, f := range found {
		one := fileOf(&f.File)
		one.Plan, one.Visit, one.Review = string(f.Plan), dayText(f.VisitOn), dayText(f.ReviewOn)
		list = append(list, one)
	}
	return turned(s, c, "listFamilyFiles", list, next)
}

func (s *Server) countFamilyFiles(ctx context.Context, c *token.Caller, in *WithinQuery) (Page[FileCount], error) {
	var query plan.Query
	var err error
	if query.Within, err = in.area(); err != nil {
		return Page[FileCount]{}, err
	}
	tallies, err := s.Plans.Tallies(ctx, c.Viewer(), query)
	out := Page[FileCount]{Items: []FileCount{}}
	for _, t := range tallies {
		out.Items = append(out.Items, FileCount{t.Town.String(), t.Circle, t.Class, t.Families, t.People})
	}
	return out, err
}

func (s *Server) getFamilyFile(ctx context.Context, c *token.Caller, in *RefPath) (WholeFile, error) {
	// Who may see the family may see its file; asking for it is a look at its people.
	home, _, err := s.Register.FamilyOf(ctx, c.Viewer(), in.ref(), c.Today())
	if err != nil {
		return WholeFile{}, err
	}
	f, err := s.Plans.Open(ctx, c.Viewer(), home.Ref)
	if err == nil && f == nil {
		err = missing()
	}
	if err != nil {
		return WholeFile{}, err
	}
	now, _, err := s.Plans.Of(ctx, home.Ref)
	out := WholeFile{FamilyFile: fileOf(f), Needs: []string{}, Measures: []PlanMeasure{}, Visits: []PlanVisit{}}
	if err != nil || now == nil {
		return out, err
	}
	out.Plan, out.Visit, out.Review = string(now.State), dayText(now.VisitOn), dayText(now.ReviewOn)
	out.Needs, out.Unit, out.Agreed = listed(now.Needs), now.Unit, dayText(now.AgreedOn)
	for i := range now.Measures {
		m := &now.Measures[i]
		out.Measures = append(out.Measures, PlanMeasure{m.Need, m.Kind, m.Doer, string(m.State), dayText(m.Due), dayText(m.DoneOn)})
	}
	for _, v := range now.Visits {
		out.Visits = append(out.Visits, PlanVisit{dayText(v.Day), v.Manner})
	}
	return out, nil
}
