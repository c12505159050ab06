package ledger

import (
	"context"
	"errors"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const county = "320613"

// hall is a store with a ledger on it.
type hall struct {
	t     testing.TB
	store *db.DB
	*Ledger
}

func enter(t testing.TB, store *db.DB) *hall {
	t.Helper()
	return &hall{t, store, New(journal.New(store, Tables()...))}
}

func (h *hall) try(ctx context.Context, f func(w *journal.Write) error) error {
	_, err := h.journal.Do(ctx, journal.Header{County: county, Kind: "test", Actor: "staff:fin", Purpose: "payment", Durable: true}, f)
	return err
}

func (h *hall) act(f func(w *journal.Write) error) {
	h.t.Helper()
	if err := h.try(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) post(list ...Transfer) error {
	return h.try(h.t.Context(), func(w *journal.Write) error { return h.Post(h.t.Context(), w, list...) })
}

func (h *hall) open(list ...Account) {
	h.t.Helper()
	h.act(func(w *journal.Write) error {
		for _, a := range list {
			a.County = county
			if err := h.Open(h.t.Context(), w, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *hall) read(f func(q db.Query) error) {
	h.t.Helper()
	if err := h.store.Read(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) now(account string) (balance int64) {
	h.t.Helper()
	h.read(func(q db.Query) (err error) {
		balance, err = h.Now(h.t.Context(), q, county, account)
		return err
	})
	return balance
}

func (h *hall) at(account, on string) (balance int64) {
	h.t.Helper()
	h.read(func(q db.Query) (err error) {
		balance, err = h.Balance(h.t.Context(), q, county, account, day(h.t, on))
		return err
	})
	return balance
}

func (h *hall) findings() (list []Finding) {
	h.t.Helper()
	h.read(func(q db.Query) (err error) {
		list, err = h.Verify(h.t.Context(), q, county)
		return err
	})
	return list
}

func code(err error) string {
	var refusal *civil.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return refusal.Code
	}
	return err.Error()
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// basic are a source without end and two accounts that may not be overdrawn.
func (h *hall) basic() {
	h.t.Helper()
	h.open(Account{Code: "source", Unit: Fen, Title: "来源", Overdraw: true},
		Account{Code: "fund.city.2026", Unit: Fen, Title: "市级资金"}, Account{Code: "run.1", Unit: Fen, Title: "发放批次"})
}

func move1(id, from, to string, amount int64, on civil.Date) Transfer {
	return Transfer{ID: id, From: from, To: to, Unit: Fen, Amount: amount, Kind: "test", Day: on}
}
