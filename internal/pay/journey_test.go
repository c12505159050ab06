package pay

import (
	"bytes"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

func TestAMonthIsPaidFromPreviewToClose(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"fixed", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, store *db.DB) { wholeMonth(t, open(t, store), format) })
		})
	}
}

func wholeMonth(t *testing.T, o *office, format string) {
	o.family("11", 1143_00, "2025-07")
	o.family("12", 500_50, "2025-07")
	o.decide(Decision{Household: "13", Effect: EffectGrant, Amount: 300_00, From: month(t, "2025-07"), Reason: "审核同意"}, false)

	r, file := o.send(o.order("2025-07"), format)
	if r.State != Sent || r.Lines != 2 || r.Total != 1643_50 {
		t.Fatalf("the run is %+v", r)
	}
	again := must[*File](t)(o.BankFile(t.Context(), "staff:other", county, r.ID, format))
	if !bytes.Equal(file.Body, again.Body) || file.Name != again.Name {
		t.Error("asked again, the file is another one")
	}
	if s := o.reply(r, o.bank(r, "12")); s.Paid != 1 || s.Returned != 1 || s.Missing != 0 || len(s.Findings) != 0 || s.Run.State != PartlyReturned {
		t.Fatalf("the answer settles %+v", s)
	}
	if _, err := o.Close(t.Context(), "staff:fin", county, r.ID); code(err) != "pay_returns_open" {
		t.Errorf("a run with a returned line is closed: %v", err)
	}
	// The account is mended, and the next list sends it again.
	o.act(func(w *journal.Write) error {
		_, err := o.SetAccount(t.Context(), w, o.account("12", number("99")))
		return err
	})
	second, _ := o.send(Order{County: county, Month: month(t, "2025-07"), Kind: Supplementary}, format)
	lines := o.lines(second)
	if len(lines) != 2 || lines[0].Kind != Reissue || lines[0].Amount != 500_50 || lines[1].Status != NoAccount {
		t.Fatalf("the second list is %+v", lines)
	}
	if o.run(r).State != MadeGood {
		t.Errorf("the first run is %s", o.run(r).State)
	}
	o.reply(second, o.bank(second))
	for _, run := range []*Run{r, second} {
		if closed := must[*Run](t)(o.Close(t.Context(), "staff:fin", county, run.ID)); closed.State != Closed {
			t.Errorf("the run is %s", closed.State)
		}
	}
	if report, err := o.journal.Verify(t.Context(), nil); err != nil || len(report.Findings) != 0 {
		t.Errorf("the journal says %+v, %v", report, err)
	}
	o.read(func(q db.Query) error {
		totals := must[[]MonthTotal](t)(Totals(t.Context(), q, county, month(t, "2025-07")))
		var sum civil.Fen
		for _, total := range totals {
			if total.Status == Paid {
				sum += total.Amount
			}
		}
		if sum != 1643_50 {
			t.Errorf("paid were %s of %+v", sum, totals)
		}
		return nil
	})
}

