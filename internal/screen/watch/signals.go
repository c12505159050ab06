package watch

import (
	"net/http"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/signal"
)

var kindTitles = map[pack.SignalKind]string{
	pack.SignalEntitled: "可能符合，去问一问", pack.SignalRecheck: "可能不再符合，去核实", pack.SignalEvent: "有事情要办",
}

// regions are the counties and cities whose signals the visitor decides about.
func (p *Pages) regions(r *screen.Request) (list []civil.Area) {
	for _, post := range r.Visitor.Posts {
		if slices.Contains(deciders, post.Role) && post.Division.Level() >= civil.City && post.Division.Level() <= civil.County {
			list = append(list, post.Division)
		}
	}
	for _, county := range office.Counties(p.s, r.Visitor, r.Today(), deciders...) {
		if !slices.Contains(list, county) {
			list = append(list, county)
		}
	}
	return list
}

// region is the one an address names, by its six digits, or the first.
func (p *Pages) region(r *screen.Request) (civil.Area, error) {
	code := r.PathValue("region")
	if code == "" {
		code = r.Text("region")
	}
	for _, area := range p.regions(r) {
		if code == "" || office.Code(area) == code {
			return area, nil
		}
	}
	return 0, office.Missing()
}

// Signals lists the signals of a region, with what their trials have shown.
func (p *Pages) Signals(r *screen.Request) (screen.Answer, error) {
	region, err := p.region(r)
	if err != nil {
		return screen.Answer{}, err
	}
	states, err := p.s.Signals.States(r.Context(), region)
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{
		Frame: office.Frame(r, "预警设置"), Action: "/signals",
		Head: part.Head{Title: p.s.Desk.Place(region) + "的预警", Back: part.Link{Text: "线索", Path: "/leads"}},
		Table: part.Table{
			Caption: "预警", Keys: true, Empty: "业务包里没有预警。",
			Columns: []part.Column{{Title: "预警"}, {Title: "做什么"}, {Title: "状态"}, {Title: "试算找出", Number: true}, {Title: "准确率", Number: true}, {Title: "试算日期"}},
		},
	}
	on := 0
	for i := range states {
		s := &states[i]
		state := part.Status(format.Paused, "未启用")
		if s.Switch.Runs {
			on++
			state = part.Status(format.Done, "已启用")
		}
		found, share, day := "—", "—", "没有试算过"
		if s.Trial.ID != "" {
			found, share, day = format.Count(s.Trial.Found), precision(s.Trial.Tally), format.ShortDay(s.Trial.Day)
		}
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: "/signals/" + office.Code(region) + "/" + s.Signal.Name, Name: s.Signal.Title, Cells: cells(
			part.Text(s.Signal.Title), part.Text(kindTitles[s.Signal.Kind]), state, part.Text(found), part.Text(share), part.Text(day),
		)})
	}
	v.Head.Lead = "启用了" + format.Count(on) + "条，共" + format.Count(len(states)) + "条。先试算，看过准不准，再启用；预警只提醒人去看，不改变任何待遇。"
	if run, ok, err := p.s.Signals.LastRun(r.Context(), region); err != nil {
		return screen.Answer{}, err
	} else if ok {
		v.Head.Lead += "上次运行：" + format.Moment(run.At) + "，新线索" + format.Count(run.Leads) + "条。"
	}
	if list := p.regions(r); len(list) > 1 {
		f := part.Field{Kind: part.SelectField, Name: "region", Label: "地方", Value: office.Code(region)}
		for _, area := range list {
			f.Choices = append(f.Choices, part.Choice{Value: office.Code(area), Text: p.s.Desk.Place(area)})
		}
		v.Filter = []part.Field{f}
	}
	return screen.Show(listPage(v))
}

// precision is how often a signal was right, as people read it.
func precision(t signal.Tally) string {
	share, known := t.Precision()
	if !known {
		return "还不知道"
	}
	return format.Share(share)
}

