package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// hostile are words that mean something to a store, a spreadsheet, a page or a shell.
var hostile = []string{
	`' OR '1'='1`, `"; DROP TABLE person; --`, `%_`, `=HYPERLINK("http://x","y")`, `+cmd|' /C calc'!A0`, `@SUM(1)`, "\t=1+1",
	`<script>alert(1)</script>`, `${jndi:ldap://x}`, `../../etc/passwd`, "王\u202e秀英", "a\x00b", "a\xffb", `{{.}}`, `$1`,
}

// described is a route of the document with what may be sent to it.
type described struct {
	method, path, id string
	query            []string // names of texts in the query
	body             bool     // JSON is sent
}

func (h *house) described() (list []described) {
	h.t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			ID         string `json:"operationId"`
			Parameters []struct {
				Name   string `json:"name"`
				In     string `json:"in"`
				Schema struct {
					Type any `json:"type"`
				} `json:"schema"`
			} `json:"parameters"`
			Body struct {
				Content map[string]any `json:"content"`
			} `json:"requestBody"`
		} `json:"paths"`
	}
	(&program{h: h}).get("/openapi.json").into(&document)
	for path, item := range document.Paths {
		for method, op := range item {
			one := described{method: strings.ToUpper(method), path: strings.TrimPrefix(path, api.Prefix), id: op.ID, body: op.Body.Content["application/json"] != nil}
			for _, p := range op.Parameters {
				if p.In == "query" && p.Schema.Type == "string" {
					one.query = append(one.query, p.Name)
				}
			}
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b described) int { return strings.Compare(a.id, b.id) })
	return list
}

// at is an address of the route whose parts name something of the house.
func (l *lived) at(d *described, application string) string {
	ref := l.people[0].Ref
	for prefix, one := range map[string]string{"/leads/": l.lead.ID, "/referrals/": l.referral.ID, "/conferences/": l.meeting.ID, "/stations/": l.station.ID, "/rentals/": l.rental.ID,
		"/complaints/": l.complaint.ID, "/households/": l.family.ID, "/cases/": application} {
		if strings.HasPrefix(d.path, prefix) {
			ref.ID = one
		}
	}
	return strings.NewReplacer("{county}", ref.County, "{id}", ref.ID, "{code}", town.String(), "{register}", "rehab_station", "{name}", "dibao", "{number}", numberOf(d.path),
		"{action}", "add_late_papers", "{letter}", ref.ID, "{determination}", ref.ID+".1", "{hook}", ref.ID, "{delivery}", ref.ID, "{region}", county, "{month}", "2025-06").Replace(d.path)
}

// numberOf is a number of the kind a route is about.
func numberOf(path string) string {
	if strings.HasPrefix(path, "/referrals/") {
		return "ZB-320613-2025-00001"
	}
	return "DB-320613-2025-00001"
}

// whole are bodies that would be taken, by the route.
func (l *lived) bodies() map[string]any {
	family := l.filled("dibao", l.people[:1])
	return map[string]any{
		"createApplication": family,
		"reportLead":        map[string]any{"division": home.String(), "name": "李四", "id_number": l.people[0].number, "phone": "13812345678", "address": "和兴街道", "words": "住院欠费没人管"},
		"takeCall":          map[string]any{"class": "question", "division": town.String(), "name": "李四", "caller": "王五", "phone": "13812345678", "where": "桥头", "words": "什么时候发钱", "reply": "下周"},
		"createBooking":     map[string]any{"office": town.String(), "day": "2025-07-01", "time": "09:00", "errand": "apply", "name": "李四", "phone": "13812345678", "note": "要轮椅"},
		"searchPersons":     map[string]any{"text": "王秀英", "after": ""}, "lookupPerson": map[string]any{"id_number": l.people[0].number, "name": "王秀英"},
		"searchRecords": map[string]any{"field": "name", "text": "和兴驿站", "after": ""}, "createWebhook": map[string]any{"url": "https://a.example/", "topics": []any{"casework.stepped"}},
		"addFile": map[string]any{"kind": "paper", "name": "证明.png", "content": photograph(l.t)}, "doAction": map[string]any{"seen": 1, "reason": "补交", "values": map[string]any{"note": "补交"}},
		"judgeFamily": map[string]any{"region": county, "day": "2025-06-30", "facts": map[string]any{"members": []any{map[string]any{"birth_date": "1961-04-12"}}}}, "judgeHousehold": map[string]any{"day": "2025-06-30"},
		"cancelBooking": map[string]any{"seen": 1}, "answerReferral": map[string]any{"result": "granted", "words": "已纳入医疗救助", "day": "2025-06-30", "turn": 1},
	}
}

