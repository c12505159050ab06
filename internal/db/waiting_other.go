//go:build !unix

package db

// Where programs cannot mark files nobody says that he waits.

func (w *waiting) mark()        {}
func (w *waiting) unmark()      {}
func (w *waiting) others() bool { return false }
