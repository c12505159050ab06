package sample

import "lianxin/internal/civil"

// story plants one family. The facts of a story never depend on a random number;
// amounts of income are written against the parameters, so that a story stays
// what it says when a standard is raised.
type story struct {
	rural bool
	tell  func(*family)
}

var stories = append(append(append([]story{}, dibaoStories...), personStories...), edgeStories...)

// pay gives somebody a transfer income.
func pay(amount civil.Fen) func(*Person) { return func(p *Person) { p.Transfer = amount } }

var dibaoStories = []story{
	{tell: func(f *family) {
		f.member(head, 40, false, func(p *Person) { p.Transfer, p.SevereIllness = 1200*yuan, true })
		f.member(spouse, 38, true, nil)
		f.member(child, 8, true, nil)
		amount := f.dibao(1200*yuan, 3, 3) + f.supplement(40, true) + f.supplement(38, false) + f.supplement(8, false)
		f.grant(wholeHousehold, "dibao", amount, 3, "三口之家月收入一千二百元，低于低保标准，按差额发，户主重病、孩子未成年各加发一份")
		f.refuse(wholeHousehold, "dibao_edge", "人均收入低于低保标准，属于低保，不属于边缘", "income_below_standard")
		f.refuse(0, "dibao_single", "家庭不是边缘家庭，不能单人纳入", "household_not_edge")
	}},
	{tell: func(f *family) {
		f.member(head, 45, false, nil)
		f.grant(wholeHousehold, "dibao", f.dibao(0, 1, 1), 1, "单身一人没有任何收入，按标准全额发")
		f.none(0, "elder", "未满起发年龄，不在尊老金范围内")
	}},
	{tell: func(f *family) {
		f.member(head, 45, false, pay(2*f.standard()-1))
		f.member(spouse, 44, true, nil)
		f.grant(wholeHousehold, "dibao", f.dibao(2*f.standard()-1, 2, 2), 2, "两口之家的收入比两份低保标准少一分钱，够条件")
	}},
	{tell: func(f *family) {
		f.member(head, 45, false, pay(2*f.standard()))
		f.member(spouse, 44, true, nil)
		f.refuse(wholeHousehold, "dibao", "人均收入正好等于低保标准，不低于标准，不够低保", "income_not_below_standard")
		f.grant(wholeHousehold, "dibao_edge", 0, 2, "人均收入等于低保标准，属于低保边缘家庭")
	}},
	{tell: func(f *family) {
		f.member(head, 50, false, nil)
		f.member(parent, 74, true, func(p *Person) { p.Dead = true; p.Pension = 90_000 * yuan })
		f.member(child, 20, false, pay(500*yuan))
		f.grant(wholeHousehold, "dibao", f.dibao(500*yuan, 2, 2), 2, "户口上三人，老人已去世，人口和收入都只算在世的两人")
		f.refuse(1, "tekun", "人已去世，不再供养", "income_not_below_standard", "not_alive", "supporter_able")
	}},
	{tell: func(f *family) {
		f.member(head, 42, false, func(p *Person) { p.InPrison = true })
		f.member(spouse, 41, true, pay(600*yuan))
		f.member(child, 12, false, nil)
		f.grant(wholeHousehold, "dibao", f.dibao(600*yuan, 2, 2)+f.supplement(12, false), 2, "丈夫在服刑，不计入家庭人口，母子两人按差额发")
	}},
	{tell: func(f *family) {
		f.member(head, 47, false, nil)
		f.household.Gaps |= GapAssets
		f.undecided(wholeHousehold, "dibao", "收入够条件，但没有授权查询存款，不能决定", gapName{wholeHousehold, "financial_assets"})
	}},
	{tell: func(f *family) {
		f.member(head, 47, false, nil)
		f.member(spouse, 46, true, func(p *Person) { p.Gaps |= GapWage })
		f.undecided(wholeHousehold, "dibao", "不知道妻子的工资，不能决定", gapName{1, "wage"})
	}},
	{tell: func(f *family) {
		f.member(head, 47, false, pay(3*f.standard()))
		f.household.Gaps |= GapAssets
		f.refuse(wholeHousehold, "dibao", "收入已经超过标准，存款不清楚也不影响结论", "income_not_below_standard")
	}},
	{tell: func(f *family) {
		f.member(head, 52, false, nil)
		f.member(spouse, 51, true, func(p *Person) { p.Gaps |= GapAlive })
		f.undecided(wholeHousehold, "dibao", "不知道妻子是否在世，人口数不清楚，不能决定", gapName{1, "alive"})
	}},
	{tell: func(f *family) {
		f.member(head, 52, false, nil)
		f.household.FinancialAssets = f.assetLimit("dibao_asset_months")
		f.grant(wholeHousehold, "dibao", f.dibao(0, 1, 1), 1, "存款正好等于上限，没有超过，够条件")
	}},
	{tell: func(f *family) {
		f.member(head, 52, false, nil)
		f.household.FinancialAssets = f.assetLimit("dibao_asset_months") + 1
		f.refuse(wholeHousehold, "dibao", "存款比上限多一分钱，超过财产限制", "assets_over_limit")
	}},
	{tell: func(f *family) {
		f.member(head, 53, false, nil)
		f.household.HousingUnits = uint8(f.count("dibao_housing_limit") + 1)
		f.refuse(wholeHousehold, "dibao", "房屋套数超过上限", "housing_over_limit")
	}},
	{tell: func(f *family) {
		f.member(head, 36, false, nil)
		f.household.Vehicles = uint8(f.count("dibao_vehicle_limit") + 1)
		f.household.VehicleValue = f.money("dibao_vehicle_value_limit") + 80_000*yuan
		f.refuse(wholeHousehold, "dibao", "名下有一辆值钱的汽车，超过财产限制", "vehicle_over_limit")
	}},
	{tell: func(f *family) {
		f.member(head, 36, false, func(p *Person) { p.HukouLocal = false })
		f.household.HukouLocal = false
		f.refuse(wholeHousehold, "dibao", "户籍不在本地，应在户籍地申请", "nobody_covered", "not_local_hukou")
	}},
	{tell: func(f *family) {
		f.member(head, 46, false, nil)
		f.member(spouse, 44, true, func(p *Person) { p.HukouLocal = false })
		f.grant(wholeHousehold, "dibao", f.dibao(0, 2, 1), 1, "妻子户籍在外地，计入人口但不享受，只发一个人的")
	}},
	{tell: func(f *family) {
		f.member(head, 77, false, func(p *Person) { p.Dead = true })
		f.refuse(wholeHousehold, "dibao", "户内唯一的人已去世，没有可以保障的人",
			"income_not_below_standard", "no_counted_member", "nobody_covered")
	}},
	{rural: true, tell: func(f *family) {
		f.member(head, 68, true, func(p *Person) { p.Pension, p.Excluded = 230*yuan, 180*yuan })
		f.grant(wholeHousehold, "dibao", f.dibao(50*yuan, 1, 1)+f.supplement(68, false), 1,
			"农村老人领居民养老金二百三十元，其中基础养老金一百八十元不计入，只算五十元")
		f.refuse(0, "tekun", "有子女能够赡养，不属于特困", "supporter_able")
	}},
}

// assetLimit is so many monthly standards for each member that counts.
func (f *family) assetLimit(months string) civil.Fen {
	return f.standard() * civil.Fen(f.count(months)*int64(f.household.counted()))
}
