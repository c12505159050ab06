package spdci

import (
	"context"
	"encoding/json"
	"slices"

	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// statusOf are the actions a txn_type stands for.
var statusOf = map[string][]string{"search": {actSearch}, "subscribe": {actSubscribe, actUnsubscribe}, "receipt": {}}

// status is what became of a message of the same sender: the answer that was given,
// or that it is still waited for.
func (s *Server) status(ctx context.Context, q *request, id string) (any, outcome, error) {
	var m statusMessage
	if err := json.Unmarshal(q.message, &m); err != nil {
		return nil, outcome{}, err
	}
	o := outcome{status: done, total: 1, completed: 1}
	answer := record{"transaction_id": m.Transaction, "correlation_id": id}
	var asked *txn
	var body []byte
	err := s.Journal.DB().Read(ctx, func(r db.Query) (err error) {
		if asked, err = s.lookUp(ctx, r, q.sender, &m); err != nil || asked == nil {
			return err
		}
		body, err = s.body(ctx, r, asked.id, "response")
		return err
	})
	if err != nil {
		return nil, o, err
	}
	state := record{"transaction_id": m.Transaction, "correlation_id": id, "search_response": []record{}}
	switch {
	case asked == nil:
		o = outcome{status: rejected, reason: rjctErrors, text: "没有收过您的这个请求，或已超过保留期。", total: 1, completed: 1}
	case len(body) > 0:
		state = record{}
		if err := json.Unmarshal(body, &state); err != nil {
			return nil, o, err
		}
	default:
		o = outcome{status: pending, total: 1}
		state["transaction_id"], state["correlation_id"] = asked.txn, asked.id
	}
	answer["txnstatus_response"] = record{"txn_type": m.Request.Type, "txn_status": state}
	return answer, o, nil
}

// lookUp finds the message that is asked about among the sender's own.
func (s *Server) lookUp(ctx context.Context, r db.Query, sender *Sender, m *statusMessage) (*txn, error) {
	var values []string
	var single string
	if json.Unmarshal(m.Request.Value, &single) == nil {
		values = []string{single}
	} else if json.Unmarshal(m.Request.Value, &values) != nil || len(values) > itemsMost {
		return nil, nil
	}
	actions := statusOf[m.Request.Type]
	for _, value := range values {
		statement := map[string]string{"transaction_id": selectByTxn, "reference_id_list": selectByItem}[m.Request.By]
		args := []any{journal.Nowhere, sender.Name, value}
		if m.Request.By == "correlation_id" {
			statement, args = selectTxn, []any{journal.Nowhere, value}
		}
		if statement == "" {
			return nil, nil
		}
		list, err := db.Many(ctx, r, scanTxn, statement, args...)
		if err != nil {
			return nil, err
		}
		for _, one := range list {
			if one.sender == sender.Name && slices.Contains(actions, one.action) {
				return one, nil
			}
		}
	}
	return nil, nil
}
