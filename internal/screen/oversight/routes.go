package oversight

import (
	"lianxin/internal/access"
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	chief, auditor, reader := screen.Roles(chiefs...), screen.Roles(auditors...), screen.Roles(readers...)
	const inspection, nobody = access.Purpose("inspection"), screen.Nobody
	list := []screen.Route{
		{Method: "GET", Pattern: "/overview", Audience: chief, Purpose: inspection, Act: screen.Read, Serve: p.Overview},
		{Method: "GET", Pattern: "/overview/cases", Audience: chief, Purpose: inspection, Act: screen.Read, Serve: p.Cases},
		{Method: "GET", Pattern: "/overview/quality", Audience: chief, Purpose: inspection, Act: screen.Read, Serve: p.Quality},
		{Method: "GET", Pattern: "/proposals", Audience: chief, Purpose: review, Act: screen.Read, Serve: p.Proposals},
		{Method: "POST", Pattern: "/proposals/next", Audience: chief, Purpose: review, Act: "proposal.next", Serve: p.TakeNext},
		{Method: "GET", Pattern: "/proposals/{county}/{id}", Audience: chief, Purpose: review, Act: screen.Read, Serve: p.Proposal},
		{Method: "POST", Pattern: "/proposals/{county}/{id}", Audience: chief, Purpose: review, Act: "case.raise", Serve: p.TakeUp},
		{Method: "POST", Pattern: "/proposals/{county}/{id}/asked", Audience: chief, Purpose: review, Act: "proposal.asked", Serve: p.NoteAsked},
		{Method: "GET", Pattern: "/visits", Audience: chief, Purpose: review, Act: screen.Read, Serve: p.Visits},
		{Method: "POST", Pattern: "/visits", Audience: screen.Roles(drawers...), Purpose: review, Act: "case.draw", Serve: p.DrawVisits},
		{Method: "POST", Pattern: "/visits/assign", Audience: screen.Roles(drawers...), Purpose: review, Act: "case.reassign", Serve: p.AssignVisits},
		{Method: "GET", Pattern: "/visits/{county}/{draw}", Audience: chief, Purpose: review, Act: screen.Read, Serve: p.Draw},
		{Method: "GET", Pattern: "/whatif", Audience: chief, Purpose: nobody, Act: screen.Read, Serve: p.TryOut},
		{Method: "GET", Pattern: "/whatif/plan", Audience: chief, Purpose: nobody, Act: screen.Read, Serve: p.Plan},
		{Method: "GET", Pattern: "/standards", Audience: reader, Purpose: nobody, Act: screen.Read, Serve: p.Standards},
		{Method: "GET", Pattern: "/standards/decided", Audience: chief, Purpose: nobody, Act: screen.Read, Serve: p.DecidedStandards},
		{Method: "GET", Pattern: "/standards/{id}/adjust/{county}", Audience: chief, Purpose: "payment", Act: screen.Read, Serve: p.Adjustment},
		{Method: "POST", Pattern: "/standards/{id}/adjust/{county}", Audience: chief, Purpose: "payment", Act: "standard.adjust", Serve: p.Adjust},
		{Method: "POST", Pattern: "/standards", Audience: chief, Purpose: nobody, Act: "standard.decide", Serve: p.DecideStandard},
		{Method: "GET", Pattern: "/audit", Audience: auditor, Purpose: inspection, Act: screen.Read, Serve: p.Decisions},
		{Method: "GET", Pattern: "/audit/case/{county}/{id}", Audience: auditor, Purpose: inspection, Act: screen.Read, Serve: p.File},
		{Method: "GET", Pattern: "/audit/case/{county}/{id}/replay/{judgement}", Audience: auditor, Purpose: inspection, Act: screen.Read, Serve: p.Replay},
		{Method: "GET", Pattern: "/looks", Audience: screen.Roles(supervisors...), Purpose: "security", Act: screen.Read, Serve: p.Lookers},
		{Method: "GET", Pattern: "/audit/looks", Audience: screen.Roles(supervisors...), Purpose: "security", Act: screen.Read, Serve: p.Looks},
		{Method: "GET", Pattern: "/audit/verify", Audience: auditor, Purpose: nobody, Act: screen.Read, Serve: p.VerifyPage},
		{Method: "POST", Pattern: "/audit/verify", Audience: auditor, Purpose: nobody, Act: "audit.verify", Serve: p.Verify},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return list
}
