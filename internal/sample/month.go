package sample

import "lianxin/internal/civil"

// monthMost is how many months a city can be carried on. Nobody's school or
// letter of authorisation ends before.
const monthMost = 12

// What happens in a month, in a million. Together about one person in a hundred
// is another one in the registers a month later [assumption].
const (
	rateWageMoves = 9_000  // of those who earn
	rateBirth     = 12_000 // of households with a young mother
	rateDeathOld  = 3_000  // from 70
	rateDeath     = 60     // below
	rateMove      = 2_000  // of households
	rateFarMove   = 100_000
)

// streamMonth is added to the number of a month for the purpose of its stream,
// far from the purposes of the first city.
const streamMonth uint64 = 1 << 16

// after is a day so many months later, the last of the month where the month has
// no such day.
func after(day civil.Date, months int) civil.Date {
	first := day.Month().Add(months).First()
	_, _, d := day.YMD()
	return min(first.AddDays(d-1), first.Month().Last())
}

// live carries a household on by one month. Planted families stand still: their
// truth is of the first day only.
func (c *City) live(h *Household, month int) {
	s := streamOf(c.seed, uint64(h.Number-1), streamMonth+uint64(month))
	for i := range h.Members {
		p := &h.Members[i]
		if p.Wage > 0 && s.chance(rateWageMoves) {
			p.Wage = max(part(p.Wage, s.between(800, 1250)), yuan)
		}
		rate := rateDeath
		if p.age >= 70 {
			rate = rateDeathOld
		}
		if s.chance(rate) && !p.Dead && !p.InPrison && p.Gaps&GapAlive == 0 {
			p.Dead, p.died = true, uint8(month)
		}
	}
	if s.chance(rateMove) {
		h.Division, h.Rural = c.elsewhere(&s, h.Division)
	}
	c.bear(&s, h, month)
}

// elsewhere is another village, as a rule in the same county.
func (c *City) elsewhere(s *stream, from civil.Area) (civil.Area, bool) {
	villages := c.places.inCounty(from)
	if s.chance(rateFarMove) || len(villages) == 0 {
		villages = c.places.counties[s.pick(c.places.sums)]
	}
	to := villages[s.below(len(villages))]
	return to.code, to.rural
}

// bear adds a child where there is a young mother and room at the table.
func (c *City) bear(s *stream, h *Household, month int) {
	mother := -1
	for i := range h.Members {
		p := &h.Members[i]
		if p.Female && p.age >= 21 && p.age <= 40 && !p.Dead && (p.kin == spouse || p.kin == childSpouse) {
			mother = i
		}
	}
	if mother < 0 || len(h.Members) == householdMost || !s.chance(rateBirth) {
		return
	}
	p := Person{kin: child, born: uint8(month), Birth: c.months[month].day(s), Female: s.chance(488_000)}
	if h.Members[mother].kin == childSpouse {
		p.kin = grandchild
	}
	p.HukouLocal, p.Labour = h.HukouLocal, LabourNone
	h.Members = append(h.Members, p)
}

// monthWindows are the days that belong to each month after the day of the city,
// index 0 unused.
func monthWindows(asOf civil.Date, months int) []ageWindow {
	list := make([]ageWindow, months+1)
	for n := 1; n <= months; n++ {
		last, next := after(asOf, n-1), after(asOf, n)
		list[n] = ageWindow{first: last + 1, days: int(next - last)}
	}
	return list
}
