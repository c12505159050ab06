package oidc

import (
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	someone = "阿卜杜热合曼·买买提艾力"
	number  = "32069919550401401X"
)

// agreed is what is agreed with an app in these tests.
func (i *issuer) agreed() AppConfig {
	return AppConfig{
		Name: "wdnj", Title: "我的南京", English: "My Nanjing", Issuer: i.URL, Client: client,
		Claims: Claims{Name: "name", IDNumber: "idcard", Phone: "phone_number"}, Level: Level{ACR: []string{"face"}, AMR: []string{"face", "fpt"}},
	}
}

// citizen are the claims of somebody who was checked by his face a minute ago.
func citizen(more map[string]any) map[string]any {
	claims := map[string]any{
		"name": someone, "idcard": strings.ToLower(number), "phone_number": "13800000001",
		"acr": "face", "amr": []string{"face"}, "auth_time": int64(now)/1000 - 60,
	}
	maps.Copy(claims, more)
	return claims
}

func (i *issuer) app(t *testing.T, c AppConfig) *App {
	t.Helper()
	a, err := NewApp(c, secret, i.URL+"/back", i.Client())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnAppSaysWhoAResidentIs(t *testing.T) {
	t.Parallel()
	i := begin(t)
	i.bend = citizen(nil)
	a := i.app(t, i.agreed())
	address, attempt, err := a.Begin(t.Context(), now, false)
	if err != nil || strings.Contains(address, "acr_values") || strings.Contains(address, "max_age") {
		t.Fatalf("the browser is sent to %q (%v)", address, err)
	}
	told, err := a.Finish(t.Context(), now, attempt, i.send(t, address))
	if err != nil || told.Name != someone || told.IDNumber.Reveal() != number || told.Phone.Reveal() != "13800000001" || told.App != "wdnj" || told.Answer != attempt.State {
		t.Errorf("it says %+v of %q (%v)", told, told.IDNumber.Reveal(), err)
	}
	if !told.Checked || told.At != now-60_000 || told.Until != now+14*60_000 {
		t.Errorf("the check is %v at %v until %v", told.Checked, told.At, told.Until)
	}
}

func TestAStrongQuestionAsksForTheFaceAnew(t *testing.T) {
	t.Parallel()
	i := begin(t)
	address, attempt, err := i.app(t, i.agreed()).Begin(t.Context(), now, true)
	asked, _ := url.Parse(address)
	if err != nil || asked.Query().Get("acr_values") != "face" || asked.Query().Get("max_age") != "0" || !attempt.Strong {
		t.Errorf("the question is %q (%v)", address, err)
	}
	c := i.agreed()
	c.Level = Level{}
	_, _, err = i.app(t, c).Begin(t.Context(), now, true)
	wantCode(t, err, "oidc_level") // this app cannot tell
}

// What is told of the level decides what may be seen: nothing weaker passes for it.
func TestAWeakerTokenIsNoCheckByFace(t *testing.T) {
	t.Parallel()
	second := int64(now) / 1000
	for _, c := range []struct {
		name          string
		claims        map[string]any
		level         Level
		want          string // the refusal of a strong question
		checkedByWeak bool   // whether it counts in the answer to a usual one
	}{
		{"just now", map[string]any{"auth_time": second}, Level{ACR: []string{"face"}}, "", true},
		{"the clock of the app is half a minute late", map[string]any{"auth_time": second - 30}, Level{ACR: []string{"face"}}, "", true},
		{"a list of ways alone", map[string]any{"auth_time": second, "acr": nil}, Level{AMR: []string{"face"}}, "", true},
		{"one way without a list", map[string]any{"auth_time": second, "amr": "face"}, Level{AMR: []string{"face"}}, "", true},
		{"ten minutes ago", map[string]any{"auth_time": second - 600}, Level{ACR: []string{"face"}}, "oidc_level", true},
		{"an hour ago", map[string]any{"auth_time": second - 3600}, Level{ACR: []string{"face"}}, "oidc_level", false},
		{"tomorrow", map[string]any{"auth_time": second + 86400}, Level{ACR: []string{"face"}}, "oidc_level", false},
		{"it does not say when", map[string]any{"auth_time": nil}, Level{ACR: []string{"face"}}, "oidc_level", false},
		{"by a message", map[string]any{"auth_time": second, "acr": "sms"}, Level{ACR: []string{"face"}}, "oidc_level", false},
		{"it says nothing of it", map[string]any{"auth_time": second, "acr": nil}, Level{ACR: []string{"face"}}, "oidc_level", false},
		{"one of two", map[string]any{"auth_time": second, "amr": []string{"pwd"}}, Level{ACR: []string{"face"}, AMR: []string{"face"}}, "oidc_level", false},
		{"the word in another claim", map[string]any{"auth_time": second, "acr": "0", "level": "face"}, Level{ACR: []string{"face"}}, "oidc_level", false},
		{"what was said is no text", map[string]any{"auth_time": second, "acr": []string{"face"}}, Level{ACR: []string{"face"}}, "oidc_level", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, strong := range []bool{true, false} {
				i := begin(t)
				i.bend = citizen(c.claims)
				agreed := i.agreed()
				agreed.Level = c.level
				a := i.app(t, agreed)
				address, attempt, err := a.Begin(t.Context(), now, strong)
				if err != nil {
					t.Fatal(err)
				}
				told, err := a.Finish(t.Context(), now, attempt, i.send(t, address))
				if strong {
					wantCode(t, err, c.want)
					continue
				}
				wantCode(t, err, "")
				if told.Checked != c.checkedByWeak {
					t.Errorf("it passes for checked: %v", told.Checked)
				}
			}
		})
	}
}

func TestWhatAnAppSaysIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		want string
		bend func(i *issuer, c *AppConfig, t *Attempt, answer url.Values)
	}{
		{"nothing is bent", "", func(*issuer, *AppConfig, *Attempt, url.Values) {}},
		{"it names nobody", "oidc_claims", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["name"] = nil }},
		{"it gives no number", "oidc_claims", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { delete(i.bend, "idcard") }},
		{"the number is no text", "oidc_claims", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["idcard"] = 320699195504014018 }},
		{"the number is endless", "oidc_claims", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["idcard"] = strings.Repeat("1", 1000) }},
		{"it has not checked the name", "oidc_claims", func(i *issuer, c *AppConfig, _ *Attempt, _ url.Values) { c.Claims.Verified = "real_name" }},
		{"it has checked the name", "", func(i *issuer, c *AppConfig, _ *Attempt, _ url.Values) {
			c.Claims.Verified, i.bend["real_name"] = "real_name", true
		}},
		{"another app was asked", "oidc_answer", func(_ *issuer, _ *AppConfig, t *Attempt, _ url.Values) { t.App = "sfb" }},
		{"the staff's provider was asked", "oidc_answer", func(_ *issuer, _ *AppConfig, t *Attempt, _ url.Values) { t.App = "" }},
		{"another state", "oidc_answer", func(_ *issuer, _ *AppConfig, _ *Attempt, a url.Values) { a.Set("state", "x") }},
		{"another nonce", "oidc_answer", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["nonce"] = "x" }},
		{"another verifier", "oidc_answer", func(_ *issuer, _ *AppConfig, t *Attempt, _ url.Values) { t.Verifier = "x" }},
		{"for another program", "oidc_answer", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["aud"] = "x" }},
		{"for us too, given to another program", "oidc_answer", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) {
			i.bend["aud"], i.bend["azp"] = []string{client, "x"}, "x"
		}},
		{"by another issuer", "oidc_answer", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["iss"] = "https://example.org" }},
		{"run out", "oidc_answer", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.bend["exp"] = int64(now)/1000 - 1 }},
		{"signed with another key", "oidc_answer", func(i *issuer, _ *AppConfig, _ *Attempt, _ url.Values) { i.forge = true }},
		{"the person refused", "oidc_answer", func(_ *issuer, _ *AppConfig, _ *Attempt, a url.Values) { a.Set("error", "access_denied") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			i := begin(t)
			i.bend = citizen(nil)
			address, attempt, err := i.app(t, i.agreed()).Begin(t.Context(), now, false)
			if err != nil {
				t.Fatal(err)
			}
			answer, agreed := i.send(t, address), i.agreed()
			c.bend(i, &agreed, &attempt, answer)
			told, err := i.app(t, agreed).Finish(t.Context(), now, attempt, answer)
			wantCode(t, err, c.want)
			if err != nil && (told.Name != "" || !told.IDNumber.Empty() && c.want == "oidc_answer") {
				t.Errorf("with the refusal comes %+v", told)
			}
		})
	}
}

