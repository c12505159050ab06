package pricelink

import (
	"fmt"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// A month of a large city: 100,000 people on one joint list, three quarters of them
// by our own books and a quarter by a department's list, one in twenty twice.
const (
	benchFamilies = 25_000
	benchMembers  = 3
	benchListed   = 25_000
)

func BenchmarkJointListOf100000(b *testing.B) {
	o := open(b, dbtest.Open(b))
	o.benchFamilies()
	for b.Loop() {
		b.StopTimer()
		if b.N > 1 || len(must[[]*Decided](b)(o.Launches(b.Context(), region))) > 0 {
			if err := o.Withdraw(b.Context(), chief, region, month(b, "2026-09"), "再测一次"); err != nil {
				b.Fatal(err)
			}
		} else {
			o.enter("2026-09", 31, 32)
		}
		o.launched("2026-09")
		o.benchRoll()
		b.StartTimer()
		l := o.listed("2026-09")
		b.StopTimer()
		if sums := must[[]Sum](b)(o.Sums(b.Context(), l, sortedKeys(l.Amounts))); sums[0].Persons != benchFamilies*benchMembers {
			b.Fatalf("%+v", sums)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(benchFamilies*benchMembers+benchListed)*float64(b.N)/b.Elapsed().Seconds(), "people/s")
}

// benchNumber is a fictional number for each of a hundred thousand people.
func benchNumber(n int) string {
	return civil.MakeID(civil.SampleRegion, civil.Date(-10_000+n/900), 1+n%900)
}

func (o *office) benchFamilies() {
	h := journal.Header{County: county, Kind: "test", Actor: "staff:judge", Purpose: "review"}
	for first := 0; first < benchFamilies; first += 1000 {
		_, err := o.Journal.Do(o.t.Context(), h, func(w *journal.Write) error {
			for i := first; i < first+1000; i++ {
				d := pay.Decision{
					ID: db.NewID(), County: county, Case: fmt.Sprint("c", i), Programme: "dibao", Household: fmt.Sprint("h", i), Effect: pay.EffectGrant, Amount: 500_00,
					From: month(o.t, "2026-01"), Division: town, Reason: "审核同意",
				}
				for k := range benchMembers {
					ref := register.Ref{County: county, ID: fmt.Sprintf("p%d-%d", i, k)}
					o.people.numbers[ref] = benchNumber(i*benchMembers + k)
					d.Covered = append(d.Covered, ref)
				}
				d.Payee = d.Covered[0]
				d.Account = &pay.Account{Person: d.Payee, Holder: "人", Number: access.NewPrivate(access.Account, "6217000000000000"), BankName: "农商行", BankCode: "102306000015", Capacity: pay.Own}
				if err := o.payer.Decided(o.t.Context(), w, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o *office) benchRoll() {
	rows := make([]string, benchListed)
	for i := range rows {
		n := benchFamilies*benchMembers + i
		if i%20 == 0 {
			n = i // one of our own
		}
		rows[i] = fmt.Sprintf("人%d,%s,崇川区", i, benchNumber(n))
	}
	o.roll("2026-09", "veteran", rows...)
}
