package webhook_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/job"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
)

const (
	county            = "320613"
	town   civil.Area = 320613001000
)

// receiver is a program that is told.
type receiver struct {
	*httptest.Server
	mutex  sync.Mutex
	ids    []string
	header []http.Header
	answer func(n int) int // status of the n-th call
}

func listen(t *testing.T) *receiver {
	r := &receiver{answer: func(int) int { return 204 }}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		var m webhook.Message
		body, _ := io.ReadAll(q.Body)
		if err := json.Unmarshal(body, &m); err != nil {
			t.Error(err)
		}
		r.mutex.Lock()
		defer r.mutex.Unlock()
		status := r.answer(len(r.header))
		r.header = append(r.header, q.Header)
		if status/100 == 2 {
			r.ids = append(r.ids, m.ID)
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(r.Close)
	return r
}

// office is receivers over a fresh store.
type office struct {
	*webhook.Office
	t        *testing.T
	now      time.Time
	journal  *journal.Journal
	machines *machine.Machines
	worker   *job.Worker
	client   *machine.Client
	blind    map[string]bool // bodies that nobody may know
}

func open(t *testing.T, store *db.DB, r *receiver) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC), blind: map[string]bool{}}
	store.SetClock(func() time.Time { return o.now })
	keys, err := access.NewKeyring(rand.Reader, civil.InstantOf(o.now).Date())
	if err != nil {
		t.Fatal(err)
	}
	way, err := outward.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	o.journal = journal.New(store, slices.Concat(machine.Tables(), webhook.Tables())...)
	o.machines = machine.New(o.journal)
	o.Office = webhook.New(webhook.Options{
		Journal: o.journal, Keys: keys, Machines: o.machines, Way: way, Topics: []string{"born", "died"},
		Visible: func(_ context.Context, _ *machine.Client, n journal.News) bool { return !o.blind[n.Body] },
	})
	o.worker = job.NewWorker(store, slog.New(slog.DiscardHandler))
	o.worker.Listen("webhook", o.Hear, "born", "died")
	o.worker.Handle(webhook.Task, o.Tell)
	c := machine.Client{
		Name: "hall", Title: "一窗受理系统", Organisation: "行政审批局", Contact: "王工", Posts: []account.Post{{Role: account.Town, Division: town}},
		Purposes: []access.Purpose{"application"}, Scopes: []machine.Scope{machine.Webhook}, Rate: 600, Until: civil.InstantOf(o.now).Date().AddDays(300),
		Callbacks: []string{r.URL + "/hook/"},
	}
	o.act(func(w *journal.Write) (err error) { c.ID, err = o.machines.Create(t.Context(), w, c); return err })
	if o.client, err = o.machines.ByID(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) act(f func(w *journal.Write) error) error {
	o.t.Helper()
	_, err := o.journal.Do(o.t.Context(), journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}, f)
	return err
}

func (o *office) must(f func(w *journal.Write) error) {
	o.t.Helper()
	if err := o.act(f); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) tell(topic string, body any) {
	o.t.Helper()
	o.must(func(w *journal.Write) error { return w.Tell(o.t.Context(), topic, body) })
}

func (o *office) hook(h webhook.Hook) (id, secret string) {
	o.t.Helper()
	o.must(func(w *journal.Write) (err error) {
		id, secret, err = o.Open(o.t.Context(), w, o.client, h)
		return err
	})
	return id, secret
}

func (o *office) drain() {
	o.t.Helper()
	if _, err := o.worker.Drain(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func code(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return fmt.Sprint(err)
}

func TestNewsIsToldInOrderOnceItIsHeardAndSigned(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		r := listen(t)
		o := open(t, store, r)
		id, secret := o.hook(webhook.Hook{URL: r.URL + "/hook/a", Topics: []string{"born"}, Scheme: webhook.HMAC})
		if !strings.HasPrefix(secret, "whsec_") {
			t.Error(secret)
		}
		for i := range 5 {
			o.tell("born", i)
			o.tell("died", i)
		}
		o.drain()
		o.drain()
		if len(r.ids) != 5 || !slices.IsSortedFunc(r.ids, func(a, b string) int { return len(a) - len(b) }) || len(slices.Compact(slices.Clone(r.ids))) != 5 {
			t.Errorf("told %v", r.ids)
		}
		for _, h := range r.header {
			if h.Get(webhook.IDHeader) == "" || h.Get(webhook.TimeHeader) == "" || !strings.HasPrefix(h.Get(webhook.SignatureHeader), "hmac-sha256=") || h.Get("Authorization") != "" {
				t.Errorf("%v", h)
			}
		}
		counts, err := o.Standing(t.Context(), o.client.ID, id)
		if err != nil || counts["sent"] != 5 || len(counts) != 1 {
			t.Errorf("%v %v", counts, err)
		}
	})
}