func TestAnAttemptAtAnAppIsNoneOfStaff(t *testing.T) {
	t.Parallel()
	i := begin(t)
	i.bend = citizen(nil)
	address, attempt, err := i.app(t, i.agreed()).Begin(t.Context(), now, false)
	if err != nil {
		t.Fatal(err)
	}
	_, err = i.provider(t, i.config()).Finish(t.Context(), now, attempt, i.send(t, address))
	wantCode(t, err, "oidc_answer")
}

func TestAnAppMayTellBesidesTheToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, subject, want string
	}{{"of the same person", "s-1", ""}, {"of another", "s-2", "oidc_answer"}} {
		i := begin(t)
		i.bend = map[string]any{"acr": "face", "auth_time": int64(now) / 1000, "amr": []string{"face"}}
		i.info = citizen(map[string]any{"sub": c.subject})
		agreed := i.agreed()
		agreed.UserInfo = true
		a := i.app(t, agreed)
		address, attempt, err := a.Begin(t.Context(), now, false)
		if err != nil {
			t.Fatal(err)
		}
		told, err := a.Finish(t.Context(), now, attempt, i.send(t, address))
		wantCode(t, err, c.want)
		if err == nil && (told.Name != someone || !told.Checked) {
			t.Errorf("%s: it says %+v", c.name, told)
		}
	}
}

func TestTheFileOfAppsIsReadStrictly(t *testing.T) {
	t.Parallel()
	const whole = `apps:
  - name: wdnj
    title: 我的南京
    english: My Nanjing
    issuer: https://id.example.org
    client: lianxin
    secret_file: wdnj.secret
    scopes: [realname]
    claims: {name: name, id_number: idcard, phone: phone_number, verified: real_name}
    level: {ask: [face], acr: [face], amr: [face], minutes: 10}
  - {name: sfb, title: 苏服办, english: Sufuban, issuer: "https://id2.example.org", client: lianxin, secret_file: wdnj.secret, userinfo: true, claims: {name: n, id_number: i}}
`
	for _, c := range []struct{ name, from, to, want string }{
		{"whole", "", "", ""},
		{"a key nobody knows", "client: lianxin\n", "client: lianxin\n    clinet: x\n", "app_file"},
		{"a name that is no word", "name: wdnj", "name: ../x", "app_config"},
		{"without a name in English", "    english: My Nanjing\n", "", "app_config"},
		{"without the claim of the number", "id_number: idcard, ", "", "app_config"},
		{"a day is not just now", "minutes: 10", "minutes: 1440", "app_config"},
		{"it asks and cannot tell", "acr: [face], amr: [face], ", "", "app_config"},
		{"an issuer in clear", "https://id.example.org", "http://id.example.org", "oidc_address"},
		{"without our name there", "    client: lianxin\n", "", "oidc_client"},
		{"the secret is not there", "secret_file: wdnj.secret\n", "secret_file: other.secret\n", "app_secret"},
		{"twice the same", "name: sfb", "name: wdnj", "app_config"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "wdnj.secret"), []byte(secret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "apps.yaml")
			if err := os.WriteFile(file, []byte(strings.Replace(whole, c.from, c.to, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			list, err := ReadApps(file, "https://lx.example.org/", nil)
			wantCode(t, err, c.want)
			if err != nil {
				return
			}
			if len(list) != 2 || list.Named("sfb") == nil || len(list.Strong()) != 1 || list[0].Level.Minutes != 10 || list[1].Level.Minutes != 15 {
				t.Errorf("the apps are %+v", list)
			}
			if got := list[0].Back(); got != "https://lx.example.org/sign-in/app/wdnj/back" || list[0].provider.config.Secret != secret {
				t.Errorf("it sends back to %q", got)
			}
		})
	}
	if list, err := ReadApps("", "https://lx.example.org", nil); err != nil || len(list) != 0 {
		t.Errorf("without a file there are %v (%v)", list, err)
	}
	_, err := ReadApps(filepath.Join(t.TempDir(), "none.yaml"), "https://lx.example.org", nil)
	wantCode(t, err, "app_file")
}
