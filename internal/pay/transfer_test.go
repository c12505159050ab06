package pay

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

const elsewhere = civil.Area(320612005001)

func (o *office) transfer(id, household, from string) (m civil.Month, err error) {
	err = o.try(county, func(w *journal.Write) error {
		m, err = o.Transfer(o.t.Context(), w, Transfer{ID: id, Subject: Subject{Programme: "dibao", Household: household}, To: elsewhere, From: month(o.t, from), Reason: "迁往通州区"})
		return err
	})
	return m, err
}

func TestAFamilyThatMovesIsPaidEveryMonthOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.family("11", 500_00, "2026-01")
		for _, m := range []string{"2026-01", "2026-02"} {
			r, _ := o.send(o.order(m), "csv")
			o.reply(r, o.bank(r))
		}
		from, err := o.transfer("t1", "11", "2026-02") // February has left already
		if err != nil || from != month(t, "2026-03") {
			t.Fatalf("the other county pays from %v on: %v", from, err)
		}
		if again, err := o.transfer("t1", "11", "2026-02"); err != nil || again != 0 {
			t.Errorf("told again it moves once more: %v %v", again, err)
		}
		paid := map[civil.Month]civil.Fen{}
		for _, m := range []string{"2026-03", "2026-04"} {
			for _, in := range []string{county, "320612"} {
				v := must[*Preview](t)(o.Foresee(t.Context(), Order{County: in, Month: month(t, m), Kind: Monthly}))
				if in == county && v.Total != 0 {
					t.Errorf("the county that was left still pays %s in %s", v.Total, m)
				}
				if in == county || v.Total == 0 {
					continue
				}
				r, _ := o.send(Order{County: in, Month: month(t, m), Kind: Monthly}, "csv")
				for _, l := range o.lines(r) {
					paid[l.Month] += l.Amount
				}
			}
		}
		if len(paid) != 2 || paid[month(t, "2026-03")] != 500_00 || paid[month(t, "2026-04")] != 500_00 {
			t.Errorf("the other county pays %v", paid)
		}
	})
}

func TestAFrozenBenefitDoesNotMove(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 500_00, "2026-01")
	o.report(o.happening("11", "2025-12-20"))
	if _, err := o.transfer("t1", "11", "2026-02"); code(err) != "pay_transfer_frozen" {
		t.Errorf("it moves: %q", code(err))
	}
}

func TestAMoveWithinTheCountyIsNoTransfer(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 500_00, "2026-01")
	err := o.try(county, func(w *journal.Write) error {
		_, err := o.Transfer(t.Context(), w, Transfer{ID: "t1", Subject: Subject{Programme: "dibao", Household: "11"}, To: hamlet, From: month(t, "2026-02"), Reason: "搬家"})
		return err
	})
	if code(err) != "pay_transfer_to" {
		t.Errorf("it is answered with %q", code(err))
	}
}
