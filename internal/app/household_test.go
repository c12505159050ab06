package app

import (
	"fmt"
	"testing"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/plan"
)

// TestFilesOfFamiliesAreKeptAPageAtATimeWithARestAfterEach grants more families than a page
// holds: each turn keeps one page and then leaves the machine to others, a second round
// does not begin while one is at it, and a family that is no longer paid loses its file.
func TestFilesOfFamiliesAreKeptAPageAtATimeWithARestAfterEach(t *testing.T) {
	t.Parallel()
	const county, families = "320613", 2*keepPage + 10
	w := openWorking(t, nil)
	decide := func(list ...pay.Decision) {
		t.Helper()
		h := journal.Header{County: county, Kind: "pay.decide", Actor: "system:test", Purpose: "payment"}
		if _, err := w.journal.Do(t.Context(), h, func(j *journal.Write) error {
			for _, d := range list {
				if err := w.pay.Decided(t.Context(), j, d); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	from, _ := civil.NewMonth(2025, 7)
	var granted []pay.Decision
	for i := range families {
		payee := register.Ref{County: county, ID: fmt.Sprintf("p%015d", i)}
		granted = append(granted, pay.Decision{
			ID: fmt.Sprintf("d%d", i), County: county, Programme: "dibao", Household: fmt.Sprintf("h%015d", i), Effect: pay.EffectGrant, Amount: 100_00, From: from,
			Division: 320613005001, Payee: payee, Covered: []register.Ref{payee}, Reason: "认定",
		})
	}
	decide(granted...)
	open := func() (ids []string) {
		t.Helper()
		if err := w.db.Read(t.Context(), func(q db.Query) (err error) {
			ids, err = plan.Filed(t.Context(), q, county, "", families+1)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return ids
	}
	round := func(want ...int) {
		t.Helper()
		for turn, n := range want {
			if err := w.startKeeping(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.drain(t)
			if got := len(open()); got != n {
				t.Errorf("turn %d: %d files, want %d", turn, got, n)
			}
			w.drain(t)
			if got := len(open()); got != n {
				t.Errorf("turn %d: %d files without a rest, want %d", turn, got, n)
			}
			w.now = w.now.Add(keepRest + time.Millisecond)
		}
	}
	round(keepPage, 2*keepPage, families)
	decide(pay.Decision{ID: "end", County: county, Programme: "dibao", Household: granted[5].Household, Effect: pay.EffectEnd, From: from, Reason: "停发"})
	round(families-1, families-1, families-1)
}
