package pack

import (
	"slices"

	"lianxin/internal/civil"
)

// Need is something a family lacks, as a helper notes it.
type Need struct {
	Name  string
	Title string
	Hint  string
	Own   bool // told to the person it is about and to nobody else of the family
	scope
}

// MeasureKind is a way to help: of a plan for one family.
type MeasureKind struct {
	Name  string
	Title string
	Needs []string
	scope
}

// Target is an office or an organisation to which a family's need is passed.
type Target struct {
	Name   string
	Title  string
	Kind   string   // see TargetKinds
	Needs  []string // it is asked for
	Asks   string   // what it can do, in words
	Passes []string // what it is told of the family, see TargetPasses; the need always
	Days   string   // the parameter of its time to answer, in working days
	Visits bool     // what it does is written down visit by visit
	scope
}

// Body is a meeting of several departments.
type Body struct {
	Name    string
	Title   string
	Hard    bool     // it settles cases no department can settle alone
	Members []string // departments, in their order
	scope
}

// The words of support.yaml that package watch has a meaning for.
var (
	TargetKinds  = []string{"department", "organisation", "service"}
	TargetPasses = []string{"name", "id_number", "phone", "address", "members", "circle"}
)

// Support is what the packs say about helping a family beside money, as it holds in a
// county on a day.
type Support struct {
	Needs    []Need
	Measures []MeasureKind
	Targets  []Target
	Bodies   []Body
}

// supportFile reads support.yaml.
func (l *loader) supportFile(n *node, pack string) {
	f := n.fields("needs", "measures", "targets", "bodies", "seed")
	l.seed(f.get("seed"), "support", pack, pack)
	for _, item := range f.get("needs").list() {
		l.need(item)
	}
	for _, item := range f.get("measures").list() {
		l.measureKind(item)
	}
	for _, item := range f.get("targets").list() {
		l.target(item)
	}
	for _, item := range f.get("bodies").list() {
		l.body(item)
	}
}

func (l *loader) need(n *node) {
	f := n.fields("name", "title", "hint", "own", "region", "from", "source", "status")
	one := Need{Name: f.need("name").name(), Title: f.need("title").words(), Hint: f.get("hint").words(), Own: f.flag("own")}
	var ok bool
	if one.scope, ok = l.scope(n, f, "need", "需求", one.Name); ok {
		l.catalogue.support.Needs = append(l.catalogue.support.Needs, one)
	}
}

func (n *node) names() (list []string) {
	for _, item := range n.list() {
		list = append(list, item.name())
	}
	return list
}

func (l *loader) measureKind(n *node) {
	f := n.fields("name", "title", "needs", "region", "from", "source", "status")
	one := MeasureKind{Name: f.need("name").name(), Title: f.need("title").words(), Needs: f.need("needs").names()}
	var ok bool
	if one.scope, ok = l.scope(n, f, "measure kind", "措施", one.Name); ok {
		l.catalogue.support.Measures = append(l.catalogue.support.Measures, one)
	}
}

func (l *loader) target(n *node) {
	f := n.fields("name", "title", "kind", "needs", "asks", "passes", "days", "visits", "region", "from", "source", "status")
	one := Target{
		Name: f.need("name").name(), Title: f.need("title").words(), Kind: f.need("kind").oneOf("kind", TargetKinds...),
		Needs: f.need("needs").names(), Asks: f.need("asks").words(), Days: f.need("days").name(), Visits: f.flag("visits"),
	}
	for _, item := range f.need("passes").list() {
		one.Passes = append(one.Passes, item.oneOf("passes", TargetPasses...))
	}
	var ok bool
	if one.scope, ok = l.scope(n, f, "target", "转办对象", one.Name); ok {
		l.catalogue.support.Targets = append(l.catalogue.support.Targets, one)
	}
}

func (l *loader) body(n *node) {
	f := n.fields("name", "title", "hard", "members", "region", "from", "source", "status")
	one := Body{Name: f.need("name").name(), Title: f.need("title").words(), Hard: f.flag("hard")}
	for _, item := range f.need("members").list() {
		one.Members = append(one.Members, item.words())
	}
	var ok bool
	if one.scope, ok = l.scope(n, f, "body", "会商机制", one.Name); ok {
		l.catalogue.support.Bodies = append(l.catalogue.support.Bodies, one)
	}
}

// checkSupport holds measures and targets against the needs and parameters there are.
func (l *loader) checkSupport() {
	s := &l.catalogue.support
	known := func(names []string, at Place, what string) {
		for _, name := range names {
			if !slices.ContainsFunc(s.Needs, func(n Need) bool { return n.Name == name }) {
				l.refuseAt(at, "unknown_need", "%s写了需求“%s”，需求表里没有。", what, name)
			}
		}
	}
	for i := range s.Measures {
		known(s.Measures[i].Needs, s.Measures[i].Place, "措施“"+s.Measures[i].Title+"”")
	}
	for i := range s.Targets {
		t := &s.Targets[i]
		known(t.Needs, t.Place, "转办对象“"+t.Title+"”")
		l.askedParameter(t.Days, t.Place)
		if t.Visits && t.Kind != "service" {
			l.refuseAt(t.Place, "target_visits", "只有服务类（service）的转办对象才逐次登记服务，请改 kind 或去掉 visits。")
		}
	}
}

// Support is what holds in a county on a day: of one name the narrowest and latest.
func (c *Catalogue) Support(county civil.Area, day civil.Date) Support {
	all := &c.support
	return Support{
		Needs:    held(all.Needs, county, day, func(n *Need) (string, *scope) { return n.Name, &n.scope }),
		Measures: held(all.Measures, county, day, func(m *MeasureKind) (string, *scope) { return m.Name, &m.scope }),
		Targets:  held(all.Targets, county, day, func(t *Target) (string, *scope) { return t.Name, &t.scope }),
		Bodies:   held(all.Bodies, county, day, func(b *Body) (string, *scope) { return b.Name, &b.scope }),
	}
}

// held are those of a list that hold, each name once.
func held[T any](all []T, county civil.Area, day civil.Date, of func(*T) (string, *scope)) (list []T) {
	for i := range all {
		name, own := of(&all[i])
		if !own.holds(county, day) {
			continue
		}
		at := slices.IndexFunc(list, func(o T) bool { other, _ := of(&o); return other == name })
		if at < 0 {
			list = append(list, all[i])
		} else if _, before := of(&list[at]); own.before(before) {
			list[at] = all[i]
		}
	}
	return list
}

// Need finds a need by name, or returns nil.
func (s *Support) Need(name string) *Need {
	return among(s.Needs, func(n *Need) bool { return n.Name == name })
}

// Measure finds a kind of measure by name, or returns nil.
func (s *Support) Measure(name string) *MeasureKind {
	return among(s.Measures, func(m *MeasureKind) bool { return m.Name == name })
}

// Target finds a target by name, or returns nil.
func (s *Support) Target(name string) *Target {
	return among(s.Targets, func(t *Target) bool { return t.Name == name })
}

// Body finds a body by name, or returns nil.
func (s *Support) Body(name string) *Body {
	return among(s.Bodies, func(b *Body) bool { return b.Name == name })
}

func among[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}
