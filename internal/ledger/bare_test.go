package ledger

import (
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// The statements somebody might write past the ledger. What the database cannot
// refuse is found.
func TestBareSQLCannotTakeAnAccountBelowItsFloorOrUnbalanceTransfers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := enter(t, store)
		h.basic()
		h.open(Account{Code: "minutes.1", Unit: Minutes, Title: "时间"})
		on := day(t, "2026-03-01")
		if err := h.post(move1("a", "source", "fund.city.2026", 500, on)); err != nil {
			t.Fatal(err)
		}
		h.act(func(w *journal.Write) error { return h.Reverse(t.Context(), w, "a", on, "") })
		if err := h.post(move1("b", "source", "fund.city.2026", 500, on)); err != nil {
			t.Fatal(err)
		}
		bare := func(statement string) error {
			return store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), statement)
				return err
			})
		}
		const transfer = `INSERT INTO ledger_transfer (county, id, opened, proof, n, kind, subject, day, note, from_account, to_account, unit, amount, reverses)
			VALUES ('320613', 'x', 99, 'x', 1, 'k', 's', '2026-03-01', '', `
		for _, c := range []struct{ name, statement string }{
			{"a balance below the floor", `UPDATE ledger_balance SET went = went + 501, balance = balance - 501 WHERE county = '320613' AND account = 'fund.city.2026'`},
			{"a balance that is not what came less what went", `UPDATE ledger_balance SET balance = balance + 1 WHERE county = '320613' AND account = 'fund.city.2026'`},
			{"less than nothing came", `UPDATE ledger_balance SET came = -1, went = -1 WHERE county = '320613' AND account = 'run.1'`},
			{"sums beyond the numbers", `UPDATE ledger_balance SET came = 4000000000000000001, went = 4000000000000000001, balance = 0 WHERE county = '320613' AND account = 'run.1'`},
			{"a floor above nothing", `UPDATE ledger_balance SET floor = 1 WHERE county = '320613' AND account = 'fund.city.2026'`},
			{"an account that is gone", `DELETE FROM ledger_balance WHERE county = '320613' AND account = 'fund.city.2026'`},
			{"an account of another unit", `UPDATE ledger_balance SET unit = 'minutes' WHERE county = '320613' AND account = 'fund.city.2026'`},
			{"a transfer of nothing", transfer + `'source', 'run.1', 'fen', 0, '')`},
			{"a transfer of less than nothing", transfer + `'source', 'run.1', 'fen', -5, '')`},
			{"a transfer with one side", transfer + `'source', NULL, 'fen', 5, '')`},
			{"a transfer to itself", transfer + `'source', 'source', 'fen', 5, '')`},
			{"a transfer to nobody", transfer + `'source', 'nobody', 'fen', 5, '')`},
			{"a transfer between units", transfer + `'source', 'minutes.1', 'fen', 5, '')`},
			{"a second reversal", transfer + `'fund.city.2026', 'source', 'fen', 500, 'a')`},
			{"a reversal of itself", transfer + `'fund.city.2026', 'source', 'fen', 500, 'x')`},
			{"a transfer that ends", `UPDATE ledger_transfer SET closed = 9 WHERE county = '320613' AND id = 'b'`},
			{"a second transfer by the same id", `INSERT INTO ledger_transfer (county, id, opened, proof, n, kind, subject, day, note, from_account, to_account, unit, amount, reverses)
				SELECT county, id, 99, proof, n, kind, subject, day, note, from_account, to_account, unit, amount, '' FROM ledger_transfer WHERE county = '320613' AND id = 'b'`},
		} {
			if err := bare(c.statement); err == nil {
				t.Errorf("%s is taken", c.name)
			}
		}
		if found := h.findings(); len(found) != 0 {
			t.Fatalf("found %v", found)
		}
		// What remains possible is seen.
		for _, c := range []struct{ name, statement, want string }{
			{"money from nowhere", `UPDATE ledger_balance SET came = came + 7, balance = balance + 7 WHERE county = '320613' AND account = 'run.1'`, "ledger_balance_differs"},
			{"another limit", `UPDATE ledger_balance SET floor = -9 WHERE county = '320613' AND account = 'fund.city.2026'`, "ledger_account_differs"},
			{"a day moved", `UPDATE ledger_day SET came = came + 1 WHERE county = '320613' AND account = 'fund.city.2026'`, "ledger_day_differs"},
			{"a day gone", `DELETE FROM ledger_day WHERE county = '320613' AND account = 'source'`, "ledger_day_missing"},
			{"another amount", `UPDATE ledger_transfer SET amount = 400 WHERE county = '320613' AND id = 'reversal.a'`, "ledger_reversal_strayed"},
			{"an account nobody opened", `INSERT INTO ledger_balance (county, account, class, unit, floor, came, went, balance) VALUES ('320613', 'z', 'z', 'fen', 0, 0, 0, 0)`, "ledger_account_unopened"},
		} {
			if err := bare(c.statement); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			seen := false
			for _, f := range h.findings() {
				seen = seen || f.Code == c.want
			}
			if !seen {
				t.Errorf("%s is not found", c.name)
			}
		}
	})
}
