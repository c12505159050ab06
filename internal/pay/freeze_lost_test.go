package pay

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// lostTo are what is overpaid to a household by one programme, by months.
func (o *office) lostTo(household, programme string) map[string]civil.Fen {
	o.t.Helper()
	found := map[string]civil.Fen{}
	for _, one := range o.overpaid() {
		if one.Household == household && one.Programme == programme {
			found[one.Month.String()] += one.Amount
		}
	}
	return found
}

func TestWhatABatchSentToSomebodyDeadIsOverpaidLikeAMonth(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx, run := open(t, store), t.Context(), must[*Run](t)
		for _, id := range []string{"11", "12"} {
			o.family(id, 500_00, "2025-12")
		}
		var last *Run
		for _, m := range []string{"2025-12", "2026-01", "2026-02"} {
			last = o.release(run(o.PrepareBatch(ctx, "staff:maker", o.subsidy(m, "11", "12"))))
			if m != "2026-02" { // of the last one the bank has not answered
				o.reply(last, o.bank(last))
			}
		}
		e := o.report(o.happening("11", "2025-12-20"))
		if got := o.lostTo("11", "subsidy"); len(got) != 0 {
			t.Errorf("before anybody has decided %v is overpaid", got)
		}
		if _, err := o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: Stop, Words: "已核实"}); err != nil {
			t.Fatal(err)
		}
		got := o.lostTo("11", "subsidy")
		if len(got) != 2 || got["2026-01"] != 30_00 || got["2026-02"] != 30_00 {
			t.Errorf("overpaid is %v, want what left for the two months after his death", got)
		}
		if other := o.lostTo("12", "subsidy"); len(other) != 0 {
			t.Errorf("another family is overpaid %v", other)
		}
		// The bank sends the last one back: nothing of it is owed to anybody.
		o.reply(last, o.bank(last, "11"))
		if got = o.lostTo("11", "subsidy"); len(got) != 1 || got["2026-01"] != 30_00 {
			t.Errorf("after the bank has sent one back overpaid is %v", got)
		}
		if err := o.Retry(ctx, "staff:fin", county, o.line(last, "11").ID, "再试"); code(err) != "pay_dead" {
			t.Errorf("what came back for a dead man is sent again: %q", code(err))
		}
		plan := must[*Recovery](t)(o.Agree(ctx, "staff:county", county, func() Agreement {
			a := o.agreement(Subject{"subsidy", "11", ""})
			a.Instalment = 30_00
			return a
		}()))
		if err := o.Receive(ctx, "staff:fin", county, plan.ID, Money{Amount: 30_00, Day: plan.Day, Receipt: "1"}); err != nil {
			t.Fatal(err)
		}
		if got = o.lostTo("11", "subsidy"); len(got) != 0 {
			t.Errorf("after it has come back overpaid is %v", got)
		}
	})
}

func TestABatchOverABenefitOfTheDeadWaitsAndIsCountedByTheMonthDecided(t *testing.T) {
	t.Parallel()
	o, ctx, run := open(t, dbtest.Open(t)), t.Context(), must[*Run](t)
	o.family("11", 500_00, "2025-12")
	o.card("12", number("12")) // the son, to whom the batches go
	month, _ := o.send(o.order("2025-12"), "csv")
	o.reply(month, o.bank(month))
	onTop := func(m string) Batch {
		b := o.subsidy(m, "11")
		b.Programme, b.Lines[0].Payee, b.Lines[0].Entitlement = "dibao", person("12"), o.line(month, "11").Entitlement
		return b
	}
	sent := o.release(run(o.PrepareBatch(ctx, "staff:maker", onTop("2025-12"))))
	o.reply(sent, o.bank(sent))
	waiting := run(o.PrepareBatch(ctx, "staff:maker", onTop("2026-01")))
	e := o.report(o.happening("11", "2025-12-20"))
	if l := o.line(waiting, "11"); l.Status != Held {
		t.Errorf("a batch that rests on the benefit is %s", l.Status)
	}
	if _, err := o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: Stop, From: e.Day.Month(), Words: "十一月已去世"}); err != nil {
		t.Fatal(err)
	}
	if got := o.lostTo("11", "dibao"); len(got) != 1 || got["2025-12"] != 530_00 {
		t.Errorf("overpaid is %v, want the month and what came on top of it", got)
	}
}
