package accounts

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
)

// Pages are the pages of the administrator.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// security is what accounts are changed for.
const security access.Purpose = "security"

// pageSize is how many rows a page of a list shows.
const pageSize = 50

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }

// visitor is the administrator as the accounts know him.
func visitor(r *screen.Request) (*account.Visitor, error) {
	v := office.Signed(r)
	if v == nil || v.Administers().None() {
		return nil, office.Missing()
	}
	return v, nil
}

// act writes something about accounts, in the administrator's name.
func (p *Pages) act(r *screen.Request, kind string, f func(ctx context.Context, w *journal.Write) error) error {
	v, err := visitor(r)
	if err != nil {
		return err
	}
	h := v.Header(kind, security, journal.Nowhere)
	h.Durable = true
	_, err = p.s.Journal.Do(r.Context(), h, func(w *journal.Write) error { return f(r.Context(), w) })
	return err
}

// all are the accounts with a post where the administrator looks after them.
func (p *Pages) all(r *screen.Request) ([]*account.Account, error) {
	v, err := visitor(r)
	if err != nil {
		return nil, err
	}
	return p.s.Accounts.List(r.Context(), v.Administers())
}

// one reads the account a path names, if it is the administrator's to see.
func (p *Pages) one(r *screen.Request) (*account.Account, error) {
	v, err := visitor(r)
	if err != nil {
		return nil, err
	}
	found, err := p.s.Accounts.ByID(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	scope := v.Administers()
	if !slices.ContainsFunc(found.Posts, func(post account.Post) bool { return scope.Covers(post.Division) }) {
		return nil, office.Missing()
	}
	return found, nil
}

// mine refuses an account with a post beyond what the administrator looks after: he
// sees it and may not change it.
func mine(r *screen.Request, a *account.Account) error {
	v, err := visitor(r)
	if err != nil {
		return err
	}
	return v.MayAppoint(a.Posts...)
}

// posts are the posts of an account that hold today, in words.
func (p *Pages) posts(a *account.Account, today civil.Date) string {
	var words []string
	for _, post := range a.Posts {
		if post.Valid.Holds(today) {
			words = append(words, p.post(post))
		}
	}
	if len(words) == 0 {
		return "现在没有岗位"
	}
	return strings.Join(words, "；")
}

func (p *Pages) post(post account.Post) string { return p.place(post.Division) + " " + post.Title() }

// place is a division with the one above it.
func (p *Pages) place(area civil.Area) string {
	name := p.s.Desk.Place(area)
	if area.Level() > civil.County {
		if above := p.s.Desk.Place(area.Parent()); above != name {
			return above + name
		}
	}
	return name
}

// state is how an account stands: whether it may sign in.
func (p *Pages) state(r *screen.Request, a *account.Account) (format.State, string) {
	if a.Disabled {
		return format.Paused, "已停用"
	}
	until, err := p.s.Accounts.LockedUntil(r.Context(), r.Now, a.Login)
	switch {
	case err == nil && until > r.Now:
		return format.Over, "锁定到" + format.Clock(until)
	case a.MustChange:
		return format.Soon, "等本人改密码"
	}
	return format.Done, "正常"
}

// drawn is a new password: letters and digits in groups, easy to type from paper.
func drawn() string {
	const group, groups = 4, 4
	var parts []string
	text := rand.Text()
	for i := range groups {
		parts = append(parts, text[i*group:(i+1)*group])
	}
	return strings.Join(parts, "-")
}

// statusOf is the status of a refusal that is shown on the page it was asked from.
func statusOf(kind civil.Kind) int {
	switch kind {
	case civil.Conflict, civil.Stale, civil.Denied:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// dayWords is a stretch of days in words.
func dayWords(s account.Span) string {
	switch {
	case s.From == 0 && s.To == 0:
		return "一直"
	case s.To == 0:
		return format.Day(s.From) + "起"
	case s.From == 0:
		return "到" + format.Day(s.To)
	}
	return format.Span(s.From, s.To)
}
