package oidc

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
)

// now is the instant of all tests: 2025-06-30.
const now civil.Instant = 1_751_241_600_000

const (
	client = "lianxin"
	secret = "between us"
)

// issuer is a provider that signs with a real key. What it says can be bent.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey

	mutex     sync.Mutex
	challenge string         // of the question it was asked last
	nonce     string         // likewise
	bend      map[string]any // claims to say instead
	forge     bool           // sign with another key
	info      map[string]any // what it says besides the token
}

// keyOf is made once: it takes a moment.
var keyOf = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func begin(t *testing.T) *issuer {
	t.Helper()
	key, err := keyOf()
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
			"jwks_uri": i.URL + "/keys", "userinfo_endpoint": i.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": code(i.key.N.Bytes()), "e": code(big.NewInt(int64(i.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", i.token)
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer x" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer(w, i.info)
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func code(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// token gives a token to whoever knows the secret, the code and the verifier.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	user, password, _ := r.BasicAuth()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if user != client || password != url.QueryEscape(secret) || r.PostFormValue("code") != "good" || code(sum[:]) != i.challenge {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": i.URL, "aud": client, "sub": "s-1", "nonce": i.nonce,
		"iat": int64(now) / 1000, "exp": int64(now)/1000 + 300,
	}
	maps.Copy(claims, i.bend)
	answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": i.sign(claims)})
}

func (i *issuer) sign(claims map[string]any) string {
	head, _ := json.Marshal(map[string]any{"alg": "RS256", "kid": "1"})
	body, _ := json.Marshal(claims)
	text := code(head) + "." + code(body)
	sum := sha256.Sum256([]byte(text))
	key := i.key
	if i.forge {
		key, _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	signature, _ := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	return text + "." + code(signature)
}

// send is the browser at the provider: it is sent there and comes back.
func (i *issuer) send(t *testing.T, address string) url.Values {
	t.Helper()
	asked, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, i.URL+"/authorize?") {
		t.Fatalf("the browser is sent to %q (%v)", address, err)
	}
	q := asked.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != i.URL+"/back" || !strings.Contains(q.Get("scope"), "openid") {
		t.Errorf("the question is %v", q)
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.challenge, i.nonce = q.Get("code_challenge"), q.Get("nonce")
	return url.Values{"state": {q.Get("state")}, "code": {"good"}}
}

func (i *issuer) config() Config {
	return Config{Issuer: i.URL, Client: client, Secret: secret, Redirect: i.URL + "/back"}
}

func (i *issuer) provider(t *testing.T, c Config) *Provider {
	t.Helper()
	p, err := New(c, i.Client())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	got := ""
	var refusal *civil.Error
	switch {
	case errors.As(err, &refusal):
		got = refusal.Code
	case err != nil:
		got = "not a civil.Error: " + err.Error()
	}
	if got != code {
		t.Errorf("the error is %q (%v, %v), want %q", got, err, errors.Unwrap(err), code)
	}
}

func TestAProviderSaysWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	i := begin(t)
	p := i.provider(t, i.config())
	address, attempt, err := p.Begin(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	claims, err := p.Finish(t.Context(), now, attempt, i.send(t, address))
	if err != nil || claims != (account.Proof{Issuer: i.URL, Subject: "s-1"}) {
		t.Errorf("the claims are %+v (%v)", claims, err)
	}
	_, other, err := p.Begin(t.Context(), now)
	if err != nil || other.State == attempt.State || other.Nonce == attempt.Nonce || other.Verifier == attempt.Verifier {
		t.Errorf("two attempts share something (%v)", err)
	}
}

func TestAnAnswerThatIsNotOursIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		want string
		bend func(i *issuer, c *Config, t *Attempt, answer url.Values)
	}{
		{"nothing is bent", "", func(*issuer, *Config, *Attempt, url.Values) {}},
		{"another state", "oidc_answer", func(_ *issuer, _ *Config, _ *Attempt, a url.Values) { a.Set("state", "x") }},
		{"no attempt", "oidc_answer", func(_ *issuer, _ *Config, t *Attempt, a url.Values) { *t = Attempt{}; a.Del("state") }},
		{"too late", "oidc_answer", func(_ *issuer, _ *Config, t *Attempt, _ url.Values) { t.Until = now - 1 }},
		{"the provider refuses", "oidc_answer", func(_ *issuer, _ *Config, _ *Attempt, a url.Values) { a.Set("error", "access_denied") }},
		{"no code", "oidc_answer", func(_ *issuer, _ *Config, _ *Attempt, a url.Values) { a.Del("code") }},
		{"another code", "oidc_answer", func(_ *issuer, _ *Config, _ *Attempt, a url.Values) { a.Set("code", "bad") }},
		{"another verifier", "oidc_answer", func(_ *issuer, _ *Config, t *Attempt, _ url.Values) { t.Verifier = "x" }},
		{"another nonce", "oidc_answer", func(i *issuer, _ *Config, _ *Attempt, _ url.Values) { i.bend = map[string]any{"nonce": "x"} }},
		{"no nonce", "oidc_answer", func(i *issuer, _ *Config, t *Attempt, _ url.Values) {
			i.bend = map[string]any{"nonce": ""}
			t.Nonce = ""
		}},
		{"for somebody else", "oidc_answer", func(i *issuer, _ *Config, _ *Attempt, _ url.Values) { i.bend = map[string]any{"aud": "x"} }},
		{"by somebody else", "oidc_answer", func(i *issuer, _ *Config, _ *Attempt, _ url.Values) {
			i.bend = map[string]any{"iss": "https://example.org"}
		}},
		{"run out", "oidc_answer", func(i *issuer, _ *Config, _ *Attempt, _ url.Values) {
			i.bend = map[string]any{"exp": int64(now)/1000 - 1}
		}},
		{"signed with another key", "oidc_answer", func(i *issuer, _ *Config, _ *Attempt, _ url.Values) { i.forge = true }},
		{"without a subject", "oidc_answer", func(i *issuer, _ *Config, _ *Attempt, _ url.Values) {
			i.bend = map[string]any{"sub": ""}
		}},
		{"our secret is wrong", "oidc_answer", func(_ *issuer, c *Config, _ *Attempt, _ url.Values) { c.Secret = "x" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			i := begin(t)
			address, attempt, err := i.provider(t, i.config()).Begin(t.Context(), now)
			if err != nil {
				t.Fatal(err)
			}
			answer, config := i.send(t, address), i.config()
			c.bend(i, &config, &attempt, answer)
			_, err = i.provider(t, config).Finish(t.Context(), now, attempt, answer)
			wantCode(t, err, c.want)
		})
	}
}

