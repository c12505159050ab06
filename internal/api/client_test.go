package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/api/client"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// refused says whether the other side refused with a code.
func refused(err error, code string) bool {
	var told *client.Error
	return errors.As(err, &told) && told.Code == code
}

func TestWhatTheCataloguesSayComesByTheClient(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	h.callbacks = []string{"http://127.0.0.1/hook/"}
	c, ctx := h.admit("hall", account.Town, town, "application").dial(t), t.Context()
	for name, n := range map[string]int{
		"matters": len(must[client.PageMatter](t)(c.ListMatters(ctx)).Items), "registers": len(must[client.PageRegister](t)(c.ListRegisters(ctx)).Items),
		"topics": len(must[client.PageString](t)(c.ListTopics(ctx)).Items), "keys": len(must[client.PagePublicKey](t)(c.ListKeys(ctx)).Items),
		"entries": len(must[client.PageEntry](t)(c.ListEntries(ctx)).Items), "measures": len(must[client.PageMeasure](t)(c.ListMeasures(ctx)).Items), "classes of calls": len(must[client.PageCallClass](t)(c.ListCallClasses(ctx)).Items),
		"errands": len(must[client.PageErrand](t)(c.ListErrands(ctx)).Items), "devices": len(must[client.PageDevice](t)(c.ListDevices(ctx)).Items),
		"towns":      len(must[client.PageDivision](t)(c.ListDivisions(ctx, county, client.ListDivisionsQuery{Level: "township"})).Items),
		"parameters": len(must[client.PageParameter](t)(c.ListParameters(ctx, client.ListParametersQuery{Region: county})).Items),
	} {
		if n == 0 {
			t.Errorf("no %s", name)
		}
	}
	if m := must[client.Matter](t)(c.GetMatter(ctx, "dibao")); m.Name != "dibao" || len(m.Sections) == 0 {
		t.Errorf("%+v", m)
	}
	if d := must[client.Division](t)(c.GetDivision(ctx, county, client.GetDivisionQuery{})); d.Name != "崇川区" {
		t.Errorf("%+v", d)
	}
	j := must[client.Judgement](t)(c.JudgeFamily(ctx, &client.FamilyInBody{Region: county, Facts: map[string]any{"members": []any{map[string]any{"birth_date": "1961-04-12"}}}}))
	if len(j.Determinations) == 0 {
		t.Error("nothing was judged")
	}
	if _, err := c.GetMatter(ctx, "../keys"); !refused(err, "matter_unknown") && !refused(err, "request_invalid") {
		t.Errorf("an address of another route: %v", err)
	}
	if _, err := (&client.Client{Address: c.Address, Key: "lxk_wrong", HTTP: c.HTTP}).ListMatters(ctx); !refused(err, "token_unknown") {
		t.Errorf("a wrong key: %v", err)
	}
}

func TestWhatRegistersSayComesByTheClient(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, family := h.settle("王秀英", "王小明")
	var shop, hall register.Ref
	h.act(county, func(ctx context.Context, w *journal.Write) (err error) {
		if shop, err = h.register.PutOrganisation(ctx, w, register.Organisation{Name: "和兴福利院", Kind: "elder", Division: home}); err == nil {
			hall, err = h.register.PutFacility(ctx, w, register.Facility{Name: "和兴助餐点", Kind: "meals", Division: home})
		}
		return err
	})
	h.index()
	c, ctx := h.admit("hall", account.Town, town, "application").dial(t), t.Context()
	who := people[0]
	if p := must[client.Person](t)(c.GetPerson(ctx, who.County, who.ID, client.GetPersonQuery{})); p.Name != who.name || !strings.Contains(p.IDNumberMasked, "*") {
		t.Errorf("%+v", p)
	}
	if p := must[client.Person](t)(c.LookupPerson(ctx, &client.LookupInBody{IDNumber: who.number, Name: who.name})); p.ID != who.ID {
		t.Errorf("%+v", p)
	}
	if page := must[client.PagePerson](t)(c.SearchPersons(ctx, &client.SearchInBody{Text: who.name})); len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	if page := must[client.PageMembership](t)(c.ListPersonHouseholds(ctx, who.County, who.ID, client.ListPersonHouseholdsQuery{})); len(page.Items) != 1 || page.Items[0].Household.ID != family.ID {
		t.Errorf("%+v", page)
	}
	if home := must[client.Household](t)(c.GetHousehold(ctx, family.County, family.ID, client.GetHouseholdQuery{})); len(home.Members) != 2 {
		t.Errorf("%+v", home)
	}
	if j := must[client.Judgement](t)(c.JudgeHousehold(ctx, family.County, family.ID, &client.JudgeInBody{})); len(j.Determinations) == 0 {
		t.Errorf("%+v", j)
	}
	if p := must[client.Purse](t)(c.GetPurse(ctx, family.County, family.ID)); len(p.Entitlements) != 0 {
		t.Errorf("%+v", p)
	}
	if o := must[client.Organisation](t)(c.GetOrganisation(ctx, shop.County, shop.ID, client.GetOrganisationQuery{})); o.Name != "和兴福利院" {
		t.Errorf("%+v", o)
	}
	if f := must[client.Facility](t)(c.GetFacility(ctx, hall.County, hall.ID, client.GetFacilityQuery{})); f.Name != "和兴助餐点" {
		t.Errorf("%+v", f)
	}
	if page := must[client.PageOrganisation](t)(c.SearchOrganisations(ctx, client.SearchOrganisationsQuery{Q: "福利院"})); len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	if page := must[client.PageFacility](t)(c.SearchFacilities(ctx, client.SearchFacilitiesQuery{Q: "助餐"})); len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	if page := must[client.PageRecord](t)(c.ListRecords(ctx, "disability_certificate", who.County, who.ID, client.ListRecordsQuery{})); len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
}

