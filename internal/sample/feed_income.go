package sample

import "lianxin/internal/civil"

// The rows of those who know what people earn.

// Who knows of a wage. The tax office alone is asked first, and only where it
// has nothing the insurance, then the housing fund.
const (
	wageTaxed = iota
	wageInsured
	wageFunded
)

// wageSource is who tells the wage of a member. Where the wage must stay unknown
// it is the insurance, which the member's letter leaves out; who has other taxed
// income has his wage beside it.
func (d *desk) wageSource(m int) int {
	p := &d.h.Members[m]
	switch roll := d.die(saltWage, m, 20); {
	case p.Gaps&GapWage != 0:
		return wageInsured
	case p.Business != 0 || p.Property != 0 || p.Gaps&gapsOfTax != 0 || roll < 12:
		return wageTaxed
	case roll < 19:
		return wageInsured
	}
	return wageFunded
}

// wageMonths gives the months of which a wage is told: the newest, and of one
// person in forty also those before, with other amounts, since a fact looks at
// the newest only.
func (d *desk) wageMonths(m int, row func(civil.Month, civil.Fen)) {
	amount := d.h.Members[m].Wage
	if d.city.month == 0 && d.die(saltHistory, m, 40) == 0 {
		row(d.month.Add(-2), amount-amount/16)
		row(d.month.Add(-1), amount-amount/16)
	}
	row(d.month, amount)
}

// employers are made up of a word and a trade.
var (
	employerWords  = []string{"华强", "永兴", "恒达", "瑞丰", "金桥", "东方", "新源", "宏图", "鑫盛", "海天", "中润", "长江", "通达", "嘉禾", "天元", "顺发"}
	employerTrades = []string{"纺织", "电子", "机械", "建筑劳务", "物流", "餐饮管理", "家政服务", "船舶配套", "商贸", "物业"}
)

func (d *desk) employer(t *tray, m int) {
	n := d.die(saltEmployer, m, len(employerWords)*len(employerTrades))
	t.open()
	t.text = append(append(t.text, d.city.plan.Title...), "市"...)
	t.text = append(t.text, employerWords[n%len(employerWords)]...)
	t.text = append(t.text, employerTrades[n/len(employerWords)]...)
	t.text = append(t.text, "有限公司"...)
	t.shut()
}

func taxRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !d.numbered(m) {
			continue
		}
		if p.Wage > 0 && d.wageSource(m) == wageTaxed {
			d.wageMonths(m, func(month civil.Month, amount civil.Fen) { d.taxedWage(t, m, month, amount) })
		}
		if p.Business != 0 {
			d.quarters(func(month civil.Month) { d.taxed(t, m, "经营所得", month, 3*p.Business) })
		}
		if p.Property != 0 {
			kind := "财产租赁所得"
			if d.die(saltKind, m, 2) == 0 {
				kind = "利息股息红利所得"
			}
			d.yearly(m, func(month civil.Month) { d.taxed(t, m, kind, month, 12*p.Property) })
		}
	}
}

// taxedWage splits some wages into a wage and a fee.
func (d *desk) taxedWage(t *tray, m int, month civil.Month, amount civil.Fen) {
	if fee := amount / 5; fee > 0 && d.die(saltKind, m, 20) == 0 {
		d.taxed(t, m, "劳务报酬所得", month, fee)
		amount -= fee
	}
	d.taxed(t, m, "工资薪金所得", month, amount)
}

func (d *desk) taxed(t *tray, m int, kind string, month civil.Month, income civil.Fen) {
	d.who(t, m)
	t.cell(kind)
	d.employer(t, m)
	t.month(month)
	t.money(income)
	t.end()
}

// quarters gives the months at the end of a quarter that are delivered. Any
// twelve months have four of them, so a mean over twelve comes out whatever the
// day.
func (d *desk) quarters(row func(civil.Month)) {
	d.delivered(func(month civil.Month) {
		if _, n := month.YM(); n%3 == 0 {
			row(month)
		}
	})
}

// yearly gives the one month of a year in which something comes to a member.
func (d *desk) yearly(m int, row func(civil.Month)) {
	own := d.die(saltMonthOfYear, m, 12) + 1
	d.delivered(func(month civil.Month) {
		if _, n := month.YM(); n == own {
			row(month)
		}
	})
}

