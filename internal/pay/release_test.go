package pay

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

func TestMoneyLeavesByTwoPeopleWhoDidNotMakeTheList(t *testing.T) {
	t.Parallel()
	type step struct {
		do    string // approve, sign, release, withhold, back, file
		actor string
		want  string
	}
	approve, one := step{"approve", "staff:fin", ""}, step{"sign", "staff:one", ""}
	for _, c := range []struct {
		name  string
		steps []step
		end   RunState
	}{
		{"two others sign", []step{approve, one, {"release", "staff:two", ""}, {"file", "staff:fin", ""}}, Sent},
		{"the reviewer may be one of them", []step{approve, {"sign", "staff:fin", ""}, {"release", "staff:two", ""}}, Approved},
		{"the maker does not review", []step{{"approve", "staff:maker", "pay_maker"}}, Frozen},
		{"the maker does not sign", []step{approve, {"sign", "staff:maker", "pay_maker"}}, Reviewed},
		{"the maker does not release", []step{approve, one, {"release", "staff:maker", "pay_maker"}}, Reviewed},
		{"nobody signs twice", []step{approve, one, {"release", "staff:one", "pay_same_signer"}}, Reviewed},
		{"nobody signs beside the first", []step{approve, one, {"sign", "staff:two", "pay_signed"}}, Reviewed},
		{"nobody releases first", []step{approve, {"release", "staff:two", "pay_unsigned"}}, Reviewed},
		{"nobody signs what is not reviewed", []step{{"sign", "staff:one", "pay_run_state"}}, Frozen},
		{"no file without signatures", []step{approve, one, {"file", "staff:fin", "pay_run_state"}}, Reviewed},
		{"the second types the sum", []step{approve, one, {"wrong sum", "staff:two", "pay_sum"}}, Reviewed},
		{"another list was shown", []step{approve, {"wrong hash", "staff:one", "pay_list_changed"}}, Reviewed},
		{"a change voids the first signature", []step{approve, one, {"withhold", "staff:clerk", ""}, {"release", "staff:two", "pay_run_state"}}, Frozen},
		{"a change after both signatures voids them", []step{approve, one, {"release", "staff:two", ""}, {"withhold", "staff:clerk", ""}, {"file", "staff:fin", "pay_run_state"}}, Frozen},
		{"who changed the list does not sign it", []step{{"withhold", "staff:two", ""}, approve, one, {"release", "staff:two", "pay_maker"}}, Reviewed},
		{"sent back is a draft again", []step{approve, one, {"back", "staff:two", ""}, {"sign", "staff:one", "pay_run_state"}}, Draft},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := open(t, dbtest.Open(t))
			o.family("11", 100_00, "2025-07")
			o.family("12", 200_00, "2025-07")
			ctx := t.Context()
			r := must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
			r = must[*Run](t)(o.Freeze(ctx, "staff:maker", county, r.ID))
			for _, s := range c.steps {
				r = o.run(r)
				seen := Seen{County: county, Run: r.ID, Hash: r.Hash}
				var err error
				switch s.do {
				case "approve":
					_, err = o.Approve(ctx, s.actor, seen)
				case "sign":
					_, err = o.Sign(ctx, s.actor, seen)
				case "wrong hash":
					seen.Hash = "00"
					_, err = o.Sign(ctx, s.actor, seen)
				case "release":
					_, err = o.Release(ctx, s.actor, seen, r.Total)
				case "wrong sum":
					_, err = o.Release(ctx, s.actor, seen, r.Total+1)
				case "withhold":
					_, err = o.Withhold(ctx, s.actor, seen, o.lines(r)[0].ID, "正在核查")
				case "back":
					_, err = o.SendBack(ctx, s.actor, seen, "金额有误")
				case "file":
					_, err = o.BankFile(ctx, s.actor, county, r.ID, "csv")
				}
				if code(err) != s.want {
					t.Fatalf("%s by %s: got %v, want %q", s.do, s.actor, err, s.want)
				}
			}
			if r = o.run(r); r.State != c.end {
				t.Errorf("the run is %s, want %s", r.State, c.end)
			}
		})
	}
}

