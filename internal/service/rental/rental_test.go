package rental_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service/rental"
	"lianxin/packs"
)

const town = civil.Area(320613005000)

func clerk() casework.Who {
	return casework.Who{Actor: "staff:clerk", Staff: "clerk", Purpose: "service", Posts: []casework.Post{{Role: casework.Town, Division: town}}}
}

// open is a desk over a store, with a clock the test moves.
func open(t *testing.T, store *db.DB) (d *rental.Desk, now *time.Time) {
	t.Helper()
	c, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 7, 1, 1, 0, 0, 0, time.UTC)
	store.SetClock(func() time.Time { return at })
	keys, err := access.NewKeyring(rand.Reader, 20_089)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(ledger.Tables(), rental.Tables())...)
	return rental.New(j, keys, func() *pack.Catalogue { return c }), &at
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fitting is an order that waits for a piece.
func fitting(t *testing.T, d *rental.Desk, id, group string) *rental.Order {
	t.Helper()
	o, err := d.Ask(t.Context(), clerk(), rental.Wish{Point: town, Device: "wheelchair", Person: register.Ref{County: "320613", ID: id}, Name: id, Need: "走路不方便。"})
	must(t, err)
	must(t, d.Assess(t.Context(), clerk(), rental.Step{Order: o.Ref, Words: "适合。"}, true, group, 1))
	return o
}

func TestWhatIsKeptOfADepositIsWorkedOutByHand(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		d, now := open(t, store)
		must(t, d.Add(t.Context(), clerk(), town, "wheelchair", "W-1"))
		for _, one := range []struct {
			name, group        string
			days               int
			damage             civil.Fen
			own, subsidy, back civil.Fen
		}{
			{"a day is a begun month", "poor", 0, 0, 12_00, 48_00, 288_00},
			{"thirty days are one month", "poor", 29, 0, 12_00, 48_00, 288_00},
			{"the thirty-first begins another", "poor", 30, 0, 24_00, 96_00, 276_00},
			{"nothing is paid for others", "other", 0, 0, 60_00, 0, 240_00},
			{"damage is his own", "severe", 0, 50_00, 74_00, 36_00, 226_00},
			{"more than the deposit is paid beside it", "other", 179, 400_00, 760_00, 0, 0},
		} {
			o := fitting(t, d, one.name, one.group)
			items, err := d.Items(t.Context(), clerk(), town)
			must(t, err)
			must(t, d.Mark(t.Context(), clerk(), items[0].Ref, rental.InStock))
			must(t, d.Lend(t.Context(), clerk(), rental.Step{Order: o.Ref}, items[0].ID))
			*now = now.AddDate(0, 0, one.days)
			must(t, d.Return(t.Context(), clerk(), rental.Step{Order: o.Ref, Words: "归还。"}, one.damage))
			got, err := d.Get(t.Context(), clerk(), o.Ref)
			must(t, err)
			if got.Own != one.own || got.Subsidy != one.subsidy || got.Back() != one.back {
				t.Errorf("%s: own %s, paid %s, back %s", one.name, got.Own, got.Subsidy, got.Back())
			}
		}
	})
}

// Many people want the one piece there is at once: one gets it.
func TestOnePieceGoesToOnePerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		d, _ := open(t, store)
		must(t, d.Add(t.Context(), clerk(), town, "wheelchair", "W-1"))
		items, err := d.Items(t.Context(), clerk(), town)
		must(t, err)
		var orders []*rental.Order
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			orders = append(orders, fitting(t, d, id, "poor"))
		}
		var wait sync.WaitGroup
		var mutex sync.Mutex
		got := 0
		for _, o := range orders {
			wait.Go(func() {
				err := d.Lend(t.Context(), clerk(), rental.Step{Order: o.Ref}, items[0].ID)
				var told *civil.Error
				mutex.Lock()
				defer mutex.Unlock()
				switch {
				case err == nil:
					got++
				case !errors.As(err, &told) || told.Kind != civil.Conflict && told.Kind != civil.Stale:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if got != 1 {
			t.Errorf("%d people have the one piece", got)
		}
	})
}
