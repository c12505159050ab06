package assess

import (
	"regexp"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// named finds the facts, definitions and eligibilities that an expression names.
var named = regexp.MustCompile(`\b(?:person|household)\.\w+`)

// restrict takes out of a policy what the answers of one programme do not rest
// upon: it keeps the programme, those it may have to give way to, those they ask
// about, and the definitions all these read.
func restrict(p *rule.Policy, conflicts []pack.Conflict, only string, asOf civil.Date) {
	r := &restriction{
		definitions: map[string]*rule.Definition{}, programmes: map[string]*rule.Programme{}, eligible: map[string]string{},
		conflicts: latest(conflicts, asOf), keep: map[string]bool{},
	}
	for i := range p.Definitions {
		r.definitions[p.Definitions[i].Name] = &p.Definitions[i]
	}
	for i := range p.Programmes {
		q := &p.Programmes[i]
		r.programmes[q.Name] = q
		r.eligible[q.Level.String()+".eligible_"+q.Name] = q.Name
	}
	r.programme(only)
	p.Definitions = slices.DeleteFunc(p.Definitions, func(d rule.Definition) bool { return !r.keep[d.Name] })
	p.Programmes = slices.DeleteFunc(p.Programmes, func(q rule.Programme) bool { return !r.keep[q.Name] })
}

// restriction follows what rests upon what.
type restriction struct {
	definitions map[string]*rule.Definition
	programmes  map[string]*rule.Programme
	eligible    map[string]string // the programme an eligibility asks about
	conflicts   []pack.Conflict
	keep        map[string]bool // programmes and definitions, whose names never meet: those of the latter have a dot
}

func (r *restriction) programme(name string) {
	p := r.programmes[name]
	if p == nil || r.keep[name] {
		return
	}
	r.keep[name] = true
	r.text(p.Scope.Text)
	r.text(p.Covers.Text)
	if p.Amount != nil {
		r.text(p.Amount.Text)
	}
	for i := range p.Clauses {
		r.text(p.Clauses[i].Expr.Text)
	}
	for _, c := range r.conflicts {
		switch {
		case c.A != name && c.B != name:
		case c.Relation == pack.Choice || c.Relation == pack.Higher:
			r.programme(c.A)
			r.programme(c.B)
		case c.Relation == pack.Exclusive || c.Relation == pack.Difference:
			if c.Loses() == name {
				r.programme(c.Wins)
			}
		}
	}
}

func (r *restriction) text(expression string) {
	for _, name := range named.FindAllString(expression, -1) {
		r.programme(r.eligible[name])
		if d := r.definitions[name]; d != nil && !r.keep[name] {
			r.keep[name] = true
			r.text(d.Expr.Text)
		}
	}
}
