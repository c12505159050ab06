package staff

import (
	"errors"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	everybody, own := screen.Public(), screen.Roles(allRoles...)
	cases, takers, lookers := screen.Roles(caseRoles...), screen.Roles(intakeRoles...), screen.Roles(lookRoles...)
	windows := screen.Roles(casework.Town)
	const nobody, asking = screen.Nobody, access.Purpose("application")
	return []screen.Route{
		{Method: "GET", Pattern: "/staff/sign-in", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.SignIn},
		{Method: "POST", Pattern: "/staff/sign-in", Audience: everybody, Purpose: nobody, Act: "account.sign_in", Serve: p.Enter},
		{Method: "GET", Pattern: "/staff/identity", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Identity},
		{Method: "GET", Pattern: "/staff/identity/back", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.IdentityBack},
		{Method: "GET", Pattern: "/staff/password", Audience: own, Purpose: nobody, Act: screen.Read, Serve: p.Password},
		{Method: "POST", Pattern: "/staff/password", Audience: own, Purpose: nobody, Act: "account.password", Serve: p.ChangePassword},
		{Method: "GET", Pattern: "/staff/authenticator", Audience: own, Purpose: nobody, Act: screen.Read, Serve: office.Own(p.Authenticator)},
		{Method: "POST", Pattern: "/staff/authenticator", Audience: own, Purpose: nobody, Act: "account.totp", Serve: office.Own(p.Enrol)},
		{Method: "GET", Pattern: "/delegation", Audience: own, Purpose: nobody, Act: screen.Read, Serve: office.Own(p.Delegation)},
		{Method: "POST", Pattern: "/delegation", Audience: own, Purpose: nobody, Act: "account.delegate", Serve: office.Own(p.Delegate)},

		{Method: "GET", Pattern: "/work", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Work)},
		{Method: "POST", Pattern: "/work", Audience: cases, Purpose: asking, Act: "case.assign", Serve: office.Own(p.TakeNext)},
		{Method: "GET", Pattern: "/bulk", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Bulk)},
		{Method: "POST", Pattern: "/bulk", Audience: cases, Purpose: asking, Act: "case.do", Serve: office.Own(p.DoBulk)},
		{Method: "GET", Pattern: "/search", Audience: lookers, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Search)},
		{Method: "GET", Pattern: "/person/{county}/{id}", Audience: lookers, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Person)},
		{Method: "POST", Pattern: "/person/{county}/{id}", Audience: lookers, Purpose: asking, Act: "look", Serve: office.Own(p.Reveal)},
		{Method: "POST", Pattern: "/person/{county}/{id}/slip", Audience: takers, Purpose: asking, Act: "account.slip", Serve: office.Own(p.Slip)},
		{Method: "GET", Pattern: "/person/{county}/{id}/phone", Audience: takers, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Phone)},
		{Method: "POST", Pattern: "/person/{county}/{id}/phone", Audience: takers, Purpose: asking, Act: register.PhoneAct, Serve: office.Own(p.SetPhone)},

		{Method: "GET", Pattern: "/intake", Audience: takers, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Intake)},
		{Method: "POST", Pattern: "/intake", Audience: takers, Purpose: asking, Act: "case.begin", Serve: office.Own(p.Identify)},
		{Method: "GET", Pattern: "/intake/{county}/{id}", Audience: takers, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Form)},
		{Method: "POST", Pattern: "/intake/{county}/{id}", Audience: takers, Purpose: asking, Act: "case.save", Serve: office.Own(p.SaveForm)},
		{Method: "POST", Pattern: "/intake/{county}/{id}/draft", Audience: takers, Purpose: asking, Act: "case.save", Serve: office.Own(p.Draft)},

		{Method: "GET", Pattern: bundlesPath, Audience: windows, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Bundles)},
		{Method: "GET", Pattern: bundlesPath + "/{bundle}", Audience: windows, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Bundle)},
		{Method: "POST", Pattern: bundlesPath + "/{bundle}", Audience: windows, Purpose: asking, Act: "case.bundle", Serve: office.Own(p.BeginBundle)},
		{Method: "GET", Pattern: bundlesPath + "/{county}/{id}", Audience: windows, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Together)},
		{Method: "GET", Pattern: bundlesPath + "/{county}/{id}/receipt", Audience: windows, Purpose: asking, Act: screen.Read, Serve: office.Own(p.BundleReceipt)},
		{Method: "POST", Pattern: bundlesPath + "/{county}/{id}/submit", Audience: windows, Purpose: asking, Act: "case.submit", Serve: office.Own(p.SubmitTogether)},
		{Method: "POST", Pattern: bundlesPath + "/{county}/{id}/continue", Audience: windows, Purpose: asking, Act: "case.bundle", Serve: office.Own(p.ContinueTogether)},

		{Method: "GET", Pattern: "/case/{county}/{id}", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Case)},
		{Method: "GET", Pattern: "/case/{county}/{id}/do/{action}", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Action)},
		{Method: "POST", Pattern: "/case/{county}/{id}/do/{action}", Audience: cases, Purpose: asking, Act: "case.do", Serve: office.Own(p.Do)},
		{Method: "GET", Pattern: "/case/{county}/{id}/guardian", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Guardian)},
		{Method: "POST", Pattern: "/case/{county}/{id}/guardian", Audience: windows, Purpose: asking, Act: "case.guardian_check", Serve: office.Own(p.CheckGuardian)},
		{Method: "GET", Pattern: "/case/{county}/{id}/file/{file}", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.File)},
		{Method: "GET", Pattern: "/case/{county}/{id}/letter/{letter}", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Letter)},
		{Method: "GET", Pattern: "/case/{county}/{id}/letter/{letter}/pdf", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.LetterPDF)},
		{Method: "GET", Pattern: "/case/{county}/{id}/notice", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Notice)},
		{Method: "GET", Pattern: "/case/{county}/{id}/archive.pdf", Audience: cases, Purpose: asking, Act: screen.Read, Serve: office.Own(p.Archive)},
	}
}

// allRoles are all roles of staff: everybody has a password of his own.
var allRoles = []access.Role{"city", "county", "town", "village", "department", "finance", "auditor", "administrator", "hotline"}

// code is the code of a refusal, empty for what is none.
func code(err error) string {
	var told *civil.Error
	if errors.As(err, &told) {
		return told.Code
	}
	return ""
}

// told is what a refusal says to people; ok is false for a fault of ours.
func told(err error) (message string, ok bool) {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Message, true
	}
	return "", false
}

// kind is the kind of a refusal; ok is false for a fault of ours.
func kind(err error) (k civil.Kind, ok bool) {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Kind, true
	}
	return 0, false
}
