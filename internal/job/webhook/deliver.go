package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
)

// Task is the kind of the task that tells a receiver what waits for it.
const Task = "webhook.tell"

// Limits of telling.
const (
	triesMost = 11 // about half an hour, each pause twice as long as the one before
	patience  = 5 * time.Second
	answerMax = 4 << 10 // bytes of an answer that are read at all
)

const (
	insertDelivery = `INSERT INTO webhook_delivery (county, id, webhook, news, place, topic, body, told, state, tries, status, failure, tried)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, 0, '', 0) ON CONFLICT (county, webhook, news) DO NOTHING`
	deliveryColumns = `id, webhook, news, place, topic, body, told, state, tries, status, failure, tried`
	selectNext      = `SELECT ` + deliveryColumns + ` FROM webhook_delivery WHERE county = $1 AND webhook = $2 AND state = 'waiting' ORDER BY id LIMIT 1`
	markDelivery    = `UPDATE webhook_delivery SET state = $3, tries = $4, status = $5, failure = $6, tried = $7 WHERE county = $1 AND id = $2`
	selectIdle      = `SELECT DISTINCT webhook FROM webhook_delivery WHERE county = $1 AND state = 'waiting' ORDER BY webhook`
	selectActAt     = `SELECT at FROM act WHERE county = $1 AND seq = $2`
)

// Delivery is a piece of news for one receiver.
type Delivery struct {
	ID, Hook, News, Place, Topic string
	Body                         string
	Told                         civil.Instant
	State                        string // waiting, sent, dead (given up), passed (not this program's to know any more)
	Tries, Status                int64
	Failure                      string
	Tried                        civil.Instant
}

func scanDelivery(row db.Row) (d Delivery, err error) {
	return d, row.Scan(&d.ID, &d.Hook, &d.News, &d.Place, &d.Topic, &d.Body, &d.Told, &d.State, &d.Tries, &d.Status, &d.Failure, &d.Tried)
}

// NewsID is the stable name of a piece of news.
func NewsID(n *journal.News) string { return fmt.Sprintf("%s-%d-%d", n.County, n.Seq, n.N) }

// Hear puts a piece of news down for every receiver of its topic. It is a
// [job.Listener].
func (o *Office) Hear(ctx context.Context, tx *db.Tx, n journal.News) error {
	hooks, err := db.Many(ctx, tx, scanHook, selectOpen, home, false)
	if err != nil {
		return err
	}
	hooks = slices.DeleteFunc(hooks, func(h *Hook) bool { return !slices.Contains(h.Topics, n.Topic) })
	if len(hooks) == 0 {
		return nil
	}
	told, err := db.Int(tx.QueryRow(ctx, selectActAt, n.County, n.Seq))
	if err != nil {
		return err
	}
	for _, h := range hooks {
		if _, err := tx.Exec(ctx, insertDelivery, home, db.NewID(), h.ID, NewsID(&n), n.County, n.Topic, n.Body, told); err != nil {
			return err
		}
		if err := job.Put(ctx, tx, home, Task, h.ID, 0, nil); err != nil {
			return err
		}
	}
	return nil
}

// Wake puts the task of every receiver down for whom something waits: one whose task
// ended at the very moment at which more came is not forgotten.
func (o *Office) Wake(ctx context.Context) error {
	return o.journal.DB().Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		list, err := db.Many(ctx, tx, db.Text, selectIdle, home)
		if err != nil {
			return err
		}
		for _, hook := range list {
			if err := job.Put(ctx, tx, home, Task, hook, 0, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tell tells a receiver the first piece of news that waits for it. It is a
// [job.Handler]: the task of one receiver is done by one worker at a time, so that
// the order holds, and what fails is put off by the worker.
func (o *Office) Tell(ctx context.Context, t job.Task) error {
	var h *Hook
	var d Delivery
	var waiting bool
	err := o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		found := false
		if h, found, err = db.One(ctx, q, scanHook, selectHook, home, t.Key); err != nil || !found {
			return err
		}
		d, waiting, err = db.One(ctx, q, scanDelivery, selectNext, home, t.Key)
		return err
	})
	if err != nil || !waiting {
		return err
	}
	client, err := o.machines.ByID(ctx, h.Client)
	if err != nil {
		return err
	}
	news := journal.News{County: d.Place, Topic: d.Topic, Body: d.Body}
	d.Tried = o.now()
	if h.Ended || client.Over(d.Tried.Date()) || !client.Calls(h.URL) || !o.visible(ctx, client, news) {
		d.State = "passed"
		return o.mark(ctx, &d, job.ErrMore)
	}
	d.Tries++
	failure := o.send(ctx, h, &d)
	switch {
	case failure == nil:
		d.State, d.Failure = "sent", ""
		return o.mark(ctx, &d, job.ErrMore)
	case d.Tries >= triesMost:
		d.State = "dead"
		return o.mark(ctx, &d, job.ErrMore)
	}
	return o.mark(ctx, &d, failure)
}

func (o *Office) now() civil.Instant { return civil.InstantOf(o.journal.DB().Now()) }

// mark writes down what became of a delivery, and gives what the task ends with.
func (o *Office) mark(ctx context.Context, d *Delivery, end error) error {
	err := o.journal.DB().Write(ctx, db.Ordinary, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, markDelivery, home, d.ID, d.State, d.Tries, d.Status, d.Failure, int64(d.Tried))
		return err
	})
	return errors.Join(err, end)
}

// Message is what a receiver is sent.
type Message struct {
	ID     string          `json:"id"`
	Topic  string          `json:"topic"`
	County string          `json:"county"`
	At     string          `json:"at"`
	Body   json.RawMessage `json:"body"`
}

// errRefused is why a message is sent again.
func errRefused(code string) error {
	return &civil.Error{Kind: civil.Unavailable, Code: code, Message: "接收方没有收下消息，稍后再送。"}
}

// send sends a message once. Any answer of the 200s takes it.
func (o *Office) send(ctx context.Context, h *Hook, d *Delivery) error {
	at := time.UnixMilli(int64(d.Told)).UTC().Format("2006-01-02T15:04:05.000Z")
	body, err := json.Marshal(Message{ID: d.News, Topic: d.Topic, County: d.Place, At: at, Body: json.RawMessage(d.Body)})
	if err != nil {
		return err
	}
	// The time of a message is the wall's, which its receiver's clock is held against.
	seconds := time.Now().Unix()
	signature, err := o.sign(h, seconds, d.News, body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "lianxin-webhook")
	r.Header.Set(IDHeader, d.News)
	r.Header.Set(TimeHeader, strconv.FormatInt(seconds, 10))
	r.Header.Set(SignatureHeader, signature)
	answer, err := o.way.Client(patience).Do(r)
	if err != nil {
		d.Status, d.Failure = 0, "unreachable"
		return errRefused("webhook_unreachable")
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, answerMax) // what it says is of no interest
	d.Status = int64(answer.StatusCode)
	if answer.StatusCode/100 != 2 {
		d.Failure = "status"
		return errRefused("webhook_status")
	}
	return nil
}
