// Package dbtest gives tests a fresh store with all tables.
//
// It keeps a store for as long as a test: an SQLite file in the test's own folder, or
// a database of its own on the PostgreSQL server whose address LIANXIN_TEST_POSTGRES
// holds, as it does in CI. The databases stay on that server for the next tests.
//
// It promises that a test given to Each runs on every engine there is, and that the
// tables of a fresh store are those that Migrate makes: it makes them once, and
// every store is a copy with nothing in it.
//
// It refuses, through the house, to be imported by anything but tests.
package dbtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

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
		test(t, OpenPostgres(t))
	})
}

// Open gives a fresh SQLite store with all tables.
func Open(t testing.TB) *db.DB {
	t.Helper()
	empty, err := emptyFile()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "lianxin.db")
	if err := os.WriteFile(name, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, name)
}

// emptyFile is the file of an SQLite store with all tables and nothing in them.
var emptyFile = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "lianxin-dbtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	name := filepath.Join(folder, "empty.db")
	if err := migrated(name); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

// migrated makes the tables of a store that nothing has opened yet, and closes it.
func migrated(name string) error {
	store, err := db.Open(context.Background(), name)
	if err != nil {
		return err
	}
	_, err = store.Migrate(context.Background())
	return errors.Join(err, store.Close())
}

// Another gives a second fresh store on the engine of one.
func Another(t testing.TB, like *db.DB) *db.DB {
	t.Helper()
	if like.Dialect() == db.PostgreSQL {
		return OpenPostgres(t)
	}
	return Open(t)
}

// Reopen opens a store by name and brings its tables up to date.
func Reopen(t testing.TB, name string) *db.DB {
	t.Helper()
	store := open(t, name)
	if _, err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}

func open(t testing.TB, name string) *db.DB {
	t.Helper()
	store, err := db.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}
