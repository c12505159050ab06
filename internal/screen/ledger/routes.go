package ledger

import (
	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
)

// Pages are the pages of the money behind the payments.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// Who sees the funds, who enters money, and who looks into the accounts.
var (
	readers  = []access.Role{casework.Finance, casework.County, casework.City, casework.Auditor}
	treasury = []access.Role{casework.Finance}
	checkers = []access.Role{casework.Finance, casework.Auditor}
)

// payment is what these pages are for.
const payment access.Purpose = "payment"

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	all, give, look := screen.Roles(readers...), screen.Roles(treasury...), screen.Roles(checkers...)
	list := []screen.Route{
		{Method: "GET", Pattern: "/funds", Audience: all, Purpose: payment, Act: screen.Read, Serve: p.Funds},
		{Method: "GET", Pattern: "/funds/new", Audience: give, Purpose: payment, Act: screen.Read, Serve: p.NewAllotment},
		{Method: "POST", Pattern: "/funds/new", Audience: give, Purpose: payment, Act: "pay.allot", Serve: p.Propose},
		{Method: "GET", Pattern: "/funds/allotment/{county}/{id}", Audience: all, Purpose: payment, Act: screen.Read, Serve: p.Allotment},
		{Method: "POST", Pattern: "/funds/allotment/{county}/{id}", Audience: give, Purpose: payment, Act: "pay.allot_decide", Serve: p.Decide},
		{Method: "GET", Pattern: "/funds/open/{county}/{year}/{source}", Audience: give, Purpose: payment, Act: screen.Read, Serve: p.OpenPage},
		{Method: "POST", Pattern: "/funds/open/{county}/{year}/{source}", Audience: give, Purpose: payment, Act: "pay.fund_open", Serve: p.Open},
		{Method: "GET", Pattern: "/funds/plan", Audience: give, Purpose: payment, Act: screen.Read, Serve: p.PlanPage},
		{Method: "POST", Pattern: "/funds/plan", Audience: give, Purpose: payment, Act: "pay.budget", Serve: p.Plan},
		{Method: "GET", Pattern: "/ledger", Audience: look, Purpose: payment, Act: screen.Read, Serve: p.Accounts},
		{Method: "GET", Pattern: "/ledger/run/{county}/{run}", Audience: look, Purpose: payment, Act: screen.Read, Serve: p.Match},
		{Method: "GET", Pattern: "/ledger/account/{county}/{account}", Audience: look, Purpose: payment, Act: screen.Read, Serve: p.Statement},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return list
}
