package rule

import "lianxin/internal/civil"

// A plan is the straight-line program that runs over one block of rows. There
// are two from the same nodes: the city's, which reuses registers, tabulates
// whatever depends on one byte column and fuses what is used once; and the
// counter's, one register for every node and nothing fused, so that each
// intermediate value can be shown. Tests hold them equal.

// verb is one kernel call.
type verb uint8

const (
	doArithmetic verb = iota // node op over two integer operands
	doCompare                // node op over two integer operands, three-valued result
	doNegate
	doAddColumns // a + up to three 32-bit columns in one pass
	doShare
	doLessShare // a minus its share
	doDivide
	doRound
	doTruthTable  // byte column through a table to a Boolean
	doNumberTable // byte column through a table to an integer
	doAnd
	doOr
	doNot
	doSame
	doIfBool
	doIfNumber
	doSum
	doSumWhere   // sum of a ? b : 0
	doSumAdded   // sum of a + up to three 32-bit columns
	doCountTimes // k for every true member
	doCount
	doSize // the number of members
	doAny
	doAll
	doMin
	doMax
	doSpreadBool
	doSpreadNumber
	doCollect // a programme's answers of this block
)

// place says where an operand's values are.
type place uint8

const (
	nowhere place = iota
	inRegister
	inColumn   // of the table; integers only, Booleans are copied to a register
	inConstant // k itself
)

type operand struct {
	place place
	i     int32 // register or column
	k     int64
}

type instruction struct {
	verb  verb
	op    op
	level Level // of the result
	dst   int32
	a, b  operand
	c     operand
	extra operand
	k     int64
	table int32
	round rounder
}

// column is one use of a table column by a plan.
type column struct {
	fact  int32
	age   bool // of a date fact: ages, not days
	truth bool // a Boolean, copied into register reg at the start of a block
	level Level
	reg   int32
}

// size counts the registers of one level.
type size struct{ truths, numbers int32 }

type plan struct {
	code         []instruction
	columns      []column
	registers    [3]size // by Level
	truthTables  []*[256]uint8
	numberTables []*numberTable
	fixed        []fixed   // registers that hold one value in every row for ever
	collects     []collect // what each doCollect reads
	slots        []operand // by node; the counter reads all of them
}

// collect names where a programme's answer stands at the end of a block.
type collect struct {
	scope, eligible, amount, covered operand
	clauses                          []operand

	// Where only grants are asked for, covered is not computed for everybody:
	// the members are counted for those who are granted something.
	counted bool
	members operand // three-valued, by person; a constant means all of them
}

// fixed is a register filled once.
type fixed struct {
	level  Level
	truth  bool
	reg    int32
	k      int64
	absent bool
}

type numberTable struct {
	value [256]int64
	null  [256]uint8
}

// rounder is a division by a constant: (x·mul + add) / div, by reciprocal where proven exact.
type rounder struct {
	mul, add, div int64
	reciprocal    uint64 // ceil(2^64/div); 0 where the slow way is needed
}

// newRounder prepares x·num/den by a rounding, for x in [lo, hi].
func newRounder(num, den int64, r civil.Rounding, lo, hi int64) rounder {
	out := rounder{mul: num, div: den}
	switch r {
	case civil.Up:
		out.add = den - 1
	case civil.HalfUp:
		out.mul, out.add, out.div = 2*num, den, 2*den
	}
	// With m = ceil(2^64/div), floor(y·m/2^64) is y/div for all y < 2^64/div.
	if lo >= 0 && num >= 0 && out.div > 1 && hi <= (1<<62)/max(out.mul, 1)-out.add && uint64(hi*out.mul+out.add) < (1<<63)/uint64(out.div) {
		out.reciprocal = ^uint64(0)/uint64(out.div) + 1
	}
	return out
}

// work is what a plan is for.
type work uint8

const (
	forCounter work = iota // every value kept
	forCity                // outcomes and reasons of everybody
	forGrants              // only who is granted what
)

// planner builds a plan.
type planner struct {
	p       *Program
	fused   bool
	reasons bool
	plan    *plan
	slots   []operand
	done    []bool
	single  []int32 // the only byte column a node depends on, or noColumn, manyColumns
	uses    []int32
	byFact  map[column]int32
}

const (
	noColumn    = -1
	manyColumns = -2
)

func newPlan(p *Program, w work) *plan {
	fused := w != forCounter
	b := &planner{
		p: p, fused: fused, reasons: w != forGrants, plan: &plan{}, slots: make([]operand, len(p.nodes)), done: make([]bool, len(p.nodes)),
		single: make([]int32, len(p.nodes)), uses: make([]int32, len(p.nodes)), byFact: map[column]int32{},
	}
	b.dependencies()
	b.countUses()
	if !fused {
		for i := range p.nodes {
			b.emit(int32(i))
		}
	}
	for i, programme := range p.programmes {
		for _, root := range programme.roots(b.reasons) {
			b.emit(root)
		}
		b.collect(i, programme)
	}
	b.plan.slots = b.slots
	if fused {
		b.plan.reuseRegisters()
	}
	return b.plan
}