// signalView is one signal in one region.
type signalView struct {
	Frame    layout.Frame
	Head     part.Head
	Fault    string
	Known    []part.Pair
	Trial    []part.Pair
	Towns    part.Table
	Try      part.Form
	Turn     part.Form
	Runs     bool
	Ready    bool // it was tried with the packs in force
	Words    part.Field
	Switches []part.Event
}

// Signal shows one signal: what it says, what its trial has shown, and whether it runs.
func (p *Pages) Signal(r *screen.Request) (screen.Answer, error) {
	v, err := p.signalView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(signalPage(v))
}

func (p *Pages) signalView(r *screen.Request) (v signalView, err error) {
	region, err := p.region(r)
	if err != nil {
		return v, err
	}
	states, err := p.s.Signals.States(r.Context(), region)
	if err != nil {
		return v, err
	}
	at := slices.IndexFunc(states, func(s signal.State) bool { return s.Signal.Name == r.PathValue("name") })
	if at < 0 {
		return v, office.Missing()
	}
	s := &states[at]
	path := "/signals/" + office.Code(region) + "/" + s.Signal.Name
	v = signalView{
		Frame: office.Frame(r, "预警"), Runs: s.Switch.Runs, Ready: s.Current,
		Head:  part.Head{Title: s.Signal.Title, Lead: p.signalLine(region, s), Back: part.Link{Text: "预警设置", Path: "/signals?region=" + office.Code(region)}},
		Known: p.signalPairs(r, region, s.Signal),
		Try:   part.Form{Action: path + "/trial", Once: screen.NewOnce(), Button: "试算"},
		Turn:  part.Form{Action: path + "/turn", Once: screen.NewOnce(), Seen: strconv.FormatInt(s.Switch.Opened, 10), Button: "启用"},
		Words: part.Field{Kind: part.LongField, Name: "words", Label: "为什么启用", Value: r.Typed("words"), Rows: 2},
	}
	if s.Switch.Runs {
		v.Turn.Button, v.Words.Label = "停用", "为什么停用"
	}
	if t := s.Trial; t.ID != "" {
		v.Trial = trialPairs(t)
		v.Towns = p.townTable(t)
	}
	turns, err := p.s.Signals.Turns(r.Context(), region, s.Signal.Name)
	for _, t := range turns {
		e := part.Event{When: format.Day(t.Day), Who: t.By, What: "停用", Why: t.Words, State: format.Paused}
		if t.Runs {
			e.What, e.State = "启用", format.Done
		}
		v.Switches = append(v.Switches, e)
	}
	return v, err
}

// signalLine says whether a signal runs, in a sentence.
func (p *Pages) signalLine(region civil.Area, s *signal.State) string {
	switch {
	case s.Switch.Runs && s.Switch.Region != office.Code(region):
		return "全市已启用，这里也在运行。"
	case s.Switch.Runs:
		return "已启用，从" + format.Day(s.Switch.Day) + "起运行。"
	case s.Current:
		return "没有启用。已经试算过，可以决定要不要启用。"
	}
	return "没有启用。请先试算。"
}

func (p *Pages) signalPairs(r *screen.Request, region civil.Area, s *pack.Signal) []part.Pair {
	level := "家庭"
	if s.Level.String() == "person" {
		level = "个人"
	}
	about := ""
	for i, name := range s.Programmes {
		if i > 0 {
			about += "、"
		}
		about += p.s.Catalogue().BenefitTitle(name)
	}
	list := []part.Pair{
		{Key: "做什么", Value: kindTitles[s.Kind]}, {Key: "看谁", Value: level}, {Key: "条件", Value: s.When.Text}, {Key: "问什么", Value: s.Ask},
		{Key: "先派给", Value: map[string]string{"village": "村（居）", "town": "乡镇（街道）", "county": "县（市、区）"}[s.To]},
		{Key: "缓急", Content: part.Risk(map[string]part.RiskLevel{"red": "R", "yellow": "Y", "blue": "B"}[s.Colour])},
		{Key: "走访期限", Value: p.figure(r, region, s.Days, "个工作日")}, {Key: "不重复提醒", Value: p.figure(r, region, s.Months, "个月内")},
		{Key: "依据", Value: s.Source},
	}
	if about != "" {
		list = append(list, part.Pair{Key: "关于哪些待遇", Value: about})
	}
	if s.Note != "" {
		list = append(list, part.Pair{Key: "说明", Value: s.Note})
	}
	return list
}

