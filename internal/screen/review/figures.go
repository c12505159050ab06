package review

import (
	"github.com/a-h/templ"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/review"
)

// figuresView are the ratings counted.
type figuresView struct {
	Frame  layout.Frame
	Head   part.Head
	From   part.Field
	Until  part.Field
	Fault  string
	Table  part.Table
	Public bool
}

// span is the stretch of days a page counts: those that are asked for, else a year up
// to today.
func span(r *screen.Request) (from, until civil.Date) {
	until = r.Today()
	from = until.AddDays(-yearDays)
	if day, err := civil.ParseDate(r.FormValue("from")); err == nil {
		from = day
	}
	if day, err := civil.ParseDate(r.FormValue("until")); err == nil {
		until = day
	}
	return from, until
}

const yearDays = 365

var gradeColumns = []part.Column{{Title: "评价", Unit: "件", Number: true}, {Title: "非常满意", Number: true}, {Title: "满意", Number: true}, {Title: "基本满意", Number: true}, {Title: "不满意", Number: true}, {Title: "非常不满意", Number: true}}

func gradeCells(f *review.Figure) []templ.Component {
	list := []templ.Component{part.Text(format.Count(f.All()))}
	for _, n := range f.Grades {
		list = append(list, part.Text(format.Count(n)))
	}
	return list
}

// Figures count ratings by office and matter, for the offices of the visitor.
func (p *Pages) Figures(r *screen.Request) (screen.Answer, error) {
	from, until := span(r)
	v := figuresView{
		Frame: office.Frame(r, "满意度统计"), Head: part.Head{Title: "满意度统计", Lead: format.Span(from, until), Back: part.Link{Text: "评价和投诉", Path: "/feedback"}},
		From: part.Field{Kind: part.DayField, Name: "from", Label: "从", Value: from.String()}, Until: part.Field{Kind: part.DayField, Name: "until", Label: "到", Value: until.String()},
	}
	v.Table = part.Table{Caption: "各单位、各事项的评价", Empty: "这段时间还没有评价。", Columns: append([]part.Column{{Title: "单位", Clamp: true}, {Title: "事项", Clamp: true}}, gradeColumns...)}
	v.Table.Columns = append(v.Table.Columns, part.Column{Title: "实名", Number: true}, part.Column{Title: "差评已核实", Number: true}, part.Column{Title: "已回访", Number: true})
	if until < from {
		v.Fault = "“到”不能早于“从”，请核对日期。"
		return screen.Again(figuresPage(v))
	}
	list, err := p.s.Review.Figures(r.Context(), r.Who(), from, until)
	if err != nil {
		return screen.Answer{}, err
	}
	for i := range list {
		f := &list[i]
		matter := "到窗口办事"
		if m, err := p.s.Desk.Matter(f.Matter); err == nil {
			matter = m.Title
		}
		row := append([]templ.Component{part.Text(p.unit(f.Division)), part.Text(matter)}, gradeCells(f)...)
		row = append(row, part.Text(format.Count(f.Named)), part.Text(format.Count(f.Followed)+"/"+format.Count(f.Bad())), part.Text(format.Count(f.Called)))
		v.Table.Rows = append(v.Table.Rows, part.Row{Cells: row})
	}
	return screen.Show(figuresPage(v))
}

// Public counts ratings by county, for everybody; small figures are not shown.
func (p *Pages) Public(r *screen.Request) (screen.Answer, error) {
	from, until := span(r)
	v := figuresView{Frame: p.frame(r, "大家的评价", "/"), Public: true, Head: part.Head{Title: "大家的评价", Over: format.Span(from, until), Lead: "办一件评一件，好的差的都算。差评件件核实、件件答复。"}}
	v.Table = part.Table{Caption: "各县（市、区）", Empty: "这段时间还没有评价。", Columns: append([]part.Column{{Title: "地方"}}, gradeColumns...)}
	if until < from {
		until = from
	}
	whole, list, err := p.s.Review.Public(r.Context(), p.s.City, from, until)
	if err != nil {
		return screen.Answer{}, err
	}
	if whole.All() > 0 {
		v.Table.Rows = append(v.Table.Rows, p.shownRow(&whole, "全市"))
	}
	for i := range list {
		v.Table.Rows = append(v.Table.Rows, p.shownRow(&list[i], p.s.Desk.Place(list[i].County)))
	}
	return screen.Show(publicPage(v))
}

func (p *Pages) shownRow(s *review.Shown, name string) part.Row {
	if !s.Hidden {
		return part.Row{Cells: append([]templ.Component{part.Text(name)}, gradeCells(&s.Figure)...)}
	}
	row := part.Row{Cells: []templ.Component{part.Text(name), part.NoValue("太少，不公开")}}
	for range s.Grades {
		row.Cells = append(row.Cells, part.NoValue("不公开"))
	}
	return row
}
