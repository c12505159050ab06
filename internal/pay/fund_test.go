package pay

import (
	"fmt"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// shared is an office whose city bears three parts of ten, and the day it lives in.
func shared(t *testing.T, store *db.DB) (*office, civil.Date) {
	t.Helper()
	o := open(t, store)
	o.names.Shares = func(string, string, civil.Month) []Share { return []Share{{"city", 300}, {"county", 700}} }
	o.names.Sources = func() []Source { return []Source{{"city", "市级资金"}, {"county", "县级资金"}} }
	return o, civil.InstantOf(store.Now()).Date()
}

// allot brings money by two people.
func (o *office) allot(source string, year int, amount civil.Fen, back bool, document string, day civil.Date) {
	o.t.Helper()
	a := must[*Allotment](o.t)(o.ProposeAllotment(o.t.Context(), "staff:fin", Allotment{
		County: county, Source: source, Year: year, Amount: amount, Back: back, Document: document, Day: day,
	}))
	if err := o.DecideAllotment(o.t.Context(), "staff:chief", county, a.ID, true, ""); err != nil {
		o.t.Fatal(err)
	}
}

func TestARunItsFundsDoNotCoverIsNamedAndRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, today := shared(t, store)
		year := yearOf(today)
		o.family("11", 100_00, "2025-07")
		o.allot("city", year, 29_99, false, "市财社〔1〕号", today)
		o.allot("county", year, 80_00, false, "县财社〔1〕号", today)
		ctx, run := t.Context(), must[*Run](t)
		r := run(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
		covers := must[[]Cover](t)(o.CoversOf(ctx, r, o.lines(r)))
		if got := fmt.Sprint(covers); got != "[{city 市级资金 30.00 29.99 false} {county 县级资金 70.00 80.00 false}]" || covers[0].Short() != 1 || covers[1].Short() != 0 {
			t.Errorf("before the review the funds stand as %s", got)
		}
		r = run(o.Freeze(ctx, "staff:maker", county, r.ID))
		seen := Seen{county, r.ID, r.Hash}
		run(o.Approve(ctx, "staff:fin", seen))
		run(o.Sign(ctx, "staff:one", seen))
		if _, err := o.Release(ctx, "staff:two", seen, r.Total); code(err) != "fund_short" {
			t.Fatalf("released although a fund is a fen short: %v", err)
		}
		if got := o.sums(county); got["run"] != 0 || o.run(r).State != Reviewed {
			t.Errorf("the refusal left %v", got)
		}
		o.allot("city", year, 1, false, "市财社〔2〕号", today)
		run(o.Release(ctx, "staff:two", seen, r.Total))
		d := must[*FundDesk](t)(o.FundDesk(ctx, county, year, today, nil))
		if f := d.Funds[0]; f.Allotted != 30_00 || f.Drawn != 30_00 || f.Balance != 0 || f.Open || fmt.Sprint(f.ByProgram) != "[{dibao 0.00 30.00}]" {
			t.Errorf("the city's fund is %+v", f)
		}
		if covers := must[[]Cover](t)(o.CoversOf(ctx, o.run(r), o.lines(r))); len(covers) != 0 {
			t.Errorf("a released run still needs %v", covers)
		}
	})
}

