package pay

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// happening is a death a clerk tells of.
func (o *office) happening(id, day string) Happening {
	o.t.Helper()
	on, err := civil.ParseDate(day)
	if err != nil {
		o.t.Fatal(err)
	}
	return Happening{Person: person(id), Kind: Death, Day: on, Source: "clerk", Reference: "死亡医学证明12号"}
}

func (o *office) report(h Happening) *Event {
	o.t.Helper()
	e := must[*Event](o.t)(o.Report(o.t.Context(), "staff:town", county, h))
	if e == nil {
		o.t.Fatal("nobody here pays him anything")
	}
	return e
}

// line is what a run has for a household.
func (o *office) line(r *Run, household string) *Line {
	o.t.Helper()
	for _, l := range o.lines(r) {
		if l.Household == household {
			return l
		}
	}
	return nil
}

func TestADeathBetweenTwoSignaturesTakesTheLineOutAndVoidsTheFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx, run := open(t, store), t.Context(), must[*Run](t)
		o.family("11", 500_00, "2026-01")
		o.family("12", 300_00, "2026-01")
		r := run(o.Prepare(ctx, "staff:maker", o.order("2026-01")))
		r = run(o.Freeze(ctx, "staff:maker", county, r.ID))
		seen := Seen{county, r.ID, r.Hash}
		run(o.Approve(ctx, "staff:fin", seen))
		run(o.Sign(ctx, "staff:one", seen))
		e := o.report(o.happening("11", "2025-12-20"))
		if again := o.report(o.happening("11", "2025-12-21")); again.ID != e.ID {
			t.Error("the same death told with another day is a second event")
		}
		if _, err := o.Release(ctx, "staff:two", seen, 800_00); code(err) == "" {
			t.Error("the second signature goes under a list that has changed")
		}
		now := o.run(r)
		if now.State != Frozen || now.First != "" || now.Total != 300_00 || o.line(now, "11").Status != Held {
			t.Errorf("the list is %s of %s, first signed by %q", now.State, now.Total, now.First)
		}
	})
}

func TestAFileWithFrozenMoneyIsRecalledAndMadeAnew(t *testing.T) {
	t.Parallel()
	o, ctx, run := open(t, dbtest.Open(t)), t.Context(), must[*Run](t)
	o.family("11", 500_00, "2026-01")
	o.family("12", 300_00, "2026-01")
	r, first := o.send(o.order("2026-01"), "csv")
	o.report(o.happening("11", "2025-12-20"))
	if _, err := o.BankFile(ctx, "staff:fin", county, r.ID, "csv"); code(err) != "pay_file_frozen" {
		t.Errorf("the file is given out again: %q", code(err))
	}
	if _, err := o.HandOver(ctx, "staff:fin", county, r.ID, "受理1号"); code(err) != "pay_file_frozen" {
		t.Errorf("the file is handed over: %q", code(err))
	}
	r = run(o.Recall(ctx, "staff:fin", county, r.ID, "银行柜面确认没有上传"))
	if r.State != Frozen || r.Total != 300_00 || r.FileHash != "" {
		t.Fatalf("after the recall the run is %s of %s", r.State, r.Total)
	}
	seen := Seen{county, r.ID, r.Hash}
	run(o.Approve(ctx, "staff:review", seen))
	run(o.Sign(ctx, "staff:one", seen))
	run(o.Release(ctx, "staff:two", seen, r.Total))
	second := must[*File](t)(o.BankFile(ctx, "staff:review", county, r.ID, "csv"))
	if second.Hash == first.Hash {
		t.Error("the new file is the old one")
	}
	run(o.HandOver(ctx, "staff:fin", county, r.ID, "受理2号"))
	if _, err := o.Recall(ctx, "staff:fin", county, r.ID, "晚了"); code(err) != "pay_handed_over" {
		t.Errorf("a file the bank has is recalled: %q", code(err))
	}
	r = o.run(r)
	if s := o.reply(r, o.bank(r)); s.Paid != 1 || s.PaidTotal != 300_00 {
		t.Errorf("the bank paid %+v", s)
	}
}

func TestAStopMakesWhatWasSentForLaterMonthsOverpaid(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		o.family("11", 500_00, "2025-11")
		for _, m := range []string{"2025-11", "2025-12"} {
			r, _ := o.send(o.order(m), "csv")
			o.reply(r, o.bank(r))
		}
		e := o.report(o.happening("11", "2025-11-20"))
		must[*Event](t)(o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: Stop, Words: "已核实死亡证明"}))
		over := o.overpaid()
		if len(over) != 1 || over[0].Month != month(t, "2025-12") || over[0].Amount != 500_00 {
			t.Fatalf("overpaid are %+v", over)
		}
		v := must[*Preview](t)(o.Foresee(ctx, o.order("2026-01")))
		if v.Lines != 0 {
			t.Errorf("a dead person is listed with %s", v.Total)
		}
		if _, err := o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: GoOn, Words: "再议"}); code(err) != "pay_event_settled" {
			t.Errorf("an event is decided twice: %q", code(err))
		}
	})
}

