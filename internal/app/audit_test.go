package app

import (
	"bytes"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// nobodySigns is for a store without checkpoints.
type nobodySigns struct{}

func (nobodySigns) Verify(_, _ []byte) error { return nil }

func TestTheAuditHoldsEveryLedgerToItsTransfers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		j := journal.New(store, tables()...)
		books := ledger.New(j)
		day, err := civil.NewDate(2026, 3, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, county := range []string{"320602", "320613"} {
			h := journal.Header{County: county, Kind: "test", Actor: "staff:fin", Purpose: "payment"}
			_, err := j.Do(ctx, h, func(w *journal.Write) error {
				for _, a := range []ledger.Account{{County: county, Code: "source.city", Unit: ledger.Fen, Title: "市级", Overdraw: true}, {County: county, Code: "fund.city.2026", Unit: ledger.Fen, Title: "市级2026"}} {
					if err := books.Open(ctx, w, a); err != nil {
						return err
					}
				}
				return books.Post(ctx, w, ledger.Transfer{ID: "a", From: "source.city", To: "fund.city.2026", Unit: ledger.Fen, Amount: 500, Kind: "test", Subject: "s", Day: day})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		said := func() (*auditReport, string) {
			t.Helper()
			report, err := verifyStore(ctx, store, nobodySigns{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := printAudit(&session{Streams: Streams{Out: &out}}, report); err != nil {
				t.Fatal(err)
			}
			return report, out.String()
		}
		if report, text := said(); len(report.Findings)+len(report.Ledger) != 0 || !strings.Contains(text, "没有发现问题") {
			t.Errorf("of a store in order it says %s", text)
		}
		err = store.Write(ctx, db.Ordinary, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE ledger_balance SET came = came + 7, balance = balance + 7 WHERE county = '320613' AND account = 'fund.city.2026'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		report, text := said()
		if len(report.Ledger) != 1 || report.Ledger[0].County != "320613" || report.Ledger[0].Account != "fund.city.2026" {
			t.Errorf("money from nowhere is found as %+v", report.Ledger)
		}
		if !strings.Contains(text, "ledger_balance_differs 320613 fund.city.2026：") || !strings.Contains(text, "发现 1 处问题") {
			t.Errorf("it says %s", text)
		}
	})
}
