package review

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/review"
)

// complainView is the page on which somebody complains.
type complainView struct {
	Frame  layout.Frame
	Choose *part.Field // the county first, then its offices
	Form   part.Form
	Fields []part.Field
	Fault  string
	Done   *review.Receipt
	Mine   []mineLine
}

// mineLine is something somebody has said under his name.
type mineLine struct {
	part.Link
	State string
	Look  format.State
}

// counties are those of the city, to choose from.
func (p *Pages) counties(r *screen.Request) []part.Choice {
	list := []part.Choice{{Value: p.s.City.String(), Text: p.unit(p.s.City)}}
	for _, d := range p.s.Divisions.Under(p.s.City, civil.County, r.Today()) {
		list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	return list
}

// offices are the county's own office and those of its towns.
func (p *Pages) offices(r *screen.Request, county civil.Area) []part.Choice {
	list := []part.Choice{{Value: county.String(), Text: p.unit(county)}}
	if county.Level() != civil.County {
		return list
	}
	for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
		list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	return list
}

// Complain asks where, and then what.
func (p *Pages) Complain(r *screen.Request) (screen.Answer, error) {
	v, err := p.complain(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(complainPage(v))
}

func (p *Pages) complain(r *screen.Request) (v complainView, err error) {
	v.Frame = p.frame(r, "投诉、提建议", "/")
	if r.Visitor.Side == screen.Resident {
		v.Frame.Back = "/home"
		if v.Mine, err = p.mine(r); err != nil {
			return v, err
		}
	}
	county, err := civil.ParseArea(r.FormValue("county"))
	if err != nil || !p.s.City.Contains(county) {
		v.Choose = &part.Field{Kind: part.SelectField, Name: "county", Label: "说的是哪里的事？", Choices: p.counties(r)}
		return v, nil
	}
	name := ""
	if acting, ok := r.Visitor.Acting(); ok {
		name = acting.Name
	}
	if typed := r.Typed("name"); typed != "" {
		name = typed
	}
	v.Form = part.Form{Action: "/complain?county=" + county.String(), Once: screen.NewOnce(), Button: "提交"}
	v.Fields = []part.Field{
		{Kind: part.RadioField, Name: "kind", Label: "投诉还是建议？", Value: r.Typed("kind"), Choices: []part.Choice{{Value: string(review.Grievance), Text: "投诉：办得不对、态度不好、太慢"}, {Value: string(review.Suggestion), Text: "建议：想让你们做得更好"}}},
		{Kind: part.SelectField, Name: "division", Label: "说的是哪个单位？", Value: r.Typed("division"), Choices: p.offices(r, county)},
		{Kind: part.LongField, Name: "words", Label: "发生了什么？", Hint: "什么时候、在哪里、什么事，希望怎么办。", Value: r.Typed("words"), Rows: 6},
		{Kind: part.CheckField, Name: "anonymous", Label: "要不要匿名？", Optional: true, Values: r.Ticked("anonymous"), Choices: []part.Choice{{Value: "yes", Text: "匿名：不记我是谁，也不打电话给我", Hint: "凭编号和查询码自己看答复。"}}},
		{Name: "name", Label: "您的姓名", Value: name, Optional: true, Hint: "只给办理的人看，别处都遮着。"},
		{Kind: part.NumberField, Name: "phone", Label: "电话", Value: r.Typed("phone"), Optional: true, Hint: "答复以后打给您，问您满不满意。", Complete: "tel"},
	}
	return v, nil
}

// mine are what the visitor has said under his name.
func (p *Pages) mine(r *screen.Request) (list []mineLine, err error) {
	found, err := p.s.Review.Mine(r.Context(), r.Who())
	for _, c := range found {
		list = append(list, mineLine{part.Link{Text: c.Kind.Title() + " " + c.Number, Path: "/complaints/" + c.County + "/" + c.ID}, c.State.Title(), stateLooks[c.State]})
	}
	return list, err
}

var stateLooks = map[review.State]format.State{review.Open: format.Working, review.Verified: format.Working, review.Answered: format.Working, review.Closed: format.Done}

// Said takes a complaint or a suggestion, and gives number and code.
func (p *Pages) Said(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	said := review.Said{
		Kind: review.Kind(r.Text("kind")), Channel: review.OnPhone, Words: r.Text("words"), Name: r.Text("name"), Phone: r.Text("phone"),
		Anonymous: slices.Contains(r.Ticked("anonymous"), "yes"), Once: once,
	}
	if said.Kind == review.BadRating {
		said.Kind = ""
	}
	if area, err := civil.ParseArea(r.Text("division")); err == nil && p.s.City.Contains(area) {
		said.Division = area
	}
	if acting, ok := r.Visitor.Acting(); ok && r.Visitor.Side == screen.Resident {
		said.Person = register.Ref{County: acting.County, ID: acting.ID}
	}
	v, err := p.complain(r)
	if err != nil {
		return screen.Answer{}, err
	}
	receipt, err := p.s.Review.Complain(r.Context(), r.Who(), said)
	if message, ok := again(err); ok {
		v.Fault, v.Frame.Faults, v.Form.Once = message, true, once
		return screen.Again(complainPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	v.Done = &receipt
	return screen.Show(complainPage(v))
}

// trackView is the page of number and code, and one complaint as its author sees it.
type trackView struct {
	Frame  layout.Frame
	Form   part.Form
	Fields []part.Field
	Found  *review.Complaint
	Unit   string
	Pairs  []part.Pair
}

// Track asks for number and code.
func (p *Pages) Track(r *screen.Request) (screen.Answer, error) {
	return screen.Show(trackPage(p.track(r, "")))
}

func (p *Pages) track(r *screen.Request, fault string) trackView {
	v := trackView{Frame: p.frame(r, "查投诉、建议的答复", "/complain"), Form: part.Form{Action: "/complain/track", Once: screen.NewOnce(), Button: "查"}}
	v.Frame.Faults = fault != ""
	v.Fields = []part.Field{
		{Name: "number", Label: "编号", Hint: "回执上的，如TS320613-2025-00001", Value: r.Typed("number")},
		{Kind: part.CodeField, Name: "code", Label: "查询码", Hint: "回执上的6个字母和数字", Value: r.Typed("code"), Fault: fault},
	}
	return v
}

// Tracked shows how far something is to whoever has its number and its code.
func (p *Pages) Tracked(r *screen.Request) (screen.Answer, error) {
	c, err := p.s.Review.Track(r.Context(), r.Text("number"), r.Text("code"))
	if refused, ok := told(err); ok && refused.Kind == civil.NotFound {
		return screen.Again(trackPage(p.track(r, refused.Message)))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.track(r, "")
	p.found(&v, c)
	return screen.Show(trackPage(v))
}

// Mine shows somebody one thing he has said.
func (p *Pages) Mine(r *screen.Request) (screen.Answer, error) {
	c, err := p.s.Review.Complaint(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.track(r, "")
	p.found(&v, c)
	return screen.Show(trackPage(v))
}

// found is one complaint as its author sees it: how far it is, and the answer.
func (p *Pages) found(v *trackView, c *review.Complaint) {
	v.Found, v.Unit, v.Frame.Title = c, p.unit(c.Division), c.Kind.Title()+" "+c.Number
	v.Pairs = []part.Pair{{Key: "编号", Value: c.Number}, {Key: "说的是", Value: v.Unit}, {Key: "由谁办理", Value: p.unit(c.Handler)}, {Key: "现在", Value: c.State.Title()}}
	if due := c.NextDue(); due != 0 {
		v.Pairs = append(v.Pairs, part.Pair{Key: "最迟", Value: format.Day(c.Due) + "前答复"})
	}
	if c.State != review.Open {
		v.Pairs = append(v.Pairs, part.Pair{Key: "核实结果", Value: c.Finding.Title()})
	}
}
