package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"
)

// Limits of a body in bytes.
const (
	formMost  = 1 << 20
	paperMost = 16 << 20
	feedMost  = 64 << 20
)

// numberLength is the length of a call's number: short enough to be told on the
// telephone.
const numberLength = 6

type numberKey struct{}

// numberOf is the number of the call a context belongs to.
func numberOf(ctx context.Context) string {
	n, _ := ctx.Value(numberKey{}).(string)
	return n
}

// guard wraps the table: a number, headers, a reason for a failure of ours, and no
// answer twice to whoever has it already.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := rand.Text()[:numberLength]
		h := w.Header()
		h.Set("X-Request-Number", n)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "private, no-cache")
		r = r.WithContext(context.WithValue(r.Context(), numberKey{}, n))
		held := &heldAnswer{header: h}
		defer func() {
			if caught := recover(); caught != nil {
				s.Log.ErrorContext(r.Context(), "a call broke off", "number", n, "route", r.Pattern, "error", fmt.Sprint(caught))
				writeProblem(w, broken(n))
				return
			}
			held.send(w, r)
		}()
		next.ServeHTTP(held, r)
	})
}

// heldAnswer keeps an answer until it is whole, so that a failure is a problem and
// not half a list, and so that its tag is known before the first byte leaves.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) Header() http.Header { return a.header }

func (a *heldAnswer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *heldAnswer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// tagBytes is how much of the hash an entity tag has.
const tagBytes = 16

func (a *heldAnswer) send(w http.ResponseWriter, r *http.Request) {
	status := max(a.status, http.StatusOK)
	if r.Method == http.MethodGet && status == http.StatusOK {
		sum := sm3.Sum(a.body.Bytes())
		tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:tagBytes]) + `"`
		w.Header().Set("ETag", tag)
		if has(r.Header.Get("If-None-Match"), tag) {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(a.body.Bytes()) // nobody is there any more to be told
}

// has says whether the tags of If-None-Match name one. A star names every answer,
// and is of no use to a reader who has none.
func has(header, tag string) bool {
	return slices.ContainsFunc(strings.Split(header, ","), func(one string) bool {
		return strings.TrimPrefix(strings.TrimSpace(one), "W/") == tag
	})
}
