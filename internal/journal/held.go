package journal

import (
	"context"
	"sync"
	"sync/atomic"
)

// New versions are held back, so that they go out together, and their proofs are
// made beside the writing: hashing is a fifth of the work of a large load, and
// the store's one writer need not wait for it.

// buffer holds new versions of one table back.
type buffer struct {
	rows      [][]any    // whose proofs nobody makes yet
	stretches []*stretch // whose proofs are being made, or are made
	held      int        // versions in all of these
}

// The sizes of what is held back.
const (
	provenAtOnce = 128  // versions whose proofs one goroutine makes
	aloneMost    = 8    // versions too few to be worth a goroutine
	held         = 4096 // versions of one table
)

// stretch is a run of new versions whose proofs are made together.
type stretch struct {
	rows    [][]any
	entries []entry
	err     error
	begun   atomic.Bool // somebody makes the proofs
	done    chan struct{}
}

// provers are kept, with their memory, for the stretches to come.
var provers = sync.Pool{New: func() any { return newProver() }}

func (w *Write) hold(ctx context.Context, t *Table, row []any) error {
	b := w.buffers[t]
	if b == nil {
		b = &buffer{}
		w.buffers[t] = b
		w.order = append(w.order, t)
	}
	b.rows = append(b.rows, row)
	b.held++
	if len(b.rows) == provenAtOnce {
		w.prove(t, b)
	}
	if b.held < held {
		return nil
	}
	return w.flush(ctx)
}

// prove begins to make the proofs of the versions of a table held back so far.
func (w *Write) prove(t *Table, b *buffer) {
	if len(b.rows) == 0 {
		return
	}
	s := &stretch{rows: b.rows, done: make(chan struct{})}
	b.stretches = append(b.stretches, s)
	county, seq := w.act.County, w.act.Seq
	if len(b.rows) <= aloneMost {
		s.prove(w.prover, t, county, seq)
		b.rows = b.rows[:0:0]
		return
	}
	b.rows = make([][]any, 0, provenAtOnce)
	go func() {
		p, _ := provers.Get().(*prover) // the pool has nothing else
		defer provers.Put(p)
		s.prove(p, t, county, seq)
	}()
}

// proveRest begins to make all proofs that nobody makes yet.
func (w *Write) proveRest() {
	for _, t := range w.order {
		w.prove(t, w.buffers[t])
	}
}

// prove fills the proofs of a stretch in, unless somebody else does. Whoever needs
// them and finds them not begun makes them himself, rather than wait for a turn.
func (s *stretch) prove(p *prover, t *Table, county string, seq int64) {
	if s.begun.Swap(true) {
		return
	}
	defer close(s.done)
	s.entries = make([]entry, len(s.rows))
	room := make([]byte, 0, len(s.rows)*wholeProof)
	for i, row := range s.rows {
		salt := p.salt()
		id, _ := row[1].(string) // as Open put it there
		if s.entries[i], s.err = p.version(salt, t.name, county, id, seq, row[4:6], row[len(lead):]); s.err != nil {
			return
		}
		from := len(room)
		room = append(append(room, salt...), s.entries[i][:]...)
		row[6] = room[from:len(room):len(room)]
	}
}

// flush writes all versions held back, tables in the order they came.
func (w *Write) flush(ctx context.Context) error {
	w.proveRest()
	for _, t := range w.order {
		b := w.buffers[t]
		for _, s := range b.stretches {
			s.prove(w.prover, t, w.act.County, w.act.Seq)
			<-s.done
			if s.err != nil {
				return s.err
			}
			if err := w.tx.Insert(ctx, t.insert, s.rows); err != nil {
				return err
			}
			w.entries = append(w.entries, s.entries...)
		}
		b.stretches, b.held = b.stretches[:0], 0
	}
	return nil
}
