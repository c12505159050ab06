package db

import (
	"context"
	"database/sql"
)

const (
	// counted bounds how many rows of each value are counted, so that a table of
	// millions takes no longer than one of thousands.
	counted = `PRAGMA analysis_limit = 1000`

	// uncounted gives the statements that count those tables, of all there are, which
	// were never counted or have become ten times as large or small, and runs none.
	uncounted = `PRAGMA optimize(0x10003)`
	analyze   = `ANALYZE`
)

// Settle lets the engine count what its tables hold, so that it knows that a county
// is large and a household small. Without these counts SQLite would rather read all
// members of a county in their order than sort the three of a household. It is due
// after a load. Tables are counted one by one, and only those for which the last
// count is no guide any more, so that nobody who writes waits for all of them;
// connections know the counts from their next opening.
func (d *DB) Settle(ctx context.Context) error {
	if d.dialect == PostgreSQL {
		_, err := d.write.ExecContext(ctx, analyze)
		return err
	}
	statements, err := d.uncounted(ctx)
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if err := d.count(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// uncounted asks the connection that counts: it alone knows all counts there are.
func (d *DB) uncounted(ctx context.Context) (statements []string, err error) {
	err = d.inTurn(ctx, func(conn *sql.Conn) error {
		statements, err = Many(ctx, reader{asking: conn}, Text, uncounted)
		return err
	})
	return statements, err
}

// count counts one table.
func (d *DB) count(ctx context.Context, statement string) error {
	return d.inTurn(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, counted); err != nil {
			return err
		}
		_, err := conn.ExecContext(ctx, statement)
		return err
	})
}

// inTurn gives the writer's connection in its turn among those who write.
func (d *DB) inTurn(ctx context.Context, f func(*sql.Conn) error) error {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.turn }()
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return f(conn)
}
