package sample

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// The rows of what families say and sign themselves, what hospitals know, and
// who was not answered for.

// dataClasses are the registers that need a letter, by the words letters use.
var dataClasses = []struct{ register, word string }{
	{"real_estate", "不动产"}, {"vehicle", "机动车"}, {"bank_account", "银行存款"}, {"security_holding", "股票"},
	{"fund_holding", "基金账户"}, {"insurance_policy", "商业保险"}, {"income_tax", "个人所得税"}, {"wage_base", "社会保险缴费"},
	{"housing_fund", "住房公积金"}, {"pension", "养老金"}, {"unemployment_benefit", "失业保险金"}, {"farm_subsidy", "惠农资金"},
	{"medical_cost", "医保结算"}, {"severe_disease", "重特大疾病"}, {"market_entity", "市场主体"},
}

// departments is how a letter names everything that is above, and more.
const departments = "自然资源、公安、银行、证券、基金、保险、税务、人社、公积金、农业农村、医保、卫健、市场监管"

// businesses is what the letters are for.
const businesses = "社会救助、低保、低保边缘、刚性支出、特困、临时救助、两项补贴、儿童保障、养老补贴"

// withheld lists the registers that a member's letter leaves out, so that what
// comes of them stays unknown. A household's sum is unknown when one member does
// not let his part be seen; here it is the first.
func (d *desk) withheld(m int) []string {
	var list []string
	p, h := &d.h.Members[m], d.h
	if m == 0 {
		if h.Gaps&GapHousing != 0 {
			list = append(list, "real_estate")
		}
		if h.Gaps&GapVehicles != 0 {
			list = append(list, "vehicle")
		}
		if h.Gaps&GapAssets != 0 {
			list = append(list, []string{"bank_account", "security_holding", "fund_holding", "insurance_policy"}[d.die(saltLetter, 1, 4)])
		}
	}
	if p.Gaps&GapWage != 0 {
		list = append(list, "wage_base")
	}
	if p.Gaps&GapPension != 0 {
		list = append(list, "pension")
	}
	if p.Gaps&GapTransfer != 0 {
		list = append(list, []string{"unemployment_benefit", "farm_subsidy"}[d.die(saltLetter, 2+m, 2)])
	}
	return list
}

func authorisationRows(d *desk, t *tray) {
	for m := range d.h.Members {
		if !d.fresh(m) || !d.numbered(m) {
			continue
		}
		withheld := d.withheld(m)
		signed := min(max(d.since(saltSigned, m, 5, 300), d.h.Members[m].Birth), d.now)
		var named func(string) bool
		if len(withheld) > 0 {
			named = func(register string) bool { return !slices.Contains(withheld, register) }
		}
		d.letter(t, m, 0, signed, d.city.asOf.AddDays(730), named)
		// Of what is withheld now there may be an older letter that has run out.
		if old := signed.AddDays(-500); len(withheld) > 0 && d.die(saltLetter, m, 2) == 0 && old > d.h.Members[m].Birth {
			d.letter(t, m, 1, old, old.AddDays(365), func(register string) bool { return slices.Contains(withheld, register) })
		}
	}
}

// letter writes one letter of authorisation; named says which registers it
// names, nil means all departments.
func (d *desk) letter(t *tray, m, n int, signed, until civil.Date, named func(register string) bool) {
	t.open()
	t.text = append(appendPersonID(append(t.text, "SQ"...), d.h.Number, m), '-', digit(n+1))
	t.shut()
	d.who(t, m)
	if named == nil {
		t.cell(departments)
	} else {
		t.cell(classWords(named))
	}
	t.cell(businesses)
	t.day(signed)
	t.day(until)
	if d.h.Members[m].age < 18 && m > 0 {
		d.name(t, 0)
		t.cell("监护人")
	} else {
		d.name(t, m)
		t.cell("本人")
	}
	t.end()
}

func classWords(named func(register string) bool) string {
	var words []string
	for _, c := range dataClasses {
		if named(c.register) {
			words = append(words, c.word)
		}
	}
	return strings.Join(words, "、")
}

