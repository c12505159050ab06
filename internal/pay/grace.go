package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// Taper is how a grace pays less towards its end: in full up to a month (缓退), then
// so much a month (渐退). The zero Taper pays in full to the end.
type Taper struct {
	FullUntil civil.Month // last month in full; the month before the grace: none
	Reduced   civil.Fen   // of each month after it; never more than was paid
}

// Grace pays from a month on, as before or tapered, and ends after the month until
// (缓退、渐退期).
func (p *Pay) Grace(ctx context.Context, w *journal.Write, e *Entitlement, from, until civil.Month, taper Taper, why Because) error {
	if until < from {
		return civil.Refuse("grace_span", "渐退期的最后一个月（%s）早于第一个月（%s），请核对。", spoken(until), spoken(from))
	}
	if taper.FullUntil != 0 && (taper.FullUntil < from-1 || taper.FullUntil >= until) {
		return civil.Refuse("grace_taper", "全额发到的月份（%s）不在渐退期（%s至%s）里，请核对。", spoken(taper.FullUntil), spoken(from), spoken(until))
	}
	return p.alter(ctx, w, e, EffectGrace, from, until, why, func(change string) ([]Stretch, error) {
		next := before(after(e.Stretches, from, change), until+1)
		if len(next) == 0 {
			return nil, errEnded(from)
		}
		next[len(next)-1].To = until
		for i := range next {
			next[i].State = Grace
		}
		return append(before(e.Stretches, from), taper.apply(next, change)...), nil
	})
}

// apply lowers what is paid after the last month in full.
func (t *Taper) apply(list []Stretch, change string) []Stretch {
	if t.FullUntil == 0 {
		return list
	}
	late := after(list, t.FullUntil+1, change)
	for i := range late {
		late[i].Amount = min(late[i].Amount, t.Reduced)
	}
	return append(before(list, t.FullUntil+1), late...)
}

// CarryOn pays again without an end what was in grace in the month from or the one
// before it: the family has become poor again.
func (p *Pay) CarryOn(ctx context.Context, w *journal.Write, e *Entitlement, from civil.Month, n NewTerms, why Because) error {
	last := e.graced(from)
	if last == nil {
		return civil.Conflict.Refuse("entitlement_not_grace", "这项待遇在%s不在渐退期里，不能这样接着发。", spoken(from))
	}
	return p.alter(ctx, w, e, EffectResume, from, 0, why, func(change string) ([]Stretch, error) {
		on := *last
		on.ID, on.Opened, on.Change, on.State, on.From, on.To = newID(), 0, change, InForce, from, 0
		n.apply(&on.Terms)
		return append(before(e.Stretches, from), on), nil
	})
}

// graced is the stretch of a grace that holds in a month or ended with the one
// before; nil for none.
func (e *Entitlement) graced(m civil.Month) *Stretch {
	for _, month := range []civil.Month{m, m - 1} {
		if s := e.At(month); s != nil && s.State == Grace {
			return s
		}
	}
	return nil
}

// GraceEnd is the last month of an entitlement that is in grace in a month; 0 for one
// that is not.
func (e *Entitlement) GraceEnd(m civil.Month) civil.Month {
	if s := e.At(m); s == nil || s.State != Grace {
		return 0
	}
	return e.end()
}
