package cityapp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianxin/internal/access/account/oidc"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/cityapp"
	"lianxin/internal/screen/resident"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/verify"
)

// place is the pages of a city with an app, and the provider of the app on this machine.
type place struct {
	*screentest.Office
	site     *screen.Site
	provider *httptest.Server
	key      *ecdsa.PrivateKey

	claims map[string]any // what the app says of whoever holds the phone
	forge  bool           // it signs with another key
	reuse  bool           // it gives a token for one code again and again
	asked  url.Values     // the question it was asked last
	used   bool
}

// Resolve is the doorman: the accounts themselves.
func (p *place) Resolve(ctx context.Context, now civil.Instant, token string) (*screen.Visitor, error) {
	v, err := p.Stages.Accounts.Resolve(ctx, now, token)
	if err != nil {
		return nil, nil
	}
	out := &screen.Visitor{Side: screen.Resident, Actor: v.Actor, Only: v.Only, Session: v}
	return out, p.Stages.Journal.DB().Read(ctx, func(q db.Query) error {
		for _, one := range v.Persons {
			name, err := p.Stages.Register.NameOf(ctx, q, register.Ref{County: one.County, ID: one.ID})
			if err != nil {
				return err
			}
			out.Persons = append(out.Persons, screen.Person{County: one.County, ID: one.ID, Name: name, Chosen: one == v.Acting})
		}
		return nil
	})
}

// open sets the pages up; strong says whether the app can check a face.
func open(t *testing.T, strong bool) *place {
	t.Helper()
	p := &place{claims: map[string]any{}}
	var err error
	if p.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	p.provide()
	t.Cleanup(p.provider.Close)
	pages := func(s *screen.Stages) []screen.Route {
		return append(cityapp.New(s).Routes(), resident.New(s).Routes()...)
	}
	p.Office = screentest.Open(t, screentest.Setup{Stages: func(s *screen.Stages) {
		s.Verify = verify.New(verify.Options{Journal: s.Journal, Register: s.Register, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar})
		s.Reach = func(context.Context, string) (map[string]civil.Date, error) {
			return map[string]civil.Date{"disability_certificate": screentest.Day(t, "2025-06-30"), "enrolment": screentest.Day(t, "2025-06-01")}, nil
		}
		agreed := oidc.AppConfig{Name: "wdnj", Title: "我的南京", English: "My Nanjing", Issuer: p.provider.URL, Client: "lianxin", Claims: oidc.Claims{Name: "name", IDNumber: "idcard", Phone: "phone"}}
		if strong {
			agreed.Level.ACR = []string{"face"}
		}
		app, err := oidc.NewApp(agreed, "between us", "https://lianxin.test"+oidc.AppBack("wdnj"), p.provider.Client())
		if err != nil {
			t.Fatal(err)
		}
		s.Apps = oidc.Apps{app}
	}}, pages)
	p.site, err = screen.New(screen.Config{
		Doorman: p, Routes: pages(p.Stages), Now: p.Stages.Desk.Now, SignIn: "/sign-in", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) provide() {
	say := func(w http.ResponseWriter, body any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(body)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{
			"issuer": p.provider.URL, "authorization_endpoint": p.provider.URL + "/authorize", "token_endpoint": p.provider.URL + "/token",
			"jwks_uri": p.provider.URL + "/keys", "id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		point, err := p.key.PublicKey.Bytes()
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		say(w, map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1", "x": code(point[1:33]), "y": code(point[33:])}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if code(sum[:]) != p.asked.Get("code_challenge") || r.PostFormValue("code") != "good" || p.used && !p.reuse {
			w.WriteHeader(http.StatusBadRequest)
			say(w, map[string]any{"error": "invalid_grant"})
			return
		}
		p.used = true
		say(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.token()})
	})
	p.provider = httptest.NewServer(mux)
}

func code(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// token says of whoever holds the phone what was agreed, signed.
func (p *place) token() string {
	now := p.Now.Unix()
	claims := map[string]any{"iss": p.provider.URL, "aud": "lianxin", "sub": "u-1", "nonce": p.asked.Get("nonce"), "iat": now, "exp": now + 300, "auth_time": now}
	maps.Copy(claims, p.claims)
	head, _ := json.Marshal(map[string]any{"alg": "ES256", "kid": "1"})
	body, _ := json.Marshal(claims)
	text := code(head) + "." + code(body)
	sum := sha256.Sum256([]byte(text))
	key := p.key
	if p.forge {
		key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		p.T.Error(err)
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + code(signature)
}

// holds says who holds the phone, as the app knows him, and how he was checked.
func (p *place) holds(name, number, acr string) {
	p.claims = map[string]any{"name": name, "idcard": number, "phone": "13800000001", "acr": acr}
}

// numberOf is the number of somebody who was settled.
func numberOf(f screentest.Family, i int, t *testing.T) string {
	return civil.MakeID(civil.SampleRegion, screentest.Day(t, "1971-02-03").AddDays(i*3000), 100+i+len("李秀英"))
}

// phone is a browser: what it keeps, and where it stands.
type phone struct {
	p       *place
	cookies map[string]string
	status  int
	at      string // where it stands; of another system the whole address
	page    string
}

func (p *place) phone() *phone { return &phone{p: p, cookies: map[string]string{}} }

// get goes to an address and wherever it leads, the provider included.
func (b *phone) get(path string) *phone {
	b.p.T.Helper()
	return b.serve(httptest.NewRequest(http.MethodGet, "https://lianxin.test"+path, nil))
}

func (b *phone) post(path string, values url.Values) *phone {
	r := httptest.NewRequest(http.MethodPost, "https://lianxin.test"+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.serve(r)
}

func (b *phone) serve(r *http.Request) *phone {
	b.p.T.Helper()
	to := b.once(r)
	switch {
	case to == "":
	case strings.HasPrefix(to, b.p.provider.URL+"/authorize?"):
		return b.get(b.back(to))
	case strings.HasPrefix(to, "/"):
		return b.get(to)
	default:
		b.p.T.Fatalf("the browser is sent to %q", to)
	}
	return b
}

// once asks one thing and says where it leads.
func (b *phone) once(r *http.Request) (to string) {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.p.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	b.status, b.at, b.page = w.Code, r.URL.RequestURI(), w.Body.String()
	return w.Header().Get("Location")
}

// back is the answer of the provider to a question.
func (b *phone) back(asked string) string {
	u, err := url.Parse(asked)
	if err != nil {
		b.p.T.Fatal(err)
	}
	b.p.asked, b.p.used = u.Query(), false
	return oidc.AppBack("wdnj") + "?" + url.Values{"state": {u.Query().Get("state")}, "code": {"good"}}.Encode()
}

var tags = regexp.MustCompile(`(?s)<(script|style|head).*?</(script|style|head)>|<[^>]*>`)

func (b *phone) words() string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(b.page, " "))), " ")
}

// stands holds where it is and what it reads against what it should.
func (b *phone) stands(status int, at string, says ...string) *phone {
	b.p.T.Helper()
	if path, _, _ := strings.Cut(b.at, "?"); b.status != status || path != at {
		b.p.T.Errorf("it stands at %s with %d, not at %s with %d: %s", b.at, b.status, at, status, b.words())
	}
	for _, one := range says {
		if !strings.Contains(b.words(), one) {
			b.p.T.Errorf("%s does not say %q: %s", b.at, one, b.words())
		}
	}
	return b
}

func (b *phone) hides(words ...string) *phone {
	b.p.T.Helper()
	for _, one := range words {
		if strings.Contains(b.page, one) {
			b.p.T.Errorf("%s shows %q", b.at, one)
		}
	}
	return b
}
