package oversight

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// whatifView is a change of a parameter that is tried, and what it would do.
type whatifView struct {
	Frame  layout.Frame
	Head   part.Head
	Faults []part.Fault
	Fields []part.Field
	Done   bool
	Told   string
	Total  part.Table
	Chart  part.Graph
	Towns  part.Table
	Plan   string // path of the plan as a text
}

// money is the kind of parameters that are amounts.
const money = "money"

// effort is the order a form asks for, with the faults of its fields.
func (p *Pages) effort(r *screen.Request) (o WhatIfOrder, fields []part.Field) {
	region := p.s.City
	if text := r.Text("region"); text != "" && text != office.Code(p.s.City) {
		if area, err := office.County(p.counties(r, chiefs), text); err == nil {
			region = area
		}
	}
	o = WhatIfOrder{Parameter: r.Text("parameter"), Region: office.Code(region), Value: r.Text("value"), Programme: chosen(r, "programme"), Day: r.Today()}
	parameter := part.Field{Kind: part.SelectField, Name: "parameter", Label: "改哪个标准", Value: o.Parameter, Choices: p.parameterChoices(r)}
	place := part.Field{Kind: part.SelectField, Name: "region", Label: "在哪里", Value: o.Region, Choices: p.regionChoices(r)}
	value := part.Field{Kind: part.TextField, Name: "value", Label: "改成多少", Value: r.Typed("value"), Hint: "钱填元，如770；比例填30%或0.3。"}
	day := part.Field{Kind: part.DayField, Name: "day", Label: "以哪天为准", Value: r.Today().String()}
	programme := part.Field{Kind: part.SelectField, Name: "programme", Label: "只看一项待遇", Value: orAll(o.Programme), Choices: p.programmeChoices()}
	if o.Parameter != "" {
		found, ok := p.s.Catalogue().Parameter(o.Parameter, o.Region, r.Today())
		switch {
		case !ok:
			parameter.Fault = "没有这个标准，请从列出的里面选。"
		case found.Formula != "":
			parameter.Fault = "“" + found.Label + "”是算出来的，请改它所依据的标准。"
		default:
			value.Hint = "现在是" + standardText(&found) + "。" + value.Hint
			if o.Value == "" {
				value.Fault = "请填写改成多少。"
			} else if _, err := p.s.Catalogue().Declaration(o.Parameter).Parse(o.Value); err != nil {
				value.Fault = "“" + found.Label + "”填得不对，请对照现在的写法：" + standardText(&found) + "。"
			}
		}
		if text := r.Text("day"); text != "" {
			day.Value = r.Typed("day")
			var err error
			if o.Day, err = civil.ParseDate(text); err != nil {
				day.Fault = "日期请写成2025-06-30这样。"
			}
		}
	}
	return o, []part.Field{parameter, place, value, day, programme}
}

// parameterChoices are the amounts first, then everything else that has values.
func (p *Pages) parameterChoices(r *screen.Request) []part.Choice {
	var amounts, others []part.Choice
	for _, one := range p.s.Catalogue().Parameters(office.Code(p.s.City), r.Today()) {
		if one.Formula != "" {
			continue
		}
		choice := part.Choice{Value: one.Name, Text: one.Label + "（现在" + standardText(&one) + "）"}
		if one.Kind.String() == money {
			amounts = append(amounts, choice)
		} else {
			others = append(others, choice)
		}
	}
	return append(amounts, others...)
}

func (p *Pages) regionChoices(r *screen.Request) []part.Choice {
	list := []part.Choice{{Value: office.Code(p.s.City), Text: "全市"}}
	return append(list, p.countyChoices(r, chiefs)[1:]...)
}

func (p *Pages) programmeChoices() []part.Choice {
	list := []part.Choice{{Value: "all", Text: "全部"}}
	for _, one := range p.s.Catalogue().Programmes() {
		list = append(list, part.Choice{Value: one.Name, Text: one.Title})
	}
	return list
}

// standardText is a value with its unit as people read it.
func standardText(one *pack.Resolved) string {
	unit := unitWord(one.Unit)
	switch {
	case one.Unknown:
		return "不知道"
	case one.Split():
		return "城镇" + one.Urban + unit + "，农村" + one.Rural + unit
	}
	return one.Value + unit
}

