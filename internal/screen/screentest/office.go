// Package screentest opens pages over a store, for the tests of pages.
//
// It keeps an Office: the stages of one county on a fresh store of either engine,
// the pages under test, people with one post each, and a clock the test moves.
//
// It promises that a page is asked as a browser asks it, with the one-time key and
// the headers of a form, and that what went wrong behind a page stands in the log of
// the test.
//
// It refuses to be part of the product: the tests of the house keep it out.
package screentest

import (
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/static"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// The places of the tests.
const (
	County  = "320613"
	Village = civil.Area(320613005001)
	Town    = civil.Area(320613005000)
	Whole   = civil.Area(320613000000)
	Other   = civil.Area(320612000000) // another county
	City    = civil.Area(320600000000)
)

// Office is the pages over a fresh store, with a clock the test moves.
type Office struct {
	T        *testing.T
	Stages   *screen.Stages
	Now      time.Time
	People   map[string]*screen.Visitor // by login
	Families []Family                   // that were settled
	site     *screen.Site
}

// Setup is what a test wants otherwise than others.
type Setup struct {
	Now      time.Time              // when the test begins; 2025-07-07 without it
	Tables   []*journal.Table       // of stages beside the usual ones
	Accounts []account.Option       // such as a gateway of messages
	Pay      func(*pay.Names)       // what else pay is told
	Stages   func(s *screen.Stages) // adds a stage, once the usual ones stand
}

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// Open sets the pages up over a fresh store.
func Open(t *testing.T, set Setup, pages func(*screen.Stages) []screen.Route) *Office {
	t.Helper()
	if set.Now.IsZero() {
		set.Now = time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC)
	}
	o := &Office{T: t, Now: set.Now, People: map[string]*screen.Visitor{}}
	o.Stages = o.stages(set)
	if set.Stages != nil {
		set.Stages(o.Stages)
	}
	var err error
	o.site, err = screen.New(screen.Config{
		Doorman: o, Routes: pages(o.Stages), Now: o.Stages.Desk.Now, SignIn: "/sign-in",
		Log: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// stages are the stages every page test has.
func (o *Office) stages(set Setup) *screen.Stages {
	t := o.T
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	store := dbtest.Open(t)
	store.SetClock(func() time.Time { return o.Now })
	keys, err := access.NewKeyring(rand.Reader, Day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), verify.Tables(), assess.Tables(), casework.Tables(), file.Tables(), account.Tables(), ledger.Tables(), pay.Tables(), set.Tables)...)
	names := pay.Names{Rules: c.PayRules, Unit: func(string) pay.Unit { return pay.Unit{Name: "海门区民政局", Code: County} }, Programme: c.BenefitTitle}
	if set.Pay != nil {
		set.Pay(&names)
	}
	cheap := account.WithCost(account.Cost{Scheme: account.Argon2, Memory: 8 << 10, Time: 1, Lanes: 1})
	s := &screen.Stages{
		Journal: j, Keys: keys, Ledger: ledger.New(j),
		Register:  register.New(j, keys, c, verify.Gate{DB: store}),
		Accounts:  account.New(j, keys, append([]account.Option{cheap}, set.Accounts...)...),
		Pay:       pay.New(j, keys, names),
		Catalogue: func() *pack.Catalogue { return c },
		Calendar:  table(t, "base/data/holidays.csv", civil.LoadCalendar),
		Divisions: table(t, "base/data/divisions.csv", func(r io.Reader) (*civil.Divisions, error) { return civil.LoadDivisions(r) }),
		Fonts:     static.Files(), City: City, Address: "https://lianxin.test",
	}
	facts := func(c *pack.Catalogue) *assess.CountyFacts {
		return assess.NewCountyFacts(j, s.Register, c, Everything{c}, t.TempDir(), "assistance")
	}
	s.Judge = assess.NewFamilyJudge(j, func() (*pack.Catalogue, fs.FS) { return c, packs.FS }, facts, t.TempDir())
	s.Desk = casework.New(casework.Options{
		Journal: j, Register: s.Register, Keys: keys, Catalogue: s.Catalogue, Calendar: s.Calendar, Divisions: s.Divisions,
		Judge: s.Judge, Pays: money{}, Files: file.New(keys), Phone: func(civil.Area) string { return "12345" },
	})
	return s
}

// Resolve implements screen.Doorman.
func (o *Office) Resolve(_ context.Context, _ civil.Instant, token string) (*screen.Visitor, error) {
	return o.People[token], nil
}

// testLog shows in the test what a page stumbled over.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) { l.t.Log(string(line)); return len(line), nil }

func table[T any](t *testing.T, name string, load func(io.Reader) (T, error)) T {
	t.Helper()
	f, err := packs.FS.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	made, err := load(f)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Day reads a date that the test wrote.
func Day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
