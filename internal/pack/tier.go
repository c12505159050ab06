package pack

import (
	"slices"
)

// Tier is a tier of the low-income population, by what somebody has been recognised
// as: a programme in pay or recognised, or a list another department keeps.
type Tier struct {
	Name       string // T1 to T6, the most in need first
	Title      string
	Programmes []string
	Registers  []string // of persons or households: who has a record belongs to the tier
	Names      []TierName
	Source     string
	Status     Status
	Note       string
	Pack       string
	Place      Place
}

// TierName is what a region calls a tier.
type TierName struct {
	Region string
	Title  string
	Source string
}

// Tiers are all tiers, the most in need first.
func (c *Catalogue) Tiers() []*Tier { return c.tiers }

// Tier finds a tier by name, or returns nil.
func (c *Catalogue) Tier(name string) *Tier {
	for _, t := range c.tiers {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// TitleIn is what a region calls the tier; its own title where the region, and the
// wider ones it lies in, have no word of their own.
func (t *Tier) TitleIn(region string) string {
	if checkedRegion(region) != nil {
		return t.Title
	}
	for _, place := range chain(region) {
		if i := slices.IndexFunc(t.Names, func(n TierName) bool { return n.Region == place }); i >= 0 {
			return t.Names[i].Title
		}
	}
	return t.Title
}

// TierOf is the tier a programme gives, nil for none.
func (c *Catalogue) TierOf(programme string) *Tier {
	for _, t := range c.tiers {
		if slices.Contains(t.Programmes, programme) {
			return t
		}
	}
	return nil
}

// tiersFile reads tiers.yaml.
func (l *loader) tiersFile(n *node, pack string) {
	for _, item := range n.fields("tiers").need("tiers").list() {
		l.tier(item, pack)
	}
}

func (l *loader) tier(n *node, pack string) {
	f := n.fields("name", "title", "programmes", "registers", "names", "source", "status", "note", "seed")
	t := &Tier{
		Name: f.need("name").oneOf("name", tierNames...), Title: f.need("title").words(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Note: f.get("note").words(), Pack: pack, Place: n.place(),
	}
	for _, item := range f.get("programmes").list() {
		if name := item.name(); name != "" && l.claim("tier programme", "层级的待遇", name, item.place()) {
			t.Programmes = append(t.Programmes, name)
			l.uses = append(l.uses, use{name, item})
		}
	}
	for _, item := range f.get("registers").list() {
		if name := item.name(); name != "" && l.claim("tier register", "层级的名单", name, item.place()) {
			t.Registers = append(t.Registers, name)
			l.tierLists = append(l.tierLists, item)
		}
	}
	for _, item := range f.get("names").list() {
		g := item.fields("region", "title", "source")
		name := TierName{Region: g.need("region").region(), Title: g.need("title").words(), Source: g.need("source").words()}
		if name.Region != "" {
			l.places = append(l.places, regionUse{name.Region, g.get("region").place()})
			t.Names = append(t.Names, name)
		}
	}
	if len(t.Programmes)+len(t.Registers) == 0 {
		n.refuse("tier_empty", "层级要写明由哪些待遇（programmes）或名单（registers）认定。")
	}
	l.seed(f.get("seed"), "tier", t.Name, pack)
	if l.claim("tier", "层级", t.Name, n.place()) {
		l.catalogue.tiers = append(l.catalogue.tiers, t)
		slices.SortStableFunc(l.catalogue.tiers, func(a, b *Tier) int { return slices.Index(tierNames, a.Name) - slices.Index(tierNames, b.Name) })
	}
}

// tierNames are the tiers there are, by 国办发〔2023〕39号 and the 2022 notice.
var tierNames = []string{"T1", "T2", "T3", "T4", "T5", "T6"}

// checkTiers holds the lists of tiers against the registers: everybody's lists are
// shared, because a tier must not tell what somebody permitted for something else.
func (l *loader) checkTiers() {
	for _, n := range l.tierLists {
		switch r := l.catalogue.Register(n.text); {
		case r == nil:
			n.unknown("unknown_register", "登记", n.text, l.registerNames())
		case r.Class == "authorised":
			n.refuse("tier_class", "登记“%s”须本人授权，不能用来认定层级。", r.Name)
		case r.Subject != OfPerson:
			n.refuse("tier_subject", "登记“%s”不是关于个人的，不能用来认定层级。", r.Name)
		}
	}
}
