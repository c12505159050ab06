package pack

import (
	"errors"
	"regexp"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// PaidFact is the fact of whether a programme is in pay to somebody: of a person
// for a programme of persons, of a family for every programme. Whoever evaluates
// signals supplies it; rules of programmes cannot read it, because what is paid
// must not decide what is due.
func PaidFact(level rule.Level, programme string) string {
	return level.String() + ".paid_" + programme
}

// paidFacts are those facts of all programmes.
func (c *Catalogue) paidFacts() []rule.Fact {
	var list []rule.Fact
	for _, p := range c.programmes {
		for _, level := range []rule.Level{rule.Person, rule.Household} {
			if level == rule.Household || p.Level == rule.Person {
				list = append(list, rule.Fact{Name: "paid_" + p.Name, Level: level, Kind: rule.Bool, Engine: true, Label: "在享" + p.Title})
			}
		}
	}
	return list
}

// SignalPolicy is what the rules engine compiles to find signals in a region on a
// day: one programme for each signal, which grants where the signal holds, before
// the programmes whose eligibility the signals ask about.
func (c *Catalogue) SignalPolicy(region string, day civil.Date, signals []*Signal) (*rule.Policy, error) {
	var own []rule.Programme
	for _, s := range signals {
		one := rule.Programme{
			Name: "signal_" + s.Name, Title: s.Title, Level: s.Level, Scope: plainTruth(s),
			Clauses: []rule.Clause{{Code: "holds", Label: s.Title, Expr: s.When}},
		}
		if s.Level == rule.Household {
			one.Covers = plainTruth(s)
		}
		own = append(own, one)
	}
	return c.policyOf(region, day, own, c.paidFacts())
}

// policyOf is a policy of programmes of our own, with facts beside those of the packs,
// before the definitions and programmes of the packs on which they rest.
func (c *Catalogue) policyOf(region string, day civil.Date, own []rule.Programme, facts []rule.Fact) (*rule.Policy, error) {
	p, _, err := c.Policy(region, day, nil)
	if err != nil {
		return nil, err
	}
	p.Facts = append(p.Facts, facts...)
	needed := newNeeded(p)
	for i := range own {
		needed.programme(&own[i])
	}
	p.Definitions = slices.DeleteFunc(p.Definitions, func(d rule.Definition) bool { return !needed.keep[d.Name] })
	p.Programmes = append(own, slices.DeleteFunc(p.Programmes, func(q rule.Programme) bool { return !needed.keep[q.Name] })...)
	return p, nil
}

// plainTruth is the expression true, with the signal's place.
func plainTruth(s *Signal) rule.Source {
	return rule.Source{Text: "true", File: s.When.File, Line: s.When.Line, Column: s.When.Column}
}

// levelled finds the facts, definitions and eligibilities that an expression names.
var levelled = regexp.MustCompile(`\b(?:person|household)\.\w+`)

// needed follows what expressions rest upon. Definitions and programmes share one
// set: only the names of definitions have a dot.
type needed struct {
	definitions map[string]*rule.Definition
	eligible    map[string]*rule.Programme
	keep        map[string]bool
}

func newNeeded(p *rule.Policy) *needed {
	n := &needed{definitions: map[string]*rule.Definition{}, eligible: map[string]*rule.Programme{}, keep: map[string]bool{}}
	for i := range p.Definitions {
		n.definitions[p.Definitions[i].Name] = &p.Definitions[i]
	}
	for i := range p.Programmes {
		q := &p.Programmes[i]
		n.eligible[q.Level.String()+".eligible_"+q.Name] = q
	}
	return n
}

func (n *needed) text(expression string) {
	for _, name := range levelled.FindAllString(expression, -1) {
		if d := n.definitions[name]; d != nil && !n.keep[name] {
			n.keep[name] = true
			n.text(d.Expr.Text)
		}
		if q := n.eligible[name]; q != nil && !n.keep[q.Name] {
			n.keep[q.Name] = true
			n.programme(q)
		}
	}
}

func (n *needed) programme(q *rule.Programme) {
	n.text(q.Scope.Text)
	n.text(q.Covers.Text)
	if q.Amount != nil {
		n.text(q.Amount.Text)
	}
	for i := range q.Clauses {
		n.text(q.Clauses[i].Expr.Text)
	}
}

// signalDay is a day on which every programme of the packs that has begun is in
// force, for checking expressions.
func (c *Catalogue) signalDay() (day civil.Date) {
	for _, p := range c.programmes {
		day = max(day, p.InForce)
	}
	for _, values := range c.values {
		for _, v := range values {
			day = max(day, v.Since)
		}
	}
	return day
}

// compileSignals compiles every signal by itself, so that each mistake is told at
// its place.
func (l *loader) compileSignals() {
	c := l.catalogue
	region := "000000"
	if len(c.cities) > 0 {
		region = c.cities[0].Region
	}
	day := c.signalDay()
	for _, s := range c.signals {
		policy, err := c.SignalPolicy(region, day, []*Signal{s})
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
			l.refuseAt(s.Place, "signal_expression", "预警“%s”的条件无法编译：%s。", s.Name, err.Error())
		}
	}
}
