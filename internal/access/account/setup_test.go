package account

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// cheap is a cost for tests alone.
var cheap = Cost{Scheme: Argon2, Memory: 64, Time: 1, Lanes: 1}

const (
	password = "correct-horse-7"
	address  = "192.0.2.7"
)

// divisions the tests work in.
const (
	nantong    civil.Area = 320600000000
	chongchuan civil.Area = 320613000000
	town       civil.Area = 320613001000
	otherTown  civil.Area = 320613002000
	village    civil.Area = 320613001001
)

// mailbox is a gateway that keeps what it is given.
type mailbox struct {
	mutex sync.Mutex
	texts []string
	fail  error
}

func (m *mailbox) Send(_ context.Context, _ access.Private, text string) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.texts = append(m.texts, text)
	return m.fail
}

// last is the newest message, and the six digits in it.
func (m *mailbox) last(t *testing.T) (text, code string) {
	t.Helper()
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.texts) == 0 {
		t.Fatal("nothing was sent")
	}
	text = m.texts[len(m.texts)-1]
	_, rest, found := strings.Cut(text, "验证码")
	if found {
		code, _, _ = strings.Cut(rest, "，")
	}
	return text, code
}

// door is a fresh door and what stands around it.
type door struct {
	*Accounts
	t     *testing.T
	mail  *mailbox
	start civil.Instant // of the first act
	keys  access.Keyring
}

func open(t *testing.T, store *db.DB, options ...Option) *door {
	t.Helper()
	keys, err := access.NewKeyring(rand.NewChaCha8([32]byte{7}), 20_458)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{t: t, mail: &mailbox{}, keys: keys}
	options = append([]Option{WithCost(cheap), WithGateway(d.mail)}, options...)
	d.Accounts = New(journal.New(store, Tables()...), keys, options...)
	d.start = d.do(func(*journal.Write) error { return nil }).At
	t.Cleanup(d.sound)
	return d
}

// each runs a test at a fresh door on every engine.
func each(t *testing.T, test func(t *testing.T, d *door)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, open(t, store)) })
}

// sound demands that the record holds together after whatever a test did.
func (d *door) sound() {
	d.t.Helper()
	report, err := d.journal.Verify(context.Background(), d.keys)
	if err != nil {
		d.t.Fatal(err)
	}
	if len(report.Findings) != 0 {
		d.t.Errorf("the record does not hold together: %+v", report.Findings)
	}
}

var header = journal.Header{County: home, Kind: "test", Actor: "staff:test", Purpose: "security"}

// try runs an act.
func (d *door) try(f func(w *journal.Write) error) (*journal.Act, error) {
	return d.journal.Do(d.t.Context(), header, f)
}

// do runs an act that must succeed.
func (d *door) do(f func(w *journal.Write) error) *journal.Act {
	d.t.Helper()
	act, err := d.try(f)
	if err != nil {
		d.t.Fatal(err)
	}
	return act
}

// hire opens an account with a password that need not be changed.
func (d *door) hire(login string, posts ...Post) string {
	d.t.Helper()
	p, err := d.NewPassword(d.t.Context(), login, password)
	if err != nil {
		d.t.Fatal(err)
	}
	var id string
	d.do(func(w *journal.Write) (err error) {
		id, err = d.Create(d.t.Context(), w, Account{Login: login, Name: "王" + login, Posts: posts}, p)
		return err
	})
	d.do(func(w *journal.Write) error { return d.SetPassword(d.t.Context(), w, id, p, false) })
	return id
}

// enter signs somebody in who must be let in.
func (d *door) enter(now civil.Instant, login string) (string, *Visitor) {
	d.t.Helper()
	token, v, err := d.SignIn(d.t.Context(), now, login, password, "", address)
	if err != nil {
		d.t.Fatal(err)
	}
	return token, v
}

// resolve is the visitor of a token who must be there.
func (d *door) resolve(now civil.Instant, token string) *Visitor {
	d.t.Helper()
	v, err := d.Resolve(d.t.Context(), now, token)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// gone demands that a token no longer lets anybody in.
func (d *door) gone(now civil.Instant, token string) {
	d.t.Helper()
	_, err := d.Resolve(d.t.Context(), now, token)
	wantCode(d.t, err, "session_over")
}

// acts are the acts of a kind.
func (d *door) acts(kind string) (list []journal.Act) {
	d.t.Helper()
	const selectKind = `SELECT seq, actor, note FROM act WHERE county = $1 AND kind = $2 ORDER BY seq`
	err := d.journal.DB().Read(d.t.Context(), func(q db.Query) (err error) {
		list, err = db.Many(d.t.Context(), q, func(row db.Row) (a journal.Act, err error) {
			return a, row.Scan(&a.Seq, &a.Actor, &a.Note)
		}, selectKind, home, kind)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// outcomes are what came of all attempts, in order.
func (d *door) outcomes() (list []string) {
	d.t.Helper()
	const selectOutcomes = `SELECT v.outcome FROM attempt v WHERE v.county = $1 ORDER BY v.opened`
	err := d.journal.DB().Read(d.t.Context(), func(q db.Query) (err error) {
		list, err = db.Many(d.t.Context(), q, db.Text, selectOutcomes, home)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// wantCode fails unless err is a civil.Error of that code, or nil for no code.
func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	got := ""
	var refusal *civil.Error
	switch {
	case errors.As(err, &refusal):
		got = refusal.Code
	case err != nil:
		got = "not a civil.Error: " + err.Error()
	}
	if got != code {
		t.Errorf("the error is %q (%v), want %q", got, err, code)
	}
}

// wantText compares two texts.
func wantText(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// sentence is what an error says to people.
func sentence(err error) string {
	var refusal *civil.Error
	if errors.As(err, &refusal) {
		return refusal.Message
	}
	return ""
}
