package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// called is a route of the document with an address that means something.
type called struct {
	method, path, scope string
	names               []string // of the parts of the address
}

// everyRoute are all routes of the document; the parts of their addresses name a
// person, a household or a case of the town.
func (h *house) everyRoute(person, family, one register.Ref) (list []called) {
	h.t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			Scope string `json:"x-scope"`
		} `json:"paths"`
	}
	(&program{h: h}).get("/openapi.json").into(&document)
	for path, item := range document.Paths {
		for method, op := range item {
			path := strings.TrimPrefix(path, api.Prefix)
			ref := person
			switch {
			case strings.HasPrefix(path, "/cases"):
				ref = one
			case strings.HasPrefix(path, "/households"):
				ref = family
			}
			c := called{method: strings.ToUpper(method), scope: op.Scope}
			for _, part := range strings.Split(path, "/") {
				if strings.HasPrefix(part, "{") {
					c.names = append(c.names, strings.Trim(part, "{}"))
				}
			}
			c.path = strings.NewReplacer("{county}", ref.County, "{id}", ref.ID, "{code}", county, "{register}", "disability", "{name}", "dibao", "{number}", numberOf(c.path),
				"{action}", "add_papers", "{letter}", one.ID, "{determination}", one.ID, "{hook}", one.ID, "{delivery}", one.ID,
				"{region}", county, "{month}", "2025-06").Replace(path)
			if strings.HasPrefix(path, "/verifications") && c.method == http.MethodGet && !strings.Contains(path, "{") {
				c.path += "?county=" + county
			}
			if strings.HasPrefix(path, "/parameters") {
				c.path += "?region=" + county
			}
			if path == "/organisations" || path == "/facilities" {
				c.path += "?q=%E7%A6%8F%E5%88%A9%E9%99%A2"
			}
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b called) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return list
}

func TestNoRouteAnswersWhoeverMayNot(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, family := h.settle("王秀英")
	hall := h.admit("hall", account.Town, town, "application")
	var receipt api.Receipt
	hall.post("/applications", h.filled("dibao", people), "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&receipt)
	one := register.Ref{County: receipt.County, ID: receipt.ID}
	routes := h.everyRoute(people[0].Ref, family, one)
	if len(routes) < 40 {
		t.Fatalf("%d routes", len(routes))
	}
	ended := h.admit("ended", account.Town, town, "application")
	h.act(journal.Nowhere, func(ctx context.Context, w *journal.Write) error { return h.machines.Revoke(ctx, w, ended.id) })
	forged := &program{h: h, key: hall.key[:len(hall.key)-4] + "AAAA"}
	before := h.acts(county)
	for _, r := range routes {
		for name, caller := range map[string]*program{"nobody": {h: h}, "a forged key": forged, "a key of another": {h: h, key: "lxk_" + one.ID + "_" + hall.key[21:]}, "an ended program": ended} {
			h.pass(3 * time.Second) // or those who guess would be stopped before they are refused
			if got := caller.call(r.method, r.path, bodyFor(r)); got.status != http.StatusUnauthorized || got.header.Get("WWW-Authenticate") == "" || got.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s for %s: %d %s", r.method, r.path, name, got.status, got.body)
			}
		}
	}
	if h.acts(county) != before {
		t.Error("refused calls wrote something")
	}
	h.pass(time.Hour)
	for i, e := range machine.Scopes() {
		c := h.admit(fmt.Sprintf("only-%d", i), account.Town, town, "application", e.Scope)
		for _, r := range routes {
			if r.scope == "" || r.scope == string(e.Scope) {
				continue
			}
			c.call(r.method, r.path, bodyFor(r)).want(http.StatusForbidden, "scope_denied")
		}
	}
}

func bodyFor(r called) any {
	if r.method == http.MethodGet {
		return nil
	}
	return map[string]any{}
}

