package finance

import (
	"fmt"
	"net/url"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// previewView is what a run would pay, before anything is written.
type previewView struct {
	Frame   layout.Frame
	Head    part.Head
	Choice  []part.Field // county, month, programme, kind
	Sums    []part.Pair
	Blocked string // lines that cannot be paid, in words; empty for none
	Groups  part.Table
	Lines   part.Table
	Form    part.Form
	Keep    map[string]string // the order, in hidden fields
	Fault   string
}

// causeWords name the groups of a preview, in their order.
var causeWords = []struct{ kind, word string }{
	{"new", "新享受"}, {"ended", "停止发放"}, {"suspended", "暂停"}, {"resumed", "恢复"}, {"changed", "决定调整金额"}, {"grace", "渐退期"},
	{"arrears", "补发"}, {"reissue", "退回重发"}, {"last_arrears", "上月含补发"}, {"last_reissue", "上月含退回重发"}, {"not_last", "上月没有列入"},
	{"standard", "标准调整"}, {"family", "享受人数变化"}, {"frozen", "冻结"}, {"offset", "抵扣多发的"}, {"one_off", "一次性发放"}, {"last_one_off", "上月含一次性发放"},
	{"withheld", "暂缓"}, {"elsewhere", "已由其他批次列入"}, {"no_account", "缺账户"},
}

// order is the run a form or an address asks for.
func (p *Pages) order(r *screen.Request) (pay.Order, civil.Area, error) {
	county, err := p.county(r)
	if err != nil {
		return pay.Order{}, 0, err
	}
	o := pay.Order{County: office.Code(county), Month: r.Today().Month(), Kind: pay.Monthly}
	if text := r.Text("month"); text != "" {
		if o.Month, err = civil.ParseMonth(text); err != nil {
			return o, county, err
		}
	}
	if name := r.Text("programme"); name != "" && name != "all" {
		if !p.s.Catalogue().Pays(name) {
			return o, county, office.Missing()
		}
		o.Programme = name
	}
	if r.Text("kind") == string(pay.Supplementary) {
		o.Kind = pay.Supplementary
	}
	return o, county, nil
}

// Preview shows what a run would pay and why it differs from the month before.
func (p *Pages) Preview(r *screen.Request) (screen.Answer, error) {
	o, county, err := p.order(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v, err := p.preview(r, o, county)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(previewPage(v))
}

// Prepare writes the list as a draft.
func (p *Pages) Prepare(r *screen.Request) (screen.Answer, error) {
	o, county, err := p.order(r)
	if err != nil {
		return screen.Answer{}, err
	}
	run, err := p.s.Pay.Prepare(r.Context(), r.Visitor.Actor, o)
	if err == nil {
		return screen.See("%s", path(run))
	}
	message, kind, ok := office.Told(err)
	if !ok {
		return screen.Answer{}, err
	}
	v, err := p.preview(r, o, county)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Fault = message
	return screen.Answer{Status: statusOf(kind), Page: previewPage(v)}, nil
}

func (p *Pages) preview(r *screen.Request, o pay.Order, county civil.Area) (previewView, error) {
	preview, err := p.s.Pay.Foresee(r.Context(), o)
	if err != nil {
		return previewView{}, err
	}
	why := r.Text("why")
	query := orderQuery(o)
	v := previewView{
		Frame: office.Frame(r, "本月预览"), Choice: p.choices(r, o, county),
		Head: part.Head{
			Title: fmt.Sprintf("%s %s预览", p.s.Desk.Place(county), format.Month(o.Month)), Lead: lead(preview),
			Back: part.Link{Text: "发放批次", Path: "/pay?county=" + o.County},
		},
		Sums: []part.Pair{
			{Key: "待遇", Value: p.programme(o.Programme)}, {Key: "种类", Value: o.Kind.Title()},
			{Key: "笔数", Value: format.Count(int(preview.Lines))}, {Key: "本月", Value: format.Yuan(preview.Total)},
		},
		Groups: groups(preview, query, why),
		Form:   part.Form{Action: "/pay/new", Once: screen.NewOnce(), Button: "编制清单"},
		Keep:   map[string]string{"county": o.County, "month": o.Month.String(), "programme": o.Programme, "kind": string(o.Kind)},
	}
	if preview.Lines+preview.Blocked == 0 {
		v.Form.Button = "" // there is nothing to be prepared
	}
	if o.Kind == pay.Monthly {
		v.Sums = append(v.Sums, part.Pair{Key: "上月", Value: format.Yuan(preview.Last)}, part.Pair{Key: "相差", Value: format.Yuan(preview.Total - preview.Last)})
	}
	if preview.Blocked > 0 {
		v.Blocked = fmt.Sprintf("有%d笔缺领款账户，不在银行文件里。补好账户以后再编制，或者下个月补发。", preview.Blocked)
	}
	v.Lines, err = p.previewLines(r, preview, query, why)
	return v, err
}

// lead is the answer before the table.
func lead(v *pay.Preview) string {
	if v.Lines == 0 {
		return "这个月没有要发的钱。"
	}
	words := fmt.Sprintf("要发%s笔，%s", format.Count(int(v.Lines)), format.Yuan(v.Total))
	if v.Kind != pay.Monthly {
		return words + "。"
	}
	switch change := v.Total - v.Last; {
	case change > 0:
		return words + "，比上月多" + format.Yuan(change) + "。"
	case change < 0:
		return words + "，比上月少" + format.Yuan(-change) + "。"
	}
	return words + "，和上月总额相同。"
}

// orderQuery is the address of an order, with room for one more word.
func orderQuery(o pay.Order) string {
	q := url.Values{"county": {o.County}, "month": {o.Month.String()}, "kind": {string(o.Kind)}}
	if o.Programme != "" {
		q.Set("programme", o.Programme)
	}
	return "/pay/new?" + q.Encode() + "&"
}

// choices are the fields with which another preview is asked for.
func (p *Pages) choices(r *screen.Request, o pay.Order, county civil.Area) []part.Field {
	var counties []part.Choice
	for _, c := range p.counties(r) {
		counties = append(counties, part.Choice{Value: office.Code(c), Text: p.s.Desk.Place(c)})
	}
	programme := o.Programme
	if programme == "" {
		programme = "all"
	}
	return []part.Field{
		{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: office.Code(county), Choices: counties},
		{Kind: part.SelectField, Name: "month", Label: "月份", Value: o.Month.String(), Choices: months(r.Today())},
		{Kind: part.SelectField, Name: "programme", Label: "待遇", Value: programme, Choices: p.programmes()},
		{Kind: part.SelectField, Name: "kind", Label: "种类", Value: string(o.Kind), Choices: []part.Choice{
			{Value: string(pay.Monthly), Text: pay.Monthly.Title()}, {Value: string(pay.Supplementary), Text: pay.Supplementary.Title()}}},
	}
}

// noAccount says whether a family has something due and nowhere to send it. A new one
// brings nothing this month and brought nothing the last, so that no difference tells.
func noAccount(f *pay.PreviewFamily) bool {
	return slices.ContainsFunc(f.Lines, func(l *pay.Line) bool { return l.Status == pay.NoAccount })
}

// in says whether a family belongs to a group of causes; every one to the empty group.
func in(f *pay.PreviewFamily, why string) bool {
	return why == "" || why == "same" && len(f.Causes) == 0 && !noAccount(f) || why == string(pay.CauseNoAccount) && noAccount(f) ||
		slices.ContainsFunc(f.Causes, func(c pay.Cause) bool { return string(c.Kind) == why })
}

// groups count the causes: how many families, and how much more or less.
func groups(v *pay.Preview, query, why string) part.Table {
	t := part.Table{Caption: "和上月比，为什么不同", Empty: "没有要发的钱。", Columns: []part.Column{{Title: "原因"}, {Title: "户", Number: true}, {Title: "相差", Unit: "元", Number: true}}}
	same := 0
	count, sum := map[string]int{}, map[string]civil.Fen{}
	for i := range v.Families {
		f := &v.Families[i]
		switch {
		case len(f.Causes) > 0:
		case noAccount(f):
			count[string(pay.CauseNoAccount)]++
		default:
			same++
		}
		for _, c := range v.Families[i].Causes {
			count[string(c.Kind)]++
			sum[string(c.Kind)] += c.Amount
		}
	}
	row := func(kind, word string, n int, amount civil.Fen) {
		if n > 0 {
			if kind == why {
				word += "（下面只列这些）"
			}
			t.Rows = append(t.Rows, part.Row{Path: query + "why=" + kind, Cells: cells(part.Text(word), part.Text(format.Count(n)), part.Amount(amount))})
		}
	}
	for _, c := range causeWords {
		row(c.kind, c.word, count[c.kind], sum[c.kind])
	}
	row("same", "与上月相同", same, 0)
	return t
}

func (p *Pages) previewLines(r *screen.Request, v *pay.Preview, query, why string) (part.Table, error) {
	var shown []*pay.PreviewFamily
	for i := range v.Families {
		if in(&v.Families[i], why) {
			shown = append(shown, &v.Families[i])
		}
	}
	if why != "" {
		query += "why=" + url.QueryEscape(why) + "&"
	}
	from, to, paging := page(r, len(shown), query)
	t := part.Table{Caption: "各户", Keys: true, Paging: paging, Empty: "没有符合的家庭。", Columns: []part.Column{
		{Title: "家庭", Clamp: true}, {Title: "待遇"}, {Title: "村（居）"}, {Title: "上月", Unit: "元", Number: true}, {Title: "本月", Unit: "元", Number: true}, {Title: "相差", Unit: "元", Number: true}, {Title: "原因"}}}
	var lines []*pay.Line
	for _, f := range shown[from:to] {
		lines = append(lines, f.Lines...)
	}
	names, err := p.payees(r, lines)
	if err != nil {
		return t, err
	}
	for _, f := range shown[from:to] {
		name := names.family(v.County, f.Household)
		if len(f.Lines) > 0 {
			name = names.of(f.Lines[0])
		}
		t.Rows = append(t.Rows, part.Row{Path: "/pay/family/" + v.County + "/" + f.Household, Cells: cells(
			part.Text(name), part.Text(p.programme(f.Programme)), part.Text(p.s.Desk.Place(f.Division)),
			part.Amount(f.Last), part.Amount(f.This), part.Amount(gap(&f.Difference)), causeCell(f),
		)})
	}
	return t, nil
}