// TryOut shows the form and, once it is filled in, what the change would do.
func (p *Pages) TryOut(r *screen.Request) (screen.Answer, error) {
	o, fields := p.effort(r)
	v := whatifView{
		Frame: office.Frame(r, "试算"), Fields: fields, Faults: part.Faults(fields...),
		Head: part.Head{Title: "谁多谁少，要花多少钱", Lead: "选一个标准，填一个新的数。"},
	}
	if p.WhatIf == nil {
		v.Told = "这台服务器没有开通试算。"
		return screen.Show(whatifPage(v))
	}
	if o.Parameter == "" || len(v.Faults) > 0 {
		v.Frame.Faults = len(v.Faults) > 0
		return screen.Show(whatifPage(v))
	}
	result, err := p.WhatIf(r.Context(), o)
	if err != nil {
		message, _, ok := office.Told(err)
		if !ok {
			return screen.Answer{}, err
		}
		v.Told = message
		return screen.Show(whatifPage(v))
	}
	p.fill(&v, o, result)
	return screen.Show(whatifPage(v))
}

// fill writes the result into the page.
func (p *Pages) fill(v *whatifView, o WhatIfOrder, result *WhatIfResult) {
	v.Done, v.Frame.Scripts = true, append(v.Frame.Scripts, "vendor/echarts.js", "chart.js")
	var all assess.Effect
	for i := range result.Total {
		all.Add(&result.Total[i])
	}
	v.Head.Lead = p.sentence(o, &all)
	columns := []part.Column{{Title: "新得", Number: true}, {Title: "失去", Number: true}, {Title: "增加", Number: true}, {Title: "减少", Number: true}, {Title: "不能判定", Number: true}, {Title: "现在每月", Unit: "元", Number: true}, {Title: "改后每月", Unit: "元", Number: true}, {Title: "相差", Unit: "元", Number: true}}
	v.Total = part.Table{Caption: "各项待遇", Empty: "没有影响。", Columns: append([]part.Column{{Title: "待遇"}}, columns...)}
	for i := range result.Total {
		v.Total.Rows = append(v.Total.Rows, part.Row{Cells: append(cells(part.Text(p.programme(result.Total[i].Programme))), effectCells(&result.Total[i])...)})
	}
	v.Towns = part.Table{Caption: "各乡镇（街道）", Empty: "没有一个乡镇（街道）受影响。", Columns: append([]part.Column{{Title: "县（市、区）"}, {Title: "乡镇（街道）"}, {Title: "待遇"}}, columns...)}
	for i := range result.Towns {
		e := &result.Towns[i]
		if e.Changes() {
			v.Towns.Rows = append(v.Towns.Rows, part.Row{Cells: append(cells(part.Text(p.s.Desk.Place(e.Town.County())), part.Text(p.s.Desk.Place(e.Town)), part.Text(p.programme(e.Programme))), effectCells(e)...)})
		}
	}
	v.Chart = p.costChart(o, result.Towns)
	v.Plan = "/whatif/plan?" + orderValues(o).Encode()
}

func orderValues(o WhatIfOrder) url.Values {
	return url.Values{"parameter": {o.Parameter}, "region": {o.Region}, "value": {o.Value}, "programme": {orAll(o.Programme)}, "day": {o.Day.String()}}
}

// sentence is the answer before any table.
func (p *Pages) sentence(o WhatIfOrder, all *assess.Effect) string {
	if !all.Changes() && all.Before == all.After {
		return p.changeWords(o) + "：没有人受影响。"
	}
	cost := all.After - all.Before
	words := fmt.Sprintf("%s：新得%s，失去%s，增加%s，减少%s；", p.changeWords(o), format.Count(all.Gains), format.Count(all.Losses), format.Count(all.More), format.Count(all.Less))
	if cost < 0 {
		return words + "每月少支出" + format.Yuan(-cost) + "。"
	}
	return words + "每月多支出" + format.Yuan(cost) + "。"
}

// changeWords say the change that is tried.
func (p *Pages) changeWords(o WhatIfOrder) string {
	label, unit := o.Parameter, ""
	if d := p.s.Catalogue().Declaration(o.Parameter); d != nil {
		label, unit = d.Label, unitWord(d.Unit)
	}
	return p.county(o.Region) + "的" + label + "改为" + o.Value + unit
}

