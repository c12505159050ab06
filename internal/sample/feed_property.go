package sample

import (
	"strconv"

	"lianxin/internal/civil"
)

// The rows of those who know what a family owns. What the family has as a whole
// is spread over its adults.

func realEstateRows(d *desk, t *tray) {
	for n := range int(d.h.HousingUnits) {
		first := d.owner(saltOwner, n)
		second := d.owner(saltCoOwner, n)
		shared := second != first && d.die(saltHouse, n, 5) < 2
		d.estate(t, first, n, shared, false)
		if shared {
			d.estate(t, second, n, true, false)
		}
		if d.die(saltVehicle, n, 10) == 0 {
			d.estate(t, first, n, false, true) // a place to park is no dwelling
		}
	}
}

// estate writes one owner's part of one dwelling, or of a place to park below it.
func (d *desk) estate(t *tray, owner, n int, shared, parking bool) {
	if !d.numbered(owner) {
		return
	}
	t.open()
	t.text = append(append(t.text, "苏("...), d.city.plan.Title...)
	t.text = append(t.text, ")不动产权第"...)
	t.text = appendPadded(t.text, d.h.Number)
	t.text = append(t.text, digit(n/10), digit(n))
	if parking {
		t.text = append(t.text, 'C')
	}
	t.text = append(t.text, "号"...)
	t.shut()
	d.name(t, owner)
	d.id(t, owner)
	t.open()
	t.text = d.location(t.text, n)
	if parking {
		t.text = append(t.text, "地下车位"...)
	}
	t.shut()
	switch {
	case parking:
		t.cell("车库车位")
		t.number(13)
	case d.h.Rural && n == 0:
		t.cell("农村宅基地房屋")
		t.number(80 + d.die(saltHouse, n, 140))
	default:
		t.cell("成套住宅")
		t.number(45 + d.die(saltHouse, n, 120))
	}
	if shared {
		t.cell("共同共有")
	} else {
		t.cell("单独所有")
	}
	t.day(d.since(saltHouse, n, 30, 7000))
	t.end()
}

// location is where the n-th dwelling stands. The number in it keeps a family's
// dwellings apart.
func (d *desk) location(b []byte, n int) []byte {
	if n == 0 {
		return append(b, d.home...)
	}
	b = append(append(b, d.city.plan.Title...), "市"...)
	b = append(b, estates[d.die(saltHome, n, len(estates))]...)
	b = append(strconv.AppendInt(b, int64(n), 10), "号楼"...)
	return append(strconv.AppendInt(b, int64(d.die(saltHouse, n+100, 2600)+101), 10), "室"...)
}

func vehicleRows(d *desk, t *tray) {
	h := d.h
	n := int(h.Vehicles)
	if n > 0 {
		share := h.VehicleValue / civil.Fen(n)
		for i := range n {
			value := share
			if i == 0 {
				value = h.VehicleValue - share*civil.Fen(n-1)
			}
			// Vehicles that are counted and whose value is not known: one has no price.
			unpriced := i == 0 && h.Gaps&(GapVehicles|GapVehicleValue) == GapVehicleValue
			d.vehicle(t, i, value, unpriced, vehicleStates[d.die(saltVehicle, i+50, len(vehicleStates))])
		}
	}
	if d.die(saltVehicle, 99, 40) == 0 {
		d.vehicle(t, n, 3_000*yuan, false, "注销") // what was scrapped counts for nothing
	}
}

var vehicleStates = []string{"正常", "正常", "正常", "正常", "正常", "逾期未检验", "违法未处理", "抵押"}

func (d *desk) vehicle(t *tray, n int, value civil.Fen, unpriced bool, state string) {
	owner := d.owner(saltVehicle, n)
	if !d.numbered(owner) {
		return
	}
	t.open()
	t.text = d.plate(t.text, n)
	t.shut()
	d.who(t, owner)
	if value < 5_000*yuan {
		t.cell("摩托车")
	} else {
		t.cell("小型轿车")
	}
	t.day(d.since(saltVehicle, n, 60, 4000))
	if unpriced {
		t.blank()
	} else {
		t.money(value)
	}
	t.cell("非营运")
	t.cell(state)
	t.end()
}

// plateSigns are the letters and digits of plates: no I and no O.
const plateSigns = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// platesOfHousehold is how many plates a family can have under one letter; five
// signs are enough for eight plates of each family of the largest city.
const platesOfHousehold = 8

