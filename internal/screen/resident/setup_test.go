package resident_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
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
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/resident"
	"lianxin/internal/screen/static"
	"lianxin/internal/verify"
	"lianxin/packs"
)

const (
	county  = "320613"
	village = civil.Area(320613005001)
	town    = civil.Area(320613005000)
	phone   = "13800000001"
)

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// office is the pages of families over a fresh store.
type office struct {
	t        *testing.T
	stages   *screen.Stages
	journal  *journal.Journal
	site     *screen.Site
	messages []string
	now      time.Time
}

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

// inPay says that nobody has an account yet.
type inPay struct{}

func (inPay) HasAccount(context.Context, db.Query, *casework.Case) (bool, error) { return false, nil }

func (inPay) Entitled(context.Context, db.Query, string, string, string, string, civil.Month) (civil.Fen, int, bool, error) {
	return 0, 0, false, nil
}

// Send keeps a message for the test to read.
func (o *office) Send(_ context.Context, _ access.Private, text string) error {
	o.messages = append(o.messages, text)
	return nil
}

// Resolve is the doorman.
func (o *office) Resolve(ctx context.Context, now civil.Instant, token string) (*screen.Visitor, error) {
	v, err := o.stages.Accounts.Resolve(ctx, now, token)
	if err != nil || v == nil {
		return nil, nil
	}
	out := &screen.Visitor{Side: screen.Resident, Actor: v.Actor, Only: v.Only, Session: v}
	for _, one := range v.Persons {
		var name string
		err := o.journal.DB().Read(ctx, func(q db.Query) (err error) {
			name, err = o.stages.Register.NameOf(ctx, q, register.Ref{County: one.County, ID: one.ID})
			return err
		})
		if err != nil {
			return nil, err
		}
		p := screen.Person{County: one.County, ID: one.ID, Name: name, Chosen: one == v.Acting}
		if p.Chosen {
			out.Name = name
		}
		out.Persons = append(out.Persons, p)
	}
	return out, nil
}

