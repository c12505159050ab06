package pay

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Transfer is that a family in pay moves to another county.
type Transfer struct {
	ID string // of the news or decision: it is carried out once
	Subject
	To     civil.Area  // responsible there, a town or village
	From   civil.Month // the first month that is paid there
	Reason string
}

// Transfer hands a benefit over to another county without a gap: it ends here with
// the month before its first one there. A month that has left from here already stays
// here, so that none is paid twice. The accounts go with it; what is still owed or was
// overpaid for earlier months stays here. It says from which month on the other
// county pays.
func (p *Pay) Transfer(ctx context.Context, w *journal.Write, t Transfer) (civil.Month, error) {
	to := t.To.County().String()
	if t.To.Level() < civil.Township || to == w.County() {
		return 0, civil.Refuse("pay_transfer_to", "请写明迁往哪个县（市、区）的哪个乡镇（街道）。")
	}
	done, err := carriedOut(ctx, w, t.ID, t.Subject)
	if err != nil || done {
		return 0, err
	}
	e, err := current(ctx, w, t.Subject, t.From)
	if err != nil {
		return 0, err
	}
	a, err := read(ctx, w, w.County(), t.Subject)
	if err != nil {
		return 0, err
	}
	from := max(t.From, e.Stretches[0].From)
	for _, l := range a.lines {
		if l.Live && l.out() {
			from = max(from, l.Month+1)
		}
	}
	if err := t.waits(ctx, w); err != nil {
		return 0, err
	}
	next := after(e.Stretches, from, "")
	if len(next) == 0 {
		return 0, errEnded(from)
	}
	why := Because{Decision: t.ID, Reason: t.Reason}
	if err := p.End(ctx, w, e, from, why); err != nil {
		return 0, err
	}
	there, err := w.In(ctx, to)
	if err != nil {
		return 0, err
	}
	if err := p.takeOver(ctx, there, e, t, from, next, why); err != nil {
		return 0, err
	}
	return from, p.carryAccounts(ctx, w, there, next)
}

// waits refuses to move a benefit somebody has to decide about first.
func (t *Transfer) waits(ctx context.Context, w *journal.Write) error {
	i, err := iced(ctx, w, w.County())
	if err == nil && i.subjects[t.Subject] != "" {
		return civil.Conflict.Refuse("pay_transfer_frozen", "这项待遇正在冻结，先决定停发还是继续，再办迁移：%s。", i.subjects[t.Subject])
	}
	return err
}

// takeOver opens the benefit in the county it goes to, with all its months as they
// were known.
func (p *Pay) takeOver(ctx context.Context, there *journal.Write, e *Entitlement, t Transfer, from civil.Month, next []Stretch, why Because) error {
	moved := &Entitlement{County: there.County(), ID: newID(), Subject: e.Subject, Case: e.Case, Books: from}
	until := next[len(next)-1].To
	return p.alter(ctx, there, moved, EffectGrant, from, until, why, func(change string) ([]Stretch, error) {
		for i := range next {
			next[i].Division, next[i].Change = t.To, change
		}
		return next, nil
	})
}

// carryAccounts gives the other county the accounts it pays to.
func (p *Pay) carryAccounts(ctx context.Context, w, there *journal.Write, list []Stretch) error {
	done := map[register.Ref]bool{}
	for i := range list {
		payee := list[i].Payee
		if done[payee] {
			continue
		}
		done[payee] = true
		a, known, err := AccountOf(ctx, w, w.County(), payee)
		if err != nil {
			return err
		}
		if _, there, err := AccountOf(ctx, there, there.County(), payee); err != nil || there || !known {
			if err != nil {
				return err
			}
			continue
		}
		number, err := p.reveal(a)
		if err != nil {
			return err
		}
		a.Number = access.NewPrivate(access.Account, number)
		if _, err := p.SetAccount(ctx, there, *a); err != nil {
			return err
		}
	}
	return nil
}
