package rule

import (
	"math/big"

	celast "cel.dev/cel-go/common/ast"

	"lianxin/internal/civil"
)

// Shares, divisions and roundings: everything whose result is not a whole number by itself.

// ratioMax bounds both parts of a fraction, so that products of amounts stay provable.
const ratioMax = 1_000_000_000

// either is the result of a strict operation of which an operand is an unknown parameter: unknown by both.
func (l *lowering) either(x celast.Expr, kind Kind, a, b int32) (int32, *CompileError) {
	if root := l.c.arithmetic(opAdd, kind, a, b); root != none {
		return root, nil
	}
	return none, l.refuse(x, "overflow", "按事实声明的范围，这一步的结果可能超出 64 位整数，请缩小范围或拆分算式。")
}

// ratio gives a known ratio's fraction; when the parameter is unknown, so is everything made of it.
func (l *lowering) ratio(x celast.Expr, i int32) (num, den int64, absent bool, err *CompileError) {
	n := &l.c.nodes[i]
	switch {
	case n.op == opAbsent:
		return 1, 1, true, nil
	case n.op == opConst && n.kind == Ratio && n.k <= ratioMax && n.d <= ratioMax:
		return n.k, n.d, false, nil
	case n.op == opConst && n.kind == Ratio:
		return 0, 0, false, l.refuse(x, "ratio", "比例的分子、分母都不能超过 %d。", int64(ratioMax))
	}
	return 0, 0, false, l.refuse(x, "ratio", "比例只能来自比例型参数。")
}

func (l *lowering) share(x celast.Expr, f function, args []int32) (int32, *CompileError) {
	c := l.c
	num, den, absent, err := l.ratio(x, args[1])
	if err != nil {
		return none, err
	}
	n := c.nodes[args[0]]
	if n.kind != Money && n.kind != Count {
		return none, l.refuse(x, "arithmetic_kind", "share 只能用于金额或整数。")
	}
	if absent {
		return l.either(x, n.kind, args[0], args[1])
	}
	if n.op == opAbsent {
		return args[0], nil
	}
	if n.op == opConst {
		return l.shareConstant(x, f, n, num, den)
	}
	if f.round == civil.Exact && den != 1 {
		return none, l.refuse(x, "not_exact", "不能保证每次都除得尽，请改用 share_down、share_up 或 share_half_up。")
	}
	scaled := intervalOf(&n).mul(interval{big.NewInt(num), big.NewInt(num)})
	if _, _, ok := scaled.mul(interval{big.NewInt(-2), big.NewInt(2)}).fits(); !ok {
		return none, l.refuse(x, "overflow", "按事实声明的范围，乘以比例后可能超出 64 位整数，请缩小范围。")
	}
	lo, hi, _ := scaled.fits()
	return c.put(node{
		op: opShare, level: n.level, kind: n.kind, a: args[0], k: num, d: den, round: f.round,
		lo: divideRounded(lo, den, f.round), hi: divideRounded(hi, den, f.round),
	}), nil
}

func (l *lowering) shareConstant(x celast.Expr, f function, n node, num, den int64) (int32, *CompileError) {
	scaled := new(big.Int).Mul(big.NewInt(n.k), big.NewInt(num))
	if !scaled.IsInt64() || scaled.BitLen() > 61 {
		return none, l.refuse(x, "overflow", "乘以比例后超出范围，请检查参数。")
	}
	if f.round == civil.Exact && scaled.Int64()%den != 0 {
		return none, l.refuse(x, "not_exact", "按现在的参数除不尽到分，请改用 share_down、share_up 或 share_half_up。")
	}
	k := divideRounded(scaled.Int64(), den, f.round)
	return l.c.put(node{op: opConst, kind: n.kind, k: k, lo: k, hi: k}), nil
}

// compareShare lowers a > b×r and a < b×r to a comparison of products, so that nothing is rounded.
func (l *lowering) compareShare(x celast.Expr, above bool, args []int32) (int32, *CompileError) {
	num, den, absent, err := l.ratio(x, args[2])
	if err != nil {
		return none, err
	}
	if _, err := l.unit(x, args[0], args[1]); err != nil {
		return none, err
	}
	left := l.c.arithmetic(opMul, l.c.nodes[args[0]].kind, args[0], l.c.number(den))
	right := l.c.arithmetic(opMul, l.c.nodes[args[1]].kind, args[1], l.c.number(num))
	if absent && right != none {
		right = l.c.arithmetic(opAdd, l.c.nodes[right].kind, right, args[2])
	}
	if left == none || right == none {
		return none, l.refuse(x, "overflow", "按事实声明的范围，乘以比例后可能超出 64 位整数，请缩小范围。")
	}
	if above {
		left, right = right, left
	}
	return l.c.arithmetic(opLess, Money, left, right), nil
}

func (l *lowering) divide(x celast.Expr, f function, args []int32) (int32, *CompileError) {
	c := l.c
	n, by := c.nodes[args[0]], c.nodes[args[1]]
	if by.op == opAbsent && by.kind == Count {
		return l.either(x, n.kind, args[0], args[1])
	}
	if by.kind != Count || by.lo < 1 {
		return none, l.refuse(x, "divisor", "除数必须是不小于 1 的整数；请写成 larger(除数, 1)。")
	}
	if n.kind != Money && n.kind != Count {
		return none, l.refuse(x, "arithmetic_kind", "div 只能用于金额或整数。")
	}
	_, _, ok := intervalOf(&n).union(interval{big.NewInt(-by.hi), big.NewInt(by.hi)}).mul(interval{big.NewInt(2), big.NewInt(4)}).fits()
	if !ok {
		return none, l.refuse(x, "overflow", "按事实声明的范围，这一步可能超出 64 位整数，请缩小范围。")
	}
	if n.op == opConst && by.op == opConst {
		k := divideRounded(n.k, by.k, f.round)
		return c.put(node{op: opConst, kind: n.kind, k: k, lo: k, hi: k}), nil
	}
	level, a, b := c.level(args[0], args[1])
	return c.put(node{op: opDivide, level: level, kind: n.kind, a: a, b: b, round: f.round, lo: min(n.lo, 0), hi: max(n.hi, 0)}), nil
}

func (l *lowering) round(x celast.Expr, f function, args []int32) (int32, *CompileError) {
	c := l.c
	n, unit := c.nodes[args[0]], c.nodes[args[1]]
	if unit.op == opAbsent {
		return l.either(x, n.kind, args[0], args[1])
	}
	if unit.op != opConst || unit.kind != n.kind || unit.k < 1 || unit.literal && n.kind == Money {
		return none, l.refuse(x, "round_unit", "取整单位要是大于零、与被取整的数同类的参数。")
	}
	_, _, ok := intervalOf(&n).union(interval{big.NewInt(-unit.k), big.NewInt(unit.k)}).mul(interval{big.NewInt(2), big.NewInt(4)}).fits()
	if !ok {
		return none, l.refuse(x, "overflow", "按事实声明的范围，取整后可能超出 64 位整数，请缩小范围。")
	}
	if n.op == opConst {
		k := divideRounded(n.k, unit.k, f.round) * unit.k
		return c.put(node{op: opConst, kind: n.kind, k: k, lo: k, hi: k}), nil
	}
	return c.put(node{
		op: opRound, level: n.level, kind: n.kind, a: args[0], k: unit.k, round: f.round,
		lo: divideRounded(n.lo, unit.k, f.round) * unit.k, hi: divideRounded(n.hi, unit.k, f.round) * unit.k,
	}), nil
}
