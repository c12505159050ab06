package household

import (
	"bytes"
	"net/url"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay/handout"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

func handoutMark(h *handout.Handout) templ.Component {
	state := format.Working
	switch h.State {
	case handout.Closed:
		state = format.Done
	case handout.Submitted:
		state = format.Soon
	}
	return part.Status(state, handout.Titles[h.State])
}

// whatGiven is what a handout gives, in words.
func whatGiven(h *handout.Handout) string {
	if h.Goods() {
		return h.Item
	}
	return "慰问金（补助金）"
}

// spoken is an amount of a handout as pages show it.
func spoken(h *handout.Handout, amount int64) string {
	if h.Goods() {
		return format.Count(int(amount)) + h.Measure
	}
	return format.Yuan(civil.Fen(amount))
}

// handoutsCounted is how many handouts the overview counts.
const handoutsCounted = 50

// Handouts are all handouts the visitor may know of, and what they came to.
func (p *Pages) Handouts(r *screen.Request) (screen.Answer, error) {
	list, err := p.s.Handouts.List(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "批量慰问"),
		Head:  part.Head{Title: "批量慰问和应急救助", Lead: "一次发给许多人的钱和物资：收到多少、名单上有谁、谁审批、发到哪一户，都在这里。发出的不会多于收到的。"},
	}
	if r.Visitor.Plays(openers...) {
		v.Head.Action = part.Link{Text: "编制一批", Path: "/handouts/new"}
	}
	t := part.Table{
		Caption: "批次", Keys: true, Empty: "还没有批量发放过。",
		Columns: []part.Column{{Title: "名称", Clamp: true}, {Title: "状态"}, {Title: "发什么", Clamp: true}, {Title: "名单", Unit: "人", Number: true}, {Title: "已发", Unit: "人次", Number: true}, {Title: "收到", Number: true}, {Title: "已发出", Number: true}, {Title: "剩余", Number: true}},
	}
	var times, people int
	var money, pieces int64
	for _, h := range list[:min(len(list), handoutsCounted)] {
		f, err := p.s.Handouts.Count(r.Context(), r.Viewer(), h)
		if err != nil {
			return screen.Answer{}, err
		}
		times, people = times+f.Done, people+f.People
		if h.Goods() {
			pieces += f.Came
		} else {
			money += f.Came
		}
		t.Rows = append(t.Rows, part.Row{Path: path("handout", h.Ref), Cells: cells(part.Text(h.Title), handoutMark(h), part.Text(whatGiven(h)), part.Text(format.Count(f.People)),
			part.Text(format.Count(f.Done)), part.Text(spoken(h, f.Raised)), part.Text(spoken(h, f.Came)), part.Text(spoken(h, f.Left)))})
	}
	v.Sections = []section{
		{ID: "sums", Title: "合计", Pairs: []part.Pair{
			{Key: "批次", Value: format.Count(len(list)) + "批"}, {Key: "名单上", Value: format.Count(people) + "人次"}, {Key: "已发到", Value: format.Count(times) + "人次"},
			{Key: "已发资金", Value: format.Yuan(civil.Fen(money))}, {Key: "已发物资", Value: format.Count(int(pieces)) + "件"},
		}},
		{ID: "list", Tables: []part.Table{t}},
	}
	return screen.Show(sheetPage(v))
}

// handoutDone are the words above a handout after something was done.
var handoutDone = map[string]string{
	"begin": "已建好，下一步编名单、登记收到的钱物。", "gather": "名单已编好。", "upload": "名单已读入，有错的行在“有错”里改。", "entry": "收到的已登记。", "add": "已加到名单上。",
	"submit": "已报审批，名单不能再改。", "approve": "已审批。", "back": "已退回编制人。", "pay": "已编成发放批次，由财务复核、签发。", "again": "退回的已编成补发批次。",
	"hand": "领取已登记。", "close": "已办结。", "rest": "退还已登记。", "account": "账户已更正，可以再发。", "mend": "已改好，列入名单。", "strike": "已去掉。", "unhand": "已撤销领取。", "taken": "这一笔已撤销。",
}