func TestAListThatIsNoLongerOwedDoesNotLeave(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(o *office){
		"the entitlement ended": func(o *office) {
			o.decide(Decision{Household: "11", Effect: EffectEnd, From: month(t, "2025-07"), Reason: "死亡"}, false)
		},
		"the amount fell": func(o *office) {
			o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 99_99, From: month(t, "2025-07"), Reason: "收入增加"}, false)
		},
		"the account is another": func(o *office) {
			o.act(func(w *journal.Write) error {
				_, err := o.SetAccount(t.Context(), w, o.account("11", number("98")))
				return err
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t, dbtest.Open(t))
			o.family("11", 100_00, "2025-07")
			o.family("12", 100_00, "2025-07")
			r := o.signed(o.order("2025-07"))
			change(o)
			if _, err := o.BankFile(t.Context(), "staff:fin", county, r.ID, "csv"); code(err) != "pay_lines_outdated" {
				t.Fatalf("the file is made: %v", err)
			}
			var old []*Line
			o.read(func(q db.Query) (err error) {
				old, err = Outdated(t.Context(), q, r)
				return err
			})
			if len(old) != 1 || old[0].Household != "11" {
				t.Fatalf("outdated are %+v", old)
			}
			r = must[*Run](t)(o.Withhold(t.Context(), "staff:clerk", Seen{county, r.ID, r.Hash}, old[0].ID, "冻结"))
			if r.Total != 100_00 || r.First != "" || r.Reviewer != "" {
				t.Errorf("the rest is %+v", r)
			}
		})
	}
}

func TestMoreThanIsListedHoldsNothingUp(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 100_00, "2025-07")
	r := o.signed(o.order("2025-07"))
	o.family("12", 100_00, "2025-07")
	o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 130_00, From: month(t, "2025-07"), Reason: "标准提高"}, false)
	must[*File](t)(o.BankFile(t.Context(), "staff:fin", county, r.ID, "csv"))
	next := must[*Run](t)(o.Prepare(t.Context(), "staff:maker", o.order("2025-08")))
	if want := civil.Fen(130_00 + 30_00 + 100_00 + 100_00); next.Total != want {
		t.Errorf("the next month brings %s, want %s", next.Total, want)
	}
}

func TestAListIsPreparedAsOftenAsOneLikes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		ctx, run := t.Context(), must[*Run](t)
		o.family("11", 100_00, "2025-07")
		o.family("12", 100_00, "2025-07")
		first := run(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
		again := run(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
		if again.ID != first.ID || again.Opened != first.Opened {
			t.Error("repeated, it is another list")
		}
		o.decide(Decision{Household: "12", Effect: EffectEnd, From: month(t, "2025-07"), Reason: "死亡"}, false)
		o.family("13", 5_00, "2025-07")
		if _, err := o.Freeze(ctx, "staff:maker", county, first.ID); code(err) != "pay_run_outdated" {
			t.Errorf("an old list is frozen: %v", err)
		}
		again = run(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
		if again.Total != 105_00 || again.Lines != 2 || again.ID != first.ID {
			t.Errorf("the list is %+v", again)
		}
		// A run of one programme beside that of all finds nothing left to pay.
		order := o.order("2025-07")
		order.Programme = "dibao"
		if beside := run(o.Prepare(ctx, "staff:maker", order)); beside.Lines != 0 {
			t.Errorf("%d are listed twice", beside.Lines)
		} else if _, err := o.Freeze(ctx, "staff:maker", county, beside.ID); code(err) != "pay_run_empty" {
			t.Errorf("an empty list is frozen: %v", err)
		}
		run(o.Discard(ctx, "staff:maker", county, again.ID, "重来"))
		if anew := run(o.Prepare(ctx, "staff:maker", order)); anew.Total != 105_00 {
			t.Errorf("after a discarded list %s are due", anew.Total)
		}
		r := o.signed(order)
		if _, err := o.Prepare(ctx, "staff:maker", order); code(err) != "pay_run_exists" {
			t.Errorf("a signed list is prepared: %v", err)
		}
		o.read(func(q db.Query) error {
			if n := len(must[[]*Run](t)(RunHistory(ctx, q, county, r.ID))); n != 6 {
				t.Errorf("the list has %d versions", n)
			}
			if n := len(must[[]*Run](t)(Runs(ctx, q, county, month(t, "2025-01")))); n != 2 {
				t.Errorf("there are %d runs", n)
			}
			return nil
		})
	})
}
