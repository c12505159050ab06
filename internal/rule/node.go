package rule

import (
	"math"
	"math/big"

	"lianxin/internal/civil"
)

// op is one operation of the intermediate form.
type op uint8

const (
	opConst  op = iota // k, or ratio k/d, or text
	opAbsent           // a parameter nobody knows here and today; text names it
	opFact             // facts[fact]
	opAge              // completed years since facts[fact]
	opIs               // code fact a == code k
	opAdd
	opSub
	opMul
	opNeg
	opLarger
	opSmaller
	opLess
	opLessEqual
	opEqual
	opNotEqual
	opSame // of two Booleans
	opNot
	opAnd
	opOr
	opIf    // a ? b : c
	opShare // a × k/d, rounded
	opDivide
	opRound // a to a multiple of k, rounded
	opSum
	opCount
	opAny
	opAll
	opMin
	opMax
	opSpread // a household value for each of its members
)

// MaxMembers is the greatest number of persons in one household. Sums are
// proven safe for it, and tables with a larger household are refused.
const MaxMembers = 1000

// none marks an absent argument.
const none = -1

// node is one value of the intermediate form: a directed acyclic graph in which
// arguments always come before their users and equal nodes are stored once.
// Nodes are compared as map keys, so every field is a plain value.
type node struct {
	op      op
	level   Level // 0 for constants
	kind    Kind
	a, b, c int32
	k, d    int64
	round   civil.Rounding
	fact    int32
	text    string
	literal bool // an integer written in the rule: it has no unit
	lo, hi  int64
}

func (n *node) args() []int32 {
	all := [3]int32{n.a, n.b, n.c}
	count := 0
	for count < 3 && all[count] != none {
		count++
	}
	return all[:count]
}

// aggregate says whether the node reads all members of a household.
func (n *node) aggregate() bool { return n.op >= opSum && n.op <= opMax }

// integer says whether the node's value is a number rather than a truth value.
func (n *node) integer() bool { return n.kind != Bool }

// interval is a proven range of an integer node. Its ends are big so that the
// proof itself cannot overflow.
type interval struct{ lo, hi *big.Int }

func intervalOf(n *node) interval { return interval{big.NewInt(n.lo), big.NewInt(n.hi)} }

// fits returns the interval as int64 ends, or false when a value might not fit.
func (v interval) fits() (lo, hi int64, ok bool) {
	if !v.lo.IsInt64() || !v.hi.IsInt64() || v.lo.Int64() == math.MinInt64 {
		return 0, 0, false
	}
	return v.lo.Int64(), v.hi.Int64(), true
}

func (v interval) add(w interval) interval {
	return interval{new(big.Int).Add(v.lo, w.lo), new(big.Int).Add(v.hi, w.hi)}
}

func (v interval) neg() interval {
	return interval{new(big.Int).Neg(v.hi), new(big.Int).Neg(v.lo)}
}

func (v interval) mul(w interval) interval {
	return hull(new(big.Int).Mul(v.lo, w.lo), new(big.Int).Mul(v.lo, w.hi),
		new(big.Int).Mul(v.hi, w.lo), new(big.Int).Mul(v.hi, w.hi))
}

// hull is the least interval around some numbers.
func hull(xs ...*big.Int) interval {
	v := interval{xs[0], xs[0]}
	for _, x := range xs[1:] {
		if x.Cmp(v.lo) < 0 {
			v.lo = x
		}
		if x.Cmp(v.hi) > 0 {
			v.hi = x
		}
	}
	return v
}

func (v interval) union(w interval) interval { return hull(v.lo, v.hi, w.lo, w.hi) }

// larger is the interval of the larger of two values.
func (v interval) larger(w interval) interval {
	return interval{hull(v.lo, w.lo).hi, hull(v.hi, w.hi).hi}
}

func (v interval) smaller(w interval) interval {
	return interval{hull(v.lo, w.lo).lo, hull(v.hi, w.hi).lo}
}

// times is the interval of a sum over 0 to n members.
func (v interval) times(n int64) interval {
	zero := new(big.Int)
	return v.mul(interval{zero, big.NewInt(n)}).union(interval{zero, zero})
}
