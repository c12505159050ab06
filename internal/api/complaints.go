package api

import (
	"context"
	"net/http"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/service/review"
)

// Complaint is something that was said about an office. Who said it, and how he is
// reached, is not told.
type Complaint struct {
	Ref
	Number    string `json:"number"`
	Kind      string `json:"kind" doc:"complaint投诉，suggestion建议，rating差评。"`
	Channel   string `json:"channel"`
	State     string `json:"state" doc:"open待核实，verified待答复，answered待回访，closed已办结。"`
	Division  string `json:"division" doc:"说的是哪里。"`
	Handler   string `json:"handler" doc:"哪里办。"`
	Matter    string `json:"matter,omitempty"`
	Case      *Ref   `json:"case,omitempty"`
	Finding   string `json:"finding,omitempty" doc:"founded属实，partly部分属实，unfounded不属实。"`
	VerifyDue string `json:"verify_due"`
	Due       string `json:"due"`
	Late      bool   `json:"late"`
	At        string `json:"at"`
}

// WholeComplaint is one with what was said and answered.
type WholeComplaint struct {
	Complaint
	Words  string          `json:"words"`
	Answer string          `json:"answer,omitempty"`
	Steps  []ComplaintStep `json:"steps"`
}

// ComplaintStep is something that was done about a complaint.
type ComplaintStep struct {
	Act    string `json:"act" doc:"register、verify、answer、call、reopen。"`
	Result string `json:"result,omitempty"`
	At     string `json:"at"`
}

// RatingFigure is what people think of one office in one matter.
type RatingFigure struct {
	Division string `json:"division"`
	Matter   string `json:"matter,omitempty" doc:"空着是没有说办什么。"`
	Grades   [5]int `json:"grades" doc:"非常满意、满意、基本满意、不满意、非常不满意各多少。"`
	Named    int    `json:"named" doc:"实名的。"`
	Followed int    `json:"followed" doc:"差评里核实过的。"`
	Called   int    `json:"called" doc:"其中回访过的。"`
}

func complaintOf(c *review.Complaint, today *token.Caller) Complaint {
	return Complaint{
		refOf(c.Ref), c.Number, string(c.Kind), string(c.Channel), string(c.State), c.Division.String(), c.Handler.String(), c.Matter, refOrNil(c.Case), string(c.Finding),
		dayText(c.VerifyDue), dayText(c.Due), c.Late(today.Today()), instant(c.At),
	}
}

func (s *Server) complaintRoutes() {
	scope := machine.ReadService
	handle(s, route{method: http.MethodGet, path: "/complaints", id: "listComplaints", summary: "投诉、建议和差评", tag: "服务", scope: scope, roles: meeters, about: "期限最近的在前；缺省是没有办结的。"}, s.listComplaints)
	handle(s, route{method: http.MethodGet, path: "/complaints/{county}/{id}", id: "getComplaint", summary: "一件投诉", tag: "服务", scope: scope, roles: meeters}, s.getComplaint)
	handle(s, route{method: http.MethodGet, path: "/ratings", id: "reportRatings", summary: "好差评统计", tag: "统计", scope: machine.ReadReport, roles: meeters}, s.reportRatings)
}

type complaintsIn struct {
	Paging
	State   string `query:"state" enum:"open,verified,answered,closed," doc:"缺省没有办结的。"`
	Kind    string `query:"kind" enum:"complaint,suggestion,rating,"`
	Overdue bool   `query:"overdue" doc:"只要超期的。"`
}

func (s *Server) listComplaints(ctx context.Context, c *token.Caller, in *complaintsIn) (Page[Complaint], error) {
	after, err := s.position(c, "listComplaints", in.After)
	if err != nil {
		return Page[Complaint]{}, err
	}
	found, err := s.Review.List(ctx, c.Who(), review.Query{State: review.State(in.State), Kind: review.Kind(in.Kind), Overdue: in.Overdue, After: after, Size: in.Limit})
	if err != nil {
		return Page[Complaint]{}, err
	}
	var list []Complaint
	for _, one := range found.List {
		list = append(list, complaintOf(one, c))
	}
	return turned(s, c, "listComplaints", list, found.Next)
}

func (s *Server) getComplaint(ctx context.Context, c *token.Caller, in *RefPath) (WholeComplaint, error) {
	one, err := s.Review.Complaint(ctx, c.Who(), in.ref())
	if err != nil {
		return WholeComplaint{}, err
	}
	steps, err := s.Review.Steps(ctx, one)
	if err != nil {
		return WholeComplaint{}, err
	}
	out := WholeComplaint{Complaint: complaintOf(one, c), Words: one.Words, Answer: one.Answer, Steps: []ComplaintStep{}}
	for _, step := range steps {
		out.Steps = append(out.Steps, ComplaintStep{step.Act, step.Result, instant(step.At)})
	}
	return out, s.look(ctx, c, "complaint", one.Person)
}

func (s *Server) reportRatings(ctx context.Context, c *token.Caller, in *DaysQuery) (Page[RatingFigure], error) {
	from, to, err := in.days()
	if err != nil {
		return Page[RatingFigure]{}, err
	}
	figures, err := s.Review.Figures(ctx, c.Who(), from, to)
	out := Page[RatingFigure]{Items: []RatingFigure{}}
	for _, f := range figures {
		out.Items = append(out.Items, RatingFigure{f.Division.String(), f.Matter, f.Grades, f.Named, f.Followed, f.Called})
	}
	return out, err
}
