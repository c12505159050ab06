package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/db"
	"lianxin/internal/ledger"
)

// Proposal is what a recheck found and a person has to decide.
type Proposal struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind" doc:"gain可能符合而没有享受，loss不再符合，amount金额不同，undecided不能判定。"`
	Programme string   `json:"programme"`
	Household string   `json:"household,omitempty"`
	Person    string   `json:"person,omitempty"`
	Before    int64    `json:"before_fen"`
	After     int64    `json:"after_fen"`
	Covered   int      `json:"covered"`
	Reasons   []string `json:"reasons,omitempty"`
	Missing   []string `json:"missing,omitempty"`
	Case      *Ref     `json:"case,omitempty" doc:"已经在办的那一件。"`
}

// ClassSum is the sum of a class of accounts.
type ClassSum struct {
	Class   string `json:"class"`
	Unit    string `json:"unit" doc:"fen分，minutes分钟，其他是券。"`
	Count   int64  `json:"accounts"`
	Came    int64  `json:"came"`
	Went    int64  `json:"went"`
	Balance int64  `json:"balance"`
}

func (s *Server) reportRoutes() {
	scope := machine.ReadReport
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/proposals", id: "listProposals", summary: "复核建议和线索", tag: "统计", scope: scope, roles: []access.Role{casework.County, casework.City},
		about: "系统只提建议，每一件都由人决定。编号可以在认定接口里看怎样算出来的。"}, s.listProposals)
	handle(s, route{method: http.MethodGet, path: "/counties/{county}/accounts", id: "listAccountSums", summary: "各类账户汇总", tag: "统计", scope: scope,
		roles: []access.Role{casework.County, casework.City, casework.Finance}}, s.listAccountSums)
}

type CountyPath struct {
	County string `path:"county" pattern:"^(?:[0-9]{6})$" patternDescription:"6位区划代码" maxLength:"6"`
}

// covered refuses a county that the caller's posts do not cover whole, as the pages do.
func covered(c *token.Caller, code string) error {
	county, err := countyOf(code)
	if err != nil || !c.Scope().Covers(county) {
		return missing()
	}
	return nil
}

type proposalsIn struct {
	CountyPath
	Paging
	Kind      string `query:"kind" enum:"gain,loss,amount,undecided," doc:"缺省全部。"`
	Programme string `query:"programme" maxLength:"64"`
}

func (s *Server) listProposals(ctx context.Context, c *token.Caller, in *proposalsIn) (Page[Proposal], error) {
	if err := covered(c, in.County); err != nil {
		return Page[Proposal]{}, err
	}
	list := "listProposals." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return Page[Proposal]{}, err
	}
	waiting, err := assess.Waiting(ctx, s.Journal, in.County)
	if err != nil {
		return Page[Proposal]{}, err
	}
	raised, err := s.Desk.Raised(ctx, c.Who(), in.County)
	if err != nil {
		return Page[Proposal]{}, err
	}
	slices.SortFunc(waiting, func(a, b assess.Proposal) int { return strings.Compare(a.ID, b.ID) })
	var items []Proposal
	next := ""
	for i := range waiting {
		p := &waiting[i]
		if p.ID <= after || in.Kind != "" && string(p.Kind) != in.Kind || in.Programme != "" && p.Programme != in.Programme {
			continue
		}
		if len(items) == in.Limit {
			next = items[len(items)-1].ID
			break
		}
		one := Proposal{
			ID: p.ID, Kind: string(p.Kind), Programme: p.Programme, Household: p.Household, Person: p.Person, Before: int64(p.Before), After: int64(p.After),
			Covered: p.Covered, Reasons: p.Reasons, Missing: p.Missing,
		}
		if taken := raised[p.ID]; taken != nil {
			one.Case = &Ref{taken.County, taken.ID}
		}
		items = append(items, one)
	}
	return turned(s, c, list, items, next)
}

func (s *Server) listAccountSums(ctx context.Context, c *token.Caller, in *CountyPath) (Page[ClassSum], error) {
	if err := covered(c, in.County); err != nil {
		return Page[ClassSum]{}, err
	}
	var sums []ledger.ClassSum
	err := s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		sums, err = s.Ledger.Classes(ctx, q, in.County)
		return err
	})
	out := Page[ClassSum]{Items: []ClassSum{}}
	for _, sum := range sums {
		out.Items = append(out.Items, ClassSum{sum.Class, sum.Unit, sum.Count, sum.Came, sum.Went, sum.Balance})
	}
	return out, err
}
