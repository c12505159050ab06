package spdci

import (
	"encoding/json"
	"time"

	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/civil"
)

// envelope is a message as it comes; header and message stay as they were written,
// because the signature is over them.
type envelope struct {
	Signature string          `json:"signature"`
	Header    json.RawMessage `json:"header"`
	Message   json.RawMessage `json:"message"`
}

// head is the header of a message that comes.
type head struct {
	Version   string `json:"version"`
	MessageID string `json:"message_id"`
	MessageTS string `json:"message_ts"`
	Action    string `json:"action"`
	SenderID  string `json:"sender_id"`
	SenderURI string `json:"sender_uri"`
	Receiver  string `json:"receiver_id"`
	Total     *int64 `json:"total_count"`
	Encrypted bool   `json:"is_msg_encrypted"`
}

// sealedMessage tells whether a message is one of the encrypted form.
type sealedMessage struct {
	Ciphertext string `json:"ciphertext"`
}

// answerHead is the header of what we send: the fields of a request's header and of
// a callback's, so that no validator misses one.
type answerHead struct {
	Version   string  `json:"version"`
	MessageID string  `json:"message_id"`
	MessageTS string  `json:"message_ts"`
	Action    string  `json:"action"`
	Status    string  `json:"status"`
	Reason    *string `json:"status_reason_code"`
	Text      *string `json:"status_reason_message"`
	Total     int     `json:"total_count"`
	Completed int     `json:"completed_count"`
	SenderID  string  `json:"sender_id"`
	SenderURI string  `json:"sender_uri"`
	Receiver  string  `json:"receiver_id"`
	Encrypted bool    `json:"is_msg_encrypted"`
	Meta      *struct {
	} `json:"meta"`
}

// bareHead is the same without what is empty. OpenSPP fills nulls in before it
// digests, so to it they are sent; others' validators take no null.
type bareHead struct {
	answerHead
	Reason *string `json:"status_reason_code,omitempty"`
	Text   *string `json:"status_reason_message,omitempty"`
	Meta   *struct {
	} `json:"meta,omitempty"`
}

// written is the header in the form a profile wants.
func (h answerHead) written(p signature.Profile) ([]byte, error) {
	if p == signature.OpenSPP {
		return json.Marshal(h)
	}
	return json.Marshal(bareHead{answerHead: h, Reason: h.Reason, Text: h.Text})
}

// ackMessage is what is said at once to a message that is answered later, or not.
type ackMessage struct {
	Message ackBody `json:"message"`
}

type ackBody struct {
	Status      string    `json:"ack_status"`
	Timestamp   string    `json:"timestamp"`
	Correlation string    `json:"correlation_id"`
	Error       *ackError `json:"error,omitempty"`
}

type ackError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Limits of texts in the standard.
const (
	idMost   = 99
	textMost = 999
)

// short cuts a text for the standard.
func short(text string) string {
	runes := []rune(text)
	if len(runes) > textMost {
		return string(runes[:textMost])
	}
	return text
}

// stamp writes an instant as the standard wants it, with its zone.
func stamp(at civil.Instant) string {
	return time.UnixMilli(int64(at)).UTC().Format("2006-01-02T15:04:05Z")
}

// readStamp reads an instant; ok is false without a zone.
func readStamp(text string) (civil.Instant, bool) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return 0, false
	}
	return civil.InstantOf(t), true
}
