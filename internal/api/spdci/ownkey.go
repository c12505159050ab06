package spdci

import (
	"context"
	"crypto/rand"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// ownKeys are the keys we sign with, read again after a while, so that a key that
// was changed from the command line is used.
type ownKeys struct {
	mutex sync.Mutex
	read  civil.Instant
	list  []ownKey
}

type ownKey struct {
	*signature.Private
	made civil.Instant
}

// keysFresh is how long keys are used before they are read again, and overlap how
// long a key is shown after another took its place, in milliseconds.
const (
	keysFresh = aMinute
	overlap   = 7 * aDay
)

const selectKeys = `SELECT v.id, v.algorithm, v.secret, v.made FROM spdci_key v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.made DESC, v.id DESC`

func keyPlace(id string) access.Place {
	return access.Place{Table: "spdci_key", Field: "secret", County: journal.Nowhere, ID: id}
}

// load reads the keys, the newest first.
func (k *ownKeys) load(ctx context.Context, s *Server) error {
	now := s.Now()
	if len(k.list) > 0 && k.read <= now && now < k.read+keysFresh {
		return nil
	}
	var list []ownKey
	err := s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, func(row db.Row) (o ownKey, err error) {
			var id, algorithm string
			var sealed []byte
			if err := row.Scan(&id, &algorithm, &sealed, &o.made); err != nil {
				return o, err
			}
			secret, err := s.Keys.Open(keyPlace(id), sealed)
			if err != nil {
				return o, err
			}
			o.Private, err = signature.NewPrivate(id, algorithm, secret)
			return o, err
		}, selectKeys, journal.Nowhere, journal.Latest)
		return err
	})
	if err == nil {
		k.list, k.read = list, now
	}
	return err
}

// current is the key we sign with; the first use draws it.
func (k *ownKeys) current(ctx context.Context, s *Server, algorithm string) (*signature.Private, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for range 2 {
		if err := k.load(ctx, s); err != nil {
			return nil, err
		}
		for _, o := range k.list {
			if o.Algorithm == algorithm {
				return o.Private, nil
			}
		}
		if err := DrawKey(ctx, s.Journal, s.Keys, "machine:spdci", algorithm); err != nil {
			return nil, err
		}
		k.read = 0
		k.list = nil
	}
	return nil, &civil.Error{Kind: civil.Unavailable, Code: "spdci_own_key", Message: "没有可用的签名密钥，请检查数据库后重试。"}
}

// shown are the keys others may verify with: the one of each algorithm that signs
// now, and those before it that were still in use not long ago.
func (k *ownKeys) shown(ctx context.Context, s *Server) (list []signature.Public, err error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if err := k.load(ctx, s); err != nil {
		return nil, err
	}
	next := map[string]civil.Instant{} // when the key after was made
	for _, o := range k.list {
		if replaced, was := next[o.Algorithm]; !was || s.Now() < replaced+overlap {
			list = append(list, o.Public())
		}
		next[o.Algorithm] = o.made
	}
	return list, nil
}

// DrawKey makes the key we sign with from now on. The one before stays among those
// shown for a week.
func DrawKey(ctx context.Context, j *journal.Journal, keys access.Keyring, actor, algorithm string) error {
	secret, err := signature.Draw(rand.Reader, algorithm)
	if err != nil {
		return err
	}
	_, err = j.Do(ctx, header("spdci.key", actor), func(w *journal.Write) error {
		id := db.NewID()
		sealed, err := keys.Seal(keyPlace(id), string(secret))
		if err != nil {
			return err
		}
		return w.Open(ctx, keyTable, id, journal.Always, algorithm, sealed, w.At())
	})
	return err
}
