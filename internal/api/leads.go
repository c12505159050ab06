package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/watch"
)

// Lead is a family that may need help, as a line of a list.
type Lead struct {
	Ref
	Number    string       `json:"number"`
	Name      string       `json:"name,omitempty" doc:"关于谁；不知道姓名的没有。"`
	Person    *Ref         `json:"person,omitempty" doc:"登记里的人；不知道的、说全家的没有。"`
	Household string       `json:"household,omitempty" doc:"在同一县。"`
	Division  string       `json:"division"`
	State     string       `json:"state" doc:"new待接收，accepted待走访，visited已走访，case已申请，closed已办结。"`
	Level     string       `json:"level" doc:"由谁办：village、town、county。"`
	Colour    string       `json:"colour" doc:"缓急：red、yellow、blue。"`
	Due       string       `json:"due,omitempty" doc:"下一步的期限。"`
	Reported  string       `json:"reported_at"`
	Since     string       `json:"since" doc:"从什么时候起是这个状态。"`
	Result    string       `json:"result,omitempty" doc:"granted已救助，refused未获批准，told已告知政策，not_so不属实，department转其他部门，unchanged不影响待遇，changed待遇已变更。"`
	Case      *Ref         `json:"case,omitempty" doc:"由它办起的一件。"`
	Reasons   []LeadReason `json:"reasons" doc:"为什么找上这一家。"`
}

// LeadReason is why a family became a lead.
type LeadReason struct {
	Source string `json:"source" doc:"signal数据预警，village、town、resident、hotline、department。"`
	Signal string `json:"signal,omitempty" doc:"预警的名称，见/signals。"`
	Title  string `json:"title"`
	Found  string `json:"found"`
}

// WholeLead is a lead with what was done. What people said at a visit stays with
// those who were there.
type WholeLead struct {
	Lead
	Phone   string     `json:"phone_masked,omitempty"`
	Address string     `json:"address,omitempty"`
	Steps   []LeadStep `json:"steps"`
}

// LeadStep is something that was done about a lead.
type LeadStep struct {
	Action string `json:"action"`
	Title  string `json:"title"`
	Day    string `json:"day,omitempty" doc:"走访的日子。"`
	At     string `json:"at"`
}

// LeadCounts is how many leads of each sort there are.
type LeadCounts struct {
	Open    int            `json:"open"`
	Late    int            `json:"late" doc:"待办里逾期的。"`
	InCase  int            `json:"case"`
	Closed  int            `json:"closed"`
	Results map[string]int `json:"results" doc:"已办结的，按结果。"`
}

func leadOf(f *watch.File) Lead {
	out := Lead{
		Ref: refOf(f.Ref), Number: f.Number, Name: f.Name, Person: refOrNil(f.Person), Household: f.Household, Division: f.Division.String(), State: string(f.State),
		Level: string(f.Level), Colour: string(f.Colour), Due: dayText(f.Due), Reported: instant(f.Reported), Since: instant(f.Since), Result: string(f.Result),
		Case: refOrNil(f.Case), Reasons: []LeadReason{},
	}
	for i := range f.Reasons {
		one := &f.Reasons[i]
		out.Reasons = append(out.Reasons, LeadReason{string(one.Source), one.Signal, one.Title, dayText(one.Found)})
	}
	return out
}

func (s *Server) leadRoutes() {
	handle(s, route{method: http.MethodGet, path: "/leads", id: "listLeads", summary: "走访线索", tag: "线索和帮扶", scope: machine.ReadLead, roles: offices,
		about: "期限最近的在前。"}, s.listLeads)
	handle(s, route{method: http.MethodGet, path: "/leads/counts", id: "countLeads", summary: "线索数和结果", tag: "统计", scope: machine.ReadReport, roles: meeters}, s.countLeads)
	handle(s, route{method: http.MethodGet, path: "/leads/{county}/{id}", id: "getLead", summary: "一条线索", tag: "线索和帮扶", scope: machine.ReadLead, roles: offices}, s.getLead)
	handle(s, route{method: http.MethodPost, path: "/leads", id: "reportLead", summary: "报告可能需要帮助的家庭", tag: "线索和帮扶", scope: machine.WriteLead, status: http.StatusCreated,
		about: "医院、学校、工会等报告遇到困难的人；由当地上门了解，办不办、给不给由人定。报告的人看不到这一家的其他情况，也看不到登记里有没有这个人。"}, s.reportLead)
}

type leadsIn struct {
	Paging
	WithinQuery
	Tab    string `query:"tab" enum:"open,late,case,closed," doc:"open待办，late逾期，case已申请，closed已办结；缺省全部。"`
	Level  string `query:"level" enum:"village,town,county,"`
	Signal string `query:"signal" maxLength:"64"`
	Source string `query:"source" enum:"signal,village,town,resident,hotline,department,"`
}

