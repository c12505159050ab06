package api

import (
	"context"
	"net/http"
	"strings"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
)

// Hook is a subscription to news.
type Hook struct {
	ID     string   `json:"id"`
	URL    string   `json:"url"`
	Topics []string `json:"topics"`
	Scheme string   `json:"scheme"`
	Ended  bool     `json:"ended"`
}

// NewHook is a subscription that was made.
type NewHook struct {
	Hook
	Secret string `json:"secret,omitempty" doc:"验签用的密钥，只给这一次；sm2-sm3没有，用/keys里的公钥。"`
}

// Told is one message of a subscription.
type Told struct {
	ID     string `json:"id" doc:"这一次投递，重送时用。"`
	News   string `json:"news" doc:"消息的编号，与收到的id相同。"`
	Topic  string `json:"topic"`
	State  string `json:"state" doc:"waiting等待，sent已送达，dead未送达，passed已无权知道。"`
	Tries  int64  `json:"tries"`
	Status int64  `json:"status,omitempty" doc:"对方最后一次的HTTP状态。"`
	At     string `json:"tried_at,omitempty"`
}

// PublicKey is a key by which signatures of ours are checked.
type PublicKey struct {
	Version int    `json:"version"`
	PEM     string `json:"pem"`
}

func (s *Server) webhookRoutes() {
	if s.Hooks == nil {
		return
	}
	scope := machine.Webhook
	handle(s, route{method: http.MethodPost, path: "/webhooks", id: "createWebhook", summary: "订阅消息", tag: "消息", scope: scope, status: http.StatusCreated,
		about: "网址要在管理员登记的推送地址之内。每条消息带编号、时间和签名，签的是 时间.编号.正文；时间相差5分钟以上的、编号收到过的，接收方应当不理。至少送一次，同一订阅按次序；送不到的逐次延长间隔再送，约半小时后转入未送达，可以重送。"}, s.createWebhook)
	handle(s, route{method: http.MethodGet, path: "/webhooks", id: "listWebhooks", summary: "本系统的订阅", tag: "消息", scope: scope}, s.listWebhooks)
	handle(s, route{method: http.MethodPost, path: "/webhooks/{hook}/end", id: "endWebhook", summary: "结束订阅", tag: "消息", scope: scope}, s.endWebhook)
	handle(s, route{method: http.MethodGet, path: "/webhooks/{hook}/deliveries", id: "listDeliveries", summary: "送过的和没送到的", tag: "消息", scope: scope}, s.listDeliveries)
	handle(s, route{method: http.MethodPost, path: "/webhooks/{hook}/deliveries/{delivery}/again", id: "sendAgain", summary: "重送一条没送到的", tag: "消息", scope: scope}, s.sendAgain)
	handle(s, route{method: http.MethodGet, path: "/topics", id: "listTopics", summary: "有哪些消息", tag: "目录"}, s.listTopics)
	handle(s, route{method: http.MethodGet, path: "/keys", id: "listKeys", summary: "验签用的公钥", tag: "目录", about: "SM2公钥；换过的旧公钥仍在，用来验旧的签名。"}, s.listKeys)
}

type createWebhookIn struct {
	OnceKey
	Body struct {
		URL    string   `json:"url" minLength:"8" maxLength:"300"`
		Topics []string `json:"topics" minItems:"1" maxItems:"20"`
		Scheme string   `json:"scheme,omitempty" enum:"hmac-sha256,sm2-sm3" default:"hmac-sha256"`
	}
}

func (s *Server) createWebhook(ctx context.Context, c *token.Caller, in *createWebhookIn) (NewHook, error) {
	return onlyOnce(ctx, s, c, "createWebhook", in.Key, in.Body, func() (out NewHook, err error) {
		h := webhook.Hook{URL: in.Body.URL, Topics: in.Body.Topics, Scheme: webhook.Scheme(in.Body.Scheme)}
		err = s.act(ctx, c, "webhook.open", func(w *journal.Write) error {
			id, secret, err := s.Hooks.Open(ctx, w, c.Client, h)
			out = NewHook{Hook{id, h.URL, h.Topics, string(h.Scheme), false}, secret}
			return err
		})
		return out, err
	})
}

