package booking_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service/booking"
	"lianxin/packs"
)

// The places of the tests.
const (
	town  = civil.Area(320613005000)
	whole = civil.Area(320613000000)
	other = civil.Area(320612100000)
)

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// parcel is a message that waits in the outbox of the tests.
type parcel struct {
	id     string
	sealed []byte
	due    civil.Instant
}

// office is a desk over a fresh store, with a clock the test moves.
type office struct {
	*booking.Desk
	accounts *account.Accounts
	now      time.Time
	parcels  []parcel
	sent     []string
	mutex    sync.Mutex
}

// Send implements account.Gateway.
func (o *office) Send(_ context.Context, _ access.Private, text string) error {
	o.sent = append(o.sent, text)
	return nil
}

func newOffice(t testing.TB, store *db.DB) *office {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{now: time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)} // Monday, eight in China
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, 20_089)
	if err != nil {
		t.Fatal(err)
	}
	file, err := packs.FS.Open("base/data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	calendar, err := civil.LoadCalendar(file)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(account.Tables(), booking.Tables())...)
	o.accounts = account.New(j, keys, account.WithGateway(o), account.WithOutbox(func(_ context.Context, _ *db.Tx, id string, sealed []byte, due civil.Instant) error {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		o.parcels = append(o.parcels, parcel{id, sealed, due})
		return nil
	}))
	o.Desk = booking.New(j, keys, o.accounts, func() *pack.Catalogue { return c }, calendar, func(civil.Area) string { return "海门街道" })
	return o
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newOffice(t, store)) })
}

func clerk() casework.Who {
	return casework.Who{Actor: "staff:clerk", Staff: "clerk", Purpose: "service", Posts: []casework.Post{{Role: casework.Town, Division: town}}}
}

func resident(n int) casework.Who {
	return casework.Who{Actor: fmt.Sprint("resident:", n), Purpose: "self", Persons: []register.Ref{person(n)}}
}

func person(n int) register.Ref { return register.Ref{County: "320613", ID: fmt.Sprint("p", n)} }

// tuesday is the day after the tests begin.
const tuesday = civil.Date(20_270)

func order(n int) booking.Order {
	return booking.Order{Office: town, Day: tuesday, Minute: 9 * 60, Errand: "apply", Person: person(n), Name: fmt.Sprint("人", n), Channel: "phone"}
}

func refused(t testing.TB, what string, err error, code string) {
	t.Helper()
	var told *civil.Error
	if !errors.As(err, &told) || told.Code != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnHourIsBookedMovedAndKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		b, err := o.Book(ctx, resident(1), order(1))
		must(t, err)
		if b.Number != "YY-320613-2025-00001" || b.Seat != 1 || b.Day.Words() != "2025年7月1日" {
			t.Errorf("booked %+v", b)
		}
		refused(t, "a second one on the day", errOf(o.Book(ctx, resident(1), order(1))), "booking_same_day")
		must(t, o.Move(ctx, resident(1), booking.Change{Booking: b.Ref}, tuesday.AddDays(1), 14*60))
		refused(t, "a stranger cancels", o.Cancel(ctx, resident(2), booking.Change{Booking: b.Ref}), "booking_not_found")
		refused(t, "not come before the day", o.Arrive(ctx, clerk(), booking.Change{Booking: b.Ref}, true), "booking_early")
		o.now = o.now.Add(55 * time.Hour) // Wednesday, three in the afternoon
		refused(t, "he says himself that he came", o.Arrive(ctx, resident(1), booking.Change{Booking: b.Ref}, true), "booking_denied")
		must(t, o.Arrive(ctx, clerk(), booking.Change{Booking: b.Ref}, true))
		refused(t, "cancelled after he came", o.Cancel(ctx, resident(1), booking.Change{Booking: b.Ref}), "booking_state")
		list, err := o.OfDay(ctx, clerk(), town, tuesday.AddDays(1))
		if err != nil || len(list) != 1 || list[0].State != booking.Arrived {
			t.Errorf("the day has %d, %v", len(list), err)
		}
	})
}

func errOf(_ *booking.Booking, err error) error { return err }

func TestWhatCannotBeBookedIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for _, one := range []struct {
			name, code string
			alter      func(*booking.Order)
		}{
			{"a time between two", "booking_time", func(b *booking.Order) { b.Minute = 9*60 + 10 }},
			{"at noon", "booking_time", func(b *booking.Order) { b.Minute = 12 * 60 }},
			{"a Sunday", "booking_time", func(b *booking.Order) { b.Day = tuesday.AddDays(5) }},
			{"yesterday", "booking_day", func(b *booking.Order) { b.Day = tuesday.AddDays(-2) }},
			{"too far ahead", "booking_day", func(b *booking.Order) { b.Day = tuesday.AddDays(60) }},
			{"for somebody else", "booking_denied", func(b *booking.Order) { b.Person = person(9) }},
			{"a county's errand at a town", "booking_errand", func(b *booking.Order) { b.Errand = "objection" }},
			{"without a name", "booking_name", func(b *booking.Order) { b.Name = "　" }},
		} {
			b := order(1)
			one.alter(&b)
			refused(t, one.name, errOf(o.Book(t.Context(), resident(1), b)), one.code)
		}
		o.now = o.now.Add(90 * time.Minute)
		b := order(1)
		b.Day = tuesday.AddDays(-1)
		refused(t, "an hour that has gone by", errOf(o.Book(t.Context(), resident(1), b)), "booking_time")
	})
}

func TestAnOfficeSetsItsHoursAndClosesADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		h := booking.Hours{Slots: []pack.OfficeSlot{{Weekdays: []int{2, 4}, Opens: 8 * 60, Closes: 9 * 60, Minutes: 20, Seats: 1}}, Ahead: 3, Most: 1}
		refused(t, "another town", o.SetHours(ctx, casework.Who{Posts: []casework.Post{{Role: casework.Town, Division: other}}}, town, h), "booking_not_found")
		bad := h
		bad.Slots = []pack.OfficeSlot{{Weekdays: []int{2}, Opens: 540, Closes: 530, Minutes: 20, Seats: 1}}
		refused(t, "closing before opening", o.SetHours(ctx, clerk(), town, bad), "hours_span")
		must(t, o.SetHours(ctx, clerk(), town, h))
		refused(t, "hours from before", o.SetHours(ctx, clerk(), town, h), "hours_changed")
		days, err := o.Days(ctx, town)
		must(t, err)
		if len(days) != 4 || len(days[0].Times) != 0 || len(days[1].Times) != 3 || days[1].Times[2].Clock() != "08:40" {
			t.Errorf("days %+v", days)
		}
		must(t, o.CloseDay(ctx, clerk(), town, tuesday, "全员培训"))
		b := order(1)
		b.Minute = 8 * 60
		refused(t, "a closed day", errOf(o.Book(ctx, resident(1), b)), "booking_time")
		must(t, o.OpenDay(ctx, clerk(), town, tuesday))
		must(t, errOf(o.Book(ctx, resident(1), b)))
	})
}

func TestWhoLeftATelephoneIsRemindedAndNotOfWhatHeCancelled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		b := order(1)
		b.Day, b.Said.Phone = tuesday.AddDays(1), "13800000001"
		made, err := o.Book(ctx, resident(1), b)
		must(t, err)
		kept := order(2)
		kept.Day, kept.Said.Phone = tuesday.AddDays(1), "13800000002"
		must(t, errOf(o.Book(ctx, resident(2), kept)))
		must(t, o.Cancel(ctx, resident(1), booking.Change{Booking: made.Ref}))
		must(t, o.Cancel(ctx, resident(1), booking.Change{Booking: made.Ref}))
		o.now = o.now.Add(33 * time.Hour) // Tuesday, five in the afternoon
		for _, p := range o.parcels {
			if p.due <= civil.InstantOf(o.now) {
				must(t, o.accounts.Deliver(ctx, civil.InstantOf(o.now), p.id, p.sealed))
			}
		}
		reminders := 0
		for _, words := range o.sent {
			if strings.Contains(words, "提醒") {
				reminders++
			}
		}
		if len(o.parcels) != 4 || len(o.sent) != 3 || reminders != 1 {
			t.Errorf("of %d messages %d were sent, %d reminders: %q", len(o.parcels), len(o.sent), reminders, o.sent)
		}
	})
}

