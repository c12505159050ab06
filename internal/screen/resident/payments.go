package resident

import (
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// paymentsView is what was paid and why.
type paymentsView struct {
	Frame   layout.Frame
	Head    part.Paid
	None    bool
	Account string
	Months  []monthView
	Handed  []moneyLine // what was given at once, not by the bank
}

// monthView is one month.
type monthView struct {
	Title   string
	Amount  string
	State   format.State
	After   string
	Gap     string // 比上月少142.00元
	Lines   []moneyLine
	Causes  []causeLine
	Current bool
}

// moneyLine is one payment.
type moneyLine struct {
	Title, Amount, Words string
	State                format.State
}

// causeLine is one reason of a difference.
type causeLine struct{ Words, Amount string }

// monthsShown is how many months are listed: two years.
const monthsShown = 24

// Payments shows what was paid, and why a month differs from the one before.
func (p *Pages) Payments(r *screen.Request) (screen.Answer, error) {
	months, account, err := p.money(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := paymentsView{Frame: p.frame(r, "发放", "/home")}
	if v.Handed, err = p.handed(r); err != nil {
		return screen.Answer{}, err
	}
	v.None = len(months)+len(v.Handed) == 0
	if account != nil {
		v.Account = account.BankName + format.Mask(access.Account, "****"+account.Tail).Shown
	}
	if len(months) > 0 {
		v.Head = headline(months[0])
	}
	for i, m := range months {
		if i == monthsShown {
			break
		}
		v.Months = append(v.Months, p.monthOf(m, i == 0))
	}
	return screen.Show(paymentsPage(v))
}

func (p *Pages) monthOf(m month, current bool) monthView {
	v := monthView{Title: format.Month(m.Month), Amount: format.Yuan(m.Amount), State: m.State, After: m.After, Current: current}
	var all pay.Difference
	for i := range m.Payments {
		one := &m.Payments[i]
		all.Last, all.This = all.Last+one.Last, all.This+one.This
		all.Causes = append(all.Causes, one.Causes...)
		for _, l := range one.Lines {
			state, words := lineWords(l)
			v.Lines = append(v.Lines, moneyLine{p.lineTitle(l), format.Yuan(l.Amount), words, state})
		}
	}
	v.Gap = gapWords(&all)
	for i := range all.Causes {
		v.Causes = append(v.Causes, causeLine{strings.TrimSuffix(all.Causes[i].Words(), "。"), signed(all.Causes[i].Amount)})
	}
	return v
}

// lineTitle is what a payment is for.
func (p *Pages) lineTitle(l *pay.Line) string {
	title := p.s.Catalogue().BenefitTitle(l.Programme)
	switch l.Kind {
	case pay.Regular:
		return title
	case pay.OneOff, pay.OneOffAgain:
		if l.Batch != "" {
			title = l.Batch
		}
		if l.Kind == pay.OneOffAgain {
			title += "（退回重发）"
		}
		return title
	case pay.Offset:
		return title + "（抵扣多发的钱）"
	}
	return title + "（补" + format.Month(l.Month) + "）"
}

// handed is what the family was given at once, out of the town's reserve.
func (p *Pages) handed(r *screen.Request) (lines []moneyLine, err error) {
	list, err := p.s.Desk.Mine(r.Context(), r.Who())
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		given, err := p.s.Pay.HandedOut(r.Context(), c.County, c.ID)
		if err != nil {
			return nil, err
		}
		for _, one := range given {
			lines = append(lines, moneyLine{p.s.Catalogue().BenefitTitle(one.Programme), format.Yuan(one.Amount), format.Day(one.Day) + "当场给付", format.Done})
		}
	}
	return lines, nil
}

// gapWords say how far a month is from the one before.
func gapWords(d *pay.Difference) string {
	switch gap := d.This - d.Last; {
	case gap > 0:
		return "比上月多" + format.Yuan(gap) + "。"
	case gap < 0:
		return "比上月少" + format.Yuan(-gap) + "。"
	}
	return d.Words()
}

// signed is an amount with its sign, for what is more or less.
func signed(f civil.Fen) string {
	if f > 0 {
		return "+" + format.Yuan(f)
	}
	return format.Yuan(f)
}
