package db_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// After an update several programs open a store at the same time: one does the work,
// the others used to be told that no backup could be written.
func TestProgramsThatOpenAStoreTogetherUpgradeItOnce(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		upgradedOnce(t, func(t *testing.T) string { return filepath.Join(t.TempDir(), "lianxin.db") })
	})
	if os.Getenv("LIANXIN_TEST_POSTGRES") != "" {
		t.Run("PostgreSQL", func(t *testing.T) {
			t.Parallel()
			upgradedOnce(t, func(t *testing.T) string { return dbtest.Postgres(t) })
		})
	}
}

func upgradedOnce(t *testing.T, fresh func(*testing.T) string) {
	for title, version := range map[string]int64{"new": 0, "old": 100} {
		t.Run(title, func(t *testing.T) {
			name := fresh(t)
			if version > 0 {
				before, err := db.Open(t.Context(), name)
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(before.MigrateTo(t.Context(), version), before.Close()); err != nil {
					t.Fatal(err)
				}
			}
			const programs = 4
			var all sync.WaitGroup
			backups := make([]string, programs)
			for i := range programs {
				all.Go(func() {
					one, err := db.Open(t.Context(), name)
					if err != nil {
						t.Error(err)
						return
					}
					defer one.Close()
					upgrade, err := one.Migrate(t.Context())
					if err != nil {
						t.Errorf("%v (%v)", err, errors.Unwrap(err))
					}
					backups[i] = upgrade.Backup
				})
			}
			all.Wait()
			made := 0
			for _, backup := range backups {
				if backup != "" {
					made++
				}
			}
			want := 0
			if version > 0 && dbtest.Reopen(t, name).Dialect() == db.SQLite {
				want = 1
			}
			if made != want {
				t.Errorf("%d of %d made a backup; want %d", made, programs, want)
			}
		})
	}
}

// An upgrade that is cut off after the copy leaves it; the next start must not stop at it.
func TestAnUpgradeCutOffAfterItsBackupIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "lianxin.db")
	store, err := db.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.MigrateTo(t.Context(), 100); err != nil {
		t.Fatal(err)
	}
	left, err := store.Version(t.Context())
	if err == nil {
		err = os.WriteFile(fmt.Sprintf("%s.v%d.backup", name, left), []byte("half"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	upgrade, err := store.Migrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	restored := filepath.Join(t.TempDir(), "restored.db")
	if err := db.Restore(t.Context(), restored, upgrade.Backup); err != nil {
		t.Error(err)
	}
}
