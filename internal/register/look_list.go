package register

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// LookedAt is a look with what was looked at, as somebody who checks the lookers
// sees it.
type LookedAt struct {
	Looked
	Kind    string // of the subject: person, household
	Subject Ref
	Seq     int64 // of the act; where a page goes on
}

const selectLooksBy = `SELECT v.opened, a.at, v.actor, v.purpose, v.scope, v.fields, v.revealed, v.reason, v.subject_kind, v.subject
	FROM look v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND ($2 = '' OR v.actor = $2) AND (CAST($3 AS BIGINT) = 0 OR v.revealed <> '') AND (CAST($4 AS BIGINT) = 0 OR v.opened < CAST($4 AS BIGINT))
	ORDER BY v.opened DESC, v.id LIMIT $5`

// LooksIn are looks at the records of a county, the newest first: of one actor or of
// all, those that opened a protected field alone when that is wanted, behind an act.
func (r *Register) LooksIn(ctx context.Context, county, actor string, revealed bool, behind int64, limit int) (list []LookedAt, err error) {
	only := 0
	if revealed {
		only = 1
	}
	err = r.db.Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanLookedAt(county), selectLooksBy, county, actor, only, behind, limit)
		return err
	})
	return list, err
}

func scanLookedAt(county string) func(db.Row) (LookedAt, error) {
	return func(row db.Row) (l LookedAt, err error) {
		var fields, revealed string
		var reason *string
		l.Subject.County = county
		err = row.Scan(&l.Seq, &l.At, &l.Actor, &l.Purpose, &l.Scope, &fields, &revealed, &reason, &l.Kind, &l.Subject.ID)
		l.Act = (&journal.Act{County: county, Seq: l.Seq}).Ref()
		l.Fields, l.Revealed, l.Reason = strings.Fields(fields), strings.Fields(revealed), access.NewPrivate(access.Remark, textOf(reason))
		return l, err
	}
}
