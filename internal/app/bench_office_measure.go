package app

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// measured is how long everything took, by what it was, and what failed.
type measured struct {
	mutex  sync.Mutex
	times  map[string][]time.Duration
	faults map[string]int
	said   []string // the first faults, in words
}

// saidMost is how many faults are told in words.
const saidMost = 10

func newMeasured() *measured {
	return &measured{times: map[string][]time.Duration{}, faults: map[string]int{}}
}

func (m *measured) took(what string, d time.Duration) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.times[what] = append(m.times[what], d)
}

// fault counts a fault and gives it back.
func (m *measured) fault(what string, err error) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.faults[what]++
	if len(m.said) < saidMost {
		m.said = append(m.said, what+": "+err.Error())
	}
	return err
}

// wait is how long people waited for one thing, in microseconds.
type wait struct {
	What   string `json:"what"`
	Count  int    `json:"count"`
	Median int64  `json:"median_us"`
	P95    int64  `json:"p95_us"`
	P99    int64  `json:"p99_us"`
	Most   int64  `json:"most_us"`
	Limit  int64  `json:"limit_us,omitempty"` // of the 95th percentile; 0 for none
}

// officeLimits are what people may wait in 95 of 100 cases.
var officeLimits = map[string]time.Duration{
	"search": 50 * time.Millisecond, "open a person": 80 * time.Millisecond, "open a household": 80 * time.Millisecond, "submit": 120 * time.Millisecond, "decide": 120 * time.Millisecond,
}

// waits are all of them, the ones with a limit first.
func (m *measured) waits() (list []wait) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for what, all := range m.times {
		slices.Sort(all)
		at := func(permille int) int64 { return all[min(len(all)-1, len(all)*permille/1000)].Microseconds() }
		list = append(list, wait{what, len(all), at(500), at(950), at(990), all[len(all)-1].Microseconds(), officeLimits[what].Microseconds()})
	}
	slices.SortFunc(list, func(x, y wait) int {
		if limited := rank(y.Limit > 0) - rank(x.Limit > 0); limited != 0 {
			return limited
		}
		return strings.Compare(x.What, y.What)
	})
	return list
}

// memoryWatch looks now and then how much memory the process holds.
type memoryWatch struct{ kib []int64 }

// memoryEvery is how often.
const memoryEvery = 5 * time.Second

func (m *memoryWatch) run(ctx context.Context) {
	tick := time.NewTicker(memoryEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if kib := resident(); kib > 0 {
				m.kib = append(m.kib, kib)
			}
		}
	}
}

// resident is what the process holds in memory, in KiB; 0 where the system does not
// say.
func resident() int64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if text, found := strings.CutPrefix(lines.Text(), "VmRSS:"); found {
			kib, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(text, "kB")), 10, 64) // 0 says that it is not known
			return kib
		}
	}
	return 0
}

// quarters are the medians of memory over the second and the last quarter of the
// day, in MiB: the first quarter fills caches.
func (m *memoryWatch) quarters() (second, last int64) {
	q := len(m.kib) / 4
	if q == 0 {
		return 0, 0
	}
	median := func(part []int64) int64 {
		part = slices.Sorted(slices.Values(part))
		return part[len(part)/2] >> 10
	}
	return median(m.kib[q : 2*q]), median(m.kib[len(m.kib)-q:])
}

// milliseconds writes microseconds as milliseconds with one place.
func milliseconds(us int64) string {
	return fmt.Sprintf("%d.%d ms", us/1000, us%1000/100)
}