// roots are the nodes a programme's answer is made of. Scope and single clauses
// matter only where refusals are told from what is out of scope, with reasons.
func (p *programme) roots(reasons bool) []int32 {
	roots := []int32{p.eligible}
	if reasons {
		roots = append(append(roots, p.scopeNode), p.clauseNodes...)
	}
	if p.amountNode != none {
		roots = append(roots, p.amountNode)
	}
	switch {
	case p.covered != none && reasons:
		roots = append(roots, p.covered)
	case p.covered != none:
		roots = append(roots, p.coversNode)
	}
	return roots
}

// byteFact says whether a fact's column is one byte wide.
func byteFact(f *Fact) bool {
	return f.Kind == Code || f.Kind == Count && f.Min >= 0 && f.Max < UnknownByte
}

// dependencies finds for each node the single byte column it depends on. Ages
// count as columns of their own, numbered behind the facts.
func (b *planner) dependencies() {
	facts := b.p.facts
	for i := range b.p.nodes {
		n := &b.p.nodes[i]
		switch {
		case n.op == opConst:
			b.single[i] = noColumn
		case n.op == opFact && byteFact(&facts[n.fact]):
			b.single[i] = n.fact
		case n.op == opAge:
			b.single[i] = int32(len(facts)) + n.fact
		case n.op == opFact || n.op == opAbsent || n.op == opSpread || n.aggregate():
			b.single[i] = manyColumns
		default:
			b.single[i] = noColumn
			for _, a := range n.args() {
				b.single[i] = merge(b.single[i], b.single[a])
			}
		}
	}
}

func merge(a, b int32) int32 {
	switch {
	case a == noColumn || a == b:
		return b
	case b == noColumn:
		return a
	}
	return manyColumns
}

func (b *planner) countUses() {
	for i := range b.p.nodes {
		for _, a := range b.p.nodes[i].args() {
			b.uses[a]++
		}
	}
	for _, programme := range b.p.programmes {
		for _, root := range programme.roots(b.reasons) {
			b.uses[root] += 2 // an answer must stay visible
		}
	}
}

func (b *planner) add(in instruction) { b.plan.code = append(b.plan.code, in) }

// register takes a new register; allocate renumbers those of the city's plan.
func (b *planner) register(level Level, truth bool) operand {
	size := &b.plan.registers[level]
	counter := &size.numbers
	if truth {
		counter = &size.truths
	}
	*counter++
	return operand{place: inRegister, i: *counter - 1}
}

// column registers the use of a table column.
func (b *planner) column(c column) int32 {
	key := c
	key.reg = 0
	if i, ok := b.byFact[key]; ok {
		return i
	}
	if c.truth {
		c.reg = b.register(c.level, true).i
	}
	i := int32(len(b.plan.columns))
	b.plan.columns = append(b.plan.columns, c)
	b.byFact[key] = i
	return i
}

// value gives an integer operand wherever it is; an unknown parameter becomes a register of nulls.
func (b *planner) value(n int32, level Level) operand {
	if b.p.nodes[n].op == opAbsent {
		return b.fill(n, level, false)
	}
	return b.emit(n)
}

// truth gives a Boolean operand as a register, filling one where the node is constant.
func (b *planner) truth(n int32, level Level) operand {
	if at := b.emit(n); at.place == inRegister {
		return at
	}
	return b.fill(n, level, true)
}

// number gives an integer operand as a register or column.
func (b *planner) number(n int32, level Level) operand {
	if at := b.emit(n); at.place == inRegister || at.place == inColumn {
		return at
	}
	return b.fill(n, level, false)
}

// fill makes a register that holds a constant, or an absent parameter, in every row.
func (b *planner) fill(n int32, level Level, truth bool) operand {
	r := b.register(level, truth)
	node := &b.p.nodes[n]
	b.plan.fixed = append(b.plan.fixed, fixed{level: level, truth: truth, reg: r.i, k: node.k, absent: node.op == opAbsent})
	return r
}

// collect ends a programme: its answers are taken out of the registers.
func (b *planner) collect(i int, p *programme) {
	at := collect{eligible: b.truth(p.eligible, p.level)}
	if b.reasons {
		at.scope = b.truth(p.scopeNode, p.level)
		for _, clause := range p.clauseNodes {
			at.clauses = append(at.clauses, b.truth(clause, p.level))
		}
	}
	at.amount, at.covered = operand{place: inConstant}, operand{place: inConstant, k: 1}
	if p.amountNode != none {
		at.amount = b.value(p.amountNode, p.level)
	}
	switch {
	case p.covered != none && b.reasons:
		at.covered = b.emit(p.covered)
	case p.covered != none && b.p.nodes[p.coversNode].op == opConst && b.p.nodes[p.coversNode].k != 0:
		at.counted, at.members = true, operand{place: inConstant}
	case p.covered != none:
		at.counted, at.members = true, b.truth(p.coversNode, Person)
	}
	b.add(instruction{verb: doCollect, level: p.level, k: int64(len(b.plan.collects)), dst: int32(i)})
	b.plan.collects = append(b.plan.collects, at)
}
