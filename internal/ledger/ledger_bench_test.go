package ledger

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// BenchmarkPost posts transfers of a run as a return file brings them: from one
// account to one of two, thousand to an act that waits for the disk. A million of
// them takes LIANXIN_BENCH_TRANSFERS=1000000.
func BenchmarkPost(b *testing.B) {
	total := 50_000
	if text := os.Getenv("LIANXIN_BENCH_TRANSFERS"); text != "" {
		var err error
		if total, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	const perAct = 1000
	for b.Loop() {
		b.StopTimer()
		h := enter(b, dbtest.Open(b))
		h.open(Account{Code: "run.1", Unit: Fen, Title: "批次", Overdraw: true},
			Account{Code: "paid.dibao", Unit: Fen, Title: "低保已发"}, Account{Code: "returned", Unit: Fen, Title: "退回"})
		on := day(b, "2026-03-01")
		b.StartTimer()
		for from := 0; from < total; from += perAct {
			list := make([]Transfer, perAct)
			for i := range list {
				to := "paid.dibao"
				if i%100 == 0 {
					to = "returned"
				}
				list[i] = move1(fmt.Sprintf("line%012d.paid", (from+i)*7919%total), "run.1", to, 600_00, on.AddDays(from/100_000))
			}
			h.act(func(w *journal.Write) error { return h.Post(b.Context(), w, list...) })
		}
	}
	b.ReportMetric(float64(total*b.N)/b.Elapsed().Seconds(), "transfers/s")
}
