package screentest

import (
	"bytes"
	"errors"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianxin/internal/screen"
)

// Answer is what a browser got.
type Answer struct {
	t      *testing.T
	Status int
	Next   string // where it is sent on to
	Page   string
}

func (o *Office) serve(r *http.Request, login string) Answer {
	o.T.Helper()
	r.AddCookie(&http.Cookie{Name: "lianxin", Value: login})
	w := httptest.NewRecorder()
	o.site.ServeHTTP(w, r)
	return Answer{o.T, w.Code, w.Header().Get("Location"), w.Body.String()}
}

// Get opens a page as somebody; nobody is signed in under a login nobody has.
func (o *Office) Get(login, path string) Answer {
	o.T.Helper()
	return o.serve(httptest.NewRequest(http.MethodGet, "http://lianxin.test"+path, nil), login)
}

// Post sends a form as a browser does, with its one-time key. The pairs are names
// and values.
func (o *Office) Post(login, path string, pairs ...string) Answer {
	o.T.Helper()
	form := url.Values{"once": {screen.NewOnce()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return o.Send(login, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// Upload sends a file, with other fields as pairs of names and values.
func (o *Office) Upload(login, path, field, name string, raw []byte, pairs ...string) Answer {
	o.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	err := w.WriteField("once", screen.NewOnce())
	for i := 0; i+1 < len(pairs); i += 2 {
		err = errors.Join(err, w.WriteField(pairs[i], pairs[i+1]))
	}
	part, fault := w.CreateFormFile(field, name)
	if fault == nil {
		_, fault = part.Write(raw)
	}
	if err = errors.Join(err, fault, w.Close()); err != nil {
		o.T.Fatal(err)
	}
	return o.Send(login, path, w.FormDataContentType(), &body)
}

// Send posts a body with the headers a browser adds.
func (o *Office) Send(login, path, kind string, body interface{ Read([]byte) (int, error) }) Answer {
	o.T.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://lianxin.test"+path, body)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return o.serve(r, login)
}

var tags = regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>`)

// Words are what a reader reads on the page.
func (a Answer) Words() string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(a.Page, " "))), " ")
}

// Says fails the test unless the page has the status and says all of these.
func (a Answer) Says(status int, words ...string) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d: %s", a.Status, status, a.Words())
	}
	text := a.Words()
	for _, w := range words {
		if !strings.Contains(text, w) && !strings.Contains(a.Page, w) {
			a.t.Errorf("the page does not say %q: %s", w, text)
		}
	}
	return a
}

// Hides fails the test when the page says one of these.
func (a Answer) Hides(words ...string) Answer {
	a.t.Helper()
	for _, w := range words {
		if strings.Contains(a.Words(), w) {
			a.t.Errorf("the page says %q: %s", w, a.Words())
		}
	}
	return a
}

// Goes fails the test unless the browser is sent on, and says where to.
func (a Answer) Goes() string {
	a.t.Helper()
	if a.Status != http.StatusSeeOther {
		a.t.Fatalf("status %d, want a way on: %s", a.Status, a.Words())
	}
	return a.Next
}

// After is what stands in the page's source after these marks, up to the next quotation
// mark: the value of a field, or the rest of a link.
func (a Answer) After(marks ...string) string {
	a.t.Helper()
	rest, found := a.Page, true
	for _, mark := range marks {
		if _, rest, found = strings.Cut(rest, mark); !found {
			a.t.Fatalf("the page has no %s: %s", mark, a.Words())
		}
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// Seen is the version a form of the page was made from; of several forms, the one
// with this action.
func (a Answer) Seen(action ...string) string {
	a.t.Helper()
	var marks []string
	for _, to := range action {
		marks = append(marks, `action="`+to+`"`)
	}
	return a.After(append(marks, `name="seen" value="`)...)
}
