package spdci

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

type subscribeMessage struct {
	Transaction string            `json:"transaction_id"`
	Items       []json.RawMessage `json:"subscribe_request"`
}

type subscribeItem struct {
	Reference string `json:"reference_id"`
	Timestamp string `json:"timestamp"`
	Criteria  struct {
		RegType    string          `json:"reg_type"`
		Event      string          `json:"reg_event_type"`
		FilterType string          `json:"filter_type"`
		Filter     json.RawMessage `json:"filter"`
		RecordType string          `json:"notify_record_type"`
		Frequency  json.RawMessage `json:"frequency"`
		Consent    *consent        `json:"consent"`
		Authorize  *consent        `json:"authorize"`
	} `json:"subscribe_criteria"`
}

type unsubscribeMessage struct {
	Transaction string   `json:"transaction_id"`
	Timestamp   string   `json:"timestamp"`
	Codes       []string `json:"subscription_codes"`
}

// terms are what a subscription is about. They are kept sealed.
type terms struct {
	URI      string     `json:"uri"`
	Item     searchItem `json:"item"`     // as a search that finds whom it is about
	Everyone bool       `json:"everyone"` // there is no filter
}

// subscription is a version of one.
type subscription struct {
	code, sender, event, state string
	opened                     int64
	terms                      terms
}

// subscriptionsMost is how many subscriptions a sender may have.
const subscriptionsMost = 100

const (
	subscriptionColumns = `v.id, v.opened, v.sender, v.event, v.state, v.terms`
	selectSubscriptions = `SELECT ` + subscriptionColumns + ` FROM spdci_subscription v WHERE v.county = $1 AND v.state = 'subscribe' AND ` + journal.HeldAt + ` ORDER BY v.id`
	selectSubscription  = `SELECT ` + subscriptionColumns + ` FROM spdci_subscription v WHERE v.county = $1 AND v.id = $3 AND ` + journal.HeldAt
)

func termsPlace(code string) access.Place {
	return access.Place{Table: "spdci_subscription", Field: "terms", County: journal.Nowhere, ID: code}
}

func (s *Server) scanSubscription(row db.Row) (*subscription, error) {
	var one subscription
	var sealed []byte
	if err := row.Scan(&one.code, &one.opened, &one.sender, &one.event, &one.state, &sealed); err != nil {
		return nil, err
	}
	body, err := s.Keys.Open(termsPlace(one.code), sealed)
	if err != nil {
		return nil, err
	}
	return &one, json.Unmarshal(body, &one.terms)
}

// subscriptions are those that stand, in the order they were made.
func (s *Server) subscriptions(ctx context.Context, q db.Query) ([]*subscription, error) {
	return db.Many(ctx, q, s.scanSubscription, selectSubscriptions, journal.Nowhere, journal.Latest)
}

// subscribe answers a message that was taken. Everybody is told of everything up to
// now first, so that a subscription begins with what comes after it.
func (s *Server) subscribe(ctx context.Context, q *request, one *txn) (any, outcome, error) {
	var m subscribeMessage
	if err := json.Unmarshal(q.message, &m); err != nil {
		return nil, outcome{}, err
	}
	if err := s.tellAll(ctx); err != nil {
		return nil, outcome{}, err
	}
	answers := []record{}
	for _, raw := range m.Items {
		answer, err := s.subscribeItem(ctx, q, one, raw)
		if err != nil {
			return nil, outcome{}, err
		}
		answers = append(answers, answer)
	}
	o := outcome{status: done, total: len(answers), completed: len(answers)}
	return record{"transaction_id": m.Transaction, "correlation_id": one.id, "subscribe_response": answers}, o, nil
}

func (s *Server) subscribeItem(ctx context.Context, q *request, one *txn, raw json.RawMessage) (record, error) {
	var it subscribeItem
	var err error
	answer := record{"reference_id": "", "timestamp": stamp(s.Now()), "status": rejected, "locale": locale}
	if json.Unmarshal(raw, &it) != nil {
		err = &fault{rjctDetails, "这一项的格式不对，请照接口说明改正。"}
	}
	answer["reference_id"] = it.Reference
	code := ""
	if err == nil {
		code, err = s.begin(ctx, q, one, &it)
	}
	if err != nil {
		f, ours := faultOf(err, rjctDetails)
		if ours != nil {
			return nil, ours
		}
		answer["status_reason_code"], answer["status_reason_message"] = f.code, short(f.text)
		return answer, nil
	}
	answer["status"] = done
	answer["subscriptions"] = []record{{
		"code": code, "status": "subscribe", "timestamp": stamp(s.Now()), "reg_event_type": it.Criteria.Event, "notify_record_type": it.Criteria.RecordType,
	}}
	return answer, nil
}

