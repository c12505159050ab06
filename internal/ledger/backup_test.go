package ledger

import (
	"path/filepath"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// Transfers name accounts by foreign keys, so that the order in which tables are carried
// back matters.
func TestALedgerComesBackFromABackup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := enter(t, store)
		h.basic()
		if err := h.post(move1("a", "source", "fund.city.2026", 500, day(t, "2026-03-01"))); err != nil {
			t.Fatal(err)
		}
		copied, name := filepath.Join(t.TempDir(), "copy.db"), filepath.Join(t.TempDir(), "back.db")
		if store.Dialect() == db.PostgreSQL {
			name = dbtest.Postgres(t)
		}
		if err := store.Backup(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
		if err := db.Restore(t.Context(), name, copied); err != nil {
			t.Fatal(err)
		}
		back := enter(t, dbtest.Reopen(t, name))
		if found := back.findings(); len(found) != 0 || back.now("fund.city.2026") != 500 || back.at("source", "2026-03-01") != -500 {
			t.Errorf("back are %d, found %v", back.now("fund.city.2026"), found)
		}
	})
}
