package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// What the pages of events, debts and accounts read: each function opens the store by
// itself, see [Pay.RunDesk].

// EventDesk is an event with the benefits it concerns.
type EventDesk struct {
	*Event
	Freezes []*Freeze
}

// EventDesk reads an event (NotFound when there is none).
func (p *Pay) EventDesk(ctx context.Context, county, id string) (*EventDesk, error) {
	var d EventDesk
	err := p.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if d.Event, err = GetEvent(ctx, q, county, id); err != nil {
			return err
		}
		d.Freezes, err = Freezes(ctx, q, county, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// EventDesks are the events of a county in a state, or in all, the newest first.
func (p *Pay) EventDesks(ctx context.Context, county string, state EventState) (list []EventDesk, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		events, err := Events(ctx, q, county, state)
		if err != nil {
			return err
		}
		for _, e := range events {
			freezes, err := Freezes(ctx, q, county, e.ID)
			if err != nil {
				return err
			}
			list = append(list, EventDesk{e, freezes})
		}
		return nil
	})
	return list, err
}

// FamilyDesk is everything around the money of a household: what waits, what is paid
// back, and where the money of each payee goes.
type FamilyDesk struct {
	Entitlements []*Entitlement
	Freezes      []*Freeze
	Overpaid     []*Overpayment
	Plans        []*Statement
	Accounts     []AccountDesk
}

// AccountDesk is where the money of one payee goes, with how it came there.
type AccountDesk struct {
	Person  register.Ref
	History []*Account // the oldest first; the last one holds
	Moves   []AccountMove
	Proxy   *Proxy // nil: nobody ever was named
}

// Now is the account that holds; nil when none is known.
func (a *AccountDesk) Now() *Account {
	if len(a.History) == 0 {
		return nil
	}
	return a.History[len(a.History)-1]
}

// FamilyDesk reads it, as it stands on a day.
func (p *Pay) FamilyDesk(ctx context.Context, household register.Ref, today civil.Date) (*FamilyDesk, error) {
	var d FamilyDesk
	err := p.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if d.Entitlements, err = OfHousehold(ctx, q, household); err != nil {
			return err
		}
		if d.Freezes, err = FreezesOf(ctx, q, household); err != nil {
			return err
		}
		if d.Overpaid, err = OverpaidTo(ctx, q, household); err != nil {
			return err
		}
		plans, err := PlansOf(ctx, q, household)
		if err != nil {
			return err
		}
		for _, plan := range plans {
			s, err := StatementOf(ctx, q, household.County, plan.ID, today)
			if err != nil {
				return err
			}
			d.Plans = append(d.Plans, s)
		}
		return d.accounts(ctx, q, household.County)
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

func (d *FamilyDesk) accounts(ctx context.Context, q db.Query, county string) error {
	done := map[register.Ref]bool{}
	for _, e := range d.Entitlements {
		for i := range e.Stretches {
			payee := e.Stretches[i].Payee
			if done[payee] {
				continue
			}
			done[payee] = true
			a := AccountDesk{Person: payee}
			var err error
			if a.History, err = AccountHistory(ctx, q, county, payee); err != nil {
				return err
			}
			if a.Proxy, err = ProxyOf(ctx, q, county, payee); err != nil {
				return err
			}
			if now := a.Now(); now != nil {
				if a.Moves, err = AccountMoves(ctx, q, county, now.ID); err != nil {
					return err
				}
			}
			d.Accounts = append(d.Accounts, a)
		}
	}
	return nil
}

// RecoveryDesk reads a plan as it stands on a day (NotFound when there is none).
func (p *Pay) RecoveryDesk(ctx context.Context, county, id string, today civil.Date) (s *Statement, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		s, err = StatementOf(ctx, q, county, id, today)
		return err
	})
	return s, err
}

// RecoveryDesks are the plans of a county as they stand on a day, the newest first.
func (p *Pay) RecoveryDesks(ctx context.Context, county string, today civil.Date) (list []*Statement, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Recoveries(ctx, q, county, today)
		return err
	})
	return list, err
}

// OverlapDesk are the overlaps of a county in a state, or in all, the newest first.
func (p *Pay) OverlapDesk(ctx context.Context, county string, state OverlapState) (list []*Overlap, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Overlaps(ctx, q, county, state)
		return err
	})
	return list, err
}

// NationalDesk are the comparisons of a county, the newest first, and the differences
// of one of them; of the newest when none is named.
func (p *Pay) NationalDesk(ctx context.Context, county, id string) (list []*Comparison, differences []*NationalDifference, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		if list, err = Comparisons(ctx, q, county); err != nil || len(list) == 0 {
			return err
		}
		if id == "" {
			id = list[0].ID
		}
		differences, err = Differences(ctx, q, county, id)
		return err
	})
	return list, differences, err
}

// CardDesk are the steps of a run through the one-card office.
func (p *Pay) CardDesk(ctx context.Context, r *Run) (list []CardStep, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = p.CardSteps(ctx, q, r)
		return err
	})
	return list, err
}

// PurposeDesk is what a run that pays once is for; nil for every other run. Frozen
// counts the lines of its file that were frozen since it was made, handed says that
// the bank has it.
func (p *Pay) PurposeDesk(ctx context.Context, r *Run) (purpose *Purpose, frozen int, handed bool, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		if purpose, err = PurposeOf(ctx, q, r.County, r.ID); err != nil || r.State != Sent {
			return err
		}
		if frozen, err = r.FrozenSince(ctx, q); err != nil {
			return err
		}
		_, handed, err = HandedOver(ctx, q, r.County, r.ID)
		return err
	})
	return purpose, frozen, handed, err
}

// Title is the state in words.
func (s EventState) Title() string {
	switch s {
	case EventSettled:
		return "已决定"
	case EventMistaken:
		return "误报"
	}
	return "待决定"
}

// Title is the outcome in words.
func (o Outcome) Title() string {
	return map[Outcome]string{Stop: "停发", GoOn: "继续发放", NewPayee: "换领款人后继续发放", Mistake: "误报，解冻"}[o]
}

// Title is the state in words.
func (s FreezeState) Title() string {
	return map[FreezeState]string{Freezing: "冻结", Watched: "照发，待复核", Stopped: "已停发", Released: "已解冻"}[s]
}

// Title is the state in words.
func (s OverlapState) Title() string {
	return map[OverlapState]string{OverlapOpen: "待处理", OverlapKept: "可以同享", OverlapStopped: "已停", OverlapGone: "已消失"}[s]
}

// Title is the capacity in words.
func (c Capacity) Title() string {
	return map[Capacity]string{Own: "本人", Member: "家庭成员", Guardian: "监护人", Keeper: "代保管", Institution: "供养机构"}[c]
}
