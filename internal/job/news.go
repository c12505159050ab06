package job

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const (
	beginHearing = `INSERT INTO heard (county, listener, seq) VALUES ($1, $2, 0) ON CONFLICT (county, listener) DO NOTHING`
	readHeard    = `SELECT seq FROM heard WHERE county = $1 AND listener = $2`
	lockHeard    = `SELECT seq FROM heard WHERE county = $1 AND listener = $2 FOR UPDATE`
	moveHeard    = `UPDATE heard SET seq = $3 WHERE county = $1 AND listener = $2`
	selectHeard  = `-- across counties
		SELECT c.county, c.seq, CAST(coalesce(h.seq, 0) AS BIGINT) FROM chain c
		LEFT JOIN heard h ON h.county = c.county AND h.listener = $1
		WHERE coalesce(h.seq, 0) < c.seq ORDER BY c.county`
)

// hear hands to every listener what it has not heard, act by act.
func (w *Worker) hear(ctx context.Context) (pieces int, err error) {
	type behind struct {
		county    string
		end, seen int64
	}
	for _, l := range w.listeners {
		var list []behind
		err := w.store.Read(ctx, func(q db.Query) (err error) {
			list, err = db.Many(ctx, q, func(row db.Row) (b behind, err error) {
				return b, row.Scan(&b.county, &b.end, &b.seen)
			}, selectHeard, l.name)
			return err
		})
		if err != nil {
			return pieces, err
		}
		for _, b := range list {
			n, err := w.hearCounty(ctx, l, b.county)
			if err != nil {
				w.log.Error("a listener failed; the news waits", "listener", l.name, "county", b.county, "code", code(err))
			}
			pieces += n
		}
	}
	return pieces, nil
}

// hearCounty hands one county's news to a listener, the mark of what was heard
// in the same transaction.
func (w *Worker) hearCounty(ctx context.Context, l listener, county string) (pieces int, err error) {
	err = w.store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		pieces = 0
		if _, err := tx.Exec(ctx, beginHearing, county, l.name); err != nil {
			return err
		}
		statement := readHeard
		if tx.Dialect() == db.PostgreSQL {
			statement = lockHeard
		}
		seen, err := db.Int(tx.QueryRow(ctx, statement, county, l.name))
		if err != nil {
			return err
		}
		// The end is read before the news: what is told after it waits.
		end, err := db.Int(tx.QueryRow(ctx, `SELECT seq FROM chain WHERE county = $1`, county))
		if err != nil {
			return err
		}
		news, err := journal.NewsAfter(ctx, tx, county, seen)
		if err != nil {
			return err
		}
		for _, n := range news {
			if n.Seq > end || !l.topics[n.Topic] {
				continue
			}
			if err := l.hear(ctx, tx, n); err != nil {
				return err
			}
			pieces++
		}
		_, err = tx.Exec(ctx, moveHeard, county, l.name, end)
		return err
	})
	return pieces, err
}
