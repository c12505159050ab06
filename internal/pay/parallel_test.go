package pay

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// atOnce does the same several times side by side and gives the results.
func atOnce[T any](f func(i int) (T, error)) (list []T, failed []error) {
	const times = 6
	list, failed = make([]T, times), make([]error, times)
	var group sync.WaitGroup
	for i := range times {
		group.Go(func() { list[i], failed[i] = f(i) })
	}
	group.Wait()
	return list, failed
}

func TestWhateverIsDoneTwiceAtOnceIsDoneOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.family("11", 100_00, "2025-07")
		o.family("12", 100_00, "2025-07")
		prepared, failed := atOnce(func(int) (*Run, error) { return o.Prepare(t.Context(), "staff:maker", o.order("2025-07")) })
		for i, err := range failed {
			if err != nil || prepared[i].ID != prepared[0].ID || prepared[i].Total != 200_00 {
				t.Fatalf("prepared are %+v, %v", prepared[i], err)
			}
		}
		r := o.signed(o.order("2025-07"))
		if lines := o.lines(r); len(lines) != 2 {
			t.Fatalf("the list has %d lines", len(lines))
		}
		files, failed := atOnce(func(int) (*File, error) { return o.BankFile(t.Context(), "staff:fin", county, r.ID, "fixed") })
		for i, err := range failed {
			if err != nil || !bytes.Equal(files[i].Body, files[0].Body) {
				t.Fatalf("the files differ, or %v", err)
			}
		}
		r = o.run(r)
		raw := must[[]byte](t)(must[*Format](t)(FormatNamed("fixed")).WriteAnswer(o.bank(r)))
		_, failed = atOnce(func(int) (*Settled, error) { return o.ReadReturn(t.Context(), "staff:fin", county, r.ID, raw) })
		read := 0
		for _, err := range failed {
			switch code(err) {
			case "":
				read++
			case "return_twice":
			default:
				t.Error(err)
			}
		}
		if read != 1 {
			t.Errorf("the answer was read %d times", read)
		}
		_, failed = atOnce(func(i int) (int, error) {
			return 0, o.tryDecide(Decision{Household: "13", Effect: EffectGrant, Amount: civil.Fen(i + 1), From: month(t, "2025-08"), Reason: "审核同意"}, true)
		})
		granted := 0
		for _, err := range failed {
			switch code(err) {
			case "":
				granted++
			case "entitlement_twice":
			default:
				t.Error(err)
			}
		}
		if granted != 1 {
			t.Errorf("%d entitlements of one programme and month", granted)
		}
	})
}

// TestAStepThatBreaksOffLeavesNothing cuts steps of a run short: each is one act, so
// what is left is the step before.
func TestAStepThatBreaksOffLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.family("11", 100_00, "2025-07")
		r := o.signed(o.order("2025-07"))
		gone, cancel := context.WithCancel(t.Context())
		names := o.names
		o.names.Programme = func(name string) string {
			cancel() // in the middle of making the file
			return names.Programme(name)
		}
		if _, err := o.BankFile(gone, "staff:fin", county, r.ID, "csv"); err == nil {
			t.Fatal("a file is made for somebody who has gone")
		}
		if now := o.run(r); now.State != Approved || now.FileHash != "" {
			t.Fatalf("left is %+v", now)
		}
		o.names = names
		must[*File](t)(o.BankFile(t.Context(), "staff:fin", county, r.ID, "csv"))
		if report, err := o.journal.Verify(t.Context(), nil); err != nil || len(report.Findings) != 0 {
			t.Errorf("the journal says %+v, %v", report, err)
		}
	})
}

// BenchmarkRun takes b.N times a run of many families from the order to the last
// answer.
func BenchmarkRun(b *testing.B) {
	const families = 10_000
	o := open(b, dbtest.Open(b))
	o.act(func(w *journal.Write) error {
		for i := range families {
			id := fmt.Sprintf("%05d", i)
			account := o.account(id, number(id))
			err := o.Decided(b.Context(), w, Decision{
				ID: "d" + id, County: county, Household: id, Programme: "dibao", Effect: EffectGrant, Amount: 500_00, From: month(b, "2025-01"),
				Division: hamlet, Payee: person(id), Account: &account, Reason: "审核同意",
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	b.ResetTimer()
	for i := range b.N {
		r, _ := o.send(Order{County: county, Month: month(b, "2025-01").Add(i), Kind: Monthly}, "fixed")
		b.StopTimer()
		answer := o.bank(r)
		b.StartTimer()
		o.reply(r, answer)
	}
}
