package ledger

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// formView is a page with a few facts, tables, and perhaps one form.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Others []part.Link // the other counties of the visitor
	Fault  string
	Pairs  []part.Pair
	Tables []part.Table
	Ask    *part.Form // nil: there is nothing to send
	Fields []part.Field
}

// county is the county a path or a form names, among those the visitor's posts in some
// roles cover whole; without a name the first one.
func (p *Pages) county(r *screen.Request, roles []access.Role) (civil.Area, error) {
	list := office.Counties(p.s, r.Visitor, r.Today(), roles...)
	code := r.PathValue("county")
	if code == "" {
		code = r.Text("county")
	}
	if code == "" && len(list) > 0 {
		return list[0], nil
	}
	return office.County(list, code)
}

// others lead to the other counties of the visitor.
func (p *Pages) others(r *screen.Request, roles []access.Role, path string, now civil.Area) (links []part.Link) {
	for _, c := range office.Counties(p.s, r.Visitor, r.Today(), roles...) {
		if c != now {
			links = append(links, part.Link{Text: p.s.Desk.Place(c), Path: path + "?county=" + office.Code(c)})
		}
	}
	return links
}

// year is the budget year that is asked for, else that of today.
func year(r *screen.Request) int {
	text := r.PathValue("year")
	if text == "" {
		text = r.Text("year")
	}
	now, _, _ := r.Today().YMD()
	if n, err := strconv.Atoi(text); err == nil && n >= now-20 && n <= now+1 {
		return n
	}
	return now
}

// programme is the title of a programme.
func (p *Pages) programme(name string) string {
	if found := p.s.Catalogue().Programme(name); found != nil {
		return found.Title
	}
	return name
}

// programmes are the benefits that pay something.
func (p *Pages) programmes() []part.Choice {
	list := []part.Choice{{Value: "none", Text: "不试算"}}
	for _, one := range p.s.Catalogue().Programmes() {
		if one.AmountLabel != "" {
			list = append(list, part.Choice{Value: one.Name, Text: one.Title})
		}
	}
	return list
}

// money reads an amount as people type it; negative where a change may be less.
func money(typed string) (civil.Fen, error) {
	amount, err := civil.ParseYuan(strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(typed))
	if err != nil {
		return 0, civil.Refuse("amount_form", "金额请填数字，如12345.60。")
	}
	return amount, nil
}

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }

// statusOf is the status of a page on which something was refused.
func statusOf(kind civil.Kind) int {
	if kind == civil.Conflict || kind == civil.Stale || kind == civil.Denied {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// again shows a form with why it was refused.
func again(v formView, err error) (screen.Answer, error) {
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	v.Fault, v.Frame.Faults = message, true
	return screen.Answer{Status: statusOf(kind), Page: formPage(v)}, nil
}

// sources are the choices of a source.
func (p *Pages) sources() (list []part.Choice) {
	for _, s := range p.s.Pay.Sources() {
		list = append(list, part.Choice{Value: s.Name, Text: s.Title})
	}
	return list
}

// fundsPath is the page of the funds of a county and year.
func fundsPath(county civil.Area, year int) string {
	return "/funds?county=" + office.Code(county) + "&year=" + strconv.Itoa(year)
}

// stateOf is how the state of a notice looks.
func stateOf(a *pay.Allotment) templ.Component {
	switch a.State {
	case pay.AllotmentConfirmed:
		return part.Status(format.Done, "已入账")
	case pay.AllotmentRefused:
		return part.Status(format.Paused, "未予确认")
	}
	return part.Status(format.Working, "待另一人确认")
}
