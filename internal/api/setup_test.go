package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/access/outward"
	"lianxin/internal/api"
	"lianxin/internal/api/once"
	"lianxin/internal/api/token"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/feed"
	"lianxin/internal/file"
	"lianxin/internal/job"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
	"lianxin/internal/verify"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
	"lianxin/packs"
)

// The places of the tests.
const (
	county  = "320613"
	city    = civil.Area(320600000000)
	home    = civil.Area(320613005001)
	town    = civil.Area(320613005000)
	another = civil.Area(320612100000) // a town of another county
)

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

// house is the interface over a fresh store, with a clock the test moves.
type house struct {
	t         testing.TB
	server    http.Handler
	api       *api.Server
	store     *db.DB
	journal   *journal.Journal
	register  *register.Register
	keys      access.Keyring
	desk      *casework.Desk
	leads     *watch.Desk
	watched   api.Watching
	served    api.Serving
	held      []assess.Held // what families have
	machines  *machine.Machines
	callbacks []string // of clients to come
	hooks     *webhook.Office
	worker    *job.Worker
	taken     []api.Delivery
	mutex     sync.Mutex
	now       time.Time
}

func (h *house) clock() time.Time {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.now = h.now.Add(d)
}

func open(t testing.TB, store *db.DB) *house {
	t.Helper()
	c, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, store: store, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(h.clock)
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	h.journal = journal.New(store, slices.Concat(register.Tables(), verify.Tables(), assess.Tables(), casework.Tables(), account.Tables(), file.Tables(), pay.Tables(), machine.Tables(), webhook.Tables(), once.Tables(), ledger.Tables(),
		watch.Tables(), signal.Tables(), tier.Tables(), plan.Tables(), referral.Tables(), conference.Tables(),
		hotline.Tables(), booking.Tables(), station.Tables(), rental.Tables(), review.Tables())...)
	h.keys = keys
	h.register = register.New(h.journal, keys, c, verify.Gate{DB: store})
	folder := t.TempDir()
	facts := func(c *pack.Catalogue) *assess.CountyFacts {
		return assess.NewCountyFacts(h.journal, h.register, c, everything{c}, folder, "assistance")
	}
	judge := assess.NewFamilyJudge(h.journal, func() (*pack.Catalogue, fs.FS) { return c, packs.FS }, facts, folder)
	calendar, divisions, regions := tables(t)
	catalogue := func() *pack.Catalogue { return c }
	h.desk = casework.New(casework.Options{
		Journal: h.journal, Register: h.register, Keys: keys, Catalogue: catalogue, Calendar: calendar, Divisions: divisions, Judge: judge, Pays: unpaid{},
		Files: file.New(keys), Phone: func(civil.Area) string { return "12345" },
	})
	h.watched, h.served = h.watching(keys, catalogue, calendar, facts), h.serving(keys, catalogue, calendar, divisions)
	h.machines = machine.New(h.journal)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	way, err := outward.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	h.hooks = webhook.New(webhook.Options{
		Journal: h.journal, Keys: keys, Machines: h.machines, Way: way, Topics: []string{casework.SteppedTopic, casework.DecidedTopic},
		Visible: func(ctx context.Context, c *machine.Client, n journal.News) bool {
			return api.Hears(ctx, h.desk, token.Later(c, h.desk.Now()), &n)
		},
	})
	h.worker = job.NewWorker(store, slog.New(slog.DiscardHandler))
	h.worker.Listen("webhook", h.hooks.Hear, casework.SteppedTopic, casework.DecidedTopic)
	h.worker.Handle(webhook.Task, h.hooks.Tell)
	h.api = api.New(api.Options{
		Door: token.New(h.machines, h.desk.Now, log), Journal: h.journal, Keys: keys, Register: h.register, Desk: h.desk, Judge: judge,
		Verify: verify.New(verify.Options{Journal: h.journal, Register: h.register, Keys: keys, Catalogue: catalogue}),
		Pay:    pay.New(h.journal, keys, pay.Names{Programme: func(name string) string { return name }}), Ledger: ledger.New(h.journal),
		Catalogue: catalogue, Divisions: divisions, Regions: regions, City: city, Folder: folder, Log: log, Hooks: h.hooks,
		Watching: h.watched, Serving: h.served,
		Take: func(_ context.Context, d api.Delivery) (*feed.Loaded, error) {
			h.mutex.Lock()
			defer h.mutex.Unlock()
			h.taken = append(h.taken, d)
			return &feed.Loaded{File: d.Name, Batch: "b1"}, nil
		},
	})
	h.server = h.api
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

func tables(t testing.TB) (*civil.Calendar, *civil.Divisions, *civil.RegionHistory) {
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
	regions, err := civil.LoadRegions(read("region-codes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return calendar, divisions, regions
}

func (h *house) act(county string, f func(ctx context.Context, w *journal.Write) error) {
	h.t.Helper()
	ctx := h.t.Context()
	if _, err := h.journal.Do(ctx, journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}, func(w *journal.Write) error { return f(ctx, w) }); err != nil {
		h.t.Fatal(err)
	}
}

// program is a caller with a key.
type program struct {
	h   *house
	key string
	id  string
}

// admit makes a client with a key: of a role, for a division.
func (h *house) admit(name string, role access.Role, division civil.Area, purpose access.Purpose, scopes ...machine.Scope) *program {
	h.t.Helper()
	if len(scopes) == 0 {
		for _, e := range machine.Scopes() {
			scopes = append(scopes, e.Scope)
		}
	}
	c := machine.Client{
		Name: name, Title: name, Organisation: "单位", Contact: "联系人", Posts: []account.Post{{Role: role, Division: division}}, Purposes: []access.Purpose{purpose},
		Scopes: scopes, Rate: machine.RateMost, Until: civil.InstantOf(h.now).Date().AddDays(300),
		Callbacks: h.callbacks,
	}
	out := &program{h: h}
	h.act(journal.Nowhere, func(ctx context.Context, w *journal.Write) (err error) {
		out.id, err = h.machines.Create(ctx, w, c)
		return err
	})
	h.act(journal.Nowhere, func(ctx context.Context, w *journal.Write) (err error) {
		out.key, err = h.machines.NewKey(ctx, w, out.id, 0)
		return err
	})
	return out
}

// change writes the next version of a client.
func (h *house) change(c *machine.Client) {
	h.t.Helper()
	h.act(journal.Nowhere, func(ctx context.Context, w *journal.Write) error { return h.machines.Change(ctx, w, *c) })
}

// reply is what came back.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

func (r *reply) into(v any) *reply {
	r.t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		r.t.Fatalf("%v: %s", err, r.body)
	}
	return r
}

func (r *reply) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(r.body, &p)
	return p.Code
}

