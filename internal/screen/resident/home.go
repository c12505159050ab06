package resident

import (
	"fmt"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// homeView is what waits for somebody.
type homeView struct {
	Frame   layout.Frame
	Lead    string
	Waiting []caseLine // for the family to do something
	Others  []caseLine
	Letters []letterLine
	Bundles []part.Link
	Money   *part.Paid
	Same    bool // the phone acts for one person only
}

// caseLine is a case in a list.
type caseLine struct {
	part.Link
	Number string
	Stage  string
	State  format.State
	Words  string
	For    string // who asks for whom
}

// letterLine is a letter in a list.
type letterLine struct {
	part.Link
	Day string
}

// lettersShown is how many letters the first page lists.
const lettersShown = 5

// Home shows what waits for the family, its cases, letters and money.
func (p *Pages) Home(r *screen.Request) (screen.Answer, error) {
	who := r.Who()
	list, err := p.s.Desk.Mine(r.Context(), who)
	if err != nil {
		return screen.Answer{}, err
	}
	v := homeView{Frame: p.frame(r, "您好，"+format.Name(r.Visitor.Name), ""), Same: len(r.Visitor.Persons) < 2}
	for _, c := range list {
		f, err := p.s.Desk.Open(r.Context(), who, c.Ref)
		if isKind(err, civil.NotFound) {
			continue
		}
		if err != nil {
			return screen.Answer{}, err
		}
		line := lineOf(f)
		if c.Awaits == "family" || p.waits(r, f) {
			v.Waiting = append(v.Waiting, line)
		} else {
			v.Others = append(v.Others, line)
		}
		for i := len(f.Letters) - 1; i >= 0 && len(v.Letters) < lettersShown; i-- {
			l := &f.Letters[i]
			v.Letters = append(v.Letters, letterLine{part.Link{Text: l.Title, Path: casePath(c.Ref, "letters", l.ID)}, format.Day(l.At.Date())})
		}
	}
	v.Lead = "现在没有要您办的事。"
	if n := len(v.Waiting); n > 0 {
		v.Lead = fmt.Sprintf("有%d件事等您办。", n)
	}
	if v.Bundles, err = p.myBundles(r); err != nil {
		return screen.Answer{}, err
	}
	if v.Money, err = p.latest(r); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(homePage(v))
}

// waits says whether the family has something to do although an office has the case.
func (p *Pages) waits(r *screen.Request, f *casework.File) bool {
	var v caseView
	p.sortActions(r, f, p.s.Desk.Allowed(f, r.Who()), &v)
	return slices.ContainsFunc(v.Doing, func(d doing) bool { return d.Primary && len(d.Lacks) == 0 })
}

// states are how the marks of stages look.
var states = map[string]format.State{
	"working": format.Working, "waiting": format.Working, "paused": format.Soon, "done": format.Done, "refused": format.Over,
}

func lineOf(f *casework.File) caseLine {
	line := caseLine{Link: part.Link{Text: f.Matter.Title, Path: casePath(f.Case.Ref)}, Number: f.Case.Number, For: guardianLine(f).Text}
	if s := f.Stage(); s != nil {
		line.Stage, line.State, line.Words = s.Title, states[s.Mark], s.Resident
	}
	return line
}

// latest is the last month that brought money, for the head of the first page.
func (p *Pages) latest(r *screen.Request) (*part.Paid, error) {
	months, _, err := p.money(r)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	head := headline(months[0])
	return &head, nil
}

// entitledView is what a family may get.
type entitledView struct {
	Frame  layout.Frame
	Home   string // of how many people
	Maybe  []prospect
	Unsure []prospect
	Not    []prospect
	Empty  string
	Others []part.Link // matters to ask for in any case
}

// prospect is one benefit in plain words.
type prospect struct {
	Title string
	Who   string
	Words []string
	Apply string
}

// Entitled says in plain words what the family might get. It decides nothing.
func (p *Pages) Entitled(r *screen.Request) (screen.Answer, error) {
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := entitledView{Frame: p.frame(r, "我能享受什么", "/home")}
	for _, m := range p.s.Desk.Applications() {
		v.Others = append(v.Others, part.Link{Text: m.Title, Path: "/apply/" + m.Name})
	}
	home, err := p.home(r, person)
	if err != nil || home == nil {
		v.Empty = "登记里还没有查到您家的户籍，暂时算不出来。可以直接申请，也可以到窗口问。"
		if err != nil {
			return screen.Answer{}, err
		}
		return screen.Show(entitledPage(v))
	}
	list, err := p.s.Desk.Prospects(r.Context(), r.Who(), *home)
	if isKind(err, civil.NotFound, civil.Invalid) {
		v.Empty = "登记里您家的情况还不全，暂时算不出来。可以直接申请，也可以到窗口问。"
		return screen.Show(entitledPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	v.Home = fmt.Sprintf("按登记里您家%d口人、今天查得到的情况。", len(home.People))
	for i := range list {
		v.sort(&list[i])
	}
	if len(list) == 0 {
		v.Empty = "按现在查得到的情况，还没有适合您家的。情况有变化可以再来看，也可以到窗口问。"
	}
	return screen.Show(entitledPage(v))
}

// sort puts a prospect where it belongs.
func (v *entitledView) sort(one *casework.Prospect) {
	line := prospect{Title: one.Title, Who: one.Name}
	if one.Matter != "" {
		line.Apply = "/apply/" + one.Matter
	}
	switch one.Outcome {
	case "grant":
		v.Maybe = append(v.Maybe, line)
	case "refuse":
		line.Words = one.Reasons
		v.Not = append(v.Not, line)
	default:
		line.Words = one.Missing
		v.Unsure = append(v.Unsure, line)
	}
}

// home is the family somebody belongs to: the one he declared, else the registered one.
func (p *Pages) home(r *screen.Request, person register.Ref) (*register.Home, error) {
	homes, err := p.s.Register.HomesOf(r.Context(), person, r.Today())
	if err != nil || len(homes) == 0 {
		return nil, err
	}
	return &homes[0], nil
}

// month is what one month brought, all benefits together.
type month struct {
	Month    civil.Month
	Amount   civil.Fen
	State    format.State
	After    string
	Payments []pay.Payment
}

// money is what was paid to the families somebody belongs to, the newest month first.
func (p *Pages) money(r *screen.Request) (months []month, account *pay.Account, err error) {
	person, err := self(r)
	if err != nil {
		return nil, nil, err
	}
	homes, err := p.s.Register.HomesOf(r.Context(), person, r.Today())
	if err != nil {
		return nil, nil, err
	}
	own := []register.Ref{person} // what he was paid outside of any family
	for _, h := range homes {
		own = append(own, h.Ref)
	}
	for _, ref := range own {
		purse, err := p.s.Pay.PurseOf(r.Context(), ref, person)
		if err != nil {
			return nil, nil, err
		}
		if purse.Account != nil {
			account = purse.Account
		}
		for _, one := range purse.Payments {
			months = addPayment(months, one)
		}
	}
	for i := range months {
		months[i].settle()
	}
	return months, account, nil
}

// addPayment puts a payment into its month; months stay newest first.
func addPayment(months []month, one pay.Payment) []month {
	for i := range months {
		if months[i].Month == one.Month {
			months[i].Payments = append(months[i].Payments, one)
			return months
		}
		if months[i].Month < one.Month {
			return append(months[:i:i], append([]month{{Month: one.Month, Payments: []pay.Payment{one}}}, months[i:]...)...)
		}
	}
	return append(months, month{Month: one.Month, Payments: []pay.Payment{one}})
}

// settle adds a month up and says how far its money is.
func (m *month) settle() {
	m.State, m.After = format.Done, "已到账"
	for _, one := range m.Payments {
		m.Amount += one.This
		for _, l := range one.Lines {
			if state, words := lineWords(l); state != format.Done && m.State != format.Over {
				m.State, m.After = state, words
			}
		}
	}
	if m.Amount == 0 && m.State == format.Done {
		m.State, m.After = format.Paused, "本月没有发放"
	}
}

// lineWords says how far a payment is.
func lineWords(l *pay.Line) (format.State, string) {
	switch l.Status {
	case pay.Paid, pay.Reissued, pay.Forgone:
		return format.Done, "已到账"
	case pay.Returned, pay.Again:
		return format.Over, "银行退回，没有发出：" + l.Reason
	case pay.NoAccount:
		return format.Soon, "还没有领款账户，没有发出"
	case pay.Withheld:
		return format.Soon, "暂缓发放"
	}
	if l.Sent {
		return format.Working, "已报送银行，等到账"
	}
	return format.Working, "正在准备发放"
}

// headline is a month as the answer above everything else.
func headline(m month) part.Paid {
	_, number := m.Month.YM()
	return part.Paid{Words: fmt.Sprintf("%d月发", number), Amount: m.Amount, After: m.After, State: m.State}
}
