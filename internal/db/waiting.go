package db

import (
	"context"
	"os"
	"time"
)

// waiting lets several programs write to one SQLite store without one of them being
// left out. SQLite does not queue them: who finds the store taken looks again after a
// nap, and a load, which gives it back for a moment between two slices, has it again
// before the other wakes. So whoever is about to begin says in a file beside the store
// that he waits, and whoever has time, see [DB.GoFirst], looks there first and lets him
// go before. Within one program, writers queue at [DB.turn].
//
// It is a courtesy: what keeps two from writing at once is SQLite's own lock.
type waiting struct {
	file  *os.File
	first bool // gives way to nobody
}

const (
	// yieldMost is longer than the longest nap, 0.1 s, of somebody who waits.
	yieldMost = 200 * time.Millisecond
	yieldLook = time.Millisecond
)

// newWaiting opens the file; nobody is waited for where there can be none.
func newWaiting(store string) *waiting {
	file, err := os.OpenFile(store+"-wait", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return &waiting{}
	}
	return &waiting{file: file}
}

// GoFirst makes other programs wait for this one between two of their acts, and not
// this one for them: people sit before it. It must be called before the first act.
func (d *DB) GoFirst() {
	if d.wait != nil {
		d.wait.first = true
	}
}

// yield lets those of other programs go first who wait already.
func (w *waiting) yield(ctx context.Context) {
	if w.first {
		return
	}
	for end := time.Now().Add(yieldMost); w.others() && time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return
		case <-time.After(yieldLook):
		}
	}
}

// begin says that somebody waits while f waits.
func (w *waiting) begin(f func() error) error {
	w.mark()
	defer w.unmark()
	return f()
}

func (w *waiting) close() {
	if w.file != nil {
		_ = w.file.Close() // it holds nothing
	}
}
