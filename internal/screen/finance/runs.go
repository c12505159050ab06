package finance

import (
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// runsView is the list of the runs of a county.
type runsView struct {
	Frame  layout.Frame
	Head   part.Head
	Others []part.Link // the other counties of the visitor
	Runs   part.Table
}

// monthsShown is how far back the list goes.
const monthsShown = 13

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }

// Runs lists the runs of a county, the newest first.
func (p *Pages) Runs(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	runs, err := p.s.Pay.Runs(r.Context(), office.Code(county), r.Today().Month().Add(-monthsShown))
	if err != nil {
		return screen.Answer{}, err
	}
	v := runsView{
		Frame: office.Frame(r, "发放"), Others: p.countyTabs(r, "/pay", county),
		Head: part.Head{
			Title: p.s.Desk.Place(county) + "发放批次", Lead: waits(runs),
			Action: part.Link{Text: "本月预览", Path: "/pay/new?county=" + office.Code(county)},
			More: []part.Link{
				{Text: "多发的钱", Path: "/pay/overpaid?county=" + office.Code(county)}, {Text: "死亡、迁出等变动", Path: "/money/events?county=" + office.Code(county)},
				{Text: "重复享受", Path: "/money/overlaps?county=" + office.Code(county)}, {Text: "与金民工程对账", Path: "/money/national?county=" + office.Code(county)},
				{Text: "乡镇（街道）备用金", Path: "/money/reserves?county=" + office.Code(county)},
			},
		},
		Runs: part.Table{
			Caption: "发放批次", Keys: true, Empty: "还没有发放批次。先看本月预览，再编制清单。",
			Columns: []part.Column{{Title: "月份"}, {Title: "待遇"}, {Title: "种类"}, {Title: "状态"}, {Title: "笔数", Number: true}, {Title: "金额", Unit: "元", Number: true}},
		},
	}
	for _, run := range runs {
		v.Runs.Rows = append(v.Runs.Rows, part.Row{Path: path(run), Cells: cells(
			part.Text(format.Month(run.Month)), part.Text(p.programme(run.Programme)), part.Text(run.Kind.Title()), runCell(run.State),
			part.Text(format.Count(int(run.Lines))), part.Amount(run.Total),
		)})
	}
	return screen.Show(runsPage(v))
}

// path is where a run stands.
func path(run *pay.Run) string { return "/pay/" + run.County + "/" + run.ID }

// waits says what has to be done next, before the table.
func waits(runs []*pay.Run) string {
	open, back := 0, 0
	for _, run := range runs {
		switch run.State {
		case pay.Closed, pay.Discarded:
		case pay.PartlyReturned:
			back++
			open++
		default:
			open++
		}
	}
	switch {
	case open == 0:
		return "没有在办的批次。"
	case back > 0:
		return strconv.Itoa(open) + "个批次还没有结清，其中" + strconv.Itoa(back) + "个有退回待处理。"
	}
	return strconv.Itoa(open) + "个批次还没有结清。"
}

// Overpaid lists what was paid beyond what is due.
func (p *Pages) Overpaid(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Pay.Overpaid(r.Context(), office.Code(county), "")
	if err != nil {
		return screen.Answer{}, err
	}
	var sum civil.Fen
	for _, o := range list {
		sum += o.Amount
	}
	from, to, paging := page(r, len(list), "/pay/overpaid?county="+office.Code(county)+"&")
	names, err := p.payees(r, nil)
	if err != nil {
		return screen.Answer{}, err
	}
	v := runsView{
		Frame: office.Frame(r, "多发的钱"), Others: p.countyTabs(r, "/pay/overpaid", county),
		Head: part.Head{Title: p.s.Desk.Place(county) + "多发的钱", Action: part.Link{Text: "追回协议", Path: "/money/recoveries?county=" + office.Code(county)}, Back: part.Link{Text: "发放批次", Path: "/pay?county=" + office.Code(county)}, Lead: "没有多发的钱。"},
		Runs: part.Table{
			Caption: "多发的钱，等人决定怎样收回", Keys: true, Paging: paging, Empty: "没有多发的钱。",
			Columns: []part.Column{{Title: "家庭"}, {Title: "待遇"}, {Title: "哪个月"}, {Title: "多发", Unit: "元", Number: true}},
		},
	}
	if len(list) > 0 {
		v.Head.Lead = "共" + format.Count(len(list)) + "笔，" + format.Yuan(sum) + "。多发的钱不会自动扣，要有人决定。"
	}
	for _, o := range list[from:to] {
		v.Runs.Rows = append(v.Runs.Rows, part.Row{Path: "/pay/family/" + o.County + "/" + o.Household, Cells: cells(
			part.Text(names.family(o.County, o.Household)), part.Text(p.programme(o.Programme)), part.Text(format.Month(o.Month)), part.Amount(o.Amount),
		)})
	}
	return screen.Show(runsPage(v))
}
