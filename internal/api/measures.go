package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
)

// Measure is how an indicator of a plan is defined.
type Measure struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Synonyms    []string `json:"synonyms" doc:"规划里的其他叫法。"`
	Area        string   `json:"area"`
	Formula     string   `json:"formula" doc:"level、count、sum、share百分比、ratio、per_thousand、per_ten_thousand。"`
	Numerator   string   `json:"numerator"`
	Denominator string   `json:"denominator,omitempty"`
	Filter      string   `json:"filter,omitempty"`
	Unit        string   `json:"unit"`
	Better      string   `json:"better" doc:"higher越高越好，lower越低越好。"`
	Register    string   `json:"register,omitempty" doc:"数据来自哪一类登记。"`
	Source      string   `json:"source"`
	Status      string   `json:"status" doc:"confirmed已核实，proposed拟定。"`
}

// PayRun is the run of a month: how many lines, how much, how far it is.
type PayRun struct {
	ID        string `json:"id"`
	Month     string `json:"month"`
	Programme string `json:"programme,omitempty" doc:"空着是各项合编的。"`
	Kind      string `json:"kind"`
	State     string `json:"state"`
	Lines     int64  `json:"lines"`
	Total     int64  `json:"total_fen"`
	Hash      string `json:"hash,omitempty" doc:"清单的SM3，冻结以后不变。"`
}

// MonthTotal is what the runs of a month brought, by programme and status.
type MonthTotal struct {
	Programme  string `json:"programme"`
	Status     string `json:"status"`
	Lines      int64  `json:"lines"`
	Households int64  `json:"households"`
	Amount     int64  `json:"amount_fen"`
}

// TownDue is what is due to a town in a month.
type TownDue struct {
	Division  string `json:"division"`
	Programme string `json:"programme"`
	Count     int64  `json:"count" doc:"几项待遇。"`
	People    int64  `json:"people"`
	Amount    int64  `json:"amount_fen"`
}

// MonthReport is the money of a county in a month: what is due by town, and what the
// runs brought.
type MonthReport struct {
	Month string       `json:"month"`
	Due   []TownDue    `json:"due"`
	Paid  []MonthTotal `json:"paid"`
}

// payers are the roles whose pages show the money of a county.
var payers = []access.Role{"county", "city", "finance"}

func (s *Server) measureRoutes() {
	handle(s, route{method: http.MethodGet, path: "/measures", id: "listMeasures", summary: "指标的定义", tag: "目录", about: "规划指标怎样算、数据从哪里来。"}, s.listMeasures)
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/runs", id: "listRuns", summary: "各月的发放批次", tag: "统计", scope: machine.ReadReport, roles: payers, about: "最近的在前，没有姓名。"}, s.listRuns)
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/months/{month}", id: "getMonth", summary: "一个县一个月的发放月报", tag: "统计", scope: machine.ReadReport, roles: payers,
		about: "应发按乡镇（街道）和待遇，实发按待遇和状态，没有姓名。"}, s.getMonth)
}

func (s *Server) listMeasures(context.Context, *token.Caller, *struct{}) (Page[Measure], error) {
	out := Page[Measure]{Items: []Measure{}}
	for _, m := range s.Catalogue().Measures() {
		out.Items = append(out.Items, Measure{
			m.Code, m.Name, listed(m.Synonyms), m.Area, string(m.Formula), m.Numerator, m.Denominator, m.Filter, m.Unit, string(m.Better), m.Register, m.Source, string(m.Status),
		})
	}
	return out, nil
}

type runsIn struct {
	CountyPath
	Paging
	Since string `query:"since" pattern:"^(?:([0-9]{4}-[0-9]{2})?)$" patternDescription:"2025-06这样的月份" maxLength:"7" doc:"从哪个月起；缺省全部。"`
}

// runKey is where a run stands among the others, the newest first: what is written
// later comes before whoever already turns pages.
func runKey(r *pay.Run) string { return r.Month.String() + "." + r.ID }

func (s *Server) listRuns(ctx context.Context, c *token.Caller, in *runsIn) (Page[PayRun], error) {
	if err := covered(c, in.County); err != nil {
		return Page[PayRun]{}, err
	}
	list := "listRuns." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return Page[PayRun]{}, err
	}
	var since civil.Month
	if in.Since != "" {
		if since, err = civil.ParseMonth(in.Since); err != nil {
			return Page[PayRun]{}, err
		}
	}
	found, err := s.Pay.Runs(ctx, in.County, since)
	if err != nil {
		return Page[PayRun]{}, err
	}
	slices.SortFunc(found, func(a, b *pay.Run) int { return strings.Compare(runKey(b), runKey(a)) })
	var items []PayRun
	next := ""
	for i, r := range found {
		if after != "" && runKey(r) >= after {
			continue
		}
		if len(items) == in.Limit {
			next = runKey(found[i-1])
			break
		}
		items = append(items, PayRun{r.ID, r.Month.String(), r.Programme, string(r.Kind), string(r.State), r.Lines, int64(r.Total), r.Hash})
	}
	return turned(s, c, list, items, next)
}

type monthIn struct {
	CountyPath
	Month string `path:"month" pattern:"^(?:[0-9]{4}-[0-9]{2})$" patternDescription:"2025-06这样的月份" maxLength:"7"`
}

func (s *Server) getMonth(ctx context.Context, c *token.Caller, in *monthIn) (MonthReport, error) {
	if err := covered(c, in.County); err != nil {
		return MonthReport{}, err
	}
	month, err := civil.ParseMonth(in.Month)
	if err != nil {
		return MonthReport{}, err
	}
	county, err := countyOf(in.County)
	if err != nil {
		return MonthReport{}, missing()
	}
	m, err := s.Pay.MonthDesk(ctx, in.County, pay.Filter{Spans: c.Scope().Within(county).Spans(), Month: month})
	out := MonthReport{Month: month.String(), Due: []TownDue{}, Paid: []MonthTotal{}}
	for _, t := range m.Towns {
		out.Due = append(out.Due, TownDue{t.Town.String(), t.Programme, t.Count, t.Covered, int64(t.Amount)})
	}
	for _, t := range m.Totals {
		out.Paid = append(out.Paid, MonthTotal{t.Programme, string(t.Status), t.Lines, t.Households, int64(t.Amount)})
	}
	return out, err
}
