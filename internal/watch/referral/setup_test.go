package referral

import (
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/packs"
)

const (
	county  = "320613"
	village = civil.Area(320613005001)
)

var (
	family = register.Ref{County: county, ID: "0123456789abcdef"}
	son    = register.Ref{County: county, ID: "fedcba9876543210"}
)

// catalogues are read once.
var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// office is a store with a desk on it and a clock that the test moves.
type office struct {
	*Desk
	t   *testing.T
	now time.Time
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2025, 7, 1, 2, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	file, err := packs.FS.Open("base/data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	calendar, err := civil.LoadCalendar(file)
	if err != nil {
		t.Fatal(err)
	}
	o.Desk = New(Options{Journal: journal.New(store, Tables()...), Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue }, Calendar: calendar})
	return o
}

// in is somebody at work in a division.
func in(name string, division civil.Area) officer.Officer {
	return officer.Officer{Name: name, Viewer: access.Viewer{Actor: "staff:" + name, Roles: []access.Role{"town"}, Divisions: []civil.Area{division}, Purpose: "visit"}}
}

var (
	helper   = in("王芳", 320613005000)
	chief    = in("李敏", 320613000000)
	stranger = in("赵强", 320613006000)
)

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// codeOf is the code of a refusal.
func codeOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func order() Order {
	return Order{Household: family, Person: son, Name: "李强", Division: village, Origin: FromFile, OriginID: family.ID, Need: "education", Target: "education", Asked: "高一学费交不出，请按困难学生资助。"}
}

// sentOne is a referral that was sent.
func (o *office) sentOne(order Order) *Referral {
	o.t.Helper()
	r, err := o.Send(o.t.Context(), helper, order)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}
