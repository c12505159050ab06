package pay

import (
	"context"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/rule"
)

// linkedJudge grants 低保 up to the standard and 特困 its linked multiple of it, as the
// packs have it: 1.3 times.
type linkedJudge struct{ standard civil.Fen }

func (j linkedJudge) Judge(_ context.Context, _ civil.Area, household string, day civil.Date, _ string) (*assess.Judged, error) {
	d := assess.Determination{Programme: "dibao", Member: -1, Outcome: rule.Grant, Amount: j.standard}
	if household == "t" {
		linked, err := j.standard.Mul(13)
		if err != nil {
			return nil, err
		}
		d.Programme, d.Amount = "tekun", linked/10
	}
	return &assess.Judged{Day: day, Bundle: "bundle", Snapshot: "snapshot", Facts: []byte(household), Determinations: []assess.Determination{d}}, nil
}

func (j linkedJudge) Replay(ctx context.Context, county civil.Area, _, _ string, facts []byte, day civil.Date) (*assess.Judged, error) {
	return j.Judge(ctx, county, string(facts), day, "")
}

func TestARaisedStandardRaisesWhatIsLinkedToItWithBackPay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		first := o.today().Month() - 3
		o.family("d", 710_00, (first - 6).String())
		o.decide(Decision{Household: "t", Programme: "tekun", Effect: EffectGrant, Amount: 923_00, From: first - 6, Reason: "准予"}, true)
		for m := first - 6; m < first+3; m++ {
			r, _ := o.send(Order{County: county, Month: m, Kind: Monthly}, "csv")
			o.reply(r, o.bank(r))
		}
		desk, city := o.desk(linkedJudge{770_00}), officer(casework.City, nantong)
		s := must[*Standard](t)(desk.Decide(ctx, city, o.raiseTo("770", first.First())))
		quxian := officer(casework.County, chongchuan)
		plan := must[*Adjustment](t)(desk.PreviewAdjust(ctx, quxian, s.ID, county))
		if got := shown(plan); got != "d raise 710.00→770.00, t raise 923.00→1001.00" {
			t.Fatalf("the preview is %s", got)
		}
		must[*Adjusted](t)(desk.Adjust(ctx, quxian, AdjustOrder{Standard: s.ID, County: county, Hash: plan.Hash, Reason: "按文件调整"}))
		v := must[*Preview](t)(o.Foresee(ctx, Order{County: county, Month: first + 3, Kind: Monthly}))
		want := map[string]civil.Fen{"d": 770_00 + 3*60_00, "t": 1001_00 + 3*78_00}
		for _, f := range v.Families {
			if f.This != want[f.Household] {
				t.Errorf("household %s gets %s, want %s: the month and three months of back-pay", f.Household, f.This, want[f.Household])
			}
			if len(f.Causes) != 2 || f.Causes[0].Kind != CauseStandard || f.Causes[1].Kind != CauseArrears || causes(f.Causes) != f.This-f.Last {
				t.Errorf("household %s reads %+v", f.Household, f.Causes)
			}
		}
	})
}

func TestMonthsThatWereSuspendedAreMadeUpWhenTheyAreResumed(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2025-01")
	pay := func(m string) civil.Fen {
		v := must[*Preview](t)(o.Foresee(ctx, o.order(m)))
		if v.Total == 0 {
			return 0
		}
		r, _ := o.send(o.order(m), "csv")
		o.reply(r, o.bank(r))
		return r.Total
	}
	pay("2025-01")
	o.decide(Decision{Household: "11", Effect: EffectSuspend, From: month(t, "2025-02"), Reason: "拒绝核对"}, false)
	for _, m := range []string{"2025-02", "2025-03", "2025-12"} {
		if got := pay(m); got != 0 {
			t.Errorf("%s pays %s although it is suspended", m, got)
		}
	}
	o.decide(Decision{Household: "11", Effect: EffectResume, From: month(t, "2025-02"), Reason: "补正后恢复"}, false)
	if got := pay("2026-01"); got != 12*500_00 {
		t.Errorf("the month after a year pays %s, want twelve months", got)
	}
	if got := len(o.overpaid()); got != 0 {
		t.Errorf("%d months are overpaid", got)
	}
}
