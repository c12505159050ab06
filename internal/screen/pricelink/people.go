package pricelink

import (
	"bytes"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// peopleView is a part of a list, person by person.
type peopleView struct {
	Frame layout.Frame
	Head  part.Head
	Tabs  []part.Tab
	List  part.Table
}

// People lists those of a county, and notes that they were looked at.
func (p *Pages) People(r *screen.Request) (screen.Answer, error) {
	m, err := p.month(r)
	if err != nil {
		return screen.Answer{}, err
	}
	l, _, err := p.desk.Launch(r.Context(), p.region(), m)
	if err != nil {
		return screen.Answer{}, err
	}
	f := pricelink.ListFilter{County: r.Text("county"), Group: r.Text("group"), Struck: r.Text("struck")}
	if !slices.Contains(p.counties(r), f.County) {
		return screen.Answer{}, office.Missing()
	}
	n, err := strconv.Atoi(r.Text("page"))
	if err != nil || n < 1 {
		n = 1
	}
	list, all, err := p.desk.Claims(r.Context(), r.Who(), l, f, (n-1)*pageSize, pageSize)
	if err != nil {
		return screen.Answer{}, err
	}
	base := monthPath(m) + "/people?county=" + f.County + "&group=" + f.Group
	_, pages := paging(r, int(all), base+"&struck="+f.Struck+"&")
	title := "全部类别"
	if f.Group != "" {
		title = p.group(l, f.Group)
	}
	v := peopleView{
		Frame: office.Frame(r, "联合名单"),
		Head:  part.Head{Title: l.Title() + "：" + p.county(f.County) + "，" + title, Lead: whole(all) + "人。", Back: part.Link{Text: "回到" + l.Title(), Path: monthPath(m)}},
		Tabs: []part.Tab{
			{Text: "全部", Path: base, Current: f.Struck == ""}, {Text: "发放的", Path: base + "&struck=paid", Current: f.Struck == "paid"},
			{Text: "去掉的", Path: base + "&struck=struck", Current: f.Struck == "struck"},
		},
		List: part.Table{Caption: "名单", Keys: true, Paging: pages, Empty: "没有记录。", Columns: []part.Column{{Title: "姓名"}, {Title: "类别"}, {Title: "从哪里来"}, {Title: "金额", Unit: "元", Number: true}, {Title: "情况"}}},
	}
	return p.rows(r, l, list, v)
}

func (p *Pages) rows(r *screen.Request, l *pricelink.Decided, list []pricelink.Shown, v peopleView) (screen.Answer, error) {
	var looked []register.Ref
	for i := range list {
		c := &list[i]
		from, name := "部门名册", format.Name(c.Name)
		if c.RollPerson == "" {
			from, looked = "在享待遇", append(looked, c.Person)
			name = p.name(r, c.Person)
		}
		state := part.Status(format.Done, "发放")
		if c.Struck != "" {
			state = part.Status(format.Paused, p.desk.Why(l, &c.Claim))
		}
		row := part.Row{Cells: cells(part.Text(name), part.Text(p.group(l, c.Group)), part.Text(from), part.Amount(c.Amount), state)}
		v.List.Rows = append(v.List.Rows, row)
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), looked, "name"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(peoplePage(v))
}

// name is somebody of the register; one whose record is gone has none.
func (p *Pages) name(r *screen.Request, ref register.Ref) string {
	name, err := p.desk.NameOf(r.Context(), ref)
	if err != nil || name == "" {
		return "没有登记"
	}
	return format.Name(name)
}

// Export hands out the list of a department.
func (p *Pages) Export(r *screen.Request) (screen.Answer, error) {
	m, err := p.month(r)
	if err != nil {
		return screen.Answer{}, err
	}
	name, data, err := p.desk.Export(r.Context(), r.Who(), p.region(), m, r.Text("export_group"))
	if err != nil {
		message, kind, ok := office.Told(err)
		if !ok || kind == civil.Denied {
			return screen.Answer{}, err
		}
		return p.showMonth(r, m, message, statusOf(kind))
	}
	return screen.Hand(screen.File{Name: name, Type: "text/csv; charset=utf-8", Content: bytes.NewReader(data), Attach: true})
}

// reportView is what the subsidy came to.
type reportView struct {
	Frame    layout.Frame
	Head     part.Head
	Years    part.Table
	Launches part.Table
	Groups   part.Table
}

// year is the year a report is of; 0 for all.
func year(r *screen.Request) int {
	n, err := strconv.Atoi(r.Text("year"))
	if err != nil || n < 1990 || n > 9999 {
		return 0
	}
	return n
}

// Report shows launches, people and money, by year, launch, county and group.
func (p *Pages) Report(r *screen.Request) (screen.Answer, error) {
	report, err := p.desk.Report(r.Context(), p.region(), year(r), p.counties(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v := reportView{
		Frame: office.Frame(r, "物价联动统计"),
		Head: part.Head{Title: "价格临时补贴发了多少", Lead: "还没有启动过。", Back: part.Link{Text: "物价联动", Path: "/pricelink"},
			More: []part.Link{{Text: "下载表格", Path: "/pricelink/report/file?year=" + strconv.Itoa(year(r))}}},
		Years:    part.Table{Caption: "按年", Columns: []part.Column{{Title: "年份"}, {Title: "启动", Unit: "次", Number: true}, {Title: "人次", Number: true}, {Title: "应发", Unit: "元", Number: true}, {Title: "已到账", Unit: "元", Number: true}}},
		Launches: part.Table{Caption: "按次", Columns: []part.Column{{Title: "发放月份"}, {Title: "状态"}, {Title: "人数", Number: true}, {Title: "去掉重复", Number: true}, {Title: "应发", Unit: "元", Number: true}, {Title: "已到账", Unit: "元", Number: true}}},
		Groups:   part.Table{Caption: "按县（市、区）和类别", Columns: []part.Column{{Title: "发放月份"}, {Title: "县（市、区）"}, {Title: "对象类别"}, {Title: "人数", Number: true}, {Title: "应发", Unit: "元", Number: true}}},
	}
	var launches int
	var persons int64
	var total civil.Fen
	for _, y := range report.Years {
		launches, persons, total = launches+y.Launches, persons+y.Persons, total+y.Total
		v.Years.Rows = append(v.Years.Rows, part.Row{Path: "/pricelink/report?year=" + strconv.Itoa(y.Year), Cells: cells(
			part.Text(strconv.Itoa(y.Year)+"年"), part.Text(format.Count(y.Launches)), part.Text(whole(y.Persons)), part.Amount(y.Total), part.Amount(y.Came))})
	}
	if launches > 0 {
		v.Head.Lead = "启动" + format.Count(launches) + "次，" + whole(persons) + "人次，应发" + format.Yuan(total) + "。"
	}
	for i := range report.Launches {
		p.reported(&report.Launches[i], &v)
	}
	return screen.Show(reportPage(v))
}

func (p *Pages) reported(l *pricelink.LaunchReport, v *reportView) {
	v.Launches.Rows = append(v.Launches.Rows, part.Row{Path: monthPath(l.Month), Cells: cells(
		part.Text(format.Month(l.Pay)), part.Status(stateMark(l.State), l.State.Title()), part.Text(whole(l.Persons)), part.Text(whole(l.Struck)), part.Amount(l.Total), part.Amount(l.Came))})
	for _, g := range pricelink.GroupSums(l.Sums) {
		v.Groups.Rows = append(v.Groups.Rows, part.Row{Cells: cells(
			part.Text(format.Month(l.Pay)), part.Text(p.county(g.County)), part.Text(p.group(l.Decided, g.Group)), part.Text(whole(g.Persons)), part.Amount(g.Amount))})
	}
}

// ReportFile hands the report out as a table.
func (p *Pages) ReportFile(r *screen.Request) (screen.Answer, error) {
	report, err := p.desk.Report(r.Context(), p.region(), year(r), p.counties(r))
	if err != nil {
		return screen.Answer{}, err
	}
	data, err := p.desk.CSV(report)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "价格临时补贴.csv", Type: "text/csv; charset=utf-8", Content: bytes.NewReader(data), Attach: true})
}
