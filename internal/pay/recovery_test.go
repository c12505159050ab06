package pay

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// overpay pays a family two months too much, 500 each.
func (o *office) overpay(id string) Subject {
	o.t.Helper()
	o.family(id, 500_00, "2025-10")
	for _, m := range []string{"2025-10", "2025-11", "2025-12"} {
		r, _ := o.send(o.order(m), "csv")
		o.reply(r, o.bank(r))
	}
	o.decide(Decision{Household: id, Effect: EffectSuspend, From: month(o.t, "2025-11"), Reason: "隐瞒收入"}, false)
	return Subject{Programme: "dibao", Household: id}
}

func (o *office) agreement(s Subject) Agreement {
	day, err := civil.ParseDate("2025-12-25")
	if err != nil {
		o.t.Fatal(err)
	}
	return Agreement{Subject: s, Debtor: "人" + s.Household, Number: "追1号", Day: day, Instalment: 300_00, First: month(o.t, "2026-01"), Words: "分期"}
}

func (o *office) statement(r *Recovery, day string) (s *Statement) {
	o.t.Helper()
	today, err := civil.ParseDate(day)
	if err != nil {
		o.t.Fatal(err)
	}
	o.read(func(q db.Query) (err error) {
		s, err = StatementOf(o.t.Context(), q, county, r.ID, today)
		return err
	})
	return s
}

func TestADebtComesBackInInstalmentsAndLateOnesAreCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		a := o.agreement(o.overpay("11"))
		r := must[*Recovery](t)(o.Agree(ctx, "staff:county", county, a))
		s := o.statement(r, "2026-03-15") // January and February are due: 600
		if r.Total != 1000_00 || len(s.Instalments) != 4 || s.Overdue != 600_00 || s.Instalments[3].Amount != 100_00 {
			t.Fatalf("the plan is %s in %d instalments, %s late", r.Total, len(s.Instalments), s.Overdue)
		}
		for _, c := range []struct {
			receipt string
			amount  civil.Fen
			want    string
		}{{"1", 700_00, ""}, {"1", 100_00, "pay_receipt_twice"}, {"2", 300_01, "pay_receipt_amount"}, {"", 1, "pay_receipt_number"}} {
			if err := o.Receive(ctx, "staff:fin", county, r.ID, Money{Amount: c.amount, Day: a.Day, Receipt: c.receipt}); code(err) != c.want {
				t.Errorf("receipt %q of %s is answered with %q, want %q", c.receipt, c.amount, code(err), c.want)
			}
		}
		if s = o.statement(r, "2026-04-15"); s.Returned != 700_00 || s.Outstanding != 300_00 || s.Overdue != 200_00 {
			t.Errorf("returned %s, left %s, late %s", s.Returned, s.Outstanding, s.Overdue)
		}
		// What came back is owed again when the months turn out to be due after all.
		o.decide(Decision{Household: "11", Effect: EffectResume, From: month(t, "2025-11"), Reason: "复查后恢复"}, false)
		if s = o.statement(r, "2026-04-15"); !s.Done() {
			t.Errorf("%s is still asked for", s.Outstanding)
		}
		if v := must[*Preview](t)(o.Foresee(ctx, o.order("2026-01"))); v.Total != 500_00+700_00 {
			t.Errorf("the next month pays %s, want the month and the 700 that came back", v.Total)
		}
	})
}

func TestAPartIsKeptBackByConsentAndNeverMoreThanTheShare(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		a := o.agreement(o.overpay("11"))
		a.Offset = 200_00
		r := must[*Recovery](t)(o.Agree(ctx, "staff:county", county, a))
		o.decide(Decision{Household: "11", Effect: EffectResume, From: month(t, "2026-01"), Reason: "恢复"}, false)
		run, _ := o.send(o.order("2026-01"), "csv")
		if run.Total != 350_00 || run.Lines != 1 {
			t.Fatalf("the month pays %s in %d lines, want 350 after three tenths", run.Total, run.Lines)
		}
		if s := o.statement(r, "2026-02-01"); s.Returned != 150_00 || s.Outstanding != 850_00 {
			t.Errorf("returned %s, left %s", s.Returned, s.Outstanding)
		}
		run = must[*Run](t)(o.Recall(ctx, "staff:fin", county, run.ID, "银行没有收到"))
		if s := o.statement(r, "2026-02-01"); s.Returned != 0 || s.Outstanding != 1000_00 {
			t.Errorf("after the recall returned %s, left %s", s.Returned, s.Outstanding)
		}
		seen := Seen{county, run.ID, run.Hash}
		must[*Run](t)(o.Approve(ctx, "staff:review", seen))
		must[*Run](t)(o.Sign(ctx, "staff:one", seen))
		must[*Run](t)(o.Release(ctx, "staff:two", seen, run.Total))
		must[*File](t)(o.BankFile(ctx, "staff:review", county, run.ID, "csv"))
		run = o.run(run)
		o.reply(run, o.bank(run))
		if v := must[*Preview](t)(o.Foresee(ctx, o.order("2026-02"))); v.Total != 350_00 {
			t.Errorf("the month after pays %s, and nothing of January", v.Total)
		}
	})
}

func TestADebtIsGivenUpByTwoPeopleWithAReason(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	r := must[*Recovery](t)(o.Agree(ctx, "staff:county", county, o.agreement(o.overpay("11"))))
	if _, err := o.ProposeWaiver(ctx, "staff:one", county, r.ID, ""); code(err) != "pay_reason_missing" {
		t.Errorf("no reason: %q", code(err))
	}
	v := must[*Waiver](t)(o.ProposeWaiver(ctx, "staff:one", county, r.ID, "户主失踪"))
	if err := o.DecideWaiver(ctx, "staff:one", county, v.ID, true, "同意"); code(err) != "pay_waiver_same" {
		t.Errorf("one person alone: %q", code(err))
	}
	if err := o.Receive(ctx, "staff:fin", county, r.ID, Money{Amount: 100_00, Day: r.Day, Receipt: "1"}); err != nil {
		t.Fatal(err)
	}
	if err := o.DecideWaiver(ctx, "staff:two", county, v.ID, true, "同意"); code(err) != "pay_waiver_amount" {
		t.Errorf("another sum than was proposed: %q", code(err))
	}
	if err := o.DecideWaiver(ctx, "staff:two", county, v.ID, false, "金额已变"); err != nil {
		t.Fatal(err)
	}
	v = must[*Waiver](t)(o.ProposeWaiver(ctx, "staff:one", county, r.ID, "户主失踪"))
	if err := o.DecideWaiver(ctx, "staff:two", county, v.ID, true, "同意"); err != nil {
		t.Fatal(err)
	}
	s := o.statement(r, "2026-04-15")
	if !s.Done() || s.Waived != 900_00 || s.State != PlanWrittenOff || len(o.overpaid()) != 0 {
		t.Errorf("given up %s, left %s, %s", s.Waived, s.Outstanding, s.State)
	}
}
