package job

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// ErrMore is what a handler returns that has done a part and wants to be called
// again at once for the rest. It is no failure.
var ErrMore = errors.New("job: more is left to do")

// Rest is what a handler returns that has done a part and goes on later: the task's
// body says from now on where, also to a program that starts in between, and until
// then whoever is at work has the machine. It is no failure.
type Rest struct {
	Body any           // of the task, as JSON
	For  time.Duration // at least
}

// Error implements error.
func (Rest) Error() string { return "job: a part is done, the rest comes later" }

// Handler does a task. It may be called again for a task that it has done, when
// the program died before that was written down.
type Handler func(ctx context.Context, t Task) error

// Listener hears a piece of news. What it writes through tx is written together
// with the mark that it has heard; it must not act outside the transaction. For
// larger work it puts a task down.
type Listener func(ctx context.Context, tx *db.Tx, n journal.News) error

// Worker does tasks and hands news to listeners.
type Worker struct {
	store     *db.DB
	log       *slog.Logger
	handlers  map[string]Handler
	listeners []listener
	chores    []Chore
}

type listener struct {
	name   string
	topics map[string]bool
	hear   Listener
}

// The patience of a worker.
const (
	lease    = 5 * time.Minute // after which a task without an end is taken again
	attempts = 12              // after which a task is given up
	longest  = time.Hour       // between two attempts
	idle     = time.Second     // between two looks when there is nothing to do
	keep     = 30 * 24 * time.Hour
)

// NewWorker makes a worker of a store.
func NewWorker(store *db.DB, log *slog.Logger) *Worker {
	return &Worker{store: store, log: log, handlers: map[string]Handler{}}
}

// Handle says who does the tasks of a kind.
func (w *Worker) Handle(kind string, h Handler) { w.handlers[kind] = h }

// Kinds are the kinds of tasks somebody handles, in order.
func (w *Worker) Kinds() []string { return slices.Sorted(maps.Keys(w.handlers)) }

// Listen says who hears news of some topics. The name is kept in the store: a
// listener that is renamed hears everything again.
func (w *Worker) Listen(name string, hear Listener, topics ...string) {
	l := listener{name: name, topics: map[string]bool{}, hear: hear}
	for _, topic := range topics {
		l.topics[topic] = true
	}
	w.listeners = append(w.listeners, l)
}

// Drain hands out all news and does all tasks that are due, until nothing is
// left, and says how many tasks were done. A task that fails is put off, not
// returned; an error means that the store does not answer.
func (w *Worker) Drain(ctx context.Context) (done int, err error) {
	for {
		heard, err := w.hear(ctx)
		if err != nil {
			return done, err
		}
		worked, err := w.work(ctx)
		if err != nil {
			return done, err
		}
		if worked {
			done++
		}
		if !worked && heard == 0 {
			return done, nil
		}
	}
}

// Run works until the context ends.
func (w *Worker) Run(ctx context.Context) error {
	for {
		if _, err := w.Drain(ctx); err != nil && ctx.Err() == nil {
			w.log.Error("the store does not answer; work waits", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(idle):
		}
	}
}

// Forget removes tasks that were done long ago. Those given up stay.
func (w *Worker) Forget(ctx context.Context) error {
	return w.store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, forgetDone, int64(civil.InstantOf(tx.Now().Add(-keep))))
		return err
	})
}

// work does one task that is due.
func (w *Worker) work(ctx context.Context) (worked bool, err error) {
	t, ok, err := take(ctx, w.store, civil.Instant(lease.Milliseconds()))
	if err != nil || !ok {
		return false, err
	}
	failure := w.do(ctx, t)
	if ctx.Err() != nil {
		return false, ctx.Err() // the lease runs out, and the task is taken again
	}
	var rest Rest
	if errors.As(failure, &rest) {
		return true, w.store.Write(ctx, db.Ordinary, func(tx *db.Tx) error { return rest.keep(ctx, tx, t) })
	}
	return true, w.store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		now := civil.InstantOf(tx.Now())
		switch {
		case failure == nil:
			_, err := tx.Exec(ctx, endTask, t.County, t.ID, int64(now), nil, t.Attempt)
			return err
		case errors.Is(failure, ErrMore):
			_, err := tx.Exec(ctx, goOnTask, t.County, t.ID, int64(now), t.Attempt)
			return err
		case t.Attempt >= attempts || w.handlers[t.Kind] == nil:
			_, err := tx.Exec(ctx, endTask, t.County, t.ID, int64(now), code(failure), t.Attempt)
			return err
		}
		due := now + civil.Instant(pause(t.Attempt).Milliseconds())
		_, err := tx.Exec(ctx, delayTask, t.County, t.ID, int64(due), code(failure), t.Attempt)
		return err
	})
}

// errUnknownKind is the failure of a task that nobody handles.
var errUnknownKind = civil.Refuse("task_kind", "没有程序会办理这类后台任务。")

func (w *Worker) do(ctx context.Context, t Task) error {
	handle := w.handlers[t.Kind]
	if handle == nil {
		w.log.Error("nobody handles this kind of task", "kind", t.Kind, "county", t.County, "task", t.ID)
		return errUnknownKind
	}
	ctx, cancel := context.WithTimeout(ctx, lease)
	defer cancel()
	err := handle(ctx, t)
	if err != nil && !errors.Is(err, ErrMore) && !errors.As(err, &Rest{}) {
		w.log.Error("a task failed", "kind", t.Kind, "county", t.County, "task", t.ID, "attempt", t.Attempt, "code", code(err))
	}
	return err
}

// pause is how long to wait after an attempt: a second, doubled each time.
func pause(attempt int64) time.Duration {
	return min(longest, time.Second<<min(attempt-1, 20))
}

// code is what the store keeps of a failure. The text of an error may name
// people, so it goes nowhere.
func code(err error) string {
	var refusal *civil.Error
	switch {
	case errors.As(err, &refusal):
		return refusal.Code
	case errors.Is(err, context.DeadlineExceeded):
		return "lease_over"
	case errors.Is(err, context.Canceled):
		return "called_off"
	}
	return "internal"
}