func open(t *testing.T) *office {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store := dbtest.Open(t)
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, mustDay(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	o.journal = journal.New(store, slices.Concat(register.Tables(), verify.Tables(), assess.Tables(), casework.Tables(), file.Tables(), account.Tables(), pay.Tables(), ledger.Tables())...)
	calendar := table(t, "base/data/holidays.csv", civil.LoadCalendar)
	divisions := table(t, "base/data/divisions.csv", func(r io.Reader) (*civil.Divisions, error) { return civil.LoadDivisions(r) })
	s := &screen.Stages{
		Journal: o.journal, Keys: keys, Accounts: account.New(o.journal, keys, account.WithGateway(o)),
		Register: register.New(o.journal, keys, c, verify.Gate{DB: store}), Pay: pay.New(o.journal, keys, pay.Names{}),
		Catalogue: func() *pack.Catalogue { return c }, Divisions: divisions, Calendar: calendar, Fonts: static.Files(),
		City: 320600000000, Address: "https://lianxin.test",
	}
	facts := func(c *pack.Catalogue) *assess.CountyFacts {
		return assess.NewCountyFacts(o.journal, s.Register, c, everything{c}, t.TempDir(), "assistance")
	}
	s.Judge = assess.NewFamilyJudge(o.journal, func() (*pack.Catalogue, fs.FS) { return c, packs.FS }, facts, t.TempDir())
	s.Desk = casework.New(casework.Options{
		Journal: o.journal, Register: s.Register, Keys: keys, Catalogue: s.Catalogue, Calendar: calendar, Divisions: divisions,
		Judge: s.Judge, Pays: inPay{}, Files: file.New(keys), Phone: func(civil.Area) string { return "12345" },
	})
	o.stages = s
	o.site, err = screen.New(screen.Config{
		Doorman: o, Routes: append(resident.New(s).Routes(), notice.New(s).Routes()...), Now: s.Desk.Now,
		Log: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError})), SignIn: "/sign-in",
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

func mustDay(t testing.TB, text string) civil.Date {
	t.Helper()
	day, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// family is a registered family.
type family struct {
	people  []register.Ref
	numbers []string
}

// settle registers a family; all share a telephone.
func (o *office) settle(phone string, names, births []string) (f family) {
	o.t.Helper()
	h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
	_, err := o.journal.Do(o.t.Context(), h, func(w *journal.Write) error {
		f = family{}
		home, err := o.stages.Register.PutHousehold(o.t.Context(), w, register.Household{
			Kind: register.Registered, Number: "H" + names[0], Division: village, Address: "和兴街道1号", More: extra(o.t, "household"),
		})
		if err != nil {
			return err
		}
		for i, name := range names {
			birth := mustDay(o.t, births[i])
			number := civil.MakeID(civil.SampleRegion, birth, 100+i+len(name))
			alive := true
			ref, err := o.stages.Register.PutPerson(o.t.Context(), w, register.Person{
				Name: name, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, number), Birth: &birth, Alive: &alive,
				Phone: access.NewPrivate(access.Phone, phone), Division: village, Address: "和兴街道1号",
				HukouLocal: &alive, HukouDivision: village, More: extra(o.t, "person"),
			})
			if err != nil {
				return err
			}
			f.people, f.numbers = append(f.people, ref), append(f.numbers, number)
			member := register.Member{Household: home.ID, Kind: register.Registered, Person: ref, Head: i == 0, Relation: relationOf(mustDay(o.t, births[0]), birth)}
			if _, err := o.stages.Register.PutMember(o.t.Context(), w, member); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

// hand is a browser somebody holds.
type hand struct {
	o      *office
	cookie *http.Cookie
	status int
	path   string // where it stands
	page   string
}

func (o *office) hand() *hand { return &hand{o: o} }

// slip signs somebody in by a printed code.
func (o *office) signedIn(person register.Ref) *hand {
	o.t.Helper()
	var code string
	h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
	_, err := o.journal.Do(o.t.Context(), h, func(w *journal.Write) (err error) {
		code, err = o.stages.Accounts.Slip(o.t.Context(), w, account.Person{County: person.County, ID: person.ID}, "staff:clerk")
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	b := o.hand()
	b.get("/sign-in/code")
	b.send(map[string]string{"code": code})
	if b.path != "/home" {
		o.t.Fatalf("signed in, and stands at %s: %s", b.path, b.page)
	}
	return b
}

func (b *hand) serve(r *http.Request) {
	b.o.t.Helper()
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	if r.Method == http.MethodPost {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	b.o.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "lianxin" {
			if b.cookie = c; c.MaxAge < 0 {
				b.cookie = nil
			}
		}
	}
	if w.Code == http.StatusSeeOther {
		b.get(w.Header().Get("Location"))
		return
	}
	b.status, b.path, b.page = w.Code, r.URL.RequestURI(), w.Body.String()
}

func (b *hand) get(path string) *hand {
	b.o.t.Helper()
	path, _, _ = strings.Cut(path, "#")
	b.serve(httptest.NewRequest(http.MethodGet, "https://lianxin.test"+path, nil))
	return b
}

var (
	formAction = regexp.MustCompile(`(?s)<form\s[^>]*action="([^"]+)"[^>]*>(.*?)</form>`)
	hiddenBox  = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

// form is the nth form of the page: its address and what it carries hidden.
func (b *hand) form(n int) (action string, values url.Values) {
	b.o.t.Helper()
	values = url.Values{}
	forms := formAction.FindAllStringSubmatch(b.page, -1)
	if n >= len(forms) {
		b.o.t.Fatalf("%s has no form %d:\n%s", b.path, n, b.words())
	}
	for _, m := range hiddenBox.FindAllStringSubmatch(forms[n][2], -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	return html.UnescapeString(forms[n][1]), values
}

// send fills in the first form of the page and sends it.
func (b *hand) send(fields map[string]string) *hand { return b.sendForm(0, fields) }

func (b *hand) sendForm(n int, fields map[string]string) *hand {
	b.o.t.Helper()
	action, values := b.form(n)
	for name, value := range fields {
		values.Set(name, value)
	}
	b.post(action, values)
	return b
}

func (b *hand) post(action string, values url.Values) {
	b.o.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "https://lianxin.test"+action, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.serve(r)
}

// upload sends the first form with a picture in a field.
func (b *hand) upload(field string, fields map[string]string) *hand {
	b.o.t.Helper()
	action, values := b.form(0)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		values.Set(name, value)
	}
	for name := range values {
		_ = w.WriteField(name, values.Get(name))
	}
	part, err := w.CreateFormFile(field, "photo.png")
	if err != nil {
		b.o.t.Fatal(err)
	}
	_, _ = part.Write(picture(b.o.t))
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "https://lianxin.test"+action, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.serve(r)
	return b
}

// picture is a photograph small enough for a test.
func picture(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 {
		m.Set(i, i, color.Black)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var tags = regexp.MustCompile(`(?s)<(script|style|head).*?</(script|style|head)>|<[^>]*>`)

// words is what is read on the page.
func (b *hand) words() string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(b.page, " "))), " ")
}

// says holds the page against words it must show.
func (b *hand) says(want ...string) *hand {
	b.o.t.Helper()
	for _, w := range want {
		if !strings.Contains(b.words(), w) {
			b.o.t.Errorf("%s (%d) does not say %q:\n%s", b.path, b.status, w, b.words())
		}
	}
	return b
}

func (b *hand) hides(words ...string) *hand {
	b.o.t.Helper()
	for _, w := range words {
		if strings.Contains(b.page, w) {
			b.o.t.Errorf("%s shows %q", b.path, w)
		}
	}
	return b
}

func (b *hand) stands(path string) *hand {
	b.o.t.Helper()
	if !strings.HasPrefix(b.path, path) {
		b.o.t.Fatalf("stands at %s (%d), not at %s:\n%s", b.path, b.status, path, b.words())
	}
	return b
}

func (b *hand) answered(status int) *hand {
	b.o.t.Helper()
	if b.status != status {
		b.o.t.Errorf("%s answers %d, not %d:\n%s", b.path, b.status, status, b.words())
	}
	return b
}

// staff are people of offices, who work on the desk itself.
func staff(id, name string, role access.Role, division civil.Area) casework.Who {
	return casework.Who{Actor: "staff:" + id, Staff: id, Name: name, Purpose: "application", Posts: []casework.Post{{Role: role, Division: division}}}
}

func clerk() casework.Who   { return staff("clerk", "张明", casework.Town, town) }
func officer() casework.Who { return staff("officer", "李敏", casework.County, 320613000000) }
func worker() casework.Who  { return staff("worker", "顾红", casework.Village, village) }

func (o *office) do(who casework.Who, ref register.Ref, action string, values map[string]string) {
	o.t.Helper()
	if _, err := o.stages.Desk.Do(o.t.Context(), who, casework.Input{Case: ref, Action: action, Values: values}); err != nil {
		o.t.Fatalf("%s by %s: %v", action, who.Name, err)
	}
}

// simplest answers of a family without any income, by question.
var simplest = map[string]string{
	"lives_elsewhere": "no", "by_proxy": "no", "hardship": "丈夫去世，孩子上学。", "housing": "own", "apart": "no", "supported": "no", "near_kin": "no",
	"labour_ability": "none", "in_school": "no", "severe_illness": "no", "has_work": "no", "has_pension": "no", "has_property": "no", "has_spending": "no",
	"marital": "widowed", "relation": "son", "hukou_kind": "", "bank": "江苏农商银行", "account": "6230660000000001", "holder": "李秀英", "capacity": "own",
	"income_stability": "stable", "other_allowance": "no",
}

var asking = regexp.MustCompile(`/ask/([a-z_0-9]+)$`)

// answerAll answers questions as long as there are any, and gives how many.
func (b *hand) answerAll() (n int) {
	b.o.t.Helper()
	for n = 0; n < 60; n++ {
		m := asking.FindStringSubmatch(b.path)
		if m == nil {
			return n
		}
		value, known := simplest[m[1]]
		if !known {
			b.o.t.Fatalf("no answer to %s", m[1])
		}
		before := b.path
		b.send(map[string]string{"answer": value})
		if b.path == before {
			b.o.t.Fatalf("%s does not go on: %s", before, b.words())
		}
	}
	return n
}

// link follows the first link whose words begin so.
func (b *hand) link(words string) *hand {
	b.o.t.Helper()
	for _, m := range regexp.MustCompile(`(?s)<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>`).FindAllStringSubmatch(b.page, -1) {
		text := strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(m[2], "")))
		if strings.HasPrefix(text, words) {
			return b.get(html.UnescapeString(m[1]))
		}
	}
	b.o.t.Fatalf("%s has no link %q:\n%s", b.path, words, b.words())
	return b
}

// ref is the case in the address.
func (b *hand) ref() register.Ref {
	b.o.t.Helper()
	parts := strings.Split(strings.SplitN(b.path, "?", 2)[0], "/")
	if len(parts) < 4 || parts[1] != "cases" {
		b.o.t.Fatalf("%s names no case", b.path)
	}
	return register.Ref{County: parts[2], ID: parts[3]}
}

// apply fills a whole form in and submits it.
func (b *hand) apply(others ...register.Ref) register.Ref {
	b.o.t.Helper()
	b.fill(others...)
	b.get(caseAt(b.ref(), "answers")).send(nil).stands(caseAt(b.ref(), "receipt"))
	return b.ref()
}

// fill fills a form in up to the signature.
func (b *hand) fill(others ...register.Ref) {
	b.o.t.Helper()
	b.get("/apply/dibao").send(nil).says("填好了0部分")
	b.fillForm(b.ref(), others...)
	b.get(caseAt(b.ref(), "declare")).upload("signature", map[string]string{"agreed": "yes"}).stands(caseAt(b.ref(), "answers"))
}

// fillForm answers every question of a form of 低保.
func (b *hand) fillForm(ref register.Ref, others ...register.Ref) {
	b.o.t.Helper()
	for _, section := range []string{"applicant", "household", "payee"} {
		b.get(caseAt(ref, "form", section))
		if !asking.MatchString(b.path) {
			b.link("继续")
		}
		b.answerAll()
	}
	b.get(caseAt(ref, "members"))
	for _, one := range others {
		b.send(map[string]string{"person": one.String()})
	}
	for k := range 1 + len(others) {
		b.get(caseAt(ref, "form", "member", "of", fmt.Sprint(k+1)))
		if !asking.MatchString(b.path) {
			b.link("继续")
		}
		b.answerAll()
	}
	b.get(caseAt(ref, "members"))
}

func caseAt(ref register.Ref, more ...string) string {
	return strings.Join(append([]string{"/cases/" + ref.County + "/" + ref.ID}, more...), "/")
}

// extra is what a core register says beyond its columns of somebody at home in the village.
func extra(t testing.TB, name string) register.Extra {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{"area_kind": "rural", "state": "normal"}
	reg := c.Register(name)
	values := make([]register.Value, len(reg.Fields))
	for i := range reg.Fields {
		f := &reg.Fields[i]
		if word := given[f.Name]; word != "" {
			at, _ := f.Code(word)
			values[i] = register.Value{Known: true, Int: int64(at)}
		}
		if f.Name == "registered_division" && name == "household" {
			values[i] = register.Value{Known: true, Int: int64(village)}
		}
	}
	return register.Extra{Values: values}
}

// relationOf is what somebody is to the head of a family, by their days of birth.
func relationOf(head, birth civil.Date) string {
	switch years := civil.Age(head, birth); {
	case birth == head:
		return "02"
	case birth > head && years >= 16:
		return "30"
	case birth < head && civil.Age(birth, head) >= 16:
		return "52"
	}
	return "12"
}
