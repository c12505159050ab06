package account

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// parked is an outbox that keeps what it is given, as a durable task would.
type parked struct {
	id     string
	sealed []byte
	due    civil.Instant
}

func withParked(t *testing.T, test func(t *testing.T, d *door, box *parked)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		box := &parked{}
		d := open(t, store, WithOutbox(func(_ context.Context, _ *db.Tx, id string, sealed []byte, due civil.Instant) error {
			*box = parked{id, sealed, due}
			return nil
		}))
		test(t, d, box)
	})
}

var silentGateway = &civil.Error{Kind: civil.Unavailable, Code: "sms_silent", Message: "短信平台没有应答，请稍后重试。"}

// only is the one message of the list.
func (d *door) only() Message {
	d.t.Helper()
	list, err := d.Messages(d.t.Context(), 0)
	if err != nil || len(list) != 1 {
		d.t.Fatalf("the messages are %+v (%v)", list, err)
	}
	return list[0]
}

func TestAMessageThatDidNotLeaveIsSentAgainWithTheSameCode(t *testing.T) {
	t.Parallel()
	withParked(t, func(t *testing.T, d *door, box *parked) {
		phone, people := access.NewPrivate(access.Phone, "13800138000"), []Person{{"320613", "01a"}}
		d.mail.fail = silentGateway
		err := d.RequestCode(t.Context(), d.start, people, phone)
		var told *civil.Error
		if !errors.As(err, &told) || told.Code != CodeDelayed {
			t.Fatalf("the error is %v", err)
		}
		if m := d.only(); m.State != MessageWaiting || m.Failure != "sms_silent" || m.Tries != 1 || strings.Contains(m.Phone, "0013") || len(m.People) != 1 {
			t.Errorf("the message stands as %+v", m)
		}
		_, code := d.mail.last(t)
		if bytes.Contains(box.sealed, []byte(code)) || box.due <= d.start {
			t.Errorf("the outbox has the code in clear, or tries at once: %+v", box)
		}
		if err := d.Deliver(t.Context(), d.start+minute, box.id, box.sealed); err == nil {
			t.Fatal("a failure is no reason to be called again")
		}
		d.mail.fail = nil
		for range 2 { // the second time there is nothing to send
			if err := d.Deliver(t.Context(), d.start+2*minute, box.id, box.sealed); err != nil {
				t.Fatal(err)
			}
		}
		if m := d.only(); m.State != MessageSent || m.Failure != "" || m.Tries != 3 || len(d.mail.texts) != 3 {
			t.Errorf("the message stands as %+v after %d texts", m, len(d.mail.texts))
		}
		if _, again := d.mail.last(t); again != code {
			t.Errorf("the code was %s and is %s", code, again)
		}
		if _, _, err := d.SignInResident(t.Context(), d.start+3*minute, "13800138000", code); err != nil {
			t.Error(err)
		}
	})
}

func TestAMessageOfNoUseIsNotSent(t *testing.T) {
	t.Parallel()
	withParked(t, func(t *testing.T, d *door, box *parked) {
		phone, people := access.NewPrivate(access.Phone, "13800138000"), []Person{{"320613", "01a"}}
		d.mail.fail = silentGateway
		_ = d.RequestCode(t.Context(), d.start, people, phone) // it fails, as asked
		first := *box
		_ = d.RequestCode(t.Context(), d.start+2*minute, people, phone)
		second := *box
		d.mail.fail = nil
		sent := len(d.mail.texts)
		if err := d.Deliver(t.Context(), d.start+3*minute, first.id, first.sealed); err != nil {
			t.Fatal(err)
		}
		if err := d.Deliver(t.Context(), d.start+2*minute+MessageLife+1, second.id, second.sealed); err != nil {
			t.Fatal(err)
		}
		list, err := d.Messages(t.Context(), 0)
		if err != nil || len(list) != 2 || list[0].State != MessageFailed || list[1].State != MessageReplaced || len(d.mail.texts) != sent {
			t.Errorf("the messages are %+v (%v), %d texts after %d", list, err, len(d.mail.texts), sent)
		}
		if err := d.Deliver(t.Context(), d.start, "nothing", nil); err != nil {
			t.Errorf("a message nobody knows: %v", err)
		}
	})
}
