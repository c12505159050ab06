package api_test

import (
	"strings"
	"testing"

	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/client"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/watch/referral"
)

func TestWhatIsWatchedComesByTheClient(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store).lived()
		c, ctx := h.admit("bureau", account.County, countyArea, "review").dial(t), t.Context()
		leads := must[client.PageLead](t)(c.ListLeads(ctx, client.ListLeadsQuery{Tab: "open", Source: "village"}))
		if len(leads.Items) != 1 || leads.Items[0].ID != h.lead.ID || len(leads.Items[0].Reasons) != 1 {
			t.Errorf("%+v", leads)
		}
		if one := must[client.WholeLead](t)(c.GetLead(ctx, h.lead.County, h.lead.ID)); one.Name != "王秀英" || one.PhoneMasked != "138****5678" || len(one.Steps) == 0 {
			t.Errorf("%+v", one)
		}
		if n := must[client.LeadCounts](t)(c.CountLeads(ctx, client.CountLeadsQuery{})); n.Open != 1 {
			t.Errorf("%+v", n)
		}
		h.seeTiersAndFiles(t, c)
		r := must[client.WholeReferral](t)(c.GetReferral(ctx, h.referral.County, h.referral.ID))
		if list := must[client.PageReferral](t)(c.ListReferrals(ctx, client.ListReferralsQuery{Tab: "waiting"})); len(list.Items) != 1 || list.Items[0].Number != r.Number || r.Asked == "" {
			t.Errorf("%+v %+v", list, r)
		}
		m := must[client.WholeMeeting](t)(c.GetMeeting(ctx, h.meeting.County, h.meeting.ID))
		if list := must[client.PageMeeting](t)(c.ListMeetings(ctx)); len(list.Items) != 1 || len(m.Agenda) != 1 || m.Agenda[0].Title != "冬季取暖" {
			t.Errorf("%+v %+v", list, m)
		}
		signals := must[client.PageSignal](t)(c.ListSignals(ctx, county))
		tried := 0
		for _, s := range signals.Items {
			if s.Trial != nil {
				tried++
			}
		}
		if tried != 1 {
			t.Errorf("%d signals were tried", tried)
		}
		looks, err := h.register.Looks(ctx, h.people[0].Ref)
		kinds := map[string]bool{}
		for _, l := range looks {
			if l.Actor == "client:bureau" && l.Purpose == "review" {
				kinds[strings.Join(l.Fields, " ")] = true
			}
		}
		if err != nil || !kinds["lead"] || !kinds["tier"] {
			t.Errorf("looks %v %v", kinds, err)
		}
	})
}

// seeTiersAndFiles reads the register of people with a low income and files of families.
func (l *lived) seeTiersAndFiles(t *testing.T, c *client.Client) {
	t.Helper()
	ctx := t.Context()
	people := must[client.PageLowIncome](t)(c.ListLowIncome(ctx, client.ListLowIncomeQuery{Limit: 1}))
	if len(people.Items) != 1 || people.Items[0].Tier != "T2" || people.Next == "" {
		t.Fatalf("%+v", people)
	}
	rest := must[client.PageLowIncome](t)(c.ListLowIncome(ctx, client.ListLowIncomeQuery{Limit: 1, After: people.Next}))
	if len(rest.Items) != 1 || rest.Items[0].Person == people.Items[0].Person || rest.Next != "" {
		t.Errorf("%+v", rest)
	}
	if past := must[client.PageTierStretch](t)(c.GetLowIncome(ctx, l.people[0].County, l.people[0].ID)); len(past.Items) != 1 || past.Items[0].To != "" {
		t.Errorf("%+v", past)
	}
	if n := must[client.PageTierCount](t)(c.CountLowIncome(ctx, client.CountLowIncomeQuery{})); len(n.Items) != 1 || n.Items[0].People != 2 {
		t.Errorf("%+v", n)
	}
	if files := must[client.PageFamilyFile](t)(c.ListFamilyFiles(ctx, client.ListFamilyFilesQuery{Plan: "drafted"})); len(files.Items) != 1 || files.Items[0].Household.ID != l.family.ID {
		t.Errorf("%+v", files)
	}
	if n := must[client.PageFileCount](t)(c.CountFamilyFiles(ctx, client.CountFamilyFilesQuery{Within: town.String()})); len(n.Items) != 1 || n.Items[0].Families != 1 {
		t.Errorf("%+v", n)
	}
	if f := must[client.WholeFile](t)(c.GetFamilyFile(ctx, l.family.County, l.family.ID)); f.Plan != "drafted" || len(f.Needs) != 1 {
		t.Errorf("%+v", f)
	}
}

