package spdci

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Prefix is where all of it is served.
const Prefix = "/spdci"

// Facts opens the facts of counties, brought up to date.
type Facts interface {
	Open(ctx context.Context, county civil.Area, day civil.Date) (*fact.Snapshot, string, error)
}

// Enrolled says what is in pay in a county on a day.
type Enrolled interface {
	Held(ctx context.Context, q db.Query, county string, day civil.Date) ([]assess.Held, error)
}

// Options are the stages that answers are made of, as app has wired them.
type Options struct {
	ID        string        // ours, as it stands in receiver_id
	Address   func() string // of our server, without the prefix
	Journal   *journal.Journal
	Keys      access.Keyring
	Register  *register.Register
	Senders   *Senders
	Catalogue func() *pack.Catalogue
	Facts     func() Facts
	Enrolled  Enrolled
	Counties  func(ctx context.Context) ([]civil.Area, error) // that have anybody
	Now       func() civil.Instant
	Log       *slog.Logger
	Post      Poster // sends callbacks; nil: over the net
}

// Server answers other systems. It is safe for use by many goroutines.
type Server struct {
	Options
	mux    *http.ServeMux
	limits limits
	finder finder
	own    ownKeys
	told   sync.Mutex // one goroutine at a time tells subscribers
}

// New makes a server.
func New(o Options) *Server {
	s := &Server{Options: o, mux: http.NewServeMux()}
	s.finder.server = s
	if s.Post == nil {
		s.Post = Net{}
	}
	s.routes()
	return s
}

// routes are all addresses. Each registry has its own under its path, and all of
// them are reached without one by the reg_type of each item.
func (s *Server) routes() {
	for _, base := range []string{Prefix, Prefix + "/{registry}"} {
		for path, action := range map[string]string{"/registry/search": actSearch, "/registry/subscribe": actSubscribe, "/registry/unsubscribe": actUnsubscribe, "/registry/txn/status": actStatus} {
			s.post(base+path, func(w http.ResponseWriter, r *http.Request) { s.later(w, r, action) })
		}
		s.post(base+"/registry/sync/search", func(w http.ResponseWriter, r *http.Request) { s.now(w, r, actSearch, s.searchNow) })
		s.post(base+"/registry/sync/txn/status", func(w http.ResponseWriter, r *http.Request) { s.now(w, r, actStatus, s.statusNow) })
		s.post(base+"/registry/sync/disabled", func(w http.ResponseWriter, r *http.Request) { s.now(w, r, actSearch, s.disabledNow) })
		s.post(base+"/registry/sync/get-disability-details", func(w http.ResponseWriter, r *http.Request) { s.now(w, r, actSearch, s.detailsNow) })
		s.post(base+"/registry/sync/get-disability-support", func(w http.ResponseWriter, r *http.Request) { s.now(w, r, actSearch, s.supportNow) })
		s.post(base+"/registry/sync/enrolled", func(w http.ResponseWriter, r *http.Request) { s.now(w, r, actSearch, s.enrolledNow) })
		for path, action := range map[string]string{
			"/registry/on-search": actOnSearch, "/registry/on-subscribe": actOnSubscribe, "/registry/on-unsubscribe": actOnUnsubscribe,
			"/registry/notify": actNotify, "/registry/txn/on-status": actOnStatus, "/registry/sync/enrollment/updates": actNotify,
		} {
			s.post(base+path, func(w http.ResponseWriter, r *http.Request) { s.unasked(w, r, action) })
		}
	}
	s.mux.HandleFunc("POST "+Prefix+"/oauth2/client/token", s.serveToken)
	s.mux.HandleFunc("GET "+Prefix+"/.well-known/jwks.json", s.serveKeys)
	s.mux.HandleFunc("GET "+Prefix+"/.well-known/locations.json", s.serveLocations)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, refuse(http.StatusNotFound, errNotFound, "没有这个接口。"))
	})
}

func (s *Server) post(path string, f http.HandlerFunc) {
	s.mux.HandleFunc("POST "+path, f)
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	s.mux.ServeHTTP(w, r)
}
