package oidc

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mute is a provider that takes questions and does not answer them until it is let go.
func mute(t *testing.T) (p *Provider, asked <-chan struct{}, count *atomic.Int32, letGo func()) {
	t.Helper()
	first, open := make(chan struct{}), make(chan struct{})
	count = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if count.Add(1) == 1 {
			close(first)
		}
		<-open
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	letGo = sync.OnceFunc(func() { close(open) })
	t.Cleanup(func() { letGo(); server.Close() })
	p, err := New(Config{Issuer: server.URL, Client: client, Secret: secret, Redirect: server.URL + "/back"}, server.Client())
	if err != nil {
		t.Fatal(err)
	}
	return p, first, count, letGo
}

// Anybody may open the way to an app. While the app is silent they must not stand in line
// one behind the other, each for as long as it takes to give up.
func TestASilentProviderHoldsUpEverybodyOnlyOnce(t *testing.T) {
	t.Parallel()
	p, asked, count, letGo := mute(t)
	const people = 20
	var come, gone sync.WaitGroup
	errs := make([]error, people)
	for i := range people {
		come.Add(1)
		gone.Go(func() {
			come.Done()
			_, _, errs[i] = p.Begin(t.Context(), now)
		})
	}
	<-asked
	come.Wait()
	time.Sleep(100 * time.Millisecond) // until all of them wait
	letGo()
	gone.Wait()
	for _, err := range errs {
		wantCode(t, err, "oidc_silent")
	}
	if n := count.Load(); n >= people/2 {
		t.Errorf("%d people have asked it %d times", people, n)
	}
	_, _, err := p.Begin(t.Context(), now)
	wantCode(t, err, "oidc_silent")
	if count.Load() < 2 {
		t.Error("it was not asked again")
	}
}

func TestWhoeverLeavesDoesNotWaitForASilentProvider(t *testing.T) {
	t.Parallel()
	p, asked, _, _ := mute(t)
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, _, err := p.Begin(ctx, now)
		left <- err
	}()
	<-asked
	leave()
	wantCode(t, <-left, "oidc_silent")
}
