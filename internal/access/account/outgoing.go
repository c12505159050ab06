package account

import (
	"context"
	"encoding/json"
	"errors"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Outbox puts a sealed message down in the act that made it necessary. From the
// instant on it hands it to [Accounts.Deliver], again and again until that does
// not fail.
type Outbox func(ctx context.Context, tx *db.Tx, id string, sealed []byte, due civil.Instant) error

// WithOutbox hands in where messages wait that could not be sent at once. Without
// it a message is tried once.
func WithOutbox(o Outbox) Option { return func(a *Accounts) { a.outbox = o } }

// How a message stands, as rows have it.
const (
	MessageWaiting  = "waiting"  // it is tried again
	MessageSent     = "sent"     // the gateway has taken it
	MessageFailed   = "failed"   // it was tried until it was of no use any more
	MessageReplaced = "replaced" // a newer one was asked for, or the code was used meanwhile
)

// Message is one message to a telephone, without what it said.
type Message struct {
	ID      string
	Phone   string // masked
	People  []Person
	State   string
	Failure string // code of the last failure
	Tries   int64
	Made    civil.Instant
	Until   civil.Instant

	opened int64
}

// letterOf is what the outbox keeps of a message, sealed.
type letterOf struct {
	Phone  string `json:"phone"`
	Text   string `json:"text"`
	Notice bool   `json:"notice,omitempty"` // it carries no code
}

// sealedAt is where a message is sealed for.
func sealedAt(id string) access.Place {
	return access.Place{Table: "outgoing", Field: "text", County: home, ID: id}
}

const (
	outgoingColumns = `v.id, v.opened, v.phone, v.people, v.state, v.failure, v.tries, v.made, v.until`
	selectOutgoing  = `SELECT ` + outgoingColumns + ` FROM outgoing v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectSince     = `SELECT ` + outgoingColumns + ` FROM outgoing v WHERE v.county = $1 AND v.made > $2 AND ` + journal.Holds + ` ORDER BY v.made DESC, v.id`
	selectLongAgo   = `SELECT ` + outgoingColumns + ` FROM outgoing v WHERE v.county = $1 AND v.made <= $2 AND ` + journal.Holds + ` ORDER BY v.made LIMIT $3`
	selectCodeByID  = `SELECT ` + codeColumns + ` FROM one_time_code v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
)

func scanOutgoing(row db.Row) (m Message, err error) {
	var phone, people *string
	err = row.Scan(&m.ID, &m.opened, &phone, &people, &m.State, &m.Failure, &m.Tries, &m.Made, &m.Until)
	m.Phone, m.People = plain(phone), readPeople(plain(people))
	return m, err
}

func (m Message) keep(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, outgoingTable, m.ID, journal.Always, text(m.Phone), text(writePeople(m.People)), m.State, m.Failure, m.Tries, m.Made, m.Until)
}

// putDown notes a message and gives it to the outbox, in the act that made it.
func (a *Accounts) putDown(ctx context.Context, w *journal.Write, c oneTime, phone access.Private, words string) (sealed []byte, err error) {
	written, err := json.Marshal(letterOf{Phone: phone.Reveal(), Text: words})
	if err != nil {
		return nil, err
	}
	if sealed, err = a.keys.Seal(sealedAt(c.id), string(written)); err != nil {
		return nil, err
	}
	m := Message{ID: c.id, Phone: phone.Masked(), People: c.people, State: MessageWaiting, Made: c.made, Until: c.until}
	if err := m.keep(ctx, w); err != nil || a.outbox == nil {
		return sealed, err
	}
	return sealed, a.outbox(ctx, w.Tx(), c.id, sealed, c.made+resendAfter)
}

// Deliver sends a message that waits. What was sent already, what has been replaced
// and what is too late to be of use is not sent. It fails with the gateway's error,
// and wants to be called again then.
func (a *Accounts) Deliver(ctx context.Context, now civil.Instant, id string, sealed []byte) error {
	var m Message
	var found, live bool
	err := a.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if m, found, err = db.One(ctx, q, scanOutgoing, selectOutgoing, home, id); err != nil {
			return err
		}
		_, live, err = db.One(ctx, q, scanCode, selectCodeByID, home, id)
		return err
	})
	switch {
	case err != nil || !found || m.State != MessageWaiting:
		return err
	case now > m.Until:
		return a.mark(ctx, m, MessageFailed, m.Failure)
	}
	written, err := a.keys.Open(sealedAt(id), sealed)
	if err != nil {
		return err
	}
	var l letterOf
	if err := json.Unmarshal(written, &l); err != nil {
		return err
	}
	if !live && !l.Notice {
		return a.mark(ctx, m, MessageReplaced, m.Failure)
	}
	m.Tries++
	if failure := a.send(ctx, l); failure != nil {
		return errors.Join(failure, a.mark(ctx, m, MessageWaiting, codeOf(failure)))
	}
	return a.mark(ctx, m, MessageSent, "")
}

func (a *Accounts) send(ctx context.Context, l letterOf) error {
	if a.gateway == nil {
		return errNoGateway()
	}
	return a.gateway.Send(ctx, access.NewPrivate(access.Phone, l.Phone), l.Text)
}

// mark notes how a message stands now. Who was faster has noted it already.
func (a *Accounts) mark(ctx context.Context, m Message, state, failure string) error {
	_, err := a.journal.Do(ctx, atTheDoor("account.message"), func(w *journal.Write) error {
		if err := w.Close(ctx, outgoingTable, m.ID, m.opened); err != nil {
			return err
		}
		m.State, m.Failure = state, failure
		return m.keep(ctx, w)
	})
	var told *civil.Error
	if errors.As(err, &told) && told.Kind == civil.Stale {
		return nil
	}
	return err
}

// codeOf is what is kept of a failure: never its text, which a gateway may have
// filled with what it was given.
func codeOf(err error) string {
	var told *civil.Error
	if errors.As(err, &told) {
		return told.Code
	}
	return "internal"
}

// Messages are the messages made after an instant, the newest first.
func (a *Accounts) Messages(ctx context.Context, since civil.Instant) (list []Message, err error) {
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanOutgoing, selectSince, home, int64(since))
		return err
	})
	return list, err
}

// forgetMessages closes what is known of messages of long ago.
func forgetMessages(ctx context.Context, w *journal.Write, limit int) (closed int, err error) {
	list, err := db.Many(ctx, w, scanOutgoing, selectLongAgo, home, int64(w.At()-MessageKept), limit)
	for _, m := range list {
		if err == nil {
			err = w.Close(ctx, outgoingTable, m.ID, m.opened)
		}
	}
	return len(list), err
}

func errNoGateway() error {
	return &civil.Error{Kind: civil.Unavailable, Code: "code_no_gateway", Message: "这里还不能发短信，请到村（居）委会或窗口打印登录码。"}
}
