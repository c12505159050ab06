package household

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/response"
)

// responseState is how far a response is.
func responseState(res *response.Response, today civil.Date) (format.State, string) {
	switch {
	case res.Open(today):
		return format.Over, "响应中"
	case res.Ended:
		return format.Paused, "已结束"
	}
	return format.Paused, "已到期"
}

func responseMark(res *response.Response, today civil.Date) templ.Component {
	return part.Status(responseState(res, today))
}

// areaNames are towns and villages in words, villages with their town.
func (p *Pages) areaNames(areas []civil.Area) string {
	var names []string
	for _, a := range areas {
		name := p.s.Desk.Place(a)
		if a.Level() == civil.Village {
			name = p.s.Desk.Place(a.Township()) + name
		}
		names = append(names, name)
	}
	return strings.Join(names, "、")
}

// Responses are all responses the visitor may know of.
func (p *Pages) Responses(r *screen.Request) (screen.Answer, error) {
	list, err := p.s.Responses.List(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "应急响应"),
		Head:  part.Head{Title: "突发事件应急响应", Lead: "台风、洪水、火灾、疫情这样的事，困难群众先救助、后补手续。开了响应的地方，急难救助按响应的上限和手续办，到期自动恢复平时的。"},
	}
	if r.Visitor.Plays(openers...) {
		v.Head.Action = part.Link{Text: "启动响应", Path: "/responses/new"}
	}
	t := part.Table{
		Caption: "响应", Keys: true, Empty: "还没有启动过响应。",
		Columns: []part.Column{{Title: "事件", Clamp: true}, {Title: "等级"}, {Title: "范围", Clamp: true}, {Title: "起止"}, {Title: "状态"}},
	}
	for _, res := range list {
		level := "—"
		if rule := p.s.Responses.Rule(res, res.Began); rule != nil {
			level = rule.Title
		}
		t.Rows = append(t.Rows, part.Row{Path: path("response", res.Ref), Cells: cells(part.Text(res.Title), part.Text(level),
			part.Text(p.areaNames(res.Areas)), part.Text(format.Span(res.Began, res.Ends)), responseMark(res, r.Today()))})
	}
	v.Sections = []section{{ID: "list", Tables: []part.Table{t}}}
	return screen.Show(sheetPage(v))
}

// responseDone are the words above a response after something was done.
var responseDone = map[string]string{
	"begin": "已启动响应，名单上的家庭请逐户走访。", "extend": "已调整。", "end": "已结束响应，救助恢复平时的上限和手续。", "enlist": "名单已更新。", "visit": "走访已登记。",
}

// Response is one response: what holds, whom it meets, what came of it.
func (p *Pages) Response(r *screen.Request) (screen.Answer, error) {
	res, past, err := p.s.Responses.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	figures, err := p.s.Responses.Count(r.Context(), r.Viewer(), res)
	if err != nil {
		return screen.Answer{}, err
	}
	at := path("response", res.Ref)
	v := sheetView{
		Frame: office.Frame(r, res.Title), Done: responseDone[r.Text("done")],
		Head: part.Head{Title: res.Title, Over: res.Number, Lead: res.Words, Back: part.Link{Text: "应急响应", Path: "/responses"}},
	}
	v.Frame.Path = "/responses"
	if r.Visitor.Plays(meeters...) {
		v.Head.More = []part.Link{{Text: "打印简报", Path: at + "/brief"}}
	}
	main := section{ID: "response", Pairs: append([]part.Pair{{Key: "状态", Content: responseMark(res, r.Today())}}, p.responsePairs(res)...)}
	rules := p.ruleSection(r, res)
	if res.Open(r.Today()) && r.Visitor.Plays(openers...) {
		main.Links = []part.Link{{Text: "延长或调整等级", Path: at + "/extend"}, {Text: "结束响应", Path: at + "/end"}, {Text: "更新名单", Path: at + "/enlist"}}
	}
	v.Sections = []section{main, {ID: "figures", Title: "进展", Pairs: figurePairs(&figures)}, rules}
	families, err := p.familySection(r, res)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Sections = append(v.Sections, families)
	reliefs := part.Table{Caption: "救助", Empty: "还没有按这次响应给过救助。", Columns: []part.Column{{Title: "办件"}, {Title: "时间"}, {Title: "金额", Unit: "元", Number: true}}}
	for _, one := range figures.Reliefs {
		reliefs.Rows = append(reliefs.Rows, part.Row{Path: path("case", one.Case), Cells: cells(part.Text(one.Number), part.Text(format.Moment(one.Given)), part.Text(format.Money(one.Amount)))})
	}
	var events []part.Event
	for i, one := range past {
		events = append(events, part.Event{When: format.Moment(one.At), Who: one.ByName, What: one.Note, State: format.Done, Now: i == 0})
	}
	v.Sections = append(v.Sections, section{ID: "reliefs", Title: "按这次响应给的", Tables: []part.Table{reliefs}}, section{ID: "past", Title: "经过", Events: events})
	return screen.Show(sheetPage(v))
}