func TestWhatIsServedComesByTheClient(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store).lived()
		c, ctx := h.admit("window", account.Town, town, "service").dial(t), t.Context()
		stations := must[client.StationsOf](t)(c.ListStations(ctx, county, client.ListStationsQuery{}))
		if len(stations.Items) != 1 || stations.Items[0].Active != 1 || stations.TownsWith != 1 || stations.Towns < 2 {
			t.Errorf("%+v", stations)
		}
		if list := must[client.PageEnrolment](t)(c.ListEnrolments(ctx, h.station.County, h.station.ID)); len(list.Items) != 1 || list.Items[0].ID != h.enrolment.ID {
			t.Errorf("%+v", list)
		}
		if list := must[client.PageDevicePiece](t)(c.ListPieces(ctx, county, client.ListPiecesQuery{})); len(list.Items) != 1 || list.Items[0].ID != h.piece.ID {
			t.Errorf("%+v", list)
		}
		r := must[client.Rental](t)(c.GetRental(ctx, h.rental.County, h.rental.ID))
		if list := must[client.PageRental](t)(c.ListRentals(ctx, county, client.ListRentalsQuery{State: "asked"})); len(list.Items) != 1 || list.Items[0] != r || r.Name != "王秀英" {
			t.Errorf("%+v %+v", list, r)
		}
		if page, err := c.SearchRecords(ctx, "rehab_station", &client.SearchRecordsInBody{Field: "name", Text: "和兴驿站"}); err != nil || len(page.Items) != 1 {
			t.Errorf("%+v %v", page, err)
		}
		bureau := h.admit("bureau", account.County, countyArea, "review").dial(t)
		one := must[client.WholeComplaint](t)(bureau.GetComplaint(ctx, h.complaint.County, h.complaint.ID))
		if one.Words != "窗口等得太久了" || one.Kind != "complaint" {
			t.Errorf("%+v", one)
		}
		if strings.Contains(one.Number+one.Words+one.Answer, "王秀英") {
			t.Errorf("who complained is told: %+v", one)
		}
		if list := must[client.PageComplaint](t)(bureau.ListComplaints(ctx, client.ListComplaintsQuery{})); len(list.Items) != 1 {
			t.Errorf("%+v", list)
		}
		h.seeReports(t, bureau)
	})
}

// seeReports reads what is counted, and names nobody.
func (l *lived) seeReports(t *testing.T, c *client.Client) {
	t.Helper()
	ctx := t.Context()
	if r := must[client.CallReport](t)(c.ReportCalls(ctx, client.ReportCallsQuery{From: "2025-06-01", To: "2025-06-30"})); len(r.Days) != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := c.ReportCalls(ctx, client.ReportCallsQuery{From: "2025-06-30", To: "2025-06-01"}); !refused(err, "report_days") {
		t.Errorf("%v", err)
	}
	if r := must[client.PageRatingFigure](t)(c.ReportRatings(ctx, client.ReportRatingsQuery{From: "2025-06-01", To: "2025-06-30"})); len(r.Items) != 0 {
		t.Errorf("%+v", r)
	}
	if r := must[client.PagePointSum](t)(c.GetRentalStatement(ctx, county, client.GetRentalStatementQuery{Month: "2025-06"})); len(r.Items) != 0 {
		t.Errorf("%+v", r)
	}
	if r := must[client.PagePayRun](t)(c.ListRuns(ctx, county, client.ListRunsQuery{Since: "2025-01"})); len(r.Items) != 0 {
		t.Errorf("%+v", r)
	}
	if r := must[client.MonthReport](t)(c.GetMonth(ctx, county, "2025-06")); r.Month != "2025-06" {
		t.Errorf("%+v", r)
	}
	if r := must[client.PageClassSum](t)(c.ListAccountSums(ctx, county)); len(r.Items) != 0 {
		t.Errorf("%+v", r)
	}
	if r := must[client.PageProposal](t)(c.ListProposals(ctx, county, client.ListProposalsQuery{})); len(r.Items) != 0 {
		t.Errorf("%+v", r)
	}
	if r := must[client.PageVerification](t)(c.ListVerifications(ctx, client.ListVerificationsQuery{County: county})); len(r.Items) != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := c.GetVerification(ctx, county, l.lead.ID); !refused(err, "not_found") {
		t.Errorf("%v", err)
	}
	if _, err := c.GetDetermination(ctx, l.lead.ID+".1"); !refused(err, "not_found") && !refused(err, "determination_id") {
		t.Errorf("%v", err)
	}
}