func (s *Server) listLeads(ctx context.Context, c *token.Caller, in *leadsIn) (Page[Lead], error) {
	after, err := s.position(c, "listLeads", in.After)
	if err != nil {
		return Page[Lead]{}, err
	}
	query := watch.Query{Tab: in.Tab, Level: watch.Level(in.Level), Signal: in.Signal, Source: watch.Source(in.Source), After: after, Size: in.Limit}
	if query.Within, err = in.area(); err != nil {
		return Page[Lead]{}, err
	}
	found, err := s.Leads.List(ctx, watcher(c), query)
	if err != nil {
		return Page[Lead]{}, err
	}
	var list []Lead
	var people []register.Ref
	for _, f := range found.Leads {
		list, people = append(list, leadOf(f)), append(people, f.Person)
	}
	if err := s.look(ctx, c, "lead", people...); err != nil {
		return Page[Lead]{}, err
	}
	return turned(s, c, "listLeads", list, found.Next)
}

func (s *Server) countLeads(ctx context.Context, c *token.Caller, in *WithinQuery) (LeadCounts, error) {
	within, err := in.area()
	if err != nil {
		return LeadCounts{}, err
	}
	t, err := s.Leads.Count(ctx, watcher(c), within)
	out := LeadCounts{t.Open, t.Late, t.InCase, t.Closed, map[string]int{}}
	for result, n := range t.Results {
		out.Results[string(result)] = n
	}
	return out, err
}

func (s *Server) getLead(ctx context.Context, c *token.Caller, in *RefPath) (WholeLead, error) {
	f, err := s.Leads.Open(ctx, watcher(c), in.ref())
	if err != nil {
		return WholeLead{}, err
	}
	if err := s.look(ctx, c, "lead", f.Person); err != nil {
		return WholeLead{}, err
	}
	out := WholeLead{Lead: leadOf(f), Phone: access.MaskPhone(f.Contact.Phone), Address: f.Contact.Address, Steps: []LeadStep{}}
	for i := range f.Steps {
		one := &f.Steps[i]
		out.Steps = append(out.Steps, LeadStep{one.Action, one.Title, dayText(one.Day), instant(one.At)})
	}
	return out, nil
}

// Report is what a program tells of a family.
type Report struct {
	Division string `json:"division" pattern:"^(?:[0-9]{6}([0-9]{3}){0,2})$" patternDescription:"区划代码" maxLength:"12" doc:"住在哪个村（居）或乡镇（街道），要在这个系统的岗位之内。"`
	Name     string `json:"name,omitempty" maxLength:"60"`
	IDNumber string `json:"id_number,omitempty" maxLength:"20" doc:"知道的写上，与姓名一起核对；对不上的按不知道处理。"`
	Phone    string `json:"phone,omitempty" maxLength:"30"`
	Address  string `json:"address,omitempty" maxLength:"200"`
	Words    string `json:"words" minLength:"4" maxLength:"500" doc:"遇到了什么困难。"`
	Urgent   bool   `json:"urgent,omitempty" doc:"急的，期限更短。"`
}

// Reported is what whoever reports is told.
type Reported struct {
	Number string `json:"number" doc:"线索的编号，查问时用。"`
}

type reportIn struct {
	OnceKey
	Body Report
}

func (s *Server) reportLead(ctx context.Context, c *token.Caller, in *reportIn) (Reported, error) {
	return onlyOnce(ctx, s, c, "reportLead", in.Key, in.Body, func() (Reported, error) {
		place, err := s.place(c, in.Body.Division)
		if err != nil {
			return Reported{}, err
		}
		r := watch.Report{
			Source: watch.ByDepartment, Name: in.Body.Name, Phone: in.Body.Phone, Address: in.Body.Address, Division: place, Words: in.Body.Words,
			Reporter: c.Organisation, Urgent: in.Body.Urgent, Once: in.Key,
		}
		if r.Person, err = s.identified(ctx, c, in.Body.IDNumber, in.Body.Name); err != nil {
			return Reported{}, err
		}
		done, err := s.Leads.Report(ctx, watcher(c), r)
		return Reported{done.Number}, err
	})
}

// place is a division in which the caller has something to do.
func (s *Server) place(c *token.Caller, code string) (civil.Area, error) {
	area, err := civil.ParseArea(code)
	switch {
	case err != nil:
		return 0, err
	case !c.Scope().Covers(area):
		return 0, &civil.Error{Kind: civil.Denied, Code: "division_denied", Message: "写的区划不在这个系统的岗位之内，请改用岗位之内的区划。"}
	case !s.known(area):
		return 0, civil.Refuse("division_unknown", "没有写的区划，请核对代码。")
	}
	return area, nil
}
