package fact

import (
	"cmp"
	"errors"
	"io/fs"
	"sync"

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

// EachCounty opens one county after the other and lets go of it when visit
// returns, so that memory is bounded by the largest two: the next one is opened
// while a county is visited. open is never called twice at once. The first error
// ends the walk.
func EachCounty(counties []civil.Area, open func(county civil.Area) (*Snapshot, error), visit func(*Snapshot) error) error {
	type opened struct {
		s   *Snapshot
		err error
	}
	ahead, stop := make(chan opened), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(ahead)
		for _, county := range counties {
			s, err := open(county)
			select {
			case ahead <- opened{s, err}:
			case <-stop:
				if s != nil {
					_ = s.Close()
				}
				return
			}
		}
	})
	defer wait.Wait()
	defer close(stop)
	for o := range ahead {
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
