package sample

import (
	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// figures reads the parameters that the planted families are worked out with and
// does the few sums they need. It shares no code with the rule engine, or a
// mistake there would be repeated here and nobody would see it.
type figures struct {
	get     func(string) (rule.Param, bool)
	missing bool // a parameter that was asked for has no value
	rural   bool
}

func (f *figures) value(name string) rule.ParamValue {
	p, ok := f.get(name)
	if !ok || p.Unknown {
		f.missing = true
		return rule.ParamValue{Ratio: civil.Ratio{Num: 1, Den: 1}}
	}
	if p.Split && f.rural {
		return p.Rural
	}
	return p.Value
}

func (f *figures) money(name string) civil.Fen { return civil.Fen(f.value(name).Int) }
func (f *figures) count(name string) int64     { return f.value(name).Int }
func (f *figures) code(name string) string     { return f.value(name).Code }

func (f *figures) standard() civil.Fen { return f.money("low_standard") }

// share is a part of an amount, half a fen rounded up.
func (f *figures) share(amount civil.Fen, ratio string) civil.Fen {
	r := f.value(ratio).Ratio
	return civil.Fen((2*int64(amount)*r.Num + r.Den) / (2 * r.Den))
}

// supplement is what 分类施保 adds for one covered member: the highest rate that
// the member's age and health give.
func (f *figures) supplement(age int, ill bool) civil.Fen {
	var best civil.Fen
	if ill {
		best = f.share(f.standard(), "supplement_severe_illness_rate")
	}
	if int64(age) < f.count("supplement_child_age") {
		best = max(best, f.share(f.standard(), "supplement_child_rate"))
	}
	if int64(age) >= f.count("supplement_elder_age") {
		best = max(best, f.share(f.standard(), "supplement_elder_rate"))
	}
	return best
}

// dibao is the monthly difference of a family below the standard, rounded by
// person or by household as the city does, without supplements.
func (f *figures) dibao(income civil.Fen, members, covered int) civil.Fen {
	gap := f.standard()*civil.Fen(members) - income
	unit := f.money("dibao_rounding_unit")
	if unit <= 0 {
		unit = 1
	}
	var sum civil.Fen
	if f.code("dibao_rounding_point") == "person" {
		sum = upTo(over(gap, members), unit) * civil.Fen(covered)
	} else {
		sum = upTo(over(gap*civil.Fen(covered), members), unit)
	}
	return max(sum, f.money("dibao_minimum_person")*civil.Fen(covered))
}

// over divides a positive amount and rounds up.
func over(amount civil.Fen, n int) civil.Fen {
	return (amount + civil.Fen(n) - 1) / civil.Fen(n)
}

// upTo rounds a positive amount up to a multiple of unit.
func upTo(amount, unit civil.Fen) civil.Fen {
	return (amount + unit - 1) / unit * unit
}

// tekun is basic living plus the care tier.
func (f *figures) tekun(careShare string) civil.Fen {
	r := f.value("tekun_multiple").Ratio
	product := int64(f.standard()) * r.Num
	if product%r.Den != 0 {
		f.missing = true // the law's "exact" share does not exist to the fen
	}
	basic := civil.Fen(product / r.Den)
	unit := f.money("tekun_rounding_unit")
	if unit <= 0 {
		unit = 1
	}
	return upTo(basic+f.share(f.money("minimum_wage"), careShare), unit)
}

// scattered is the allowance of an orphan outside an institution.
func (f *figures) scattered() civil.Fen {
	return max(f.money("orphan_scattered_set"), f.share(f.money("orphan_institution"), "orphan_scattered_ratio"))
}
