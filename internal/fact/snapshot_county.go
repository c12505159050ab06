package fact

import (
	"cmp"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// OpenCounty opens the snapshot of a county in a folder together with the
// changes that belong to it, as [OpenSnapshot] does. Changes of an earlier
// snapshot are passed over.
func OpenCounty(folder string, county civil.Area, facts []rule.Fact, only ...string) (*Snapshot, error) {
	base, err := OpenSnapshot(SnapshotFile(folder, county), facts, only...)
	if err != nil {
		return nil, err
	}
	with, err := base.Changed(ChangeFile(folder, county), facts, only...)
	if err != nil {
		_ = base.Close()
		return nil, err
	}
	return with, nil
}

// Changed lays the changes in a file over a snapshot, or over one with earlier
// changes that are among them, and takes its place: it must not be used any
// more. Without such a file, or with changes of another snapshot, it is itself.
func (s *Snapshot) Changed(path string, facts []rule.Fact, only ...string) (*Snapshot, error) {
	change, err := OpenSnapshot(path, facts, only...)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if base := cmp.Or(s.Base, s.Hash); change.Base != base || change.County != s.County {
		return s, change.Close()
	}
	city, shared, err := laid(s.City, Change{change.City, change.Removed}, facts)
	if err != nil {
		_ = change.Close()
		return nil, err
	}
	// The changes stay open: they are what the hash can be computed from again.
	change.City, change.Removed = city, nil
	if shared {
		change.under = s
		return change, nil
	}
	return change, s.Close()
}

// openers is how many counties are opened at once: bringing the facts of one up to
// date waits now for the store and now for the processor.
const openers = 2

// EachCounty opens counties and lets go of each when visit returns, so that memory
// is bounded by the largest three: the next two are opened while a county is
// visited. visit is called for one after the other, in the order given; open for
// two different ones at once. The first error ends the walk.
func EachCounty(counties []civil.Area, open func(county civil.Area) (*Snapshot, error), visit func(*Snapshot) error) error {
	w := walk{counties: counties, open: open, room: make(chan struct{}, openers), stop: make(chan struct{}), done: make([]chan opened, len(counties))}
	for i := range w.done {
		w.done[i] = make(chan opened, 1)
	}
	var wait sync.WaitGroup
	for range openers {
		wait.Go(w.work)
	}
	defer w.leave(&wait)
	for i := range w.done {
		o := <-w.done[i]
		<-w.room
		err := o.err
		if err == nil {
			err = visit(o.s)
			if wrong := o.s.Close(); err == nil {
				err = wrong
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// walk is what those who open counties share.
type walk struct {
	counties []civil.Area
	open     func(county civil.Area) (*Snapshot, error)
	next     atomic.Int64
	room     chan struct{} // holds one for each county that is open and not yet visited
	stop     chan struct{}
	done     []chan opened // by county
}

type opened struct {
	s   *Snapshot
	err error
}

// work opens counties until there are no more, or nobody wants more.
func (w *walk) work() {
	for {
		select {
		case w.room <- struct{}{}:
		case <-w.stop:
			return
		}
		i := int(w.next.Add(1)) - 1
		if i >= len(w.counties) {
			return
		}
		s, err := w.open(w.counties[i])
		w.done[i] <- opened{s, err}
	}
}

// leave waits for everybody and closes what was opened and not visited.
func (w *walk) leave(wait *sync.WaitGroup) {
	close(w.stop)
	wait.Wait()
	for _, done := range w.done {
		select {
		case o := <-done:
			if o.err == nil {
				_ = o.s.Close()
			}
		default:
		}
	}
}