func TestWhyAMonthDiffersAddsUp(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 400_00, "2025-06")
	o.family("12", 300_00, "2025-06")
	o.family("13", 200_00, "2025-06")
	r, _ := o.send(o.order("2025-06"), "csv")
	o.reply(r, o.bank(r))
	o.decide(Decision{ID: "d1", Household: "11", Effect: EffectChange, Amount: 450_00, From: month(t, "2025-06"), Reason: "标准提高"}, false)
	o.decide(Decision{ID: "d2", Household: "12", Effect: EffectEnd, From: month(t, "2025-07"), Reason: "收入超过标准"}, false)
	o.decide(Decision{ID: "d3", Household: "13", Effect: EffectSuspend, From: month(t, "2025-07"), Reason: "没有配合复核"}, false)
	o.family("14", 100_00, "2025-07")
	var preview *Preview
	o.read(func(q db.Query) (err error) {
		preview, err = o.Preview(t.Context(), q, o.order("2025-07"))
		return err
	})
	want := map[string]string{
		"11": "changed 50.00 d1 标准提高; arrears 50.00 d1 标准提高",
		"12": "ended -300.00 d2 收入超过标准",
		"13": "suspended -200.00 d3 没有配合复核",
		"14": "new 100.00 * 审核同意",
	}
	if len(preview.Families) != len(want) || preview.Last != 900_00 || preview.Total != 600_00 {
		t.Fatalf("the preview is %+v", preview)
	}
	for _, f := range preview.Families {
		var told []string
		sum := f.Last
		for _, c := range f.Causes {
			decision := c.Decision
			if f.Household == "14" {
				decision = "*"
			}
			told = append(told, strings.Join([]string{string(c.Kind), c.Amount.String(), decision, c.Reason}, " "))
			sum += c.Amount
			if c.Act == "" || c.Words() == "" {
				t.Errorf("%s: the cause %+v names no act", f.Household, c)
			}
		}
		if got := strings.Join(told, "; "); got != want[f.Household] || sum != f.This {
			t.Errorf("%s: %s, %s in words; the sum is %s", f.Household, got, f.Difference.Words(), sum)
		}
	}
	next, _ := o.send(o.order("2025-07"), "csv")
	o.reply(next, o.bank(next))
	o.read(func(q db.Query) error {
		paid := must[[]Payment](t)(Payments(t.Context(), q, register.Ref{County: county, ID: "11"}))
		if len(paid) != 2 || paid[0].This != 500_00 || paid[0].Last != 400_00 || paid[1].This != 400_00 || len(paid[0].Causes) != 2 {
			t.Errorf("the family reads %+v", paid)
		}
		ended := must[[]Payment](t)(Payments(t.Context(), q, register.Ref{County: county, ID: "12"}))
		if len(ended) != 1 {
			t.Errorf("the family that ended reads %+v", ended)
		}
		return nil
	})
}

func TestAChangeThatReachesBackIsMadeGoodOrPutDown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.family("11", 400_00, "2025-05")
		for _, m := range []string{"2025-05", "2025-06"} {
			r, _ := o.send(o.order(m), "fixed")
			o.reply(r, o.bank(r))
		}
		// From May 30 yuan more, but from June 100 less than that: 30 are owed for
		// May, 70 were paid too much for June.
		o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 430_00, From: month(t, "2025-05"), Reason: "更正"}, false)
		o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 330_00, From: month(t, "2025-06"), Reason: "收入增加"}, false)
		over := o.overpaid()
		if len(over) != 1 || over[0].Amount != 70_00 || over[0].Month != month(t, "2025-06") {
			t.Fatalf("overpaid: %+v", over)
		}
		r, _ := o.send(o.order("2025-07"), "fixed")
		lines := o.lines(r)
		if len(lines) != 2 || lines[0].Kind != Arrears || lines[0].Amount != 30_00 || lines[0].Month != month(t, "2025-05") || lines[1].Amount != 330_00 {
			t.Fatalf("the list has %+v and %+v", lines[0], lines[len(lines)-1])
		}
		// The reduction is taken back: nothing is overpaid any more.
		o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 400_00, From: month(t, "2025-06"), Reason: "异议成立"}, false)
		if over := o.overpaid(); len(over) != 0 {
			t.Errorf("overpaid: %+v", over[0])
		}
	})
}

func TestMonthsSettledElsewhereAreLeftAlone(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.decide(Decision{Household: "11", Effect: EffectGrant, Amount: 100_00, From: month(t, "2019-03"), PaidThrough: month(t, "2025-06"), Reason: "平移"}, true)
	r, _ := o.send(o.order("2025-07"), "csv")
	if lines := o.lines(r); len(lines) != 1 || lines[0].Kind != Regular {
		t.Errorf("the list has %d lines", len(lines))
	}
}
