package spdci

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access/outward"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// listener is the other side of a callback.
type listener struct {
	*httptest.Server
	mutex  sync.Mutex
	bodies [][]byte
	answer func(n int, w http.ResponseWriter) // nil: 200
}

func listen(t testing.TB) *listener {
	l := &listener{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.mutex.Lock()
		defer l.mutex.Unlock()
		l.bodies = append(l.bodies, body)
		if l.answer != nil {
			l.answer(len(l.bodies), w)
		}
	}))
	t.Cleanup(l.Close)
	return l
}

// got are the messages that came.
func (l *listener) got() (list []*reply) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, raw := range l.bodies {
		a := &reply{raw: raw}
		_ = json.Unmarshal(raw, a)
		list = append(list, a)
	}
	return list
}

func (o *other) at(l *listener) map[string]any {
	return map[string]any{"sender_uri": l.URL + "/back/on"}
}

func callsBack(l *listener) func(*Sender) {
	return func(s *Sender) { s.Callbacks = []string{l.URL + "/back"} }
}

func TestASearchIsAnsweredByACallbackAndItsStatusTells(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		l := listen(t)
		l.answer = func(n int, w http.ResponseWriter) { // the first is lost
			if n == 1 {
				w.WriteHeader(http.StatusBadGateway)
			}
		}
		o := w.join("a.example", signature.OpenSPP, callsBack(l))
		o.header = o.at(l)
		a := o.post("/spdci/registry/search", actSearch, 1, one("t1", people[1].id))
		state, correlation := a.acked()
		if a.status != http.StatusOK || state != "ACK" || correlation == "" || len(l.got()) != 0 {
			t.Fatalf("%d %s", a.status, a.raw)
		}
		ask := func(path, by string, value any) *reply {
			return o.post(path, actStatus, 1, map[string]any{"transaction_id": "t1", "txnstatus_request": map[string]any{"reference_id": "s", "txn_type": "search", "attribute_type": by, "attribute_value": value}})
		}
		if a := ask("/spdci/registry/sync/txn/status", "transaction_id", "t1"); a.Header.Status != pending {
			t.Errorf("before: %s", a.raw)
		}
		w.drain()
		if len(l.got()) != 1 {
			t.Fatalf("%d callbacks", len(l.got()))
		}
		w.drain()
		if len(l.got()) != 1 {
			t.Error("a lost callback is sent again at once")
		}
		w.pass(2 * time.Minute)
		w.drain()
		w.pass(time.Hour)
		w.drain()
		got := l.got()
		if len(got) != 2 || got[0].Header.MessageID != got[1].Header.MessageID {
			t.Fatalf("%d callbacks", len(got))
		}
		var m searchAnswer
		if err := json.Unmarshal(got[1].Message, &m); err != nil || m.Correlation != correlation || m.Transaction != "t1" || names(m.Items[0]) != "王乙" || got[1].Header.Action != actOnSearch {
			t.Errorf("%v %s", err, got[1].raw)
		}
		w.pass(-time.Hour)
		if err := o.verified(got[1].raw); err != nil {
			t.Error(err)
		}
		w.pass(time.Hour)
		o.token = o.ask()
		for by, value := range map[string]any{"transaction_id": "t1", "correlation_id": correlation, "reference_id_list": []string{"r"}} {
			a := ask("/spdci/registry/sync/txn/status", by, value)
			if a.Header.Status != done || !strings.Contains(string(a.Message), "王乙") || !strings.Contains(string(a.Message), correlation) {
				t.Errorf("%s: %s", by, a.raw)
			}
		}
		stranger := w.join("b.example", signature.JCS, nil)
		a = stranger.post("/spdci/registry/sync/txn/status", actStatus, 1, map[string]any{"transaction_id": "t1", "txnstatus_request": map[string]any{"reference_id": "s", "txn_type": "search", "attribute_type": "correlation_id", "attribute_value": correlation}})
		if a.Header.Status != rejected || strings.Contains(string(a.raw), "王乙") {
			t.Errorf("another sender asks: %s", a.raw)
		}
		if a := ask("/spdci/registry/txn/status", "transaction_id", "t1"); a.status != http.StatusOK {
			t.Errorf("%s", a.raw)
		}
		w.drain()
		if last := l.got()[2]; last.Header.Action != actOnStatus || !strings.Contains(string(last.Message), "王乙") {
			t.Errorf("%s", last.raw)
		}
		looks, err := w.register.Looks(t.Context(), people[1].ref)
		if err != nil || len(looks) != 1 {
			t.Errorf("%d looks, %v", len(looks), err)
		}
		w.pass(8 * 24 * time.Hour)
		if err := w.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.token = o.ask()
		if a := ask("/spdci/registry/sync/txn/status", "transaction_id", "t1"); strings.Contains(string(a.raw), "王乙") {
			t.Errorf("the answer is kept for ever: %s", a.raw)
		}
	})
}

