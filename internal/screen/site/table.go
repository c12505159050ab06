package site

import (
	"lianxin/internal/screen"
	"lianxin/internal/screen/public"
)

// Pages are the handlers behind the table, made by app from the stages.
type Pages struct {
	Public *public.Pages
}

// Table lists every page of the product. Columns: method, address, for whom, what
// for, what it does, who serves it.
func Table(p Pages) []screen.Route {
	everybody, nobody := screen.Public(), screen.Nobody
	return []screen.Route{
		{Method: "GET", Pattern: "/settings", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Public.Settings},
		{Method: "POST", Pattern: "/settings", Audience: everybody, Purpose: nobody, Act: "account.settings", Serve: p.Public.KeepSettings},
		{Method: "POST", Pattern: "/language", Audience: everybody, Purpose: nobody, Act: "account.settings", Serve: p.Public.Language},
		{Method: "GET", Pattern: "/keys", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Public.Keys},
		{Method: "GET", Pattern: "/help/family", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Public.HelpFamily},
		{Method: "GET", Pattern: "/privacy", Audience: everybody, Purpose: nobody, Act: screen.Read, Serve: p.Public.Privacy},
	}
}

// Parts is the table of the gallery, which is served beside the other one only
// when the program is asked for it.
func Parts() []screen.Route {
	return append(Table(Pages{Public: public.New(nil)}), public.Gallery()...)
}
