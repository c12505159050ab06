package review

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/packs"
)

const (
	city   = civil.Area(320600000000)
	county = civil.Area(320613000000)
	town   = civil.Area(320613005000)
	other  = civil.Area(320614005000)
)

func staff(name string, role access.Role, area civil.Area) casework.Who {
	return casework.Who{
		Actor: "staff:" + name, Staff: name, Name: name, Purpose: "petition",
		Posts: []casework.Post{{Role: role, Division: area}},
	}
}

var (
	bureau   = staff("city", casework.City, city)
	officer  = staff("officer", casework.County, county)
	clerk    = staff("clerk", casework.Town, town)
	clerk2   = staff("clerk2", casework.Town, town)
	stranger = staff("stranger", casework.Town, other)
	family   = casework.Who{
		Actor: "resident:320613/aaaaaaaaaaaaaaaa", Name: "李秀英", Purpose: "petition",
		Persons: []register.Ref{{County: "320613", ID: "aaaaaaaaaaaaaaaa"}},
	}
)

// counter is a store with an office on it.
type counter struct {
	*Office
	t   *testing.T
	now time.Time
}

func open(t *testing.T, store *db.DB) *counter {
	t.Helper()
	c := &counter{t: t, now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return c.now })
	day, err := civil.ParseDate("2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, day)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	f, err := packs.FS.Open("base/data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	calendar, err := civil.LoadCalendar(f)
	if err != nil {
		t.Fatal(err)
	}
	c.Office = New(Options{
		Journal: journal.New(store, Tables()...), Keys: keys, Calendar: calendar,
		Catalogue: func() *pack.Catalogue { return catalogue },
	})
	return c
}

func (c *counter) days(n int) { c.now = c.now.AddDate(0, 0, n) }

// said is a complaint about the town, of the family.
func said(once string) Said {
	return Said{
		Kind: Grievance, Channel: OnPhone, Division: town, Words: "三月一日下午去窗口，等了两个小时没有人。", Name: "李秀英", Phone: "13800001234",
		Person: family.Persons[0], Once: once,
	}
}

func (c *counter) complain(who casework.Who, s Said) Receipt {
	c.t.Helper()
	r, err := c.Complain(context.Background(), who, s)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// must reads a complaint as somebody.
func (c *counter) must(who casework.Who, ref register.Ref) *Complaint {
	c.t.Helper()
	got, err := c.Complaint(context.Background(), who, ref)
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

func (c *counter) did(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// refused holds that an error is a refusal with a code.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	told, ok := err.(*civil.Error)
	if !ok || told.Code != code {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
}
