package screen

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// noon is 2025-06-30 12:00 in China.
const noon civil.Instant = 1751256000000

// doorman knows visitors by their tokens.
type doorman map[string]*Visitor

func (d doorman) Resolve(_ context.Context, _ civil.Instant, token string) (*Visitor, error) {
	if token == "broken" {
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "store_away", Message: "登录服务暂时不可用，请稍后再试。"}
	}
	return d[token], nil
}

// visitors are one of each side.
func visitors(t *testing.T) doorman {
	t.Helper()
	scope, err := access.NewScope(320614003000)
	if err != nil {
		t.Fatal(err)
	}
	return doorman{
		"clerk": {Side: Staff, Actor: "staff:17", Name: "张明", Roles: []access.Role{"town"}, Scope: scope},
		"family": {Side: Resident, Actor: "resident:320614/p1", Name: "李秀英", Persons: []Person{
			{County: "320614", ID: "p1", Name: "李秀英", Chosen: true}, {County: "320614", ID: "p2", Name: "李强"},
		}},
	}
}

// text is a page of words.
func text(words string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, words)
		return err
	})
}

func says(words string) Handler {
	return func(*Request) (Answer, error) { return Show(text(words)) }
}

// house is a site with a few pages and its log.
type house struct {
	*Site
	log bytes.Buffer
}

func open(t *testing.T, routes ...Route) *house {
	t.Helper()
	h := &house{}
	site, err := New(Config{
		Doorman: visitors(t), Routes: routes, Now: func() civil.Instant { return noon },
		Log: slog.New(slog.NewTextHandler(&h.log, nil)), SignIn: "/sign-in",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Site = site
	return h
}

// ask sends a request as somebody, with a form when there is one.
func (h *house) ask(method, path, token, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://lianxin.test"+path, strings.NewReader(form))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "lianxin", Value: token})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(path string, a Audience, serve Handler) Route {
	return Route{Method: "GET", Pattern: path, Audience: a, Purpose: "application", Act: Read, Serve: serve}
}

func post(path string, a Audience, serve Handler) Route {
	return Route{Method: "POST", Pattern: path, Audience: a, Purpose: "application", Act: "case.open", Serve: serve}
}
