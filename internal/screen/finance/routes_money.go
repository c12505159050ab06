package finance

import "lianxin/internal/screen"

// moneyRoutes are the pages of what keeps money from leaving or brings it back.
func (p *Pages) moneyRoutes() []screen.Route {
	made, signed := screen.Roles(makers...), screen.Roles(signers...)
	var list []screen.Route
	show := func(pattern string, serve screen.Handler) {
		list = append(list, screen.Route{Method: "GET", Pattern: pattern, Audience: made, Purpose: payment, Act: screen.Read, Serve: serve})
	}
	do := func(pattern string, audience screen.Audience, act string, serve screen.Handler) {
		list = append(list, screen.Route{Method: "POST", Pattern: pattern, Audience: audience, Purpose: payment, Act: act, Serve: serve})
	}
	show("/money/events", p.Events)
	show("/money/event/{county}/{event}", p.Event)
	do("/money/event/{county}/{event}/settle", made, "pay.event_settle", p.SettleEvent)
	show("/money/family/{county}/{household}/event", p.NewEvent)
	do("/money/family/{county}/{household}/event", made, "pay.event", p.Report)
	show("/money/recoveries", p.Recoveries)
	show("/money/recovery/{county}/{recovery}", p.Recovery)
	do("/money/recovery/{county}/{recovery}/receive", signed, "pay.receive", p.Receive)
	do("/money/recovery/{county}/{recovery}/propose", made, "pay.waiver", p.ProposeWaiver)
	do("/money/recovery/{county}/{recovery}/waive", made, "pay.waive", p.DecideWaiver)
	show("/money/family/{county}/{household}/recovery", p.NewRecovery)
	do("/money/family/{county}/{household}/recovery", made, "pay.agree", p.Agree)
	show("/money/family/{county}/{household}/statement", p.Statement)
	show("/money/family/{county}/{household}/statement/pdf", p.StatementPDF)
	show("/money/family/{county}/{household}/account", p.Account)
	do("/money/family/{county}/{household}/account", made, "pay.account", p.ChangeAccount)
	do("/money/family/{county}/{household}/proxy", made, "pay.proxy", p.SetProxy)
	show("/money/overlaps", p.Overlaps)
	do("/money/overlap/{county}/{overlap}", made, "pay.overlap", p.ResolveOverlap)
	show("/money/card/{county}/{run}", p.Card)
	do("/money/card/{county}/{run}/mark", signed, "pay.card", p.MarkCard)
	do("/money/card/{county}/{run}/list", signed, "pay.card_list", p.CardList)
	show("/money/national", p.National)
	do("/money/national/{county}/list", made, "pay.national_list", p.NationalList)
	do("/money/national/{county}/compare", made, "pay.national", p.CompareNational)
	do("/money/national/{county}/resolve", made, "pay.national_resolve", p.ResolveNational)
	show("/money/reserves", p.Reserves)
	do("/money/reserves/{county}/fill", signed, "pay.reserve", p.FillReserve)
	list = append(list, screen.Route{Method: "GET", Pattern: "/money/reserve", Audience: screen.Roles(handing...), Purpose: payment, Act: screen.Read, Serve: p.Reserve})
	return list
}