func effectCells(e *assess.Effect) []templ.Component {
	return cells(part.Text(format.Count(e.Gains)), part.Text(format.Count(e.Losses)), part.Text(format.Count(e.More)), part.Text(format.Count(e.Less)), part.Text(format.Count(e.Unclear)),
		part.Amount(e.Before), part.Amount(e.After), part.Amount(e.After-e.Before))
}

// chartMost is how many bars can be read.
const chartMost = 30

// costChart is what each county would pay more a month; of one county each town.
func (p *Pages) costChart(o WhatIfOrder, towns []assess.Effect) part.Graph {
	at := func(e *assess.Effect) civil.Area { return e.Town.County() }
	if !slices.ContainsFunc(towns, func(e assess.Effect) bool { return e.Town.County() != towns[0].Town.County() }) {
		at = func(e *assess.Effect) civil.Area { return e.Town }
	}
	cost := map[civil.Area]civil.Fen{}
	for i := range towns {
		cost[at(&towns[i])] += towns[i].After - towns[i].Before
	}
	var places []civil.Area
	for area, c := range cost {
		if c != 0 {
			places = append(places, area)
		}
	}
	slices.SortFunc(places, func(a, b civil.Area) int {
		return cmp.Or(cmp.Compare(max(cost[b], -cost[b]), max(cost[a], -cost[a])), cmp.Compare(a, b))
	})
	places = places[:min(len(places), chartMost)]
	g := part.Graph{ID: "cost", Unit: "元", Places: 2, Finding: "没有一个地方要多支出", AsOf: "以" + format.Day(o.Day) + "为准", Source: "试算，不影响任何人"}
	series := part.Series{Name: "每月多支出"}
	for _, area := range places {
		g.Labels = append(g.Labels, p.s.Desk.Place(area))
		series.Values = append(series.Values, part.Number{N: int(cost[area])})
	}
	g.Series = []part.Series{series}
	if len(places) > 0 {
		g.Finding = p.s.Desk.Place(places[0]) + "变化最大：每月" + format.Yuan(cost[places[0]])
	}
	return g
}

// Plan is what was tried as a text, for whoever proposes it.
func (p *Pages) Plan(r *screen.Request) (screen.Answer, error) {
	o, fields := p.effort(r)
	if p.WhatIf == nil || o.Parameter == "" || len(part.Faults(fields...)) > 0 {
		return screen.Answer{}, office.Missing()
	}
	result, err := p.WhatIf(r.Context(), o)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "试算方案.txt", Type: "text/plain; charset=utf-8", Content: p.planText(r, o, result), Attach: true})
}

func (p *Pages) planText(r *screen.Request, o WhatIfOrder, result *WhatIfResult) io.Reader {
	var all assess.Effect
	for i := range result.Total {
		all.Add(&result.Total[i])
	}
	var b strings.Builder
	fmt.Fprintf(&b, "试算方案（不影响任何人，须另行决定）\n\n%s\n以%s为准，涉及%s人的资料。\n%s %s 试算\n\n", p.sentence(o, &all), format.Day(o.Day), format.Count(result.Persons), r.Visitor.Name, format.Moment(r.Now))
	for i := range result.Total {
		e := &result.Total[i]
		fmt.Fprintf(&b, "%s：新得%d，失去%d，增加%d，减少%d，不能判定%d；每月由%s变为%s。\n", p.programme(e.Programme), e.Gains, e.Losses, e.More, e.Less, e.Unclear, format.Yuan(e.Before), format.Yuan(e.After))
	}
	b.WriteString("\n各乡镇（街道）：\n")
	for i := range result.Towns {
		if e := &result.Towns[i]; e.Changes() {
			fmt.Fprintf(&b, "%s%s，%s：新得%d，失去%d，增加%d，减少%d；每月相差%s。\n", p.s.Desk.Place(e.Town.County()), p.s.Desk.Place(e.Town), p.programme(e.Programme), e.Gains, e.Losses, e.More, e.Less, format.Yuan(e.After-e.Before))
		}
	}
	return strings.NewReader(b.String())
}
