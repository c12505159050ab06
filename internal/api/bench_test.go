package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access/account"
)

// BenchmarkAHundredReaders asks a hundred things at once, again and again, and says
// how long all but the slowest twentieth took.
func BenchmarkAHundredReaders(b *testing.B) {
	h := fresh(b)
	var names []string
	for i := range 40 {
		names = append(names, fmt.Sprintf("王秀英%c", '一'+rune(i)))
	}
	people, family := h.settle(names[:20]...)
	c := h.admit("hall", account.Town, town, "application")
	paths := []string{"/matters", "/cases", "/divisions/320613/under", "/households/" + family.County + "/" + family.ID}
	for _, p := range people[:4] {
		paths = append(paths, "/persons/"+p.County+"/"+p.ID)
	}
	const readers = 100
	for b.Loop() {
		took := make([]time.Duration, readers)
		var all sync.WaitGroup
		for i := range readers {
			all.Go(func() {
				begun := time.Now()
				if got := c.get(paths[i%len(paths)]); got.status != http.StatusOK {
					b.Errorf("%d %s", got.status, got.body)
				}
				took[i] = time.Since(begun)
			})
		}
		all.Wait()
		slices.Sort(took)
		b.ReportMetric(float64(took[readers*95/100].Microseconds())/1000, "p95-ms")
		h.pass(time.Minute)
	}
}
