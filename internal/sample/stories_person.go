package sample

// destitutePerson is an old man whom nobody can support, with so many of the six
// self-care items failed.
func destitutePerson(failed uint8, where Placement) func(*Person) {
	return func(p *Person) {
		p.SupporterUnable, p.SelfCareFailed, p.Placement = true, failed, where
	}
}

func disabled(kind, grade uint8) func(*Person) {
	return func(p *Person) { p.DisabilityType, p.DisabilityGrade = kind, grade }
}

// comfortable is an income far above every line in the rules.
const comfortable = 20_000 * yuan

func tekunStory(failed uint8, where Placement, care, note string) story {
	return story{rural: where == PlacedScattered, tell: func(f *family) {
		f.member(head, 71, false, destitutePerson(failed, where))
		f.grant(0, "tekun", f.tekun(care), 1, note)
		f.refuse(wholeHousehold, "dibao", "家里唯一的人已享受特困供养，不再列入低保", "conflict:tekun")
	}}
}

// bornOn makes somebody with an exact birthday, so many years and days old.
func (f *family) bornOn(years, daysShort int) func(*Person) {
	return func(p *Person) {
		w := f.city.ages[years]
		p.Birth = w.first.AddDays(w.days - 1 + daysShort)
		if daysShort > 0 {
			years--
		}
		p.age, p.Pension = uint8(years), comfortable
	}
}

