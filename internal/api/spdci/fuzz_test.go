package spdci

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// deaf is a server without a store: enough to read messages.
func deaf(t testing.TB) (*Server, *request) {
	t.Helper()
	catalogue, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Options: Options{ID: "lianxin.test", Catalogue: func() *pack.Catalogue { return catalogue }, Now: func() civil.Instant { return 1_750_000_000_000 }}}
	sender := &Sender{Name: "a", Registries: []string{"social", "disability", "beneficiary"}}
	for i := range catalogue.Exchange().Attributes {
		sender.Attributes = append(sender.Attributes, catalogue.Exchange().Attributes[i].Name)
	}
	return s, &request{sender: sender, now: s.Now()}
}

func FuzzItem(f *testing.F) {
	for _, criteria := range []map[string]any{
		byNumber("UIN", "1"), byExpression("Group", map[string]any{"group_size": 2}, map[string]any{"sort": []any{map[string]any{"attribute_name": "birth_date"}}, "pagination": map[string]any{"page_size": 1, "page_number": 2}}),
		{"query_type": "predicate", "query": []any{map[string]any{"seq_num": 1, "expression1": map[string]any{"attribute_name": "is_alive", "operator": "eq", "attribute_value": "true"}}}, "reg_type": "DR"},
	} {
		raw, err := json.Marshal(item("r", criteria))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	s, q := deaf(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		it, err := s.readItem(q, raw, q.now)
		if err == nil && it.byID == nil && it.plan == nil {
			t.Fatal("an item was taken that asks for nothing")
		}
		if err != nil && !isFault(err) {
			t.Fatalf("not the sender's fault: %v", err)
		}
		var one terms
		if json.Unmarshal(raw, &one.Item) == nil {
			_, _ = s.watch(q, &one)
		}
		var m oneMessage
		if json.Unmarshal(raw, &m) == nil && m.Disabled != nil {
			_, _ = identifierOf(m.Disabled)
		}
	})
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(`{"signature":"x","header":{"message_id":"1","action":"search","total_count":1},"message":{"transaction_id":"t","search_request":[{}],"subscribe_request":[{}],"subscription_codes":["a"]}}`))
	s, _ := deaf(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := httptest.NewRequest(http.MethodPost, "/spdci/registry/search", strings.NewReader(string(raw)))
		r.Header.Set("Content-Type", "application/json")
		q := &request{now: s.Now()}
		if _, no := s.open(httptest.NewRecorder(), r, q); no != nil {
			return
		}
		for _, action := range []string{actSearch, actSubscribe, actUnsubscribe, actStatus} {
			q.Action = action
			if o, no := q.parse(); no == nil && (o.transaction == "" || o.items < 1) {
				t.Fatalf("%s: taken with %d items in transaction %q", action, o.items, o.transaction)
			}
			_ = s.checkHead(q, action)
		}
	})
}

func FuzzToken(f *testing.F) {
	f.Add("grant_type=client_credentials&client_id=a&client_secret=b", "application/x-www-form-urlencoded")
	f.Add(`{"grant_type":"client_credentials"}`, "application/json")
	f.Fuzz(func(_ *testing.T, body, kind string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		_, _ = readAsked(r)
	})
}

func FuzzCallback(f *testing.F) {
	for _, text := range []string{"https://a.example/back/x", "https://a.example@b.example/back", "https://a.example/back/../../x", "https://a.example:8443/back", "https://A.example/back"} {
		f.Add(text)
	}
	s := &Sender{Callbacks: []string{"https://a.example/back"}}
	f.Fuzz(func(t *testing.T, text string) {
		if !s.calledAt(text) {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "https" || !strings.EqualFold(u.Hostname(), "a.example") || u.User != nil || u.Path != "/back" && !strings.HasPrefix(u.Path, "/back/") || strings.Contains(u.Path, "..") && strings.Contains(u.Path, "/../") {
			t.Fatalf("%q was taken for the sender's", text)
		}
	})
}
