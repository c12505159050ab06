package feed

import (
	"testing"
	"time"
)

func TestSlicesAreLongOnlyWhileNobodyElseWrites(t *testing.T) {
	t.Parallel()
	now := time.Duration(0)
	r := &run{order: &Order{Clock: func() time.Duration { return now }}}
	for _, step := range []struct {
		name  string
		at    time.Duration
		heard bool
		want  time.Duration
	}{
		{"nobody has written yet", 0, false, aloneSlice},
		{"somebody writes", 5 * time.Second, true, slice},
		{"he has just written", 14 * time.Second, false, slice},
		{"he writes again", 14 * time.Second, true, slice},
		{"that is not long ago", 20 * time.Second, false, slice},
		{"he has gone home", 25 * time.Second, false, aloneSlice},
	} {
		now = step.at
		if step.heard {
			r.heard.Store(int64(now) + 1)
		}
		if got := r.sliceNow(); got != step.want {
			t.Errorf("%s: slices of %v, want %v", step.name, got, step.want)
		}
	}
}

func TestPagesFollowTheClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		rows       int
		took       time.Duration
		heard      bool
		least, top int64
	}{
		{"a slice of the right length alone", 3000, aloneSlice, false, 1999, 2001},
		{"the same while another writes", 3000, aloneSlice, true, 999, 1001},
		{"a fast machine", 20000, time.Millisecond, false, mostRows, mostRows},
		{"a very slow one", 1, time.Hour, true, 500, 500},
	} {
		r := &run{order: &Order{Clock: func() time.Duration { return time.Second }}}
		r.rows.Store(firstRows)
		if c.heard {
			r.heard.Store(1)
		}
		r.adapt(c.rows, c.took)
		if got := r.rows.Load(); got < c.least || got > c.top {
			t.Errorf("%s: the next page has %d rows, want %d to %d", c.name, got, c.least, c.top)
		}
	}
}
