package pack

import (
	"slices"

	"lianxin/internal/civil"
)

// HandoutKind is a kind of payment or gift that is given once to many people on one
// list (批量发放): whose lists it takes, from what money, who approves it and how much
// one person may be given.
type HandoutKind struct {
	Name      string
	Title     string
	Classes   []HandoutClass  // of people the registers know, the first before the others; empty: a list alone
	Sources   []HandoutSource // of the money or the goods
	Approvals []string        // roles, in their order; each by another person than the maker
	Limit     string          // money parameter: the most one person or household is given
	Words     []string        // the procedure, as people read it
	scope
}

// HandoutClass is a class of people by what they are entitled to.
type HandoutClass struct {
	Name       string
	Title      string
	Programmes []string
}

// HandoutSource is where the money or the goods of a handout come from. One that is a
// source of funds.yaml is taken from that fund.
type HandoutSource struct{ Name, Title string }

// Class finds a class of a kind, or returns nil.
func (k *HandoutKind) Class(name string) *HandoutClass {
	return among(k.Classes, func(c *HandoutClass) bool { return c.Name == name })
}

// SourceNamed finds a source of a kind, or returns nil.
func (k *HandoutKind) SourceNamed(name string) *HandoutSource {
	return among(k.Sources, func(s *HandoutSource) bool { return s.Name == name })
}

// HandoutKinds are the kinds of a county on a day, in the order of the packs.
func (c *Catalogue) HandoutKinds(county civil.Area, day civil.Date) []HandoutKind {
	return held(c.handouts, county, day, func(k *HandoutKind) (string, *scope) { return k.Name, &k.scope })
}

// HandoutKind finds a kind of a county on a day, or returns nil.
func (c *Catalogue) HandoutKind(name string, county civil.Area, day civil.Date) *HandoutKind {
	return among(c.HandoutKinds(county, day), func(k *HandoutKind) bool { return k.Name == name })
}

// handoutApprovers are the roles that may approve: those that answer for a county or more.
var handoutApprovers = []string{"county", "finance", "city"}

// handoutsFile reads handouts.yaml.
func (l *loader) handoutsFile(n *node, pack string) {
	f := n.fields("kinds", "seed")
	l.seed(f.get("seed"), "handouts", pack, pack)
	for _, item := range f.need("kinds").some() {
		l.handoutKind(item)
	}
}

func (l *loader) handoutKind(n *node) {
	f := n.fields("name", "title", "classes", "sources", "approvals", "limit", "words", "region", "from", "source", "status")
	k := HandoutKind{Name: f.need("name").name(), Title: f.need("title").words(), Limit: f.need("limit").name()}
	for _, item := range f.get("classes").some() {
		c := item.fields("name", "title", "programmes")
		one := HandoutClass{Name: c.need("name").name(), Title: c.need("title").words()}
		for _, p := range c.need("programmes").some() {
			one.Programmes = append(one.Programmes, p.name())
		}
		if one.Name != "" && k.Class(one.Name) != nil {
			item.refuse("duplicate_name", "类别“%s”写了两次，请删去一处。", one.Name)
		}
		k.Classes = append(k.Classes, one)
	}
	for _, item := range f.need("sources").some() {
		s := item.fields("name", "title")
		one := HandoutSource{Name: s.need("name").name(), Title: s.need("title").words()}
		if one.Name != "" && k.SourceNamed(one.Name) != nil {
			item.refuse("duplicate_name", "来源“%s”写了两次，请删去一处。", one.Name)
		}
		k.Sources = append(k.Sources, one)
	}
	for _, item := range f.need("approvals").some() {
		k.Approvals = append(k.Approvals, item.oneOf("role", handoutApprovers...))
	}
	if len(k.Approvals) < 2 {
		n.refuse("handout_approvals", "批量发放至少要两级审批（approvals），现在是%d级。", len(k.Approvals))
	}
	for _, item := range f.need("words").some() {
		k.Words = append(k.Words, item.words())
	}
	var ok bool
	if k.scope, ok = l.scope(n, f, "handout kind", "批量发放的种类", k.Name); ok {
		l.catalogue.handouts = append(l.catalogue.handouts, k)
	}
}

// checkHandouts holds kinds against the parameters and programmes there are.
func (l *loader) checkHandouts() {
	for i := range l.catalogue.handouts {
		k := &l.catalogue.handouts[i]
		l.askedParameter(k.Limit, k.Place)
		for _, c := range k.Classes {
			for _, name := range c.Programmes {
				if l.catalogue.Programme(name) == nil && !slices.Contains(l.catalogue.paymentNames(), name) {
					l.refuseAt(k.Place, "unknown_programme", "没有名为“%s”的项目。", name)
				}
			}
		}
	}
}
