package spdci

import (
	"context"
	"encoding/json"
	"net/http"

	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
)

// The kinds of tasks: answering a message that was taken, and sending what waits in a
// lane of the outbox.
const (
	AnswerTask  = "spdci.answer"
	DeliverTask = "spdci.deliver"
)

// statusMessage asks what became of another message.
type statusMessage struct {
	Transaction string `json:"transaction_id"`
	Request     struct {
		Reference string          `json:"reference_id"`
		Type      string          `json:"txn_type"`
		By        string          `json:"attribute_type"`
		Value     json.RawMessage `json:"attribute_value"`
	} `json:"txnstatus_request"`
}

// accept takes a message that is answered later. What can be seen to be wrong at once
// is said at once.
func (s *Server) accept(ctx context.Context, q *request) (id string, no *refusal) {
	uri, no := q.callback()
	if no != nil {
		return "", no
	}
	o, no := q.parse()
	if no != nil {
		return "", no
	}
	o.uri = uri
	return s.taken(ctx, q, o, func(w *journal.Write, id string) error {
		return job.Put(ctx, w.Tx(), journal.Nowhere, AnswerTask, id, 0, nil)
	})
}

// callback is where the answer goes: sender_uri, or else where the sender's entry
// says.
func (q *request) callback() (string, *refusal) {
	uri := q.SenderURI
	if uri == "" {
		for _, base := range q.sender.Callbacks {
			uri = base
			break
		}
	}
	if !q.sender.calledAt(uri) {
		return "", q.reject(errSenderURI, rjctUnsupported, "sender_uri 不在为您登记的回调地址之内。")
	}
	return uri, nil
}

// parse reads a message as far as it must be sound to be taken.
func (q *request) parse() (order, *refusal) {
	bad := func() (order, *refusal) { return order{}, q.reject(errBad, rjctErrors, "message 的格式不对。") }
	switch q.Action {
	case actSearch:
		m, no := q.parseSearch()
		if no != nil {
			return order{}, no
		}
		return m.order(""), nil
	case actSubscribe:
		var m subscribeMessage
		if json.Unmarshal(q.message, &m) != nil {
			return bad()
		}
		if no := q.checkTransaction(m.Transaction); no != nil {
			return order{}, no
		}
		return order{transaction: m.Transaction, items: len(m.Items)}, q.checkTotal(len(m.Items))
	case actUnsubscribe:
		var m unsubscribeMessage
		if json.Unmarshal(q.message, &m) != nil {
			return bad()
		}
		if no := q.checkTransaction(m.Transaction); no != nil {
			return order{}, no
		}
		if len(m.Codes) == 0 || len(m.Codes) > itemsMost {
			return order{}, q.reject(errBad, rjctTotal, "subscription_codes 应有1到1000个。")
		}
		return order{transaction: m.Transaction, items: len(m.Codes)}, nil
	}
	var m statusMessage
	if json.Unmarshal(q.message, &m) != nil {
		return bad()
	}
	return order{transaction: m.Transaction, items: 1}, q.checkTransaction(m.Transaction)
}

// Answer answers a message that was taken: it is the task's handler. Doing it twice
// answers once.
func (s *Server) Answer(ctx context.Context, t job.Task) error {
	one, q, err := s.reopen(ctx, t.Key)
	if err != nil || one == nil {
		return err
	}
	action, message, o, err := s.answerTaken(ctx, q, one)
	if err != nil {
		return err
	}
	raw, err := encode(message)
	if err != nil {
		return err
	}
	_, err = s.Journal.Do(ctx, s.byHeader(q.sender, "spdci.callback"), func(w *journal.Write) error {
		if one.action != actSearch { // a search has ended itself
			if err := s.end(ctx, w, one.id, o.status, 0, raw); err != nil {
				return err
			}
		}
		return s.mail(ctx, w, parcel{Lane: one.id, Source: "answer", Sender: q.sender.Name, URI: one.uri, Action: action, Outcome: o, Message: raw})
	})
	return err
}

// reopen reads a message again that was taken. Of a sender who was revoked meanwhile
// nothing is answered.
func (s *Server) reopen(ctx context.Context, id string) (one *txn, q *request, err error) {
	var body []byte
	err = s.Journal.DB().Read(ctx, func(r db.Query) error {
		var there bool
		if one, there, err = db.One(ctx, r, scanTxn, selectTxn, journal.Nowhere, id); err != nil || !there {
			one = nil
			return err
		}
		body, err = s.body(ctx, r, id, "request")
		return err
	})
	if err != nil || one == nil || len(body) == 0 {
		return nil, nil, err
	}
	sender, err := s.Senders.find(ctx, one.sender)
	if err != nil || sender == nil {
		return nil, nil, err
	}
	q = &request{head: head{MessageID: one.message, Action: one.action}, sender: sender, message: body, now: s.Now()}
	if one.registry != "" {
		q.registry = s.Catalogue().Exchange().Registry(one.registry)
	}
	return one, q, nil
}

// answerTaken makes the answer of a message by what it asked for.
func (s *Server) answerTaken(ctx context.Context, q *request, one *txn) (action string, message any, o outcome, err error) {
	switch one.action {
	case actSearch:
		var m searchMessage
		if err := json.Unmarshal(q.message, &m); err != nil {
			return "", nil, o, err
		}
		message, o, err = s.search(ctx, q, &m, one.id)
		return actOnSearch, message, o, err
	case actSubscribe:
		message, o, err = s.subscribe(ctx, q, one)
		return actOnSubscribe, message, o, err
	case actUnsubscribe:
		message, o, err = s.unsubscribe(ctx, q, one)
		return actOnUnsubscribe, message, o, err
	}
	message, o, err = s.status(ctx, q, one.id)
	return actOnStatus, message, o, err
}

// statusNow answers at once what became of a message.
func (s *Server) statusNow(w http.ResponseWriter, r *http.Request, q *request) *refusal {
	o, no := q.parse()
	if no != nil {
		return no
	}
	id, no := s.taken(r.Context(), q, o, nothing)
	if no != nil {
		return no
	}
	message, out, err := s.status(r.Context(), q, id)
	if err != nil {
		return broken(err)
	}
	raw, err := encode(message)
	if err != nil {
		return broken(err)
	}
	s.send(w, r, q, http.StatusOK, actOnStatus, out, raw)
	return nil
}
