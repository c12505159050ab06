package finance

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Pages are the pages of those who pay.
type Pages struct {
	s     *screen.Stages
	fonts func() (*letter.Fonts, error) // of statements, read when the first is printed
}

// New makes the pages.
func New(s *screen.Stages) *Pages {
	return &Pages{s: s, fonts: sync.OnceValues(func() (*letter.Fonts, error) { return openFonts(s.Fonts) })}
}

// Who may prepare a list, and who may answer for it.
var (
	makers  = []access.Role{casework.Finance, casework.County}
	signers = []access.Role{casework.Finance}
)

// payment is what these pages look at people for.
const payment access.Purpose = "payment"

// pageSize is how many lines a page of a list shows.
const pageSize = 50

// counties are those whose lists the visitor may see.
func (p *Pages) counties(r *screen.Request) []civil.Area {
	return office.Counties(p.s, r.Visitor, r.Today(), makers...)
}

// county is the county a path or a form names, or the first one of the visitor.
func (p *Pages) county(r *screen.Request) (civil.Area, error) {
	list := p.counties(r)
	code := r.PathValue("county")
	if code == "" {
		code = r.Text("county")
	}
	if code == "" && len(list) > 0 {
		return list[0], nil
	}
	return office.County(list, code)
}

// countyTabs lead from one county of the visitor to the next; none for a single one.
func (p *Pages) countyTabs(r *screen.Request, path string, now civil.Area) []part.Link {
	list := p.counties(r)
	if len(list) < 2 {
		return nil
	}
	var links []part.Link
	for _, c := range list {
		if c != now {
			links = append(links, part.Link{Text: p.s.Desk.Place(c), Path: path + "?county=" + office.Code(c)})
		}
	}
	return links
}

// programme is the title of a programme.
func (p *Pages) programme(name string) string {
	if name == "" {
		return "全部待遇"
	}
	return p.s.Catalogue().BenefitTitle(name)
}

// programmes are the benefits lists may be made of: those that pay something.
func (p *Pages) programmes() []part.Choice {
	list := []part.Choice{{Value: "all", Text: "全部待遇"}}
	for _, one := range p.s.Catalogue().Programmes() {
		if one.AmountLabel != "" {
			list = append(list, part.Choice{Value: one.Name, Text: one.Title})
		}
	}
	for _, one := range p.s.Catalogue().Payments() {
		list = append(list, part.Choice{Value: one.Name, Text: one.Title})
	}
	return list
}

// payees finds whose money some lines are: the holder of the account, else the
// applicant of the family's case, else the head of the household.
type payees struct {
	p        *Pages
	r        *screen.Request
	accounts map[*pay.Line]*pay.Account
	families map[string]string
}

func (p *Pages) payees(r *screen.Request, lines []*pay.Line) (*payees, error) {
	accounts, err := p.s.Pay.AccountsOf(r.Context(), lines)
	return &payees{p, r, accounts, map[string]string{}}, err
}

func (n *payees) of(l *pay.Line) string {
	if a := n.accounts[l]; a != nil {
		return format.Name(a.Holder)
	}
	return n.family(l.County, l.Household)
}

// account is where the money of a line goes, by its tail.
func (n *payees) account(l *pay.Line) string {
	if a := n.accounts[l]; a != nil {
		return a.BankName + " 尾号" + a.Tail
	}
	return ""
}

// family is the applicant of a household's case, or the number of the household where
// no case is known.
func (n *payees) family(county, household string) string {
	if name, known := n.families[household]; known {
		return name
	}
	name := "户" + household
	cases, err := n.p.s.Desk.OfHousehold(n.r.Context(), n.r.Who(), county, household)
	if err == nil && len(cases) > 0 {
		name = format.Name(cases[0].Name)
	} else if found := n.registered(county, household); found != "" {
		name = found
	}
	n.families[household] = name
	return name
}

// registered is the head of a household as the registers know it, for a family that
// was taken over and has no case. The look is written down.
func (n *payees) registered(county, household string) string {
	_, people, err := n.p.s.Register.FamilyOf(n.r.Context(), n.r.Viewer(), register.Ref{County: county, ID: household}, n.r.Today())
	if err != nil || len(people) == 0 {
		return ""
	}
	at := max(0, slices.IndexFunc(people, func(m register.Relative) bool { return m.Head }))
	return format.Name(people[at].Name)
}

// page is which part of a list is asked for: from 0, and the links beside it.
func page(r *screen.Request, all int, path string) (from, to int, paging part.Paging) {
	n, err := strconv.Atoi(r.Text("page"))
	if err != nil || n < 1 || n > all/pageSize+1 {
		n = 1
	}
	from, to = (n-1)*pageSize, min(all, n*pageSize)
	if from >= to {
		from, to, n = 0, min(all, pageSize), 1
	}
	if all > pageSize {
		paging = part.Paging{From: from + 1, To: to, All: all}
		if n > 1 {
			paging.Previous = path + "page=" + strconv.Itoa(n-1)
		}
		if to < all {
			paging.Next = path + "page=" + strconv.Itoa(n+1)
		}
	}
	return from, to, paging
}

// runMark is how a state of a run looks.
func runMark(s pay.RunState) format.State {
	switch s {
	case pay.Matched, pay.Closed, pay.MadeGood:
		return format.Done
	case pay.PartlyReturned:
		return format.Soon
	case pay.Discarded:
		return format.Paused
	}
	return format.Working
}

// lineMark is how a status of a line looks.
func lineMark(s pay.Status) format.State {
	switch s {
	case pay.Paid, pay.Reissued:
		return format.Done
	case pay.Returned, pay.NoAccount:
		return format.Over
	case pay.Again:
		return format.Soon
	case pay.Withheld, pay.Forgone, pay.Held:
		return format.Paused
	}
	return format.Working
}

// statusWord is how a line stands, with what its run has come to.
func statusWord(l *pay.Line) string {
	if l.Kind == pay.Offset && l.Status == pay.Paid {
		return "已抵扣"
	}
	if l.Sent && l.Status == pay.Ready {
		return pay.SentUnanswered.Title()
	}
	return l.Status.Title()
}

// months are the choices of a month: this one, the two before and the next.
func months(today civil.Date) []part.Choice {
	var list []part.Choice
	for _, n := range []int{1, 0, -1, -2} {
		m := today.Month().Add(n)
		list = append(list, part.Choice{Value: m.String(), Text: format.Month(m)})
	}
	return list
}

// household is the payments of a household, for whoever shows them.
func (p *Pages) household(ctx context.Context, ref register.Ref) (Story, error) {
	payments, err := p.s.Pay.PaymentsOf(ctx, ref)
	return StoryOf(payments, p.programme), err
}
