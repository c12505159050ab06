package household

import (
	"bytes"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/response"
)

func choices(list [][2]string) (out []part.Choice) {
	for _, one := range list {
		out = append(out, part.Choice{Value: one[0], Text: one[1]})
	}
	return out
}

// levelChoices are the levels of a county, each with what it does to the limits.
func (p *Pages) levelChoices(r *screen.Request, county civil.Area) (list []part.Choice) {
	levels := p.s.Catalogue().ResponseLevels(county, r.Today())
	for i := range levels {
		var says []string
		for _, one := range levels[i].Replaces {
			says = append(says, p.parameterTitle(one.Usual)+"："+p.parameterValue(one.Now, county.String(), r.Today()))
		}
		list = append(list, part.Choice{Value: levels[i].Name, Text: levels[i].Title, Hint: strings.Join(says, "；")})
	}
	return list
}

// BeginForm asks what happened, where, and how long the response will take.
func (p *Pages) BeginForm(r *screen.Request) (screen.Answer, error) { return p.beginForm(r, nil) }

func (p *Pages) beginForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	county := home(r).County()
	var towns []part.Choice
	for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
		towns = append(towns, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	v := formView{
		Frame: office.Frame(r, "启动响应"),
		Head:  part.Head{Title: "启动应急响应", Lead: "启动以后马上按响应的上限和手续办；范围里的低收入家庭和有档案的家庭列成名单，逐户走访。", Back: part.Link{Text: "应急响应", Path: "/responses"}},
		Form:  part.Form{Action: "/responses/new", Once: screen.NewOnce(), Button: "启动响应"},
		Fields: []part.Field{
			{Name: "title", Label: "事件名称", Value: r.Typed("title"), Hint: "比如“7月1日暴雨”。"},
			{Kind: part.RadioField, Name: "kind", Label: "事件类别", Value: r.Typed("kind"), Choices: choices(response.Kinds)},
			{Kind: part.RadioField, Name: "level", Label: "响应等级", Value: r.Typed("level"), Choices: p.levelChoices(r, county)},
			{Kind: part.CheckField, Name: "areas", Label: "哪些乡镇（街道）", Values: r.Ticked("areas"), Choices: towns, Optional: true},
			{Kind: part.LongField, Name: "villages", Label: "哪些村（居）", Value: r.Typed("villages"), Rows: 3, Optional: true, Hint: "只有几个村（居）受影响的写在这里，一行一个；同名的前面写上乡镇（街道）。"},
			{Kind: part.DayField, Name: "ends", Label: "最后一天", Value: r.Typed("ends"), Hint: "过了这一天自动恢复平时的上限；可以延长，也可以提前结束。"},
			{Kind: part.LongField, Name: "words", Label: "发生了什么", Value: r.Typed("words"), Rows: 3},
		},
	}
	return v.answer(fault)
}

// areas are the towns that were ticked and the villages that were named.
func (p *Pages) areas(r *screen.Request, county civil.Area) (list []civil.Area, err error) {
	for _, text := range r.Ticked("areas") {
		area, err := civil.ParseArea(text)
		if err != nil {
			return nil, civil.Refuse("response_areas", "请从列出的乡镇（街道）里选。")
		}
		list = append(list, area)
	}
	named := map[string][]civil.Area{}
	for _, d := range p.s.Divisions.Under(county, civil.Village, r.Today()) {
		named[d.Name] = append(named[d.Name], d.Code)
		full := p.s.Desk.Place(d.Code.Township()) + d.Name
		named[full] = append(named[full], d.Code)
	}
	for _, line := range strings.Split(r.Typed("villages"), "\n") {
		name := strings.Join(strings.Fields(line), "")
		if name == "" {
			continue
		}
		switch found := named[name]; len(found) {
		case 0:
			return nil, civil.Refuse("response_villages", "没有找到“%s”：请写村（居）的全称，比如“某某村村民委员会”。", name)
		case 1:
			list = append(list, found[0])
		default:
			return nil, civil.Refuse("response_villages", "有%d个“%s”：请在前面写上乡镇（街道）的名称。", len(found), name)
		}
	}
	return list, nil
}

