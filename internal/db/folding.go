package db

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// folding folds the log of an SQLite store into its file beside those who write.
// Left to itself, SQLite does so at the end of the very commit that has made the log
// too long: somebody's decision, or a load, then waits while 64 MB go to the disk and
// the disk says that it has them.
//
// A failure costs nothing but this: nothing is in the log that is not safe there, and
// whoever writes folds a log that has become four times as long, see [source].
type folding struct {
	pool *sql.DB
	due  chan struct{} // somebody has written
	stop context.CancelFunc
	over sync.WaitGroup
}

const (
	// foldAfter lets the log grow to 64 MB before it is folded into the file: a load
	// touches the same pages of an index slice after slice, and each is then written
	// once instead of every time.
	foldAfter = 16000 // pages

	// foldPause is how long writing is let go on between two looks at the log.
	foldPause = 200 * time.Millisecond

	// A look folds nothing. Both say whether somebody else is folding, how many pages
	// the log has, and how many of them the file has already.
	logLooked = `PRAGMA wal_checkpoint(NOOP)`
	logFolded = `PRAGMA wal_checkpoint(PASSIVE)`
)

// fold begins to look after the log of the store that pool writes to.
func fold(pool *sql.DB) *folding {
	ctx, stop := context.WithCancel(context.Background())
	f := &folding{pool: pool, due: make(chan struct{}, 1), stop: stop}
	f.over.Go(func() {
		for f.wait(ctx) {
			f.look(ctx)
		}
	})
	return f
}

// wrote tells that the log has become longer.
func (f *folding) wrote() {
	select {
	case f.due <- struct{}{}:
	default:
	}
}

// wait waits until somebody has written, and a little more; false when the store is
// being closed.
func (f *folding) wait(ctx context.Context) bool {
	select {
	case <-f.due:
	case <-ctx.Done():
		return false
	}
	select {
	case <-time.After(foldPause):
		return true
	case <-ctx.Done():
		return false
	}
}

// look folds the log when it has become long.
func (f *folding) look(ctx context.Context) {
	var busy, pages, folded int64
	if f.pool.QueryRowContext(ctx, logLooked).Scan(&busy, &pages, &folded) != nil || pages-folded < foldAfter {
		return
	}
	_ = f.pool.QueryRowContext(ctx, logFolded).Scan(&busy, &pages, &folded)
}

// close ends it; what is being folded is folded.
func (f *folding) close() error {
	f.stop()
	f.over.Wait()
	return f.pool.Close()
}
