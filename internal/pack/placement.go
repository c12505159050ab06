package pack

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Cares are how much care somebody needs, from the least to the most, in words.
var Cares = [][2]string{{"self", "全自理"}, {"half", "半护理"}, {"full", "全护理"}}

// CareLevel is the place of a name among [Cares]; -1 for none of them.
func CareLevel(name string) int {
	return slices.IndexFunc(Cares, func(c [2]string) bool { return c[0] == name })
}

// PlacementGround says who is placed in a home for the elderly with the support of the
// county, what a town has to have seen for it, and who pays what (支持入住养老机构).
type PlacementGround struct {
	Name       string
	Title      string
	Who        string   // for whom it is, in a sentence or two
	Programmes []string // one of them must be in pay; empty: none is asked for
	Excludes   []string // whoever is in pay by one of them is placed otherwise
	Age        string   // count parameter: from which age; empty: any
	Income     string   // money parameter: the most somebody's own income may be; empty: any
	First      []string // of Cares: who needs so much care goes before others who wait
	Provides   bool     // who lives there is provided for by the institution (集中供养)
	Asks       []string // what the town confirms, a sentence each
	Keep       string   // money parameter: what of the income stays with the person
	Limit      string   // money parameter: the most the support comes to in a month; empty: the benefit pays the home
	Approves   string   // code parameter no or yes: whether the county approves
	Hold       string   // count parameter: for how many days a bed is kept
	Visit      string   // count parameter: days between visits
	Review     string   // count parameter: months between reviews
	scope
}

// Grounds are the grounds of a county on a day, in the order of the packs; of one name
// the narrowest region and the latest day.
func (c *Catalogue) Grounds(county civil.Area, day civil.Date) []PlacementGround {
	return held(c.grounds, county, day, func(g *PlacementGround) (string, *scope) { return g.Name, &g.scope })
}

// Ground finds a ground of a county on a day, or returns nil.
func (c *Catalogue) Ground(name string, county civil.Area, day civil.Date) *PlacementGround {
	return among(c.Grounds(county, day), func(g *PlacementGround) bool { return g.Name == name })
}

// placementsFile reads placements.yaml.
func (l *loader) placementsFile(n *node, pack string) {
	f := n.fields("grounds", "seed")
	l.seed(f.get("seed"), "placements", pack, pack)
	for _, item := range f.need("grounds").some() {
		l.ground(item)
	}
}

func (l *loader) ground(n *node) {
	f := n.fields("name", "title", "who", "programmes", "excludes", "age", "income", "first", "provides", "asks", "keep", "limit", "approves",
		"hold", "visit", "review", "region", "from", "source", "status")
	g := PlacementGround{
		Name: f.need("name").name(), Title: f.need("title").words(), Who: f.need("who").words(), Provides: f.flag("provides"),
		Approves: f.need("approves").name(), Hold: f.need("hold").name(), Visit: f.need("visit").name(), Review: f.need("review").name(),
	}
	for _, one := range []struct {
		key  string
		into *string
	}{{"age", &g.Age}, {"income", &g.Income}, {"keep", &g.Keep}, {"limit", &g.Limit}} {
		if f.has(one.key) {
			*one.into = f.get(one.key).name()
		}
	}
	for _, item := range f.get("programmes").list() {
		g.Programmes = append(g.Programmes, item.name())
	}
	for _, item := range f.get("excludes").list() {
		g.Excludes = append(g.Excludes, item.name())
	}
	for _, item := range f.need("asks").some() {
		g.Asks = append(g.Asks, item.words())
	}
	if f.has("first") {
		var names []string
		for _, c := range Cares {
			names = append(names, c[0])
		}
		g.First = f.get("first").someOf("first", names)
	}
	if (g.Keep == "") != (g.Limit == "") {
		n.refuse("ground_money", "本人留多少（keep）和补助的上限（limit）要一起写；由供养金付的，两样都不写。")
	}
	var ok bool
	if g.scope, ok = l.scope(n, f, "placement ground", "入住对象", g.Name); ok {
		l.catalogue.grounds = append(l.catalogue.grounds, g)
	}
}

// checkGrounds holds grounds against the parameters and programmes there are.
func (l *loader) checkGrounds() {
	for i := range l.catalogue.grounds {
		g := &l.catalogue.grounds[i]
		for _, one := range []struct {
			name string
			kind rule.Kind
		}{
			{g.Age, rule.Count}, {g.Income, rule.Money}, {g.Keep, rule.Money}, {g.Limit, rule.Money}, {g.Approves, rule.Code}, {g.Hold, rule.Count}, {g.Visit, rule.Count}, {g.Review, rule.Count},
		} {
			if one.name == "" {
				continue
			}
			l.askedParameter(one.name, g.Place)
			if d := l.catalogue.Declaration(one.name); d != nil && d.Kind != one.kind {
				l.refuseAt(g.Place, "parameter_kind", "入住对象“%s”要一个 %s 类的参数，“%s”是 %s。", g.Title, one.kind, one.name, d.Kind)
			}
		}
		for _, name := range slices.Concat(g.Programmes, g.Excludes) {
			if l.catalogue.Programme(name) == nil {
				l.refuseAt(g.Place, "ground_programme", "没有名为“%s”的待遇，“%s”不能由它得出。", name, g.Title)
			}
		}
	}
}
