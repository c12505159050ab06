package fact

import (
	"errors"
	"io/fs"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// OpenCounty opens the snapshot of a county in a folder together with the
// changes that belong to it. Changes of an earlier snapshot are passed over.
func OpenCounty(folder string, county civil.Area, facts []rule.Fact) (*Snapshot, error) {
	base, err := OpenSnapshot(SnapshotFile(folder, county), facts)
	if err != nil {
		return nil, err
	}
	change, err := OpenSnapshot(ChangeFile(folder, county), facts)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return base, nil
		}
		_ = base.Close()
		return nil, err
	}
	if change.Base != base.Hash || change.County != base.County {
		return base, change.Close()
	}
	defer base.Close()
	city, err := Overlay(base.City, Change{change.City, change.Removed}, facts)
	if err != nil {
		_ = change.Close()
		return nil, err
	}
	// The changes stay open: they are what the hash can be computed from again.
	change.City, change.Removed = city, nil
	return change, nil
}

// EachCounty opens one county after the other and lets go of it when visit
// returns, so that memory is bounded by the largest two: the next one is opened
// while a county is visited. The first error ends the walk.
func EachCounty(folder string, counties []civil.Area, facts []rule.Fact, visit func(*Snapshot) error) error {
	type opened struct {
		s   *Snapshot
		err error
	}
	ahead, stop := make(chan opened), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(ahead)
		for _, county := range counties {
			s, err := OpenCounty(folder, county, facts)
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
