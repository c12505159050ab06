package resident_test

import (
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/resident"
	"lianxin/internal/screen/screentest"
	helper "lianxin/internal/watch/officer"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
)

// helping opens the pages with plans and referrals.
func helping(t *testing.T) *screentest.Office {
	return screentest.Open(t, screentest.Setup{
		Tables: slices.Concat(plan.Tables(), referral.Tables()),
		Stages: func(s *screen.Stages) {
			s.Plans = plan.New(plan.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue})
			s.Referrals = referral.New(referral.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar})
		},
	}, func(s *screen.Stages) []screen.Route { return resident.New(s).Routes() })
}

// comes lets somebody in as a resident.
func comes(o *screentest.Office, login string, person register.Ref) {
	o.People[login] = &screen.Visitor{
		Side: screen.Resident, Actor: "resident:" + person.String(), Name: login, Persons: []screen.Person{{County: person.County, ID: person.ID, Name: login, Chosen: true}},
		Session: &account.Visitor{Kind: account.Resident, Persons: []account.Person{{County: person.County, ID: person.ID}}},
	}
}

func TestAFamilySeesWhatWasPassedOnAndItsPlan(t *testing.T) {
	t.Parallel()
	o := helping(t)
	f := o.Settle("李秀英", "李强")
	comes(o, "li", f.People[0])
	comes(o, "qiang", f.People[1])
	o.Get("li", "/helped").Says(200, "现在没有转给别的部门的事")

	clerk := helper.Officer{Name: "张明", Viewer: access.Viewer{Actor: "staff:zhang", Roles: []access.Role{"town"}, Divisions: []civil.Area{screentest.Town}, Purpose: "visit"}}
	ctx := t.Context()
	order := referral.Order{Household: f.Household, Person: f.People[1], Name: "李强", Division: screentest.Village, Origin: referral.FromLead, OriginID: "L1", Need: "education", Target: "education", Asked: "内部说明：线索转来"}
	sent, err := o.Stages.Referrals.Send(ctx, clerk, order)
	if err != nil {
		t.Fatal(err)
	}
	order.Need, order.Target, order.Person, order.Name, order.Once = "legal", "legal", f.People[0], "李秀英", "b"
	for _, target := range o.Stages.Referrals.Support(screentest.Village).Targets {
		if slices.Contains(target.Needs, "legal") {
			order.Target = target.Name
		}
	}
	if _, err := o.Stages.Referrals.Send(ctx, clerk, order); err != nil {
		t.Fatal(err)
	}
	o.Get("li", "/helped").Says(200, "教育", "李强", "已经转过去", "维权").Hides("内部说明", "线索")
	o.Get("qiang", "/helped").Says(200, "李强").Hides("维权")
	if _, err := o.Stages.Referrals.Answer(ctx, clerk, referral.Seen{Ref: sent.Ref}, referral.Reply{Result: referral.Granted, Words: "学费已减免。"}); err != nil {
		t.Fatal(err)
	}
	o.Get("li", "/helped").Says(200, "已经办了", "学费已减免")

	if _, err := o.Stages.Plans.Begin(ctx, clerk, plan.Start{Household: f.Household, Name: "李秀英", Division: screentest.Village, Members: 2}); err != nil {
		t.Fatal(err)
	}
	drawn, err := o.Stages.Plans.Draw(ctx, clerk, f.Household, plan.Draft{Needs: []string{"medical"}, Words: "内部看法", Keeper: "顾红", Unit: "居委会"})
	if err != nil {
		t.Fatal(err)
	}
	measure := plan.Measure{Need: "medical", Kind: "cash", Words: "办理医疗救助", Doer: "张明", Due: screentest.Day(t, "2025-07-20")}
	if _, err := o.Stages.Plans.Add(ctx, clerk, plan.Seen{Ref: drawn.Ref}, measure); err != nil {
		t.Fatal(err)
	}
	o.Get("qiang", "/helped").Says(200, "等您同意", "看病", "顾红（居委会）", "办理医疗救助").Hides("内部看法")
}
