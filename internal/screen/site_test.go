package screen

import (
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lianxin/internal/civil"
)

func TestWhoMayNotSeeAPageIsToldThatItIsNotThere(t *testing.T) {
	t.Parallel()
	h := open(t, get("/cases/{id}", Roles("county"), says("secret")), get("/mine", Residents(), says("mine")))
	for _, c := range []struct {
		name, path, token string
		status            int
		to                string
	}{
		{"a stranger signs in first", "/mine?a=1", "", 303, "/sign-in?next=%2Fmine%3Fa%3D1"},
		{"a token that ran out is a stranger", "/mine", "old", 303, "/sign-in?next=%2Fmine"},
		{"a family at its own page", "/mine", "family", 200, ""},
		{"a clerk at a page of families", "/mine", "clerk", 404, ""},
		{"a clerk of another role", "/cases/7", "clerk", 404, ""},
		{"a page that is not there", "/nothing", "clerk", 404, ""},
		{"the doorman does not answer", "/mine", "broken", 503, ""},
	} {
		w := h.ask("GET", c.path, c.token, "")
		if w.Code != c.status || w.Header().Get("Location") != c.to {
			t.Errorf("%s: %d to %q, want %d to %q", c.name, w.Code, w.Header().Get("Location"), c.status, c.to)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: the page was shown", c.name)
		}
	}
	hidden, none := h.ask("GET", "/cases/7", "clerk", ""), h.ask("GET", "/nothing", "clerk", "")
	if hidden.Body.String() != none.Body.String() {
		t.Error("a page that is hidden looks unlike one that is not there")
	}
}

func TestARefusalIsAPageWithOneSentence(t *testing.T) {
	t.Parallel()
	fail := func(err error) Handler { return func(*Request) (Answer, error) { return Answer{}, err } }
	h := open(t,
		get("/stale", Public(), fail(&civil.Error{Kind: civil.Stale, Code: "changed", Message: "张明14:05改了住址。请先看改动。"})),
		get("/denied", Public(), fail(&civil.Error{Kind: civil.Denied, Code: "scope", Message: "这一户在海门区。"})),
		get("/broken", Public(), fail(errors.New("disk full at row 7"))),
		get("/panics", Public(), func(*Request) (Answer, error) { var v *Visitor; return See("/%s", v.Name) }),
		get("/away", Public(), func(*Request) (Answer, error) { return See("https://elsewhere.example/") }),
		get("/slashes", Public(), func(*Request) (Answer, error) { return See("//elsewhere.example/") }),
	)
	for _, c := range []struct {
		path   string
		status int
		has    string
		hasNot string
	}{
		{"/stale", 409, "张明14:05改了住址。请先看改动。", "报编号"},
		{"/denied", 404, "没有找到，或不在您的管辖范围。", "海门区"},
		{"/broken", 500, "仍不行请报编号", "disk full"},
		{"/panics", 500, "仍不行请报编号", "nil pointer"},
		{"/away", 500, "仍不行请报编号", "elsewhere"},
		{"/slashes", 500, "仍不行请报编号", "elsewhere"},
	} {
		w := h.ask("GET", c.path, "", "")
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(body, c.has) || strings.Contains(body, c.hasNot) {
			t.Errorf("%s: %d\n%s", c.path, w.Code, body)
		}
		if n := w.Header().Get("X-Request-Number"); c.status == 500 && (n == "" || !strings.Contains(body, n) || !strings.Contains(h.log.String(), n)) {
			t.Errorf("%s: the number %q is not on the page and in the log", c.path, n)
		}
	}
	if !strings.Contains(h.log.String(), "disk full at row 7") {
		t.Error("the log does not have the cause")
	}
}