// Handout is one handout: what it is, what came in, who is on the list, what was given.
func (p *Pages) Handout(r *screen.Request) (screen.Answer, error) {
	h, past, err := p.s.Handouts.Read(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	f, err := p.s.Handouts.Count(r.Context(), r.Viewer(), h)
	if err != nil {
		return screen.Answer{}, err
	}
	twice, err := p.s.Handouts.Twice(r.Context(), h)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, h.Title), Done: handoutDone[r.Text("done")],
		Head: part.Head{Title: h.Title, Over: h.Number, Lead: h.Words, Back: part.Link{Text: "批量慰问", Path: "/handouts"}},
	}
	v.Frame.Path = "/handouts"
	v.Head.More = []part.Link{{Text: "导出名单", Path: path("handout", h.Ref) + "/export"}}
	entries, err := p.entrySection(r, h)
	if err != nil {
		return screen.Answer{}, err
	}
	people, err := p.handoutPeople(r, h, &f, twice)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Sections = []section{p.handoutMain(r, h, &f), p.handoutFigures(h, &f, len(twice))}
	if r.Visitor.Plays(casework.County, casework.City, casework.Finance) {
		v.Sections = append(v.Sections, entries)
	}
	v.Sections = append(v.Sections, people, p.handoutRule(h), pastOf(past))
	return screen.Show(sheetPage(v))
}

func pastOf(past []*handout.Handout) section {
	var events []part.Event
	for i, one := range past {
		events = append(events, part.Event{When: format.Moment(one.At), Who: one.ByName, What: one.Note, State: format.Done, Now: i == 0})
	}
	return section{ID: "past", Title: "经过", Events: events}
}

// handoutMain is what a handout is, with what the visitor may do now.
func (p *Pages) handoutMain(r *screen.Request, h *handout.Handout, f *handout.Figures) section {
	s := section{ID: "handout", Pairs: []part.Pair{{Key: "状态", Content: handoutMark(h)}}}
	if next := p.s.Handouts.NextTitle(h); next != "" {
		s.Pairs = append(s.Pairs, part.Pair{Key: "等谁审批", Value: next})
	}
	where := p.s.Desk.Place(h.Division)
	if len(h.Areas) > 0 {
		where = p.areaNames(h.Areas)
	}
	s.Pairs = append(s.Pairs, part.Pair{Key: "发什么", Value: whatGiven(h) + "，" + titleOf(handout.Units, h.Unit)})
	for _, one := range h.Shares {
		s.Pairs = append(s.Pairs, part.Pair{Key: p.s.Handouts.ClassTitle(h, one.Class), Value: spoken(h, one.Each)})
	}
	s.Pairs = append(s.Pairs, part.Pair{Key: "范围", Value: where}, part.Pair{Key: "文号", Value: orDash(h.Document)},
		part.Pair{Key: "名单以哪一天为准", Value: format.Day(h.AsOf)}, part.Pair{Key: "起止", Value: format.Span(h.Began, h.Ends)})
	for _, a := range p.handoutActs(r, h, f) {
		s.Links = append(s.Links, part.Link{Text: handoutTitles[a][0], Path: path("handout", h.Ref) + "/" + a})
	}
	if h.Response != "" && r.Visitor.Plays(readers...) {
		s.Links = append(s.Links, part.Link{Text: "看应急响应", Path: "/response/" + h.County + "/" + h.Response})
	}
	if h.Run != "" && r.Visitor.Plays(casework.Finance, casework.County) {
		s.Links = append(s.Links, part.Link{Text: "看发放批次", Path: "/pay/" + h.County + "/" + h.Run})
	}
	return s
}

// handoutActs are what the visitor may do with a handout now, in order.
func (p *Pages) handoutActs(r *screen.Request, h *handout.Handout, f *handout.Figures) (acts []string) {
	county := r.Visitor.Plays(openers...)
	rule := p.s.Handouts.Rule(h)
	if next := p.s.Handouts.Next(h); next != "" && r.Visitor.Plays(casework.County, casework.City, casework.Finance) {
		acts = append(acts, "approve", "back")
	}
	if h.Goods() && h.State == handout.Approved && r.Visitor.Plays(helpers...) {
		acts = append(acts, "hand")
	}
	if !county {
		return acts
	}
	switch h.State {
	case handout.Draft:
		if rule != nil && len(rule.Classes) > 0 {
			acts = append(acts, "gather")
		}
		if h.Each("") > 0 {
			acts = append(acts, "upload", "add")
		}
		acts = append(acts, "submit")
	case handout.Approved, handout.Paying:
		if !h.Goods() && h.Run == "" {
			acts = append(acts, "pay")
		}
		if f.Returned > 0 {
			acts = append(acts, "again")
		}
		acts = append(acts, "close")
	case handout.Closed:
		if f.Left > 0 {
			acts = append(acts, "rest")
		}
	}
	if h.State != handout.Closed {
		acts = append(acts, "entry")
	}
	return acts
}

