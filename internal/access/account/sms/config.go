package sms

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"lianxin/internal/civil"
)

// The environment names the platform. Without an address there is none.
const (
	URLVariable    = "LIANXIN_SMS_URL"
	TokenVariable  = "LIANXIN_SMS_TOKEN"
	HeaderVariable = "LIANXIN_SMS_HEADER"
	BodyVariable   = "LIANXIN_SMS_BODY"
	OKVariable     = "LIANXIN_SMS_OK"
)

// The usual shape of a message, and where the token goes unless configured otherwise.
const (
	usualBody   = `{"phone":"` + phonePlace + `","text":"` + textPlace + `"}`
	usualHeader = "Authorization"
)

// What a template has in place of the telephone and of the text.
const (
	phonePlace = "{phone}"
	textPlace  = "{text}"
)

// Config is what is agreed with a platform.
type Config struct {
	URL    string // where messages are posted to
	Token  string // may be empty where the address alone admits
	Header string // that carries the token; Authorization has “Bearer ” before it
	Body   string // JSON with {phone} and {text} inside its texts
	OK     string // “field=value” of the answer that means sent; empty: the status says it
}

// Format implements fmt.Formatter for every verb, so that no log shows the token.
func (c Config) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "[sms]") // a fmt.State cannot fail
}

// Environment reads the configuration; ok is false when no platform is named.
func Environment(getenv func(string) string) (c Config, ok bool, err error) {
	c = Config{
		URL: getenv(URLVariable), Token: getenv(TokenVariable), Header: getenv(HeaderVariable),
		Body: getenv(BodyVariable), OK: getenv(OKVariable),
	}
	if c.URL == "" {
		return Config{}, false, nil
	}
	return c, true, c.check()
}

// check refuses what could send nothing, and fills in what is usual.
func (c *Config) check() error {
	if c.Body == "" {
		c.Body = usualBody
	}
	if c.Header == "" {
		c.Header = usualHeader
	}
	switch {
	case !guarded(c.URL):
		return civil.Refuse("sms_address", "短信平台的配置%s应是https开头的网址，请修改配置。", URLVariable)
	case !json.Valid([]byte(c.Body)) || !strings.Contains(c.Body, phonePlace) || !strings.Contains(c.Body, textPlace):
		return civil.Refuse("sms_body", "短信平台的配置%s应是JSON，里面用%s和%s表示手机号和内容，请修改配置。", BodyVariable, phonePlace, textPlace)
	case !plainHeader(c.Header) || strings.ContainsAny(c.Token, "\r\n"):
		return civil.Refuse("sms_header", "短信平台的配置%s或%s含有不能放进请求头的字符，请修改配置。", HeaderVariable, TokenVariable)
	case c.OK != "" && !strings.Contains(c.OK, "="):
		return civil.Refuse("sms_ok", "短信平台的配置%s应写成“字段=值”，例如code=0，请修改配置。", OKVariable)
	}
	return nil
}

// plainHeader says whether a text can be the name of a header.
func plainHeader(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	}) && http.CanonicalHeaderKey(name) != "Host"
}

// guarded says whether an address is encrypted on the way, or of this machine.
func guarded(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	return u.Scheme == "https" || u.Scheme == "http" && local
}
