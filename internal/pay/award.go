package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// EffectAward pays an amount once: in one month, or in equal parts over the months
// from From to Until.
const EffectAward Effect = "award"

// awardMonthsMost is over how many months an award may be spread: more is a slip of
// the pen.
const awardMonthsMost = 24

// award adds what was decided to what the subject is due in each of its months: a
// second award of a month is paid beside the first, and none of them again.
func (p *Pay) award(ctx context.Context, w *journal.Write, subject Subject, d Decision, why Because) error {
	parts, err := instalments(d)
	if err != nil {
		return err
	}
	for i, amount := range parts {
		if err := p.awardIn(ctx, w, subject, d, d.From.Add(i), amount, why); err != nil {
			return err
		}
	}
	return nil
}

// instalments are the parts of an award, a month each. What does not divide comes
// with the first.
func instalments(d Decision) ([]civil.Fen, error) {
	months := 1
	if d.Until != 0 {
		months = int(d.Until-d.From) + 1
	}
	if d.Amount <= 0 || months < 1 || months > awardMonthsMost || d.Amount < civil.Fen(months) {
		return nil, civil.Refuse("pay_amount", "一次性给予的金额%s元分%d个月不合理，请核对后重新办理。", d.Amount, months)
	}
	parts := make([]civil.Fen, months)
	each := d.Amount / civil.Fen(months)
	for i := range parts {
		parts[i] = each
	}
	parts[0] += d.Amount % civil.Fen(months)
	return parts, nil
}

func (p *Pay) awardIn(ctx context.Context, w *journal.Write, subject Subject, d Decision, month civil.Month, amount civil.Fen, why Because) error {
	list, err := OfHousehold(ctx, w, register.Ref{County: w.County(), ID: subject.Household})
	if err != nil {
		return err
	}
	terms := Terms{Amount: amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}
	for _, e := range list {
		held := e.At(month)
		if e.Subject != subject || held == nil {
			continue
		}
		terms.Amount += held.Amount
		return p.Change(ctx, w, e, month, month, NewTerms{Amount: &terms.Amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}, why)
	}
	_, err = p.Grant(ctx, w, Grant{Subject: subject, Case: d.Case, From: month, Until: month, Terms: terms, Because: why})
	return err
}
