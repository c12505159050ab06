package pack

import "slices"

// CallClass is a sort of things people ask by telephone: who handles it, how soon,
// and what can become of it.
type CallClass struct {
	Name    string
	Title   string
	Group   string   // one of CallGroups
	Unit    string   // the level that handles it: town or county
	Days    string   // the parameter of its working days to an answer
	Hours   string   // the parameter of the hours in which somebody is on the spot; empty: no emergency
	Results []string // what can become of it, the usual one first
	Matters []string // whose guides help to answer
	Hint    string   // what to ask the caller
	Source  string
	Status  Status
	Place   Place
}

// The closed lists of words of hotline.yaml.
var (
	CallGroups  = []string{"consult", "help", "report", "complaint", "suggestion"}
	CallResults = []string{"answered", "order", "case", "lead", "complaint", "emergency"}
	callUnits   = []string{"town", "county"}
)

// CallClasses are the sorts of calls, in the order of the packs.
func (c *Catalogue) CallClasses() []*CallClass { return c.callClasses }

// CallClass finds a sort of calls, or returns nil.
func (c *Catalogue) CallClass(name string) *CallClass {
	for _, one := range c.callClasses {
		if one.Name == name {
			return one
		}
	}
	return nil
}

// hotlineFile reads hotline.yaml.
func (l *loader) hotlineFile(n *node, pack string) {
	f := n.fields("classes", "seed")
	l.seed(f.get("seed"), "hotline", pack, pack)
	for _, item := range f.need("classes").some() {
		l.callClass(item)
	}
}

func (l *loader) callClass(n *node) {
	f := n.fields("name", "title", "group", "unit", "days", "hours", "results", "matters", "hint", "source", "status")
	c := &CallClass{
		Name: f.need("name").name(), Title: f.need("title").words(), Group: f.need("group").oneOf("group", CallGroups...),
		Unit: f.need("unit").oneOf("unit", callUnits...), Days: f.need("days").name(), Hours: f.get("hours").name(),
		Results: f.need("results").someOf("results", CallResults), Hint: f.need("hint").words(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Place: n.place(),
	}
	for _, item := range f.get("matters").list() {
		if name := item.name(); name != "" {
			c.Matters = append(c.Matters, name)
		}
	}
	if emergency := slices.Contains(c.Results, "emergency"); emergency != (c.Hours != "") {
		n.refuse("call_hours", "急难的类别要写 hours（几个小时内到场），别的类别不写。")
	}
	if c.Name != "" && l.claim("call class", "热线类别", c.Name, f.get("name").place()) {
		l.catalogue.callClasses = append(l.catalogue.callClasses, c)
	}
}

// checkCallClasses holds the sorts of calls against parameters and matters; it runs
// when the matters are read.
func (l *loader) checkCallClasses() {
	for _, c := range l.catalogue.callClasses {
		l.askedParameter(c.Days, c.Place)
		if c.Hours != "" {
			l.askedParameter(c.Hours, c.Place)
		}
		for _, name := range c.Matters {
			if l.catalogue.Matter(name) == nil {
				l.refuseAt(c.Place, "unknown_matter", "没有名为“%s”的事项。", name)
			}
		}
	}
}
