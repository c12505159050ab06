package pay

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// benchFamilies is how many families are paid: ten thousand, or what
// LIANXIN_BENCH_FAMILIES says.
func benchFamilies(b *testing.B) int {
	b.Helper()
	text := os.Getenv("LIANXIN_BENCH_FAMILIES")
	if text == "" {
		return 10_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkRunPosted takes a run from the order to the bank file, and its answer into
// the ledger, and says how long each of the two takes, in seconds. One line in fifty
// comes back. With LIANXIN_BENCH_POSTGRES set it does so on PostgreSQL.
func BenchmarkRunPosted(b *testing.B) {
	families := benchFamilies(b)
	store := dbtest.Open
	if os.Getenv("LIANXIN_BENCH_POSTGRES") != "" {
		store = dbtest.OpenPostgres
	}
	o := open(b, store(b))
	o.names.Shares = func(string, string, civil.Month) []Share {
		return []Share{{"central", 300}, {"province", 200}, {"county", 500}}
	}
	var returned []string
	o.act(func(w *journal.Write) error {
		for i := range families {
			id := fmt.Sprintf("%06d", i*7919%families)
			if i%50 == 0 && len(returned) < 200 {
				returned = append(returned, id)
			}
			account := o.account(id, number(id))
			err := o.Decided(b.Context(), w, Decision{
				ID: "d" + id, County: county, Household: id, Programme: "dibao", Effect: EffectGrant, Amount: 500_00, From: month(b, "2025-01"),
				Division: hamlet, Payee: person(id), Account: &account, Reason: "审核同意",
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	var out, back time.Duration
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		r, _ := o.send(Order{County: county, Month: month(b, "2025-01").Add(i), Kind: Monthly}, "fixed")
		out += time.Since(start)
		b.StopTimer()
		answer := o.bank(r, returned...)
		b.StartTimer()
		start = time.Now()
		o.reply(r, answer)
		back += time.Since(start)
	}
	b.StopTimer()
	b.ReportMetric(out.Seconds()/float64(b.N), "s/file")
	b.ReportMetric(back.Seconds()/float64(b.N), "s/answer")
	if faults := o.ledgerFaults(county); len(faults) != 0 {
		b.Error(faults)
	}
}