// variants are copies of a document, in each of which one text is another.
func variants(t testing.TB, body any, word string) (list []string) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	write := func() {
		copied, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(copied))
	}
	var walk func(value any, set func(any))
	walk = func(value any, set func(any)) {
		switch v := value.(type) {
		case string:
			set(word)
			write()
			set(v)
		case []any:
			for i := range v {
				walk(v[i], func(one any) { v[i] = one })
			}
		case map[string]any:
			for _, key := range sortedKeys(v) {
				walk(v[key], func(one any) { v[key] = one })
			}
		}
	}
	walk(whole, func(any) {})
	return list
}

func sortedKeys(m map[string]any) (keys []string) {
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func TestNoTextOfAnyRouteIsMoreThanAText(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { open(t, store).lived().tryTexts() })
}

// tryTexts puts hostile words in the place of every text of every route.
func (h *lived) tryTexts() {
	t := h.t
	t.Helper()
	c, office := h.admit("hall", account.Town, town, "application"), h.office("medical", "医疗保障局", countyArea)
	var done api.Receipt
	c.post("/applications", h.filled("dibao", h.people[:1]), "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&done)
	bodies, n := h.bodies(), 0
	answered := func(d *described, word string, got *reply) {
		t.Helper()
		n++
		if n%1000 == 0 {
			h.pass(time.Minute)
		}
		if got.status >= 500 || got.status == http.StatusTooManyRequests {
			t.Errorf("%s with %q: %d %s", d.id, word, got.status, got.body)
		}
	}
	for _, d := range h.described() {
		at := h.at(&d, done.ID)
		for _, word := range hostile {
			for _, name := range d.query {
				q := url.Values{name: {word}}
				for other, value := range map[string]string{"county": county, "region": county, "q": "福利", "from": "2025-06-01", "to": "2025-06-30", "month": "2025-06"} {
					if other != name && slices.Contains(d.query, other) {
						q.Set(other, value)
					}
				}
				if d.method == http.MethodGet {
					answered(&d, word, c.get(at+"?"+q.Encode()))
				}
			}
			if !d.body {
				continue
			}
			if bodies[d.id] == nil {
				t.Errorf("%s has no body to try", d.id)
				continue
			}
			for _, body := range variants(t, bodies[d.id], word) {
				caller := c
				if d.id == "answerReferral" {
					caller = office
				}
				answered(&d, word, caller.call(d.method, at, body, "Idempotency-Key", fmt.Sprintf("hostile-%06d", n)))
			}
		}
	}
	if n < 1500 {
		t.Errorf("only %d were tried", n)
	}
	var found api.Page[api.Person]
	if c.post("/persons/search", map[string]any{"text": "王秀英"}).into(&found); len(found.Items) != 1 {
		t.Errorf("the register is not what it was: %+v", found)
	}
	h.holds()
}

// holds verifies every chain and every version of the store.
func (h *house) holds() {
	h.t.Helper()
	report, err := h.journal.Verify(h.t.Context(), h.keys)
	if err != nil || len(report.Findings) > 0 {
		h.t.Errorf("the record does not hold: %+v %v", report, err)
	}
}

func TestNoRouteReadsWhatNobodyCouldMean(t *testing.T) {
	t.Parallel()
	h := fresh(t).lived()
	hall, office := h.admit("hall", account.Town, town, "application"), h.office("medical", "医疗保障局", countyArea)
	tried := 0
	for _, d := range h.described() {
		if !d.body {
			continue
		}
		tried++
		c := hall
		if d.id == "answerReferral" {
			c = office
		}
		large := `{"words":"` + strings.Repeat("王", 400_000) + `"}`
		if d.id == "addFile" {
			large = `{"kind":"paper","content":"` + strings.Repeat("A", 17<<20) + `"}`
		}
		for name, test := range map[string]struct {
			body string
			code string
		}{
			"nested":    {strings.Repeat(`{"a":`, 30) + "1" + strings.Repeat("}", 30), "json_deep"},
			"lists":     {strings.Repeat("[", 100_000), "json_deep"},
			"twice":     {`{"a":1,"b":{"c":1,"c":2}}`, "json_twice"},
			"many":      {`{"a":[` + strings.Repeat("1,", 120_000) + `1]}`, "json_large"},
			"two":       {`{} {}`, "json_more"},
			"half":      {`{"a":`, "json_broken"},
			"not text":  {"{\"a\":\"\xff\"}", "json_text"},
			"too large": {large, "body_large"},
		} {
			if got := c.call(d.method, h.at(&d, h.lead.ID), test.body, "Idempotency-Key", "no-meaning-1"); got.code() != test.code || got.status/100 != 4 {
				t.Errorf("%s, %s: %d %s", d.id, name, got.status, got.body)
			}
		}
	}
	if tried < 12 {
		t.Errorf("only %d routes take JSON", tried)
	}
}

func TestNoRouteAnswersAnOldKeyOrAnotherPurpose(t *testing.T) {
	t.Parallel()
	h := fresh(t).lived()
	c := h.admit("hall", account.Town, town, "application")
	several := h.admit("several", account.Town, town, "application")
	one := must[*machine.Client](t)(h.machines.ByID(t.Context(), several.id))
	one.Purposes = append(one.Purposes, "review")
	h.change(one)
	routes := h.described()
	for _, d := range routes {
		at := h.at(&d, h.lead.ID)
		c.call(d.method, at, nil, "X-Purpose", "payment").want(http.StatusForbidden, "purpose_denied")
		c.call(d.method, at, nil, "X-Purpose", "work").want(http.StatusForbidden, "purpose_denied")
		several.call(d.method, at, nil).want(http.StatusForbidden, "purpose_required")
	}
	h.pass(301 * 24 * time.Hour)
	for _, d := range routes {
		h.pass(3 * time.Second)
		if got := c.call(d.method, h.at(&d, h.lead.ID), nil); got.status != http.StatusUnauthorized {
			t.Errorf("%s after the last day: %d %s", d.id, got.status, got.body)
		}
	}
}

func TestAKeyOfACallIsItsCallersAndItsRoutes(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, _ := h.settle("王秀英")
	c, other := h.admit("hall", account.Town, town, "application"), h.admit("other", account.Town, town, "application")
	sent := map[string]any{"division": home.String(), "name": people[0].name, "words": "住院欠费没人管"}
	var first, again, others api.Reported
	c.post("/leads", sent, "Idempotency-Key", "the-same-key").want(http.StatusCreated, "").into(&first)
	c.post("/leads", sent, "Idempotency-Key", "the-same-key").want(http.StatusCreated, "").into(&again)
	other.post("/leads", sent, "Idempotency-Key", "the-same-key").want(http.StatusCreated, "").into(&others)
	if first != again || first == others {
		t.Errorf("%v %v %v", first, again, others)
	}
	c.post("/calls", map[string]any{"class": "question", "division": town.String(), "words": "什么时候发"}, "Idempotency-Key", "the-same-key").want(http.StatusUnprocessableEntity, "idempotency_key_reused")
	for _, key := range []string{"short", strings.Repeat("k", 65), "with blank", "键键键键键键键键"} {
		if got := c.post("/leads", sent, "Idempotency-Key", key); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d %s", key, got.status, got.body)
		}
	}
}
