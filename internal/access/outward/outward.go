// Package outward keeps the way out: how this program calls an address that somebody
// else has named.
//
// It promises that a name is looked up once and the very address that was looked at
// is called, so that a name cannot mean one machine while it is checked and another
// while it is called; and that an answer that leads elsewhere leads nowhere.
//
// It refuses an address that is not one of the open network, unless it lies in a
// range that was allowed: this program's own machine and the machines beside it are
// nobody's to reach through it.
package outward

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"

	"lianxin/internal/civil"
)

// Way is a way out. The zero Way leads to the open network alone.
type Way struct {
	Allowed []netip.Prefix // further ranges, such as those of the government's own network

	// Look looks a name up; nil: the system's own way. Tests have another.
	Look func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Parse reads ranges as a setting has them: 10.12.0.0/16 127.0.0.1/32, with blanks
// or commas between. An address alone means itself.
func Parse(text string) (Way, error) {
	var w Way
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(word); err == nil {
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		if err != nil {
			return Way{}, civil.Refuse("outward_range", "允许访问的网段“%s”看不懂，应写成10.12.0.0/16这样。", word)
		}
		w.Allowed = append(w.Allowed, p.Masked())
	}
	return w, nil
}

// closed are ranges that look open and are not: carriers' inner networks, tests,
// translations of the other protocol's addresses, and what is kept for later.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

// May says whether an address may be called. What means no machine, or one that only
// this network segment knows, is not opened by any range.
func (w Way) May(a netip.Addr) bool {
	a = a.Unmap()
	switch {
	case !a.IsValid(), a.IsUnspecified(), a.IsMulticast(), a.IsLinkLocalUnicast(), a.Zone() != "":
		return false
	case w.within(a):
		return true
	case !a.IsGlobalUnicast(), a.IsPrivate():
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Check refuses (Invalid) an address that could never be called: not https, with a
// name and password in it, or a number that is not allowed. Plain http is for the
// allowed ranges alone, by number.
func (w Way) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return civil.Refuse("address_form", "网址应是完整的https网址，不带用户名和#后面的部分，请修改。")
	}
	number, notNumber := netip.ParseAddr(u.Hostname())
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || notNumber != nil || !w.within(number)):
		return civil.Refuse("address_https", "网址应以https开头，请修改。")
	case notNumber == nil && !w.May(number):
		return civil.Refuse("address_closed", "这个网址指向内部网络，不能使用；确有需要的，请管理员在设置里允许该网段。")
	}
	return nil
}

func (w Way) within(a netip.Addr) bool {
	for _, p := range w.Allowed {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// Below says whether an address is one of those that begin like an agreed one: the
// same scheme, host and port, and a path at or below its path that does not climb out
// of it.
func Below(begin, address string) bool {
	b, wrong := url.Parse(begin)
	u, err := url.Parse(address)
	if err != nil || wrong != nil || u.User != nil || u.Opaque != "" || u.Fragment != "" || u.Host == "" {
		return false
	}
	if b.Scheme != u.Scheme || !strings.EqualFold(b.Hostname(), u.Hostname()) || portOf(b) != portOf(u) {
		return false
	}
	below := strings.TrimSuffix(b.EscapedPath(), "/")
	at := u.EscapedPath()
	return path.Clean("/"+u.Path) == "/"+strings.Trim(u.Path, "/") && (at == below || strings.HasPrefix(at, below+"/"))
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// ErrClosed is why a call was not made.
var ErrClosed = errors.New("outward: an address of the name is closed")

// dial looks the name up, and calls its addresses in turn. One closed address of a
// name is reason enough to call none of them: an honest name has none.
func (w Way) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	look := w.Look
	if look == nil {
		look = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	list := []netip.Addr{}
	if number, err := netip.ParseAddr(host); err == nil {
		list = append(list, number)
	} else if list, err = look(ctx, host); err != nil {
		return nil, err
	}
	for _, a := range list {
		if !w.May(a) {
			return nil, ErrClosed
		}
	}
	failure := ErrClosed
	for _, a := range list {
		dialer := net.Dialer{Timeout: dialPatience}
		connection, err := dialer.DialContext(ctx, network, net.JoinHostPort(a.Unmap().String(), port))
		if err == nil {
			return connection, nil
		}
		failure = err
	}
	return nil, failure
}

// Patience with the other side.
const (
	dialPatience = 3 * time.Second
	headMost     = 64 << 10
)

// Client calls this way. It follows no redirection, uses no proxy and keeps no
// connection, and waits no longer than it is told.
func (w Way) Client(patience time.Duration) *http.Client {
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			DialContext: w.dial, TLSHandshakeTimeout: dialPatience, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: headMost, DisableKeepAlives: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
