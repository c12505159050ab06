package app

import (
	"context"
	"encoding/json"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// wardTask tells somebody that another has asked for him.
const wardTask = "casework.tell_ward"

// wardOrder is its body.
type wardOrder struct{ County, Case string }

// messageDays is for how long a message about a case is of use to somebody.
const messageDays = 3

// hearGuardians sends messages to those for whom somebody has asked.
func (b *bureau) hearGuardians() {
	b.worker.Handle(wardTask, b.tellWard)
	b.worker.Listen("casework.guardian", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		var news casework.SpokenFor
		if err := json.Unmarshal([]byte(n.Body), &news); err != nil {
			return err
		}
		return job.Put(ctx, tx, n.County, wardTask, news.Case, 0, wardOrder{n.County, news.Case})
	}, casework.SpokenForTopic)
}

// tellWard sends the message, where the register knows a telephone. The look at it is
// written down.
func (b *bureau) tellWard(ctx context.Context, t job.Task) error {
	var order wardOrder
	if err := t.Read(&order); err != nil {
		return err
	}
	f, err := b.desk.Read(ctx, register.Ref{County: order.County, ID: order.Case})
	if err != nil || f.Guardian == nil {
		return err
	}
	viewer := access.Viewer{Actor: "machine:casework", Roles: []access.Role{casework.Town}, Divisions: []civil.Area{f.Case.Division.County()}, Purpose: "application"}
	who, err := b.register.Person(ctx, viewer, f.Case.Applicant, register.On(b.desk.Today()), register.Show{Fields: []string{register.PhoneField}})
	if err != nil || who.Phone.Empty() {
		return err
	}
	h := journal.Header{County: order.County, Kind: "case.tell_ward", Actor: "machine:casework", Purpose: "application"}
	_, err = b.journal.Do(ctx, h, func(w *journal.Write) error {
		_, err := b.accounts.Notify(ctx, w, account.Notice{
			Phone: who.Phone, People: []account.Person{{County: f.Case.Applicant.County, ID: f.Case.Applicant.ID}},
			Words: f.GuardianMessage(), Due: w.At(), Until: w.At() + messageDays*24*60*60*1000,
		})
		return err
	})
	return err
}