func TestWhatTheBankSendsBackForADeadPersonIsNeverPaidAgain(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2025-12")
	r, _ := o.send(o.order("2025-12"), "csv")
	e := o.report(o.happening("11", "2025-12-20")) // December itself stays owed by the rule
	must[*Event](t)(o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: Stop, Words: "已核实"}))
	o.reply(r, o.bank(r, "11"))
	o.card("11", "6217000000000777")
	l := o.line(r, "11")
	if err := o.Retry(ctx, "staff:fin", county, l.ID, "家属来领"); code(err) != "pay_dead" {
		t.Errorf("it may be sent again: %q", code(err))
	}
	check := func(when string) {
		t.Helper()
		if v := must[*Preview](t)(o.Foresee(ctx, o.order("2026-01"))); len(v.Families) > 0 && v.Total != 0 {
			t.Errorf("%s the next run lists %s", when, v.Total)
		}
	}
	check("after the return")
	if err := o.Forgo(ctx, "staff:fin", county, l.ID, "退回资金来源"); err != nil {
		t.Fatal(err)
	}
	check("after it was given up")
	if _, err := o.Close(ctx, "staff:fin", county, r.ID); err != nil {
		t.Errorf("the run does not close: %v", err)
	}
}

func TestWhatWasHeldIsPaidWhenItWasAMistake(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2026-01")
	o.family("12", 300_00, "2026-01")
	e := o.report(o.happening("11", "2025-12-20"))
	r, _ := o.send(o.order("2026-01"), "csv")
	if r.Total != 300_00 {
		t.Fatalf("the month pays %s with one family frozen", r.Total)
	}
	v := must[*Preview](t)(o.Foresee(ctx, o.order("2026-02")))
	if v.Total != 300_00 {
		t.Errorf("while it is frozen the next month would pay %s", v.Total)
	}
	must[*Event](t)(o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: Mistake, Words: "同名同姓"}))
	if v = must[*Preview](t)(o.Foresee(ctx, o.order("2026-02"))); v.Total != 1300_00 {
		t.Errorf("after it the next month pays %s, want two months of one and one of the other", v.Total)
	}
}

func TestAFamilyGoesOnWhenItsPayeeDiesOnceAnotherIsNamed(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2026-01")
	o.act(func(w *journal.Write) error {
		list, err := OfHousehold(ctx, w, register.Ref{County: county, ID: "11"})
		if err != nil {
			return err
		}
		return o.Change(ctx, w, list[0], month(t, "2026-01"), 0, NewTerms{Covered: []register.Ref{person("11"), person("21")}}, Because{Decision: "d2", Reason: "加人"})
	})
	e := o.report(o.happening("11", "2025-12-20"))
	for _, c := range []struct {
		ruling Ruling
		want   string
	}{
		{Ruling{Outcome: Stop, Words: "停"}, "pay_event_family"},
		{Ruling{Outcome: GoOn, Words: "继续"}, "pay_event_payee"},
		{Ruling{Outcome: NewPayee, Payee: person("11"), Words: "换人"}, "pay_event_new_payee"},
		{Ruling{Outcome: NewPayee, Payee: person("21")}, "pay_reason_missing"},
	} {
		if _, err := o.SettleEvent(ctx, "staff:county", county, e.ID, c.ruling); code(err) != c.want {
			t.Errorf("%s is answered with %q, want %q", c.ruling.Outcome, code(err), c.want)
		}
	}
	must[*Event](t)(o.SettleEvent(ctx, "staff:county", county, e.ID, Ruling{Outcome: NewPayee, Payee: person("21"), Words: "由长子领款"}))
	o.card("21", number("21"))
	r, _ := o.send(o.order("2026-01"), "csv")
	if l := o.line(r, "11"); r.Total != 500_00 || l.Payee != person("21") {
		t.Errorf("the run pays %s to %v", r.Total, l.Payee)
	}
}

func TestAMarriageHoldsNothingAndAsksForALook(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 500_00, "2026-01")
	h := o.happening("11", "2025-12-20")
	h.Kind = Marriage
	e := o.report(h)
	var list []*Freeze
	o.read(func(q db.Query) (err error) {
		list, err = Freezes(t.Context(), q, county, e.ID)
		return err
	})
	if len(list) != 1 || list[0].State != Watched {
		t.Errorf("the benefit is %+v", list)
	}
	if r, _ := o.send(o.order("2026-01"), "csv"); r.Total != 500_00 {
		t.Errorf("the month pays %s", r.Total)
	}
	if e, err := o.Report(t.Context(), "staff:town", county, o.happening("77", "2025-12-20")); e != nil || err != nil {
		t.Errorf("the death of somebody nobody pays is %v, %v", e, err)
	}
}
