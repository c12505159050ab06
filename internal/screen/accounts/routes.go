package accounts

import (
	"lianxin/internal/access/account"
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it. No person's data is on any of them.
func (p *Pages) Routes() []screen.Route {
	administrator := screen.Roles(account.Administrator)
	windows := screen.Roles(account.Administrator, account.Town, account.Village, account.County)
	heads := screen.Roles(account.Administrator, account.County, account.City)
	const nobody = screen.Nobody
	list := []screen.Route{
		{Method: "GET", Pattern: "/accounts", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.List},
		{Method: "GET", Pattern: "/accounts/new", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.New},
		{Method: "POST", Pattern: "/accounts/new", Audience: administrator, Purpose: nobody, Act: "account.create", Serve: p.Create},
		{Method: "GET", Pattern: "/accounts/delegations", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.Delegations},
		{Method: "GET", Pattern: "/accounts/reassign", Audience: heads, Purpose: nobody, Act: screen.Read, Serve: p.Reassign},
		{Method: "POST", Pattern: "/accounts/reassign", Audience: heads, Purpose: nobody, Act: "case.reassign", Serve: p.DoReassign},
		{Method: "GET", Pattern: "/messages", Audience: windows, Purpose: nobody, Act: screen.Read, Serve: p.Messages},
		{Method: "GET", Pattern: "/accounts/{id}", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.Account},
		{Method: "GET", Pattern: "/accounts/{id}/posts", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.Posts},
		{Method: "POST", Pattern: "/accounts/{id}/posts", Audience: administrator, Purpose: nobody, Act: "account.change", Serve: p.ChangePosts},
	}
	list = append(list,
		screen.Route{Method: "POST", Pattern: "/accounts/{id}/identity", Audience: administrator, Purpose: nobody, Act: "account.bind", Serve: p.Bind},
		screen.Route{Method: "POST", Pattern: "/accounts/{id}/unbind", Audience: administrator, Purpose: nobody, Act: "account.unbind", Serve: p.Unbind},
	)
	for _, a := range acts {
		list = append(list, screen.Route{Method: "POST", Pattern: "/accounts/{id}/" + a.name, Audience: administrator, Purpose: nobody, Act: a.kind, Serve: p.Do(a.name, a.kind)})
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return list
}
