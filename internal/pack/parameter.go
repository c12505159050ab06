package pack

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Declaration says what a parameter is; its values are dated and regional.
type Declaration struct {
	Name    string
	Kind    rule.Kind
	Unit    string
	Label   string
	Codes   []string     // for Code
	Formula *rule.Source // computed from other parameters; then it has no values
	Source  string       // of the formula, or of the rule that asks for the parameter
	Pack    string
	Place   Place
	inputs  []string // names the formula reads, sorted
}

// Value is a parameter's value in a region from a day on.
type Value struct {
	Name       string
	Region     string
	Since      civil.Date
	Value      rule.ParamValue
	Split      bool // differs between town and country; then Value is the urban one
	Rural      rule.ParamValue
	KnownUntil civil.Date // the last day it is known to hold; civil.LastDate when nothing was said
	Source     string
	Status     Status
	Pack       string
	Place      Place
}

// Status says how sure a value is.
type Status string

// A confirmed value was read in its source; a proposed one waits for that.
const (
	Confirmed Status = "confirmed"
	Proposed  Status = "proposed"
)

// parameters reads parameters.yaml. Values are read after every declaration of
// every pack is known, because their form depends on the kind.
func (l *loader) parameters(n *node, pack string) {
	f := n.fields("parameters", "values")
	for _, item := range f.get("parameters").list() {
		l.declaration(item, pack)
	}
	for _, item := range f.get("values").list() {
		l.values = append(l.values, waiting{item, pack})
	}
}

func (l *loader) declaration(n *node, pack string) {
	f := n.fields("name", "kind", "unit", "label", "codes", "formula", "source")
	d := &Declaration{
		Name:  f.need("name").name(),
		Kind:  kind(f.need("kind"), rule.Money, rule.Count, rule.Ratio, rule.Code, rule.Bool),
		Unit:  f.get("unit").words(),
		Label: f.need("label").words(),
		Pack:  pack, Place: n.place(),
	}
	if d.Kind == rule.Code {
		for _, item := range f.need("codes").list() {
			d.Codes = append(d.Codes, item.name())
		}
	} else if d.Kind != 0 {
		f.forbid("只有 code 类的参数有代码表", "codes")
	}
	if formula := f.get("formula"); formula != nil {
		source := formula.cel()
		d.Formula = &source
		d.Source = f.need("source").words()
		if d.Kind == rule.Code || d.Kind == rule.Ratio {
			formula.refuse("formula_kind", "公式只能算出金额、计数或真假，不能算出 %s。", d.Kind)
		}
	} else {
		d.Source = f.get("source").words()
	}
	if d.Name == "" || d.Kind == 0 || !l.claim("name", "参数", d.Name, f.get("name").place()) {
		return
	}
	l.catalogue.declarations = append(l.catalogue.declarations, d)
	l.catalogue.named[d.Name] = d
}

