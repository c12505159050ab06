package rule

// run executes the plan over the loaded block, handing each programme's answers to take.
func (m *machine) run(take func(programme int, at *collect)) {
	code := m.plan.code
	for i := range code {
		in := &code[i]
		switch in.verb {
		case doTruthTable:
			truthTable(m.truths[in.level][in.dst].bytes[:m.rows[in.level]], m.bytes[in.a.i], m.plan.truthTables[in.table])
		case doNumberTable:
			m.runLookUp(in)
		case doAnd:
			andWords(m.truths[in.level][in.dst].words[:m.words(in.level)], m.truth(in.a, in.level), m.truth(in.b, in.level))
		case doOr:
			orWords(m.truths[in.level][in.dst].words[:m.words(in.level)], m.truth(in.a, in.level), m.truth(in.b, in.level))
		case doNot:
			notWords(m.truths[in.level][in.dst].words[:m.words(in.level)], m.truth(in.a, in.level))
		case doSame:
			sameWords(m.truths[in.level][in.dst].words[:m.words(in.level)], m.truth(in.a, in.level), m.truth(in.b, in.level))
		case doIfBool:
			chooseWords(m.truths[in.level][in.dst].words[:m.words(in.level)], m.truth(in.a, in.level), m.truth(in.b, in.level), m.truth(in.c, in.level))
		case doCompare:
			m.runCompare(in)
		case doSize:
			m.runSize(in)
		case doCollect:
			take(int(in.dst), &m.plan.collects[in.k])
		case doCount, doCountTimes, doAny, doAll, doSum, doSumWhere, doSumAdded, doMin, doMax, doSpreadBool, doSpreadNumber:
			m.runMembers(in)
		default:
			m.runNumber(in)
		}
	}
}

func (m *machine) runLookUp(in *instruction) {
	r := &m.numbers[in.level][in.dst]
	rows := m.rows[in.level]
	words := r.nulls.words[:m.words(in.level)]
	if len(words) > 0 {
		words[len(words)-1] = 0
	}
	lookUp(r.values[:rows], r.nulls.bytes[:rows], m.bytes[in.a.i], m.plan.numberTables[in.table])
	r.dirty = anyWord(words)
}

func (m *machine) runCompare(in *instruction) {
	r := &m.truths[in.level][in.dst]
	d := r.bytes[:m.rows[in.level]]
	op, a, b := in.op, in.a, in.b
	if a.place == inConstant { // k < b is !(b <= k): compared the other way round and turned
		v := m.vector(b, in.level)
		constantFirst(op, d, v, a.k)
		if v.nulls != nil {
			maskUnknown(r.words[:m.words(in.level)], v.nulls)
		}
		return
	}
	v, w := m.vector(a, in.level), m.vector(b, in.level)
	switch {
	case b.place != inConstant:
		compareVectors(op, d, v, w)
	case v.wide != nil:
		compareConstant(op, d, v.wide, b.k)
	default:
		compareConstant(op, d, v.narrow, b.k)
	}
	for _, nulls := range [2][]uint64{v.nulls, w.nulls} {
		if nulls != nil {
			maskUnknown(r.words[:m.words(in.level)], nulls)
		}
	}
}

func compareVectors(op op, d []uint8, v, w vector) {
	switch {
	case v.wide != nil && w.wide != nil:
		compare(op, d, v.wide, w.wide)
	case v.wide != nil:
		compare(op, d, v.wide, w.narrow)
	case w.wide != nil:
		compare(op, d, v.narrow, w.wide)
	default:
		compare(op, d, v.narrow, w.narrow)
	}
}

// constantFirst compares k op b as integers: k < b is k+1 <= b is !(b < k+1) is !(b <= k).
func constantFirst(op op, d []uint8, b vector, k int64) {
	flip := op == opLess || op == opLessEqual
	switch op {
	case opLess:
		op = opLessEqual
	case opLessEqual:
		op = opLess
	}
	if b.wide != nil {
		compareConstant(op, d, b.wide, k)
	} else {
		compareConstant(op, d, b.narrow, k)
	}
	if flip {
		for i := range d {
			d[i] ^= True
		}
	}
}

func (m *machine) runNumber(in *instruction) {
	r := &m.numbers[in.level][in.dst]
	d := r.values[:m.rows[in.level]]
	switch in.verb {
	case doArithmetic:
		m.runArithmetic(in, r, d)
	case doAddColumns:
		m.runAddColumns(in, r, d)
	case doIfNumber:
		m.runIfNumber(in, r, d)
	default:
		a := m.vector(in.a, in.level)
		b := m.vector(in.b, in.level)
		m.setNulls(r, in.level, a.nulls, b.nulls)
		if a.wide != nil {
			unary(in, d, a.wide, b)
		} else {
			unary(in, d, a.narrow, b)
		}
	}
}

// unary runs the operations whose second operand, if any, is a divisor.
func unary[A number](in *instruction, d []int64, a []A, b vector) {
	switch in.verb {
	case doNegate:
		subtractFrom(d, 0, a)
	case doShare:
		share(d, a, in.round, in.k)
	case doLessShare:
		lessShare(d, a, in.round)
	case doRound:
		roundSlow(d, a, in.round, in.k)
	case doDivide:
		if b.wide != nil {
			divide(d, a, b.wide, in.round)
		} else {
			divide(d, a, b.narrow, in.round)
		}
	}
}

