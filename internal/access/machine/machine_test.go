package machine

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

const (
	town      civil.Area = 320613001000
	otherTown civil.Area = 320613002000
)

// office is clients over a fresh store, with a clock the test moves.
type office struct {
	*Machines
	t   *testing.T
	now time.Time
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { return o.now })
	o.Machines = New(journal.New(store, Tables()...))
	return o
}

func (o *office) instant() civil.Instant { return civil.InstantOf(o.now) }

func (o *office) act(f func(ctx context.Context, w *journal.Write) error) error {
	h := journal.Header{County: journal.Nowhere, Kind: "test", Actor: "staff:1", Purpose: "security"}
	_, err := o.journal.Do(o.t.Context(), h, func(w *journal.Write) error { return f(o.t.Context(), w) })
	return err
}

func hall() Client {
	return Client{
		Name: "hall", Title: "一窗受理系统", Organisation: "行政审批局", Contact: "王工 0513-1234567",
		Posts: []account.Post{{Role: account.Town, Division: town}}, Purposes: []access.Purpose{"application", "service"},
		Scopes: []Scope{ReadCase, WriteCase}, Rate: 600, Until: 20_635, // 2026-07-01
	}
}

// client writes a client with a key.
func (o *office) client(c Client) (id, token string) {
	o.t.Helper()
	if err := o.act(func(ctx context.Context, w *journal.Write) (err error) {
		if id, err = o.Create(ctx, w, c); err != nil {
			return err
		}
		return nil
	}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.act(func(ctx context.Context, w *journal.Write) (err error) {
		token, err = o.NewKey(ctx, w, id, 0)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return id, token
}

func code(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestAClientIsKnownByItsKeyUntilItEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		id, token := o.client(hall())
		expect := func(step, token, want string) {
			t.Helper()
			c, err := o.Authenticate(t.Context(), o.instant(), token)
			if code(err) != want {
				t.Errorf("%s: %v, want %q", step, err, want)
			}
			if want == "" && (c == nil || c.ID != id || c.Actor() != "client:hall") {
				t.Errorf("%s: %+v", step, c)
			}
		}
		expect("a fresh key", token, "")
		expect("no key", "", "token_missing")
		expect("a key of another maker", "Bearer", "token_unknown")
		expect("one letter changed", token[:len(token)-1]+map[bool]string{true: "B", false: "A"}[token[len(token)-1] == 'A'], "token_unknown")
		expect("a key that never was", tokenStart+db.NewID()+"_"+strings.Repeat("A", 52), "token_unknown")
		var second string
		_ = o.act(func(ctx context.Context, w *journal.Write) (err error) {
			second, err = o.NewKey(ctx, w, id, civil.InstantOf(o.now).Date().AddDays(10))
			return err
		})
		keys, err := o.Keys(t.Context(), id)
		if err != nil || len(keys) != 2 {
			t.Fatal(keys, err)
		}
		if err := o.act(func(ctx context.Context, w *journal.Write) error { return o.RevokeKey(ctx, w, id, keys[0].ID) }); err != nil {
			t.Fatal(err)
		}
		expect("the first key revoked", token, "token_over")
		expect("the second beside it", second, "")
		o.now = o.now.Add(11 * 24 * time.Hour)
		expect("the second after its day", second, "token_over")
		_, third := "", ""
		_ = o.act(func(ctx context.Context, w *journal.Write) (err error) {
			third, err = o.NewKey(ctx, w, id, 0)
			return err
		})
		expect("a third", third, "")
		if err := o.act(func(ctx context.Context, w *journal.Write) error { return o.Revoke(ctx, w, id) }); err != nil {
			t.Fatal(err)
		}
		expect("the client revoked", third, "token_over")
		if err := o.act(func(ctx context.Context, w *journal.Write) (err error) { _, err = o.NewKey(ctx, w, id, 0); return err }); code(err) != "client_over" {
			t.Error(err)
		}
		var kept int64
		_ = store.Read(t.Context(), func(q db.Query) error {
			kept, err = db.Int(q.QueryRow(t.Context(), `SELECT count(1) FROM machine_key v WHERE v.county = $1 AND v.hash = $2`, home, []byte(token)))
			return err
		})
		if kept != 0 {
			t.Error("a token stands in the store")
		}
	})
}

func TestAClientThatNoColleagueCouldBeIsRefused(t *testing.T) {
	t.Parallel()
	today := civil.Date(20_269)
	cases := []struct {
		name, want string
		change     func(c *Client)
	}{
		{"a whole one", "", func(*Client) {}},
		{"a Chinese name", "client_name", func(c *Client) { c.Name = "一窗" }},
		{"a short name", "client_name", func(c *Client) { c.Name = "ab" }},
		{"a name that looks like an option", "client_name", func(c *Client) { c.Name = "-hall" }},
		{"no title", "client_title", func(c *Client) { c.Title = " " }},
		{"a title with a line break", "client_title", func(c *Client) { c.Title = "一窗\n受理" }},
		{"no organisation", "client_organisation", func(c *Client) { c.Organisation = "" }},
		{"nobody who answers for it", "client_contact", func(c *Client) { c.Contact = "" }},
		{"no calls at all", "client_rate", func(c *Client) { c.Rate = 0 }},
		{"no end of calls", "client_rate", func(c *Client) { c.Rate = RateMost + 1 }},
		{"a day that is over", "client_until", func(c *Client) { c.Until = today - 1 }},
		{"a day in the far future", "client_until", func(c *Client) { c.Until = today.AddDays(2000) }},
		{"no scope", "client_scopes", func(c *Client) { c.Scopes = nil }},
		{"a scope not on the list", "client_scope", func(c *Client) { c.Scopes = []Scope{"case.decide"} }},
		{"a scope twice", "client_scope", func(c *Client) { c.Scopes = []Scope{ReadCase, ReadCase} }},
		{"no post", "client_posts", func(c *Client) { c.Posts = nil }},
		{"a post of the wrong level", "post_level", func(c *Client) { c.Posts[0].Division = 320600000000 }},
		{"an administrator", "client_post", func(c *Client) { c.Posts[0].Role = account.Administrator }},
		{"an auditor", "client_post", func(c *Client) {
			c.Posts[0] = account.Post{Role: account.Auditor, Division: 320600000000}
		}},
		{"no purpose", "client_purposes", func(c *Client) { c.Purposes = nil }},
		{"a purpose of a town that a town has not", "client_purpose", func(c *Client) { c.Purposes = []access.Purpose{"exchange"} }},
		{"a purpose not on the list", "purpose_unknown", func(c *Client) { c.Purposes = []access.Purpose{"work"} }},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := hall()
			test.change(&c)
			if got := code(c.Check(today)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestAClientIsListedToWhoeverLooksAfterAllItsPosts(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.client(hall())
	wide := hall()
	wide.Name, wide.Posts = "wide", append(wide.Posts, account.Post{Role: account.Town, Division: otherTown})
	o.client(wide)
	for _, test := range []struct {
		scope civil.Area
		want  int
	}{{town, 1}, {320613000000, 2}, {320612000000, 0}} {
		scope, err := access.NewScope(test.scope)
		if err != nil {
			t.Fatal(err)
		}
		if list, err := o.List(t.Context(), scope); err != nil || len(list) != test.want {
			t.Errorf("%s: %d, want %d; %v", test.scope, len(list), test.want, err)
		}
	}
	if err := o.act(func(ctx context.Context, w *journal.Write) error { _, err := o.Create(ctx, w, hall()); return err }); code(err) != "client_taken" {
		t.Error(err)
	}
}

func TestACallNamesAPurposeThatWasAgreed(t *testing.T) {
	t.Parallel()
	c := hall()
	for _, test := range []struct{ named, want, code string }{
		{"application", "application", ""}, {"", "", "purpose_required"}, {"exchange", "", "purpose_denied"},
	} {
		if got, err := c.Purpose(test.named); string(got) != test.want || code(err) != test.code {
			t.Errorf("%q: %q, %v", test.named, got, err)
		}
	}
	c.Purposes = c.Purposes[:1]
	if got, err := c.Purpose(""); got != "application" || err != nil {
		t.Error(got, err)
	}
	if v := c.Viewer("service", c.Until); len(v.Roles) != 1 || !v.Scope().Covers(town) || v.Scope().Covers(otherTown) || v.Actor != "client:hall" {
		t.Errorf("%+v", v)
	}
	if v := c.Viewer("exchange", c.Until); v.Check() == nil {
		t.Error("a town's program looks for an exchange")
	}
}

func TestTheLastUseIsWrittenOnceInAWhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		id, _ := o.client(hall())
		u := NewUses(o.Machines)
		c, err := o.ByID(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		first := o.instant()
		for _, step := range []struct{ at, want civil.Instant }{
			{first, first}, {first + useEvery - 1, first}, {first + useEvery, first + useEvery}, {first + useEvery - 1, first + useEvery},
		} {
			if err := u.Note(t.Context(), c, step.at); err != nil {
				t.Fatal(err)
			}
			if got, err := o.LastUse(t.Context(), id); err != nil || got != step.want {
				t.Errorf("after %d: %d, want %d; %v", step.at-first, got-first, step.want-first, err)
			}
		}
	})
}

func TestALimiterNeverAdmitsMoreThanWasAgreed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		rate := rapid.IntRange(1, 1200).Draw(r, "rate")
		var l Limiter
		now, start, admitted := civil.Instant(1_000_000), civil.Instant(1_000_000), 0
		for range rapid.IntRange(1, 300).Draw(r, "calls") {
			now += civil.Instant(rapid.IntRange(0, 400).Draw(r, "pause"))
			wait, ok := l.Admit("a", rate, now)
			if ok {
				admitted++
				continue
			}
			if wait < 1 {
				r.Fatalf("refused without a wait")
			}
			if _, ok := (&Limiter{left: map[string]bucket{"a": l.left["a"]}}).Admit("a", rate, now+civil.Instant(wait)*1000); !ok {
				r.Fatalf("refused again after the wait of %d s", wait)
			}
		}
		most := max(rate/burst, 1) + int(now-start)*rate/60_000 + 1
		if admitted > most {
			r.Fatalf("%d admitted of %d", admitted, most)
		}
	})
}

func TestALimiterKeepsCallersApart(t *testing.T) {
	t.Parallel()
	var l Limiter
	if _, ok := l.Admit("a", 1, 0); !ok {
		t.Error("the first call")
	}
	if wait, ok := l.Admit("a", 1, 0); ok || wait != 60 {
		t.Error("the second at once", wait, ok)
	}
	if _, ok := l.Admit("b", 1, 0); !ok {
		t.Error("somebody else")
	}
}