func (p *Pages) responsePairs(res *response.Response) []part.Pair {
	level := res.Level
	if rule := p.s.Responses.Rule(res, res.Began); rule != nil {
		level = rule.Title
	}
	return []part.Pair{
		{Key: "等级", Value: level}, {Key: "事件类别", Value: response.KindTitle(res.Kind)}, {Key: "范围", Value: p.areaNames(res.Areas)},
		{Key: "启动", Value: format.Moment(res.Started)}, {Key: "最后一天", Value: format.Day(res.Ends)},
	}
}

func figurePairs(f *response.Figures) []part.Pair {
	first := "还没有"
	if f.First >= 0 {
		first = format.Count(f.First) + "分钟"
	}
	return []part.Pair{
		{Key: "要走访的家庭", Value: format.Count(f.Listed) + "户"}, {Key: "已走访", Value: format.Count(f.Visited) + "户"}, {Key: "走访说要救助", Value: format.Count(f.Help) + "户"},
		{Key: "已救助", Value: format.Count(f.Helped) + "户、" + format.Count(f.Times) + "次"}, {Key: "金额", Value: format.Yuan(f.Amount)}, {Key: "启动到第一笔救助", Value: first},
	}
}

// ruleSection is what holds under a response, beside what holds otherwise.
func (p *Pages) ruleSection(r *screen.Request, res *response.Response) section {
	day := min(r.Today(), res.Ends)
	s := section{ID: "rules", Title: "响应期间怎样办"}
	rule := p.s.Responses.Rule(res, day)
	if rule == nil {
		s.Words = []string{"现在的政策包里没有这个等级，按平时的上限和手续办。"}
		return s
	}
	s.Words = rule.Words
	region := res.Division.String()
	for _, one := range rule.Replaces {
		s.Pairs = append(s.Pairs, part.Pair{Key: p.parameterTitle(one.Usual), Value: p.parameterValue(one.Now, region, day) + "（平时" + p.parameterValue(one.Usual, region, day) + "）"})
	}
	s.Pairs = append(s.Pairs, part.Pair{Key: p.parameterTitle(rule.Visit), Value: p.parameterValue(rule.Visit, region, day)})
	source := rule.Source
	if rule.Status == pack.Proposed {
		source += "（建议值，待本地预案确认）"
	}
	s.Pairs = append(s.Pairs, part.Pair{Key: "依据", Value: source})
	return s
}

// parameterTitle is what a parameter is called, without the matter before it.
func (p *Pages) parameterTitle(name string) string {
	if d := p.s.Catalogue().Declaration(name); d != nil {
		if _, rest, cut := strings.Cut(d.Label, "："); cut {
			return rest
		}
		return d.Label
	}
	return name
}

func (p *Pages) parameterValue(name, region string, day civil.Date) string {
	d := p.s.Catalogue().Declaration(name)
	value, known := p.s.Catalogue().Parameter(name, region, day)
	if d == nil || !known {
		return "没有规定"
	}
	if amount, err := p.s.Catalogue().Money(name, region, day); err == nil {
		return format.Yuan(amount)
	}
	return value.Value + d.Unit
}

