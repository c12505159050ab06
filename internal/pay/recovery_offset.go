package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// wholePermille is all of something in thousandths.
const wholePermille = 1000

// debt is what may be kept back from a subject's next payment.
type debt struct {
	monthly, left civil.Fen
	permille      int64 // of the month at most
}

// readDebts reads what families agreed to have kept back.
func (b *book) readDebts(ctx context.Context, q db.Query, over []*Overpayment) error {
	plans, err := db.Many(ctx, q, scanRecovery, selectPlansOpen, b.order.County)
	if err != nil {
		return err
	}
	for _, p := range plans {
		b.debts[p.Subject] = debt{monthly: p.Offset, permille: p.Permille}
	}
	for _, o := range over {
		if d, ok := b.debts[o.Subject]; ok {
			d.left += o.Amount
			b.debts[o.Subject] = d
		}
	}
	return nil
}

// keep holds back a part of a month's line as far as the family agreed: never more
// than the share the agreement was signed under, so that it has something to live on. A second line
// stands for the part, so that the month is not paid again.
func (b *book) keep(l *Line, payee register.Ref) {
	d, ok := b.debts[l.Subject]
	if !ok || l.Status != Ready || l.Kind != Regular {
		return
	}
	part := min(d.monthly, d.left, l.Amount*civil.Fen(d.permille)/wholePermille)
	if part <= 0 {
		return
	}
	l.Amount -= part
	b.add(&Line{Subject: l.Subject, Month: l.Month, Kind: Offset, Entitlement: l.Entitlement, Division: l.Division, Amount: part}, payee)
}

// offset settles debts by the lines of a list that leaves.
func (r *Run) offset(ctx context.Context, w *journal.Write, lines []*Line) error {
	for _, l := range lines {
		if l.Kind != Offset || l.Status != Ready {
			continue
		}
		plans, err := PlansOf(ctx, w, register.Ref{County: l.County, ID: l.Household})
		if err != nil {
			return err
		}
		left := l.Amount
		for _, p := range plans {
			if p.Subject == l.Subject && p.State == PlanOpen {
				if left, err = p.settle(ctx, w, SetOff, left, w.At().Date(), l.ID); err != nil {
					return err
				}
			}
		}
		if left != 0 {
			return civil.Conflict.Refuse("pay_lines_outdated", "有一笔抵扣多于还没收回的钱，请退回重新编制。")
		}
		l.Status = Paid
		if err := l.put(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// unoffset takes back what a file that never left had kept back. What is overpaid is
// looked at again by whoever calls it.
func (r *Run) unoffset(ctx context.Context, w *journal.Write, lines []*Line) error {
	for _, l := range lines {
		if l.Kind != Offset || l.Status != Paid {
			continue
		}
		entries, err := db.Many(ctx, w, scanRecovered, selectRecoveredOf, r.County, l.Household)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Kind != SetOff || e.Reference != l.ID {
				continue
			}
			if err := w.Close(ctx, recoveredTable, e.ID, e.Opened); err != nil {
				return err
			}
		}
		l.Status = Ready
		if err := l.put(ctx, w); err != nil {
			return err
		}
	}
	return nil
}