// figure is a parameter of a region in words.
func (p *Pages) figure(r *screen.Request, region civil.Area, name, unit string) string {
	n, err := p.s.Catalogue().Number(name, office.Code(region), r.Today())
	if err != nil {
		return "没有规定"
	}
	return strconv.FormatInt(n, 10) + unit
}

func trialPairs(t signal.Trial) []part.Pair {
	return []part.Pair{
		{Key: "试算日期", Value: format.Day(t.Day)}, {Key: "找出", Value: format.Count(t.Found)}, {Key: "其中已在享", Value: format.Count(t.Served)},
		{Key: "走访或申请后得到救助、变更", Value: format.Count(t.Granted)}, {Key: "不属实或未批准", Value: format.Count(t.Wrong)},
		{Key: "还不知道的（启用后成为线索）", Value: format.Count(t.New())}, {Key: "准确率（已知结果中说对的）", Value: precision(t.Tally)},
	}
}

func (p *Pages) townTable(t signal.Trial) part.Table {
	out := part.Table{Caption: "各地", Columns: []part.Column{{Title: "地方"}, {Title: "找出", Number: true}, {Title: "已在享", Number: true}, {Title: "救助或变更", Number: true}, {Title: "不属实或未批准", Number: true}, {Title: "还不知道", Number: true}, {Title: "准确率", Number: true}}}
	for _, town := range t.Towns {
		name := town.Town
		if area, err := civil.ParseArea(town.Town); err == nil {
			name = p.place(area)
		}
		out.Rows = append(out.Rows, part.Row{Cells: cells(part.Text(name), part.Text(format.Count(town.Found)), part.Text(format.Count(town.Served)),
			part.Text(format.Count(town.Granted)), part.Text(format.Count(town.Wrong)), part.Text(format.Count(town.New())), part.Text(precision(town.Tally)))})
	}
	return out
}

// Try tries a signal on the counties of the region.
func (p *Pages) Try(r *screen.Request) (screen.Answer, error) {
	region, err := p.region(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var counties []civil.Area
	for _, county := range office.Counties(p.s, r.Visitor, r.Today(), deciders...) {
		if region.Contains(county) {
			counties = append(counties, county)
		}
	}
	if _, err := p.s.Signals.Try(r.Context(), who(r), region, counties, r.PathValue("name"), r.Today()); err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/signals/%s/%s", office.Code(region), r.PathValue("name"))
}

// Turn lets a signal run, or stops it.
func (p *Pages) Turn(r *screen.Request) (screen.Answer, error) {
	v, err := p.signalView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	region, err := p.region(r)
	if err != nil {
		return screen.Answer{}, err
	}
	seen, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return screen.Answer{}, civil.Refuse("signal_seen", "这张表单不完整，请刷新页面后再填。")
	}
	err = p.s.Signals.Turn(r.Context(), who(r), signal.Turn{Region: region, Signal: r.PathValue("name"), Runs: !v.Runs, Words: r.Text("words"), Seen: seen})
	if err == nil {
		return screen.See("/signals/%s/%s", office.Code(region), r.PathValue("name"))
	}
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound || kind == civil.Denied {
		return screen.Answer{}, err
	}
	v.Frame.Faults = true
	if codeOf(err) == "signal_words" {
		v.Words.Fault = message
	} else {
		v.Fault = message
	}
	return screen.Answer{Page: signalPage(v), Status: http.StatusUnprocessableEntity}, nil
}
