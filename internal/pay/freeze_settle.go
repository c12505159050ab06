package pay

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Ruling is what somebody decides about an event.
type Ruling struct {
	Outcome Outcome
	From    civil.Month  // of a stop: the first month that is no longer paid; 0: as the rule says
	Payee   register.Ref // of a new payee
	Words   string       // why
}

// SettleEvent carries out what was decided about an event. A stop ends the benefits
// nobody else lives on, and what was sent for later months is overpaid. Everything
// else lets the money go again: what was held comes with the next run.
func (p *Pay) SettleEvent(ctx context.Context, actor, county, event string, r Ruling) (e *Event, err error) {
	if r.Words == "" {
		return nil, civil.Refuse("pay_reason_missing", "请写明决定的理由，家庭会看到。")
	}
	_, err = p.journal.Do(ctx, header(county, "event_settle", actor), func(w *journal.Write) error {
		if e, err = GetEvent(ctx, w, county, event); err != nil {
			return err
		}
		if e.State != EventOpen {
			return civil.Conflict.Refuse("pay_event_settled", "这条变动已经决定过，请重新打开变动列表。")
		}
		list, err := Freezes(ctx, w, county, event)
		if err != nil {
			return err
		}
		if err := e.allows(r, list); err != nil {
			return err
		}
		for _, f := range list {
			if err := f.rule(ctx, w, e, r); err != nil {
				return err
			}
		}
		if err := e.close(ctx, w, r); err != nil {
			return err
		}
		ended := map[Subject]bool{}
		for _, f := range list {
			if ended[f.Subject], err = p.carryOut(ctx, w, e, f, r); err != nil {
				return err
			}
		}
		return e.lose(ctx, w, list, ended)
	})
	return e, err
}

// close puts the decision down.
func (e *Event) close(ctx context.Context, w *journal.Write, r Ruling) error {
	if err := w.Close(ctx, eventTable, e.ID, e.Opened); err != nil {
		return err
	}
	e.State, e.Outcome, e.Words = EventSettled, r.Outcome, r.Words
	if r.Outcome == Mistake {
		e.State = EventMistaken
	}
	return e.open(ctx, w)
}

// allows refuses what would send money to somebody who is dead, or stop a family
// that lives on.
func (e *Event) allows(r Ruling, list []*Freeze) error {
	alone, payee := false, false
	for _, f := range list {
		alone, payee = alone || f.Alone, payee || f.Payee
	}
	switch r.Outcome {
	case Stop:
		if !alone {
			return civil.Conflict.Refuse("pay_event_family", "这项待遇还有其他家庭成员享受，不能在这里停发：请换领款人或继续发放，金额由家庭的案件重新核定。")
		}
	case GoOn:
		if e.ForGood && alone {
			return civil.Conflict.Refuse("pay_event_dead", "享受的人已经%s，不能继续发放：请停发；如果是误报，请选误报。", e.Kind.Title())
		}
		if e.ForGood && payee {
			return civil.Conflict.Refuse("pay_event_payee", "领款人已经%s，请先换领款人再继续发放。", e.Kind.Title())
		}
	case NewPayee:
		if r.Payee.Zero() || r.Payee == e.Person {
			return civil.Refuse("pay_event_new_payee", "请选择由谁领款，不能还是原来的人。")
		}
		if e.ForGood && alone {
			return civil.Conflict.Refuse("pay_event_dead", "享受的人已经%s，不能继续发放：请停发；如果是误报，请选误报。", e.Kind.Title())
		}
	case Mistake:
	default:
		return civil.Refuse("pay_event_outcome", "请选择停发、继续发放、换领款人或误报。")
	}
	return nil
}

// rule puts down what was decided about one benefit, before anything is counted anew.
func (f *Freeze) rule(ctx context.Context, w *journal.Write, e *Event, r Ruling) error {
	f.State = Released
	if r.Outcome == Stop && f.Alone {
		f.State, f.ForGood, f.First = Stopped, e.ForGood, f.stop(r, e)
	}
	return f.put(ctx, w)
}

// carryOut does to one benefit what was decided. It says whether the benefit was ended,
// so that what was overpaid has been counted.
func (p *Pay) carryOut(ctx context.Context, w *journal.Write, e *Event, f *Freeze, r Ruling) (ended bool, err error) {
	entitlement, err := f.stands(ctx, w)
	if err != nil || entitlement == nil {
		return false, err
	}
	why := Because{Decision: "event:" + e.ID, Reason: e.Kind.Title() + "：" + r.Words}
	switch {
	case f.State == Stopped:
		return p.endFrom(ctx, w, entitlement, f.First, why)
	case r.Outcome == NewPayee && f.Payee:
		return false, p.Change(ctx, w, entitlement, f.payeeFrom(entitlement, e), 0, NewTerms{Payee: r.Payee}, why)
	}
	return false, nil
}

// stands is the benefit that waits; nil when all of it has been revoked meanwhile.
func (f *Freeze) stands(ctx context.Context, w *journal.Write) (*Entitlement, error) {
	list, err := OfHousehold(ctx, w, register.Ref{County: f.County, ID: f.Household})
	for _, e := range list {
		if e.ID == f.Entitlement {
			return e, err
		}
	}
	return nil, err
}

// endFrom ends an entitlement, unless it has ended before by itself.
func (p *Pay) endFrom(ctx context.Context, w *journal.Write, e *Entitlement, from civil.Month, why Because) (ended bool, err error) {
	if end := e.end(); end != 0 && end < from {
		return false, nil
	}
	return true, p.End(ctx, w, e, from, why)
}

// stop is the first month that is no longer paid.
func (f *Freeze) stop(r Ruling, e *Event) civil.Month {
	switch {
	case r.From != 0:
		return r.From
	case f.First != 0:
		return f.First
	}
	return e.Day.Month() + 1
}

// payeeFrom is the first month somebody else is paid for: the one of the event, as
// far as the entitlement reaches.
func (f *Freeze) payeeFrom(e *Entitlement, event *Event) civil.Month {
	return max(event.Day.Month(), e.Stretches[0].From)
}

// goneFor says whether what came back stays where it is: he is dead.
func goneFor(ctx context.Context, w *journal.Write, l *Line) (bool, error) {
	list, err := FreezesOf(ctx, w, register.Ref{County: w.County(), ID: l.Household})
	for _, f := range list {
		if f.Subject == l.Subject && f.State == Stopped && f.ForGood {
			return true, nil
		}
	}
	if err != nil || !l.once() {
		return false, err
	}
	losses, err := lossesOf(ctx, w, w.County(), l.Household)
	return slices.ContainsFunc(losses, func(x loss) bool { return x.takes(l) }), err
}
