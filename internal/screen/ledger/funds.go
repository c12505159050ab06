package ledger

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// fundsView is the money of a county in a year.
type fundsView struct {
	Frame    layout.Frame
	Head     part.Head
	Others   []part.Link
	County   string
	Year     string
	Short    string // which source will not do
	Sources  part.Table
	Spent    part.Table
	Given    part.Table
	Expected part.Graph
	Fields   []part.Field // of a trial
	Tried    string
}

// Funds shows the funds of a county and what they will have to give.
func (p *Pages) Funds(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r, readers)
	if err != nil {
		return screen.Answer{}, err
	}
	y := year(r)
	changes, fields := p.trial(r)
	d, err := p.s.Pay.FundDesk(r.Context(), office.Code(county), y, r.Today(), changes)
	if err != nil {
		return screen.Answer{}, err
	}
	v := fundsView{
		Frame: office.Frame(r, "资金"), Others: p.others(r, readers, "/funds", county), County: office.Code(county), Year: strconv.Itoa(y),
		Head:  part.Head{Title: p.s.Desk.Place(county) + strconv.Itoa(y) + "年资金", Lead: lead(d)},
		Short: shortOf(d), Sources: p.sourceTable(r, county, d), Spent: p.spentTable(d), Given: givenTable(d), Expected: p.chart(r, d), Fields: fields,
	}
	v.Frame.Scripts = append(v.Frame.Scripts, "vendor/echarts.js", "chart.js")
	if len(changes) > 0 {
		v.Tried = "预测里已加上试算：" + p.programme(changes[0].Programme) + "从" + format.Month(changes[0].From) + "起每月变动" + format.Yuan(changes[0].Monthly) + "。试算不影响任何人。"
	}
	if r.Visitor.Plays(treasury...) {
		query := "?county=" + v.County + "&year=" + v.Year
		v.Head.Action = part.Link{Text: "登记资金", Path: "/funds/new" + query}
		v.Head.More = []part.Link{{Text: "编制年度预算", Path: "/funds/plan" + query}, {Text: "账户和对账单", Path: "/ledger?county=" + v.County}}
	}
	return screen.Show(fundsPage(v))
}

// lead is what it comes to, before any table.
func lead(d *pay.FundDesk) string {
	var allotted, drawn civil.Fen
	for _, f := range d.Funds {
		allotted += f.Allotted
		drawn += f.Drawn
	}
	return "已下达" + format.Yuan(allotted) + "，已支出" + format.Yuan(drawn) + "；到年底还要" + format.Yuan(d.Forecast.Total) + "。"
}

// shortOf names the sources that will not do.
func shortOf(d *pay.FundDesk) string {
	text := ""
	for i := range d.Funds {
		f := &d.Funds[i]
		if f.Account != "" && !f.Open && f.Left() < 0 {
			text += f.Title + "到年底还缺" + format.Yuan(-f.Left()) + "。"
		}
	}
	return text
}

func (p *Pages) sourceTable(r *screen.Request, county civil.Area, d *pay.FundDesk) part.Table {
	t := part.Table{Caption: "资金来源", Empty: "还没有资金来源。", Columns: []part.Column{
		{Title: "来源"}, {Title: "预算", Unit: "元", Number: true}, {Title: "已下达", Unit: "元", Number: true}, {Title: "已支出", Unit: "元", Number: true},
		{Title: "余额", Unit: "元", Number: true}, {Title: "到年底还要", Unit: "元", Number: true}, {Title: "控制"},
	}}
	for _, f := range d.Funds {
		control := "余额不足不能签发"
		if f.Open {
			control = "开放：可以先发"
		}
		row := part.Row{Cells: cells(part.Text(f.Title), part.Amount(f.Planned), part.Amount(f.Allotted), part.Amount(f.Drawn),
			part.Amount(f.Balance), part.Amount(f.Expected), part.Text(control))}
		if r.Visitor.Plays(treasury...) {
			row.Path = "/funds/open/" + office.Code(county) + "/" + strconv.Itoa(d.Year) + "/" + f.Source
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p *Pages) spentTable(d *pay.FundDesk) part.Table {
	t := part.Table{Caption: "按项目", Empty: "还没有预算，也没有支出。", Columns: []part.Column{
		{Title: "来源"}, {Title: "项目"}, {Title: "预算", Unit: "元", Number: true}, {Title: "已支出", Unit: "元", Number: true},
	}}
	for _, f := range d.Funds {
		for _, s := range f.ByProgram {
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(f.Title), part.Text(p.programme(s.Programme)), part.Amount(s.Planned), part.Amount(s.Drawn))})
		}
	}
	return t
}

