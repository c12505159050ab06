package spdci

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
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/packs"
)

var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// The places of the tests: two townships of one county, and one of another.
const (
	wenfeng = civil.Area(320613005001)
	hexing  = civil.Area(320613006001)
	jinsha  = civil.Area(320612100001)
)

// covered says that the list of disability certificates speaks for everybody.
type covered struct{}

func (covered) PermitsOf(context.Context, db.Query, string, string, []string, []string) (map[string][]fact.Permit, error) {
	return nil, nil
}
func (covered) Since(context.Context, db.Query, string, int64) ([]string, error) { return nil, nil }
func (covered) Coverage(context.Context, db.Query, string) ([]assess.Coverage, error) {
	return []assess.Coverage{{Register: "disability_certificate", Covers: pack.CoversResident, From: civil.FirstDate, To: civil.LastDate}}, nil
}

// paid is what is in pay in the tests.
type paid struct{ list map[string][]assess.Held }

func (p *paid) Held(_ context.Context, _ db.Query, county string, _ civil.Date) ([]assess.Held, error) {
	return p.list[county], nil
}

// world is a server over a fresh store, with a clock that is set by hand.
type world struct {
	*Server
	t        testing.TB
	store    *db.DB
	register *register.Register
	paid     *paid
	worker   *job.Worker
	site     *httptest.Server
	folder   string
	mutex    sync.Mutex
	time     time.Time
	serial   int
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newWorld(t, store)) })
}

func newWorld(t testing.TB, store *db.DB) *world {
	t.Helper()
	catalogue, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, 20000)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: store, paid: &paid{list: map[string][]assess.Held{}}, time: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), folder: t.TempDir()}
	store.SetClock(w.clock)
	j := journal.New(store, slices.Concat(register.Tables(), Tables())...)
	w.register = register.New(j, keys, catalogue, nil)
	log := slog.New(slog.DiscardHandler)
	always := func() *pack.Catalogue { return catalogue }
	w.Server = New(Options{
		ID: "lianxin.test", Address: func() string { return "https://lianxin.example" }, Journal: j, Keys: keys, Register: w.register,
		Senders: &Senders{Journal: j, Catalogue: always}, Catalogue: always, Enrolled: w.paid, Counties: w.counties,
		Facts: func() Facts {
			return assess.NewCountyFacts(j, w.register, catalogue, covered{}, w.folder, "assistance")
		},
		Now: func() civil.Instant { return civil.InstantOf(w.clock()) }, Log: log,
	})
	w.worker = job.NewWorker(store, log)
	w.worker.Handle(AnswerTask, w.Answer)
	w.worker.Handle(DeliverTask, w.Deliver)
	w.site = httptest.NewServer(w.Server)
	t.Cleanup(w.site.Close)
	return w
}

func (w *world) clock() time.Time {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.time
}

func (w *world) pass(d time.Duration) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.time = w.time.Add(d)
}

func (w *world) counties(ctx context.Context) (list []civil.Area, err error) {
	err = w.store.Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			text, err := db.Text(row)
			area, wrong := civil.ParseArea(text)
			list = append(list, area)
			return errors.Join(err, wrong)
		}, "-- across counties\nSELECT DISTINCT v.county FROM household v ORDER BY v.county")
	})
	return list, err
}

func (w *world) act(county string, f func(a *journal.Write) error) {
	w.t.Helper()
	if _, err := w.Journal.Do(w.t.Context(), journal.Header{County: county, Kind: "test", Actor: "li", Purpose: "application"}, f); err != nil {
		w.t.Fatal(err)
	}
}

// someone is a person of the tests.
type someone struct {
	name  string
	sex   string
	born  string
	grade int64 // of a disability; 0: none
	at    civil.Area
	ref   register.Ref
	id    string // number
}

// family enters a household with its people and gives its record.
func (w *world) family(at civil.Area, number string, people ...*someone) register.Ref {
	w.t.Helper()
	var home register.Ref
	w.act(at.County().String(), func(a *journal.Write) (err error) {
		home, err = w.register.PutHousehold(w.t.Context(), a, register.Household{Kind: register.Registered, Number: number, Division: at, Address: "人民路1号"})
		return err
	})
	for i, p := range people {
		if p.at == 0 {
			p.at = at
		}
		w.enter(home, p, i == 0)
	}
	return home
}