func TestASilentProviderDoesNotKeepUsFromStarting(t *testing.T) {
	t.Parallel()
	i := begin(t)
	p := i.provider(t, i.config())
	address, attempt, err := p.Begin(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	answer := i.send(t, address)
	i.Close()
	_, err = p.Finish(t.Context(), now, attempt, answer)
	wantCode(t, err, "oidc_silent")
	_, _, err = i.provider(t, i.config()).Begin(t.Context(), now)
	wantCode(t, err, "oidc_silent")
}

func TestAnAttemptIsSealedInItsCookie(t *testing.T) {
	t.Parallel()
	keys, err := access.NewKeyring(mathrand.NewChaCha8([32]byte{7}), 20_458)
	if err != nil {
		t.Fatal(err)
	}
	attempt := Attempt{State: "s", Nonce: "n", Verifier: "v", Until: now}
	cookie, err := attempt.Seal(keys)
	if err != nil || strings.Contains(cookie, "verifier") {
		t.Fatalf("the cookie is %q (%v)", cookie, err)
	}
	if again, err := OpenAttempt(keys, cookie); err != nil || again != attempt {
		t.Errorf("the attempt is %+v (%v)", again, err)
	}
	for _, bad := range []string{"", "x", "?", cookie[:len(cookie)-4], cookie + "AAAA"} {
		_, err := OpenAttempt(keys, bad)
		wantCode(t, err, "oidc_answer")
	}
}

func TestTheEnvironmentNamesTheProvider(t *testing.T) {
	t.Parallel()
	whole := map[string]string{
		IssuerVariable: "https://id.example.org", ClientVariable: client, SecretVariable: secret, RedirectVariable: "https://lx.example.org/oidc",
	}
	with := func(key, value string) map[string]string {
		changed := maps.Clone(whole)
		changed[key] = value
		return changed
	}
	for _, c := range []struct {
		name string
		env  map[string]string
		ok   bool
		want string
	}{
		{"whole", whole, true, ""},
		{"nothing", nil, false, ""},
		{"an issuer in clear", with(IssuerVariable, "http://id.example.org"), true, "oidc_address"},
		{"a way back in clear", with(RedirectVariable, "http://lx.example.org/oidc"), true, "oidc_address"},
		{"a way back that is none", with(RedirectVariable, "://"), true, "oidc_address"},
		{"no secret", with(SecretVariable, ""), true, "oidc_client"},
		{"no name", with(ClientVariable, ""), true, "oidc_client"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config, ok, err := Environment(func(name string) string { return c.env[name] })
			wantCode(t, err, c.want)
			if ok != c.ok {
				t.Errorf("the configuration is %v", ok)
			}
			if printed := fmt.Sprintf("%v %+v %#v %s", config, config, config, &config); strings.Contains(printed, secret) {
				t.Errorf("the secret is printed: %s", printed)
			}
		})
	}
}