func TestAFormThatIsSentTwiceTakesOneSeat(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		b := order(1)
		b.Once = "k"
		first, err := o.Book(t.Context(), resident(1), b)
		must(t, err)
		again, err := o.Book(t.Context(), resident(1), b)
		if err != nil || again.Ref != first.Ref {
			t.Errorf("%v, %v: %v", first.Ref, again, err)
		}
	})
}

// Many people want the same quarter of an hour at once: as many get it as there are
// seats, each a seat of his own.
func TestACrowdGetsTheSeatsThereAre(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		const people = 24
		var wait sync.WaitGroup
		seats := make(chan int, people)
		for n := range people {
			wait.Go(func() {
				b, err := o.Book(t.Context(), resident(n), order(n))
				var told *civil.Error
				switch {
				case err == nil:
					seats <- b.Seat
				case !errors.As(err, &told) || told.Code != "booking_full":
					t.Errorf("person %d: %v", n, err)
				}
			})
		}
		wait.Wait()
		close(seats)
		var got []int
		for s := range seats {
			got = append(got, s)
		}
		slices.Sort(got)
		if !slices.Equal(got, []int{1, 2}) {
			t.Errorf("seats %v were given", got)
		}
	})
}

// model is who sits where, kept apart from the desk: by day and minute the people.
type model struct {
	at   map[int]string // person to "day minute"
	seat map[string]int // how many at "day minute"
}

func TestBookingsAgreeWithASimpleModel(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.Open(t))
	checks := 0
	rapid.Check(t, func(rt *rapid.T) {
		// Each time another town with people of its own, over one store.
		checks++
		office, first := civil.Area(320613100000+1000*(checks%800)), 10*checks
		m := model{map[int]string{}, map[string]int{}}
		refs := map[int]register.Ref{}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			n, day, minute := rapid.IntRange(0, 5).Draw(rt, "person"), rapid.IntRange(0, 1).Draw(rt, "day"), rapid.SampledFrom([]int{540, 570}).Draw(rt, "minute")
			place := fmt.Sprint(day, " ", minute)
			wish := order(first + n)
			wish.Office, wish.Day, wish.Minute = office, tuesday.AddDays(day), minute
			free := m.seat[place] < 2
			switch rapid.SampledFrom([]string{"book", "move", "cancel"}).Draw(rt, "does") {
			case "book":
				if m.at[n] != "" {
					continue
				}
				b, err := o.Book(t.Context(), resident(first+n), wish)
				if (err == nil) != free {
					rt.Fatalf("booking %s: %v, free %v", place, err, free)
				}
				if err == nil {
					refs[n], m.at[n] = b.Ref, place
					m.seat[place]++
				}
			case "move":
				if m.at[n] == "" || m.at[n] == place {
					continue
				}
				err := o.Move(t.Context(), resident(first+n), booking.Change{Booking: refs[n]}, wish.Day, wish.Minute)
				if (err == nil) != free {
					rt.Fatalf("moving to %s: %v, free %v", place, err, free)
				}
				if err == nil {
					m.seat[m.at[n]]--
					m.seat[place]++
					m.at[n] = place
				}
			case "cancel":
				if m.at[n] == "" {
					continue
				}
				if err := o.Cancel(t.Context(), resident(first+n), booking.Change{Booking: refs[n]}); err != nil {
					rt.Fatal(err)
				}
				m.seat[m.at[n]]--
				delete(m.at, n)
			}
		}
		days, err := o.Days(t.Context(), office)
		if err != nil {
			rt.Fatal(err)
		}
		for day := range 2 {
			for _, slot := range days[day+1].Times {
				if want := m.seat[fmt.Sprint(day, " ", slot.Minute)]; slot.Taken != want {
					rt.Fatalf("day %d %s: %d taken, want %d", day, slot.Clock(), slot.Taken, want)
				}
			}
		}
	})
}
