package pack

import (
	"errors"
	"fmt"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// RiskLevel is how much the basic living of a family is at risk, and how often such a
// family is visited. Levels are in order, the gravest first.
type RiskLevel struct {
	Name  string
	Title string
	First string // count parameter: days from reaching the level until somebody has been there
	Visit string // count parameter: days between two visits
	scope
}

// RiskCondition is something that puts a family into a level. Among says of whom it
// speaks: of a family outside nothing is said; of a family inside of which the condition
// cannot be judged, it is said that it is not known and what is missing.
type RiskCondition struct {
	Name  string
	Title string
	Words string // what it means, for whoever reads the family's page
	Level string
	Of    rule.Level  // of both expressions; of its people one is enough
	Among rule.Source // empty: everybody
	When  rule.Source
	scope
}

// What stands before the name of a condition where it stands among programmes: the
// condition, and of whom it speaks.
const (
	RiskPrefix      = "risk_"
	RiskAmongPrefix = "riskamong_"
)

// Names a level cannot have: the register has a meaning for them.
var riskReserved = []string{"unclear", "none", "left"}

// SignalFact is the fact of whether an open lead of a family has a signal among its reasons.
func SignalFact(signal string) string { return "household.signal_" + signal }

// SignalsOpenFact is the fact of how many different signals the open leads of a family
// have that say somebody may be entitled to help: others are about paying rightly.
const SignalsOpenFact = "household.signals_open"

// SignalsMost is more signals than any family has.
const SignalsMost = 200

// RiskLevels are the levels of a county on a day, the gravest first; of one name that of
// the narrowest region and the latest day.
func (c *Catalogue) RiskLevels(county civil.Area, day civil.Date) []RiskLevel {
	return held(c.riskLevels, county, day, func(o *RiskLevel) (string, *scope) { return o.Name, &o.scope })
}

// RiskConditions are the conditions of a county on a day, chosen as the levels are.
func (c *Catalogue) RiskConditions(county civil.Area, day civil.Date) []RiskCondition {
	return held(c.riskConditions, county, day, func(o *RiskCondition) (string, *scope) { return o.Name, &o.scope })
}

// risksFile reads risks.yaml.
func (l *loader) risksFile(n *node, pack string) {
	f := n.fields("levels", "conditions", "seed")
	l.seed(f.get("seed"), "risks", pack, pack)
	for _, item := range f.get("levels").list() {
		l.riskLevel(item)
	}
	for _, item := range f.get("conditions").list() {
		l.riskCondition(item)
	}
}

func (l *loader) riskLevel(n *node) {
	f := n.fields("name", "title", "first", "visit", "region", "from", "source", "status")
	one := RiskLevel{Name: f.need("name").name(), Title: f.need("title").words(), First: f.need("first").name(), Visit: f.need("visit").name()}
	if slices.Contains(riskReserved, one.Name) {
		f.get("name").refuse("risk_reserved", "等级不能叫“%s”：登记里它另有含义，请换一个名称。", one.Name)
	}
	var ok bool
	if one.scope, ok = l.scope(n, f, "risk level", "风险等级", one.Name); ok {
		l.catalogue.riskLevels = append(l.catalogue.riskLevels, one)
	}
}

func (l *loader) riskCondition(n *node) {
	f := n.fields("name", "title", "words", "level", "of", "among", "when", "region", "from", "source", "status")
	one := RiskCondition{
		Name: f.need("name").name(), Title: f.need("title").words(), Words: f.need("words").words(), Level: f.need("level").name(), Of: rule.Household,
		When: f.need("when").cel(),
	}
	if f.need("of").oneOf("of", "person", "household") == "person" {
		one.Of = rule.Person
	}
	if f.has("among") {
		one.Among = f.get("among").cel()
	}
	var ok bool
	if one.scope, ok = l.scope(n, f, "risk condition", "风险条件", one.Name); ok {
		l.catalogue.riskConditions = append(l.catalogue.riskConditions, one)
	}
}

// checkRisks holds levels against the parameters and conditions against the levels, and
// compiles each condition by itself, so that each mistake is told at its place.
func (l *loader) checkRisks() {
	c := l.catalogue
	for i := range c.riskLevels {
		l.askedParameter(c.riskLevels[i].First, c.riskLevels[i].Place)
		l.askedParameter(c.riskLevels[i].Visit, c.riskLevels[i].Place)
	}
	for i := range c.riskConditions {
		one := &c.riskConditions[i]
		if !slices.ContainsFunc(c.riskLevels, func(o RiskLevel) bool { return o.Name == one.Level }) {
			l.refuseAt(one.Place, "unknown_risk_level", "没有名为“%s”的风险等级，条件“%s”没有地方放。", one.Level, one.Title)
		}
	}
	if len(l.list) > 0 {
		return
	}
	for i := range c.riskConditions {
		one := &c.riskConditions[i]
		policy, err := c.riskPolicy(c.anyRegion(), c.signalDay(), []RiskCondition{*one})
		if err == nil {
			_, err = rule.Compile(policy)
		}
		var list rule.CompileErrors
		switch {
		case errors.As(err, &list):
			for _, e := range list {
				l.refuseAt(Place{e.File, e.Line, e.Column}, e.Code, "%s", e.Message)
			}
		case err != nil:
			l.refuseAt(one.Place, "risk_expression", "风险条件“%s”无法编译：%s。", one.Name, err.Error())
		}
	}
}

// signalFacts are the facts about open signals.
func (c *Catalogue) signalFacts() []rule.Fact {
	list := []rule.Fact{{Name: "signals_open", Level: rule.Household, Kind: rule.Count, Max: SignalsMost, Engine: true, Label: "“可能符合、没有在享”的预警，还没有办结的有几种"}}
	for _, s := range c.signals {
		list = append(list, rule.Fact{Name: "signal_" + s.Name, Level: rule.Household, Kind: rule.Bool, Engine: true, Label: "预警还没有办结：" + s.Title})
	}
	return list
}

// RiskPolicy is what the rules engine compiles to judge the conditions of a county on a
// day: for each one a programme that grants where it holds, and one that grants to those
// it speaks of.
func (c *Catalogue) RiskPolicy(county civil.Area, day civil.Date) (*rule.Policy, error) {
	policy, err := c.riskPolicy(county.String()[:6], day, c.RiskConditions(county, day))
	if err != nil {
		return nil, fmt.Errorf("risk conditions of %s: %w", county, err)
	}
	return policy, nil
}

func (c *Catalogue) riskPolicy(region string, day civil.Date, conditions []RiskCondition) (*rule.Policy, error) {
	var own []rule.Programme
	for i := range conditions {
		one := &conditions[i]
		truth := rule.Source{Text: "true", File: one.When.File, Line: one.When.Line, Column: one.When.Column}
		among := one.Among
		if among.Text == "" {
			among = truth
		}
		holds := rule.Programme{
			Name: RiskPrefix + one.Name, Title: one.Title, Level: one.Of, Scope: among, Clauses: []rule.Clause{{Code: "holds", Label: one.Title, Expr: one.When}},
		}
		speaks := rule.Programme{
			Name: RiskAmongPrefix + one.Name, Title: one.Title, Level: one.Of, Scope: truth, Clauses: []rule.Clause{{Code: "holds", Label: one.Title, Expr: among}},
		}
		if one.Of == rule.Household {
			holds.Covers, speaks.Covers = truth, truth
		}
		own = append(own, holds, speaks)
	}
	return c.policyOf(region, day, own, append(c.paidFacts(), c.signalFacts()...))
}
