package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// note is a table for these tests alone.
var note = db.NewTable("note", "county", "id", "n", "said", "truth", "secret")

func makeNote(t *testing.T, store *db.DB) {
	t.Helper()
	err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE note (county TEXT NOT NULL, id TEXT NOT NULL, n BIGINT, said TEXT, truth BOOLEAN, secret BYTEA, PRIMARY KEY (county, id))`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func notes(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{"320602", fmt.Sprintf("n%05d", i), int64(i), "说", i%2 == 0, []byte{byte(i), 0}}
	}
	rows[0][3], rows[0][5] = nil, nil
	return rows
}

func count(t *testing.T, q db.Query) int64 {
	t.Helper()
	n, err := db.Int(q.QueryRow(t.Context(), `SELECT count(*) FROM note WHERE county = $1`, "320602"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatIsInsertedIsReadBackWhateverTheNumberOfRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		for _, size := range []int{1, 15, 16, 17, 64, 65, 200} {
			err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
				if _, err := tx.Exec(t.Context(), `DELETE FROM note WHERE county = $1`, "320602"); err != nil {
					return err
				}
				return tx.Insert(t.Context(), note, notes(size))
			})
			if err != nil {
				t.Fatal(size, err)
			}
			readNotes(t, store, size)
		}
	})
}

func readNotes(t *testing.T, store *db.DB, size int) {
	t.Helper()
	err := store.Read(t.Context(), func(q db.Query) error {
		got, err := db.Many(t.Context(), q, func(row db.Row) (string, error) {
			var id string
			var n int64
			var said *string
			var truth bool
			var secret []byte
			err := row.Scan(&id, &n, &said, &truth, &secret)
			return fmt.Sprint(id, n, said == nil, truth, secret), err
		}, `SELECT id, n, said, truth, secret FROM note WHERE county = $1 ORDER BY id`, "320602")
		var want []string
		for i, row := range notes(size) {
			secret, _ := row[5].([]byte)
			want = append(want, fmt.Sprint(row[1], i, row[3] == nil, row[4], secret))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d rows came back as %v", size, got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		broken := errors.New("the power is gone")
		err := store.Write(t.Context(), db.Full, func(tx *db.Tx) error {
			if err := tx.Insert(t.Context(), note, notes(40)); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Errorf("error is %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		err = store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
			err := tx.Insert(ctx, note, notes(40))
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a caller who gave up got %v", err)
		}
		if err := store.Read(t.Context(), func(q db.Query) error {
			if n := count(t, q); n != 0 {
				t.Errorf("%d rows were left", n)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAReaderSeesOneStateFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		err := store.Read(t.Context(), func(q db.Query) error {
			before := count(t, q)
			if err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
				return tx.Insert(t.Context(), note, notes(3))
			}); err != nil {
				return err
			}
			if after := count(t, q); after != before {
				t.Errorf("the reader saw %d rows, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestManyWritersLoseNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		if err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
			return tx.Insert(t.Context(), note, notes(1))
		}); err != nil {
			t.Fatal(err)
		}
		const writers, rounds = 4, 10
		var all sync.WaitGroup
		for writer := range writers {
			durability := db.Durability(writer % 2)
			all.Go(func() {
				for range rounds {
					if err := store.Write(t.Context(), durability, func(tx *db.Tx) error {
						_, err := tx.Exec(t.Context(), `UPDATE note SET n = n + 1 WHERE county = $1 AND id = $2`, "320602", "n00000")
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		_ = store.Read(t.Context(), func(q db.Query) error {
			n, err := db.Int(q.QueryRow(t.Context(), `SELECT n FROM note WHERE county = $1`, "320602"))
			if n != writers*rounds {
				t.Errorf("%d changes are left of %d", n, writers*rounds)
			}
			return err
		})
	})
}

func TestASecondRowWithTheSameKeyIsRecognised(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
			return tx.Insert(t.Context(), note, append(notes(1), notes(1)...))
		})
		if !db.IsUnique(err) || db.IsUnique(errors.New("other")) {
			t.Errorf("not recognised: %v", err)
		}
	})
}

func TestAReaderCannotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		err := store.Read(t.Context(), func(q db.Query) error {
			rows, err := q.Query(t.Context(), `INSERT INTO note (county, id) VALUES ($1, $2) RETURNING id`, "320602", "x")
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
			}
			return rows.Err()
		})
		if err == nil {
			t.Error("a reader wrote")
		}
	})
}

func TestAStoreComesBackFromItsBackup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		dir := t.TempDir()
		act := db.NewTable("chain", "county", "seq", "at", "hash")
		if err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
			return tx.Insert(t.Context(), act, [][]any{{"320602", int64(7), int64(9), []byte{1, 2}}})
		}); err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(dir, "copy.db")
		if err := store.Backup(t.Context(), copied); err != nil {
			t.Fatal(err, errors.Unwrap(err))
		}
		refused(t, "backup_exists", store.Backup(t.Context(), copied))
		targets := []string{filepath.Join(dir, "again.db")}
		if os.Getenv("LIANXIN_TEST_POSTGRES") != "" {
			targets = append(targets, dbtest.Postgres(t))
		}
		for _, target := range targets {
			if err := db.Restore(t.Context(), target, copied); err != nil {
				t.Fatal(err)
			}
			again := dbtest.Reopen(t, target)
			_ = again.Read(t.Context(), func(q db.Query) error {
				var seq int64
				var hash []byte
				err := q.QueryRow(t.Context(), `SELECT seq, hash FROM chain WHERE county = $1`, "320602").Scan(&seq, &hash)
				if err != nil || seq != 7 || len(hash) != 2 {
					t.Errorf("came back as %d %v, %v", seq, hash, err)
				}
				return nil
			})
			refused(t, "restore_not_empty", db.Restore(t.Context(), target, copied))
		}
	})
}

func TestADamagedBackupIsNotRestored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{"empty.db": "", "text.db": "这不是数据库", "missing.db": "-"} {
		path := filepath.Join(dir, name)
		want := "backup_damaged"
		if content == "-" {
			want = "backup_missing"
		} else if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, want, db.Restore(t.Context(), filepath.Join(dir, "new-"+name), path))
	}
}

func TestANewerStoreIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		if err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, true)`, int64(9999))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		_, err := store.Migrate(t.Context())
		refused(t, "db_newer", err)
	})
}

func TestAStoreIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	info, err := os.Stat(dbtest.Open(t).Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestIDsAscendAndDiffer(t *testing.T) {
	t.Parallel()
	list := make([]string, 5000)
	for i := range list {
		list[i] = db.NewID()
	}
	if !slices.IsSorted(list) || len(slices.Compact(list)) != 5000 || len(list[0]) != db.IDLength {
		t.Errorf("ids %v …", list[:3])
	}
}

func refused(t *testing.T, code string, err error) {
	t.Helper()
	var refusal *civil.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Errorf("want %s, got %v", code, err)
	}
}

// Acts of a county queue. The first of them may read something beside, on a connection of
// its own; with connections for all alike, those behind it had taken the last one.
func TestWhoReadsWithinAnActDoesNotWaitForThoseBehindIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		makeNote(t, store)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		lock := `SELECT count(1) FROM note WHERE county = $1`
		if store.Dialect() == db.PostgreSQL {
			lock = `SELECT pg_advisory_xact_lock(hashtext($1))`
		}
		var all sync.WaitGroup
		for range 30 { // more than there are connections
			all.Go(func() {
				err := store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
					if _, err := tx.Exec(ctx, lock, "320602"); err != nil {
						return err
					}
					return store.Read(ctx, func(q db.Query) error {
						_, err := db.Int(q.QueryRow(ctx, `SELECT count(*) FROM note WHERE county = $1`, "320602"))
						return err
					})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}
