package query

import (
	"lianxin/internal/civil"
)

// Operator compares an attribute with values.
type Operator uint8

// The comparisons.
const (
	Equal Operator = iota + 1
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
	In
)

// Join says how the parts of a node hang together.
type Join uint8

// The joins. A node without parts is a comparison.
const (
	Compare Join = iota
	And
	Or
	Not
)

// Node is a condition: a comparison, or others joined.
type Node struct {
	Join      Join
	Parts     []*Node
	Attribute string
	Operator  Operator
	Values    []string // one, or those of In
}

// Limits of a query: more than any form can hold, less than hurts.
const (
	depthMost  = 16
	leavesMost = 100
	valuesMost = 500
	valueMost  = 200 // bytes
)

// count says how many comparisons a tree has, and refuses one beyond the limits.
func (n *Node) count(depth int) (int, error) {
	if depth > depthMost {
		return 0, tooLarge()
	}
	if n.Join == Compare {
		if len(n.Values) > valuesMost {
			return 0, tooLarge()
		}
		for _, v := range n.Values {
			if len(v) > valueMost {
				return 0, tooLarge()
			}
		}
		return 1, nil
	}
	leaves := 0
	for _, part := range n.Parts {
		more, err := part.count(depth + 1)
		if err != nil {
			return 0, err
		}
		if leaves += more; leaves > leavesMost {
			return 0, tooLarge()
		}
	}
	return leaves, nil
}

func tooLarge() error {
	return civil.Refuse("spdci_query_large", "查询条件过多或嵌套过深：最多%d个条件、%d层、每个in列表%d项，请拆成几次查询。", leavesMost, depthMost, valuesMost)
}

func malformed(why string) error {
	return civil.Refuse("spdci_query_form", "查询条件的写法不对：%s，请照接口说明改正。", why)
}
