//go:build unix

package db

import (
	"os"
	"syscall"
)

// marking is how often a mark is tried: somebody may be looking at that moment.
const marking = 10

// mark says that somebody of this program waits.
func (w *waiting) mark() {
	for range marking {
		if w.lock(syscall.LOCK_SH) {
			return
		}
	}
}

// unmark says that nobody does.
func (w *waiting) unmark() {
	if w.file != nil {
		_ = syscall.Flock(int(w.file.Fd()), syscall.LOCK_UN) // it goes with the program at the latest
	}
}

// others says whether somebody of another program waits. This program has no mark
// while it asks.
func (w *waiting) others() bool {
	if w.file == nil || w.lock(syscall.LOCK_EX) {
		w.unmark()
		return false
	}
	return true
}

func (w *waiting) lock(how int) bool {
	return w.file != nil && syscall.Flock(int(w.file.Fd()), how|syscall.LOCK_NB) == nil
}

// taken reports whether a file is this opening's alone now; it stays so until it is
// closed or the program ends.
func taken(file *os.File) bool {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
