package pack

// Pack is one folder of rules or values.
type Pack struct {
	Name       string
	Title      string
	Dir        string   // inside the loaded tree
	Needs      []string // packs that must be loaded with it
	Standalone bool     // loaded alone, by LoadOne
	Place      Place
}

// City is a place whose figures are in the catalogue.
type City struct {
	Name   string // "nantong"
	Title  string // "南通"
	Region string // "320600"
}

// manifest reads pack.yaml.
func (l *loader) manifest(n *node, dir string) *Pack {
	f := n.fields("pack", "title", "needs", "standalone", "city")
	p := &Pack{Dir: dir, Place: n.place(), Name: f.need("pack").name(), Title: f.need("title").words()}
	if f.has("pack") {
		p.Place = f.get("pack").place()
	}
	for _, item := range f.get("needs").list() {
		if name := item.name(); name != "" {
			p.Needs = append(p.Needs, name)
			l.needs = append(l.needs, need{by: p, name: name, at: item.place()})
		}
	}
	if f.has("standalone") {
		p.Standalone = f.get("standalone").truth()
	}
	if p.Standalone {
		f.forbid("独立的包自带全部内容", "needs", "city")
	}
	if city := f.get("city"); city != nil {
		l.city(city)
	}
	return p
}

func (l *loader) city(n *node) {
	f := n.fields("name", "title", "region")
	c := City{Name: f.need("name").name(), Title: f.need("title").words(), Region: f.need("region").region()}
	if c.Region == "" || c.Name == "" {
		return
	}
	if c.Region[4:] != "00" || c.Region[2:4] == "00" {
		f.get("region").refuse("region_not_city", "“%s”不是市级代码，市级代码以 00 结尾，如 \"320600\"。", c.Region)
	}
	l.claim("city", "城市", c.Name, f.get("name").place())
	l.claim("city", "城市", c.Title, f.get("title").place())
	l.claim("city", "城市", c.Region, f.get("region").place())
	l.places = append(l.places, regionUse{c.Region, f.get("region").place()})
	l.catalogue.cities = append(l.catalogue.cities, c)
}
