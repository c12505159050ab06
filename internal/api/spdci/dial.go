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

	"lianxin/internal/access/outward"
	"lianxin/internal/civil"
)

// Poster sends a message to an address of a sender. An error means that it may not
// have arrived, and is to be sent again.
type Poster interface {
	Post(ctx context.Context, to *Sender, uri string, body []byte) error
}

// Net sends over the net, by the one way out of this program.
type Net struct {
	// Resolve finds the addresses of a name; nil: the system does.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

// How long the other side may take, and how much of its answer is read.
const (
	postPatience = 15 * time.Second
	answerMost   = 64 << 10
)

// errAddress refuses an address that is none of the sender's.
var errAddress = errors.New("spdci: the address of the callback is none of the sender's")

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
	way := to.way()
	way.Look = n.Resolve
	answer, err := way.Client(postPatience).Do(r)
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

// here are the addresses of this machine.
var here = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// way is how the sender is reached: at open addresses, in the private networks that
// are his, and for rehearsals on this machine.
func (s *Sender) way() outward.Way {
	var w outward.Way
	for _, p := range s.networks() {
		if !slices.ContainsFunc(here, p.Overlaps) {
			w.Allowed = append(w.Allowed, p)
		}
	}
	if s.Test {
		w.Allowed = append(w.Allowed, here...)
	}
	return w
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

// calledAt says whether an address is one of the sender's: at or below one of those
// that were entered.
func (s *Sender) calledAt(uri string) bool {
	_, err := callbackURL(uri, s.Test)
	return err == nil && slices.ContainsFunc(s.Callbacks, func(begin string) bool { return outward.Below(begin, uri) })
}
