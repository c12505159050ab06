package db_test

import (
	"errors"
	"fmt"
	"maps"
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

// Numbers are not given twice: the series go on with what was numbered before there were
// any.
func TestSeriesGoOnWithTheNumbersThatWereGiven(t *testing.T) {
	t.Parallel()
	names := map[string]string{"SQLite": filepath.Join(t.TempDir(), "lianxin.db")}
	if os.Getenv("LIANXIN_TEST_POSTGRES") != "" {
		names["PostgreSQL"] = dbtest.Postgres(t)
	}
	for title, name := range names {
		t.Run(title, func(t *testing.T) {
			store, err := db.Open(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			if err := store.MigrateTo(t.Context(), 316); err != nil {
				t.Fatal(err)
			}
			err = store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
				for i, number := range []string{"低不确〔2025〕9号", "低不确〔2025〕10号", "低不确〔2026〕1号", ""} {
					_, err := tx.Exec(t.Context(), `INSERT INTO case_letter (county, id, opened, proof, casefile, letter, title, number, body, digest, signature, receipt)
						VALUES ('320613', $1, 1, '', 'c', 'refusal', 't', $2, '', '', '', 'r')`, fmt.Sprint(i), number)
					if err != nil {
						return err
					}
				}
				for i, number := range []string{"ZB-320613-2025-00041", "ZB-320613-2025-00007", "ZB-320613-2025-00007"} {
					_, err := tx.Exec(t.Context(), `INSERT INTO referral (county, id, opened, proof, number, household, person_county, person, division, origin, origin_id, need, target, unit, passes, turn, state, due, sender, outcome, note, by_name, once)
						VALUES ('320613', $1, 1, '', $2, 'h', '320613', 'p', '320613001001', 'o', 'i', 'n', 't', 'u', '', 1, 'sent', '', 's', '', '', '', '')`, fmt.Sprint(i), number)
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err == nil {
				_, err = store.Migrate(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int64{}
			err = store.Read(t.Context(), func(q db.Query) error {
				return db.Each(t.Context(), q, func(row db.Row) error {
					var head string
					var last int64
					err := row.Scan(&head, &last)
					got[head] = last
					return err
				}, `SELECT head, last FROM series WHERE county = $1`, "320613")
			})
			want := map[string]int64{"低不确〔2025〕": 10, "低不确〔2026〕": 1, "ZB-320613-2025-": 41}
			if err != nil || !maps.Equal(got, want) {
				t.Errorf("%v, %v; want %v", got, err, want)
			}
		})
	}
}
