package staff_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/png"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

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
	"lianxin/internal/screen/staff"
	"lianxin/internal/screen/static"
	"lianxin/internal/screen/village"
	"lianxin/internal/verify"
	"lianxin/packs"
)

// The places of the tests.
const (
	county  = "320613"
	home    = civil.Area(320613005001)
	town    = civil.Area(320613005000)
	another = civil.Area(320612100000) // a town of another county
)

// secret is everybody's password here.
const secret = "correct-horse-7"

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// everything says that all registers answer for everybody.
type everything struct{ c *pack.Catalogue }

func (everything) PermitsOf(ctx context.Context, q db.Query, county, business string, classes, people []string) (map[string][]fact.Permit, error) {
	return verify.PermitsOf(ctx, q, county, journal.Latest, verify.Wanted{Business: business, Classes: classes, People: people})
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

type unpaid struct{}

func (unpaid) HasAccount(context.Context, db.Query, *casework.Case) (bool, error) { return true, nil }

func (unpaid) Entitled(context.Context, db.Query, string, string, string, string, civil.Month) (civil.Fen, int, bool, error) {
	return 0, 0, false, nil
}

// house is the pages over a fresh store, with a clock the test moves.
type house struct {
	t      *testing.T
	site   http.Handler
	stages *screen.Stages
	now    time.Time
}

// doorman lets in whom the accounts know, as the program does.
type doorman struct{ accounts *account.Accounts }

func (d doorman) Resolve(ctx context.Context, now civil.Instant, token string) (*screen.Visitor, error) {
	v, err := d.accounts.Resolve(ctx, now, token)
	if err != nil || v == nil {
		return nil, nil //nolint:nilerr // whoever is not known is a stranger
	}
	out := &screen.Visitor{Side: screen.Staff, Actor: v.Actor, Name: v.Name, Staff: v.ID, Scope: v.Scope(), Session: v}
	for _, p := range v.Posts {
		out.Posts = append(out.Posts, casework.Post{Role: p.Role, Division: p.Division})
		out.Roles = append(out.Roles, p.Role)
	}
	return out, nil
}

func open(t *testing.T) *house {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store := dbtest.Open(t)
	store.SetClock(func() time.Time { return h.now })
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, slices.Concat(register.Tables(), verify.Tables(), assess.Tables(), casework.Tables(), account.Tables(), file.Tables(), pay.Tables())...)
	reg := register.New(j, keys, c, verify.Gate{DB: store})
	facts := func(c *pack.Catalogue) *assess.CountyFacts {
		return assess.NewCountyFacts(j, reg, c, everything{c}, t.TempDir(), "assistance")
	}
	judge := assess.NewFamilyJudge(j, func() (*pack.Catalogue, fs.FS) { return c, packs.FS }, facts, t.TempDir())
	calendar, divisions := tables(t)
	catalogue := func() *pack.Catalogue { return c }
	cheap := account.Cost{Scheme: account.Argon2, Memory: 64, Time: 1, Lanes: 1}
	h.stages = &screen.Stages{
		Journal: j, Keys: keys, Accounts: account.New(j, keys, account.WithCost(cheap)), Register: reg, Judge: judge, Catalogue: catalogue,
		Divisions: divisions, Calendar: calendar, Fonts: static.Files(), City: 320600000000, Address: "https://lianxin.test",
		Pay: pay.New(j, keys, pay.Names{Unit: func(string) pay.Unit { return pay.Unit{} }, Programme: func(name string) string { return name }}),
		Desk: casework.New(casework.Options{
			Journal: j, Register: reg, Keys: keys, Catalogue: catalogue, Calendar: calendar, Divisions: divisions, Judge: judge, Pays: unpaid{},
			Files: file.New(keys), Phone: func(civil.Area) string { return "12345" },
		}),
	}
	h.site, err = screen.New(screen.Config{
		Doorman: doorman{h.stages.Accounts}, Routes: slices.Concat(staff.New(h.stages).Routes(), village.New(h.stages).Routes()),
		Now: h.stages.Desk.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), SignIn: "/staff/sign-in",
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func tables(t testing.TB) (*civil.Calendar, *civil.Divisions) {
	t.Helper()
	read := func(name string) io.Reader {
		data, err := fs.ReadFile(packs.FS, "base/data/"+name)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(data)
	}
	calendar, err := civil.LoadCalendar(read("holidays.csv"))
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := civil.LoadDivisions(read("divisions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return calendar, divisions
}

// hire opens an account whose password is its own, and gives its id.
func (h *house) hire(login, name string, role access.Role, division civil.Area, must bool) string {
	h.t.Helper()
	ctx := h.t.Context()
	password, err := h.stages.Accounts.NewPassword(ctx, login, secret)
	if err != nil {
		h.t.Fatal(err)
	}
	var id string
	h.act(journal.Nowhere, func(w *journal.Write) (err error) {
		a := account.Account{Login: login, Name: name, Posts: []account.Post{{Role: role, Division: division, Valid: account.Span{From: day(h.t, "2025-01-01")}}}}
		id, err = h.stages.Accounts.Create(ctx, w, a, password)
		return err
	})
	if !must {
		h.act(journal.Nowhere, func(w *journal.Write) error { return h.stages.Accounts.SetPassword(ctx, w, id, password, false) })
	}
	return id
}

func (h *house) act(county string, f func(w *journal.Write) error) {
	h.t.Helper()
	if _, err := h.stages.Journal.Do(h.t.Context(), journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}, f); err != nil {
		h.t.Fatal(err)
	}
}

// person is somebody of a registered family.
type person struct {
	register.Ref
	name, number string
}

// settle registers a family in the village.
func (h *house) settle(births map[string]string, names ...string) []person {
	h.t.Helper()
	c, _ := packsOnce()
	ctx, list := h.t.Context(), []person(nil)
	h.act(county, func(w *journal.Write) error {
		extra := make([]register.Value, len(c.Register("household").Fields))
		for i, f := range c.Register("household").Fields {
			if at, ok := f.Code("rural"); ok && f.Name == "area_kind" {
				extra[i] = register.Value{Known: true, Int: int64(at)}
			}
			if f.Name == "registered_division" {
				extra[i] = register.Value{Known: true, Int: int64(home)}
			}
		}
		family, err := h.stages.Register.PutHousehold(ctx, w, register.Household{
			Kind: register.Registered, Number: "H" + names[0], Division: home, Address: "和兴街道1号", More: register.Extra{Values: extra},
		})
		if err != nil {
			return err
		}
		for i, name := range names {
			birth, alive := day(h.t, births[name]), true
			one := person{name: name, number: civil.MakeID(civil.SampleRegion, birth, 100+i+len(name))}
			one.Ref, err = h.stages.Register.PutPerson(ctx, w, register.Person{
				Name: name, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, one.number), Birth: &birth, Sex: "F",
				Division: home, Address: "和兴街道1号", Alive: &alive, HukouLocal: &alive, HukouDivision: home,
			})
			if err != nil {
				return err
			}
			_, err = h.stages.Register.PutMember(ctx, w, register.Member{Household: family.ID, Kind: register.Registered, Person: one.Ref, Head: i == 0})
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return nil
	})
	return list
}

// seat is one browser of somebody.
type seat struct {
	h      *house
	cookie string
}

// stranger is a browser nobody has signed in with.
func (h *house) stranger() *seat { return &seat{h: h} }

// signIn signs somebody in by the page.
func (h *house) signIn(login string) *seat {
	h.t.Helper()
	s := h.stranger()
	p := s.get("/staff/sign-in")
	form := p.form("/staff/sign-in")
	form.Set("login", login)
	form.Set("password", secret)
	if got := s.post("/staff/sign-in", form); got.status != http.StatusSeeOther {
		h.t.Fatalf("%s cannot sign in: %d %s", login, got.status, got.text())
	}
	return s
}

// page is what came back.
type page struct {
	t      *testing.T
	status int
	next   string
	kind   string
	body   []byte
	root   *html.Node
}

func (s *seat) send(r *http.Request) *page {
	s.h.t.Helper()
	if s.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "lianxin", Value: s.cookie})
	}
	w := httptest.NewRecorder()
	s.h.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "lianxin" {
			s.cookie = c.Value
		}
	}
	root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		s.h.t.Fatal(err)
	}
	return &page{t: s.h.t, status: w.Code, next: w.Header().Get("Location"), kind: w.Header().Get("Content-Type"), body: w.Body.Bytes(), root: root}
}

