package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Decision is what a case decided about somebody's money. Whoever hears that a
// case was decided makes one for each programme and hands it to [Pay.Decided].
type Decision struct {
	ID            string
	County        string // home county of the family
	Case          string
	Programme     string
	Household     string
	Person        string // beneficiary of a person's benefit; empty for a household's
	Effect        Effect
	Amount        civil.Fen // of a grant or a change, a month
	Covered       []register.Ref
	From          civil.Month // first month in which it holds; of an end the first unpaid one
	Until         civil.Month // last month of a grace or a fixed term; 0: none
	Taper         Taper       // of a grace
	PaidThrough   civil.Month // of one taken over, see [Grant]
	Division      civil.Area
	Payee         register.Ref
	Account       *Account // where the payee wants the money; nil: as before
	Reason        string
	Determination string
}

// Decided does what was decided, once: a decision that was carried out before
// changes nothing.
func (p *Pay) Decided(ctx context.Context, w *journal.Write, d Decision) error {
	if d.County != w.County() {
		return civil.Refuse("pay_county", "待遇要在家庭档案所在的县（市、区）办理，请核对。")
	}
	subject := Subject{Programme: d.Programme, Household: d.Household, Person: d.Person}
	done, err := carriedOut(ctx, w, d.ID, subject)
	if err != nil || done {
		return err
	}
	if d.Account != nil {
		account := *d.Account
		if account.Person.Zero() {
			account.Person = d.Payee
		}
		if _, err := p.SetAccount(ctx, w, account); err != nil {
			return err
		}
	}
	why := Because{Decision: d.ID, Reason: d.Reason, Determination: d.Determination}
	if d.Effect == EffectAward {
		return p.award(ctx, w, subject, d, why)
	}
	if d.Effect == EffectGrant {
		_, err := p.Grant(ctx, w, Grant{
			Subject: subject, Case: d.Case, From: d.From, Until: d.Until, PaidThrough: d.PaidThrough,
			Terms: Terms{Amount: d.Amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}, Because: why,
		})
		return err
	}
	e, err := current(ctx, w, subject, d.From)
	if err != nil {
		return err
	}
	switch d.Effect {
	case EffectChange:
		return p.Change(ctx, w, e, d.From, d.Until, NewTerms{Amount: &d.Amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}, why)
	case EffectSuspend:
		return p.Suspend(ctx, w, e, d.From, why)
	case EffectResume:
		if e.graced(d.From) != nil {
			return p.CarryOn(ctx, w, e, d.From, NewTerms{Amount: &d.Amount, Payee: d.Payee, Covered: d.Covered, Division: d.Division}, why)
		}
		return p.Resume(ctx, w, e, d.From, why)
	case EffectGrace:
		return p.Grace(ctx, w, e, d.From, d.Until, d.Taper, why)
	case EffectEnd:
		if e.end() != 0 && e.end() < d.From && e.graced(e.end()) != nil {
			return nil // a grace that ends with its last month, as it was decided
		}
		return p.End(ctx, w, e, d.From, why)
	}
	return civil.Refuse("pay_effect", "决定没有写明对待遇怎样变动，请核对决定。")
}

func carriedOut(ctx context.Context, w *journal.Write, decision string, subject Subject) (bool, error) {
	list, err := decided(ctx, w, w.County(), decision)
	for _, c := range list {
		if c.Subject == subject {
			return true, nil
		}
	}
	return false, err
}

// current is the entitlement of a subject that a decision about a month means: the
// one that holds then, or else the last one before.
func current(ctx context.Context, w *journal.Write, subject Subject, m civil.Month) (*Entitlement, error) {
	list, err := OfHousehold(ctx, w, register.Ref{County: w.County(), ID: subject.Household})
	if err != nil {
		return nil, err
	}
	var found *Entitlement
	for _, e := range list {
		if e.Subject != subject {
			continue
		}
		if found == nil || e.Stretches[0].From <= m {
			found = e
		}
	}
	if found == nil {
		return nil, civil.NotFound.Refuse("entitlement_unknown", "这户没有这项待遇，无法变动：请核对决定针对的待遇。")
	}
	return found, nil
}
