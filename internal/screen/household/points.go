package household

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/aidpoint"
)

// pointStates are the states of a point in words.
var pointStates = [][2]string{{aidpoint.Open, "在用"}, {aidpoint.Planned, "在建"}, {aidpoint.Closed, "已撤"}}

// within is the division whose parts a page shows: the one of the address where the visitor
// may see it, else that of his post.
func (p *Pages) within(r *screen.Request) (civil.Area, error) {
	areas := r.Visitor.Scope.Areas()
	if len(areas) == 0 {
		return 0, civil.NotFound.Refuse("point_not_found", "没有可以看的地方，请联系管理员核对岗位。")
	}
	at := slices.MinFunc(areas, func(a, b civil.Area) int { return int(a.Level()) - int(b.Level()) })
	if asked, err := civil.ParseArea(r.Text("in")); err == nil && r.Visitor.Scope.Covers(asked) {
		at = asked
	}
	return min(at, at.Township()), nil
}

// Points says where people are helped in person, and where nowhere yet (社会救助服务网点).
func (p *Pages) Points(r *screen.Request) (screen.Answer, error) {
	at, err := p.within(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Points.Covers(r.Context(), at)
	if err != nil {
		return screen.Answer{}, err
	}
	name := p.s.Desk.Place(at)
	v := sheetView{
		Frame: office.Frame(r, "服务网点"), Done: done[r.Text("done")],
		Head: part.Head{Title: name + "社会救助服务网点", Lead: "县（市、区）有社会救助中心，乡镇（街道）有综合服务窗口，村（社区）有救助帮扶工作站点；在用的才算。居民在为民服务清单上看到地址和电话。"},
	}
	v.Frame.Path = "/points"
	own := section{ID: "own", Title: aidpoint.Title(at.Level())}
	if at.Level() >= civil.County {
		if own.Pairs, err = p.pointPairs(r, at); err != nil {
			return screen.Answer{}, err
		}
		own.Links = []part.Link{{Text: "登记、更正", Path: "/points/" + at.String()}}
		if parent := at.County(); at.Level() == civil.Township && r.Visitor.Scope.Covers(parent) {
			v.Head.Back = part.Link{Text: p.s.Desk.Place(parent), Path: "/points?in=" + parent.String()}
		} else if at.Level() == civil.County && r.Visitor.Scope.Covers(p.s.City) {
			v.Head.Back = part.Link{Text: p.s.Desk.Place(p.s.City), Path: "/points?in=" + p.s.City.String()}
		}
		v.Sections = append(v.Sections, own)
	}
	v.Sections = append(v.Sections, p.coverSections(r, at, list)...)
	return screen.Show(sheetPage(v))
}

// coverSections are how far the parts of a division are served, in figures and one by one.
func (p *Pages) coverSections(r *screen.Request, at civil.Area, list []aidpoint.Cover) []section {
	served, parts, below := 0, 0, 0
	columns := []part.Column{{Title: "地方", Clamp: true}, {Title: aidpoint.Title(at.Level() + 1)}}
	deep := at.Level()+1 < civil.Village
	if deep {
		columns = append(columns, part.Column{Title: aidpoint.Title(at.Level() + 2), Number: true}, part.Column{Title: "覆盖率", Unit: "%", Number: true})
	}
	columns = append(columns, part.Column{Title: "地址", Clamp: true})
	t := part.Table{Caption: "各处的网点", Keys: true, Empty: "这里没有下一级区划。", Columns: columns}
	for i := range list {
		c := &list[i]
		if c.Own.InUse() {
			served++
		}
		parts, below = parts+c.Parts, below+c.Served
		row := cells(part.Text(p.s.Desk.Place(c.Division)), pointMark(c.Own))
		to := "/points/" + c.Division.String()
		if deep {
			row, to = append(row, part.Text(format.Count(c.Served)+"／"+format.Count(c.Parts)), part.Text(rate(c.Served, c.Parts))), "/points?in="+c.Division.String()
		}
		t.Rows = append(t.Rows, part.Row{Path: to, Cells: append(row, part.Text(orDash(siteOf(c.Own))))})
	}
	sum := section{ID: "cover", Title: "覆盖", Pairs: []part.Pair{{Key: aidpoint.Title(at.Level() + 1), Value: share(served, len(list))}}}
	if deep {
		sum.Pairs = append(sum.Pairs, part.Pair{Key: aidpoint.Title(at.Level() + 2), Value: share(below, parts)})
	}
	return []section{sum, {ID: "list", Tables: []part.Table{t}}}
}

// share is so many of all, with how many that are of a hundred.
func share(some, all int) string {
	if all == 0 {
		return "—"
	}
	return format.Count(some) + "／" + format.Count(all) + "，" + rate(some, all) + "%"
}

// rate is some of all in percent, with one place, never rounded up to all.
func rate(some, all int) string {
	if all == 0 {
		return "—"
	}
	tenths := some * 1000 / all
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10)
}

func siteOf(p *aidpoint.Point) string {
	if p == nil {
		return ""
	}
	return p.Address
}

