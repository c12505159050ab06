package staff

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// caseView is everything about a case on one page.
type caseView struct {
	Frame   layout.Frame
	Number  string
	Name    string
	Person  string // where the applicant's page is
	Stage   part.Event
	Dues    []dueLine
	Marks   []string
	Known   []part.Pair
	Done    string
	Letter  *letterLine
	Actions []actionLine
	Next    string
	Archive string
	Beside  []part.Link // the family's file, and what can be done beside the case

	Form       []part.Pair
	Members    sheetMembers
	Parties    part.Table
	Papers     []paperLine
	Surveys    []surveyView
	Judgement  *judgementView
	Notices    []noticeLine
	Objections []objectionLine
	Decisions  []decisionLine
	Letters    []letterLine
	Timeline   []part.Event
	Ratings    []part.Pair
}

// dueLine is a clock of the case.
type dueLine struct {
	Title string
	Due   format.Due
}

// actionLine is something open to the visitor now, with what is lacking in words.
type actionLine struct {
	Name, Title, Path string
	Primary, Danger   bool
	Lacking           []string
	Direct            *part.Form // done by one press; nil: it has a page of its own
}

// Case is the file of a case.
func (p *Pages) Case(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v, err := p.caseView(r, f)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.noteLook(r, f); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(casePage(v))
}

// noteLook writes down who looked at the family, before anything is shown.
func (p *Pages) noteLook(r *screen.Request, f *casework.File) error {
	var people []register.Ref
	for i := range f.Parties {
		people = append(people, f.Parties[i].Person)
	}
	return p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "case")
}

func (p *Pages) caseView(r *screen.Request, f *casework.File) (caseView, error) {
	c := f.Case
	frame := office.Frame(r, orText(c.Number, "草稿")+" "+format.Name(c.Name))
	frame.Path = "/work"
	v := caseView{Frame: frame, Number: orText(c.Number, "草稿"), Name: format.Name(c.Name), Archive: Path(c.Ref) + "/archive.pdf"}
	if c.Number != "" && c.Household != "" && r.Visitor.Plays(casework.Town, casework.County) {
		at := "?case=" + c.County + "/" + c.ID
		if f.Matter.Routing != "intake" { // who is helped where he is may be at home where the visitor may not look
			v.Beside = []part.Link{{Text: "一户一档一策", Path: "/household/" + c.County + "/" + c.Household}}
		}
		v.Beside = append(v.Beside, part.Link{Text: "转办", Path: "/referrals/new" + at}, part.Link{Text: "提请会商", Path: "/conferences/propose" + at}, part.Link{Text: "安排入住养老机构", Path: "/placements/new" + at})
	}
	if whole, err := p.s.Desk.BundleOf(r.Context(), r.Who(), c.Ref); err == nil && whole != nil && r.Visitor.Plays(casework.Town) {
		v.Beside = append(v.Beside, part.Link{Text: "一件事", Path: bundlePath(whole.Ref)})
	}
	if f.Guardian != nil {
		v.Beside = append(v.Beside, part.Link{Text: "监护关系：" + guardianStates[f.Guardian.State], Path: guardianPath(f)})
	}
	if !c.Applicant.Zero() {
		v.Person = personPath(c.Applicant)
	}
	p.caseHead(r, &v, f)
	if err := p.lately(r, &v, f); err != nil {
		return caseView{}, err
	}
	if err := p.underResponse(r, &v, f); err != nil {
		return caseView{}, err
	}
	v.Actions = p.actionLines(r, f)
	v.Done, v.Letter = doneWords(r, f)
	if next, err := p.nextCase(r, c); err == nil {
		v.Next = next
	}
	p.caseForm(r, &v, f)
	p.caseMembers(r, &v, f)
	v.Papers = paperLines(f)
	v.Surveys = surveyViews(r, f)
	if j := f.Judgement(); j != nil {
		v.Judgement = p.judgementView(f, j)
	}
	p.caseOutcome(r, &v, f)
	v.Timeline = p.timeline(f)
	return v, nil
}

