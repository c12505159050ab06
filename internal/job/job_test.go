package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/job"
	"lianxin/internal/journal"
)

const county = "320602"

func put(t *testing.T, store *db.DB, kind, key string, due civil.Instant) {
	t.Helper()
	if err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		return job.Put(t.Context(), tx, county, kind, key, due, map[string]int{"n": 1})
	}); err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, w *job.Worker) int {
	t.Helper()
	done, err := w.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestATaskIsDoneOnceItsTimeHasCome(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		w := job.NewWorker(store, quiet())
		var done []string
		w.Handle("greet", func(_ context.Context, task job.Task) error {
			var body map[string]int
			if err := task.Read(&body); err != nil || body["n"] != 1 {
				t.Error(task.Body, err)
			}
			done = append(done, task.Key)
			return nil
		})
		put(t, store, "greet", "a", 0)
		put(t, store, "greet", "a", 0) // the same again while the first is open
		put(t, store, "greet", "later", 1<<60)
		if n := drain(t, w); n != 1 || !slices.Equal(done, []string{"a"}) {
			t.Errorf("%d done: %v", n, done)
		}
		put(t, store, "greet", "a", 0) // the first has ended: this one is new
		if n := drain(t, w); n != 1 || len(done) != 2 {
			t.Errorf("%d done: %v", n, done)
		}
	})
}

func TestATaskOfAnActThatFailedIsNeverDone(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t)
	j := journal.New(store)
	_, err := j.Do(t.Context(), journal.Header{County: county, Kind: "a", Actor: "b", Purpose: "c"}, func(w *journal.Write) error {
		return errors.Join(job.Put(t.Context(), w.Tx(), county, "greet", "a", 0, nil), errors.New("no"))
	})
	w := job.NewWorker(store, quiet())
	w.Handle("greet", func(context.Context, job.Task) error { t.Error("it was done"); return nil })
	if n := drain(t, w); err == nil || n != 0 {
		t.Error(n, err)
	}
}

func TestATaskThatFailsIsPutOffAndItsTextStaysOutOfTheLog(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		var log bytes.Buffer
		w := job.NewWorker(store, slog.New(slog.NewTextHandler(&log, nil)))
		tries := 0
		w.Handle("greet", func(context.Context, job.Task) error {
			tries++
			return civil.Refuse("no_greeting", "张三没有开门")
		})
		put(t, store, "greet", "a", 0)
		if n := drain(t, w); n != 1 || tries != 1 {
			t.Errorf("%d done, %d tries", n, tries)
		}
		if text := log.String(); !strings.Contains(text, "no_greeting") || strings.Contains(text, "张三") {
			t.Error(text)
		}
	})
}

func TestTheLogSaysWithoutWordsWhyATaskFailed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		for want, err := range map[string]error{
			"lease_over": fmt.Errorf("张三: %w", context.DeadlineExceeded),
			"called_off": fmt.Errorf("张三: %w", context.Canceled),
			"internal":   errors.New("张三"),
		} {
			var log bytes.Buffer
			w := job.NewWorker(store, slog.New(slog.NewTextHandler(&log, nil)))
			w.Handle(want, func(context.Context, job.Task) error { return err })
			put(t, store, want, want, 0)
			drain(t, w)
			if text := log.String(); !strings.Contains(text, "code="+want) || strings.Contains(text, "张三") {
				t.Errorf("of %s the log says %s", want, text)
			}
		}
	})
}

func TestATaskThatNobodyHandlesIsGivenUpAndListed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		put(t, store, "nobody", "a", 0)
		drain(t, job.NewWorker(store, quiet()))
		failed, err := job.NewBacklog(journal.New(store)).Failed(t.Context(), 10)
		if err != nil || len(failed) != 1 || failed[0].Failure != "task_kind" || failed[0].Ended == 0 {
			t.Errorf("%+v, %v", failed, err)
		}
	})
}

func TestManyWorkersDoEveryTaskOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		const tasks = 60
		for i := range tasks {
			put(t, store, "greet", fmt.Sprint(i), 0)
		}
		var lock sync.Mutex
		done := map[string]int{}
		var all sync.WaitGroup
		for range 4 {
			w := job.NewWorker(store, quiet())
			w.Handle("greet", func(_ context.Context, task job.Task) error {
				lock.Lock()
				defer lock.Unlock()
				done[task.Key]++
				return nil
			})
			all.Go(func() {
				if _, err := w.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for key, n := range done {
			if n != 1 {
				t.Errorf("task %s was done %d times", key, n)
			}
		}
		if len(done) != tasks {
			t.Errorf("%d tasks were done", len(done))
		}
	})
}

// tell makes an act with one piece of news.
func tell(t *testing.T, j *journal.Journal, topic string, body int) {
	t.Helper()
	_, err := j.Do(t.Context(), journal.Header{County: county, Kind: "a", Actor: "b", Purpose: "c"}, func(w *journal.Write) error {
		return w.Tell(t.Context(), topic, body)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAListenerHearsEverythingInOrderAndOnlyOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := journal.New(store)
		w := job.NewWorker(store, quiet())
		var heard []string
		broken := true
		w.Listen("ear", func(_ context.Context, _ *db.Tx, n journal.News) error {
			if n.Body == "2" && broken {
				return errors.New("deaf for a moment")
			}
			heard = append(heard, n.Body)
			return nil
		}, "born")
		tell(t, j, "born", 1)
		drain(t, w)
		tell(t, j, "born", 2)
		tell(t, j, "died", 3)
		tell(t, j, "born", 4)
		drain(t, w)
		if !slices.Equal(heard, []string{"1"}) {
			t.Errorf("while deaf: %v", heard)
		}
		broken = false
		drain(t, w)
		drain(t, w)
		if !slices.Equal(heard, []string{"1", "2", "4"}) {
			t.Errorf("heard %v", heard)
		}
	})
}

func TestATaskThatLeavesARestIsCalledAgainAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		w := job.NewWorker(store, quiet())
		var attempts []int64
		w.Handle("count", func(_ context.Context, task job.Task) error {
			if attempts = append(attempts, task.Attempt); len(attempts) < 20 {
				return job.ErrMore
			}
			return nil
		})
		put(t, store, "count", "a", 0)
		if n := drain(t, w); n != 20 || slices.Max(attempts) != 1 {
			t.Errorf("%d calls, attempts %v", n, attempts)
		}
	})
}

// TestATaskThatRestsGoesOnLaterFromWhereItWas rests after each of three counties: until
// the rest is over nothing is done, the task stays the only one of its key, and another
// program that starts meanwhile goes on from there.
func TestATaskThatRestsGoesOnLaterFromWhereItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		now := time.Date(2025, 7, 1, 18, 0, 0, 0, time.UTC)
		store.SetClock(func() time.Time { return now })
		var places []int
		worker := func() *job.Worker {
			w := job.NewWorker(store, quiet())
			w.Handle("round", func(_ context.Context, task job.Task) error {
				var at map[string]int
				if err := task.Read(&at); err != nil {
					return err
				}
				if places = append(places, at["n"]); at["n"] < 3 {
					return job.Rest{Body: map[string]int{"n": at["n"] + 1}, For: time.Minute}
				}
				return nil
			})
			return w
		}
		put(t, store, "round", "a", 0)
		for i := range 3 {
			if n := drain(t, worker()); n != 1 {
				t.Errorf("turn %d: %d calls", i, n)
			}
			if n := drain(t, worker()); n != 0 {
				t.Errorf("turn %d: %d calls before the rest was over", i, n)
			}
			if i < 2 {
				put(t, store, "round", "a", 0) // the next round is due while this one rests
			}
			now = now.Add(time.Minute)
		}
		if !slices.Equal(places, []int{1, 2, 3}) {
			t.Errorf("places %v", places)
		}
	})
}
