package query

import (
	"cmp"
	"encoding/json"
	"slices"
)

// side is one comparison of a predicate.
type side struct {
	Attribute string          `json:"attribute_name"`
	Operator  string          `json:"operator"`
	Value     json.RawMessage `json:"attribute_value"`
}

// predicated are the comparisons of a predicate.
var predicated = map[string]Operator{"eq": Equal, "lt": Less, "le": LessEqual, "gt": Greater, "ge": GreaterEqual, "in": In}

// ParsePredicate reads [{"seq_num":1,"expression1":{…},"condition":"and","expression2":{…}}, …].
// Entries must hold together, in the order of their numbers. In one, "and" and "or"
// join the two sides, and "not" takes the second away from the first; alone it turns
// the first round.
func ParsePredicate(raw []byte) (*Node, error) {
	var list []struct {
		Number    json.Number `json:"seq_num"`
		First     *side       `json:"expression1"`
		Condition string      `json:"condition"`
		Second    *side       `json:"expression2"`
	}
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 || len(list) > leavesMost {
		return nil, malformed("predicate 应是不为空的列表，每项有 expression1")
	}
	type numbered struct {
		at   int64
		node *Node
	}
	var parts []numbered
	for _, one := range list {
		at, err := one.Number.Int64()
		if err != nil && one.Number != "" {
			return nil, malformed("seq_num 应是整数")
		}
		node, err := joined(one.First, one.Condition, one.Second)
		if err != nil {
			return nil, err
		}
		parts = append(parts, numbered{at, node})
	}
	slices.SortStableFunc(parts, func(a, b numbered) int { return cmp.Compare(a.at, b.at) })
	all := &Node{Join: And}
	for _, p := range parts {
		all.Parts = append(all.Parts, p.node)
	}
	_, err := all.count(0)
	return all, err
}

func joined(first *side, condition string, second *side) (*Node, error) {
	if first == nil {
		return nil, malformed("predicate 的一项缺少 expression1")
	}
	a, err := first.node()
	if err != nil {
		return nil, err
	}
	if second == nil {
		switch condition {
		case "", "and", "or":
			return a, nil
		case "not":
			return &Node{Join: Not, Parts: []*Node{a}}, nil
		}
		return nil, malformed("condition 应是 and、or 或 not")
	}
	b, err := second.node()
	if err != nil {
		return nil, err
	}
	switch condition {
	case "and":
		return &Node{Join: And, Parts: []*Node{a, b}}, nil
	case "or":
		return &Node{Join: Or, Parts: []*Node{a, b}}, nil
	case "not":
		return &Node{Join: And, Parts: []*Node{a, {Join: Not, Parts: []*Node{b}}}}, nil
	}
	return nil, malformed("有 expression2 时，condition 应是 and、or 或 not")
}

// node is the comparison of a side. Values come as texts; the list of "in" as a
// JSON list, or as one text.
func (s *side) node() (*Node, error) {
	operator, known := predicated[s.Operator]
	if !known {
		return nil, malformed("没有“" + clip(s.Operator) + "”这种比较")
	}
	n := &Node{Attribute: s.Attribute, Operator: operator}
	var err error
	if operator == In && len(s.Value) > 0 && s.Value[0] == '[' {
		n.Values, err = operands(In, s.Value)
		return n, err
	}
	value, err := scalar(s.Value)
	n.Values = []string{value}
	return n, err
}

// Identifier is a query of the type idtype-value.
type Identifier struct {
	Type  string
	Value string
}

// ParseIdentifier reads {"type":"UIN","value":"…"}.
func ParseIdentifier(raw []byte) (Identifier, error) {
	var q struct {
		Type  string          `json:"type"`
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(raw, &q); err != nil {
		return Identifier{}, malformed("idtype-value 应有 type 和 value")
	}
	value, err := scalar(q.Value)
	if err != nil || q.Type == "" || value == "" || len(value) > valueMost {
		return Identifier{}, malformed("idtype-value 应有 type 和 value")
	}
	return Identifier{q.Type, value}, nil
}