// begin opens a subscription, when it is sound and not there already.
func (s *Server) begin(ctx context.Context, q *request, one *txn, it *subscribeItem) (code string, err error) {
	c := &it.Criteria
	t := terms{URI: one.uri, Item: searchItem{Reference: it.Reference, Criteria: criteria{
		RegType: c.RegType, RecordType: c.RecordType, QueryType: c.FilterType, Query: c.Filter, Consent: c.Consent, Authorize: c.Authorize,
	}}}
	if c.FilterType == "" {
		t.Item.Criteria.QueryType = "expression"
	}
	if blank := bytes.TrimSpace(c.Filter); len(blank) == 0 || string(blank) == "{}" || string(blank) == "null" {
		t.Everyone, t.Item.Criteria.Query = true, nil
	}
	watched, err := s.watch(q, &t)
	if err != nil {
		return "", err
	}
	event := c.Event[strings.LastIndex(c.Event, ":")+1:]
	switch {
	case it.Reference == "" || len(it.Reference) > idMost:
		return "", &fault{rjctReference, "reference_id 应为1到99字节。"}
	case len(c.Frequency) > 0 && string(c.Frequency) != "null":
		return "", &fault{rjctDetails, "事件发生后立即通知，不支持按 frequency 定时。"}
	case !slices.Contains(watched.registry.Events, event):
		return "", &fault{rjctNotify, "“" + watched.registry.Title + "”可以订阅的事件：" + strings.Join(watched.registry.Events, "、") + "。"}
	}
	body, err := json.Marshal(&t)
	if err != nil {
		return "", err
	}
	code = db.NewID()
	sealed, err := s.Keys.Seal(termsPlace(code), string(body))
	if err != nil {
		return "", err
	}
	_, err = s.Journal.Do(ctx, s.byHeader(q.sender, "spdci.subscribe"), func(w *journal.Write) error {
		standing, err := s.subscriptions(ctx, w)
		if err != nil {
			return err
		}
		if err := unlike(standing, q.sender.Name, event, &t); err != nil {
			return err
		}
		return w.Open(ctx, subscriptionTable, code, journal.Always, q.sender.Name, event, "subscribe", sealed)
	})
	return code, err
}

// unlike refuses a subscription that stands already.
func unlike(standing []*subscription, sender, event string, t *terms) error {
	own := 0
	for _, old := range standing {
		if old.sender != sender {
			continue
		}
		own++
		if old.event == event && old.terms.likeness() == t.likeness() {
			return &fault{rjctSubscribed, "同样的订阅已经有了，编号 " + old.code + "。"}
		}
	}
	if own >= subscriptionsMost {
		return &fault{rjctDetails, "订阅最多100个，请先退订不用的。"}
	}
	return nil
}

// likeness is what two subscriptions have in common when one is superfluous.
func (t *terms) likeness() string {
	c := &t.Item.Criteria
	filter, err := signature.Canonical(signature.JCS, c.Query)
	if err != nil {
		filter = c.Query
	}
	if t.Everyone {
		filter = nil
	}
	return strings.Join([]string{t.URI, c.RegType, c.RecordType, c.QueryType, string(filter)}, "\n")
}

// watch understands what a subscription is about.
func (s *Server) watch(q *request, t *terms) (*search, error) {
	it := &search{searchItem: t.Item}
	if err := s.scopeItem(q, it); err != nil {
		return nil, asNotify(err)
	}
	it.home = strings.HasSuffix(t.Item.Criteria.RecordType, "Group")
	if t.Everyone {
		return it, s.planAll(it)
	}
	if err := s.compile(it); err != nil {
		return nil, asNotify(err)
	}
	it.home = strings.HasSuffix(t.Item.Criteria.RecordType, "Group")
	return it, nil
}

// asNotify gives a fault of a search the code a subscription has for it.
func asNotify(err error) error {
	if f, ours := faultOf(err, rjctDetails); ours == nil {
		return &fault{rjctDetails, f.text}
	}
	return err
}
