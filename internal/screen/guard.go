package screen

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
)

// policy lets a page take everything from this machine and nothing from another,
// and run no script and no style that is written into it. Photos may be shown
// before they are sent (blob), and pictures may be made on a canvas (data).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

// errBroken stands before what a page stumbled over.
var errBroken = errors.New("the page broke off")

// numberLength is the length of a request's number: short enough to be told on
// the telephone.
const numberLength = 6

type numberKey struct{}

// number is the number of the request a context belongs to.
func number(ctx context.Context) string {
	n, _ := ctx.Value(numberKey{}).(string)
	return n
}

// guard wraps the table: number, headers, and no form from another site.
func (s *Site) guard(next http.Handler) http.Handler {
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "请从本系统的页面提交。", http.StatusForbidden)
	}))
	inner := foreign.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		n := rand.Text()[:numberLength]
		h.Set("X-Request-Number", n)
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), numberKey{}, n)))
	})
}

// cookieName is bound to the machine by its prefix where the connection is
// encrypted.
func (s *Site) cookieName() string {
	if s.Secure {
		return "__Host-lianxin"
	}
	return "lianxin"
}

// cookie makes the browser keep or forget a token.
func (s *Site) cookie(session *Session) *http.Cookie {
	c := &http.Cookie{
		Name: s.cookieName(), Value: session.Token, Path: "/", MaxAge: session.MaxAge,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
	if session.Token == "" {
		c.MaxAge = -1
	}
	return c
}

// errandCookie is the name of a note, bound to the machine as the token's is.
func (s *Site) errandCookie() string { return s.cookieName() + "-errand" }

// errand makes the browser keep or forget a note. It is sent when another system
// sends the browser back here, which is why it is not stricter.
func (s *Site) errand(n *Note) *http.Cookie {
	c := &http.Cookie{
		Name: s.errandCookie(), Value: n.Value, Path: "/", MaxAge: n.MaxAge,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
	if n.Value == "" {
		c.MaxAge = -1
	}
	return c
}

// escape is the page to come back to after signing in. What was posted cannot be
// posted again, so its sender begins at the first page.
func escape(uri, method string) string {
	if method != http.MethodGet {
		uri = "/"
	}
	return url.QueryEscape(uri)
}

// isMultipart says whether a form carries files.
func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// asError is what a page stumbled over, as an error.
func asError(caught any) error {
	if err, ok := caught.(error); ok {
		return err
	}
	return fmt.Errorf("%v", caught)
}
