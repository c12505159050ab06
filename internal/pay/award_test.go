package pay

import (
	"slices"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// award decides about one payment.
func (o *office) award(decision, id string, amount civil.Fen, m string) {
	o.t.Helper()
	o.decide(Decision{ID: decision, Programme: "relief", Household: id, Effect: EffectAward, Amount: amount, From: month(o.t, m), Reason: "突发重病"}, true)
}

func TestTwoAwardsOfAMonthAreBothPaidAndNeitherTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		relief := o.order("2026-01")
		relief.Programme = "relief"
		o.award("award-1", "11", 500_00, "2026-01")
		o.award("award-1", "11", 500_00, "2026-01") // heard twice
		first, _ := o.send(relief, "csv")
		o.reply(first, o.bank(first))
		if first.Lines != 1 || first.Total != 500_00 {
			t.Fatalf("the first award is sent as %d lines, %s", first.Lines, first.Total)
		}
		o.award("award-2", "11", 300_00, "2026-01")
		next := relief
		next.Kind = Supplementary
		second, _ := o.send(next, "csv")
		o.reply(second, o.bank(second))
		if second.Lines != 1 || second.Total != 300_00 {
			t.Errorf("the second award is sent as %d lines, %s", second.Lines, second.Total)
		}
		later := relief
		later.Month = month(t, "2026-02")
		run, err := o.Prepare(t.Context(), "staff:maker", later)
		if err == nil && run.Lines > 0 {
			t.Errorf("the next month pays %d lines of it", run.Lines)
		}
		if sums := o.sums(county); sums["paid"] != 800_00 {
			t.Errorf("the ledger says %s was paid", sums["paid"])
		}
	})
}

func TestAReserveGivesWhatItHasAndNoMore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		fill := Refill{County: county, Town: hamlet.Township(), Source: "county", Amount: 1000_00, Note: "2026年备用金", Once: "form-1"}
		for range 2 { // the form is sent twice
			if err := o.Refill(t.Context(), "staff:fin", fill); err != nil {
				t.Fatal(err)
			}
		}
		give := func(decision string, amount civil.Fen) error {
			return o.try(county, func(w *journal.Write) error {
				return o.Advance(t.Context(), w, Advance{Decision: decision, Case: "case-1", Programme: "relief", Town: hamlet, Amount: amount})
			})
		}
		if err := give("d1", 600_00); err != nil {
			t.Fatal(err)
		}
		if err := give("d1", 600_00); err != nil {
			t.Errorf("the same decision again: %v", err)
		}
		if err := give("d2", 500_00); code(err) != "reserve_short" {
			t.Errorf("gave what is not there: %v", err)
		}
		var list []Reserve
		o.read(func(q db.Query) (err error) {
			list, err = Reserves(t.Context(), q, county)
			return err
		})
		if len(list) != 1 || list[0].Filled != 1000_00 || list[0].Given != 600_00 || list[0].Left != 400_00 {
			t.Errorf("the reserves are %+v", list)
		}
		if len(list) == 1 && list[0].Town() != hamlet.Township() {
			t.Errorf("the reserve is of %s", list[0].Town())
		}
		handed := must[[]Handed](t)(o.HandedOut(t.Context(), county, "case-0", "case-1"))
		if len(handed) != 1 || handed[0].Programme != "relief" || handed[0].Amount != 600_00 || handed[0].Case != "case-1" || handed[0].Day != o.today() {
			t.Errorf("handed out was %+v", handed)
		}
		if faults := o.ledgerFaults(county); len(faults) > 0 {
			t.Error(faults)
		}
		for _, wrong := range []Refill{{County: county, Town: 320600000000, Source: "county", Amount: 1}, {County: county, Town: hamlet, Source: "moon", Amount: 1}, {County: county, Town: hamlet, Source: "county"}} {
			if err := o.Refill(t.Context(), "staff:fin", wrong); err == nil {
				t.Errorf("%+v was filled", wrong)
			}
		}
	})
}

func TestAnAwardInPartsIsDueByMonthsAndAddsUp(t *testing.T) {
	t.Parallel()
	from := month(t, "2026-01")
	for _, c := range []struct {
		name   string
		amount civil.Fen
		until  civil.Month
		want   []civil.Fen
	}{
		{"at once", 1000_00, 0, []civil.Fen{1000_00}},
		{"in three that divide", 3600_00, from + 2, []civil.Fen{1200_00, 1200_00, 1200_00}},
		{"what does not divide comes first", 100, from + 2, []civil.Fen{34, 33, 33}},
		{"nothing", 0, 0, nil},
		{"less than a fen a month", 2, from + 2, nil},
		{"until before it begins", 100, from - 1, nil},
		{"for longer than anybody waits", 100_00, from + awardMonthsMost, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := instalments(Decision{Amount: c.amount, From: from, Until: c.until})
			if (err != nil) != (c.want == nil) || !slices.Equal(got, c.want) {
				t.Errorf("got %v (%v), want %v", got, err, c.want)
			}
		})
	}
}

func TestWhatIsGivenInPartsIsPaidAPartAMonth(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.decide(Decision{
			ID: "award-1", Programme: "relief", Household: "11", Effect: EffectAward, Amount: 900_00, From: month(t, "2026-01"), Until: month(t, "2026-03"), Reason: "突发重病",
		}, true)
		for _, m := range []string{"2026-01", "2026-02"} {
			order := o.order(m)
			order.Programme = "relief"
			run, _ := o.send(order, "csv")
			o.reply(run, o.bank(run))
			if run.Lines != 1 || run.Total != 300_00 {
				t.Errorf("%s is sent as %d lines, %s", m, run.Lines, run.Total)
			}
		}
		if sums := o.sums(county); sums["paid"] != 600_00 {
			t.Errorf("the ledger says %s was paid", sums["paid"])
		}
	})
}
