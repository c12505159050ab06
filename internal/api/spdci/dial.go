package spdci

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"lianxin/internal/civil"
)

// Poster sends a message to an address of a sender. An error means that it may not
// have arrived, and is to be sent again.
type Poster interface {
	Post(ctx context.Context, to *Sender, uri string, body []byte) error
}

// Net sends over the net. A name is resolved once, and only the address that was
// looked at is called, so that a name which answers differently the second time leads
// nowhere; whatever leads on to another address is not followed.
type Net struct {
	// Resolve finds the addresses of a name; nil: the system does.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

// How long the other side may take, and how much of its answer is read.
const (
	postPatience = 15 * time.Second
	answerMost   = 64 << 10
)

// errAddress refuses an address that nobody outside may make us call.
var errAddress = errors.New("spdci: the address of the callback is not public, and not among the sender's networks")

// Post implements [Poster].
func (n Net) Post(ctx context.Context, to *Sender, uri string, body []byte) error {
	if !to.calledAt(uri) {
		return failed("spdci_callback_foreign", errAddress)
	}
	ctx, end := context.WithTimeout(ctx, postPatience)
	defer end()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, uri, bytes.NewReader(body))
	if err != nil {
		return failed("spdci_callback_address", err)
	}
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{
		Transport:     &http.Transport{DialContext: n.dialer(to), DisableKeepAlives: true, TLSHandshakeTimeout: postPatience, ResponseHeaderTimeout: postPatience},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(r)
	if err != nil {
		return failed("spdci_callback_unreachable", err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, answerMost)) // what it says is not needed
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return failed("spdci_callback_status", errors.New(answer.Status))
	}
	return nil
}

func failed(code string, err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: code, Message: "回调没有送达，过一会儿自动再送。", Err: err}
}

// dialer calls addresses that were looked at, and no names.
func (n Net) dialer(to *Sender) func(context.Context, string, string) (net.Conn, error) {
	resolve := n.Resolve
	if resolve == nil {
		resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		list := []netip.Addr{}
		if ip, err := netip.ParseAddr(host); err == nil {
			list = append(list, ip)
		} else if list, err = resolve(ctx, host); err != nil {
			return nil, err
		}
		for _, ip := range list {
			if !to.reachable(ip) {
				return nil, errAddress // one bad address of a name is reason enough
			}
		}
		if len(list) == 0 {
			return nil, errAddress
		}
		var d net.Dialer
		return d.DialContext(ctx, network, net.JoinHostPort(list[0].Unmap().String(), port))
	}
}

// special are networks that are public by their form and lead to nobody, or back
// inside.
var special = func() (list []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}()

// reachable says whether we may be made to call an address: a public one, one in a
// private network that is the sender's, and for rehearsals this machine.
func (s *Sender) reachable(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	inside := func(p netip.Prefix) bool { return p.Contains(ip) }
	switch {
	case !ip.IsValid(), ip.IsUnspecified(), ip.IsMulticast(), ip.IsLinkLocalUnicast(), ip.IsInterfaceLocalMulticast():
		return false
	case ip.IsLoopback():
		return s.Test
	case slices.ContainsFunc(s.networks(), inside):
		return true
	}
	return !ip.IsPrivate() && !slices.ContainsFunc(special, inside)
}

// callbackURL reads the beginning of the addresses a sender may be called at. It is
// https, but for rehearsals on this machine.
func callbackURL(text string, test bool) (*url.URL, error) {
	u, err := url.Parse(text)
	refused := civil.Refuse("spdci_callback", "回调地址“%s”不可用：应是 https 开头的完整地址，不带用户名、问号和井号；演练用的发送方可以用本机的 http 地址。", cut(text))
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "" || u.Opaque != "" {
		return nil, refused
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || !test || ip == nil || !ip.IsLoopback()) {
		return nil, refused
	}
	if clean := path.Clean("/" + u.Path); clean != "/"+strings.Trim(u.Path, "/") {
		return nil, refused
	}
	return u, nil
}

// calledAt says whether an address is one of the sender's: the same scheme, host and
// port as one of its beginnings, and a path at or below its path.
func (s *Sender) calledAt(uri string) bool {
	u, err := callbackURL(uri, s.Test)
	if err != nil {
		return false
	}
	for _, text := range s.Callbacks {
		base, err := callbackURL(text, s.Test)
		if err != nil || base.Scheme != u.Scheme || !strings.EqualFold(base.Hostname(), u.Hostname()) || portOf(base) != portOf(u) {
			continue
		}
		below := strings.TrimSuffix(base.Path, "/")
		if u.Path == below || strings.HasPrefix(u.Path, below+"/") {
			return true
		}
	}
	return false
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}
