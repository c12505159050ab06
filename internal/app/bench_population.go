package app

import "lianxin/internal/rule"

// The reference population: households and members drawn by SplitMix64, so that
// other engines can be given the very same people. A population of N persons is
// a prefix of every larger one; the last household is cut to fit. Money is drawn
// in whole yuan and kept in fen.

// splitMix is the generator of one household.
type splitMix uint64

func (s *splitMix) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// below draws from 0 to n-1.
func (s *splitMix) below(n uint64) int32 { return int32(s.next() % n) }

// population collects the columns of the reference policy.
type population struct {
	start                             []uint32
	age, disability, severe           []uint8
	wage, pension, property, transfer []int32
	local, housing                    []uint8
	vehicle, financial                []int32
}

// sizeSteps are the cumulative shares, in thousandths, of households of 1 to 6 persons; the rest have 7.
var sizeSteps = [...]int32{245, 540, 765, 900, 970, 990}

const yuan = 100

func newPopulation(persons int) *population {
	p := &population{start: []uint32{0}}
	for h := 0; len(p.age) < persons; h++ {
		draw := splitMix((uint64(h)+1)*0x9E3779B97F4A7C15 ^ 0xD1BA0)
		poor := draw.below(100) < 4
		size := householdSize(draw.below(1000))
		p.household(&draw, poor)
		for i := 0; i < size && len(p.age) < persons; i++ {
			p.person(&draw, poor, i == 0)
		}
		p.start = append(p.start, uint32(len(p.age)))
	}
	return p
}

func householdSize(u int32) int {
	for i, step := range sizeSteps {
		if u < step {
			return i + 1
		}
	}
	return len(sizeSteps) + 1
}

func (p *population) household(draw *splitMix, poor bool) {
	p.local = append(p.local, truth(draw.below(100) < 62))
	vehicle, financial := int32(0), int32(0)
	switch {
	case poor:
		if draw.below(100) < 10 {
			vehicle = 20_000 + draw.below(100_000)
		}
		financial = draw.below(60_000)
	default:
		if draw.below(100) < 45 {
			vehicle = 20_000 + draw.below(280_000)
		}
		financial = draw.below(1_000_000)
	}
	p.vehicle = append(p.vehicle, vehicle*yuan)
	p.financial = append(p.financial, financial*yuan)
	p.housing = append(p.housing, uint8(draw.below(4)))
}

func (p *population) person(draw *splitMix, poor, head bool) {
	age := personAge(draw, head)
	wage, pension := earnings(draw, age, poor)
	var property, transfer, disability int32
	if draw.below(100) < 10 {
		property = draw.below(3000)
		if poor {
			property /= 10
		}
	}
	if draw.below(100) < 5 {
		transfer = draw.below(800)
	}
	if draw.below(100) < 4 {
		disability = 1 + draw.below(4)
	}
	if age >= 6 && age <= 22 {
		draw.below(100) // whether a student: drawn, not used by the policy
	}
	p.age, p.disability = append(p.age, uint8(age)), append(p.disability, uint8(disability))
	p.severe = append(p.severe, truth(draw.below(100) < 1))
	p.wage, p.pension = append(p.wage, wage*yuan), append(p.pension, pension*yuan)
	p.property, p.transfer = append(p.property, property*yuan), append(p.transfer, transfer*yuan)
}

func personAge(draw *splitMix, head bool) int32 {
	a := draw.below(100)
	switch {
	case head:
		return 20 + draw.below(70)
	case a < 22:
		return draw.below(18)
	case a < 80:
		return 18 + draw.below(42)
	}
	return 60 + draw.below(36)
}

func earnings(draw *splitMix, age int32, poor bool) (wage, pension int32) {
	x := draw.below(100)
	switch {
	case age >= 18 && age < 60 && poor && x < 40:
		wage = 5 * draw.below(400)
	case age >= 18 && age < 60 && !poor && x < 78:
		wage = 2500 + 5*draw.below(3500)
	case age >= 60 && x < 85 && poor:
		pension = 100 + draw.below(800)
	case age >= 60 && x < 85:
		pension = 1000 + draw.below(5000)
	}
	return wage, pension
}

func truth(v bool) uint8 {
	if v {
		return rule.True
	}
	return rule.False
}

// table is the population as the rules engine reads it. With nulls, every
// scatter-th value of each column, at a place of its own, is unknown.
func (p *population) table(scatter int) *rule.Table {
	t := &rule.Table{Households: len(p.start) - 1, Start: p.start, Columns: map[string]*rule.Column{}}
	bytes := func(name string, unknown uint8, values []uint8) {
		c := &rule.Column{Byte: append(append(make([]uint8, 0, len(values)+rule.Pad), values...), make([]uint8, rule.Pad)...)}
		for i := len(name); scatter > 0 && i < len(values); i += scatter {
			c.Byte[i] = unknown
		}
		t.Columns[name] = c
	}
	money := func(name string, values []int32) {
		c := &rule.Column{I32: append(append(make([]int32, 0, len(values)+rule.Pad), values...), make([]int32, rule.Pad)...)}
		for _, v := range values {
			c.Max = max(c.Max, int64(v))
		}
		if scatter > 0 {
			c.Null = make([]uint8, len(values)+rule.Pad)
			for i := len(name); i < len(values); i += scatter {
				c.Null[i], c.I32[i] = 1, 0
			}
		}
		t.Columns[name] = c
	}
	bytes("person.age", rule.UnknownByte, p.age)
	bytes("person.disability", rule.UnknownByte, p.disability)
	bytes("person.severe", rule.Unknown, p.severe)
	money("person.wage", p.wage)
	money("person.pension", p.pension)
	money("person.property", p.property)
	money("person.transfer", p.transfer)
	bytes("household.local", rule.Unknown, p.local)
	bytes("household.housing_units", rule.UnknownByte, p.housing)
	money("household.vehicle_value", p.vehicle)
	money("household.financial_assets", p.financial)
	return t
}
