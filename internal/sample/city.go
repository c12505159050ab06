package sample

import (
	"math"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Options say which city. All fields but Workers are needed.
type Options struct {
	City      string      // nantong, taizhou, nanjing or suzhou
	Scale     civil.Ratio // 1/1000 to 1
	Seed      uint64
	AsOf      civil.Date
	Divisions *civil.Divisions
	// Param gives a parameter of the city on AsOf; the planted families need it.
	Param func(name string) (rule.Param, bool)
	// InForce says whether a programme applies on AsOf. Nil: all of them do.
	InForce func(programme string) bool
	// Month carries the city on by so many months: births, deaths, moves and
	// wages change. Truth is of the first day and stays as it is.
	Month int
	// Workers is the number of goroutines; 0 takes one for each core. It
	// changes nothing but the time.
	Workers int
}

// City is one synthetic city. It keeps no people: they are drawn again whenever
// somebody asks, which is faster than reading them back.
type City struct {
	plan       plan
	seed       uint64
	asOf       civil.Date // the day of the first city
	month      int        // months passed since
	months     []ageWindow
	divisions  *civil.Divisions
	workers    int
	households int
	places     places
	needs      needTable
	ages       [ageLimit]ageWindow
	planted    map[int]*family // by number of the household
	truth      []Truth
	reserved   []reservation
}

// The streams of one household.
const (
	purposeFamily uint64 = iota
	purposeName
	purposeSize
)

// New checks the options and works out the planted families.
func New(o Options) (*City, error) {
	p, ok := plans[o.City]
	if !ok {
		return nil, civil.Refuse("sample_city_unknown", "没有城市%s的样本参数，可选 nantong、taizhou、nanjing、suzhou。", o.City)
	}
	least, most := civil.Ratio{Num: 1, Den: 1000}, civil.Ratio{Num: 1, Den: 1}
	if o.Scale.Den <= 0 || o.Scale.Cmp(least) < 0 || o.Scale.Cmp(most) > 0 || o.Scale.Den > math.MaxInt32 {
		return nil, civil.Refuse("sample_scale_range", "样本规模必须在0.001到1之间。")
	}
	if o.Divisions == nil || o.Param == nil {
		return nil, civil.Refuse("sample_options_missing", "生成样例城市需要行政区划和政策参数，请检查调用方式。")
	}
	if o.Month < 0 || o.Month > monthMost {
		return nil, civil.Refuse("sample_month_range", "样例城市最多往后推%d个月，请改小月数。", monthMost)
	}
	c := &City{plan: p, seed: o.Seed, asOf: o.AsOf, month: o.Month, divisions: o.Divisions, workers: o.Workers}
	c.months = monthWindows(o.AsOf, o.Month)
	var err error
	if c.places, err = newPlaces(o.Divisions, p, o.AsOf); err != nil {
		return nil, err
	}
	if c.ages, err = ageWindows(o.AsOf); err != nil {
		return nil, err
	}
	whole := p.households()
	c.households = int(int64(whole) * o.Scale.Num / o.Scale.Den)
	c.needs = newNeedTable(p, whole)
	if err := c.plant(o); err != nil {
		return nil, err
	}
	return c, nil
}

// Day is the day on which the city is as it is drawn.
func (c *City) Day() civil.Date { return after(c.asOf, c.month) }

// Households is the number of households of the city.
func (c *City) Households() int { return c.households }

// localPart is the share of ordinary households that are registered, in a
// million, such that the share of people comes out as the plan says.
func (p plan) localPart() int {
	localPersons, localWeight := localFamilies.size()
	otherPersons, otherWeight := migrantFamilies.size()
	local := int64(p.LocalResidents) * int64(otherPersons) * int64(localWeight)
	other := int64(1000-p.LocalResidents) * int64(localPersons) * int64(otherWeight)
	return int(local * million / (local + other))
}

// households is the number of households of the whole city, so that its people
// are the residents of the plan. The families in need are smaller than others,
// so their missing members are made up for by more families.
func (p plan) households() int {
	localPersons, localWeight := localFamilies.size()
	otherPersons, otherWeight := migrantFamilies.size()
	local := int64(p.localPart())
	mean := (local*1000*int64(localPersons)/int64(localWeight) + (million-local)*1000*int64(otherPersons)/int64(otherWeight)) / million
	people := int64(p.Residents) * 1000
	for n, count := range p.needs() {
		persons, weight := mouldOf(need(n), true).size()
		people += int64(count) * (mean - 1000*int64(persons)/int64(weight))
	}
	return int(people / mean)
}

// draw fills h with household number n (from 0); members is room for its people.
func (c *City) draw(n int, h *Household, members []Person) {
	if f := c.planted[n]; f != nil {
		*h = f.household
		h.Members = append(members, f.household.Members...)
		return
	}
	seat := c.seatOf(n)
	*h = Household{Number: n + 1, Members: members[:len(seat.roles)]}
	clear(h.Members)
	s := streamOf(c.seed, uint64(n), purposeFamily)
	seat.draw(&s, h.Members)
	h.HukouLocal = seat.local
	place := c.places.draw(&s, seat.need)
	h.Division, h.Rural = place.code, place.rural
	parents := h.hasParents()
	for i := range h.Members {
		p := &h.Members[i]
		p.Birth = c.ages[p.age].day(&s)
		p.health(&s, seat.need)
		p.standing(&s, seat.need, seat.local)
		p.guardianship(&s, seat.need, parents || i == 0 && seat.need != childInHome)
	}
	if seat.need == destitute {
		h.destitute(&s)
	}
	h.incomes(&s, &c.plan, seat.need)
	h.property(&s, &c.plan, seat.need)
	h.forget(&s)
	for month := 1; month <= c.month; month++ {
		c.live(h, month)
	}
}

// hasParents is true where the children of the household live with a parent.
func (h *Household) hasParents() bool {
	for i := range h.Members {
		if k := h.Members[i].kin; k == child || k == parent || k == childSpouse {
			return true
		}
	}
	return false
}

func (h *Household) destitute(s *stream) {
	p := &h.Members[0]
	p.SupporterUnable, p.HukouLocal = true, true
	p.Placement = PlacedScattered
	if s.chance(250_000) || p.SelfCareFailed > 0 && s.chance(400_000) {
		p.Placement = PlacedInstitution
	}
}
