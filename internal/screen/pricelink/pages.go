package pricelink

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Pages are the pages of the price-linked subsidy.
type Pages struct {
	s    *screen.Stages
	desk *pricelink.Desk
}

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s, desk: s.PriceLink} }

// Who the pages are for.
var (
	chiefs  = []access.Role{casework.City}
	takers  = []access.Role{casework.City, casework.County}
	holders = []access.Role{casework.City, casework.County, casework.Finance}
	readers = []access.Role{casework.City, casework.County, casework.Finance, casework.Auditor}
)

// payment is what these pages look at people for.
const payment access.Purpose = "payment"

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	chief, taker, holder, reader := screen.Roles(chiefs...), screen.Roles(takers...), screen.Roles(holders...), screen.Roles(readers...)
	const nobody = screen.Nobody
	list := []screen.Route{
		{Method: "GET", Pattern: "/pricelink", Audience: reader, Purpose: nobody, Act: screen.Read, Serve: p.Home},
		{Method: "GET", Pattern: "/pricelink/index", Audience: reader, Purpose: nobody, Act: screen.Read, Serve: p.Index},
		{Method: "POST", Pattern: "/pricelink/index", Audience: chief, Purpose: payment, Act: "pricelink.index", Serve: p.Enter},
		{Method: "POST", Pattern: "/pricelink/index/file", Audience: chief, Purpose: payment, Act: "pricelink.index", Serve: p.Import},
		{Method: "GET", Pattern: "/pricelink/report", Audience: reader, Purpose: nobody, Act: screen.Read, Serve: p.Report},
		{Method: "GET", Pattern: "/pricelink/report/file", Audience: reader, Purpose: nobody, Act: screen.Read, Serve: p.ReportFile},
		{Method: "GET", Pattern: "/pricelink/month/{month}", Audience: reader, Purpose: nobody, Act: screen.Read, Serve: p.Month},
		{Method: "POST", Pattern: "/pricelink/month/{month}/launch", Audience: chief, Purpose: payment, Act: "pricelink.launch", Serve: p.do(p.launch)},
		{Method: "POST", Pattern: "/pricelink/month/{month}/withdraw", Audience: chief, Purpose: payment, Act: "pricelink.withdraw", Serve: p.do(p.withdraw)},
		{Method: "POST", Pattern: "/pricelink/month/{month}/list", Audience: chief, Purpose: payment, Act: "pricelink.list", Serve: p.do(p.list)},
		{Method: "POST", Pattern: "/pricelink/month/{month}/hand", Audience: chief, Purpose: payment, Act: "pricelink.hand_over", Serve: p.do(p.hand)},
		{Method: "POST", Pattern: "/pricelink/month/{month}/roll", Audience: taker, Purpose: payment, Act: "pricelink.roll", Serve: p.do(p.roll)},
		{Method: "POST", Pattern: "/pricelink/month/{month}/result", Audience: taker, Purpose: payment, Act: "pricelink.result", Serve: p.do(p.result)},
		{Method: "GET", Pattern: "/pricelink/month/{month}/people", Audience: holder, Purpose: payment, Act: screen.Read, Serve: p.People},
		{Method: "POST", Pattern: "/pricelink/month/{month}/export", Audience: taker, Purpose: payment, Act: "pricelink.export", Serve: p.Export},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return list
}

// region is whose indices these pages are about.
func (p *Pages) region() string { return office.Code(p.s.City) }

// counties are those whose sums a visitor may see.
func (p *Pages) counties(r *screen.Request) (list []string) {
	for _, c := range office.Counties(p.s, r.Visitor, r.Today(), readers...) {
		list = append(list, office.Code(c))
	}
	return list
}

// county names a county by its six digits.
func (p *Pages) county(code string) string {
	area, err := civil.ParseArea(code)
	if err != nil {
		return code
	}
	return p.s.Desk.Place(area)
}

// month is the month a path names.
func (p *Pages) month(r *screen.Request) (civil.Month, error) {
	m, err := civil.ParseMonth(r.PathValue("month"))
	if err != nil {
		return 0, office.Missing()
	}
	return m, nil
}

func monthPath(m civil.Month) string { return "/pricelink/month/" + m.String() }

func cells(list ...templ.Component) []templ.Component { return list }

// whole is a number of people as pages show it.
func whole(n int64) string { return format.Count(int(n)) }

// monthsShown is how far back the chart goes.
const monthsShown = 24

// homeView is what the indices say and what was launched.
type homeView struct {
	Frame    layout.Frame
	Head     part.Head
	State    format.State
	Words    string
	Chart    part.Graph
	Launches part.Table
}

// Home shows the indices with their chart and the launches.
func (p *Pages) Home(r *screen.Request) (screen.Answer, error) {
	list, err := p.desk.Indices(r.Context(), p.region())
	if err != nil {
		return screen.Answer{}, err
	}
	launches, err := p.desk.Launches(r.Context(), p.region())
	if err != nil {
		return screen.Answer{}, err
	}
	v := homeView{Frame: office.Frame(r, "物价联动"), Head: part.Head{
		Title: "物价涨了，要不要发价格临时补贴", Lead: "还没有登记指数。",
		More: []part.Link{{Text: "指数和更正记录", Path: "/pricelink/index"}, {Text: "统计", Path: "/pricelink/report"}},
	}}
	v.Frame.Scripts = append(v.Frame.Scripts, "vendor/echarts.js", "chart.js")
	if err := p.latest(r, list, launches, &v); err != nil {
		return screen.Answer{}, err
	}
	v.Chart = chart(list, p.county(p.region()))
	v.Launches = p.launches(r, launches)
	return screen.Show(homePage(v))
}

