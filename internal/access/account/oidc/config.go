package oidc

import (
	"fmt"
	"io"
	"net/url"

	"lianxin/internal/civil"
)

// The environment names the provider. Without an issuer there is none.
const (
	IssuerVariable   = "LIANXIN_OIDC_ISSUER"
	ClientVariable   = "LIANXIN_OIDC_CLIENT"
	SecretVariable   = "LIANXIN_OIDC_SECRET"
	RedirectVariable = "LIANXIN_OIDC_REDIRECT"
)

// Config is what is agreed with a provider.
type Config struct {
	Issuer   string   // its address, as its tokens name it
	Client   string   // our name there
	Secret   string   // our secret there
	Redirect string   // where it sends the browser back to
	Scopes   []string // asked for besides openid and profile
}

// Format implements fmt.Formatter for every verb, so that no log shows the secret.
func (c Config) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "[oidc "+c.Issuer+"]") // a fmt.State cannot fail
}

// Environment reads the configuration; ok is false when no provider is named.
func Environment(getenv func(string) string) (c Config, ok bool, err error) {
	c = Config{
		Issuer: getenv(IssuerVariable), Client: getenv(ClientVariable), Secret: getenv(SecretVariable),
		Redirect: getenv(RedirectVariable),
	}
	if c.Issuer == "" {
		return Config{}, false, nil
	}
	return c, true, c.check()
}

func (c Config) check() error {
	for _, one := range []struct{ variable, value string }{
		{IssuerVariable, c.Issuer}, {RedirectVariable, c.Redirect},
	} {
		if !guarded(one.value) {
			return civil.Refuse("oidc_address", "统一身份的配置%s应是https开头的网址，请修改配置。", one.variable)
		}
	}
	if c.Client == "" || c.Secret == "" {
		return civil.Refuse("oidc_client", "统一身份的配置缺少%s或%s，请补上。", ClientVariable, SecretVariable)
	}
	return nil
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