func TestADepartmentAnswersWhatWasPassedOnToIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store)
		l := h.lived()
		ctx := t.Context()
		sent, err := l.watched.Referrals.Open(ctx, l.helper().Viewer, l.referral)
		if err != nil {
			t.Fatal(err)
		}
		office := func(name, organisation string, division civil.Area, scopes ...machine.Scope) *client.Client {
			return h.office(name, organisation, division, scopes...).dial(t)
		}
		answer := &client.ReferralAnswer{Result: "granted", Words: "已纳入医疗救助，药费报销到九成。", Turn: 1}
		for why, c := range map[string]*client.Client{
			"another office":                 office("school", "教育局", countyArea),
			"an office of another county":    office("away", "医疗保障局", another.County()),
			"whoever has a name that begins": office("almost", "医疗保障局信息中心", countyArea),
		} {
			if _, err := c.AnswerReferral(ctx, sent.Number, "answer-key-0", answer); !refused(err, "not_found") {
				t.Errorf("%s: %v", why, err)
			}
		}
		if _, err := office("reader", "医疗保障局", countyArea, machine.WriteLead).AnswerReferral(ctx, sent.Number, "answer-key-0", answer); !refused(err, "scope_denied") {
			t.Errorf("without the scope: %v", err)
		}
		if _, err := h.admit("county-desk", account.County, countyArea, "review").dial(t).AnswerReferral(ctx, sent.Number, "answer-key-0", answer); !refused(err, "role_denied") {
			t.Errorf("an office that is no department: %v", err)
		}
		medical := office("medical", "医疗保障局", countyArea)
		old := *answer
		old.Turn = 2
		if _, err := medical.AnswerReferral(ctx, sent.Number, "answer-key-1", &old); !refused(err, "referral_turn") {
			t.Errorf("an answer to another turn: %v", err)
		}
		told := must[client.ReferralAnswered](t)(medical.AnswerReferral(ctx, sent.Number, "answer-key-1", answer))
		if again := must[client.ReferralAnswered](t)(medical.AnswerReferral(ctx, sent.Number, "answer-key-1", answer)); again != told || told.State != "granted" || told.Turn != 1 {
			t.Errorf("%+v, before %+v", again, told)
		}
		changed := *answer
		changed.Result = "refused"
		if _, err := medical.AnswerReferral(ctx, sent.Number, "answer-key-1", &changed); !refused(err, "idempotency_key_reused") {
			t.Errorf("the key with another content: %v", err)
		}
		if _, err := medical.AnswerReferral(ctx, sent.Number, "answer-key-2", &changed); !refused(err, "referral_state") {
			t.Errorf("an answer after the answer: %v", err)
		}
		after := must[*referral.Whole](t)(l.watched.Referrals.Open(ctx, l.helper().Viewer, l.referral))
		if after.State != referral.Granted || after.Body.Answer != answer.Words || after.ByName != "医疗保障局" || after.Actor != "client:medical" {
			t.Errorf("kept: %+v", after)
		}
	})
}

