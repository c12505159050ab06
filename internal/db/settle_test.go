package db_test

import (
	"fmt"
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