// enter enters somebody into a household of his county.
func (w *world) enter(home register.Ref, p *someone, head bool) {
	w.t.Helper()
	born, err := civil.ParseDate(p.born)
	if err != nil {
		w.t.Fatal(err)
	}
	w.serial++
	p.id = civil.MakeID(civil.SampleRegion, born, w.serial%1000)
	w.act(home.County, func(a *journal.Write) (err error) {
		alive := true
		p.ref, err = w.register.PutPerson(w.t.Context(), a, register.Person{
			Name: p.name, Sex: p.sex, Birth: &born, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, p.id), Division: p.at, Alive: &alive, Address: "人民路1号",
		})
		if err != nil {
			return err
		}
		_, err = w.register.PutMember(w.t.Context(), a, register.Member{Household: home.ID, Kind: register.Registered, Person: p.ref, Head: head, Relation: "child"})
		if err != nil || p.grade == 0 {
			return err
		}
		reg := w.Catalogue().Register("disability_certificate")
		values := make([]register.Value, len(reg.Fields))
		for i := range reg.Fields {
			switch reg.Fields[i].Name {
			case "grade":
				values[i] = register.Value{Known: true, Int: p.grade}
			case "type":
				values[i] = register.Value{Known: true, Int: 3} // limb
			}
		}
		_, err = w.register.PutRecord(w.t.Context(), a, register.Record{Register: "disability_certificate", Subject: p.ref.ID, Values: values})
		return err
	})
}

// everything are all attributes, for a sender who may know them all.
func (w *world) everything() (list []string) {
	e := w.Catalogue().Exchange()
	for i := range e.Attributes {
		list = append(list, e.Attributes[i].Name)
	}
	return list
}

// other is another system with its key and its token.
type other struct {
	w       *world
	sender  Sender
	key     *signature.Private
	secret  string
	token   string
	message int
	header  map[string]any // over the usual header
	forward string         // X-Forwarded-For
}

// join enters a sender who may know everything of everybody; edit changes its entry.
func (w *world) join(name string, profile signature.Profile, edit func(*Sender)) *other {
	w.t.Helper()
	secret, err := signature.Draw(rand.Reader, profile.Algorithm())
	if err != nil {
		w.t.Fatal(err)
	}
	o := &other{w: w}
	if o.key, err = signature.NewPrivate("k1", profile.Algorithm(), secret); err != nil {
		w.t.Fatal(err)
	}
	public := o.key.Public()
	o.sender = Sender{
		Name: name, Title: "试验系统", Profile: profile, Keys: []Key{{"k1", public.JWK(name)}}, Registries: []string{"social", "disability", "beneficiary"},
		Attributes: w.everything(), Divisions: []string{"320600"}, Purpose: "exchange", Minute: 1000, Day: 1_000_000, Test: true,
	}
	if edit != nil {
		edit(&o.sender)
	}
	if o.secret, err = w.Senders.Add(w.t.Context(), "admin", o.sender); err != nil {
		w.t.Fatal(err)
	}
	o.token = o.ask()
	return o
}

// ask gets a token.
func (o *other) ask() string {
	o.w.t.Helper()
	status, body := o.raw("/spdci/oauth2/client/token", "application/x-www-form-urlencoded", "grant_type=client_credentials&client_id="+o.sender.Name+"&client_secret="+o.secret, "")
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK || answer.Token == "" {
		o.w.t.Fatalf("no token: %d %s", status, body)
	}
	return answer.Token
}