func TestAnAllotmentNeedsTwoPeopleAndCountsOnce(t *testing.T) {
	t.Parallel()
	o, today := shared(t, dbtest.Open(t))
	ctx, year := t.Context(), yearOf(today)
	good := Allotment{County: county, Source: "city", Year: year, Amount: 100_00, Document: "市财社〔1〕号", Day: today}
	with := func(change func(*Allotment)) Allotment {
		a := good
		change(&a)
		return a
	}
	first := must[*Allotment](t)(o.ProposeAllotment(ctx, "staff:fin", good))
	propose := func(a Allotment) string {
		_, err := o.ProposeAllotment(ctx, "staff:fin", a)
		return code(err)
	}
	decide := func(who, id string, confirm bool, words string) string {
		return code(o.DecideAllotment(ctx, who, county, id, confirm, words))
	}
	for _, c := range []struct{ name, got, want string }{
		{"the same notice again", propose(good), "fund_document_twice"},
		{"no such source", propose(with(func(a *Allotment) { a.Source = "moon" })), "fund_source"},
		{"a year far away", propose(with(func(a *Allotment) { a.Year = year + 2 })), "fund_year"},
		{"nothing", propose(with(func(a *Allotment) { a.Amount = 0 })), "fund_amount"},
		{"no document", propose(with(func(a *Allotment) { a.Document = "" })), "fund_document"},
		{"a document of tomorrow", propose(with(func(a *Allotment) { a.Day = today + 1 })), "fund_day"},
		{"confirmed by the same person", decide("staff:fin", first.ID, true, ""), "fund_same_person"},
		{"refused without a reason", decide("staff:chief", first.ID, false, ""), "pay_reason_missing"},
		{"confirmed by another", decide("staff:chief", first.ID, true, ""), ""},
		{"confirmed again", decide("staff:chief", first.ID, true, ""), "fund_allotment_decided"},
		{"unknown", decide("staff:chief", "nothing", true, ""), "fund_allotment_unknown"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
	if got := o.sums(county); got["fund"] != 100_00 || got["source"] != -100_00 {
		t.Errorf("the accounts stand at %v", got)
	}
	// More is taken back than is there.
	back := must[*Allotment](t)(o.ProposeAllotment(ctx, "staff:fin", with(func(a *Allotment) { a.Back, a.Amount, a.Document = true, 100_01, "收〔1〕号" })))
	if got := decide("staff:chief", back.ID, true, ""); got != "ledger_short" {
		t.Errorf("taken back more than there is: %q", got)
	}
	if got := decide("staff:chief", back.ID, false, "金额写错"); got != "" {
		t.Errorf("refused: %q", got)
	}
	o.allot("city", year, 100_00, true, "收〔1〕号", today)
	if got := o.sums(county); got["fund"] != 0 {
		t.Errorf("after taking back the fund has %v", got)
	}
}

func TestABudgetThatIsDeclaredOpenLetsPaymentsOut(t *testing.T) {
	t.Parallel()
	o, today := shared(t, dbtest.Open(t))
	ctx, year := t.Context(), yearOf(today)
	o.family("11", 100_00, "2025-07")
	o.allot("city", year, 1_00, false, "市财社〔1〕号", today)
	if err := o.DeclareOpen(ctx, "staff:chief", county, "city", year, true, ""); code(err) != "pay_reason_missing" {
		t.Error(err)
	}
	if err := o.DeclareOpen(ctx, "staff:chief", county, "city", year, true, "资金未到先发"); err != nil {
		t.Fatal(err)
	}
	o.signed(o.order("2025-07"))
	if err := o.DeclareOpen(ctx, "staff:chief", county, "city", year, false, "恢复控制"); code(err) != "ledger_overdrawn" {
		t.Errorf("closed although overdrawn: %v", err)
	}
	o.allot("city", year, 29_00, false, "市财社〔2〕号", today)
	if err := o.DeclareOpen(ctx, "staff:chief", county, "city", year, false, "恢复控制"); err != nil {
		t.Error(err)
	}
}

func TestTheForecastIsWhatIsOwedToTheEndOfTheYear(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, _ := shared(t, store)
		today, err := civil.ParseDate("2025-09-20")
		if err != nil {
			t.Fatal(err)
		}
		o.family("11", 100_00, "2025-07")
		o.family("12", 200_00, "2025-09")
		o.decide(Decision{Household: "12", Effect: EffectEnd, From: month(t, "2025-11"), Reason: "复核"}, false)
		// July is paid, and August of nobody; of what came back nothing is drawn again.
		r, _ := o.send(o.order("2025-07"), "csv")
		o.reply(r, o.bank(r, "11"))
		forecast := func(changes ...Planned) string {
			d := must[*FundDesk](t)(o.FundDesk(t.Context(), county, 2025, today, changes))
			text := ""
			for _, e := range d.Forecast.Expected {
				text += fmt.Sprint(e.Month, " ", e.Amount, "; ")
			}
			if d.Forecast.Sources["city"]+d.Forecast.Sources["county"] != d.Forecast.Total || d.Forecast.Sources["city"] != d.Forecast.Total*3/10 {
				t.Errorf("the sources bear %v of %s", d.Forecast.Sources, d.Forecast.Total)
			}
			return text
		}
		// Two months of the first family and one of the second are behind.
		if got := forecast(); got != "2025-09 400.00; 2025-10 300.00; 2025-11 100.00; 2025-12 100.00; " {
			t.Errorf("expected are %s", got)
		}
		raised := PlannedOf([]assess.Effect{{Programme: "dibao", Before: 10_00, After: 60_00}, {Programme: "tekun", Before: 5, After: 5}}, month(t, "2025-11"))
		if got := forecast(raised...); got != "2025-09 400.00; 2025-10 300.00; 2025-11 150.00; 2025-12 150.00; " {
			t.Errorf("with a raise expected are %s", got)
		}
		// What was overpaid stands for nothing that is to come.
		o.act(func(w *journal.Write) error {
			_, err := o.SetAccount(t.Context(), w, o.account("12", number("12")))
			return err
		})
		r, _ = o.send(o.order("2025-09"), "csv")
		o.reply(r, o.bank(r))
		o.decide(Decision{Household: "12", Effect: EffectEnd, From: month(t, "2025-09"), Reason: "死亡"}, false)
		if got := forecast(); got != "2025-10 100.00; 2025-11 100.00; 2025-12 100.00; " {
			t.Errorf("after September expected are %s", got)
		}
	})
}

