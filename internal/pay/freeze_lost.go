package pay

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// loss is a death that was decided about: from a month on nothing was owed to him,
// neither by the month nor by a batch.
type loss struct {
	entitlement string
	owner       string // person of the benefit; empty: the household's
	stopped     bool   // the benefit was his alone
	dead        string
	from        civil.Month
}

const (
	selectLosses = `SELECT f.entitlement, f.person, f.state, e.person, f.first_month FROM pay_freeze f
		JOIN pay_event e ON e.county = f.county AND e.id = f.event AND e.closed IS NULL AND e.state = 'settled' AND e.for_good
		WHERE f.county = $1 AND f.household = $2 AND f.closed IS NULL AND f.first_month IS NOT NULL ORDER BY f.id`
	selectOnceOf   = `SELECT ` + lineColumns + fromLines + ` AND v.household = $2 AND v.kind IN ` + onceKinds + ` ORDER BY v.month, v.id`
	selectOnceSubj = `SELECT ` + lineColumns + fromLines + ` AND v.household = $2 AND v.programme = $3 AND v.person = $4 AND v.kind IN ` + onceKinds + ` ORDER BY v.month, v.id`
)

// takes says whether a line of a batch was for somebody who was dead by then.
func (x loss) takes(l *Line) bool {
	switch {
	case l.Month < x.from:
		return false
	case l.Person == x.dead:
		return true
	case l.Entitlement != "":
		return x.stopped && l.Entitlement == x.entitlement
	}
	return x.stopped && l.Person == x.owner
}

// lossesOf are the deaths in a household that were decided about.
func lossesOf(ctx context.Context, q db.Query, county, household string) ([]loss, error) {
	return db.Many(ctx, q, func(row db.Row) (x loss, err error) {
		var state FreezeState
		var from string
		if err := row.Scan(&x.entitlement, &x.owner, &state, &x.dead, &from); err != nil {
			return x, err
		}
		x.stopped = state == Stopped
		return x, monthsOf(monthText{&from, &x.from})
	}, selectLosses, county, household)
}

// lostLines are the lines of batches of a subject for months he did not live to see.
func lostLines(ctx context.Context, q db.Query, county string, s Subject) ([]*Line, error) {
	losses, err := lossesOf(ctx, q, county, s.Household)
	if err != nil || len(losses) == 0 {
		return nil, err
	}
	lines, err := db.Many(ctx, q, scanLine, selectOnceSubj, county, s.Household, s.Programme, s.Person)
	return taken(lines, losses), err
}

func taken(lines []*Line, losses []loss) []*Line {
	return slices.DeleteFunc(lines, func(l *Line) bool {
		return !slices.ContainsFunc(losses, func(x loss) bool { return x.takes(l) })
	})
}

// lose puts down as overpaid what batches have sent to somebody who was dead, for those
// subjects that have not been counted in this act.
func (e *Event) lose(ctx context.Context, w *journal.Write, list []*Freeze, done map[Subject]bool) error {
	if !e.ForGood || e.State != EventSettled {
		return nil
	}
	for _, f := range list {
		ref := register.Ref{County: w.County(), ID: f.Household}
		losses, err := lossesOf(ctx, w, ref.County, ref.ID)
		if err != nil {
			return err
		}
		lines, err := db.Many(ctx, w, scanLine, selectOnceOf, ref.County, ref.ID)
		if err != nil {
			return err
		}
		for _, l := range taken(lines, losses) {
			if done[l.Subject] {
				continue
			}
			done[l.Subject] = true
			if err := reconcile(ctx, w, l.Subject, "event:"+e.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