var personStories = []story{
	tekunStory(0, PlacedScattered, "care_share_full_self", "孤身老人，六项都能自理，按全自理档发"),
	tekunStory(1, PlacedScattered, "care_share_half", "孤身老人，一项不能自理，按半护理档发"),
	tekunStory(3, PlacedInstitution, "care_share_half", "孤身老人，三项不能自理，按半护理档发"),
	tekunStory(4, PlacedInstitution, "care_share_full", "孤身老人，四项不能自理，按全护理档发"),
	{rural: true, tell: func(f *family) {
		f.member(head, 72, false, destitutePerson(0, PlacedScattered))
		f.member(sibling, 64, false, nil)
		f.grant(0, "tekun", f.tekun("care_share_full_self"), 1, "兄弟两人生活，哥哥符合特困条件")
		f.refuse(1, "tekun", "弟弟有子女能够赡养，不属于特困", "supporter_able")
		f.grant(wholeHousehold, "dibao", f.dibao(0, 2, 1)+f.supplement(64, false), 1, "哥哥已享受特困供养，低保只发弟弟一人的")
	}},
	{tell: func(f *family) {
		f.member(head, 66, false, func(p *Person) {
			disabled(4, 1)(p)
			p.SupporterUnable, p.Labour = true, LabourNone
		})
		f.grant(0, "tekun", f.tekun("care_share_full_self"), 1, "一级肢体残疾的孤身老人，按特困供养")
		f.refuse(0, "disability_living", "已享受特困供养，不再享受困难残疾人生活补贴", "conflict:tekun")
		f.refuse(0, "disability_care", "已享受特困供养，不再享受重度残疾人护理补贴", "conflict:tekun")
	}},
	{tell: func(f *family) {
		f.member(head, 70, false, func(p *Person) { p.SupporterUnable, p.Pension = true, comfortable })
		f.refuse(0, "tekun", "老人退休金高，有生活来源", "income_not_below_standard")
	}},
	{tell: func(f *family) {
		f.member(head, 8, true, func(p *Person) { p.Guardian, p.Placement, p.Transfer = Orphan, PlacedInstitution, comfortable })
		f.grant(0, "orphan", f.money("orphan_institution"), 1, "儿童福利机构里的孤儿，按机构标准发")
	}},
	{tell: func(f *family) {
		f.member(head, 57, true, func(p *Person) { p.Pension = comfortable })
		f.member(grandchild, 10, false, func(p *Person) { p.Guardian, p.Placement = Orphan, PlacedScattered })
		f.grant(1, "orphan", f.scattered(), 1, "跟外婆生活的孤儿，按散居标准发")
		f.refuse(1, "tekun", "外婆能够抚养，不属于特困", "supporter_able")
	}},
	{tell: func(f *family) {
		f.member(head, 57, false, func(p *Person) { p.Pension = comfortable })
		f.member(grandchild, 12, false, func(p *Person) {
			p.Guardian, p.Placement, p.SupporterUnable = Orphan, PlacedScattered, true
		})
		f.choice(1, "orphan", "既是孤儿又符合特困条件，由本人选择一项")
		f.choice(1, "tekun", "既是孤儿又符合特困条件，由本人选择一项")
	}},
	{tell: func(f *family) {
		f.member(head, 57, true, func(p *Person) { p.Pension = comfortable })
		f.member(grandchild, 9, true, func(p *Person) {
			disabled(4, 1)(p)
			p.Guardian, p.Placement = Orphan, PlacedScattered
		})
		f.grant(1, "orphan", f.scattered(), 1, "残疾孤儿，按散居标准发")
		f.refuse(1, "disability_living", "已享受孤儿基本生活费，不再享受困难残疾人生活补贴", "conflict:orphan")
		f.grant(1, "disability_care", f.money("disability_care_amount"), 1, "护理补贴与孤儿基本生活费可以同时享受")
	}},
	{tell: func(f *family) {
		f.member(head, 58, false, func(p *Person) { p.Pension = comfortable })
		f.member(grandchild, 11, true, func(p *Person) { p.Guardian = Unattended })
		f.grant(1, "unattended", f.share(f.scattered(), "unattended_ratio"), 1, "事实无人抚养儿童，家庭没有享受低保，全额发")
	}},
	{tell: func(f *family) { f.unattendedInDibao() }},
	{tell: func(f *family) {
		f.member(head, 58, false, pay(comfortable))
		f.member(child, 30, false, func(p *Person) {
			disabled(5, 2)(p)
			p.Labour = LabourNone
		})
		f.grant(1, "disability_living", f.share(f.standard(), "living_share_no_income"), 1, "无固定收入的智力二级残疾人，按标准全额发")
		f.grant(1, "disability_care", f.money("disability_care_amount"), 1, "重度残疾人，发城镇护理补贴")
		f.refuse(1, "tekun", "父亲能够扶养，不属于特困", "supporter_able")
	}},
	{rural: true, tell: func(f *family) {
		f.member(head, 55, false, pay(comfortable))
		f.member(child, 31, false, func(p *Person) {
			disabled(2, 2)(p)
			p.Wage, p.Labour = 2_000*yuan, LabourPartial
		})
		f.refuse(1, "disability_living", "有工资、家庭不困难，三类情形都不符合", "no_living_category")
		f.grant(1, "disability_care", f.money("disability_care_amount"), 1, "听力二级属于重度残疾，发农村护理补贴")
	}},
	{tell: func(f *family) {
		f.member(head, 45, false, func(p *Person) { disabled(4, 3)(p); p.Labour = LabourPartial })
		f.grant(wholeHousehold, "dibao", f.dibao(0, 1, 1), 1, "单身残疾人没有收入，按标准全额发低保")
		f.grant(0, "disability_living", f.share(f.standard(), "living_share_other"), 1, "低保家庭里的三级肢体残疾人，按非重度比例发")
		f.refuse(0, "disability_care", "肢体三级不是重度残疾", "not_severe")
		f.refuse(0, "tekun", "肢体三级且未满六十，不算无劳动能力", "able_to_work", "supporter_able")
	}},
	{tell: func(f *family) {
		wage := f.standard() * 17 / 10
		f.member(head, 45, false, func(p *Person) { disabled(2, 3)(p); p.Pension = wage })
		f.member(spouse, 45, true, func(p *Person) { disabled(2, 4)(p); p.Pension = wage })
		for m := range 2 {
			f.grant(m, "disability_living", f.share(f.standard(), "living_share_multi"), 1, "一户有两名残疾人，人均收入不到标准的两倍")
		}
	}},
	{tell: func(f *family) {
		f.member(head, 80, false, f.bornOn(80, 0))
		f.grant(0, "elder", f.money("elder_amount_1"), 1, "当天满八十周岁，发第一档尊老金")
	}},
	{tell: func(f *family) {
		f.member(head, 80, true, f.bornOn(80, 1))
		f.none(0, "elder", "明天才满八十周岁，今天还不在范围内")
	}},
	{tell: func(f *family) {
		f.member(head, 90, false, f.bornOn(90, 0))
		f.grant(0, "elder", f.money("elder_amount_2"), 1, "当天满九十周岁，发第二档尊老金")
	}},
	{tell: func(f *family) {
		f.member(head, 90, true, f.bornOn(90, 1))
		f.grant(0, "elder", f.money("elder_amount_1"), 1, "明天才满九十周岁，今天仍按第一档发")
	}},
	{tell: func(f *family) {
		f.member(head, 100, true, f.bornOn(100, 0))
		f.grant(0, "elder", f.money("elder_amount_3"), 1, "当天满一百周岁，发第三档尊老金")
	}},
	{tell: func(f *family) {
		f.member(head, 85, true, func(p *Person) { p.Dead, p.Pension = true, comfortable })
		f.refuse(0, "elder", "老人已去世，停发尊老金", "not_alive")
	}},
}

// unattendedInDibao is a child brought up by a grandmother on 低保: the allowance
// is cut by the child's share of what the family gets, by head, down to the fen.
func (f *family) unattendedInDibao() {
	f.member(head, 66, true, pay(2*f.standard()-600*yuan))
	f.member(grandchild, 9, false, func(p *Person) { p.Guardian = Unattended })
	sum := f.dibao(2*f.standard()-600*yuan, 2, 2) + f.supplement(66, false) + f.supplement(9, false)
	f.grant(wholeHousehold, "dibao", sum, 2, "祖孙两人低于低保标准，老人和孩子各加发一份")
	full := f.share(f.scattered(), "unattended_ratio")
	if sum/2 >= full {
		f.refuse(1, "unattended", "孩子分得的低保已不低于补贴标准，没有差额可发", "conflict:dibao")
		return
	}
	f.grant(1, "unattended", full-sum/2, 1, "孩子已分得一份低保，事实无人抚养补贴只发差额")
}
