package conference

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
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

// meetingDay is the third of July 2025.
const meetingDay civil.Date = 20272

const (
	county  = "320613"
	village = civil.Area(320613005001)
)

var hardCase = register.Ref{County: county, ID: "0123456789abcdef"}

// catalogues are read once.
var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// office is a store with a desk on it and a clock that the test moves.
type office struct {
	*Desk
	t     *testing.T
	notes []string // that cases got
	now   time.Time
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
	o.Desk = New(Options{Journal: journal.New(store, Tables()...), Keys: keys, Catalogue: func() *pack.Catalogue { return catalogue }, Cases: o})
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

// Resolved implements Cases.
func (o *office) Resolved(_ context.Context, w *journal.Write, ref register.Ref, by, number, words string) error {
	o.notes = append(o.notes, fmt.Sprint(w.County(), " ", ref.ID, " ", by, " ", number, " ", words))
	return nil
}

// proposed is the hard case before the next meeting.
func (o *office) proposed() *Item {
	o.t.Helper()
	i, err := o.Propose(o.t.Context(), helper, Proposal{Kind: CaseItem, About: hardCase, Division: village, Title: "低保 DB-1", Why: Hard, Words: "三代同住、产权不清，一个部门定不了。"})
	if err != nil {
		o.t.Fatal(err)
	}
	return i
}

func call(items ...register.Ref) Call {
	return Call{Body: "hard", Division: 320613000000, Title: "第三次协调会", Day: meetingDay, Place: "三楼会议室", Chair: "李敏", Attending: "民政局\n财政局\n", Items: items}
}