func (s *seat) get(path string) *page {
	s.h.t.Helper()
	return s.send(httptest.NewRequest(http.MethodGet, "https://lianxin.test"+path, nil))
}

func (s *seat) post(path string, form url.Values) *page {
	s.h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "https://lianxin.test"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.send(r)
}

// upload posts a form with pictures.
func (s *seat) upload(path string, form url.Values, files ...string) *page {
	s.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range form {
		for _, value := range list {
			_ = w.WriteField(name, value)
		}
	}
	for i, name := range files {
		part, err := w.CreateFormFile(name, name+".png")
		if err != nil {
			s.h.t.Fatal(err)
		}
		if err := png.Encode(part, image.NewGray(image.Rect(0, 0, 40+i, 40))); err != nil {
			s.h.t.Fatal(err)
		}
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "https://lianxin.test"+path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.send(r)
}

// follow goes where an answer leads, which it must do.
func (s *seat) follow(p *page) *page {
	s.h.t.Helper()
	if p.status != http.StatusSeeOther {
		s.h.t.Fatalf("the form was not taken: %d %s", p.status, p.text())
	}
	return s.get(p.next)
}

// text is the page's words.
func (p *page) text() string {
	var b strings.Builder
	walk(p.root, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(strings.TrimSpace(n.Data) + " ")
		}
	})
	return b.String()
}

