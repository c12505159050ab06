package db

import (
	"context"
	"database/sql"
	"strings"
)

const (
	// counted bounds how many rows of each value are counted, so that a table of
	// millions takes no longer than one of thousands.
	counted = `PRAGMA analysis_limit = 1000`

	selectTables = `-- across counties
		SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	analyze = `ANALYZE`
)

// Settle lets the engine count what its tables hold, so that it knows that a county
// is large and a household small. Without these counts SQLite would rather read all
// members of a county in their order than sort the three of a household. It is due
// after a load, and now and then. Tables are counted one by one, so that nobody who
// writes waits for all of them; connections know the counts from their next opening.
func (d *DB) Settle(ctx context.Context) error {
	if d.dialect == PostgreSQL {
		_, err := d.write.ExecContext(ctx, analyze)
		return err
	}
	names, err := d.tableNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := d.settle(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) tableNames(ctx context.Context) (names []string, err error) {
	err = d.Read(ctx, func(q Query) error {
		names, err = Many(ctx, q, Text, selectTables)
		return err
	})
	return names, err
}

// settle counts one table, in its turn among those who write.
func (d *DB) settle(ctx context.Context, table string) error {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.turn }()
	return onOne(ctx, d.write, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, counted); err != nil {
			return err
		}
		// The name is one of the store's own, and a statement has no place for it.
		_, err := conn.ExecContext(ctx, analyze+` "`+strings.ReplaceAll(table, `"`, `""`)+`"`)
		return err
	})
}

func onOne(ctx context.Context, pool *sql.DB, f func(*sql.Conn) error) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return f(conn)
}
