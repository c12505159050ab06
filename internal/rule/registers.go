package rule

// registerID names a register before renumbering; every one is written once.
type registerID struct {
	level Level
	truth bool
	i     int32
}

// registerPool hands out register numbers, the most recently freed first.
type registerPool struct {
	free map[registerID][]int32 // by level and truth; i is not used
	size [3]size
}

func (p *registerPool) take(level Level, truth bool) int32 {
	class := registerID{level: level, truth: truth}
	if free := p.free[class]; len(free) > 0 {
		p.free[class] = free[:len(free)-1]
		return free[len(free)-1]
	}
	counter := &p.size[level].numbers
	if truth {
		counter = &p.size[level].truths
	}
	*counter++
	return *counter - 1
}

func (p *registerPool) give(level Level, truth bool, i int32) {
	class := registerID{level: level, truth: truth}
	p.free[class] = append(p.free[class], i)
}

// reuseRegisters renumbers the registers of a plan so that one whose value is
// no longer read serves again: the working set of a block then stays in the
// nearest cache. Registers filled once or loaded from columns keep their own.
func (p *plan) reuseRegisters() {
	last := map[registerID]int{}
	for i := range p.code {
		for _, id := range p.reads(i) {
			last[id] = i
		}
	}
	pool := &registerPool{free: map[registerID][]int32{}}
	assigned, pinned := p.pin(pool)
	for i := range p.code {
		in := &p.code[i]
		sources := p.reads(i)
		p.eachSource(i, func(level Level, truth bool, at *operand) {
			at.i = assigned[registerID{level, truth, at.i}]
		})
		if in.verb != doCollect {
			id := registerID{in.level, in.truth(), in.dst}
			in.dst = pool.take(id.level, id.truth)
			assigned[id] = in.dst
		}
		// Sources are freed after the result took its register, so no kernel reads what it writes.
		for _, id := range sources {
			if last[id] == i && !pinned[id] {
				pinned[id] = true // freed once, even when read twice by one instruction
				pool.give(id.level, id.truth, assigned[id])
			}
		}
	}
	p.registers, p.slots = pool.size, nil
}

// pin gives registers that live as long as the plan numbers of their own.
func (p *plan) pin(pool *registerPool) (assigned map[registerID]int32, pinned map[registerID]bool) {
	assigned, pinned = map[registerID]int32{}, map[registerID]bool{}
	keep := func(level Level, truth bool, i *int32) {
		id := registerID{level, truth, *i}
		*i = pool.take(level, truth)
		assigned[id], pinned[id] = *i, true
	}
	for i := range p.fixed {
		keep(p.fixed[i].level, p.fixed[i].truth, &p.fixed[i].reg)
	}
	for i := range p.columns {
		if p.columns[i].truth {
			keep(p.columns[i].level, true, &p.columns[i].reg)
		}
	}
	return assigned, pinned
}

// reads lists the registers an instruction reads.
func (p *plan) reads(i int) []registerID {
	var ids []registerID
	p.eachSource(i, func(level Level, truth bool, at *operand) {
		ids = append(ids, registerID{level, truth, at.i})
	})
	return ids
}

// eachSource calls f for every register operand of an instruction with its level and sort.
func (p *plan) eachSource(i int, f func(level Level, truth bool, at *operand)) {
	in := &p.code[i]
	visit := func(level Level, truth bool, at *operand) {
		if at.place == inRegister {
			f(level, truth, at)
		}
	}
	if in.verb == doCollect {
		c := &p.collects[in.k]
		visit(in.level, true, &c.scope)
		visit(in.level, true, &c.eligible)
		visit(in.level, false, &c.amount)
		visit(in.level, false, &c.covered)
		visit(Person, true, &c.members)
		for j := range c.clauses {
			visit(in.level, true, &c.clauses[j])
		}
		return
	}
	level := in.level
	switch in.verb {
	case doSum, doSumWhere, doSumAdded, doCount, doCountTimes, doAny, doAll, doMin, doMax:
		level = Person
	case doSpreadBool, doSpreadNumber:
		level = Household
	}
	firstTruth, otherTruth := in.sourceTruth()
	visit(level, firstTruth, &in.a)
	visit(level, otherTruth, &in.b)
	visit(level, otherTruth, &in.c)
	visit(level, otherTruth, &in.extra)
}

// truth says whether an instruction's result is three-valued.
func (in *instruction) truth() bool {
	switch in.verb {
	case doCompare, doTruthTable, doAnd, doOr, doNot, doSame, doIfBool, doAny, doAll, doSpreadBool:
		return true
	}
	return false
}

// sourceTruth says whether the first and the other operands are three-valued.
func (in *instruction) sourceTruth() (first, others bool) {
	switch in.verb {
	case doAnd, doOr, doNot, doSame, doIfBool, doCount, doCountTimes, doAny, doAll, doSpreadBool:
		return true, true
	case doIfNumber, doSumWhere:
		return true, false
	}
	return false, false
}
