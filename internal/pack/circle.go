package pack

import (
	"errors"
	"fmt"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Circle is a ring of families who need help: who is in pay by one of its programmes,
// or recognised by it, stands in it. Of several the first in order counts.
type Circle struct {
	Name       string
	Title      string
	Programmes []string // programmes and payments
	scope
}

// Class is a sort of family inside a circle. A family is of a class when it stands in
// the circle and the condition holds for it, or for one of its people.
type Class struct {
	Name   string
	Title  string
	Circle string
	Level  rule.Level  // of the condition
	When   rule.Source // empty: everybody of the circle
	scope
}

// ClassPrefix is before the name of a class where it stands among programmes.
const ClassPrefix = "class_"

// circlesFile reads circles.yaml.
func (l *loader) circlesFile(n *node, pack string) {
	f := n.fields("circles", "classes", "seed")
	l.seed(f.get("seed"), "circles", pack, pack)
	for _, item := range f.get("circles").list() {
		l.circle(item)
	}
	for _, item := range f.get("classes").list() {
		l.class(item)
	}
}

func (l *loader) circle(n *node) {
	f := n.fields("name", "title", "programmes", "region", "from", "source", "status")
	c := Circle{Name: f.need("name").name(), Title: f.need("title").words()}
	for _, item := range f.need("programmes").list() {
		c.Programmes = append(c.Programmes, item.name())
	}
	var ok bool
	if c.scope, ok = l.scope(n, f, "circle", "圈层", c.Name); ok && c.Name != "" {
		l.catalogue.circles = append(l.catalogue.circles, c)
	}
}

func (l *loader) class(n *node) {
	f := n.fields("name", "title", "circle", "of", "when", "region", "from", "source", "status")
	c := Class{Name: f.need("name").name(), Title: f.need("title").words(), Circle: f.need("circle").name(), Level: rule.Household}
	if when := f.get("when"); when != nil {
		c.When = when.cel()
		if f.need("of").oneOf("of", "person", "household") == "person" {
			c.Level = rule.Person
		}
	} else {
		f.forbid("没有条件（when）的类别包括整个圈层", "of")
	}
	var ok bool
	if c.scope, ok = l.scope(n, f, "class", "类别", c.Name); ok && c.Name != "" {
		l.catalogue.classes = append(l.catalogue.classes, c)
	}
}

// checkCircles holds circles against the programmes there are, classes against the
// circles, and their conditions against the facts of the city they are written for.
func (l *loader) checkCircles() {
	c := l.catalogue
	for i := range c.circles {
		for _, name := range c.circles[i].Programmes {
			if c.Programme(name) == nil && !slices.Contains(c.paymentNames(), name) {
				l.refuseAt(c.circles[i].Place, "circle_programme", "没有名为“%s”的待遇或发放项目，圈层“%s”不能由它得出。", name, c.circles[i].Title)
			}
		}
	}
	for i := range c.classes {
		if !slices.ContainsFunc(c.circles, func(o Circle) bool { return o.Name == c.classes[i].Circle }) {
			l.refuseAt(c.classes[i].Place, "class_circle", "没有名为“%s”的圈层，类别“%s”没有地方放。", c.classes[i].Circle, c.classes[i].Title)
		}
	}
	if len(l.list) > 0 || len(c.classes) == 0 {
		return
	}
	day := c.classes[0].From
	for i := range c.classes {
		day = max(day, c.classes[i].From)
	}
	policy, _, err := c.Policy(c.anyRegion(), day, nil)
	if err != nil {
		l.refuseAt(c.classes[0].Place, "class_policy", "类别的条件用现有的参数无法编译，请先看参数。")
		return
	}
	for i := range c.classes {
		c.classes[i].among(policy)
	}
	var list rule.CompileErrors
	if _, err := rule.Compile(policy); errors.As(err, &list) {
		for _, e := range list {
			l.refuseAt(Place{e.File, e.Line, e.Column}, e.Code, "%s", e.Message)
		}
	}
}

// anyRegion is a region to compile conditions for: a city's, or the country's.
func (c *Catalogue) anyRegion() string {
	if len(c.cities) > 0 {
		return c.cities[0].Region
	}
	return "320000"
}

// among puts the class among the programmes of a policy, so that the one engine sorts
// families too.
func (c *Class) among(p *rule.Policy) {
	programme := rule.Programme{
		Name: ClassPrefix + c.Name, Title: c.Title, Level: c.Level, Scope: c.made("true"),
		Clauses: []rule.Clause{{Code: "in_class", Label: c.Title, Expr: c.When}},
	}
	if c.When.Text == "" {
		programme.Clauses[0].Expr = c.made("true")
	}
	if c.Level == rule.Household {
		programme.Covers = c.made("true")
	}
	p.Programmes = append(p.Programmes, programme)
}

func (c *Class) made(text string) rule.Source {
	return rule.Source{Text: text, File: c.Place.File, Line: c.Place.Line, Column: c.Place.Column}
}

// Circles are the circles of a county on a day, in the order of the packs: of one name
// that of the narrowest region and the latest day.
func (c *Catalogue) Circles(county civil.Area, day civil.Date) []Circle {
	return held(c.circles, county, day, func(o *Circle) (string, *scope) { return o.Name, &o.scope })
}

// Classes are the classes of a county on a day, chosen as the circles are.
func (c *Catalogue) Classes(county civil.Area, day civil.Date) []Class {
	return held(c.classes, county, day, func(o *Class) (string, *scope) { return o.Name, &o.scope })
}

// CircleOf is the first circle that holds one of some programmes; nil for none.
func CircleOf(circles []Circle, programmes []string) *Circle {
	for i := range circles {
		for _, name := range circles[i].Programmes {
			if slices.Contains(programmes, name) {
				return &circles[i]
			}
		}
	}
	return nil
}

// ClassPolicy is the policy of a county on a day with its classes among the
// programmes, each under its name behind [ClassPrefix].
func (c *Catalogue) ClassPolicy(county civil.Area, day civil.Date) (*rule.Policy, error) {
	policy, _, err := c.Policy(county.String()[:6], day, nil)
	if err != nil {
		return nil, fmt.Errorf("classes of %s: %w", county, err)
	}
	for _, class := range c.Classes(county, day) {
		class.among(policy)
	}
	return policy, nil
}
