package job

import (
	"context"
	"errors"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Chore is work that is done over and over, once in each stretch of time. It must
// stand being done twice in one.
type Chore struct {
	Kind  string
	Every civil.Instant // the length of a stretch
	Do    func(ctx context.Context) error
}

// dayBegins is when a day of chores begins, two in the night in China, in UTC.
const dayBegins civil.Instant = 18 * 60 * 60 * 1000

// begin is the beginning of the stretch an instant is in.
func (c Chore) begin(at civil.Instant) civil.Instant {
	return (at-dayBegins)/c.Every*c.Every + dayBegins
}

// put puts the chore down for a stretch, once however often it is called.
func (c Chore) put(ctx context.Context, tx *db.Tx, from civil.Instant) error {
	return Put(ctx, tx, journal.Nowhere, c.Kind, from.String(), from, nil)
}

// Repeat says what is done by the clock. The next turn is put down before this one
// is done, so that a chore that fails does not end.
func (w *Worker) Repeat(c Chore) {
	w.chores = append(w.chores, c)
	w.Handle(c.Kind, func(ctx context.Context, _ Task) error {
		err := w.store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
			return c.put(ctx, tx, c.begin(civil.InstantOf(tx.Now()))+c.Every)
		})
		return errors.Join(err, c.Do(ctx))
	})
}

// Schedule puts every chore down for the present stretch. Several programs may do so
// for one store, and again after each start.
func (w *Worker) Schedule(ctx context.Context) error {
	return w.store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		for _, c := range w.chores {
			if err := c.put(ctx, tx, c.begin(civil.InstantOf(tx.Now()))); err != nil {
				return err
			}
		}
		return nil
	})
}
