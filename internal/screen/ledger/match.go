package ledger

import (
	"github.com/a-h/templ"

	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Match shows a run's list, the bank's answers and the ledger side by side.
func (p *Pages) Match(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r, checkers)
	if err != nil {
		return screen.Answer{}, err
	}
	m, err := p.s.Pay.MatchOf(r.Context(), office.Code(county), r.PathValue("run"))
	if err != nil {
		return screen.Answer{}, err
	}
	v := formView{
		Frame: office.Frame(r, "三方核对"),
		Head: part.Head{
			Title: format.Month(m.Run.Month) + m.Run.Kind.Title() + "三方核对", Lead: "清单、银行回盘和账本一致。",
			Back: part.Link{Text: "账户", Path: "/ledger?county=" + office.Code(county) + "&class=run"},
			More: []part.Link{{Text: "本批次的对账单", Path: "/ledger/account/" + office.Code(county) + "/run." + m.Run.ID}},
		},
	}
	if r.Visitor.Plays(treasury...) {
		v.Head.Back = part.Link{Text: "回到批次", Path: "/pay/" + m.Run.County + "/" + m.Run.ID}
	}
	if !m.Agrees() {
		v.Head.Lead = "清单、银行回盘和账本不一致，请逐条查明。"
		v.Fault = v.Head.Lead
	}
	sums := part.Table{Caption: "合计", Columns: []part.Column{
		{Title: ""}, {Title: "清单笔数", Number: true}, {Title: "清单金额", Unit: "元", Number: true}, {Title: "回盘笔数", Number: true}, {Title: "回盘金额", Unit: "元", Number: true},
		{Title: "账本金额", Unit: "元", Number: true}, {Title: "核对"},
	}}
	sums.Columns[0].Title = "情况"
	for _, row := range m.Rows() {
		mark := part.Status(format.Done, "一致")
		if !row.Agrees() {
			mark = part.Status(format.Over, "不一致")
		}
		sums.Rows = append(sums.Rows, part.Row{Cells: cells(part.Text(row.Title), tally(row.List), part.Amount(row.List.Sum), tally(row.Bank), part.Amount(row.Bank.Sum),
			part.Amount(row.Ledger.Sum), mark)})
	}
	v.Tables = []part.Table{sums}
	if len(m.Differences) > 0 {
		t := part.Table{Caption: "账本与清单不同的记录", Columns: []part.Column{{Title: "记录"}, {Title: "清单", Unit: "元", Number: true}, {Title: "清单状态"}, {Title: "账本到账", Unit: "元", Number: true}, {Title: "账本退回", Unit: "元", Number: true}}}
		for _, d := range m.Differences[:min(len(m.Differences), accountsShown)] {
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(d.Line.ID), part.Amount(d.Line.Amount), part.Text(d.Line.Status.Title()), part.Amount(d.Ledger), part.Amount(d.Back))})
		}
		v.Tables = append(v.Tables, t)
	}
	return screen.Show(formPage(v))
}

func tally(t pay.Tally) templ.Component { return part.Text(format.Count(int(t.Lines))) }
