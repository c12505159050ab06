package ledger

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// planView is a year's plan as it would be from those in pay, and the form that takes
// it over.
func (p *Pages) planView(r *screen.Request) (formView, civil.Area, []pay.Budget, error) {
	county, err := p.county(r, treasury)
	if err != nil {
		return formView{}, 0, nil, err
	}
	y := year(r)
	changes, trial := p.trial(r)
	costs, err := p.s.Pay.CostsOf(r.Context(), office.Code(county), r.Today().Month())
	if err != nil {
		return formView{}, 0, nil, err
	}
	plan, err := p.s.Pay.Plan(office.Code(county), y, costs, changes)
	if err != nil {
		return formView{}, 0, nil, err
	}
	var sum civil.Fen
	titles := map[string]string{}
	for _, s := range p.s.Pay.Sources() {
		titles[s.Name] = s.Title
	}
	t := part.Table{Caption: "按来源和项目", Empty: "现在没有在册的待遇，测算不出预算。", Columns: []part.Column{{Title: "来源"}, {Title: "项目"}, {Title: "全年", Unit: "元", Number: true}}}
	for _, b := range plan {
		sum += b.Amount
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(titles[b.Source]), part.Text(p.programme(b.Programme)), part.Amount(b.Amount))})
	}
	v := formView{
		Frame:  office.Frame(r, "年度预算"),
		Head:   part.Head{Title: strconv.Itoa(y) + "年预算测算", Lead: "按" + format.Month(r.Today().Month()) + "在册的待遇，全年要" + format.Yuan(sum) + "。", Back: part.Link{Text: "资金", Path: fundsPath(county, y)}},
		Tables: []part.Table{t},
	}
	if len(plan) > 0 {
		v.Ask = &part.Form{Action: "/funds/plan?county=" + office.Code(county), Once: screen.NewOnce(), Button: "采用为年度预算"}
		v.Fields = append([]part.Field{
			{Kind: part.TextField, Name: "year", Label: "预算年度", Value: strconv.Itoa(y)},
			{Kind: part.TextField, Name: "basis", Label: "预算文件的文号，或测算的说明", Value: r.Typed("basis")},
		}, trial...)
	}
	return v, county, plan, nil
}

// PlanPage shows what a year would cost.
func (p *Pages) PlanPage(r *screen.Request) (screen.Answer, error) {
	v, _, _, err := p.planView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(formPage(v))
}

// Plan takes it over.
func (p *Pages) Plan(r *screen.Request) (screen.Answer, error) {
	v, county, plan, err := p.planView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if faults := part.Faults(v.Fields...); len(faults) > 0 {
		v.Frame.Faults = true
		return screen.Again(formPage(v))
	}
	if err := p.s.Pay.SetBudget(r.Context(), r.Visitor.Actor, office.Code(county), year(r), r.Text("basis"), plan); err != nil {
		return again(v, err)
	}
	return screen.See("%s", fundsPath(county, year(r)))
}
