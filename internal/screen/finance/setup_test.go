package finance_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/finance"
	"lianxin/internal/screen/static"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// The places of the tests.
const (
	county  = "320613"
	village = civil.Area(320613005001)
	town    = civil.Area(320613005000)
	whole   = civil.Area(320613000000)
	other   = civil.Area(320612000000) // another county
	city    = civil.Area(320600000000)
)

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// office is the pages over a fresh store, with a clock the test moves.
type office struct {
	t      *testing.T
	stages *screen.Stages
	pages  *finance.Pages
	site   *screen.Site
	people map[string]*screen.Visitor // by token
	now    time.Time

	families []family
}

// everything says that all registers answer for everybody.
type everything struct{ c *pack.Catalogue }

func (everything) Permits(ctx context.Context, q db.Query, county string) (map[string][]fact.Permit, error) {
	return verify.Permits(ctx, q, county, journal.Latest)
}

func (everything) Since(context.Context, db.Query, string, int64) ([]string, error) { return nil, nil }

func (e everything) Coverage(context.Context, db.Query, string) ([]assess.Coverage, error) {
	var list []assess.Coverage
	for _, r := range e.c.Registers() {
		if r.Class != "declared" {
			list = append(list, assess.Coverage{Register: r.Name, Covers: pack.CoversRegistered, From: civil.FirstDate, To: civil.LastDate})
		}
	}
	return list, nil
}

// money tells cases what pay knows.
type money struct{}

func (money) HasAccount(ctx context.Context, q db.Query, c *casework.Case) (bool, error) {
	_, known, err := pay.AccountOf(ctx, q, c.County, c.Applicant)
	return known, err
}

func (money) Entitled(ctx context.Context, q db.Query, county, household, person, programme string, month civil.Month) (civil.Fen, int, bool, error) {
	list, err := pay.OfHousehold(ctx, q, register.Ref{County: county, ID: household})
	for _, e := range list {
		if s := e.At(month); e.Programme == programme && s != nil {
			return s.Amount, len(s.Covered), true, err
		}
	}
	return 0, 0, false, err
}

// Resolve implements screen.Doorman.
func (o *office) Resolve(_ context.Context, _ civil.Instant, token string) (*screen.Visitor, error) {
	return o.people[token], nil
}

