package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// attemptLife is how long somebody may take to sign in at the provider.
const attemptLife civil.Instant = 10 * 60 * 1000

// Provider is the other system. It is asked for its addresses when it is first
// needed, so that we start without it.
type Provider struct {
	config Config
	client *http.Client

	mutex sync.Mutex
	asked *question // the one that was answered or is on its way; nil: there is none
}

// Issuer is the provider's own name.
func (p *Provider) Issuer() string { return p.config.Issuer }

// New makes a provider of a configuration. client may be nil: the usual one.
func New(config Config, client *http.Client) (*Provider, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	return &Provider{config: config, client: client}, nil
}

// Attempt is what a browser keeps while it is at the provider, sealed and in a
// cookie, see [Attempt.Seal].
type Attempt struct {
	State    string        `json:"state"`
	Nonce    string        `json:"nonce"`
	Verifier string        `json:"verifier"`
	Until    civil.Instant `json:"until"`
	Next     string        `json:"next"`   // the page of ours that was wanted
	App      string        `json:"app"`    // which app was asked; empty: the staff's provider
	Strong   bool          `json:"strong"` // it was asked to check the person anew
}

// place is where attempts are sealed; there is no row of that name.
var place = access.Place{Table: "oidc", Field: "attempt", County: journal.Nowhere, ID: "cookie"}

// Seal is the attempt as a cookie holds it.
func (t Attempt) Seal(keys access.Keyring) (string, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	sealed, err := keys.Seal(place, string(text))
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// OpenAttempt opens what [Attempt.Seal] gave. It refuses everything else.
func OpenAttempt(keys access.Keyring, cookie string) (t Attempt, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return t, errAnswer(err)
	}
	text, err := keys.Open(place, sealed)
	if err != nil {
		return t, errAnswer(err)
	}
	if err := json.Unmarshal(text, &t); err != nil {
		return Attempt{}, errAnswer(err)
	}
	return t, nil
}

// Begin draws what ties an answer to this question, and gives the address to send
// the browser to.
func (p *Provider) Begin(ctx context.Context, now civil.Instant) (address string, t Attempt, err error) {
	return p.begin(ctx, now)
}

// begin asks with more than is always asked.
func (p *Provider) begin(ctx context.Context, now civil.Instant, more ...oauth2.AuthCodeOption) (address string, t Attempt, err error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return "", t, err
	}
	t = Attempt{State: draw(), Nonce: draw(), Verifier: oauth2.GenerateVerifier(), Until: now + attemptLife}
	options := append([]oauth2.AuthCodeOption{oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)}, more...)
	return p.oauth(provider).AuthCodeURL(t.State, options...), t, nil
}

// Finish takes the answer the browser came back with and says who it is. It refuses
// an answer to another question (Denied), and a provider that is silent or whose
// token does not hold (Unavailable, Denied).
func (p *Provider) Finish(ctx context.Context, now civil.Instant, t Attempt, answer url.Values) (account.Proof, error) {
	if t.App != "" {
		return account.Proof{}, errAnswer(nil)
	}
	id, _, err := p.finish(ctx, now, t, answer)
	if err != nil {
		return account.Proof{}, err
	}
	return account.Proof{Issuer: id.Issuer, Subject: id.Subject}, nil
}

// finish exchanges an answer for a token that holds.
func (p *Provider) finish(ctx context.Context, now civil.Instant, t Attempt, answer url.Values) (*oidc.IDToken, *oauth2.Token, error) {
	same := subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(t.State)) == 1
	if t.State == "" || !same || now > t.Until || answer.Get("error") != "" || answer.Get("code") == "" {
		return nil, nil, errAnswer(nil)
	}
	provider, err := p.discover(ctx)
	if err != nil {
		return nil, nil, err
	}
	o := p.oauth(provider)
	token, err := o.Exchange(oidc.ClientContext(ctx, p.client), answer.Get("code"), oauth2.VerifierOption(t.Verifier))
	var told *oauth2.RetrieveError
	switch {
	case errors.As(err, &told):
		return nil, nil, errAnswer(err)
	case err != nil:
		return nil, nil, errSilent(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verifier := provider.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), p.client), &oidc.Config{
		ClientID: p.config.Client, Now: func() time.Time { return time.UnixMilli(int64(now)) },
	})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, nil, errAnswer(err)
	}
	if t.Nonce == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Nonce)) != 1 {
		return nil, nil, errAnswer(nil)
	}
	var party struct {
		AZP string `json:"azp"`
	}
	if err := id.Claims(&party); err != nil || party.AZP != "" && party.AZP != p.config.Client {
		return nil, nil, errAnswer(err) // it was given to another program
	}
	if id.Subject == "" {
		return nil, nil, errAnswer(nil)
	}
	return id, token, nil
}

// question asks a provider for its addresses. Whoever comes while it is on its way waits
// for the same one, so that a provider that is silent holds nobody up longer than once.
type question struct {
	done  chan struct{} // closed once there is an answer
	found *oidc.Provider
	err   error
}

// discover asks the provider for its addresses, until it has answered once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	q := p.ask(ctx)
	select {
	case <-ctx.Done():
		return nil, errSilent(ctx.Err())
	case <-q.done:
	}
	if q.err != nil {
		return nil, errSilent(q.err)
	}
	return q.found, nil
}

// ask is the question that was answered or is on its way; else it is asked now.
func (p *Provider) ask(ctx context.Context) *question {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.asked != nil {
		return p.asked
	}
	q := &question{done: make(chan struct{})}
	p.asked = q
	// What is found keeps the context for later questions, which outlive this one.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.client)
	go func() {
		defer close(q.done)
		if q.found, q.err = oidc.NewProvider(ctx, p.config.Issuer); q.err != nil {
			p.forget()
		}
	}()
	return q
}

// forget lets the next one ask again.
func (p *Provider) forget() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.asked = nil
}

func (p *Provider) oauth(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.Client, ClientSecret: p.config.Secret, RedirectURL: p.config.Redirect,
		Endpoint: provider.Endpoint(), Scopes: append([]string{oidc.ScopeOpenID, "profile"}, p.config.Scopes...),
	}
}

// draw draws 256 bits.
func draw() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program stops if the system has no randomness
	return base64.RawURLEncoding.EncodeToString(b)
}

func errSilent(err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "oidc_silent", Err: err, Message: "统一身份系统没有应答，请稍后重试，或用登录名和密码登录。"}
}

func errAnswer(err error) error {
	return &civil.Error{Kind: civil.Denied, Code: "oidc_answer", Err: err, Message: "统一身份登录没有成功或已经超时，请从登录页重新开始。"}
}
