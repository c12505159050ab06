package spdci

import (
	"net/http"
)

// now answers a message at once: everything an answer needs was done when it leaves.
// Where the message is at fault and its sender known, the fault stands in the header
// of a signed answer too.
func (s *Server) now(w http.ResponseWriter, r *http.Request, action string, answer func(http.ResponseWriter, *http.Request, *request) *refusal) {
	q, no := s.receive(w, r, action)
	if no == nil {
		no = answer(w, r, q)
	}
	switch {
	case no == nil:
	case q != nil && q.reason != "":
		back := actOnSearch
		if action == actStatus {
			back = actOnStatus
		}
		s.send(w, r, q, no.status, back, outcome{status: rejected, reason: q.reason, text: no.text}, []byte(`{"transaction_id":"","correlation_id":"","search_response":[]}`))
	default:
		s.refuse(w, no)
	}
}

// later takes a message that is answered by a callback.
func (s *Server) later(w http.ResponseWriter, r *http.Request, action string) {
	q, no := s.receive(w, r, action)
	if no != nil {
		if q != nil && q.reason != "" {
			no.text = q.reason + "：" + no.text
		}
		s.refuse(w, no)
		return
	}
	id, no := s.accept(r.Context(), q)
	if no != nil {
		if q.reason != "" {
			no.text = q.reason + "：" + no.text
		}
		s.refuse(w, no)
		return
	}
	s.ack(w, "ACK", id, nil)
}

// unasked answers what only a caller or a subscriber is sent. We call nobody and
// subscribe to nothing, so nothing of the kind is expected; it is said to a sender we
// know, and to nobody else.
func (s *Server) unasked(w http.ResponseWriter, r *http.Request, action string) {
	q, no := s.receive(w, r, action)
	if no != nil {
		s.refuse(w, no)
		return
	}
	s.ack(w, "NACK", q.MessageID, &ackError{errBad, rjctUnsupported + "：本系统没有向您查询或订阅，不接收这种消息。"})
}
