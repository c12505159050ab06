package rule

import (
	"math/big"
	"strings"
)

// The functions here make nodes: they fold constants, prove ranges and bring
// arguments to one level. They fold only what cel-go folds too: never an
// identity over a value that might be unknown, such as x*0 or x==x.

// put stores a node once and returns its number.
func (c *compiler) put(n node) int32 {
	if n.op == opConst || n.op == opAbsent || n.op == opFact || n.op == opAge {
		n.a, n.b, n.c = none, none, none
	}
	switch n.op {
	case opIs, opNeg, opNot, opShare, opRound, opSum, opCount, opAny, opAll, opMin, opMax, opSpread:
		n.b, n.c = none, none
	case opIf, opConst, opAbsent, opFact, opAge:
	default:
		n.c = none
	}
	if n.level == 0 && n.op != opConst && n.op != opAbsent {
		return c.foldAbsent(&n)
	}
	if i, ok := c.index[n]; ok {
		return i
	}
	i := int32(len(c.nodes))
	c.nodes = append(c.nodes, n)
	c.index[n] = i
	return i
}

// foldAbsent computes an operation over constants and unknown parameters: it
// is known, or unknown by the parameters that matter.
func (c *compiler) foldAbsent(n *node) int32 {
	var args [3]scalar
	names := map[string]bool{}
	for i, a := range n.args() {
		arg := &c.nodes[a]
		args[i] = scalar{k: arg.k, unknown: arg.op == opAbsent}
		if arg.op == opAbsent && (n.op != opIf || i == 0 || !args[0].unknown) {
			for _, name := range strings.Split(arg.text, absentSeparator) {
				names[name] = true
			}
		}
	}
	result := n.scalar(args)
	if !result.unknown {
		return c.put(node{op: opConst, kind: n.kind, k: result.k, lo: result.k, hi: result.k})
	}
	return c.put(node{op: opAbsent, kind: n.kind, text: strings.Join(sortedNames(names), absentSeparator), lo: n.lo, hi: n.hi})
}

// absentSeparator stands between the names of several unknown parameters in one node.
const absentSeparator = ";"

func (c *compiler) boolean(v bool) int32 {
	n := node{op: opConst, kind: Bool}
	if v {
		n.k = 1
	}
	return c.put(n)
}

func (c *compiler) number(k int64) int32 {
	return c.put(node{op: opConst, kind: Count, k: k, lo: k, hi: k})
}

func (c *compiler) constant(kind Kind, v ParamValue) int32 {
	switch kind {
	case Ratio:
		return c.put(node{op: opConst, kind: Ratio, k: v.Ratio.Num, d: v.Ratio.Den})
	case Code:
		return c.put(node{op: opConst, kind: Code, text: v.Code})
	case Bool:
		return c.boolean(v.Int != 0)
	}
	return c.put(node{op: opConst, kind: kind, k: v.Int, lo: v.Int, hi: v.Int})
}

func (c *compiler) fact(i int) int32 {
	f := &c.policy.Facts[i]
	n := node{op: opFact, level: f.Level, kind: f.Kind, fact: int32(i)}
	if f.Kind == Money || f.Kind == Count {
		n.lo, n.hi = f.Min, f.Max
	}
	return c.put(n)
}

func (c *compiler) codeIndex(fact int, name string) int {
	for i, v := range c.policy.Facts[fact].Codes {
		if v.Name == name {
			return i
		}
	}
	return -1
}

// level brings two arguments to one level: a household value met by a person value is spread over the members.
func (c *compiler) level(a, b int32) (Level, int32, int32) {
	la, lb := c.nodes[a].level, c.nodes[b].level
	switch {
	case la == lb || lb == 0:
		return la, a, b
	case la == 0:
		return lb, a, b
	case la == Person:
		return Person, a, c.atLevel(b, Person)
	}
	return Person, c.atLevel(a, Person), b
}

// atLevel spreads a household value over the members where a person value is needed; constants stay.
func (c *compiler) atLevel(a int32, level Level) int32 {
	if n := c.nodes[a]; level == Person && n.level == Household {
		return c.put(node{op: opSpread, level: Person, kind: n.kind, a: a, lo: n.lo, hi: n.hi})
	}
	return a
}

func (c *compiler) isTrue(a int32) bool {
	return c.nodes[a].op == opConst && c.nodes[a].k != 0
}

func (c *compiler) isFalse(a int32) bool {
	return c.nodes[a].op == opConst && c.nodes[a].k == 0
}

func (c *compiler) and(a, b int32) int32 {
	switch {
	case c.isFalse(a) || c.isTrue(b):
		return a
	case c.isFalse(b) || c.isTrue(a):
		return b
	}
	level, a, b := c.level(a, b)
	return c.put(node{op: opAnd, level: level, kind: Bool, a: a, b: b})
}

func (c *compiler) or(a, b int32) int32 {
	switch {
	case c.isTrue(a) || c.isFalse(b):
		return a
	case c.isTrue(b) || c.isFalse(a):
		return b
	}
	level, a, b := c.level(a, b)
	return c.put(node{op: opOr, level: level, kind: Bool, a: a, b: b})
}

func (c *compiler) not(a int32) int32 {
	switch n := c.nodes[a]; n.op {
	case opConst:
		return c.boolean(n.k == 0)
	case opEqual:
		return c.put(node{op: opNotEqual, level: n.level, kind: Bool, a: n.a, b: n.b})
	}
	return c.put(node{op: opNot, level: c.nodes[a].level, kind: Bool, a: a})
}

