package portal

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// guideView is one matter in plain words.
type guideView struct {
	Frame      layout.Frame
	Over       string
	Plain      string
	Place      part.Field
	Day        part.Field
	Path       string
	Standard   *figure
	Figures    []figure
	Amount     string // how it is worked out, in words
	Who        string
	Conditions []condition
	Papers     []paper
	Asked      []string // what registers answer
	Signed     []string // what departments are asked once it is allowed
	Promise    bool
	Times      []timeLine
	Steps      []string
	Where      []string
	Remedy     string
	Law        string
	Source     string
	Open       bool // in force on the day
	From       string
	Apply      part.Link
	Phone      string
}

// condition is one thing that has to hold.
type condition struct{ Words, Source string }

// paper is something to bring.
type paper struct {
	Title, Why, When string
	Late             bool
}

// timeLine is how long something takes.
type timeLine struct{ Title, Days, Source string }

// Guide says all of one matter: who may ask, what one gets, what is needed and what
// is not, how long it takes, where, what it costs, what to do against it, the law.
func (p *Pages) Guide(r *screen.Request) (screen.Answer, error) {
	m, err := p.s.Desk.Matter(r.PathValue("matter"))
	if err != nil {
		return screen.Answer{}, err
	}
	place, day := p.where(r), when(r)
	v := guideView{
		Frame: p.frame(r, m.Title, "/guides"), Plain: m.Plain, Path: "/guides/" + m.Name, Law: m.Law, Source: m.Source,
		Place: part.Field{Kind: part.SelectField, Name: "place", Label: "在哪里", Value: place.String(), Choices: p.places(r, "（全市）")},
		Day:   part.Field{Kind: part.DayField, Name: "day", Label: "哪一天", Value: day.String()},
		Over:  p.s.Desk.Place(place) + " · " + day.Words(), Open: m.InForce <= day, From: m.InForce.Words(), Phone: "12345",
	}
	v.Who = "以家庭为单位，全家推一个人来办。"
	if m.Subject == pack.OfPerson {
		v.Who = "按个人办，给谁办就填谁。"
	}
	p.gets(&v, m, place, day)
	p.needs(&v, m)
	v.Times = p.times(m, place, day)
	v.Steps = steps(m)
	v.Where = whereWords(m)
	if m.Remedy != nil {
		if f, ok := p.figureOf(m.Remedy.Days, place, day); ok {
			v.Remedy = "不同意决定的，收到决定书之日起" + f.Value + "内，可以向" + m.Remedy.Body + "申请复议。不收费。"
		}
	}
	if slices.Contains(m.Channels, "phone") && m.InForce <= r.Today() {
		v.Apply = part.Link{Text: "申请", Path: "/apply/" + m.Name}
		if m.Kind == pack.Changing { // whoever has the benefit finds it there
			v.Apply = part.Link{Text: "报告变化", Path: "/apply"}
		}
	}
	return screen.Show(guidePage(v))
}

// gets says what one gets, and on what it depends.
func (p *Pages) gets(v *guideView, m *pack.Matter, place civil.Area, day civil.Date) {
	if f, ok := p.figureOf(m.Standard, place, day); ok {
		v.Standard = &f
	}
	programme := p.s.Catalogue().Programme(m.Programme)
	if programme == nil {
		return
	}
	v.Amount = programme.AmountLabel
	for _, n := range programme.Notes {
		v.Conditions = append(v.Conditions, condition{n.Label, n.Source})
	}
	for _, d := range p.s.Catalogue().Figures(programme.Name) {
		if d.Name == m.Standard {
			continue
		}
		if f, ok := p.figureOf(d.Name, place, day); ok && f.Value != "" {
			v.Figures = append(v.Figures, f)
		}
	}
}

// needs says what is to be brought, and what nobody is asked for.
func (p *Pages) needs(v *guideView, m *pack.Matter) {
	for i := range m.Papers {
		one := &m.Papers[i]
		if len(one.AnsweredBy) > 0 {
			v.Asked = append(v.Asked, one.Title+"（由"+p.registers(one.AnsweredBy)+"查）")
		}
		v.Papers = append(v.Papers, paper{Title: one.Title, Why: one.Why, When: whenWords(m, one), Late: one.Late})
	}
	for _, name := range prefills(m) {
		if words := p.registers([]string{name}); !slices.Contains(v.Asked, words) {
			v.Asked = append(v.Asked, words)
		}
	}
	if m.Authorise != nil {
		for _, class := range m.Authorise.Classes {
			if reg := p.s.Catalogue().Register(class); reg != nil {
				v.Signed = append(v.Signed, reg.Title)
			}
		}
	}
	for _, a := range m.Actions {
		v.Promise = v.Promise || slices.Contains(a.Needs, "declared")
	}
}

