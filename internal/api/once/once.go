// Package once keeps the calls of programs that carry a key, so that a call that is
// sent twice is done once.
//
// It promises that the same key with the same content is answered with the first
// answer, also after the program was started anew; that of two at once one is done
// and the other told to wait; and that a call that was refused leaves its key free.
//
// It refuses the same key with another content, and does nothing itself: that an
// act broken off in the middle is not done twice is for the stage, which knows the
// key too.
package once

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// home is the county under which all rows of this package stand.
const home = journal.Nowhere

var callTable = journal.NewTable("api_call", journal.Text("client"), journal.Text("route"), journal.Bytes("hash"), journal.Text("state"),
	journal.Int("until"), journal.Bytes("answer").Personal().Sealed("answer"))

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{callTable} }

// Limits of keys.
const (
	keyMin, keyMax = 8, 64
	idBytes        = 16
	// patience is after which time a call that was begun counts as broken off.
	patience civil.Instant = 120_000
)

// The states of a call.
const (
	begun    = "begun"
	answered = "answered"
	free     = "free"
)

// Book knows the calls. It is safe for use by many goroutines.
type Book struct {
	journal *journal.Journal
	keys    access.Keyring
}

// New makes a book over a journal, which must know the [Tables].
func New(j *journal.Journal, keys access.Keyring) *Book { return &Book{j, keys} }

// Call is one call with a key.
type Call struct {
	Client  string // id
	Actor   string
	Purpose string
	Route   string
	Key     string
	Body    []byte
}

const selectCall = `SELECT v.opened, v.route, v.hash, v.state, v.until, v.answer FROM api_call v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds

// row is a call as it is kept.
type row struct {
	opened int64
	route  string
	hash   []byte
	state  string
	until  civil.Instant
	answer []byte
}

func scanRow(r db.Row) (c row, err error) {
	return c, r.Scan(&c.opened, &c.route, &c.hash, &c.state, &c.until, &c.answer)
}

func (c *Call) id() string {
	sum := sm3.Sum([]byte(c.Client + "\x00" + c.Key))
	return hex.EncodeToString(sum[:idBytes])
}

func (c *Call) hash() []byte {
	sum := sm3.Sum(c.Body)
	return sum[:]
}

// check refuses a key that is none.
func (c *Call) check() error {
	if len(c.Key) < keyMin || len(c.Key) > keyMax || slices.ContainsFunc([]byte(c.Key), func(b byte) bool { return b <= ' ' || b > '~' }) {
		return civil.Refuse("idempotency_key", "请求头Idempotency-Key应为%d到%d个字母、数字或符号，每一次办理用一个新的。", keyMin, keyMax)
	}
	return nil
}

// Do does f for a call, or answers what the same call was answered. The answer is
// read into out, which f fills.
func (b *Book) Do(ctx context.Context, c Call, out any, f func() error) (again bool, err error) {
	if err := c.check(); err != nil {
		return false, err
	}
	var known row
	if _, err := b.act(ctx, &c, "api.begin", func(w *journal.Write) (err error) {
		known, err = b.begin(ctx, w, &c)
		return err
	}); err != nil {
		return false, err
	}
	if known.state == answered {
		text, err := b.keys.Open(place(&c), known.answer)
		if err != nil {
			return false, err
		}
		return true, json.Unmarshal(text, out)
	}
	done := f()
	state, answer := free, any(nil)
	if done == nil {
		text, err := json.Marshal(out)
		if err != nil {
			return false, err
		}
		if answer, err = b.keys.Seal(place(&c), string(text)); err != nil {
			return false, err
		}
		state = answered
	}
	// Whoever called may have gone; what was done is written down nevertheless.
	_, err = b.act(context.WithoutCancel(ctx), &c, "api.end", func(w *journal.Write) error {
		now, found, err := db.One(ctx, w, scanRow, selectCall, home, c.id())
		if err != nil || !found || now.state != begun {
			return err
		}
		return b.next(ctx, w, &c, now.opened, state, 0, answer)
	})
	if done != nil {
		return false, done
	}
	return false, err
}

func (b *Book) act(ctx context.Context, c *Call, kind string, f func(w *journal.Write) error) (*journal.Act, error) {
	return b.journal.Do(ctx, journal.Header{County: home, Kind: kind, Actor: c.Actor, Purpose: c.Purpose}, f)
}

func place(c *Call) access.Place {
	return access.Place{Table: "api_call", Field: "answer", County: home, ID: c.id()}
}

// begin looks whether the key was used. Acts queue, so that of two at once the
// second sees the first.
func (b *Book) begin(ctx context.Context, w *journal.Write, c *Call) (known row, err error) {
	known, found, err := db.One(ctx, w, scanRow, selectCall, home, c.id())
	if err != nil {
		return known, err
	}
	same := found && known.route == c.Route && slices.Equal(known.hash, c.hash())
	switch {
	case !found:
		return known, b.open(ctx, w, c, begun, w.At()+patience, nil)
	case known.state == free, known.state == begun && same && known.until <= w.At():
		return row{state: begun}, b.next(ctx, w, c, known.opened, begun, w.At()+patience, nil)
	case !same:
		return known, civil.Refuse("idempotency_key_reused", "这个Idempotency-Key已经用在另一次办理上，内容不同。请换一个新的键。")
	case known.state == begun:
		return known, &civil.Error{Kind: civil.Conflict, Code: "call_running", Message: "同样的请求正在办理，请稍等几秒，用同一个Idempotency-Key再问一次。"}
	}
	return known, nil
}

func (b *Book) next(ctx context.Context, w *journal.Write, c *Call, opened int64, state string, until civil.Instant, answer any) error {
	if err := w.Close(ctx, callTable, c.id(), opened); err != nil {
		return err
	}
	return b.open(ctx, w, c, state, until, answer)
}

func (b *Book) open(ctx context.Context, w *journal.Write, c *Call, state string, until civil.Instant, answer any) error {
	return w.Open(ctx, callTable, c.id(), journal.Always, c.Client, c.Route, c.hash(), state, int64(until), answer)
}