// same compares two Booleans.
func (c *compiler) same(a, b int32) int32 {
	m, n := c.nodes[a], c.nodes[b]
	switch {
	case m.op == opConst && n.op == opConst:
		return c.boolean(m.k == n.k)
	case m.op == opConst:
		a, b, n = b, a, m
	}
	if n.op == opConst {
		if n.k != 0 {
			return a
		}
		return c.not(a)
	}
	level, a, b := c.level(a, b)
	return c.put(node{op: opSame, level: level, kind: Bool, a: a, b: b})
}

// choose is condition ? a : b. An unknown condition is unknown even where both branches agree, as in cel-go.
func (c *compiler) choose(condition, a, b int32) int32 {
	if c.isTrue(condition) {
		return a
	}
	if c.isFalse(condition) {
		return b
	}
	kind := c.nodes[a].kind
	if c.nodes[b].kind == Money {
		kind = Money
	}
	level, a, b := c.level(a, b)
	m, n := c.nodes[a], c.nodes[b]
	out := node{op: opIf, kind: kind, lo: min(m.lo, n.lo), hi: max(m.hi, n.hi)}
	switch {
	case c.nodes[condition].level == level || level == 0:
		out.level = c.nodes[condition].level
	case c.nodes[condition].level == 0:
		out.level = level
	default:
		out.level = Person
		condition, a, b = c.atLevel(condition, Person), c.atLevel(a, Person), c.atLevel(b, Person)
	}
	out.a, out.b, out.c = condition, a, b
	return c.put(out)
}

// arithmetic makes an integer operation or comparison, or returns none when its result might not fit.
func (c *compiler) arithmetic(op op, kind Kind, a, b int32) int32 {
	m := c.nodes[a]
	if b == none { // negation
		v := intervalOf(&m).neg()
		lo, hi, ok := v.fits()
		if !ok {
			return none
		}
		if m.op == opConst {
			return c.put(node{op: opConst, kind: m.kind, k: -m.k, literal: m.literal, lo: lo, hi: hi})
		}
		return c.put(node{op: opNeg, level: m.level, kind: kind, a: a, lo: lo, hi: hi})
	}
	n := c.nodes[b]
	out := node{op: op, kind: kind}
	switch op {
	case opLess, opLessEqual, opEqual, opNotEqual:
		out.kind = Bool
	default:
		var ok bool
		if out.lo, out.hi, ok = rangeOf(op, &m, &n).fits(); !ok {
			return none
		}
	}
	if m.op == opConst && n.op == opConst {
		return c.fold(op, kind, &m, &n)
	}
	if sure := c.proven(op, a, b); sure != none {
		return sure
	}
	if op == opSub && c.partOf(b, a) {
		out.lo = 0
	}
	out.level, out.a, out.b = c.level(a, b)
	return c.put(out)
}

// proven gives the larger or smaller of two values where their ranges decide
// it: a constant against a value that never crosses it, or a value against a
// share of itself. What is unknown stays so by the same facts.
func (c *compiler) proven(op op, a, b int32) int32 {
	if op != opLarger && op != opSmaller {
		return none
	}
	for _, pair := range [2][2]int32{{a, b}, {b, a}} {
		m, n := &c.nodes[pair[0]], &c.nodes[pair[1]]
		switch {
		case m.op == opConst && op == opLarger && n.lo >= m.k, m.op == opConst && op == opSmaller && n.hi <= m.k:
			return pair[1]
		case c.partOf(pair[1], pair[0]) && op == opSmaller:
			return pair[1]
		case c.partOf(pair[1], pair[0]) && op == opLarger:
			return pair[0]
		}
	}
	return none
}

// partOf says whether a node is a share, of at most the whole, of another that is never negative.
func (c *compiler) partOf(share, whole int32) bool {
	s := &c.nodes[share]
	return s.op == opShare && s.a == whole && s.k >= 0 && s.k <= s.d && c.nodes[whole].lo >= 0
}

func rangeOf(op op, m, n *node) interval {
	v, w := intervalOf(m), intervalOf(n)
	switch op {
	case opAdd:
		return v.add(w)
	case opSub:
		return v.add(w.neg())
	case opMul:
		return v.mul(w)
	case opLarger:
		return v.larger(w)
	default:
		return v.smaller(w)
	}
}

// fold computes an operation on two constants whose result is known to fit.
func (c *compiler) fold(op op, kind Kind, m, n *node) int32 {
	var k int64
	switch op {
	case opAdd:
		k = m.k + n.k
	case opSub:
		k = m.k - n.k
	case opMul:
		k = m.k * n.k
	case opLarger:
		k = max(m.k, n.k)
	case opSmaller:
		k = min(m.k, n.k)
	case opLess:
		return c.boolean(m.k < n.k)
	case opLessEqual:
		return c.boolean(m.k <= n.k)
	case opNotEqual:
		return c.boolean(m.k != n.k)
	default:
		return c.boolean(m.k == n.k)
	}
	return c.put(node{op: opConst, kind: kind, k: k, literal: m.literal && n.literal, lo: k, hi: k})
}

// aggregate makes a household value of a person value, or returns none when a sum might not fit.
func (c *compiler) aggregate(op op, a int32) int32 {
	n := c.nodes[a]
	out := node{op: op, level: Household, kind: n.kind, a: a}
	switch op {
	case opSum:
		var ok bool
		if out.lo, out.hi, ok = intervalOf(&n).times(MaxMembers).fits(); !ok {
			return none
		}
	case opCount:
		out.kind, out.hi = Count, MaxMembers
	case opAny, opAll:
		out.kind = Bool
	case opMin, opMax:
		v := intervalOf(&n).union(interval{new(big.Int), new(big.Int)}) // over no members it is 0
		out.lo, out.hi, _ = v.fits()
	}
	return c.put(out)
}
