package screen

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/screen/static"
)

// Limits of a request's body in bytes. A form with photos is the largest.
const (
	formMax   = 1 << 20
	uploadMax = 64 << 20
)

// Config is what a Site needs.
type Config struct {
	Doorman Doorman
	Routes  []Route
	Now     func() civil.Instant
	Log     *slog.Logger
	// Limit is asked before a request is served; an error refuses it. Nil
	// limits nothing.
	Limit func(*Request) error
	// Secure is set where browsers come by https: the cookie is then bound to
	// this machine and to encrypted connections.
	Secure bool
	// SignIn is where a stranger goes who wants a page of the signed-in.
	SignIn string
	// OfficeSignIn is where one goes who wants a page of an office; empty: SignIn.
	OfficeSignIn string
}

// Site serves the pages of a table of routes.
type Site struct {
	Config
	log     *slog.Logger
	handler http.Handler
}

// New makes a site. It refuses a table with a route nobody thought about, and a
// binary that was built without the assets its pages need.
func New(config Config) (*Site, error) {
	if err := static.Check(); err != nil {
		return nil, err
	}
	s := &Site{Config: config, log: config.Log}
	mux := http.NewServeMux()
	for _, route := range config.Routes {
		if err := route.Check(); err != nil {
			return nil, err
		}
		if err := s.add(mux, route); err != nil {
			return nil, err
		}
	}
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.Handle("/", s.page(Route{
		Pattern: "/", Audience: Public(), Purpose: Nobody, Act: Read,
		Serve: func(*Request) (Answer, error) { return Answer{}, missing() },
	}))
	s.handler = s.guard(mux)
	return s, nil
}

// add enters a route. ServeMux panics over two patterns that match the same
// requests; that is a mistake in the table and is told as one.
func (s *Site) add(mux *http.ServeMux, route Route) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(errors.New("the table of routes contradicts itself"), asError(r))
		}
	}()
	pattern := route.Pattern
	if pattern == "/" {
		pattern = "/{$}" // all else below the root is not there
	}
	mux.Handle(route.Method+" "+pattern, s.page(route))
	return nil
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// page serves one route: who knocks, may he, is it too much, what is the answer.
func (s *Site) page(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		r := &Request{Request: raw, Visitor: &Visitor{}, Route: route, Now: s.Now(), Number: number(raw.Context())}
		answer, err := s.answer(w, r)
		status := max(answer.Status, http.StatusOK)
		if err == nil {
			if answer.Next != "" || answer.Away != "" {
				status = http.StatusSeeOther
			}
			err = s.send(w, r, answer)
		}
		if err != nil {
			status = s.refuse(w, r, err)
		}
		s.note(r, status, err)
	})
}

// answer lets the page answer, if the request may come to it.
func (s *Site) answer(w http.ResponseWriter, r *Request) (answer Answer, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			answer, err = Answer{}, errors.Join(errBroken, asError(caught))
		}
	}()
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		return Answer{}, missing() // no store keeps what is named so
	}
	if err := s.recognise(r); err != nil {
		return Answer{}, err
	}
	if r.Visitor.Side != Stranger || r.Route.Purpose != Nobody {
		w.Header().Set("Cache-Control", "no-store")
	}
	switch {
	case r.Route.Audience.Admits(r.Visitor):
	case r.Visitor.Side == Stranger && s.SignIn != "":
		door := s.SignIn
		if r.Route.Audience.side == Staff && s.OfficeSignIn != "" {
			door = s.OfficeSignIn
		}
		return Answer{Next: door + "?next=" + escape(r.URL.RequestURI(), r.Method)}, nil
	default:
		return Answer{}, missing()
	}
	if s.Limit != nil {
		if err := s.Limit(r); err != nil {
			return Answer{}, err
		}
	}
	if err := readForm(w, r); err != nil {
		return Answer{}, err
	}
	return r.Route.Serve(r)
}

// recognise finds out who holds the cookie.
func (s *Site) recognise(r *Request) error {
	if look, err := r.Cookie(lookCookie); err == nil {
		r.Visitor.Settings = parseSettings(look.Value)
	}
	if kept, err := r.Cookie(s.errandCookie()); err == nil {
		r.Kept = kept.Value
	}
	cookie, err := r.Cookie(s.cookieName())
	if err != nil || cookie.Value == "" || s.Doorman == nil {
		return nil
	}
	v, err := s.Doorman.Resolve(r.Context(), r.Now, cookie.Value)
	if err != nil {
		return err
	}
	if v != nil {
		english := r.Visitor.Settings.English
		r.Visitor = v
		r.Visitor.Settings.English = english && v.Side != Staff
	}
	return nil
}

// readForm reads the body of a form once, within its limit.
func readForm(w http.ResponseWriter, r *Request) error {
	if r.Method != http.MethodPost {
		return nil
	}
	limit, multipart := int64(formMax), isMultipart(r.Request)
	if multipart {
		limit = uploadMax
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	var err error
	if multipart {
		err = r.ParseMultipartForm(formMax) // what is larger waits in a temporary file
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return tooLarge(err)
	}
	return nil
}

// note writes one line a request: the route and never its path, the status and
// never a field, so that no name or number reaches the log.
func (s *Site) note(r *Request, status int, err error) {
	level, attributes := slog.LevelInfo, []slog.Attr{
		slog.String("number", r.Number), slog.String("method", r.Method),
		slog.String("route", r.Route.Pattern), slog.Int("status", status),
	}
	var told *civil.Error
	switch {
	case errors.As(err, &told):
		attributes = append(attributes, slog.String("code", told.Code))
	case err != nil:
		level = slog.LevelError
		attributes = append(attributes, slog.String("error", err.Error()))
	}
	s.log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attributes...)
}
