package spdci

import (
	"context"
	"errors"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// txn is a message that was taken.
type txn struct {
	id       string // the correlation_id
	sender   string
	message  string
	txn      string // the transaction_id
	action   string
	registry string // of the address; empty: each item says it
	uri      string
	state    string
	received civil.Instant
}

const (
	putTxn = `INSERT INTO spdci_txn (county, id, sender, message, transaction_id, action, registry, uri, digest, state, received, answered, items, people, consent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, 0, $13) ON CONFLICT DO NOTHING`
	endTxn      = `UPDATE spdci_txn SET state = $3, answered = $4, people = $5 WHERE county = $1 AND id = $2 AND answered = 0`
	txnColumns  = `t.id, t.sender, t.message, t.transaction_id, t.action, t.registry, t.uri, t.state, t.received`
	selectTxn   = `SELECT ` + txnColumns + ` FROM spdci_txn t WHERE t.county = $1 AND t.id = $2`
	selectByTxn = `SELECT ` + txnColumns + ` FROM spdci_txn t WHERE t.county = $1 AND t.sender = $2 AND t.transaction_id = $3
		ORDER BY t.received DESC, t.id DESC`
	selectByItem = `SELECT ` + txnColumns + ` FROM spdci_txn t JOIN spdci_reference r ON r.county = t.county AND r.txn = t.id
		WHERE t.county = $1 AND r.sender = $2 AND r.reference = $3 ORDER BY t.received DESC, t.id DESC`
	putReference = `INSERT INTO spdci_reference (county, sender, reference, txn) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	putBody      = `INSERT INTO spdci_body (county, txn, sort, part, sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	selectBody   = `SELECT sealed FROM spdci_body WHERE county = $1 AND txn = $2 AND sort = $3 ORDER BY part`
	dropBodies   = `DELETE FROM spdci_body WHERE county = $1 AND txn IN (SELECT id FROM spdci_txn WHERE county = $1 AND received < $2)`
	dropItems    = `DELETE FROM spdci_reference WHERE county = $1 AND txn IN (SELECT id FROM spdci_txn WHERE county = $1 AND received < $2)`
	dropLoose    = `DELETE FROM spdci_body WHERE county = $1 AND txn IN (SELECT id FROM spdci_outbox WHERE county = $1 AND made < $2)`
)

func scanTxn(row db.Row) (*txn, error) {
	var t txn
	return &t, row.Scan(&t.id, &t.sender, &t.message, &t.txn, &t.action, &t.registry, &t.uri, &t.state, &t.received)
}

// errTaken is said of a message or a transaction that came before.
var errTaken = errors.New("spdci: this message was taken before")

// order is what is written when a message is taken.
type order struct {
	transaction string
	references  []string
	consent     string
	uri         string
	items       int
}

// take takes a message: from now on nothing with its message_id or its
// transaction_id, for the same action, is taken again. then may write more in the same act.
func (s *Server) take(ctx context.Context, q *request, o order, then func(w *journal.Write, id string) error) (id string, err error) {
	registry := ""
	if q.registry != nil {
		registry = q.registry.Name
	}
	_, err = s.Journal.Do(ctx, s.byHeader(q.sender, "spdci."+q.Action), func(w *journal.Write) error {
		id = db.NewID()
		if q.Action == actStatus { // asking what became of a transaction is asked again under its name
			o.transaction = "status:" + id
		}
		n, err := w.Tx().Exec(ctx, putTxn, journal.Nowhere, id, q.sender.Name, q.MessageID, o.transaction, q.Action, registry, o.uri, q.digest,
			received, int64(s.Now()), int64(o.items), o.consent)
		if err != nil {
			return err
		}
		if n != 1 {
			return errTaken
		}
		for _, reference := range o.references {
			if _, err := w.Tx().Exec(ctx, putReference, journal.Nowhere, q.sender.Name, reference, id); err != nil {
				return err
			}
		}
		if err := s.putBody(ctx, w, id, "request", q.message); err != nil {
			return err
		}
		return then(w, id)
	})
	return id, err
}

// end keeps what was answered.
func (s *Server) end(ctx context.Context, w *journal.Write, id, state string, people int, response []byte) error {
	if _, err := w.Tx().Exec(ctx, endTxn, journal.Nowhere, id, state, int64(s.Now()), int64(people)); err != nil {
		return err
	}
	return s.putBody(ctx, w, id, "response", response)
}

// byHeader is the header of an act a sender is the cause of.
func (s *Server) byHeader(sender *Sender, kind string) journal.Header {
	return journal.Header{County: journal.Nowhere, Kind: kind, Actor: "spdci:" + sender.Name, Purpose: string(sender.Purpose)}
}

// partBytes is how much of a body is sealed at a time.
const partBytes = 60 << 10

func bodyPlace(id, sort string, part int) access.Place {
	return access.Place{Table: "spdci_body", Field: sort + "." + strconv.Itoa(part), County: journal.Nowhere, ID: id}
}

// putBody keeps a body, sealed, since it names people.
func (s *Server) putBody(ctx context.Context, w *journal.Write, id, sort string, body []byte) error {
	for part := 0; part == 0 || len(body) > 0; part++ {
		n := min(partBytes, len(body))
		sealed, err := s.Keys.AppendSeal(nil, bodyPlace(id, sort, part), body[:n])
		if err != nil {
			return err
		}
		if _, err := w.Tx().Exec(ctx, putBody, journal.Nowhere, id, sort, int64(part), sealed); err != nil {
			return err
		}
		body = body[n:]
	}
	return nil
}

// body is a body that was kept; nil when there is none any more.
func (s *Server) body(ctx context.Context, q db.Query, id, sort string) (body []byte, err error) {
	part := 0
	err = db.Each(ctx, q, func(row db.Row) error {
		var sealed []byte
		if err := row.Scan(&sealed); err != nil {
			return err
		}
		body, err = s.Keys.AppendOpen(body, bodyPlace(id, sort, part), sealed)
		part++
		return err
	}, selectBody, journal.Nowhere, id, sort)
	return body, err
}

// keptDays is how long bodies are kept, in milliseconds.
const keptDays = 7 * aDay

// Forget drops the bodies of messages that came long ago; that they came, and how
// many people they were about, stays. It is a chore.
func (s *Server) Forget(ctx context.Context) error {
	_, err := s.Journal.Do(ctx, header("spdci.forget", "machine:spdci"), func(w *journal.Write) error {
		for _, statement := range []string{dropBodies, dropItems, dropLoose} {
			if _, err := w.Tx().Exec(ctx, statement, journal.Nowhere, int64(s.Now()-keptDays)); err != nil {
				return err
			}
		}
		_, err := w.Tx().Exec(ctx, sweepTokens, journal.Nowhere, int64(s.Now()))
		return err
	})
	return err
}
