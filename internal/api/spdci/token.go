package spdci

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"

	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// tokenLife is how long a token is good, in milliseconds.
const tokenLife civil.Instant = 60 * 60 * 1000

// tokenMost is longer than any token we give.
const tokenMost = 100

// formMost is the size in bytes of the largest request for a token.
const formMost = 8 << 10

const (
	putToken    = `INSERT INTO spdci_token (county, hash, sender, expires) VALUES ($1, $2, $3, $4)`
	selectToken = `SELECT sender FROM spdci_token WHERE county = $1 AND hash = $2 AND expires > $3`
	dropTokens  = `DELETE FROM spdci_token WHERE county = $1 AND sender = $2`
	sweepTokens = `DELETE FROM spdci_token WHERE county = $1 AND expires <= $2`
)

// asked is a request for a token, as RFC 6749 has it or as JSON.
type asked struct {
	Grant  string `json:"grant_type"`
	Client string `json:"client_id"`
	Secret string `json:"client_secret"`
}

// serveToken gives a client its token.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	now := s.Now()
	if wait := s.limits.door(remote(r), now); wait > 0 {
		s.oauthError(w, http.StatusTooManyRequests, "slow_down", "试得太频繁，请过一会儿再来。", wait)
		return
	}
	a, ok := readAsked(r)
	if !ok || a.Grant != "client_credentials" {
		s.oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "grant_type 应是 client_credentials。", 0)
		return
	}
	sender, err := s.Senders.find(r.Context(), a.Client)
	if err != nil {
		s.Log.Error("the table of senders does not answer", "error", err)
		s.oauthError(w, http.StatusServiceUnavailable, "temporarily_unavailable", "系统暂时不能应答，请稍后再试。", 1)
		return
	}
	if sender == nil || !sender.knows(a.Secret) || sender.Test && !loopback(r) {
		s.oauthError(w, http.StatusUnauthorized, "invalid_client", "client_id 或 client_secret 不对。", 0)
		return
	}
	given, err := s.giveToken(r.Context(), sender, now)
	if err != nil {
		s.Log.Error("a token was not kept", "error", err)
		s.oauthError(w, http.StatusServiceUnavailable, "temporarily_unavailable", "系统暂时不能应答，请稍后再试。", 1)
		return
	}
	s.plain(w, http.StatusOK, map[string]any{"access_token": given, "token_type": "Bearer", "expires_in": int64(tokenLife) / 1000})
}

func readAsked(r *http.Request) (a asked, ok bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, formMost+1))
	if err != nil || len(body) > formMost {
		return a, false
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		if json.Unmarshal(body, &a) != nil {
			return a, false
		}
	} else {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return a, false
		}
		a = asked{form.Get("grant_type"), form.Get("client_id"), form.Get("client_secret")}
	}
	if name, secret, given := r.BasicAuth(); given {
		a.Client, a.Secret = name, secret
	}
	return a, true
}

func (s *Server) giveToken(ctx context.Context, sender *Sender, now civil.Instant) (string, error) {
	var random [32]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	given := base64.RawURLEncoding.EncodeToString(random[:])
	_, err := s.Journal.Do(ctx, header("spdci.token", "spdci:"+sender.Name), func(w *journal.Write) error {
		if _, err := w.Tx().Exec(ctx, sweepTokens, journal.Nowhere, int64(now)); err != nil {
			return err
		}
		_, err := w.Tx().Exec(ctx, putToken, journal.Nowhere, tokenHash(given), sender.Name, int64(now+tokenLife))
		return err
	})
	return given, err
}

func tokenHash(text string) string { return hex.EncodeToString(secretHash(text)) }

// bearer is the sender a request's token was given to; empty when it has none.
func (s *Server) bearer(r *http.Request, now civil.Instant) (name string, err error) {
	given := token.Bearer(r)
	if given == "" || len(given) > tokenMost {
		return "", nil
	}
	err = s.Journal.DB().Read(r.Context(), func(q db.Query) error {
		name, _, err = db.One(r.Context(), q, db.Text, selectToken, journal.Nowhere, tokenHash(given), int64(now))
		return err
	})
	return name, err
}

// oauthError answers a request for a token that is refused, in the form of RFC 6749.
func (s *Server) oauthError(w http.ResponseWriter, status int, code, text string, wait int) {
	waitHeader(w, wait)
	s.plain(w, status, map[string]any{"error": code, "error_description": text})
}
