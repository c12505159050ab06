package rule

import "lianxin/internal/civil"

// emit makes the instructions that compute a node, once, and says where its value is.
func (b *planner) emit(n int32) operand {
	if b.done[n] {
		return b.slots[n]
	}
	b.done[n] = true
	node := &b.p.nodes[n]
	switch {
	case node.op == opConst:
		b.slots[n] = operand{place: inConstant, k: node.k}
	case node.op == opAbsent:
		b.slots[n] = operand{place: nowhere} // filled at the level of each user, see value
	case node.op == opFact:
		b.slots[n] = b.emitFact(node)
	case node.op == opAge:
		b.slots[n] = b.identityTable(b.column(column{fact: node.fact, age: true, level: node.level}))
	case b.fused && b.single[n] >= 0:
		b.slots[n] = b.tabulate(n)
	default:
		b.slots[n] = b.compute(n, node)
	}
	return b.slots[n]
}

func (b *planner) emitFact(node *node) operand {
	f := &b.p.facts[node.fact]
	switch {
	case f.Kind == Bool:
		return operand{place: inRegister, i: b.plan.columns[b.column(column{fact: node.fact, truth: true, level: f.Level})].reg}
	case f.Kind == Date:
		return operand{place: nowhere} // dates are only read through age
	case byteFact(f):
		i := b.column(column{fact: node.fact, level: f.Level})
		return b.identityTable(i)
	default:
		return operand{place: inColumn, i: b.column(column{fact: node.fact, level: f.Level})}
	}
}

// identityTable widens a byte column to integers.
func (b *planner) identityTable(i int32) operand {
	t := &numberTable{}
	for v := range 256 {
		t.value[v] = int64(v)
	}
	t.value[UnknownByte], t.null[UnknownByte] = 0, 1
	return b.addNumberTable(i, t)
}

func (b *planner) addNumberTable(column int32, t *numberTable) operand {
	level := b.plan.columns[column].level
	dst := b.register(level, false)
	b.plan.numberTables = append(b.plan.numberTables, t)
	b.add(instruction{verb: doNumberTable, level: level, dst: dst.i, a: operand{place: inColumn, i: column}, table: int32(len(b.plan.numberTables) - 1)})
	return dst
}

// tabulate computes a node that depends on one byte column for each of its 256 values beforehand.
func (b *planner) tabulate(n int32) operand {
	id := b.single[n]
	node := &b.p.nodes[n]
	use := column{fact: id, level: node.level}
	if int(id) >= len(b.p.facts) {
		use.fact, use.age = id-int32(len(b.p.facts)), true
	}
	i := b.column(use)
	numbers, truths := &numberTable{}, &[256]uint8{}
	for v := range 256 {
		memo := map[int32]scalar{}
		s := b.p.scalar(n, v, memo)
		switch {
		case node.kind != Bool:
			numbers.value[v], numbers.null[v] = s.k, 0
			if s.unknown {
				numbers.value[v], numbers.null[v] = 0, 1
			}
		case s.unknown:
			truths[v] = Unknown
		case s.k != 0:
			truths[v] = True
		}
	}
	if node.kind != Bool {
		return b.addNumberTable(i, numbers)
	}
	dst := b.register(node.level, true)
	b.plan.truthTables = append(b.plan.truthTables, truths)
	b.add(instruction{verb: doTruthTable, level: node.level, dst: dst.i, a: operand{place: inColumn, i: i}, table: int32(len(b.plan.truthTables) - 1)})
	return dst
}

// compute emits a node's own instruction after its arguments.
func (b *planner) compute(n int32, node *node) operand {
	if node.aggregate() || node.op == opSpread {
		return b.computeMembers(node)
	}
	if node.integer() {
		return b.computeNumber(n, node)
	}
	in := instruction{level: node.level}
	switch node.op {
	case opIs:
		in.verb, in.op, in.a, in.b = doCompare, opEqual, b.number(node.a, node.level), operand{place: inConstant, k: node.k}
	case opLess, opLessEqual, opEqual, opNotEqual:
		in.verb, in.op, in.a, in.b = doCompare, node.op, b.value(node.a, node.level), b.value(node.b, node.level)
	case opNot:
		in.verb, in.a = doNot, b.truth(node.a, node.level)
	case opIf:
		in.verb, in.a, in.b, in.c = doIfBool, b.truth(node.a, node.level), b.truth(node.b, node.level), b.truth(node.c, node.level)
	default:
		in.verb = map[op]verb{opAnd: doAnd, opOr: doOr, opSame: doSame}[node.op]
		in.a, in.b = b.truth(node.a, node.level), b.truth(node.b, node.level)
	}
	dst := b.register(node.level, true)
	in.dst = dst.i
	b.add(in)
	return dst
}