func givenTable(d *pay.FundDesk) part.Table {
	t := part.Table{Caption: "资金文件", Keys: true, Empty: "今年还没有登记资金文件。", Columns: []part.Column{
		{Title: "文号"}, {Title: "日期"}, {Title: "来源"}, {Title: "下达或收回"}, {Title: "金额", Unit: "元", Number: true}, {Title: "状态"},
	}}
	titles := map[string]string{}
	for _, f := range d.Funds {
		titles[f.Source] = f.Title
	}
	for _, a := range d.Allotments {
		t.Rows = append(t.Rows, part.Row{Path: allotmentPath(a), Cells: cells(
			part.Text(a.Document), part.Text(format.Day(a.Day)), part.Text(titles[a.Source]), part.Text(direction(a)), part.Amount(a.Amount), stateOf(a),
		)})
	}
	return t
}

func allotmentPath(a *pay.Allotment) string { return "/funds/allotment/" + a.County + "/" + a.ID }

func direction(a *pay.Allotment) string {
	if a.Back {
		return "收回"
	}
	return "下达"
}

// chart is what will be drawn month by month.
func (p *Pages) chart(r *screen.Request, d *pay.FundDesk) part.Graph {
	g := part.Graph{ID: "expected", Unit: "元", Places: 2, Finding: "到年底不再有支出", AsOf: "以" + format.Day(r.Today()) + "在册的为准", Source: "按应发待遇推算"}
	sums := map[civil.Month]civil.Fen{}
	var months []civil.Month
	for _, e := range d.Forecast.Expected {
		if _, seen := sums[e.Month]; !seen {
			months = append(months, e.Month)
		}
		sums[e.Month] += e.Amount
	}
	if len(months) == 0 {
		return g
	}
	g.Finding = "到年底还要支出" + format.Yuan(d.Forecast.Total)
	values := make([]int, len(months))
	for i, m := range months {
		g.Labels = append(g.Labels, format.Month(m))
		values[i] = int(sums[m])
	}
	g.Series = []part.Series{{Name: "预计支出", Values: part.Numbers(values...)}}
	return g
}

// trial is a change somebody tries in the forecast, with the fields it is typed in.
func (p *Pages) trial(r *screen.Request) ([]pay.Planned, []part.Field) {
	fields := []part.Field{
		{Kind: part.SelectField, Name: "programme", Label: "待遇", Value: r.Text("programme"), Choices: p.programmes()},
		{Kind: part.TextField, Name: "from", Label: "从哪个月起", Value: r.Typed("from"), Hint: "如2025-10", Optional: true},
		{Kind: part.TextField, Name: "monthly", Label: "每月变动", Unit: "元", Value: r.Typed("monthly"), Hint: "减少的前面写负号；可以用试算页的每月差额。", Optional: true},
	}
	name := r.Text("programme")
	if name == "" || name == "none" {
		return nil, fields
	}
	from, err := civil.ParseMonth(r.Text("from"))
	if err != nil {
		fields[1].Fault = "月份请写成2025-10这样。"
		return nil, fields
	}
	amount, err := money(r.Text("monthly"))
	if err != nil {
		fields[2].Fault = "金额请填数字，如12345.60。"
		return nil, fields
	}
	return []pay.Planned{{Programme: name, From: from, Monthly: amount}}, fields
}
