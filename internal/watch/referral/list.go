package referral

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/watch/officer"
)

// Query says which referrals are wanted.
type Query struct {
	Tab    string // late: overdue; waiting: the other side; ours: something is to be done here; ended; empty: all
	Target string // empty: all
	Within civil.Area
	After  string // Next of the page before
	Size   int
}

// PageMost is the longest page of a list.
const PageMost = 500

const (
	inList = from + `WHERE v.closed IS NULL AND v.division BETWEEN $1 AND $2 AND ($3 = '' OR v.target = $3)
		AND ($4 = '' OR $4 = 'late' AND v.state IN ('sent', 'taken') AND v.due < $5 OR $4 = 'waiting' AND v.state IN ('sent', 'taken')
			OR $4 = 'ours' AND v.state IN ('more', 'granted', 'refused') OR $4 = 'ended' AND v.state IN ('told', 'withdrawn'))`
	list = `-- across counties
		SELECT ` + columns + inList + ` AND (v.due > $6 OR v.due = $6 AND v.id > $7) ORDER BY v.due, v.id LIMIT $8`
	count = `-- across counties
		SELECT count(1)` + inList
)

func (q *Query) scope(viewer access.Viewer) access.Scope {
	if q.Within != 0 {
		return viewer.Scope().Within(q.Within)
	}
	return viewer.Scope()
}

// List is a page of the referrals a viewer may see, those due first.
func (d *Desk) List(ctx context.Context, viewer access.Viewer, q Query) (found []*Referral, next string, err error) {
	if err := viewer.Check(); err != nil {
		return nil, "", err
	}
	size := min(max(q.Size, 1), PageMost)
	due, id, _ := strings.Cut(q.After, "_")
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			rows, err := db.Many(ctx, query, d.scan, list, span.First, span.Last, q.Target, q.Tab, d.today().String(), due, id, int64(size+1))
			if err != nil {
				return err
			}
			found = merged(found, rows)
		}
		return nil
	})
	if len(found) > size {
		found = found[:size]
		last := found[size-1]
		next = last.Due.String() + "_" + last.ID
	}
	return found, next, err
}

// merged are two lists in order of their due days.
func merged(a, b []*Referral) []*Referral {
	out := make([]*Referral, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].Due < b[0].Due || a[0].Due == b[0].Due && a[0].ID < b[0].ID {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// Count is how many referrals a query finds.
func (d *Desk) Count(ctx context.Context, viewer access.Viewer, q Query) (sum int64, err error) {
	err = d.journal.DB().Read(ctx, func(query db.Query) error {
		for _, span := range q.scope(viewer).Spans() {
			n, err := db.Int(query.QueryRow(ctx, count, span.First, span.Last, q.Target, q.Tab, d.today().String()))
			if err != nil {
				return err
			}
			sum += n
		}
		return nil
	})
	return sum, err
}

// Numbered finds a referral by its number, among those a viewer may see.
func (d *Desk) Numbered(ctx context.Context, viewer access.Viewer, number string) (r *Referral, err error) {
	parts := strings.Split(number, "-")
	if len(parts) != numberParts {
		return nil, officer.Missing()
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, d.scan, selectNumber, parts[1], number)
		if err != nil {
			return err
		}
		if !there || !viewer.Scope().Covers(found.Division) {
			return officer.Missing()
		}
		r = found
		return nil
	})
	return r, err
}

// numberParts is how many parts a number has: ZB-320613-2025-00001.
const numberParts = 4
