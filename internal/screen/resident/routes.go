package resident

import (
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/screen"
)

// What these pages are looked at for.
const (
	ownPurpose  access.Purpose = "self"
	casePurpose access.Purpose = "application"
)

// Routes are the addresses of these pages.
func (p *Pages) Routes() []screen.Route {
	return append(append(append(p.doorRoutes(), p.ownRoutes()...), p.caseRoutes()...), append(p.bundleRoutes(), p.guardianRoutes()...)...)
}

// doorRoutes are those of coming in and going out.
func (p *Pages) doorRoutes() []screen.Route {
	everybody, nobody := screen.Public(), screen.Nobody
	return []screen.Route{
		{Method: http.MethodGet, Pattern: "/sign-in", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.SignIn},
		{Method: http.MethodPost, Pattern: "/sign-in", Audience: everybody, Purpose: nobody, Act: "account.code_request", Serve: p.Ask},
		{Method: http.MethodGet, Pattern: "/sign-in/code", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.CodePage},
		{Method: http.MethodPost, Pattern: "/sign-in/code", Audience: everybody, Purpose: nobody, Act: "account.sign_in", Serve: p.Enter},
		{Method: http.MethodPost, Pattern: "/sign-out", Audience: screen.Signed(), Purpose: nobody, Act: "account.sign_out", Serve: p.SignOut},
	}
}

// get and post are pages of whoever signed in for himself.
func (p *Pages) get(pattern string, purpose access.Purpose, serve screen.Handler) screen.Route {
	return screen.Route{Method: http.MethodGet, Pattern: pattern, Audience: screen.Residents(), Purpose: purpose, Act: screen.Read, Serve: p.own(serve)}
}

func (p *Pages) post(pattern string, purpose access.Purpose, act string, serve screen.Handler) screen.Route {
	return screen.Route{Method: http.MethodPost, Pattern: pattern, Audience: screen.Residents(), Purpose: purpose, Act: act, Serve: p.own(serve)}
}

// ownRoutes are those of what is one's own.
func (p *Pages) ownRoutes() []screen.Route {
	return []screen.Route{
		p.get("/home", ownPurpose, p.Home),
		p.get("/entitled", ownPurpose, p.Entitled),
		p.get("/payments", ownPurpose, p.Payments),
		p.get("/looked", ownPurpose, p.Looked),
		p.get("/helped", ownPurpose, p.Helped),
		p.get("/persons", ownPurpose, p.Persons),
		p.post("/persons", ownPurpose, "account.act_for", p.Switch),
		p.post("/persons/add", ownPurpose, "account.add_person", p.Add),
		p.get("/apply", casePurpose, p.Matters),
		p.get("/apply/{matter}", casePurpose, p.Matter),
		p.post("/apply/{matter}", casePurpose, "case.begin", p.Begin),
	}
}

// caseRoutes are those of one case. An invited signer comes to three of them.
func (p *Pages) caseRoutes() []screen.Route {
	const at = "/cases/{county}/{id}"
	family := screen.Residents()
	return append(p.formRoutes(at),
		screen.Route{Method: http.MethodGet, Pattern: at, Audience: family, Purpose: casePurpose, Act: screen.Read, Serve: p.Case},
		screen.Route{Method: http.MethodGet, Pattern: at + "/do/{action}", Audience: family, Purpose: casePurpose, Act: screen.Read, Serve: p.Action},
		screen.Route{Method: http.MethodPost, Pattern: at + "/do/{action}", Audience: family, Purpose: casePurpose, Act: "case.act", Serve: p.Act},
		p.get(at+"/receipt", casePurpose, p.Receipt),
		p.get(at+"/letters/{letter}", casePurpose, p.Letter),
		p.get(at+"/letters/{letter}/print", casePurpose, p.Print),
		p.get(at+"/letters/{letter}/pdf", casePurpose, p.PDF),
		p.get(at+"/invite/{party}", casePurpose, p.Invite),
		p.post(at+"/invite/{party}", casePurpose, "case.invite", p.Invited),
	)
}

// formRoutes are those of a form that is being filled in.
func (p *Pages) formRoutes(at string) []screen.Route {
	const save = "case.save"
	get := func(pattern string, serve func(*draft) (screen.Answer, error)) screen.Route {
		return p.get(at+pattern, casePurpose, p.inDraft(serve))
	}
	post := func(pattern string, serve func(*draft) (screen.Answer, error)) screen.Route {
		return p.post(at+pattern, casePurpose, save, p.inDraft(serve))
	}
	return []screen.Route{
		get("/form", p.Tasks),
		get("/form/{section}", p.Section),
		get("/form/{section}/ask/{field}", p.Question),
		post("/form/{section}/ask/{field}", p.Answer),
		get("/form/{section}/of/{member}", p.Section),
		get("/form/{section}/of/{member}/ask/{field}", p.Question),
		post("/form/{section}/of/{member}/ask/{field}", p.Answer),
		get("/members", p.Members),
		post("/members", p.AddMembers),
		post("/members/more", p.AddMore),
		post("/members/remove", p.Remove),
		get("/papers", p.Papers),
		get("/papers/{paper}/{member}", p.Paper),
		post("/papers/{paper}/{member}", p.Bring),
		get("/declare", p.Declare),
		post("/declare", p.Promise),
		get("/answers", p.Answers),
		p.post(at+"/submit", casePurpose, "case.submit", p.Submit),
	}
}