func TestAYearsPlanIsWrittenOnceAndStandsBesideWhatIsDrawn(t *testing.T) {
	t.Parallel()
	o, today := shared(t, dbtest.Open(t))
	ctx, year := t.Context(), yearOf(today)
	first, err := civil.NewMonth(year, 7)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := o.Plan(county, year, []Cost{{"dibao", 1000_00}, {"tekun", 10_01}}, []Planned{{"dibao", first, 100_00}})
	if err != nil {
		t.Fatal(err)
	}
	var sum civil.Fen
	for _, b := range plan {
		sum += b.Amount
	}
	if len(plan) != 4 || sum != 12*1000_00+6*100_00+12*10_01 {
		t.Fatalf("the plan is %+v", plan)
	}
	for range 2 {
		if err := o.SetBudget(ctx, "staff:fin", county, year, "按在册测算", plan); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.SetBudget(ctx, "staff:fin", county, year, "", plan); code(err) != "fund_document" {
		t.Error(err)
	}
	if err := o.SetBudget(ctx, "staff:fin", county, year, "x", []Budget{{Source: "city", Programme: "dibao", Amount: -1}}); code(err) != "fund_amount" {
		t.Error(err)
	}
	d := must[*FundDesk](t)(o.FundDesk(ctx, county, year, today, nil))
	if got := d.Funds[0].Planned + d.Funds[1].Planned; got != sum || len(d.Funds[0].ByProgram) != 2 {
		t.Errorf("planned are %s of %s", got, sum)
	}
}

func TestListBankAndLedgerAreHeldAgainstEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		for _, id := range []string{"11", "12", "13"} {
			o.family(id, 100_00, "2025-07")
		}
		match := func(r *Run) *Match { return must[*Match](t)(o.MatchOf(t.Context(), county, r.ID)) }
		r, _ := o.send(o.order("2025-07"), "csv")
		if m := match(r); !m.Agrees() || m.Waiting.Ledger != (Tally{3, 300_00}) {
			t.Errorf("sent: %+v", m)
		}
		o.reply(r, o.bank(r, "12"))
		if m := match(r); !m.Agrees() || m.Paid.Ledger != (Tally{2, 200_00}) || m.Returned.Bank != (Tally{1, 100_00}) {
			t.Errorf("answered: %+v", m)
		}
		// What was credited comes back later.
		late := o.bank(r, "11", "12")
		late.Lines = late.Lines[:1]
		late.PaidCount, late.PaidSum, late.ReturnedCount, late.ReturnedSum = 0, 0, 1, 100_00
		o.reply(r, late)
		if m := match(r); !m.Agrees() || m.Paid.List != (Tally{1, 100_00}) || m.Returned.Ledger != (Tally{2, 200_00}) {
			t.Errorf("answered again: %+v", m)
		}
		if faults := o.ledgerFaults(county); len(faults) != 0 {
			t.Error(faults)
		}
		// A line somebody changed behind the back of the ledger is named.
		err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE pay_line SET status = 'paid' WHERE county = $1 AND household = '12' AND closed IS NULL`, county)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if m := match(r); m.Agrees() || len(m.Differences) != 1 || m.Differences[0].Line.Household != "12" || m.Differences[0].Back != 100_00 {
			t.Errorf("a changed line: %+v", m.Differences)
		}
	})
}