func TestAReceiverThatDoesNotAnswerKeepsItsOrderAndIsGivenUpLater(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		r := listen(t)
		o := open(t, store, r)
		id, _ := o.hook(webhook.Hook{URL: r.URL + "/hook/a", Topics: []string{"born"}, Scheme: webhook.SM2})
		r.answer = func(n int) int { return map[bool]int{true: 500, false: 200}[n < 11] }
		o.tell("born", 1)
		o.tell("born", 2)
		began := o.now
		for range 12 {
			o.drain()
			o.now = o.now.Add(20 * time.Minute)
		}
		if len(r.header) != 12 || len(r.ids) != 1 || o.now.Sub(began) < time.Hour {
			t.Errorf("%d calls, told %v", len(r.header), r.ids)
		}
		dead, err := o.Deliveries(t.Context(), o.client.ID, id, "dead", "", 10)
		if err != nil || len(dead) != 1 || dead[0].Tries != 11 || dead[0].Status != 500 {
			t.Fatalf("%+v %v", dead, err)
		}
		if err := o.act(func(w *journal.Write) error { return o.Again(t.Context(), w, "somebody", id, dead[0].ID) }); code(err) != "webhook_not_found" {
			t.Error(err)
		}
		o.must(func(w *journal.Write) error { return o.Again(t.Context(), w, o.client.ID, id, dead[0].ID) })
		o.drain()
		if len(r.ids) != 2 || r.ids[0] == r.ids[1] {
			t.Errorf("told %v", r.ids)
		}
		if err := o.act(func(w *journal.Write) error { return o.Again(t.Context(), w, o.client.ID, id, dead[0].ID) }); code(err) != "delivery_state" {
			t.Error(err)
		}
	})
}

func TestWhoMayNotKnowAnyMoreIsNotTold(t *testing.T) {
	t.Parallel()
	r := listen(t)
	o := open(t, dbtest.Open(t), r)
	id, _ := o.hook(webhook.Hook{URL: r.URL + "/hook/a", Topics: []string{"born"}, Scheme: webhook.HMAC})
	o.blind["2"] = true
	for _, body := range []int{1, 2, 3} {
		o.tell("born", body)
	}
	o.drain()
	if len(r.ids) != 2 {
		t.Errorf("told %v", r.ids)
	}
	o.tell("born", 4)
	o.must(func(w *journal.Write) error { return o.machines.Revoke(t.Context(), w, o.client.ID) })
	o.drain()
	if counts, _ := o.Standing(t.Context(), o.client.ID, id); len(r.ids) != 2 || counts["passed"] != 2 {
		t.Errorf("told %v, %v", r.ids, counts)
	}
	o.must(func(w *journal.Write) error { return o.End(t.Context(), w, o.client.ID, id) })
	o.tell("born", 5)
	o.drain()
	if counts, _ := o.Standing(t.Context(), o.client.ID, id); counts["sent"]+counts["passed"] != 4 {
		t.Errorf("%v", counts)
	}
}

func TestAReceiverNobodyAgreedToIsRefused(t *testing.T) {
	t.Parallel()
	r := listen(t)
	o := open(t, dbtest.Open(t), r)
	good := webhook.Hook{URL: r.URL + "/hook/a", Topics: []string{"born"}, Scheme: webhook.HMAC}
	for _, test := range []struct {
		name, want string
		change     func(h *webhook.Hook)
	}{
		{"another path", "webhook_url", func(h *webhook.Hook) { h.URL = r.URL + "/other" }},
		{"a path that climbs out", "webhook_url", func(h *webhook.Hook) { h.URL = r.URL + "/hook/../other" }},
		{"the same, hidden", "webhook_url", func(h *webhook.Hook) { h.URL = r.URL + "/hook/%2e%2e/other" }},
		{"another machine", "webhook_url", func(h *webhook.Hook) { h.URL = "https://a.example/hook/a" }},
		{"a name before the machine", "address_form", func(h *webhook.Hook) { h.URL = strings.Replace(r.URL, "//", "//a@", 1) + "/hook/a" }},
		{"our own network", "address_closed", func(h *webhook.Hook) { h.URL = "https://10.0.0.1/hook/a" }},
		{"the cloud's inside", "address_https", func(h *webhook.Hook) { h.URL = "http://169.254.169.254/hook/a" }},
		{"a topic nobody tells", "webhook_topic", func(h *webhook.Hook) { h.Topics = []string{"secrets"} }},
		{"a topic twice", "webhook_topic", func(h *webhook.Hook) { h.Topics = []string{"born", "born"} }},
		{"no topic", "webhook_topics", func(h *webhook.Hook) { h.Topics = nil }},
		{"no signature", "webhook_scheme", func(h *webhook.Hook) { h.Scheme = "none" }},
	} {
		h := good
		test.change(&h)
		err := o.act(func(w *journal.Write) error { _, _, err := o.Open(t.Context(), w, o.client, h); return err })
		if code(err) != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
	for range 10 {
		o.hook(good)
	}
	if err := o.act(func(w *journal.Write) error { _, _, err := o.Open(t.Context(), w, o.client, good); return err }); code(err) != "webhook_many" {
		t.Error(err)
	}
}

func TestNewsThatCameAtAnUnhappyMomentIsNotForgotten(t *testing.T) {
	t.Parallel()
	r := listen(t)
	store := dbtest.Open(t)
	o := open(t, store, r)
	o.hook(webhook.Hook{URL: r.URL + "/hook/a", Topics: []string{"born"}, Scheme: webhook.HMAC})
	o.tell("born", 1)
	if err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		if err := o.Hear(t.Context(), tx, journal.News{County: county, Seq: 1, N: 9, Topic: "born", Body: "1"}); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `DELETE FROM task WHERE county = $1 AND kind = $2`, journal.Nowhere, webhook.Task)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := o.Wake(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.drain()
	if len(r.ids) != 2 {
		t.Errorf("told %v", r.ids)
	}
}
