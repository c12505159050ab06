package staff_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianxin/internal/casework"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// A work list is as quick and as light with ten thousand cases as with ten.
const (
	manyCases = 10_000
	listMax   = 100 << 10 // bytes, before they are packed
	listTime  = 300 * time.Millisecond
)

func TestAListOfTenThousandCasesIsLightAndQuick(t *testing.T) {
	t.Parallel()
	h := crew(t)
	h.heap(manyCases)
	clerk := h.signIn("clerk")
	clerk.get("/work?tab=all") // the first look compiles statements
	var list *page
	each := time.Hour
	for range 3 { // a machine that does something else meanwhile is not the page's fault
		took := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				list = clerk.get("/work?tab=all")
			}
		})
		each = min(each, time.Duration(took.NsPerOp()))
	}
	list.says("共10,000条", "还剩")
	t.Logf("%d bytes in %v", len(list.body), each)
	if len(list.body) > listMax {
		t.Errorf("the page has %d bytes, want at most %d", len(list.body), listMax)
	}
	if each > listTime {
		t.Errorf("the page takes %v, want at most %v", each, listTime)
	}
}

// heap writes cases that wait for the town, as they stand after they were sent in:
// one act for all, because to act ten thousand times takes minutes.
func (h *house) heap(n int) {
	h.t.Helper()
	tables := casework.Tables()
	at := slices.IndexFunc(tables, func(table *journal.Table) bool { return table.Name() == "casefile" })
	h.act(county, func(w *journal.Write) error {
		village, now := fmt.Sprint(int64(home)), int64(w.At())
		for i := range n {
			err := w.Open(h.t.Context(), tables[at], db.NewID(), journal.Always,
				fmt.Sprintf("DB-%s-2025-%05d", county, i+1), "dibao", "submitted", "town", county, db.NewID(), fmt.Sprintf("张%d", i), "",
				village, village, "window", "", "", "", now, int64(0), now, day(h.t, "2025-07-21").AddDays(i%30).String(), false, int64(0), int64(0), "")
			if err != nil {
				return err
			}
		}
		return nil
	})
}
