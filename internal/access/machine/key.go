package machine

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Key is what a client shows at a call; the secret in it is not kept.
type Key struct {
	ID      string
	Opened  int64
	Client  string
	Until   civil.Date
	Revoked bool
	hash    []byte
}

// tokenStart is how every token begins, so that one that leaked is recognised.
const tokenStart = "lxk_"

const (
	keyColumns = `v.id, v.opened, v.machine, v.hash, v.until, v.revoked`
	selectKey  = `SELECT ` + keyColumns + ` FROM machine_key v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectKeys = `SELECT ` + keyColumns + ` FROM machine_key v WHERE v.county = $1 AND v.machine = $2 AND ` + journal.Holds + ` ORDER BY v.id`
)

func scanKey(row db.Row) (k Key, err error) {
	var until string
	if err := row.Scan(&k.ID, &k.Opened, &k.Client, &k.hash, &until, &k.Revoked); err != nil {
		return k, err
	}
	k.Until, err = civil.ParseDate(until)
	return k, err
}

// NewKey draws a key for a client, valid to a day or to the client's last, and
// gives the token. It is the only time the token is known.
func (m *Machines) NewKey(ctx context.Context, w *journal.Write, client string, until civil.Date) (token string, err error) {
	w, err = w.In(ctx, home)
	if err != nil {
		return "", err
	}
	c, err := byID(ctx, w, client)
	if err != nil {
		return "", err
	}
	if today := w.At().Date(); c.Over(today) || until != 0 && until < today {
		return "", &civil.Error{Kind: civil.Conflict, Code: "client_over", Message: "这个系统已停用或到期，或密钥的有效期已过，不能再发密钥；请先延长有效期。"}
	}
	if until == 0 || until > c.Until {
		until = c.Until
	}
	id, secret := db.NewID(), rand.Text()+rand.Text()
	hash := sm3.Sum([]byte(secret))
	return tokenStart + id + "_" + secret, w.Open(ctx, keyTable, id, journal.Always, client, hash[:], until.String(), false)
}

// RevokeKey ends a key at once. It may be done again.
func (m *Machines) RevokeKey(ctx context.Context, w *journal.Write, client, id string) error {
	w, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	k, found, err := db.One(ctx, w, scanKey, selectKey, home, id)
	if err != nil {
		return err
	}
	if !found || k.Client != client {
		return &civil.Error{Kind: civil.NotFound, Code: "key_not_found", Message: "没有找到这个密钥，请重新打开页面。"}
	}
	if k.Revoked {
		return nil
	}
	if err := w.Close(ctx, keyTable, k.ID, k.Opened); err != nil {
		return err
	}
	return w.Open(ctx, keyTable, k.ID, journal.Always, k.Client, k.hash, k.Until.String(), true)
}

// Keys are a client's keys, the oldest first.
func (m *Machines) Keys(ctx context.Context, client string) (list []Key, err error) {
	err = m.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanKey, selectKeys, home, client)
		return err
	})
	return list, err
}

// nobodys is held against the secret of a token whose key is unknown, so that such
// a token takes as long as another.
var nobodys = sm3.Sum([]byte("nobody"))

// Authenticate says whose token this is at an instant. It refuses (Denied) with
// token_missing, token_unknown or token_over: a forged token and one of a key that
// never was cannot be told apart.
func (m *Machines) Authenticate(ctx context.Context, now civil.Instant, token string) (c *Client, err error) {
	if token == "" {
		return nil, civil.Denied.Refuse("token_missing", "请求没有带密钥，请在Authorization里写Bearer加密钥。")
	}
	rest, ours := strings.CutPrefix(token, tokenStart)
	id, secret, whole := strings.Cut(rest, "_")
	var k Key
	err = m.journal.DB().Read(ctx, func(q db.Query) error {
		found := false
		if ours && whole && len(id) == db.IDLength {
			if k, found, err = db.One(ctx, q, scanKey, selectKey, home, id); err != nil {
				return err
			}
		}
		hash, want := sm3.Sum([]byte(secret)), nobodys[:]
		if found {
			want = k.hash
		}
		if subtle.ConstantTimeCompare(hash[:], want) != 1 || !found {
			return civil.Denied.Refuse("token_unknown", "密钥不对，请核对；丢失的请联系系统管理员重新发放。")
		}
		c, err = byID(ctx, q, k.Client)
		return err
	})
	if err != nil {
		return nil, err
	}
	if today := now.Date(); c.Over(today) || k.Revoked || k.Until < today {
		return nil, civil.Denied.Refuse("token_over", "密钥已停用或到期，请联系系统管理员。")
	}
	return c, nil
}

// useEvery is how exact the last use is: a client that calls a thousand times a
// minute is written about once in five.
const useEvery civil.Instant = 5 * 60_000

// Uses writes down when clients called last.
type Uses struct {
	machines *Machines
	mutex    sync.Mutex
	due      map[string]civil.Instant // by client: from when on the next use is written down
}

// NewUses makes it.
func NewUses(m *Machines) *Uses {
	return &Uses{machines: m, due: map[string]civil.Instant{}}
}

// Note writes a call down, at most once in five minutes for each client.
func (u *Uses) Note(ctx context.Context, c *Client, now civil.Instant) error {
	u.mutex.Lock()
	due := now >= u.due[c.ID]
	if due {
		u.due[c.ID] = now + useEvery
	}
	u.mutex.Unlock()
	if !due {
		return nil
	}
	h := journal.Header{County: home, Kind: "client.used", Actor: c.Actor(), Purpose: "security"}
	_, err := u.machines.journal.Do(ctx, h, func(w *journal.Write) error {
		_, err := w.Tx().Exec(ctx, noteUse, home, c.ID, int64(now))
		return err
	})
	return err
}
