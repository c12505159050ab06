package spdci

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Limits of a message: its size in bytes, its items, and how old it may be and how
// far ahead its clock, in milliseconds.
const (
	bodyMost     = 8 << 20
	itemsMost    = 1000
	messageAge   = aDay
	messageAhead = 2 * aMinute
	version      = "1.0.0"
)

// request is a message that was found to be its sender's.
type request struct {
	head
	sender   *Sender
	message  json.RawMessage
	digest   string // of all that came
	now      civil.Instant
	registry *pack.ExchangeRegistry // of the address; nil: each item says it
	reason   string                 // in a header, when the message is refused after it was known whose it is
}

// receive reads a message and finds out whose it is. Everything is refused here that
// the transport can see; nothing is written.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, action string) (*request, *refusal) {
	q := &request{now: s.Now()}
	e, no := s.open(w, r, q)
	if no != nil {
		return nil, no
	}
	if no := s.identify(r, q); no != nil {
		return nil, no
	}
	if no := checkSignature(e, q); no != nil {
		return nil, no
	}
	if path := r.PathValue("registry"); path != "" {
		if q.registry = s.Catalogue().Exchange().Registry(path); q.registry == nil {
			return nil, refuse(http.StatusNotFound, errNotFound, "没有这个登记的接口。")
		}
	}
	return q, s.checkHead(q, action)
}

// open reads the body.
func (s *Server) open(w http.ResponseWriter, r *http.Request, q *request) (*envelope, *refusal) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, errBad, "请求应是 application/json；不收文件形式的请求。")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMost))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, refuse(http.StatusRequestEntityTooLarge, errBad, "请求超过8MB，请分批发送。")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, errBad, "请求没有传完，请重发。")
	}
	e := &envelope{}
	if signature.Check(body) != nil || json.Unmarshal(body, e) != nil || len(e.Header) == 0 || len(e.Message) == 0 || json.Unmarshal(e.Header, &q.head) != nil {
		return nil, refuse(http.StatusBadRequest, errBad, "请求不是有 signature、header、message 的 JSON，或同一个键写了两次。")
	}
	sum := sm3.Sum(body)
	q.digest, q.message = hex.EncodeToString(sum[:]), e.Message
	return e, nil
}

// identify finds the sender by its token.
func (s *Server) identify(r *http.Request, q *request) *refusal {
	name, err := s.bearer(r, q.now)
	if err != nil {
		return broken(err)
	}
	if name == "" {
		return refuse(http.StatusUnauthorized, errUnauthor, "没有带令牌，或令牌已过期：请先到 /oauth2/client/token 领取。")
	}
	if name != q.SenderID {
		return refuse(http.StatusForbidden, errSenderID, "header 里的 sender_id 不是这个令牌的持有者。")
	}
	if q.sender, err = s.Senders.find(r.Context(), name); err != nil {
		return broken(err)
	}
	if q.sender == nil {
		return refuse(http.StatusUnauthorized, errSenderID, "这个发送方已停用。")
	}
	if q.sender.Test && !loopback(r) {
		return refuse(http.StatusForbidden, errForbidden, "演练用的发送方只能在本机使用。")
	}
	if wait := s.limits.request(q.sender, q.now); wait > 0 {
		no := refuse(http.StatusTooManyRequests, errTooMany, "请求太频繁，请稍后再来。")
		no.wait = wait
		return no
	}
	return nil
}

// checkSignature holds the signature to the sender's keys and profile.
func checkSignature(e *envelope, q *request) *refusal {
	if e.Signature == "" {
		return refuse(http.StatusUnauthorized, errNoSignature, "请求没有签名。")
	}
	wrong := refuse(http.StatusUnauthorized, errSignature, "签名不对、已过期，或不是登记的公钥所签。")
	line, err := signature.ParseLine(e.Signature)
	if err == nil && line.Sender != q.sender.Name {
		err = signature.ErrForeign
	}
	if err == nil {
		err = signature.Verify(q.sender.Profile, line, q.sender.public, e.Header, e.Message, q.now)
	}
	if err != nil {
		wrong.err = err
		return wrong
	}
	return nil
}

// checkHead holds what the header says against what was asked for.
func (s *Server) checkHead(q *request, action string) *refusal {
	var sealed sealedMessage
	if q.Encrypted || json.Unmarshal(q.message, &sealed) == nil && sealed.Ciphertext != "" {
		return refuse(http.StatusBadRequest, errEncryption, "本接口不收加密的消息体：传输由 TLS 保护，请发明文。")
	}
	at, ok := readStamp(q.MessageTS)
	switch {
	case q.Version != "" && q.Version != version:
		return q.reject(errVersion, rjctVersion, "只支持 version 1.0.0。")
	case q.Receiver != "" && q.Receiver != s.ID:
		return q.reject(errReceiverID, rjctUnsupported, "receiver_id 不是本系统，应为“"+s.ID+"”。")
	case q.MessageID == "" || len(q.MessageID) > idMost:
		return q.reject(errBad, rjctDuplicate, "message_id 应为1到99字节。")
	case q.Action != action:
		return q.reject(errBad, rjctAction, "header 里的 action 与接口不符，应为 "+action+"。")
	case !ok || at < q.now-messageAge || at > q.now+messageAhead:
		return q.reject(errBad, rjctMessageTS, "message_ts 应带时区，且在最近24小时内。")
	}
	return nil
}

// reject refuses a message whose sender is known, with the reason its header gets.
func (q *request) reject(code, reason, text string) *refusal {
	q.reason = reason
	return refuse(http.StatusBadRequest, code, text)
}

// checkTotal holds total_count against the items there are.
func (q *request) checkTotal(items int) *refusal {
	switch {
	case items == 0:
		return q.reject(errBad, rjctTotal, "请求里没有一项。")
	case items > itemsMost:
		return q.reject(errBad, rjctTotalLimit, "一次最多1000项，请分批发送。")
	case q.Total == nil || *q.Total != int64(items):
		return q.reject(errBad, rjctTotal, "total_count 与实际的项数不符。")
	}
	return nil
}

// broken is what is said when we are at fault.
func broken(err error) *refusal {
	return &refusal{status: http.StatusServiceUnavailable, code: errUnavailable, text: "系统暂时不能应答，请稍后再试。", wait: 5, err: err}
}
