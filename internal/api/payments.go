package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/register"
)

// Purse is what a household is owed and was paid.
type Purse struct {
	Entitlements []Entitlement `json:"entitlements"`
	Payments     []Payment     `json:"payments" doc:"最近的月份在前。"`
}

// Entitlement is a benefit by months.
type Entitlement struct {
	ID        string    `json:"id"`
	Programme string    `json:"programme"`
	Title     string    `json:"title"`
	Person    string    `json:"person,omitempty" doc:"按个人的待遇是谁的。"`
	Case      string    `json:"case,omitempty" doc:"哪一件办件决定的，在同一县。"`
	Months    []Stretch `json:"months"`
}

// Stretch is some months of one amount.
type Stretch struct {
	From   string `json:"from"`
	To     string `json:"to,omitempty" doc:"空着是还没有终止。"`
	State  string `json:"state"`
	Amount int64  `json:"amount_fen" doc:"每月，分。"`
}

// Payment is one line of a run.
type Payment struct {
	Run       string `json:"run_month" doc:"哪个月的发放。"`
	Month     string `json:"month" doc:"属于哪个月的待遇。"`
	Programme string `json:"programme"`
	Person    string `json:"person,omitempty"`
	Kind      string `json:"kind"`
	Amount    int64  `json:"amount_fen"`
	Status    string `json:"status"`
	Reason    string `json:"reason,omitempty"`
}

func (s *Server) paymentRoutes() {
	handle(s, route{method: http.MethodGet, path: "/households/{county}/{id}/payments", id: "getPurse", summary: "一户的待遇和发放", tag: "待遇", scope: machine.ReadPayment,
		roles: append([]access.Role{"finance"}, offices...)}, s.getPurse)
}

func (s *Server) getPurse(ctx context.Context, c *token.Caller, in *RefPath) (Purse, error) {
	h, _, err := s.Register.FamilyOf(ctx, c.Viewer(), in.ref(), c.Today())
	if err != nil {
		return Purse{}, err
	}
	purse, err := s.Pay.PurseOf(ctx, h.Ref, register.Ref{})
	if err != nil {
		return Purse{}, err
	}
	out := Purse{Entitlements: []Entitlement{}, Payments: []Payment{}}
	for _, e := range purse.Entitlements {
		one := Entitlement{ID: e.ID, Programme: e.Programme, Title: s.Catalogue().BenefitTitle(e.Programme), Person: e.Person, Case: e.Case, Months: []Stretch{}}
		for _, t := range e.Stretches {
			one.Months = append(one.Months, Stretch{monthText(t.From), monthText(t.To), string(t.State), int64(t.Amount)})
		}
		out.Entitlements = append(out.Entitlements, one)
	}
	for _, p := range purse.Payments {
		for _, l := range p.Lines {
			out.Payments = append(out.Payments, Payment{monthText(p.Month), monthText(l.Month), l.Programme, l.Person, string(l.Kind), int64(l.Amount), string(l.Status), l.Reason})
		}
	}
	return out, nil
}