// caseHead is where the case stands: stage, clocks, marks, who and where.
func (p *Pages) caseHead(r *screen.Request, v *caseView, f *casework.File) {
	c, stage := f.Case, f.Stage()
	v.Stage = part.Event{What: c.Stage, State: markOf(stage), Who: withWords[c.Awaits]}
	if stage != nil {
		v.Stage.What = stage.Title
	}
	for i := range f.Clocks {
		clock := &f.Clocks[i]
		if clock.Stopped != 0 {
			continue
		}
		v.Dues = append(v.Dues, dueLine{Title: clock.Title, Due: p.clockDue(r, f, clock)})
	}
	for _, mark := range c.Marks {
		v.Marks = append(v.Marks, orText(markWords[mark], mark))
	}
	v.Known = []part.Pair{
		{Key: "事项", Value: f.Matter.Title}, {Key: "办理地", Value: p.place(c.Division)},
		{Key: "收件", Value: p.place(c.Intake) + " · " + orText(channelWords[c.Channel], c.Channel)},
		{Key: "经办", Value: p.assignee(r, c, map[string]string{})},
	}
	if c.Submitted != 0 {
		v.Known = append(v.Known, part.Pair{Key: "提交", Value: format.Moment(c.Submitted)})
	}
	switch given := f.Given(); {
	case given > 0:
		v.Known = append(v.Known, part.Pair{Key: "已经给的", Value: format.Yuan(given)})
	case c.Amount > 0 && f.Matter.Pays == "":
		v.Known = append(v.Known, part.Pair{Key: "月金额", Value: format.Yuan(c.Amount)})
	}
}

// lately says what the family was given on other cases of the matter not long ago, so
// that who decides knows before he is asked why once is not enough.
func (p *Pages) lately(r *screen.Request, v *caseView, f *casework.File) error {
	list, months, err := p.s.Desk.Lately(r.Context(), f)
	if err != nil || len(list) == 0 {
		return err
	}
	var lines []string
	for _, one := range list {
		lines = append(lines, format.Day(one.On)+" "+format.Yuan(one.Amount)+"（"+one.Number+"）")
	}
	v.Known = append(v.Known, part.Pair{Key: strconv.FormatInt(months, 10) + "个月内给过", Value: strings.Join(lines, "；")})
	return nil
}

var channelWords = map[string]string{"phone": "手机", "window": "窗口", "village": "村（居）代办", "office": "主动立案"}

// clockDue is a clock as a chip: coloured from as many units before its end as the
// matter says.
func (p *Pages) clockDue(r *screen.Request, f *casework.File, c *casework.Clock) format.Due {
	if c.Paused != 0 {
		title := "暂停"
		if stage := f.Stage(); stage != nil {
			title = stage.Title
		}
		return format.Waiting(title)
	}
	warn := soon
	if rule := f.Matter.Clock(c.Clock); rule != nil {
		warn = rule.Warn
	}
	due := format.Deadline(p.s.Calendar, r.Today(), c.Due, warn)
	if left := p.s.Desk.Left(c, r.Today()); left >= 0 && left <= warn && due.State == format.Working {
		due.State = format.Soon
	}
	return due
}

// actionLines are what is open to the visitor, the primary ones first.
func (p *Pages) actionLines(r *screen.Request, f *casework.File) (list []actionLine) {
	who := r.Who()
	for _, a := range p.s.Desk.Allowed(f, who) {
		line := actionLine{Name: a.Name, Title: a.Title, Path: Path(f.Case.Ref) + "/do/" + a.Name, Primary: a.Primary, Danger: a.Danger}
		for _, lack := range p.s.Desk.Lacking(r.Context(), f, who, a, nil) {
			if !slices.Contains(line.Lacking, lack.Message) {
				line.Lacking = append(line.Lacking, lack.Message)
			}
		}
		switch {
		case slices.Contains(a.Does, "declare"):
			line.Title, line.Path, line.Lacking = "继续填表", formPath(f.Case.Ref), nil
		case direct(f.Matter, a):
			line.Direct = &part.Form{Action: line.Path, Once: screen.NewOnce(), Seen: opened(f), Button: a.Title}
		}
		list = append(list, line)
	}
	slices.SortStableFunc(list, func(x, y actionLine) int { return rank(x) - rank(y) })
	return list
}

// rank puts what leads on before what is beside, and what cannot be undone last.
func rank(l actionLine) int {
	switch {
	case l.Primary:
		return 0
	case l.Danger:
		return 2
	}
	return 1
}

// direct says whether an action asks nothing and ends nothing, so that one press
// does it.
func direct(m *pack.Matter, a *pack.Action) bool {
	if len(a.Form) > 0 || a.Danger || reasoned(a) {
		return false
	}
	if stage := m.Stage(a.To); stage != nil && stage.End {
		return false
	}
	return !slices.ContainsFunc(a.Does, func(does string) bool {
		return slices.Contains([]string{"list_papers", "authorise", "survey", "visit", "correct", "declare"}, does)
	})
}

// reasoned says whether an action may need a reason.
func reasoned(a *pack.Action) bool {
	return slices.Contains(a.Needs, "reason") || slices.Contains(a.Needs, "granting")
}

