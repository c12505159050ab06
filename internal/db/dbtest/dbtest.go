// Package dbtest gives tests a fresh store with all tables.
//
// It keeps nothing beyond a test: an SQLite file in the test's own folder, or a
// schema of its own on the PostgreSQL server whose address LIANXIN_TEST_POSTGRES
// holds, as it does in CI.
//
// It promises that a test given to Each runs on every engine there is.
//
// It refuses, through the house, to be imported by anything but tests.
package dbtest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"lianxin/internal/db"
)

// Each runs a test on a fresh store of every engine there is.
func Each(t *testing.T, test func(t *testing.T, store *db.DB)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t))
	})
	if os.Getenv("LIANXIN_TEST_POSTGRES") == "" {
		return
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, Reopen(t, Postgres(t)))
	})
}

// Open gives a fresh SQLite store with all tables.
func Open(t testing.TB) *db.DB {
	t.Helper()
	return Reopen(t, filepath.Join(t.TempDir(), "lianxin.db"))
}

// Reopen opens a store by name and brings its tables up to date.
func Reopen(t testing.TB, name string) *db.DB {
	t.Helper()
	store, err := db.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}

// Postgres makes an empty schema of its own on the test server and gives the
// address of a store in it.
func Postgres(t testing.TB) string {
	t.Helper()
	address, err := url.Parse(os.Getenv("LIANXIN_TEST_POSTGRES"))
	if err != nil {
		t.Fatal("LIANXIN_TEST_POSTGRES is no address")
	}
	server, err := sql.Open("pgx", address.String())
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + db.NewID()
	create, drop := "CREATE SCHEMA "+schema, "DROP SCHEMA "+schema+" CASCADE"
	if _, err := server.ExecContext(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = server.ExecContext(context.Background(), drop)
		_ = server.Close()
	})
	query := address.Query()
	query.Set("search_path", schema)
	query.Set("pool_max_conns", "6")
	address.RawQuery = query.Encode()
	return address.String()
}
