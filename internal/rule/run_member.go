package rule

func (m *machine) runMembers(in *instruction) {
	switch in.verb {
	case doAny:
		anyMember(m.truths[Household][in.dst].bytes[:m.rows[Household]], m.truthBytes(in.a, Person), m.start, m.base)
	case doAll:
		allMembers(m.truths[Household][in.dst].bytes[:m.rows[Household]], m.truthBytes(in.a, Person), m.start, m.base)
	case doSpreadBool:
		spreadBytes(m.truths[Person][in.dst].bytes, m.truthBytes(in.a, Household), m.start, m.base)
	case doSpreadNumber:
		m.runSpreadNumber(in)
	case doCount, doCountTimes:
		r := &m.numbers[Household][in.dst]
		d := r.values[:m.rows[Household]]
		r.nulls.words[max(m.words(Household), 1)-1] = 0
		r.dirty = countMembers(d, r.nulls.bytes[:m.rows[Household]], m.truthBytes(in.a, Person), m.start, m.base)
		if in.verb == doCountTimes {
			arithmeticConstant(opMul, d, d, in.k)
		}
	case doSumAdded:
		m.runSumAdded(in)
	default:
		m.runMemberNumbers(in)
	}
}

// runSize writes how many members each household has.
func (m *machine) runSize(in *instruction) {
	r := &m.numbers[Household][in.dst]
	for h := range m.rows[Household] {
		r.values[h] = int64(m.start[h+1] - m.start[h])
	}
	r.dirty = false
}

func (m *machine) runSpreadNumber(in *instruction) {
	r := &m.numbers[Person][in.dst]
	a := m.vector(in.a, Household)
	if a.wide != nil {
		spreadNumbers(r.values, a.wide, m.start, m.base)
	} else {
		spreadNumbers(r.values, a.narrow, m.start, m.base)
	}
	if r.dirty = a.nulls != nil; r.dirty {
		spreadBytes(r.nulls.bytes, m.nullBytes(in.a, Household), m.start, m.base)
		m.clearBehind(r.nulls, Person)
	}
}

// clearBehind zeroes the null bytes between the last row and the end of its word.
func (m *machine) clearBehind(t truths, level Level) {
	if rows := m.rows[level]; rows%8 != 0 {
		t.words[rows/8] &= firstBytes[rows%8]
	}
}

// nullBytes are the nulls of an integer operand as bytes with padding.
func (m *machine) nullBytes(at operand, level Level) []uint8 {
	if at.place == inColumn {
		return m.nulls[at.i].bytes
	}
	return m.numbers[level][at.i].nulls.bytes
}

// runMemberNumbers runs sums and extremes: null for a household where a member's value is null.
func (m *machine) runMemberNumbers(in *instruction) {
	r := &m.numbers[Household][in.dst]
	d := r.values[:m.rows[Household]]
	at := in.a
	if in.verb == doSumWhere {
		at = in.b
	}
	v := m.vector(at, Person)
	if v.wide != nil {
		aggregateNumbers(m, in, d, v.wide)
	} else {
		aggregateNumbers(m, in, d, v.narrow)
	}
	r.dirty = false
	nulls, dirty := m.memberNulls(in, at, v)
	if !dirty {
		return
	}
	r.nulls.words[max(m.words(Household), 1)-1] = 0
	anyNull(r.nulls.bytes[:m.rows[Household]], nulls, m.start, m.base)
	r.dirty = true
}

// runSumAdded sums a fused addition over the members.
func (m *machine) runSumAdded(in *instruction) {
	r := &m.numbers[Household][in.dst]
	d := r.values[:m.rows[Household]]
	terms := m.terms(in, Person)
	switch {
	case !narrowTail(terms):
		sum := m.wideRoom[:m.rows[Person]]
		addSlowly(sum, terms)
		sumMembers(d, m.running, sum, m.start, m.base)
	case terms[0].wide != nil:
		sumAdded(d, m.running, terms[0].wide, terms[1].narrow, terms[2].narrow, lastTerm(terms), m.start, m.base)
	default:
		sumAdded(d, m.running, terms[0].narrow, terms[1].narrow, terms[2].narrow, lastTerm(terms), m.start, m.base)
	}
	if r.dirty = m.mergeNulls(m.spare, Person, terms); r.dirty {
		m.clearBehind(m.spare, Person)
		r.nulls.words[max(m.words(Household), 1)-1] = 0
		anyNull(r.nulls.bytes[:m.rows[Household]], m.spare.bytes, m.start, m.base)
	}
}

// memberNulls gives the null bytes of a member operand; for a conditional sum they are those of condition ? b : 0.
func (m *machine) memberNulls(in *instruction, at operand, v vector) (bytes []uint8, dirty bool) {
	if in.verb != doSumWhere {
		if v.nulls == nil {
			return nil, false
		}
		return m.nullBytes(at, Person), true
	}
	d := m.spare
	if !chooseNulls(d.words[:m.words(Person)], m.truth(in.a, Person), v.nulls, nil) {
		return nil, false
	}
	m.clearBehind(d, Person)
	return d.bytes, true
}

func aggregateNumbers[A number](m *machine, in *instruction, d []int64, a []A) {
	switch in.verb {
	case doSum:
		sumMembers(d, m.running, a, m.start, m.base)
	case doSumWhere:
		sumMembersWhere(d, m.running, m.truthBytes(in.a, Person), a, m.start, m.base)
	default:
		extreme(in.verb == doMin, d, a, m.start, m.base)
	}
}