// doneWords say what the visitor has just done, and which letter came of it.
func doneWords(r *screen.Request, f *casework.File) (string, *letterLine) {
	a := f.Matter.Action(r.FormValue("done"))
	if a == nil {
		return "", nil
	}
	words := "已办理：" + a.Title + "。"
	if f.Case.Number != "" {
		words += "编号" + f.Case.Number + "。"
	}
	if l := f.LetterOf(r.FormValue("letter")); l != nil {
		line := letterOf(f, l)
		return words, &line
	}
	return words, nil
}

// nextCase is the one behind this in the visitor's list, for the key ].
func (p *Pages) nextCase(r *screen.Request, c *casework.Case) (string, error) {
	due := "9999-12-31"
	if c.Due != 0 {
		due = c.Due.String()
	}
	list, err := p.s.Desk.List(r.Context(), r.Who(), casework.Query{Tab: "mine", After: due + "_" + c.ID, Size: 1})
	if err != nil || len(list.Cases) == 0 {
		return "", err
	}
	return Path(list.Cases[0].Ref), nil
}

// caseForm are the answers about the family, and the table of its members.
func (p *Pages) caseForm(r *screen.Request, v *caseView, f *casework.File) {
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		if s.Of == "member" {
			v.Members = answerTable(r, s, f.Form)
			continue
		}
		for k := range s.Fields {
			field := &s.Fields[k]
			key := s.Name + "." + field.Name
			value := shown(&field.Field, f.Form.Family[key])
			if value == "" && (!field.Required || !casework.Asked(s, field, f.Form.Family)) || field.Private && !seesPrivate(r) {
				continue
			}
			v.Form = append(v.Form, part.Pair{Key: field.Label, Value: value, Unknown: value == ""})
		}
	}
}

// shown is an answer as people read it; numbers are masked.
func shown(f *pack.Field, text string) string {
	switch f.Type {
	case pack.IDNumberField:
		return format.Mask(idKind, text).Shown
	case pack.PhoneField:
		return format.Mask(phoneKind, text).Shown
	case pack.AccountField:
		return format.Mask(accountKind, text).Shown
	}
	return casework.Shown(f, text)
}

// answerTable is what every member said of himself; questions nobody was asked are
// left out.
func answerTable(r *screen.Request, s *pack.Section, a casework.Answers) sheetMembers {
	t := sheetMembers{Title: s.Title}
	for i := range a.Members {
		t.Names = append(t.Names, format.Name(orText(nameOf(s, a.Members[i].Values), "成员")))
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Private && !seesPrivate(r) {
			continue
		}
		row, said := sheetRow{Label: f.Label}, false
		for k := range a.Members {
			m := &a.Members[k]
			key := s.Name + "." + f.Name
			cell := sheetField{Field: part.Field{Value: shown(&f.Field, m.Values[key])}, Source: m.Source[key]}
			if cell.Value == "" && !casework.Asked(s, f, m.Values) {
				cell.Value = "—"
			} else if cell.Value != "" {
				said = true
			}
			row.Cells = append(row.Cells, cell)
		}
		if said {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// timeline is what was done, the newest first.
func (p *Pages) timeline(f *casework.File) (list []part.Event) {
	for i := len(f.Steps) - 1; i >= 0; i-- {
		s := &f.Steps[i]
		e := part.Event{When: format.Moment(s.At), Who: orText(s.ActorName, "家庭"), What: s.Title, Why: s.Words, State: format.Done, Now: i == len(f.Steps)-1}
		if s.Unit != 0 {
			e.Who += "（" + p.place(s.Unit) + "）"
		}
		if stage := f.Matter.Stage(s.To); stage != nil && s.From != s.To {
			e.What += " → " + stage.Title
			e.State = markOf(stage)
		}
		list = append(list, e)
	}
	return list
}

// joined are lines in one sentence.
func joined(lines []string) string {
	bare := make([]string, len(lines))
	for i, line := range lines {
		bare[i] = strings.TrimSuffix(line, "。")
	}
	return strings.Join(bare, "；")
}

// parts are the pieces of the page, to jump to.
func (v caseView) parts() []part.Link {
	list := []part.Link{{Text: "申请表", Path: "#form"}, {Text: "家庭成员", Path: "#members"}, {Text: "材料", Path: "#papers"}, {Text: "调查", Path: "#survey"},
		{Text: "核对与计算", Path: "#judgement"}, {Text: "公示", Path: "#notice"}}
	if len(v.Objections) > 0 {
		list = append(list, part.Link{Text: "异议", Path: "#objections"})
	}
	if len(v.Decisions) > 0 {
		list = append(list, part.Link{Text: "决定", Path: "#decision"})
	}
	return append(list, part.Link{Text: "文书", Path: "#letters"}, part.Link{Text: "时间线", Path: "#timeline"})
}