func (b *planner) computeNumber(n int32, node *node) operand {
	in := instruction{level: node.level, op: node.op}
	switch node.op {
	case opNeg:
		in.verb, in.a = doNegate, b.number(node.a, node.level)
	case opShare, opRound:
		in.verb, in.a, in.k = doShare, b.number(node.a, node.level), 1
		lo, hi := b.p.nodes[node.a].lo, b.p.nodes[node.a].hi
		if node.op == opShare {
			in.round = newRounder(node.k, node.d, node.round, lo, hi)
		} else {
			in.round, in.k = newRounder(1, node.k, node.round, lo, hi), node.k
		}
		if in.round.reciprocal == 0 {
			in.verb = doRound
			in.round = rounder{mul: node.k, div: node.d, add: int64(node.round)}
			if node.op == opRound {
				in.round = rounder{mul: 1, div: node.k, add: int64(node.round)}
			}
		}
	case opDivide:
		in.verb, in.a, in.b, in.round.add = doDivide, b.number(node.a, node.level), b.number(node.b, node.level), int64(node.round)
	case opIf:
		in.verb, in.a, in.b, in.c = doIfNumber, b.truth(node.a, node.level), b.value(node.b, node.level), b.value(node.c, node.level)
	default:
		if at, ok := b.fuseNumber(node); ok {
			return at
		}
		in.verb, in.a, in.b = doArithmetic, b.value(node.a, node.level), b.value(node.b, node.level)
	}
	dst := b.register(node.level, false)
	in.dst = dst.i
	b.add(in)
	return dst
}

// fuseNumber finds arithmetic that one pass can do.
func (b *planner) fuseNumber(node *node) (operand, bool) {
	if !b.fused {
		return operand{}, false
	}
	switch node.op {
	case opAdd:
		in, ok := b.addColumns(node)
		if !ok {
			return operand{}, false
		}
		dst := b.register(node.level, false)
		in.dst = dst.i
		b.add(in)
		return dst, true
	case opSub:
		return b.lessShare(node)
	}
	return operand{}, false
}

// lessShare fuses x - share(x), as in wages less the cost of employment.
func (b *planner) lessShare(node *node) (operand, bool) {
	s := &b.p.nodes[node.b]
	if s.op != opShare || s.a != node.a || b.uses[node.b] != 1 {
		return operand{}, false
	}
	round := newRounder(s.k, s.d, s.round, b.p.nodes[s.a].lo, b.p.nodes[s.a].hi)
	if round.reciprocal == 0 {
		return operand{}, false
	}
	in := instruction{verb: doLessShare, level: node.level, a: b.number(node.a, node.level), round: round}
	dst := b.register(node.level, false)
	in.dst = dst.i
	b.add(in)
	return dst, true
}

// addColumns fuses x + column + column (+ column), as in the four kinds of income, into one pass.
func (b *planner) addColumns(top *node) (instruction, bool) {
	var columns []int32
	rest := top
	last := int32(none)
	for rest.op == opAdd && len(columns) < 3 {
		right := &b.p.nodes[rest.b]
		if right.op != opFact || byteFact(&b.p.facts[right.fact]) || right.level != top.level {
			break
		}
		columns = append(columns, rest.b)
		last = rest.a
		if b.uses[last] > 1 {
			break
		}
		rest = &b.p.nodes[last]
	}
	if len(columns) < 2 {
		return instruction{}, false
	}
	in := instruction{verb: doAddColumns, level: top.level, a: b.number(last, top.level), b: b.emit(columns[0]), c: b.emit(columns[1])}
	if len(columns) == 3 {
		in.extra = b.emit(columns[2])
	}
	return in, true
}

