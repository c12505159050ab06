package query

import (
	"cmp"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// Sort is one wish about the order of what is found.
type Sort struct {
	Attribute string `json:"attribute_name"`
	Order     string `json:"sort_order"`
}

// sortsMost is how many wishes about the order are heard.
const sortsMost = 4

// key is such a wish, understood.
type key struct {
	of         *Attribute
	descending bool
}

// Unsortable marks an error about the order, which SPDCI has a code of its own for.
const Unsortable = "spdci_sort"

func (p *Plan) keys(wishes []Sort, allowed Allowed) ([]key, error) {
	if len(wishes) > sortsMost {
		return nil, civil.Refuse(Unsortable, "排序的属性最多%d个。", sortsMost)
	}
	var list []key
	for _, w := range wishes {
		if w.Order != "" && w.Order != "asc" && w.Order != "desc" {
			return nil, civil.Refuse(Unsortable, "sort_order 应是 asc 或 desc。")
		}
		a, err := p.attribute(w.Attribute, allowed)
		if err != nil {
			refused := civil.Refuse(Unsortable, "不能按“%s”排序：没有这个属性，或没有对您开放。", clip(w.Attribute))
			refused.Err = err
			return nil, refused
		}
		list = append(list, key{a, w.Order == "desc"})
	}
	return list, nil
}

// Sorted says whether the plan wishes for an order.
func (p *Plan) Sorted() bool { return len(p.sort) > 0 }

// Key is a value to sort by. What is not known comes last, however it is sorted.
type Key struct {
	Value int64
	Known bool
}

// Keys are the values of a row that the plan sorts by.
func (p *Plan) Keys(c *fact.City, row uint32, home int) []Key {
	list := make([]Key, len(p.sort))
	for i, k := range p.sort {
		at := int(row)
		if k.of.Level != p.level {
			at = home
		}
		switch k.of.Source {
		case OfDivision:
			list[i] = Key{int64(c.Division[home]), c.Division[home] != 0}
		case OfSize:
			list[i] = Key{int64(c.Table.Start[home+1] - c.Table.Start[home]), true}
		default:
			v, known := Value(k.of.Fact, c.Table.Columns[k.of.Fact.FullName()], at)
			list[i] = Key{v, known}
		}
	}
	return list
}

// Compare says which of two rows comes first by their keys; 0 when neither does.
func (p *Plan) Compare(a, b []Key) int {
	for i, k := range p.sort {
		x, y := a[i], b[i]
		switch {
		case x.Known != y.Known:
			if x.Known {
				return -1
			}
			return 1
		case !x.Known:
			continue
		}
		if c := cmp.Compare(x.Value, y.Value); c != 0 {
			if k.descending {
				return -c
			}
			return c
		}
	}
	return 0
}

// Home is the household of a person's row.
func Home(t *rule.Table, person uint32) int {
	low, high := 0, t.Households
	for low < high {
		middle := (low + high) / 2
		if t.Start[middle+1] <= person {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}
