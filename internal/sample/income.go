package sample

import "lianxin/internal/civil"

const yuan civil.Fen = 100

// money draws an amount between lo and hi yuan; every third has fen.
func (s *stream) money(lo, hi int) civil.Fen {
	u := s.next()
	amount := civil.Fen(lo+int((u>>32)*uint64(hi-lo+1)>>32)) * yuan
	if u&3 == 0 {
		amount += civil.Fen((u >> 2 & 0xFFFF) * 100 >> 16)
	}
	return amount
}

// incomes fills the income of every member, and rigid spending, by the need the
// household was drawn for.
func (h *Household) incomes(s *stream, p *plan, n need) {
	standard := civil.Fen(p.LowStandard) * yuan
	counted := h.counted()
	line := standard * civil.Fen(counted)
	switch n {
	case granted, overLimit:
		h.poorIncomes(s, p, part(line, min(s.below(950), s.below(950))))
	case destitute:
		h.poorIncomes(s, p, part(line, min(s.below(600), s.below(600))))
	case edgeOfNeed:
		h.poorIncomes(s, p, line+part(line/2, s.below(1000)))
	case spender:
		h.poorIncomes(s, p, part(line, s.between(1550, 2600)))
		h.RigidSpending12M = part(h.income()*12, s.between(650, 1400))
	case childInHome:
	default:
		for i := range h.Members {
			h.Members[i].earn(s, p, h.Rural)
		}
		h.lift(s, line)
		if s.chance(300_000) {
			h.RigidSpending12M = part(h.income()*12, s.between(20, 300))
		}
	}
}

// part is so many thousandths of an amount, rounded down.
func part(amount civil.Fen, thousandths int) civil.Fen {
	return amount * civil.Fen(thousandths) / 1000
}

func (h *Household) counted() int {
	n := 0
	for i := range h.Members {
		if h.Members[i].counted() {
			n++
		}
	}
	return n
}

func (h *Household) income() civil.Fen {
	var sum civil.Fen
	for i := range h.Members {
		if h.Members[i].counted() {
			sum += h.Members[i].income()
		}
	}
	return sum
}

// earn draws what an ordinary person has in a month.
func (p *Person) earn(s *stream, c *plan, rural bool) {
	switch {
	case p.age >= 60:
		p.retire(s, c, rural)
	case p.age >= 16 && !p.Student && p.Labour != LabourNone:
		p.work(s, c, rural)
	}
	if p.age >= 18 && s.chance(100_000) {
		p.Property = s.money(1, 3_000)
		if s.chance(10_000) {
			p.Property = -s.money(1, 500) // the upkeep ate the rent
		}
	}
	if s.chance(50_000) {
		p.Transfer = s.money(20, 800)
	}
}

func (p *Person) work(s *stream, c *plan, rural bool) {
	u := s.below(1000)
	top := 9_000
	if rural {
		top = 5_500
	}
	if p.Labour == LabourPartial {
		top /= 3
	}
	switch {
	case u < 800:
		// The lower of two draws leans towards small wages, as wages do.
		p.Wage = min(s.money(2_300, 2_300+top), s.money(2_300, 2_300+2*top)) * civil.Fen(c.UrbanLift) / 100
	case u < 905:
		p.Business = min(s.money(600, top), s.money(600, 3*top))
	case u < 912:
		p.Business = -s.money(50, 4_000)
	}
	if rural && u < 700 && u&1 == 0 {
		p.Business += s.money(40, 700) // the family's own field
	}
}

// retire gives a worker's pension, or the residents' pension with the central
// base part that the law does not count.
func (p *Person) retire(s *stream, c *plan, rural bool) {
	worker := 760_000
	if rural {
		worker = 300_000
	}
	if s.chance(worker) {
		p.Pension = min(s.money(1_500, 5_200), s.money(1_500, 9_000))
	} else {
		p.residentPension(s, c)
	}
	if p.age < 72 && s.chance(180_000) {
		p.Wage = s.money(800, 3_200)
	}
	if rural && p.age < 78 && s.chance(400_000) {
		p.Business = s.money(30, 600)
	}
}

func (p *Person) residentPension(s *stream, c *plan) {
	p.Excluded = civil.Fen(c.Base) * yuan
	p.Pension = p.Excluded + s.money(8, 90)
}

// lift adds what children elsewhere send home where an ordinary family would
// otherwise fall near the standard: who is poor is decided by the plan's figures
// alone, or nobody could say how many the rules should find.
func (h *Household) lift(s *stream, line civil.Fen) {
	floor := part(line, s.between(1_600, 3_000))
	gap := floor - h.income()
	if gap <= 0 {
		return
	}
	for i := range h.Members {
		p := &h.Members[i]
		if p.counted() && p.age >= 16 {
			// A loss would swallow part of the help.
			p.Transfer += gap + max(0, p.Excluded-p.Wage-p.Business-p.Property-p.Pension-p.Transfer)
			return
		}
	}
}

// poorIncomes shares out a given income: the counted part of the residents'
// pension first, then one earner, then the head.
func (h *Household) poorIncomes(s *stream, c *plan, total civil.Fen) {
	earner := -1
	for i := range h.Members {
		p := &h.Members[i]
		if p.age >= 60 {
			p.residentPension(s, c)
		}
		if p.counted() && (earner < 0 || p.Labour < h.Members[earner].Labour) {
			earner = i
		}
	}
	rest := total - h.income()
	if rest <= 0 || earner < 0 {
		return
	}
	p := &h.Members[earner]
	most := rest - part(rest, s.below(400))
	switch {
	case p.age >= 16 && p.age < 60 && !p.Student && p.Labour != LabourNone:
		p.Wage = most
	case p.age >= 16 && h.Rural && s.chance(400_000):
		p.Business = most
	default:
		p.Transfer = most
	}
	for i := range h.Members {
		if h.Members[i].counted() {
			h.Members[i].Transfer += rest - most
			return
		}
	}
}