func TestACallbackGoesWhereTheSenderIsAndNowhereElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		l, trap := listen(t), listen(t)
		l.answer = func(_ int, w http.ResponseWriter) {
			w.Header().Set("Location", trap.URL)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}
		o := w.join("a.example", signature.JCS, callsBack(l))
		for i, uri := range []string{trap.URL + "/back", l.URL + "/backdoor", l.URL + "/back/../x", "http://a@" + strings.TrimPrefix(l.URL, "http://") + "/back", "ftp://a/back", "://", l.URL + "/back?x=1"} {
			o.header = map[string]any{"sender_uri": uri}
			a := o.post("/spdci/registry/search", actSearch, 1, one(fmt.Sprint("t", i), people[1].id))
			if a.status != http.StatusBadRequest || a.code() != errSenderURI {
				t.Errorf("%s: %s", uri, a.raw)
			}
		}
		o.header = o.at(l)
		if a := o.post("/spdci/registry/search", actSearch, 1, one("good", people[1].id)); a.status != http.StatusOK {
			t.Fatalf("%s", a.raw)
		}
		w.drain()
		if len(l.got()) != 1 || len(trap.got()) != 0 {
			t.Errorf("%d came, %d were led on", len(l.got()), len(trap.got()))
		}
	})
}

func TestOnlyPublicAddressesAndTheSendersOwnAreCalled(t *testing.T) {
	t.Parallel()
	s := &Sender{Callbacks: []string{"https://a.example/back"}, Networks: []string{"10.7.0.0/16", "169.254.0.0/16", "127.0.0.0/8"}}
	for text, want := range map[string]bool{
		"8.8.8.8": true, "2400:3200::1": true, "10.7.1.2": true, "::ffff:10.7.1.2": true,
		"127.0.0.1": false, "::1": false, "::ffff:127.0.0.1": false, "10.8.0.1": false, "192.168.1.1": false, "172.16.0.1": false, "169.254.169.254": false,
		"0.0.0.0": false, "::": false, "100.64.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "fc00::1": false, "fe80::1": false, "fe80::1%eth0": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "198.18.0.1": false, "192.0.0.8": false,
	} {
		ip, err := netip.ParseAddr(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.way().May(ip); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	asked := 0
	n := Net{Resolve: func(context.Context, string) ([]netip.Addr, error) {
		asked++
		return []netip.Addr{netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("127.0.0.1")}, nil
	}}
	if err := n.Post(t.Context(), s, "https://a.example/back/x", nil); !errors.Is(err, outward.ErrClosed) || asked != 1 {
		t.Errorf("a name with a private address among others: %v, resolved %d times", err, asked)
	}
	if err := n.Post(t.Context(), s, "https://b.example/back", nil); !errors.Is(err, errAddress) || asked != 1 {
		t.Errorf("a name that is not his: %v", err)
	}
}

// subscribe subscribes and gives the code.
func (o *other) subscribe(l *listener, transaction string, criteria map[string]any) (string, *reply) {
	o.w.t.Helper()
	o.header = o.at(l)
	before := len(l.got())
	a := o.post("/spdci/registry/subscribe", actSubscribe, 1, map[string]any{"transaction_id": transaction, "subscribe_request": []any{
		map[string]any{"reference_id": "r", "timestamp": "2026-03-02T09:00:00+08:00", "subscribe_criteria": criteria, "locale": "zho"},
	}})
	if state, _ := a.acked(); state != "ACK" {
		o.w.t.Fatalf("%s", a.raw)
	}
	o.w.drain()
	answer := l.got()[before]
	var m struct {
		Items []struct {
			Status        string
			Reason        string `json:"status_reason_code"`
			Subscriptions []struct{ Code string }
		} `json:"subscribe_response"`
	}
	if err := json.Unmarshal(answer.Message, &m); err != nil || len(m.Items) != 1 || answer.Header.Action != actOnSubscribe {
		o.w.t.Fatalf("%v %s", err, answer.raw)
	}
	if m.Items[0].Status != done {
		return m.Items[0].Reason, answer
	}
	return m.Items[0].Subscriptions[0].Code, answer
}

// events are what a listener was notified of behind some messages.
func events(l *listener, behind int) (list []string) {
	for _, a := range l.got()[behind:] {
		var m struct {
			Events []struct {
				Data struct {
					Event  string `json:"reg_event_type"`
					Record record `json:"reg_records"`
				} `json:"data"`
			} `json:"notify_event"`
		}
		_ = json.Unmarshal(a.Message, &m)
		for _, e := range m.Events {
			list = append(list, e.Data.Event+" "+names(itemAnswer{Data: &itemData{Records: []record{e.Data.Record}}}))
		}
	}
	slices.Sort(list)
	return list
}

func (w *world) tellAndSend() {
	w.t.Helper()
	for range 2 { // being called twice tells nobody twice
		if err := w.Tell(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
	w.drain()
}

func TestASubscriberIsToldOnceOfEachEventUntilItUnsubscribes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, _, _, _ := w.city()
		l := listen(t)
		o := w.join("a.example", signature.JCS, callsBack(l))
		old := &someone{name: "早来", sex: "F", born: "1980-01-01"}
		w.family(wenfeng, "Z", old)
		code, _ := o.subscribe(l, "s1", map[string]any{"reg_type": "ns:org:RegistryType:Social", "reg_event_type": "REGISTER", "notify_record_type": "Member", "filter_type": "expression",
			"filter": map[string]any{"type": "x", "value": map[string]any{"expression": map[string]any{"collection": "Member", "query": map[string]any{"disability_level": map[string]any{"$gte": 1}}}}}})
		born, _ := o.subscribe(l, "s2", map[string]any{"reg_event_type": "spdci:NewHouseHoldMember", "notify_record_type": "Group", "filter": map[string]any{}})
		if again, _ := o.subscribe(l, "s3", map[string]any{"reg_event_type": "NewHouseHoldMember", "notify_record_type": "Group", "filter": map[string]any{}}); again != rjctSubscribed {
			t.Errorf("twice: %s", again)
		}
		for event, want := range map[string]string{"LiveBirth": rjctNotify, "": rjctNotify} {
			if got, _ := o.subscribe(l, "bad"+event, map[string]any{"reg_event_type": event, "notify_record_type": "Member", "filter": map[string]any{}}); got != want {
				t.Errorf("event %q: %s", event, got)
			}
		}
		if got, _ := o.subscribe(l, "forbidden", map[string]any{"reg_event_type": "REGISTER", "notify_record_type": "Member", "filter_type": "expression",
			"filter": map[string]any{"value": map[string]any{"expression": map[string]any{"query": map[string]any{"wage": 1}}}}}); got != rjctDetails {
			t.Errorf("a filter by something that is not open: %s", got)
		}
		from := len(l.got())
		w.tellAndSend()
		if got := events(l, from); len(got) != 0 {
			t.Errorf("what was there before: %q", got)
		}
		w.family(hexing, "N", &someone{name: "新户", sex: "M", born: "1970-01-01", grade: 2}, &someone{name: "新妻", sex: "F", born: "1971-01-01"})
		w.enter(a, &someone{name: "新生", sex: "F", born: "2026-01-01", grade: 1, at: wenfeng}, false)
		w.tellAndSend()
		want := []string{"NewHouseHoldMember +欧阳甲+王乙+王丙+新生", "REGISTER 新户", "REGISTER 新生"}
		if got := events(l, from); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		w.pass(time.Hour)
		w.tellAndSend()
		if got := events(l, from); len(got) != len(want) {
			t.Errorf("told again: %q", got)
		}
		unsubscribe := func(transaction string, codes ...string) string {
			before := len(l.got())
			o.token = o.ask()
			o.post("/spdci/registry/unsubscribe", actUnsubscribe, len(codes), map[string]any{"transaction_id": transaction, "timestamp": "2026-03-02T09:00:00Z", "subscription_codes": codes})
			w.drain()
			var m struct {
				Status string
				Reason string `json:"status_reason_code"`
			}
			_ = json.Unmarshal(l.got()[before].Message, &m)
			return m.Status + m.Reason
		}
		if got := unsubscribe("u0", code, "0000000000000000"); got != rejected+rjctCode {
			t.Errorf("a code of nobody: %s", got)
		}
		stranger := w.join("b.example", signature.JCS, callsBack(l))
		stranger.header = stranger.at(l)
		before := len(l.got())
		stranger.post("/spdci/registry/unsubscribe", actUnsubscribe, 1, map[string]any{"transaction_id": "u", "timestamp": "2026-03-02T09:00:00Z", "subscription_codes": []string{code}})
		w.drain()
		if !strings.Contains(string(l.got()[before].raw), rjctCode) {
			t.Errorf("another's subscription: %s", l.got()[before].raw)
		}
		if got := unsubscribe("u1", code); got != done {
			t.Errorf("%s", got)
		}
		if got := unsubscribe("u2", code); got != rejected+rjctEnded {
			t.Errorf("twice: %s", got)
		}
		from = len(l.got())
		w.family(hexing, "M", &someone{name: "后来", sex: "M", born: "1970-01-01", grade: 2})
		w.tellAndSend()
		if got := events(l, from); len(got) != 0 {
			t.Errorf("after the end: %q", got)
		}
		_ = born
	})
}

func TestNotificationsArriveInOrderThoughOneIsLost(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.city()
		l := listen(t)
		o := w.join("a.example", signature.JCS, callsBack(l))
		o.subscribe(l, "s1", map[string]any{"reg_event_type": "REGISTER", "notify_record_type": "Member", "filter": map[string]any{}})
		from, broken := len(l.got()), true
		l.mutex.Lock()
		l.answer = func(_ int, w http.ResponseWriter) {
			if broken {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}
		l.mutex.Unlock()
		for i := range 3 {
			w.family(hexing, fmt.Sprint("N", i), &someone{name: fmt.Sprint("第", i), sex: "M", born: "1970-01-01"})
			w.tellAndSend()
			w.pass(time.Second)
		}
		l.mutex.Lock()
		broken = false
		l.mutex.Unlock()
		lost := len(l.got()) - from
		w.pass(2 * time.Hour)
		if err := w.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.drain()
		var order []string
		for _, a := range l.got()[from+lost:] {
			for i := range 3 {
				if strings.Contains(string(a.raw), fmt.Sprint("第", i)) {
					order = append(order, fmt.Sprint(i))
				}
			}
		}
		if lost == 0 || !slices.Equal(order, []string{"0", "1", "2"}) {
			t.Errorf("%d were lost, then %v came", lost, order)
		}
		// What nobody takes for days is dropped, and so is what a revoked sender had.
		w.family(hexing, "X", &someone{name: "末", sex: "M", born: "1970-01-01"})
		if err := w.Tell(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.Senders.Revoke(t.Context(), "admin", "a.example"); err != nil {
			t.Fatal(err)
		}
		from = len(l.got())
		w.drain()
		if len(l.got()) != from {
			t.Error("a revoked sender is told")
		}
		var waiting int64
		_ = w.store.Read(t.Context(), func(q db.Query) (err error) {
			waiting, err = db.Int(q.QueryRow(t.Context(), "SELECT count(1) FROM spdci_outbox v WHERE v.county = $1 AND v.state = 'waiting'", journal.Nowhere))
			return err
		})
		if waiting != 0 {
			t.Errorf("%d wait for ever", waiting)
		}
	})
}

func TestTheRegistriesOfDisabilityAndOfBenefitsAnswerWhatIsKnown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, _, _, people := w.city()
		w.paid.list["320613"] = append(w.paid.list["320613"], held("dibao", people[0]), held("disability_living", people[1]))
		o := w.join("a.example", signature.JCS, func(s *Sender) { s.Divisions = []string{"320613"} })
		serial := 0
		ask := func(path, key string, criteria map[string]any) string {
			serial++
			a := o.post("/spdci/registry/sync/"+path, actSearch, 1, map[string]any{"transaction_id": fmt.Sprint("t", serial), key: criteria})
			if err := o.verified(a.raw); err != nil {
				t.Errorf("%s: %v %s", path, err, a.raw)
			}
			return string(a.Message)
		}
		expression := func(number string) map[string]any {
			return map[string]any{"query_type": "expression", "query": map[string]any{"member.member_identifier": map[string]any{"eq": number}}}
		}
		for _, c := range []struct {
			name, path, key string
			criteria        map[string]any
			want            string
		}{
			{"somebody with a certificate", "disabled", "disabled_criteria", byNumber("UIN", people[1].id), `"disabled_status":"yes"`},
			{"asked as the standard's example does", "disabled", "disabled_criteria", expression(people[1].id), `"disabled_status":"yes"`},
			{"somebody without", "disabled", "disabled_criteria", byNumber("UIN", people[0].id), `"disabled_status":"no"`},
			{"somebody of another county", "disabled", "disabled_criteria", byNumber("UIN", people[5].id), rjctCriteria},
			{"nobody", "disabled", "disabled_criteria", byNumber("UIN", "1"), rjctCriteria},
			{"details", "get-disability-details", "disabled_criteria", byNumber("UIN", people[1].id), `{"disability_level":2,"impairment_type":"physical"}`},
			{"support, which we do not keep", "get-disability-support", "disabled_criteria", byNumber("UIN", people[1].id), rjctCriteria},
			{"in pay by the household", "enrolled", "enrolled_criteria", byNumber("UIN", people[2].id), `"enrolled_status":"yes"`},
			{"in pay himself", "enrolled", "enrolled_criteria", merge(byNumber("UIN", people[1].id), map[string]any{"programme_identifier": "disability_living"}), `"enrolled_status":"yes"`},
			{"another's own benefit", "enrolled", "enrolled_criteria", merge(byNumber("UIN", people[2].id), map[string]any{"programme_identifier": "disability_living"}), `"enrolled_status":"no"`},
			{"nothing in pay", "enrolled", "enrolled_criteria", byNumber("UIN", people[3].id), `"enrolled_status":"no"`},
		} {
			if got := ask(c.path, c.key, c.criteria); !strings.Contains(got, c.want) {
				t.Errorf("%s: %s", c.name, got)
			}
		}
		got := o.search(item("r", merge(byNumber("UIN", people[1].id), map[string]any{"reg_type": "IBR"})))[0]
		raw, _ := json.Marshal(got.Data.Records)
		if got.Data.RecordType != "Beneficiary" || !strings.Contains(string(raw), `"programme_identifier":"dibao"`) || !strings.Contains(string(raw), `"programme_identifier":"disability_living"`) {
			t.Errorf("%s", raw)
		}
		for _, path := range []string{"crvs", "fr"} {
			got := o.post("/spdci/"+path+"/registry/sync/search", actSearch, 1, one("x"+path, people[1].id))
			if !strings.Contains(string(got.Message), rjctCriteria) || strings.Contains(string(got.raw), "王乙") {
				t.Errorf("%s: %s", path, got.raw)
			}
		}
		if got := o.post("/spdci/dr/registry/sync/search", actSearch, 1, one("xdr", people[1].id)); !strings.Contains(string(got.Message), "王乙") {
			t.Errorf("%s", got.raw)
		}
		if got := o.post("/spdci/nothing/registry/sync/search", actSearch, 1, one("xno", people[1].id)); got.status != http.StatusNotFound {
			t.Errorf("%s", got.raw)
		}
		if got := o.post("/spdci/registry/notify", actNotify, 1, map[string]any{}); got.status != http.StatusOK || !strings.Contains(string(got.raw), "NACK") {
			t.Errorf("%s", got.raw)
		}
		_ = a
	})
}

// held is a benefit in pay of somebody.
func held(programme string, p *someone) (h assess.Held) {
	h.Programme, h.Person, h.Amount = programme, p.ref.ID, civil.Fen(50000)
	return h
}
