package staff_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/casework"
	"lianxin/internal/journal"
)

// prover is a loopback system that proves one person, with a real signature.
type prover struct {
	*httptest.Server
	h                        *house
	key                      *rsa.PrivateKey
	subject                  string
	nonce, challenge, secret string
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *prover) say(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		p.h.t.Error(err)
	}
}

// prove configures a provider for the pages of a house.
func prove(t *testing.T, h *house) *prover {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &prover{h: h, key: key, subject: "u-20250630-0017", secret: "between us"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.say(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
			"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.say(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	h.stages.Identity, err = oidc.New(oidc.Config{Issuer: p.URL, Client: "lianxin", Secret: p.secret, Redirect: "https://lianxin.test/staff/identity/back"}, p.Client())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *prover) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if encode(sum[:]) != p.challenge || r.PostFormValue("code") != "good" {
		w.WriteHeader(http.StatusBadRequest)
		p.say(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := p.h.now.Unix()
	head, _ := json.Marshal(map[string]any{"alg": "RS256", "kid": "1"})
	body, _ := json.Marshal(map[string]any{"iss": p.URL, "aud": "lianxin", "sub": p.subject, "nonce": p.nonce, "iat": now, "exp": now + 300})
	text := encode(head) + "." + encode(body)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, digest[:])
	if err != nil {
		p.h.t.Error(err)
	}
	p.say(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": text + "." + encode(signature)})
}

// visit is a browser at the provider; back is the answer it is sent with, and note
// what it keeps meanwhile.
func (p *prover) visit(path string) (back string, note *http.Cookie) {
	p.h.t.Helper()
	w := httptest.NewRecorder()
	p.h.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://lianxin.test"+path, nil))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusSeeOther || !strings.HasPrefix(to.String(), p.URL+"/authorize?") {
		p.h.t.Fatalf("the browser is sent to %q with %d (%v)", to, w.Code, err)
	}
	q := to.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("state") == "" {
		p.h.t.Errorf("the question is %v", q)
	}
	p.nonce, p.challenge = q.Get("nonce"), q.Get("code_challenge")
	for _, c := range w.Result().Cookies() {
		if strings.HasSuffix(c.Name, "-errand") && c.HttpOnly {
			note = c
		}
	}
	if note == nil || strings.Contains(note.Value, q.Get("state")) {
		p.h.t.Fatal("the browser keeps nothing, or keeps it in clear")
	}
	return "/staff/identity/back?" + url.Values{"state": {q.Get("state")}, "code": {"good"}}.Encode(), note
}

// back brings the answer, and says what the browser then has.
func (p *prover) back(path string, note *http.Cookie) (*httptest.ResponseRecorder, string) {
	r := httptest.NewRequest(http.MethodGet, "https://lianxin.test"+path, nil)
	if note != nil {
		r.AddCookie(note)
	}
	w := httptest.NewRecorder()
	p.h.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "lianxin" && c.Value != "" {
			return w, c.Value
		}
	}
	return w, ""
}

func TestTheOtherDoorIsThereOnlyWhereItIsConfigured(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.stranger().get("/staff/sign-in").silent("统一身份")
	if got := h.stranger().get("/staff/identity"); got.status != http.StatusNotFound {
		t.Errorf("a door that leads nowhere: %d", got.status)
	}
	if got := h.stranger().get("/staff/identity/back?code=x&state=y"); got.status != http.StatusNotFound {
		t.Errorf("a way back from nowhere: %d", got.status)
	}
	prove(t, h)
	h.stranger().get("/staff/sign-in?next=/intake").says("用统一身份登录")
}

func TestWhoeverIsProvenAndBoundComesInAndNobodyElse(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.hire("clerk", "张明", casework.Town, town, false)
	p := prove(t, h)

	path, note := p.visit("/staff/identity?next=/intake")
	w, token := p.back(path, note)
	if token != "" || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), p.subject) || !strings.Contains(w.Body.String(), "没有绑定账号") {
		t.Fatalf("somebody not bound: %d %s", w.Code, w.Body)
	}
	h.act(journal.Nowhere, func(w *journal.Write) error {
		return h.stages.Accounts.Bind(t.Context(), w, id, account.Proof{Issuer: p.URL, Subject: p.subject})
	})
	path, note = p.visit("/staff/identity?next=/intake")
	if _, token := p.back(path, nil); token != "" {
		t.Error("an answer without the note of this browser lets in")
	}
	if _, token := p.back(strings.Replace(path, "state=", "state=x", 1), note); token != "" {
		t.Error("an answer to another question lets in")
	}
	if _, token := p.back("/staff/identity/back?error=access_denied", note); token != "" {
		t.Error("a refusal lets in")
	}
	w, token = p.back(path, note)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/intake" || token == "" {
		t.Fatalf("somebody bound: %d %q %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	v, err := h.stages.Accounts.Resolve(t.Context(), h.stages.Desk.Now(), token)
	if err != nil || v.ID != id {
		t.Errorf("the token is of %+v (%v)", v, err)
	}
	path, note = p.visit("/staff/identity?next=" + url.QueryEscape("https://elsewhere.example/"))
	if w, _ = p.back(path, note); w.Header().Get("Location") != "/work" {
		t.Errorf("a wish to go elsewhere leads to %q", w.Header().Get("Location"))
	}
}

func TestAProviderThatIsSilentIsSaidOnTheSignInPage(t *testing.T) {
	t.Parallel()
	h := open(t)
	prove(t, h).Close()
	got := h.stranger().get("/staff/identity")
	got.says("统一身份系统没有应答", "登录名")
}
