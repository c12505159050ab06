//go:build unix

package db

import (
	"path/filepath"
	"testing"
	"time"
)

func TestWhoWaitsInAnotherProgramGoesFirst(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lianxin.db")
	open := func() *DB {
		t.Helper()
		d, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	one, other := open(), open()
	write := func() (took time.Duration) {
		t.Helper()
		began := time.Now()
		if err := one.Write(t.Context(), Ordinary, func(*Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		return time.Since(began)
	}

	other.wait.mark()
	began := time.Now() // before the other's time runs: this program may be stopped in between
	time.AfterFunc(yieldMost/4, other.wait.unmark)
	write()
	if took := time.Since(began); took < yieldMost/4 {
		t.Errorf("somebody who waited was passed after %v", took)
	}
	other.wait.mark()
	if took := write(); took < yieldMost || took > 20*yieldMost {
		t.Errorf("somebody who never comes was waited for %v; want about %v", took, yieldMost)
	}
	one.GoFirst()
	took := write()
	for range 5 { // a busy machine may make one of them wait
		took = min(took, write())
	}
	if took >= yieldMost {
		t.Errorf("who goes first waited %v", took)
	}
}

// A load holds the store slice after slice; a clerk of another program who saves
// something meanwhile used to look for a gap between two of them for up to ten
// seconds, and then was refused.
func TestALoadLeavesRoomForAnotherProgram(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lianxin.db")
	load, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer load.Close()
	clerk, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer clerk.Close()
	clerk.GoFirst()
	over, saved := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(over)
		for range 20 {
			if err := clerk.Write(t.Context(), Ordinary, func(*Tx) error { return nil }); err != nil {
				saved <- err
				return
			}
		}
		saved <- nil
	}()
	slices := 0
	for going := true; going; {
		select {
		case <-over:
			going = false
		default:
			slices++
			err := load.Write(t.Context(), Ordinary, func(*Tx) error { time.Sleep(20 * time.Millisecond); return nil })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := <-saved; err != nil {
		t.Fatal(err)
	}
	// Each thing saved waits for the slice that has begun; a busy machine may let some
	// more pass. Who was left out waited for five hundred.
	if slices > 200 {
		t.Errorf("while 20 things were saved the load wrote %d slices", slices)
	}
}
