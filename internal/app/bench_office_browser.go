package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// benchBrowser is the browser of one person at work: his cookies, his connection,
// and what he waited for.
type benchBrowser struct {
	address  string
	client   *http.Client
	measured *measured
}

// newBenchBrowser keeps one connection and does not follow where a form sends it,
// because what is measured is the form. Everybody comes from a loopback address of his
// own, as from a machine of his own: who signs in too often is known by it.
func newBenchBrowser(address string, n int, m *measured) (*benchBrowser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	own := net.IPv4(127, 1, byte(n>>8), byte(n))
	dialer := net.Dialer{Timeout: readPatience, LocalAddr: &net.TCPAddr{IP: own}}
	return &benchBrowser{address: address, measured: m, client: &http.Client{
		Jar: jar, Timeout: time.Minute,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 2, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// benchPage is an answer: where it sends to, or what it says.
type benchPage struct {
	status int
	next   string
	body   string
}

// errRefused is an answer that is neither a page nor the way to one.
var errRefused = errors.New("refused")

// signInDoor is where whoever is not signed in is sent.
const signInDoor = "/staff/sign-in"

// The forms that may be turned away.
const (
	beginning = "begin"
	deciding  = "decide"
)

// send asks for a page and notes under what name how long that took. Only the
// office's own end of the day is no fault of it.
func (b *benchBrowser) send(ctx context.Context, what, path string, form url.Values) (benchPage, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), method, b.address+path, body)
	if err != nil {
		return benchPage{}, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	begun := time.Now()
	w, err := b.client.Do(r)
	if err != nil {
		return benchPage{}, b.measured.fault(what, err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		return benchPage{}, b.measured.fault(what, err)
	}
	b.measured.took(what, time.Since(begun))
	p := benchPage{status: w.StatusCode, next: w.Header.Get("Location"), body: string(text)}
	if !p.turnedAway(what) && p.status != http.StatusOK && p.status != http.StatusSeeOther {
		return p, b.measured.fault(what, fmt.Errorf("%w: %s %s %d: %s", errRefused, method, path, p.status, p.words()))
	}
	if strings.HasPrefix(p.next, signInDoor) {
		return p, b.measured.fault(what, fmt.Errorf("%w: %s %s leads to %s", errRefused, method, path, p.next))
	}
	return p, nil
}

// paidAlready is how a page says that what is to be granted is paid already: to
// somebody of an earlier day on the same store.
const paidAlready = "同一项待遇正在发"

// turnedAway says whether the office told somebody with reason that it cannot be: he
// has asked before, or is paid already.
func (p benchPage) turnedAway(what string) bool {
	return strings.HasPrefix(what, beginning) && p.status == http.StatusUnprocessableEntity ||
		strings.HasPrefix(what, deciding) && p.status == http.StatusConflict && strings.Contains(p.body, paidAlready)
}

// words is the beginning of what a page says is wrong, for a fault's report.
func (p benchPage) words() string {
	_, rest, found := strings.Cut(p.body, `class="faults`)
	if !found {
		_, rest, _ = strings.Cut(p.body, "<main")
	}
	runes := []rune(strings.Join(strings.Fields(rest), " "))
	return string(runes[:min(len(runes), 400)])
}

// link is the first link of a page that begins so.
func (p benchPage) link(prefix string) (string, bool) {
	_, rest, found := strings.Cut(p.body, `href="`+prefix)
	if !found {
		return "", false
	}
	path, _, closed := strings.Cut(rest, `"`)
	return prefix + html.UnescapeString(path), closed
}

// form is what a form of a page would send as it stands, and whether there is one
// with this action, whatever follows its question mark.
func (p benchPage) form(action string) (url.Values, bool) {
	root, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		return nil, false
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && strings.SplitN(attribute(n, "action"), "?", 2)[0] == action && strings.EqualFold(attribute(n, "method"), "post") {
			return fields(n), true
		}
	}
	return nil, false
}

// names are the names of all fields of a page, asked or not.
func (p benchPage) names() []string {
	seen := map[string]bool{}
	for _, piece := range strings.Split(p.body, ` name="`)[1:] {
		name, _, _ := strings.Cut(piece, `"`)
		seen[html.UnescapeString(name)] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// fields are the values of a form.
func fields(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			kind := attribute(n, "type")
			if _, checked := has(n, "checked"); kind == "submit" || kind == "file" || (kind == "radio" || kind == "checkbox") && !checked {
				continue
			}
			values.Add(name, attribute(n, "value"))
		case "textarea":
			values.Add(name, textOf(n))
		case "select":
			values.Add(name, chosen(n))
		}
	}
	return values
}

// chosen is the value of a list as it stands: the selected one, else the first.
func chosen(list *html.Node) string {
	value, first := "", true
	for n := range list.Descendants() {
		if n.Type != html.ElementNode || n.Data != "option" {
			continue
		}
		if _, selected := has(n, "selected"); selected || first {
			value, first = attribute(n, "value"), false
		}
	}
	return value
}

func textOf(n *html.Node) string {
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return text.String()
}

func attribute(n *html.Node, key string) string {
	value, _ := has(n, key)
	return value
}

func has(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}
