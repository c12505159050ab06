package finance

import (
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// handing are those who give money out of a reserve.
var handing = []access.Role{casework.Town}

// Reserves lists what the towns of a county keep ready for emergencies.
func (p *Pages) Reserves(r *screen.Request) (screen.Answer, error) { return p.showReserves(r, "", nil) }

func (p *Pages) showReserves(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Pay.ReserveDesk(r.Context(), office.Code(county))
	if err != nil {
		return screen.Answer{}, err
	}
	var left civil.Fen
	for i := range list {
		left += list[i].Left
	}
	v := moneyView{
		Frame: office.Frame(r, "备用金"), Others: p.countyTabs(r, "/money/reserves", county),
		Head: part.Head{Title: p.s.Desk.Place(county) + "临时救助备用金", Lead: "各乡镇（街道）一共还有" + format.Yuan(left) + "。",
			Back: part.Link{Text: "发放批次", Path: "/pay?county=" + office.Code(county)}},
		Tables: []part.Table{reserveTable(list)},
	}
	if r.Visitor.Plays(signers...) {
		v.Acts = []moneyAct{p.fillAct(r, county)}
	}
	v.refused(r, message, fieldOf(refusal, map[string]string{
		"reserve_town": "town", "reserve_source": "source", "pay_amount": "amount", "reserve_amount": "amount", "reserve_fund_short": "amount", "reserve_note": "note"}))
	return shown(v, refusal)
}

// reserveTable is what was filled, given and left.
func reserveTable(list []pay.Reserve) part.Table {
	t := part.Table{Caption: "备用金", Keys: true, Empty: "还没有拨付过备用金。", Columns: []part.Column{
		{Title: "乡镇（街道）"}, {Title: "累计拨付", Unit: "元", Number: true}, {Title: "累计给付", Unit: "元", Number: true}, {Title: "还有", Unit: "元", Number: true}}}
	for _, one := range list {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(one.Title), part.Amount(one.Filled), part.Amount(one.Given), part.Amount(one.Left))})
	}
	return t
}

// fillAct is the form by which a reserve is filled.
func (p *Pages) fillAct(r *screen.Request, county civil.Area) moneyAct {
	town := part.Field{Kind: part.SelectField, Name: "town", Label: "拨给"}
	for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
		town.Choices = append(town.Choices, part.Choice{Value: d.Code.String(), Text: p.s.Desk.Place(d.Code)})
	}
	source := part.Field{Kind: part.SelectField, Name: "source", Label: "资金来源"}
	for _, s := range p.s.Pay.Sources() {
		source.Choices = append(source.Choices, part.Choice{Value: s.Name, Text: s.Title})
	}
	source.Value = only(source.Choices)
	return act("拨付备用金", "从今年的资金里拨出，乡镇（街道）当场给付时逐笔扣减，给完为止。", "/money/reserves/"+office.Code(county)+"/fill",
		town, source, part.Field{Kind: part.MoneyField, Name: "amount", Label: "金额"},
		part.Field{Kind: part.TextField, Name: "note", Label: "依据", Hint: "拨付的文件或批准记录。"})
}

// FillReserve puts money into the reserve of a town. A form sent twice fills it once.
func (p *Pages) FillReserve(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if err = p.fill(r, county); err == nil {
		return screen.See("/money/reserves?county=%s", office.Code(county))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showReserves(r, message, err) })
}

func (p *Pages) fill(r *screen.Request, county civil.Area) error {
	once, err := r.Once()
	if err != nil {
		return err
	}
	town, err := civil.ParseArea(r.Text("town"))
	if err != nil {
		return civil.Refuse("reserve_town", "请选择本县（市、区）的乡镇（街道）。")
	}
	amount, err := yuan(r.Text("amount"))
	if err != nil {
		return civil.Refuse("reserve_amount", "备用金的金额请填数字，如20000.00。")
	}
	note := r.Text("note")
	if note == "" {
		return civil.Refuse("reserve_note", "请写明拨付的依据，以后要查。")
	}
	return p.s.Pay.Refill(r.Context(), r.Visitor.Actor, pay.Refill{
		County: office.Code(county), Town: town, Source: r.Text("source"), Amount: amount, Note: note, Once: once,
	})
}

// Reserve shows a town what is left of its own reserve.
func (p *Pages) Reserve(r *screen.Request) (screen.Answer, error) {
	var own []pay.Reserve
	done := map[civil.Area]bool{}
	for _, post := range r.Visitor.Posts {
		if !slices.Contains(handing, post.Role) || done[post.Division.Township()] {
			continue
		}
		town := post.Division.Township()
		done[town] = true
		list, err := p.s.Pay.ReserveDesk(r.Context(), office.Code(town.County()))
		if err != nil {
			return screen.Answer{}, err
		}
		at := slices.IndexFunc(list, func(one pay.Reserve) bool { return one.Town() == town })
		if at >= 0 {
			own = append(own, list[at])
		}
	}
	v := moneyView{Frame: office.Frame(r, "备用金"), Head: part.Head{Title: "临时救助备用金", Lead: "还没有拨付过备用金，急难的请报县（市、区）审批。"}}
	if len(own) > 0 {
		var left civil.Fen
		for i := range own {
			left += own[i].Left
		}
		v.Head.Lead = "还可以当场给付" + format.Yuan(left) + "，不够的请县（市、区）补足。"
		v.Tables = []part.Table{reserveTable(own)}
	}
	return shown(v, nil)
}