// plate is a number nobody else in the city has.
func (d *desk) plate(b []byte, n int) []byte {
	b = append(b, "苏"...)
	if n < platesOfHousehold {
		b = append(b, d.office.plate...)
	} else {
		b = append(b, "UVWXYZ"[(n/platesOfHousehold-1)%6])
	}
	code := d.h.Number*platesOfHousehold + n%platesOfHousehold
	var signs [5]byte
	for i := range signs {
		signs[4-i] = plateSigns[code%len(plateSigns)]
		code /= len(plateSigns)
	}
	return append(b, signs[:]...)
}

// holdings is how the savings of a family are kept.
type holdings struct {
	current, fixed, second, security, fund, insurance civil.Fen
}

// holdings splits the family's savings; the parts add up to the fen.
func (d *desk) holdings() holdings {
	rest := d.h.FinancialAssets
	cut := func(salt int, one int, divisor civil.Fen) civil.Fen {
		if rest < 50_000*yuan || d.die(saltHolding, salt, one) > 0 {
			return 0
		}
		piece := rest / divisor
		rest -= piece
		return piece
	}
	var all holdings
	all.security, all.fund, all.insurance = cut(1, 8, 4), cut(2, 7, 5), cut(3, 6, 8)
	all.second = cut(4, 3, 3)
	if rest > 10_000*yuan && d.die(saltHolding, 5, 2) == 0 {
		all.fixed = rest / 1_000 * 800
		rest -= all.fixed
	}
	all.current = rest
	return all
}

var banks = []string{"农业银行", "江苏银行", "农村商业银行", "邮政储蓄银行", "工商银行", "建设银行"}

func bankRows(d *desk, t *tray) {
	all := d.holdings()
	first := d.owner(saltAssets, 0)
	d.account(t, first, 0, "活期存款", all.current)
	d.account(t, first, 1, "定期存款", all.fixed)
	d.account(t, d.owner(saltAssets, 1), 2, "理财产品", all.second)
}

func (d *desk) account(t *tray, owner, n int, product string, balance civil.Fen) {
	if balance == 0 || !d.numbered(owner) {
		return
	}
	d.who(t, owner)
	t.cell(banks[d.die(saltBank, n, len(banks))])
	t.open()
	t.text = appendFour(t.text, d.die(saltBank, 100+n, 10_000))
	t.shut()
	t.cell(product)
	t.money(balance)
	t.day(d.now)
	t.end()
}

func appendFour(b []byte, n int) []byte {
	return append(b, digit(n/1000), digit(n/100), digit(n/10), digit(n))
}

func securityRows(d *desk, t *tray) {
	value, owner := d.holdings().security, d.owner(saltAssets, 2)
	if value == 0 || !d.numbered(owner) {
		return
	}
	d.who(t, owner)
	t.cell("某证券公司" + d.city.plan.Title + "营业部")
	t.number(600_000 + d.die(saltHolding, 10, 3_000))
	t.number(100 * (1 + d.die(saltHolding, 11, 90)))
	t.money(value)
	t.day(d.now)
	t.end()
}

func fundRows(d *desk, t *tray) {
	value, owner := d.holdings().fund, d.owner(saltAssets, 3)
	if value == 0 || !d.numbered(owner) {
		return
	}
	t.cell("某基金管理公司")
	d.who(t, owner)
	t.number(100_000 + d.die(saltHolding, 12, 60_000))
	t.money(value)
	t.day(d.now)
	t.end()
}

func insuranceRows(d *desk, t *tray) {
	value, owner := d.holdings().insurance, d.owner(saltAssets, 4)
	if value == 0 || !d.numbered(owner) {
		return
	}
	d.who(t, owner)
	t.cell("某人寿保险公司")
	t.open()
	t.text = appendPadded(append(t.text, "P2020"...), d.h.Number)
	t.shut()
	t.cell("终身寿险")
	t.money(value)
	t.day(d.since(saltHolding, 13, 60, 3000))
	t.end()
}

func marketRows(d *desk, t *tray) {
	for m := range d.h.Members {
		if d.h.Members[m].Business == 0 || !d.numbered(m) || d.die(saltKind, m, 3) > 0 {
			continue
		}
		t.open()
		t.text = append(append(t.text, d.city.plan.Title...), "市"...)
		t.text = append(t.text, employerWords[d.die(saltEmployer, m, len(employerWords))]...)
		t.text = appendPadded(append(t.text, "号"...), d.h.Number)
		t.text = append(t.text, "商行"...)
		t.shut()
		t.cell("个体工商户")
		t.cell("经营者")
		d.who(t, m)
		t.money(civil.Fen(1+d.die(saltHolding, 20+m, 20)) * 10_000 * yuan)
		t.day(d.since(saltKind, m, 200, 4000))
		t.cell("存续")
		t.end()
	}
}
