package app

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"lianxin/internal/access/account"
	"lianxin/internal/access/account/sms"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// The stretches of chores.
const (
	anHour civil.Instant = 60 * 60 * 1000
	aDay                 = 24 * anHour
)

// repeat tells the worker what is done by the clock.
func (b *bureau) repeat() {
	for _, c := range []job.Chore{
		{Kind: "chore.sweep", Every: anHour, Do: b.sweep},
		{Kind: "chore.forget", Every: aDay, Do: b.worker.Forget},
		{Kind: "chore.verify", Every: aDay, Do: b.monthly},
		{Kind: "chore.recertify", Every: aDay, Do: b.recertify},
		{Kind: "chore.settle", Every: aDay, Do: b.db.Settle},
		{Kind: "chore.watch", Every: aDay, Do: b.watchNightly},
		{Kind: "chore.reach", Every: aDay, Do: b.reach},
	} {
		b.worker.Repeat(c)
	}
}

// recertify opens the cases whose time has come, county by county. One county that
// fails keeps no other from its turn.
func (b *bureau) recertify(ctx context.Context) error { return b.eachCounty(ctx, b.recertifyIn) }

// reach prepares the cases of those who reached an age at which a benefit begins.
func (b *bureau) reach(ctx context.Context) error {
	return b.eachCounty(ctx, func(ctx context.Context, county civil.Area) error {
		has := map[string]bool{}
		err := b.db.Read(ctx, func(q db.Query) error {
			list, err := held{}.Held(ctx, q, county.String(), b.desk.Today())
			for _, h := range list {
				has[h.Programme+" "+h.Person] = true
			}
			return err
		})
		if err != nil {
			return err
		}
		_, err = b.desk.Reach(ctx, county, func(programme, person string) bool { return has[programme+" "+person] })
		return err
	})
}

// recordedCounties are the counties that keep records.
func (b *bureau) recordedCounties(ctx context.Context) (list []string, err error) {
	var heads []journal.Head
	err = b.db.Read(ctx, func(q db.Query) (err error) {
		heads, err = journal.Heads(ctx, q)
		return err
	})
	for _, head := range heads {
		if head.County != journal.Nowhere {
			list = append(list, head.County)
		}
	}
	return list, err
}

// eachCounty does something in every county that keeps records. One that fails keeps no
// other from its turn.
func (b *bureau) eachCounty(ctx context.Context, in func(context.Context, civil.Area) error) error {
	list, err := b.recordedCounties(ctx)
	for _, code := range list {
		if county, parsed := civil.ParseArea(code); parsed == nil {
			err = errors.Join(err, in(ctx, county))
		}
	}
	return err
}

func (b *bureau) recertifyIn(ctx context.Context, county civil.Area) error {
	var list []casework.Benefit
	err := b.db.Read(ctx, func(q db.Query) error {
		held, err := pay.HeldIn(ctx, q, county.String(), b.desk.Today().Month())
		for i := range held {
			e := &held[i]
			one := casework.Benefit{ID: e.Entitlement, Programme: e.Programme, Household: e.Household, Person: e.Person, Since: e.From, Until: e.To, Covered: e.Covered}
			if e.State == pay.Grace { // its last month may be that of a later, lower part
				whole, err := pay.Get(ctx, q, register.Ref{County: county.String(), ID: e.Household}, e.Entitlement)
				if err != nil {
					return err
				}
				one.Grace, one.Until = true, whole.GraceEnd(b.desk.Today().Month())
			}
			if e.Case == "" { // taken over from elsewhere: its time is counted from the first month here
				whole, err := pay.Get(ctx, q, register.Ref{County: county.String(), ID: e.Household}, e.Entitlement)
				if err != nil {
					return err
				}
				one.Since = max(one.Since, whole.Books)
			}
			list = append(list, one)
		}
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = b.desk.Recertify(ctx, county, list)
	return err
}

// sweptAtOnce is how many sessions and codes one act closes.
const sweptAtOnce = 500

// sweep closes the sessions and codes that are over, until none is left.
func (b *bureau) sweep(ctx context.Context) error {
	for {
		closed := 0
		_, err := b.journal.Do(ctx, systemHeader(journal.Nowhere, "account.sweep"), func(w *journal.Write) (err error) {
			closed, err = b.accounts.Sweep(ctx, w, sweptAtOnce)
			return err
		})
		if err != nil || closed < sweptAtOnce {
			return err
		}
	}
}

// messageTask sends a message to a telephone that did not leave at once.
const messageTask = "account.message"

// parcel is its body. Telephone and text are sealed.
type parcel struct {
	ID     string `json:"id"`
	Sealed []byte `json:"sealed"`
}

// park is the outbox of the accounts.
func park(ctx context.Context, tx *db.Tx, id string, sealed []byte, due civil.Instant) error {
	return job.Put(ctx, tx, journal.Nowhere, messageTask, id, due, parcel{id, sealed})
}

func (b *bureau) deliver(ctx context.Context, t job.Task) error {
	var p parcel
	if err := t.Read(&p); err != nil {
		return err
	}
	return b.accounts.Deliver(ctx, b.desk.Now(), p.ID, p.Sealed)
}

// gateway is the message platform the environment names; nil when it names none.
func gateway(log *slog.Logger) (account.Gateway, error) {
	config, ok, err := sms.Environment(os.Getenv)
	if err != nil || !ok {
		if err == nil {
			log.Info("no message platform is configured; sign-in codes are printed", "variable", sms.URLVariable)
		}
		return nil, err
	}
	return sms.New(config, nil)
}
