package ledger

import (
	"context"
	"fmt"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

func TestMoneyMovesOnceAndIsReversedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := enter(t, store)
		h.basic()
		first, second := day(t, "2026-03-01"), day(t, "2026-03-05")
		give := move1("a", "source", "fund.city.2026", 500, first)
		for range 2 { // the same again moves nothing
			if err := h.post(give, give); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.post(move1("b", "fund.city.2026", "run.1", 200, second)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			account, on string
			want        int64
		}{
			{"fund.city.2026", "2026-02-28", 0}, {"fund.city.2026", "2026-03-01", 500},
			{"fund.city.2026", "2026-03-05", 300}, {"run.1", "2026-03-04", 0}, {"source", "2026-12-31", -500}, {"nothing", "2026-12-31", 0},
		} {
			if got := h.at(c.account, c.on); got != c.want {
				t.Errorf("%s on %s holds %d, want %d", c.account, c.on, got, c.want)
			}
		}
		reverse := func(id string) error {
			return h.try(t.Context(), func(w *journal.Write) error { return h.Reverse(t.Context(), w, id, second, "写错") })
		}
		if err := reverse("b"); err != nil || h.now("fund.city.2026") != 500 || h.now("run.1") != 0 {
			t.Fatalf("reversed to %d and %d: %v", h.now("fund.city.2026"), h.now("run.1"), err)
		}
		for id, want := range map[string]string{"b": "ledger_reversed", "reversal.b": "ledger_reversal_stands", "c": "ledger_transfer_unknown"} {
			if got := code(reverse(id)); got != want {
				t.Errorf("reversing %s gives %q, want %q", id, got, want)
			}
		}
		if found := h.findings(); len(found) != 0 {
			t.Errorf("found %v", found)
		}
		h.read(func(q db.Query) error {
			if list, err := h.Standing(t.Context(), q, county, ""); err != nil || len(list) != 1 || list[0].ID != "a" {
				t.Errorf("standing are %v, %v", list, err)
			}
			return nil
		})
		if report, err := h.journal.Verify(t.Context(), nil); err != nil || len(report.Findings) != 0 {
			t.Errorf("the journal finds %v, %v", report, err)
		}
	})
}

