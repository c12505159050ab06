package spdci

import (
	"encoding/json"
	"errors"
	"net/http"

	"lianxin/internal/journal"
)

// oneNow answers a question about one person at once. name is the list the answer
// stands in, and say makes what it says.
func (s *Server) oneNow(w http.ResponseWriter, r *http.Request, q *request, registry, name string, say func(*found) (record, error)) *refusal {
	var m oneMessage
	if json.Unmarshal(q.message, &m) != nil {
		return q.reject(errBad, rjctErrors, "message 的格式不对。")
	}
	c := m.Disabled
	if m.Enrolled != nil && registry == beneficiaries {
		c = &m.Enrolled.criteria
	}
	it, viewer, id, no := s.one(r, q, registry, c, &m)
	if no != nil {
		return no
	}
	answer, err := say(it)
	one := record{"reference_id": m.Transaction, "timestamp": stamp(s.Now()), "status": done, "locale": locale}
	var f *fault
	switch {
	case errors.As(err, &f):
		one["status"], one["status_reason_code"], one["status_reason_message"] = rejected, f.code, short(f.text)
		it.list = nil
	case err != nil:
		return broken(err)
	}
	for key, value := range answer {
		one[key] = value
	}
	reading := &reading{s: s, v: it.v}
	for _, k := range it.list {
		if !k.gone {
			reading.note(k)
		}
	}
	if wait := s.limits.people(q.sender, s.Now(), len(reading.shown)); wait > 0 {
		no := refuse(http.StatusTooManyRequests, errTooMany, "今天可以查询的人数已满。")
		no.wait = wait
		return no
	}
	if err := s.look(r.Context(), q.MessageID, viewer, it.v, reading.shown); err != nil {
		return broken(err)
	}
	message := record{"transaction_id": m.Transaction, "correlation_id": id, name: []record{one}}
	raw, err := encode(message)
	if err != nil {
		return broken(err)
	}
	_, err = s.Journal.Do(r.Context(), s.byHeader(q.sender, "spdci.answered"), func(w *journal.Write) error {
		return s.end(r.Context(), w, id, done, len(reading.shown), raw)
	})
	if err != nil {
		return broken(err)
	}
	s.send(w, r, q, http.StatusOK, actOnSearch, outcome{status: done, total: 1, completed: 1}, raw)
	return nil
}
