package sample

import "lianxin/internal/civil"

// edgeLine is one and a half standards for so many people; edgeStories need it
// to the fen.
func (f *family) edgeLine(members int) civil.Fen {
	r := f.value("edge_multiple").Ratio
	product := int64(f.standard()) * r.Num
	if product%r.Den != 0 {
		f.missing = true
	}
	return civil.Fen(product/r.Den) * civil.Fen(members)
}

var edgeStories = []story{
	{tell: func(f *family) {
		f.member(head, 45, false, pay(f.edgeLine(2)-1))
		f.member(spouse, 44, true, nil)
		f.grant(wholeHousehold, "dibao_edge", 0, 2, "人均收入比标准的一点五倍少半分钱，属于边缘家庭")
		f.refuse(wholeHousehold, "dibao", "人均收入高于低保标准", "income_not_below_standard")
	}},
	{tell: func(f *family) {
		f.member(head, 45, false, pay(f.edgeLine(2)))
		f.member(spouse, 44, true, nil)
		f.refuse(wholeHousehold, "dibao_edge", "人均收入正好等于标准的一点五倍，不低于界线", "income_not_below_edge_line")
	}},
	{tell: func(f *family) {
		f.member(head, 45, false, pay(2*f.standard()))
		f.member(spouse, 44, true, func(p *Person) { p.SevereIllness = true })
		f.grant(wholeHousehold, "dibao_edge", 0, 2, "人均收入等于低保标准，属于边缘家庭")
		f.grant(1, "dibao_single", f.share(f.standard(), "single_rate"), 1, "边缘家庭里的重病患者，可以单人纳入低保")
		f.none(0, "dibao_single", "丈夫没有重病重残，不在单人保范围内")
	}},
	{tell: func(f *family) {
		f.spend(0)
		f.refuse(wholeHousehold, "rigid", "刚性支出正好等于收入的规定比例，没有超过", "rigid_spending_not_above_ratio")
	}},
	{tell: func(f *family) {
		f.spend(1)
		f.grant(wholeHousehold, "rigid", 0, 2, "刚性支出比收入的规定比例多一分钱，属于刚性支出困难家庭")
		f.refuse(wholeHousehold, "dibao_edge", "人均收入高于边缘家庭界线", "income_not_below_edge_line")
	}},
}

// spend makes a couple above the line of 边缘 whose rigid spending exceeds the
// local share of its income by so many fen.
func (f *family) spend(above civil.Fen) {
	income := f.edgeLine(2)
	f.member(head, 45, false, pay(income))
	f.member(spouse, 44, true, nil)
	r := f.value("rigid_spending_ratio").Ratio
	product := int64(income) * 12 * r.Num
	if product%r.Den != 0 || income*12 >= 2*f.money("disposable_income_year") {
		f.missing = true
	}
	f.household.RigidSpending12M = civil.Fen(product/r.Den) + above
}