func (o *other) raw(path, kind, body, token string) (int, []byte) {
	o.w.t.Helper()
	r, err := http.NewRequestWithContext(o.w.t.Context(), http.MethodPost, o.w.site.URL+path, strings.NewReader(body))
	if err != nil {
		o.w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if o.forward != "" {
		r.Header.Set("X-Forwarded-For", o.forward)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		o.w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		o.w.t.Fatal(err)
	}
	return answer.StatusCode, raw
}

// envelope writes and signs a message.
func (o *other) envelope(action string, items int, message any) string {
	o.w.t.Helper()
	o.message++
	header := map[string]any{
		"version": "1.0.0", "message_id": fmt.Sprintf("m-%s-%d", o.sender.Name, o.message), "message_ts": o.w.clock().Format(time.RFC3339), "action": action,
		"sender_id": o.sender.Name, "receiver_id": "lianxin.test", "total_count": items, "is_msg_encrypted": false,
	}
	for key, value := range o.header {
		header[key] = value
	}
	h, err := encode(header)
	if err != nil {
		o.w.t.Fatal(err)
	}
	m, err := encode(message)
	if err != nil {
		o.w.t.Fatal(err)
	}
	line, err := signature.Sign(o.sender.Profile, o.sender.Name, o.key, h, m, civil.InstantOf(o.w.clock()))
	if err != nil {
		o.w.t.Fatal(err)
	}
	return fmt.Sprintf(`{"signature":%q,"header":%s,"message":%s}`, line, h, m)
}

// reply is an answer, with its signature checked.
type reply struct {
	status  int
	raw     []byte
	Header  answerHead      `json:"header"`
	Message json.RawMessage `json:"message"`
}

func (o *other) post(path, action string, items int, message any) *reply {
	o.w.t.Helper()
	return o.send(path, o.envelope(action, items, message))
}

func (o *other) send(path, envelope string) *reply {
	o.w.t.Helper()
	a := &reply{}
	a.status, a.raw = o.raw(path, "application/json", envelope, o.token)
	if err := json.Unmarshal(a.raw, a); err != nil {
		o.w.t.Fatalf("%s: %v in %s", path, err, a.raw)
	}
	return a
}

// code is the error of an acknowledgement.
func (a *reply) code() string {
	var ack struct {
		Message struct {
			Error struct {
				Code string `json:"code"`
			} `json:"error"`
		} `json:"message"`
	}
	_ = json.Unmarshal(a.raw, &ack)
	return ack.Message.Error.Code
}

// acked is the state of an acknowledgement and its correlation_id.
func (a *reply) acked() (string, string) {
	var ack ackMessage
	_ = json.Unmarshal(a.raw, &ack)
	return ack.Message.Status, ack.Message.Correlation
}

// verified checks an answer with the key set we publish, as the other side would.
func (o *other) verified(raw []byte) error {
	answer, err := http.Get(o.w.site.URL + "/spdci/.well-known/jwks.json")
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	var set struct{ Keys []signature.JWK }
	if err := json.NewDecoder(answer.Body).Decode(&set); err != nil {
		return err
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	line, err := signature.ParseLine(e.Signature)
	if err != nil {
		return err
	}
	var keys []signature.Public
	for _, j := range set.Keys {
		key, err := signature.KeyOf(strings.Split(j.KID, "|")[1], j)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	return signature.Verify(o.sender.Profile, line, keys, e.Header, e.Message, civil.InstantOf(o.w.clock()))
}

// item makes one item of a search.
func item(reference string, criteria map[string]any) map[string]any {
	return map[string]any{"reference_id": reference, "timestamp": "2026-03-02T09:00:00+08:00", "search_criteria": criteria, "locale": "zho"}
}

func byNumber(kind, value string) map[string]any {
	return map[string]any{"query_type": "idtype-value", "query": map[string]any{"type": kind, "value": value}}
}

func byExpression(collection string, query any, more map[string]any) map[string]any {
	c := map[string]any{"query_type": "expression", "query": map[string]any{"type": "ns:org:QueryType:expression", "value": map[string]any{"expression": map[string]any{"collection": collection, "query": query}}}}
	for key, value := range more {
		c[key] = value
	}
	return c
}

// search asks at once and gives the answers of the items.
func (o *other) search(items ...map[string]any) []itemAnswer {
	o.w.t.Helper()
	a := o.post("/spdci/registry/sync/search", actSearch, len(items), map[string]any{"transaction_id": fmt.Sprintf("t-%s-%d", o.sender.Name, o.message), "search_request": items})
	if a.status != http.StatusOK {
		o.w.t.Fatalf("status %d: %s", a.status, a.raw)
	}
	if err := o.verified(a.raw); err != nil {
		o.w.t.Errorf("the answer's signature: %v", err)
	}
	var m searchAnswer
	if err := json.Unmarshal(a.Message, &m); err != nil || len(m.Items) != len(items) {
		o.w.t.Fatalf("%v: %s", err, a.Message)
	}
	return m.Items
}

// names are the names in the records of an answer, in their order.
func names(a itemAnswer) string {
	if a.Data == nil {
		return a.Status + " " + a.Reason
	}
	var list []string
	for _, r := range a.Data.Records {
		raw, _ := json.Marshal(r)
		var one struct {
			Info struct {
				Name struct {
					Full string `json:"full_name"`
				} `json:"name"`
			} `json:"demographic_info"`
			Members []struct {
				Info struct {
					Name struct {
						Full string `json:"full_name"`
					} `json:"name"`
				} `json:"demographic_info"`
			} `json:"member_list"`
		}
		_ = json.Unmarshal(raw, &one)
		name := one.Info.Name.Full
		for _, m := range one.Members {
			name += "+" + m.Info.Name.Full
		}
		list = append(list, name)
	}
	return strings.Join(list, " ")
}

func (w *world) drain() {
	w.t.Helper()
	if _, err := w.worker.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}
