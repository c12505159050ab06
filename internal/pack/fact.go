package pack

import (
	"math"

	"lianxin/internal/rule"
)

// Fact is a declared field with what only readers of files and people need.
type Fact struct {
	rule.Fact
	Unit     string
	Class    string   // shared, authorised or declared: what the city may know; empty for the engine's own
	AlsoNone []string // further inputs that mean the code named none
	Source   string
	Pack     string
	Place    Place
}

// codesMax is the longest code list: a position must fit into a byte beside the mark for unknown.
const codesMax = 254

// facts reads facts.yaml.
func (l *loader) facts(n *node, pack string) {
	for _, item := range n.fields("facts").need("facts").list() {
		l.fact(item, pack)
	}
}

func (l *loader) fact(n *node, pack string) {
	f := n.fields("name", "level", "kind", "label", "unit", "range", "class", "source", "codes", "also_none", "engine")
	out := Fact{Pack: pack, Place: n.place()}
	out.Name = f.need("name").name()
	out.Level = level(f.need("level"))
	out.Kind = kind(f.need("kind"), rule.Bool, rule.Money, rule.Count, rule.Code, rule.Date)
	out.Label = f.need("label").words()
	out.Unit = f.get("unit").words()
	out.Source = f.get("source").words()
	if f.has("engine") {
		out.Engine = f.get("engine").truth()
	}
	if class := f.get("class"); class != nil || !out.Engine {
		out.Class = f.need("class").oneOf("class", "shared", "authorised", "declared")
	}
	if out.Kind == rule.Money || out.Kind == rule.Count {
		out.Min, out.Max = bounds(f.need("range"), out.Kind)
	} else if out.Kind != 0 {
		f.forbid("只有金额和计数有范围", "range")
	}
	if out.Kind == rule.Code {
		out.Codes = codes(f.need("codes"))
		out.AlsoNone = alsoNone(f.get("also_none"), out.Codes)
	} else if out.Kind != 0 {
		f.forbid("只有 code 类的事实有代码表", "codes", "also_none")
	}
	if out.Name == "" || out.Level == 0 {
		return
	}
	l.claim("name", "事实或定义", out.FullName(), f.get("name").place())
	l.catalogue.facts = append(l.catalogue.facts, out)
}

func level(n *node) rule.Level {
	switch n.oneOf("level", rule.Person.String(), rule.Household.String()) {
	case rule.Person.String():
		return rule.Person
	case rule.Household.String():
		return rule.Household
	}
	return 0
}

func kind(n *node, allowed ...rule.Kind) rule.Kind {
	names := make([]string, len(allowed))
	for i, k := range allowed {
		names[i] = k.String()
	}
	text := n.oneOf("kind", names...)
	for _, k := range allowed {
		if k.String() == text {
			return k
		}
	}
	return 0
}

// bounds reads [least, greatest].
func bounds(n *node, k rule.Kind) (least, greatest int64) {
	items := n.list()
	if n == nil || n.form != listForm {
		return 0, 0
	}
	if len(items) != 2 {
		n.refuse("range_form", "范围应写成 [最小值, 最大值]。")
		return 0, 0
	}
	read := func(item *node) (int64, bool) {
		if k == rule.Count {
			return item.whole()
		}
		f, ok := item.money()
		return int64(f), ok
	}
	least, ok := read(items[0])
	greatest, ok2 := read(items[1])
	switch {
	case !ok || !ok2:
		return 0, 0
	case least > greatest:
		n.refuse("range_form", "范围的最小值大于最大值。")
	case least == math.MinInt64:
		n.refuse("range_form", "范围的最小值太小。")
	}
	return least, greatest
}

func codes(n *node) []rule.CodeValue {
	var list []rule.CodeValue
	inputs, names := map[string]bool{}, map[string]bool{}
	for _, item := range n.list() {
		f := item.fields("input", "name", "label")
		c := rule.CodeValue{Input: f.need("input").words(), Name: f.need("name").name(), Label: f.need("label").words()}
		if c.Input == "" || c.Name == "" {
			continue
		}
		if inputs[c.Input] || names[c.Name] {
			item.refuse("duplicate_code", "代码“%s”（%s）在这张表里写了两次。", c.Input, c.Name)
			continue
		}
		inputs[c.Input], names[c.Name] = true, true
		list = append(list, c)
	}
	switch {
	case n == nil || n.form != listForm:
	case len(n.items) == 0:
		n.refuse("codes_empty", "代码表不能是空的。")
	case len(list) > codesMax:
		n.refuse("codes_too_many", "代码表最多 %d 项。", codesMax)
	}
	return list
}

func alsoNone(n *node, known []rule.CodeValue) []string {
	var list []string
	none := false
	taken := map[string]bool{}
	for _, c := range known {
		none = none || c.Name == "none"
		taken[c.Input] = true
	}
	for _, item := range n.list() {
		input := item.words()
		switch {
		case input == "":
		case !none:
			item.refuse("also_none", "代码表里没有名为 none 的代码，不能写 also_none。")
		case taken[input]:
			item.refuse("duplicate_code", "代码“%s”在这张表里写了两次。", input)
		default:
			taken[input] = true
			list = append(list, input)
		}
	}
	return list
}
