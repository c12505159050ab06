package spdci

import (
	"context"
	"encoding/json"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
)

// parcel is a callback or a notification on its way. Its id is the message_id under
// which it is sent however often it is, so that who gets it twice can tell.
type parcel struct {
	ID     string `json:"-"`
	Lane   string `json:"-"`
	Source string `json:"-"`
	Sender string `json:"-"`
	URI    string `json:"-"`
	Action string `json:"-"`
	made   civil.Instant

	Outcome outcome         `json:"outcome"`
	Message json.RawMessage `json:"message"`
}

// laneMost is how many parcels of a lane one turn of the task sends, and parcelLife
// how long a parcel is worth sending, in milliseconds.
const (
	laneMost   = 50
	parcelLife = 3 * aDay
)

const (
	putParcel = `INSERT INTO spdci_outbox (county, id, lane, source, sender, uri, action, made, state, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0) ON CONFLICT DO NOTHING`
	selectLane = `SELECT v.id, v.lane, v.source, v.sender, v.uri, v.action, v.made FROM spdci_outbox v
		WHERE v.county = $1 AND v.lane = $2 AND v.state = 'waiting' ORDER BY v.made, v.id LIMIT $3`
	endParcel   = `UPDATE spdci_outbox SET state = $3, ended = $4 WHERE county = $1 AND id = $2 AND state = 'waiting'`
	selectLanes = `SELECT DISTINCT v.lane FROM spdci_outbox v WHERE v.county = $1 AND v.state = 'waiting' ORDER BY v.lane`
)

// MarshalJSON writes an outcome for the sealed body of a parcel.
func (o outcome) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{o.status, o.reason, o.text, o.total, o.completed})
}

// UnmarshalJSON reads what [outcome.MarshalJSON] wrote.
func (o *outcome) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal(raw, &[]any{&o.status, &o.reason, &o.text, &o.total, &o.completed})
}

// mail puts a parcel down within an act. What a lane was told of once it is not told
// of again.
func (s *Server) mail(ctx context.Context, w *journal.Write, p parcel) error {
	p.ID = db.NewID()
	n, err := w.Tx().Exec(ctx, putParcel, journal.Nowhere, p.ID, p.Lane, p.Source, p.Sender, p.URI, p.Action, int64(s.Now()))
	if err != nil || n == 0 {
		return err
	}
	body, err := json.Marshal(&p)
	if err != nil {
		return err
	}
	if err := s.putBody(ctx, w, p.ID, "parcel", body); err != nil {
		return err
	}
	return job.Put(ctx, w.Tx(), journal.Nowhere, DeliverTask, p.Lane, 0, nil)
}

// Deliver sends what waits in a lane, in its order: it is the task's handler. The
// first that does not arrive ends the turn, and the task comes back later.
func (s *Server) Deliver(ctx context.Context, t job.Task) error {
	var list []*parcel
	err := s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, func(row db.Row) (*parcel, error) {
			var p parcel
			return &p, row.Scan(&p.ID, &p.Lane, &p.Source, &p.Sender, &p.URI, &p.Action, &p.made)
		}, selectLane, journal.Nowhere, t.Key, laneMost+1)
		return err
	})
	if err != nil {
		return err
	}
	for i, p := range list {
		if i == laneMost {
			return job.ErrMore
		}
		if err := s.deliver(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends one parcel, or drops it when nobody is to have it any more.
func (s *Server) deliver(ctx context.Context, p *parcel) error {
	sender, err := s.Senders.find(ctx, p.Sender)
	if err != nil {
		return err
	}
	wanted, err := s.stillWanted(ctx, p)
	if err != nil {
		return err
	}
	if sender == nil || !wanted || s.Now() > p.made+parcelLife {
		return s.ended(ctx, p, "dropped")
	}
	var body []byte
	err = s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		body, err = s.body(ctx, q, p.ID, "parcel")
		return err
	})
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return s.ended(ctx, p, "dropped")
	}
	if err := json.Unmarshal(body, p); err != nil {
		return err
	}
	raw, err := s.signed(ctx, sender, p.ID, p.Action, p.Outcome, p.Message)
	if err != nil {
		return err
	}
	if err := s.Post.Post(ctx, sender, p.URI, raw); err != nil {
		return err
	}
	return s.ended(ctx, p, "sent")
}

func (s *Server) ended(ctx context.Context, p *parcel, state string) error {
	_, err := s.Journal.Do(ctx, header("spdci."+state, "spdci:"+p.Sender), func(w *journal.Write) error {
		_, err := w.Tx().Exec(ctx, endParcel, journal.Nowhere, p.ID, state, int64(s.Now()))
		return err
	})
	return err
}

// Remind puts the task of every lane down in which something waits: it is a chore,
// for a parcel that was put down in the moment its lane's task ended.
func (s *Server) Remind(ctx context.Context) error {
	var lanes []string
	err := s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		lanes, err = db.Many(ctx, q, db.Text, selectLanes, journal.Nowhere)
		return err
	})
	if err != nil || len(lanes) == 0 {
		return err
	}
	_, err = s.Journal.Do(ctx, header("spdci.remind", "machine:spdci"), func(w *journal.Write) error {
		for _, lane := range lanes {
			if err := job.Put(ctx, w.Tx(), journal.Nowhere, DeliverTask, lane, 0, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
