package review

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/review"
)

// listView is what the visitor's offices have to look after.
type listView struct {
	Frame layout.Frame
	Head  part.Head
	Tabs  []part.Tab
	Table part.Table
	Next  string
}

// listTab is one list of several.
type listTab struct {
	name, title string
	state       review.State
	late        bool
}

// tabs of the list: what waits by state, what is late, what is done.
var tabs = []listTab{
	{"open", "待核实", review.Open, false}, {"verified", "待答复", review.Verified, false}, {"answered", "待回访", review.Answered, false},
	{"late", "已超期", "", true}, {"closed", "已办结", review.Closed, false},
}

// List shows what has to be looked after, those first that run out first.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	at := max(0, slices.IndexFunc(tabs, func(t listTab) bool { return t.name == r.FormValue("tab") }))
	tab := tabs[at]
	tally, err := p.s.Review.Count(r.Context(), r.Who())
	if err != nil {
		return screen.Answer{}, err
	}
	page, err := p.s.Review.List(r.Context(), r.Who(), review.Query{State: tab.state, Overdue: tab.late, After: r.FormValue("after")})
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{
		Frame: office.Frame(r, "评价和投诉"),
		Head:  part.Head{Title: "评价和投诉", Lead: "差评和投诉件件核实、件件答复、件件回访。", More: []part.Link{{Text: "满意度统计", Path: "/feedback/figures"}, {Text: "公开的样子", Path: "/reviews"}}},
	}
	counts := []int{tally.Open, tally.Verified, tally.Answered, tally.Late, tally.Closed}
	for i, t := range tabs {
		v.Tabs = append(v.Tabs, part.Tab{Text: t.title, Path: "/feedback?tab=" + t.name, Count: counts[i], Current: i == at})
	}
	v.Table = part.Table{Caption: tab.title, Keys: true, Empty: "这里没有要办的。", Columns: []part.Column{{Title: "编号"}, {Title: "来自"}, {Title: "说的是", Clamp: true}, {Title: "谁说的"}, {Title: "期限"}}}
	for _, c := range page.List {
		due := part.Text("")
		if day := c.NextDue(); day != 0 {
			due = part.DueChip(format.Deadline(p.s.Calendar, r.Today(), day, dueSoon))
		}
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: "/feedback/" + c.County + "/" + c.ID, Cells: []templ.Component{
			part.Text(c.Number), part.Text(c.Kind.Title() + " · " + c.Channel.Title()), part.Text(p.unit(c.Division)), part.Text(whoSaid(c)), due,
		}})
	}
	if page.Next != "" {
		v.Next = "/feedback?tab=" + tab.name + "&after=" + page.Next
	}
	return screen.Show(listPage(v))
}

// dueSoon is how many working days before its end a time limit is shown as running out.
const dueSoon = 2

// whoSaid is the author as lists and pages show him: masked.
func whoSaid(c *review.Complaint) string {
	switch {
	case c.Anonymous():
		return "匿名"
	case c.Name == "":
		return access.Mask(access.Phone, c.Phone.Reveal())
	}
	return access.MaskName(c.Name)
}

// oneView is one complaint as the office sees it.
type oneView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string
	Pairs  []part.Pair
	Words  string
	Answer string
	Events []part.Event
	Phone  string // revealed
	Name   string
	Reveal *part.Form
	Reason part.Field
	Form   *part.Form // what has to be done now
	Fields []part.Field
	Note   string
}

// One shows one of them.
func (p *Pages) One(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.one(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(onePage(v))
}

func (p *Pages) one(r *screen.Request, fault string) (v oneView, c *review.Complaint, err error) {
	if c, err = p.s.Review.Complaint(r.Context(), r.Who(), refOf(r)); err != nil {
		return v, c, err
	}
	if !c.Person.Zero() {
		if err = p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{c.Person}, "complaint"); err != nil {
			return v, c, err
		}
	}
	steps, err := p.s.Review.Steps(r.Context(), c)
	if err != nil {
		return v, c, err
	}
	at := "/feedback/" + c.County + "/" + c.ID
	v = oneView{
		Frame: office.Frame(r, c.Kind.Title()+" "+c.Number), Fault: fault, Words: c.Words, Answer: c.Answer,
		Head: part.Head{Title: c.Kind.Title() + " " + c.Number, Over: c.State.Title(), Back: part.Link{Text: "评价和投诉", Path: "/feedback"}},
	}
	v.Frame.Faults = fault != ""
	v.Pairs = []part.Pair{
		{Key: "说的是", Value: p.unit(c.Division)}, {Key: "由谁办理", Value: p.unit(c.Handler)}, {Key: "谁说的", Value: whoSaid(c)}, {Key: "来自", Value: c.Channel.Title()},
		{Key: "核实期限", Value: format.Day(c.VerifyDue)}, {Key: "答复期限", Value: format.Day(c.Due)},
	}
	if m, err := p.s.Desk.Matter(c.Matter); err == nil {
		v.Pairs = append(v.Pairs, part.Pair{Key: "事项", Value: m.Title})
	}
	if c.Round > 1 {
		v.Pairs = append(v.Pairs, part.Pair{Key: "第几次办", Value: strconv.FormatInt(c.Round, 10)})
	}
	for i := len(steps) - 1; i >= 0; i-- {
		v.Events = append(v.Events, eventOf(&steps[i]))
	}
	if !c.Anonymous() && c.State != review.Closed {
		v.Reveal = &part.Form{Action: at + "/reveal", Once: screen.NewOnce(), Button: "显示姓名和电话"}
		v.Reason = part.Field{Name: "reason", Label: "为什么要看", Value: r.Typed("reason"), Hint: "如“回访本人”。看了有记录。"}
	}
	p.next(r, &v, c, at)
	return v, c, nil
}

