package pricelink

import (
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// permille is how rises are counted: tenths of a percent.
const permille = 1000

// Percent writes a rise as people read it: “4.4%”, “−0.3%”.
func Percent(rise int64) string {
	sign := ""
	if rise < 0 {
		sign, rise = "−", -rise
	}
	return fmt.Sprintf("%s%d.%d%%", sign, rise/10, rise%10)
}

// share is the part of the standard a rise gives, as a fraction; zero for none.
func share(p *pack.PriceLink, rise int64) civil.Ratio {
	if len(p.Bands) == 0 {
		return civil.Ratio{Num: max(rise, 0), Den: permille}
	}
	// A month that is paid although its own rise is below every band, because the
	// mechanism has not ended yet, is paid by the lowest one.
	found := p.Bands[0].Share
	for _, b := range p.Bands {
		if rise >= b.From {
			found = b.Share
		}
	}
	return found
}

// Amount is what a person is paid for a month by a rise: the share of the standard,
// rounded once.
func Amount(p *pack.PriceLink, standard civil.Fen, rise int64) (civil.Fen, error) {
	part := share(p, rise)
	whole, err := standard.Mul(part.Num)
	if err != nil {
		return 0, err
	}
	unit, err := p.RoundUnit.Mul(part.Den)
	if err != nil {
		return 0, err
	}
	units, err := whole.Div(int64(unit), p.Round)
	if err != nil {
		return 0, err
	}
	return p.RoundUnit.Mul(int64(units))
}

// roundWords say how amounts are rounded.
func roundWords(p *pack.PriceLink) string {
	how := map[civil.Rounding]string{civil.Up: "向上取", civil.Down: "舍到", civil.HalfUp: "四舍五入到"}[p.Round]
	switch p.RoundUnit {
	case 100:
		return how + "整元"
	case 1:
		return how + "分"
	}
	return how + p.RoundUnit.String() + "元的整倍数"
}

// amountWords say how an amount came about.
func amountWords(p *pack.PriceLink, standard civil.Fen, rise int64, amount civil.Fen) string {
	by := Percent(rise)
	if len(p.Bands) > 0 {
		by = fraction(share(p, rise))
	}
	return fmt.Sprintf("低保标准%s元×%s，%s，每人每月%s元", standard, by, roundWords(p), amount)
}

func fraction(r civil.Ratio) string { return fmt.Sprintf("%d/%d", r.Num, r.Den) }

// bandWords say which stretch of rises a rise lies in.
func bandWords(p *pack.PriceLink, rise int64) string {
	if len(p.Bands) == 0 {
		return "每人每月发低保标准乘涨幅" + Percent(rise)
	}
	at := 0
	for i, b := range p.Bands {
		if rise >= b.From {
			at = i
		}
	}
	stretch := Percent(p.Bands[at].From) + "及以上"
	if at+1 < len(p.Bands) {
		stretch = Percent(p.Bands[at].From) + "至不满" + Percent(p.Bands[at+1].From)
	}
	words := "每人每月发低保标准的" + fraction(p.Bands[at].Share)
	if rise < p.Bands[0].From {
		return "还没有到停止的条件，按最低一档（" + stretch + "），" + words
	}
	return "在“" + stretch + "”一档，" + words
}
