package pack

import (
	"fmt"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Warning is something a reader of results should know; it changes no result.
type Warning struct {
	Code    string   // stable: programme_not_in_force, programme_ended, parameter_carried, parameter_unknown
	Message string   // one Chinese sentence
	Names   []string // the programme, or the parameters
}

// Policy makes what the rules engine compiles for one region and day: all facts
// and definitions, the parameters resolved, and the programmes in force. An
// override sets a parameter, written as in a pack, for town and country alike.
// Overrides that are no values are refused with a [civil.Error] of kind Invalid.
//
// Where a programme in force asks whether one that is not in force would be
// granted, the answer is no.
func (c *Catalogue) Policy(region string, asOf civil.Date, overrides map[string]string) (*rule.Policy, []Warning, error) {
	if err := checkedRegion(region); err != nil {
		return nil, nil, err
	}
	set, err := c.overrides(overrides)
	if err != nil {
		return nil, nil, err
	}
	p := &rule.Policy{AsOf: asOf}
	for _, f := range c.facts {
		p.Facts = append(p.Facts, f.Fact)
	}
	for _, d := range c.definitions {
		p.Definitions = append(p.Definitions, d.Definition)
	}
	var warnings []Warning
	var running []*Programme
	for _, programme := range c.programmes {
		if programme.Runs(asOf) {
			running = append(running, programme)
			p.Programmes = append(p.Programmes, programme.Programme)
			continue
		}
		warnings = append(warnings, notRunning(programme, asOf))
		p.Definitions = append(p.Definitions, rule.Definition{
			Name: eligibleName(programme), Label: programme.Title,
			Expr: rule.Source{Text: "false", File: programme.Place.File, Line: programme.Place.Line, Column: programme.Place.Column},
		})
	}
	r := c.resolver(region, asOf, set)
	for _, d := range c.declarations {
		found, err := r.resolve(d)
		if err != nil {
			return nil, nil, &civil.Error{
				Kind: civil.Invalid, Code: "formula", Err: err,
				Message: fmt.Sprintf("参数“%s”的公式用这些值无法算出，请核对指定的值。", d.Name),
			}
		}
		p.Params = append(p.Params, found.param)
	}
	return p, append(warnings, c.warnings(r, running)...), nil
}

// overrides reads values given from outside.
func (c *Catalogue) overrides(given map[string]string) (map[string]rule.ParamValue, error) {
	names := map[string]bool{}
	for name := range given {
		names[name] = true
	}
	set := map[string]rule.ParamValue{}
	for _, name := range sorted(names) {
		d := c.named[name]
		if d == nil {
			if near := rule.Nearest(name, c.declared()); near != "" {
				return nil, civil.Refuse("unknown_parameter", "没有名为“%s”的参数，是不是“%s”？", shorten(name), near)
			}
			return nil, civil.Refuse("unknown_parameter", "没有名为“%s”的参数。", shorten(name))
		}
		value, err := d.Parse(given[name])
		if err != nil {
			return nil, err
		}
		set[name] = value
	}
	return set, nil
}

func notRunning(p *Programme, asOf civil.Date) Warning {
	if asOf < p.InForce {
		return Warning{
			Code: "programme_not_in_force", Names: []string{p.Name},
			Message: fmt.Sprintf("“%s”（%s）自 %s 起施行，%s 尚未施行，没有结果。", p.Title, p.Name, p.InForce, asOf),
		}
	}
	return Warning{
		Code: "programme_ended", Names: []string{p.Name},
		Message: fmt.Sprintf("“%s”（%s）自 %s 起不再施行，%s 没有结果。", p.Title, p.Name, p.Until, asOf),
	}
}

// warnings names the values, read by the running programmes, that are old or absent.
func (c *Catalogue) warnings(r *resolver, running []*Programme) []Warning {
	carried, unknown := map[string]bool{}, map[string]bool{}
	for _, name := range c.read(running) {
		if _, given := r.overrides[name]; given {
			continue
		}
		for _, leaf := range c.leaves(c.named[name]) {
			found, err := r.resolve(c.named[leaf])
			switch {
			case err != nil:
			case found.Unknown:
				unknown[leaf] = true
			case found.Carried:
				carried[leaf] = true
			}
		}
	}
	var list []Warning
	if names := sorted(carried); len(names) > 0 {
		list = append(list, Warning{
			Code: "parameter_carried", Names: names,
			Message: fmt.Sprintf("%s 没有 %s 的新值，沿用此前最后一个已知的值，请核对是否已有新标准。", strings.Join(names, "、"), r.asOf),
		})
	}
	if names := sorted(unknown); len(names) > 0 {
		list = append(list, Warning{
			Code: "parameter_unknown", Names: names,
			Message: fmt.Sprintf("%s 在 %s（%s）%s 没有值，读取它们的待遇无法判定，请在包里补上。", strings.Join(names, "、"), r.c.regionTitle(r.regions[0]), r.regions[0], r.asOf),
		})
	}
	return list
}
