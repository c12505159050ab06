package spdci

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/json"
	"errors"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

var (
	senderTable       = journal.NewTable("spdci_sender", journal.Text("name"), journal.Bytes("secret"), journal.Text("entry"))
	keyTable          = journal.NewTable("spdci_key", journal.Text("algorithm"), journal.Bytes("secret").Sealed("secret"), journal.Int("made"))
	subscriptionTable = journal.NewTable("spdci_subscription",
		journal.Text("sender"), journal.Text("event"), journal.Text("state"), journal.Bytes("terms").Sealed("terms"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{senderTable, keyTable, subscriptionTable}
}

const (
	senderColumns = `v.id, v.opened, v.name, v.secret, v.entry`
	selectSenders = `SELECT ` + senderColumns + ` FROM spdci_sender v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.name`
	selectSender  = `SELECT ` + senderColumns + ` FROM spdci_sender v WHERE v.county = $1 AND v.name = $3 AND ` + journal.HeldAt
)

func scanSender(row db.Row) (*Sender, error) {
	var id, name, entry string
	var opened int64
	var secret []byte
	if err := row.Scan(&id, &opened, &name, &secret, &entry); err != nil {
		return nil, err
	}
	var s Sender
	if err := json.Unmarshal([]byte(entry), &s); err != nil {
		return nil, err
	}
	s.ID, s.Name, s.opened, s.secret = id, name, opened, secret
	return &s, s.readKeys()
}

// Senders is the table of other systems.
type Senders struct {
	Journal   *journal.Journal
	Catalogue func() *pack.Catalogue
}

// Add enters a sender, or a new entry in place of the one of its name, and draws the
// secret of its client, which is told once and never again. It refuses an entry that
// is not whole (Invalid).
func (t *Senders) Add(ctx context.Context, actor string, s Sender) (secret string, err error) {
	if err := s.check(t.Catalogue().Exchange()); err != nil {
		return "", err
	}
	var random [32]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random[:])
	_, err = t.Journal.Do(ctx, header("spdci.sender.add", actor), func(w *journal.Write) error {
		s.ID = db.NewID()
		old, there, err := db.One(ctx, w, scanSender, selectSender, journal.Nowhere, journal.Latest, s.Name)
		if err != nil {
			return err
		}
		if there {
			if err := w.Close(ctx, senderTable, old.ID, old.opened); err != nil {
				return err
			}
		}
		entry, err := json.Marshal(&s)
		if err != nil {
			return err
		}
		return w.Open(ctx, senderTable, s.ID, journal.Always, s.Name, secretHash(secret), string(entry))
	})
	return secret, err
}

// List are all senders, by name.
func (t *Senders) List(ctx context.Context) (list []*Sender, err error) {
	err = t.Journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanSender, selectSenders, journal.Nowhere, journal.Latest)
		return err
	})
	return list, err
}

// Revoke ends a sender's entry; its tokens open nothing from now on, and what waits
// for it is dropped. It refuses a name there is none of (NotFound).
func (t *Senders) Revoke(ctx context.Context, actor, name string) error {
	_, err := t.Journal.Do(ctx, header("spdci.sender.revoke", actor), func(w *journal.Write) error {
		old, there, err := db.One(ctx, w, scanSender, selectSender, journal.Nowhere, journal.Latest, name)
		if err != nil {
			return err
		}
		if !there {
			return &civil.Error{Kind: civil.NotFound, Code: "spdci_sender_unknown", Message: "没有名为“" + name + "”的发送方，请用 lianxin spdci sender list 核对。"}
		}
		if _, err := w.Tx().Exec(ctx, dropTokens, journal.Nowhere, name); err != nil {
			return err
		}
		return w.Close(ctx, senderTable, old.ID, old.opened)
	})
	return err
}

// find is a sender by name; nil when there is none.
func (t *Senders) find(ctx context.Context, name string) (s *Sender, err error) {
	err = t.Journal.DB().Read(ctx, func(q db.Query) error {
		var there bool
		s, there, err = db.One(ctx, q, scanSender, selectSender, journal.Nowhere, journal.Latest, name)
		if !there {
			s = nil
		}
		return err
	})
	return s, err
}

// knows says whether a secret is the sender's.
func (s *Sender) knows(secret string) bool {
	return subtle.ConstantTimeCompare(secretHash(secret), s.secret) == 1
}

func secretHash(secret string) []byte {
	sum := sm3.Sum([]byte(secret))
	return sum[:]
}

// header is that of an act about the exchange itself.
func header(kind, actor string) journal.Header {
	return journal.Header{County: journal.Nowhere, Kind: kind, Actor: actor, Purpose: "exchange"}
}

// refusedBy is the refusal in an error that its sender can mend; nil when the error
// is ours.
func refusedBy(err error) *civil.Error {
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind != civil.Unavailable {
		return refused
	}
	return nil
}
