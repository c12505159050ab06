package spdci

import (
	"context"
	"encoding/json"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"slices"
)

// unsubscribe ends subscriptions. One wrong code rejects the message and ends none.
func (s *Server) unsubscribe(ctx context.Context, q *request, one *txn) (any, outcome, error) {
	var m unsubscribeMessage
	if err := json.Unmarshal(q.message, &m); err != nil {
		return nil, outcome{}, err
	}
	answer := record{"transaction_id": m.Transaction, "correlation_id": one.id, "timestamp": stamp(s.Now()), "status": done}
	o := outcome{status: done, total: len(m.Codes), completed: len(m.Codes)}
	states := []record{}
	_, err := s.Journal.Do(ctx, s.byHeader(q.sender, "spdci.unsubscribe"), func(w *journal.Write) error {
		states = states[:0]
		codes := slices.Clone(m.Codes)
		slices.Sort(codes)
		for _, code := range slices.Compact(codes) {
			if err := s.endSubscription(ctx, w, q.sender, code); err != nil {
				return err
			}
			states = append(states, record{"code": code, "status": "unsubscribe"})
		}
		return nil
	})
	if err != nil {
		f, ours := faultOf(err, rjctCode)
		if ours != nil {
			return nil, o, ours
		}
		o.status, o.reason, o.text = rejected, "", ""
		answer["status"], answer["status_reason_code"], answer["status_reason_message"] = rejected, f.code, short(f.text)
		states = states[:0]
	}
	answer["subscription_status"] = states
	return answer, o, nil
}

func (s *Server) endSubscription(ctx context.Context, w *journal.Write, sender *Sender, code string) error {
	old, there, err := db.One(ctx, w, s.scanSubscription, selectSubscription, journal.Nowhere, journal.Latest, code)
	switch {
	case err != nil:
		return err
	case !there || old.sender != sender.Name:
		return &fault{rjctCode, "没有您的这个订阅：" + cut(code) + "。"}
	case old.state != "subscribe":
		return &fault{rjctEnded, "这个订阅已经退订：" + code + "。"}
	}
	if err := w.Close(ctx, subscriptionTable, code, old.opened); err != nil {
		return err
	}
	body, err := json.Marshal(&old.terms)
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(termsPlace(code), string(body))
	if err != nil {
		return err
	}
	return w.Open(ctx, subscriptionTable, code, journal.Always, old.sender, old.event, "unsubscribe", sealed)
}

// stillWanted says whether a parcel's subscription stands; what is none is an answer
// to a message, and wanted.
func (s *Server) stillWanted(ctx context.Context, p *parcel) (wanted bool, err error) {
	if p.Action != actNotify {
		return true, nil
	}
	err = s.Journal.DB().Read(ctx, func(q db.Query) error {
		one, there, err := db.One(ctx, q, s.scanSubscription, selectSubscription, journal.Nowhere, journal.Latest, p.Lane)
		wanted = there && one.state == "subscribe"
		return err
	})
	return wanted, err
}
