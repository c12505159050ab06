package webhook

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
)

const (
	selectDeliveries = `SELECT ` + deliveryColumns + ` FROM webhook_delivery WHERE county = $1 AND webhook = $2 AND ($3 = '' OR state = $3)
		AND ($4 = '' OR id < $4) ORDER BY id DESC LIMIT $5`
	selectDelivery = `SELECT ` + deliveryColumns + ` FROM webhook_delivery WHERE county = $1 AND id = $2`
	countState     = `SELECT state, count(1) FROM webhook_delivery WHERE county = $1 AND webhook = $2 GROUP BY state`
)

// listMost is how many deliveries a page of a list may have.
const listMost = 100

// Deliveries are what was told to a receiver of a client or waits to be, the newest
// first, in one state when one is named, behind one when one is named.
func (o *Office) Deliveries(ctx context.Context, client, hook, state, behind string, limit int) (list []Delivery, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		if _, err := hookOf(ctx, q, client, hook); err != nil {
			return err
		}
		list, err = db.Many(ctx, q, scanDelivery, selectDeliveries, home, hook, state, behind, int64(min(max(limit, 1), listMost)))
		return err
	})
	return list, err
}

// Standing is how many deliveries of a receiver are in each state.
func (o *Office) Standing(ctx context.Context, client, hook string) (counts map[string]int64, err error) {
	counts = map[string]int64{}
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		if _, err := hookOf(ctx, q, client, hook); err != nil {
			return err
		}
		return db.Each(ctx, q, func(row db.Row) error {
			var state string
			var n int64
			err := row.Scan(&state, &n)
			counts[state] = n
			return err
		}, countState, home, hook)
	})
	return counts, err
}

// Again puts a delivery that was given up down once more. It refuses one that waits
// or was taken (Conflict), and one whose receiver has ended.
func (o *Office) Again(ctx context.Context, w *journal.Write, client, hook, id string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	h, err := hookOf(ctx, w, client, hook)
	if err != nil {
		return err
	}
	d, found, err := db.One(ctx, w, scanDelivery, selectDelivery, home, id)
	switch {
	case err != nil:
		return err
	case !found || d.Hook != hook:
		return &civil.Error{Kind: civil.NotFound, Code: "delivery_not_found", Message: "没有找到这条消息，请重新打开。"}
	case d.State != "dead" || h.Ended:
		return &civil.Error{Kind: civil.Conflict, Code: "delivery_state", Message: "这条消息不在未送达之列，或订阅已结束，不用重送。"}
	}
	if _, err := w.Tx().Exec(ctx, markDelivery, home, d.ID, "waiting", int64(0), d.Status, d.Failure, int64(d.Tried)); err != nil {
		return err
	}
	return job.Put(ctx, w.Tx(), home, Task, hook, 0, nil)
}
