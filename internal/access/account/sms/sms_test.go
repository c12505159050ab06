package sms

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

const (
	phone = "13800138000"
	text  = `登录验证码042137，"10分钟"内有效。{phone}`
	token = "between-us"
)

// platform is a loopback platform that keeps what it is sent.
func platform(t *testing.T, status int, answer string) (config Config, bodies *[]string, headers *[]http.Header) {
	t.Helper()
	bodies, headers = &[]string{}, &[]http.Header{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*bodies, *headers = append(*bodies, string(body)), append(*headers, r.Header)
		w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return Config{URL: server.URL, Token: token}, bodies, headers
}

func TestAMessageArrivesInTheShapeOfTheTemplate(t *testing.T) {
	t.Parallel()
	config, bodies, headers := platform(t, http.StatusOK, `{"result":{"code":0}}`)
	config.Body = `{"to":["{phone}"],"sign":"连心","level":1,"content":{"text":"【连心】{text}"}}`
	config.OK = "result.code=0"
	g, err := New(config, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Send(t.Context(), access.NewPrivate(access.Phone, phone), text); err != nil {
		t.Fatal(err)
	}
	var got struct {
		To      []string
		Level   int
		Content struct{ Text string }
	}
	if err := json.Unmarshal([]byte((*bodies)[0]), &got); err != nil {
		t.Fatal(err)
	}
	// What stands in the text is a text: it is filled into the template once.
	if len(got.To) != 1 || got.To[0] != phone || got.Level != 1 || got.Content.Text != "【连心】"+text {
		t.Errorf("the platform got %+v", got)
	}
	if is := (*headers)[0].Get("Authorization"); is != "Bearer "+token {
		t.Errorf("the token came as %q", is)
	}
}

func TestATokenMayGoInAHeaderOfItsOwn(t *testing.T) {
	t.Parallel()
	config, _, headers := platform(t, http.StatusOK, "")
	config.Header = "X-Api-Key"
	g, err := New(config, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Send(t.Context(), access.NewPrivate(access.Phone, phone), text); err != nil {
		t.Fatal(err)
	}
	if is := (*headers)[0].Get("X-Api-Key"); is != token {
		t.Errorf("the token came as %q", is)
	}
}

func TestWhatIsNotSentIsSaidWithoutTellingWhatItWas(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status   int
		answer   string
		ok, code string
	}{
		"a platform that breaks":                       {http.StatusBadGateway, "", "", "sms_silent"},
		"a platform that knows us not":                 {http.StatusUnauthorized, "", "", "sms_refused"},
		"a platform that sends elsewhere":              {http.StatusTemporaryRedirect, "", "", "sms_refused"},
		"a platform that refuses with a smile":         {http.StatusOK, `{"code":"5"}`, "code=0", "sms_refused"},
		"a platform that answers nonsense":             {http.StatusOK, `<html>`, "code=0", "sms_refused"},
		"a platform whose field is of another sort":    {http.StatusOK, `{"code":{"a":1}}`, "code=0", "sms_refused"},
		"a platform whose field lies deeper than said": {http.StatusOK, `{"code":0}`, "code.deep=0", "sms_refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config, _, _ := platform(t, test.status, test.answer)
			config.OK = test.ok
			g, err := New(config, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = g.Send(t.Context(), access.NewPrivate(access.Phone, phone), text)
			var told *civil.Error
			if !errors.As(err, &told) || told.Code != test.code {
				t.Fatalf("the error is %v, want %s", err, test.code)
			}
			if said := fmt.Sprintf("%v %+v %v", err, err, g.config); strings.Contains(said, phone) || strings.Contains(said, "042137") || strings.Contains(said, token) {
				t.Errorf("the error tells too much: %s", said)
			}
		})
	}
	g, err := New(Config{URL: "http://127.0.0.1:1/"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Send(t.Context(), access.NewPrivate(access.Phone, phone), text); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("nobody listens, and the error is %v", err)
	}
}

func TestAConfigurationThatCouldSendNothingIsRefused(t *testing.T) {
	t.Parallel()
	good := map[string]string{URLVariable: "https://sms.example/send", TokenVariable: token}
	for name, test := range map[string]struct{ variable, value, code string }{
		"an address in clear":           {URLVariable, "http://sms.example/send", "sms_address"},
		"an address with a password":    {URLVariable, "https://a:b@sms.example", "sms_address"},
		"a template that is no JSON":    {BodyVariable, "phone={phone}&text={text}", "sms_body"},
		"a template without telephone":  {BodyVariable, `{"t":"{text}"}`, "sms_body"},
		"a header with a blank":         {HeaderVariable, "X Key", "sms_header"},
		"a token over two lines":        {TokenVariable, "a\nb", "sms_header"},
		"a sign of success of one word": {OKVariable, "code", "sms_ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, ok, err := Environment(func(name string) string {
				if name == test.variable {
					return test.value
				}
				return good[name]
			})
			var told *civil.Error
			if !ok || !errors.As(err, &told) || told.Code != test.code {
				t.Errorf("ok %v, error %v, want %s", ok, err, test.code)
			}
		})
	}
	if _, ok, err := Environment(func(string) string { return "" }); ok || err != nil {
		t.Errorf("no platform is named, and there is one: %v", err)
	}
	if _, ok, err := Environment(func(name string) string { return good[name] }); !ok || err != nil {
		t.Errorf("a good configuration is refused: %v", err)
	}
}

func FuzzAFilledTemplateStaysWhole(f *testing.F) {
	f.Add(usualBody, phone, text)
	f.Add(`["{text}",{"{phone}":null}]`, `"`, "\\\x00\xff")
	f.Fuzz(func(t *testing.T, template, phone, text string) {
		body, err := fill(template, phone, text)
		if err == nil && !json.Valid(body) {
			t.Errorf("%q became %q", template, body)
		}
	})
}
