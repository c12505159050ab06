package feed

import (
	"context"
	"os"

	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// matchAbove is the size in bytes from which a file is matched in memory.
const matchAbove = 64 << 20

// bytesPerRow is little for a row: a file has hardly more than its size by this.
const bytesPerRow = 64

// RowsAbout is about how many rows a file may have, for deciding what is worth
// preparing; 0 when nobody knows.
func (p *Plan) RowsAbout() int {
	info, err := os.Stat(p.Path)
	if err != nil {
		return 0
	}
	return int(info.Size() / bytesPerRow)
}

// foreseen is whom the rows of a large file may be about, found while its bytes are
// still being summed up.
type foreseen struct {
	set  *IDSet
	err  error
	done chan struct{}
}

// foresee begins to find whom the rows of a file may be about. That is worth it when
// the file has more rows than there are people.
func (l *Loader) foresee(ctx context.Context, plan *Plan, sink Sink) *foreseen {
	f := &foreseen{done: make(chan struct{})}
	knower, ok := sink.(Knower)
	if !ok || plan.identity < 0 || plan.Feed.Membership != pack.NoMembership {
		close(f.done)
		return f
	}
	least := l.MatchAbove
	if least == 0 {
		least = matchAbove
	}
	info, err := os.Stat(plan.Path)
	if err != nil || info.Size() < least {
		close(f.done) // whoever reads the file says what is wrong with it
		return f
	}
	go func() {
		defer close(f.done)
		f.err = l.Journal.DB().Read(ctx, func(q db.Query) error {
			f.set, f.err = knower.Known(ctx, q, int(info.Size()/bytesPerRow/2))
			return f.err
		})
	}()
	return f
}

// wait gives whom the rows may be about; nil for anybody.
func (f *foreseen) wait() (*IDSet, error) {
	<-f.done
	return f.set, f.err
}
