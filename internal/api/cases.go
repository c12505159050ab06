package api

import (
	"context"
	"net/http"
	"strings"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/register"
)

// Case is a line of a list of cases.
type Case struct {
	Ref
	Version   int64    `json:"version" doc:"这一版的号，办理时放进seen。"`
	Number    string   `json:"number,omitempty" doc:"办件编号；还没有提交的没有。"`
	Matter    string   `json:"matter"`
	Stage     string   `json:"stage"`
	Title     string   `json:"stage_title,omitempty"`
	Awaits    string   `json:"awaits" doc:"轮到谁：family、town、county等；nobody是办完了。"`
	Applicant string   `json:"applicant_name"`
	Person    *Ref     `json:"applicant,omitempty" doc:"申请人；还没有登记的没有。"`
	Household string   `json:"household,omitempty" doc:"申报的家庭，与办件在同一县。"`
	Division  string   `json:"division" doc:"负责的区划。"`
	Intake    string   `json:"intake" doc:"在哪里提出的。"`
	Channel   string   `json:"channel"`
	Marks     []string `json:"marks,omitempty"`
	Submitted string   `json:"submitted,omitempty"`
	Accepted  string   `json:"accepted,omitempty"`
	Due       string   `json:"due,omitempty" doc:"最近一个期限。"`
	Paused    bool     `json:"paused" doc:"期限中止。"`
	Amount    int64    `json:"amount_fen" doc:"每月金额，分。"`
	Covered   int      `json:"covered" doc:"保障人数。"`
	Effective string   `json:"effective,omitempty" doc:"从哪个月起。"`
}

func (s *Server) caseOf(c *casework.Case) Case {
	out := Case{
		Ref: refOf(c.Ref), Version: c.Opened, Number: c.Number, Matter: c.Matter, Stage: c.Stage, Awaits: c.Awaits, Applicant: c.Name, Household: c.Household,
		Division: c.Division.String(), Intake: c.Intake.String(), Channel: c.Channel, Marks: c.Marks, Submitted: instant(c.Submitted), Accepted: instant(c.Accepted),
		Due: dayText(c.Due), Paused: c.Paused, Amount: int64(c.Amount), Covered: c.Covered, Effective: monthText(c.Effective),
	}
	if !c.Applicant.Zero() {
		out.Person = &Ref{c.Applicant.County, c.Applicant.ID}
	}
	if m, err := s.Desk.Matter(c.Matter); err == nil {
		if stage := m.Stage(c.Stage); stage != nil {
			out.Title = stage.Title
		}
	}
	return out
}

func (s *Server) caseRoutes() {
	scope := machine.ReadCase
	handle(s, route{method: http.MethodGet, path: "/cases", id: "listCases", summary: "办件清单", tag: "办件", scope: scope, roles: offices,
		about: "与岗位相同的工作人员看到的一样，期限最近的在前；tab=mine是轮到本岗位办的。"}, s.listCases)
	handle(s, route{method: http.MethodGet, path: "/cases/counts", id: "countCases", summary: "办件数", tag: "办件", scope: scope, roles: offices}, s.countCases)
	handle(s, route{method: http.MethodGet, path: "/cases/{county}/{id}", id: "getCase", summary: "一件办件的全过程", tag: "办件", scope: scope, roles: offices,
		about: "办理步骤、材料、期限、决定、文书，以及这个系统现在可以办什么、还缺什么。"}, s.getCase)
	handle(s, route{method: http.MethodGet, path: "/cases/numbered/{number}", id: "getCaseByNumber", summary: "按编号查办件", tag: "办件", scope: scope, roles: offices}, s.getCaseByNumber)
	handle(s, route{method: http.MethodGet, path: "/cases/{county}/{id}/letters/{letter}", id: "getLetter", summary: "一份文书", tag: "办件", scope: scope, roles: offices}, s.getLetter)
	s.writeRoutes()
}

type casesIn struct {
	Paging
	WithinQuery
	Tab     string `query:"tab" enum:"mine,others,ended," doc:"mine轮到本岗位，others轮到别人，ended办完了；缺省全部。"`
	Matter  string `query:"matter" maxLength:"64"`
	Stage   string `query:"stage" maxLength:"64"`
	Overdue bool   `query:"overdue" doc:"只要超期的。"`
}