func open(t *testing.T) *office {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC), people: map[string]*screen.Visitor{}}
	store := dbtest.Open(t)
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), verify.Tables(), assess.Tables(), casework.Tables(), file.Tables(), account.Tables(), pay.Tables())...)
	s := &screen.Stages{
		Journal: j, Keys: keys, Register: register.New(j, keys, c, verify.Gate{DB: store}),
		Accounts:  account.New(j, keys, account.WithCost(account.Cost{Scheme: account.Argon2, Memory: 8 << 10, Time: 1, Lanes: 1})),
		Pay:       pay.New(j, keys, pay.Names{Rules: c.PayRules, Unit: func(string) pay.Unit { return pay.Unit{Name: "海门区民政局", Code: "320613"} }, Programme: func(string) string { return "低保" }}),
		Catalogue: func() *pack.Catalogue { return c }, Fonts: static.Files(), City: city, Address: "https://lianxin.test",
		Calendar:  table(t, "base/data/holidays.csv", civil.LoadCalendar),
		Divisions: table(t, "base/data/divisions.csv", func(r io.Reader) (*civil.Divisions, error) { return civil.LoadDivisions(r) }),
	}
	facts := func(c *pack.Catalogue) *assess.CountyFacts {
		return assess.NewCountyFacts(j, s.Register, c, everything{c}, t.TempDir(), "assistance")
	}
	s.Judge = assess.NewFamilyJudge(j, func() (*pack.Catalogue, fs.FS) { return c, packs.FS }, facts, t.TempDir())
	s.Desk = casework.New(casework.Options{
		Journal: j, Register: s.Register, Keys: keys, Catalogue: s.Catalogue, Calendar: s.Calendar, Divisions: s.Divisions,
		Judge: s.Judge, Pays: money{}, Files: file.New(keys), Phone: func(civil.Area) string { return "12345" },
	})
	o.stages, o.pages = s, finance.New(s)
	o.site, err = screen.New(screen.Config{
		Doorman: o, Routes: o.pages.Routes(), Now: s.Desk.Now, SignIn: "/sign-in",
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

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// act does something in an act of the county.
func (o *office) act(f func(w *journal.Write) error) {
	o.t.Helper()
	h := journal.Header{County: county, Kind: "test", Actor: "system:test", Purpose: "application"}
	if _, err := o.stages.Journal.Do(o.t.Context(), h, f); err != nil {
		o.t.Fatal(err)
	}
}

// hire opens an account with one post and lets its owner in by his login.
func (o *office) hire(login, name string, role access.Role, division civil.Area) *account.Account {
	o.t.Helper()
	password, err := o.stages.Accounts.NewPassword(o.t.Context(), login, "Zheng-que-2025")
	if err != nil {
		o.t.Fatal(err)
	}
	var id string
	o.act(func(w *journal.Write) (err error) {
		id, err = o.stages.Accounts.Create(o.t.Context(), w, account.Account{Login: login, Name: name, Posts: []account.Post{{Role: role, Division: division}}}, password)
		return err
	})
	found, err := o.stages.Accounts.ByID(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	scope, err := access.NewScope(division)
	if err != nil {
		o.t.Fatal(err)
	}
	o.people[login] = &screen.Visitor{
		Side: screen.Staff, Actor: found.Actor(), Name: name, Roles: []access.Role{role}, Scope: scope, Staff: id,
		Posts:   []casework.Post{{Role: role, Division: division}},
		Session: &account.Visitor{Kind: account.Staff, Actor: found.Actor(), ID: id, Login: login, Name: name, Posts: found.Posts},
	}
	return found
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

// upload sends a file.
func (o *office) upload(token, path, field string, raw []byte) answer {
	o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("once", screen.NewOnce()) // a bytes.Buffer never fails
	part, err := w.CreateFormFile(field, "return.txt")
	if err == nil {
		_, err = part.Write(raw)
	}
	if err = errOr(err, w.Close()); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://lianxin.test"+path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return o.serve(r, token)
}

func errOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
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
	text := a.words()
	for _, w := range words {
		if !strings.Contains(text, w) && !strings.Contains(a.page, w) {
			a.t.Errorf("the page does not say %q: %s", w, text)
		}
	}
	return a
}

// hides fails the test when the page says one of these.
func (a answer) hides(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if strings.Contains(a.words(), w) {
			a.t.Errorf("the page says %q: %s", w, a.words())
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

// family is a registered family.
type family struct {
	household register.Ref
	people    []register.Ref
}

// settle registers a family.
func (o *office) settle(names ...string) (f family) {
	o.t.Helper()
	o.act(func(w *journal.Write) (err error) {
		f = family{}
		f.household, err = o.stages.Register.PutHousehold(o.t.Context(), w, register.Household{
			Kind: register.Registered, Number: "H" + names[0], Division: village, Address: "和兴街道1号",
		})
		for i := 0; i < len(names) && err == nil; i++ {
			birth, alive := day(o.t, "1971-02-03").AddDays(i*3000), true
			var ref register.Ref
			ref, err = o.stages.Register.PutPerson(o.t.Context(), w, register.Person{
				Name: names[i], IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, birth, 100+i+len(names[0]))),
				Birth: &birth, Alive: &alive, Division: village, Address: "和兴街道1号",
			})
			if err == nil {
				f.people = append(f.people, ref)
				_, err = o.stages.Register.PutMember(o.t.Context(), w, register.Member{Household: f.household.ID, Kind: register.Registered, Person: ref, Head: i == 0})
			}
		}
		return err
	})
	o.families = append(o.families, f)
	return f
}

// grant decides that a family gets 低保 from a month on.
func (o *office) grant(f family, name string, amount civil.Fen, from string, account bool) {
	o.t.Helper()
	month, err := civil.ParseMonth(from)
	if err != nil {
		o.t.Fatal(err)
	}
	d := pay.Decision{
		ID: db.NewID(), County: county, Case: db.NewID(), Programme: "dibao", Household: f.household.ID, Effect: pay.EffectGrant, Amount: amount, From: month,
		Covered: f.people, Division: village, Payee: f.people[0], Reason: "审核同意",
	}
	if account {
		d.Account = &pay.Account{Person: f.people[0], Holder: name, BankName: "江苏农商银行", BankCode: "102306000015", Capacity: pay.Own,
			Number: access.NewPrivate(access.Account, number(f))}
	}
	o.act(func(w *journal.Write) error { return o.stages.Pay.Decided(o.t.Context(), w, d) })
}

// number is a fictional account of a family.
func number(f family) string {
	digits := "62170000"
	for _, c := range f.people[0].ID {
		digits += string('0' + c%10)
	}
	return digits[:16]
}
