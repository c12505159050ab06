package ledger

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// crowd is many who post and reverse at once, and a plain map of what succeeded.
type crowd struct {
	*hall
	mutex    sync.Mutex
	balances map[string]int64
	posted   []Transfer // that stand
	reversed map[string]int
}

var crowdAccounts = []string{"a.1", "a.2", "a.3", "open.1"}

func (c *crowd) moved(t *Transfer, sign int64) {
	c.balances[t.From] -= sign * t.Amount
	c.balances[t.To] += sign * t.Amount
}

// step is one act of one of them. The map is changed when the act is known to stand.
func (c *crowd) step(r *rand.Rand, name string) {
	on := day(c.t, "2026-01-01").AddDays(r.IntN(300))
	if r.IntN(4) == 0 {
		c.reverse(r)
		return
	}
	var list []Transfer
	for i := range 1 + r.IntN(5) {
		from := r.IntN(len(crowdAccounts))
		to := (from + 1 + r.IntN(len(crowdAccounts)-1)) % len(crowdAccounts)
		list = append(list, move1(fmt.Sprint(name, ".", i), crowdAccounts[from], crowdAccounts[to], 1+r.Int64N(300), on))
	}
	err := c.post(list...)
	if again := c.post(list...); err == nil && again != nil {
		c.t.Errorf("posted again: %v", again)
	} else if err != nil {
		if code(err) != Short {
			c.t.Errorf("post: %v", err)
		}
		if again != nil {
			return
		}
		// Between the two somebody brought what was missing.
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for i := range list {
		c.moved(&list[i], 1)
	}
	c.posted = append(c.posted, list...)
}

func (c *crowd) reverse(r *rand.Rand) {
	c.mutex.Lock()
	if len(c.posted) == 0 {
		c.mutex.Unlock()
		return
	}
	t := c.posted[r.IntN(len(c.posted))]
	c.mutex.Unlock()
	err := c.try(c.t.Context(), func(w *journal.Write) error { return c.Reverse(c.t.Context(), w, t.ID, t.Day, "") })
	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch code(err) {
	case "":
		c.moved(&t, -1)
		c.reversed[t.ID]++
	case Short, "ledger_reversed":
	default:
		c.t.Errorf("reverse: %v", err)
	}
}

func TestManyAtOnceAgreeWithAPlainMap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		c := &crowd{hall: enter(t, store), balances: map[string]int64{}, reversed: map[string]int{}}
		for _, account := range crowdAccounts {
			c.open(Account{Code: account, Unit: Fen, Title: account, Overdraw: account == "open.1"})
		}
		var all sync.WaitGroup
		for worker := range 8 {
			all.Go(func() {
				r := rand.New(rand.NewPCG(7, uint64(worker)))
				for i := range 40 {
					c.step(r, fmt.Sprint(worker, ".", i))
				}
			})
		}
		all.Wait()
		sum := int64(0)
		for _, account := range crowdAccounts {
			got := c.now(account)
			if got != c.balances[account] || got != c.at(account, "2026-12-31") {
				t.Errorf("%s holds %d, and %d by days, want %d", account, got, c.at(account, "2026-12-31"), c.balances[account])
			}
			if got < 0 && account != "open.1" {
				t.Errorf("%s is overdrawn", account)
			}
			sum += got
		}
		for id, n := range c.reversed {
			if n > 1 {
				t.Errorf("%s is reversed %d times", id, n)
			}
		}
		if sum != 0 || len(c.posted) < 100 || len(c.reversed) < 10 {
			t.Errorf("sum %d of %d transfers and %d reversals", sum, len(c.posted), len(c.reversed))
		}
		if found := c.findings(); len(found) != 0 {
			t.Errorf("found %v", found)
		}
	})
}
