package job

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Failed is a task that did not succeed: one that was given up, or one that fails
// again and again and is still tried.
type Failed struct {
	County, ID, Kind string
	Failure          string // the code of the last failure
	Attempt          int64
	Due              civil.Instant // when it is tried again
	Ended            civil.Instant // when it was given up; 0: not yet
}

// often is after how many failures somebody is told: what failed once or twice
// mostly waits for another program, and succeeds by itself.
const often = 3

const failedTasks = `-- across counties
	SELECT county, id, kind, failure, attempt, due, ended FROM task
	WHERE failure IS NOT NULL AND (ended IS NOT NULL OR attempt >= $1) ORDER BY id DESC LIMIT $2`

// Backlog is what could not be done, for an administrator.
type Backlog struct{ journal *journal.Journal }

// NewBacklog looks at the tasks of a store.
func NewBacklog(j *journal.Journal) *Backlog { return &Backlog{j} }

// Failed lists the newest tasks that failed often or were given up.
func (b *Backlog) Failed(ctx context.Context, limit int) (list []Failed, err error) {
	err = b.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanFailed, failedTasks, int64(often), int64(limit))
		return err
	})
	return list, err
}

func scanFailed(row db.Row) (f Failed, err error) {
	var ended *int64
	err = row.Scan(&f.County, &f.ID, &f.Kind, &f.Failure, &f.Attempt, &f.Due, &ended)
	if ended != nil {
		f.Ended = civil.Instant(*ended)
	}
	return f, err
}

const (
	retryTask = `UPDATE task SET ended = NULL, due = $3, attempt = 0, leased = 0
		WHERE county = $1 AND id = $2 AND failure IS NOT NULL AND NOT EXISTS (SELECT 1 FROM task o
			WHERE o.county = $1 AND o.id <> $2 AND o.ended IS NULL AND o.kind = task.kind AND o.key = task.key)`
	dismissTask = `UPDATE task SET failure = NULL WHERE county = $1 AND id = $2 AND ended IS NOT NULL AND failure IS NOT NULL`
)

// Retry lets a task that failed be tried again from now on, as often as a new one.
// What has been ordered anew meanwhile stays given up (Conflict).
func (*Backlog) Retry(ctx context.Context, w *journal.Write, county, id string) error {
	changed, err := w.Tx().Exec(ctx, retryTask, county, id, int64(w.At()))
	if err == nil && changed == 0 {
		err = &civil.Error{Kind: civil.Conflict, Code: "task_not_failed", Message: "这项任务已经在办或者已经办成，不用再试。"}
	}
	return err
}

// Dismiss takes a task that was given up off the list; it is forgotten with those
// that were done. Nothing is taken off that is still tried (Conflict).
func (*Backlog) Dismiss(ctx context.Context, w *journal.Write, county, id string) error {
	changed, err := w.Tx().Exec(ctx, dismissTask, county, id)
	if err == nil && changed == 0 {
		err = &civil.Error{Kind: civil.Conflict, Code: "task_not_given_up", Message: "这项任务还在重试或者已经办成，不能从清单里去掉。"}
	}
	return err
}
