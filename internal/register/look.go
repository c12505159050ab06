package register

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// lookTable keeps who looked at whom. A look is never changed.
var lookTable = journal.NewTable("look",
	journal.Text("actor"), journal.Text("purpose"), journal.Text("scope"), journal.Text("subject_kind"), journal.Text("subject"),
	journal.Text("fields"), journal.Text("revealed"), journal.Text("reason").Personal())

const selectLooks = `SELECT v.opened, a.at, v.actor, v.purpose, v.scope, v.fields, v.revealed, v.reason
	FROM look v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND v.subject = $2 ORDER BY v.opened`

// Show says what a reader wants to see of a record: the names of its fields,
// which of them in clear although they have a mask, and why.
type Show struct {
	Fields   []string
	Revealed []string
	Reason   access.Private
}

// The protected fields of a person by the names they are asked for.
const (
	IDNumberField = "id_number"
	PhoneField    = "phone"
)

// subject is a record that is looked at, with the division that is responsible
// for it now: who may see a record is decided by where it is, also when the
// day that is asked for is long past.
type subject struct {
	kind     string
	ref      Ref
	division civil.Area
}

// write puts a viewer's look at some records down, before anything is shown. A
// look that may not be answered is refused, and nothing is written.
func (r *Register) write(ctx context.Context, viewer access.Viewer, show Show, subjects ...subject) error {
	if len(subjects) == 0 {
		return nil
	}
	h := journal.Header{County: subjects[0].ref.County, Kind: "look", Actor: viewer.Actor, Purpose: string(viewer.Purpose)}
	_, err := r.journal.Do(ctx, h, func(w *journal.Write) error {
		for _, s := range subjects {
			look := viewer.Look(w.At(), access.Subject{Kind: s.kind, County: s.ref.County, ID: s.ref.ID, Division: s.division})
			look.Fields, look.Revealed, look.Reason = show.Fields, show.Revealed, show.Reason
			if err := look.Check(); err != nil {
				return err
			}
			part, err := w.In(ctx, s.ref.County)
			if err != nil {
				return err
			}
			err = part.Open(ctx, lookTable, db.NewID(), journal.Always,
				look.Actor, string(look.Purpose), look.Scope.String(), s.kind, s.ref.ID,
				strings.Join(look.Fields, " "), strings.Join(look.Revealed, " "), nothing(look.Reason.Reveal()))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// Looked is one look at a record, as somebody who asks who saw it is told.
type Looked struct {
	Act      string
	At       civil.Instant
	Actor    string
	Purpose  access.Purpose
	Scope    string
	Fields   []string
	Revealed []string
	Reason   access.Private
}

// Looks are all looks at a record, the first one first: for the person
// concerned, and for whoever checks the checkers.
func (r *Register) Looks(ctx context.Context, ref Ref) (list []Looked, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, func(row db.Row) (Looked, error) {
			var l Looked
			var seq int64
			var fields, revealed string
			var reason *string
			if err := row.Scan(&seq, &l.At, &l.Actor, &l.Purpose, &l.Scope, &fields, &revealed, &reason); err != nil {
				return l, err
			}
			l.Act = (&journal.Act{County: ref.County, Seq: seq}).Ref()
			l.Fields, l.Revealed, l.Reason = strings.Fields(fields), strings.Fields(revealed), access.NewPrivate(access.Remark, textOf(reason))
			return l, nil
		}, selectLooks, ref.County, ref.ID)
		return err
	})
	return list, err
}