// latest says what the last month with an index came to, and what is to be done.
func (p *Pages) latest(r *screen.Request, list []*pricelink.Index, launches []*pricelink.Decided, v *homeView) error {
	var last civil.Month
	for _, x := range list {
		if x.Standing {
			last = max(last, x.Month)
		}
	}
	if last == 0 {
		v.State, v.Words = format.Unknown, "没有指数，不能判定。"
		if r.Visitor.Plays(chiefs...) {
			v.Head.Action = part.Link{Text: "登记指数", Path: "/pricelink/index"}
		}
		return nil
	}
	proposal, err := p.desk.Propose(r.Context(), p.region(), last)
	if err != nil {
		return err
	}
	v.Head.Lead = format.Month(last) + "：" + proposal.Verdict.Title() + "。"
	v.Head.Action = part.Link{Text: "看" + format.Month(last) + "的测算", Path: monthPath(last)}
	v.State, v.Words = verdictMark(proposal.Verdict), ""
	for _, l := range launches {
		if l.Month == last && l.State != pricelink.Withdrawn {
			v.Head.Lead = format.Month(last) + "的补贴" + l.State.Title() + "。"
		}
	}
	if proposal.Ended {
		v.Words = "上月已发，本月没有达到条件，自然中止。"
	}
	return nil
}

func verdictMark(v pricelink.Verdict) format.State {
	switch v {
	case pricelink.Launch:
		return format.Soon
	case pricelink.NoLaunch:
		return format.Done
	}
	return format.Unknown
}

// chart draws the indices that stand, month by month; a month nobody knows is a gap.
func chart(list []*pricelink.Index, place string) part.Graph {
	known := pricelink.Series{}
	var first, last civil.Month
	var source string
	for _, x := range list {
		if !x.Standing {
			continue
		}
		if known[x.Point] = x.Rise; first == 0 || x.Month < first {
			first = x.Month
		}
		if x.Month >= last {
			last, source = x.Month, x.Source
		}
	}
	g := part.Graph{ID: "indices", Finding: place + "各月价格同比涨幅", Unit: "%", Places: 1, Lines: true, Source: source}
	if last == 0 {
		return g
	}
	g.AsOf = "数据截至" + format.Month(last)
	for _, kind := range pack.IndexKinds {
		s := part.Series{Name: kind.Title()}
		for m := max(first, last.Add(1-monthsShown)); m <= last; m++ {
			rise, there := known[pricelink.Point{Month: m, Kind: kind}]
			s.Values = append(s.Values, part.Number{N: int(rise), Gap: !there})
			s.Paths = append(s.Paths, monthPath(m))
		}
		g.Series = append(g.Series, s)
	}
	for m := max(first, last.Add(1-monthsShown)); m <= last; m++ {
		g.Labels = append(g.Labels, m.String())
	}
	return g
}

// soon is from how many working days on a deadline is told to be near.
const soon = 5

// launches is what was decided, the newest first, with how near its deadline is.
func (p *Pages) launches(r *screen.Request, list []*pricelink.Decided) part.Table {
	t := part.Table{
		Caption: "历次启动", Keys: true, Empty: "还没有启动过。",
		Columns: []part.Column{{Title: "指数月份"}, {Title: "发放月份"}, {Title: "状态"}, {Title: "应在什么时候前发放"}, {Title: "测算人数", Number: true}, {Title: "测算金额", Unit: "元", Number: true}},
	}
	for _, l := range list {
		due := part.Text("已撤回")
		if l.State != pricelink.Withdrawn {
			due = p.due(r, l)
		}
		t.Rows = append(t.Rows, part.Row{Path: monthPath(l.Month), Cells: cells(
			part.Text(format.Month(l.Month)), part.Text(format.Month(l.Pay)), part.Status(stateMark(l.State), l.State.Title()), due,
			part.Text(whole(l.Persons)), part.Amount(l.Amount),
		)})
	}
	return t
}

// due is the deadline of a launch, with its colour while something is left to do.
func (p *Pages) due(r *screen.Request, l *pricelink.Decided) templ.Component {
	if l.State == pricelink.Handed {
		return part.Text(format.Day(l.Due))
	}
	return part.DueChip(format.Deadline(p.s.Calendar, r.Today(), l.Due, soon))
}

func stateMark(s pricelink.State) format.State {
	switch s {
	case pricelink.Handed:
		return format.Done
	case pricelink.Withdrawn:
		return format.Paused
	}
	return format.Working
}

// pageSize is how many people a page of a list shows.
const pageSize = 50

// paging is which part of a list is asked for, and the links beside it.
func paging(r *screen.Request, all int, path string) (from int, p part.Paging) {
	n, err := strconv.Atoi(r.Text("page"))
	if err != nil || n < 1 || (n-1)*pageSize >= max(all, 1) {
		n = 1
	}
	from = (n - 1) * pageSize
	if all > pageSize {
		p = part.Paging{From: from + 1, To: min(all, n*pageSize), All: all}
		if n > 1 {
			p.Previous = path + "page=" + strconv.Itoa(n-1)
		}
		if n*pageSize < all {
			p.Next = path + "page=" + strconv.Itoa(n+1)
		}
	}
	return from, p
}

// statusOf is with which status a refusal is shown beside its form.
func statusOf(kind civil.Kind) int {
	switch kind {
	case civil.Conflict, civil.Stale:
		return http.StatusConflict
	case civil.Denied:
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}