func (b *planner) computeMembers(node *node) operand {
	in := instruction{level: Household}
	arg := &b.p.nodes[node.a]
	switch node.op {
	case opSpread:
		in.level = Person
		if node.kind == Bool {
			in.verb, in.a = doSpreadBool, b.truth(node.a, Household)
		} else {
			in.verb, in.a = doSpreadNumber, b.number(node.a, Household)
		}
	case opSum:
		in = b.sum(node, arg)
	case opMin, opMax:
		in.verb, in.a = doMin, b.number(node.a, Person)
		if node.op == opMax {
			in.verb = doMax
		}
	case opCount:
		in.verb = doSize
		if arg.op != opConst || arg.k == 0 {
			in.verb, in.a = doCount, b.truth(node.a, Person)
		}
	default:
		in.verb = map[op]verb{opAny: doAny, opAll: doAll}[node.op]
		in.a = b.truth(node.a, Person)
	}
	dst := b.register(in.level, node.kind == Bool)
	in.dst = dst.i
	b.add(in)
	return dst
}

// sum adds over the members, fused with what makes the summands where nothing else needs them.
func (b *planner) sum(node, arg *node) instruction {
	alone := b.fused && arg.level == Person && b.uses[node.a] == 1
	switch {
	case alone && arg.op == opIf && b.zero(arg.c) && b.p.nodes[arg.b].op == opConst:
		return instruction{verb: doCountTimes, level: Household, a: b.truth(arg.a, Person), k: b.p.nodes[arg.b].k}
	case alone && arg.op == opIf && b.zero(arg.c):
		return instruction{verb: doSumWhere, level: Household, a: b.truth(arg.a, Person), b: b.number(arg.b, Person)}
	case alone && arg.op == opAdd:
		if in, ok := b.addColumns(arg); ok {
			in.verb, in.level = doSumAdded, Household
			return in
		}
	}
	return instruction{verb: doSum, level: Household, a: b.number(node.a, Person)}
}

func (b *planner) zero(n int32) bool {
	node := &b.p.nodes[n]
	return node.op == opConst && node.k == 0
}

// scalar is one value while tabulating.
type scalar struct {
	k       int64
	unknown bool
}

// scalar computes a node that depends on one byte column whose value is v.
func (p *Program) scalar(n int32, v int, memo map[int32]scalar) scalar {
	if s, ok := memo[n]; ok {
		return s
	}
	node := &p.nodes[n]
	var s scalar
	switch node.op {
	case opConst:
		s = scalar{k: node.k}
	case opFact, opAge:
		s = scalar{k: int64(v), unknown: v == UnknownByte}
	default:
		var args [3]scalar
		for i, a := range node.args() {
			args[i] = p.scalar(a, v, memo)
		}
		s = node.scalar(args)
	}
	memo[n] = s
	return s
}

// scalar applies the node to values, unknowns propagating as in cel-go.
func (n *node) scalar(x [3]scalar) scalar {
	a, b := x[0], x[1]
	switch n.op {
	case opAnd:
		if !a.unknown && a.k == 0 || !b.unknown && b.k == 0 {
			return scalar{}
		}
	case opOr:
		if !a.unknown && a.k != 0 || !b.unknown && b.k != 0 {
			return scalar{k: 1}
		}
	case opIf:
		switch {
		case a.unknown:
			return scalar{unknown: true}
		case a.k != 0:
			return b
		}
		return x[2]
	}
	if a.unknown || b.unknown {
		return scalar{unknown: true}
	}
	return scalar{k: n.apply(a.k, b.k)}
}

// apply computes a strict operation on known values.
func (n *node) apply(a, b int64) int64 {
	switch n.op {
	case opIs:
		return one(a == n.k)
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opNeg:
		return -a
	case opLarger:
		return max(a, b)
	case opSmaller:
		return min(a, b)
	case opLess:
		return one(a < b)
	case opLessEqual:
		return one(a <= b)
	case opEqual, opSame:
		return one(a == b)
	case opNotEqual:
		return one(a != b)
	case opNot:
		return 1 - a
	case opAnd:
		return a & b
	case opOr:
		return a | b
	case opShare:
		return divideRounded(a*n.k, n.d, n.round)
	case opDivide:
		return divideRounded(a, max(b, 1), n.round)
	case opRound:
		return divideRounded(a, n.k, n.round) * n.k
	}
	return 0
}

func one(v bool) int64 {
	if v {
		return 1
	}
	return 0
}

// roundingOf reads back the rounding of a slow division.
func (r rounder) roundingOf() civil.Rounding { return civil.Rounding(r.add) }
