package token

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
)

// PurposeHeader names what a call is for, where a client has several purposes.
const PurposeHeader = "X-Purpose"

// guessesMost is how many calls with a wrong key one address may make in a minute.
const guessesMost = 30

// Door lets callers in.
type Door struct {
	Machines *machine.Machines
	Now      func() civil.Instant
	Log      *slog.Logger

	uses    *machine.Uses
	calls   machine.Limiter
	guesses machine.Limiter
}

// New makes a door.
func New(m *machine.Machines, now func() civil.Instant, log *slog.Logger) *Door {
	return &Door{Machines: m, Now: now, Log: log, uses: machine.NewUses(m)}
}

// Caller is a client at one call.
type Caller struct {
	*machine.Client
	Purpose access.Purpose
	Now     civil.Instant
}

// Viewer is the caller as registers know him.
func (c *Caller) Viewer() access.Viewer { return c.Client.Viewer(c.Purpose, c.Now.Date()) }

// Who is the caller as cases know him: by the same posts as a colleague, and barred
// from whatever a person has to decide.
func (c *Caller) Who() casework.Who {
	who := casework.Who{Actor: c.Actor(), Staff: c.ID, Name: c.Title, Purpose: c.Purpose, Machine: true}
	for _, p := range c.Held(c.Now.Date()) {
		who.Posts = append(who.Posts, casework.Post{Role: p.Role, Division: p.Division})
	}
	return who
}

// Later is a client at a moment at which it does not call, such as when it is told
// something: for its first purpose.
func Later(c *machine.Client, now civil.Instant) *Caller {
	out := &Caller{Client: c, Now: now}
	if len(c.Purposes) > 0 {
		out.Purpose = c.Purposes[0]
	}
	return out
}

// Today is the day of the call.
func (c *Caller) Today() civil.Date { return c.Now.Date() }

// Refusal is why a call was not let in, with what HTTP says of it.
type Refusal struct {
	Status int
	Wait   int // seconds, where the caller was too quick
	Err    error
}

func (r *Refusal) Error() string { return r.Err.Error() }
func (r *Refusal) Unwrap() error { return r.Err }

// Write puts the refusal's headers down; the body is the caller's.
func (r *Refusal) Write(h http.Header) {
	if r.Wait > 0 {
		h.Set("Retry-After", strconv.Itoa(r.Wait))
	}
	if r.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="lianxin"`)
	}
}

// Bearer is the token a request carries; empty for none.
func Bearer(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// Admit says who calls, or refuses with a [Refusal]: 401 without a key that holds,
// 403 without the scope or the purpose, 429 for one call too many. An empty scope
// asks for none.
func (d *Door) Admit(r *http.Request, scope machine.Scope) (*Caller, error) {
	now := d.Now()
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	c, err := d.Machines.Authenticate(r.Context(), now, Bearer(r))
	var refused *civil.Error
	if errors.As(err, &refused) && (refused.Kind == civil.Denied || refused.Kind == civil.NotFound) {
		if wait, ok := d.guesses.Admit(address, guessesMost, now); !ok {
			return nil, tooMany(wait)
		}
		return nil, &Refusal{Status: http.StatusUnauthorized, Err: err}
	}
	if err != nil {
		return nil, err
	}
	if wait, ok := d.calls.Admit(c.ID, c.Rate, now); !ok {
		return nil, tooMany(wait)
	}
	if scope != "" && !c.May(scope) {
		return nil, &Refusal{Status: http.StatusForbidden, Err: &civil.Error{Kind: civil.Denied, Code: "scope_denied",
			Message: "这个系统没有“" + scope.Title() + "”权限，请联系系统管理员。"}}
	}
	purpose, err := c.Purpose(r.Header.Get(PurposeHeader))
	if err != nil {
		return nil, &Refusal{Status: http.StatusForbidden, Err: err}
	}
	caller := &Caller{Client: c, Purpose: purpose, Now: now}
	if err := d.uses.Note(r.Context(), caller.Client, now); err != nil {
		d.Log.WarnContext(r.Context(), "the use of a client was not noted", "client", c.Name)
	}
	return caller, nil
}

func tooMany(wait int) error {
	return &Refusal{Status: http.StatusTooManyRequests, Wait: wait, Err: &civil.Error{Kind: civil.Unavailable, Code: "too_many_calls",
		Message: "调用太频繁，请等" + strconv.Itoa(wait) + "秒再试。"}}
}

type callerKey struct{}

// With is a context that knows its caller.
func With(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From is the caller of a context; nil where nobody was let in.
func From(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}

// Under is the caller with no other posts than those of some roles; refused (403)
// where there is none.
func (c *Caller) Under(roles ...access.Role) (*Caller, error) {
	narrow := *c.Client
	narrow.Posts = nil
	for _, p := range c.Posts {
		if slices.Contains(roles, p.Role) {
			narrow.Posts = append(narrow.Posts, p)
		}
	}
	if len(narrow.Posts) == 0 {
		return nil, &Refusal{Status: http.StatusForbidden, Err: &civil.Error{Kind: civil.Denied, Code: "role_denied",
			Message: "这个系统的岗位看不到这类信息，请联系系统管理员。"}}
	}
	return &Caller{Client: &narrow, Purpose: c.Purpose, Now: c.Now}, nil
}

// Scope is what the caller's posts cover for the purpose of the call.
func (c *Caller) Scope() access.Scope { return c.Viewer().Scope() }
