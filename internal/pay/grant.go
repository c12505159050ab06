package pay

import (
	"context"
	"encoding/json"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// monthFirst is the first month an entitlement may have: 低保 was built up from
// the middle of the nineties on. Earlier ones are slips of the pen.
const monthFirst = civil.Month(1990 * 12)

// amountMost is the most a month may bring: more is a slip of the pen. It also
// keeps every sum of a run far from the limits of a Fen.
const amountMost civil.Fen = 1_000_000_00

// Grant is a new entitlement.
type Grant struct {
	Subject
	Case        string
	From, Until civil.Month // Until: last month of a fixed term; 0: none
	PaidThrough civil.Month // settled elsewhere up to this month, for one that is taken over
	Terms
	Because
}

// Grant opens an entitlement in the family's home county. A second one of the same
// programme for the same household or person in the same month is refused (Conflict).
func (p *Pay) Grant(ctx context.Context, w *journal.Write, g Grant) (*Entitlement, error) {
	e := &Entitlement{County: w.County(), ID: newID(), Subject: g.Subject, Case: g.Case, Books: max(monthFirst, g.PaidThrough+1)}
	if g.Programme == "" || g.Household == "" {
		return nil, civil.Refuse("pay_subject", "没有写明是哪一项待遇、哪一户，待遇没有发起：请从决定重新办理。")
	}
	var first []Stretch
	err := p.alter(ctx, w, e, EffectGrant, g.From, g.Until, g.Because, func(change string) ([]Stretch, error) {
		first = []Stretch{{ID: newID(), Terms: g.Terms, State: InForce, From: g.From, To: g.Until, Change: change}}
		return first, nil
	})
	if err != nil {
		return nil, err
	}
	e.Stretches = first
	return e, nil
}

// NewTerms is what changes. What is zero stays as it is in that month.
type NewTerms struct {
	Amount   *civil.Fen
	Payee    register.Ref
	Covered  []register.Ref
	Division civil.Area
}

// Change replaces what is paid from a month on, also before the first month. Like
// every change it leaves e as it was read; what holds afterwards is to be read
// again. The end stays as it was; until, if not 0, is a new one. Months that are
// suspended stay so.
func (p *Pay) Change(ctx context.Context, w *journal.Write, e *Entitlement, from, until civil.Month, n NewTerms, why Because) error {
	return p.alter(ctx, w, e, EffectChange, from, until, why, func(change string) ([]Stretch, error) {
		next := after(e.Stretches, from, change)
		if len(next) == 0 {
			return nil, errEnded(from)
		}
		if first := next[0].From; from < first {
			earlier := next[0]
			earlier.ID, earlier.State, earlier.From, earlier.To = newID(), InForce, from, first-1
			next = append([]Stretch{earlier}, next...)
		}
		if until != 0 {
			next = before(next, until+1)
			next[len(next)-1].To = until
		}
		for i := range next {
			n.apply(&next[i].Terms)
		}
		return append(before(e.Stretches, from), next...), nil
	})
}

func (n *NewTerms) apply(t *Terms) {
	if n.Amount != nil {
		t.Amount = *n.Amount
	}
	if !n.Payee.Zero() {
		t.Payee = n.Payee
	}
	if n.Covered != nil {
		t.Covered = n.Covered
	}
	if n.Division != 0 {
		t.Division = n.Division
	}
}

// Suspend stops payment from a month on; what is suspended is not owed later.
func (p *Pay) Suspend(ctx context.Context, w *journal.Write, e *Entitlement, from civil.Month, why Because) error {
	return p.restate(ctx, w, e, EffectSuspend, from, 0, why, Suspended)
}

// Resume pays again from a month on.
func (p *Pay) Resume(ctx context.Context, w *journal.Write, e *Entitlement, from civil.Month, why Because) error {
	if s := e.At(from); s == nil || s.State != Suspended {
		return civil.Conflict.Refuse("entitlement_not_suspended", "这项待遇在%s没有暂停，不需要恢复。", spoken(from))
	}
	return p.restate(ctx, w, e, EffectResume, from, 0, why, InForce)
}

// restate gives all months from one on another state, and an end when until is not 0.
func (p *Pay) restate(ctx context.Context, w *journal.Write, e *Entitlement, effect Effect, from, until civil.Month, why Because, state State) error {
	return p.alter(ctx, w, e, effect, from, until, why, func(change string) ([]Stretch, error) {
		next := after(e.Stretches, from, change)
		if len(next) == 0 {
			return nil, errEnded(from)
		}
		if until != 0 {
			next = before(next, until+1)
			next[len(next)-1].To = until
		}
		for i := range next {
			next[i].State = state
		}
		return append(before(e.Stretches, from), next...), nil
	})
}

// End stops an entitlement: from is the first month that is no longer paid.
func (p *Pay) End(ctx context.Context, w *journal.Write, e *Entitlement, from civil.Month, why Because) error {
	return p.alter(ctx, w, e, EffectEnd, from, 0, why, func(string) ([]Stretch, error) {
		if e.end() != 0 && e.end() < from {
			return nil, errEnded(from)
		}
		return before(e.Stretches, from), nil
	})
}

func errEnded(from civil.Month) error {
	return civil.Conflict.Refuse("entitlement_ended", "这项待遇在%s以前已经停止，不能再变动：需要继续享受的，请重新发起。", spoken(from))
}

// alter is what every change of an entitlement does: check, replace stretches, put
// the change down, and hold the paid months against what is due now.
func (p *Pay) alter(ctx context.Context, w *journal.Write, e *Entitlement, effect Effect, from, until civil.Month, why Because, f func(change string) ([]Stretch, error)) error {
	if problem := why.check(); problem != nil {
		return problem
	}
	if why.Determination != "" && !json.Valid([]byte(why.Determination)) {
		return civil.Refuse("pay_determination", "金额的计算过程不是有效的JSON，待遇没有变动：请重新计算后再办理。")
	}
	if e.County != w.County() {
		return civil.Refuse("pay_county", "待遇要在家庭档案所在的县（市、区）办理，请核对。")
	}
	if from < monthFirst || until != 0 && until < from {
		return civil.Refuse("pay_months", "起始月份（%s）或终止月份有误，请核对。", from)
	}
	c := Change{County: e.County, ID: newID(), Entitlement: e.ID, Subject: e.Subject, Effect: effect, From: from, Until: until, Before: e.Due(from - 1), Because: why}
	next, err := f(c.ID)
	if err != nil {
		return err
	}
	if err := replace(ctx, w, e, next); err != nil {
		return err
	}
	c.Amount = dueIn(next, from)
	if err := c.write(ctx, w); err != nil {
		return err
	}
	return reconcile(ctx, w, e.Subject, why.Decision)
}

// replace closes the stretches that no longer hold and opens the new ones.
func replace(ctx context.Context, w *journal.Write, e *Entitlement, next []Stretch) error {
	if err := e.clash(ctx, w, next); err != nil {
		return err
	}
	kept := map[string]*Stretch{}
	for i := range next {
		kept[next[i].ID] = &next[i]
	}
	for i := range e.Stretches {
		old := &e.Stretches[i]
		if s := kept[old.ID]; s != nil && s.same(old) {
			continue
		}
		if err := w.Close(ctx, entitlementTable, old.ID, old.Opened); err != nil {
			return err
		}
		if s := kept[old.ID]; s != nil {
			s.Opened = 0
		}
	}
	for i := range next {
		s := &next[i]
		if s.Opened != 0 {
			continue
		}
		if err := s.check(); err != nil {
			return err
		}
		s.Opened = w.Seq()
		if err := w.Open(ctx, entitlementTable, s.ID, s.valid(), e.values(s)...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stretch) check() error {
	switch {
	case s.Amount < 0 || s.Amount > amountMost:
		return civil.Refuse("pay_amount", "月金额%s元不合理，请核对后重新办理。", s.Amount)
	case s.Payee.Zero():
		return civil.Refuse("pay_payee", "没有写明由谁领款，请指定领款人。")
	case s.Division.Level() < civil.Township:
		return civil.Refuse("pay_division", "没有写明家庭由哪个乡镇（街道）或村（居）负责，请补填。")
	case s.To != 0 && s.To < s.From:
		return civil.Refuse("pay_months", "待遇的最后一个月（%s）早于第一个月（%s），请核对。", s.To, s.From)
	}
	return nil
}

// clash refuses months in which another entitlement of the subject pays.
func (e *Entitlement) clash(ctx context.Context, q db.Query, next []Stretch) error {
	others, err := OfHousehold(ctx, q, register.Ref{County: e.County, ID: e.Household})
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID == e.ID || other.Subject != e.Subject {
			continue
		}
		for i := range next {
			for j := range other.Stretches {
				if a, b := &next[i], &other.Stretches[j]; (a.To == 0 || b.From <= a.To) && (b.To == 0 || a.From <= b.To) {
					return civil.Conflict.Refuse("entitlement_twice", "%s起这户已有同一项待遇，不能重复发起：请在原有待遇上变更。", spoken(max(a.From, b.From)))
				}
			}
		}
	}
	return nil
}
