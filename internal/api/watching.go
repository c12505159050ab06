package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/register"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// Watching are the desks of the stage that watches. Without leads nothing of it is
// served.
type Watching struct {
	Leads     *watch.Desk
	Signals   *signal.Desk
	Tiers     *tier.Desk
	Plans     *plan.Desk
	Referrals *referral.Desk
	Meetings  *conference.Desk
}

// The roles whose pages show what is watched.
var (
	deciders = []access.Role{"county", "city"}
	meeters  = []access.Role{"town", "county", "city"}
)

func (s *Server) watchRoutes() {
	if s.Leads == nil {
		return
	}
	s.leadRoutes()
	s.lowIncomeRoutes()
	s.fileRoutes()
	s.referralRoutes()
	s.signalRoutes()
}

// watcher is the caller as leads know him.
func watcher(c *token.Caller) watch.Who {
	out := watch.Who{Actor: c.Actor(), Staff: c.ID, Name: c.Title, Purpose: c.Purpose}
	for _, p := range c.Held(c.Today()) {
		out.Posts = append(out.Posts, watch.Post{Role: p.Role, Division: p.Division})
	}
	return out
}

// look writes down that a caller looked at people, before anything is told of them.
// Whoever is not known to a register cannot be looked up there.
func (s *Server) look(ctx context.Context, c *token.Caller, what string, people ...register.Ref) error {
	var known []register.Ref
	for _, p := range people {
		if !p.Zero() {
			known = append(known, p)
		}
	}
	return s.Register.NoteLook(ctx, c.Viewer(), known, what)
}

// LowIncome is somebody in the register of people with a low income.
type LowIncome struct {
	Person    Ref    `json:"person"`
	Name      string `json:"name,omitempty"`
	Household string `json:"household" doc:"在同一县。"`
	Tier      string `json:"tier" doc:"层级：由认定和在享的待遇得出，一人属于几层的，按最前面的一层。"`
	Basis     string `json:"basis" doc:"依据哪一项认定或待遇。"`
	Division  string `json:"division"`
	Since     string `json:"since,omitempty"`
}

func lowIncomeOf(p *tier.Person) LowIncome {
	return LowIncome{refOf(p.Ref), p.Name, p.Household, p.Tier, p.Basis, p.Division.String(), dayText(p.Since)}
}

// TierStretch is a time in which somebody belonged to a tier.
type TierStretch struct {
	LowIncome
	From string `json:"from" doc:"从什么时候起登记为这一层。"`
	To   string `json:"to,omitempty" doc:"空着是现在仍是。"`
}

// TierCount is how many people of a tier there are in a town.
type TierCount struct {
	Town     string `json:"town"`
	Tier     string `json:"tier"`
	People   int    `json:"people"`
	Families int    `json:"families"`
}

func (s *Server) lowIncomeRoutes() {
	handle(s, route{method: http.MethodGet, path: "/low-income", id: "listLowIncome", summary: "低收入人口名单", tag: "线索和帮扶", scope: machine.ReadLead, roles: meeters,
		about: "现在在册的人，按区划和家庭排列。"}, s.listLowIncome)
	handle(s, route{method: http.MethodGet, path: "/low-income/counts", id: "countLowIncome", summary: "各地各层级人数", tag: "统计", scope: machine.ReadReport, roles: meeters}, s.countLowIncome)
	handle(s, route{method: http.MethodGet, path: "/low-income/{county}/{id}", id: "getLowIncome", summary: "一个人的层级怎样变过", tag: "线索和帮扶", scope: machine.ReadLead, roles: meeters}, s.getLowIncome)
}

type lowIncomeIn struct {
	Paging
	WithinQuery
	Tier string `query:"tier" maxLength:"64"`
}

func (s *Server) listLowIncome(ctx context.Context, c *token.Caller, in *lowIncomeIn) (Page[LowIncome], error) {
	after, err := s.position(c, "listLowIncome", in.After)
	if err != nil {
		return Page[LowIncome]{}, err
	}
	query := tier.Query{Scope: c.Scope(), Tier: in.Tier, After: after, Size: in.Limit}
	if query.Within, err = in.area(); err != nil {
		return Page[LowIncome]{}, err
	}
	found, err := s.Tiers.List(ctx, query)
	if err != nil {
		return Page[LowIncome]{}, err
	}
	var list []LowIncome
	var people []register.Ref
	for i := range found.People {
		list, people = append(list, lowIncomeOf(&found.People[i])), append(people, found.People[i].Ref)
	}
	if err := s.look(ctx, c, "tier", people...); err != nil {
		return Page[LowIncome]{}, err
	}
	return turned(s, c, "listLowIncome", list, found.Next)
}

func (s *Server) countLowIncome(ctx context.Context, c *token.Caller, in *WithinQuery) (Page[TierCount], error) {
	query := tier.Query{Scope: c.Scope()}
	var err error
	if query.Within, err = in.area(); err != nil {
		return Page[TierCount]{}, err
	}
	counts, err := s.Tiers.Counts(ctx, query)
	out := Page[TierCount]{Items: []TierCount{}}
	for _, one := range counts {
		out.Items = append(out.Items, TierCount{one.Town.String(), one.Tier, one.People, one.Families})
	}
	return out, err
}

func (s *Server) getLowIncome(ctx context.Context, c *token.Caller, in *RefPath) (Page[TierStretch], error) {
	past, err := s.Tiers.Past(ctx, in.ref())
	if err != nil {
		return Page[TierStretch]{}, err
	}
	if len(past) == 0 || !c.Scope().Covers(past[len(past)-1].Division) {
		return Page[TierStretch]{}, missing()
	}
	if err := s.look(ctx, c, "tier", in.ref()); err != nil {
		return Page[TierStretch]{}, err
	}
	out := Page[TierStretch]{Items: []TierStretch{}}
	for i := range past {
		out.Items = append(out.Items, TierStretch{lowIncomeOf(&past[i].Person), instant(past[i].From), instant(past[i].To)})
	}
	return out, nil
}
