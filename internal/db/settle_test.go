package db_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

func TestASettledStoreFindsAFewRowsByTheirIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		makeNote(t, store)
		rows := notes(4000)
		for i := range rows {
			rows[i][3] = fmt.Sprintf("第%d户", i/3)
		}
		err := store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `CREATE INDEX note_said ON note (county, said)`); err != nil {
				return err
			}
			return tx.Insert(ctx, note, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if store.Dialect() != db.SQLite {
			return // its planner keeps counts of its own; here it was enough that it could be asked
		}
		again, err := db.Open(ctx, store.Path()) // connections learn the counts when they open
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		var plan []string
		err = again.Read(ctx, func(q db.Query) error {
			plan, err = db.Many(ctx, q, func(row db.Row) (step string, err error) {
				var id, parent, unused int
				return step, row.Scan(&id, &parent, &unused, &step)
			}, `EXPLAIN QUERY PLAN SELECT id FROM note WHERE county = $1 AND said = $2 ORDER BY id`, "320602", "第7户")
			return err
		})
		if err != nil || !strings.Contains(strings.Join(plan, "; "), "note_said") {
			t.Errorf("a few rows are looked for by %q, %v; want the index note_said", plan, err)
		}
	})
}

func TestATableIsCountedAgainWhenItHasBecomeTenTimesAsLarge(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	store, err := db.Open(ctx, filepath.Join(t.TempDir(), "lianxin.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	makeNote(t, store)
	all := notes(3000)
	counted := func(from, to int) (count string) {
		t.Helper()
		if err := store.Write(ctx, db.Ordinary, func(tx *db.Tx) error { return tx.Insert(ctx, note, all[from:to]) }); err != nil {
			t.Fatal(err)
		}
		if err := store.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		err := store.Read(ctx, func(q db.Query) (err error) {
			count, _, err = db.One(ctx, q, db.Text, `-- across counties
				SELECT stat FROM sqlite_stat1 WHERE tbl = 'note' ORDER BY idx LIMIT 1`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return count
	}
	first, second, third := counted(0, 100), counted(100, 200), counted(200, 3000)
	if !strings.HasPrefix(first, "100 ") || second != first || !strings.HasPrefix(third, "3000 ") {
		t.Errorf("of 100, 200 and 3000 rows %q, %q and %q are known; want 100, 100 and 3000", first, second, third)
	}
}