// registers names registers by the office that keeps them.
func (p *Pages) registers(names []string) string {
	var words []string
	for _, name := range names {
		if reg := p.s.Catalogue().Register(name); reg != nil {
			words = append(words, reg.Department+reg.Title)
		}
	}
	return strings.Join(words, "、")
}

// prefills are the registers that answer questions of the form.
func prefills(m *pack.Matter) (names []string) {
	for i := range m.Sections {
		for k := range m.Sections[i].Fields {
			name, _, ok := strings.Cut(m.Sections[i].Fields[k].Prefill, ".")
			if ok && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// whenWords says in which case a paper is wanted: the question that asks, as people
// read it.
func whenWords(m *pack.Matter, one *pack.Paper) string {
	if one.When == "" {
		return ""
	}
	name, want, coded := strings.Cut(one.When, "=")
	for i := range m.Sections {
		for k := range m.Sections[i].Fields {
			f := &m.Sections[i].Fields[k]
			if f.Name != name {
				continue
			}
			if !coded {
				return "只在“" + f.Label + "”的时候要"
			}
			if at, known := f.Code(want); known {
				return "只在“" + f.Label + "：" + f.Codes[at].Label + "”的时候要"
			}
		}
	}
	return ""
}

var unitWords = map[string]string{"workdays": "个工作日", "days": "天", "months": "个月"}

// times are the time limits of a matter at a place.
func (p *Pages) times(m *pack.Matter, place civil.Area, day civil.Date) (list []timeLine) {
	for i := range m.Clocks {
		c := &m.Clocks[i]
		n, err := p.s.Catalogue().Number(c.Limit, place.String(), day)
		if err != nil {
			continue
		}
		line := timeLine{Title: c.Title, Days: countWords(n) + unitWords[c.Unit], Source: c.Source}
		if c.Extended != "" {
			if more, err := p.s.Catalogue().Number(c.Extended, place.String(), day); err == nil && more != n {
				line.Days += "，疑难的" + countWords(more) + unitWords[c.Unit]
			}
		}
		list = append(list, line)
	}
	if m.Notice != nil {
		if n, err := p.s.Catalogue().Number(m.Notice.Days, place.String(), day); err == nil {
			list = append(list, timeLine{Title: "公示", Days: countWords(n) + "天", Source: m.Notice.Source})
		}
	}
	return list
}

// steps are the stages a matter comes through if nothing intervenes: from each the
// one its primary action leads to, which does nobody harm. How it ends nobody promises.
func steps(m *pack.Matter) (list []string) {
	if len(m.Stages) == 0 {
		return nil
	}
	seen := map[string]bool{}
	for at := m.Stages[0].Name; !seen[at]; {
		seen[at] = true
		to := slices.IndexFunc(m.Actions, func(a *pack.Action) bool {
			return a.Primary && !a.Danger && a.To != "" && a.To != at && slices.Contains(a.From, at)
		})
		if to < 0 {
			break
		}
		stage := m.Stage(m.Actions[to].To)
		if stage == nil || stage.End {
			break
		}
		list, at = append(list, stage.Title), stage.Name
	}
	return append(list, "作出决定，告诉您")
}

var channelWords = map[string]string{
	"phone": "手机上办，不用跑", "window": "任何一个乡镇（街道）便民服务窗口，带身份证就行", "village": "请村（居）干部帮您填、帮您送",
}

func whereWords(m *pack.Matter) (list []string) {
	for _, channel := range m.Channels {
		if words := channelWords[channel]; words != "" {
			list = append(list, words)
		}
	}
	if m.Routing == "home" {
		list = append(list, "在哪里交都可以，由户籍所在的乡镇（街道）来办")
	} else if m.Routing == "intake" {
		list = append(list, "在哪里交就由哪里办，不管户口在哪里")
	}
	return append(list, "打12345，说明要办什么")
}

func countWords(n int64) string { return strconv.FormatInt(n, 10) }

var unitTitles = map[string]string{"yuan": "元", "yuan/month": "元/月", "yuan/year": "元/年"}

// valueWords is a value of a parameter with its unit; empty for a code, which is the
// program's word and not the reader's.
func valueWords(f *pack.Resolved, value string) string {
	if strings.ContainsAny(value, "abcdefghijklmnopqrstuvwxyz") {
		return ""
	}
	if unit, money := unitTitles[f.Unit]; money {
		return value + " " + unit
	}
	if f.Unit == "" && strings.Contains(value, ".") {
		if share, err := civil.ParseRatio(value); err == nil {
			return format.Percent(share)
		}
	}
	return value + f.Unit
}