func TestTheLogNamesTheRouteAndNobody(t *testing.T) {
	t.Parallel()
	h := open(t, get("/persons/{id}", Roles("town"), says("x")), post("/find", Roles("town"), says("x")))
	h.ask("GET", "/persons/320613195001011234?q=李秀英", "clerk", "")
	h.ask("POST", "/find", "clerk", "name=李秀英&once=1")
	log := h.log.String()
	for _, personal := range []string{"3206131950", "李秀英", "张明", "clerk"} {
		if strings.Contains(log, personal) {
			t.Errorf("the log says %q:\n%s", personal, log)
		}
	}
	if !strings.Contains(log, "/persons/{id}") {
		t.Errorf("the log does not name the route:\n%s", log)
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	t.Parallel()
	open := open(t, get("/open", Public(), says("x")), Route{Method: "GET", Pattern: "/words", Audience: Public(), Purpose: Nobody, Act: Read, Serve: says("x")})
	for path, personal := range map[string]bool{"/open": true, "/words": false, "/nothing": false} {
		h := open.ask("GET", path, "", "").Header()
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Robots-Tag") == "" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: headers %v", path, h)
		}
		if stored := h.Get("Cache-Control") == "no-store"; stored != personal {
			t.Errorf("%s: Cache-Control %q", path, h.Get("Cache-Control"))
		}
	}
	if h := open.ask("GET", "/words", "clerk", "").Header(); h.Get("Cache-Control") != "no-store" {
		t.Error("a page of somebody who signed in may be kept by a cache")
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t, post("/cases", Roles("town"), says("taken")))
	for site, want := range map[string]int{"cross-site": 403, "same-origin": 200} {
		r := httptest.NewRequest("POST", "http://lianxin.test/cases", strings.NewReader("a=1"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		r.AddCookie(&http.Cookie{Name: "lianxin", Value: "clerk"})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", site, w.Code, want)
		}
	}
}