// Begin opens a response.
func (p *Pages) Begin(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	county := home(r).County()
	areas, err := p.areas(r, county)
	var res *response.Response
	if err == nil {
		res, err = p.s.Responses.Begin(r.Context(), who(r), response.Draft{
			Division: county, Areas: areas, Kind: r.Text("kind"), Title: r.Text("title"), Level: r.Text("level"), Ends: dayOf(r, "ends"), Words: r.Text("words"), Once: once,
		})
	}
	if refused := told(err); refused != nil {
		return p.beginForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=begin", path("response", res.Ref))
}

// responseTitles are what can be done about a response: the heading and the button.
var responseTitles = map[string][2]string{"extend": {"延长或调整等级", "确认调整"}, "end": {"结束响应", "结束响应"}, "enlist": {"更新名单", "更新名单"}}

// ResponseForm is one of the forms of a response.
func (p *Pages) ResponseForm(r *screen.Request) (screen.Answer, error) {
	return p.responseForm(r, nil)
}

func (p *Pages) responseForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	res, _, err := p.s.Responses.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	act := r.PathValue("act")
	titles, known := responseTitles[act]
	if !known {
		return screen.Answer{}, office.Missing()
	}
	at := path("response", res.Ref)
	v := formView{
		Frame: office.Frame(r, titles[0]), Head: part.Head{Title: res.Title + "：" + titles[0], Over: res.Number, Back: part.Link{Text: "响应", Path: at}},
		Form: part.Form{Action: at + "/" + act, Once: screen.NewOnce(), Seen: orText(r.Seen(), version(res.Opened)), Button: titles[1]},
	}
	why := part.Field{Kind: part.LongField, Name: "why", Label: "理由", Value: r.Typed("why"), Rows: 3}
	switch act {
	case "extend":
		v.Fields = []part.Field{
			{Kind: part.RadioField, Name: "level", Label: "响应等级", Value: typed(r, "level", res.Level), Choices: p.levelChoices(r, res.Division)},
			{Kind: part.DayField, Name: "ends", Label: "最后一天", Value: typed(r, "ends", res.Ends.String())}, why,
		}
	case "end":
		v.Words = []string{"结束以后，救助马上恢复平时的上限和手续；已经给的不变，还没有走访的可以接着走访。"}
		v.Fields = []part.Field{why}
	case "enlist":
		v.Words = []string{"范围里后来列入低收入人口、新建档案的家庭，加到名单里；已经在名单上的不变。"}
	}
	return v.answer(fault)
}

