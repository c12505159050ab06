package oversight

import (
	"fmt"
	"net/http"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// visitsView is the county's random home visits: what is drawn from, who was drawn,
// and every drawing with its seed.
type visitsView struct {
	Frame  layout.Frame
	Head   part.Head
	Filter []part.Field
	Fault  string
	County string
	Pools  []poolView
	Cases  part.Table
	Form   part.Form // gives the selected cases to an officer
	To     part.Field
	Draws  part.Table
}

// poolView is what waits in a matter, with the button that draws.
type poolView struct {
	Matter string
	Words  string
	Name   string
	Form   part.Form
}

// drawView is one drawing, for whoever draws again.
type drawView struct {
	Frame layout.Frame
	Head  part.Head
	Good  bool
	Pairs []part.Pair
	Among part.Table
}

// drawers may draw: the county alone, because it goes there.
var drawers = []access.Role{casework.County}

// visitCounty is the county the page is of: the one that is asked for, else the first.
func (p *Pages) visitCounty(r *screen.Request) (civil.Area, error) {
	county, err := p.asked(r, chiefs)
	if own := p.counties(r, chiefs); county == 0 && err == nil {
		if len(own) == 0 {
			return 0, office.Missing()
		}
		county = own[0]
	}
	return county, err
}

// Visits shows the random home visits of a county.
func (p *Pages) Visits(r *screen.Request) (screen.Answer, error) {
	county, err := p.visitCounty(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showVisits(r, county, "", http.StatusOK)
}

func (p *Pages) showVisits(r *screen.Request, county civil.Area, fault string, status int) (screen.Answer, error) {
	v := visitsView{
		Frame: office.Frame(r, "随机入户"), Fault: fault, County: office.Code(county),
		Head: part.Head{Title: "审核前随机入户", Lead: "按规定的比例，由系统用随机种子抽取。抽中的先入户、再决定；种子和名单留存，谁都可以重抽核对。"},
	}
	if choices := p.countyChoices(r, chiefs)[1:]; len(choices) > 1 {
		v.Filter = []part.Field{{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: office.Code(county), Choices: choices}}
	}
	if err := p.pools(r, county, &v); err != nil {
		return screen.Answer{}, err
	}
	if err := p.drawnCases(r, county, &v); err != nil {
		return screen.Answer{}, err
	}
	draws, err := p.s.Desk.Draws(r.Context(), county)
	if err != nil {
		return screen.Answer{}, err
	}
	names := office.NamesOf(p.s)
	v.Draws = part.Table{Caption: "抽取记录，新的在前", Empty: "还没有抽取过。", Columns: []part.Column{{Title: "时间"}, {Title: "事项"}, {Title: "从几件里", Number: true}, {Title: "抽几件", Number: true}, {Title: "种子"}, {Title: "谁抽的"}}}
	for i := range draws {
		d := &draws[i]
		v.Draws.Rows = append(v.Draws.Rows, part.Row{Path: "/visits/" + office.Code(county) + "/" + d.ID, Cells: cells(
			part.Text(format.Moment(d.At)), part.Text(p.matterWord(d.Matter)), part.Text(format.Count(len(d.Among))), part.Text(format.Count(len(d.Drawn))), part.Text(d.Seed[:8]+"…"), part.Text(names.Of(r.Context(), d.Actor)),
		)})
	}
	return screen.Answer{Status: status, Page: visitsPage(v)}, nil
}

// pools shows what is drawn from, matter by matter, with a button where the visitor
// may draw.
func (p *Pages) pools(r *screen.Request, county civil.Area, v *visitsView) error {
	list, err := p.s.Desk.Pools(r.Context(), r.Who(), county)
	if err != nil {
		return err
	}
	draws := slices.Contains(p.counties(r, drawers), county)
	for _, pool := range list {
		one := poolView{Matter: pool.Matter.Name, Name: pool.Matter.Short}
		one.Words = fmt.Sprintf("等审核、还没有抽过的%s件，比例%s，应抽%s件。", format.Count(len(pool.Cases)), format.Percent(pool.Share), format.Count(pool.Draws))
		if draws && pool.Draws > 0 {
			one.Form = part.Form{Action: "/visits", Once: screen.NewOnce(), Button: "抽取" + pool.Matter.Short}
		}
		v.Pools = append(v.Pools, one)
	}
	return nil
}

// drawnCases are the cases that were drawn, with what came of each.
func (p *Pages) drawnCases(r *screen.Request, county civil.Area, v *visitsView) error {
	visits, err := p.s.Desk.Visits(r.Context(), r.Who(), county)
	if err != nil {
		return err
	}
	v.Cases = part.Table{Caption: "抽中的", Select: "case", Empty: "还没有抽中的件。", Columns: []part.Column{{Title: "件号"}, {Title: "申请人", Clamp: true}, {Title: "地方", Clamp: true}, {Title: "谁去"}, {Title: "入户结果"}, {Title: "办到哪里"}}}
	names, waiting := office.NamesOf(p.s), false
	for _, one := range visits {
		who, result := part.NoValue("还没有派人"), part.Status(format.Soon, "等入户")
		if one.Assignee != "" {
			who = part.Text(names.Of(r.Context(), account.StaffActor+one.Assignee))
		}
		row := part.Row{Path: casePath(one.Ref)}
		switch {
		case one.Visited != 0:
			result = part.Status(format.Done, format.Day(one.Visited)+"已入户")
		case one.Awaits == "nobody":
			result = part.Status(format.Paused, "没有入户就结束了")
		default:
			waiting = true
			row.Value, row.Name = one.County+"/"+one.ID, one.Number
		}
		row.Cells = cells(part.Text(one.Number), part.Text(format.Name(one.Name)), part.Text(p.s.Desk.Place(one.Division)), who, result, part.Status(p.stage(one.Matter, one.Stage)))
		v.Cases.Rows = append(v.Cases.Rows, row)
	}
	if !waiting || !slices.Contains(p.counties(r, drawers), county) {
		v.Cases.Select = ""
		return nil
	}
	v.Form = part.Form{Action: "/visits/assign", Once: screen.NewOnce(), Button: "派选中的"}
	v.To, err = p.visitors(r, county)
	return err
}

// visitors are the county's officers, to be sent to a family.
func (p *Pages) visitors(r *screen.Request, county civil.Area) (part.Field, error) {
	f := part.Field{Kind: part.SelectField, Name: "to", Label: "派谁去", Value: r.Typed("to")}
	ids, err := p.s.Accounts.Holders(r.Context(), casework.County, county, r.Today())
	names := office.NamesOf(p.s)
	for _, id := range ids {
		f.Choices = append(f.Choices, part.Choice{Value: id, Text: names.Of(r.Context(), account.StaffActor+id)})
	}
	return f, err
}

// DrawVisits draws, once for the cases that wait.
func (p *Pages) DrawVisits(r *screen.Request) (screen.Answer, error) {
	county, err := p.visitCounty(r)
	if err != nil {
		return screen.Answer{}, err
	}
	draw, err := p.s.Desk.DrawVisits(r.Context(), r.Who(), county, r.Text("matter"))
	if err == nil {
		return screen.See("/visits/%s/%s", office.Code(county), draw.ID)
	}
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	return p.showVisits(r, county, message, http.StatusConflict)
}

// AssignVisits sends an officer to the families that were chosen.
func (p *Pages) AssignVisits(r *screen.Request) (screen.Answer, error) {
	county, err := p.visitCounty(r)
	if err != nil {
		return screen.Answer{}, err
	}
	to, err := p.visitors(r, county)
	if err != nil {
		return screen.Answer{}, err
	}
	at := slices.IndexFunc(to.Choices, func(c part.Choice) bool { return c.Value == r.Text("to") })
	if at < 0 {
		return p.showVisits(r, county, "请选派谁去。", http.StatusUnprocessableEntity)
	}
	visits, err := p.s.Desk.Visits(r.Context(), r.Who(), county)
	if err != nil {
		return screen.Answer{}, err
	}
	h := casework.Handover{To: to.Choices[at].Value, Name: to.Choices[at].Text, Reason: "抽中随机入户，派" + to.Choices[at].Text + "入户。"}
	wanted := r.Ticked("case")
	for _, one := range visits {
		if slices.Contains(wanted, one.County+"/"+one.ID) && one.Visited == 0 {
			h.Cases = append(h.Cases, one.Case)
		}
	}
	if len(h.Cases) == 0 {
		return p.showVisits(r, county, "请选要派的件。", http.StatusUnprocessableEntity)
	}
	if _, err := p.s.Desk.Reassign(r.Context(), r.Who(), h); err != nil {
		message, _, ok := office.Told(err)
		if !ok {
			return screen.Answer{}, err
		}
		return p.showVisits(r, county, message, http.StatusConflict)
	}
	return screen.See("/visits?county=%s", office.Code(county))
}

// Draw shows one drawing whole: from what, with which seed, and whether drawing
// again gives the same.
func (p *Pages) Draw(r *screen.Request) (screen.Answer, error) {
	county, err := office.County(p.counties(r, chiefs), r.PathValue("county"))
	if err != nil {
		return screen.Answer{}, err
	}
	draws, err := p.s.Desk.Draws(r.Context(), county)
	if err != nil {
		return screen.Answer{}, err
	}
	at := slices.IndexFunc(draws, func(d casework.Draw) bool { return d.ID == r.PathValue("draw") })
	if at < 0 {
		return screen.Answer{}, office.Missing()
	}
	d := &draws[at]
	v := drawView{
		Frame: office.Frame(r, "抽取结果"), Good: d.Again(),
		Head: part.Head{Title: fmt.Sprintf("%s：%s件里抽中%s件", p.matterWord(d.Matter), format.Count(len(d.Among)), format.Count(len(d.Drawn))),
			Lead: format.Moment(d.At) + "，" + office.NamesOf(p.s).Of(r.Context(), d.Actor) + "抽取。", Back: part.Link{Text: "随机入户", Path: "/visits?county=" + office.Code(county)}},
		Pairs: []part.Pair{
			{Key: "种子", Value: d.Seed}, {Key: "比例", Value: format.Percent(d.Share)},
			{Key: "怎样重抽", Value: "对“种子 空格 编号”算SM3，从小到大排，取前" + format.Count(len(d.Drawn)) + "个。"},
		},
		Among: part.Table{Caption: "从这些件里抽", Columns: []part.Column{{Title: "编号"}, {Title: "件号"}, {Title: "结果"}}},
	}
	for _, id := range d.Among {
		result := part.Text("没有抽中")
		if slices.Contains(d.Drawn, id) {
			result = part.Status(format.Soon, "抽中")
		}
		number, path := "", ""
		f, err := p.s.Desk.Read(r.Context(), register.Ref{County: office.Code(county), ID: id})
		if err == nil {
			number, path = f.Case.Number, casePath(f.Case.Ref)
		}
		v.Among.Rows = append(v.Among.Rows, part.Row{Path: path, Cells: cells(part.Text(id), part.Text(number), result)})
	}
	return screen.Show(drawPage(v))
}