// handoutFigures are the counts, in all and by town and class.
func (p *Pages) handoutFigures(h *handout.Handout, f *handout.Figures, twice int) section {
	s := section{ID: "figures", Title: "进展", Pairs: []part.Pair{
		{Key: "收到", Value: spoken(h, f.Raised)}, {Key: "名单合计", Value: format.Count(f.People) + "人、" + format.Count(f.Homes) + "户，" + spoken(h, f.Amount)},
		{Key: "已发到", Value: format.Count(f.Done) + "人次，" + spoken(h, f.Came)}, {Key: "剩余", Value: spoken(h, f.Left)},
	}}
	if f.Amount > f.Raised && h.State != handout.Closed {
		s.Words = append(s.Words, "名单要"+spoken(h, f.Amount)+"，收到的只有"+spoken(h, f.Raised)+"，还差"+spoken(h, f.Amount-f.Raised)+"，不够不能审批。")
	}
	if f.Bad > 0 {
		s.Words = append(s.Words, "有"+format.Count(f.Bad)+"行有错，没有列入名单。")
	}
	if twice > 0 {
		s.Words = append(s.Words, "同一次应急响应的别的批次里已经有"+format.Count(twice)+"人，名单里标出，请核对该不该再发。")
	}
	if f.Returned > 0 {
		s.Words = append(s.Words, "银行退回"+format.Count(f.Returned)+"笔：更正账户以后再发。")
	}
	if f.Rest > 0 {
		s.Pairs = append(s.Pairs, part.Pair{Key: "已退还", Value: spoken(h, f.Rest)})
	}
	t := part.Table{Caption: "按乡镇（街道）和类别", Empty: "名单上还没有人。", Columns: []part.Column{{Title: "乡镇（街道）", Clamp: true}, {Title: "类别"}, {Title: "人数", Number: true}, {Title: "户数", Number: true}, {Title: "应发", Number: true}, {Title: "已发", Unit: "人次", Number: true}, {Title: "已发出", Number: true}}}
	for _, one := range f.Parts {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(p.s.Desk.Place(one.Town)), part.Text(p.s.Handouts.ClassTitle(h, one.Class)), part.Text(format.Count(one.People)),
			part.Text(format.Count(one.Homes)), part.Text(spoken(h, one.Amount)), part.Text(format.Count(one.Done)), part.Text(spoken(h, one.Came)))})
	}
	s.Tables = []part.Table{t}
	return s
}

// entrySection is what came in, and what went back.
func (p *Pages) entrySection(r *screen.Request, h *handout.Handout) (section, error) {
	list, err := p.s.Handouts.Entries(r.Context(), h)
	t := part.Table{Caption: "收到的", Empty: "还没有登记收到的钱物。", Columns: []part.Column{{Title: "日期"}, {Title: "来源"}, {Title: "捐赠人", Clamp: true}, {Title: "数额", Number: true}, {Title: "收据或文件"}, {Title: "情况"}}}
	for _, e := range list {
		state := part.Status(format.Done, "收到")
		switch e.State {
		case handout.TakenBack:
			state = part.Status(format.Paused, "已撤销："+e.Note)
		case handout.PutBack:
			state = part.Status(format.Done, "退还")
		}
		row := part.Row{Cells: cells(part.Text(format.ShortDay(e.CameOn)), part.Text(p.sourceTitle(h, e.Source)), part.Text(orDash(e.Giver)), part.Text(spoken(h, e.Amount)), part.Text(e.Receipt), state)}
		if e.State == handout.CameIn && r.Visitor.Plays(openers...) {
			row.Path = path("handout-entry", e.Ref)
		}
		t.Rows = append(t.Rows, row)
	}
	return section{ID: "entries", Title: "收到的钱物", Tables: []part.Table{t}}, err
}

func (p *Pages) sourceTitle(h *handout.Handout, name string) string {
	if rule := p.s.Handouts.Rule(h); rule != nil && rule.SourceNamed(name) != nil {
		return rule.SourceNamed(name).Title
	}
	return orDash(name)
}

// handoutTabs are the tabs of a list, and what each asks for.
var handoutTabs = [][2]string{{"", "全部"}, {"listed", "名单"}, {"bad", "有错"}, {"struck", "已去掉"}, {"handed", "已领"}}

