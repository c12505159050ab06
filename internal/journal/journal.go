package journal

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Journal is the one way to write business rows. It is safe for use by many
// goroutines.
type Journal struct {
	db     *db.DB
	tables []*Table
}

// New makes a journal over a store and all tables of versions in it. Verify
// looks into exactly these.
func New(store *db.DB, tables ...*Table) *Journal {
	return &Journal{db: store, tables: slices.Clone(tables)}
}

// DB is the store, for reading.
func (j *Journal) DB() *db.DB { return j.db }

// Do runs f as one act and returns the act. When f fails nothing is written,
// the act included. f may run several times and must not act outside the store.
func (j *Journal) Do(ctx context.Context, h Header, f func(w *Write) error) (*Act, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	durability := db.Ordinary
	if h.Durable {
		durability = db.Full
	}
	var act *Act
	err := j.db.Write(ctx, durability, func(tx *db.Tx) error {
		w, err := begin(ctx, tx, h)
		if err != nil {
			return err
		}
		if err := f(w); err != nil {
			return err
		}
		if err := w.finish(ctx); err != nil {
			return err
		}
		act = w.act
		return nil
	})
	if err != nil {
		return nil, err
	}
	return act, nil
}

const (
	beginChain = `INSERT INTO chain (county, seq, at, hash) VALUES ($1, 0, 0, $2) ON CONFLICT (county) DO NOTHING`
	readChain  = `SELECT seq, at, hash FROM chain WHERE county = $1`
	lockChain  = `SELECT seq, at, hash FROM chain WHERE county = $1 FOR UPDATE`
	moveChain  = `UPDATE chain SET seq = $2, at = $3, hash = $4 WHERE county = $1`
)

// genesis stands where the hash of the act before the first would.
var genesis = make([]byte, hashSize)

// begin takes the end of the county's chain, so that acts of one county queue,
// and fixes the instant of the act.
func begin(ctx context.Context, tx *db.Tx, h Header) (*Write, error) {
	if _, err := tx.Exec(ctx, beginChain, h.County, genesis); err != nil {
		return nil, err
	}
	statement := readChain // SQLite has one writer anyway
	if tx.Dialect() == db.PostgreSQL {
		statement = lockChain
	}
	act := &Act{County: h.County, Kind: h.Kind, Actor: h.Actor, Purpose: h.Purpose, Cause: h.Cause, Note: h.Note, Batch: h.Batch}
	var last civil.Instant
	if err := tx.QueryRow(ctx, statement, h.County).Scan(&act.Seq, &last, &act.Previous); err != nil {
		return nil, err
	}
	act.Seq++
	// A clock that was set back does not take the journal with it.
	act.At = max(civil.InstantOf(tx.Now()), last)
	return &Write{tx: tx, header: h, act: act, county: act.County, seq: act.Seq, prover: newProver(), buffers: map[*Table]*buffer{}}, nil
}

// finish writes what is still held back, and the act itself.
func (w *Write) finish(ctx context.Context) error {
	// The proofs of all counties are made while the first is being written.
	w.proveRest()
	for _, other := range w.others {
		other.proveRest()
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	for _, other := range w.others {
		if err := other.finish(ctx); err != nil {
			return err
		}
	}
	a := w.act
	a.Entries, a.Content = int64(len(w.entries)), content(w.entries)
	a.Hash = a.sum()
	if err := w.tx.Insert(ctx, actTable, [][]any{a.row()}); err != nil {
		return err
	}
	if a.Batch != "" {
		if _, err := w.tx.Exec(ctx, holdAct, a.County, a.Seq, a.Batch); err != nil {
			return err
		}
	}
	_, err := w.tx.Exec(ctx, moveChain, a.County, a.Seq, int64(a.At), a.Hash)
	return err
}