var stepTitles = map[string]string{"register": "登记", "verify": "核实", "answer": "答复", "call": "回访", "reveal": "看过姓名和电话"}

func eventOf(s *review.Step) part.Event {
	e := part.Event{When: format.Moment(s.At), Who: s.Name, What: stepTitles[s.Act], Why: s.Words, State: format.Done}
	switch {
	case s.Act == "verify":
		e.What += "：" + review.Finding(s.Result).Title()
	case s.Result == "unreached":
		e.What += "：没有打通"
	case s.Act == "call":
		if n, err := strconv.ParseInt(s.Result, 10, 64); err == nil {
			e.What += "：" + review.GradeTitle(n)
		}
	}
	return e
}

// next is the form of what has to be done now.
func (p *Pages) next(r *screen.Request, v *oneView, c *review.Complaint, at string) {
	form := part.Form{Once: screen.NewOnce(), Seen: strconv.FormatInt(c.Opened, 10)}
	words := part.Field{Kind: part.LongField, Name: "words", Value: r.Typed("words"), Rows: 4}
	switch c.State {
	case review.Open:
		form.Action, form.Button = at+"/verify", "登记核实结果"
		finding := part.Field{Kind: part.RadioField, Name: "finding", Label: "属实吗？", Value: r.Typed("finding")}
		for _, f := range []review.Finding{review.Founded, review.Partly, review.Unfounded} {
			finding.Choices = append(finding.Choices, part.Choice{Value: string(f), Text: f.Title()})
		}
		words.Label, words.Hint = "查到了什么，怎么整改", "问过谁、看过什么；属实的写明怎么改、谁来改。"
		v.Fields = []part.Field{finding, words}
	case review.Verified:
		form.Action, form.Button = at+"/answer", "答复"
		words.Label, words.Hint = "怎么答复本人", "本人看得到这段话。"
		v.Fields = []part.Field{words}
	case review.Answered:
		form.Action, form.Button = at+"/call", "登记回访"
		reached := part.Field{Kind: part.RadioField, Name: "reached", Label: "打通了吗？", Value: r.Typed("reached"), Choices: []part.Choice{{Value: "yes", Text: "打通了"}, {Value: "no", Text: "没有打通"}}}
		content := gradeField(r.Typed("grade"))
		content.Label, content.Optional = "本人对答复满意吗？", true
		words.Label, words.Optional = "本人怎么说", true
		v.Fields = []part.Field{reached, content, words}
		v.Note = "不满意的，由上一级再办一次。"
	default:
		return
	}
	v.Form = &form
}

// did answers what an office has done: the page again, with what was wrong.
func (p *Pages) did(r *screen.Request, err error) (screen.Answer, error) {
	if message, ok := again(err); ok {
		v, _, wrong := p.one(r, message)
		if wrong != nil {
			return screen.Answer{}, wrong
		}
		return screen.Again(onePage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	if _, err := p.s.Review.Complaint(r.Context(), r.Who(), refOf(r)); err != nil {
		return screen.See("/feedback") // it went to the office above
	}
	return screen.See("/feedback/%s/%s", r.PathValue("county"), r.PathValue("id"))
}

func handling(r *screen.Request) review.Handling {
	seen, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		seen = 0
	}
	return review.Handling{
		Complaint: refOf(r), Seen: seen, Finding: review.Finding(r.Text("finding")), Words: r.Text("words"), Reached: r.Text("reached") == "yes", Content: grade(r),
	}
}

// Verify keeps what looking into it has shown.
func (p *Pages) Verify(r *screen.Request) (screen.Answer, error) {
	return p.did(r, p.s.Review.Verify(r.Context(), r.Who(), handling(r)))
}

// Answer keeps what the person is told.
func (p *Pages) Answer(r *screen.Request) (screen.Answer, error) {
	return p.did(r, p.s.Review.Reply(r.Context(), r.Who(), handling(r)))
}

// Call keeps what the person said on the telephone.
func (p *Pages) Call(r *screen.Request) (screen.Answer, error) {
	h := handling(r)
	if r.Text("reached") == "" {
		v, _, err := p.one(r, "请选择打通了没有。")
		if err != nil {
			return screen.Answer{}, err
		}
		return screen.Again(onePage(v))
	}
	return p.did(r, p.s.Review.CallBack(r.Context(), r.Who(), h))
}

// Reveal shows name and telephone to whoever has to call, once he says why.
func (p *Pages) Reveal(r *screen.Request) (screen.Answer, error) {
	c, err := p.s.Review.Reveal(r.Context(), r.Who(), refOf(r), r.Text("reason"))
	if err != nil {
		return p.did(r, err)
	}
	v, _, err := p.one(r, "")
	if err != nil {
		return screen.Answer{}, err
	}
	v.Name, v.Phone, v.Reveal = format.Name(c.Name), c.Phone.Reveal(), nil
	// The number goes away by itself, as everywhere.
	return screen.Answer{
		Status: http.StatusOK, Page: onePage(v), Refresh: revealed, RefreshTo: fmt.Sprintf("/feedback/%s/%s", c.County, c.ID),
	}, nil
}

// revealed is how many seconds a name and a number are shown.
const revealed = 60
