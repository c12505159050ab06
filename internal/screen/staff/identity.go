package staff

import (
	"net/url"

	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/screen"
	"lianxin/internal/screen/part"
)

// identityLife is for how many seconds a browser keeps what ties an answer to its
// question.
const identityLife = 10 * 60

// moreDoors are the other ways in. That of another system is there only where one
// is configured.
func (p *Pages) moreDoors(r *screen.Request) []part.Link {
	list := []part.Link{{Text: "居民登录", Path: "/sign-in"}}
	if p.s.Identity == nil {
		return list
	}
	to := "/staff/identity?next=" + url.QueryEscape(local(r.FormValue("next")))
	return append([]part.Link{{Text: "用统一身份登录", Path: to}}, list...)
}

// Identity sends somebody to the other system to be proven. It is a link and not a
// form, because browsers hold a form's way on to the places a page may post to.
func (p *Pages) Identity(r *screen.Request) (screen.Answer, error) {
	if p.s.Identity == nil {
		return screen.Answer{}, notThere()
	}
	address, attempt, err := p.s.Identity.Begin(r.Context(), r.Now)
	if err != nil {
		return p.notProven(r, err, account.Proof{})
	}
	attempt.Next = local(r.FormValue("next"))
	kept, err := attempt.Seal(p.s.Keys)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Away: address, Note: &screen.Note{Value: kept, MaxAge: identityLife}}, nil
}

// IdentityBack takes the answer of the other system, which can only be a link. It
// opens a session for whoever began here and is proven, and for nobody else.
func (p *Pages) IdentityBack(r *screen.Request) (screen.Answer, error) {
	if p.s.Identity == nil {
		return screen.Answer{}, notThere()
	}
	attempt, err := oidc.OpenAttempt(p.s.Keys, r.Kept)
	if err != nil {
		return p.notProven(r, err, account.Proof{})
	}
	proof, err := p.s.Identity.Finish(r.Context(), r.Now, attempt, r.URL.Query())
	if err != nil {
		return p.notProven(r, err, account.Proof{})
	}
	token, visitor, err := p.s.Accounts.SignInAs(r.Context(), r.Now, proof, addressOf(r))
	if err != nil {
		return p.notProven(r, err, proof)
	}
	next := local(attempt.Next)
	if next == "" || next == "/" {
		next = firstPage(visitor)
	}
	return screen.Answer{Next: next, Session: &screen.Session{Token: token}, Note: &screen.Note{}}, nil
}

// notProven shows the way in again with what went wrong. Whoever was proven and has
// no account reads the number an administrator needs to bind one: it is his own.
func (p *Pages) notProven(r *screen.Request, err error, proof account.Proof) (screen.Answer, error) {
	message, known := told(err)
	if !known {
		return screen.Answer{}, err
	}
	v := p.signInView(r)
	v.fault("login", message)
	if proof.Subject != "" {
		v.Number = proof.Subject
	}
	answer, err := screen.Again(formPage(v))
	answer.Note = &screen.Note{} // one answer, one try
	return answer, err
}
