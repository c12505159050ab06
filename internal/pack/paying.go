package pack

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// PayRules are what the law or a city decides about money on its way to a family, as
// it holds in a county on a day.
type PayRules struct {
	Events []PayEvent       // one of a kind
	Limits map[string]int64 // by name, see [PayLimits]
	Card   []CardStep       // in the order in which they are taken
}

// PayEvent says what happens to somebody's money when something happens to him.
type PayEvent struct {
	Kind    string
	Freezes bool   // the money waits for a decision
	First   string // the first month that is not owed: same, next, or none
	ForGood bool   // he gets nothing any more, not even what came back
	scope
}

// PayLimit is a number somebody has set to what may be agreed with a family.
type PayLimit struct {
	Name  string
	Value int64
	scope
}

// CardStep is a step of a list through the one-card office of the finance department.
type CardStep struct {
	Name   string
	Title  string
	DoneIn []string // states of a run that show it done; none: somebody says so
}

// cardPath are the steps in a region from a day on.
type cardPath struct {
	steps []CardStep
	scope
}

// scope is where something holds from when, and where it is written.
type scope struct {
	Region string
	From   civil.Date
	Source string
	Status Status
	Place  Place
}

// The words of paying.yaml that package pay has a meaning for.
var (
	PayEventKinds = []string{"death", "cremation", "custody", "move_out", "marriage", "divorce"}
	PayStates     = []string{"draft", "frozen", "reviewed", "approved", "sent", "partly_returned", "reissued", "matched", "closed"}
	// PayLimits are the names of limits with the most they can be.
	PayLimits = map[string]int64{"offset_permille": 1000, "instalments_most": 600}
)

// payingFile reads paying.yaml: what an event does to money, what may be agreed about
// a debt, and the steps through the one-card office.
func (l *loader) payingFile(n *node) {
	f := n.fields("events", "limits", "card")
	for _, item := range f.get("events").list() {
		l.payEvent(item)
	}
	for _, item := range f.get("limits").list() {
		l.payLimit(item)
	}
	for _, item := range f.get("card").list() {
		l.cardPath(item)
	}
}

// scope reads where something holds; it is written once for a region and a day.
func (l *loader) scope(n *node, f fields, space, what, name string) (s scope, ok bool) {
	s = scope{
		Region: f.need("region").region(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Place: n.place(),
	}
	s.From, _ = f.need("from").date()
	if s.Region != "" {
		l.places = append(l.places, regionUse{s.Region, f.get("region").place()})
	}
	return s, l.claim(space, what, name+"@"+s.Region+"@"+s.From.String(), n.place())
}

func (l *loader) payEvent(n *node) {
	f := n.fields("kind", "freezes", "first", "for_good", "region", "from", "source", "status")
	e := PayEvent{
		Kind: f.need("kind").oneOf("kind", PayEventKinds...), Freezes: f.need("freezes").truth(),
		First: f.need("first").oneOf("first", "same", "next", "none"), ForGood: f.need("for_good").truth(),
	}
	if e.ForGood && !e.Freezes {
		f.get("for_good").refuse("pay_event_for_good", "人不再享受（for_good）的变动一定要先冻结：请把 freezes 改为 true。")
	}
	var ok bool
	if e.scope, ok = l.scope(n, f, "pay event", "变动", e.Kind); ok {
		l.catalogue.payEvents = append(l.catalogue.payEvents, e)
	}
}

func (l *loader) payLimit(n *node) {
	f := n.fields("name", "value", "region", "from", "source", "status")
	var names []string
	for name := range PayLimits {
		names = append(names, name)
	}
	slices.Sort(names)
	limit := PayLimit{Name: f.need("name").oneOf("name", names...)}
	limit.Value = int64(f.need("value").between(1, max(1, PayLimits[limit.Name])))
	var ok bool
	if limit.scope, ok = l.scope(n, f, "pay limit", "限额", limit.Name); ok {
		l.catalogue.payLimits = append(l.catalogue.payLimits, limit)
	}
}

func (l *loader) cardPath(n *node) {
	f := n.fields("steps", "region", "from", "source", "status")
	var path cardPath
	for _, item := range f.need("steps").list() {
		s := item.fields("name", "title", "done_in")
		step := CardStep{Name: s.need("name").name(), Title: s.need("title").words()}
		if done := s.get("done_in"); done != nil {
			step.DoneIn = strings.Fields(done.words())
			for _, state := range step.DoneIn {
				if !slices.Contains(PayStates, state) {
					done.unknown("unknown_run_state", "批次的状态", state, PayStates)
				}
			}
		}
		if slices.ContainsFunc(path.steps, func(o CardStep) bool { return o.Name == step.Name }) {
			item.refuse("duplicate_name", "步骤“%s”写了两次，请合并。", step.Name)
		}
		path.steps = append(path.steps, step)
	}
	var ok bool
	if path.scope, ok = l.scope(n, f, "card path", "一卡通步骤", "card"); ok {
		l.catalogue.cardPaths = append(l.catalogue.cardPaths, path)
	}
}

// PayRules are those of a county on a day: of each kind the one of the narrowest
// region, and of one region the latest.
func (c *Catalogue) PayRules(region string, day civil.Date) PayRules {
	county, err := civil.ParseArea(region)
	if err != nil {
		return PayRules{}
	}
	rules := PayRules{Limits: map[string]int64{}}
	for _, kind := range PayEventKinds {
		var best *PayEvent
		for i := range c.payEvents {
			if e := &c.payEvents[i]; e.Kind == kind && e.holds(county, day) && (best == nil || e.before(&best.scope)) {
				best = e
			}
		}
		if best != nil {
			rules.Events = append(rules.Events, *best)
		}
	}
	best := map[string]*scope{}
	for i := range c.payLimits {
		if l := &c.payLimits[i]; l.holds(county, day) && (best[l.Name] == nil || l.before(best[l.Name])) {
			best[l.Name], rules.Limits[l.Name] = &l.scope, l.Value
		}
	}
	var path *cardPath
	for i := range c.cardPaths {
		if p := &c.cardPaths[i]; p.holds(county, day) && (path == nil || p.before(&path.scope)) {
			path, rules.Card = p, p.steps
		}
	}
	return rules
}

// area is the region; whole says that it is the whole country.
func (s *scope) area() (area civil.Area, whole bool) {
	area, err := civil.ParseArea(s.Region)
	return area, err != nil || area == 0
}

func (s *scope) holds(county civil.Area, day civil.Date) bool {
	area, whole := s.area()
	return (whole || area.Contains(county)) && s.From <= day
}

// before says whether this goes before another that holds as well.
func (s *scope) before(o *scope) bool {
	rank := func(s *scope) []int {
		if area, whole := s.area(); !whole {
			return []int{int(area.Level()), int(s.From)}
		}
		return []int{0, int(s.From)}
	}
	return slices.Compare(rank(s), rank(o)) > 0
}