// delivered gives the months of a file that goes by months: a year at first,
// then the newest alone.
func (d *desk) delivered(row func(civil.Month)) {
	if d.city.month == 0 {
		for n := 11; n > 0; n-- {
			row(d.month.Add(-n))
		}
	}
	row(d.month)
}

func wageBaseRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if !d.numbered(m) {
			continue
		}
		source := d.wageSource(m)
		switch {
		case p.Wage > 0 && source == wageInsured:
			d.wageMonths(m, func(month civil.Month, amount civil.Fen) {
				d.insured(t, m, month, amount, "企业职工基本养老保险")
			})
		case p.Wage > 0 && source == wageTaxed && d.die(saltHistory, m, 4) == 0:
			// The base is capped and rounded; where the tax office knows better it does not count.
			d.insured(t, m, d.month, min(max(p.Wage/100*100, 4_494*yuan), 24_042*yuan), "企业职工基本养老保险")
		case p.Wage == 0 && p.age >= 30 && p.age < 60 && d.die(saltHistory, m, 10) == 0:
			d.insured(t, m, d.month, 4_494*yuan, "灵活就业人员养老保险") // a base of one's own choice is no wage
		}
	}
}

func (d *desk) insured(t *tray, m int, month civil.Month, base civil.Fen, insurance string) {
	t.month(month)
	d.id(t, m)
	d.name(t, m)
	d.employer(t, m)
	t.cell(insurance)
	t.money(base)
	t.end()
}

func housingFundRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.Wage == 0 || !d.numbered(m) || d.wageSource(m) != wageFunded && d.die(saltHistory, m, 8) > 0 {
			continue
		}
		d.wageMonths(m, func(month civil.Month, amount civil.Fen) {
			d.who(t, m)
			d.employer(t, m)
			t.month(month)
			t.money(amount)
			t.money(amount / 100 * 16)
			t.end()
		})
	}
}

func pensionRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.Pension == 0 || !d.numbered(m) {
			continue
		}
		kind, basic := "企业职工养老金", civil.Fen(0)
		if p.Excluded > 0 && p.Excluded <= p.Pension {
			kind, basic = "城乡居民养老金", p.Excluded
		}
		if d.city.month == 0 && d.die(saltHistory, m, 40) == 0 {
			d.pension(t, m, kind, d.month.Add(-2), p.Pension-p.Pension/20, basic)
			d.pension(t, m, kind, d.month.Add(-1), p.Pension-p.Pension/20, basic)
		}
		d.pension(t, m, kind, d.month, p.Pension, basic)
	}
}

func (d *desk) pension(t *tray, m int, kind string, month civil.Month, amount, basic civil.Fen) {
	d.who(t, m)
	t.cell(kind)
	t.month(month)
	t.money(basic)
	t.money(amount)
	t.end()
}

// unemployed says whether a member's transfers are unemployment benefit; what
// others get comes as a farm subsidy once a year. It hangs on nothing that
// changes from month to month, or the same money would come from both.
func (d *desk) unemployed(m int) bool {
	p := &d.h.Members[m]
	return p.age >= 18 && p.age < 60 && !p.Student && d.die(saltOffice, m, 3) > 0
}

func unemploymentRows(d *desk, t *tray) {
	for m := range d.h.Members {
		if p := &d.h.Members[m]; p.Transfer > 0 && d.numbered(m) && d.unemployed(m) {
			d.who(t, m)
			t.cell("失业保险金")
			t.money(p.Transfer)
			t.end()
		}
	}
}

func farmRows(d *desk, t *tray) {
	for m := range d.h.Members {
		p := &d.h.Members[m]
		if p.Transfer == 0 || !d.numbered(m) || d.unemployed(m) {
			continue
		}
		d.yearly(m, func(month civil.Month) {
			d.who(t, m)
			t.cell("耕地地力保护补贴")
			t.month(month)
			t.number(1 + d.die(saltKind, m, 9))
			t.money(12 * p.Transfer)
			t.end()
		})
	}
}
