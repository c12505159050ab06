package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// workCommand does what was put down to be done later.
type workCommand struct {
	storeFlags `embed:""`

	Once bool `help:"把现有的做完就结束；缺省一直等新的。"`
}

// Run works.
func (c *workCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	log := slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	sends, err := gateway(log)
	if err != nil {
		return err
	}
	// Whatever serving puts down may be due here, so all stages are wired.
	b, err := o.bureau(s, sends, log)
	if err != nil {
		return err
	}
	worker := b.worker
	if !c.Once {
		if err := b.worker.Schedule(ctx); err != nil {
			return err
		}
		s.progress("等待后台任务，按 Ctrl-C 结束 …")
		return worker.Run(ctx)
	}
	done, err := worker.Drain(ctx)
	if err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]int{"done": done})
	}
	fmt.Fprintf(s.Out, "做完后台任务 %d 件。\n", done)
	return nil
}

// searchTask makes the search terms of a county.
const searchTask = "search.terms"

// worker wires the stages that hear news or do work later.
func (o *office) worker(log *slog.Logger) *job.Worker {
	w := job.NewWorker(o.db, log)
	w.Listen("search", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		return job.Put(ctx, tx, n.County, searchTask, n.County, 0, nil)
	}, feed.LoadedTopic, register.PersonTopic)
	w.Handle(searchTask, o.indexTerms)
	w.Handle(sealTask, o.sealAgain)
	w.Handle(resealTask, o.reseal)
	return w
}

// spell is how long a task works before it leaves the rest for the next time, well
// within its lease.
const spell = time.Minute

// indexTerms makes search terms. What was done stays done, so the task may be
// broken off and taken again.
func (o *office) indexTerms(ctx context.Context, t job.Task) error {
	until := time.Now().Add(spell)
	for _, kind := range register.Searchables() {
		for more := true; more; {
			if time.Now().After(until) {
				return job.ErrMore
			}
			var err error
			if more, err = o.register.IndexTerms(ctx, t.County, kind); err != nil {
				return err
			}
		}
	}
	return nil
}