// handoutPeople is a page of the list, of the visitor's divisions; the look is written down.
func (p *Pages) handoutPeople(r *screen.Request, h *handout.Handout, f *handout.Figures, twice map[string]*handout.Handout) (section, error) {
	q := handout.Query{State: handout.Stand(r.Text("state")), After: r.Text("after"), Size: pageSize}
	list, next, err := p.s.Handouts.People(r.Context(), r.Viewer(), h, q)
	if err != nil {
		return section{}, err
	}
	var looked []register.Ref
	t := part.Table{Caption: "名单", Keys: true, Empty: "这里没有人。", Columns: []part.Column{{Title: "姓名"}, {Title: "类别"}, {Title: "社区（村）", Clamp: true}, {Title: "单位", Clamp: true}, {Title: "数额", Number: true}, {Title: "情况", Clamp: true}}}
	for _, one := range list {
		if !one.Person.Zero() {
			looked = append(looked, one.Person)
		}
		word, err := p.standWord(r, h, one, twice[one.ID])
		if err != nil {
			return section{}, err
		}
		t.Rows = append(t.Rows, part.Row{Path: path("handout-person", one.Ref), Cells: cells(part.Text(format.Name(orText(one.Name, "没有写姓名"))), part.Text(p.s.Handouts.ClassTitle(h, one.Class)),
			part.Text(p.s.Desk.Place(one.Division)), part.Text(orDash(one.Office)), part.Text(spoken(h, one.Amount)), word)})
	}
	at := func(state, after string) string {
		values := url.Values{}
		for name, value := range map[string]string{"state": state, "after": after} {
			if value != "" {
				values.Set(name, value)
			}
		}
		return path("handout", h.Ref) + "?" + values.Encode() + "#people"
	}
	s := section{ID: "people", Title: "名单", Tables: []part.Table{t}}
	handed := 0
	if h.Goods() {
		handed = f.Done
	}
	counts := map[string]int{"": f.People + f.Bad + f.Struck, "listed": f.People - handed, "bad": f.Bad, "struck": f.Struck, "handed": handed}
	for _, tab := range handoutTabs {
		s.Tabs = append(s.Tabs, part.Tab{Text: tab[1], Path: at(tab[0], ""), Count: counts[tab[0]], Current: tab[0] == string(q.State)})
	}
	if next != "" {
		s.Links = append(s.Links, part.Link{Text: "下一页", Path: at(string(q.State), next)})
	}
	return s, p.s.Register.NoteLook(r.Context(), r.Viewer(), looked, "handout")
}

func (p *Pages) standWord(r *screen.Request, h *handout.Handout, one *handout.Person, other *handout.Handout) (templ.Component, error) {
	switch {
	case one.State == handout.Bad:
		return part.Status(format.Over, one.Fault), nil
	case one.State == handout.Struck:
		return part.Status(format.Paused, "已去掉："+one.Note), nil
	case one.State == handout.Handed:
		return part.Status(format.Done, format.ShortDay(one.HandedOn)+" "+one.Signature()), nil
	case other != nil && (h.State == handout.Draft || h.State == handout.Submitted):
		return part.Status(format.Soon, "“"+other.Title+"”里也有"), nil
	}
	l, err := p.s.Handouts.LineOf(r.Context(), h, one)
	word := handout.Word(h, one, l)
	state := format.Working
	switch word {
	case "已到账":
		state = format.Done
	case "银行退回", "没有账户":
		state = format.Over
	}
	return part.Status(state, word), err
}

// handoutRule is what the packs say of the kind.
func (p *Pages) handoutRule(h *handout.Handout) section {
	s := section{ID: "rules", Title: "怎样办"}
	rule := p.s.Handouts.Rule(h)
	if rule == nil {
		s.Words = []string{"现在的政策包里没有这一种。"}
		return s
	}
	s.Words = rule.Words
	source := rule.Source
	s.Pairs = []part.Pair{{Key: p.parameterTitle(rule.Limit), Value: p.parameterValue(rule.Limit, h.Division.String(), h.Began)}, {Key: "依据", Value: source}}
	if rule.Status == pack.Proposed {
		s.Pairs[1].Value += "（建议值，待本地文件确认）"
	}
	return s
}

// ExportHandout is the list as a file; the look is written down.
func (p *Pages) ExportHandout(r *screen.Request) (screen.Answer, error) {
	name, raw, people, err := p.s.Handouts.Export(r.Context(), r.Viewer(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "handout export"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: name, Type: "text/csv; charset=utf-8", Content: bytes.NewReader(raw), Attach: true})
}

// handedTo is what the family was handed out in kind.
func (p *Pages) handedTo(r *screen.Request, f *family) ([]section, error) {
	list, err := p.s.Handouts.GivenTo(r.Context(), f.ref)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	t := part.Table{Caption: "领过的物资", Columns: []part.Column{{Title: "日期"}, {Title: "姓名"}, {Title: "批次", Clamp: true}, {Title: "物资", Clamp: true}, {Title: "数量"}, {Title: "签收"}}}
	for _, g := range list {
		t.Rows = append(t.Rows, part.Row{Path: path("handout-person", g.Person.Ref), Cells: cells(part.Text(format.ShortDay(g.HandedOn)), part.Text(format.Name(g.Name)), part.Text(g.Of.Title),
			part.Text(g.Of.Item), part.Text(spoken(g.Of, g.Amount)), part.Text(g.Signature()))})
	}
	return []section{{ID: "handouts", Title: "民政批量慰问发的物资", Words: []string{"发的钱在“待遇和发放”里。"}, Tables: []part.Table{t}}}, nil
}