// ChangeResponse does what a form of a response says.
func (p *Pages) ChangeResponse(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, act := refOf(r), r.PathValue("act")
	seen := response.Seen{Ref: ref, Opened: seenOf(r), Once: once}
	switch act {
	case "extend":
		_, err = p.s.Responses.Extend(r.Context(), who(r), seen, r.Text("level"), dayOf(r, "ends"), r.Text("why"))
	case "end":
		_, err = p.s.Responses.End(r.Context(), who(r), seen, r.Text("why"))
	case "enlist":
		_, err = p.s.Responses.Enlist(r.Context(), who(r), ref)
	default:
		err = office.Missing()
	}
	if refused := told(err); refused != nil {
		return p.responseForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s?done=%s", path("response", ref), act)
}

// VisitForm asks what was found at a family.
func (p *Pages) VisitForm(r *screen.Request) (screen.Answer, error) { return p.visitForm(r, nil) }

func (p *Pages) visitForm(r *screen.Request, fault *civil.Error) (screen.Answer, error) {
	f, err := p.s.Responses.Family(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.noteMet(r, f); err != nil {
		return screen.Answer{}, err
	}
	back := "/response/" + f.County + "/" + f.Response
	v := formView{
		Frame: office.Frame(r, "登记走访"),
		Head:  part.Head{Title: format.Name(orText(f.Name, "姓名不详")) + "家：登记走访", Lead: p.s.Desk.Place(f.Division) + " · " + p.tierTitles(f), Back: part.Link{Text: "响应", Path: back}},
		Form:  part.Form{Action: path("response-family", f.Ref), Once: screen.NewOnce(), Seen: orText(r.Seen(), version(f.Opened)), Button: "登记走访"},
		Fields: []part.Field{
			{Kind: part.DayField, Name: "day", Label: "走访日期", Value: typed(r, "day", r.Today().String())},
			{Kind: part.RadioField, Name: "manner", Label: "怎样见到的", Value: typed(r, "manner", "visit"), Choices: choices(response.Manners)},
			{Kind: part.RadioField, Name: "result", Label: "结果", Value: r.Typed("result"), Choices: choices(response.Results)},
			{Kind: part.LongField, Name: "words", Label: "看到的情况", Value: r.Typed("words"), Rows: 3},
		},
	}
	v.Head.More = []part.Link{{Text: "一户一档", Path: "/household/" + f.County + "/" + f.Household}}
	if asksForRelief(r) {
		v.Head.More = append(v.Head.More, part.Link{Text: "办急难救助", Path: "/intake?matter=relief_urgent"})
	}
	if f.VisitedOn != 0 {
		v.Pairs = []part.Pair{
			{Key: "上次走访", Value: format.Day(f.VisitedOn) + "，" + f.ByName}, {Key: "上次的结果", Value: titleOf(response.Results, f.Result)}, {Key: "上次看到的", Value: f.Words},
			{Key: "按这次响应给过", Value: format.Yuan(f.Given)},
		}
	}
	return v.answer(fault)
}

func titleOf(list [][2]string, name string) string {
	for _, one := range list {
		if one[0] == name {
			return one[1]
		}
	}
	return orDash(name)
}

// VisitFamily writes down what was found at a family.
func (p *Pages) VisitFamily(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	f, err := p.s.Responses.Visit(r.Context(), who(r), response.Seen{Ref: refOf(r), Opened: seenOf(r), Once: once}, response.Visit{
		Day: dayOf(r, "day"), Manner: r.Text("manner"), Result: r.Text("result"), Words: r.Text("words"),
	})
	if refused := told(err); refused != nil {
		return p.visitForm(r, refused)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/response/%s/%s?done=visit", f.County, f.Response)
}

// Brief is how a response stands, to be printed.
func (p *Pages) Brief(r *screen.Request) (screen.Answer, error) {
	res, past, err := p.s.Responses.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	figures, err := p.s.Responses.Count(r.Context(), r.Viewer(), res)
	if err != nil {
		return screen.Answer{}, err
	}
	_, state := responseState(res, r.Today())
	pairs := []letter.Pair{{Key: "状态", Value: state}}
	for _, one := range p.responsePairs(res) {
		pairs = append(pairs, letter.Pair{Key: one.Key, Value: one.Value})
	}
	var counted []letter.Pair
	for _, one := range figurePairs(&figures) {
		counted = append(counted, letter.Pair{Key: one.Key, Value: one.Value})
	}
	sheet := letter.Sheet{
		Number: res.Number, Title: res.Title + "应急响应情况", Office: p.s.Desk.Place(res.Division) + "民政局", Date: format.Day(r.Today()),
		Blocks: []letter.Block{
			letter.KeyValues{Pairs: pairs}, letter.Heading{Text: "发生了什么"}, letter.Paragraph{Text: res.Words}, letter.Heading{Text: "进展"}, letter.KeyValues{Pairs: counted},
		},
	}
	t := letter.Table{Head: []string{"时间", "经过", "经办"}}
	for _, one := range past {
		t.Rows = append(t.Rows, []string{format.Moment(one.At), one.Note, one.ByName})
	}
	sheet.Blocks = append(sheet.Blocks, letter.Heading{Text: "经过"}, t, letter.Signature{Label: "负责人签名"})
	var page bytes.Buffer
	if err := letter.HTML(&page, sheet, ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "应急响应情况.html", Type: "text/html; charset=utf-8", Content: &page})
}

// noteMet writes a look at a family of a response down.
func (p *Pages) noteMet(r *screen.Request, f *response.Family) error {
	if f.Person == "" {
		return nil
	}
	return p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{{County: f.County, ID: f.Person}}, "response")
}
