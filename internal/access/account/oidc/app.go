package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// AppConfig is what is agreed with a city's app, whose users come to us signed in.
type AppConfig struct {
	Name       string   `yaml:"name"` // in addresses: wdnj
	Title      string   `yaml:"title"`
	English    string   `yaml:"english"`
	Issuer     string   `yaml:"issuer"`
	Client     string   `yaml:"client"`
	SecretFile string   `yaml:"secret_file"`
	Scopes     []string `yaml:"scopes"`   // besides openid and profile
	UserInfo   bool     `yaml:"userinfo"` // who somebody is stands there, and not in the token
	Claims     Claims   `yaml:"claims"`
	Level      Level    `yaml:"level"`
}

// Claims says under which names the app tells who somebody is.
type Claims struct {
	Name     string `yaml:"name"`
	IDNumber string `yaml:"id_number"`
	Phone    string `yaml:"phone"`    // empty: it tells none
	Verified string `yaml:"verified"` // must be true, where it is named: the app has checked name and number
}

// Level says by what the app tells that it has just checked somebody by his face.
type Level struct {
	Ask     []string `yaml:"ask"` // acr_values; those of ACR where nothing is written
	ACR     []string `yaml:"acr"` // one of them is the token's acr
	AMR     []string `yaml:"amr"` // one of them is among the token's amr
	Minutes int      `yaml:"minutes"`
}

// Known says whether the app can tell at all.
func (l Level) Known() bool { return len(l.ACR)+len(l.AMR) > 0 }

// App is a city's app as we ask it.
type App struct {
	AppConfig
	provider *Provider
}

// Told is who somebody is in the words of an app.
type Told struct {
	App      string
	Answer   string // what tells one answer from every other
	Name     string
	IDNumber access.Private
	Phone    access.Private
	Checked  bool          // by his face, and just now
	At       civil.Instant // when
	Until    civil.Instant // until when that counts
}

// The clocks of two systems may differ by skew.
const (
	skew          civil.Instant = 60 * 1000
	minute        civil.Instant = 60 * 1000
	minutesUsual                = 15
	minutesMost                 = 60
	nameMost                    = 100
	numberMost                  = 32
	acrSeparator                = " "
	maxAgeNothing               = "0"
)

