package finance

import (
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	made, signed := screen.Roles(makers...), screen.Roles(signers...)
	list := []screen.Route{
		{Method: "GET", Pattern: "/pay", Audience: made, Purpose: payment, Act: screen.Read, Serve: p.Runs},
		{Method: "GET", Pattern: "/pay/overpaid", Audience: made, Purpose: payment, Act: screen.Read, Serve: p.Overpaid},
		{Method: "GET", Pattern: "/pay/new", Audience: made, Purpose: payment, Act: screen.Read, Serve: p.Preview},
		{Method: "POST", Pattern: "/pay/new", Audience: made, Purpose: payment, Act: "pay.prepare", Serve: p.Prepare},
		{Method: "GET", Pattern: "/pay/{county}/{run}", Audience: made, Purpose: payment, Act: screen.Read, Serve: p.Run},
		{Method: "GET", Pattern: "/pay/{county}/{run}/line/{line}", Audience: made, Purpose: payment, Act: screen.Read, Serve: p.Line},
		{Method: "POST", Pattern: "/pay/{county}/{run}/line/{line}/retry", Audience: signed, Purpose: payment, Act: "pay.retry", Serve: p.DoLine("retry")},
		{Method: "POST", Pattern: "/pay/{county}/{run}/line/{line}/forgo", Audience: signed, Purpose: payment, Act: "pay.forgo", Serve: p.DoLine("forgo")},
		{Method: "POST", Pattern: "/pay/{county}/{run}/line/{line}/withhold", Audience: signed, Purpose: payment, Act: "pay.withhold", Serve: p.DoLine("withhold")},
		{Method: "POST", Pattern: "/pay/{county}/{run}/finding/{finding}", Audience: signed, Purpose: payment, Act: "pay.resolve", Serve: p.Resolve},
		{Method: "GET", Pattern: "/pay/family/{county}/{household}", Audience: made, Purpose: payment, Act: screen.Read, Serve: p.Family},
	}
	list = append(list, p.moneyRoutes()...)
	for i := range steps {
		s := &steps[i]
		pattern, audience := "/pay/{county}/{run}/do/"+s.name, screen.Roles(s.roles...)
		list = append(list,
			screen.Route{Method: "GET", Pattern: pattern, Audience: audience, Purpose: payment, Act: screen.Read, Serve: p.Step(s)},
			screen.Route{Method: "POST", Pattern: pattern, Audience: audience, Purpose: payment, Act: "pay." + s.name, Serve: p.Do(s)})
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return list
}
