package feed

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// progress is how far a load has come, as the store knows it.
type progress struct {
	record int // rows up to this one are stored
	holder string
	tally  Tally
}

const (
	startProgress = `INSERT INTO feed_progress (county, batch, record, holder, leased, started, changed, same, ended, unmatched, aside)
		VALUES ($1, $2, 0, $3, $4, 0, 0, 0, 0, 0, 0)`
	readProgress = `SELECT record, holder, leased, started, changed, same, ended, unmatched, aside FROM feed_progress WHERE county = $1 AND batch = $2`
	takeProgress = `UPDATE feed_progress SET holder = $3, leased = $4 WHERE county = $1 AND batch = $2`
	moveProgress = `UPDATE feed_progress SET record = $3, leased = $4, started = $5, changed = $6, same = $7, ended = $8, unmatched = $9, aside = $10
		WHERE county = $1 AND batch = $2 AND holder = $11`
	dropProgress = `DELETE FROM feed_progress WHERE county = $1 AND batch = $2`
)

// until is the end of a lease that begins with an act.
func until(w *journal.Write) int64 {
	return int64(civil.InstantOf(w.Tx().Now())) + lease.Milliseconds()
}

func (p *progress) start(ctx context.Context, w *journal.Write, batch string) error {
	_, err := w.Tx().Exec(ctx, startProgress, journal.Nowhere, batch, p.holder, until(w))
	return err
}

// claim takes over a load that was interrupted. It refuses one that another
// program is busy with.
func claim(ctx context.Context, w *journal.Write, o *Order, batch string) (progress, error) {
	var p progress
	var leased int64
	t := &p.tally
	err := w.QueryRow(ctx, readProgress, journal.Nowhere, batch).
		Scan(&p.record, &p.holder, &leased, &t.Opened, &t.Changed, &t.Same, &t.Ended, &t.Unmatched, &t.Aside)
	if err != nil {
		return p, err
	}
	busy := p.holder != o.Holder && leased > int64(civil.InstantOf(w.Tx().Now()))
	if busy && (o.Alive == nil || o.Alive(p.holder)) {
		return p, &civil.Error{Kind: civil.Conflict, Code: "load_running",
			Message: "这个文件正在由另一个程序读入，请等它完成；如果那个程序已经中断，十秒后再试。"}
	}
	p.holder = o.Holder
	_, err = w.Tx().Exec(ctx, takeProgress, journal.Nowhere, batch, p.holder, until(w))
	return p, err
}

// move writes how far the load is, in the act that brought it there. It refuses
// when another program has taken the load over: then that one goes on.
func (p *progress) move(ctx context.Context, w *journal.Write, batch string) error {
	t := p.tally
	n, err := w.Tx().Exec(ctx, moveProgress, journal.Nowhere, batch, p.record, until(w),
		t.Opened, t.Changed, t.Same, t.Ended, t.Unmatched, t.Aside, p.holder)
	if err == nil && n != 1 {
		err = &civil.Error{Kind: civil.Conflict, Code: "load_taken_over", Message: "这次读入已经由另一个程序接手或被放弃，这里到此为止。"}
	}
	return err
}

// dropped removes what is known of a load that is over.
func dropped(ctx context.Context, tx *db.Tx, batch string) error {
	_, err := tx.Exec(ctx, dropProgress, journal.Nowhere, batch)
	return err
}
