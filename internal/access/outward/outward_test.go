package outward_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access/outward"
	"lianxin/internal/civil"
)

func way(t *testing.T, allowed string) outward.Way {
	t.Helper()
	w, err := outward.Parse(allowed)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestOnlyTheOpenNetworkAndWhatWasAllowedMayBeCalled(t *testing.T) {
	t.Parallel()
	w := way(t, "10.12.0.0/16, fd00:1::/32")
	for address, want := range map[string]bool{
		"1.2.3.4": true, "8.8.8.8": true, "2400:3200::1": true, "10.12.3.4": true, "fd00:1::5": true, "::ffff:10.12.3.4": true,
		"10.13.0.1": false, "127.0.0.1": false, "::1": false, "0.0.0.0": false, "0.1.2.3": false, "192.168.1.1": false, "172.16.0.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false, "fe80::1": false, "fd00:2::1": false, "ff02::1": false, "::": false,
		"::ffff:127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "192.0.2.1": false, "198.18.0.1": false,
	} {
		if got := w.May(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestAnAddressThatCouldNeverBeCalledIsRefused(t *testing.T) {
	t.Parallel()
	w := way(t, "127.0.0.1")
	for address, want := range map[string]string{
		"https://a.example/hook": "", "https://8.8.8.8/": "", "http://127.0.0.1:8080/a": "",
		"http://a.example/": "address_https", "ftp://a.example/": "address_https", "file:///etc/passwd": "address_form", "javascript:alert(1)": "address_form",
		"https://u:p@a.example/": "address_form", "https://a.example/#x": "address_form", "https://192.168.0.1/": "address_closed", "https://[::1]/": "address_closed", "": "address_form",
		"http://[::ffff:127.0.0.1]/": "", "//a.example/": "address_https",
	} {
		err := w.Check(address)
		var refused *civil.Error
		if got := ""; errors.As(err, &refused) {
			got = refused.Code
			if got != want {
				t.Errorf("%q: %q, want %q", address, got, want)
			}
		} else if want != "" {
			t.Errorf("%q was taken", address)
		}
	}
	if _, err := outward.Parse("everywhere"); err == nil {
		t.Error("a word is no range")
	}
}

func TestANameThatLeadsInsideAndAnAnswerThatLeadsElsewhereAreNotFollowed(t *testing.T) {
	t.Parallel()
	called := 0
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		called++
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/secret", http.StatusFound)
		}
	}))
	defer inside.Close()
	at, err := url.Parse(inside.URL)
	if err != nil {
		t.Fatal(err)
	}
	named := "http://receiver.example:" + at.Port()
	w := way(t, "")
	// A name with one open address and one of this machine is not called at all.
	w.Look = func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("127.0.0.1")}, nil
	}
	if _, err := w.Client(time.Second).Get(named); !errors.Is(err, outward.ErrClosed) {
		t.Errorf("a name that also means this machine: %v", err)
	}
	w.Look = func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	if _, err := w.Client(time.Second).Get(named); err == nil || called != 0 {
		t.Errorf("called %d times, %v", called, err)
	}
	w.Allowed = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	answer, err := w.Client(time.Second).Get(named + "/away")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusFound || called != 1 {
		t.Errorf("%d, called %d times", answer.StatusCode, called)
	}
}

func TestAnAddressLiesBelowOneThatWasAgreed(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://a.example/back": true, "https://a.example/back/": true, "https://a.example/back/x": true, "https://A.example:443/back/x?y=1": true,
		"https://a.example/backs": false, "https://a.example/": false, "http://a.example/back": false, "https://a.example:8443/back": false, "https://b.example/back": false,
		"https://a.example/back/../x": false, "https://a.example/back/%2e%2e/x": false, "https://a.example@b.example/back": false, "https://u@a.example/back": false, "/back": false, "": false,
		"https://a.example/back#x": false, "https://a.example/back//x": false,
	} {
		if got := outward.Below("https://a.example/back/", address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func FuzzBelow(f *testing.F) {
	for _, text := range []string{"https://a.example/back/x", "https://a.example@b.example/back", "https://a.example/back/../../x", "https://a.example/back/%2e%2e/x", "https://A.example/back"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !outward.Below("https://a.example/back", text) {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" {
			t.Fatalf("%q was taken", text)
		}
		if rest := strings.TrimPrefix(u.Path, "/back"); rest == u.Path || rest != "" && rest[0] != '/' || strings.Contains(rest+"/", "/../") {
			t.Fatalf("%q climbs out", text)
		}
	})
}
