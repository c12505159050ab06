package verification

import (
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/verify"
)

// listView is a page with one table.
type listView struct {
	Frame layout.Frame
	Head  part.Head
	Tabs  []part.Tab
	Table part.Table
}

// pageSize is how many checks a page shows.
const pageSize = 50

// place is the title of a county.
func (p *Pages) place(county string) string {
	area, err := civil.ParseArea(county)
	if err != nil {
		return county
	}
	return p.s.Desk.Place(area)
}

// List lists checks: those somebody has to do something about, those other
// departments ordered, or all.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	tab := r.Text("tab")
	if tab != "open" && tab != "order" {
		tab = "all"
	}
	list, more, err := p.s.Verify.List(r.Context(), r.Viewer(), county, verify.Query{Tab: tab, After: r.Text("after"), Size: pageSize})
	if err != nil {
		return screen.Answer{}, err
	}
	at := "/verification?county=" + county
	v := listView{
		Frame: office.Frame(r, "核对"),
		Head:  part.Head{Title: p.place(county) + "家庭经济状况核对", Lead: "每一次查询都要有本人有效的授权，谁查过谁都有记录。"},
		Table: part.Table{
			Caption: "核对", Keys: true, Empty: "没有核对。",
			Columns: []part.Column{{Title: "编号"}, {Title: "申请人"}, {Title: "业务"}, {Title: "事由"}, {Title: "结果"}, {Title: "有效期至"}},
		},
	}
	v.Head.More = []part.Link{{Text: "复核发现", Path: "/findings?county=" + county}, {Text: "授权书", Path: "/letters"}}
	if r.Visitor.Plays(supervisors...) {
		v.Head.More = append(v.Head.More, part.Link{Text: "谁查过谁", Path: "/verification/looks?county=" + county})
	}
	if r.Visitor.Plays(askers...) {
		v.Head.Action = part.Link{Text: "受托核对", Path: "/verification/order"}
	}
	for _, t := range []struct{ name, title string }{{"all", "全部"}, {"open", "待办"}, {"order", "其他部门委托"}} {
		v.Tabs = append(v.Tabs, part.Tab{Text: t.title, Path: at + "&tab=" + t.name, Current: t.name == tab})
	}
	for _, i := range list {
		cause := i.Cause.Title()
		if i.Orderer != "" {
			cause = i.Orderer + " " + i.Origin
		}
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: path(i), Cells: cells(
			part.Text(i.Number), part.Text(format.Name(i.Applicant)), part.Text(p.s.Verify.BusinessTitle(i.Business)), part.Text(cause), mark(i), part.Text(until(i)),
		)})
	}
	if more {
		v.Table.Paging = part.Paging{From: 1, To: len(list), All: len(list) + 1, Next: at + "&tab=" + tab + "&after=" + list[len(list)-1].Number}
	}
	return screen.Show(listPage(v))
}

func until(i *verify.Inquiry) string {
	if i.Until == 0 {
		return "—"
	}
	return format.Day(i.Until)
}

// looksBack is how far back the list of who asked goes.
const looksBack = 90 * 24 * 60 * 60 * 1000

// Looks lists who asked about whom, when, why and by which letter.
func (p *Pages) Looks(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Verify.Looks(r.Context(), r.Viewer(), county, r.Now-looksBack)
	if err != nil {
		return screen.Answer{}, err
	}
	names := office.NamesOf(p.s)
	v := listView{
		Frame: office.Frame(r, "谁查过谁"),
		Head: part.Head{Title: p.place(county) + "：谁查过谁", Lead: "最近90天向部门发出的查询。没有有效授权的没有发出，也列在这里。",
			Back: part.Link{Text: "核对", Path: "/verification?county=" + county}},
		Table: part.Table{
			Caption: "向部门发出的查询", Empty: "最近90天没有查询。",
			Columns: []part.Column{{Title: "时间"}, {Title: "谁查的"}, {Title: "查了谁"}, {Title: "为什么"}, {Title: "凭哪份授权"}, {Title: "查询", Unit: "项", Number: true}, {Title: "未发出", Unit: "项", Number: true}, {Title: "核对编号"}},
		},
	}
	for i := range list {
		l := &list[i]
		why := l.Cause.Title() + "：" + p.s.Verify.BusinessTitle(l.Business)
		if l.Orderer != "" {
			why += "（" + l.Orderer + "）"
		}
		letter := l.Letters
		if letter == "" {
			letter = "没有"
		}
		v.Table.Rows = append(v.Table.Rows, part.Row{Cells: cells(
			part.Text(format.Moment(l.At)), part.Text(names.Of(r.Context(), l.Actor)), part.Text(format.Name(l.Name)), part.Text(why), part.Text(letter),
			part.Text(format.Count(int(l.Classes))), part.Text(format.Count(int(l.Refused))), part.Text(l.Number),
		)})
	}
	return screen.Show(listPage(v))
}

// Findings lists what repeated checks have found and nobody has looked into.
func (p *Pages) Findings(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Verify.Findings(r.Context(), r.Viewer(), county)
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{
		Frame: office.Frame(r, "复核发现"),
		Head: part.Head{Title: p.place(county) + "复核发现", Lead: "每月和数据更新后自动复核在领待遇的家庭。这里只列出来，停不停、减不减由人查明后决定。",
			Back: part.Link{Text: "核对", Path: "/verification?county=" + county}},
		Table: part.Table{
			Caption: "复核发现，分值高的在前", Keys: true, Empty: "没有待查看的发现。",
			Columns: []part.Column{{Title: "家庭"}, {Title: "待遇"}, {Title: "结果"}, {Title: "分值", Number: true}, {Title: "发现日期"}},
		},
	}
	for _, f := range list {
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: "/findings/" + f.County + "/" + f.ID, Cells: cells(
			part.Text(format.Name(f.Summary.Applicant)), part.Text(p.s.Verify.BusinessTitle(f.Business)), part.Text(f.Summary.Conclusion.Title()),
			part.Text(format.Count(int(f.Score))), part.Text(format.Day(f.At.Date())),
		)})
	}
	return screen.Show(listPage(v))
}
