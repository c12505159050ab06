package dbtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"lianxin/internal/db"
)

// OpenPostgres gives a fresh store with all tables on the test server.
func OpenPostgres(t testing.TB) *db.DB {
	t.Helper()
	sum, err := migrationsSum()
	if err != nil {
		t.Fatal(err)
	}
	l, err := take(t.Context(), sum)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.giveBack)
	return open(t, address(t, func(u *url.URL, _ url.Values) { u.Path = "/" + l.name }))
}

// Postgres makes an empty schema of its own on the test server, without tables, and
// gives the address of a store in it.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := onServer("")
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + db.NewID()
	if _, err := server.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = server.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
		_ = server.Close()
	})
	return address(t, func(_ *url.URL, query url.Values) { query.Set("search_path", schema) })
}

// address is the test server's with a difference, and few connections: many tests
// run at once.
func address(t testing.TB, differs func(u *url.URL, query url.Values)) string {
	t.Helper()
	u, err := url.Parse(os.Getenv("LIANXIN_TEST_POSTGRES"))
	if err != nil {
		t.Fatal("LIANXIN_TEST_POSTGRES is no address")
	}
	query := u.Query()
	query.Set("pool_max_conns", "6")
	differs(u, query)
	u.RawQuery = query.Encode()
	return u.String()
}

// onServer is one connection to a database of the test server, or to the one that
// its address names.
func onServer(database string) (*sql.DB, error) {
	u, err := url.Parse(os.Getenv("LIANXIN_TEST_POSTGRES"))
	if err != nil {
		return nil, errors.New("LIANXIN_TEST_POSTGRES is no address")
	}
	if database != "" {
		u.Path = "/" + database
	}
	server, err := sql.Open("pgx", u.String())
	if err == nil {
		server.SetMaxOpenConns(1) // a lock is its connection's
	}
	return server, err
}

// emptyDatabase makes a database with all tables and nothing in them, for the other
// ones to be copied from, unless it is there.
func emptyDatabase(ctx context.Context, server *sql.DB, name string) error {
	// Of the test programs that begin at the same time one makes it.
	if _, err := server.ExecContext(ctx, "SELECT pg_advisory_lock($1, 0)", locks); err != nil {
		return err
	}
	defer func() { _, _ = server.ExecContext(context.Background(), "SELECT pg_advisory_unlock($1, 0)", locks) }()
	if found, err := exists(ctx, server, name); err != nil || found {
		return err
	}
	// It takes its name when it is whole: whoever is killed here leaves none of it.
	const half = "lianxin_half"
	err := all(ctx, server, "DROP DATABASE IF EXISTS "+half+" WITH (FORCE)", "CREATE DATABASE "+half)
	if err != nil {
		return err
	}
	u, err := url.Parse(os.Getenv("LIANXIN_TEST_POSTGRES"))
	if err != nil {
		return err
	}
	u.Path = "/" + half
	if err := migrated(u.String()); err != nil {
		return err
	}
	return all(ctx, server, "ALTER DATABASE "+half+" RENAME TO "+name)
}

func exists(ctx context.Context, server *sql.DB, name string) (found bool, err error) {
	const known = `-- across counties
		SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`
	err = server.QueryRowContext(ctx, known, name).Scan(&found)
	return found, err
}

// all does one thing after the other.
func all(ctx context.Context, server *sql.DB, statements ...string) error {
	for _, s := range statements {
		if _, err := server.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// migrationsSum is another one when a migration is.
var migrationsSum = sync.OnceValues(func() (string, error) {
	sum := sha256.New()
	files, err := db.Migrations()
	if err != nil {
		return "", err
	}
	names, err := fs.Glob(files, "*.sql")
	for _, name := range names {
		text, fault := fs.ReadFile(files, name)
		err = errors.Join(err, fault)
		sum.Write(append([]byte(name+"\n"), text...))
	}
	return hex.EncodeToString(sum.Sum(nil)[:6]), err
})
