package pay

import (
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

func TestADeskReadsWhatThePartsRead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.family("1", 71000, "2025-07")
		o.decide(Decision{Household: "2", Effect: EffectGrant, Amount: 50000, From: month(t, "2025-07"), Reason: "审核同意"}, false)
		preview := must[*Preview](t)(o.Foresee(t.Context(), o.order("2025-07")))
		if preview.Lines != 1 || preview.Blocked != 1 || preview.Total != 71000 {
			t.Errorf("foreseen %d lines, %d blocked, %s", preview.Lines, preview.Blocked, preview.Total)
		}
		run := must[*Run](t)(o.Prepare(t.Context(), "staff:a", o.order("2025-07")))
		must[*Run](t)(o.Freeze(t.Context(), "staff:a", county, run.ID))
		d := must[*RunDesk](t)(o.RunDesk(t.Context(), county, run.ID))
		if len(d.Lines) != 2 || len(d.Steps) != 2 || d.Steps[0].Title() != "编制清单" || d.Steps[1].Title() != "冻结清单" || d.Steps[1].Actor != "staff:a" || d.Steps[1].At == 0 {
			t.Errorf("the desk has %d lines and the steps %+v", len(d.Lines), d.Steps)
		}
		accounts := must[map[*Line]*Account](t)(o.AccountsOf(t.Context(), d.Lines))
		if len(accounts) != 1 {
			t.Errorf("%d accounts, want 1", len(accounts))
		}
		for line, a := range accounts {
			if line.Payee != a.Person || a.Holder != "人1" {
				t.Errorf("a line of %s is paid to %s", line.Payee, a.Person)
			}
		}
		if list := must[[]*Run](t)(o.Runs(t.Context(), county, month(t, "2025-07"))); len(list) != 1 {
			t.Errorf("%d runs, want 1", len(list))
		}
		if list := must[[]Payment](t)(o.PaymentsOf(t.Context(), register.Ref{County: county, ID: "1"})); len(list) != 1 || list[0].This != 71000 {
			t.Errorf("payments %+v", list)
		}
		if _, err := o.RunDesk(t.Context(), county, "nothing"); code(err) != "pay_run_unknown" {
			t.Errorf("a run that is not there: %v", err)
		}
		if list := must[[]*Overpayment](t)(o.Overpaid(t.Context(), county, "")); len(list) != 0 {
			t.Errorf("%d overpayments, want none", len(list))
		}
	})
}