var labourWords = [...]string{"有劳动能力", "部分丧失劳动能力", "无劳动能力"}

var illnesses = []string{"恶性肿瘤", "终末期肾病", "脑卒中后遗症", "白血病", "重型再生障碍性贫血"}

func declaredRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !d.fresh(m) || !d.numbered(m) {
			continue
		}
		t.bytes(d.number)
		d.who(t, m)
		t.cell(relationCode[p.kin][sexOf(p)])
		t.day(min(max(d.since(saltSigned, m, 5, 300), p.Birth), d.now))
		if p.Gaps&GapLabour != 0 {
			t.blank()
		} else {
			t.cell(labourWords[p.Labour])
		}
		t.tick(p.SevereIllness, p.Gaps&GapIllness != 0)
		if p.SevereIllness && p.Gaps&GapIllness == 0 {
			t.cell(illnesses[d.die(saltIllness, m, len(illnesses))])
		} else {
			t.blank()
		}
		if p.Gaps&GapSelfCare != 0 {
			t.blank()
		} else {
			t.number(int(p.SelfCareFailed))
		}
		t.tick(p.SupporterUnable, p.Gaps&GapSupporter != 0)
		if p.Gaps&GapExcluded != 0 {
			t.blank()
		} else {
			t.money(p.Excluded)
		}
		d.rigid(t, m)
		t.end()
	}
}

// rigid writes a member's part of the family's rigid spending: all of it stands
// with the first.
func (d *desk) rigid(t *tray, m int) {
	switch {
	case m > 0:
		t.money(0)
	case d.h.Gaps&GapRigid != 0:
		t.blank()
	default:
		t.money(d.h.RigidSpending12M)
	}
}

func medicalRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !p.SevereIllness && (m > 0 || d.h.RigidSpending12M == 0) || !d.numbered(m) {
			continue
		}
		days := int(d.month.Last() - d.month.First())
		self := civil.Fen(100+d.die(saltMedical, m, 4_000)) * yuan
		t.open()
		t.text = appendPersonID(append(strconv.AppendInt(append(t.text, 'J'), int64(d.month), 10), '-'), d.h.Number, m)
		t.shut()
		d.who(t, m)
		t.cell(d.city.plan.Title + "市人民医院")
		t.cell([]string{"普通门诊", "门诊慢特病", "普通住院"}[d.die(saltMedical, 50+m, 3)])
		t.day(d.month.First().AddDays(d.die(saltMedical, 100+m, days+1)))
		t.money(3 * self)
		t.money(2 * self)
		t.money(self)
		t.end()
	}
}

func diseaseRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !p.SevereIllness || p.Gaps&GapIllness != 0 || !d.fresh(m) || !d.numbered(m) {
			continue
		}
		d.who(t, m)
		t.cell(illnesses[d.die(saltIllness, m, len(illnesses))])
		t.day(d.since(saltIllness, m, 20, 900))
		t.cell(d.city.plan.Title + "市人民医院")
		t.end()
	}
}

// unanswered lists, register by register, about whom a department did not
// answer, and for which days: for them no row does not mean none.
func unansweredRows(d *desk, t *tray) {
	window := d.now.Month().Add(-12).First()
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !d.numbered(m) {
			continue
		}
		for _, u := range []struct {
			gap      Gaps
			register string
			until    civil.Date
		}{
			{GapStudent, "enrolment", d.now},
			{gapsOfDisability, "disability_certificate", d.now},
			{GapPlacement, "care_placement", d.now},
			{GapGuardian, "child_record", d.now},
			{GapPrison, "custody", d.now},
			{GapAlive, "death", d.now},
			// The last three months were answered, so that a wage is known.
			{gapsOfTax, "income_tax", d.now.Month().Add(-4).Last()},
		} {
			if p.Gaps&u.gap == 0 {
				continue
			}
			d.who(t, m)
			t.cell(u.register)
			t.day(window)
			t.day(u.until)
			t.end()
		}
	}
}
