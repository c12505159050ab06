package resident

import (
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// caseView is how far a case is, and what the family has to do now.
type caseView struct {
	Frame    layout.Frame
	Banner   string
	Number   string
	Stage    string
	State    format.State
	Lead     string
	Dues     []dueLine
	Doing    []doing
	Less     []doing // what may be done but nobody waits for
	Decision *decisionView
	Letters  []letterLine
	Papers   []part.Pair
	Signed   []signedLine
	Events   []part.Event
	Rated    string
	Draft    string
	Whole    part.Link // the bundle it is a part of
	For      part.Link // who asks for whom
	Rate     []part.Link
}

// dueLine is a time limit in words.
type dueLine struct {
	Title string
	Due   format.Due
}

// doing is an action as a button; one that lacks something says what.
type doing struct {
	part.Link
	Primary bool
	Lacks   []string
}

// decisionView is what was decided, for now.
type decisionView struct {
	Words  string
	From   string
	By     string
	Remedy string
	Appeal []doing
	Letter part.Link
}

// signedLine is somebody of the family and whether he has signed.
type signedLine struct {
	Name   string
	Day    string
	Invite string
}

// Case shows a case to its family; a draft leads to its form, and an invited
// signer to what he is to sign.
func (p *Pages) Case(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.noteWard(r, f); err != nil {
		return screen.Answer{}, err
	}
	allowed := p.s.Desk.Allowed(f, r.Who())
	if r.Visitor.Only != "" {
		return p.errand(r, f, allowed)
	}
	if actionDoing(allowed, "declare") != nil {
		return screen.See("%s", casePath(f.Case.Ref, "form"))
	}
	v := caseView{Frame: p.frame(r, f.Matter.Title, "/home"), Number: f.Case.Number, Banner: p.doneWords(r, f), For: guardianLine(f)}
	if s := f.Stage(); s != nil {
		v.Stage, v.State, v.Lead = s.Title, states[s.Mark], s.Resident
	}
	v.Dues = p.dues(r, f)
	p.sortActions(r, f, allowed, &v)
	p.decision(r, f, allowed, &v)
	for i := len(f.Letters) - 1; i >= 0; i-- {
		l := &f.Letters[i]
		v.Letters = append(v.Letters, letterLine{part.Link{Text: l.Title, Path: casePath(f.Case.Ref, "letters", l.ID)}, format.Day(l.At.Date())})
	}
	for i := range f.Papers {
		v.Papers = append(v.Papers, part.Pair{Key: paperTitle(f, &f.Papers[i]), Value: paperStates[f.Papers[i].State]})
	}
	v.Signed = p.signed(r, f)
	v.Events = p.events(f)
	if n := len(f.Ratings); n > 0 {
		v.Rated = "您已经评价过，谢谢。"
	}
	if v.Rate, err = p.rateable(r, f); err != nil {
		return screen.Answer{}, err
	}
	if v.Whole, err = p.whole(r, f.Case.Ref); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(casePage(v))
}

// doneWords is the receipt of the action the visitor comes from.
func (p *Pages) doneWords(r *screen.Request, f *casework.File) string {
	a := f.Matter.Action(r.FormValue("done"))
	if a == nil {
		return ""
	}
	return "已收到：" + a.Title + "。编号" + f.Case.Number + "。"
}

// dues are the time limits that run.
func (p *Pages) dues(r *screen.Request, f *casework.File) (list []dueLine) {
	for i := range f.Clocks {
		c := &f.Clocks[i]
		if c.Stopped != 0 {
			continue
		}
		line := dueLine{Title: c.Title, Due: format.Waiting("等您这一步，时间先停着")}
		if c.Paused == 0 {
			warn := 0
			if rule := f.Matter.Clock(c.Clock); rule != nil {
				warn = rule.Warn
			}
			line.Due = format.Deadline(p.s.Calendar, r.Today(), c.Due, warn)
		}
		list = append(list, line)
	}
	return list
}

// sortActions makes buttons of what the family may do: first what is waited for.
func (p *Pages) sortActions(r *screen.Request, f *casework.File, allowed []*pack.Action, v *caseView) {
	stage := f.Stage()
	waits := stage != nil && stage.With == "family"
	for _, a := range allowed {
		one := p.button(r, f, a)
		switch {
		case does(a, "object"), does(a, "appeal"), len(f.Ratings) > 0 && does(a, "rate"):
		case does(a, "authorise"):
			if person, err := self(r); err == nil {
				if mine, _ := p.s.Desk.Signs(f, person); len(mine) > 0 {
					one.Primary = true
					v.Doing = append(v.Doing, one)
				}
			}
		case does(a, "confirm_preview"):
			if f.Notice("opinion") != nil && !slices.ContainsFunc(f.Steps, func(s casework.Step) bool {
				return s.Action == a.Name && s.Opened > f.Notice("opinion").Opened
			}) {
				one.Primary = true
				v.Doing = append(v.Doing, one)
			}
		case does(a, "list_papers"):
			if len(p.missingPapers(f)) > 0 || waits && a.Primary {
				one.Primary = waits
				v.Doing = append(v.Doing, one)
			}
		case a.Primary, does(a, "rate"):
			one.Primary = a.Primary
			v.Doing = append(v.Doing, one)
		default:
			v.Less = append(v.Less, one)
		}
	}
	first := true // one primary button, however many there are to press
	for i := range v.Doing {
		v.Doing[i].Primary = v.Doing[i].Primary && first
		first = first && !v.Doing[i].Primary
	}
}

func (p *Pages) button(r *screen.Request, f *casework.File, a *pack.Action) doing {
	one := doing{Link: part.Link{Text: a.Title, Path: casePath(f.Case.Ref, "do", a.Name)}}
	for _, lack := range p.s.Desk.Lacking(r.Context(), f, r.Who(), a, nil) {
		one.Lacks = append(one.Lacks, lack.Message)
	}
	return one
}

// effectWords are decisions in words.
var effectWords = map[string]string{
	"grant": "已同意", "refuse": "没有同意", "change": "金额有变化", "suspend": "停发待查", "resume": "恢复发放",
	"grace": "进入渐退期", "end": "停发", "keep": "维持不变", "terminate": "终止办理", "award": "已同意给予救助", "advance": "已先行救助",
}

func (p *Pages) decision(r *screen.Request, f *casework.File, allowed []*pack.Action, v *caseView) {
	d := f.Decision()
	if d == nil {
		return
	}
	out := &decisionView{Words: effectWords[d.Effect], By: strings.TrimSpace(d.Office + " " + format.Name(d.Decider))}
	if d.Amount > 0 && slices.Contains([]string{"grant", "change", "resume", "grace"}, d.Effect) {
		out.Words += "，每月发" + format.Yuan(d.Amount)
	}
	if d.From != 0 {
		out.From = "自" + format.Month(d.From) + "起"
	}
	if d.Until != 0 {
		out.From += "，到" + format.Month(d.Until)
	}
	if d.FullUntil != 0 {
		out.From += "；全额发到" + format.Month(d.FullUntil) + "，以后每月发" + format.Yuan(d.Reduced)
	}
	if d.RemedyUntil != 0 {
		out.Remedy = "不同意的，最迟" + format.NearDay(d.RemedyUntil, r.Today()) + "前可以申请复议"
		if f.Matter.Remedy != nil {
			out.Remedy += "，由" + f.Matter.Remedy.In(p.s.Desk.Place(f.Case.Division.County())) + "重新审查"
		}
		out.Remedy += "。不收费。"
	}
	for _, a := range allowed {
		if does(a, "appeal") {
			one := p.button(r, f, a)
			one.Text = "我有异议：" + a.Title
			out.Appeal = append(out.Appeal, one)
		}
	}
	for i := range f.Letters {
		if f.Letters[i].Body.Remedy {
			out.Letter = part.Link{Text: "看为什么这样决定", Path: casePath(f.Case.Ref, "letters", f.Letters[i].ID)}
		}
	}
	v.Decision = out
}

// paperStates are the states of papers in words.
var paperStates = map[string]string{
	casework.Wanted: "还缺", casework.Late: "可以晚些交", casework.Sought: "不用交，我们去查", casework.Here: "已收到", casework.Waived: "不用交",
}

// paperTitle is a paper with whose it is.
func paperTitle(f *casework.File, paper *casework.Paper) string {
	title := paper.Paper
	for i := range f.Matter.Papers {
		if f.Matter.Papers[i].Name == paper.Paper {
			title = f.Matter.Papers[i].Title
		}
	}
	for i := range f.Parties {
		if paper.Person != "" && f.Parties[i].Person.ID == paper.Person {
			return format.Name(f.Parties[i].Name) + "的" + title
		}
	}
	return title
}

// missingPapers are those that are wanted or may come later.
func (p *Pages) missingPapers(f *casework.File) (list []*casework.Paper) {
	for i := range f.Papers {
		if s := f.Papers[i].State; s == casework.Wanted || s == casework.Late {
			list = append(list, &f.Papers[i])
		}
	}
	return list
}

// signed lists who has let departments be asked, and who can be invited to.
func (p *Pages) signed(r *screen.Request, f *casework.File) (list []signedLine) {
	if f.Matter.Authorise == nil {
		return nil
	}
	person, err := self(r)
	if err != nil {
		return nil
	}
	_, others := p.s.Desk.Signs(f, person)
	open := actionDoing(p.s.Desk.Allowed(f, r.Who()), "authorise") != nil
	for i := range f.Parties {
		party := &f.Parties[i]
		line := signedLine{Name: format.Name(party.Name)}
		if party.Signed != 0 {
			line.Day = format.Day(party.Signed)
		} else if open && slices.ContainsFunc(others, func(o casework.Party) bool { return o.ID == party.ID }) && p.s.Desk.OldEnough(f, party) {
			line.Invite = casePath(f.Case.Ref, "invite", party.ID)
		}
		list = append(list, line)
	}
	return list
}

// events are the steps of a case in their order: what was done, where it is, and
// what will come if nothing intervenes.
func (p *Pages) events(f *casework.File) (list []part.Event) {
	for i := range f.Steps {
		s := &f.Steps[i]
		if s.From == s.To && s.Unit != 0 {
			continue // the office's own notes
		}
		list = append(list, part.Event{When: format.Day(s.At.Date()), Who: p.stepWho(s), What: s.Title, State: format.Done})
	}
	stage := f.Stage()
	if stage == nil {
		return list
	}
	list = append(list, part.Event{What: stage.Title, Why: stage.Resident, State: states[stage.Mark], Now: true})
	if stage.End {
		return list
	}
	for _, s := range ahead(f.Matter, stage.Name) {
		list = append(list, part.Event{What: s, State: format.Paused, Ahead: true})
	}
	return list
}

// stepWho is who did a step: an office by its place, the family by name.
func (p *Pages) stepWho(s *casework.Step) string {
	if s.Unit != 0 {
		return p.s.Desk.Place(s.Unit)
	}
	if strings.HasPrefix(s.Actor, account.ResidentActor) {
		return format.Name(s.ActorName)
	}
	return ""
}

// ahead are the stages a case comes through if nothing intervenes. How it ends
// nobody promises.
func ahead(m *pack.Matter, at string) (list []string) {
	visited := map[string]bool{at: true}
	for {
		next := nextStage(m, at, visited)
		if next == nil {
			return list
		}
		if next.End {
			return append(list, "作出决定，告诉您")
		}
		list, at = append(list, next.Title), next.Name
		visited[at] = true
	}
}

// nextStage is where the primary action of a stage leads, else the first action
// that leads on and does nobody harm.
func nextStage(m *pack.Matter, at string, visited map[string]bool) *pack.Stage {
	var other *pack.Stage
	place := func(name string) int {
		return slices.IndexFunc(m.Stages, func(s pack.Stage) bool { return s.Name == name })
	}
	for _, a := range m.Actions {
		to := m.Stage(a.To)
		if to == nil || visited[a.To] || a.Danger || !slices.Contains(a.From, at) {
			continue
		}
		if a.Primary {
			return to
		}
		if other == nil && !to.End && place(to.Name) > place(at) {
			other = to
		}
	}
	return other
}

// errandView is what an invited signer sees: what he is to sign, and nothing else.
type errandView struct {
	Frame layout.Frame
	Words string
	Sign  part.Link
	Done  bool
}

// errand leads an invited signer to what he is to sign.
func (p *Pages) errand(r *screen.Request, f *casework.File, allowed []*pack.Action) (screen.Answer, error) {
	v := errandView{Frame: p.frame(r, f.Matter.Title, ""), Words: fmt.Sprintf("%s正在申请%s，请您来签一个字。", format.Name(f.Case.Name), f.Matter.Title)}
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	mine, _ := p.s.Desk.Signs(f, person)
	a := actionDoing(allowed, "authorise")
	switch {
	case len(mine) == 0:
		v.Done, v.Words = true, "您已经签好了，谢谢。可以退出了。"
	case a == nil:
		v.Done, v.Words = true, "这件事现在不用签了。可以退出了。"
	default:
		v.Sign = part.Link{Text: "去签名", Path: casePath(f.Case.Ref, "do", a.Name)}
	}
	return screen.Show(errandPage(v))
}
