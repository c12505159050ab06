package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// Query runs statements that only look.
type Query interface {
	Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, statement string, args ...any) *sql.Row
}

// Tx is a transaction that writes. It is for one goroutine.
type Tx struct {
	db       *DB
	conn     *sql.Conn
	now      time.Time
	prepared map[string]*sql.Stmt
	inserts  map[string]*inserting // SQLite: see insertRows
	bound    []driver.NamedValue
	failed   error // what can only be undone now
}

// asking is what a reader asks: a transaction, or a connection of its own.
type asking interface {
	QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row
	PrepareContext(ctx context.Context, statement string) (*sql.Stmt, error)
}

// reader is a transaction that only looks.
type reader struct {
	asking asking
	conn   *sql.Conn      // of SQLite
	kept   *[]driver.Stmt // statements of the driver to be given back
}

func (r reader) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	return r.asking.QueryContext(ctx, statement, args...)
}

func (r reader) QueryRow(ctx context.Context, statement string, args ...any) *sql.Row {
	return r.asking.QueryRowContext(ctx, statement, args...)
}

// keep closes a statement when the reader has done.
func (r reader) keep(statement driver.Stmt) { *r.kept = append(*r.kept, statement) }

// repeating is a reader that prepares what it is asked once.
type repeating struct {
	reader
	prepared map[string]*sql.Stmt
}

// Repeating gives a reader for somebody who asks the same things over and over,
// or for very many rows; it is for one goroutine. The rows of an answer must have
// been read before the same is asked again, unless [Each] reads them. What is no
// reader of [DB.Read] is given back as it is.
func Repeating(q Query) Query {
	r, ok := q.(reader)
	if !ok {
		return q
	}
	if r.conn != nil {
		if direct, err := newStepping(r); err == nil {
			return direct
		}
	}
	return repeating{r, map[string]*sql.Stmt{}}
}

// Query implements [Query].
func (r repeating) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	prepared, ok := r.prepared[statement]
	if !ok {
		var err error
		if prepared, err = r.asking.PrepareContext(ctx, statement); err != nil {
			return nil, err
		}
		r.prepared[statement] = prepared // closed with the transaction
	}
	return prepared.QueryContext(ctx, args...)
}

// Read runs f over one state of the store: what others write meanwhile is not seen.
func (d *DB) Read(ctx context.Context, f func(q Query) error) error {
	if d.dialect == SQLite {
		return d.readLite(ctx, f)
	}
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	return f(reader{asking: tx})
}

// readLite reads on a connection of its own, whose driver can be asked directly.
func (d *DB) readLite(ctx context.Context, f func(q Query) error) error {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, `BEGIN DEFERRED`); err != nil {
		return err
	}
	r := reader{asking: conn, conn: conn, kept: new([]driver.Stmt)}
	defer func() {
		for _, statement := range *r.kept {
			_ = statement.Close()
		}
		// The transaction must end even when its caller has gone.
		if _, failed := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`); failed != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	return f(r)
}

// Durability says what a commit waits for.
type Durability uint8

// How long a commit waits, see [Durability].
const (
	Ordinary Durability = iota // a power cut may lose the last moments, never the store's wholeness
	Full                       // money and decisions: on the disk when the commit returns
)

// attempts is how often a transaction is run that PostgreSQL breaks off because of another.
const attempts = 8

// Write runs f in a transaction and commits it; an error of f, or a panic,
// undoes everything. f may run several times and must not act outside the
// transaction. Business tables are written through package journal alone.
func (d *DB) Write(ctx context.Context, durability Durability, f func(tx *Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := d.writeOnce(ctx, durability, f)
		if err == nil || attempt == attempts || !brokenOff(err) {
			return err
		}
		pause := time.Duration(1<<attempt) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause + rand.N(pause)):
		}
	}
}

func (d *DB) writeOnce(ctx context.Context, durability Durability, f func(tx *Tx) error) error {
	pool := d.write
	if durability == Full {
		pool = d.durable
	}
	// Two SQLite connections may write; they take turns here, so that nobody
	// waits in the driver's own loop of naps.
	if d.turn != nil {
		select {
		case d.turn <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		defer func() { <-d.turn }()
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	tx := &Tx{db: d, conn: conn, now: d.Now(), prepared: map[string]*sql.Stmt{}, inserts: map[string]*inserting{}}
	return tx.run(ctx, f)
}

func (tx *Tx) run(ctx context.Context, f func(tx *Tx) error) (err error) {
	if err := tx.begin(ctx); err != nil {
		return err
	}
	whole := false
	defer func() {
		for _, statement := range tx.prepared {
			_ = statement.Close()
		}
		tx.closeInserts()
		if whole {
			return
		}
		// The transaction must end even when its caller has gone.
		if _, failed := tx.conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`); failed != nil {
			_ = tx.conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// From here nobody may give up half way.
	if _, err := tx.conn.ExecContext(context.WithoutCancel(ctx), `COMMIT`); err != nil {
		return err
	}
	whole = true
	if tx.db.log != nil {
		tx.db.log.wrote()
	}
	return nil
}

func (tx *Tx) begin(ctx context.Context) error {
	if tx.db.dialect == PostgreSQL {
		_, err := tx.conn.ExecContext(ctx, `BEGIN`)
		return err
	}
	tx.db.wait.yield(ctx)
	return tx.db.wait.begin(func() error {
		_, err := tx.conn.ExecContext(ctx, `BEGIN IMMEDIATE`)
		return err
	})
}

// Now is the store's clock when the transaction began. Package journal makes of
// it the instant of an act; nobody else should need it.
func (tx *Tx) Now() time.Time { return tx.now }

// Dialect is the engine of the store.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// Query runs a statement that gives rows.
func (tx *Tx) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	return tx.conn.QueryContext(ctx, statement, args...)
}

// QueryRow runs a statement that gives at most one row.
func (tx *Tx) QueryRow(ctx context.Context, statement string, args ...any) *sql.Row {
	return tx.conn.QueryRowContext(ctx, statement, args...)
}

// Exec runs a statement and says how many rows it touched. A statement is
// prepared once in a transaction.
func (tx *Tx) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	prepared, ok := tx.prepared[statement]
	if !ok {
		var err error
		if prepared, err = tx.conn.PrepareContext(ctx, statement); err != nil {
			return 0, err
		}
		tx.prepared[statement] = prepared
	}
	result, err := prepared.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// copyFrom streams rows into a PostgreSQL table.
func (tx *Tx) copyFrom(ctx context.Context, table string, columns []string, rows [][]any) error {
	return tx.conn.Raw(func(raw any) error {
		connection, ok := raw.(*stdlib.Conn)
		if !ok {
			return errors.New("db: this connection is not PostgreSQL's")
		}
		_, err := connection.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
		return err
	})
}

// brokenOff says whether a transaction failed only because another ran beside it.
func brokenOff(err error) bool {
	var failed *pgconn.PgError
	if errors.As(err, &failed) {
		return failed.Code == "40001" || failed.Code == "40P01"
	}
	return false
}

// IsUnique says whether an error means that a row with such a key exists.
func IsUnique(err error) bool {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) {
		return postgres.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == 2067 || lite.Code() == 1555)
}
