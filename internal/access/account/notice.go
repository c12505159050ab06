package account

import (
	"context"
	"encoding/json"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Notice is a message to a telephone that carries no code: a reminder, an answer.
type Notice struct {
	Phone  access.Private
	People []Person
	Words  string
	Due    civil.Instant // from which it is sent
	Until  civil.Instant // after which it is of no use to anybody
}

// Notify puts a notice down in the act that made it necessary, and gives its id. Where
// no messages are sent nothing is put down, and the id is empty.
func (a *Accounts) Notify(ctx context.Context, w *journal.Write, n Notice) (id string, err error) {
	if a.outbox == nil || n.Phone.Empty() {
		return "", nil
	}
	door, err := w.In(ctx, home)
	if err != nil {
		return "", err
	}
	written, err := json.Marshal(letterOf{Phone: n.Phone.Reveal(), Text: n.Words, Notice: true})
	if err != nil {
		return "", err
	}
	id = db.NewID()
	sealed, err := a.keys.Seal(sealedAt(id), string(written))
	if err != nil {
		return "", err
	}
	m := Message{ID: id, Phone: n.Phone.Masked(), People: n.People, State: MessageWaiting, Made: w.At(), Until: n.Until}
	if err := m.keep(ctx, door); err != nil {
		return "", err
	}
	return id, a.outbox(ctx, w.Tx(), id, sealed, n.Due)
}

// Withdraw takes a notice back that has not been sent. One that has, or that nobody
// knows, is left as it is.
func (a *Accounts) Withdraw(ctx context.Context, w *journal.Write, id string) error {
	if id == "" {
		return nil
	}
	m, found, err := db.One(ctx, w, scanOutgoing, selectOutgoing, home, id)
	if err != nil || !found || m.State != MessageWaiting {
		return err
	}
	door, err := w.In(ctx, home)
	if err != nil {
		return err
	}
	if err := door.Close(ctx, outgoingTable, m.ID, m.opened); err != nil {
		return err
	}
	m.State = MessageReplaced
	return m.keep(ctx, door)
}
