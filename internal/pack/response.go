package pack

import (
	"slices"

	"lianxin/internal/civil"
)

// ResponseLevel says what holds in an area while a county answers a public emergency
// there (应急响应) at one level: which matters give relief, which of their parameters others
// take the place of, what of the procedure is left out, and who is to be met.
type ResponseLevel struct {
	Name     string
	Title    string
	Matters  []string
	Replaces []Replaced
	Waives   []string // needs of actions, see [ResponseWaives]
	Tiers    []string // of people with a low income whose families are to be met
	Files    bool     // all families that have a file are met as well
	Visit    string   // count parameter: within how many days each is visited
	Most     string   // count parameter: for how many days at most a response is opened or extended at once
	Words    []string // the procedure, step by step, as people read it
	scope
}

// Replaced is a parameter another takes the place of.
type Replaced struct{ Usual, Now string }

// ResponseWaives are the needs of actions that a response may leave out: none of them
// protects the family.
var ResponseWaives = []string{"not_lately"}

// Now is the parameter that takes the place of another one; empty for none.
func (l *ResponseLevel) Now(usual string) string {
	for _, r := range l.Replaces {
		if r.Usual == usual {
			return r.Now
		}
	}
	return ""
}

// ResponseLevels are the levels of a county on a day, in the order of the packs; of one
// name the narrowest region and the latest day.
func (c *Catalogue) ResponseLevels(county civil.Area, day civil.Date) []ResponseLevel {
	return held(c.responses, county, day, func(l *ResponseLevel) (string, *scope) { return l.Name, &l.scope })
}

// ResponseLevel finds a level of a county on a day, or returns nil.
func (c *Catalogue) ResponseLevel(name string, county civil.Area, day civil.Date) *ResponseLevel {
	list := c.ResponseLevels(county, day)
	return among(list, func(l *ResponseLevel) bool { return l.Name == name })
}

// responsesFile reads responses.yaml.
func (l *loader) responsesFile(n *node, pack string) {
	f := n.fields("levels", "seed")
	l.seed(f.get("seed"), "responses", pack, pack)
	for _, item := range f.need("levels").some() {
		l.responseLevel(item)
	}
}

func (l *loader) responseLevel(n *node) {
	f := n.fields("name", "title", "matters", "replaces", "waives", "tiers", "files", "visit", "most", "words", "region", "from", "source", "status")
	one := ResponseLevel{
		Name: f.need("name").name(), Title: f.need("title").words(), Files: f.flag("files"), Visit: f.need("visit").name(), Most: f.need("most").name(),
	}
	for _, item := range f.need("matters").some() {
		one.Matters = append(one.Matters, item.name())
	}
	for _, item := range f.need("tiers").list() {
		one.Tiers = append(one.Tiers, item.words())
	}
	if f.has("waives") {
		one.Waives = f.get("waives").someOf("waives", ResponseWaives)
	}
	for _, item := range f.need("words").some() {
		one.Words = append(one.Words, item.words())
	}
	for _, item := range f.need("replaces").some() {
		r := item.fields("usual", "now")
		now := Replaced{Usual: r.need("usual").name(), Now: r.need("now").name()}
		if now.Usual != "" && one.Now(now.Usual) != "" {
			item.refuse("duplicate_name", "参数“%s”写了两次，请删去一处。", now.Usual)
		}
		one.Replaces = append(one.Replaces, now)
	}
	var ok bool
	if one.scope, ok = l.scope(n, f, "response level", "响应等级", one.Name); ok {
		l.catalogue.responses = append(l.catalogue.responses, one)
	}
}

// checkResponses holds levels against the parameters, tiers and matters there are; it
// runs when the matters are read.
func (l *loader) checkResponses() {
	for i := range l.catalogue.responses {
		one := &l.catalogue.responses[i]
		l.askedParameter(one.Visit, one.Place)
		l.askedParameter(one.Most, one.Place)
		for _, r := range one.Replaces {
			usual, now := l.catalogue.Declaration(r.Usual), l.catalogue.Declaration(r.Now)
			l.askedParameter(r.Usual, one.Place)
			l.askedParameter(r.Now, one.Place)
			if usual != nil && now != nil && usual.Kind != now.Kind {
				l.refuseAt(one.Place, "response_kind", "“%s”代替不了“%s”：种类不一样。", r.Now, r.Usual)
			}
		}
		for _, name := range one.Tiers {
			if l.catalogue.Tier(name) == nil {
				l.refuseAt(one.Place, "unknown_tier", "没有名为“%s”的低收入人口层次。", name)
			}
		}
		for _, name := range one.Matters {
			m := l.catalogue.Matter(name)
			if m == nil {
				l.refuseAt(one.Place, "unknown_matter", "没有名为“%s”的事项。", name)
				continue
			}
			if m.Routing != "intake" || !slices.ContainsFunc(m.Actions, func(a *Action) bool { return slices.Contains(a.Does, "award") || slices.Contains(a.Does, "advance") }) {
				l.refuseAt(one.Place, "response_matter", "“%s”不在发生地办理（routing: intake），或者不给钱物，不能按应急响应办。", name)
			}
		}
	}
}
