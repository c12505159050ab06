package pricelink

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// act is a form of the page of a month, with what follows.
type act struct {
	ID     string
	Title  string
	Words  string
	Form   part.Form
	Fields []part.Field
}

// monthView is everything about a month: its test, what was decided, its list.
type monthView struct {
	Frame    layout.Frame
	Head     part.Head
	Fault    string
	Way      []part.StepWord
	Changed  string
	Pairs    []part.Pair
	Words    []string
	Amounts  part.Table
	Estimate part.Table
	Rolls    part.Table
	Refused  []string
	Sums     part.Table
	Struck   part.Table
	Outcomes part.Table
	Acts     []act
	Events   []part.Event

	launch *pricelink.Decided
}

// Month shows a month.
func (p *Pages) Month(r *screen.Request) (screen.Answer, error) {
	m, err := p.month(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showMonth(r, m, "", http.StatusOK)
}

// do does something to a month, and shows it again with why it was not done.
func (p *Pages) do(f func(*screen.Request, civil.Month) error) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		m, err := p.month(r)
		if err != nil {
			return screen.Answer{}, err
		}
		if err := f(r, m); err != nil {
			message, kind, ok := office.Told(err)
			if !ok || kind == civil.Denied || kind == civil.NotFound {
				return screen.Answer{}, err
			}
			return p.showMonth(r, m, message, statusOf(kind))
		}
		return screen.See("%s", monthPath(m))
	}
}

func (p *Pages) launch(r *screen.Request, m civil.Month) error {
	_, err := p.desk.Decide(r.Context(), r.Who(), pricelink.Seen{Region: p.region(), Month: m, Digest: r.Seen()}, r.Text("note"))
	return err
}

func (p *Pages) withdraw(r *screen.Request, m civil.Month) error {
	return p.desk.Withdraw(r.Context(), r.Who(), p.region(), m, r.Text("reason"))
}

func (p *Pages) list(r *screen.Request, m civil.Month) error {
	_, err := p.desk.MakeList(r.Context(), r.Who(), p.region(), m)
	return err
}

func (p *Pages) hand(r *screen.Request, m civil.Month) error {
	_, err := p.desk.HandOver(r.Context(), r.Who(), pricelink.Seen{Region: p.region(), Month: m, Digest: r.Seen()})
	return err
}

func (p *Pages) roll(r *screen.Request, m civil.Month) error {
	data, name, err := raw(r, "file")
	if err != nil {
		return err
	}
	place := r.Text("place")
	if place == everywhere {
		place = ""
	}
	_, err = p.desk.TakeRoll(r.Context(), r.Who(), pricelink.RollOrder{Region: p.region(), Month: m, Group: r.Text("group"), Place: place, File: name, Raw: data})
	return err
}

func (p *Pages) result(r *screen.Request, m civil.Month) error {
	t := pricelink.Told{Region: p.region(), Month: m, County: r.Text("paid_county"), Group: r.Text("paid_group"), Note: r.Text("paid_note")}
	var err error
	if _, scanned := fmt.Sscan(r.Text("paid_persons"), &t.Persons); scanned != nil {
		return civil.Refuse("pricelink_result_form", "发放人数请填整数，如120。")
	}
	if t.Amount, err = civil.ParseYuan(strings.NewReplacer(",", "", "，", "", "元", "").Replace(r.Text("paid_amount"))); err != nil {
		return civil.Refuse("pricelink_result_form", "发放金额请填数字，如7200.00。")
	}
	if t.Day, err = civil.ParseDate(r.Text("paid_day")); err != nil {
		return civil.Refuse("pricelink_result_form", "发放日期请写成2026-10-20这样。")
	}
	return p.desk.Tell(r.Context(), r.Who(), t)
}

// showMonth shows a month, after something was refused with why.
func (p *Pages) showMonth(r *screen.Request, m civil.Month, fault string, status int) (screen.Answer, error) {
	proposal, err := p.desk.Propose(r.Context(), p.region(), m)
	if err != nil {
		return screen.Answer{}, err
	}
	v := monthView{
		Frame: office.Frame(r, format.Month(m)+"物价联动"), Fault: fault,
		Head: part.Head{Title: format.Month(m) + "的指数，要不要发价格临时补贴", Lead: proposal.Verdict.Title() + "。", Back: part.Link{Text: "物价联动", Path: "/pricelink"}},
	}
	v.Frame.Faults = fault != ""
	launch, past, err := p.desk.Launch(r.Context(), p.region(), m)
	if _, kind, ok := office.Told(err); err != nil && (!ok || kind != civil.NotFound) {
		return screen.Answer{}, err
	}
	if launch != nil {
		v.Events = p.events(past)
	}
	if launch == nil || launch.State == pricelink.Withdrawn {
		p.proposed(r, proposal, &v)
		return screen.Answer{Status: status, Page: monthPage(v)}, nil
	}
	v.launch = launch
	if err := p.decided(r, proposal, &v); err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Status: status, Page: monthPage(v)}, nil
}

