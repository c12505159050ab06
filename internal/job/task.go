package job

import (
	"context"
	"encoding/json"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Task is a piece of work.
type Task struct {
	County  string
	ID      string
	Kind    string
	Key     string
	Body    string // JSON
	Attempt int64  // this is the how-manieth time, from 1
}

// Read reads the task's body.
func (t *Task) Read(into any) error { return json.Unmarshal([]byte(t.Body), into) }

const putTask = `INSERT INTO task (county, id, kind, key, body, due, attempt, leased, ended, failure)
	VALUES ($1, $2, $3, $4, $5, $6, 0, 0, NULL, NULL) ON CONFLICT (county, kind, key) WHERE ended IS NULL DO NOTHING`

// Put puts a task down, to be done at an instant or later. While a task of the
// same county, kind and key is open, nothing is added.
func Put(ctx context.Context, tx *db.Tx, county, kind, key string, due civil.Instant, body any) error {
	written, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, putTask, county, db.NewID(), kind, key, string(written), int64(due))
	return err
}

const (
	findTask = `-- across counties
		SELECT county, id, kind, key, body, attempt FROM task
		WHERE ended IS NULL AND due <= $1 AND leased <= $1 ORDER BY due, county, id LIMIT 1`
	takeTask   = `UPDATE task SET leased = $3, attempt = attempt + 1 WHERE county = $1 AND id = $2`
	endTask    = `UPDATE task SET ended = $3, failure = $4, leased = 0 WHERE county = $1 AND id = $2 AND attempt = $5`
	delayTask  = `UPDATE task SET due = $3, failure = $4, leased = 0 WHERE county = $1 AND id = $2 AND attempt = $5`
	goOnTask   = `UPDATE task SET due = $3, attempt = 0, leased = 0 WHERE county = $1 AND id = $2 AND attempt = $4`
	restTask   = `UPDATE task SET due = $3, body = $5, attempt = 0, leased = 0 WHERE county = $1 AND id = $2 AND attempt = $4`
	forgetDone = `-- across counties
		DELETE FROM task WHERE ended < $1 AND failure IS NULL`
	// On PostgreSQL several programs may look for work at once.
	skipLocked = findTask + ` FOR UPDATE SKIP LOCKED`
)

// take leases the task that has been due longest; ok is false when there is none.
func take(ctx context.Context, store *db.DB, lease civil.Instant) (t Task, ok bool, err error) {
	err = store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		now := civil.InstantOf(tx.Now())
		statement := findTask
		if tx.Dialect() == db.PostgreSQL {
			statement = skipLocked
		}
		t, ok, err = db.One(ctx, tx, func(row db.Row) (t Task, err error) {
			return t, row.Scan(&t.County, &t.ID, &t.Kind, &t.Key, &t.Body, &t.Attempt)
		}, statement, int64(now))
		if err != nil || !ok {
			return err
		}
		t.Attempt++
		_, err = tx.Exec(ctx, takeTask, t.County, t.ID, int64(now+lease))
		return err
	})
	return t, ok, err
}

// keep writes down where a task goes on, and when.
func (r Rest) keep(ctx context.Context, tx *db.Tx, t Task) error {
	body, err := json.Marshal(r.Body)
	if err != nil {
		return err
	}
	due := civil.InstantOf(tx.Now().Add(r.For))
	_, err = tx.Exec(ctx, restTask, t.County, t.ID, int64(due), t.Attempt, string(body))
	return err
}
