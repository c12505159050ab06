package pay

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// subsidy is a batch of some households, 30 yuan each.
func (o *office) subsidy(m string, households ...string) Batch {
	b := Batch{County: county, Programme: "subsidy", Month: month(o.t, m), Title: "价格临时补贴", Basis: "启动决定1号"}
	for _, id := range households {
		b.Lines = append(b.Lines, BatchLine{Household: id, Payee: person(id), Division: hamlet, Amount: 30_00})
	}
	return b
}

// card gives somebody an account.
func (o *office) card(id, number string) {
	o.t.Helper()
	o.act(func(w *journal.Write) error {
		_, err := o.SetAccount(o.t.Context(), w, o.account(id, number))
		return err
	})
}

// release takes a draft through review, signatures and file.
func (o *office) release(r *Run) *Run {
	o.t.Helper()
	ctx, run := o.t.Context(), must[*Run](o.t)
	r = run(o.Freeze(ctx, "staff:maker", r.County, r.ID))
	seen := Seen{r.County, r.ID, r.Hash}
	run(o.Approve(ctx, "staff:fin", seen))
	run(o.Sign(ctx, "staff:one", seen))
	run(o.Release(ctx, "staff:two", seen, r.Total))
	must[*File](o.t)(o.BankFile(ctx, "staff:fin", r.County, r.ID, "csv"))
	return o.run(r)
}

func TestABatchIsPaidOnceWhateverIsRepeated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx, run := open(t, store), t.Context(), must[*Run](t)
		for _, id := range []string{"11", "12", "13"} {
			o.card(id, number(id))
		}
		first := run(o.PrepareBatch(ctx, "staff:maker", o.subsidy("2026-01", "11", "12")))
		same := run(o.PrepareBatch(ctx, "staff:maker", o.subsidy("2026-01", "11", "12")))
		if same.ID != first.ID || same.Lines != 2 || same.Total != 60_00 {
			t.Fatalf("the same list again made %+v beside %+v", same, first)
		}
		sent := o.release(same)
		o.reply(sent, o.bank(sent))
		if again := run(o.PrepareBatch(ctx, "staff:maker", o.subsidy("2026-01", "11", "12"))); again.ID != first.ID || again.State != Matched {
			t.Errorf("the list that is paid gives %s in %s", again.ID, again.State)
		}
		more := run(o.PrepareBatch(ctx, "staff:maker", o.subsidy("2026-01", "11", "12", "13")))
		if lines := o.lines(more); more.ID == first.ID || len(lines) != 1 || lines[0].Household != "13" {
			t.Errorf("a longer list brings %d lines, want the new family alone", len(lines))
		}
		if next := run(o.PrepareBatch(ctx, "staff:maker", o.subsidy("2026-02", "11"))); next.Lines != 1 {
			t.Errorf("another month brings %d lines, want 1", next.Lines)
		}
	})
}

func TestABatchDoesNotTouchWhatEntitlementsOwe(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 500_00, "2026-01")
	b := o.subsidy("2026-01", "11")
	b.Programme = "dibao" // once more on top of the very programme
	r := o.release(must[*Run](t)(o.PrepareBatch(t.Context(), "staff:maker", b)))
	o.reply(r, o.bank(r))
	monthly, _ := o.send(o.order("2026-01"), "csv")
	if monthly.Total != 500_00 {
		t.Errorf("the month pays %s beside the batch, want 500.00", monthly.Total)
	}
	o.reply(monthly, o.bank(monthly))
	if list := o.overpaid(); len(list) != 0 {
		t.Errorf("a batch counts as overpaid: %+v", list[0])
	}
	var paid []Payment
	o.read(func(q db.Query) (err error) {
		paid, err = Payments(t.Context(), q, register.Ref{County: county, ID: "11"})
		return err
	})
	for _, l := range paid[0].Lines {
		if want := map[bool]string{true: "价格临时补贴"}[l.once()]; l.Batch != want {
			t.Errorf("a %s line rests on %q", l.Kind, l.Batch)
		}
	}
	if len(paid) != 1 || paid[0].This != 530_00 || causes(paid[0].Causes) != civil.Fen(530_00) {
		t.Errorf("the family reads %+v", paid)
	}
}

func TestWhatABatchGotBackIsSentAgainOnceByTheNextRun(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		o.card("11", number("11"))
		o.card("12", number("12"))
		r := o.release(must[*Run](t)(o.PrepareBatch(ctx, "staff:maker", o.subsidy("2026-01", "11", "12", "13"))))
		o.reply(r, o.bank(r, "11"))
		if r = o.run(r); r.State != PartlyReturned {
			t.Fatalf("the run is %s", r.State)
		}
		o.card("11", "6217000000000099")
		o.card("13", number("13")) // had no account when the batch left
		more := Order{County: county, Programme: "subsidy", Month: month(t, "2026-02"), Kind: Supplementary}
		second, _ := o.send(more, "csv")
		lines := o.lines(second)
		if len(lines) != 2 || second.Total != 60_00 || lines[0].Kind != OneOffAgain && lines[1].Kind != OneOffAgain {
			t.Fatalf("the next run lists %d lines of %s", len(lines), second.Total)
		}
		o.reply(second, o.bank(second))
		if now := o.run(r); now.State != MadeGood {
			t.Errorf("the batch is %s, want made good", now.State)
		}
		more.Month++
		if third := must[*Run](t)(o.Prepare(ctx, "staff:maker", more)); third.Lines != 0 {
			t.Errorf("a third run lists %d lines", third.Lines)
		}
	})
}

func TestABatchSaysWhatIsWrongWithItsList(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	for _, c := range []struct {
		name, want string
		spoil      func(b *Batch)
	}{
		{"no lines", "pay_batch_empty", func(b *Batch) { b.Lines = nil }},
		{"no basis", "pay_batch_basis", func(b *Batch) { b.Basis = "" }},
		{"nobody to pay", "pay_batch_line", func(b *Batch) { b.Lines[1].Payee.ID, b.Lines[1].Payee.County = "", "" }},
		{"nothing to pay", "pay_amount", func(b *Batch) { b.Lines[0].Amount = 0 }},
		{"one family twice", "pay_batch_twice", func(b *Batch) { b.Lines[1].Household = "11" }},
	} {
		b := o.subsidy("2026-01", "11", "12")
		c.spoil(&b)
		if _, err := o.PrepareBatch(t.Context(), "staff:maker", b); code(err) != c.want {
			t.Errorf("%s: refused with %q, want %q", c.name, code(err), c.want)
		}
	}
	_, err := o.Prepare(t.Context(), "staff:maker", Order{County: county, Programme: "subsidy", Month: month(t, "2026-01"), Kind: OneOffRun})
	if code(err) != "pay_batch_list" {
		t.Errorf("a batch without a list is refused with %q", code(err))
	}
}

func causes(list []Cause) (sum civil.Fen) {
	for _, c := range list {
		sum += c.Amount
	}
	return sum
}
