package spdci

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/db"
)

// encode writes JSON as it is meant: < > & stand for themselves.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// plain answers without a signature.
func (s *Server) plain(w http.ResponseWriter, status int, v any) {
	body, err := encode(v)
	if err != nil {
		s.Log.Error("an answer cannot be written", "error", err)
		status, body = http.StatusInternalServerError, nil
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever has gone away reads no answer
}

// refuse answers a message that is not taken.
func (s *Server) refuse(w http.ResponseWriter, no *refusal) {
	if no.err != nil {
		s.Log.Warn("a message of SPDCI is refused", "code", no.code, "error", no.err)
	}
	waitHeader(w, no.wait)
	if no.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	s.plain(w, no.status, ackMessage{ackBody{
		Status: "ERR", Timestamp: stamp(s.Now()), Correlation: db.NewID(), Error: &ackError{no.code, short(no.text)},
	}})
}

// ack says that a message was taken: ACK when a callback will come.
func (s *Server) ack(w http.ResponseWriter, status, correlation string, why *ackError) {
	s.plain(w, http.StatusOK, ackMessage{ackBody{Status: status, Timestamp: stamp(s.Now()), Correlation: correlation, Error: why}})
}

// outcome is what an answer's header says of its items.
type outcome struct {
	status    string
	reason    string
	text      string
	total     int
	completed int
}

// signed is a message of ours to a sender, signed in its profile.
func (s *Server) signed(ctx context.Context, to *Sender, messageID, action string, o outcome, message []byte) ([]byte, error) {
	h := answerHead{
		Version: version, MessageID: messageID, MessageTS: stamp(s.Now()), Action: action, Status: o.status, Total: o.total, Completed: o.completed,
		SenderID: s.ID, SenderURI: s.Address() + Prefix, Receiver: to.Name,
	}
	if o.reason != "" {
		text := short(o.text)
		h.Reason, h.Text = &o.reason, &text
	}
	header, err := h.written(to.Profile)
	if err != nil {
		return nil, err
	}
	key, err := s.own.current(ctx, s, to.Profile.Algorithm())
	if err != nil {
		return nil, err
	}
	line, err := signature.Sign(to.Profile, s.ID, key, header, message, s.Now())
	if err != nil {
		return nil, err
	}
	name, err := encode(line)
	if err != nil {
		return nil, err
	}
	// Header and message are JSON already, and leave as they were signed.
	return slices.Concat([]byte(`{"signature":`), name, []byte(`,"header":`), header, []byte(`,"message":`), message, []byte(`}`)), nil
}

// send answers a message at once.
func (s *Server) send(w http.ResponseWriter, r *http.Request, q *request, status int, action string, o outcome, message []byte) {
	raw, err := s.signed(r.Context(), q.sender, db.NewID(), action, o, message)
	if err != nil {
		s.refuse(w, broken(err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // whoever has gone away reads no answer
}