// says demands words on a page.
func (p *page) says(words ...string) {
	p.t.Helper()
	for _, one := range words {
		if !strings.Contains(p.text(), one) {
			p.t.Errorf("the page does not say %q: %d %s", one, p.status, p.text())
		}
	}
}

func (p *page) silent(words ...string) {
	p.t.Helper()
	for _, one := range words {
		if strings.Contains(p.text(), one) {
			p.t.Errorf("the page says %q", one)
		}
	}
}

func walk(n *html.Node, f func(*html.Node)) {
	f(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, f)
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// form is what a browser would send of a form whose address begins so, untouched.
func (p *page) form(action string) url.Values {
	p.t.Helper()
	var values url.Values
	walk(p.root, func(n *html.Node) {
		to, _ := attribute(n, "action")
		if how, _ := attribute(n, "method"); values == nil && n.Data == "form" && how == "post" && strings.HasPrefix(to, action) {
			values = fields(n)
		}
	})
	if values == nil {
		p.t.Fatalf("no form %s on the page: %d %s", action, p.status, p.text())
	}
	return values
}

func fields(form *html.Node) url.Values {
	values := url.Values{}
	walk(form, func(n *html.Node) {
		name, named := attribute(n, "name")
		if !named || n.Type != html.ElementNode {
			return
		}
		value, _ := attribute(n, "value")
		kind, _ := attribute(n, "type")
		_, checked := attribute(n, "checked")
		switch {
		case n.Data == "input" && (kind == "radio" || kind == "checkbox") && checked, n.Data == "input" && kind != "radio" && kind != "checkbox" && kind != "file":
			values.Add(name, value)
		case n.Data == "textarea":
			words := ""
			if n.FirstChild != nil {
				words = n.FirstChild.Data
			}
			values.Add(name, words)
		case n.Data == "select":
			values.Add(name, "")
			walk(n, func(o *html.Node) {
				if _, selected := attribute(o, "selected"); o.Data == "option" && selected {
					chosen, _ := attribute(o, "value")
					values.Set(name, chosen)
				}
			})
		}
	})
	return values
}

// links are the addresses of a page that begin so.
func (p *page) links(prefix string) (list []string) {
	walk(p.root, func(n *html.Node) {
		if to, ok := attribute(n, "href"); ok && n.Data == "a" && strings.HasPrefix(to, prefix) {
			list = append(list, to)
		}
	})
	return list
}
