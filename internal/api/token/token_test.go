package token_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

const town civil.Area = 320613001000

// open is a door with one client, whose key it gives.
func open(t *testing.T, change func(*machine.Client)) (*token.Door, string, *time.Time) {
	t.Helper()
	now := time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)
	store := dbtest.Open(t)
	store.SetClock(func() time.Time { return now })
	j := journal.New(store, machine.Tables()...)
	m := machine.New(j)
	c := machine.Client{
		Name: "hall", Title: "一窗受理系统", Organisation: "行政审批局", Contact: "王工", Posts: []account.Post{{Role: account.Town, Division: town}},
		Purposes: []access.Purpose{"application"}, Scopes: []machine.Scope{machine.ReadCase}, Rate: 600, Until: civil.InstantOf(now).Date().AddDays(100),
	}
	change(&c)
	var key string
	for _, do := range []func(ctx context.Context, w *journal.Write) error{
		func(ctx context.Context, w *journal.Write) (err error) { c.ID, err = m.Create(ctx, w, c); return err },
		func(ctx context.Context, w *journal.Write) (err error) {
			key, err = m.NewKey(ctx, w, c.ID, 0)
			return err
		},
	} {
		if _, err := j.Do(t.Context(), journal.Header{County: journal.Nowhere, Kind: "test", Actor: "staff:1", Purpose: "security"}, func(w *journal.Write) error { return do(t.Context(), w) }); err != nil {
			t.Fatal(err)
		}
	}
	return token.New(m, func() civil.Instant { return civil.InstantOf(now) }, slog.New(slog.DiscardHandler)), key, &now
}

func call(key, purpose string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if purpose != "" {
		r.Header.Set(token.PurposeHeader, purpose)
	}
	return r
}

func status(err error) int {
	var refused *token.Refusal
	if errors.As(err, &refused) {
		return refused.Status
	}
	return 0
}

func TestTheDoorSaysWhyItStaysShut(t *testing.T) {
	t.Parallel()
	door, key, _ := open(t, func(*machine.Client) {})
	for _, test := range []struct {
		name string
		r    *http.Request
		want machine.Scope
		code int
	}{
		{"a key with the scope", call(key, ""), machine.ReadCase, 0},
		{"a route that asks for no scope", call(key, ""), "", 0},
		{"the purpose named", call(key, "application"), machine.ReadCase, 0},
		{"no key", call("", ""), machine.ReadCase, 401},
		{"a wrong key", call(key+"A", ""), machine.ReadCase, 401},
		{"another scope", call(key, ""), machine.WriteFeed, 403},
		{"another purpose", call(key, "payment"), machine.ReadCase, 403},
	} {
		c, err := door.Admit(test.r, test.want)
		if got := status(err); got != test.code {
			t.Errorf("%s: %v", test.name, err)
		}
		if test.code == 0 && (c == nil || !c.Who().Machine || c.Who().Actor != "client:hall" || c.Purpose != "application" || c.Viewer().Check() != nil) {
			t.Errorf("%s: %+v", test.name, c)
		}
	}
	basic := httptest.NewRequest(http.MethodGet, "/", nil)
	basic.Header.Set("Authorization", "Basic "+key)
	if _, err := door.Admit(basic, ""); status(err) != 401 {
		t.Error("a key sent as a password", err)
	}
}

func TestTooManyCallsWait(t *testing.T) {
	t.Parallel()
	door, key, now := open(t, func(c *machine.Client) { c.Rate = 60 })
	last := error(nil)
	for range 11 {
		_, last = door.Admit(call(key, ""), "")
	}
	w := http.Header{}
	var refused *token.Refusal
	if !errors.As(last, &refused) || refused.Status != 429 {
		t.Fatal(last)
	}
	if refused.Write(w); w.Get("Retry-After") != "1" {
		t.Error(w)
	}
	*now = now.Add(time.Second)
	if _, err := door.Admit(call(key, ""), ""); err != nil {
		t.Error(err)
	}
}

func TestWhoeverGuessesKeysIsStoppedAndOthersAreNot(t *testing.T) {
	t.Parallel()
	door, key, _ := open(t, func(*machine.Client) {})
	stopped := false
	for range 40 {
		_, err := door.Admit(call("lxk_guess", ""), "")
		stopped = stopped || status(err) == 429
	}
	if !stopped {
		t.Error("forty guesses in one moment were answered")
	}
	if _, err := door.Admit(call(key, ""), ""); err != nil {
		t.Error("somebody with a key of the same address", err)
	}
}
