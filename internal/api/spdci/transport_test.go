package spdci

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lianxin/internal/api/spdci/signature"
)

// one is a message that asks for somebody by number.
func one(transaction, number string) map[string]any {
	return map[string]any{"transaction_id": transaction, "search_request": []any{item("r", byNumber("UIN", number))}}
}

const syncSearch = "/spdci/registry/sync/search"

func TestAMessageIsTakenOnlyFromWhomItIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		id := people[1].id
		o, stranger := w.join("a.example", signature.JCS, nil), w.join("b.example", signature.JCS, nil)
		serial := 0
		next := func() string { serial++; return fmt.Sprint("t", serial) }
		good := func() string { return o.envelope(actSearch, 1, one(next(), id)) }
		for _, c := range []struct {
			name   string
			token  string
			body   func() string
			status int
			want   string
		}{
			{"everything right", o.token, good, http.StatusOK, ""},
			{"no token", "", good, http.StatusUnauthorized, errUnauthor},
			{"a token of nobody", "abc", good, http.StatusUnauthorized, errUnauthor},
			{"a token of another sender", stranger.token, good, http.StatusForbidden, errSenderID},
			{"signed by another sender in this one's name", o.token, func() string {
				stranger.sender.Name = "a.example"
				defer func() { stranger.sender.Name = "b.example" }()
				return stranger.envelope(actSearch, 1, one(next(), id))
			}, http.StatusUnauthorized, errSignature},
			{"a key there is none of", o.token, func() string { return strings.Replace(good(), "|k1|", "|k2|", 1) }, http.StatusUnauthorized, errSignature},
			{"no signature", o.token, func() string {
				var e map[string]json.RawMessage
				_ = json.Unmarshal([]byte(good()), &e)
				delete(e, "signature")
				raw, _ := json.Marshal(e)
				return string(raw)
			}, http.StatusUnauthorized, errNoSignature},
			{"a stub for a signature", o.token, func() string {
				var e map[string]any
				_ = json.Unmarshal([]byte(good()), &e)
				e["signature"] = "unsigned-stub"
				raw, _ := json.Marshal(e)
				return string(raw)
			}, http.StatusUnauthorized, errSignature},
			{"an altered Chinese name", o.token, func() string {
				return strings.Replace(o.envelope(actSearch, 1, map[string]any{"transaction_id": next(), "note": "王小明", "search_request": []any{}}), "王小明", "王小朋", 1)
			}, http.StatusUnauthorized, errSignature},
			{"an altered header", o.token, func() string { return strings.Replace(good(), `"total_count":1`, `"total_count":2`, 1) }, http.StatusUnauthorized, errSignature},
			{"signed an hour ago", o.token, func() string {
				w.pass(-time.Hour)
				defer w.pass(time.Hour)
				return good()
			}, http.StatusUnauthorized, errSignature},
			{"a key written twice", o.token, func() string { return strings.Replace(good(), `"header":`, `"header":{},"HEADER":`, 1) }, http.StatusBadRequest, errBad},
			{"no JSON", o.token, func() string { return "{" }, http.StatusBadRequest, errBad},
			{"nested beyond reason", o.token, func() string { return strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) }, http.StatusBadRequest, errBad},
			{"larger than 8 MB", o.token, func() string { return `{"a":"` + strings.Repeat("x", bodyMost) + `"}` }, http.StatusRequestEntityTooLarge, errBad},
			{"encrypted", o.token, func() string {
				o.header = map[string]any{"is_msg_encrypted": true}
				defer func() { o.header = nil }()
				return good()
			}, http.StatusBadRequest, errEncryption},
		} {
			status, raw := o.raw(syncSearch, "application/json", c.body(), c.token)
			a := &reply{status: status, raw: raw}
			if status != c.status || a.code() != c.want {
				t.Errorf("%s: %d %q, want %d %q: %.200s", c.name, status, a.code(), c.status, c.want, raw)
			}
		}
		if status, _ := o.raw(syncSearch, "multipart/form-data; boundary=x", "--x--", o.token); status != http.StatusUnsupportedMediaType {
			t.Errorf("a file: %d", status)
		}
		w.pass(61 * time.Minute)
		if a := o.send(syncSearch, good()); a.status != http.StatusUnauthorized || a.code() != errUnauthor {
			t.Errorf("a token that has run out: %s", a.raw)
		}
	})
}

func TestAMessageIsTakenOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		o := w.join("a.example", signature.JCS, nil)
		body := o.envelope(actSearch, 1, one("t1", people[1].id))
		if a := o.send(syncSearch, body); a.status != http.StatusOK || a.Header.Status != done {
			t.Fatalf("%s", a.raw)
		}
		a := o.send(syncSearch, body)
		if a.status != http.StatusBadRequest || a.Header.Status != rejected || *a.Header.Reason != rjctDuplicate || strings.Contains(string(a.raw), people[1].name) {
			t.Errorf("the same message again: %d %s", a.status, a.raw)
		}
		if err := o.verified(a.raw); err != nil {
			t.Error("a refusal to a known sender is signed:", err)
		}
		if a := o.post(syncSearch, actSearch, 1, one("t1", people[1].id)); a.status != http.StatusBadRequest || *a.Header.Reason != rjctDuplicate {
			t.Errorf("the same transaction in another message: %s", a.raw)
		}
		looks, err := w.register.Looks(t.Context(), people[1].ref)
		if err != nil || len(looks) != 1 {
			t.Errorf("%d looks, %v", len(looks), err)
		}
		for name, header := range map[string]map[string]any{
			rjctVersion: {"version": "2.0.0"}, rjctUnsupported: {"receiver_id": "somebody.else"}, rjctAction: {"action": "subscribe"},
			rjctMessageTS: {"message_ts": "2026-02-01T00:00:00Z"}, rjctTotal: {"total_count": 7},
		} {
			o.header = header
			if a := o.post(syncSearch, actSearch, 1, one("x"+name, people[1].id)); a.status != http.StatusBadRequest || a.Header.Reason == nil || *a.Header.Reason != name {
				t.Errorf("%v: %s", header, a.raw)
			}
		}
		o.header = nil
		var many []any
		for i := range 1001 {
			many = append(many, item(fmt.Sprint(i), byNumber("UIN", "1")))
		}
		if a := o.post(syncSearch, actSearch, 1001, map[string]any{"transaction_id": "many", "search_request": many}); a.Header.Reason == nil || *a.Header.Reason != rjctTotalLimit {
			t.Errorf("%.300s", a.raw)
		}
	})
}

func TestASenderForRehearsalsOpensNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		o := w.join("a.example", signature.JCS, nil)
		o.forward = "203.0.113.9"
		if a := o.post(syncSearch, actSearch, 1, one("t1", people[1].id)); a.status != http.StatusForbidden || a.code() != errForbidden {
			t.Errorf("through a proxy: %s", a.raw)
		}
		if status, _ := o.raw("/spdci/oauth2/client/token", "application/json", fmt.Sprintf(`{"grant_type":"client_credentials","client_id":"a.example","client_secret":%q}`, o.secret), ""); status != http.StatusUnauthorized {
			t.Errorf("a token through a proxy: %d", status)
		}
		real := w.join("b.example", signature.JCS, func(s *Sender) { s.Test = false })
		real.forward = "203.0.113.9"
		if a := real.post(syncSearch, actSearch, 1, one("t1", people[1].id)); a.status != http.StatusOK {
			t.Errorf("another sender: %s", a.raw)
		}
	})
}

func TestARevokedSenderAndAFullOneGetNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		o := w.join("a.example", signature.JCS, func(s *Sender) { s.Minute, s.Day = 3, 2 })
		for i := range 3 {
			got := o.search(item("r", byNumber("UIN", people[i].id)))[0]
			if want := map[bool]string{true: "", false: rjctTooMany}[i < 2]; got.Reason != want {
				t.Errorf("person %d: %q", i, got.Reason)
			}
		}
		status, raw := o.raw(syncSearch, "application/json", o.envelope(actSearch, 1, one("t9", people[0].id)), o.token)
		if a := (&reply{raw: raw}); status != http.StatusTooManyRequests || a.code() != errTooMany {
			t.Errorf("a fourth in a minute: %d %s", status, raw)
		}
		if err := w.Senders.Revoke(t.Context(), "admin", "a.example"); err != nil {
			t.Fatal(err)
		}
		w.pass(2 * time.Minute)
		if a := o.post(syncSearch, actSearch, 1, one("t10", people[0].id)); a.status != http.StatusUnauthorized {
			t.Errorf("after the revocation: %s", a.raw)
		}
		if err := w.Senders.Revoke(t.Context(), "admin", "a.example"); err == nil {
			t.Error("revoked twice")
		}
		for range doorsMost {
			o.raw("/spdci/oauth2/client/token", "application/json", `{"grant_type":"client_credentials","client_id":"a.example","client_secret":"guess"}`, "")
		}
		if status, _ := o.raw("/spdci/oauth2/client/token", "application/json", `{}`, ""); status != http.StatusTooManyRequests {
			t.Errorf("guessing goes on: %d", status)
		}
	})
}

func TestEveryProfileIsAnsweredInItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		for _, p := range signature.Profiles() {
			o := w.join(string(p)+".example", p, nil)
			if got := names(o.search(item("r", byNumber("UIN", people[4].id)))[0]); got != "𠮷戊" {
				t.Errorf("%s: %q", p, got)
			}
			// The key is changed: what was signed before is still verified, and so is what
			// comes after.
			a := o.post(syncSearch, actSearch, 1, one("before", people[4].id))
			w.pass(time.Second)
			if err := DrawKey(t.Context(), w.Journal, w.Keys, "admin", p.Algorithm()); err != nil {
				t.Fatal(err)
			}
			w.pass(time.Duration(keysFresh) * time.Millisecond)
			b := o.post(syncSearch, actSearch, 1, one("after", people[4].id))
			if err := o.verified(a.raw); err != nil {
				t.Errorf("%s, the key before: %v", p, err)
			}
			if err := o.verified(b.raw); err != nil {
				t.Errorf("%s, the key after: %v", p, err)
			}
		}
	})
}

func TestASenderMustNameConsentWhenItsEntrySaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		o := w.join("a.example", signature.JCS, func(s *Sender) { s.Consent = true })
		if got := o.search(item("r", byNumber("UIN", people[1].id)))[0]; got.Reason != rjctCriteria || got.Data != nil {
			t.Errorf("without: %+v", got)
		}
		consent := map[string]any{"authorize": map[string]any{"ts": "2026-03-01T00:00:00Z", "purpose": map[string]any{"text": "核对补贴", "code": "subsidy"}}}
		if got := o.search(item("r", merge(byNumber("UIN", people[1].id), consent)))[0]; names(got) != "王乙" {
			t.Errorf("with: %+v", got)
		}
	})
}

func TestAnEntryThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		good := w.join("a.example", signature.JCS, nil).sender
		for name, edit := range map[string]func(*Sender){
			"a name with blanks":        func(s *Sender) { s.Name = "a b" },
			"no key":                    func(s *Sender) { s.Keys = nil },
			"a key of another sort":     func(s *Sender) { s.Profile = signature.SM },
			"no profile":                func(s *Sender) { s.Profile = "none" },
			"a registry of others":      func(s *Sender) { s.Registries = []string{"civil"} },
			"an attribute there is not": func(s *Sender) { s.Attributes = []string{"wage"} },
			"nothing":                   func(s *Sender) { s.Attributes = nil },
			"no place":                  func(s *Sender) { s.Divisions = nil },
			"no purpose":                func(s *Sender) { s.Purpose = "curiosity" },
			"a callback in clear":       func(s *Sender) { s.Callbacks = []string{"http://a.example/x"} },
			"a callback with a name":    func(s *Sender) { s.Callbacks = []string{"https://user@a.example/x"} },
			"a network that is none":    func(s *Sender) { s.Networks = []string{"10.0.0.0"} },
			"no limit":                  func(s *Sender) { s.Minute = 0 },
		} {
			s := good
			edit(&s)
			if _, err := w.Senders.Add(t.Context(), "admin", s); refusedBy(err) == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		list, err := w.Senders.List(t.Context())
		if err != nil || len(list) != 1 {
			t.Errorf("%v, %v", list, err)
		}
	})
}
