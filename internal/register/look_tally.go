package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// LookTally is how often somebody of the staff looked at people, for whoever
// supervises the lookers.
type LookTally struct {
	Actor    string
	Looks    int
	People   int // different ones
	Revealed int // looks that opened a protected field
	Last     civil.Instant
}

const selectLookTally = `SELECT v.actor, count(1), count(DISTINCT v.subject), CAST(sum(CASE WHEN v.revealed <> '' THEN 1 ELSE 0 END) AS BIGINT), max(a.at)
	FROM look v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND a.at > $2 AND v.actor LIKE 'staff:%' GROUP BY v.actor ORDER BY count(1) DESC, v.actor`

// LookTallies are the looks at the people of a county since an instant, officer by
// officer, the busiest first.
func (r *Register) LookTallies(ctx context.Context, county string, since civil.Instant) (list []LookTally, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, func(row db.Row) (t LookTally, err error) {
			return t, row.Scan(&t.Actor, &t.Looks, &t.People, &t.Revealed, &t.Last)
		}, selectLookTally, county, int64(since))
		return err
	})
	return list, err
}