func TestWhatTheLedgerRefuses(t *testing.T) {
	t.Parallel()
	h := enter(t, dbtest.Open(t))
	h.basic()
	h.open(Account{Code: "minutes.1", Unit: Minutes, Title: "时间"})
	on := day(t, "2026-03-01")
	if err := h.post(move1("a", "source", "fund.city.2026", 500, on)); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*Transfer)) Transfer {
		m := move1("x", "source", "fund.city.2026", 1, on)
		change(&m)
		return m
	}
	for _, c := range []struct {
		name string
		move Transfer
		want string
	}{
		{"nothing is moved", with(func(m *Transfer) { m.Amount = 0 }), "ledger_amount"},
		{"less than nothing is moved", with(func(m *Transfer) { m.Amount = -1 }), "ledger_amount"},
		{"more is moved than there can be", with(func(m *Transfer) { m.Amount = AmountMost + 1 }), "ledger_amount"},
		{"the account is the same", with(func(m *Transfer) { m.To = m.From }), "ledger_same_account"},
		{"there is no id", with(func(m *Transfer) { m.ID = "" }), "ledger_transfer"},
		{"there is no kind", with(func(m *Transfer) { m.Kind = "" }), "ledger_transfer"},
		{"there is no day", with(func(m *Transfer) { m.Day = civil.FirstDate - 1 }), "ledger_day"},
		{"a reversal is written by hand", with(func(m *Transfer) { m.Reverses = "a" }), "ledger_reversal"},
		{"another transfer has the id", with(func(m *Transfer) { m.ID = "a" }), "ledger_id_taken"},
		{"an account is unknown", with(func(m *Transfer) { m.To = "nobody" }), "ledger_account_unknown"},
		{"the unit is another one", with(func(m *Transfer) { m.To = "minutes.1" }), "ledger_unit_differs"},
		{"the account does not cover it", move1("x", "fund.city.2026", "run.1", 501, on), "ledger_short"},
	} {
		if got := code(h.post(c.move)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := h.now("fund.city.2026"); got != 500 {
		t.Errorf("after all refusals there are %d", got)
	}
}

func TestAccountsChangeTheirLimitAndNeverTheirUnit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := enter(t, store)
		h.basic()
		on := day(t, "2026-03-01")
		open := func(a Account) string {
			a.County = county
			return code(h.try(t.Context(), func(w *journal.Write) error { return h.Open(t.Context(), w, a) }))
		}
		fund := Account{Code: "fund.city.2026", Unit: Fen, Title: "市级资金"}
		loose := fund
		loose.Overdraw = true
		other := fund
		other.Unit = Voucher + "meal"
		for _, step := range []struct {
			name      string
			got, want string
		}{
			{"opened again", open(fund), ""},
			{"in another unit", open(other), "ledger_unit_differs"},
			{"in no unit", open(Account{Code: "a", Title: "甲", Unit: "kg"}), "ledger_unit"},
			{"without a title", open(Account{Code: "a", Unit: Fen}), "ledger_account"},
			{"drawn too far", code(h.post(move1("a", "fund.city.2026", "run.1", 10, on))), "ledger_short"},
			{"declared open", open(loose), ""},
			{"drawn now", code(h.post(move1("a", "fund.city.2026", "run.1", 10, on))), ""},
			{"declared closed while overdrawn", open(fund), "ledger_overdrawn"},
			{"filled", code(h.post(move1("b", "source", "fund.city.2026", 10, on))), ""},
			{"declared closed", open(fund), ""},
			{"drawn again", code(h.post(move1("c", "fund.city.2026", "run.1", 1, on))), "ledger_short"},
		} {
			if step.got != step.want {
				t.Errorf("%s: %q, want %q", step.name, step.got, step.want)
			}
		}
		if found := h.findings(); len(found) != 0 {
			t.Errorf("found %v", found)
		}
	})
}

func TestAStatementPagesThroughEverythingOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := enter(t, store)
		h.basic()
		first := day(t, "2026-03-01")
		for act := range 3 { // days go back and forth: what is posted late counts to its day
			var list []Transfer
			for i := range 7 {
				n := act*7 + i
				list = append(list, move1(fmt.Sprint("in", n), "source", "fund.city.2026", 100, first.AddDays(n%4)))
				list = append(list, move1(fmt.Sprint("out", n), "fund.city.2026", "run.1", int64(n+1), first.AddDays(n%4)))
			}
			if err := h.post(list...); err != nil {
				t.Fatal(err)
			}
		}
		for _, from := range []civil.Date{first, first.AddDays(2)} {
			seen, balance, cursor := map[string]bool{}, h.at("fund.city.2026", from.AddDays(-1).String()), Cursor{}
			for page := 0; ; page++ {
				var s *Statement
				h.read(func(q db.Query) (err error) {
					s, err = h.Statement(t.Context(), q, county, "fund.city.2026", from, first.AddDays(9), cursor, 5)
					return err
				})
				if s.Before != balance {
					t.Fatalf("page %d begins at %d, want %d", page, s.Before, balance)
				}
				for _, e := range s.Entries {
					if balance += e.Change; seen[e.ID] || e.Balance != balance || e.Day < from {
						t.Fatalf("page %d shows %+v after %d", page, e, balance)
					}
					seen[e.ID] = true
				}
				if s.Next == nil {
					break
				}
				cursor = *s.Next
			}
			if want := h.at("fund.city.2026", "2026-12-31"); balance != want || from == first && len(seen) != 42 {
				t.Errorf("from %s: %d entries end at %d, want %d", from, len(seen), balance, want)
			}
		}
	})
}

func TestAPageOfAnUnknownAccountIsNotFound(t *testing.T) {
	t.Parallel()
	h := enter(t, dbtest.Open(t))
	on := day(t, "2026-03-01")
	if _, err := h.Page(context.Background(), county, "nobody", on, on, Cursor{}, 10); code(err) != "ledger_account_unknown" {
		t.Error(err)
	}
}
