package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// EffectAward pays an amount once, in one month.
const EffectAward Effect = "award"

// award adds what was decided to what the subject is due in the month: a second award
// of the month is paid beside the first, and none of them again.
func (p *Pay) award(ctx context.Context, w *journal.Write, subject Subject, d Decision, why Because) error {
	if d.Amount <= 0 {
		return civil.Refuse("pay_amount", "一次性给予的金额%s元不合理，请核对后重新办理。", d.Amount)
	}
	list, err := OfHousehold(ctx, w, register.Ref{County: w.County(), ID: subject.Household})
	if err != nil {
		return err
	}
	terms := Terms{Amount: d.Amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}
	for _, e := range list {
		held := e.At(d.From)
		if e.Subject != subject || held == nil {
			continue
		}
		terms.Amount += held.Amount
		return p.Change(ctx, w, e, d.From, d.From, NewTerms{Amount: &terms.Amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}, why)
	}
	_, err = p.Grant(ctx, w, Grant{Subject: subject, Case: d.Case, From: d.From, Until: d.From, Terms: terms, Because: why})
	return err
}