// heard is a receiver of messages, as another office runs one.
type heard struct {
	*httptest.Server
	mutex    sync.Mutex
	verifier client.Verifier
	took     []webhook.Message
	faults   []error
	sent     []*http.Request // as they came, to be sent again
	bodies   []string
}

func listen(t testing.TB) *heard {
	r := &heard{}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *heard) ServeHTTP(_ http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.sent, r.bodies = append(r.sent, q), append(r.bodies, string(body))
	if err == nil {
		var m webhook.Message
		// The receiver's clock stands where the message's does: a test has none of its own.
		now, _ := strconv.ParseInt(q.Header.Get(webhook.TimeHeader), 10, 64)
		if m, err = r.verifier.Verify(q.Header, body, now); err == nil {
			r.took = append(r.took, m)
		}
	}
	if err != nil {
		r.faults = append(r.faults, err)
	}
}

// tell lets the worker tell what waits.
func (h *house) tell() {
	h.t.Helper()
	if _, err := h.worker.Drain(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func TestAnApplicationIsWatchedFromElsewhereToItsDetermination(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	receiver := listen(t)
	h.callbacks = []string{receiver.URL + "/"}
	people, _ := h.settle("王秀英")
	c, ctx := h.admit("hall", account.Town, town, "application").dial(t), t.Context()
	hook := must[client.NewHook](t)(c.CreateWebhook(ctx, "hook-key-1", &client.CreateWebhookInBody{URL: receiver.URL + "/cases", Topics: []string{"casework.stepped"}}))
	receiver.verifier.Secret = hook.Secret

	filled := h.filled("dibao", people)
	sent := &client.Application{
		Matter: filled.Matter, Intake: filled.Intake, Applicant: client.ApplicantKey{IDNumber: people[0].number, Name: people[0].name}, Family: filled.Family, Agreed: true,
	}
	for _, m := range filled.Members {
		sent.Members = append(sent.Members, client.MemberForm{Values: m.Values})
	}
	done := must[client.Receipt](t)(c.CreateApplication(ctx, "case-key-1", sent))
	if again := must[client.Receipt](t)(c.CreateApplication(ctx, "case-key-1", sent)); again != done {
		t.Errorf("%+v, before %+v", again, done)
	}
	h.tell()
	if len(receiver.took) == 0 || len(receiver.faults) > 0 || !strings.Contains(string(receiver.took[0].Body), done.ID) {
		t.Fatalf("told %+v, %v", receiver.took, receiver.faults)
	}
	h.follow(t, c, done)
	receiver.replay(t)

	told := must[client.PageTold](t)(c.ListDeliveries(ctx, hook.ID, client.ListDeliveriesQuery{}))
	if len(told.Items) == 0 || told.Items[0].State != "sent" {
		t.Errorf("%+v", told)
	}
	if _, err := c.SendAgain(ctx, hook.ID, told.Items[0].ID, "again-key-1"); err != nil && !refused(err, "delivery_state") {
		t.Errorf("%v", err)
	}
	if hooks := must[client.PageHook](t)(c.ListWebhooks(ctx)); len(hooks.Items) != 1 {
		t.Errorf("%+v", hooks)
	}
	if end := must[client.Done](t)(c.EndWebhook(ctx, hook.ID, "end-key-1")); !end.Done {
		t.Error("the subscription was not ended")
	}
}

// follow reads the case that came of an application, as whoever handed it in does.
func (h *house) follow(t *testing.T, c *client.Client, done client.Receipt) {
	t.Helper()
	ctx := t.Context()
	whole := must[client.WholeCase](t)(c.GetCase(ctx, done.County, done.ID))
	if whole.Number != done.Number || len(whole.Parties) != 1 {
		t.Errorf("%+v", whole)
	}
	if same := must[client.WholeCase](t)(c.GetCaseByNumber(ctx, done.Number)); same.ID != done.ID {
		t.Errorf("%+v", same)
	}
	if list := must[client.PageCase](t)(c.ListCases(ctx, client.ListCasesQuery{Within: town.String()})); len(list.Items) != 1 {
		t.Errorf("%+v", list)
	}
	if n := must[client.Counts](t)(c.CountCases(ctx, client.CountCasesQuery{})); n.Mine+n.Others != 1 {
		t.Errorf("%+v", n)
	}
	if news := must[client.NewsPage](t)(c.ListNews(ctx, done.County, client.ListNewsQuery{})); len(news.Items) == 0 || news.Next == "" {
		t.Errorf("%+v", news)
	}
	file := must[client.Uploaded](t)(c.AddFile(ctx, done.County, done.ID, "file-key-1", &client.Upload{Kind: "paper", Name: "证明.png", Content: photograph(t)}))
	if file.ID == "" {
		t.Error("no file")
	}
	if _, err := c.DoAction(ctx, done.County, done.ID, "accept", "act-key-01", &client.Act{Seen: whole.Version}); !refused(err, "machine_denied") && !refused(err, "action_denied") {
		t.Errorf("a program accepted: %v", err)
	}
	if _, err := c.GetLetter(ctx, done.County, done.ID, done.ID); !refused(err, "not_found") {
		t.Errorf("a letter nobody wrote: %v", err)
	}
	if _, err := c.GetCaseDetermination(ctx, done.County, done.ID); !refused(err, "not_found") {
		t.Errorf("a determination before anybody worked on the case: %v", err)
	}
	// People at the window accept it and have the family checked, which judges it.
	for _, step := range []struct {
		role     access.Role
		division civil.Area
		action   string
	}{{casework.Town, town, "accept"}, {casework.Town, town, "check"}} {
		in := casework.Input{Case: register.Ref{County: done.County, ID: done.ID}, Action: step.action, Values: map[string]string{"reason": "多次联系银行没有回应，确实无法核对"}}
		who := h.who(step.role, step.division)
		who.Purpose = "application"
		if _, err := h.desk.Do(ctx, who, in); err != nil {
			t.Fatalf("%s: %v", step.action, err)
		}
	}
	j := must[client.Judgement](t)(c.GetCaseDetermination(ctx, done.County, done.ID))
	if len(j.Determinations) != 1 || j.Determinations[0].Programme != "dibao" || len(j.Determinations[0].Trace) == 0 {
		t.Errorf("%+v", j)
	}
}

// replay sends the receiver what it got, again and altered, as somebody between would.
func (r *heard) replay(t *testing.T) {
	t.Helper()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	head, body := r.sent[0].Header, r.bodies[0]
	at, err := strconv.ParseInt(head.Get(webhook.TimeHeader), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(name, value string) http.Header {
		other := head.Clone()
		other.Set(name, value)
		return other
	}
	for name, test := range map[string]struct {
		head http.Header
		body string
		now  int64
		want error
	}{
		"again":            {head, body, at, client.ErrReplayed},
		"later":            {head, body, at + client.Window + 1, client.ErrTime},
		"another body":     {head, strings.Replace(body, "casework", "casework2", 1), at, client.ErrSignature},
		"another id":       {changed(webhook.IDHeader, "320613-1-9"), body, at, client.ErrSignature},
		"another time":     {changed(webhook.TimeHeader, strconv.FormatInt(at+60, 10)), body, at, client.ErrSignature},
		"no signature":     {changed(webhook.SignatureHeader, ""), body, at, client.ErrSignature},
		"another's scheme": {changed(webhook.SignatureHeader, "sm2-sm3=AAAA"), body, at, client.ErrSignature},
	} {
		if _, err := r.verifier.Verify(test.head, []byte(test.body), test.now); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}
