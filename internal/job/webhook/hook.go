package webhook

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/access/outward"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// home is the county under which all rows of this package stand.
const home = journal.Nowhere

var hookTable = journal.NewTable("webhook", journal.Text("client"), journal.Text("url"), journal.Text("topics"), journal.Text("scheme"),
	journal.Bytes("secret").Personal().Sealed("secret"), journal.Bool("ended"))

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{hookTable} }

// Hook is a receiver of news.
type Hook struct {
	ID     string
	Opened int64
	Client string // id of the machine
	URL    string
	Topics []string
	Scheme Scheme
	Ended  bool
	secret []byte // sealed
}

// Limits of receivers.
const (
	hooksMost  = 10 // of one client
	topicsMost = 20
)

// Office knows the receivers. It is safe for use by many goroutines.
type Office struct {
	journal  *journal.Journal
	keys     access.Keyring
	machines *machine.Machines
	way      outward.Way
	topics   []string
	visible  Visible
}

// Visible says whether a program may know a piece of news at the moment it is told.
type Visible func(ctx context.Context, c *machine.Client, n journal.News) bool

// Options are what an office works with.
type Options struct {
	Journal  *journal.Journal
	Keys     access.Keyring
	Machines *machine.Machines
	Way      outward.Way
	Topics   []string // that can be heard
	Visible  Visible
}

// New makes an office. The journal must know the [Tables].
func New(o Options) *Office {
	return &Office{journal: o.Journal, keys: o.Keys, machines: o.Machines, way: o.Way, topics: o.Topics, visible: o.Visible}
}

// Topics are what can be heard.
func (o *Office) Topics() []string { return slices.Clone(o.topics) }

const (
	hookColumns = `v.id, v.opened, v.client, v.url, v.topics, v.scheme, v.secret, v.ended`
	selectHook  = `SELECT ` + hookColumns + ` FROM webhook v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectHooks = `SELECT ` + hookColumns + ` FROM webhook v WHERE v.county = $1 AND v.client = $2 AND ` + journal.Holds + ` ORDER BY v.id`
	selectOpen  = `SELECT ` + hookColumns + ` FROM webhook v WHERE v.county = $1 AND v.ended = $2 AND ` + journal.Holds + ` ORDER BY v.id`
)

func scanHook(row db.Row) (*Hook, error) {
	var h Hook
	var topics string
	err := row.Scan(&h.ID, &h.Opened, &h.Client, &h.URL, &topics, &h.Scheme, &h.secret, &h.Ended)
	h.Topics = strings.Fields(topics)
	return &h, err
}

func (h *Hook) row() []any {
	return []any{h.Client, h.URL, strings.Join(h.Topics, " "), string(h.Scheme), h.secret, h.Ended}
}

func place(id string) access.Place {
	return access.Place{Table: "webhook", Field: "secret", County: home, ID: id}
}

// Open writes a new receiver for a client and gives the secret its messages are
// signed with; it is shown once. Under the scheme sm2-sm3 there is none: messages
// are signed with our own key.
func (o *Office) Open(ctx context.Context, w *journal.Write, c *machine.Client, h Hook) (id, secret string, err error) {
	if err := o.check(c, &h); err != nil {
		return "", "", err
	}
	w, err = w.In(ctx, home)
	if err != nil {
		return "", "", err
	}
	held, err := db.Many(ctx, w, scanHook, selectHooks, home, c.ID)
	if err != nil {
		return "", "", err
	}
	if live := slices.DeleteFunc(held, func(h *Hook) bool { return h.Ended }); len(live) >= hooksMost {
		return "", "", &civil.Error{Kind: civil.Conflict, Code: "webhook_many", Message: "一个系统最多十个订阅，请先结束不用的。"}
	}
	h.ID, h.Client, h.Ended = db.NewID(), c.ID, false
	if h.Scheme == HMAC {
		secret = "whsec_" + rand.Text() + rand.Text()
	}
	if h.secret, err = o.keys.Seal(place(h.ID), secret); err != nil {
		return "", "", err
	}
	return h.ID, secret, w.Open(ctx, hookTable, h.ID, journal.Always, h.row()...)
}

func (o *Office) check(c *machine.Client, h *Hook) error {
	if err := o.way.Check(h.URL); err != nil {
		return err
	}
	if !c.Calls(h.URL) {
		return &civil.Error{Kind: civil.Denied, Code: "webhook_url", Message: "这个网址不在系统管理员登记的推送地址之内，请先登记。"}
	}
	if h.Scheme != HMAC && h.Scheme != SM2 {
		return civil.Refuse("webhook_scheme", "签名方式应为%s或%s。", HMAC, SM2)
	}
	if len(h.Topics) == 0 || len(h.Topics) > topicsMost {
		return civil.Refuse("webhook_topics", "请选择1到%d种消息。", topicsMost)
	}
	for i, topic := range h.Topics {
		if !slices.Contains(o.topics, topic) || slices.Contains(h.Topics[:i], topic) {
			return civil.Refuse("webhook_topic", "没有“%s”这种消息，或写了两次，请从列出的消息中选择。", topic)
		}
	}
	return nil
}

// End ends a receiver: what was not told yet is not told any more. It may be done
// again.
func (o *Office) End(ctx context.Context, w *journal.Write, client, id string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	h, err := hookOf(ctx, w, client, id)
	if err != nil || h.Ended {
		return err
	}
	if err := w.Close(ctx, hookTable, h.ID, h.Opened); err != nil {
		return err
	}
	h.Ended = true
	return w.Open(ctx, hookTable, h.ID, journal.Always, h.row()...)
}

// hookOf reads a receiver of a client (NotFound).
func hookOf(ctx context.Context, q db.Query, client, id string) (*Hook, error) {
	h, found, err := db.One(ctx, q, scanHook, selectHook, home, id)
	if err == nil && (!found || h.Client != client) {
		err = &civil.Error{Kind: civil.NotFound, Code: "webhook_not_found", Message: "没有找到这个订阅，请重新打开。"}
	}
	return h, err
}

// Of are a client's receivers, the oldest first.
func (o *Office) Of(ctx context.Context, client string) (list []*Hook, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanHook, selectHooks, home, client)
		return err
	})
	return list, err
}
