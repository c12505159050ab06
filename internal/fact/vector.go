package fact

import (
	"math"
	"slices"

	"lianxin/internal/rule"
)

// unknown stands for "not known" wherever a value travels as an int64. No fact
// can have it: the range of a fact ends far before.
const unknown = math.MinInt64

const unknown32 = math.MinInt32

// isByte tells whether a fact's column is made of bytes (see [rule.Column]).
func isByte(f *rule.Fact) bool {
	return f.Kind == rule.Bool || f.Kind == rule.Code || f.Kind == rule.Count && f.Max <= rule.UnknownByte-1
}

// unknownByte is how a byte column of this fact stores "not known".
func unknownByte(f *rule.Fact) uint8 {
	if f.Kind == rule.Bool {
		return rule.Unknown
	}
	return rule.UnknownByte
}

// A vector is the values of one fact for the rows of one block, narrow from the
// start: bytes, or 32 bits until a value needs more.
type vector struct {
	fact *rule.Fact
	b    []uint8
	i32  []int32
	i64  []int64
	wide bool
}

func newVector(f *rule.Fact, capacity int) vector {
	v := vector{fact: f}
	if isByte(f) {
		v.b = make([]uint8, 0, capacity)
	} else {
		v.i32 = make([]int32, 0, capacity)
	}
	return v
}

// add appends a value in stored form, or unknown.
func (v *vector) add(x int64) {
	switch {
	case v.b != nil:
		if x == unknown {
			v.b = append(v.b, unknownByte(v.fact))
		} else {
			v.b = append(v.b, uint8(x))
		}
	case v.wide:
		v.i64 = append(v.i64, x)
	case x == unknown:
		v.i32 = append(v.i32, unknown32)
	case x > math.MinInt32 && x <= math.MaxInt32:
		v.i32 = append(v.i32, int32(x))
	default:
		v.widen()
		v.i64 = append(v.i64, x)
	}
}

func (v *vector) widen() {
	v.i64 = make([]int64, len(v.i32), cap(v.i32))
	for i, x := range v.i32 {
		if x == unknown32 {
			v.i64[i] = unknown
		} else {
			v.i64[i] = int64(x)
		}
	}
	v.i32, v.wide = nil, true
}

// columnOf joins one fact's vectors into a column whose row i is row order[i]
// of all vectors taken together. It returns nil when no row is known, because
// an absent column says the same; for a fact the engine supplies, which no file
// carries, an absent column means false.
func columnOf(parts []*vector, order []uint32) *rule.Column {
	f := parts[0].fact
	c := &rule.Column{}
	var known int
	if isByte(f) {
		c.Byte = make([]uint8, len(order)+rule.Pad)
		known = fillBytes(c, parts, order)
	} else {
		known = fillNumbers(c, parts, order)
	}
	if known == 0 {
		return nil
	}
	return c
}

func fillBytes(c *rule.Column, parts []*vector, order []uint32) (known int) {
	gap := unknownByte(parts[0].fact)
	all := joined(parts, func(p *vector) []uint8 { return p.b })
	low, high := uint8(math.MaxUint8), uint8(0)
	for i, row := range order {
		x := all[row]
		c.Byte[i] = x
		if x != gap {
			known++
			low, high = min(low, x), max(high, x)
		}
	}
	if known > 0 {
		c.Min, c.Max = int64(low), int64(high)
	}
	return known
}

func fillNumbers(c *rule.Column, parts []*vector, order []uint32) (known int) {
	wide := false
	for _, p := range parts {
		wide = wide || p.wide
	}
	if wide {
		all := joined(parts, func(p *vector) []int64 {
			if !p.wide {
				p.widen()
			}
			return p.i64
		})
		c.I64 = make([]int64, len(order)+rule.Pad)
		if known = gather(c, c.I64, all, order, unknown); known > 0 && (c.Min <= math.MinInt32 || c.Max > math.MaxInt32) {
			return known
		}
		// The wide values stood in rows that were left out.
		c.I32 = make([]int32, len(c.I64))
		for i, x := range c.I64 {
			c.I32[i] = int32(x)
		}
		c.I64 = nil
		return known
	}
	all := joined(parts, func(p *vector) []int32 { return p.i32 })
	c.I32 = make([]int32, len(order)+rule.Pad)
	return gather(c, c.I32, all, order, unknown32)
}

// joined lays the values of all blocks end to end.
func joined[T any](parts []*vector, values func(*vector) []T) []T {
	if len(parts) == 1 {
		return values(parts[0])
	}
	list := make([][]T, len(parts))
	for i, p := range parts {
		list[i] = values(p)
	}
	return slices.Concat(list...)
}

// gather fills to from the rows of all that order names, and with it the null
// marks and the range of the column.
func gather[T int32 | int64](c *rule.Column, to, all []T, order []uint32, gap T) (known int) {
	for i, row := range order {
		x := all[row]
		if x == gap {
			if c.Null == nil {
				c.Null = make([]uint8, len(to))
			}
			c.Null[i] = 1
			continue
		}
		if known == 0 {
			c.Min, c.Max = int64(x), int64(x)
		}
		known++
		to[i] = x
		c.Min, c.Max = min(c.Min, int64(x)), max(c.Max, int64(x))
	}
	return known
}