func (r *reply) want(status int, code string) *reply {
	r.t.Helper()
	if r.status != status || r.code() != code {
		r.t.Fatalf("%d %s, want %d %s: %s", r.status, r.code(), status, code, r.body)
	}
	return r
}

func (c *program) call(method, path string, body any, headers ...string) *reply {
	c.h.t.Helper()
	var sent io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		sent = strings.NewReader(b)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			c.h.t.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, api.Prefix+path, sent)
	if sent != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.h.server.ServeHTTP(w, r)
	return &reply{c.h.t, w.Code, w.Result().Header, w.Body.Bytes()}
}

func (c *program) get(path string, headers ...string) *reply {
	c.h.t.Helper()
	return c.call(http.MethodGet, path, nil, headers...)
}

func (c *program) post(path string, body any, headers ...string) *reply {
	c.h.t.Helper()
	return c.call(http.MethodPost, path, body, headers...)
}

// person is somebody of a registered family.
type person struct {
	register.Ref
	name, number string
}

// settle registers a family in the village, and gives its household.
func (h *house) settle(names ...string) (list []person, family register.Ref) {
	h.t.Helper()
	return h.settleIn(home, names...)
}

func (h *house) settleIn(village civil.Area, names ...string) (list []person, family register.Ref) {
	h.t.Helper()
	h.act(village.String()[:6], func(ctx context.Context, w *journal.Write) (err error) {
		family, err = h.register.PutHousehold(ctx, w, register.Household{Kind: register.Registered, Number: "H" + names[0], Division: village, Address: "和兴街道1号"})
		for i, name := range names {
			birth, alive := day(h.t, "1961-04-12").AddDays(i*7), true
			one := person{name: name, number: civil.MakeID(civil.SampleRegion, birth, 100+i+len(name))}
			one.Ref, err = h.register.PutPerson(ctx, w, register.Person{
				Name: name, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, one.number), Phone: access.NewPrivate(access.Phone, "13812345678"), Birth: &birth, Sex: "F",
				Division: village, Address: "和兴街道1号", Alive: &alive, HukouLocal: &alive, HukouDivision: village,
			})
			if err != nil {
				return err
			}
			_, err = h.register.PutMember(ctx, w, register.Member{Household: family.ID, Kind: register.Registered, Person: one.Ref, Head: i == 0})
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return err
	})
	return list, family
}

// index makes the search terms, as the worker does.
func (h *house) index() {
	h.t.Helper()
	for _, kind := range register.Searchables() {
		for more := true; more; {
			var err error
			if more, err = h.register.IndexTerms(h.t.Context(), county, kind); err != nil {
				h.t.Fatal(err)
			}
		}
	}
}

func fresh(t testing.TB) *house {
	t.Helper()
	return open(t, dbtest.Open(t))
}