// familyTabs are the tabs of the list of families, and what each asks for.
var familyTabs = [][2]string{{"", "全部"}, {"listed", "还没有走访"}, {"visited", "已走访"}, {"help", "要救助"}}

// familySection is whom a response meets, of the visitor's divisions; the look is written
// down.
func (p *Pages) familySection(r *screen.Request, res *response.Response) (section, error) {
	q := response.Query{State: r.Text("state"), After: r.Text("after"), Size: pageSize}
	list, next, err := p.s.Responses.Families(r.Context(), r.Viewer(), res.Ref, q)
	if err != nil {
		return section{}, err
	}
	own, err := p.s.Responses.CountOwn(r.Context(), r.Viewer(), res)
	if err != nil {
		return section{}, err
	}
	counts := map[string]int{"": own.Listed, "listed": own.Listed - own.Visited, "visited": own.Visited, "help": own.Help}
	var people []register.Ref
	t := part.Table{
		Caption: "名单", Keys: true, Empty: "这里没有家庭。", Columns: []part.Column{{Title: "家庭", Clamp: true}, {Title: "走访"}, {Title: "村（居）", Clamp: true}, {Title: "层次", Clamp: true}, {Title: "已救助", Unit: "元", Number: true}},
	}
	visits := r.Visitor.Plays(helpers...)
	for _, one := range list {
		if one.Person != "" {
			people = append(people, register.Ref{County: one.County, ID: one.Person})
		}
		row := part.Row{Cells: cells(part.Text(format.Name(orText(one.Name, "姓名不详"))), visitMark(one), part.Text(p.s.Desk.Place(one.Division)), part.Text(p.tierTitles(one)), part.Text(format.Money(one.Given)))}
		if visits {
			row.Path = path("response-family", one.Ref)
		}
		t.Rows = append(t.Rows, row)
	}
	at := func(state, after string) string {
		values := url.Values{}
		for name, value := range map[string]string{"state": state, "after": after} {
			if value != "" {
				values.Set(name, value)
			}
		}
		if len(values) == 0 {
			return path("response", res.Ref)
		}
		return path("response", res.Ref) + "?" + values.Encode()
	}
	s := section{ID: "families", Title: "走访的家庭"}
	for _, tab := range familyTabs {
		s.Tabs = append(s.Tabs, part.Tab{Text: tab[1], Path: at(tab[0], "") + "#families", Count: counts[tab[0]], Current: tab[0] == q.State})
	}
	if q.After != "" || next != "" {
		t.Paging = part.Paging{From: 1, To: len(list), All: counts[q.State]}
		if next != "" {
			t.Paging.Next = at(q.State, next)
		}
		if q.After != "" {
			t.Paging.Previous = at(q.State, "")
		}
	}
	s.Tables = []part.Table{t}
	return s, p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "response")
}

func visitMark(f *response.Family) templ.Component {
	switch {
	case f.Result == "help":
		return part.Status(format.Over, "要救助")
	case f.Visited:
		return part.Status(format.Done, format.ShortDay(f.VisitedOn))
	case f.VisitedOn != 0:
		return part.Status(format.Soon, "没有见到")
	}
	return part.Status(format.Working, "待走访")
}

// tierTitles are the tiers of a family in words.
func (p *Pages) tierTitles(f *response.Family) string {
	var list []string
	for _, name := range f.Tiers {
		if t := p.s.Catalogue().Tier(name); t != nil {
			name = t.TitleIn(f.Division.County().String())
		}
		list = append(list, name)
	}
	if len(list) == 0 {
		return "有家庭档案"
	}
	return strings.Join(list, "、")
}

// asksForRelief says whether the visitor may take in what a family needs.
func asksForRelief(r *screen.Request) bool { return r.Visitor.Plays(casework.Village, casework.Town) }