// act is an act about the caller's own arrangements.
func (s *Server) act(ctx context.Context, c *token.Caller, kind string, f func(w *journal.Write) error) error {
	_, err := s.Journal.Do(ctx, journal.Header{County: journal.Nowhere, Kind: kind, Actor: c.Actor(), Purpose: string(c.Purpose)}, f)
	return err
}

func (s *Server) listWebhooks(ctx context.Context, c *token.Caller, _ *struct{}) (Page[Hook], error) {
	list, err := s.Hooks.Of(ctx, c.ID)
	out := Page[Hook]{Items: []Hook{}}
	for _, h := range list {
		out.Items = append(out.Items, Hook{h.ID, h.URL, h.Topics, string(h.Scheme), h.Ended})
	}
	return out, err
}

// HookPath names a subscription.
type HookPath struct {
	Hook string `path:"hook" pattern:"^(?:[0-9a-z]{16})$" patternDescription:"16位编号" maxLength:"16"`
}

// Done is the answer of an act that leaves nothing to show.
type Done struct {
	Done bool `json:"done"`
}

type endWebhookIn struct {
	HookPath
	OnceKey
}

func (s *Server) endWebhook(ctx context.Context, c *token.Caller, in *endWebhookIn) (Done, error) {
	return onlyOnce(ctx, s, c, "endWebhook "+in.Hook, in.Key, nil, func() (Done, error) {
		return Done{true}, s.act(ctx, c, "webhook.end", func(w *journal.Write) error { return s.Hooks.End(ctx, w, c.ID, in.Hook) })
	})
}

type deliveriesIn struct {
	HookPath
	Paging
	State string `query:"state" enum:"waiting,sent,dead,passed,"`
}

func (s *Server) listDeliveries(ctx context.Context, c *token.Caller, in *deliveriesIn) (Page[Told], error) {
	list := "listDeliveries." + in.Hook
	after, err := s.position(c, list, in.After)
	if err != nil {
		return Page[Told]{}, err
	}
	found, err := s.Hooks.Deliveries(ctx, c.ID, in.Hook, in.State, after, in.Limit)
	if err != nil {
		return Page[Told]{}, err
	}
	var items []Told
	for _, d := range found {
		items = append(items, Told{d.ID, d.News, d.Topic, d.State, d.Tries, d.Status, instant(d.Tried)})
	}
	next := ""
	if len(found) == in.Limit {
		next = found[len(found)-1].ID
	}
	return turned(s, c, list, items, next)
}

type againIn struct {
	HookPath
	OnceKey
	Delivery string `path:"delivery" pattern:"^(?:[0-9a-z]{16})$" patternDescription:"16位编号" maxLength:"16"`
}

func (s *Server) sendAgain(ctx context.Context, c *token.Caller, in *againIn) (Done, error) {
	return onlyOnce(ctx, s, c, "sendAgain "+in.Hook+" "+in.Delivery, in.Key, nil, func() (Done, error) {
		return Done{true}, s.act(ctx, c, "webhook.again", func(w *journal.Write) error { return s.Hooks.Again(ctx, w, c.ID, in.Hook, in.Delivery) })
	})
}

func (s *Server) listTopics(context.Context, *token.Caller, *struct{}) (Page[string], error) {
	return Page[string]{Items: s.Hooks.Topics()}, nil
}

func (s *Server) listKeys(context.Context, *token.Caller, *struct{}) (Page[PublicKey], error) {
	out := Page[PublicKey]{Items: []PublicKey{}}
	for _, k := range s.Keys.PublicKeys() {
		out.Items = append(out.Items, PublicKey{int(k.Version), strings.TrimSpace(string(k.PEM))})
	}
	return out, nil
}