// value reads one dated value.
func (l *loader) value(n *node, pack string) {
	f := n.fields("name", "region", "since", "value", "known_until", "source", "status")
	v := Value{
		Name: f.need("name").name(), Region: f.need("region").region(), KnownUntil: civil.LastDate,
		Source: f.need("source").words(), Pack: pack, Place: n.place(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
	}
	since, dated := f.need("since").date()
	v.Since = since
	if until, ok := f.get("known_until").date(); ok {
		v.KnownUntil = until
		if dated && until < since {
			f.get("known_until").refuse("date_order", "known_until 早于 since，请核对日期。")
		}
	}
	if v.Region != "" {
		l.places = append(l.places, regionUse{v.Region, f.get("region").place()})
	}
	d := l.catalogue.named[v.Name]
	switch {
	case v.Name == "":
		return
	case d == nil:
		f.get("name").unknown("unknown_parameter", "参数", v.Name, l.catalogue.declared())
		return
	case d.Formula != nil:
		f.get("name").refuse("value_of_formula", "参数“%s”由公式算出，不能再写值。", v.Name)
		return
	}
	if !v.read(f.need("value"), d) || v.Region == "" || !dated {
		return
	}
	key := v.Name + " " + v.Region + " " + since.String()
	if first, twice := l.given[key]; twice {
		n.refuse("duplicate_value", "参数“%s”在地区 %s 自 %s 起的值已写在 %s。", v.Name, v.Region, since, first)
		return
	}
	l.given[key] = n.place()
	l.catalogue.values[v.Name] = append(l.catalogue.values[v.Name], v)
}

// read takes the value itself: one, or one for town and one for country.
func (v *Value) read(n *node, d *Declaration) bool {
	if n == nil {
		return false
	}
	if n.form != mappingForm {
		value, ok := n.setting(d)
		v.Value = value
		return ok
	}
	f := n.fields("urban", "rural")
	urban, ok := f.need("urban").setting(d)
	rural, ok2 := f.need("rural").setting(d)
	v.Split, v.Value, v.Rural = true, urban, rural
	return ok && ok2
}

// setting reads a value of the declared kind from the text as it is written.
func (n *node) setting(d *Declaration) (rule.ParamValue, bool) {
	if n == nil {
		return rule.ParamValue{}, false
	}
	text, ok := "", false
	if d.Kind == rule.Code {
		text = n.words()
		ok = text != ""
	} else {
		text, ok = n.bare(kindTitles[d.Kind])
	}
	if !ok {
		return rule.ParamValue{}, false
	}
	value, err := d.Parse(text)
	if err != nil {
		n.fail(err)
	}
	return value, err == nil
}

var kindTitles = map[rule.Kind]string{
	rule.Bool: "true 或 false", rule.Money: "金额（元）", rule.Count: "整数", rule.Code: "代码", rule.Ratio: "比例",
}

// Parse reads a value of this parameter as people write it: money in yuan,
// ratios as 0.25, 1/6 or 30%. It refuses with a [civil.Error] of kind Invalid.
func (d *Declaration) Parse(text string) (rule.ParamValue, error) {
	switch d.Kind {
	case rule.Money:
		f, err := civil.ParseYuan(text)
		return rule.ParamValue{Int: int64(f)}, err
	case rule.Ratio:
		r, err := civil.ParseRatio(text)
		return rule.ParamValue{Ratio: r}, err
	case rule.Count:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil || text != strconv.FormatInt(i, 10) {
			return rule.ParamValue{}, civil.Refuse("wrong_type", "参数“%s”应是整数，现在是“%s”。", d.Name, shorten(text))
		}
		return rule.ParamValue{Int: i}, nil
	case rule.Bool:
		switch text {
		case "true":
			return rule.ParamValue{Int: 1}, nil
		case "false":
			return rule.ParamValue{}, nil
		}
		return rule.ParamValue{}, civil.Refuse("wrong_type", "参数“%s”应是 true 或 false，现在是“%s”。", d.Name, shorten(text))
	case rule.Code:
		if slices.Contains(d.Codes, text) {
			return rule.ParamValue{Code: text}, nil
		}
		return rule.ParamValue{}, civil.Refuse("unknown_word", "参数“%s”只能是 %s，现在是“%s”。", d.Name, strings.Join(d.Codes, "、"), shorten(text))
	}
	return rule.ParamValue{}, civil.Refuse("wrong_type", "参数“%s”没有可用的类型。", d.Name)
}

// Print is the value as people write it; Parse reads it back.
func (d *Declaration) Print(v rule.ParamValue) string {
	switch d.Kind {
	case rule.Money:
		return civil.Fen(v.Int).String()
	case rule.Ratio:
		return v.Ratio.String()
	case rule.Bool:
		return strconv.FormatBool(v.Int != 0)
	case rule.Code:
		return v.Code
	}
	return strconv.FormatInt(v.Int, 10)
}