func pointMark(p *aidpoint.Point) templ.Component {
	switch {
	case p == nil:
		return part.Status(format.Over, "没有")
	case p.State == aidpoint.Open:
		return part.Status(format.Done, "在用")
	case p.State == aidpoint.Planned:
		return part.Status(format.Working, "在建")
	}
	return part.Status(format.Paused, "已撤")
}

// pointPairs are what is known of the point of a division.
func (p *Pages) pointPairs(r *screen.Request, at civil.Area) ([]part.Pair, error) {
	one, err := p.s.Points.Point(r.Context(), at)
	if err != nil || one.Opened == 0 {
		return []part.Pair{{Key: "状态", Content: part.Status(format.Over, "没有")}}, err
	}
	pairs := []part.Pair{{Key: "状态", Content: pointMark(one)}, {Key: "名称", Value: one.Name}, {Key: "地址", Value: one.Address},
		{Key: "电话", Value: orDash(one.Telephone)}, {Key: "负责人", Value: orDash(one.Head)}, {Key: "启用日期", Value: dayOr(one.OpenedOn, "—")}}
	if one.Workers >= 0 {
		pairs = append(pairs, part.Pair{Key: "工作人员", Value: format.Count(int(one.Workers)) + "人"})
	}
	return pairs, nil
}

// PointForm asks for the point of a division.
func (p *Pages) PointForm(r *screen.Request) (screen.Answer, error) { return p.pointForm(r, nil) }

func (p *Pages) pointForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	at, err := p.pointOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	now, err := p.s.Points.Point(r.Context(), at)
	if err != nil {
		return screen.Answer{}, err
	}
	seen := version(now.Opened)
	if fault != nil {
		now, seen = typedPoint(r, at), r.Seen()
	}
	if now.State == "" {
		now.State = aidpoint.Open
	}
	opened, workers := "", ""
	if now.OpenedOn != 0 {
		opened = now.OpenedOn.String()
	}
	if now.Workers >= 0 {
		workers = strconv.FormatInt(now.Workers, 10)
	}
	v := formView{
		Frame: office.Frame(r, "登记服务网点"),
		Head:  part.Head{Title: p.s.Desk.Place(at) + aidpoint.Title(at.Level()), Lead: "保存以后，为民服务清单上马上看得到。以前的内容都留着。", Back: part.Link{Text: "服务网点", Path: "/points?in=" + above(at).String()}},
		Form:  part.Form{Action: "/points/" + at.String(), Once: screen.NewOnce(), Seen: seen, Button: "保存"},
		Fields: []part.Field{
			{Kind: part.TextField, Name: "name", Label: "名称", Value: now.Name},
			{Kind: part.TextField, Name: "address", Label: "地址", Value: now.Address, Hint: "写到门牌号，居民照着找得到。"},
			{Kind: part.TextField, Name: "telephone", Label: "电话", Value: now.Telephone, Optional: true},
			{Kind: part.TextField, Name: "head", Label: "负责人", Value: now.Head, Optional: true},
			{Kind: part.NumberField, Name: "workers", Label: "工作人员数", Value: workers, Optional: true},
			{Kind: part.DayField, Name: "opened", Label: "启用日期", Value: opened, Optional: true},
			{Kind: part.RadioField, Name: "state", Label: "状态", Value: now.State, Choices: choices(pointStates)},
		},
	}
	return v.answer(fault)
}

// above is the division a point is listed in.
func above(at civil.Area) civil.Area {
	if at.Level() == civil.Village {
		return at.Township()
	}
	return at.County()
}

// pointOf is the division of the address, where the visitor looks after its point.
func (p *Pages) pointOf(r *screen.Request) (civil.Area, error) {
	at, err := civil.ParseArea(r.PathValue("division"))
	if err != nil || !r.Visitor.Scope.Covers(at) {
		return 0, civil.NotFound.Refuse("point_not_found", "没有找到这个地方，或不在您的管辖范围。")
	}
	return at, nil
}

// typedPoint is a point as the form says it.
func typedPoint(r *screen.Request, at civil.Area) *aidpoint.Point {
	one := &aidpoint.Point{Division: at, Name: r.Text("name"), Address: r.Text("address"), Telephone: r.Text("telephone"), Head: r.Text("head"),
		Workers: -1, OpenedOn: dayOf(r, "opened"), State: r.Text("state")}
	if text := r.Text("workers"); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			n = -2 // no number: the desk says so
		}
		one.Workers = n
	}
	return one
}

// SavePoint writes down what the point of a division is.
func (p *Pages) SavePoint(r *screen.Request) (screen.Answer, error) {
	at, err := p.pointOf(r)
	if err != nil {
		return screen.Answer{}, err
	}
	one := typedPoint(r, at)
	one.Opened = seenOf(r)
	err = p.s.Points.Save(r.Context(), r.Who(), *one)
	if refused := told(err); refused != nil {
		return p.pointForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/points?in=%s&done=point", above(at))
}