func TestAFormIsReadOnceWithinItsLimit(t *testing.T) {
	t.Parallel()
	h := open(t, post("/cases", Roles("town"), func(r *Request) (Answer, error) {
		once, err := r.Once()
		if err != nil {
			return Answer{}, err
		}
		return Show(text(r.Text("name") + "|" + r.Typed("name") + "|" + strings.Join(r.Ticked("box"), ",") + "|" + r.Seen() + "|" + once[:2]))
	}))
	key := NewOnce()
	w := h.ask("POST", "/cases", "clerk", "name=　１２３Ｘ．５ &box=a&box=b&seen=7&once="+key)
	if got, want := w.Body.String(), "123X.5|　１２３Ｘ．５ |a,b|7|"+key[:2]; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
	for name, form := range map[string]string{"no key": "name=a", "a short key": "once=1", "too large": "name=" + strings.Repeat("a", formMax)} {
		if w := h.ask("POST", "/cases", "clerk", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if NewOnce() == key || len(key) != onceLength {
		t.Error("a one-time key comes twice, or has another length")
	}
}

func TestPagesArePackedFromOneKilobyte(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("连心", compressFrom)
	h := open(t, get("/long", Public(), says(long)), get("/short", Public(), says("short")))
	for path, want := range map[string]string{"/long": long, "/short": "short"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var body io.Reader = w.Body
		if packed := w.Header().Get("Content-Encoding") == "gzip"; packed != (path == "/long") {
			t.Errorf("%s: packed is %v", path, packed)
		} else if packed {
			unpack, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unpack
		}
		if got, _ := io.ReadAll(body); string(got) != want {
			t.Errorf("%s came as %d bytes, want %d", path, len(got), len(want))
		}
	}
}

func TestATokenIsKeptAndForgottenByTheBrowser(t *testing.T) {
	t.Parallel()
	in := Route{Method: "POST", Pattern: "/in", Audience: Public(), Purpose: Nobody, Act: "account.signin",
		Serve: func(*Request) (Answer, error) {
			return Answer{Next: "/", Session: &Session{Token: "t", MaxAge: 7200}}, nil
		}}
	out := Route{Method: "POST", Pattern: "/out", Audience: Public(), Purpose: Nobody, Act: "account.signout",
		Serve: func(*Request) (Answer, error) { return Answer{Next: "/", Session: &Session{}}, nil }}
	h := open(t, in, out)
	if got := h.ask("POST", "/in", "", "").Header().Get("Set-Cookie"); got != "lianxin=t; Path=/; Max-Age=7200; HttpOnly; SameSite=Lax" {
		t.Errorf("cookie %q", got)
	}
	if got := h.ask("POST", "/out", "", "").Header().Get("Set-Cookie"); !strings.Contains(got, "Max-Age=0") {
		t.Errorf("the token is not forgotten: %q", got)
	}
	h.Secure = true
	if got := h.ask("POST", "/in", "", "").Header().Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-lianxin=t; Path=/;") || !strings.Contains(got, "Secure") {
		t.Errorf("over https: %q", got)
	}
}

func TestARevealedPageGoesBackByItself(t *testing.T) {
	t.Parallel()
	h := open(t, get("/reveal", Public(), func(*Request) (Answer, error) {
		return Answer{Page: text("13800001234"), Refresh: 60, RefreshTo: "/cases/7"}, nil
	}))
	if got := h.ask("GET", "/reveal", "", "").Header().Get("Refresh"); got != "60; url=/cases/7" {
		t.Errorf("Refresh %q", got)
	}
}

func TestADocumentCarriesItsChineseName(t *testing.T) {
	t.Parallel()
	h := open(t, get("/letter", Public(), func(*Request) (Answer, error) {
		return Hand(File{Name: "通知书.pdf", Type: "application/pdf", Content: strings.NewReader("%PDF"), Attach: true})
	}))
	w := h.ask("GET", "/letter", "", "")
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="document"; filename*=UTF-8''%E9%80%9A%E7%9F%A5%E4%B9%A6.pdf` {
		t.Errorf("name %q", got)
	}
	if !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "sandbox") || w.Body.String() != "%PDF" {
		t.Error("the document is not shut in, or not whole")
	}
}

func TestTooManyFormsAreRefusedUntilTheWindowEnds(t *testing.T) {
	t.Parallel()
	now := noon
	limiter := Limiter{Forms: 2, Window: 60_000}
	site, err := New(Config{
		Doorman: visitors(t), Now: func() civil.Instant { return now }, Log: slog.New(slog.DiscardHandler), Limit: limiter.Admit,
		Routes: []Route{post("/cases", Roles("town"), says("taken")), get("/cases", Roles("town"), says("list"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Site: site}
	for i, want := range []int{200, 200, 503} {
		if got := h.ask("POST", "/cases", "clerk", "").Code; got != want {
			t.Errorf("form %d: %d, want %d", i+1, got, want)
		}
	}
	if got := h.ask("GET", "/cases", "clerk", "").Code; got != 200 {
		t.Errorf("a look is counted: %d", got)
	}
	now += 60_000
	if got := h.ask("POST", "/cases", "clerk", "").Code; got != 200 {
		t.Errorf("after the window: %d", got)
	}
}

func TestSettingsSurviveTheCookieAndRubbishDoesNot(t *testing.T) {
	t.Parallel()
	for _, s := range []Settings{{Theme: "auto", TextSize: 18}, {Theme: "dark", TextSize: 30, KeysOff: true}, {Theme: "light", TextSize: 24, EnterMoves: true}} {
		if got := parseSettings(s.text()); got != s {
			t.Errorf("%+v came back as %+v", s, got)
		}
	}
	if got := parseSettings("purple.99.<script>.."); got != (Settings{}) {
		t.Errorf("rubbish became %+v", got)
	}
	if got := (Settings{Theme: "purple", TextSize: 99}).Tidy(); got != (Settings{Theme: "auto", TextSize: 18}) {
		t.Errorf("untidy %+v", got)
	}
}
