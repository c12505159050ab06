package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// To make a database is dear, to empty one is cheap: the databases of the test server
// stay there, and tests take turns with them. A test holds a lock of the server as
// long as it has one, so that a test that was killed gives it back too; whoever takes
// one over empties it.

// locks are the first half of the numbers of our locks; the second half is the number
// of a database, and 0 is for the one they are copied from.
const locks = 320600

// lentMost is more databases than tests run at once.
const lentMost = 200

// lent is a database that a test has for itself.
type lent struct {
	name   string
	server *sql.DB // holds the lock
}

// take gives a database with the tables of these migrations and nothing in them.
func take(ctx context.Context, sum string) (*lent, error) {
	server, err := onServer("")
	if err != nil {
		return nil, err
	}
	l := &lent{server: server}
	if err := l.choose(ctx, sum); err != nil {
		l.giveBack()
		return nil, err
	}
	return l, nil
}

// giveBack ends the lock with its connection.
func (l *lent) giveBack() { _ = l.server.Close() }

// choose finds a database that nobody has, and brings it in order.
func (l *lent) choose(ctx context.Context, sum string) error {
	for n := 1; n <= lentMost; n++ {
		var mine bool
		if err := l.server.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1, $2)", locks, n).Scan(&mine); err != nil {
			return err
		}
		if mine {
			l.name = fmt.Sprintf("lianxin_test_%s_%d", sum, n)
			return l.order(ctx, "lianxin_empty_"+sum)
		}
	}
	return errors.New("more tests run at once than there are databases")
}

// order empties a database, or makes it anew when it is missing or a test has changed
// more than rows.
func (l *lent) order(ctx context.Context, empty string) error {
	found, err := exists(ctx, l.server, l.name)
	if err == nil && found {
		var whole bool
		if whole, err = l.emptied(ctx); err == nil && whole {
			return nil
		}
	}
	if err == nil {
		err = emptyDatabase(ctx, l.server, empty)
	}
	if err != nil {
		return err
	}
	err = all(ctx, l.server, "DROP DATABASE IF EXISTS "+l.name+" WITH (FORCE)", "CREATE DATABASE "+l.name+" TEMPLATE "+empty)
	if err != nil {
		return err
	}
	inside, err := onServer(l.name)
	if err != nil {
		return err
	}
	defer inside.Close()
	is, err := shape(ctx, inside)
	if err != nil {
		return err
	}
	return all(ctx, l.server, "COMMENT ON DATABASE "+l.name+" IS '"+is+"'")
}

// emptied takes all rows out. It says no when the database is not what it was made as.
func (l *lent) emptied(ctx context.Context) (bool, error) {
	const left = `-- across counties
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1`
	const as = `-- across counties
		SELECT COALESCE(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = $1`
	var ended int
	if err := l.server.QueryRowContext(ctx, left, l.name).Scan(&ended); err != nil {
		return false, err
	}
	var was string
	if err := l.server.QueryRowContext(ctx, as, l.name).Scan(&was); err != nil {
		return false, err
	}
	inside, err := onServer(l.name)
	if err != nil {
		return false, err
	}
	defer inside.Close()
	is, err := shape(ctx, inside)
	if err != nil || is != was {
		return false, err
	}
	var used sql.NullString
	if err := inside.QueryRowContext(ctx, usedTables).Scan(&used); err != nil || !used.Valid {
		return err == nil, err
	}
	return true, all(ctx, inside, "TRUNCATE "+used.String+" RESTART IDENTITY CASCADE")
}

// usedTables are the tables that have had rows since they were emptied. The list of
// migrations keeps its own: shape looks at it.
const usedTables = `-- across counties
	SELECT string_agg(quote_ident(relname), ', ') FROM pg_class
	WHERE relkind = 'r' AND relnamespace = CAST('public' AS regnamespace) AND relname <> 'goose_db_version' AND pg_relation_size(oid) > 0`

// made counts what a database is made of, and gives the last of each.
const made = `-- across counties
	SELECT count(*), max(CAST(oid AS bigint)) FROM pg_class
	UNION ALL SELECT count(*), max(CAST(attrelid AS bigint) * 10000 + attnum) FROM pg_attribute
	UNION ALL SELECT count(*), max(CAST(indexrelid AS bigint)) FROM pg_index
	UNION ALL SELECT count(*), max(CAST(oid AS bigint)) FROM pg_constraint
	UNION ALL SELECT count(*), max(CAST(oid AS bigint)) FROM pg_trigger
	UNION ALL SELECT count(*), max(CAST(oid AS bigint)) FROM pg_proc
	UNION ALL SELECT count(*), max(version_id) FROM goose_db_version`

// shape says what a database is made of: a test that makes a table, a column, an index
// or a trigger, or says that a migration was done, changes one of the numbers.
func shape(ctx context.Context, inside *sql.DB) (string, error) {
	rows, err := inside.QueryContext(ctx, made)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var parts []string
	for rows.Next() {
		var n, last sql.NullInt64
		if err := rows.Scan(&n, &last); err != nil {
			return "", err
		}
		parts = append(parts, fmt.Sprint(n.Int64, last.Int64))
	}
	return strings.Join(parts, ", "), rows.Err()
}
