package hotline_test

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
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service/hotline"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// The places of the tests.
const (
	county  = "320613"
	village = civil.Area(320613005001)
	town    = civil.Area(320613005000)
	whole   = civil.Area(320613000000)
	city    = civil.Area(320600000000)
	second  = civil.Area(320613006000)
	other   = civil.Area(320612100000) // a town of another county
)

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// office is a desk over a fresh store, with a clock the test moves.
type office struct {
	*hotline.Desk
	t   *testing.T
	now time.Time
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newOffice(t, store)) })
}

func newOffice(t *testing.T, store *db.DB) *office {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)} // a Monday
	store.SetClock(func() time.Time { return o.now })
	first, err := civil.NewDate(2025, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, first)
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
	j := journal.New(store, slices.Concat(register.Tables(), verify.Tables(), hotline.Tables())...)
	o.Desk = hotline.New(j, register.New(j, keys, c, verify.Gate{DB: store}), keys, func() *pack.Catalogue { return c }, calendar)
	return o
}

func (o *office) pass(hours int) { o.now = o.now.Add(time.Duration(hours) * time.Hour) }

func staff(id string, role access.Role, division civil.Area) casework.Who {
	return casework.Who{Actor: "staff:" + id, Staff: id, Name: id, Purpose: "petition", Posts: []casework.Post{{Role: role, Division: division}}}
}

func agent() casework.Who   { return staff("agent", casework.Hotline, city) }
func clerk() casework.Who   { return staff("clerk", casework.Town, town) }
func officer() casework.Who { return staff("officer", casework.County, whole) }

// order is a call that an office has to answer.
func order() hotline.Taking {
	return hotline.Taking{
		Channel: hotline.ByPhone, Class: "question", Result: hotline.Ordered, Division: village, Name: "李秀英",
		Said: hotline.Said{Phone: "13800000001", Caller: "李强", Words: "问低保什么时候复核。"},
	}
}

// emergency is one for which somebody has to go there.
func emergency() hotline.Taking {
	return hotline.Taking{
		Channel: hotline.ByPasser, Class: "emergency", Result: hotline.Helped, Division: town,
		Said: hotline.Said{Phone: "13800000002", Where: "汽车站候车室", Words: "一位老人没有钱吃饭，走不动了。"},
	}
}

func (o *office) take(who casework.Who, t hotline.Taking) *hotline.Call {
	o.t.Helper()
	c, err := o.Take(o.t.Context(), who, t)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// get reads a call as the desk does.
func (o *office) get(ref register.Ref) *hotline.File {
	o.t.Helper()
	f, err := o.Get(o.t.Context(), agent(), ref)
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

func deed(c *hotline.Call, words string) hotline.Deed {
	return hotline.Deed{Call: c.Ref, Words: words}
}

// refused fails the test unless an error is the refusal of this code.
func refused(t *testing.T, what string, err error, code string) {
	t.Helper()
	var told *civil.Error
	if !errors.As(err, &told) || told.Code != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
