package cityapp

import (
	"errors"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
)

// Pages are the pages of coming from a city's app.
type Pages struct{ s *screen.Stages }

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// own is what somebody looks at himself for.
const own access.Purpose = "self"

// Routes are the addresses of these pages. Those an app or its provider opens are links,
// and so is the way to it: browsers hold a form's way on to where a page may post to.
func (p *Pages) Routes() []screen.Route {
	everybody, nobody := screen.Public(), screen.Nobody
	return []screen.Route{
		{Method: http.MethodGet, Pattern: "/enter/{app}/{entry}", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Enter},
		{Method: http.MethodGet, Pattern: "/sign-in/app/{app}", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.SignIn},
		{Method: http.MethodGet, Pattern: "/sign-in/app/{app}/back", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Back},
		{Method: http.MethodPost, Pattern: "/sign-in/app/{app}/town", Audience: everybody, Purpose: nobody, Act: "account.sign_in", Serve: p.Town},
		{Method: http.MethodGet, Pattern: "/standing", Audience: screen.Residents(), Purpose: own, Act: screen.Read, Serve: p.Standing},
		{
			Method: http.MethodGet, Pattern: "/entries", Audience: screen.Roles(account.Administrator, casework.City), Purpose: nobody, Act: screen.Read,
			Serve: office.Own(p.Entries),
		},
	}
}

// frame is the frame of a page on a phone.
func (p *Pages) frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	return f
}

// missing is the answer to what is not there.
func missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: "没有找到这一页，请回首页再找。"}
}

// app is the app an address names.
func (p *Pages) app(r *screen.Request) (*oidc.App, error) {
	if a := p.s.Apps.Named(r.PathValue("app")); a != nil {
		return a, nil
	}
	return nil, missing()
}

// told is what an error says to people, if it is one for them.
func told(err error) (*civil.Error, bool) {
	var refused *civil.Error
	ok := errors.As(err, &refused)
	return refused, ok
}

// session is what the accounts know of a resident, nil for everybody else.
func session(r *screen.Request) *account.Visitor {
	v, _ := r.Visitor.Session.(*account.Visitor)
	if v == nil || v.Kind != account.Resident {
		return nil
	}
	return v
}

// again is the address that begins once more.
func again(a *oidc.App, next string, strong bool) string {
	level := ""
	if strong {
		level = string(pack.EntryFace)
	}
	return signInPath(a, next, level)
}
