package pack

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Resolved is a parameter in one region on one day, ready to be shown.
type Resolved struct {
	Name        string
	Label       string
	Kind        rule.Kind
	Unit        string
	Value       string // as people write it: "1045.00", "0.25", "household"; empty when unknown or split
	Urban       string // when town and country differ
	Rural       string
	Region      string // where the value comes from, perhaps wider than what was asked for
	RegionTitle string
	Since       civil.Date // for a formula, the latest of its inputs
	Source      string
	Status      Status // for a formula, proposed when an input is
	Carried     bool   // the value is known for an earlier day only and carried forward
	Unknown     bool   // no value for this region and day
	Formula     string // the CEL text of a computed parameter
}

// Split says whether town and country differ.
func (r *Resolved) Split() bool { return r.Urban != "" }

// Parameters shows every declared parameter in a region on a day, in the order
// of the packs. A region that is no six-digit code has no parameters.
func (c *Catalogue) Parameters(region string, asOf civil.Date) []Resolved {
	if checkedRegion(region) != nil {
		return nil
	}
	r := c.resolver(region, asOf, nil)
	list := make([]Resolved, len(c.declarations))
	for i, d := range c.declarations {
		// A load has tried every formula on every value, so no error can come here;
		// if one did, the parameter would be unknown, which decides nothing.
		found, _ := r.resolve(d)
		list[i] = found.Resolved
	}
	return list
}

// resolution is a parameter both for people and for the rules engine.
type resolution struct {
	Resolved
	param rule.Param
}

// resolver finds parameters for one region and day; each one once.
type resolver struct {
	c         *Catalogue
	regions   []string
	asOf      civil.Date
	overrides map[string]rule.ParamValue
	done      map[string]*resolution
}

func (c *Catalogue) resolver(region string, asOf civil.Date, overrides map[string]rule.ParamValue) *resolver {
	return &resolver{c: c, regions: chain(region), asOf: asOf, overrides: overrides, done: map[string]*resolution{}}
}

// resolve finds one parameter. The error is what the rule compiler says of a
// formula; the resolution is then unknown.
func (r *resolver) resolve(d *Declaration) (*resolution, error) {
	if found := r.done[d.Name]; found != nil {
		return found, nil
	}
	out := &resolution{
		Resolved: Resolved{Name: d.Name, Label: d.Label, Kind: d.Kind, Unit: d.Unit},
		param:    rule.Param{Name: d.Name, Kind: d.Kind},
	}
	var err error
	override, given := r.overrides[d.Name]
	switch {
	case given:
		out.param.Value = override
		out.Region, out.Since, out.Source, out.Status = r.regions[0], r.asOf, "本次指定的值", Proposed
	case d.Formula != nil:
		err = r.compute(d, out)
	default:
		r.find(d, out)
	}
	if out.Unknown {
		out.param = rule.Param{Name: d.Name, Kind: d.Kind, Unknown: true}
	} else {
		out.print(d)
	}
	if out.Region != "" {
		out.RegionTitle = r.c.regionTitle(out.Region)
	}
	r.done[d.Name] = out
	return out, err
}

func (out *resolution) print(d *Declaration) {
	if !out.param.Split {
		out.Value = d.Print(out.param.Value)
		return
	}
	out.Urban, out.Rural = d.Print(out.param.Value), d.Print(out.param.Rural)
}

// find takes the latest value of the nearest region that has one by the day.
func (r *resolver) find(d *Declaration, out *resolution) {
	for _, region := range r.regions {
		values := r.c.local[localKey(d.Name, region)]
		later := sort.Search(len(values), func(i int) bool { return values[i].Since > r.asOf })
		if later == 0 {
			continue
		}
		v := &values[later-1]
		out.param.Value, out.param.Split, out.param.Rural = v.Value, v.Split, v.Rural
		out.Region, out.Since, out.Source, out.Status = v.Region, v.Since, v.Source, v.Status
		out.Carried = r.asOf > v.KnownUntil
		return
	}
	out.Unknown = true
}

// compute evaluates a formula over resolved inputs.
func (r *resolver) compute(d *Declaration, out *resolution) error {
	out.Formula = d.Formula.Text
	out.Source = fmt.Sprintf("%s（公式：%s）", d.Source, strings.Join(strings.Fields(d.Formula.Text), " "))
	out.Status, out.Region = Confirmed, nation
	var urban, rural []rule.Param
	for _, name := range d.inputs {
		in, err := r.resolve(r.c.named[name])
		if err != nil {
			out.Unknown = true
			return err
		}
		out.inherit(in, r.regions)
		town, country := in.param, in.param
		town.Split, country.Split = false, false
		if in.param.Split {
			country.Value = in.param.Rural
			out.param.Split = true
		}
		urban, rural = append(urban, town), append(rural, country)
	}
	if out.Unknown {
		out.Region, out.Status = "", ""
		return nil
	}
	value, err := r.constant(d, urban)
	if err == nil && out.param.Split {
		out.param.Rural, err = r.constant(d, rural)
	}
	out.param.Value, out.Unknown = value, err != nil
	return err
}

// inherit takes over what an input says of its origin.
func (out *resolution) inherit(in *resolution, regions []string) {
	if in.Unknown {
		out.Unknown = true
		return
	}
	out.Since = max(out.Since, in.Since)
	out.Carried = out.Carried || in.Carried
	if in.Status == Proposed {
		out.Status = Proposed
	}
	if slices.Index(regions, in.Region) < slices.Index(regions, out.Region) {
		out.Region = in.Region
	}
}

// constant evaluates a formula, once for the same inputs. Results for values
// given from outside are not kept: there is no end to them.
func (r *resolver) constant(d *Declaration, inputs []rule.Param) (rule.ParamValue, error) {
	key := fmt.Sprintf("%s %v", d.Name, inputs)
	if known, ok := r.c.computed.Load(key); ok {
		return known.(rule.ParamValue), nil
	}
	value, err := rule.Constant(inputs, d.Kind, *d.Formula)
	if err != nil {
		var list rule.CompileErrors
		if errors.As(err, &list) {
			return value, list
		}
		return value, fmt.Errorf("pack: formula of %s: %w", d.Name, err)
	}
	if len(r.overrides) == 0 {
		r.c.computed.Store(key, value)
	}
	return value, nil
}

// Parameter shows one parameter in a region on a day; ok is false when none of
// that name is declared or the region is no six-digit code.
func (c *Catalogue) Parameter(name, region string, asOf civil.Date) (r Resolved, ok bool) {
	d := c.named[name]
	if d == nil || checkedRegion(region) != nil {
		return r, false
	}
	found, _ := c.resolver(region, asOf, nil).resolve(d) // see Parameters
	return found.Resolved, true
}
