package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/once"
	"lianxin/internal/api/token"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/verify"
)

// Prefix is where all of it is served.
const Prefix = "/api/v1"

// Options are the stages that the interface asks, as app has wired them.
type Options struct {
	Door      *token.Door
	Journal   *journal.Journal
	Keys      access.Keyring
	Register  *register.Register
	Desk      *casework.Desk
	Judge     *assess.FamilyJudge
	Verify    *verify.Office
	Pay       *pay.Pay
	Ledger    *ledger.Ledger
	Catalogue func() *pack.Catalogue
	Divisions *civil.Divisions
	Regions   *civil.RegionHistory // of identity numbers of described families
	City      civil.Area
	Folder    string // of the store's data: rechecks lie in it
	Log       *slog.Logger
	Take      Take            // nil: nothing is taken in from here
	Hooks     *webhook.Office // nil: news is only read, never told
	Watching
	Serving
}

// Server answers programs.
type Server struct {
	Options
	api  huma.API
	mux  *http.ServeMux
	laws laws
	once *once.Book
}

// New makes a server. A table of routes that contradicts itself ends the program
// at its start.
func New(o Options) *Server {
	s := &Server{Options: o, mux: http.NewServeMux(), once: once.New(o.Journal, o.Keys)}
	config := huma.DefaultConfig("连心 开放接口", "1.0.0")
	config.Info.Description = introduction
	config.DocsPath, config.SchemasPath, config.OpenAPIPath = "", "", ""
	config.CreateHooks = nil // answers carry no address of a schema
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	config.DefaultFormat, config.RejectUnknownQueryParameters = "application/json", true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "系统管理员在“对接系统”页面发放的密钥，放在请求头 Authorization: Bearer 之后。"},
	}
	config.Security = []map[string][]string{{"bearer": {}}}
	s.api = humago.New(s.mux, config)
	s.api.UseMiddleware(s.admit)
	s.routes()
	s.mux.HandleFunc("GET "+Prefix+"/openapi.json", s.serveDocument)
	s.mux.HandleFunc("GET "+Prefix+"/docs", s.servePage)
	s.mux.HandleFunc("GET "+Prefix+"/docs.css", serveStyle)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, s.problem(r.Context(), &civil.Error{Kind: civil.NotFound, Code: "route_unknown", Message: "没有这个接口，请看/api/v1/docs。"}))
	})
	return s
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.guard(s.mux).ServeHTTP(w, r) }

// routes enters all routes, noun by noun.
func (s *Server) routes() {
	s.personRoutes()
	s.householdRoutes()
	s.unitRoutes()
	s.divisionRoutes()
	s.recordRoutes()
	s.matterRoutes()
	s.caseRoutes()
	s.determinationRoutes()
	s.paymentRoutes()
	s.verificationRoutes()
	s.reportRoutes()
	s.newsRoutes()
	s.feedRoutes()
	s.webhookRoutes()
	s.watchRoutes()
	s.serviceRoutes()
	s.measureRoutes()
}

// route is one line of the table: where, what it is called, for whom.
type route struct {
	method, path, id, summary, tag string
	about                          string        // a paragraph for the document
	scope                          machine.Scope // empty: any key
	roles                          []access.Role // of posts that see this on pages; nil: all
	status                         int           // of success; 200 when zero
	most                           int64         // bytes of the body; a form's size when zero
}

// The keys under which a route's needs stand in its operation.
const (
	scopeKey = "scope"
	rolesKey = "roles"
)

// body is what huma sends.
type body[T any] struct {
	Body T
}

// handle enters a route. What f refuses becomes a problem by the table in problem.go.
func handle[I, T any](s *Server, r route, f func(ctx context.Context, c *token.Caller, in *I) (T, error)) {
	op := huma.Operation{
		Method: r.method, Path: Prefix + r.path, OperationID: r.id, Summary: r.summary, Description: r.about, Tags: []string{r.tag},
		DefaultStatus: r.status, MaxBodyBytes: r.most, RejectUnknownQueryParameters: true,
		Metadata: map[string]any{scopeKey: r.scope, rolesKey: r.roles}, Extensions: map[string]any{"x-scope": string(r.scope)},
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests},
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = formMost
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*body[T], error) {
		out, err := f(ctx, token.From(ctx), in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &body[T]{out}, nil
	})
}

// admit lets callers in, before anything of the body is read.
func (s *Server) admit(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	meta := ctx.Operation().Metadata
	scope, _ := meta[scopeKey].(machine.Scope)
	roles, _ := meta[rolesKey].([]access.Role)
	c, err := s.Door.Admit(r, scope)
	if err == nil && len(roles) > 0 {
		c, err = c.Under(roles...)
	}
	if err == nil && unwritable(r.URL) {
		err = errZero()
	}
	if err != nil {
		writeProblem(w, s.problem(r.Context(), err))
		return
	}
	next(huma.WithContext(ctx, token.With(r.Context(), c)))
}

// unwritable says whether an address has something in it that no text has: not every
// store keeps it.
func unwritable(u *url.URL) bool {
	wrong := func(text string) bool { return !utf8.ValidString(text) || strings.ContainsRune(text, 0) }
	for _, values := range u.Query() {
		if slices.ContainsFunc(values, wrong) {
			return true
		}
	}
	return wrong(u.Path)
}