func (s *Server) listCases(ctx context.Context, c *token.Caller, in *casesIn) (Page[Case], error) {
	after, err := s.position(c, "listCases", in.After)
	if err != nil {
		return Page[Case]{}, err
	}
	query := casework.Query{Tab: in.Tab, Matter: in.Matter, Stage: in.Stage, Overdue: in.Overdue, After: after, Size: in.Limit}
	if query.Within, err = in.area(); err != nil {
		return Page[Case]{}, err
	}
	found, err := s.Desk.List(ctx, c.Who(), query)
	if err != nil {
		return Page[Case]{}, err
	}
	list := make([]Case, 0, len(found.Cases))
	for _, one := range found.Cases {
		list = append(list, s.caseOf(one))
	}
	return turned(s, c, "listCases", list, found.Next)
}

// Counts is how many cases of each sort there are.
type Counts struct {
	Mine    int `json:"mine"`
	Others  int `json:"others"`
	Ended   int `json:"ended"`
	Overdue int `json:"overdue"`
}

type countsIn struct {
	Matter string `query:"matter" maxLength:"64"`
}

func (s *Server) countCases(ctx context.Context, c *token.Caller, in *countsIn) (Counts, error) {
	t, err := s.Desk.Count(ctx, c.Who(), in.Matter)
	return Counts{t.Mine, t.Others, t.Ended, t.Overdue}, err
}

func (s *Server) getCase(ctx context.Context, c *token.Caller, in *RefPath) (WholeCase, error) {
	f, err := s.open(ctx, c, in.ref(), "case")
	if err != nil {
		return WholeCase{}, err
	}
	return s.wholeOf(ctx, c, f), nil
}

type numberedIn struct {
	Number string `path:"number" pattern:"^(?:[A-Z]{2,6}-[0-9]{6}-[0-9]{4}-[0-9]{5,})$" patternDescription:"办件编号" maxLength:"40"`
}

func (s *Server) getCaseByNumber(ctx context.Context, c *token.Caller, in *numberedIn) (WholeCase, error) {
	parts := strings.Split(in.Number, "-")
	if len(parts) < 2 {
		return WholeCase{}, missing()
	}
	found, err := s.Desk.OpenNumber(ctx, c.Who(), parts[1], in.Number)
	if err != nil {
		return WholeCase{}, err
	}
	f, err := s.open(ctx, c, found.Case.Ref, "case")
	if err != nil {
		return WholeCase{}, err
	}
	return s.wholeOf(ctx, c, f), nil
}

// open reads a case for a caller and writes down that he looked at its people.
func (s *Server) open(ctx context.Context, c *token.Caller, ref register.Ref, what string) (*casework.File, error) {
	f, err := s.Desk.Open(ctx, c.Who(), ref)
	if err != nil {
		return nil, err
	}
	var people []register.Ref
	for i := range f.Parties {
		people = append(people, f.Parties[i].Person)
	}
	return f, s.Register.NoteLook(ctx, c.Viewer(), people, what)
}

// LetterText is a letter as it was sent.
type LetterText struct {
	LetterHead
	Office     string   `json:"office"`
	Date       string   `json:"date"`
	Recipient  string   `json:"recipient"`
	Paragraphs []string `json:"paragraphs"`
	Receipt    string   `json:"receipt,omitempty" doc:"核验码。"`
}

type letterIn struct {
	RefPath
	Letter string `path:"letter" pattern:"^(?:[0-9a-z]{16})$" patternDescription:"16位编号" maxLength:"16"`
}

func (s *Server) getLetter(ctx context.Context, c *token.Caller, in *letterIn) (LetterText, error) {
	f, err := s.open(ctx, c, in.ref(), "letter")
	if err != nil {
		return LetterText{}, err
	}
	l := f.LetterOf(in.Letter)
	if l == nil {
		return LetterText{}, missing()
	}
	return LetterText{LetterHead: headOf(l), Office: l.Body.Office, Date: l.Body.Date, Recipient: l.Recipient, Paragraphs: l.Body.Paragraphs, Receipt: l.Receipt}, nil
}