func TestProgramsReportPassOnAndBookAsAWindowDoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store)
		people, _ := h.settle("王秀英")
		hospital, ctx := h.admit("hospital", account.Department, countyArea, "exchange").dial(t), t.Context()
		sent := &client.Report{Division: home.String(), Name: "王秀英", IDNumber: people[0].number, Words: "住院欠费，家里没人照顾"}
		told := must[client.Reported](t)(hospital.ReportLead(ctx, "lead-key-1", sent))
		if again := must[client.Reported](t)(hospital.ReportLead(ctx, "lead-key-1", sent)); again != told || told.Number == "" {
			t.Errorf("%+v, before %+v", again, told)
		}
		if _, err := hospital.ListLeads(ctx, client.ListLeadsQuery{}); !refused(err, "role_denied") {
			t.Errorf("whoever reports read: %v", err)
		}
		away := &client.Report{Division: another.String(), Words: "住院欠费，家里没人照顾"}
		if _, err := hospital.ReportLead(ctx, "lead-key-2", away); !refused(err, "division_denied") {
			t.Errorf("%v", err)
		}
		village := h.admit("village", account.Village, home, "visit").dial(t)
		leads := must[client.PageLead](t)(village.ListLeads(ctx, client.ListLeadsQuery{}))
		if len(leads.Items) != 1 || leads.Items[0].Person == nil || leads.Items[0].Person.ID != people[0].ID || leads.Items[0].Reasons[0].Source != "department" {
			t.Errorf("%+v", leads)
		}
		h.passOn(t, people[0])
		h.book(t, people[0])
	})
}

// passOn has the city's telephone pass a call on.
func (h *house) passOn(t *testing.T, p person) {
	t.Helper()
	ctx := t.Context()
	line := h.admit("line", account.Hotline, countyArea, "petition").dial(t)
	in := &client.CallIn{Class: "question", Division: town.String(), Name: p.name, IDNumber: p.number, Phone: "13812345678", Words: "低保什么时候发", Result: "order"}
	taken := must[client.CallTaken](t)(line.TakeCall(ctx, "call-key-1", in))
	if again := must[client.CallTaken](t)(line.TakeCall(ctx, "call-key-1", in)); again != taken || taken.Due == "" {
		t.Errorf("%+v, before %+v", again, taken)
	}
	one := must[client.WholeCall](t)(line.GetCall(ctx, taken.County, taken.ID))
	if one.Words != in.Words || one.PhoneMasked != "138****5678" || one.Person == nil || one.Person.ID != p.ID {
		t.Errorf("%+v", one)
	}
	if list := must[client.PageCall](t)(line.ListCalls(ctx, client.ListCallsQuery{Tab: "open"})); len(list.Items) != 1 || list.Items[0].Number != taken.Number {
		t.Errorf("%+v", list)
	}
}

// book makes an appointment at a window and gives it back.
func (h *house) book(t *testing.T, p person) {
	t.Helper()
	ctx := t.Context()
	hall := h.admit("hall", account.Town, town, "service").dial(t)
	var at client.BookingIn
	for _, d := range must[client.PageOfficeDay](t)(hall.ListTimes(ctx, town.String())).Items {
		for _, o := range d.Times {
			if at.Day == "" && o.Free > 0 {
				at = client.BookingIn{Office: town.String(), Day: d.Day, Time: o.Time, Errand: "apply", Name: p.name, IDNumber: p.number, Phone: "13812345678"}
			}
		}
	}
	made := must[client.Booking](t)(hall.CreateBooking(ctx, "book-key-1", &at))
	if made.State != "booked" || made.Time != at.Time || made.PhoneMasked != "138****5678" {
		t.Errorf("%+v", made)
	}
	if list := must[client.PageBooking](t)(hall.ListBookings(ctx, town.String(), client.ListBookingsQuery{Day: at.Day})); len(list.Items) != 1 || list.Items[0].Number != made.Number {
		t.Errorf("%+v", list)
	}
	must[client.Done](t)(hall.CancelBooking(ctx, made.County, made.ID, "cancel-key", &client.CancelInBody{Seen: made.Version}))
	if one := must[client.Booking](t)(hall.GetBooking(ctx, made.County, made.ID)); one.State != "cancelled" {
		t.Errorf("%+v", one)
	}
}

func TestADepartmentDeliversByTheClient(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	taxes := h.admit("taxes", account.Department, city, "exchange").dial(t)
	d := must[client.Delivered](t)(taxes.SendFeed(t.Context(), client.SendFeedQuery{Name: "a.csv", Place: "320600", Kind: "income_tax", Complete: "yes", AsOf: "2025-06-30"}, "feed-key-1", []byte("身份证号,金额\n")))
	if d.Batch != "b1" || len(h.taken) != 1 {
		t.Errorf("%+v", d)
	}
}