func (m *machine) runArithmetic(in *instruction, r *numbers, d []int64) {
	a, b := m.vector(in.a, in.level), m.vector(in.b, in.level)
	m.setNulls(r, in.level, a.nulls, b.nulls)
	switch {
	case in.a.place == inConstant && in.op == opSub:
		if b.wide != nil {
			subtractFrom(d, in.a.k, b.wide)
		} else {
			subtractFrom(d, in.a.k, b.narrow)
		}
	case in.a.place == inConstant:
		withConstant(in.op, d, b, in.a.k)
	case in.b.place == inConstant:
		withConstant(in.op, d, a, in.b.k)
	case a.wide != nil && b.wide != nil:
		arithmetic(in.op, d, a.wide, b.wide)
	case a.wide != nil:
		arithmetic(in.op, d, a.wide, b.narrow)
	case b.wide != nil:
		arithmetic(in.op, d, a.narrow, b.wide)
	default:
		arithmetic(in.op, d, a.narrow, b.narrow)
	}
}

func withConstant(op op, d []int64, a vector, k int64) {
	if a.wide != nil {
		arithmeticConstant(op, d, a.wide, k)
		return
	}
	arithmeticConstant(op, d, a.narrow, k)
}

func (m *machine) runAddColumns(in *instruction, r *numbers, d []int64) {
	terms := m.terms(in, in.level)
	r.dirty = m.mergeNulls(r.nulls, in.level, terms)
	if !narrowTail(terms) {
		addSlowly(d, terms)
		return
	}
	last := lastTerm(terms)
	if terms[0].wide != nil {
		addColumns(d, terms[0].wide, terms[1].narrow, terms[2].narrow, last)
	} else {
		addColumns(d, terms[0].narrow, terms[1].narrow, terms[2].narrow, last)
	}
}

// terms are the operands of a fused addition.
func (m *machine) terms(in *instruction, level Level) []vector {
	terms := append(m.termRoom[:0], m.vector(in.a, level), m.vector(in.b, level), m.vector(in.c, level))
	if in.extra.place != nowhere {
		terms = append(terms, m.vector(in.extra, level))
	}
	return terms
}

// narrowTail says whether all terms but the first are 32 bits wide, as the fused kernels want them.
func narrowTail(terms []vector) bool {
	for _, t := range terms[1:] {
		if t.narrow == nil {
			return false
		}
	}
	return true
}

func lastTerm(terms []vector) []int32 {
	if len(terms) == 4 {
		return terms[3].narrow
	}
	return nil
}

// mergeNulls makes rows null where any term is, and says whether there are such rows.
func (m *machine) mergeNulls(d truths, level Level, terms []vector) bool {
	words := d.words[:m.words(level)]
	dirty := false
	for _, t := range terms {
		switch {
		case t.nulls == nil:
		case dirty:
			orWords(words, words, t.nulls)
		default:
			copy(words, t.nulls)
			dirty = true
		}
	}
	return dirty
}

// addSlowly serves tables where a column needs 64 bits.
func addSlowly(d []int64, terms []vector) {
	for i := range d {
		d[i] = 0
	}
	for _, t := range terms {
		if t.wide != nil {
			arithmetic(opAdd, d, d, t.wide)
		} else {
			arithmetic(opAdd, d, d, t.narrow)
		}
	}
}

func (m *machine) runIfNumber(in *instruction, r *numbers, d []int64) {
	condition, bytes := m.truth(in.a, in.level), m.truthBytes(in.a, in.level)
	a, b := m.vector(in.b, in.level), m.vector(in.c, in.level)
	r.dirty = chooseNulls(r.nulls.words[:m.words(in.level)], condition, a.nulls, b.nulls)
	switch {
	case in.b.place == inConstant && in.c.place == inConstant:
		chooseConstants(d, bytes, in.b.k, in.c.k)
	case in.b.place == inConstant:
		// c ? k : b is b, then k over it where c is true.
		if b.wide != nil {
			overlay(d, bytes, b.wide, in.b.k)
		} else {
			overlay(d, bytes, b.narrow, in.b.k)
		}
	case in.c.place == inConstant:
		keepOr(d, bytes, a, in.c.k)
	default:
		chooseVectors(d, bytes, a, b)
	}
}

// overlay is condition ? k : b.
func overlay[B number](d []int64, condition []uint8, b []B, k int64) {
	condition, b = condition[:len(d)], b[:len(d)]
	for i := range d {
		d[i] = int64(b[i]) ^ (k^int64(b[i]))&-int64(condition[i]>>1&1)
	}
}

// keepOr is condition ? a : k.
func keepOr(d []int64, condition []uint8, a vector, k int64) {
	if a.wide != nil {
		keepWhere(d, condition, a.wide)
	} else {
		keepWhere(d, condition, a.narrow)
	}
	if k != 0 {
		condition = condition[:len(d)]
		for i := range d {
			d[i] |= k & (int64(condition[i]>>1&1) - 1)
		}
	}
}

func chooseVectors(d []int64, condition []uint8, a, b vector) {
	switch {
	case a.wide != nil && b.wide != nil:
		chooseNumber(d, condition, a.wide, b.wide)
	case a.wide != nil:
		chooseNumber(d, condition, a.wide, b.narrow)
	case b.wide != nil:
		chooseNumber(d, condition, a.narrow, b.wide)
	default:
		chooseNumber(d, condition, a.narrow, b.narrow)
	}
}
