package api_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http/httptest"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/client"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
)

// countyArea is the county of the tests.
const countyArea = civil.Area(320613000000)

// must ends the test at a failure of its own preparations.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// lived is a house in which something of every kind has happened to one family.
type lived struct {
	*house
	people                                                                      []person
	family                                                                      register.Ref
	lead, plan, referral, meeting, station, enrolment, rental, piece, complaint register.Ref
}

func (h *house) who(role access.Role, division civil.Area) casework.Who {
	return casework.Who{Actor: "person:clerk", Staff: "clerk", Name: "张明", Purpose: "service", Posts: []casework.Post{{Role: role, Division: division}}}
}

func (h *house) lived() *lived {
	h.t.Helper()
	l := &lived{house: h}
	l.people, l.family = h.settle("王秀英", "王小明")
	for _, p := range l.people {
		h.held = append(h.held, assess.Held{Programme: "dibao", Person: p.ID, Amount: 78000})
	}
	l.watch()
	l.serve()
	h.index()
	return l
}

// office lets the program of a department in, by the name of the department.
func (h *house) office(name, organisation string, division civil.Area, scopes ...machine.Scope) *program {
	h.t.Helper()
	p := h.admit(name, account.Department, division, "exchange", scopes...)
	c := must[*machine.Client](h.t)(h.machines.ByID(h.t.Context(), p.id))
	c.Organisation = organisation
	h.change(c)
	return p
}

// helper is somebody at the county who helps families.
func (l *lived) helper() officer.Officer {
	return officer.Officer{Viewer: access.Viewer{Actor: "person:clerk", Roles: []access.Role{"county", "city"}, Divisions: []civil.Area{countyArea}, Purpose: "review"}, Name: "张明"}
}

// watch makes a lead, a tier, a trial, a file with its plan, a referral, a meeting.
func (l *lived) watch() {
	l.t.Helper()
	ctx := l.t.Context()
	helper := l.helper()
	visitor := watch.Who{Actor: "person:clerk", Name: "张明", Purpose: "review", Posts: []watch.Post{{Role: "county", Division: countyArea}}}
	l.lead = must[watch.Receipt](l.t)(l.leads.Report(ctx, visitor, watch.Report{Source: watch.ByVillage, Person: l.people[0].Ref, Words: "医药费欠了很多钱", Phone: "13812345678"})).Lead
	must[int](l.t)(l.watched.Tiers.Refresh(ctx, countyArea, l.desk.Today()))
	if _, err := l.watched.Signals.Try(ctx, visitor, countyArea, []civil.Area{countyArea}, "medical_burden", l.desk.Today()); err != nil {
		l.t.Fatal(err)
	}
	must[*plan.File](l.t)(l.watched.Plans.Begin(ctx, helper, plan.Start{Household: l.family, Name: l.people[0].name, Division: home, Members: 2}))
	l.plan = must[*plan.Plan](l.t)(l.watched.Plans.Draw(ctx, helper, l.family, plan.Draft{Needs: []string{"medical"}, Words: "药费高，要人帮着跑", Keeper: "李红", Unit: "街道"})).Ref
	l.referral = must[*referral.Referral](l.t)(l.watched.Referrals.Send(ctx, helper, referral.Order{
		Household: l.family, Person: l.people[0].Ref, Name: l.people[0].name, Division: home, Origin: referral.FromFile, OriginID: l.family.ID, Need: "medical", Target: "medical", Asked: "慢性病药费高，请办理医疗救助。",
	})).Ref
	item := must[*conference.Item](l.t)(l.watched.Meetings.Propose(ctx, helper, conference.Proposal{Kind: conference.TopicItem, Division: countyArea, Title: "冬季取暖", Why: conference.Other, Words: "有十几户没有取暖设备"}))
	l.meeting = must[*conference.Meeting](l.t)(l.watched.Meetings.Call(ctx, helper, conference.Call{
		Body: "joint", Division: countyArea, Title: "联席会议", Day: l.desk.Today(), Place: "会议室", Chair: "张明", Attending: "民政局\n财政局", Items: []register.Ref{item.Ref},
	})).Ref
}

// serve makes a station with somebody who takes part, a device that is asked for, a
// complaint.
func (l *lived) serve() {
	l.t.Helper()
	ctx, today := l.t.Context(), l.desk.Today()
	bureau, window := l.who(casework.County, countyArea), l.who(casework.Town, town)
	l.station = must[register.Ref](l.t)(l.served.Stations.Save(ctx, bureau, station.Station{Name: "和兴驿站", Level: station.Point, Division: town, Capacity: 5, Meets: true}))
	l.enrolment = must[*station.Enrolment](l.t)(l.served.Stations.Enrol(ctx, window, l.station, l.people[0].Ref, l.people[0].name, station.Body{Consent: station.ByHimself, Signed: today, Needs: "想学做饭"}, "")).Ref
	if err := l.served.Rental.Add(ctx, window, town, "wheelchair", "LY-001"); err != nil {
		l.t.Fatal(err)
	}
	l.piece = must[[]*rental.Item](l.t)(l.served.Rental.Items(ctx, window, countyArea))[0].Ref
	l.rental = must[*rental.Order](l.t)(l.served.Rental.Ask(ctx, window, rental.Wish{Point: town, Device: "wheelchair", Person: l.people[0].Ref, Name: l.people[0].name, Need: "走路不方便"})).Ref
	l.complaint = must[review.Receipt](l.t)(l.served.Review.Complain(ctx, window, review.Said{
		Kind: review.Grievance, Channel: review.AtWindow, Division: town, Words: "窗口等得太久了", Name: l.people[0].name, Phone: "13812345678", Person: l.people[0].Ref,
	})).Ref
}

// dial is the generated client of a program, over a connection of its own.
func (c *program) dial(t testing.TB) *client.Client {
	t.Helper()
	server := httptest.NewServer(c.h.server)
	t.Cleanup(server.Close)
	return &client.Client{Address: server.URL, Key: c.key, HTTP: server.Client()}
}

// photograph is a picture as a telephone makes one.
func photograph(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