// NewApp makes an app of a configuration; secret and redirect are ours there. client
// may be nil: the usual one.
func NewApp(c AppConfig, secret, redirect string, client *http.Client) (*App, error) {
	if c.Level.Minutes == 0 {
		c.Level.Minutes = minutesUsual
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	p, err := New(Config{Issuer: c.Issuer, Client: c.Client, Secret: secret, Redirect: redirect, Scopes: c.Scopes}, client)
	if err != nil {
		return nil, err
	}
	return &App{AppConfig: c, provider: p}, nil
}

// Begin gives the address to send the browser to. strong asks the app to check the
// person by his face now, whatever it did before.
func (a *App) Begin(ctx context.Context, now civil.Instant, strong bool) (address string, t Attempt, err error) {
	var more []oauth2.AuthCodeOption
	if strong {
		if !a.Level.Known() {
			return "", t, a.errLevel()
		}
		more = append(more, oauth2.SetAuthURLParam("max_age", maxAgeNothing))
		if asked := strings.Join(a.asks(), acrSeparator); asked != "" {
			more = append(more, oauth2.SetAuthURLParam("acr_values", asked))
		}
	}
	address, t, err = a.provider.begin(ctx, now, more...)
	t.App, t.Strong = a.Name, strong
	return address, t, a.forResidents(err)
}

func (a *App) asks() []string {
	if len(a.Level.Ask) > 0 {
		return a.Level.Ask
	}
	return a.Level.ACR
}

// Finish takes the answer the browser came back with. It refuses one to another
// question, one of another app, a token that does not hold, one that does not say who
// somebody is (oidc_claims), and one that is weaker than was asked (oidc_level).
func (a *App) Finish(ctx context.Context, now civil.Instant, t Attempt, answer url.Values) (told Told, err error) {
	if t.App != a.Name {
		return told, a.forResidents(errAnswer(nil))
	}
	id, token, err := a.provider.finish(ctx, now, t, answer)
	if err != nil {
		return told, a.forResidents(err)
	}
	claims, err := a.claims(ctx, id, token)
	if err != nil {
		return told, a.forResidents(err)
	}
	if told, err = a.who(claims); err != nil {
		return told, err
	}
	told.App, told.Answer = a.Name, t.State
	a.weigh(id, now, &told)
	if t.Strong && (!told.Checked || told.At < t.Until-attemptLife-skew) {
		return Told{}, a.errLevel()
	}
	return told, nil
}

// claims are what the token says, and what the app says of its owner where that is
// agreed.
func (a *App) claims(ctx context.Context, id *oidc.IDToken, token *oauth2.Token) (claims map[string]any, err error) {
	if !a.UserInfo {
		return claims, answerOf(id.Claims(&claims))
	}
	provider, err := a.provider.discover(ctx)
	if err != nil {
		return nil, err
	}
	info, err := provider.UserInfo(oidc.ClientContext(ctx, a.provider.client), oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, errSilent(err)
	}
	if info.Subject != id.Subject {
		return nil, errAnswer(nil) // somebody else's
	}
	return claims, answerOf(info.Claims(&claims))
}

func answerOf(err error) error {
	if err == nil {
		return nil
	}
	return errAnswer(err)
}

// who reads name, number and telephone.
func (a *App) who(claims map[string]any) (told Told, err error) {
	name, number := civil.NormalName(text(claims, a.Claims.Name)), strings.ToUpper(strings.TrimSpace(text(claims, a.Claims.IDNumber)))
	said := a.Claims.Verified == "" || text(claims, a.Claims.Verified) == "true"
	if !said || name == "" || number == "" || len([]rune(name)) > nameMost || len(number) > numberMost {
		return told, &civil.Error{Kind: civil.Denied, Code: "oidc_claims",
			Message: "“" + a.Title + "”没有说明您的姓名和证件号。请先在那里完成实名认证再试，或者用手机验证码登录。"}
	}
	return Told{Name: name, IDNumber: access.NewPrivate(access.IDNumber, number), Phone: access.NewPrivate(access.Phone, text(claims, a.Claims.Phone))}, nil
}

// text is a claim as a text; true is one too.
func text(claims map[string]any, name string) string {
	switch value := claims[name].(type) {
	case string:
		return value
	case bool:
		return strconv.FormatBool(value)
	}
	return ""
}

// weigh says whether somebody was checked by his face, and whether that is just now.
// The token alone says so, whatever stands elsewhere; one that does not say when it
// was says nothing.
func (a *App) weigh(id *oidc.IDToken, now civil.Instant, told *Told) {
	var said struct {
		ACR string `json:"acr"`
		AMR words  `json:"amr"`
		At  int64  `json:"auth_time"`
	}
	if id.Claims(&said) != nil || said.At <= 0 || !a.Level.Known() {
		return
	}
	told.At = civil.Instant(said.At) * 1000
	told.Until = told.At + civil.Instant(a.Level.Minutes)*minute
	byACR := len(a.Level.ACR) == 0 || slices.Contains(a.Level.ACR, said.ACR)
	byAMR := len(a.Level.AMR) == 0 || slices.ContainsFunc(said.AMR, func(one string) bool { return slices.Contains(a.Level.AMR, one) })
	told.Checked = byACR && byAMR && told.At <= now+skew && told.Until > now
}

// words is a list of words; some write one alone without a list.
type words []string

// UnmarshalJSON implements json.Unmarshaler.
func (w *words) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(w))
}

// Back is the address of ours to which the app sends browsers.
func (a *App) Back() string { return a.provider.config.Redirect }

// Refused is the refusal of an answer that belongs to no question of ours.
func (a *App) Refused() error { return a.forResidents(errAnswer(nil)) }

// forResidents says to a family what went wrong, in words that lead on.
func (a *App) forResidents(err error) error {
	var refused *civil.Error
	if !errors.As(err, &refused) {
		return err
	}
	switch refused.Code {
	case "oidc_silent":
		return &civil.Error{Kind: refused.Kind, Code: refused.Code, Err: refused.Err, Message: "“" + a.Title + "”没有应答，请过一会儿再试，或者用手机验证码登录。"}
	case "oidc_answer":
		return &civil.Error{Kind: refused.Kind, Code: refused.Code, Err: refused.Err, Message: "从“" + a.Title + "”登录没有成功，或者已经超时，请重新打开再试，或者用手机验证码登录。"}
	}
	return err
}

func (a *App) errLevel() error {
	return &civil.Error{Kind: civil.Denied, Code: "oidc_level", Message: "“" + a.Title + "”没有完成刷脸核验，这一页不能看。请重新刷脸，或者带身份证到窗口办。"}
}

// check refuses a configuration that leads nowhere.
func (c AppConfig) check() error {
	refuse := func(what string) error {
		return civil.Refuse("app_config", "接入应用“%s”的配置%s，请修改后重新启动。", c.Name, what)
	}
	plain := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }
	switch {
	case c.Name == "" || strings.ContainsFunc(c.Name, plain):
		return refuse("的 name 只能用小写字母和数字")
	case c.Title == "" || c.English == "":
		return refuse("缺少 title 或 english")
	case c.Claims.Name == "" || c.Claims.IDNumber == "":
		return refuse("没有写 claims 里姓名（name）、证件号（id_number）叫什么")
	case c.Level.Minutes < 1 || c.Level.Minutes > minutesMost:
		return refuse("的 level.minutes 应是1到60")
	case !c.Level.Known() && len(c.Level.Ask) > 0:
		return refuse("写了 level.ask，没有写凭 acr 还是 amr 认出刷脸核验")
	}
	return nil
}