func TestNoRouteTellsAnotherCountyOrAnotherOffice(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, family := h.settle("王秀英")
	hall := h.admit("hall", account.Town, town, "application")
	var receipt api.Receipt
	hall.post("/applications", h.filled("dibao", people), "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&receipt)
	one := register.Ref{County: receipt.County, ID: receipt.ID}
	away := h.admit("away", account.County, civil.Area(320612000000), "application")
	money := h.admit("money", account.Finance, civil.Area(320612000000), "payment")
	dark := h.admit("dark", account.Department, city, "exchange")
	secrets := []string{people[0].name, people[0].number, receipt.Number, receipt.ID, family.ID}
	for _, r := range h.everyRoute(people[0].Ref, family, one) {
		for _, c := range []*program{away, money, dark} {
			got := c.call(r.method, r.path, bodyFor(r), "Idempotency-Key", "any-key-will-do")
			for _, secret := range secrets {
				if strings.Contains(string(got.body), secret) {
					t.Errorf("%s %s told %s: %d %s", r.method, r.path, secret, got.status, got.body)
				}
			}
			if named := slices.Contains(r.names, "id") || slices.Contains(r.names, "county"); named && got.status/100 == 2 && !strings.HasSuffix(r.path, "/news") {
				t.Errorf("%s %s: %d %s", r.method, r.path, got.status, got.body)
			}
		}
	}
	looks, err := h.register.Looks(t.Context(), people[0].Ref)
	for _, l := range looks {
		if err != nil || l.Actor != "client:hall" {
			t.Errorf("%+v %v", l, err)
		}
	}
}

func TestWhatNobodyCouldMeanIsNotRead(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	for name, test := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"nothing":              {"", 400, "request_unreadable"},
		"half an object":       {`{"text":"王`, 400, "json_broken"},
		"two documents":        {`{"text":"王秀英"}{"text":"李四"}`, 400, "json_more"},
		"a key twice":          {`{"text":"王秀英","text":"李四"}`, 400, "json_twice"},
		"a key twice, escaped": {`{"text":"王秀英","te\u0078t":"李四"}`, 400, "json_twice"},
		"a nest":               {strings.Repeat(`{"text":`, 25) + "1" + strings.Repeat("}", 25), 400, "json_deep"},
		"a deep nest":          {strings.Repeat("[", 200_000), 400, "json_deep"},
		"not text":             {"{\"text\":\"\xff\xfe\"}", 400, "json_text"},
		"a field of another":   {`{"text":"王秀英","scope":"all"}`, 422, "request_invalid"},
		"the wrong kind":       {`{"text":1}`, 422, "request_invalid"},
		"too much":             {`{"text":"` + strings.Repeat("王", 500_000) + `"}`, 413, "body_large"},
		"a very long word":     {`{"text":"` + strings.Repeat("王", 101) + `"}`, 422, "request_invalid"},
		"too many":             {`{"text":"王秀英","limit":101}`, 422, "request_invalid"},
	} {
		if got := c.post("/persons/search", test.body); got.status != test.status || got.code() != test.code {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if got := c.post("/persons/search", `{"text":"王秀英"}`, "Content-Type", "text/xml"); got.status/100 != 4 {
		t.Errorf("XML: %d %s", got.status, got.body)
	}
	if got := c.get("/cases?colour=red"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a query nobody knows: %d %s", got.status, got.body)
	}
	for _, path := range []string{"/nothing", "/persons", "/../persons", "//persons"} {
		if got := c.get(path); got.status/100 == 2 {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

func TestWordsOfOtherLanguagesAreWords(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, _ := h.settle("王秀英")
	h.index()
	c := h.admit("hall", account.Town, town, "application")
	var receipt api.Receipt
	c.post("/applications", h.filled("dibao", people), "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&receipt)
	for _, text := range []string{`' OR '1'='1`, `"; DROP TABLE person; --`, `%`, `_`, `王' --`, `=HYPERLINK("http://x")`, `@SUM(1)`, `<script>alert(1)</script>`, `${jndi:ldap://x}`, `../../etc/passwd`} {
		var found api.Page[api.Person]
		got := c.post("/persons/search", map[string]any{"text": text})
		if got.status == http.StatusOK {
			got.into(&found)
		}
		if len(found.Items) > 0 || got.status >= 500 {
			t.Errorf("%q: %d %s", text, got.status, got.body)
		}
		if got := c.call(http.MethodGet, "/cases?matter="+escaped(text), nil); got.status >= 500 || got.status == 200 && strings.Contains(string(got.body), receipt.Number) {
			t.Errorf("%q: %d %s", text, got.status, got.body)
		}
	}
	var found api.Page[api.Person]
	if c.post("/persons/search", map[string]any{"text": "王秀英"}).into(&found); len(found.Items) != 1 {
		t.Error("the register is not what it was")
	}
}

func escaped(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		fmt.Fprintf(&out, "%%%02X", b)
	}
	return out.String()
}

func TestWhoeverCallsTooOftenWaits(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	h.act(journal.Nowhere, func(ctx context.Context, w *journal.Write) error {
		one, err := h.machines.ByID(ctx, c.id)
		if err != nil {
			return err
		}
		one.Rate = 60
		return h.machines.Change(ctx, w, *one)
	})
	var last *reply
	for range 12 {
		last = c.get("/matters")
	}
	last.want(http.StatusTooManyRequests, "too_many_calls")
	if last.header.Get("Retry-After") != "1" {
		t.Errorf("%v", last.header)
	}
	h.pass(time.Second)
	c.get("/topics").want(http.StatusOK, "")
}

func TestEveryAnswerSaysHowItMayBeUsed(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	for _, r := range []*reply{c.get("/matters"), c.get("/nothing"), (&program{h: h}).get("/matters"), c.post("/persons/search", "{"), (&program{h: h}).get("/docs")} {
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%d: %s is %q", r.status, name, got)
			}
		}
		if r.header.Get("X-Request-Number") == "" || r.header.Get("Access-Control-Allow-Origin") != "" || r.header.Get("Set-Cookie") != "" {
			t.Errorf("%v", r.header)
		}
	}
}

func TestACursorIsItsCallersAndItsListsAlone(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	other := h.admit("other", account.Town, town, "application")
	for i := range 3 {
		people, _ := h.settle(fmt.Sprintf("王秀英%c", '一'+rune(i)))
		people[0].number = civil.MakeID(civil.SampleRegion, day(t, "1950-02-03").AddDays(i), 300+i)
		h.act(county, func(ctx context.Context, w *journal.Write) error {
			p, err := h.register.PutPerson(ctx, w, register.Person{Name: people[0].name, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, people[0].number), Division: home, HukouDivision: home})
			people[0].Ref = p
			return err
		})
		c.post("/applications", h.filled("dibao", people), "Idempotency-Key", fmt.Sprintf("case-key-%d", i)).want(http.StatusCreated, "")
	}
	var page api.Page[api.Case]
	c.get("/cases?limit=2").want(http.StatusOK, "").into(&page)
	if len(page.Items) != 2 || page.Next == "" {
		t.Fatalf("%+v", page)
	}
	cursor := page.Next
	// A case that comes in while somebody turns the pages neither doubles nor hides one.
	var rest api.Page[api.Case]
	c.get("/cases?limit=2&after="+cursor).want(http.StatusOK, "").into(&rest)
	if len(rest.Items) != 1 || rest.Items[0].ID == page.Items[0].ID || rest.Items[0].ID == page.Items[1].ID || rest.Next != "" {
		t.Errorf("%+v", rest)
	}
	other.get("/cases?after="+cursor).want(http.StatusUnprocessableEntity, "cursor_wrong")
	c.get("/counties/"+county+"/news?after="+cursor).want(http.StatusUnprocessableEntity, "cursor_wrong")
	for _, wrong := range []string{"x", cursor[:len(cursor)-2], cursor + "A", strings.ToUpper(cursor), "=", "AAAA"} {
		c.get("/cases?after="+wrong).want(http.StatusUnprocessableEntity, "cursor_wrong")
	}
	for _, wrong := range []string{"%00", "%FF"} {
		c.get("/cases?after="+wrong).want(http.StatusUnprocessableEntity, "text_zero")
	}
}

// under is the caller in a test of its own.
func (c *program) under(t *testing.T) *program {
	return &program{h: &house{t: t, server: c.h.server}, key: c.key}
}

func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add("AAAA")
	f.Add(strings.Repeat("A", 200))
	h := fresh(f)
	c := h.admit("hall", account.Town, town, "application")
	f.Fuzz(func(t *testing.T, cursor string) {
		got := c.under(t).get("/cases?after=" + escaped(cursor))
		switch {
		case cursor == "" && got.status == http.StatusOK:
		case got.status == http.StatusUnprocessableEntity || got.status == http.StatusTooManyRequests:
		default:
			t.Errorf("%q: %d %s", cursor, got.status, got.body)
		}
	})
}

func FuzzApplication(f *testing.F) {
	f.Add(`{"matter":"dibao","intake":"320613005","applicant":{"id_number":"320613196104120014","name":"王"},"members":[{"values":{"a":"b"}}],"agreed":true}`)
	f.Add(`{"matter":{},"members":[[[[]]]]}`)
	f.Add(`{"members":null,"members":1}`)
	h := fresh(f)
	c := h.admit("hall", account.Town, town, "application")
	f.Fuzz(func(t *testing.T, body string) {
		got := c.under(t).post("/applications", body, "Idempotency-Key", "the-fuzz-key")
		if got.status/100 != 4 {
			t.Errorf("%q: %d %s", body, got.status, got.body)
		}
		if !json.Valid(got.body) {
			t.Errorf("%q: %s", body, got.body)
		}
	})
}
