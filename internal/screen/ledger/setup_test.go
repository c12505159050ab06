package ledger_test

import (
	"context"
	"crypto/rand"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
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
	pages "lianxin/internal/screen/ledger"
	"lianxin/internal/screen/static"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// The places of the tests.
const (
	county  = "320613"
	village = civil.Area(320613005001)
	whole   = civil.Area(320613000000)
	other   = civil.Area(320612000000) // another county
	city    = civil.Area(320600000000)
)

// office is the pages over a fresh store.
type office struct {
	t      *testing.T
	stages *screen.Stages
	site   *screen.Site
	people map[string]*screen.Visitor // by token
}

// Resolve implements screen.Doorman.
func (o *office) Resolve(_ context.Context, _ civil.Instant, token string) (*screen.Visitor, error) {
	return o.people[token], nil
}

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

func open(t *testing.T) *office {
	t.Helper()
	c, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, people: map[string]*screen.Visitor{}}
	store := dbtest.Open(t)
	now := time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC)
	store.SetClock(func() time.Time { return now })
	first, err := civil.NewDate(2025, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, first)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), casework.Tables(), file.Tables(), account.Tables(), ledger.Tables(), pay.Tables())...)
	s := &screen.Stages{
		Journal: j, Keys: keys, Register: register.New(j, keys, c, verify.Gate{DB: store}), Ledger: ledger.New(j),
		Accounts: account.New(j, keys, account.WithCost(account.Cost{Scheme: account.Argon2, Memory: 8 << 10, Time: 1, Lanes: 1})),
		Pay: pay.New(j, keys, pay.Names{
			Unit: func(string) pay.Unit { return pay.Unit{Name: "海门区民政局", Code: county} }, Programme: func(string) string { return "低保" },
			Shares: func(string, string, civil.Month) []pay.Share {
				return []pay.Share{{Source: "city", Permille: 300}, {Source: "county", Permille: 700}}
			},
			Sources: func() []pay.Source {
				return []pay.Source{{Name: "city", Title: "市级财政资金"}, {Name: "county", Title: "县级财政资金"}}
			},
		}),
		Catalogue: func() *pack.Catalogue { return c }, Fonts: static.Files(), City: city, Address: "https://lianxin.test",
		Calendar:  table(t, "base/data/holidays.csv", civil.LoadCalendar),
		Divisions: table(t, "base/data/divisions.csv", func(r io.Reader) (*civil.Divisions, error) { return civil.LoadDivisions(r) }),
	}
	s.Desk = casework.New(casework.Options{
		Journal: j, Register: s.Register, Keys: keys, Catalogue: s.Catalogue, Calendar: s.Calendar, Divisions: s.Divisions,
		Files: file.New(keys), Phone: func(civil.Area) string { return "12345" },
	})
	o.stages = s
	o.site, err = screen.New(screen.Config{
		Doorman: o, Routes: pages.New(s).Routes(), Now: s.Desk.Now, SignIn: "/sign-in",
		Log: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// testLog shows in the test what a page stumbled over.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) { l.t.Log(string(line)); return len(line), nil }

// act does something in an act of the county.
func (o *office) act(f func(w *journal.Write) error) {
	o.t.Helper()
	h := journal.Header{County: county, Kind: "test", Actor: "system:test", Purpose: "application"}
	if _, err := o.stages.Journal.Do(o.t.Context(), h, f); err != nil {
		o.t.Fatal(err)
	}
}

// hire lets somebody with one post in by a name.
func (o *office) hire(login string, role access.Role, division civil.Area) {
	o.t.Helper()
	scope, err := access.NewScope(division)
	if err != nil {
		o.t.Fatal(err)
	}
	o.people[login] = &screen.Visitor{
		Side: screen.Staff, Actor: "machine:" + login, Name: login, Roles: []access.Role{role}, Scope: scope, Staff: login,
		Posts: []casework.Post{{Role: role, Division: division}},
	}
}

// pays grants a household 低保 and takes a run of it to the second signature.
func (o *office) pays(amount civil.Fen) *pay.Run {
	o.t.Helper()
	ctx, m := o.t.Context(), civil.Month(2025*12+6)
	person := register.Ref{County: county, ID: "p1"}
	a := pay.Account{Person: person, Holder: "李秀英", Number: access.NewPrivate(access.Account, "6217000000000011"), BankCode: "102306000015", BankName: "工商银行海门支行", Capacity: pay.Own}
	o.act(func(w *journal.Write) error {
		return o.stages.Pay.Decided(ctx, w, pay.Decision{
			ID: "d1", County: county, Household: "h1", Programme: "dibao", Effect: pay.EffectGrant, Amount: amount, From: m, Case: "c1",
			Division: village, Payee: person, Covered: []register.Ref{person}, Account: &a, Reason: "审核同意",
		})
	})
	p := o.stages.Pay
	step := func(r *pay.Run, err error) *pay.Run {
		o.t.Helper()
		if err != nil {
			o.t.Fatal(err)
		}
		return r
	}
	r := step(p.Prepare(ctx, "staff:maker", pay.Order{County: county, Month: m, Kind: pay.Monthly}))
	r = step(p.Freeze(ctx, "staff:maker", county, r.ID))
	seen := pay.Seen{County: county, Run: r.ID, Hash: r.Hash}
	step(p.Approve(ctx, "staff:fin", seen))
	step(p.Sign(ctx, "staff:one", seen))
	return step(p.Release(ctx, "staff:two", seen, r.Total))
}

// answer is what a browser got.
type answer struct {
	t      *testing.T
	status int
	next   string
	page   string
}

func (o *office) serve(r *http.Request, token string) answer {
	o.t.Helper()
	r.AddCookie(&http.Cookie{Name: "lianxin", Value: token})
	w := httptest.NewRecorder()
	o.site.ServeHTTP(w, r)
	return answer{o.t, w.Code, w.Header().Get("Location"), w.Body.String()}
}

func (o *office) get(token, path string) answer {
	o.t.Helper()
	return o.serve(httptest.NewRequest(http.MethodGet, "http://lianxin.test"+path, nil), token)
}

// post sends a form as a browser does, with its one-time key.
func (o *office) post(token, path string, pairs ...string) answer {
	o.t.Helper()
	form := url.Values{"once": {screen.NewOnce()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "http://lianxin.test"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return o.serve(r, token)
}

var tags = regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>`)

// words are what a reader reads on the page.
func (a answer) words() string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(a.page, " "))), " ")
}

// says fails the test unless the page has the status and says all of these.
func (a answer) says(status int, words ...string) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.words())
	}
	for _, w := range words {
		if !strings.Contains(a.words(), w) && !strings.Contains(a.page, w) {
			a.t.Errorf("the page does not say %q: %s", w, a.words())
		}
	}
	return a
}

// goes fails the test unless the browser is sent on.
func (a answer) goes() string {
	a.t.Helper()
	if a.status != http.StatusSeeOther {
		a.t.Fatalf("status %d, want a way on: %s", a.status, a.words())
	}
	return a.next
}
