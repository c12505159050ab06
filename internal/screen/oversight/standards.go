package oversight

import (
	"cmp"
	"net/http"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// standardsView is what applies where and from when.
type standardsView struct {
	Frame  layout.Frame
	Head   part.Head
	Filter []part.Field
	Now    part.Table
	Future part.Table
	Form   part.Form // of a new standard; no button where nobody may decide here
	Fields []part.Field
	Fault  string
}

// Standards shows the parameters in force in a region on a day, and those to come.
func (p *Pages) Standards(r *screen.Request) (screen.Answer, error) {
	return p.showStandards(r, nil, "", http.StatusOK)
}

func (p *Pages) showStandards(r *screen.Request, fields []part.Field, fault string, status int) (screen.Answer, error) {
	region := p.s.City
	if text := r.Text("region"); text != "" && text != office.Code(p.s.City) {
		area, err := office.County(p.counties(r, readers), text)
		if err != nil {
			return screen.Answer{}, err
		}
		region = area
	}
	day, wanted := r.Today(), part.Field{Kind: part.DayField, Name: "day", Label: "哪一天", Value: r.Today().String()}
	if text := r.Text("day"); text != "" {
		found, err := civil.ParseDate(text)
		wanted.Value = r.Typed("day")
		if err != nil {
			wanted.Fault = "日期请写成2025-06-30这样。"
		} else {
			day = found
		}
	}
	regions := append([]part.Choice{{Value: office.Code(p.s.City), Text: "全市"}}, p.countyChoices(r, readers)[1:]...)
	v := standardsView{
		Frame: office.Frame(r, "标准"), Fault: fault,
		Head:   part.Head{Title: "从什么时候起，按什么标准", Lead: p.s.Desk.Place(region) + "，" + format.Day(day) + "。标准来自业务包，每个数都有出处。"},
		Filter: []part.Field{{Kind: part.SelectField, Name: "region", Label: "在哪里", Value: office.Code(region), Choices: regions}, wanted},
	}
	v.Now, v.Future = p.inForce(region, day), p.toCome(region, day)
	if p.Decide != nil && r.Visitor.Plays(chiefs...) {
		v.Form = part.Form{Action: "/standards", Once: screen.NewOnce(), Button: "拟新标准"}
		if v.Fields = fields; fields == nil {
			v.Fields = p.standardFields(r)
		}
	}
	return screen.Answer{Status: status, Page: standardsPage(v)}, nil
}

// inForce are the values on a day, amounts first.
func (p *Pages) inForce(region civil.Area, day civil.Date) part.Table {
	t := part.Table{Caption: "现行标准", Columns: []part.Column{{Title: "标准"}, {Title: "数值"}, {Title: "哪里定的"}, {Title: "从哪天起"}, {Title: "出处"}, {Title: "核实"}}}
	list := p.s.Catalogue().Parameters(office.Code(region), day)
	slices.SortStableFunc(list, func(a, b pack.Resolved) int {
		return cmp.Compare(order(&a), order(&b))
	})
	for i := range list {
		one := &list[i]
		value := part.Text(standardText(one))
		if one.Unknown {
			value = part.NoValue("没有取值")
		}
		since := ""
		if !one.Unknown && one.Since > civil.FirstDate {
			since = format.ShortDay(one.Since)
		}
		source := one.Source
		if one.Formula != "" {
			source = "由公式算出：" + source
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(
			part.Text(one.Label), value, part.Text(one.RegionTitle), part.Text(since), part.Text(source), statusCell(one),
		)})
	}
	return t
}

// order puts amounts before everything else.
func order(one *pack.Resolved) int {
	if one.Kind.String() == money {
		return 0
	}
	return 1
}

// toCome are the values that begin later.
func (p *Pages) toCome(region civil.Area, day civil.Date) part.Table {
	t := part.Table{Caption: "以后的标准", Empty: "还没有以后的标准。", Columns: []part.Column{{Title: "标准"}, {Title: "数值"}, {Title: "哪里"}, {Title: "从哪天起"}, {Title: "出处"}}}
	for _, d := range p.s.Catalogue().Declarations() {
		for _, value := range p.s.Catalogue().Values(d.Name) {
			area, err := civil.ParseArea(value.Region)
			if value.Since <= day || value.Region != "000000" && (err != nil || !area.Contains(region)) {
				continue
			}
			text := d.Print(value.Value) + unitWord(d.Unit)
			if value.Split {
				text = "城镇" + text + "，农村" + d.Print(value.Rural) + unitWord(d.Unit)
			}
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(d.Label), part.Text(text), part.Text(p.county(value.Region)), part.Text(format.ShortDay(value.Since)), part.Text(value.Source))})
		}
	}
	return t
}

func (p *Pages) standardFields(r *screen.Request) []part.Field {
	return []part.Field{
		{Kind: part.SelectField, Name: "parameter", Label: "哪个标准", Value: r.Text("parameter"), Choices: p.parameterChoices(r)},
		{Kind: part.SelectField, Name: "place", Label: "在哪里", Value: r.Text("place"), Choices: p.regionChoices(r)},
		{Kind: part.TextField, Name: "value", Label: "改成多少", Value: r.Typed("value")},
		{Kind: part.DayField, Name: "since", Label: "从哪天起", Value: r.Typed("since")},
		{Kind: part.TextField, Name: "source", Label: "文件和文号", Value: r.Typed("source")},
	}
}

// DecideStandard makes a standard hold, where this server may.
func (p *Pages) DecideStandard(r *screen.Request) (screen.Answer, error) {
	if p.Decide == nil {
		return screen.Answer{}, office.Missing()
	}
	fields := p.standardFields(r)
	one := Standard{Parameter: r.Text("parameter"), Region: r.Text("place"), Value: r.Text("value"), Source: r.Text("source")}
	d := p.s.Catalogue().Declaration(one.Parameter)
	if d == nil {
		fields[0].Fault = "请选择改哪个标准。"
	}
	if one.Region != office.Code(p.s.City) || !r.Visitor.Scope.Covers(p.s.City) {
		if _, err := office.County(p.counties(r, chiefs), one.Region); err != nil {
			fields[1].Fault = "请选择您管的地方。"
		}
	}
	if d != nil {
		if _, err := d.Parse(one.Value); err != nil {
			fields[2].Fault = "请填写数值，写法和现在的一样。"
		}
	}
	var err error
	if one.Since, err = civil.ParseDate(r.Text("since")); err != nil {
		fields[3].Fault = "日期请写成2025-07-01这样。"
	}
	if one.Source == "" {
		fields[4].Fault = "请填写文件的名称和文号。"
	}
	if len(part.Faults(fields...)) > 0 {
		return p.showStandards(r, fields, "", http.StatusUnprocessableEntity)
	}
	who := r.Who()
	who.Purpose = review
	if err := p.Decide(r.Context(), who, one); err != nil {
		message, _, ok := office.Told(err)
		if !ok {
			return screen.Answer{}, err
		}
		return p.showStandards(r, fields, message, http.StatusUnprocessableEntity)
	}
	return screen.See("/standards?region=%s", one.Region)
}
