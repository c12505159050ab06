package query

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Expression is a query of the type expression.
type Expression struct {
	Collection string // Group, Member, or empty
	Where      *Node
}

// compared are the comparisons of an expression.
var compared = map[string]Operator{
	"$eq": Equal, "$ne": NotEqual, "$lt": Less, "$lte": LessEqual, "$gt": Greater, "$gte": GreaterEqual, "$in": In,
	// The disability registry's own example writes them without the sign.
	"eq": Equal, "ne": NotEqual, "lt": Less, "le": LessEqual, "gt": Greater, "ge": GreaterEqual, "in": In,
}

// ParseExpression reads {"type":…,"value":{"expression":{"collection":…,"query":{…}}}}.
func ParseExpression(raw []byte) (*Expression, error) {
	var q struct {
		Value struct {
			Expression struct {
				Collection string          `json:"collection"`
				Query      json.RawMessage `json:"query"`
			} `json:"expression"`
		} `json:"value"`
	}
	if err := json.Unmarshal(raw, &q); err != nil || len(q.Value.Expression.Query) == 0 {
		return nil, malformed("expression 应为 value.expression.query 里的对象")
	}
	e := &Expression{Collection: q.Value.Expression.Collection}
	var err error
	if e.Where, err = ParseConditions(q.Value.Expression.Query); err != nil {
		return nil, err
	}
	return e, nil
}

// ParseConditions reads the object of an expression's conditions.
func ParseConditions(raw []byte) (*Node, error) {
	n, err := conditions(raw, 0)
	if err != nil {
		return nil, err
	}
	_, err = n.count(0)
	return n, err
}

// conditions reads an object: all of its pairs must hold.
func conditions(raw json.RawMessage, depth int) (*Node, error) {
	if depth > depthMost {
		return nil, tooLarge()
	}
	object, err := pairsOf(raw)
	if err != nil {
		return nil, err
	}
	all := &Node{Join: And}
	for _, p := range object {
		part, err := condition(p.key, p.value, depth)
		if err != nil {
			return nil, err
		}
		all.Parts = append(all.Parts, part)
	}
	switch len(all.Parts) {
	case 0:
		return nil, malformed("条件为空")
	case 1:
		return all.Parts[0], nil
	}
	return all, nil
}

func condition(key string, raw json.RawMessage, depth int) (*Node, error) {
	switch key {
	case "$and", "$or":
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
			return nil, malformed(key + " 应是不为空的列表")
		}
		n := &Node{Join: And}
		if key == "$or" {
			n.Join = Or
		}
		for _, one := range list {
			part, err := conditions(one, depth+1)
			if err != nil {
				return nil, err
			}
			n.Parts = append(n.Parts, part)
		}
		return n, nil
	case "$not":
		part, err := conditions(raw, depth+1)
		return &Node{Join: Not, Parts: []*Node{part}}, err
	}
	if strings.HasPrefix(key, "$") {
		return nil, malformed("没有“" + clip(key) + "”这种写法")
	}
	return comparisons(key, raw, depth)
}

// comparisons reads what is said of one attribute: a value, or operators with
// theirs.
func comparisons(attribute string, raw json.RawMessage, depth int) (*Node, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		value, err := scalar(raw)
		return &Node{Attribute: attribute, Operator: Equal, Values: []string{value}}, err
	}
	object, err := pairsOf(raw)
	if err != nil || len(object) == 0 || depth > depthMost {
		return nil, malformed("“" + clip(attribute) + "”后面应是值或比较")
	}
	all := &Node{Join: And}
	for _, p := range object {
		if p.key == "$not" {
			part, err := comparisons(attribute, p.value, depth+1)
			if err != nil {
				return nil, err
			}
			all.Parts = append(all.Parts, &Node{Join: Not, Parts: []*Node{part}})
			continue
		}
		operator, known := compared[p.key]
		if !known {
			return nil, malformed("没有“" + clip(p.key) + "”这种比较")
		}
		values, err := operands(operator, p.value)
		if err != nil {
			return nil, err
		}
		all.Parts = append(all.Parts, &Node{Attribute: attribute, Operator: operator, Values: values})
	}
	if len(all.Parts) == 1 {
		return all.Parts[0], nil
	}
	return all, nil
}

func operands(o Operator, raw json.RawMessage) ([]string, error) {
	if o != In {
		value, err := scalar(raw)
		return []string{value}, err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		return nil, malformed("in 后面应是不为空的列表")
	}
	values := make([]string, len(list))
	for i, one := range list {
		var err error
		if values[i], err = scalar(one); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// scalar is a text, a number as it is written, or a truth. Null is refused: what is
// not known matches nothing.
func scalar(raw json.RawMessage) (string, error) {
	raw = bytes.TrimSpace(raw)
	var text string
	switch {
	case len(raw) == 0, raw[0] == '{', raw[0] == '[', string(raw) == "null":
		return "", malformed("比较的值应是文字、数字或 true/false")
	case raw[0] == '"':
		if err := json.Unmarshal(raw, &text); err != nil {
			return "", malformed("比较的值不是文字")
		}
		return text, nil
	}
	return string(raw), nil
}

// pair is a key of an object with its value.
type pair struct {
	key   string
	value json.RawMessage
}

// pairsOf are the pairs of an object by key, so that a query is always run in one
// order.
func pairsOf(raw json.RawMessage) ([]pair, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, malformed("条件应是对象")
	}
	list := make([]pair, 0, len(object))
	for key, value := range object {
		list = append(list, pair{key, value})
	}
	slices.SortFunc(list, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	return list, nil
}

// clip is the beginning of a text from outside, short enough for an answer.
func clip(text string) string {
	runes := []rune(text)
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
