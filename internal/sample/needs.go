package sample

// needTable says which household is in which need. The draw is not random but a
// walk around a circle in steps of the golden section, which fills the circle
// evenly: even a city of two thousand households has its share of each need.
type needTable struct {
	sums  [7]uint64 // running sums on the circle of 2^32
	local int
}

// needs is the number of families in each need, those included who will stay
// undecided because a fact is missing.
func (p plan) needs() [7]int {
	all := func(n, undecided int) int { return n * 1000 / (1000 - undecided) }
	return [7]int{
		granted:     all(p.Granted, needyUndecided),
		overLimit:   p.Granted / overLimitPart,
		destitute:   all(p.Tekun, tekunUndecided),
		edgeOfNeed:  all(p.Edge, needyUndecided),
		spender:     all(p.Spender, needyUndecided),
		childInHome: p.Residents / million * homeChildren,
	}
}

func newNeedTable(p plan, households int) needTable {
	t := needTable{local: p.localPart()}
	sum := uint64(0)
	for n, count := range p.needs() {
		sum += uint64(count) << 32 / uint64(households)
		t.sums[n] = sum
	}
	return t
}

// seat is what is decided of a household before anybody in it is drawn.
type seat struct {
	template
	need  need
	local bool
}

// seatOf decides need and family of household n. It is cheap, so that a table
// can be measured before it is filled.
func (c *City) seatOf(n int) seat {
	circle := (uint64(n)*golden + mix(c.seed)) >> 32
	drawn := ordinary
	for i, sum := range c.needs.sums {
		if circle < sum {
			drawn = need(i)
			break
		}
	}
	s := streamOf(c.seed, uint64(n), purposeSize)
	local := drawn != ordinary || s.chance(c.needs.local)
	m := mouldOf(drawn, local)
	return seat{template: m.templates[s.pick(m.sums)], need: drawn, local: local}
}

func mouldOf(n need, local bool) mould {
	switch {
	case n == destitute:
		return tekunFamilies
	case n == childInHome:
		return homeChild
	case n == granted || n == overLimit || n == edgeOfNeed:
		return needyFamilies
	case !local:
		return migrantFamilies
	}
	return localFamilies
}

// forget leaves facts empty: some families authorised no look at one of their
// financial facts, and single fields are missing everywhere.
func (h *Household) forget(s *stream) {
	if s.chance(rateSilent) {
		h.silence(s)
	}
	if s.chance(rateFactGap * householdFacts) {
		h.Gaps |= 1 << s.below(householdFacts)
	}
	for i := range h.Members {
		if s.chance(rateFactGap * personFacts) {
			h.Members[i].Gaps |= 1 << s.below(personFacts)
		}
	}
	h.mend()
}

// silence empties one financial fact, of the household or of its first earner.
func (h *Household) silence(s *stream) {
	switch s.below(6) {
	case 0, 1:
		h.Gaps |= GapAssets
	case 2:
		h.Gaps |= GapVehicleValue
	case 3:
		h.Gaps |= GapHousing
	case 4:
		h.Members[0].Gaps |= GapWage
	default:
		h.Members[0].Gaps |= GapProperty
	}
}