// proposed shows a month that is not launched.
func (p *Pages) proposed(r *screen.Request, proposal *pricelink.Proposal, v *monthView) {
	v.Words = proposal.Words
	if proposal.Profile != nil {
		v.Pairs = append(v.Pairs, part.Pair{Key: "依据", Value: proposal.Profile.Source})
		if proposal.Profile.Note != "" {
			v.Pairs = append(v.Pairs, part.Pair{Key: "还没有核对的", Value: proposal.Profile.Note})
		}
	}
	if proposal.Verdict != pricelink.Launch {
		return
	}
	v.Amounts, v.Estimate = p.amounts(r, proposal), estimates(proposal)
	v.Pairs = append(v.Pairs, part.Pair{Key: "应在什么时候前发放", Value: dueWords(proposal)},
		part.Pair{Key: "测算", Value: whole(proposal.Persons) + "人，" + format.Yuan(proposal.Amount) + "（没有去掉重复的）"})
	if proposal.Barred != "" {
		v.Changed = proposal.Barred
		return
	}
	if r.Visitor.Plays(chiefs...) {
		v.Acts = append(v.Acts, act{ID: "launch", Title: "启动", Words: "启动以后编制联合名单；交发放以前都可以撤回。", Form: part.Form{
			Action: monthPath(proposal.Month) + "/launch", Once: screen.NewOnce(), Seen: proposal.Digest, Button: "启动" + format.Month(proposal.Pay) + "的补贴",
		}, Fields: []part.Field{{Kind: part.LongField, Name: "note", Label: "说明", Hint: "如启动通知的文号", Value: r.Typed("note"), Optional: true}}})
		return
	}
	v.Pairs = append(v.Pairs, part.Pair{Key: "下一步", Value: "由市级民政部门的人员决定是否启动。"})
}

func dueWords(p *pricelink.Proposal) string {
	words := fmt.Sprintf("%s（公布以后%d个工作日）", format.Day(p.Due), p.Profile.DueDays)
	if !p.DueSure {
		words += "，途中有的日子放假安排还没有公布"
	}
	return words
}

// amounts is what a person is paid in each county the visitor covers.
func (p *Pages) amounts(r *screen.Request, proposal *pricelink.Proposal) part.Table {
	t := part.Table{Caption: "每人发多少", Columns: []part.Column{{Title: "县（市、区）"}, {Title: "每人", Unit: "元", Number: true}, {Title: "怎样算"}}}
	mine := p.counties(r)
	for _, c := range proposal.Counties {
		if slices.Contains(mine, office.Code(c.County)) {
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(p.s.Desk.Place(c.County)), part.Amount(c.Amount), part.Text(strings.Join(c.Words, "；")))})
		}
	}
	return t
}

// estimates is how many people each group may have.
func estimates(proposal *pricelink.Proposal) part.Table {
	t := part.Table{Caption: "测算人数", Columns: []part.Column{{Title: "对象类别，按优先次序"}, {Title: "人数", Number: true}, {Title: "金额", Unit: "元", Number: true}, {Title: "人数从哪里来"}}}
	for _, g := range proposal.Groups {
		if g.From == "" {
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(g.Title), part.NoValue("等部门名册"), part.NoValue("等部门名册"), part.Text("没有名册"))})
			continue
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(g.Title), part.Text(whole(g.Persons)), part.Amount(g.Amount), part.Text(g.From))})
	}
	return t
}

// events are the versions of a launch, the newest first.
func (p *Pages) events(past []*pricelink.Decided) (list []part.Event) {
	for _, l := range slices.Backward(past) {
		list = append(list, part.Event{When: format.Moment(l.At), Who: l.Name, What: l.State.Title(), Why: l.Note, State: stateMark(l.State)})
	}
	return list
}
